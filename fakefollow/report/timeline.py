"""The timeline of an audience as arrays to be drawn: what its SVG and its plot have in common. Draws nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.report.numbers import moment, seconds

FloatArray = NDArray[np.float64]

DATE_STEPS: Final = {"D": (10, (1, 7)), "M": (7, (1, 3, 6)), "Y": (4, (1, 2, 5, 10))}
"""Units of dates on an axis, finest first, how many letters of the date are written, and steps."""


@dataclass(frozen=True, slots=True)
class Band:
    """A purchase event in a picture: between which ranks or times it lies, and its size and month."""

    start: float
    end: float
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Density of followers by rank and creation date, oldest follower first; times in seconds since 1970 UTC.

    ``ranks`` (n + 1) and ``created`` (m + 1) are edges of bins, ``followers`` (n, m) accounts in them, ``authenticity``
    (n) the mean of each bin of rank, ``followed`` (n + 1) the follow time at each edge; NaN where not known.
    """

    ranks: FloatArray
    created: FloatArray
    followers: FloatArray
    authenticity: FloatArray
    followed: FloatArray
    bands: tuple[Band, ...]

    @property
    def times(self) -> tuple[float, float]:
        """First and last time that a picture needs: of creation dates and follow times."""
        known = self.followed[np.isfinite(self.followed)]
        last = max(self.created[-1], known.max(initial=-np.inf), self.created[0] + 1.0)
        return float(self.created[0]), float(last)


def read_timeline(timeline: Mapping[str, Any], purchases: Sequence[Mapping[str, Any]]) -> Timeline:
    """Return the timeline of an audit's summary and its purchase events as arrays."""
    return Timeline(
        ranks=np.asarray(timeline["rank_edges"], np.float64),
        created=times_of(timeline["created_edges"]),
        followers=np.asarray(timeline["followers"], np.float64),
        authenticity=np.array(timeline["authenticity"], np.float64),
        followed=times_of(timeline["followed_at"]),
        bands=tuple(map(_band, purchases)),
    )


def lanes(labels: Sequence[tuple[float, float, float]], n_lanes: int) -> list[int | None]:
    """Return for each label the lowest lane, from 0 on, in which it covers nothing; None where there is none.

    Labels are given as start, end, and where their line goes down, the most important first.
    """
    placed: list[tuple[int, tuple[float, float, float]]] = []
    chosen: list[int | None] = []
    for label in labels:
        free = (lane for lane in range(n_lanes) if not any(_touch(lane, label, *other) for other in placed))
        chosen.append(next(free, None))
        if chosen[-1] is not None:
            placed.append((chosen[-1], label))
    return chosen


def _touch(lane: int, label: tuple[float, float, float], other_lane: int, other: tuple[float, float, float]) -> bool:
    """Tell whether two labels overlap, or the line of the higher one crosses the lower one."""
    if lane == other_lane:
        return label[0] < other[1] and other[0] < label[1]
    low, high = (label, other) if lane < other_lane else (other, label)
    return low[0] < high[2] < low[1]


def date_ticks(first: float, last: float, most: int = 7) -> list[tuple[float, str]]:
    """Return round dates between two times: seconds since 1970 UTC and text, at most so many."""
    steps = ((unit, letters, step) for unit, (letters, steps) in DATE_STEPS.items() for step in steps)
    for unit, letters, step in steps:
        # Years count from 1970: shifted to year 0, steps of 2, 5 and 10 fall on round years.
        shift = 1970 if unit == "Y" else 0
        ends = np.array([first, last]).astype("datetime64[s]").astype(f"datetime64[{unit}]").astype(int)
        start, end = ends + shift
        numbers = np.arange(-(-start // step) * step, end + 1, step) - shift
        times = numbers.astype(f"datetime64[{unit}]").astype("datetime64[s]")
        at = times.astype(np.float64)
        inside = (at >= first) & (at <= last)
        if 0 < inside.sum() <= most:
            texts = [str(time)[:letters] for time in times[inside]]
            return list(zip(at[inside].tolist(), texts, strict=True))
    return []


def rank_ticks(last: float, first: float = 0.0, most: int = 7) -> list[tuple[float, str]]:
    """Return round numbers from the first, by default 0, to the last and their texts."""
    length = last - first
    power = 10.0 ** np.floor(np.log10(max(length, 1.0) / most))
    step = max(next(power * factor for factor in (1, 2, 5, 10) if length / (power * factor) < most), 1.0)
    unit, letter = (1e6, "M") if last >= 1e6 else (1.0, "")  # or there is no room for them on a phone
    return [
        (float(tick), f"{tick / unit:,.10g}{letter if tick else ''}")
        for tick in np.arange(np.ceil(first / step) * step, last + 1e-9, step)
    ]


def _band(event: Mapping[str, Any]) -> Band:
    date = moment(event["followed_from"])
    label = f"{event['size']:,}" if date is None else f"{event['size']:,} in {date:%Y-%m}"
    return Band(float(event["start_rank"]), float(event["end_rank"]) + 1.0, label)


def times_of(texts: Sequence[str | None]) -> FloatArray:
    """Return times that ISO texts name in seconds since 1970 UTC; NaN for none."""
    return np.array([seconds(text) for text in texts])
