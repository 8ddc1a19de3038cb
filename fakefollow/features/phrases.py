"""Phrases: sentences with places for measured numbers, and numbers as people write them. Knows no feature."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Final, Self

PERCENT: Final = "%"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence with places for numbers.

    Parameters
    ----------
    parts : tuple of (str, str, str, str)
        For each place the text before it, the name of its number, and what follows the number where it is one and
        where it is not; an empty name stands at the end.

    Examples
    --------
    >>> phrase = Phrase.parse("it has {n:follower|followers}")
    >>> phrase.names, phrase.say({"n": [1.0, 1200.0]})
    (('n',), ['it has 1 follower', 'it has 1,200 followers'])
    """

    parts: tuple[tuple[str, str, str, str], ...]

    @classmethod
    @cache
    def parse(cls, text: str) -> Self:
        """Return the phrase of a text with ``{name}``, ``{name:one|many}`` and ``{name:%}`` in it."""
        places = []
        for before, name, noun, _ in Formatter().parse(text):
            one, _, many = (noun or "").partition("|")
            places.append((before, name or "", one, many or one))
        return cls(tuple(places))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the numbers, each once."""
        return tuple(dict.fromkeys(name for _, name, _, _ in self.parts if name))

    def say(self, numbers: Mapping[str, Sequence[float]]) -> list[str]:
        """Return one sentence for each row of the numbers."""
        columns = []
        n_rows = len(next(iter(numbers.values())))
        for before, name, one, many in self.parts:
            if name:
                columns.append([f"{before}{_counted(number, one, many)}" for number in numbers[name]])
            else:
                columns.append([before] * n_rows)
        return columns[0] if len(columns) == 1 else ["".join(row) for row in zip(*columns, strict=True)]


def _counted(number: float, one: str, many: str) -> str:
    if not one:
        return shown(number)
    if one == PERCENT:
        return f"{100.0 * number:.0f} %"
    return f"1 {one}" if number == 1.0 else f"{shown(number)} {many}"


def shown(number: float) -> str:
    """Return a number with the digits that count: none behind the point where it is whole or large.

    Examples
    --------
    >>> shown(1234567.0), shown(512.7), shown(0.12345)
    ('1,234,567', '513', '0.123')
    """
    return f"{number:,.0f}" if number % 1.0 == 0.0 or abs(number) >= 100.0 else f"{number:.3g}"
