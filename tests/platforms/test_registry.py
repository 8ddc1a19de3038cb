"""Platforms by name, rows by their markers, raw values by their fields."""

from dataclasses import replace

import numpy as np
import pytest

from fakefollow.errors import ProfileError
from fakefollow.platforms import Rule, at, platform_named, raw_values, recognise, value_at
from fakefollow.profiles import MISSING
from fakefollow.readers import read, row_lookup

HUGE = 10**5000


@pytest.mark.parametrize(
    ("name", "known"),
    [
        *(("x", "x"), ("X", "x"), ("twitter", "x"), ("Twitter", "x")),
        *(("IG", "instagram"), ("insta", "instagram"), ("Bsky", "bluesky"), ("yt", "youtube")),
        *(("fediverse", "mastodon"), ("threads", "threads"), ("generic", "generic"), ("TikTok", "tiktok")),
    ],
)
def test_platforms_answer_to_their_other_names(name, known):
    """People say ig and bsky."""
    assert platform_named(name).name == known


def test_canonical_rows_keep_their_platform_as_said():
    """Canonical names are no marker; the platform is what the caller or the column says."""
    row = {"username": "ada", "followers_count": 3, "description": ""}
    assert read([row]).platform is None
    assert read([row], platform="generic").platform == "generic"
    assert read([row], platform="ig").platform == "instagram"
    assert read([row | {"platform": "bsky"}]).platform == "bluesky"
    assert read([row | {"platform": "Orkut"}]).platform == "orkut"


def test_a_platform_that_the_profiles_are_not_of_is_told():
    """The name of another platform is refused with that of the right one."""
    row = {"did": "did:plc:a", "handle": "ada.example", "followersCount": 3}
    with pytest.raises(ProfileError, match="the columns look like 'bluesky'"):
        read([row], platform="instagram")


def test_an_unknown_platform_names_the_known():
    """The error lists what may be said."""
    with pytest.raises(ProfileError, match=r"did you mean 'twitter'\?\); expected one of 'x', 'threads', 'instagram'"):
        platform_named("twiter")


def test_nothing_is_recognised_in_foreign_rows():
    """Rows without one known key have no shape."""
    assert recognise([{"colour": "red"}, {}]) is None


def raw(field, *rows):
    """Return the raw values of some rows."""
    return list(raw_values(field, row_lookup(rows)))


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
    field = replace(at("a"), others=(at("b", rule=Rule.EMPTY_IF_NULL),)).under("in")
    assert raw(field, {"in": {"a": 1}}, {"in": {"b": None}}, {}) == [1, "", MISSING]
    assert field.every_path() == (("in", "a"), ("in", "b"))
