"""Numbers and times as they are shown, together with what they stand for, so that a page can carry both."""

from typing import Literal, Self


class Shown(str):
    """A text that shows a number or a time, rounded for people; `value` is what it stands for.

    As text it is the text alone. In markup it becomes an element that a machine can read, so a reader who needs all
    digits finds them, and a test can hold every number of a page against the report.

    Parameters
    ----------
    text : str
        What people read.
    value : float or str
        The number, or the time as ISO text.
    tag : {"data", "time"}, default="data"
        HTML's element for it.

    Examples
    --------
    >>> Shown("1,550", 1553.88) + " accounts", Shown("1,550", 1553.88).value
    ('1,550 accounts', '1553.88')
    """

    __slots__ = ("tag", "value")
    value: str
    tag: Literal["data", "time"]

    def __new__(cls, text: str, value: float | str, tag: Literal["data", "time"] = "data") -> Self:
        """Return the text with what it stands for."""
        shown = super().__new__(cls, text)
        shown.value = value if isinstance(value, str) else repr(float(value)).removesuffix(".0")
        shown.tag = tag
        return shown


Parts = tuple[str, ...]
"""A text in parts: joined they are the text, one by one they are what an element holds."""
