"""Rows of plain data as aligned text. Names of sources and labels may be hostile."""

from collections.abc import Mapping, Sequence
from typing import Any

from fakefollow.report.line_width import display_width, padded
from fakefollow.report.printable import printable

Rows = Sequence[Mapping[str, Any]]


def text_table(rows: Rows) -> str:
    """Return rows as aligned text, columns with numbers to the right.

    Parameters
    ----------
    rows : sequence of mapping
        Column name -> text, number or None, the same columns in each.

    Examples
    --------
    >>> print(text_table([{"source": "E13", "n": 1481}, {"source": "TFP", "n": 469}]))
    source      n
    E13     1,481
    TFP       469
    """
    names = list(rows[0])
    cells = [[cell_text(name) for name in names], *([cell_text(row[name]) for name in names] for row in rows)]
    widths = [max(display_width(line[place]) for line in cells) for place in range(len(names))]
    right = [not all(isinstance(row[name], str) for row in rows) for name in names]
    lines = (
        "  ".join(
            padded(cell, width, to_right) for cell, width, to_right in zip(line, widths, right, strict=True)
        )
        for line in cells
    )
    return "\n".join(line.rstrip() for line in lines)


def cell_text(value: Any) -> str:
    """Return a cell as it is shown: numbers with commas or three decimals, None as nothing."""
    if value is None:
        return ""
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.3f}" if isinstance(value, float) else printable(str(value))
