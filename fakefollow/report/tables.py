"""Rows of plain data as aligned text and as HTML. Names of sources and labels may be hostile: both escape them."""

from collections.abc import Mapping, Sequence
from html import escape
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
    cells = [[_cell(name) for name in names], *([_cell(row[name]) for name in names] for row in rows)]
    widths = [max(display_width(line[place]) for line in cells) for place in range(len(names))]
    right = [not all(isinstance(row[name], str) for row in rows) for name in names]
    lines = (
        "  ".join(
            padded(cell, width, to_right) for cell, width, to_right in zip(line, widths, right, strict=True)
        )
        for line in cells
    )
    return "\n".join(line.rstrip() for line in lines)


def html_table(rows: Rows) -> str:
    """Return rows as an HTML table, every cell escaped; parameters as in `text_table`."""
    names = list(rows[0])
    head = "".join(f"<th>{escape(_cell(name))}</th>" for name in names)
    lines = (f"<tr>{''.join(f'<td>{escape(_cell(row[name]))}</td>' for name in names)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.3f}" if isinstance(value, float) else printable(str(value))
