"""What an audience audit says, in words: rows and sentences that its text, its page and its pictures share.

Knows the summary dict of an audit and no arithmetic behind it. Speaks of accounts and follows, never of persons.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fakefollow.report.line_width import one_line
from fakefollow.report.rounded import (
    NOT_KNOWN,
    Figure,
    complement,
    count_words,
    hours_words,
    plural,
    probability_words,
    scaled,
    share_words,
    single_share,
    span_words,
)

Summary = Mapping[str, Any]
Rows = list[dict[str, str]]

ORDERS: Final = ("newest_first", "oldest_first")
RULES: Final = {
    "bio": "nearly the same bio",
    "username_template": "usernames of one pattern",
    "sequential_ids": "ids in a row",
    "creation_minute": "created in the same minute",
}
EXAMPLES_SHOWN: Final = 5

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
    observed = span_words(summary["observed_at"], None).removeprefix("from ")
    followers = f"{summary['n_followers']:,} given, {summary['n_weighed']:,} with enough data to be weighed"
    pairs = {
        "followers": followers if total is None else f"{followers}, {total:,} in all",
        "order": one_line(str(summary["order"] or NOT_KNOWN)).replace("_", " "),
        "observed": observed,
        "platform": one_line(str(summary["platform"] or NOT_KNOWN), 60),
        "model": one_line(str(summary["model"]), 60),
    }
    return [{"what": what, "value": value} for what, value in pairs.items()]


def share_rows(summary: Summary) -> Rows:
    """Return kind, share with interval, and accounts where the whole number of followers is known."""
    total = summary["total_followers"]
    rows = []
    for kind, share in summary["shares"].items():
        row = {"kind": kind, "share": share_words(share)}
        rows.append(row if total is None else {**row, "accounts": count_words(scaled(share, total))})
    return rows


def comparison_rows(summary: Summary) -> Rows:
    """Return the share of followers that are not genuine, estimated in three ways."""
    return [
        {
            "way": "this audit",
            "not genuine": share_words(complement(summary["shares"].get("genuine"))),
            "what it does": "weighs every score",
        },
        {
            "way": "adjusted count",
            "not genuine": share_words(summary["adjusted_count"]),
            "what it does": "counts flags, corrects known errors",
        },
        {
            "way": "counting flags",
            "not genuine": single_share(summary["flagged_share"]),
            "what it does": "what others say: errors left in",
        },
    ]


def quality_rows(summary: Summary) -> Rows:
    """Return what is counted, how many with interval, and a note."""
    return [
        {
            "what": one_line(row["label"], 60),
            "number": count_words(row),
            "note": one_line(row["note"] or "", 240),
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


def event_title(event: Mapping[str, Any]) -> str:
    """Return where an event is and how large."""
    return f"ranks {event['start_rank']:,} to {event['end_rank']:,}: {plural(event['size'], 'account')}"


def event_facts(event: Mapping[str, Any]) -> list[str]:
    """Return size beyond expectation, times and false-discovery rate of an event."""
    spans = {
        "followed": span_words(event["followed_from"], event["followed_to"]),
        "mostly created": span_words(event["created_from"], event["created_to"]),
    }
    known = [f"{what} {span}" for what, span in spans.items() if span != NOT_KNOWN]
    return [
        f"{count_words(event['excess'])} more than expected there (q {probability_words(event['q_value'])})",
        *known,
    ]


def drip_sentence(drip: Figure | None) -> str | None:
    """Return what was bought outside events."""
    if drip is None:
        return None
    return f"Bought a few at a time, outside these runs: {share_words(drip)} of all followers."


def cohort_words(cohort: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return size and rule, template and examples of a cohort, each as one harmless line."""
    examples: Sequence[Any] = cohort["examples"]
    names = [one_line(str(name), 30) for name in examples[:EXAMPLES_SHOWN] if name]
    rule = RULES.get(cohort["rule"], one_line(str(cohort["rule"]), 40))
    return (
        f"{plural(cohort['size'], 'account')}, {rule}",
        one_line(str(cohort["template"] or ""), 120),
        ", ".join(names),
    )


def cohorts_sentence(summary: Summary) -> str:
    """Return how many accounts are in cohorts."""
    if not summary["cohorts"]:
        return "None found: no group of accounts with nearly the same profile."
    return (
        f"{plural(summary['n_cohort_members'], 'account')} in groups of nearly the same profile. Alike is not yet "
        "bought: fans copy one another too."
    )


def follow_times_sentence(summary: Summary) -> str:
    """Return where follow times come from and how exact they are."""
    times = summary["follow_times"]
    if times["basis"] == "unknown":
        return "Not known: they need the follow order and creation dates."
    span = span_words(times["first"], times["last"])
    if times["basis"] == "observed":
        return f"As given in the data, {span}."
    error = times["median_error_hours"]
    width = "" if error is None else f", median error about {hours_words(error)}"
    return f"Estimated from the follow order and creation dates, {span}{width}."
