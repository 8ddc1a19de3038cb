import numpy as np
import pytest
from hypothesis import given, strategies as st

from fakefollow.profiles import (
    COLUMNS,
    DAY,
    DTYPES,
    ColumnType,
    IssueTable,
    ProfileTable,
    TextColumn,
    ValueColumn,
    concatenate,
    not_observed,
    parse_column,
)
from fakefollow.readers import read

TEXTS = st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"])), max_size=12)


@given(TEXTS)
def test_texts_come_out_as_they_went_in(texts):
    """Packing texts of any script keeps each of them, and None stays None."""
    column = TextColumn.from_strings(texts)
    assert column.to_list() == texts
    assert column.is_empty().tolist() == [not text for text in texts]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), max_size=12))
def test_terminated_texts_are_taken_apart(texts):
    """Texts that are each ended by NUL in one buffer are the same as texts packed one by one."""
    buffer = "".join(text + "\0" for text in texts).encode()
    column = TextColumn.from_terminated(buffer, np.ones(len(texts), np.bool_))
    assert column.to_list() == texts


@given(TEXTS, st.integers(0, 12), st.integers(1, 9))
def test_a_byte_matrix_holds_the_beginning_of_every_text(texts, start, width):
    """Each row is the first bytes of a text, filled up with zeros; slices keep to their own texts."""
    matrix = TextColumn.from_strings(texts)[start:].byte_matrix(width)
    assert [row.tobytes() for row in matrix] == [
        (text or "").encode()[:width].ljust(width, b"\0") for text in texts[start:]
    ]


def test_nothing_observed_has_the_type_of_its_column():
    """A column without a value has the right length and type, so that tables can be joined."""
    for name, kind in COLUMNS.items():
        column = not_observed(name, 3)
        assert column.to_list() == [None, None, None]
        if isinstance(column, ValueColumn):
            assert column.values.dtype == DTYPES[kind]
        else:
            assert kind is ColumnType.TEXT


def test_concatenated_tables_keep_rows_columns_and_issues():
    """Parts follow each other, issues by row; what a part lacks is not observed in it; slices bring only their own."""
    issues = IssueTable([])
    issues.add(1, "name", 5, "text")
    counts = ValueColumn(np.array([1, 2]), np.array([True, False]))
    names = TextColumn.from_strings(["a", "é", "c"])[1:]
    first = ProfileTable({"posts_count": counts}, 2, "x")
    second = ProfileTable({"name": names}, 2, None, issues)
    whole = concatenate([first, second])
    assert whole.columns["posts_count"].to_list() == [1, None, None, None]
    assert whole.columns["name"].to_list() == [None, None, "é", "c"]
    assert (len(whole), whole.platform, [issue.row for issue in whole.issues]) == (4, "x", [3])
    assert len(concatenate([])) == 0


def test_slices_with_steps_are_those_of_a_list():
    """A table can be turned round or thinned out; its texts go with its values."""
    profiles = [{"description": name, "followers_count": len(name)} for name in ("a", "bb", "", "dddd", "é")]
    table = read(profiles)
    for rows in (slice(None, None, -1), slice(None, None, 2), slice(4, 1, -2), slice(1, 1, 3)):
        part = table[rows]
        names = [profile["description"] for profile in profiles][rows]
        assert part.texts("description").to_list() == names
        assert part.columns["followers_count"].to_list() == [len(name) for name in names]


def test_a_row_is_a_profile():
    """`table[i]` is the profile of row i, from the end for negative numbers; a table is walked through row by row."""
    table = read([{"username": "ada", "followers_count": 3}, {"username": "bob"}, {"username": "eve"}])
    assert [profile.username for profile in table] == ["ada", "bob", "eve"]
    assert table[np.int64(0)] == table.profile(0)
    assert (table[0].followers_count, table[1].followers_count, table[-1].username) == (3, None, "eve")


@pytest.mark.parametrize("row", [3, -4])
def test_a_row_outside_raises(row):
    """A row that does not exist is an IndexError that tells how many there are."""
    table = read([{"username": "ada"}, {"username": "bob"}, {"username": "eve"}])
    with pytest.raises(IndexError, match=f"row {row} of 3 profiles"):
        table[row]


def test_rounded_values_stay_rounded_below_each_other():
    """Joined parts keep how their values were rounded, and the table tells what is exact, to the day where asked."""
    parts = [
        ProfileTable({"followers_count": parse_column(["1.2K", 7], "followers_count", IssueTable([]))}, 2),
        ProfileTable({"followers_count": parse_column([5], "followers_count", IssueTable([]))}, 1),
    ]
    joined = concatenate(parts)
    assert joined.columns["followers_count"].widths.tolist() == [100, 0, 0]
    assert joined.exact().columns["followers_count"].to_list() == [None, 7, 5]
    texts = ["2019-06-05", "June 2019", "2019-06-05T01:02:03Z"]
    times = ProfileTable({"created_at": parse_column(texts, "created_at", IssueTable([]))}, 3)
    assert [t is None for t in times.exact().columns["created_at"].to_list()] == [True, True, False]
    assert [t is None for t in times.exact(DAY).columns["created_at"].to_list()] == [False, True, False]


def test_rows_by_number_or_mask_are_a_table():
    """Several row numbers, such as those of a plan, and a mask give a table of these rows in that order."""
    table = read([{"username": name} for name in "abc"])
    assert table[np.array([2, 0])].texts("username").to_list() == ["c", "a"]
    assert table[[False, True, True]].texts("username").to_list() == ["b", "c"]
    with pytest.raises(IndexError, match="a mask of 3 rows, .* got 2"):
        table[[True, False]]
