import sys
from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pytest

from fakefollow.errors import MissingExtraError, ProfileError
from fakefollow.readers import read

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


FEW_AND_MANY = pytest.mark.parametrize("copies", [1, 400], ids=["listed texts", "arrow texts"])
"""Above 1,000 rows the texts of arrow are taken over as buffers."""


def values_of(table, *names):
    """Return columns of a table as lists."""
    return [table.columns[name].to_list() for name in names]


def times(rows, copies):
    """Return columns of so many copies of the rows."""
    return {name: values * copies for name, values in rows.items()}


@FEW_AND_MANY
@pytest.mark.parametrize("kind", MAKERS)
def test_every_kind_of_frame_gives_the_same_table(kind, copies):
    """Typed, nullable and object columns of any library hold the same values and the same issues."""
    table = read(MAKERS[kind](times(ROWS, copies)))
    assert dict(zip(EXPECTED, values_of(table, *EXPECTED), strict=True)) == times(EXPECTED, copies)
    assert [(issue.row, issue.column) for issue in table.issues if issue.column != "id"] == [
        (4 * copy + row, column)
        for copy in range(copies)
        for row, column in ((1, "created_at"), (3, "followers_count"))
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


@FEW_AND_MANY
def test_texts_of_frames_are_tidied(copies):
    """NUL and @ go whether texts come as arrow buffers or as a list."""
    table = read(pl.DataFrame({"username": ["@a", *[None, "b\0c", "@é"] * copies]}).slice(1))
    assert values_of(table, "username") == [[None, "bc", "é"] * copies]
    assert [(issue.row, issue.expected) for issue in table.issues if issue.expected != "an account once"] == [
        (3 * copy + 1, "text without NUL characters") for copy in range(copies)
    ]


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
        (pd.DataFrame({"colour": ["red"]}), r"got 'colour'; pass columns="),
        (pd.DataFrame([[1, 2]]), "pass columns="),
        (pd.DataFrame(), "got no columns"),
        (pd.DataFrame([[1, 2]], columns=["id", "id"]), "rename or drop a column"),
        (pd.Series(["ada"]), "no row has named fields"),
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
    pl.DataFrame({"id": [str(n) for n in range(70_000)], "posts_count": counts, "extra": counts}).write_parquet(path)
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


def test_parquet_without_its_library_names_the_extra(tmp_path, monkeypatch):
    """Where pyarrow is not installed the error says what to install; frames are read without it."""
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"pip install pyarrow  or.*\.\[parquet\]"):
        read(path)
    names = [f"u{row}" for row in range(1_200)]
    assert values_of(read(pd.DataFrame({"username": names})), "username") == [names]


STORED_ALIKE = {
    "category": lambda values: pd.Series(values, dtype="category"),
    "category of texts": lambda values: pd.Series([None if v is None else str(v) for v in values], dtype="category"),
    **{
        name: lambda values, name=name: pd.Series(values, dtype=name)
        for name in ("Int64", "UInt8", "Float32", "int64[pyarrow]", "double[pyarrow]")
    },
    "decimals of arrow": lambda values: pd.Series(
        [None if v is None else Decimal(v) for v in values], dtype=pd.ArrowDtype(pa.decimal128(12, 2))
    ),
    "decimals": lambda values: pd.Series([None if v is None else Decimal(v) for v in values], dtype=object),
    "pandas.NA": lambda values: pd.Series([pd.NA if v is None else v for v in values], dtype=object),
    "polars": lambda values: pl.Series(values, dtype=pl.Int8),
    "polars decimals": lambda values: pl.Series(values, dtype=pl.Decimal(12, 2)),
    "polars 128 bits": lambda values: pl.Series(values, dtype=pl.Int128),
    "polars categories": lambda values: pl.Series(
        [None if v is None else str(v) for v in values], dtype=pl.Categorical
    ),
    "dictionary": lambda values: pa.array(values).dictionary_encode(),
    "chunks": lambda values: pa.chunked_array([values[:2], values[2:]]),
    "run ends": lambda values: pa.RunEndEncodedArray.from_arrays(range(1, len(values) + 1), pa.array(values)),
    "arrow decimals": lambda values: pa.array(values, pa.int64()).cast(pa.decimal128(22, 2)),
    "part of an array": lambda values: pa.array([8, *values, 9]).slice(1, len(values)),
}


def frame_with(name, series):
    """Return a frame of the library of a series, with it and a username."""
    names = [f"u{place}" for place in range(len(series))]
    make = (
        pd.DataFrame if isinstance(series, pd.Series) else pl.DataFrame if isinstance(series, pl.Series) else pa.table
    )
    return make({"username": names, name: series})


@pytest.mark.parametrize("kind", STORED_ALIKE)
def test_counts_are_the_same_however_they_are_stored(kind):
    """Categories, nullable and arrow types, decimals of databases, chunks and parts of arrays hold the same counts."""
    table = read(frame_with("followers_count", STORED_ALIKE[kind]([3, None, 7, 0])))
    assert (values_of(table, "followers_count"), len(table.issues)) == ([[3, None, 7, 0]], 0)


TEXTS_ALIKE = {
    **{
        name: lambda values, name=name: pd.Series(values, dtype=name)
        for name in ("object", "string", "string[pyarrow]", "string[python]", "category")
    },
    "arrow in pandas": lambda values: pd.Series(values, dtype=pd.ArrowDtype(pa.large_string())),
    "dictionary in pandas": lambda values: pd.Series(
        values, dtype=pd.ArrowDtype(pa.dictionary(pa.int32(), pa.string()))
    ),
    "polars": lambda values: pl.Series(values, dtype=pl.String),
    "polars categories": lambda values: pl.Series(values, dtype=pl.Categorical),
    "polars enum": lambda values: pl.Series(values, dtype=pl.Enum(["é", "", "b"])),
    "string view": lambda values: pa.array(values, pa.string_view()),
    "dictionary": lambda values: pa.array(values).dictionary_encode(),
    "chunks": lambda values: pa.chunked_array([values[:1], [], values[1:]], pa.string()),
    "part of an array": lambda values: pa.array(["x", *values]).slice(1),
}


@FEW_AND_MANY
@pytest.mark.parametrize("kind", TEXTS_ALIKE)
def test_texts_are_the_same_however_they_are_stored(kind, copies):
    """Every type of text, with nulls, empty texts and letters beyond ASCII, holds the same texts."""
    texts = ["é", None, "", "b"] * copies
    table = read(frame_with("description", TEXTS_ALIKE[kind](texts)))
    assert (values_of(table, "description"), len(table.issues)) == ([texts], 0)


@pytest.mark.parametrize(
    "days",
    [
        pd.Series([date(2020, 1, 1), None], dtype=pd.ArrowDtype(pa.date32())),
        pd.Series([date(2020, 1, 1), None], dtype=object),
        pd.Series(pd.Categorical(pd.to_datetime(["2020-01-01", None]))),
        pl.Series([date(2020, 1, 1), None]),
        pa.array([date(2020, 1, 1), None], pa.date32()),
        pa.array([date(2020, 1, 1), None], pa.date64()),
    ],
    ids=["arrow in pandas", "objects", "category", "polars", "date32", "date64"],
)
def test_days_are_the_same_however_they_are_stored(days):
    """Dates of every library are midnights, and none of them stops the reading."""
    table = read(frame_with("observed_at", days))
    assert (values_of(table, "observed_at"), len(table.issues)) == ([[datetime(2020, 1, 1), None]], 0)


@pytest.mark.parametrize(
    "ids",
    [
        pd.Series([Decimal(2**62 + 1), None], dtype=object),
        pl.Series([2**62 + 1, None], dtype=pl.Decimal(20, 0)),
        pa.array([Decimal(2**62 + 1), None], pa.decimal128(20, 0)),
        pd.Series([2**62 + 1, None], dtype="Int64"),
        pl.Series([2**62 + 1, None]),
    ],
    ids=["decimals", "polars decimals", "arrow decimals", "nullable", "polars"],
)
def test_exact_ids_keep_every_digit(ids):
    """Integers and decimals of a database are exact, so no digit of an id is lost."""
    table = read(frame_with("id", ids))
    assert (values_of(table, "id"), len(table.issues)) == ([[str(2**62 + 1), None]], 0)


@pytest.mark.parametrize("value", [Decimal("7.5"), Decimal("-1"), Decimal("1e999999"), Decimal("Infinity")])
def test_decimals_that_are_no_counts_are_issues(value):
    """A decimal obeys the same rules as other numbers, however large it is."""
    table = read(pd.DataFrame({"username": ["ada"], "followers_count": [value], "id": [value]}))
    assert values_of(table, "followers_count", "id") == [[None], ["-1" if value == -1 else None]]
    assert len(table.issues) == (1 if value == -1 else 2)


@pytest.mark.parametrize(
    "values",
    [
        pa.array([[1], [2]]),
        pa.array([{"a": 1}, {"a": 2}]),
        pa.array([[("a", 1)], [("b", 2)]], pa.map_(pa.string(), pa.int64())),
        pa.array([b"1", b"2"]),
        pl.Series([[1], [2]]),
        pl.Series([{"a": 1}, {"a": 2}]),
        pl.Series([b"1", b"2"]),
        pd.Series([[1], {"a": 2}]),
        pd.Series(pd.interval_range(0, 2)),
        pd.Series([1 + 2j, 2j]),
    ],
    ids=[
        *("list", "struct", "map", "binary", "polars list", "polars struct", "polars binary"),
        *("objects", "intervals", "complex"),
    ],
)
def test_values_that_are_no_counts_are_issues(values):
    """A column of another nature loses its values, one issue each, and the rows stay."""
    table = read(frame_with("posts_count", values))
    assert values_of(table, "username", "posts_count") == [["u0", "u1"], [None, None]]
    assert [(issue.row, issue.column) for issue in table.issues] == [(0, "posts_count"), (1, "posts_count")]


@pytest.mark.filterwarnings("ignore:no profile has a count")
@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("rows", [slice(1, 3), slice(2, 2), slice(3, None)], ids=str)
def test_a_part_of_a_frame_is_read_as_the_part_of_its_table(kind, rows):
    """Slices share the buffers of the whole; only their own rows are read."""
    frame = MAKERS[kind](ROWS)
    part = frame.slice(rows.start, len(range(*rows.indices(4)))) if hasattr(frame, "slice") else frame.iloc[rows]
    found, whole = read(part), read(frame)
    assert len(found) == len(range(*rows.indices(4)))
    for name in EXPECTED:
        assert found.columns[name].to_list() == whole.columns[name].to_list()[rows]


@pytest.mark.parametrize("kind", ["pandas", "polars", "pyarrow"])
def test_a_frame_is_left_as_it_was(kind):
    """Reading changes nothing in what it is given, also where it mends values."""
    frame, before = MAKERS[kind](ROWS), MAKERS[kind](ROWS)
    read(frame, observed_at="2030-01-01", columns={"colour": "location"})
    assert frame.equals(before)
