import pytest

from fakefollow.features import FEATURES
from fakefollow.features.registry import Feature


def make(meaning: str, unit: str) -> Feature:
    return Feature("n", "f", unit, ("username",), meaning, "s", "h", "o", lambda view: view.age_days)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (3.0, "has 3"),
        (0.0, "has 0"),
        (1234567.0, "has 1,234,567"),
        (0.12345, "has 0.123"),
        (512.7, "has 513"),
    ],
)
def test_sentence_shows_the_value(value, sentence):
    """Whole and large numbers are shown without decimals, small ones with three digits."""
    assert make("has {value}", "posts").sentence(value) == sentence


@pytest.mark.parametrize(("value", "sentence"), [(1.0, "it is"), (0.0, "it is not")])
def test_sentence_of_a_flag_has_two_sides(value, sentence):
    """A yes-or-no feature says the left side of its meaning for 1 and the right side for 0."""
    assert make("it is / it is not", "yes or no").sentence(value) == sentence


def test_measurable_needs_all_fields_or_the_stand_in(make_table):
    """A feature is measured if the table has all its fields, or the column that stands in for one."""
    table = make_table([{"username_length": 5, "followers_count": 1}])
    assert FEATURES["username_length"].measurable(table)
    assert FEATURES["followers_count"].measurable(table)
    assert not FEATURES["username_digits"].measurable(table)
    assert not FEATURES["following_per_follower"].measurable(table)
