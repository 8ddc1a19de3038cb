"""An audience audit as text of at most 80 columns, whatever is in it."""

from collections.abc import Mapping
from typing import Any, Final

from fakefollow.report import audience_words as words, event_words
from fakefollow.report.account_words import reason_rows, spaced, verdict_counts
from fakefollow.report.line_width import LINE_WIDTH, display_width, one_line, padded, wrapped
from fakefollow.report.rounded import NOT_KNOWN
from fakefollow.report.tables import text_table

EVENTS_SHOWN: Final = 10
SIGNS_SHOWN: Final = 3
COHORTS_SHOWN: Final = 5
REASONS_SHOWN: Final = 5
INDENT: Final = "  "


def audience_text(summary: Mapping[str, Any]) -> str:
    """Return an audit as text: finding, shares, quality, events, cohorts, verdicts, reasons, follow times, limits.

    Parameters
    ----------
    summary : mapping
        What ``AuditReport.to_dict()`` returns.

    Returns
    -------
    str
        Lines of at most 80 columns; characters that could move a terminal's cursor are replaced.
    """
    sections = [
        [one_line(words.title(summary)), "", *wrapped(one_line(summary["finding"], 2000))],
        _shares(summary),
        _quality(summary),
        _purchases(summary),
        _cohorts(summary),
        _verdicts(summary),
        _reasons(summary),
        ["Follow times", *_paragraph("".join(words.follow_times_parts(summary)))],
        _limits(summary),
        wrapped(words.FOOTER),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines)


def _shares(summary: Mapping[str, Any]) -> list[str]:
    fit = summary["fit"]
    warning = [] if fit["good"] else wrapped(one_line(fit["sentence"], 1000), "! ", "  ")
    level = f"{100 * summary['level']:.0f} %"
    return [
        f"Shares of the followers, with {level} intervals",
        *_table(words.share_rows(summary)),
        *warning,
        "",
        "Not genuine, estimated in three ways",
        *_table(words.comparison_rows(summary)),
    ]


def _quality(summary: Mapping[str, Any]) -> list[str]:
    rows = words.quality_rows(summary)
    told = [{name: "".join(cell) for name, cell in row.items()} for row in rows]
    widths = [max((display_width(row[name]) for row in told), default=0) for name in ("what", "number")]
    lines = ["Quality beside quantity"]
    for row in told:
        number = f"{INDENT}{padded(row['what'], widths[0])}  {padded(row['number'], widths[1])}".rstrip()
        both = f"{number}  {row['note']}".rstrip()
        if display_width(both) <= LINE_WIDTH:
            lines.append(both)
        else:
            lines += wrapped(number, INDENT, INDENT * 2) if display_width(number) > LINE_WIDTH else [number]
            lines += wrapped(row["note"], INDENT * 2, INDENT * 2)
    return lines if rows else []


def _purchases(summary: Mapping[str, Any]) -> list[str]:
    events, drip = summary["purchases"], "".join(event_words.drip_parts(summary["drip"]))
    lines = ["Purchase events: runs of follows that look bought"]
    if not events:
        lines += _paragraph(words.no_purchases_sentence(summary))
    else:
        lines += _paragraph("Strongest first; rank 0 is the oldest follower.")
    for place, event in enumerate(events[:EVENTS_SHOWN], start=1):
        lines += _event(place, event)
    if len(events) > EVENTS_SHOWN:
        lines.append(f"{INDENT}and {len(events) - EVENTS_SHOWN:,} more")
    return [*lines, *_paragraph(drip)] if drip else lines


def _event(place: int, event: Mapping[str, Any]) -> list[str]:
    margin = " " * 5
    lines = wrapped("".join(event_words.event_title(event)), f"{place:>3}. ", margin)
    lines += wrapped("; ".join(map("".join, event_words.event_facts(event))), margin, margin)
    for sign in event["signs"][:SIGNS_SHOWN]:
        lines += wrapped(one_line(sign, 240), f"{margin}- ", f"{margin}  ")
    return lines


def _cohorts(summary: Mapping[str, Any]) -> list[str]:
    cohorts = summary["cohorts"]
    lines = [
        "Cohorts: accounts whose profiles are alike",
        *_paragraph("".join(event_words.cohorts_parts(summary))),
    ]
    for cohort in cohorts[:COHORTS_SHOWN]:
        parts, template, examples = event_words.cohort_parts(cohort)
        head = "".join(parts)
        lines += wrapped(f"{head}: {template}" if template else head, "  - ", "    ")
        lines += wrapped(f"such as {examples}", "    ", "    ") if examples else []
    if len(cohorts) > COHORTS_SHOWN:
        lines.append(f"{INDENT}and {len(cohorts) - COHORTS_SHOWN:,} more")
    return lines


def _verdicts(summary: Mapping[str, Any]) -> list[str]:
    rows = [
        {"verdict": spaced(one_line(name, 30)), "by profile alone": alone, "with audience": fused}
        for name, alone, fused in verdict_counts(summary)
    ]
    return ["Verdicts on single accounts", *(f"{INDENT}{line}" for line in text_table(rows).splitlines())]


def _reasons(summary: Mapping[str, Any]) -> list[str]:
    """Return the strongest reasons, each with how many accounts it speaks of."""
    lines = ["Strongest reasons, each with an example from one account"]
    for row in reason_rows(summary)[:REASONS_SHOWN]:
        told = {name: "".join(cell) for name, cell in row.items()}
        lines += wrapped(
            f"{told['accounts']} accounts, {told['speaks for']}: {told['reason']}", "  - ", "    "
        )
    return lines if len(lines) > 1 else []


def _limits(summary: Mapping[str, Any]) -> list[str]:
    lines = ["Limits"]
    made = [f"{''.join(row['what'])}: {''.join(row['value'])}" for row in words.facts(summary)]
    for limit in [*made, *(one_line(limit, 800) for limit in summary["limits"])]:
        lines += wrapped(limit, "  - ", "    ")
    return lines


def _paragraph(text: str) -> list[str]:
    return wrapped(text, INDENT, INDENT)


def _table(rows: words.Rows) -> list[str]:
    """Return aligned rows; those too wide for a line, which no real figure makes, go on below."""
    if not rows:
        return [f"{INDENT}{NOT_KNOWN}"]
    lines = text_table([{name: one_line("".join(cell)) for name, cell in row.items()} for row in rows])
    return [
        part
        for line in lines.splitlines()
        for part in (
            [f"{INDENT}{line}"]
            if display_width(line) + len(INDENT) <= LINE_WIDTH
            else wrapped(line, INDENT, INDENT * 3)
        )
    ]
