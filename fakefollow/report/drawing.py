"""What all plots share: the palette, matplotlib asked for where it is needed, and light axes.

Colours are from the palette of Okabe and Ito (2008), which colour-blind readers tell apart; shapes differ as well.
"""

from typing import Any, Final

from fakefollow.errors import MissingExtraError

BLUE: Final = "#0072B2"
ORANGE: Final = "#D55E00"
GREEN: Final = "#009E73"
GREY: Final = "#6B6B6B"
LIGHT: Final = "#DDDDDD"


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
