"""Goals: the lines of the first screen, what the first release reached, what we aim at, and where results stand."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from models.bench.accounts.folds import CHEAP_MOVES, FIELD_BLOCKS
from models.bench.accounts.github import GITHUB_BASELINES, OWN as OF_GITHUB
from models.bench.accounts.harness import OURS
from models.bench.accounts.platforms import OWN, PLATFORM_BASELINES
from models.bench.accounts.slices import POOLED
from models.bench.baselines import ALL_BASELINES

Results = Mapping[str, Any]

RULE, RATIO = "ratio_rule", "ratio"
"""Baselines that have columns of their own."""


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


class Measured(NamedTuple):
    """Our value, the case in which it was found, and the rule, the bare ratio and the best other baseline beside it."""

    ours: float
    case: str = ""
    rule: float | None = None
    ratio: float | None = None
    other: tuple[str, float] | None = None


@dataclass(frozen=True, slots=True)
class Headline:
    """One line of the first screen.

    Parameters
    ----------
    title : str
        What is measured.
    first : str
        What the first release reached, as told when these goals were set.
    goal : Goal
        What it should reach.
    find : callable
        Results -> the figure; None where it was not measured.
    """

    title: str
    first: str
    goal: Goal
    find: Callable[[Results], Measured | None]


def at_least(bound: float) -> Goal:
    """Return the goal of a figure that should be high."""
    return Goal(bound)


def at_most(bound: float) -> Goal:
    """Return the goal of a figure that should be low."""
    return Goal(bound, at_most=True)


def _protocol(results: Results, name: str) -> Mapping[str, Any]:
    """Return a protocol about X or about another platform, empty where it was not measured."""
    both = results.get("protocols", {}) | results.get("platforms", {}).get("protocols", {})
    found: Mapping[str, Any] = both.get(name, {})
    return found


BASELINES: Final = {**ALL_BASELINES, **PLATFORM_BASELINES, **GITHUB_BASELINES}
RULES_OWN: Final = {
    "mean_mcc": "mean_rule_mcc",
    "mean_recall": "mean_rule_recall",
    "mean_recall_at_rule_rate": "mean_rule_recall",
}
"""Figure of a mean -> the one that the rule reaches at its own threshold."""


def of_means(protocol: str, figure: str, ours: str = OURS) -> Callable[[Results], Measured | None]:
    """Return what finds a figure of the means over folds."""

    def find(results: Results) -> Measured | None:
        means = _protocol(results, protocol).get("mean", {})
        if figure not in means.get(ours, {}):
            return None
        values = {method: found[figure] for method, found in means.items() if figure in found}
        if figure.startswith("cells_"):
            return Measured(values[ours])
        rule = means[ours].get(RULES_OWN.get(figure, ""), values.get(RULE))
        return Measured(values[ours], "", rule, values.get(RATIO), _best_other(values, figure))

    return find


def of_cells(
    protocol: str, figure: str, folds: Collection[str], ours: str = OURS
) -> Callable[[Results], Measured | None]:
    """Return what finds the lowest value of a figure over some folds, with the baselines in the same fold."""

    def find(results: Results) -> Measured | None:
        rows = [row for row in _protocol(results, protocol).get("rows", []) if row["fold"] in folds]
        own = [(row[figure]["value"], row["fold"]) for row in rows if row["method"] == ours and figure in row]
        if not own:
            return None
        lowest, fold = min(own)
        values = {row["method"]: row[figure]["value"] for row in rows if row["fold"] == fold}
        case = fold if len(folds) > 1 else ""
        return Measured(lowest, case, values.get(RULE), values.get(RATIO), _best_other(values, figure))

    return find


ORDERS: Final = ("auc", "mcc", "recall_at_rule_rate", "recall_at_2_percent", "recall_at_1_percent")
"""Figures that say by themselves which of two methods is better; a recall does not without its false positives."""


def _best_other(values: Mapping[str, float], figure: str) -> tuple[str, float] | None:
    """Return the best baseline that looks at accounts and has no column of its own, where a figure can tell it."""
    others = {
        name: value
        for name, value in values.items()
        if name in BASELINES and BASELINES[name].kind != "leak" and name not in (RULE, RATIO)
    }
    if not others or not figure.endswith(ORDERS):
        return None
    best = max(others, key=lambda name: others[name])
    return best, others[best]


def of_false_positives(*sources: str) -> Callable[[Results], Measured | None]:
    """Return what finds the highest share of genuine accounts flagged over some sources."""

    def find(results: Results) -> Measured | None:
        rates = {
            (row["method"], row["source"]): row["per_1000"] / 1000
            for row in _protocol(results, "false_positives").get("rows", [])
            if row["source"] in sources and row["per_1000"] is not None
        }
        own = [(rate, source) for (method, source), rate in rates.items() if method == OURS]
        if not own:
            return None
        highest, source = max(own)
        case = source if len(sources) > 1 else ""
        return Measured(highest, case, rates.get((RULE, source)), rates.get((RATIO, source)))

    return find


def of_slices(*names: str) -> Callable[[Results], Measured | None]:
    """Return what finds the highest share of genuine accounts flagged over slices of all sources together."""

    def find(results: Results) -> Measured | None:
        rates = {
            (row["method"], row["slice"]): row["per_1000"] / 1000
            for row in _protocol(results, "false_positive_slices").get("rows", [])
            if row["slice"] in names and row["source"] == POOLED and row["per_1000"] is not None
        }
        own = [(rate, name) for (method, name), rate in rates.items() if method == OURS]
        if not own:
            return None
        highest, name = max(own)
        return Measured(highest, name, rates.get((RULE, name)), rates.get((RATIO, name)))

    return find


def of_variants(protocol: str, figure: str, variants: Collection[str] = ()) -> Callable[[Results], Measured | None]:
    """Return what finds the highest value over some variants, by default all."""

    def find(results: Results) -> Measured | None:
        rows = _protocol(results, protocol).get("rows", [])
        found = [(row[figure], row["variant"]) for row in rows if not variants or row["variant"] in variants]
        return Measured(*max(found)) if found else None

    return find


def of_part(part: str, name: str) -> Callable[[Results], Measured | None]:
    """Return what finds a number that a part of the results holds under its name."""

    def find(results: Results) -> Measured | None:
        value = results.get(part, {}).get("figures", {}).get(name)
        return None if value is None else Measured(value)

    return find


ORDINARY: Final = ("genuine_accounts", "cresci-rtbust-2019", "twibot22-2022+twibot22-2024")
"""Genuine accounts of 2015 and later that nobody chose for being known."""
LATER: Final = [f"vendor-2019 x {group}" for group in ORDINARY]
PURBA: Final = ("purba-instagram-2019 x purba-instagram-2019",)
CAREFUL: Final = ("verified-2019", "genuine_accounts", "cresci-rtbust-2019", "caverlee-2011")
"""Genuine accounts labelled with care."""

HEADLINES: Final = (
    Headline("24 cells: mean MCC", ".74", at_least(0.87), of_means("sellers", "mean_mcc")),
    Headline(
        "24 cells: cells in which the rule's MCC is better by more than .01",
        "22",
        at_most(0),
        of_means("sellers", "cells_behind_rule_mcc"),
    ),
    Headline(
        "24 cells: mean recall at the rule's own false-positive rate",
        ".72 to .78",
        at_least(0.88),
        of_means("sellers", "mean_recall_at_rule_rate"),
    ),
    Headline(
        "24 cells: cells in which the rule finds more by over .01",
        "15 to 18",
        at_most(0),
        of_means("sellers", "cells_behind_rule_recall"),
    ),
    Headline(
        "24 cells: mean recall at 2 % false positives",
        ".75",
        at_least(0.85),
        of_means("sellers", "mean_recall_at_2_percent"),
    ),
    Headline(
        "vendor-2019 beside ordinary accounts: lowest AUC",
        ".81 to .96",
        at_least(0.92),
        of_cells("sellers", "auc", LATER),
    ),
    Headline(
        "vendor-2019 beside ordinary accounts: lowest recall at 1 % false positives",
        ".14 to .41",
        at_least(0.60),
        of_cells("sellers", "recall_at_1_percent", LATER),
    ),
    Headline("24 cells, newcomers and readers aside: mean MCC", "", at_least(0.87), of_means("settled", "mean_mcc")),
    Headline("learnt up to 2015, tested on 2018: mean MCC", "", at_least(0.65), of_means("learnt_to_2015", "mean_mcc")),
    Headline(
        "learnt from 2018 on, tested on 2013: mean MCC", "", at_least(0.75), of_means("learnt_from_2018", "mean_mcc")
    ),
    Headline("nine cells of 2013: mean MCC", ".933", at_least(0.93), of_means("vendors", "mean_mcc")),
    Headline("nine cells of 2013: worst MCC", ".819", at_least(0.80), of_means("vendors", "worst_mcc")),
    Headline("nine cells of 2013: mean AUC", ".991", at_least(0.99), of_means("vendors", "mean_auc")),
    Headline("nine cells of 2013: worst AUC", ".963", at_least(0.965), of_means("vendors", "worst_auc")),
    Headline(
        "false positives: verified, genuine_accounts, rtbust, caverlee, the highest",
        ".001 to .006",
        at_most(0.01),
        of_false_positives(*CAREFUL),
    ),
    Headline(
        "false positives: accounts under 30 days, and without bio, the higher",
        ".05",
        at_most(0.02),
        of_slices("under 30 days", "without bio"),
    ),
    Headline("24 cells: mean calibration error", ".098 (nine cells)", at_most(0.05), of_means("sellers", "mean_ece")),
    Headline("24 cells: worst calibration error", ".17 (nine cells)", at_most(0.09), of_means("sellers", "worst_ece")),
    Headline("bots, 8 sources: mean AUC", ".945", at_least(0.955), of_means("bots", "mean_auc")),
    Headline("bots, 8 sources: mean recall", ".32", at_least(0.45), of_means("bots", "mean_recall")),
    Headline(
        "Instagram, a set left out: mean MCC",
        ".31 (three of five sets teach)",
        at_least(0.62),
        of_means("instagram_sets", "mean_mcc", OWN),
    ),
    Headline("Instagram: mean AUC", ".90", at_least(0.93), of_means("instagram_sets", "mean_auc", OWN)),
    Headline(
        "Instagram: highest false-positive rate",
        ".08",
        at_most(0.06),
        of_means("instagram_sets", "worst_false_positive_rate", OWN),
    ),
    Headline("generic, X left out: AUC", "", at_least(0.97), of_part("platforms", "generic_auc_x")),
    Headline("generic, Instagram left out: AUC", "", at_least(0.92), of_part("platforms", "generic_auc_instagram")),
    Headline("Instagram, purba left out: AUC", ".75", at_least(0.80), of_cells("instagram_sets", "auc", PURBA, OWN)),
    Headline(
        "Instagram, purba left out: recall at 1 % false positives",
        ".14",
        at_least(0.28),
        of_cells("instagram_sets", "recall_at_1_percent", PURBA, OWN),
    ),
    Headline(
        "GitHub, held out: AUC",
        ".65 (model x), .48 (generic)",
        at_least(0.82),
        of_means("github_quarters", "mean_auc", OF_GITHUB),
    ),
    Headline("genuine of 2022 (API v2 fields) flagged", ".105", at_most(0.04), of_false_positives("twibot22-2022")),
    Headline("genuine of 2024 flagged", ".029", at_most(0.02), of_false_positives("twibot22-2024")),
    Headline(
        "evasion, worst cheap move: share of recall lost",
        ".49",
        at_most(0.20),
        of_variants("evasion", "recall_lost", CHEAP_MOVES),
    ),
    Headline(
        "any field missing: AUC lost",
        ".068",
        at_most(0.04),
        of_variants("missing_fields", "auc_lost", [f"without {block}" for block in FIELD_BLOCKS]),
    ),
    Headline("frames scored in a second", "800,000", at_least(800_000), of_part("shipped", "frames_per_second")),
    Headline("largest model, bytes", "107,000", at_most(400_000), of_part("shipped", "largest_model_bytes")),
)
"""Every goal that was set for the second round, in its order; first figures are those that were told with them."""


def missed(results: Results) -> list[tuple[Headline, Measured]]:
    """Return the lines whose goal is not kept, with the figure."""
    found = [(line, line.find(results)) for line in HEADLINES]
    return [(line, one) for line, one in found if one is not None and not line.goal.is_met(one.ours)]


def weakest_cells(results: Results, n_cells: int = 3) -> list[tuple[str, float, float]]:
    """Return the cells of sellers in which we are furthest behind the rule: name, our MCC, the rule's."""
    rows = [row for row in _protocol(results, "sellers").get("rows", []) if row["method"] == OURS]
    cells = [(row["fold"], row["mcc"]["value"], row["rule_mcc"]) for row in rows]
    return sorted(cells, key=lambda cell: cell[1] - cell[2])[:n_cells]
