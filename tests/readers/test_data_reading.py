"""Reading the real data sets of the project, where they are at hand."""

import gzip
import json
import os
import re
import warnings
from pathlib import Path

import pytest

from fakefollow.errors import ObservationTimeWarning, ReadingWarning
from fakefollow.readers import read

pq = pytest.importorskip("pyarrow.parquet")

FOLDER = Path(os.environ.get("FAKEFOLLOW_DATA", "."))
pytestmark = pytest.mark.skipif("FAKEFOLLOW_DATA" not in os.environ, reason="FAKEFOLLOW_DATA names no folder")

TABLES = sorted(FOLDER.glob("accounts/*.parquet")) + sorted(FOLDER.glob("followers/*.parquet"))
POSTS = sorted(FOLDER.glob("native/*_tweets.json.gz"))
REPEATED_IDS = {"caverlee-2011": 44, "kaggle-nyu-bots-2017": 6, "srf-instagram-2017": 2, "ordered-17*": 1}
"""Accounts that occur twice in a file, which is all that is wrong with these files."""


def read_quietly(path):
    """Read a file of which it is known that some rows have no observation time, or that it has no counts."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ObservationTimeWarning)
        warnings.filterwarnings("ignore", "no profile has a count", ReadingWarning)
        return read(path)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_every_table_is_read_row_by_row(path):
    """A table has as many rows as its file, and its only issues are accounts that occur twice."""
    table = read_quietly(path)
    assert len(table) == pq.read_metadata(path).num_rows
    assert {issue.expected for issue in table.issues} <= {"an id once"}
    repeated = [n for name, n in REPEATED_IDS.items() if path.match(f"{name}.parquet")]
    assert len(table.issues) == sum(repeated)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_nothing_that_a_file_observed_is_lost(path):
    """A canonical column has exactly the values of the file, save empty identifiers and urls that are no links."""
    frame, table = pq.read_table(path), read_quietly(path)
    for name, column in table.columns.items():
        values = frame[THEIR_NAMES.get(name, name)].to_pylist()
        if name in {"id", "username"}:
            known = [value not in (None, "") for value in values]
        elif name == "url":
            names = frame["username"].to_pylist()
            pairs = zip(values, names, strict=True)
            known = [url is not None and not is_no_link(url, of, table.platform) for url, of in pairs]
        else:
            known = [value is not None for value in values]
        assert column.valid.tolist() == known, name


THEIR_NAMES = {"repositories_count": "public_repos"}
"""Canonical name -> the name that some of the files have for it."""


def is_no_link(url, username, platform):
    """Tell whether a url says that there is none, or is the account's own page on its platform."""
    host = {"x": r"(www\.|mobile\.)?(twitter|x)", "github": r"(www\.)?github"}.get(platform, "no page")
    page = rf"(https?://)?{host}\.com/(#!/)?@?{re.escape(username or '')}/?"
    return re.fullmatch(rf"none|null|{page}", url, re.I) is not None


@pytest.mark.parametrize("path", POSTS, ids=lambda path: path.stem)
def test_native_posts_are_read_row_by_row(path):
    """The posts with their users give one row each and no issue."""
    table = read_quietly(path)
    assert len(table) == len(json.loads(gzip.decompress(path.read_bytes())))
    assert (table.platform, len(table.issues)) == ("x", 0)


@pytest.mark.parametrize("path", POSTS, ids=lambda path: path.stem)
def test_native_posts_hold_the_canonical_values(path):
    """Joined by id, what the platform hands out is what the canonical table of the same set says."""
    native, canonical = (rows_by_id(path), rows_by_id(FOLDER / "accounts" / f"{path.name.split('_')[0]}.parquet"))
    assert native.keys() == canonical.keys()
    for identifier, row in native.items():
        compared = {name: value for name, value in canonical[identifier].items() if name in row}
        assert {name: row[name] for name in compared} == compared


def test_the_mib_table_holds_the_canonical_values():
    """The CSV of the E13 group gives what the canonical table says, save for blanks around texts."""
    native = rows_by_id(FOLDER / "native" / "cresci-2015-E13_users.csv.gz")
    canonical = rows_by_id(FOLDER / "accounts" / "cresci-2015.parquet")
    assert len(native) == 1_481
    for identifier, row in native.items():
        compared = {name: stripped(value) for name, value in canonical[identifier].items() if name in row}
        assert {name: stripped(row[name]) for name in compared} == compared


def stripped(value):
    """Return a text without blanks around it, any other value as it is."""
    return value.strip() if isinstance(value, str) else value


def rows_by_id(path):
    """Return the rows of a file by id, without the address of the picture; a null url counts as empty."""
    table = read_quietly(path)
    names = [name for name in table.columns if name not in {"observed_at", "profile_image_url"}]
    columns = [table.columns[name].to_list() for name in names]
    rows = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
    return {row["id"]: row | {"url": row["url"] or ""} for row in rows}
