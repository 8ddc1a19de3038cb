"""Changed profiles: fields by name or alias, values as the schema has them, clear errors."""

from datetime import UTC, datetime

import pytest

from fakefollow import read
from fakefollow.changed_profiles import canonical_changes, changed_profile, nearest
from fakefollow.errors import ProfileError
from fakefollow.profile import COLUMNS

TABLE = read([{"username": "ada", "followers_count": 3, "description": "Baker", "has_banner": True}])
NEW = {
    "id": "77",
    "description": "B\u00e4ckerin \U0001f35e",
    "followers_count": 0,
    "has_banner": False,
    "created_at": datetime(2020, 1, 31, 12, tzinfo=UTC),
}


def test_changed_fields_are_new_and_others_stay():
    """The table has the new values and all others as they were; the given table stays as it is."""
    before = TABLE.profile(0)
    after = changed_profile(TABLE, NEW)
    assert after.profile(0) == before.model_copy(update=NEW)
    assert TABLE.profile(0) == before


def test_none_is_not_observed():
    """A field set to None is no column: it was not observed."""
    after = changed_profile(TABLE, {"description": None})
    assert not after.has("description")
    assert after.profile(0).username == "ada"


@pytest.mark.parametrize(
    "time", ["2020-01-31T12:00:00Z", "2020-01-31T13:00:00+01:00", datetime(2020, 1, 31, 12, tzinfo=UTC)]
)
def test_times_are_datetimes_or_iso_text(time):
    """A time may be a datetime or ISO text, with a zone, and is kept in UTC."""
    assert changed_profile(TABLE, {"created_at": time}).profile(0).created_at == NEW["created_at"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"followers_count": -1}, "followers_count: expected a whole number from 0 .* got -1"),
        ({"followers_count": 2.5}, "followers_count: expected a whole number"),
        ({"has_banner": "perhaps"}, "has_banner: expected True or False"),
        ({"description": 5}, "description: expected a text"),
        ({"name": "\ud800"}, "name: expected a text without lone surrogates"),
        (
            {"created_at": "2020-01-31"},
            "created_at: expected a time from 1995 .* with its zone, such as '2024-05-01T",
        ),
        ({"created_at": datetime(1970, 1, 1, tzinfo=UTC)}, "created_at: expected a time from 1995"),
        ({"followers_count": -1, "has_banner": "perhaps"}, "followers_count: .*; has_banner: "),
    ],
)
def test_values_that_do_not_fit_raise(changes, message):
    """The error names every field, what is expected and what was got."""
    with pytest.raises(ProfileError, match=message):
        changed_profile(TABLE, changes)


def test_a_long_value_is_cut_in_the_message():
    """A bio that is no bio does not fill the screen."""
    with pytest.raises(ProfileError) as error:
        changed_profile(TABLE, {"followers_count": "x" * 10_000})
    assert len(str(error.value)) < 200


def test_aliases_stand_for_fields():
    """``bio`` is the description, ``handle`` the username, ``display_name`` the name; canonical names stay."""
    assert canonical_changes({"bio": "a", "handle": "b", "display_name": "c", "url": None}) == {
        "description": "a",
        "username": "b",
        "name": "c",
        "url": None,
    }
    assert set(canonical_changes(dict.fromkeys(COLUMNS))) == set(COLUMNS)


@pytest.mark.parametrize(
    ("name", "near"), [("folowers_count", "followers_count"), ("Bio", "bio"), ("observed", "observed_at")]
)
def test_an_unknown_field_raises_with_the_nearest(name, near):
    """A name that is no field is an error that names the nearest one."""
    with pytest.raises(ProfileError, match=f"a profile has no field '{name}': did you mean '{near}'"):
        canonical_changes({name: 1})


def test_a_field_given_twice_raises():
    """One field under two names is an error."""
    with pytest.raises(ProfileError, match="'description' was given by two names"):
        canonical_changes({"bio": "a", "description": "b"})


def test_where_nothing_is_near_all_names_are_told():
    """If no name is near, the known ones are listed."""
    assert nearest("zzz", ["a", "b"]) == "expected one of 'a', 'b'"
