"""An explanation in words and as text of at most 80 columns, a line and a bar for each step. Gets plain data."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple

from fakefollow.report.numbers import chance_words
from fakefollow.report.printable import LINE_WIDTH, one_line, padded, wrapped
from fakefollow.report.words import NAME_WIDTH, spaced, spelt

Explanation = Mapping[str, Any]
"""What ``Explanation.to_dict`` returns, with fields in plain words."""

KIND_WIDTH: Final = 30

TEXT: Final = 42
NATS: Final = 7
CHANCE: Final = 6
BAR: Final = LINE_WIDTH - TEXT - NATS - CHANCE - 3
"""Columns of a terminal that each part of a line has."""

EVEN: Final = "|"
SIGNS: Final = {"for": "+", "against": "-", "total": "="}
"""Signs of bars: towards the kind, towards genuine, and the total; beside them that of even odds."""

TIE: Final = "\ue000"
"""A character of private use, of width 1 in all versions of Unicode: stands for a space at which no line ends."""


def verdict_line(explanation: Explanation) -> str:
    """Return verdict, authenticity, coverage and handle in one line."""
    name = one_line(explanation["username"] or "", NAME_WIDTH)
    facts = (
        f"{_spaced(explanation['verdict'])}, authenticity {explanation['authenticity']:.3f}, "
        f"coverage {explanation['coverage']:.2f}"
    )
    return f"@{name}: {facts}" if name else facts


def further_lines(explanation: Explanation) -> Iterator[str]:
    """Yield what was not observed, and what was changed and how it was before."""
    missing = explanation["not_observed"]
    model = f"by model {one_line(explanation['model'], KIND_WIDTH)!r}"
    yield (f"{model}; not observed: {', '.join(missing)}" if missing else f"{model}; all its fields were observed")
    before = explanation["before"]
    if before is not None:
        changed = ", ".join(explanation["changed"]) or "nothing"
        yield (
            f"changed: {changed}; authenticity {before['authenticity']:.3f} -> {explanation['authenticity']:.3f}, "
            f"{_spaced(before['verdict'])} -> {_spaced(explanation['verdict'])}"
        )


def kind_line(kind: Mapping[str, Any]) -> str:
    """Return a kind with its probability."""
    return f"{one_line(_spaced(kind['kind']), KIND_WIDTH)}: probability {chance_words(kind['probability'])}"


def how_to_read(explanation: Explanation) -> str:
    """Return what the columns of numbers are, and which accounts are meant by genuine ones."""
    platform = one_line(explanation["learnt_on"] or "", KIND_WIDTH)
    of = f" of {spelt(platform)}" if platform else ""
    return (
        "Evidence is in nats: + speaks for the kind, - for genuine. So far: how probable the kind is, rather than "
        f"genuine, with all above. Genuine accounts are those{of} that the model was learnt on. "
        f"{verdict_note(explanation)}"
    )


def verdict_note(explanation: Explanation) -> str:
    """Return where the verdict cuts authenticity."""
    if explanation["withheld"] is not None:
        return one_line(explanation["withheld"], 800)
    if explanation["cut_offs"] is not None:
        low, high = explanation["cut_offs"]
        return f"The verdict follows from authenticity: 'likely ...' below {low:g}, authentic from {high:g} on."
    return (
        "The verdict asks how rare such evidence is among genuine accounts kept out of learning: it is a cut on "
        "authenticity that moves with the prior, so it can call an account whose authenticity is above one half."
    )


def span(explanation: Explanation) -> tuple[float, float]:
    """Return the lowest and highest log-odds among all steps, 0 included."""
    totals = [0.0, *(step["total"] for kind in explanation["kinds"] for step in kind["steps"])]
    return min(totals), max(totals)


Side = Literal["for", "against", "total"]


class Bar(NamedTuple):
    """A step, or the total: its text and numbers, from where to where its bar leads, and for or against what."""

    text: str
    nats: float
    chance: float
    start: float
    end: float
    side: Side


def bars(kind: Mapping[str, Any]) -> Iterator[Bar]:
    """Yield a bar for each step, the first from even odds on, each from where the last one ended; and the total."""
    start = 0.0
    for step in kind["steps"]:
        side: Side = "for" if step["evidence"] > 0 else "against"
        yield Bar(one_line(step["text"]), step["evidence"], step["chance"], start, step["total"], side)
        start = step["total"]
    yield Bar("total", kind["log_odds"], kind["chance"], 0.0, kind["log_odds"], "total")


def explanation_text(explanation: Explanation) -> str:
    """Return how a score comes about, as text."""
    lines = [*wrapped(verdict_line(explanation))]
    for line in further_lines(explanation):
        lines += wrapped(line)
    scale = span(explanation)
    for kind in explanation["kinds"]:
        lines += ["", _row(kind_line(kind), "nats", "so far", f"{EVEN} even odds")]
        for bar in bars(kind):
            lines += _bar_lines(bar, scale)
    return "\n".join(line.rstrip() for line in [*lines, "", *wrapped(how_to_read(explanation))])


def _spaced(name: str) -> str:
    return spaced(one_line(name, KIND_WIDTH))


def _bar_lines(bar: Bar, scale: tuple[float, float]) -> list[str]:
    """Return the lines of a step, numbers together with their percent signs."""
    lines = wrapped(bar.text.replace(" %", f"{TIE}%"), "  ", "    ", TEXT)
    first, *rest = (line.replace(TIE, " ") for line in lines)
    return [_row(first, f"{bar.nats:+.2f}", chance_words(bar.chance), _drawn(bar, scale)), *rest]


def _row(text: str, nats: str, chance: str, bar: str) -> str:
    return f"{padded(text, TEXT)}{nats:>{NATS}} {chance:>{CHANCE}}  {bar}"


def _drawn(bar: Bar, scale: tuple[float, float]) -> str:
    """Return a bar as signs, with the sign of even odds where it does not cover it."""
    signs = [" "] * BAR
    signs[_column(0.0, scale)] = EVEN
    first, last = sorted((_column(bar.start, scale), _column(bar.end, scale)))
    signs[first : last + 1] = SIGNS[bar.side] * (last - first + 1)
    return "".join(signs).rstrip()


def _column(value: float, scale: tuple[float, float]) -> int:
    low, high = scale
    return round((value - low) / max(high - low, 1e-9) * (BAR - 1))
