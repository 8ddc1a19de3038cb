"""What all plots share: the palette, matplotlib asked for where it is needed, and light axes.

Colours are from the palette of Okabe and Ito (2008), which colour-blind readers tell apart; shapes differ as well.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from fakefollow.errors import MissingExtraError

BLUE: Final = "#0072B2"
ORANGE: Final = "#D55E00"
GREEN: Final = "#009E73"
GREY: Final = "#6B6B6B"
SKY: Final = "#56B4E9"
PURPLE: Final = "#CC79A7"
LIGHT: Final = "#DDDDDD"
DIM: Final = "#3A3A3A"
DENSITY: Final = ("#C9DDEC", "#6BADD6", "#0072B2", "#00304D")
DENSITY_ON_DARK: Final = ("#1D3F57", "#0072B2", "#6BB8E8", "#F0F8FF")
"""Few to many, for light and dark pages: blue of one hue whose lightness alone tells the number, also in grey."""

WIDTH: Final = 8.0
"""Inches of a picture of one axes."""


def pyplot() -> Any:
    """Return ``matplotlib.pyplot``.

    Raises
    ------
    MissingExtraError
        If matplotlib is not installed.
    """
    try:
        from matplotlib import pyplot as plt
    except ImportError as error:
        raise MissingExtraError("Drawing", "plot") from error
    return plt


def axes_pair(ax: Any) -> tuple[Any, Any]:
    """Return the two axes that a user gives.

    Raises
    ------
    ValueError
        If it is anything but two.
    """
    if not isinstance(ax, Sequence | np.ndarray) or len(ax) != 2:
        raise ValueError(f"ax: expected a pair of axes, such as plt.subplots(1, 2)[1], got {ax!r}")
    return ax[0], ax[1]


def new_axes(height: float) -> Any:
    """Return axes on a new figure of the usual width and of so many inches, which leaves room for every label."""
    return pyplot().subplots(figsize=(WIDTH, height), layout="constrained")[1]


def is_dark(ax: Any) -> bool:
    """Tell whether axes have a dark ground, as in matplotlib's style ``dark_background``."""
    from matplotlib.colors import to_rgba

    ground = to_rgba(ax.get_facecolor())
    if ground[3] < 0.5:
        ground = to_rgba(ax.figure.get_facecolor())
    return ground[3] >= 0.5 and sum(ground[:3]) < 1.5


def ink(ax: Any) -> str:
    """Return the colour of lines that stand out most from the ground of the axes."""
    return "white" if is_dark(ax) else "black"


def blue(ax: Any) -> str:
    """Return the blue that stands out from the ground of the axes."""
    return SKY if is_dark(ax) else BLUE


def legend_below(ax: Any, corner: str, *, is_new: bool) -> None:
    """Explain what is drawn: below new axes, where it hides nothing, else in a corner of those that were given."""
    handles, names = ax.get_legend_handles_labels()
    if is_new:
        ax.figure.legend(handles, names, loc="outside lower center", ncols=2, frameon=False)
    else:
        ax.legend(handles, names, loc=corner, framealpha=0.9, edgecolor="none")


def lighten(ax: Any) -> None:
    """Take from axes what is not needed to read a value."""
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(color=DIM if is_dark(ax) else LIGHT, linewidth=0.6)
    ax.set_axisbelow(True)


def count_ticks(axis: Any) -> None:
    """Write the ticks of an axis as whole numbers of accounts, with commas."""
    from matplotlib.ticker import MaxNLocator

    axis.set_major_locator(MaxNLocator(6, integer=True, steps=[1, 2, 5, 10]))
    axis.set_major_formatter(lambda number, _: f"{number:,.0f}")


def date_ticks(axis: Any) -> None:
    """Write the ticks of an axis as short dates."""
    # With five ticks at least, as is usual, some ranges have no step that gives eight at most.
    locator = _dates().AutoDateLocator(minticks=3, maxticks=8)
    axis.set_major_locator(locator)
    axis.set_major_formatter(_dates().ConciseDateFormatter(locator))


def as_days(seconds: Any) -> Any:
    """Return times as matplotlib counts them: days since 1970 in its usual epoch, whatever the user's."""
    known = np.isfinite(seconds)
    times = np.where(known, seconds, 0.0).astype("datetime64[s]")
    return np.where(known, _dates().date2num(times), np.nan)


def _dates() -> Any:
    from matplotlib import dates

    return dates


def share_text(share: float) -> str:
    """Return a share in percent with two digits that count.

    Examples
    --------
    >>> share_text(0.4931), share_text(0.0138), share_text(0.00125), share_text(0.0)
    ('49%', '1.4%', '0.12%', '0%')
    """
    return f"{100 * share:.2g}%" if share < 0.995 else f"{100 * share:.3g}%"
