"""What features look at: the columns of a table as float64, with everything shared computed once."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np

from fakefollow.features.bigrams import UsernameModel
from fakefollow.features.characters import Characters
from fakefollow.profiles import FloatArray, ProfileTable

SHORTEST_AGE_DAYS: Final = 1.0
"""Rates divide by at least one day, so that an account of five minutes has no rate of thousands a day."""

_CLOCK_ERROR_DAYS: Final = 1.0
"""Dates without a zone can be off by a day."""
_DAY: Final = np.timedelta64(1, "D")


@dataclass(frozen=True, eq=False)
class ProfileView:
    """One batch of profiles as features see it; results are cached and must not be changed."""

    table: ProfileTable
    username_model: UsernameModel
    _numbers: dict[str, FloatArray] = field(default_factory=dict)
    _texts: dict[str, Characters] = field(default_factory=dict)
    _filled: dict[str, FloatArray] = field(default_factory=dict)

    def number(self, column: str) -> FloatArray:
        """Return a count or flag as float64, NaN where not observed."""
        if column not in self._numbers:
            self._numbers[column] = self.table.floats(column)
        return self._numbers[column]

    def text(self, column: str) -> Characters:
        """Return a text column, decoded."""
        if column not in self._texts:
            self._texts[column] = Characters.of(self.table.texts(column))
        return self._texts[column]

    @cached_property
    def age_days(self) -> FloatArray:
        """Return observed_at - created_at in days, NaN where either is not observed.

        A creation time later than the observation by more than a day cannot be right: not observed either.
        """
        age: FloatArray = (self.table.times("observed_at") - self.table.times("created_at")) / _DAY
        age[age < -_CLOCK_ERROR_DAYS] = np.nan
        return np.maximum(age, 0.0)

    def told(self, name: str) -> FloatArray:
        """Return a number that sentences tell beside a value: a count, or the age in days."""
        return self.age_days if name == "age_days" else self.number(name)

    def per_day(self, column: str) -> FloatArray:
        """Return a count divided by the account's age in days, at least one day."""
        return self.number(column) / np.maximum(self.age_days, SHORTEST_AGE_DAYS)

    def ratio(self, above: str, below: str) -> FloatArray:
        """Return (above + 1) / (below + 1) of two counts, finite for every pair of counts."""
        return (self.number(above) + 1.0) / (self.number(below) + 1.0)

    def filled(self, column: str) -> FloatArray:
        """Return 1 where a text was observed and not empty, 0 where it was observed and empty."""
        if column not in self._filled:
            texts = self.table.texts(column)
            filled = np.where(texts.offsets[1:] > texts.offsets[:-1], 1.0, 0.0)
            filled[~texts.valid] = np.nan
            self._filled[column] = filled
        return self._filled[column]
