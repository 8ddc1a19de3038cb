"""Growth of an audience as SVG: followers at hand who had come by each date, with bounds, purchase events marked."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from fakefollow.report.audience_timeline import Band, date_ticks, rank_ticks
from fakefollow.report.markup import Markup, element
from fakefollow.report.rounded import moment, plural
from fakefollow.report.svg_axes import LANES_ABOVE, LETTER_WIDTH, RIGHT, Panel, lines, marked, picture, points

HEIGHT: Final = 372
BOTTOM: Final = 316


def growth_svg(growth: Mapping[str, Any], events: Sequence[Mapping[str, Any]]) -> Markup:
    """Return the number of followers by date.

    Parameters
    ----------
    growth : mapping
        ``dates``, ``followers``, ``low`` and ``high`` of an audit's summary.
    events : sequence of mapping
        Its purchase events, strongest first; those without dates are not marked.

    Returns
    -------
    Markup
        One ``<svg>`` element; its colours are in the style sheet of the page.
    """
    times = np.array([_seconds(date) for date in growth["dates"]])
    followers, low, high = (np.asarray(growth[name], np.float64) for name in ("followers", "low", "high"))
    last = max(float(high.max()), 1.0)
    panel = Panel(LANES_ABOVE, BOTTOM, (float(times[0]), float(max(times[-1], times[0] + 1))), (0.0, last))
    bands = _bands(events)
    x = panel.across(times)
    around = points(np.concatenate([x, x[::-1]]), panel.up(np.concatenate([low, high[::-1]])))
    name = (
        f"Number of followers at hand by date, with bounds, {plural(len(bands), 'purchase event')} shaded; "
        "the table below the picture holds its numbers."
    )
    stretches, top = marked(bands, panel, BOTTOM)
    parts = [
        *panel.ticks_left(rank_ticks(last), lined=True),
        *stretches,
        element("polygon", points=around, class_="bounds"),
        *lines(x, panel.up(followers), "growth-line"),
        panel.frame(),
        *panel.ticks_below(date_ticks(*panel.x)),
        panel.title_left("followers at hand"),
        panel.title_below("date of following"),
        *_legend(BOTTOM + 31),
    ]
    return picture(name, HEIGHT, *parts, top=top)


def _bands(events: Sequence[Mapping[str, Any]]) -> list[Band]:
    """Return the dates between which the followers of each event came."""
    return [
        Band(_seconds(event["followed_from"]), _seconds(event["followed_to"]), f"{event['size']:,}")
        for event in events
        if event["followed_from"] is not None and event["followed_to"] is not None
    ]


def _legend(y: float) -> list[Markup]:
    texts = {"estimate": "growth-line", "bounds": "bounds", "purchase event": "event"}
    parts, x = [], RIGHT - sum(LETTER_WIDTH * len(text) + 40 for text in texts) + 16
    for text, class_ in texts.items():
        mark = (
            element("polyline", points=f"{x:.1f},{y + 5:g} {x + 16:.1f},{y + 5:g}", class_=class_)
            if class_ == "growth-line"
            else element("rect", x=x, y=y, width=16, height=11, class_=class_)
        )
        parts += [mark, element("text", text, x=x + 20, y=y + 10)]
        x += LETTER_WIDTH * len(text) + 40
    return parts


def _seconds(date: str | None) -> float:
    time = moment(date)
    return np.nan if time is None else time.timestamp()
