import numpy as np
import pytest

from fakefollow.platforms import RULES, FieldOfSeveral, Rule, at, value_at
from fakefollow.profiles import MISSING
from fakefollow.readers import row_lookup

HUGE = 10**5000
HOSTILE = [None, MISSING, 5, HUGE, -1.5, float("nan"), True, "", "x", "\ud800", b"x", [], {}, [1], object()]


def raw(field, *rows):
    """Return the raw values of some rows."""
    return list(field.raw_values(row_lookup(rows)))


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


def test_absence_counts_where_all_of_a_complete_row_is_there():
    """Each of the paths that only a complete row carries has to have a value."""
    field = at("bio", absent="", complete=("labels", "seen.at"))
    whole = {"labels": [], "seen": {"at": 1}}
    rows = (whole, whole | {"bio": "Hi"}, whole | {"bio": None}, {"labels": []}, whole | {"labels": None})
    assert raw(field, *rows) == ["", "Hi", "", MISSING, MISSING]


def test_absence_is_judged_before_the_rule():
    """What is there and wrong is not absent: the column records it."""
    field = at("picture", rule=Rule.DEFAULT_PICTURE, absent=True, complete=("whole",))
    assert raw(field, {"whole": 1, "picture": [1]}, {"whole": 1}) == [[1], True]


def test_a_withheld_value_is_not_observed():
    """A flag, also as a word or number, withholds the value; anything else does not."""
    field = at("n", unless="hidden")
    rows = [{"n": 0, "hidden": flag} for flag in (True, "true", 1, False, None, "x", HUGE, [])]
    assert raw(field, *rows) == [None, None, None, 0, 0, 0, 0, 0]
    assert raw(field, {"n": 0}) == [0]


def test_a_number_in_a_path_is_a_place_in_a_list():
    """Lists, tuples and arrays have places; a place that is not there is a missing key."""
    for items in ([{"a": 1}], ({"a": 1},), np.array([{"a": 1}], dtype=object)):
        assert value_at({"list": items}, ("list", "0", "a")) == 1
        assert value_at({"list": items}, ("list", "1", "a")) is MISSING
    assert value_at({"list": None}, ("list", "0", "a")) is None
    assert value_at({"list": "ada"}, ("list", "0", "a")) == {"list": "ada"}
    assert value_at({"list": {"0": {"a": 2}}}, ("list", "0", "a")) == 2


def test_the_first_field_of_several_that_has_a_value_wins():
    """Rows have one of the shapes, so the values of the others are missing there."""
    field = FieldOfSeveral((at("a"), at("b", rule=Rule.EMPTY_IF_NULL))).under("in")
    assert raw(field, {"in": {"a": 1}}, {"in": {"b": None}}, {}) == [1, "", MISSING]
    assert field.every_path() == (("in", "a"), ("in", "b"))
