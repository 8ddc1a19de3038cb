"""What a feature is, and the register in which each family enters its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from fakefollow.features.view import ProfileView
from fakefollow.table import FloatArray, ProfileTable

Compute = Callable[[ProfileView], FloatArray]


@dataclass(frozen=True, slots=True)
class Feature:
    """A named measurement of profiles.

    Parameters
    ----------
    name, family, unit : str
        Identifier, family (module of this package) and unit of the values.
    fields : tuple of str
        Canonical columns that it is computed from; it is not observed where one of them is not.
    stand_in : str or None
        Canonical column that gives the value where the only field is withheld.
    meaning : str
        What it measures; also completes the sentence that explains a score, with ``{value}`` in it.
    separates : str
        Why purchased or automated accounts differ in it.
    honest_twin : str
        How a genuine account could look the same.
    source : str
        Where it was used or proposed.
    compute : callable
        `ProfileView` -> float64 array, NaN where not observed.
    """

    name: str
    family: str
    unit: str
    fields: tuple[str, ...]
    meaning: str
    separates: str
    honest_twin: str
    source: str
    compute: Compute
    stand_in: str | None = None

    def measurable(self, table: ProfileTable) -> bool:
        """Tell whether a table has the columns for it."""
        has = table.columns.__contains__
        return all(map(has, self.fields)) or has(self.stand_in)

    def sentence(self, value: float) -> str:
        """Say the measured value in words."""
        if self.unit == "yes or no":
            yes, _, no = self.meaning.partition(" / ")
            return yes if value >= 0.5 else no
        return self.meaning.format(value=_shown(value))


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) or abs(value) >= 100 else f"{value:.3g}"


REGISTRY: Final[dict[str, Feature]] = {}


def feature(
    *,
    unit: str,
    fields: tuple[str, ...],
    meaning: str,
    separates: str,
    honest_twin: str,
    source: str,
    stand_in: str | None = None,
) -> Callable[[Compute], Compute]:
    """Enter a function in the register under its own name; its module is the family."""

    def enter(compute: Compute) -> Compute:
        name, family = compute.__name__, compute.__module__.rpartition(".")[2]
        REGISTRY[name] = Feature(
            name, family, unit, fields, meaning, separates, honest_twin, source, compute, stand_in
        )
        return compute

    return enter
