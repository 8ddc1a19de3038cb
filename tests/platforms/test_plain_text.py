import pytest
from hypothesis import given, strategies as st

from fakefollow.platforms import plain_text


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("", ""),
        ("<p></p>", ""),
        ("<p>Hi &amp; welcome</p>", "Hi & welcome"),
        ("<p>one</p><p>two<br>three<br/>four<BR />five</p>", "one\ntwo\nthree\nfour\nfive"),
        ('<a href="https://a.example/&quot;x" rel="me">my <b>page</b></a>', "my page"),
        ('<span class="invisible">https://</span><span>a.example</span>', "https://a.example"),
        ("&lt;b&gt; &eacute; &#233; &#xE9; &nbsp;x", "<b> é é é \xa0x"),
        ("I <3 you & me, 2 < 3 > 1", "I <3 you & me, 2 < 3 > 1"),
        ("<!-- hidden -->seen", "seen"),
        ("<unfinished", "<unfinished"),
        ("<![if x]>a<![foo", "<![if x]>a<![foo"),
        ("&#0;&#xD800;&#x110000;", "\N{REPLACEMENT CHARACTER}" * 3),
        (f"&#{'9' * 9_000};", "\N{REPLACEMENT CHARACTER};"),
        (f"&#x{'f' * 9_000};", "\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_a_fragment_is_the_text_that_is_seen(fragment, text):
    """Tags go, blocks and breaks end lines, references are characters, and what is no tag stays."""
    assert plain_text(fragment) == text


@given(st.text() | st.text("<>&#;!-/[]=\"'xX1p b"))
def test_any_fragment_has_a_text(fragment):
    """Hostile markup never raises, and text without markup is only trimmed."""
    text = plain_text(fragment)
    assert len(text) <= len(fragment)
    if not {"<", "&"} & set(fragment):
        assert text == fragment.strip()


@pytest.mark.parametrize("piece", ["<", "<!--", "<a ", "&#", "<![", '<a href="', "</p"])
def test_markup_that_never_ends_costs_no_more_than_its_length(piece):
    """A pattern that looked again from every start would need hours for these."""
    fragment = piece * 300_000
    assert len(plain_text(fragment)) > 0
