"""Frames of dask and data sets of Hugging Face, where these are installed, give the table of the list, in its order."""

import pandas as pd
import pytest

from fakefollow import score
from fakefollow.errors import ProfileError
from fakefollow.readers import read, read_blocks

ROWS = [
    {"username": f"u{i}", "followers_count": i % 7 or None, "created_at": f"20{10 + i % 9}-01-02", "labels": i % 2}
    for i in range(40)
]
TABLE = read(ROWS, "x", "2025-01-01")


def told(table):
    """Return the values of a table."""
    return {name: column.to_list() for name, column in table.columns.items()}


@pytest.fixture
def dask_frame():
    """Return the frame in three parts."""
    dask = pytest.importorskip("dask.dataframe", reason="dask is not installed")
    return dask.from_pandas(pd.DataFrame(ROWS, index=range(100, 140)), npartitions=3, sort=False)


@pytest.fixture
def data_set():
    """Return the data set, and its library."""
    datasets = pytest.importorskip("datasets", reason="datasets (Hugging Face) is not installed")
    datasets.disable_progress_bars()
    return datasets, datasets.Dataset.from_list(ROWS)


def test_a_dask_frame_is_computed_in_its_order(dask_frame):
    """The index of the frame comes with the scores, and a choice of rows is one of rows."""
    table = read(dask_frame, "x", "2025-01-01")
    assert told(table) == told(TABLE)
    assert score(dask_frame, "x", "2025-01-01").to_frame().index.tolist() == list(range(100, 140))
    few = read(dask_frame[dask_frame.followers_count > 4], "x", "2025-01-01")
    assert few.columns["username"].to_list() == [row["username"] for row in ROWS if (row["followers_count"] or 0) > 4]


def test_dask_partitions_are_read_one_after_the_other(dask_frame):
    """In batches no more than a partition is computed at a time."""
    seen = []

    def looked_at(part):
        seen.append(len(part))
        return part

    frame = dask_frame.map_partitions(looked_at, meta=dask_frame._meta)
    blocks = list(read_blocks(frame, "x", "2025-01-01"))
    assert sum(map(len, blocks)) == 40
    assert [size for size in seen if size] == [len(part) for part in map(dask_frame.get_partition, range(3))]


def test_what_else_dask_has_is_computed():
    """A bag of dicts, a delayed frame and a delayed list are read as what they come to."""
    dask = pytest.importorskip("dask", reason="dask is not installed")
    bags = pytest.importorskip("dask.bag", reason="dask has no bags here")
    with dask.config.set(scheduler="synchronous"):
        for source in (bags.from_sequence(ROWS, npartitions=2), dask.delayed(ROWS), dask.delayed(pd.DataFrame(ROWS))):
            assert told(read(source, "x", "2025-01-01")) == told(TABLE)
            assert sum(map(len, read_blocks(source, "x", "2025-01-01"))) == 40


def test_a_data_set_is_read_as_it_stands(data_set):
    """Rows chosen, moved or in another format, lazily or not, come as the data set gives them."""
    _, rows = data_set
    assert told(read(rows, "x", "2025-01-01")) == told(TABLE)
    assert told(read(rows.with_format("pandas", columns=["labels"]), "x", "2025-01-01")) == told(TABLE)
    assert told(read(rows.to_iterable_dataset(), "x", "2025-01-01")) == told(TABLE)
    moved = rows.shuffle(seed=3).select(range(9))
    assert read(moved, "x", "2025-01-01").columns["username"].to_list() == moved["username"][:]
    for source in (moved, moved.to_iterable_dataset()):
        names = [name for block in read_blocks(source, "x", "2025-01-01") for name in told(block)["username"]]
        assert names == moved["username"][:]


def test_a_data_set_of_several_splits_asks_for_one(data_set):
    """The only split is read; of several the error says how one is passed."""
    datasets, rows = data_set
    assert told(read(datasets.DatasetDict({"train": rows}), "x", "2025-01-01")) == told(TABLE)
    with pytest.raises(ProfileError, match=r"'train', 'test': pass one of them, such as data\['train'\]"):
        read(datasets.DatasetDict({"train": rows, "test": rows}))
