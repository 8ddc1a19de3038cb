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
LIGHT: Final = "#DDDDDD"
DENSITY: Final = ("#C9DDEC", "#6BADD6", "#0072B2", "#00304D")
DENSITY_ON_DARK: Final = ("#1D3F57", "#0072B2", "#6BB8E8", "#F0F8FF")
"""Few to many, for light and dark pages: blue of one hue whose lightness alone tells the number, also in grey."""


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


def lighten(ax: Any) -> None:
    """Take from axes what is not needed to read a value."""
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(color=LIGHT, linewidth=0.6)
    ax.set_axisbelow(True)


def share_text(share: float) -> str:
    """Return a share in percent with two digits that count.

    Examples
    --------
    >>> share_text(0.4931), share_text(0.0138), share_text(0.00125), share_text(0.0)
    ('49%', '1.4%', '0.12%', '0%')
    """
    return f"{100 * share:.2g}%" if share < 0.995 else f"{100 * share:.3g}%"
