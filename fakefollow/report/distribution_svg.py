"""How authentic an audience is, as SVG: accounts by authenticity, by their profiles alone and with its evidence."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

import numpy as np

from fakefollow.report.markup import Markup, element
from fakefollow.report.rounded import plural
from fakefollow.report.svg_axes import Panel, picture

PANEL_HEIGHT: Final = 110
ROOM: Final = 42
"""Above each panel: its name, and the number on a bar that is as high as the panel."""
TITLES: Final = {"profile": "by profile alone", "fused": "with evidence of the audience"}


def distribution_svg(distribution: Mapping[str, Any]) -> Markup:
    """Return two rows of bars on one scale; above each bar stands how many accounts it counts.

    Parameters
    ----------
    distribution : mapping
        ``edges``, ``profile`` and ``fused`` of an audit's summary.

    Returns
    -------
    Markup
        One ``<svg>`` element; its colours are in the style sheet of the page.
    """
    edges = np.asarray(distribution["edges"], np.float64)
    most = max(*distribution["profile"], *distribution["fused"], 1)
    parts: list[Markup] = []
    top = 0.0
    for series, title in TITLES.items():
        panel = Panel(top + ROOM, top + ROOM + PANEL_HEIGHT, (edges[0], edges[-1]), (0.0, float(most)))
        parts.append(element("text", title, x=panel.left, y=top + 16, class_="axis strong"))
        parts += _bars(panel, edges, distribution[series], series)
        parts += panel.ticks_below([(tick, f"{tick:g}") for tick in (0, 0.2, 0.4, 0.6, 0.8, 1)])
        parts.append(panel.title_left("accounts"))
        top = panel.bottom + 24
    parts.append(panel.title_below("authenticity: 0 does not look genuine, 1 looks genuine"))
    name = (
        "Number of accounts by authenticity, above by profile alone and below with evidence of the audience; "
        "the table below the picture holds its numbers."
    )
    return picture(name, top + 22, *parts)


def _bars(
    panel: Panel, edges: np.typing.NDArray[np.float64], counts: list[int], series: str
) -> Iterator[Markup]:
    """Yield a bar for each bin that has accounts, none lower than can be seen."""
    yield element("line", x1=panel.left, y1=panel.bottom, x2=panel.right, y2=panel.bottom, class_="tick")
    for (start, end), count in zip(pairwise(edges.tolist()), counts, strict=True):
        if not count:
            continue
        left, right = panel.across(np.array([start, end])).tolist()
        top = min(float(panel.up(np.array(count))), panel.bottom - 1.5)
        title = f"{start:.2f} to {end:.2f}: {plural(count, 'account')}"
        size = {"width": right - left - 3, "height": panel.bottom - top}
        yield element("rect", element("title", title), x=left + 1.5, y=top, **size, class_=f"series-{series}")
        yield element("text", short_count(count), x=(left + right) / 2, y=top - 4, class_="on-bar")


def short_count(count: int) -> str:
    """Return a count in at most four characters.

    Examples
    --------
    >>> [short_count(count) for count in (0, 812, 1234, 9960, 43_210, 999_600, 1_234_567)]
    ['0', '812', '1.2k', '10k', '43k', '1M', '1.2M']
    """
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if count >= size * 0.9995:
            value = count / size
            return f"{value:.1f}".removesuffix(".0") + letter if value < 9.95 else f"{value:.0f}{letter}"
    return str(count)
