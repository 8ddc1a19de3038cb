from datetime import UTC, date, datetime
from math import inf, nan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

from fakefollow.profiles import (
    COLUMNS,
    MISSING,
    IssueTable,
    Origin,
    merged,
    microseconds_of,
    pack,
    parse_column,
    parse_packed,
    reread,
    shown_convention,
)

MANY = [None] * 20
"""Added to values so that they take the way of long columns."""

HUGE = pytest.param(10**5000, id="5000 digits")

WILD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(st.characters()),
    st.binary(),
    st.lists(st.integers(), max_size=2),
    st.sampled_from(["1", "true", "2013-05-04", "Wed Jun 05 21:43:20 +0000 2019", "\ud800", "@a", "1_0", MISSING]),
    st.datetimes(),
)


def read_values(values, name):
    """Return what a column holds in the end, and its issues."""
    issues = IssueTable([])
    column = parse_column(values, name, issues)
    return None if column is None else column.to_list(), issues


def read_one(value, name, many=False):
    """Return what becomes of one value, alone or in a long column, and what was recorded."""
    values, issues = read_values([value, *(MANY if many else [])], name)
    return (None if values is None else values[0]), [issue.expected for issue in issues]


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize(
    ("value", "count"),
    [
        (12, 12),
        ("12", 12),
        (" 12 ", 12),
        (12.0, 12),
        ("12.0", 12),
        (0, 0),
        (10_000_000_000, 10_000_000_000),
        (np.int64(5), 5),
        (np.float32(6), 6),
    ],
)
def test_whole_numbers_and_their_texts_are_counts(value, count, many):
    """A count may come as an integer, an integral float or the text of one."""
    assert read_one(value, "followers_count", many) == (count, [])


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize(
    "value", [-1, -1.0, 10_000_000_001, 10**30, 4.5, inf, True, "1_0", "12 years", "x", b"1", [1], {}, HUGE]
)
def test_what_is_no_count_becomes_an_issue(value, many):
    """A wrong type, a negative, absurd or broken number is not observed and recorded."""
    assert read_one(value, "posts_count", many) == (None, ["a count from 0 to 10,000,000,000"])


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize("name", ["likes_count", "created_at", "verified"])
@pytest.mark.parametrize("value", [None, nan, pd.NA, pd.NaT, np.datetime64("NaT", "us"), "", " ", "NULL", "nan"])
def test_a_missing_count_time_or_flag_is_no_issue(value, name, many):
    """The ways in which sources write that there is nothing are not errors."""
    assert read_one(value, name, many) == (None, [])


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize(
    ("value", "flag"),
    [(True, True), (0, False), (1, True), ("true", True), (" False ", False), ("1", True), ("f", False), (1.0, True)],
)
def test_truth_values_digits_and_words_are_flags(value, flag, many):
    """A flag may come as a truth value, 0 or 1, or one of the usual words."""
    assert read_one(value, "verified", many) == (flag, [])


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize("value", [2, -1, 0.5, "perhaps", [], {}, "maybe", 300])
def test_what_is_no_flag_becomes_an_issue(value, many):
    """Any other value of a flag is not observed and recorded."""
    assert read_one(value, "protected", many) == (None, ["true or false"])


NOON = datetime(2013, 5, 4, 12)


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize(
    ("value", "time"),
    [
        ("2013-05-04T12:00:00Z", NOON),
        ("2013-05-04T12:00:00+00:00", NOON),
        ("2013-05-04 12:00:00", NOON),
        ("2013-05-04T14:00:00+02:00", NOON),
        ("2013-05-04T12:00:00.250Z", NOON.replace(microsecond=250_000)),
        ("2013-05-04 12:00:00 UTC", NOON),
        ("2013-05-04", datetime(2013, 5, 4)),
        ("Sat May 04 12:00:00 +0000 2013", NOON),
        ("Sat May 04 14:00:00 +0200 2013", NOON),
        (NOON, NOON),
        (NOON.replace(tzinfo=UTC), NOON),
        (date(2013, 5, 4), datetime(2013, 5, 4)),
        (np.datetime64("2013-05-04T12:00"), NOON),
        (pd.Timestamp("2013-05-04T12:00", tz="UTC"), NOON),
        (1_367_668_800, NOON),
        (1_367_668_800_000, NOON),
        ("1367668800000L", NOON),
        (1_367_668_800.25, NOON.replace(microsecond=250_000)),
    ],
)
def test_every_usual_form_of_a_time_is_read_as_utc(value, time, many):
    """ISO 8601, the form of X's v1.1 API, datetimes and epoch numbers are times; without a zone they are UTC."""
    assert read_one(value, "observed_at", many) == (time, [])


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize(
    "value", [0, "1970-01-01", "1994-12-31", "2100-01-01", "2013-02-30", "2013-05-04T25:00:00", True, "x", inf, 1e300]
)
def test_an_impossible_time_becomes_an_issue(value, many):
    """Exports write 1970 for no date; that, and any time before 1995 or from 2100 on, is not observed."""
    assert read_one(value, "created_at", many) == (None, ["a time from 1995 to 2099"])


@given(
    st.datetimes(datetime(1980, 1, 1), datetime(2110, 1, 1)),
    st.sampled_from(["T", " "]),
    st.sampled_from(["", "Z", "+00:00", "+05:30"]),
    st.sampled_from(["seconds", "milliseconds", "microseconds"]),
)
def test_many_times_are_read_like_one(time, separator, zone, resolution):
    """The fast way for long columns gives what the slow way gives."""
    texts = [
        time.isoformat(separator, resolution) + zone,
        time.strftime("%a %b %d %H:%M:%S +0000 %Y"),
        time.strftime("%Y-%m-%d"),
    ]
    together, issues = read_values(texts * 8, "created_at")
    alone = [read_one(text, "created_at") for text in texts]
    assert together == [value for value, _ in alone] * 8
    assert len(issues) == 8 * sum(len(expected) for _, expected in alone)


def test_times_are_kept_to_the_microsecond():
    """Nothing is rounded on the way."""
    assert microseconds_of("2013-05-04T12:00:00.123456Z") == 1_367_668_800_123_456


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize(
    ("value", "identifier"),
    [(12, "12"), (2**63 + 1, str(2**63 + 1)), (1e10, "10000000000"), ("007", "007"), (None, None), ("", None)],
)
def test_identifiers_may_be_exact_numbers(value, identifier, many):
    """An identifier may come as a number if it is exact, and an empty one was not observed."""
    assert read_one(value, "id", many) == (identifier, [])


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize("value", [2.0**53, 1e18, 1.5, inf, True, "1.23E+18", {}, HUGE])
def test_a_rounded_identifier_is_refused(value, many):
    """A float beyond 2^53 has lost digits and would name somebody else, so it is not observed."""
    assert read_one(value, "id", many) == (None, ["an exact identifier, as text or an integer"])


@pytest.mark.parametrize("many", [False, True])
def test_usernames_lose_their_at_sign(many):
    """One leading @ is decoration; an @ elsewhere is kept."""
    assert read_one("@ada", "username", many) == ("ada", [])
    assert read_one("a@b", "username", many) == ("a@b", [])


@pytest.mark.parametrize("name", ["@", " @ ", "https://x.com/@"])
@pytest.mark.parametrize("many", [False, True])
def test_an_at_sign_alone_is_no_username(name, many):
    """Nothing is left of it, in the last row too."""
    assert read_one(name, "username", many) == (None, [])


@pytest.mark.parametrize("many", [False, True])
def test_an_empty_description_was_observed(many):
    """An empty text says that the account left it empty; None says that nobody looked."""
    assert read_one("", "description", many) == ("", [])
    assert read_one(None, "description", many) == (None, [])


@pytest.mark.parametrize("many", [False, True])
def test_characters_that_cannot_be_kept_are_replaced(many):
    """A lone surrogate becomes U+FFFD, a NUL goes; the rest of the text stays and an issue says so."""
    assert read_one("a\ud800b", "name", many) == ("a\N{REPLACEMENT CHARACTER}b", ["valid UTF-8 text"])
    assert read_one("a\0b", "name", many) == ("ab", ["text without NUL characters"])


@pytest.mark.parametrize("value", [5, 1.5, True, b"x", ["x"]])
def test_only_text_is_text(value):
    """A description that is no string is not observed and recorded."""
    assert read_one(value, "description") == (None, ["text"])


def test_a_column_without_the_key_is_left_out():
    """No row has the key, so the source lacks the column."""
    assert read_values([MISSING] * 20, "name") == (None, read_values([], "name")[1])


@given(st.sampled_from(list(COLUMNS)), st.lists(WILD, min_size=1, max_size=30))
def test_any_values_give_as_many_rows(name, values):
    """Reading never raises, never drops a row, and one bad value does not touch the others."""
    together, issues = read_values(values, name)
    if together is None:
        assert all(value is MISSING for value in values)
        return
    alone = [read_values([value], name) for value in values]
    assert together == [None if one is None else one[0] for one, _ in alone]
    assert len(issues) == sum(len(found) for _, found in alone)


@given(st.sampled_from(list(COLUMNS)), st.lists(st.lists(WILD, min_size=1, max_size=12), min_size=1, max_size=4))
def test_packing_in_parts_changes_nothing(name, parts):
    """How many rows are packed at a time shows neither in the values nor in the issues."""
    whole, issues = read_values([value for part in parts for value in part], name)
    found = IssueTable([])
    column = parse_packed(merged([pack(part, name) for part in parts]), Origin(name, found))
    shown = shown_convention([value for *_, value in found.left], name)
    column = reread(column, Origin(name, found), None, shown) if found.left else column
    assert (None if column is None else column.to_list()) == whole
    assert sorted(map(str, found)) == sorted(map(str, issues))
