"""Archives, workbooks and databases made to do harm: each is read or refused, with what is wrong, and in seconds."""

import bz2
import gzip
import io
import lzma
import os
import re
import sqlite3
import time
import zipfile
from contextlib import closing

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import fakefollow as ff
from fakefollow.errors import FakefollowError, ProfileError
from fakefollow.readers import Source

LINES = b'{"username": "ada", "followers_count": 3}\n'


@pytest.fixture
def small_caps(monkeypatch):
    """Make the caps such that a test reaches them fast."""
    monkeypatch.setattr("fakefollow.readers.opening.LARGEST_DOCUMENT", 1 << 22)
    monkeypatch.setattr("fakefollow.readers.opening.GROWTH", (1 << 20, 2))


def zipped(**members: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "."), data)
    return held.getvalue()


def zstd(data: bytes) -> bytes:
    return pa.compress(data, codec="zstd", asbytes=True)


PACKINGS = [gzip.compress, bz2.compress, lzma.compress, zstd, lambda data: zipped(followers__jsonl=data)]


@pytest.mark.parametrize("inner", PACKINGS)
@pytest.mark.parametrize("outer", PACKINGS)
def test_archives_in_archives_are_read(outer, inner) -> None:
    """Whatever is packed in whatever gives its rows, in one piece or in batches."""
    assert len(ff.read(outer(inner(LINES * 3)))) == 3
    assert sum(batch.num_rows for batch in ff.score_batches(outer(inner(LINES * 3)))) == 3


@pytest.mark.parametrize("pack", PACKINGS)
@pytest.mark.parametrize("head", [b"", b"[", b"PK\x03\x04", b"PAR1", b"ARROW1\0\0", b"SQLite format 3\0", b"<html>"])
def test_no_packed_kind_of_file_grows_beyond_the_cap(small_caps, pack, head) -> None:
    """What is read here and there is unpacked up to the cap as well, alone and in another archive."""
    bomb = pack(head + b"\0" * (1 << 21))
    for data in (bomb, gzip.compress(bomb), zipped(followers__zip=bomb)):
        with pytest.raises(ProfileError, match="unpacks to more than 1,048,576 bytes"):
            ff.read(data)


def test_a_zip_whose_directory_lies_is_refused(small_caps) -> None:
    """A member that is larger than the directory says is not unpacked beyond that."""
    data = zipped(followers__jsonl=b"\0" * (1 << 24)).replace((1 << 24).to_bytes(4, "little"), bytes([9, 0, 0, 0]))
    with pytest.raises(ProfileError, match="Bad CRC-32"):
        ff.read(data)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"])
def test_a_workbook_whose_directory_lies_is_refused(part) -> None:
    """No part of it is unpacked beyond the size that it claims, whichever it is."""
    book, held = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["username"])
    book.save(held)
    with zipfile.ZipFile(held) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = parts[part].replace(b"?>", b"?>" + b" " * (1 << 24), 1).ljust((1 << 24) + 12_345)
    size = len(parts[part]).to_bytes(4, "little")
    with pytest.raises(ProfileError, match="Bad CRC-32"):
        ff.read(zipped(**parts).replace(size, bytes([99, 0, 0, 0])))


def test_the_files_of_an_export_grow_together(small_caps) -> None:
    """Many files of a zip, each of them small, are not more than the cap."""
    with pytest.raises(ProfileError, match="unpacks to more than"):
        ff.read(zipped(**{f"followers_{n}__json": b" " * (1 << 17) for n in range(20)}))


@pytest.mark.parametrize("pack", [gzip.compress, zstd, lambda data: zipped(followers__zip=data)])
def test_archives_without_end_are_refused(pack) -> None:
    """An archive in an archive in an archive ... is not followed for ever."""
    data = LINES
    for _ in range(40):
        data = pack(data)
    with pytest.raises(ProfileError, match="more than 8 nested archives"):
        ff.read(data)


@pytest.mark.parametrize("pack", PACKINGS)
def test_damaged_archives_are_named(pack) -> None:
    """A wrong byte or a missing end is an error or an issue of this library, wherever it is."""
    whole = pack(os.urandom(300).hex().encode() + LINES * 50)
    for at in range(0, len(whole), 1 + len(whole) // 60):
        for data in (whole[:at], whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1 :]):
            try:
                ff.score(data)
            except FakefollowError:
                continue


def test_a_workbook_damaged_anywhere_is_a_clear_error() -> None:
    """What openpyxl raises, of whatever type, becomes an error that says what to do; rows out of nowhere do not."""
    book = openpyxl.Workbook()
    for row in (["username", "followers_count"], *([f"u{n}", n] for n in range(20))):
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    with zipfile.ZipFile(held) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    for name, data in parts.items():
        for wrong in (None, data[: len(data) // 2], data.replace(b'"', b'"9', 3), data.replace(b"<", b"<x", 9), b""):
            changed = {part: wrong if part == name else held for part, held in parts.items()}
            try:
                ff.read(zipped(**{part: held for part, held in changed.items() if held is not None}))
            except ProfileError:
                continue
    assert len(ff.read(zipped(**parts))) == 20
    for reference in ("A1048577", "A99999999999", "ZZZZZ5"):
        row = f'<row r="{reference.lstrip("AZ")}"><c r="{reference}"><v>1</v></c></row>'.encode()
        moved = re.sub(rb'<row r="5".*?</row>', row, parts[sheet], flags=re.DOTALL)
        with pytest.raises(ProfileError, match="damaged"):
            ff.read(zipped(**{**parts, sheet: moved}))
    with pytest.raises(ProfileError, match=r"damaged.*save it as CSV"):
        ff.read(zipped(**{**parts, sheet: parts[sheet][:200]}))
    lies = parts[sheet].replace(b'<dimension ref="A1:B21"', b'<dimension ref="A1:A2"')
    assert lies != parts[sheet]
    assert len(ff.read(zipped(**{**parts, sheet: lies})).columns) == 2


def database(*statements: str) -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        return connection.serialize()


@pytest.mark.parametrize(
    ("selected", "message"),
    [
        ("n AS username", "unpacks to more than 1,048,576 bytes"),
        ("hex(zeroblob(100000)) AS username", "unpacks to more than 1,048,576 bytes"),
        ("count(*) AS username", "a view never ends"),
    ],
)
def test_a_view_without_end_is_refused(small_caps, monkeypatch, selected: str, message: str) -> None:
    """A view that counts for ever is stopped, be it that it gives rows or none."""
    monkeypatch.setattr("fakefollow.readers.cells.STEPS", 1000)
    endless = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c)"
    data = database(f"CREATE VIEW followers AS {endless} SELECT {selected} FROM c")  # noqa: S608 - harmless
    with pytest.raises(ProfileError, match=message):
        ff.read(data)
    with pytest.raises(ProfileError, match=message):
        list(ff.score_batches(data))


def test_texts_of_a_database_that_are_no_utf8_are_mended() -> None:
    """As everywhere such a text is read with an issue; a name of a column that is none is an error."""
    table = "CREATE TABLE followers(username, followers_count)"
    data = database(table, "INSERT INTO followers VALUES (CAST(x'636166e9' AS TEXT), 5), ('bob', 6)")
    read = ff.read(data)
    assert read.texts("username").to_list() == ["caf\ufffd", "bob"]
    assert [issue.row for issue in read.issues] == [0]
    for name in (b"username", b"followers"):
        with pytest.raises(ProfileError, match="expected an SQLite database, but"):
            ff.read(data.replace(name, b"\xff" * len(name)))


def test_any_damage_to_a_database_is_read_or_refused() -> None:
    """Changed bytes anywhere raise nothing else."""
    whole = database("CREATE TABLE followers(username, posts_count)", *["INSERT INTO followers VALUES ('a', 5)"] * 40)
    random = np.random.default_rng(0)
    for _ in range(150):
        data = bytearray(whole)
        for at in random.integers(0, [100, len(data), len(data)]):
            data[at] = random.integers(256)
        try:
            ff.read(bytes(data))
        except FakefollowError:
            continue


def test_parquet_and_arrow_of_more_rows_than_bytes_are_refused(small_caps, tmp_path) -> None:
    """A column of one value takes no place in a file: a million rows of it are no accounts."""
    table = pa.table({"followers_count": np.zeros(1_000_000, np.int64)})
    pq.write_table(table, tmp_path / "a.parquet", compression="zstd")
    with pa.ipc.new_file(
        tmp_path / "a.arrow", table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")
    ) as file:
        file.write_table(table, max_chunksize=10_000)
    for name in ("a.parquet", "a.arrow"):
        with pytest.raises(ProfileError, match=f"{name} unpacks to more than 1,048,576 bytes"):
            ff.read(tmp_path / name)


@pytest.mark.parametrize("change", ["written", "shorter", "replaced", "gone"])
@pytest.mark.parametrize("ending", ["jsonl", "parquet"])
def test_a_file_that_changes_while_it_is_read_is_named(tmp_path, monkeypatch, change: str, ending: str) -> None:
    """What is read of a file that another writes is neither the old nor the new: an error, not some rows."""
    path = tmp_path / f"a.{ending}"
    if ending == "jsonl":
        path.write_bytes(b"".join(b'{"username": "u%d"}\n' % n for n in range(70_000)))
    else:
        pq.write_table(pa.table({"username": [f"u{n}" for n in range(200_000)]}), path, row_group_size=20_000)
    batches = ff.score_batches(path, batch_size=1000)
    next(batches)
    held = path.read_bytes()
    if change in ("gone", "replaced"):
        path.unlink()
    if change in ("written", "replaced"):
        path.write_bytes(held + LINES)
    if change == "shorter":
        os.truncate(path, len(held) // 3)
    with pytest.raises((ProfileError, FileNotFoundError), match=r"a\.\w+(: the file changed while it was read|')"):
        list(batches)


def test_too_little_memory_is_told_with_the_way_out(tmp_path) -> None:
    """A MemoryError is an error of the library that names the file, and how it is read part by part."""

    class Full(io.BytesIO):
        def read1(self, size: int = -1) -> bytes:
            raise MemoryError

    for read in (ff.read, lambda source: list(ff.score_batches(source))):
        with pytest.raises(ProfileError, match=r"big\.jsonl: not enough memory.*score_batches"):
            read(Source("big.jsonl", lambda: Full(LINES)))


@pytest.mark.parametrize("given", [None, 5, [1], object()])
def test_an_open_file_that_gives_no_bytes_is_told(given) -> None:
    """Whatever a read gives, it is not taken for a number of bytes."""

    class Odd:
        def __init__(self) -> None:
            self.left = [given, b""]

        def read(self, size: int) -> object:
            return self.left.pop(0)

    with pytest.raises(ProfileError, match="expected bytes or text|is empty"):
        ff.read(Odd())


@pytest.mark.parametrize("name", ["\ud800", "\udd00.jsonl", "~\udfff/a.csv", "a\0.jsonl"])
def test_a_name_that_no_file_can_have_is_refused(name: str) -> None:
    """Half a character is not in any path; the error says so, wherever it is given."""
    for call in (ff.read, ff.score, ff.audit, lambda path: list(ff.score_batches(path)), lambda path: ff.read([path])):
        with pytest.raises(ProfileError, match="is not a file path|expected"):
            call(name)


def test_time_is_bounded() -> None:
    """A bomb of a gigabyte, told by its first bytes as text, is refused in a few seconds of work."""
    part = gzip.compress(bytes(1 << 24), 1)
    start = time.process_time()
    with pytest.raises(ProfileError, match="a line of more than"):
        ff.read(part * 64)
    assert time.process_time() - start < 60
