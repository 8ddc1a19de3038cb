"""An audience audit as one HTML page that loads nothing, and as a short form for notebooks.

Names, bios and templates are hostile: every text becomes markup in `fakefollow.report.markup`, once, where it is
escaped.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from fakefollow.report import audience_words as words
from fakefollow.report.audience_style import STYLE
from fakefollow.report.audience_svg import timeline_svg
from fakefollow.report.audience_tables import captioned_table, level_words, share_table
from fakefollow.report.audience_timeline import read_timeline
from fakefollow.report.line_width import one_line
from fakefollow.report.markup import Markup, element

EVENTS_SHOWN: Final = 50
FRAGMENT_EVENTS: Final = 3

HEAD: Final = Markup(
    '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    # Nothing is loaded and nothing runs, whatever a name or bio should smuggle in.
    '<meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">"
    '<meta name="referrer" content="no-referrer">'
)

SHARES_CAPTION: Final = (
    "the estimated share of genuine, purchased and automated followers.",
    "the bar ends at the estimate and the thin line on it spans the interval that holds the truth in {level} of "
    "audits, as far as the limits below hold.",
    "where an interval is too wide to decide by, label some of these followers by hand and update the report with "
    "them.",
)
TIMELINE_CAPTION: Final = (
    "every follower by follow rank, oldest on the left, and by the date on which the account was created; beneath, "
    "the mean authenticity of the followers of each rank.",
    "the dashed line is the estimated time of following; accounts lie below it, for an account must exist before it "
    "follows. Organic followers fill the space below it fairly evenly. A dense patch or a line of accounts created "
    "together, with low authenticity beneath, is what a purchase looks like; orange marks the runs that the audit "
    "found, the strongest with size and month.",
    "look at some accounts of each marked run by hand, and ask what happened on its date: a viral post or a "
    "broadcast also brings many followers at once, but their creation dates differ.",
)


def audience_html(summary: Mapping[str, Any], timeline_svg: str | None = None) -> str:
    """Return an audit as one HTML page: no script, no outside resource, for screen, phone and paper.

    Parameters
    ----------
    summary : mapping
        What ``AuditReport.to_dict()`` returns.
    timeline_svg : str, optional
        An ``<svg>`` element to show instead of the built-in timeline. It is trusted and put in as it is.

    Returns
    -------
    str
        The page, UTF-8 when written.
    """
    head = element("head", HEAD, element("title", words.title(summary)), element("style", Markup(STYLE)))
    sections = [
        _summary(summary),
        _quality(summary),
        _timeline(summary, timeline_svg),
        _purchases(summary),
        _cohorts(summary),
        _limits(summary),
    ]
    body = element("body", element("main", *sections))
    return f"<!DOCTYPE html>\n{element('html', head, body, lang='en')}\n"


def audience_fragment(summary: Mapping[str, Any]) -> str:
    """Return the short form of an audit for notebooks: finding, shares, quality, strongest events.

    Parameters
    ----------
    summary : mapping
        What ``AuditReport.to_dict()`` returns.

    Returns
    -------
    str
        One ``<div>``.
    """
    events = summary["purchases"]
    shown = [element("li", f"{words.event_title(one)}; ", *_facts(one)) for one in events[:FRAGMENT_EVENTS]]
    more = len(events) - len(shown)
    listed = element("ul", *shown) if shown else element("p", words.no_purchases_sentence(summary))
    return element(
        "div",
        element("p", element("b", words.title(summary))),
        element("p", one_line(summary["finding"], 2000)),
        *_fit_warning(summary),
        captioned_table(words.share_rows(summary), f"Shares with {level_words(summary)} intervals"),
        captioned_table(words.quality_rows(summary), "Quality beside quantity"),
        element("p", f"Purchase events: {len(events):,}"),
        listed,
        element("p", f"and {more:,} more" if more > 0 else "", " ", _limits_hint(summary)),
    )


def _summary(summary: Mapping[str, Any]) -> Markup:
    fit = summary["fit"]
    quiet = [element("p", one_line(fit["sentence"], 1000), class_="quiet")] if fit["good"] else []
    return element(
        "header",
        element("h1", words.title(summary)),
        element("p", one_line(summary["finding"], 2000), class_="finding"),
        *_fit_warning(summary),
        element(
            "figure",
            share_table(summary),
            _caption([text.format(level=level_words(summary)) for text in SHARES_CAPTION]),
        ),
        *quiet,
        captioned_table(
            words.comparison_rows(summary),
            "Followers that are not genuine, estimated in three ways. Only the first two know the classifier's "
            "own errors.",
        ),
    )


def _fit_warning(summary: Mapping[str, Any]) -> list[Markup]:
    fit = summary["fit"]
    if fit["good"]:
        return []
    return [element("p", one_line(fit["sentence"], 1000), class_="warning", role="note")]


def _quality(summary: Mapping[str, Any]) -> Markup:
    caption = "What is left of the audience. Inactive is not fake, and following many is not either."
    return _section(
        "Quality beside quantity",
        captioned_table(words.quality_rows(summary), caption),
    )


def _timeline(summary: Mapping[str, Any], picture: str | None) -> Markup:
    timeline = read_timeline(summary)
    times = element("p", "Follow times: ", words.follow_times_sentence(summary))
    if timeline is None and picture is None:
        return _section("Timeline", element("p", words.no_timeline_sentence(summary)), times)
    drawn = Markup(picture) if picture is not None else timeline_svg(timeline) if timeline else Markup()
    scrolled = element(
        "div", drawn, class_="scroll", tabindex="0", role="region", aria_label="Timeline, scrolls sideways"
    )
    return _section("Timeline", element("figure", scrolled, _caption(TIMELINE_CAPTION)), times)


def _purchases(summary: Mapping[str, Any]) -> Markup:
    events, drip = summary["purchases"], words.drip_sentence(summary["drip"])
    content = [element("p", words.no_purchases_sentence(summary))]
    if events:
        content = [
            element(
                "p",
                "Runs of follows that look bought, strongest first; rank 0 is the oldest follower. "
                "No account is judged by being in a run alone.",
            ),
            element("ol", *(_event(one) for one in events[:EVENTS_SHOWN]), class_="events"),
        ]
    if len(events) > EVENTS_SHOWN:
        content.append(element("p", f"and {len(events) - EVENTS_SHOWN:,} more"))
    return _section("Purchase events", *content, *([element("p", drip)] if drip else []))


def _event(event: Mapping[str, Any]) -> Markup:
    title = words.event_title(event)
    signs = [element("li", one_line(sign, 400)) for sign in event["signs"]]
    return element(
        "li",
        element("h3", title[:1].upper() + title[1:]),
        element("p", *_facts(event)),
        element("ul", *signs) if signs else Markup(),
    )


def _facts(event: Mapping[str, Any]) -> list[Markup]:
    """Return what is known of an event, each fact kept on one line where there is room."""
    facts = words.event_facts(event)
    ends = ["; "] * (len(facts) - 1) + [""]
    return [element("span", fact, end, class_="fact") for fact, end in zip(facts, ends, strict=True)]


def _cohorts(summary: Mapping[str, Any]) -> Markup:
    return _section(
        "Cohorts",
        element("p", words.cohorts_sentence(summary)),
        element("ul", *map(_cohort, summary["cohorts"]), class_="cohorts")
        if summary["cohorts"]
        else Markup(),
    )


def _cohort(cohort: Mapping[str, Any]) -> Markup:
    head, template, examples = words.cohort_words(cohort)
    # bdi: a template or name in a right-to-left script must not turn the words round it.
    lines = [element("p", head, *([": ", element("bdi", template)] if template else []))]
    if examples:
        lines.append(element("p", "such as ", element("bdi", examples), class_="quiet"))
    return element("li", *lines)


def _limits(summary: Mapping[str, Any]) -> Markup:
    return _section(
        "How this was made, and its limits",
        captioned_table(words.facts(summary), "What was audited"),
        element("ul", *(element("li", one_line(limit, 800)) for limit in summary["limits"])),
        element("p", words.FOOTER),
    )


def _limits_hint(summary: Mapping[str, Any]) -> str:
    number = len(summary["limits"])
    return f"Limits to know of: {number}; to_html() writes the whole page." if number else ""


def _section(title: str, *content: Markup) -> Markup:
    return element("section", element("h2", title), *content)


def _caption(texts: Sequence[str]) -> Markup:
    """Return what a figure shows, how to read it and what to do next."""
    heads = ("What it shows", "How to read it", "What to do next")
    return element(
        "figcaption",
        *(element("p", element("b", f"{head}: "), text) for head, text in zip(heads, texts, strict=True)),
    )


def write_page(page: str, path: str | Path) -> None:
    """Write a page as UTF-8, whatever its names and bios hold."""
    Path(path).write_bytes(page.encode("utf-8", "replace"))
