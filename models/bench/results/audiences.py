"""The part of RESULTS.md about audiences: where audits stand, then one section a protocol.

Knows which columns of the results are shown and what they are called; what was measured stands in the results.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from fakefollow.report import markdown_table
from models.bench.results.audience_goals import AudienceStanding, audience_standings
from models.bench.results.goals import Goal
from models.bench.results.tables import cell, goal_text, table

Protocol = Mapping[str, Any]

TITLES: Final = {
    "share_unseen": "Share of an audience, seller and community never seen",
    "share_unlike": "Audiences unlike all that is known",
    "follow_times": "Follow times",
    "bought_blocks": "One bought block in a list",
    "false_events": "Events where nothing was bought",
    "mangled_lists": "Lists sorted, shuffled, joined, cut and doubled",
    "marked_blocks": "Marked blocks of real lists",
    "injected_sellers": "Sellers never seen, put into a real list",
    "sold_runs": "Sellers never seen, one run among genuine accounts",
    "drips": "Stock put one by one into real lists",
}
NOTES: Final = {
    "share_unseen": "Counting flags does well where sellers are flagged nearly always and people nearly never; it has "
    "no interval that says when not. Ours errs where a community or a seller is unlike all known ones, and its "
    "interval is as wide as such errors were. The fit check notices scores that no mixture of known sources explains, "
    "and not a mixture that explains them wrongly.",
    "bought_blocks": "An AUC of .5 means that nothing was found: ours says nothing of followers outside events, the "
    "histogram orders everybody, so it can be ahead where a block is too small for ours.",
    "false_events": "Simulated lists together are those with profiles and those without. Parts of a real list overlap, "
    "so their intervals are too narrow.",
    "mangled_lists": "Where the order is lost so are events, of bought lists too: the share alone speaks of them then.",
    "marked_blocks": "Nobody knows who was bought: what is found elsewhere is neither right nor wrong.",
    "injected_sellers": "The rest of the list is not known to be genuine, so recall is rather too low. Drip leaves "
    "profiles and cohorts alone to tell.",
    "sold_runs": "The order, and with it who came when, is made up; accounts are real. Figures of the first release "
    "are of other lists, on which profiles told less: what the order adds is the gain over profile alone.",
    "drips": "Stock of all years and counts has nothing in common: its profiles alone tell. The simulated batch is "
    "found by handles and minutes. Constants were chosen on stock and lists made up by `tests/benchmarks/raised.py`.",
}

SHARES: Final = {
    "n_audiences": "audiences",
    "mean_absolute_error": "mean absolute error",
    "bias": "bias",
    "coverage": "95 % intervals that hold",
    "held": "level told",
    "width": "mean width",
    "bad_fit": "poor fit",
    "counting_mean_absolute_error": "counting flags: error",
}
UNLIKE: Final = {"audience": "audience", "n_detectors": "detectors", "power": "share that fires"}
TIMES: Final = {
    "setting": "list",
    "method": "method",
    "median_error_hours": "median error, hours",
    "coverage": "95 % intervals that hold",
    "lowest_coverage": "lowest",
    "highest_coverage": "highest",
    "coverage_bought": "intervals that hold, bought",
    "median_width_hours": "median width, hours",
}
BLOCKS: Final = {
    "stock": "stock",
    "group": "share of the list",
    "method": "method",
    "n_lists": "lists",
    "auc": "AUC",
    "lowest_auc": "lowest AUC",
}
BLOCKS_BY_SIZE: Final = {
    "stock": "stock",
    "share": "share of the list",
    "n": "followers",
    "method": "method",
    "n_lists": "lists",
    "auc": "AUC",
    "lowest_auc": "lowest AUC",
}
FALSE: Final = {
    "kind": "lists",
    "profiles": "with profiles",
    "n_lists": "number",
    "n_with_events": "with events",
    "share": "share",
}
MANGLED: Final = {
    "mangled": "list",
    "n_lists": "number",
    "n_refused": "refused",
    "n_with_events": "with events",
    "false": "with a false event",
    "coverage": "95 % intervals that hold",
}
MARKED: Final = {"list": "list", "first_rank": "from rank", "last_rank": "to rank", "share_found": "share found"}
ELSEWHERE: Final = {
    "list": "list",
    "n": "followers",
    "n_events": "events",
    "n_events_elsewhere": "events elsewhere",
    "share_elsewhere": "share of the list in these",
}
INJECTED: Final = {
    "delivery": "delivery",
    "share": "share of the list",
    "n_lists": "lists",
    "profile_recall": "profile alone",
    "fused_recall": "fused",
    "gain": "gain",
    "lowest_profile_recall": "lowest, profile alone",
    "lowest_fused_recall": "lowest, fused",
    "n_with_events": "lists with events",
}
SOLD_RUNS: Final = {
    "delivery": "delivery",
    "n_asked": "accounts bought",
    **{name: title for name, title in INJECTED.items() if name not in ("delivery", "share")},
}
DRIPS: Final = {
    "n_lists": "lists",
    "share_found": "share found",
    "lowest_found": "lowest",
    "others_a_list": "others taken along a list",
}
FALSE_COUNTS: Final = {
    "kind": "lists",
    "n_lists": "number",
    "n_with_cohorts": "with a cohort by counts",
    "share": "share",
}


class ResultTable(NamedTuple):
    """One table of a section: what stands above it, where its rows are in the protocol, key -> title of its columns."""

    above: str
    rows: str
    columns: Mapping[str, str]


SHARE_TABLES: Final = (
    ResultTable("All audiences:", "mean", SHARES),
    ResultTable("By true share:", "shares", {"share": "true share not genuine", **SHARES}),
    ResultTable("By detector:", "folds", {"fold": "held out", **SHARES}),
)
SECTIONS: Final[Mapping[str, tuple[ResultTable, ...]]] = {
    "share_unseen": SHARE_TABLES,
    "share_unlike": (ResultTable("Detectors whose fit check fires:", "rows", UNLIKE),),
    "follow_times": (ResultTable("Means over seeds:", "rows", TIMES),),
    "bought_blocks": (
        ResultTable("Groups of sizes:", "mean", BLOCKS),
        ResultTable("Size by size:", "rows", BLOCKS_BY_SIZE),
    ),
    "false_events": (ResultTable("Lists with any event:", "rows", FALSE),),
    "mangled_lists": (
        ResultTable("All mangled lists:", "all", {name: MANGLED[name] for name in MANGLED if name != "mangled"}),
        ResultTable("Way by way:", "rows", MANGLED),
    ),
    "marked_blocks": (
        ResultTable("Marked blocks:", "rows", MARKED),
        ResultTable("Elsewhere in these lists:", "lists", ELSEWHERE),
    ),
    "injected_sellers": (ResultTable("Recall at 1 % false positives:", "mean", INJECTED),),
    "sold_runs": (ResultTable("Recall at 1 % false positives:", "mean", SOLD_RUNS),),
    "drips": (
        ResultTable("Stock raised together, and other:", "mean", {"raised_together": "raised together", **DRIPS}),
        ResultTable("Stock by stock:", "rows", {"stock": "stock", "n_bought": "accounts", **DRIPS}),
        ResultTable("Where nothing was bought:", "clean", FALSE_COUNTS),
    ),
}
"""Protocol -> its tables, in the order of the report."""


def audience_parts(audiences: Mapping[str, Protocol]) -> list[str]:
    """Return the paragraphs and tables about audiences; none where nothing was measured."""
    if not audiences:
        return []
    standings = audience_standings(audiences)
    parts = [
        "# Audiences",
        "Made by `python -m models.bench audiences`; every figure is in `results.json` under `audiences`.",
        markdown_table([_row(one) for one in standings]),
        *_missed_parts(standings),
    ]
    for name, protocol in audiences.items():
        parts += [f"## {TITLES[name]}", protocol["protocol"], *([NOTES[name]] if name in NOTES else [])]
        parts += [part for one in SECTIONS[name] for part in _table_parts(one, protocol)]
    return parts


def _table_parts(one: ResultTable, protocol: Protocol) -> Iterator[str]:
    rows = protocol[one.rows]
    rows = [rows] if isinstance(rows, Mapping) else rows
    if rows:
        yield one.above
        yield table(rows, one.columns)


def _row(one: AudienceStanding) -> dict[str, str]:
    return {
        "figure": f"{TITLES[one.protocol]}: {one.figure}",
        "ours": cell(one.ours),
        "goal": _goals(one.goals),
        "other way": "" if one.other is None else f"{one.other[0]}, {cell(one.other[1])}",
    }


def _goals(goals: Sequence[Goal]) -> str:
    return " and ".join(map(goal_text, goals))


def _missed_parts(standings: Sequence[AudienceStanding]) -> list[str]:
    """Return the list of all figures that miss a goal, or that there is none."""
    missed = [
        f"- {TITLES[one.protocol]}: {one.figure} {cell(one.ours)}, goal {_goals(one.goals)}."
        for one in standings
        if one.is_missed
    ]
    return ["Goals missed:", "\n".join(missed)] if missed else ["Every goal is met."]
