"""Purchase events and cohorts of an audit in words, for its text and its page."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fakefollow.report.line_width import one_line
from fakefollow.report.rounded import (
    NOT_KNOWN,
    Figure,
    count_parts,
    plural_parts,
    probability_words,
    share_parts,
    span_parts,
    whole,
)
from fakefollow.report.shown import Parts, Shown

RULES: Final = {
    "bio": "nearly the same bio",
    "username_template": "usernames of one pattern",
    "sequential_ids": "ids in a row",
    "creation_minute": "created in the same minute",
}
EXAMPLES_SHOWN: Final = 5


def event_title(event: Mapping[str, Any]) -> Parts:
    """Return where an event is and how large."""
    size = plural_parts(event["size"], "account")
    return ("ranks ", whole(event["start_rank"]), " to ", whole(event["end_rank"]), ": ", *size)


def event_facts(event: Mapping[str, Any]) -> list[Parts]:
    """Return size beyond expectation, times and false-discovery rate of an event."""
    chance = Shown(probability_words(event["q_value"]), event["q_value"])
    facts: list[Parts] = [(*count_parts(event["excess"]), " more than expected there (q ", chance, ")")]
    for what, moments in (("followed", "followed"), ("mostly created", "created")):
        span = span_parts(event[f"{moments}_from"], event[f"{moments}_to"])
        if span != (NOT_KNOWN,):
            facts.append((f"{what} ", *span))
    return facts


def event_text(event: Mapping[str, Any]) -> str:
    """Return an event in one line."""
    return "; ".join("".join(parts) for parts in (event_title(event), *event_facts(event)))


def drip_parts(drip: Figure | None) -> Parts:
    """Return what was bought outside events; nothing where that is next to nothing or not known."""
    if drip is None:
        return ()
    return ("Bought a few at a time, outside these runs: ", *share_parts(drip), " of all followers.")


def cohort_parts(cohort: Mapping[str, Any]) -> tuple[Parts, str, str]:
    """Return size and rule, template and examples of a cohort, each as one harmless line."""
    examples: Sequence[Any] = cohort["examples"]
    names = [one_line(str(name), 30) for name in examples[:EXAMPLES_SHOWN] if name]
    rule = RULES.get(cohort["rule"], one_line(str(cohort["rule"]), 40))
    return (
        (*plural_parts(cohort["size"], "account"), f", {rule}"),
        one_line(str(cohort["template"] or ""), 120),
        ", ".join(names),
    )


def cohorts_parts(summary: Mapping[str, Any]) -> Parts:
    """Return how many accounts are in cohorts."""
    if not summary["cohorts"]:
        return ("None found: no group of accounts with nearly the same profile.",)
    return (
        *plural_parts(summary["n_cohort_members"], "account"),
        " in groups of nearly the same profile. Alike is not yet bought: fans copy one another too.",
    )
