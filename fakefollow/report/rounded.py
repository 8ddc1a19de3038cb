"""Shares, counts and times of a report rounded for people: no more digits than their intervals carry."""

from collections.abc import Mapping
from datetime import UTC, datetime
from math import floor, isfinite, log10
from typing import Any, Final

NOT_KNOWN: Final = "not known"

Figure = Mapping[str, float | None]
"""``estimate``, ``low`` and ``high``; None where nothing can be said."""


def share_words(figure: Figure | None) -> str:
    """Return a share and its interval in percent.

    Examples
    --------
    >>> share_words({"estimate": 0.1234, "low": 0.09, "high": 0.151})
    '12 % (9 to 15 %)'
    >>> share_words({"estimate": 0.0012, "low": 0.0, "high": 0.0051})
    '0.1 % (0.0 to 0.5 %)'
    >>> share_words({"estimate": 0.002, "low": 0.0, "high": 0.6})
    '<1 % (0 to 60 %)'
    """
    known = known_figure(figure)
    if known is None:
        return NOT_KNOWN
    estimate, low, high = known
    digits = 0 if high - low >= 0.02 else 1 if high - low >= 0.002 else 2
    bounds = f"{_percent(low, digits)} to {_percent(high, digits)}"
    return f"{_percent(estimate, digits)} % ({bounds} %)"


def single_share(share: float | None) -> str:
    """Return a share that has no interval, such as ``'35 %'``."""
    return NOT_KNOWN if share is None or not isfinite(share) else f"{_percent(share, 0)} %"


def count_words(figure: Figure | None) -> str:
    """Return a number of accounts and its interval, in steps of a tenth to a hundredth of the interval.

    Examples
    --------
    >>> count_words({"estimate": 3482.3, "low": 2913.0, "high": 4108.0})
    '3,500 (2,900 to 4,100)'
    >>> count_words({"estimate": 29000, "low": 29000, "high": 29000})
    '29,000'
    """
    known = known_figure(figure)
    if known is None:
        return NOT_KNOWN
    estimate, low, high = known
    if low == high:
        return f"{estimate:,.0f}"
    step = 10 ** max(floor(log10(high - low)) - 1, 0)
    estimate, low, high = (round(value / step) * step for value in (estimate, low, high))
    return f"{estimate:,.0f} ({low:,.0f} to {high:,.0f})"


def scaled(figure: Figure | None, factor: float | None) -> Figure | None:
    """Return a figure in another unit, ``factor`` of which make one of this; None where either is not known."""
    known = known_figure(figure)
    if known is None or factor is None:
        return None
    return dict(zip(("estimate", "low", "high"), (value * factor for value in known), strict=True))


def complement(figure: Figure | None) -> Figure | None:
    """Return the share of all others."""
    known = known_figure(figure)
    return None if known is None else {"estimate": 1 - known[0], "low": 1 - known[2], "high": 1 - known[1]}


def known_figure(figure: Figure | None) -> tuple[float, float, float] | None:
    """Return estimate, low and high; None where one of them is not known."""
    if figure is None:
        return None
    values = [figure["estimate"], figure["low"], figure["high"]]
    known = [value for value in values if value is not None and isfinite(value)]
    return (known[0], known[1], known[2]) if len(known) == 3 else None


def probability_words(value: float) -> str:
    """Return ``'= 0.012'``, or ``'< 0.001'`` for what is less."""
    return "< 0.001" if value < 0.001 else f"= {value:.2g}"


def moment(text: str | None) -> datetime | None:
    """Return the time that an ISO text names, in UTC; None for none."""
    if text is None:
        return None
    time = datetime.fromisoformat(text)
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def span_words(first: str | None, last: str | None) -> str:
    """Return the days between two times; the hours too where both are on one day.

    Examples
    --------
    >>> span_words("2021-03-03T10:00:00Z", "2021-03-09T11:00:00Z")
    '2021-03-03 to 2021-03-09'
    >>> span_words("2021-03-03T10:00:00Z", "2021-03-03T11:30:00Z")
    '2021-03-03, 10:00 to 11:30 UTC'
    """
    start, end = moment(first), moment(last)
    if start is None or end is None:
        known = start or end
        return NOT_KNOWN if known is None else f"{'from' if start else 'until'} {known:%Y-%m-%d}"
    if start.date() != end.date():
        return f"{start:%Y-%m-%d} to {end:%Y-%m-%d}"
    return f"{start:%Y-%m-%d, %H:%M} to {end:%H:%M} UTC"


def hours_words(hours: float) -> str:
    """Return a length of time in the unit that suits it.

    Examples
    --------
    >>> hours_words(0.2), hours_words(3.1), hours_words(90.0)
    ('12 minutes', '3.1 hours', '3.8 days')
    """
    if hours < 1:
        return f"{60 * hours:.0f} minutes"
    days = hours / 24
    return f"{hours:.2g} hours" if hours < 72 else f"{days:.2g} days" if days < 10 else f"{days:,.0f} days"


def plural(number: int, noun: str) -> str:
    """Return ``'1 account'`` or ``'2,900 accounts'``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _percent(share: float, digits: int) -> str:
    """Return percent without the sign; what is not all or nothing is not rounded to it."""
    value: Any = round(100 * share, digits)
    if digits == 0 and value <= 0 < share:
        return "<1"
    if digits == 0 and share < 1 <= value / 100:
        return ">99"
    return f"{max(value, 0.0):.{digits}f}"
