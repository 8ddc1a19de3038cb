from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from fakefollow.features import FEATURES, Feature, Phrase, ProfileView, UsernameModel, shown

SEEN = datetime(2024, 1, 11, tzinfo=UTC)


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


@pytest.mark.parametrize(("number", "text"), [(0.0, "0 days"), (1.0, "1 day"), (1.5, "1.5 days"), (2.0, "2 days")])
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
    assert phrase.say({"a": [1.0, 2.0], "b": [3.0, 4.0]}) == ["from 1 to 3 km, at least", "from 2 to 4 km, at least"]


def test_a_phrase_without_numbers_is_the_same_in_every_row():
    """A phrase with no place for a number is said once for each row."""
    assert Phrase.parse("it is so").say({"a": [1.0, 2.0]}) == ["it is so", "it is so"]


def make(meaning: str, unit: str, at_zero: str | None = None) -> Feature:
    return Feature("n", "f", unit, ("username",), meaning, "s", "h", "o", lambda view: view.age_days, at_zero=at_zero)


def test_sentences_tell_the_value():
    """A measured feature says its value in a sentence for each account."""
    feature = make("it has {value:post|posts}", "posts")
    assert feature.sentences([1.0, 1200.0], {}) == ["it has 1 post", "it has 1,200 posts"]


def test_sentences_of_a_ratio_tell_both_numbers():
    """A sentence may tell the numbers that a value is made of; the feature says which they are."""
    feature = make("it follows {a} and has {b}", "a per b", "{c} and none")
    assert feature.numbers == ("a", "b", "c")
    assert feature.sentences([5.0, 0.0], {"a": [10.0, 0.0], "b": [2.0, 7.0], "c": [8.0, 9.0]}) == [
        "it follows 10 and has 2",
        "9 and none",
    ]


def test_zero_has_its_own_sentence_where_there_is_one():
    """A value of 0 is said in the words for it, if the feature has any."""
    assert make("has {value}", "posts", "has none").sentences([0.0, 3.0], {}) == ["has none", "has 3"]
    assert make("has {value}", "posts").sentences([0.0], {}) == ["has 0"]


@pytest.mark.parametrize(("value", "sentence"), [(1.0, "it is"), (0.0, "it is not")])
def test_sentence_of_a_flag_has_two_sides(value, sentence):
    """A yes-or-no feature says the left side of its meaning for 1 and the right side for 0."""
    assert make("it is / it is not", "yes or no").sentences([value], {}) == [sentence]


def test_every_feature_has_words_for_both_sides():
    """What accounts with less and with more do is said in words of its own for every feature that is measured."""
    for feature in FEATURES.values():
        if not feature.is_yes_or_no:
            assert "value" not in feature.less + feature.more, feature.name
            assert feature.less != feature.more


def test_measurable_needs_all_fields_or_the_stand_in(make_table):
    """A feature is measured if the table has all its fields, or the column that stands in for one."""
    table = make_table([{"username_length": 5, "followers_count": 1}])
    assert FEATURES["username_length"].measurable(table)
    assert FEATURES["followers_count"].measurable(table)
    assert not FEATURES["username_digits"].measurable(table)
    assert not FEATURES["following_per_follower"].measurable(table)


@pytest.fixture
def view_of(make_table):
    return lambda *rows: ProfileView(make_table(rows), UsernameModel.uniform())


@pytest.mark.parametrize(
    ("created_at", "observed_at", "expected"),
    [
        (SEEN - timedelta(days=10), SEEN, 10.0),
        (SEEN - timedelta(hours=6), SEEN, 0.25),
        (SEEN + timedelta(hours=6), SEEN, 0.0),
        (SEEN + timedelta(days=2), SEEN, np.nan),
        (None, SEEN, np.nan),
        (SEEN, None, np.nan),
    ],
)
def test_age(view_of, created_at, observed_at, expected):
    """Age runs from creation to observation; a creation more than a day after it is no observation."""
    view = view_of({"created_at": created_at, "observed_at": observed_at})
    np.testing.assert_array_equal(view.age_days, [expected])


@pytest.mark.parametrize(("days", "expected"), [(0.0, 30.0), (1.0, 30.0), (10.0, 3.0)])
def test_rates_divide_by_at_least_a_day(view_of, days, expected):
    """A new account has no rate beyond its count."""
    view = view_of({"created_at": SEEN - timedelta(days=days), "observed_at": SEEN, "posts_count": 30})
    assert view.per_day("posts_count").tolist() == [expected]


def test_ratio_is_finite_for_zeros_and_large_counts(view_of):
    """One is added above and below, so that zeros divide and large counts stay exact enough."""
    row = {"following_count": 0, "followers_count": 0}
    large = {"following_count": 10**10, "followers_count": 0}
    assert view_of(row, large).ratio("following_count", "followers_count").tolist() == [1.0, 10**10 + 1.0]


def test_filled_tells_empty_from_not_observed(view_of):
    """A filled text is 1, an empty one 0, and one that was not observed NaN."""
    view = view_of({"url": "x"}, {"url": ""}, {"url": None})
    np.testing.assert_array_equal(view.filled("url"), [1.0, 0.0, np.nan])


def test_shared_columns_are_computed_once(view_of):
    """Features that look at the same column get the same array."""
    view = view_of({"url": "x", "posts_count": 3})
    assert view.number("posts_count") is view.number("posts_count")
    assert view.text("url") is view.text("url")
    assert view.filled("url") is view.filled("url")
