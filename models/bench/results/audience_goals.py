"""Goals of audits: what their headline figures should reach, and where they stand in some results."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from models.bench.accounts.harness import OURS
from models.bench.results.goals import Goal, Results

HISTOGRAM: Final = "sliding histogram"
INTERPOLATION: Final = "interpolation"
DEFAULT_SETTING: Final = "four years"
"""Names in the results: the other ways, and the simulated lists on which follow times are judged."""

ERROR: Final = "mean absolute error"
COVERAGE: Final = "share of 95 % intervals that hold"
WIDTH: Final = "mean width of 95 % intervals"
AT_NONE: Final = "share of 95 % intervals that hold where nobody is bought"
ALARMS: Final = "false alarms of the fit check"
POWER: Final = "fit check fires on audiences unlike all known, mean"
HOURS: Final = "median error, hours"
FALSE_LISTS: Final = "clean and organic-burst lists with any event"
FALSE_MANGLED: Final = "mangled lists with a false event"
LEAST_FOUND: Final = "least share of a marked block found"
LOWEST_RECALL: Final = "recall at 1 % false positives, blocks, lowest mean"

SOLD_RUN: Final = "recall at 1 % false positives, {} of {}, lowest seller"
FIRST_RELEASE: Final = "first release"
FIRST_RECALLS: Final = {("block", 100): 0.02, ("block", 200): 0.58, ("block", 400): 0.57, ("block", 800): 0.57}
"""(Way of delivery, accounts) -> its recall, from issue 13; half-mixed it found nothing, and nothing one by one."""
DRIP_FOUND: Final = "share found of stock raised together"
FALSE_COUNTS: Final = "clean lists and genuine sets with a cohort by counts"

NEAR_95: Final = (Goal(0.93), Goal(0.97, at_most=True))

AUDIENCE_GOALS: Final[Mapping[tuple[str, str], tuple[Goal, ...]]] = {
    ("share_unseen", ERROR): (Goal(0.022, at_most=True),),
    ("share_unseen", COVERAGE): NEAR_95,
    ("share_unseen", WIDTH): (Goal(0.18, at_most=True),),
    ("share_unseen", AT_NONE): (Goal(0.93),),
    ("share_unseen", ALARMS): (Goal(0.05, at_most=True),),
    ("share_unlike", POWER): (Goal(0.8),),
    ("follow_times", HOURS): (Goal(1.0, at_most=True),),
    ("follow_times", COVERAGE): NEAR_95,
    ("bought_blocks", "AUC, batch-made block of 1 to 20 % of the list"): (Goal(0.99),),
    ("bought_blocks", "AUC, batch-made block of 30 to 70 % of the list"): (Goal(0.97),),
    ("bought_blocks", "AUC, aged block of 2 to 70 % of the list"): (Goal(0.90),),
    ("false_events", FALSE_LISTS): (Goal(0.05, at_most=True),),
    ("mangled_lists", FALSE_MANGLED): (Goal(0.02, at_most=True),),
    ("mangled_lists", COVERAGE): (Goal(0.93),),
    ("marked_blocks", LEAST_FOUND): (Goal(0.8),),
    ("injected_sellers", LOWEST_RECALL): (Goal(0.95),),
    **{
        ("sold_runs", SOLD_RUN.format(delivery, n)): (Goal(bound),)
        for delivery, bounds in {
            "block": {100: 0.8, 200: 0.85, 400: 0.9, 800: 0.95},
            "half-mixed": {200: 0.5, 400: 0.7, 800: 0.85},
        }.items()
        for n, bound in bounds.items()
    },
    ("drips", DRIP_FOUND): (Goal(0.7),),
    ("drips", FALSE_COUNTS): (Goal(0.01, at_most=True),),
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
    """Yield the error beside that of counting flags, how often intervals hold and how wide they are, and alarms."""
    mean = results["mean"]
    counting = ("counting flags", mean["counting_mean_absolute_error"])
    yield AudienceStanding(name, ERROR, mean["mean_absolute_error"], counting)
    yield AudienceStanding(name, COVERAGE, mean["coverage"]["value"])
    yield AudienceStanding(name, WIDTH, mean["width"])
    at_none = next(row for row in results["shares"] if row["share"] == 0.0)["coverage"]
    if at_none is not None:
        yield AudienceStanding(name, AT_NONE, at_none["value"])
    yield AudienceStanding(name, ALARMS, mean["bad_fit"])


def _of_unlike(name: str, results: Results) -> Iterator[AudienceStanding]:
    """Yield the mean power of the fit check."""
    powers = [row["power"] for row in results["rows"]]
    yield AudienceStanding(name, POWER, round(sum(powers) / len(powers), 4))


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


def _of_mangled_lists(name: str, results: Results) -> Iterator[AudienceStanding]:
    yield AudienceStanding(name, FALSE_MANGLED, results["all"]["false"]["value"])
    yield AudienceStanding(name, COVERAGE, results["all"]["coverage"]["value"])


def _of_marked_blocks(name: str, results: Results) -> Iterator[AudienceStanding]:
    yield AudienceStanding(name, LEAST_FOUND, min(row["share_found"]["value"] for row in results["rows"]))


def _of_injections(name: str, results: Results) -> Iterator[AudienceStanding]:
    """Yield the recall of blocks of that share of the list at which it is lowest."""
    blocks = [row for row in results["mean"] if row["delivery"] == "block"]
    worst = min(blocks, key=lambda row: row["fused_recall"])
    yield AudienceStanding(name, LOWEST_RECALL, worst["fused_recall"], ("profile alone", worst["profile_recall"]))


def _of_runs(name: str, results: Results) -> Iterator[AudienceStanding]:
    """Yield the recall of the seller of whom least is found, by way of delivery and number of accounts."""
    for row in results["mean"]:
        key = row["delivery"], row["n_asked"]
        first = (FIRST_RELEASE, FIRST_RECALLS.get(key, 0.0))
        yield AudienceStanding(name, SOLD_RUN.format(*key), row["lowest_fused_recall"], first)


def _of_drips(name: str, results: Results) -> Iterator[AudienceStanding]:
    """Yield what is found of stock raised together, and how many clean lists have a cohort."""
    for row in results["mean"]:
        if row["raised_together"]:
            yield AudienceStanding(name, DRIP_FOUND, row["share_found"], (FIRST_RELEASE, 0.0))
    clean = results["clean"]
    share = sum(row["n_with_cohorts"] for row in clean) / sum(row["n_lists"] for row in clean)
    yield AudienceStanding(name, FALSE_COUNTS, round(share, 4))


STANDINGS: Final[Mapping[str, Callable[[str, Results], Iterator[AudienceStanding]]]] = {
    "share_unseen": _of_shares,
    "share_unlike": _of_unlike,
    "follow_times": _of_follow_times,
    "bought_blocks": _of_blocks,
    "false_events": _of_false_events,
    "mangled_lists": _of_mangled_lists,
    "marked_blocks": _of_marked_blocks,
    "injected_sellers": _of_injections,
    "sold_runs": _of_runs,
    "drips": _of_drips,
}
"""Protocol -> its name and results to its headline figures, in the order of the report."""
