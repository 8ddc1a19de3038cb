"""An audit as text: everything that counts is said, in 80 columns, and nothing is accused."""

import pytest
from hypothesis import HealthCheck, example, given, settings, strategies as st
from page_parser import with_texts

from fakefollow.report import (
    LINE_WIDTH,
    audience_text,
    count_parts,
    display_width,
    hours_words,
    one_line,
    share_words,
    span_parts,
    wrapped,
)

HOSTILE = "<script>alert(1)</script>\"'>\u202eevil\x00\x1b[2J\n" + "愛" * 200 + "x" * 500
UNKNOWN_TIMES = {"basis": "unknown", "first": None, "last": None, "median_error_hours": None, "level": 0.95}
UNKNOWN = {"estimate": None, "low": None, "high": None}


def words_of(text):
    """Return a text without its line breaks and margins."""
    return " ".join(text.split())


def test_finding_comes_first(make_summary):
    """Below the title stands the finding."""
    lines = audience_text(make_summary()).splitlines()
    assert lines[:3] == [
        "Audience audit of 29,000 followers",
        "",
        "About 71% of these followers look genuine.",
    ]


def test_shares_have_intervals_and_accounts(make_summary):
    """Each kind has its share, the interval and accounts; counting flags and the adjusted count stand beneath."""
    text = words_of(audience_text(make_summary()))
    assert "genuine 71 % (68 to 74 %) 20,600 (19,700 to 21,500)" in text
    assert "purchased 25 % (22 to 28 %) 7,200 (6,400 to 8,100)" in text
    assert "this audit 29 % (26 to 32 %)" in text
    assert "adjusted count 29 % (25 to 34 %)" in text
    assert "counting flags 28 % what others say: errors left in" in text


def test_without_total_no_accounts(make_summary):
    """Where the whole number of followers is not known, shares are not turned into accounts."""
    known, unknown = make_summary(quality=[]), make_summary(quality=[], total_followers=None)
    assert "20,600" in audience_text(known)
    assert "20,600" not in audience_text(unknown)
    assert "genuine 71 % (68 to 74 %) purchased" in words_of(audience_text(unknown))


def test_bad_fit_is_told(make_summary):
    """The sentence on the fit is printed where the fit is not good, and only there."""
    fit = {"good": False, "statistic": 31.0, "limit": 9.5, "sentence": "Neither reference fits."}
    assert "  bot" in audience_text(make_summary())
    assert "! Neither reference fits." in audience_text(make_summary(fit=fit)).splitlines()
    assert "The scores fit." not in audience_text(make_summary())


def test_quality_rows(make_summary):
    """Every row of quality has its number and its note."""
    text = words_of(audience_text(make_summary()))
    assert "genuine followers 20,600 (19,700 to 21,500)" in text
    assert "inactive among them 10,300 (9,400 to 11,200) inactive is not fake" in text


def test_events_are_told(make_summary):
    """An event has ranks, size, excess, dates and signs; what was bought outside is told."""
    text = words_of(audience_text(make_summary()))
    assert "1. ranks 12,000 to 14,899: 2,900 accounts" in text
    assert "2,610 (2,460 to 2,810) more than expected there (q < 0.001)" in text
    assert "followed 2015-05-23 to 2016-04-09; mostly created 2015-05-03 to 2015-05-11" in text
    assert "- 91 % of these accounts were created within eight days; 3 % are usual here." in text
    assert "outside these runs: 5 % (2 to 8 %) of all followers" in text


def test_ten_events_then_how_many_more(make_summary):
    """Of 40 events the ten strongest are printed and 30 more are counted."""
    summary = make_summary(n=400_000, places=[(9_000 * i, 2_000) for i in range(40)], drawn=False)
    lines = audience_text(summary).splitlines()
    assert sum(": 2,000 accounts" in line for line in lines) == 10
    assert "  and 30 more" in lines


def test_five_cohorts_then_how_many_more(make_summary):
    """Of nine cohorts five are printed and four more are counted."""
    cohort = {"size": 12, "rule": "bio", "template": "Alike", "examples": ["a", None, "b"]}
    lines = audience_text(make_summary(places=(), cohorts=[cohort] * 9)).splitlines()
    assert lines.count("  - 12 accounts, nearly the same bio: Alike") == 5
    assert lines.count("    such as a, b") == 5
    assert "  and 4 more" in lines


def test_verdicts_and_strongest_reasons_are_told(make_summary):
    """Verdicts are counted in both ways; of six reasons the five strongest are told, each with how many it concerns."""
    lines = audience_text(make_summary()).splitlines()
    assert "  likely purchased             2,610          6,380" in lines
    assert "  - 5,800 accounts, purchased: follows 1,204 accounts and is followed by 3" in lines
    assert "  - 1,705 accounts, purchased: has no bio" in lines
    assert not any("six of ten characters" in line for line in lines)
    assert "Strongest reasons" not in audience_text(make_summary(reasons=[]))


def test_no_events_says_why(make_summary):
    """No event is one thing where the order is known, another where it is not."""
    clean = words_of(audience_text(make_summary(places=())))
    unordered = make_summary(places=(), order="unordered", follow_times=UNKNOWN_TIMES, drawn=False)
    assert "None found. Followers bought a few at a time can go unseen here" in clean
    assert "Not looked for: the order in which these accounts followed is not known." in words_of(
        audience_text(unordered)
    )
    undated = words_of(audience_text(make_summary(places=(), follow_times=UNKNOWN_TIMES, drawn=False)))
    assert "None found. No creation dates helped to look." in undated
    assert "Not known: they need the follow order and creation dates." in undated


def test_what_is_not_known_is_not_zero(make_summary):
    """A figure without a value is called not known, never 0."""
    quality = [{"name": "active", "label": "active", "note": "", **UNKNOWN}]
    nothing = {"adjusted_count": None, "drip": None, "flagged_share": None, "observed_at": None}
    summary = make_summary(shares={"genuine": UNKNOWN}, quality=quality, **nothing)
    text = words_of(audience_text(summary))
    for row in (
        "genuine not known",
        "active not known",
        "adjusted count not known",
        "counting flags not known",
    ):
        assert row in text
    assert "observed: not known" in text
    assert "outside these runs" not in text


def test_owner_is_not_accused(make_summary):
    """The text says that anybody can buy followers for someone else, and that it speaks of accounts."""
    text = words_of(audience_text(make_summary()))
    assert "anybody can buy followers for an account of someone else" in text
    assert "not of persons" in text
    assert not any(word in text.lower() for word in ("fraud", "fake account", "cheat", "guilt"))


@pytest.mark.parametrize("n", [1, 5, 300, 29_000, 10**12])
def test_lines_fit(make_summary, n):
    """No line is wider than 80 columns, from one follower to a million million."""
    summary = make_summary(n=n, places=[(10**11, 10**10)] if n > 10**11 else (), drawn=False)
    assert max(map(display_width, audience_text(summary).splitlines())) <= LINE_WIDTH


def test_hostile_texts_fit_and_are_harmless(make_summary):
    """Long, wide and controlling texts are cut, wrapped and made printable."""
    text = audience_text(with_texts(make_summary(), HOSTILE))
    assert max(map(display_width, text.splitlines())) <= LINE_WIDTH
    assert all(line.isprintable() for line in text.splitlines())
    assert "?evil??[2J" in text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(text=st.text(max_size=300))
def test_any_text_fits(make_summary, text):
    """Whatever stands in names, templates and notes, lines are printable and at most 80 columns wide."""
    lines = audience_text(with_texts(make_summary(drawn=False), text)).splitlines()
    assert all(line.isprintable() and display_width(line) <= LINE_WIDTH for line in lines)


@given(st.text(max_size=80), st.integers(2, 40))
def test_wrapping_keeps_every_character(text, width):
    """Wrapped lines hold all that is no space, in order, and are no wider than asked."""
    lines = wrapped(text, width=width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(display_width(line) <= width for line in lines)


@example(text="愛0", width=2)
@given(text=st.text(max_size=80), width=st.integers(2, 40))
def test_one_line_fits(text, width):
    """One line is printable and no wider than asked."""
    line = one_line(text, width)
    assert line.isprintable()
    assert display_width(line) <= width


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        ((0.1234, 0.09, 0.151), "12 % (9 to 15 %)"),
        ((0.71, 0.706, 0.714), "71.0 % (70.6 to 71.4 %)"),
        ((0.5, 0.4999, 0.5001), "50.00 % (49.99 to 50.01 %)"),
        ((0.002, 0.0, 0.3), "<1 % (0 to 30 %)"),
        ((0.998, 0.7, 1.0), ">99 % (70 to 100 %)"),
        ((0.0, 0.0, 0.02), "0 % (0 to 2 %)"),
        ((float("nan"), 0.0, 1.0), "not known"),
    ],
)
def test_shares_have_the_digits_that_count(figure, text):
    """The width of the interval sets the digits; what is not nothing or all is not rounded to it."""
    assert share_words(dict(zip(("estimate", "low", "high"), figure, strict=True))) == text


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        ((3482, 2913, 4108), "3,500 (2,900 to 4,100)"),
        ((4, 1, 5), "4 (1 to 5)"),
        ((1234, 1230, 1239), "1,234 (1,230 to 1,239)"),
        ((7.2, 6.9, 7.4), "7 (7 to 7)"),
        ((2059, 2059, 2059), "2,059"),
    ],
)
def test_counts_have_the_digits_that_count(figure, text):
    """Counts are in steps of a hundredth to a tenth of their interval; an exact count has none."""
    assert "".join(count_parts(dict(zip(("estimate", "low", "high"), figure, strict=True)))) == text


def test_times_in_words():
    """Days, hours of one day, open ends and lengths of time."""
    assert "".join(span_parts("2021-03-03", None)) == "from 2021-03-03"
    assert "".join(span_parts(None, "2021-03-03T10:00:00+02:00")) == "until 2021-03-03"
    assert "".join(span_parts(None, None)) == "not known"
    assert "".join(span_parts("2021-03-03T23:30:00Z", "2021-03-04T00:30:00Z")) == "2021-03-03 to 2021-03-04"
    assert [hours_words(hours) for hours in (0.5, 71.0, 2400.0)] == ["30 minutes", "71 hours", "100 days"]
