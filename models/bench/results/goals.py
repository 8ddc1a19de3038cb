"""Goals: what the headline figures should reach, and where they stand in some results."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from models.bench.accounts.harness import OURS
from models.bench.accounts.variants import FIELD_BLOCKS
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
        *(one for name, figure in HEADLINES for one in _of_means(protocols, name, figure)),
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
