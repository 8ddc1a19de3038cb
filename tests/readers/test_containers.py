"""What people keep profiles in beside files and lists gives the same table as the list."""

import io
import json
from types import SimpleNamespace

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pytest

from fakefollow.errors import ProfileError
from fakefollow.readers import read

ROWS = [{"username": "ada", "followers_count": 3}, {"username": "bob", "followers_count": 4}]
TABLE = pa.Table.from_pylist(ROWS)


class Sized:
    """A data set of Hugging Face, as far as it is asked."""

    def __len__(self):
        return 2

    def with_format(self, name):
        """Return what gives arrow tables by slices."""
        return {"arrow": SimpleNamespace(__getitem__=None)} and _Slices()


class _Slices:
    def __getitem__(self, _):
        return TABLE


def of_duckdb():
    """Return a relation."""
    return duckdb.sql("SELECT 'ada' AS username, 3 AS followers_count UNION ALL SELECT 'bob', 4")


CONTAINERS = {
    "polars lazy": lambda: pl.LazyFrame(ROWS),
    "duckdb": of_duckdb,
    "arrow data set": lambda: ds.dataset(TABLE),
    "arrow scanner": lambda: ds.dataset(TABLE).scanner(),
    "arrow reader": lambda: pa.RecordBatchReader.from_batches(TABLE.schema, TABLE.to_batches()),
    "arrow batch": lambda: TABLE.to_batches()[0],
    "hugging face": Sized,
    "structured array": lambda: np.array([("ada", 3), ("bob", 4)], [("username", "U9"), ("followers_count", "i8")]),
    "array of dicts": lambda: np.array(ROWS, object),
    "series of dicts": lambda: pd.Series(ROWS),
    "generator": lambda: (row for row in ROWS),
    "iterator": lambda: iter(ROWS),
    "values": lambda: dict(enumerate(ROWS)).values(),
    "open text": lambda: io.StringIO("username,followers_count\nada,3\nbob,4\n"),
    "open bytes": lambda: io.BytesIO(b"username,followers_count\nada,3\nbob,4\n"),
    "to_json": lambda: pd.DataFrame(ROWS).to_json().encode(),
    "to_json split": lambda: pd.DataFrame(ROWS).to_json(orient="split").encode(),
    "to_json index": lambda: pd.DataFrame(ROWS).to_json(orient="index").encode(),
    "dict of lists": lambda: {"username": ["ada", "bob"], "followers_count": [3, 4]},
    "to_json records": lambda: pd.DataFrame(ROWS).to_json(orient="records").encode(),
    "to_json table": lambda: pd.DataFrame(ROWS).to_json(orient="table").encode(),
}


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_container_gives_the_table_of_the_list(name):
    """Lazy frames, relations, data sets, arrays, series, iterators and open files are read as the list is."""
    table = read(CONTAINERS[name]())
    assert [table.columns[column].to_list() for column in ROWS[0]] == [["ada", "bob"], [3, 4]]
    assert len(table.issues) == 0


def test_a_row_of_a_frame_is_one_profile():
    """A pandas series with names is one profile."""
    assert read(pd.DataFrame(ROWS).iloc[1]).columns["username"].to_list() == ["bob"]


@pytest.mark.parametrize(
    ("source", "way"),
    [(np.zeros((2, 2)), r"pass pandas.DataFrame\(array, columns=\[...\]\)"), ({1, 2}, "a list of dicts")],
)
def test_what_has_no_names_tells_the_way(source, way):
    """Numbers without names and sets without order are refused."""
    with pytest.raises(ProfileError, match=way):
        read(source)


METRICS = {"followers_count": 12, "following_count": 34, "tweet_count": 56}


@pytest.mark.parametrize("write", [str, json.dumps])
def test_an_object_in_a_cell_is_read_as_the_object(write):
    """A CSV of a frame of objects, and a frame of its texts, hold what the objects held; a bio in brackets stays."""
    rows = [{"id": str(n), "username": f"u{n}", "description": "{:}", "public_metrics": METRICS} for n in range(9)]
    frame = pd.DataFrame([row | {"public_metrics": write(METRICS)} for row in rows])
    expected = read(rows)
    for source in (frame, frame.to_csv(index=False).encode()):
        table = read(source)
        for name in ("followers_count", "posts_count", "description"):
            assert table.columns[name].to_list() == expected.columns[name].to_list()


def test_what_mongodb_exports_is_read_as_it_was():
    """$numberLong, $oid and $date are the values in them, in lines, in an array and in a list."""
    row = {
        "_id": {"$oid": "5"},
        "id": {"$numberLong": "1234567890123456787"},
        "screen_name": "ada",
        "followers_count": {"$numberInt": "12"},
        "created_at": {"$date": {"$numberLong": "1559770999000"}},
    }
    for source in (
        [row],
        json.dumps(row).encode(),
        json.dumps([row, row]).encode(),
        f"{json.dumps(row)}\n".encode() * 2,
    ):
        table = read(source, observed_at="2024-05-01")
        assert table.columns["id"].to_list()[0] == "1234567890123456787"
        assert table.columns["followers_count"].to_list()[0] == 12
        assert str(table.columns["created_at"].to_list()[0]) == "2019-06-05 21:43:19"


def test_rows_of_several_forms_are_read_alike_in_every_container():
    """Three forms of X in one list give the same table as a list, as lines and as an array."""
    rows = [
        {"id": "1", "username": "ada", "public_metrics": {"followers_count": 1}},
        {"id_str": "2", "screen_name": "bob", "followers_count": 4},
        {"rest_id": "3", "legacy": {"screen_name": "cyd", "followers_count": 6}},
    ] * 200
    for source in (rows, json.dumps(rows).encode(), "\n".join(map(json.dumps, rows)).encode()):
        table = read(source)
        assert table.columns["username"].to_list() == ["ada", "bob", "cyd"] * 200
        assert table.columns["followers_count"].to_list() == [1, 4, 6] * 200
