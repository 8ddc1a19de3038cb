"""The follower map as SVG: rank against creation date, purchase events marked, mean authenticity beneath.

The density of followers is a small PNG inside the SVG, one for light and one for dark pages, so that an audience of
a million takes no more room than one of a thousand.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from fakefollow.report.audience_timeline import Timeline, date_ticks, rank_ticks
from fakefollow.report.density_png import N_SHADES, blended, data_address, density_shades, png
from fakefollow.report.drawing import DENSITY, DENSITY_ON_DARK
from fakefollow.report.markup import Markup, element
from fakefollow.report.rounded import plural
from fakefollow.report.svg_axes import LANES_ABOVE, LETTER_WIDTH, RIGHT, Panel, lines, marked, picture

HEIGHT: Final = 448
MIDDLE: Final = 288
LOWER_TOP: Final = 308
BOTTOM: Final = 376
THUMBNAIL_COLOUR: Final = "#2b83c4"
"""A blue that shows on light and on dark pages; in a thumbnail opacity tells few from many."""


def follower_map_svg(timeline: Timeline) -> Markup:
    """Return followers by rank and creation date, the purchase events, and mean authenticity by rank.

    Parameters
    ----------
    timeline : Timeline
        What `read_timeline` returns.

    Returns
    -------
    Markup
        One ``<svg>`` element; its colours are in the style sheet of the page.
    """
    ranks = (float(timeline.ranks[0]), float(timeline.ranks[-1]))
    upper = Panel(LANES_ABOVE, MIDDLE, ranks, timeline.times)
    lower = Panel(LOWER_TOP, BOTTOM, ranks, (0.0, 1.0))
    name = (
        "Followers by follow rank and by the date on which their account was created, "
        f"{plural(len(timeline.bands), 'purchase event')} shaded; beneath it mean authenticity by rank."
    )
    events, top = marked(timeline.bands, upper, BOTTOM)
    parts = [
        *_density(timeline, upper),
        *events,
        *lines(upper.across(timeline.ranks), upper.up(timeline.followed), "follow-line"),
        *_authenticity(timeline, lower),
        upper.frame(),
        *upper.ticks_left(date_ticks(*timeline.times)),
        upper.title_left("account created"),
        *lower.ticks_below(rank_ticks(ranks[1])),
        lower.title_below("follow rank, oldest follower first"),
        *_legend(int(timeline.followers.max(initial=0))),
    ]
    return picture(name, HEIGHT, *parts, top=top)


def map_thumbnail(timeline: Timeline) -> Markup:
    """Return the follower map small, without axes, for pages whose colours are not known."""
    ranks = (float(timeline.ranks[0]), float(timeline.ranks[-1]))
    panel = Panel(0, 120, ranks, timeline.times, left=0, right=360)
    opacity = np.linspace(80, 255, N_SHADES).astype(int).tolist()
    image = png(density_shades(timeline)[::2, ::2], [THUMBNAIL_COLOUR] * N_SHADES, opacity)
    places = {"x": 0, "y": 0, "width": 360, "height": 120}
    name = f"Follower map with {plural(len(timeline.bands), 'purchase event')} marked"
    starts = [panel.across(np.array([band.start, band.end])).tolist() for band in timeline.bands]
    events = [
        element("rect", x=start, y=0, width=max(end - start, 1.5), height=120, class_="event")
        for start, end in starts
    ]
    drawn = element("image", href=data_address(image), **places, preserveAspectRatio="none")
    return element(
        "svg", element("title", name), drawn, *events, viewBox="0 0 360 120", role="img", aria_label=name
    )


def _density(timeline: Timeline, panel: Panel) -> Iterator[Markup]:
    """Yield the density as an image for light and one for dark pages."""
    shades = density_shades(timeline)
    size = {"width": panel.right - panel.left, "height": panel.bottom - panel.top}
    for colours, page in ((DENSITY, "on-light"), (DENSITY_ON_DARK, "on-dark")):
        yield element(
            "image",
            href=data_address(png(shades, blended(colours, N_SHADES))),
            x=panel.left,
            y=panel.top,
            **size,
            preserveAspectRatio="none",
            class_=page,
        )


def _authenticity(timeline: Timeline, panel: Panel) -> Iterator[Markup]:
    """Yield mean authenticity as a step line between 0, at the bottom, and 1."""
    yield panel.frame()
    x = np.repeat(panel.across(timeline.ranks), 2)[1:-1]
    yield from lines(x, np.repeat(panel.up(timeline.authenticity), 2), "authenticity-line")
    yield from panel.ticks_left([(0.0, "0"), (1.0, "1")])
    yield panel.title_left("authenticity")


def _legend(most: int) -> Iterator[Markup]:
    """Yield the shades with the number of accounts that the palest and the darkest stand for."""
    shades, y = 8, BOTTOM + 30
    left = RIGHT - LETTER_WIDTH * len(f"{most:,}") - 14 * shades - 8
    for colours, page in ((DENSITY, "on-light"), (DENSITY_ON_DARK, "on-dark")):
        for place, colour in enumerate(blended(colours, shades)):
            yield element("rect", x=left + 14 * place, y=y, width=14, height=11, fill=colour, class_=page)
    yield element("text", "accounts in a cell: 1", x=left - 6, y=y + 10, class_="tick-y")
    yield element("text", f"{most:,}", x=RIGHT, y=y + 10, class_="tick-y")
