"""An explanation as text of at most 80 columns: a line and a bar for each step. Gets plain data."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from fakefollow.report.evidence_words import (
    Explanation,
    chance_words,
    further_lines,
    how_to_read,
    kind_line,
    span,
    starts,
    verdict_line,
)
from fakefollow.report.line_width import LINE_WIDTH, one_line, padded, wrapped

TEXT: Final = 42
NATS: Final = 7
CHANCE: Final = 6
BAR: Final = LINE_WIDTH - TEXT - NATS - CHANCE - 3

FOR, AGAINST, EVEN, WHOLE = "+", "-", "|", "="
"""Signs of bars: towards the kind, towards genuine, even odds, and the total."""

TIE: Final = "\ufdd0"
"""A character that is no character: stands for a space at which no line ends."""


def evidence_text(explanation: Explanation) -> str:
    """Return how a score comes about, as text.

    Parameters
    ----------
    explanation : mapping
        What ``Explanation.to_dict`` returns, with fields in plain words.
    """
    lines = [*wrapped(verdict_line(explanation))]
    for line in further_lines(explanation):
        lines += wrapped(line)
    scale = span(explanation)
    for kind in explanation["kinds"]:
        lines += ["", _row(kind_line(kind), "nats", "so far", f"{EVEN} even odds")]
        lines += _steps(kind, scale)
    return "\n".join(line.rstrip() for line in [*lines, "", *wrapped(how_to_read(explanation))])


def _steps(kind: Mapping[str, Any], scale: tuple[float, float]) -> Iterator[str]:
    for step, start in zip(kind["steps"], starts(kind), strict=True):
        sign = FOR if step["evidence"] > 0 else AGAINST
        bar = _bar(start, step["total"], sign, scale)
        first, *rest = _lines(step["text"])
        yield _row(first, f"{step['evidence']:+.2f}", chance_words(step["chance"]), bar)
        yield from rest
    whole = _bar(0.0, kind["log_odds"], WHOLE, scale)
    yield _row("  total", f"{kind['log_odds']:+.2f}", chance_words(kind["chance"]), whole)


def _lines(text: str) -> list[str]:
    """Return the lines of a step, numbers together with their percent signs."""
    lines = wrapped(one_line(text).replace(" %", f"{TIE}%"), "  ", "    ", TEXT)
    return [line.replace(TIE, " ") for line in lines]


def _row(text: str, nats: str, chance: str, bar: str) -> str:
    return f"{padded(text, TEXT)}{nats:>{NATS}} {chance:>{CHANCE}}  {bar}"


def _bar(start: float, end: float, sign: str, scale: tuple[float, float]) -> str:
    """Return a bar from one value to another, with the sign of even odds where it does not cover it."""
    cells = [" "] * BAR
    cells[_cell(0.0, scale)] = EVEN
    first, last = sorted((_cell(start, scale), _cell(end, scale)))
    cells[first : last + 1] = sign * (last - first + 1)
    return "".join(cells).rstrip()


def _cell(value: float, scale: tuple[float, float]) -> int:
    low, high = scale
    return round((value - low) / max(high - low, 1e-9) * (BAR - 1))
