"""Listings: what an audit found, as lists that show as tables and give frames."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from fakefollow.audience.cohorts import Cohort
from fakefollow.audience.purchases import PurchaseEvent
from fakefollow.profiles import FrameKind, frame_like
from fakefollow.report import cohort_row, event_row, plural, table_lines, tables_html

Item = TypeVar("Item")


class Listing(list[Item]):
    """A list that shows as a table, and gives a frame of one row for each item."""

    what: str
    order: str

    def __init__(self, items: Iterable[Item] = (), frame_kind: FrameKind | None = None, nothing: str = "") -> None:
        super().__init__(items)
        self.frame_kind = frame_kind
        self.nothing = nothing or f"No {self.what} found"

    def _rows(self) -> list[dict[str, tuple[str, ...]]]:
        """Return what is shown of each."""
        raise NotImplementedError

    def _columns(self) -> Mapping[str, Sequence[Any]]:
        """Return what the frame holds."""
        raise NotImplementedError

    @property
    def _title(self) -> str:
        return f"{plural(len(self), self.what)}, {self.order} first" if self else self.nothing

    def to_frame(self) -> Any:
        """Return one row for each, as the kind of frame that the followers came in; times in UTC."""
        return frame_like(self._columns(), self.frame_kind)

    def __repr__(self) -> str:
        return "\n".join([self._title, *table_lines(self._rows())])

    def _repr_html_(self) -> str:
        rows = [{name: "".join(parts) for name, parts in row.items()} for row in self._rows()]
        return tables_html([self._title], [("", rows)] if rows else [])


class EventList(Listing[PurchaseEvent]):
    """Purchase events, strongest first."""

    what, order = "purchase event", "strongest"

    def _rows(self) -> list[dict[str, tuple[str, ...]]]:
        return [event_row(event.to_dict()) for event in self]

    def _columns(self) -> Mapping[str, Sequence[Any]]:
        def times(name: str) -> Any:
            moments = (getattr(event, name) for event in self)
            return np.array([time and time.replace(tzinfo=None) for time in moments], "datetime64[us]")

        return {
            **{name: [getattr(event, name) for event in self] for name in ("start_rank", "end_rank", "size")},
            "excess": [event.excess.estimate for event in self],
            "excess_low": [event.excess.low for event in self],
            "excess_high": [event.excess.high for event in self],
            **{name: times(name) for name in ("followed_from", "followed_to", "created_from", "created_to")},
            **{name: [getattr(event, name) for event in self] for name in ("evidence", "p_value", "p_adjusted")},
            "signs": ["; ".join(event.signs) for event in self],
        }


class CohortList(Listing[Cohort]):
    """Cohorts, the largest first."""

    what, order = "cohort", "largest"

    def _rows(self) -> list[dict[str, tuple[str, ...]]]:
        return [cohort_row(cohort.rule, cohort.template, cohort.size, cohort.example_rows) for cohort in self]

    def _columns(self) -> Mapping[str, Sequence[Any]]:
        names = ("size", "rule", "template", "expected", "log_likelihood_ratio")
        examples = [", ".join(map(str, cohort.example_rows)) for cohort in self]
        return {**{name: [getattr(cohort, name) for cohort in self] for name in names}, "example_rows": examples}
