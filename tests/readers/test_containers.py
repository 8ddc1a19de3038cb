"""What people keep profiles in beside files and lists gives the same table as the list."""

import io
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
