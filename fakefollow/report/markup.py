"""HTML and SVG built from elements, so that every text is escaped exactly once. Knows nothing of what is shown."""

from html import escape

from fakefollow.report.printable import printable
from fakefollow.report.shown import Shown


class Markup(str):
    """Text that is markup already; made by `element` and `joined` only."""

    __slots__ = ()


def element(tag: str, *content: str, **attributes: str | float) -> Markup:
    """Return one element; content that is no markup is escaped and made printable.

    Parameters
    ----------
    tag : str
        Name of the element.
    *content : str
        Texts and elements inside, in order. A `Shown` becomes ``<data>`` or ``<time>`` with its value.
    **attributes : str or float
        Attributes; ``_`` in a name stands for ``-`` and an ``_`` at its end is dropped (``class_``). They are
        escaped as well.

    Examples
    --------
    >>> element("p", "1 < 2", element("b", "bold"), class_="note")
    '<p class="note">1 &lt; 2<b>bold</b></p>'
    """
    named = (
        f' {name.rstrip("_").replace("_", "-")}="{escape(printable(_plain(value)))}"'
        for name, value in attributes.items()
    )
    return Markup(f"<{tag}{''.join(named)}>{joined(*content)}</{tag}>")


def joined(*content: str) -> Markup:
    """Return texts and elements one after the other, texts escaped and made printable."""
    return Markup("".join(one if isinstance(one, Markup) else _escaped(one) for one in content))


def _escaped(text: str) -> str:
    safe = escape(printable(text))
    if not isinstance(text, Shown):
        return safe
    name = "datetime" if text.tag == "time" else "value"
    return f'<{text.tag} {name}="{escape(printable(text.value))}">{safe}</{text.tag}>'


def _plain(value: str | float) -> str:
    return value if isinstance(value, str) else f"{round(value, 2):g}"
