"""Goals: what the headline figures should reach, and where they stand in some results."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from models.bench.accounts.folds import FIELD_BLOCKS
from models.bench.accounts.harness import OURS
from models.bench.baselines import ALL_BASELINES

Results = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound that a figure should keep.

    Parameters
    ----------
    bound : float
        The bound.
    at_most : bool, default=False
        Whether the figure should be at most the bound, or else at least.
    """

    bound: float
    at_most: bool = False

    def is_met(self, value: float) -> bool:
        """Tell whether a value keeps the bound."""
        return value <= self.bound if self.at_most else value >= self.bound


STRICT_SOURCES: Final = ("verified-2019", "genuine_accounts", "cresci-rtbust-2019", "caverlee-2011")
MIXED_SOURCES: Final = ("nyu-2017", "human-bots-sample")
"""Genuine accounts as labelled with care, and of mixed or weak labels."""

GOALS: Final[Mapping[tuple[str, str], Goal]] = {
    ("vendors", "mean_auc"): Goal(0.992),
    ("vendors", "worst_auc"): Goal(0.98),
    ("vendors", "mean_mcc"): Goal(0.93),
    ("vendors", "worst_mcc"): Goal(0.82),
    ("vendors", "mean_ece"): Goal(0.05, at_most=True),
    ("bots", "mean_auc"): Goal(0.91),
    **{("false_positives", source): Goal(10.0, at_most=True) for source in STRICT_SOURCES},
    **{("false_positives", source): Goal(30.0, at_most=True) for source in MIXED_SOURCES},
    ("false_positives", "twibot22-2022"): Goal(40.0, at_most=True),
    ("false_positives", "twibot22-2024"): Goal(20.0, at_most=True),
    ("missing_fields", "auc_lost"): Goal(0.02, at_most=True),
    ("missing_fields", "false_positive_ratio"): Goal(1.5, at_most=True),
    ("abstention", "ratio_80"): Goal(0.5, at_most=True),
    ("evasion", "recall_lost"): Goal(0.15, at_most=True),
}
"""(Protocol, figure) -> goal; the figures of `false_positives` are flagged per 1,000 by source."""

HEADLINES: Final = (
    ("vendors", "mean_auc"),
    ("vendors", "worst_auc"),
    ("vendors", "mean_mcc"),
    ("vendors", "worst_mcc"),
    ("vendors", "mean_recall_at_1_percent"),
    ("vendors", "mean_ece"),
    ("bots", "mean_auc"),
)
"""Figures of the means that stand in the lead."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one headline figure stands.

    Parameters
    ----------
    protocol, figure : str
        What was measured.
    ours : float or None
        Our value; None where the figure is a baseline's alone.
    baseline : tuple of str and float, optional
        The baseline to compare with, and its value.
    case : str, default=""
        The variant in which the value was found, for a worst case.
    """

    protocol: str
    figure: str
    ours: float | None
    baseline: tuple[str, float] | None = None
    case: str = ""

    @property
    def goal(self) -> Goal | None:
        """Goal of the figure, if it has one."""
        return GOALS.get((self.protocol, self.figure))

    @property
    def is_missed(self) -> bool:
        """Whether there is a goal and our value does not keep it."""
        return self.goal is not None and self.ours is not None and not self.goal.is_met(self.ours)


def standings(results: Results) -> list[Standing]:
    """Return every headline figure that the results hold, in the order of the lead."""
    protocols = results["protocols"]
    return [
        *(standing for name, figure in HEADLINES for standing in _of_means(protocols, name, figure)),
        *_of_false_positives(protocols),
        *_of_abstention(protocols),
        *_of_variants(protocols, "missing_fields", ("auc_lost", "false_positive_ratio")),
        *_of_variants(protocols, "evasion", ("recall_lost",)),
        *_of_leaks(protocols),
    ]


def weakest_folds(results: Results, n_folds: int = 3) -> list[tuple[str, float]]:
    """Return the folds that count in which our AUC is lowest, lowest first."""
    folds = [
        (row["fold"], row["auc"]["value"])
        for name in ("vendors", "bots")
        for row in _rows(results["protocols"], name)
        if row["method"] == OURS and row["fold"] not in results["protocols"][name]["left_out"]
    ]
    return sorted(folds, key=lambda fold: fold[1])[:n_folds]


def _rows(protocols: Results, name: str) -> list[Mapping[str, Any]]:
    return list(protocols[name]["rows"]) if name in protocols else []


def _means(protocols: Results, name: str, figure: str) -> dict[str, float]:
    """Return one figure of every method that has it."""
    means = protocols[name]["mean"] if name in protocols else {}
    return {method: values[figure] for method, values in means.items() if figure in values}


def _of_kinds(values: Mapping[str, float], leak: bool) -> dict[str, float]:
    """Return the values of the leak baselines, or of all others."""
    baselines = {name: value for name, value in values.items() if name in ALL_BASELINES}
    return {name: value for name, value in baselines.items() if (ALL_BASELINES[name].kind == "leak") == leak}


def _best(values: Mapping[str, float], at_most: bool = False) -> tuple[str, float] | None:
    if not values:
        return None
    name = (min if at_most else max)(values, key=lambda name: values[name])
    return name, values[name]


def _of_means(protocols: Results, name: str, figure: str) -> Iterator[Standing]:
    values = _means(protocols, name, figure)
    if OURS in values:
        at_most = (name, figure) in GOALS and GOALS[name, figure].at_most
        yield Standing(name, figure, values[OURS], _best(_of_kinds(values, leak=False), at_most))


def _of_false_positives(protocols: Results) -> Iterator[Standing]:
    """Yield the rates beside the baseline of best order: a method that flags nobody has no false positive."""
    best = _best(_of_kinds(_means(protocols, "vendors", "mean_auc"), leak=False))
    rates = {
        (row["method"], row["source"]): row["per_1000"]
        for row in _rows(protocols, "false_positives")
        if row["per_1000"] is not None
    }
    for method, source in rates:
        if method == OURS:
            baseline = (best[0], rates[best[0], source]) if best else None
            yield Standing("false_positives", source, rates[OURS, source], baseline)


def _of_abstention(protocols: Results) -> Iterator[Standing]:
    """Yield the errors among the surest 80 % in parts of those of all, where sellers are unseen."""
    means = protocols["abstention"]["mean"] if "abstention" in protocols else []
    for row in means:
        if (row["folds"], row["method"]) == ("vendors", OURS):
            yield Standing("abstention", "ratio_80", row["ratio_80"])


def _of_variants(protocols: Results, name: str, figures: tuple[str, ...]) -> Iterator[Standing]:
    """Yield the worst case of each figure; of missing fields only those where one block is missing."""
    blocks = {f"without {block}" for block in FIELD_BLOCKS}
    rows = [row for row in _rows(protocols, name) if name == "evasion" or row["variant"] in blocks]
    for figure in figures if rows else ():
        worst = max(rows, key=lambda row: row[figure])
        yield Standing(name, figure, worst[figure], case=worst["variant"])


def _of_leaks(protocols: Results) -> Iterator[Standing]:
    best = _best(_of_kinds(_means(protocols, "vendors", "mean_auc"), leak=True))
    if best:
        yield Standing("vendors", "leak_auc", None, best)


HISTOGRAM: Final = "sliding histogram"
INTERPOLATION: Final = "interpolation"
DEFAULT_SETTING: Final = "four years"
"""Names in the results: the other ways, and the simulated lists on which follow times are judged."""

ERROR: Final = "mean absolute error"
COVERAGE: Final = "share of 95 % intervals that hold"
HOURS: Final = "median error, hours"
FALSE_LISTS: Final = "clean and organic-burst lists with any event"
LEAST_FOUND: Final = "least share of a marked block found"
LOWEST_RECALL: Final = "recall at 1 % false positives, blocks, lowest mean"

NEAR_95: Final = (Goal(0.93), Goal(0.97, at_most=True))

AUDIENCE_GOALS: Final[Mapping[tuple[str, str], tuple[Goal, ...]]] = {
    ("share_prior_shift", ERROR): (Goal(0.015, at_most=True),),
    ("share_prior_shift", COVERAGE): NEAR_95,
    ("share_unseen", ERROR): (Goal(0.05, at_most=True),),
    ("share_unseen", COVERAGE): (Goal(0.85),),
    ("follow_times", HOURS): (Goal(1.0, at_most=True),),
    ("follow_times", COVERAGE): NEAR_95,
    ("bought_blocks", "AUC, batch-made block of 1 to 20 % of the list"): (Goal(0.99),),
    ("bought_blocks", "AUC, batch-made block of 30 to 70 % of the list"): (Goal(0.97),),
    ("bought_blocks", "AUC, aged block of 2 to 70 % of the list"): (Goal(0.90),),
    ("false_events", FALSE_LISTS): (Goal(0.05, at_most=True),),
    ("marked_blocks", LEAST_FOUND): (Goal(0.8),),
    ("injected_sellers", LOWEST_RECALL): (Goal(0.95),),
}
"""(Protocol, figure) -> every bound that the figure should keep."""


@dataclass(frozen=True, slots=True)
class AudienceStanding:
    """Where one headline figure of audits stands.

    Parameters
    ----------
    protocol, figure : str
        What was measured.
    ours : float
        Our value.
    other : tuple of str and float, optional
        The other way of doing it, and its value in the same run.

    Examples
    --------
    >>> standing = AudienceStanding("follow_times", "median error, hours", 1.5, ("interpolation", 2.0))
    >>> standing.goals
    (Goal(bound=1.0, at_most=True),)
    >>> standing.is_missed
    True
    """

    protocol: str
    figure: str
    ours: float
    other: tuple[str, float] | None = None

    @property
    def goals(self) -> tuple[Goal, ...]:
        """Bounds that the figure should keep; none where it only informs."""
        return AUDIENCE_GOALS.get((self.protocol, self.figure), ())

    @property
    def is_missed(self) -> bool:
        """Whether our value does not keep a goal."""
        return not all(goal.is_met(self.ours) for goal in self.goals)


def audience_standings(audiences: Results) -> list[AudienceStanding]:
    """Return every headline figure that results of audits hold, in the order of the report."""
    return [
        standing
        for name, standings in STANDINGS.items()
        if name in audiences
        for standing in standings(name, audiences[name])
    ]


def _of_shares(name: str, results: Results) -> Iterator[AudienceStanding]:
    """Yield the error beside that of counting flags, the coverage beside that of the adjusted count."""
    mean = results["mean"]
    counting = ("counting flags", mean["counting_mean_absolute_error"])
    adjusted = ("adjusted count", mean["adjusted_coverage"]["value"])
    yield AudienceStanding(name, ERROR, mean["mean_absolute_error"], counting)
    yield AudienceStanding(name, COVERAGE, mean["coverage"]["value"], adjusted)


def _of_follow_times(name: str, results: Results) -> Iterator[AudienceStanding]:
    """Yield error and coverage on lists as usual; the plain ways have no interval."""
    rows = {row["method"]: row for row in results["rows"] if row["setting"] == DEFAULT_SETTING}
    plain = (INTERPOLATION, rows[INTERPOLATION]["median_error_hours"])
    yield AudienceStanding(name, HOURS, rows[OURS]["median_error_hours"], plain)
    yield AudienceStanding(name, COVERAGE, rows[OURS]["coverage"])


def _of_blocks(name: str, results: Results) -> Iterator[AudienceStanding]:
    """Yield the mean AUC of every stock and group of sizes; the smallest aged blocks have no goal."""
    aucs = {(row["stock"], row["group"], row["method"]): row["auc"]["value"] for row in results["mean"]}
    for stock, group, method in aucs:
        if method == OURS:
            figure = f"AUC, {stock.replace('_', '-')} block of {group} of the list"
            other = (HISTOGRAM, aucs[stock, group, HISTOGRAM])
            yield AudienceStanding(name, figure, aucs[stock, group, OURS], other)


def _of_false_events(name: str, results: Results) -> Iterator[AudienceStanding]:
    for row in results["rows"]:
        if row["kind"] == "all simulated":
            yield AudienceStanding(name, FALSE_LISTS, row["share"]["value"])


def _of_marked_blocks(name: str, results: Results) -> Iterator[AudienceStanding]:
    yield AudienceStanding(name, LEAST_FOUND, min(row["share_found"]["value"] for row in results["rows"]))


def _of_injections(name: str, results: Results) -> Iterator[AudienceStanding]:
    """Yield the recall of blocks of that share of the list at which it is lowest."""
    blocks = [row for row in results["mean"] if row["delivery"] == "block"]
    worst = min(blocks, key=lambda row: row["fused_recall"])
    yield AudienceStanding(name, LOWEST_RECALL, worst["fused_recall"], ("profile alone", worst["profile_recall"]))


STANDINGS: Final[Mapping[str, Callable[[str, Results], Iterator[AudienceStanding]]]] = {
    "share_prior_shift": _of_shares,
    "share_unseen": _of_shares,
    "follow_times": _of_follow_times,
    "bought_blocks": _of_blocks,
    "false_events": _of_false_events,
    "marked_blocks": _of_marked_blocks,
    "injected_sellers": _of_injections,
}
"""Protocol -> its name and results to its headline figures, in the order of the report."""
