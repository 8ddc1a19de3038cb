"""Scores as aligned text for a terminal; gets plain rows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fakefollow.report.printable import printable


def scores_text(lines: Iterable[str], verdicts: Sequence[tuple[str, int, float]]) -> str:
    """Return headlines and, under them, each verdict with its number of accounts and their share.

    Parameters
    ----------
    lines : iterable of str
        Headlines; model and platform names in them are printable already.
    verdicts : sequence of tuple
        Verdict, number of accounts, share of all.
    """
    width = max(len(verdict) for verdict, _, _ in verdicts)
    counts = [f"  {verdict:<{width}} {n:>9,} {100 * share:>6.1f} %" for verdict, n, share in verdicts]
    return "\n".join([*lines, *counts])


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
