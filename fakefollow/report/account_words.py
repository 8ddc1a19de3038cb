"""What an audit says of single accounts, in words: verdicts, the strongest reasons, and a sample of rows."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from fakefollow.report.audience_words import Rows, Summary
from fakefollow.report.line_width import one_line
from fakefollow.report.rounded import NOT_KNOWN, authenticity_words, date_part, single_share_parts, whole
from fakefollow.report.shown import Parts, Shown

VERDICTS: Final = ("authentic", "likely_purchased", "likely_bot", "uncertain", "not_enough_data")
GROUPS: Final = {
    "least authentic": "The least authentic",
    "uncertain": "Uncertain",
    "drawn at random": "Drawn at random from all followers",
}
EVIDENCE: Final = re.compile(r" \([+-]\d+\.\d+\)$")
NAME_COLUMNS: Final = 40
REASON_COLUMNS: Final = 140


def verdict_counts(summary: Summary) -> list[tuple[str, int, int]]:
    """Return each verdict, how many accounts have it by profile alone, and how many with evidence of the audience."""
    alone, fused = summary["verdicts"]["profile"], summary["verdicts"]["fused"]
    found = {*alone, *fused}
    names = [*(name for name in VERDICTS if name in found), *sorted(found - {*VERDICTS})]
    return [(name, alone.get(name, 0), fused.get(name, 0)) for name in names]


def verdict_rows(summary: Summary) -> Rows:
    """Return `verdict_counts` as rows of a table."""
    return [
        {"verdict": (spaced(name),), "by profile alone": (whole(alone),), "with audience": (whole(fused),)}
        for name, alone, fused in verdict_counts(summary)
    ]


def reason_rows(summary: Summary) -> Rows:
    """Return the strongest reasons: an example in words, what they speak for, of how many accounts, how strongly."""
    return [
        {
            "reason": (first_reason(row["text"]),),
            "speaks for": (one_line(row["kind"], 20),),
            "accounts": (whole(row["n_accounts"]),),
            "share": single_share_parts(row["share"]),
            "mean evidence": (Shown(f"{row['mean_evidence']:.1f}", row["mean_evidence"]), " nats"),
        }
        for row in summary["reasons"]
    ]


def sample_groups(summary: Summary) -> dict[str, list[Mapping[str, Any]]]:
    """Return the rows of the sample by why they were chosen."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in summary["sample"]:
        why = one_line(str(row["why"]), 40)
        groups.setdefault(GROUPS.get(why, why), []).append(row)
    return groups


def sample_cells(row: Mapping[str, Any]) -> dict[str, Parts]:
    """Return what is shown of a row of the sample, names apart; what was not observed is said to be so."""
    return {
        "rank": (NOT_KNOWN if row["rank"] is None else whole(row["rank"]),),
        "created": (date_part(row["created_at"]),),
        "followed": (date_part(row["followed_at"]),),
        "authenticity": (authenticity_words(row["authenticity"]),),
        "verdict": (spaced(one_line(str(row["verdict"]), 30)),),
        "first reason": (first_reason(row["reasons"]),),
    }


def sample_names(row: Mapping[str, Any]) -> tuple[str, str]:
    """Return username, or id, or number of the row, and the name shown beside it, each as one harmless line."""
    username = one_line(str(row["username"] or ""), NAME_COLUMNS)
    told = f"@{username}" if username else f"id {row['id']}" if row["id"] else f"row {row['row']}"
    return one_line(told, NAME_COLUMNS), one_line(str(row["name"] or ""), NAME_COLUMNS)


def first_reason(reasons: str | Sequence[str] | None) -> str:
    """Return the first of some reasons as one line, without its evidence; only what it speaks against is kept.

    Examples
    --------
    >>> first_reason("there is no bio: speaks for purchased (+0.31); it posts often"), first_reason(None)
    ('there is no bio', 'none')
    >>> first_reason("it has liked 62 posts: speaks against purchased (-0.71)")
    'it has liked 62 posts: speaks against purchased'
    """
    first = reasons.partition("; ")[0] if isinstance(reasons, str) else next(iter(reasons or ()), "")
    told = EVIDENCE.sub("", first.partition(": speaks for ")[0])
    return one_line(told, REASON_COLUMNS) or "none"


def spaced(name: str) -> str:
    """Return a name of the library as words, such as ``'likely bot'``."""
    return name.replace("_", " ")
