"""Numbers for people: no more digits than are known, and nothing rounded to nothing or to all."""

import pytest

from fakefollow.report import (
    authenticity_words,
    chance_words,
    count_parts,
    hours_words,
    plural,
    share_words,
    span_parts,
)


def figure(*values):
    return dict(zip(("estimate", "low", "high"), values, strict=True))


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ((0.1234, 0.09, 0.151), "12 % (9 to 15 %)"),
        ((0.0012, 0.0, 0.0051), "0.1 % (0.0 to 0.5 %)"),
        ((0.71, 0.706, 0.714), "71.0 % (70.6 to 71.4 %)"),
        ((0.5, 0.4999, 0.5001), "50.00 % (49.99 to 50.01 %)"),
        ((0.002, 0.0, 0.3), "<1 % (0 to 30 %)"),
        ((0.998, 0.701, 1.0), ">99 % (70 to 100 %)"),
        ((0.41, 0.16, 0.57), "16 to 57 %"),
        ((0.0, 0.0, 0.02), "0 % (0 to 2 %)"),
        ((float("nan"), 0.0, 1.0), "not known"),
    ],
)
def test_shares_have_the_digits_that_count(values, text):
    """The width of the interval sets the digits; what is not nothing or all is not rounded to it."""
    assert share_words(figure(*values)) == text


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ((3482.3, 2913, 4108), "3,500 (2,900 to 4,100)"),
        ((4, 1, 5), "4 (1 to 5)"),
        ((1234, 1230, 1239), "1,234 (1,230 to 1,239)"),
        ((7.2, 6.9, 7.4), "7 (7 to 7)"),
        ((2059, 2059, 2059), "2,059"),
    ],
)
def test_counts_have_the_digits_that_count(values, text):
    """Counts are in steps of a hundredth to a tenth of their interval; an exact count has none."""
    assert "".join(count_parts(figure(*values))) == text


def test_an_authenticity_is_never_all_or_nothing():
    """Authenticity has two digits, and bounds near 0 and 1."""
    assert [authenticity_words(value) for value in (0.004, 0.237, 0.9991, None)] == [
        *("<0.01", "0.24", ">0.99", "not known")
    ]


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.0, "<1 %"),
        (0.0099, "<1 %"),
        (0.01, "1 %"),
        (0.0512, "5 %"),
        (0.5, "50 %"),
        (0.99, "99 %"),
        (0.9901, ">99 %"),
        (1.0, ">99 %"),
    ],
)
def test_a_chance_is_never_all_or_nothing(chance, words):
    """Probabilities near 0 and 1 are given as bounds."""
    assert chance_words(chance) == words


def test_times_in_words():
    """Days, hours of one day, open ends and lengths of time."""
    spans = {
        ("2021-03-03T10:00:00Z", "2021-03-09T11:00:00Z"): "2021-03-03 to 2021-03-09",
        ("2021-03-03T10:00:00Z", "2021-03-03T11:30:00Z"): "2021-03-03, 10:00 to 11:30 UTC",
        ("2021-03-03T23:30:00Z", "2021-03-04T00:30:00Z"): "2021-03-03 to 2021-03-04",
        ("2021-03-03", None): "from 2021-03-03",
        (None, "2021-03-03T10:00:00+02:00"): "until 2021-03-03",
        (None, None): "not known",
    }
    assert {ends: "".join(span_parts(*ends)) for ends in spans} == spans
    assert [hours_words(hours) for hours in (0.2, 0.5, 3.1, 71.0, 90.0, 2400.0)] == [
        *("12 minutes", "30 minutes", "3.1 hours", "71 hours", "3.8 days", "100 days")
    ]


def test_one_is_not_many():
    """A noun takes its plural with every number but one."""
    assert [plural(n, "account") for n in (0, 1, 2900)] == ["0 accounts", "1 account", "2,900 accounts"]
