"""Files that nobody expects: damaged, endless, or no files at all. Rows are kept, else one error names the file."""

import io
import os
from contextlib import suppress

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import fakefollow as ff
from fakefollow.errors import FakefollowError, ProfileError
from fakefollow.readers import Source

BAD = b"caf\xe9"


def raw(*texts: bytes) -> pa.Array:
    """Return texts of arrow that need not be UTF-8."""
    ends = np.cumsum([0, *map(len, texts)]).astype(np.int32)
    return pa.Array.from_buffers(pa.string(), len(texts), [None, pa.py_buffer(ends), pa.py_buffer(b"".join(texts))])


@pytest.mark.parametrize("text", [b"\x1c", b"\xc2\xa0\n", b"\x0c\n\x0c", b"sep=,\n", b"\n \n"])
def test_a_text_of_blanks_is_empty(text: bytes) -> None:
    """Whatever counts as a blank, a table of nothing else is an empty input."""
    with pytest.raises(ProfileError, match="is empty|no row could be read"):
        ff.read(text)


@pytest.mark.parametrize(
    "ending", ["jsonl", "json", "csv", "html", "js", "parquet", "arrow", "xlsx", "sqlite", "gz", ""]
)
def test_arbitrary_bytes_under_any_name_are_refused_or_read(tmp_path, ending: str) -> None:
    """No ending makes bytes raise anything but the errors of this library."""
    heads = b"|PAR1|ARROW1|PK\x03\x04|\x1f\x8b|SQLite format 3\0|<html><![ x|[{|sep=\xff\n".split(b"|")
    for number, head in enumerate(heads):
        path = tmp_path / f"{number}.{ending}"
        path.write_bytes(head + np.random.default_rng(number).bytes(500))
        with suppress(FakefollowError):
            assert np.isfinite(ff.score(path).authenticity).all()


@pytest.mark.parametrize("column", ["username", "description", "created_at", "junk"])
def test_arrow_texts_that_are_no_utf8_are_mended(tmp_path, column: str) -> None:
    """In frames and files of any length bytes that are no UTF-8 are replaced with an issue, or not read at all."""
    for n in (1, 400):
        held = {"username": pa.array([str(i) for i in range(3 * n)]), "followers_count": pa.array([5] * 3 * n)}
        table = pa.table(held | {column: raw(*([BAD, b"x", b"y"] * n))})
        pq.write_table(table, tmp_path / "a.parquet")
        with pa.ipc.new_file(str(tmp_path / "a.arrow"), table.schema) as file:
            file.write_table(table)
        for source in (table, pl.from_arrow(table), tmp_path / "a.parquet", tmp_path / "a.arrow"):
            read = ff.read(source)
            assert len(read) == 3 * n
            assert sum(issue.column == column for issue in read.issues) >= (0 if column == "junk" else n)
            if column == "description":
                assert read.texts(column).to_list()[0] == "caf\ufffd"


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("column", ["created_at", "valid_to", "name"])
def test_times_beyond_those_of_python_are_one_issue_each(column: str, unit: str) -> None:
    """A time of the year 292,277,026,596 is no time of an account; in a column that nobody reads it is nothing."""
    for zone in (None, "America/New_York"):
        far = pa.array([2**63 - 1, 1, -(2**63) + 1], pa.timestamp(unit, zone))
        table = pa.table({"username": ["a", "b", "c"], "followers_count": [1, 2, 3], column: far})
        for source in (table, table.to_pandas(), pl.from_arrow(table)):
            read = ff.read(source)
            assert len(read) == 3
            assert len(read.issues) == (0 if column == "valid_to" else 3)


def test_damaged_parquet_is_named_with_its_row_group(tmp_path) -> None:
    """A page that is broken raises one error, with the file and the group of rows."""
    pq.write_table(pa.table({"username": [f"u{i}" for i in range(4000)]}), tmp_path / "a.parquet", row_group_size=1000)
    held = bytearray((tmp_path / "a.parquet").read_bytes())
    start = pq.ParquetFile(tmp_path / "a.parquet").metadata.row_group(2).column(0).data_page_offset
    held[start : start + 40] = b"\xff" * 40
    (tmp_path / "a.parquet").write_bytes(held)
    with pytest.raises(ProfileError, match=r"a\.parquet: damaged in row group 2 of 4"):
        ff.score(tmp_path / "a.parquet")


def test_a_quote_that_never_closes_costs_no_row() -> None:
    """Lines that an open quote would swallow are rows, be it closed by the quote of a later row or by none."""
    lines = ["username,followers_count", "ada,5", '"bob,6', *(f"c{i},77" for i in range(20_000))]
    table = ff.read("\n".join(lines).encode())
    assert len(table) == 20_002
    assert table.texts("username").to_list()[:3] == ["ada", "bob", "c0"]
    assert [(issue.row, issue.got) for issue in table.issues] == [(1, "a quote that never closes")]
    later = ff.read("\n".join([*lines[:20], '"dan","8"', 'eve,"9"']).encode())
    assert later.columns["followers_count"].to_list() == [5, 6, *[77] * 17, 8, 9]
    bio = ff.read(b'username,description\nada,"first\nsecond, ""third"""\nbob,x\n')
    assert bio.texts("description").to_list() == ['first\nsecond, "third"', "x"]


class Endless(io.BytesIO):
    """A file that begins with some bytes and goes on with one block for ever, which takes no memory."""

    def __init__(self, first: bytes, block: bytes) -> None:
        super().__init__(first)
        self.block = block

    def read(self, n: int | None = -1) -> bytes:
        """Return what is left of the beginning, else the block."""
        return super().read(n) or (self.block if n else b"")

    read1 = read


def endless(name: str, first: bytes, block: bytes) -> Source:
    """Return a source without end."""
    return Source(name, lambda: Endless(first, block))


def test_caps_on_lines_and_documents_are_said(monkeypatch) -> None:
    """An endless line and a document without end are refused with the limit; archives are in a file of their own."""
    block = bytes(1 << 17)
    with pytest.raises(ProfileError, match="a line of more than 268,435,456 bytes"):
        ff.read(endless("a.csv", b"username\n", block))
    monkeypatch.setattr("fakefollow.readers.opening.LARGEST_DOCUMENT", 1 << 20)
    for much in (endless("a.json", b"[", block), Endless(b"", block)):
        with pytest.raises(ProfileError, match="larger than 1,048,576 bytes"):
            ff.read(much)


def test_what_is_no_file_is_refused_without_waiting(tmp_path) -> None:
    """A pipe without a writer, a device, a path that cannot be: an error, and no waiting."""
    os.mkfifo(tmp_path / "pipe.jsonl")
    for path, what in (
        (tmp_path / "pipe.jsonl", "pipe"),
        ("/dev/zero", "device"),
        ("\ud800", "not a file path"),
        (tmp_path, "folder"),
    ):
        with pytest.raises(ProfileError, match=what):
            ff.score(path)


@pytest.mark.filterwarnings("ignore::fakefollow.errors.FakefollowWarning")
def test_odd_names_of_columns_in_frames() -> None:
    """Numbers, None, NA, dates and names twice: what is known is read, or the error says what to rename."""
    for name in (0, None, pd.NA, np.nan, b"a", pd.Timestamp("2020"), ("a", 1), "", "....", "\ud800"):
        assert len(ff.score(pd.DataFrame([[1, "ada"]], columns=pd.Index([name, "username"], dtype=object)))) == 1
    with pytest.raises(ProfileError, match="every column name once"):
        ff.read(pd.DataFrame([[1, 2, 3]], columns=["username", "followers_count", "followers_count"]))
    with pytest.raises(ProfileError, match="pass columns="):
        ff.read(pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("username", "a"), ("b", "c")])))
