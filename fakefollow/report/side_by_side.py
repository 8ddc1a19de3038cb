"""What a comparison of accounts says, in words: tables, real differences, overlaps, and the picture of intervals.

Knows the summary dict of `Comparison` and no arithmetic behind it. No verdict, and no rank that the data do not give.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from fakefollow.report.findings import Findings, Part, intervals_caption
from fakefollow.report.numbers import (
    NOT_KNOWN,
    Figure,
    Parts,
    Shown,
    count_parts,
    date_part,
    known_figure,
    probability_words,
    scaled,
    share_parts,
    single_share_parts,
    whole,
)
from fakefollow.report.plots.engagement import NAME_WIDTH
from fakefollow.report.plots.svg import intervals_chart
from fakefollow.report.printable import one_line
from fakefollow.report.words import PartRows, Summary

SAID: Final = {
    "genuine_share": "genuine share",
    "genuine": "genuine followers",
    "active": "active genuine followers",
    "per_thousand": "reacted of 1,000 genuine",
}


def comparison_findings(summary: Summary) -> Findings:
    """Return what ``Comparison.to_dict`` gives in words."""
    accounts = summary["accounts"]
    real = [row for row in summary["differences"] if row["is_real"]]
    as_told = "Intervals as in the reports"
    parts = [
        Part("Quality beside quantity", _rows(accounts, QUALITY), [RANKS], as_told),
        Part("Influence beside popularity", _rows(accounts, INFLUENCE), [], as_told),
    ]
    if any(account["reached"] for account in accounts):
        parts.append(Part("Whom the genuine ones who reacted reach at most", _rows(accounts, REACH), [], as_told))
    told = [] if real else ["None: chance and errors of the model could bring each of them about."]
    n_tested = len(summary["differences"])
    caption = f"Of {n_tested} looked at, adjusted for their number; intervals hold for all at once"
    parts.append(Part("Differences that are real", _differences(real), told, caption))
    known = [row for row in summary["overlaps"] if row["both"]]
    told = [] if known else sorted({f"{row['basis'].capitalize()}." for row in summary["overlaps"]})
    parts.append(Part("Followers in common", _overlaps(known), told, intervals_caption(summary)))
    parts.append(Part("What was looked at", [_sampling(account) for account in accounts]))
    headline = [
        ("Accounts", (whole(len(accounts)),), "side by side"),
        ("Real differences", (whole(len(real)),), f"of {n_tested} looked at"),
    ]
    return Findings(
        f"{len(accounts)} accounts side by side",
        _finding(summary, real),
        headline,
        parts,
        summary["notices"],
        summary["limits"],
        _chart(accounts),
    )


def _name(account: Mapping[str, Any]) -> str:
    return one_line(account["name"], NAME_WIDTH)


def _followers(account: Mapping[str, Any]) -> Parts:
    return (NOT_KNOWN,) if account["followers"] is None else (whole(account["followers"]),)


RANKS: Final = "One rank is given where intervals do not overlap and the difference is real; else all possible ranks."
Column = Callable[[Mapping[str, Any]], Parts]
QUALITY: Final[Mapping[str, Column]] = {
    "followers": _followers,
    "genuine share": lambda account: share_parts(account["genuine_share"]),
    "genuine": lambda account: count_parts(account["genuine"]),
    "rank by share": lambda account: _rank(account, "genuine_share"),
}
INFLUENCE: Final[Mapping[str, Column]] = {
    "active, genuine": lambda account: count_parts(account["active"]),
    "reacted of 1,000 genuine": lambda account: count_parts(account["per_thousand"]),
    "rank": lambda account: _rank(account, "per_thousand"),
}
REACH: Final[Mapping[str, Column]] = {
    "genuine who reacted": lambda account: count_parts(account["genuine_reactors"]),
    "their followers, summed": lambda account: count_parts(account["reached"]),
}


def _rows(accounts: Sequence[Mapping[str, Any]], columns: Mapping[str, Column]) -> PartRows:
    return [
        {"account": (_name(account),), **{name: of(account) for name, of in columns.items()}} for account in accounts
    ]


def _rank(account: Mapping[str, Any], figure: str) -> Parts:
    """Return the rank of an account, or from which to which it may be."""
    rank = account["ranks"].get(figure)
    if rank is None:
        return ("not ranked",)
    first, last = (Shown(str(place), place) for place in rank)
    return (first,) if first == last else (first, " to ", last)


def _size(row: Mapping[str, Any]) -> Parts:
    """Return a difference: shares in points, all else as numbers."""
    if row["figure"] != "genuine_share":
        return count_parts(row["difference"])
    known = known_figure(scaled(row["difference"], 100.0))
    if known is None:
        return (NOT_KNOWN,)
    digits = 0 if known[2] - known[1] >= 2.0 else 1
    estimate, low, high = (Shown(f"{value:.{digits}f}", value) for value in known)
    return (estimate, " (", low, " to ", high, ") points")


def _differences(real: Sequence[Mapping[str, Any]]) -> PartRows:
    return [
        {
            "figure": (SAID[row["figure"]],),
            "higher": (one_line(row["higher"], NAME_WIDTH),),
            "lower": (one_line(row["lower"], NAME_WIDTH),),
            "by": _size(row),
            "adjusted p": (probability_words(row["p_adjusted"]),),
        }
        for row in real
    ]


def _finding(summary: Summary, real: Sequence[Mapping[str, Any]]) -> str:
    """Return the surest difference of quality and of influence, or that none is real."""
    if not summary["differences"]:
        return "Nothing of these accounts compares: no figure of two of them was made in the same way."
    told: list[str] = []
    for figure in ("genuine_share", "per_thousand", "genuine", "active"):
        rows = [row for row in real if row["figure"] == figure]
        if rows and (not told or figure == "per_thousand"):
            row = max(rows, key=lambda row: abs(row["difference"]["estimate"]))
            names = (one_line(row[end], NAME_WIDTH) for end in ("higher", "lower"))
            told.append("{}: {} is above {} by {}".format(SAID[figure], *names, "".join(_size(row))))
    if not told:
        return "No difference between these accounts is larger than chance and errors of the model make it."
    text = "; ".join(told)
    return f"{text[0].upper()}{text[1:]}."


def _overlaps(overlaps: Sequence[Mapping[str, Any]]) -> PartRows:
    return [
        {
            "accounts": (" and ".join(one_line(name, NAME_WIDTH) for name in row["names"]),),
            "in common": count_parts(row["both"]),
            "of the first": _part(row["share_of_first"]),
            "of the second": _part(row["share_of_second"]),
            "how": (row["basis"],),
        }
        for row in overlaps
    ]


def _part(share: Figure | None) -> Parts:
    """Return a share, without an interval where it was counted."""
    known = known_figure(share)
    return single_share_parts(known[0]) if known and known[1] == known[2] else share_parts(share)


def _sampling(account: Mapping[str, Any]) -> dict[str, Parts]:
    """Return what was looked at of one account."""
    of, total = account["sampling"], account["followers"]
    at_hand: Parts = (NOT_KNOWN,)
    if "at_hand" in of:
        at_hand = (whole(of["at_hand"]), *(() if total is None else (" of ", whole(total))))
    days = "" if of.get("days") is None else f" in {of['days']:.0f} days"
    models = sorted({model for _, model in account["keys"].values()})
    return {
        "account": (_name(account),),
        "platform": (account["platform"] or NOT_KNOWN,),
        "model": (", ".join(models),),
        "given": at_hand,
        "seen": (date_part(of.get("observed_at")),),
        "posts": (f"{of['posts']:,}{days}" if "posts" in of else NOT_KNOWN,),
    }


def _chart(accounts: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Return the picture of genuine shares, and of who reacts where that is known."""
    panels = []
    for figure, title in (
        ("genuine_share", "share of the followers that look genuine"),
        ("per_thousand", SAID["per_thousand"]),
    ):
        known = [(_name(account), account[figure]) for account in accounts if account[figure]]
        if known:
            panels.append((title, "share" if figure == "genuine_share" else "count", known))
    return intervals_chart(panels) if panels else None
