"""Scores as aligned text for a terminal; gets plain rows."""

from collections.abc import Iterable, Mapping
from typing import Any

from fakefollow.report.printable import printable


def least_authentic_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return accounts of low authenticity as aligned text, each with its main reason.

    Parameters
    ----------
    rows : iterable of mapping
        What ``Scores.least_authentic`` returns.
    """
    lines = [f"{'row':>7}  {'username':<24} {'authenticity':>12}  verdict"]
    for one in rows:
        name = printable(one["username"] or "")
        lines.append(f"{one['row']:>7}  {name:<24.24} {one['authenticity']:>12.3f}  {one['verdict']}")
        lines.append(f"{'':>9}{one['main_reason']}")
    return "\n".join(lines)
