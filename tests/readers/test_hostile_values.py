"""Values that nobody expects: never a foreign error, always a row for a row, and one issue that says what it was."""

import json
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import fakefollow as ff
from fakefollow.errors import FakefollowError, ProfileError
from fakefollow.profiles import COLUMNS


def nested(depth: int) -> list[object]:
    """Return lists within each other, so many that Python cannot show them."""
    held: list[object] = []
    for _ in range(depth):
        held = [held]
    return held


class Unshowable:
    """Neither shown nor compared."""

    def __repr__(self) -> str:
        raise RuntimeError("not shown")

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("not compared")

    __hash__ = None  # type: ignore[assignment]


ODD = {
    "NA": pd.NA,
    "NaT": np.datetime64("NaT", "us"),
    "signalling": Decimal("sNaN"),
    "endless": Decimal("Infinity"),
    "digits": 10**10_000,
    "text of digits": "9" * 10_000,
    "complex": 1j,
    "bytes": b"\xff",
    "duration": np.timedelta64(5, "ns"),
    "far": np.datetime64(10**6, "Y"),
    "far in pandas": pd.Timestamp(np.datetime64(2**61, "ms")),
    "zone": datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
    "deep": nested(100_000),
    "no dimension": np.array(5),
    "void": np.void(b"x"),
    "surrogate": "\ud800",
    "NUL": "a\0b",
    "turned": "\u202eabc",
    "unshowable": Unshowable(),
    "frame": pd.DataFrame({"a": [1]}),
}


@pytest.mark.parametrize("column", [*COLUMNS, "kind", "platform", "other"])
@pytest.mark.parametrize("got", ODD, ids=str)
def test_an_odd_value_costs_no_row_and_no_score(got: str, column: str) -> None:
    """In every column every odd value leaves the rows, and finite scores, in lists and in frames."""
    rows = [{"username": "ada", "following_count": 3}] + 10 * [
        {"username": "bob", "following_count": 3, column: ODD[got]}
    ]
    assert np.isfinite(ff.score(rows).authenticity).tolist() == [True] * 11
    if column in ("created_at", "id", "kind"):
        held = pd.Series([row.get(column) for row in rows], dtype=object)
        frame = pd.DataFrame({"username": ["ada"] * 11, "following_count": [3] * 11}).assign(**{column: held})
        assert np.isfinite(ff.score(frame).authenticity).tolist() == [True] * 11


@pytest.mark.parametrize("got", ODD, ids=str)
def test_odd_rows_and_arguments_are_named(got: str) -> None:
    """A row that is no object is one issue; a platform or time of observation that is none is an error that says so."""
    if got not in ("frame", "unshowable"):
        assert len(ff.read([ODD[got], {"username": "ada"}])) == 2
    with pytest.raises(FakefollowError, match="platform"):
        ff.read([{"username": "ada"}], platform=ODD[got])
    if got not in ("NA", "NaT", "no dimension"):
        with pytest.raises(ProfileError, match="expected a datetime, a date"):
            ff.read([{"username": "ada"}], observed_at=ODD[got])


def test_numbers_of_numpy_that_are_times_are_no_counts() -> None:
    """Five nanoseconds are not five followers, and the nanoseconds of a time are nobody's id."""
    row = {"username": "ada", "followers_count": np.timedelta64(5, "ns"), "id": np.datetime64("2020-01-01", "ns")}
    table = ff.read([row])
    assert [issue.column for issue in table.issues] == ["id", "followers_count"]
    assert not table.columns["id"].valid.any()


def test_texts_are_kept_up_to_a_length_and_identifiers_not_cut() -> None:
    """A bio of megabytes is cut with an issue; of an id a part would be somebody else's."""
    rows = [{"id": "1" * 200_000, "username": "ada", "description": "x" * 3_000_000}] * 2
    for source in (rows, pd.DataFrame(rows)):
        table = ff.read(source)
        assert [len(text) for text in table.texts("description").to_list()] == [100_000] * 2
        assert table.texts("id").to_list() == [None, None]
        assert "read up to there" in str(table.issues[1])


def test_a_long_cell_is_no_count_and_costs_no_time() -> None:
    """What is longer than any way to write a count or time is not looked at as one."""
    rows = [{"username": f"u{i}", "followers_count": "1." * 50_000, "created_at": "(" * 100_000} for i in range(20)]
    assert len(ff.read(rows).issues) == 40


def test_many_bad_values_are_counted_exactly_and_kept_packed() -> None:
    """Issues take some bytes each, and give back all that is known of every bad value, by row."""
    issues = ff.read([{"username": f"u{i}", "followers_count": -1 - i} for i in range(50_000)]).issues
    assert (len(issues), issues[-1].row, issues[-1].got) == (50_000, 49_999, "-50000")
    assert issues[1:3] == [issues[1], issues[2]]
    assert len(issues._texts) + 24 * len(issues) < 40 * len(issues)
    assert issues.to_dict()["row"] == list(range(50_000))


@pytest.mark.parametrize(
    "name", ["scree\0n_name", "\ud800screen_name", "followers\x1f_count", 'user"name', "user\\name"]
)
def test_keys_that_are_nearly_a_field_are_read_or_left(name: str) -> None:
    """A key with a control, a quote or half a character in it is a key, in rows and in lines of JSON."""
    row = {"id": "7", name: "ada", "username": "bob", "friends_count": 3}
    lines = (json.dumps(row) + "\n").encode() * 2
    assert len(ff.read(lines)) == len(ff.read([row, row])) == 2
    assert ff.read(lines, columns={name: "name"}).texts("name").to_list() == ["ada", "ada"]


@pytest.mark.parametrize("value", [pd.NA, np.array([1, 2]), np.array([]), [], {}, 5, pd.Series([1, 2])])
def test_signs_of_a_shape_are_texts(value: object) -> None:
    """Where a word tells the form of a profile, as of GitHub, anything else in its place tells nothing."""
    rows = [{"login": f"ada{n}", "id": n, "node_id": "x", "type": "User", "followers": 3} for n in range(3)]
    assert len(ff.score([*rows, {**rows[0], "type": value}])) == 4
    assert len(ff.score([{**rows[0], "kind": value, "type": value, "title": "", "description": ""}] * 2)) == 2


@pytest.mark.filterwarnings("ignore::fakefollow.errors.FakefollowWarning")
@pytest.mark.parametrize("odd", [[], {}, None, 5, "", [[[]]], pd.NA])
def test_a_post_without_its_account_keeps_its_row(odd: object) -> None:
    """Where posts hold their accounts, one that holds an empty list is a row too, the first as well."""
    samples = json.loads((Path(__file__).parents[1] / "platforms/platform_samples.json").read_text("utf8"))
    post = next(sample["profile"] for sample in samples.values() if sample["profile"].keys() == {"date", "user"})
    for rows in ([{**post, "user": odd}, post, post], [post, {**post, "user": odd}, post]):
        assert len(ff.read(rows)) == 3
    assert len(ff.read([{"data": []}, {"data": [{"username": "ada", "followers_count": 3}] * 2}])) == 2
