"""An audience audit as text of at most 80 columns, scores as text for a terminal, the card of a model as Markdown."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from fakefollow.report import words
from fakefollow.report.numbers import NOT_KNOWN
from fakefollow.report.printable import LINE_WIDTH, display_width, one_line, padded, printable, text_table, wrapped
from fakefollow.report.words import Summary, spaced

EVENTS_SHOWN: Final = 10
SIGNS_SHOWN: Final = 3
COHORTS_SHOWN: Final = 5
REASONS_SHOWN: Final = 5
INDENT: Final = "  "
MARGIN: Final = " " * 5
PLATFORM_TITLES: Final = {"generic": "platforms without a model of their own"}


def audience_text(summary: Summary) -> str:
    """Return what ``AuditReport.to_dict`` gives as text, in which no character can move a terminal's cursor."""
    sections = [
        [one_line(words.title(summary)), "", *wrapped(one_line(summary["finding"], 2000))],
        [line for notice in summary["notices"] for line in wrapped(one_line(notice, 2000), "! ", "  ")],
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


def scores_text(lines: Iterable[str], verdicts: Sequence[tuple[str, int, float]]) -> str:
    """Return headlines and, under them, each verdict with its number of accounts and their share of all."""
    width = max(len(verdict) for verdict, _, _ in verdicts)
    counts = [f"  {verdict:<{width}} {n:>9,} {100 * share:>6.1f} %" for verdict, n, share in verdicts]
    return "\n".join([*lines, *counts])


def least_authentic_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return what ``Scores.least_authentic`` gives as aligned text, each account with its main reason."""
    lines = [f"{'row':>7}  {'username':<24} {'authenticity':>12}  verdict"]
    for row in rows:
        name = printable(row["username"] or "")
        lines.append(f"{row['row']:>7}  {name:<24.24} {row['authenticity']:>12.3f}  {row['verdict']}")
        lines.append(f"{'':>9}{row['main_reason']}")
    return "\n".join(lines)


def _shares(summary: Summary) -> list[str]:
    fit = summary["fit"]
    warning = [] if fit["good"] else wrapped(one_line(fit["sentence"], 1000), "! ", "  ")
    return [
        f"Shares of the followers, with {''.join(words.held_parts(summary))} intervals",
        *_table(words.share_rows(summary)),
        *warning,
        "",
        "Not genuine, estimated in two ways",
        *_table(words.comparison_rows(summary)),
    ]


def _quality(summary: Summary) -> list[str]:
    rows = [{name: "".join(parts) for name, parts in row.items()} for row in words.quality_rows(summary)]
    widths = [max((display_width(row[name]) for row in rows), default=0) for name in ("what", "number")]
    lines = ["Quality beside quantity"]
    for row in rows:
        number = f"{INDENT}{padded(row['what'], widths[0])}  {padded(row['number'], widths[1])}".rstrip()
        both = f"{number}  {row['note']}".rstrip()
        if display_width(both) <= LINE_WIDTH:
            lines.append(both)
        else:
            lines += wrapped(number, INDENT, INDENT * 2) if display_width(number) > LINE_WIDTH else [number]
            lines += wrapped(row["note"], INDENT * 2, INDENT * 2)
    return lines if rows else []


def _purchases(summary: Summary) -> list[str]:
    events, drip = summary["purchases"], "".join(words.drip_parts(summary))
    lines = ["Purchase events: runs of follows that look bought"]
    if not events:
        lines += _paragraph(words.no_purchases_sentence(summary))
    else:
        lines += _paragraph("Strongest first; rank 0 is the oldest follower.")
    for number, event in enumerate(events[:EVENTS_SHOWN], start=1):
        lines += _event(number, event)
    lines += _more(len(events) - EVENTS_SHOWN)
    return [*lines, *_paragraph(drip)] if drip else lines


def _event(number: int, event: Mapping[str, Any]) -> list[str]:
    lines = wrapped("".join(words.event_title(event)), f"{number:>3}. ", MARGIN)
    lines += wrapped("; ".join(map("".join, words.event_facts(event))), MARGIN, MARGIN)
    for sign in event["signs"][:SIGNS_SHOWN]:
        lines += wrapped(one_line(sign, 240), f"{MARGIN}- ", f"{MARGIN}  ")
    return lines


def _cohorts(summary: Summary) -> list[str]:
    cohorts = summary["cohorts"]
    lines = ["Cohorts: accounts whose profiles are alike", *_paragraph("".join(words.cohorts_parts(summary)))]
    for cohort in cohorts[:COHORTS_SHOWN]:
        parts, template, examples = words.cohort_parts(cohort)
        head = "".join(parts)
        lines += wrapped(f"{head}: {template}" if template else head, "  - ", "    ")
        lines += wrapped(f"such as {examples}", "    ", "    ") if examples else []
    return [*lines, *_more(len(cohorts) - COHORTS_SHOWN)]


def _more(number: int) -> list[str]:
    return [f"{INDENT}and {number:,} more"] if number > 0 else []


def _verdicts(summary: Summary) -> list[str]:
    rows = [
        {"verdict": spaced(one_line(name, 30)), "by profile alone": alone, "with audience": fused}
        for name, alone, fused in words.verdict_counts(summary)
    ]
    withheld = _paragraph(one_line(summary["withheld"], 800)) if summary["withheld"] else []
    return ["Verdicts on single accounts", *(f"{INDENT}{line}" for line in text_table(rows).splitlines()), *withheld]


def _reasons(summary: Summary) -> list[str]:
    """Return the strongest reasons, each with how many accounts it speaks of."""
    lines = ["Strongest reasons, each with the accounts of which it holds"]
    for row in words.reason_rows(summary)[:REASONS_SHOWN]:
        reason, kind, accounts = ("".join(row[name]) for name in ("reason", "speaks for", "accounts"))
        noun = "account" if accounts == "1" else "accounts"
        lines += wrapped(f"{accounts} {noun}, {kind}: {reason}", "  - ", "    ")
    return lines if len(lines) > 1 else []


def _limits(summary: Summary) -> list[str]:
    lines = ["Limits"]
    made = [f"{''.join(row['what'])}: {''.join(row['value'])}" for row in words.facts(summary)]
    for limit in [*made, *(one_line(limit, 800) for limit in summary["limits"])]:
        lines += wrapped(limit, "  - ", "    ")
    return lines


def _paragraph(text: str) -> list[str]:
    return wrapped(text, INDENT, INDENT)


def _table(rows: words.PartRows) -> list[str]:
    """Return aligned rows; those too wide for a line, which no real figure makes, go on below."""
    if not rows:
        return [f"{INDENT}{NOT_KNOWN}"]
    table = text_table([{name: one_line("".join(parts)) for name, parts in row.items()} for row in rows])
    lines = []
    for line in table.splitlines():
        fits = display_width(line) + len(INDENT) <= LINE_WIDTH
        lines += [f"{INDENT}{line}"] if fits else wrapped(line, INDENT, INDENT * 3)
    return lines


def card_to_markdown(card: Mapping[str, Any]) -> str:
    """Return a card as Markdown; every figure in it is one of the card's, with four digits at most."""
    parts = [f"# Model {card['name']}"]
    if "answers" in card:
        made_for = PLATFORM_TITLES.get(card["platform"], card["platform"])
        parts.append(f"Answers {card['answers']}. Made with {card['made_with']} for {made_for}.")
        parts.append(_verdict_text(card))
    if "data" in card:
        parts += ["## Data", markdown_table(card["data"])]
    parts += _measured_parts(card)
    if "features" in card:
        rows = [{"feature": name, **facts} for name, facts in card["features"].items()]
        parts += ["## Features, by their share of the evidence", markdown_table(rows)]
    if "limits" in card:
        parts += ["## Limits", "\n".join(f"- {limit}" for limit in card["limits"])]
    return _document(parts)


def card_figures_to_markdown(card: Mapping[str, Any]) -> str:
    """Return what was measured of a model, figures, leaks and labels, as in `card_to_markdown`."""
    return _document(_measured_parts(card))


def _measured_parts(card: Mapping[str, Any]) -> list[str]:
    findings = card.get("labels", {}).get("findings")
    labels = ["## Labels: what is no evidence in these accounts", markdown_table(findings)] if findings else []
    return [*_figure_parts(card.get("figures", {})), *_leak_parts(card.get("leaks", {})), *labels]


def _document(parts: Sequence[str]) -> str:
    """Return parts as one text that is harmless line by line: names of models and sources are their makers'."""
    return "\n".join(map(printable, "\n\n".join(parts).split("\n"))) + "\n"


def _verdict_text(card: Mapping[str, Any]) -> str:
    policy, prior = card["policy"], card["prior"]
    shares = ", ".join(f"{kind} {share:.1%}" for kind, share in prior.items())
    measured, rates = "", card.get("false_positives")
    if rates:
        worst = f"{rates['worst']:.1%} of the worst ({_markdown_cell(rates['worst_source'])})"
        measured = f" Of genuine accounts held out it calls {rates['mean']:.1%} in the mean over sources, {worst}."
    return (
        f"Prior: {shares}. An account is called {' or '.join(f'likely {kind}' for kind in prior)} where at most "
        f"{policy['max_false_positive_rate']:.1%} of the genuine accounts of an ordinary unseen source have as much "
        f"evidence against them, uncertain up to {policy['uncertain_rate']:.0%}, and gets no verdict below a coverage "
        f"of {policy['min_coverage']:.0%}.{measured}"
    )


def _figure_parts(figures: Mapping[str, Any]) -> list[str]:
    parts = []
    for title, figure in figures.items():
        parts += [
            f"## Held out: {title.replace('_', ' ').removeprefix('held out ')}",
            figure["protocol"],
            markdown_table(figure["rows"]),
        ]
        parts += [_figures_sentence(values) for values in figure.get("mean", {}).values() if values]
        parts += [f"All together: {_figures_sentence(figure['overall'])}"] if figure.get("overall") else []
    return parts


def _leak_parts(leaks: Mapping[str, Any]) -> list[str]:
    if not leaks.get("rows"):
        return []
    warning = [f"Warning: {leaks['warning']}."] if "warning" in leaks else []
    return ["## Leaks: what the detector does not use", leaks["protocol"], *warning, markdown_table(leaks["rows"])]


def _figures_sentence(values: Mapping[str, Any]) -> str:
    return "; ".join(f"{name.replace('_', ' ')} {_markdown_cell(value)}" for name, value in values.items()) + "."


def markdown_table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return rows of plain data as a Markdown table; a figure is shown with its interval."""
    names = list(rows[0])
    lines = [_markdown_line(names), _markdown_line(["---"] * len(names))]
    return "\n".join(lines + [_markdown_line(_markdown_cell(row.get(name)) for name in names) for row in rows])


def _markdown_cell(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{value['value']:.3f} ({value['low']:.3f} to {value['high']:.3f})"
    if isinstance(value, float):
        value = round(value, 4)
    return "" if value is None else printable(" ".join(str(value).split())).replace("|", "\\|")


def _markdown_line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
