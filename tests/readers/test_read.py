"""The front door: whatever comes in, what the caller says of it, what is judged over whole columns."""

import json
from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import example, given, strategies as st

from fakefollow.errors import ObservationTimeWarning, PlatformWarning, ProfileError, ReadingWarning
from fakefollow.profiles import COLUMNS, Profile
from fakefollow.readers import BATCH_ROWS, CHUNK_ROWS, read

ADA = {"username": "ada", "followers_count": 3}
BOB = {"username": "bob", "followers_count": 4}


def values_of(table, *names):
    """Return columns of a table as lists."""
    return [table.columns[name].to_list() for name in names]


def issues_of(table):
    """Return what was recorded, as (row, column, expected)."""
    return [(issue.row, issue.column, issue.expected) for issue in table.issues]


@pytest.mark.parametrize(
    "source", [[ADA, BOB], (ADA, BOB), [Profile(**ADA), Profile(**BOB)], {"data": [ADA, BOB]}, [ADA, Profile(**BOB)]]
)
def test_objects_are_read_like_files(source):
    """Dicts, profiles and answers of an API give the same table."""
    assert values_of(read(source), "username", "followers_count") == [["ada", "bob"], [3, 4]]


@pytest.mark.parametrize("source", [ADA, Profile(**ADA), [ADA]])
def test_one_profile_is_a_table_of_one_row(source):
    """A single dict or profile need not be wrapped in a list."""
    table = read(source)
    assert values_of(table, "username") == [["ada"]]
    assert "name" not in table.columns


def test_a_table_is_returned_as_it_is():
    """Reading what was read changes nothing, and only an observation time may be added."""
    table = read([{"created_at": "2020-01-01", "observed_at": "2021-01-01"}, {"username": "ada"}])
    assert read(table) is table
    filled = read(table, observed_at="2022-01-01")
    years = [time.year for time in filled.columns["observed_at"].to_list()]
    assert years == [2021, 2022]


@pytest.mark.parametrize(
    ("source", "fix"),
    [
        ([{"colour": "red"}], r"got 'colour'; pass columns="),
        ([1, "x", None], r"expected profiles such as {\"username\""),
        ([{}], r"expected profiles such as"),
        (5, r"expected a path, bytes, an open file, a data frame or a list"),
        ("https://example.org/f.csv", r"does not download anything: save the profiles"),
    ],
)
def test_what_is_no_profile_is_an_error_that_tells_the_way(source, fix):
    """Input without one known field is refused with what was found and what to do."""
    with pytest.raises(ProfileError, match=fix):
        read(source)


def test_columns_gives_names_to_foreign_input(write):
    """`columns=` says which canonical column is meant; known names beside it are still read."""
    names = {"handle": "username", "stats.fans": "followers_count"}
    row = {"handle": "ada", "stats": {"fans": 3}, "posts_count": 5}
    for source in (
        [row],
        write("a.jsonl", json.dumps(row)),
        write("a.csv", "handle,stats.fans,posts_count\nada,3,5\n"),
    ):
        table = read(source, columns=names)
        assert values_of(table, "username", "followers_count", "posts_count") == [["ada"], [3], [5]]


@pytest.mark.parametrize(
    ("names", "fix"),
    [
        ({"handle": "usrname"}, "'usrname' is not a canonical name: did you mean 'username'"),
        ({"handel": "username"}, "not a column; the columns are 'handle'"),
        ({"handle": "name", "h2": "name"}, "'name' is named twice"),
    ],
)
def test_a_wrong_name_in_columns_is_an_error(write, names, fix):
    """A misspelt name on either side is told with what is there."""
    for source in (
        write("a.csv", "handle,h2,id\nada,3,4\n"),
        write("b.csv", "handle,h2\nada,3\n"),
        [{"handle": "ada"}],
    ):
        with pytest.raises(ProfileError, match=fix):
            read(source, columns=names)


def test_the_platform_comes_from_the_shape_the_column_or_the_caller():
    """Said by the caller, shown by the keys, or named by a column of canonical rows; else unknown."""
    assert read([ADA]).platform is None
    assert read([ADA], platform="twitter").platform == "x"
    assert read([ADA | {"platform": "Twitter"}, BOB]).platform == "x"
    assert read([ADA | {"platform": "instagram"}]).platform == "instagram"
    with pytest.warns(PlatformWarning, match="platforms .instagram and x"):
        assert read([ADA | {"platform": "x"}, BOB | {"platform": "instagram"}]).platform == "generic"
    assert read([{"screen_name": "ada", "followers_count": 3}]).platform == "x"
    with pytest.raises(ProfileError, match="expected one of 'x', 'threads', 'instagram'"):
        read([ADA], platform="orkut")


def test_a_key_with_nul_is_unknown_and_a_path_with_nul_is_no_file():
    """What is not a value is not mended: nobody could have meant it."""
    assert issues_of(read([ADA, {"username\0": "ada"}])) == [(1, None, "an object with the fields of a profile")]
    with pytest.raises(ValueError, match="not a file path"):
        read("a\0.jsonl")


def test_repeated_ids_are_kept_and_named():
    """Rows of the same account stay; each after the first gets an issue, and rows without an id do not count."""
    long = "did:" + "x" * 60
    ids = ("a", "b", "a", None, "", None, "a", long + "1", long + "2", long + "1")
    with pytest.warns(ReadingWarning, match="no profile has more than a name or id: .*look up each profile"):
        table = read([{"id": value} for value in ids])
    assert len(table) == 10
    assert [(issue.row, issue.consequence) for issue in table.issues] == [
        (2, "kept; first seen in row 0"),
        (6, "kept; first seen in row 0"),
        (9, "kept; first seen in row 7"),
    ]


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2024, 5, 1),
        datetime(2024, 5, 1, tzinfo=UTC),
        date(2024, 5, 1),
        "2024-05-01",
        np.datetime64("2024-05-01"),
        1_714_521_600,
    ],
)
def test_observed_at_fills_rows_that_have_none(moment):
    """What a row says of its own observation is kept; the others get the time of the caller."""
    table = read([{"observed_at": "2020-01-01"}, {"observed_at": None}, ADA], observed_at=moment)
    times = [time.date() for time in table.columns["observed_at"].to_list()]
    assert times == [date(2020, 1, 1), date(2024, 5, 1), date(2024, 5, 1)]


def test_a_wrong_observation_time_is_an_error():
    """The caller's own argument is not lenient."""
    with pytest.raises(ProfileError, match="expected a datetime, a date"):
        read([ADA], observed_at="yesterday")


def test_creation_dates_without_an_observation_time_give_one_warning():
    """Age cannot be measured then; the warning says how to pass the time and points to the caller's line."""
    with pytest.warns(ObservationTimeWarning, match='pass observed_at="2024-05-01"') as warned:
        read([{"created_at": "2020-01-01"}] * 3)
    assert [warning.filename for warning in warned] == [__file__]


def test_a_creation_after_the_observation_is_not_observed():
    """One day of slack is left for dates known to the day and clocks without a zone."""
    table = read(
        [
            {"created_at": "2020-01-02T00:00", "observed_at": "2020-01-01T12:00"},
            {"created_at": "2020-01-03T00:00", "observed_at": "2020-01-01T12:00"},
        ]
    )
    assert [time is None for time in table.columns["created_at"].to_list()] == [False, True]
    assert issues_of(table) == [(1, "created_at", "a time before the observation")]


def test_a_post_before_the_creation_or_after_the_observation_is_not_observed():
    """The last post lies between the creation and the observation."""
    row = {"created_at": "2020-01-10", "observed_at": "2020-03-01"}
    table = read(
        [row | {"last_status_at": day} for day in ("2020-01-08", "2020-02-01", "2020-03-03", "2020-01-09T12:00")]
    )
    assert [time is None for time in table.columns["last_status_at"].to_list()] == [True, False, True, False]
    assert [(row, column) for row, column, _ in issues_of(table)] == [(0, "last_status_at"), (2, "last_status_at")]


def test_a_follow_before_the_creation_or_after_the_observation_is_not_observed():
    """An account begins to follow between its creation and the observation."""
    row = {"created_at": "2020-01-10", "observed_at": "2020-03-01"}
    table = read([row | {"followed_at": day} for day in ("2020-01-08", "2020-02-01", "2020-03-03")])
    assert [time is None for time in table.columns["followed_at"].to_list()] == [True, False, True]
    assert issues_of(table) == [
        (0, "followed_at", "a time after the account's creation"),
        (2, "followed_at", "a time before the observation"),
    ]


def test_long_input_is_joined_from_chunks():
    """More rows than are read at a time come out in order, and a column may begin in a later chunk."""
    rows = [{"id": str(number)} for number in range(CHUNK_ROWS + BATCH_ROWS + 3)]
    rows[-1] = rows[-1] | {"description": "é"}
    table = read(rows)
    assert values_of(table, "id") == [[row["id"] for row in rows]]
    assert table.columns["description"].to_list()[-2:] == [None, "é"]


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
"""Any text but one with NUL, which is taken out by design: see the test of its own."""

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=5,
)

KNOWN_KEYS = st.sampled_from(
    [*COLUMNS, "screen_name", "public_metrics", "user", "legacy", "rest_id", "platform", "link"]
)

OBJECTS = st.dictionaries(KNOWN_KEYS | WORDS, JSON_VALUES, max_size=6)


@pytest.mark.filterwarnings("ignore::fakefollow.errors.FakefollowWarning")
@given(st.lists(OBJECTS | JSON_VALUES, max_size=8))
@example([{"is_private": None}])
@example([{"subscriberSnippet": None}])
def test_any_objects_give_as_many_rows(objects):
    """Whatever JSON comes beside one known profile, no row is lost or moved and nothing raises."""
    table = read([{"id": "first", "username": "ada"}, *objects, {"id": "last"}])
    assert len(table) == len(objects) + 2
    ids = table.texts("id").to_list()
    assert not objects or table.platform or (ids[0], ids[-1]) == ("first", "last")


def test_a_platform_that_is_only_guessed_is_told():
    """Names that fit a platform without any marker of it are read, with a warning that names the way out."""
    row = {"username": "ada", "full_name": "Ada", "biography": "", "followers_count": 3}
    with pytest.warns(PlatformWarning, match="pass platform='instagram' if that is right"):
        assert read([row]).platform == "instagram"


@pytest.mark.parametrize(
    ("row", "platform"),
    [
        ({"username": "ada", "display_name": "Ada"}, "mastodon"),
        ({"username": "ada", "followers_count": 3}, None),
        ({"id": "7", "friends_count": 2}, None),
    ],
)
def test_a_platform_that_is_said_or_usual_is_no_guess(row, platform):
    """Nothing is told where the caller names the platform, the names are canonical, or they are those of X."""
    assert len(read([row], platform=platform)) == 1
