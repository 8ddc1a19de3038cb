"""Leak baselines: what can be told without looking at an account.

They use what the library refuses to use: identifiers, dates, which fields a crawler kept. Where one of them comes
near a detector, the figure says how the data were collected and little about the detector.
"""

from typing import Any, Final

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from fakefollow.evaluation.profile_classifier import LearntClassifier
from fakefollow.profile import COLUMNS
from fakefollow.table import FloatArray, ProfileTable

_EPOCH: Final = np.datetime64("1970-01-01", "us")
_DAY: Final = np.timedelta64(1, "D")


class LeakBaseline(LearntClassifier):
    """Base of leak baselines: boosted trees with scikit-learn's settings on inputs that must not matter.

    Parameters
    ----------
    random_state : int, default=0
        Seed.
    platform, observed_at : default=None
        See `fakefollow.evaluation.profile_classifier.ProfileClassifier`.
    """

    def observes(self, table: ProfileTable) -> bool:
        """Tell whether any profile shows what this baseline looks at."""
        return not bool(np.isnan(self._inputs(table)).all())

    def _new_learner(self) -> Any:
        return HistGradientBoostingClassifier(early_stopping=False, random_state=self.random_state)


class IdLeak(LeakBaseline):
    """The numeric id alone: when and in which series an account was registered.

    Source: leak of cresci-2015 and others, where bought accounts were registered within days of each other. Ids
    that are not decimal numbers are not observed; beyond 2**53 the last digits are lost, which no tree misses.

    Parameters
    ----------
    random_state, platform, observed_at : int, str, datetime
        See `LeakBaseline`.

    Examples
    --------
    >>> profiles = [{"id": str(n), "username": "ada"} for n in range(60)]
    >>> leak = IdLeak().fit(profiles, ["genuine"] * 30 + ["bot"] * 30)
    >>> leak.predict(profiles[::30]).tolist()
    ['genuine', 'not_genuine']
    """

    def _inputs(self, table: ProfileTable) -> FloatArray:
        ids = table.texts("id").to_list()
        numbers = np.array([float(i) if i and i.isdecimal() else np.nan for i in ids], np.float64)
        return np.where(np.isfinite(numbers), numbers, np.nan)[:, np.newaxis]


class TimeLeak(LeakBaseline):
    """Dates alone: when the account was created and when it was observed, in days since 1970.

    Source: leak of all the releases; each group was collected in its own weeks. Boosted trees find the age from the
    two as well, so part of what it scores is age, which a detector may use.

    Parameters
    ----------
    random_state, platform, observed_at : int, str, datetime
        See `LeakBaseline`.
    """

    def _inputs(self, table: ProfileTable) -> FloatArray:
        times = [table.times("created_at"), table.times("observed_at")]
        return np.column_stack([(time - _EPOCH) / _DAY for time in times])


class MissingnessLeak(LeakBaseline):
    """Which canonical fields were observed, whatever they say.

    Source: leak of the releases; crawlers and publishers left out different fields. A text that an account left
    empty was observed. (In the raw tables of cresci-2015 empty and missing are one, so that a mask made from those
    also sees who filled in a profile.)

    Parameters
    ----------
    random_state, platform, observed_at : int, str, datetime
        See `LeakBaseline`.
    """

    def _inputs(self, table: ProfileTable) -> FloatArray:
        nothing = np.zeros(len(table), np.bool_)
        masks = [table.columns[name].valid if table.has(name) else nothing for name in COLUMNS]
        return np.column_stack(masks).astype(np.float64)
