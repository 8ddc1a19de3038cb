"""An audience audit as one HTML page that loads nothing, and as a short form for notebooks.

Names, bios and templates are hostile: every text becomes markup in `fakefollow.report.markup`, once, where it is
escaped.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from fakefollow.report import audience_sections as sections, audience_words as words
from fakefollow.report.audience_style import FRAGMENT_STYLE, STYLE
from fakefollow.report.audience_tables import captioned_table, share_table
from fakefollow.report.audience_timeline import read_timeline
from fakefollow.report.event_words import event_title
from fakefollow.report.follower_map_svg import map_thumbnail
from fakefollow.report.line_width import one_line
from fakefollow.report.markup import Markup, element
from fakefollow.report.rounded import plural_parts, whole

FRAGMENT_EVENTS: Final = 3
MAP_CAPTION: Final = (
    "Follower map: oldest follower on the left, latest account on top, purchase events in orange"
)

HEAD: Final = Markup(
    '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    # Nothing is loaded and nothing runs, whatever a name or bio should smuggle in.
    '<meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">"
    '<meta name="referrer" content="no-referrer">'
)

SECTIONS: Final = {
    "shares": "Shares",
    "quality": "Quality beside quantity",
    "map": "Follower map",
    "growth": "Growth",
    "scores": "Scores and verdicts",
    "purchases": "Purchase events",
    "cohorts": "Cohorts",
    "reasons": "Strongest reasons",
    "sample": "Sample of rows",
    "method": "Method and limits",
}


def audience_html(
    summary: Mapping[str, Any], timeline_svg: str | None = None, title: str | None = None
) -> str:
    """Return an audit as one HTML page: no script, no outside resource, for screen, phone and paper.

    Parameters
    ----------
    summary : mapping
        What ``AuditReport.to_dict()`` returns.
    timeline_svg : str, optional
        An ``<svg>`` element to show instead of the built-in follower map. It is trusted and put in as it is.
    title : str, optional
        Whose audience it is, such as ``"@ada"``; put before the heading, escaped.

    Returns
    -------
    str
        The page, UTF-8 when written.
    """
    content = {
        "shares": sections.shares(summary),
        "quality": sections.quality(summary),
        "map": sections.follower_map(summary, timeline_svg),
        "growth": sections.growth(summary),
        "scores": sections.distribution(summary),
        "purchases": sections.purchases(summary),
        "cohorts": sections.cohorts(summary),
        "reasons": sections.reasons(summary),
        "sample": sections.sample(summary),
        "method": sections.method(summary),
    }
    told = [
        element("section", element("h2", SECTIONS[name]), *parts, id=name) for name, parts in content.items()
    ]
    main = element(
        "main",
        sections.opening(summary, title),
        sections.contents(SECTIONS),
        *told,
        sections.closing(summary),
    )
    heading = words.title(summary) if title is None else f"{one_line(title, 120)}: {words.title(summary)}"
    head = element("head", HEAD, element("title", heading), element("style", Markup(STYLE)))
    return f"<!DOCTYPE html>\n{element('html', head, element('body', main), lang='en')}\n"


def audience_fragment(summary: Mapping[str, Any]) -> str:
    """Return the short form of an audit for notebooks: finding, shares, quality, map, strongest events.

    Parameters
    ----------
    summary : mapping
        What ``AuditReport.to_dict()`` returns.

    Returns
    -------
    str
        One ``<div>`` whose style reaches nothing else and suits light and dark notebooks.
    """
    timeline, n_limits = read_timeline(summary), len(summary["limits"])
    limits = (
        ["Limits to know of: ", whole(n_limits), "; to_html() writes the whole page."] if n_limits else []
    )
    return element(
        "div",
        element("style", Markup(FRAGMENT_STYLE)),
        element("p", element("b", words.title(summary))),
        element("p", one_line(summary["finding"], 2000)),
        *sections.fit_warning(summary),
        share_table(summary),
        captioned_table(words.quality_rows(summary), "Quality beside quantity"),
        *([element("p", MAP_CAPTION, class_="quiet"), map_thumbnail(timeline)] if timeline else []),
        *_strongest_events(summary),
        element("p", *limits, class_="quiet"),
        class_="fakefollow-audit",
    )


def _strongest_events(summary: Mapping[str, Any]) -> list[Markup]:
    events = summary["purchases"]
    if not events:
        return [element("p", words.no_purchases_sentence(summary))]
    shown = [
        element("li", *event_title(one), "; ", *sections.event_facts(one)) for one in events[:FRAGMENT_EVENTS]
    ]
    more = len(events) - len(shown)
    return [
        element("p", *plural_parts(len(events), "purchase event"), ", strongest first"),
        element("ul", *shown),
        *([element("p", "and ", whole(more), " more")] if more > 0 else []),
    ]


def write_page(page: str, path: str | Path) -> None:
    """Write a page as UTF-8, whatever its names and bios hold."""
    Path(path).write_bytes(page.encode("utf-8", "replace"))
