"""Changed profiles: fields by name or alias, values as the schema has them, clear errors."""

from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pytest

from fakefollow import read
from fakefollow.errors import ProfileError
from fakefollow.profiles import COLUMNS
from fakefollow.scoring import canonical_changes, changed_profile, nearest

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


TIMES = [
    "2020-01-31T12:00:00Z",
    "2020-01-31T13:00:00+01:00",
    "2020-01-31T12:00:00",
    "2020-01-31 12:00",
    datetime(2020, 1, 31, 12, tzinfo=UTC),
    datetime(2020, 1, 31, 13, tzinfo=timezone(timedelta(hours=1))),
    datetime(2020, 1, 31, 12),
    np.datetime64("2020-01-31T12:00"),
    "Fri Jan 31 12:00:00 +0000 2020",
    1_580_472_000,
]


@pytest.mark.parametrize("time", TIMES, ids=repr)
def test_times_come_in_the_forms_that_are_read(time):
    """A time may be whatever `read` takes in a column; without a zone it is UTC, and it is kept in UTC."""
    assert changed_profile(TABLE, {"created_at": time}).profile(0).created_at == NEW["created_at"]
    assert (
        read([{"username": "ada", "created_at": time, "observed_at": time}]).profile(0).created_at
        == (NEW["created_at"])
    )


@pytest.mark.parametrize("day", ["2020-01-31", date(2020, 1, 31), np.datetime64("2020-01-31")], ids=repr)
def test_a_date_is_its_midnight(day):
    """A date without a time is its first moment in UTC."""
    profile = changed_profile(TABLE, {"created_at": day}).profile(0)
    assert profile.created_at == datetime(2020, 1, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "given", "kept"),
    [
        ("username", "@bob", "bob"),
        ("id", 77, "77"),
        ("followers_count", "12", 12),
        ("followers_count", 12.0, 12),
        ("followers_count", np.int64(12), 12),
        ("has_banner", "false", False),
        ("description", "@bob", "@bob"),
        ("username", "", None),
        ("followers_count", float("nan"), None),
        ("created_at", np.datetime64("NaT"), None),
    ],
)
def test_values_are_read_as_in_a_column(name, given, kept):
    """Handles lose their @, numbers may be text, and what is no value was not observed, all as `read` has it."""
    assert getattr(changed_profile(TABLE, {name: given}).profile(0), name) == kept
    assert getattr(read([{"description": "x", name: given}]).profile(0), name) == kept


@pytest.mark.parametrize(
    "changes",
    [{"created_at": "2030-01-01"}, {"observed_at": "2010-01-01"}, {"last_status_at": "2012-01-01"}],
    ids=repr,
)
def test_a_time_that_contradicts_another_raises(changes):
    """A time that `read` would give up because of another one is an error that names the one to mend."""
    table = read([{"username": "ada", "created_at": "2015-01-01", "observed_at": "2020-01-01"}])
    with pytest.raises(ProfileError, match="_at: expected a time (before|after) the "):
        changed_profile(table, changes)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"followers_count": -1}, "followers_count: expected a count from 0 .* or None, got -1"),
        ({"followers_count": 2.5}, "followers_count: expected a count .* got 2.5"),
        ({"has_banner": "perhaps"}, "has_banner: expected true or false, or None, got 'perhaps'"),
        ({"description": 5}, "description: expected text, or None, got 5"),
        ({"name": "\ud800"}, "name: expected valid UTF-8 text"),
        (
            {"created_at": "yesterday"},
            "created_at: expected a time from 1995 to 2099, such as '2024-05-01' .* got 'yesterday'",
        ),
        ({"created_at": True}, "created_at: expected a time .* got True"),
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
