"""Columns of the user's own, such as labels: texts in the order of the rows, whatever the file."""

import json

import pandas as pd
import pytest

from fakefollow import ProfileError, read
from fakefollow.readers import read_column

ROWS = [
    {"username": "ada", "followers_count": 3, "kind": "genuine", "batch": 7, "meta": {"seller": "a"}},
    {"username": "bob", "followers_count": 4, "kind": None, "batch": 12, "meta": {"seller": "b"}},
    {"username": "eve", "followers_count": 5, "kind": "bot", "batch": 7, "meta": {}},
]
KINDS = ["genuine", None, "bot"]


def as_lines(path):
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), "utf8")


WRITERS = {
    "rows.jsonl": as_lines,
    "rows.json": lambda path: path.write_text(json.dumps({"data": ROWS}), "utf8"),
    "rows.csv": lambda path: pd.json_normalize(ROWS).to_csv(path, index=False),
    "rows.csv.gz": lambda path: pd.json_normalize(ROWS).to_csv(path, index=False),
    "rows.parquet": lambda path: pd.DataFrame(ROWS).to_parquet(path),
}


@pytest.mark.parametrize("name", WRITERS)
def test_entry_i_belongs_to_row_i(tmp_path, name):
    """In every format the column has one entry a row; numbers are texts, and what is missing is None."""
    path = tmp_path / name
    WRITERS[name](path)
    assert read_column(path, "kind") == KINDS
    assert read_column(str(path), "batch") == ["7", "12", "7"]
    assert read_column(path, "meta.seller") == ["a", "b", None]


def test_frames_and_lists_are_taken_too():
    """A frame and a list of dicts have the same column."""
    assert read_column(pd.DataFrame(ROWS), "kind") == read_column(ROWS, "kind") == KINDS


def test_a_known_column_may_be_asked_for():
    """Any column can be a source, also one that profiles are read from."""
    assert read_column(ROWS, "username") == ["ada", "bob", "eve"]
    assert read_column([{"id": "5", "username": "ada"}], "id") == ["5"]


def test_rows_that_cannot_be_read_keep_their_place(tmp_path):
    """A damaged line is a row without a label, as it is a row of which nothing was observed."""
    path = tmp_path / "rows.jsonl"
    lines = [json.dumps(row) for row in ROWS]
    path.write_text("\n".join([lines[0], "not json", lines[2]]), "utf8")
    assert read_column(path, "kind") == KINDS
    assert read(path).texts("username").to_list() == ["ada", None, "eve"]
    ragged = tmp_path / "rows.csv"
    ragged.write_text("username,kind\nada,genuine\nbob,bot,1,2\neve,bot\n", "utf8")
    assert read_column(ragged, "kind") == KINDS


def test_profiles_of_a_platform_may_carry_a_label():
    """Objects of an API, also of two shapes in one list, keep the label that was put beside their keys."""
    long = {"screen_name": "ada", "friends_count": 3, "statuses_count": 1, "followers_count": 2, "kind": "genuine"}
    short = {"username": "bob", "public_metrics": {"followers_count": 3}, "kind": "bot"}
    assert read_column([long, short], "kind") == ["genuine", "bot"]
    assert len(read([long, short])) == 2


def test_a_file_without_rows_has_no_entries(tmp_path):
    """Where a file has a header alone, a column of it is empty, not missing."""
    path = tmp_path / "rows.csv"
    path.write_text("username,kind\n", "utf8")
    assert read_column(path, "kind") == []


def test_a_column_that_is_not_there_is_told():
    """The error names the column and all that there are."""
    with pytest.raises(ProfileError, match=r"'label' is not a column; the columns are 'username', .*, 'kind'"):
        read_column(ROWS, "label")
