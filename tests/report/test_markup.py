"""Markup: every text is escaped exactly once, numbers carry their values."""

from hypothesis import given, strategies as st
from page_parser import Page

from fakefollow.report import Markup, Shown, element, joined


def test_markup_is_escaped_once():
    """Texts are escaped, elements within elements are not escaped again, attributes are."""
    inner = element("b", "1 < 2")
    assert element("p", inner, " & ", class_='"x"') == '<p class="&quot;x&quot;"><b>1 &lt; 2</b> &amp; </p>'
    assert joined("<", Markup("<br>")) == "&lt;<br>"
    assert element("i", aria_label="a\x07", x=1.234) == '<i aria-label="a?" x="1.23"></i>'


def test_numbers_and_times_carry_their_values():
    """A number becomes a data element with all its digits, a time one with the time to the second."""
    parts = (
        "about ",
        Shown("1,550", 1553.88),
        " on ",
        Shown("2021-11-18", "2021-11-18T22:30:55+00:00", "time"),
    )
    assert element("p", *parts) == (
        '<p>about <data value="1553.88">1,550</data> on '
        '<time datetime="2021-11-18T22:30:55+00:00">2021-11-18</time></p>'
    )
    assert "".join(parts) == "about 1,550 on 2021-11-18"


@given(st.text(), st.text())
def test_any_text_stays_text(text, value):
    """Whatever is in a text, an attribute or a value, no element and no attribute comes of it."""
    page = Page(element("p", text, element("b", Shown(text, value)), title=text))
    assert [(tag, sorted(attributes)) for tag, attributes in page.tags] == [
        ("p", ["title"]),
        ("b", []),
        ("data", ["value"]),
    ]
    assert all(one.isprintable() for one in page.texts)
