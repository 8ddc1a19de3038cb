"""What an audience audit says, in words: rows and sentences that its text, its page and its pictures share.

Knows the summary dict of an audit and no arithmetic behind it. Speaks of accounts and follows, never of persons.
Where numbers stand, a text comes in parts: numbers with their values, see `fakefollow.report.shown`.
"""

from collections.abc import Mapping
from typing import Any, Final

from fakefollow.report.line_width import one_line
from fakefollow.report.rounded import (
    NOT_KNOWN,
    complement,
    count_parts,
    date_part,
    hours_words,
    plural,
    scaled,
    share_parts,
    single_share_parts,
    span_parts,
    whole,
)
from fakefollow.report.shown import Parts, Shown

Summary = Mapping[str, Any]
Rows = list[dict[str, Parts]]

ORDERS: Final = ("newest_first", "oldest_first")

FOOTER: Final = (
    "These figures speak of accounts and of follows, not of persons: a follow that does not look genuine can come "
    "from a real person's account that was stolen or lent. And they do not say who paid: anybody can buy followers "
    "for an account of someone else."
)


def title(summary: Summary) -> str:
    """Return what was audited."""
    return f"Audience audit of {plural(summary['n_followers'], 'follower')}"


def facts(summary: Summary) -> Rows:
    """Return how the audit was made: what and its value."""
    total = summary["total_followers"]
    given = (whole(summary["n_followers"]), " given, ", whole(summary["n_weighed"]))
    in_all = () if total is None else (", ", whole(total), " in all")
    pairs: dict[str, Parts] = {
        "followers": (*given, " with enough data to be weighed", *in_all),
        "order": (one_line(str(summary["order"] or NOT_KNOWN)).replace("_", " "),),
        "observed": (date_part(summary["observed_at"]),),
        "platform": (one_line(str(summary["platform"] or NOT_KNOWN), 60),),
        "model": (model_words(summary),),
    }
    return [{"what": (what,), "value": value} for what, value in pairs.items()]


def model_words(summary: Summary) -> str:
    """Return the model, and what it was learnt on where the profiles are of another platform."""
    name, learnt_on = one_line(str(summary["model"]), 60), one_line(str(summary["model_platform"]), 60)
    if summary["platform"] in (None, summary["model_platform"]):
        return name
    return f"{name}, learnt on {'X' if learnt_on == 'x' else learnt_on}"


def share_rows(summary: Summary) -> Rows:
    """Return kind, share with interval, and accounts where the whole number of followers is known."""
    total = summary["total_followers"]
    rows = []
    for kind, share in summary["shares"].items():
        row: dict[str, Parts] = {"kind": (kind,), "share": share_parts(share)}
        rows.append(row if total is None else {**row, "accounts": count_parts(scaled(share, total))})
    return rows


def comparison_rows(summary: Summary) -> Rows:
    """Return the share of followers that are not genuine, estimated in three ways."""
    return [
        {
            "way": ("this audit",),
            "not genuine": share_parts(complement(summary["shares"].get("genuine"))),
            "what it does": ("weighs every score",),
        },
        {
            "way": ("adjusted count",),
            "not genuine": share_parts(summary["adjusted_count"]),
            "what it does": ("counts flags, corrects known errors",),
        },
        {
            "way": ("counting flags",),
            "not genuine": single_share_parts(summary["flagged_share"]),
            "what it does": ("what others say: errors left in",),
        },
    ]


def quality_rows(summary: Summary) -> Rows:
    """Return what is counted, how many with interval, and a note."""
    return [
        {
            "what": (one_line(row["label"], 60),),
            "number": count_parts(row),
            "note": (one_line(row["note"] or "", 240),),
        }
        for row in summary["quality"]
    ]


def is_ordered(summary: Summary) -> bool:
    """Tell whether the order in which the followers came is known."""
    return summary["order"] in ORDERS


def no_purchases_sentence(summary: Summary) -> str:
    """Return why no purchase event is listed."""
    if not is_ordered(summary):
        return (
            "Not looked for: the order in which these accounts followed is not known. Pass order= for a list that "
            "is in follow order."
        )
    dates = "" if summary["follow_times"]["basis"] != "unknown" else " No creation dates helped to look."
    return f"None found.{dates} Followers bought a few at a time can go unseen here; the shares above count them."


def no_timeline_sentence(summary: Summary) -> str:
    """Return why there is no timeline to draw."""
    if not is_ordered(summary):
        return "No timeline: the order in which these accounts followed is not known."
    return "No timeline: too few of these accounts have a creation date."


def follow_times_parts(summary: Summary) -> Parts:
    """Return where follow times come from and how exact they are."""
    times = summary["follow_times"]
    if times["basis"] == "unknown":
        return ("Not known: they need the follow order and creation dates.",)
    span = span_parts(times["first"], times["last"])
    if times["basis"] == "observed":
        return ("As given in the data, ", *span, ".")
    error = times["median_error_hours"]
    width = () if error is None else (", median error about ", Shown(hours_words(error), error))
    return ("Estimated from the follow order and creation dates, ", *span, *width, ".")
