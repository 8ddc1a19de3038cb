import pytest

from fakefollow.features import FEATURES, Feature


def make(meaning: str, unit: str, at_zero: str | None = None) -> Feature:
    return Feature(
        "n", "f", unit, ("username",), meaning, "s", "h", "o", lambda view: view.age_days, at_zero=at_zero
    )


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
