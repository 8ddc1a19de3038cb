"""The same rows give the same table in every container and one by one, whatever their forms: some seeds of the fuzzer.

``python tests/fuzz/one_way.py 0 100000`` reads more of them.
"""

import pandas as pd
import pytest
from fuzz import one_way

from fakefollow.readers import read

pytestmark = pytest.mark.filterwarnings("ignore::fakefollow.errors.FakefollowWarning")


def all_differences(ways, seeds):
    """Return (seed, way, where it differs) of some seeds."""
    return [
        (seed, way, one_way.told_apart(got, expected))
        for seed in seeds
        for way, got, expected in ways(seed)
        if got != expected
    ]


def test_files_and_lists_say_the_same():
    """JSON, lines with and without their last end, and the way without msgspec give the table of the list."""
    assert all_differences(one_way.of_files, range(70)) == []


def test_frames_say_what_lists_of_their_rows_say():
    """Nulls stand in every row of a frame; in one of several forms they are keys that are not there."""
    assert all_differences(one_way.of_frames, range(70, 140)) == []


def test_cells_say_what_lists_of_their_texts_say():
    """Delimited text, databases, workbooks and flat names are read as the rows that they write, row by row."""
    assert all_differences(one_way.of_cells, range(210, 280)) == []
    assert all_differences(one_way.of_flat_names, range(210, 240)) == []


def test_a_row_alone_says_what_it_says_among_others():
    """What shows its form is read alike alone and in a list; what only other rows tell is left out here."""
    assert all_differences(one_way.of_rows_alone, range(140, 210)) == []


ADA = {"screen_name": "ada", "followers_count": "120", "friends_count": "7", "favourites_count": "3"}
BOB = {"login": "bob", "public_repos": "4", "followers": "9", "node_id": "x"}


def test_cells_of_several_forms_are_read_row_by_row():
    """An empty cell is a key that is not there where it is the sign of a form, in whatever holds the cells."""
    keys = dict.fromkeys([*ADA, *BOB])
    cells = [{key: row.get(key, "") for key in keys} for row in (ADA, BOB)]
    for source in (one_way.delimited(cells), cells, pd.DataFrame(cells), one_way.database(cells)):
        table = read(source)
        assert table.platform == "generic"
        assert table.columns["username"].to_list() == ["ada", "bob"]
        assert table.columns["followers_count"].to_list() == [120, 9]


def test_an_empty_column_is_no_rival_of_a_filled_one():
    """Of two names with one meaning the one with values is taken."""
    table = read([{"username": "ada", "displayName": "", "display_name": "Ada", "followers_count": 3}])
    assert table.columns["name"].to_list() == ["Ada"]


def test_an_empty_text_is_nothing_where_an_object_is_expected():
    """A cell without the object of counts is null, and no issue."""
    rows = [{"id": str(i), "username": f"u{i}", "public_metrics": {"followers_count": i}} for i in range(3)]
    table = read([*rows, {"id": "9", "username": "u9", "public_metrics": ""}])
    assert table.columns["followers_count"].to_list() == [0, 1, 2, None]
    assert len(table.issues) == 0
