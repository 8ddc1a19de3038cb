"""Results as HTML. Python prepares plain facts here, the templates beside it make the markup.

Names, bios and templates of names are hostile: whatever a template prints is made printable and escaped, once, by the
one environment. Only what a macro of our own has made is markup.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from html import escape
from importlib.metadata import version
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from fakefollow.errors import expect
from fakefollow.report import words
from fakefollow.report.explanation import (
    Bar,
    Explanation,
    bars,
    further_lines,
    how_to_read,
    kind_line,
    span,
    verdict_line,
)
from fakefollow.report.numbers import (
    NOT_KNOWN,
    Parts,
    Shown,
    chance_words,
    count_parts,
    is_wide,
    known_figure,
    plural,
    plural_parts,
    scaled,
    share_parts,
    whole,
)
from fakefollow.report.plots.svg import distribution_chart, follower_map, growth_chart, map_thumbnail
from fakefollow.report.printable import Rows, cell_text, one_line, printable
from fakefollow.report.timeline import Timeline, read_timeline
from fakefollow.report.words import PartRows, Summary

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

EVENTS_SHOWN: Final = 50
FRAGMENT_EVENTS: Final = 3
NAME_WIDTH: Final = 32
KEPT: Final = re.compile(
    r"\d{4}-\d\d-\d\d|[+-]?\d[\d.,]*(?:\xa0%)? \([+-]?[\d.,]+ to [+-]?[\d.,]+(?:\xa0%)?|p (?:&lt;|=) [\d.]+"
)
"""What a line of a page does not break: a date, an estimate with its interval, a p-value."""
CELL: Final = re.compile(r'<t[dh]\b((?: scope="\w+")? class="[^"]*\bcount")?')
LEAST_WIDTH: Final = 0.6
"""Percent of the width that a bar has at least, so that it can be seen."""


@lru_cache(1)
def environment() -> "Environment":
    """Return the environment of all templates."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    def harmless(value: Any) -> "Markup":
        """Return a text made printable and escaped, and a number with two decimals, as coordinates need them."""
        if isinstance(value, Markup):
            return value
        text = f"{round(value, 2):g}" if isinstance(value, int | float) else printable(value).replace(" %", "\xa0%")
        # Escaped with named quotes; autoescape, which would do it after this, stays on as a second lock.
        return Markup(escape(text))  # noqa: S704

    made = Environment(
        loader=PackageLoader("fakefollow.report"),
        autoescape=True,
        finalize=harmless,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.tests["shown"] = lambda part: isinstance(part, Shown)
    made.filters["one_line"], made.filters["cell"] = one_line, cell_text
    made.filters["kept"] = lambda text: Markup(KEPT.sub(r'<span class="kept">\g<0></span>', str(harmless(text))))  # noqa: S704
    made.filters["columns"] = _columns
    return made


def rendered(template: str, **facts: Any) -> str:
    """Return a page, or a view for notebooks, where cells hold their side: where one is not trusted it has no style."""
    html = environment().get_template(template).render(facts)
    return html if html.lstrip().startswith("<!DOCTYPE") else CELL.sub(_sided, html)


def _columns(rows: PartRows) -> dict[str, tuple[str, int]]:
    """Return what each column holds, and how many letters its longest first number has.

    Single numbers alone are a "count", numbers with what goes with them "figures", and all else has no name.
    """
    columns = {}
    for name in rows[0] if rows else ():
        cells = [row[name] for row in rows if row[name] not in ((NOT_KNOWN,), ("",))]
        numbers = [cell[0] for cell in cells if isinstance(cell[0], Shown) and cell[0].tag == "data"]
        single = all(len(cell) == 1 for cell in cells)
        kind = ("count" if single else "figures") if numbers and len(numbers) == len(cells) else ""
        columns[name] = (kind, max(map(len, numbers), default=0))
    return columns


def _sided(cell: re.Match[str]) -> str:
    return f'{cell[0]} style="text-align: {"right" if cell[1] else "left"}"'


def audience_html(summary: Summary, title: str | None = None) -> str:
    """Return what ``AuditReport.to_dict`` gives as one HTML page that runs and loads nothing.

    ``title`` says whose audience it is and is put before the heading.
    """
    expect("title", title, str | None, "text")
    total, distribution = summary["total_followers"], summary["score_distribution"]
    left_out = distribution["not_enough_data"]
    of_all = () if total is None or total == summary["n_followers"] else (" of ", whole(total))
    return rendered(
        "page.html",
        **_opening(summary, EVENTS_SHOWN),
        name=one_line(title, 120) if title else "",
        version=version("fakefollow"),
        followers=(*plural_parts(summary["n_followers"], "follower"), *of_all),
        made=words.made_parts(summary),
        headline=_headline(summary),
        comparison=words.published_comparison(summary),
        needs=words.needs(summary),
        ways=_table(words.comparison_rows(summary)),
        map=_map(summary, follower_map),
        no_map=words.no_timeline_sentence(summary),
        follow_times=words.follow_times_parts(summary),
        growth=_growth(summary),
        distribution=_distribution(distribution),
        left_out=plural_parts(left_out, "account") if left_out else (),
        verdicts=_table(words.verdict_rows(summary)),
        withheld=one_line(summary["withheld"] or "", 800),
        drip=words.drip_parts(summary),
        cohorts_sentence=words.cohorts_parts(summary),
        cohorts=[words.cohort_parts(cohort) for cohort in summary["cohorts"]],
        reasons=_table(words.reason_rows(summary)),
        n_looked_at=whole(summary["reasons"][0]["n_looked_at"]) if summary["reasons"] else "",
        sample=_sample(summary),
        facts=_table(words.facts(summary)),
        method=[one_line(text, 800) for text in summary["method"]],
        footer=words.FOOTER,
    )


def audience_fragment(summary: Summary) -> str:
    """Return the short form of an audit for notebooks, light or dark: one element whose style reaches nothing else."""
    return rendered(
        "audit_notebook.html",
        **_opening(summary, FRAGMENT_EVENTS),
        map=_map(summary, map_thumbnail),
        n_events=plural_parts(len(summary["purchases"]), "purchase event"),
        n_limits=whole(len(summary["limits"])),
    )


def _opening(summary: Summary, n_events: int) -> dict[str, Any]:
    """Return what page and notebook form share, with so many events."""
    fit, more = summary["fit"], len(summary["purchases"]) - n_events
    return {
        "title": words.title(summary),
        "finding": one_line(summary["finding"], 2000),
        "notices": [one_line(text, 2000) for text in summary["notices"]],
        "fit": {"good": fit["good"], "sentence": one_line(fit["sentence"], 1000)},
        "level": words.held_parts(summary),
        "shares": words.share_rows(summary),
        "bars": [(known_figure(share), is_wide(share)) for share in summary["shares"].values()],
        "quality": _table(words.quality_rows(summary)),
        "events": [_event(event) for event in summary["purchases"][:n_events]],
        "n_more_events": whole(more) if more > 0 else "",
        "no_events": words.no_purchases_sentence(summary),
        "limits": [one_line(text, 800) for text in summary["limits"]],
    }


def _headline(summary: Summary) -> dict[str, Any]:
    """Return the headline count, how many of them and what share is genuine, and how much of it is known."""
    count = summary["total_followers"] or summary["n_followers"]
    share = summary["shares"].get("genuine")
    return {
        "count": whole(count),
        "accounts": count_parts(scaled(share, count), wide=is_wide(share)),
        "share": share_parts(share),
        "is_known": known_figure(share) is not None,
        "is_wide": is_wide(share),
    }


def _map(summary: Summary, draw: Callable[[Timeline], dict[str, Any]]) -> dict[str, Any] | None:
    timeline = summary["timeline"]
    return None if timeline is None else draw(read_timeline(timeline, summary["purchases"]))


def _growth(summary: Summary) -> dict[str, Any] | None:
    growth = summary["growth"]
    if growth is None:
        return None
    return growth_chart(growth, summary["purchases"]) | {"table": _table(words.growth_rows(growth))}


def _distribution(distribution: Mapping[str, Any]) -> dict[str, Any] | None:
    if not any(distribution["profile"]) and not any(distribution["fused"]):
        return None
    return distribution_chart(distribution) | {"table": _table(words.distribution_rows(distribution))}


def _event(event: Mapping[str, Any]) -> dict[str, Any]:
    first, *rest = title = words.event_title(event)
    return {
        "title": title,
        "heading": (first.capitalize(), *rest),
        "facts": words.event_facts(event),
        "signs": [one_line(sign, 400) for sign in event["signs"]],
    }


def _sample(summary: Summary) -> dict[str, Any]:
    """Return the sample of rows in groups; a column that no row has, such as the rank in a sample, is left out."""
    groups = words.sample_groups(summary)
    rows = [facts for accounts in groups.values() for _, _, facts in accounts]
    names = [
        name for name in (rows[0] if rows else ()) if name != "id" and any(row[name] != (NOT_KNOWN,) for row in rows)
    ]
    return {"names": names, "groups": groups}


def _table(rows: PartRows) -> PartRows:
    """Return rows without the columns in which no text is."""
    names = [name for name in (rows[0] if rows else ()) if any("".join(row[name]) for row in rows)]
    return [{name: row[name] for name in names} for row in rows]


def explanation_html(explanation: Explanation) -> str:
    """Return what ``Explanation.to_dict`` gives, with fields in plain words, as one HTML element."""
    scale = span(explanation)
    return rendered(
        "explanation.html",
        verdict=verdict_line(explanation),
        further=list(further_lines(explanation)),
        kinds=[
            {"title": kind_line(kind), "rows": [_evidence_row(bar, scale) for bar in bars(kind)]}
            for kind in explanation["kinds"]
        ],
        reading=how_to_read(explanation),
    )


def _evidence_row(bar: Bar, scale: tuple[float, float]) -> dict[str, str]:
    """Return what is told of a step, and where its bar and even odds lie on the scale that all share, in percent."""
    low, high = scale
    left, right, even = (
        100.0 * (value - low) / max(high - low, 1e-9) for value in (*sorted((bar.start, bar.end)), 0.0)
    )
    width = max(right - left, LEAST_WIDTH)
    drawn = {"left": f"{min(left, 100.0 - width):.2f}", "width": f"{width:.2f}", "even": f"{even:.2f}"}
    numbers = {"nats": f"{bar.nats:+.2f}", "chance": chance_words(bar.chance)}
    return {"text": bar.text, "side": bar.side, **numbers, **drawn}


def scores_html(
    lines: Sequence[str],
    verdicts: Sequence[tuple[str, int, float]],
    distribution: Mapping[str, Any],
    least_authentic: Sequence[Mapping[str, Any]],
) -> str:
    """Return scores as one HTML element.

    Verdicts come with number of accounts and share of all, ``distribution`` as of ``Scores.summary`` with one count.
    """
    return rendered(
        "scores.html",
        lines=lines,
        verdicts=verdicts,
        histogram=_histogram(distribution),
        least_authentic=[_least(account) for account in least_authentic],
    )


def _least(account: Mapping[str, Any]) -> dict[str, Parts]:
    """Return an account of low authenticity as a row of a table."""
    return {
        "row": (whole(account["row"]),),
        "username": (one_line(account["username"] or "", NAME_WIDTH),),
        "authenticity": (Shown(cell_text(account["authenticity"]), account["authenticity"]),),
        "verdict": (one_line(account["verdict"]),),
        "main reason": (one_line(account["main_reason"]),),
    }


def _histogram(distribution: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return bars of the scores and what they say; None where there are none."""
    edges, left_out = distribution["edges"], distribution["not_enough_data"]
    counts = next(values for name, values in distribution.items() if name not in ("edges", "not_enough_data"))
    if not any(counts):
        return None
    bins = zip(pairwise(edges), counts, strict=True)
    return {
        "about": f"Authenticity of {plural(sum(counts), 'account')}, from 0 (not genuine) to 1 (genuine)",
        "left_out": left_out,
        "most": max(counts),
        "bars": [(low, high, n, f"{low:.2f} to {high:.2f}: {n:,}") for (low, high), n in bins if n],
    }


def tables_html(lines: Sequence[str], tables: Sequence[tuple[str, Rows]]) -> str:
    """Return lines of text and titled tables of plain rows as one HTML element."""
    return rendered("tables.html", lines=lines, tables=tables)
