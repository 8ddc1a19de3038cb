from datetime import UTC, date, datetime

import numpy as np
import pytest

from fakefollow.errors import ProfileError
from fakefollow.readers import frames, read

pd = pytest.importorskip("pandas")
pl = pytest.importorskip("polars")
pa = pytest.importorskip("pyarrow")

ROWS = {
    "id": [str(number) for number in range(4)],
    "username": ["@ada", "bob", "", None],
    "description": ["é\N{GRINNING FACE}", "", None, "x"],
    "followers_count": [3, 0, None, -1],
    "verified": [True, False, None, True],
    "created_at": [
        datetime(2020, 1, 1, 12, tzinfo=UTC),
        datetime(1970, 1, 1, tzinfo=UTC),
        None,
        datetime(2021, 1, 1, tzinfo=UTC),
    ],
    "observed_at": [datetime(2022, 1, 1, tzinfo=UTC)] * 4,
    "colour": ["red"] * 4,
}
EXPECTED = {
    "id": ["0", "1", "2", "3"],
    "username": ["ada", "bob", None, None],
    "description": ["é\N{GRINNING FACE}", "", None, "x"],
    "followers_count": [3, 0, None, None],
    "verified": [True, False, None, True],
    "created_at": [datetime(2020, 1, 1, 12), None, None, datetime(2021, 1, 1)],
}
MAKERS = {
    "pandas": pd.DataFrame,
    "pandas nullable": lambda rows: pd.DataFrame(rows).convert_dtypes(),
    "pandas arrow": lambda rows: pd.DataFrame(rows).convert_dtypes(dtype_backend="pyarrow"),
    "pandas object": lambda rows: pd.DataFrame(rows, dtype=object),
    "pandas category": lambda rows: pd.DataFrame(rows).astype({"description": "category"}),
    "polars": pl.DataFrame,
    "pyarrow": pa.table,
    "record batch": pa.RecordBatch.from_pydict,
}


def values_of(table, *names):
    """Return columns of a table as lists."""
    return [table.columns[name].to_list() for name in names]


@pytest.mark.parametrize("few_texts", [0, 1_000], ids=["arrow texts", "listed texts"])
@pytest.mark.parametrize("kind", MAKERS)
def test_every_kind_of_frame_gives_the_same_table(kind, few_texts, monkeypatch):
    """Typed, nullable and object columns of any library hold the same values and the same issues."""
    monkeypatch.setattr(frames, "FEW_TEXTS", few_texts)
    table = read(MAKERS[kind](ROWS))
    assert dict(zip(EXPECTED, values_of(table, *EXPECTED), strict=True)) == EXPECTED
    assert [(issue.row, issue.column) for issue in table.issues] == [
        (1, "created_at"),
        (3, "followers_count"),
    ]
    assert table.frame_kind == {"record": "pyarrow"}.get(kind.split()[0], kind.split()[0])
    assert "colour" not in table.columns


def test_the_pandas_index_is_kept():
    """Results can be given back under the labels of the caller; other frames have none."""
    assert list(read(pd.DataFrame({"username": ["a", "b"]}, index=[7, 5])).index) == [7, 5]
    assert read(pl.DataFrame({"username": ["a"]})).index is None


@pytest.mark.parametrize(
    ("values", "counts"),
    [
        (np.array([1.0, np.nan, 2.5, np.inf]), [1, None, None, None]),
        (np.array([1, 2, 2**63 + 1, 10**11], np.uint64), [1, 2, None, None]),
        (np.array([-5, 5, 0, 1], np.int8), [None, 5, 0, 1]),
        (["1", "x", None, "2.0"], [1, None, None, 2]),
        ([True, False, True, True], [None] * 4),
    ],
)
@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.table])
def test_counts_of_any_type_are_checked(make, values, counts):
    """Floats, small, unsigned and text columns obey the same rules as single counts."""
    table = read(make({"posts_count": values}))
    assert values_of(table, "posts_count") == [counts]


@pytest.mark.parametrize(
    "times",
    [
        ["2020-01-01T12:00:00Z", None],
        [datetime(2020, 1, 1, 12), None],
        pd.to_datetime(["2020-01-01T14:00:00+02:00", None]).as_unit("ns"),
        pd.to_datetime(["2020-01-01T12:00:00", None]).as_unit("s"),
    ],
)
def test_times_of_any_resolution_and_zone_become_utc(times):
    """A zone is converted, no zone is UTC, and the unit of the frame does not matter."""
    pandas_frame = pd.DataFrame({"observed_at": times})
    for frame in (pandas_frame, pl.from_pandas(pandas_frame), pa.Table.from_pandas(pandas_frame)):
        assert values_of(read(frame), "observed_at") == [[datetime(2020, 1, 1, 12), None]]


def test_dates_are_midnight():
    """A date column is as good as a time column."""
    frame = pl.DataFrame({"observed_at": [date(2020, 1, 1), None]})
    assert values_of(read(frame), "observed_at") == [[datetime(2020, 1, 1), None]]


def test_a_rounded_id_of_a_float_column_is_refused():
    """pandas makes floats of ids with gaps; those beyond 2^53 are somebody else's."""
    table = read(pd.DataFrame({"id": [1.0, 2.0**60, np.nan]}))
    assert values_of(table, "id") == [["1", None, None]]


@pytest.mark.parametrize("few_texts", [0, 1_000])
def test_texts_of_frames_are_tidied(few_texts, monkeypatch):
    """NUL and @ go whether texts come as arrow buffers or as a list."""
    monkeypatch.setattr(frames, "FEW_TEXTS", few_texts)
    table = read(pl.DataFrame({"username": ["@a", None, "b\0c", "é"]}).slice(1))
    assert values_of(table, "username") == [[None, "bc", "é"]]
    assert [(issue.row, issue.expected) for issue in table.issues] == [(1, "text without NUL characters")]


V2 = [
    {"id": "1", "description": "", "public_metrics": {"followers_count": 3, "tweet_count": 2}},
    {"id": "2", "description": None, "public_metrics": {"followers_count": 4, "tweet_count": None}},
]


@pytest.mark.parametrize(
    "frame",
    [pd.DataFrame(V2), pd.json_normalize(V2), pl.DataFrame(V2), pa.Table.from_pylist(V2)],
    ids=["objects", "dotted names", "polars structs", "arrow structs"],
)
def test_nested_values_are_found_in_frames(frame):
    """Dicts, structs and the dotted names of json_normalize are the same path."""
    table = read(frame)
    assert table.platform == "x"
    assert values_of(table, "followers_count", "posts_count") == [[3, 4], [2, None]]
    assert values_of(table, "description") == [["", ""]]


def test_a_frame_of_v11_users_knows_empty_texts_and_missing_banners():
    """In a frame null stands for the null or absent key of the objects it was made of."""
    users = [
        {"screen_name": "ada", "url": None, "profile_link_color": "x"},
        {"screen_name": "bob", "url": "u", "profile_link_color": "x", "profile_banner_url": "b"},
    ]
    for frame in (pd.DataFrame(users), pl.DataFrame(users)):
        assert values_of(read(frame), "url", "has_banner") == [["", "u"], [False, True]]


def test_a_user_column_is_not_a_nested_user():
    """A marker key inside `user` needs an object there."""
    assert read(pd.DataFrame({"user": ["ada"], "posts_count": [1]})).platform is None


@pytest.mark.parametrize(
    ("frame", "fix"),
    [
        (pd.DataFrame({"colour": ["red"]}), r"got 'colour'. Say which column is which with columns="),
        (pd.DataFrame([[1, 2]]), "Say which column is which"),
        (pd.DataFrame(), "got no columns"),
        (pd.DataFrame([[1, 2]], columns=["id", "id"]), "rename or drop a column"),
        (pl.LazyFrame({"id": ["1"]}), "collect it first"),
        (pd.Series(["ada"]), "expected a path, a pandas, polars or pyarrow frame"),
    ],
)
def test_frames_that_cannot_be_read_tell_the_way(frame, fix):
    """What is no frame of profiles is refused with what to do."""
    with pytest.raises(ProfileError, match=fix):
        read(frame)


def test_columns_of_frames_can_be_named():
    """`columns=` works on frames as on files."""
    frame = pd.DataFrame({"handle": ["ada"], "fans": [3]})
    table = read(frame, columns={"handle": "username", "fans": "followers_count"})
    assert values_of(table, "username", "followers_count") == [["ada"], [3]]


def test_an_empty_frame_is_a_table_without_rows():
    """Known columns and no rows are an audience of nobody."""
    table = read(pl.DataFrame(schema={"username": pl.String, "created_at": pl.Datetime}))
    assert (len(table), sorted(table.columns)) == (0, ["created_at", "username"])


def test_parquet_is_read_in_batches(tmp_path):
    """A Parquet file longer than a batch keeps its rows in order, and its issues name the row of the file."""
    counts = list(range(70_000))
    counts[69_999] = -1
    path = tmp_path / "a.parquet"
    pl.DataFrame(
        {"id": [str(n) for n in range(70_000)], "posts_count": counts, "extra": counts}
    ).write_parquet(path)
    table = read(path)
    assert table.columns["posts_count"].to_list() == [*range(69_999), None]
    assert table.texts("id").to_list()[-1] == "69999"
    assert [issue.row for issue in table.issues] == [69_999]
    assert table.frame_kind is None


def test_nested_and_empty_parquet_files_are_read(tmp_path):
    """Structs in Parquet are found like objects, and a file without rows is an audience of nobody."""
    path = tmp_path / "a.parquet"
    pl.DataFrame(V2).write_parquet(path)
    assert values_of(read(path), "followers_count") == [[3, 4]]
    pl.DataFrame(V2).clear().write_parquet(path)
    assert len(read(path)) == 0


def test_what_is_no_parquet_is_an_error(tmp_path):
    """A damaged file is refused as a whole."""
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1 no")
    with pytest.raises(ProfileError, match="expected a Parquet file"):
        read(path)
