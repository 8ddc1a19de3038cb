"""Phrases: sentences with numbers as people write them."""

import pytest

from fakefollow.features import Phrase, shown


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (3.0, "3"),
        (0.0, "0"),
        (-2.54321, "-2.54"),
        (1234567.0, "1,234,567"),
        (0.12345, "0.123"),
        (512.7, "513"),
        (1e10, "10,000,000,000"),
    ],
)
def test_numbers_have_the_digits_that_count(number, text):
    """Whole and large numbers are shown without decimals, small ones with three digits."""
    assert shown(number) == text


@pytest.mark.parametrize(
    ("number", "text"), [(0.0, "0 days"), (1.0, "1 day"), (1.5, "1.5 days"), (2.0, "2 days")]
)
def test_nouns_follow_their_number(number, text):
    """One has the first noun, every other number the second."""
    assert Phrase.parse("{n:day|days}").say({"n": [number]}) == [text]


def test_shares_are_percents():
    """A place with the percent sign shows a share in percent."""
    assert Phrase.parse("{n:%} of it").say({"n": [0.25, 1.0]}) == ["25 % of it", "100 % of it"]


def test_one_sentence_for_each_row():
    """Text before, between and behind the numbers is that of the phrase in every row."""
    phrase = Phrase.parse("from {a} to {b:km|km}, at least")
    assert phrase.names == ("a", "b")
    assert phrase.say({"a": [1.0, 2.0], "b": [3.0, 4.0]}) == [
        "from 1 to 3 km, at least",
        "from 2 to 4 km, at least",
    ]


def test_a_phrase_without_numbers_is_the_same_in_every_row():
    """A phrase with no place for a number is said once for each row."""
    assert Phrase.parse("it is so").say({"a": [1.0, 2.0]}) == ["it is so", "it is so"]
