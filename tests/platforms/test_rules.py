"""What a raw value says by each rule, and the text that a fragment of HTML shows."""

import pytest
from hypothesis import given, strategies as st

from fakefollow.platforms import RULES, Rule, plain_text
from fakefollow.profiles import MISSING

HUGE = 10**5000
HOSTILE = [None, MISSING, 5, HUGE, -1.5, float("nan"), True, "", "x", "\ud800", b"x", [], {}, [1], object()]


@pytest.mark.parametrize("rule", Rule)
def test_no_rule_fails_or_loses_a_value(rule):
    """Whatever comes, one value a row comes out, and a missing key stays missing."""
    values = RULES[rule](HOSTILE, ("x",))
    assert len(values) == len(HOSTILE)
    assert values[1] is MISSING


@pytest.mark.parametrize(
    ("rule", "words", "value", "result"),
    [
        (Rule.PRESENT, (), "NULL", False),
        (Rule.PRESENT, (), None, False),
        (Rule.GIVEN, (), None, None),
        (Rule.GIVEN, (), "b", True),
        (Rule.DEFAULT_PICTURE, ("a", "default"), "/default.png", True),
        (Rule.DEFAULT_PICTURE, (), "/default.png", False),
        (Rule.DEFAULT_PICTURE, ("x",), "", None),
        (Rule.DEFAULT_PICTURE, ("x",), "true", "true"),
        (Rule.OWN_PICTURE, ("missing",), "/missing.png", False),
        (Rule.OWN_PICTURE, ("missing",), "/b.png", True),
        (Rule.OWN_PICTURE, ("missing",), None, False),
        (Rule.NO_EPOCH, (), 0, None),
        (Rule.NO_EPOCH, (), "0", None),
        (Rule.NO_EPOCH, (), "1970-01-01T00:00:00Z", None),
        (Rule.NO_EPOCH, (), 1551675967, 1551675967),
        (Rule.WITHOUT_ENDING, (".a", ".b"), "x.b.a", "x.b"),
        (Rule.WITHOUT_ENDING, (".a",), ".a", ""),
        (Rule.WITHOUT_ENDING, (".a",), "x.c", "x.c"),
        (Rule.PLAIN_TEXT, (), "<p>a</p>", "a"),
        (Rule.LABELLED_USERNAME, ("username",), [{"label": "USERNAME", "value": "ada"}], "ada"),
        (Rule.LABELLED_USERNAME, ("username",), [{"href": "http://a.example/ada/"}], "ada"),
        (Rule.LABELLED_USERNAME, ("username",), [{"label": "Name", "value": "Ada"}], MISSING),
    ],
)
@pytest.mark.parametrize("copies", [1, 40])
def test_what_a_rule_makes_of_a_value(rule, words, value, result, copies):
    """One value or many of them, a rule says the same."""
    assert list(RULES[rule]([value] * copies, words)) == [result] * copies


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("<p>Hi &amp; welcome<br>to <a href='https://a.example'>my page</a></p>", "Hi & welcome\nto my page"),
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
