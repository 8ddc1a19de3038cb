"""Shares, counts and times of a report rounded for people: no more digits than their intervals carry."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from math import floor, isfinite, log10
from typing import Any, Final, Literal, Self

NOT_KNOWN: Final = "not known"
MANY: Final = {"is": "are", "was": "were", "has": "have", "does": "do"}
"""Verb of one -> verb of many."""

Figure = Mapping[str, float | None]
"""``estimate``, ``low`` and ``high``; None where nothing can be said."""

WIDE: Final = 0.3
"""Of a share with an interval wider than this no point is told, in words; a convention."""


class Shown(str):
    """A text that shows a number or a time, with the value it stands for, which a page carries beside it."""

    __slots__ = ("tag", "value")
    value: str
    tag: Literal["data", "time"]

    def __new__(cls, text: str, value: float | str, tag: Literal["data", "time"] = "data") -> Self:
        """Return the text; `value` is the number, or the time as ISO text, `tag` HTML's element for it."""
        shown = super().__new__(cls, text)
        shown.value = value if isinstance(value, str) else repr(float(value)).removesuffix(".0")
        shown.tag = tag
        return shown


Parts = tuple[str, ...]
"""A text in parts, its numbers with their values: joined they are the text."""


def share_words(figure: Figure | None) -> str:
    """Return a share and its interval in percent, such as ``12 % (9 to 15 %)``."""
    return "".join(share_parts(figure))


def share_parts(figure: Figure | None, percent: int | None = None) -> Parts:
    """Return the parts of `share_words`: the width of the interval sets how many digits are shown.

    Of one wider than `WIDE` the interval alone is told. ``percent`` stands for an estimate told without digits.
    """
    known = known_figure(figure)
    if known is None:
        return (NOT_KNOWN,)
    width = known[2] - known[1]
    digits = 0 if width >= 0.02 else 1 if width >= 0.002 else 2
    low, high = (Shown(_percent(value, digits), value) for value in known[1:])
    if is_wide(figure):
        return (low, " to ", high, " %")
    told = _percent(known[0], digits, None if digits else percent)
    return (Shown(told, known[0]), " % (", low, " to ", high, " %)")


def is_wide(figure: Figure | None) -> bool:
    """Tell whether an interval of a share is wider than `WIDE`."""
    known = known_figure(figure)
    return known is not None and known[2] - known[1] > WIDE


def parts_of_whole(figures: Sequence[Figure]) -> list[Parts]:
    """Return shares of one whole; whole percents sum to 100, rounded by the largest remainders but for the first."""
    exact = [100 * (known_figure(figure) or (0.0,))[0] for figure in figures]
    told = [round(exact[0]), *map(floor, exact[1:])]
    for place in sorted(range(1, len(told)), key=lambda place: told[place] - exact[place])[: 100 - sum(told)]:
        told[place] += 1
    return [share_parts(figure, percent) for figure, percent in zip(figures, told, strict=True)]


def single_share_parts(share: float | None) -> Parts:
    """Return a share that has no interval, such as ``35 %``, in parts."""
    if share is None or not isfinite(share):
        return (NOT_KNOWN,)
    return (Shown(_percent(share, 0), share), " %")


def count_parts(figure: Figure | None, *, wide: bool = False) -> Parts:
    """Return a number of accounts and its interval, in steps of a tenth to a hundredth of it, or that alone if wide."""
    known = known_figure(figure)
    if known is None:
        return (NOT_KNOWN,)
    estimate, low, high = known
    if low == high:
        return (whole(estimate),)
    step = 10 ** max(floor(log10(high - low)) - 1, 0)
    numbers = [Shown(f"{round(value / step) * step:,.0f}", value) for value in known]
    between = (numbers[1], " to ", numbers[2])
    return between if wide else (numbers[0], " (", *between, ")")


def whole(number: float) -> Shown:
    """Return a number without decimals, such as ``2,900``."""
    return Shown(f"{number:,.0f}", number)


def authenticity_words(value: float | None) -> str:
    """Return an authenticity with two digits; what is not 0 or 1 is not rounded to it."""
    if value is None or not isfinite(value):
        return NOT_KNOWN
    return Shown("<0.01" if value < 0.01 else ">0.99" if value > 0.99 else f"{value:.2f}", value)


def chance_words(chance: float) -> str:
    """Return a probability in percent that is never all or nothing."""
    if chance < 0.01:
        return "<1 %"
    return ">99 %" if chance > 0.99 else f"{100.0 * chance:.0f} %"


def probability_words(value: float) -> str:
    """Return ``= 0.012``, or ``< 0.001`` for what is less."""
    return Shown("< 0.001" if value < 0.001 else f"= {value:.2g}", value)


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


def moment(text: str | None) -> datetime | None:
    """Return the time that an ISO text names, in UTC; None for none."""
    if text is None:
        return None
    time = datetime.fromisoformat(text)
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def seconds(text: str | None) -> float:
    """Return the time that an ISO text names in seconds since 1970 UTC; NaN for none."""
    time = moment(text)
    return float("nan") if time is None else time.timestamp()


def date_part(text: str | None) -> str:
    """Return the day of a time that an ISO text names; none is not known."""
    time = moment(text)
    return NOT_KNOWN if time is None or text is None else Shown(f"{time:%Y-%m-%d}", text, "time")


def span_parts(first: str | None, last: str | None) -> Parts:
    """Return the days between two times, and the hours where both are on one day, in parts."""
    start, end = moment(first), moment(last)
    if start is None or end is None:
        known = first or last
        return (NOT_KNOWN,) if known is None else ("from " if start else "until ", date_part(known))
    if start.date() != end.date():
        return (date_part(first), " to ", date_part(last))
    hours = Shown(f"{start:%H:%M}", str(first), "time"), " to ", Shown(f"{end:%H:%M}", str(last), "time")
    return (date_part(first), ", ", *hours, " UTC")


def hours_words(hours: float) -> str:
    """Return a length of time in the unit that suits it."""
    if hours < 1:
        return f"{60 * hours:.0f} minutes"
    days = hours / 24
    told = f"{hours:.2g}"
    return (
        f"{told} hour{'' if told == '1' else 's'}"
        if hours < 72
        else f"{days:.2g} days"
        if days < 10
        else f"{days:,.0f} days"
    )


def plural(number: int, noun: str) -> str:
    """Return ``1 account`` or ``2,900 accounts``."""
    return "".join(plural_parts(number, noun))


def plural_verb(number: int, noun: str, verb: str) -> str:
    """Return ``1 account is`` or ``2,900 accounts are``, with one of `MANY` as the verb."""
    return f"{plural(number, noun)} {verb if number == 1 else MANY[verb]}"


def plural_parts(number: int, noun: str) -> Parts:
    """Return the parts of `plural`, the number with its value."""
    return (whole(number), f" {noun}{'' if number == 1 else 's'}")


def _percent(share: float, digits: int, percent: int | None = None) -> str:
    """Return percent without the sign, rounded or as given; what is not all or nothing is not rounded to it."""
    value: Any = round(100 * share, digits) if percent is None else percent
    if digits == 0 and value <= 0 < share:
        return "<1"
    if digits == 0 and share < 1 <= value / 100:
        return ">99"
    return f"{max(value, 0.0):.{digits}f}"
