"""Files are read by what is in them, whatever they are called and however they are packed."""

import bz2
import gzip
import io
import json
import lzma
import sqlite3
import zipfile

import openpyxl
import pyarrow as pa
import pytest

from fakefollow.errors import CoverageWarning, ProfileError
from fakefollow.readers import read

ROWS = [{"username": "ada", "followers_count": 3}, {"username": "bob", "followers_count": 4}]
LINES = "\n".join(map(json.dumps, ROWS))
CSV = "username,followers_count\nada,3\nbob,4\n"


def zipped(text, name="inside/followers"):
    """Return a zip archive with a file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, text)
        archive.writestr("__MACOSX/x", "")
    return stream.getvalue()


def read_is_right(table):
    """Tell whether a table holds the two rows."""
    return [table.columns[name].to_list() for name in ROWS[0]] == [["ada", "bob"], [3, 4]]


TEXTS = [
    LINES,
    CSV,
    CSV.replace(",", "|"),
    "sep=;\n" + CSV.replace(",", ";"),
    "\ufeff" + CSV,
    json.dumps(ROWS),
    json.dumps(ROWS, indent=2),
    LINES.replace("}", ",}"),
    "\n".join(json.dumps(row, indent=2) for row in ROWS),
    str(ROWS),
    "window.YTD.follower.part0 = " + json.dumps(ROWS),
    CSV.replace("bob", "\ufeffbob"),
    CSV.replace("\n", "\r\n"),
]


@pytest.mark.parametrize("name", ["a", "a.txt", "a.csv", "b.jsonl.xz"])
@pytest.mark.parametrize("text", TEXTS)
def test_what_a_text_is_shows_in_it(tmp_path, text, name):
    """JSON Lines, documents, scripts and delimited texts are told by how they begin."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert read_is_right(read(tmp_path / name))


@pytest.mark.parametrize(
    "pack", [gzip.compress, bz2.compress, lzma.compress, zipped, lambda data: gzip.compress(gzip.compress(data)), None]
)
@pytest.mark.parametrize("text", [LINES, CSV])
def test_what_packs_a_file_shows_in_it(tmp_path, text, pack):
    """Compression is told by the first bytes, also of bytes and of open files."""
    packed = pack(text.encode()) if pack else pa.compress(text.encode(), codec="zstd", asbytes=True)
    (tmp_path / "a.csv").write_bytes(packed)
    with (tmp_path / "a.csv").open("rb") as file:
        for source in (tmp_path / "a.csv", packed, io.BytesIO(packed), file):
            assert read_is_right(read(source))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
@pytest.mark.parametrize("text", [LINES, CSV, json.dumps(ROWS, indent=1)])
def test_encodings_show_in_the_first_bytes(text, encoding):
    """A byte order mark or a NUL in every other byte tells the encoding."""
    assert read_is_right(read(text.encode(encoding)))


def test_windows_1252_is_read_where_it_can_only_be_that_and_said():
    """Western letters that are no UTF-8 are read, with one issue; other scripts need encoding=."""
    text = "username,name,followers_count\nada,Zoë Müller,3\nbob,François,4\n"
    table = read(text.encode("cp1252"))
    assert table.columns["name"].to_list() == ["Zoë Müller", "François"]
    assert [(issue.row, issue.consequence) for issue in table.issues] == [
        (None, "read as Windows-1252: pass encoding= for another")
    ]
    cyrillic = text.replace("Müller", "Мюллер").replace("François", "Франсуа").replace("Zoë", "Зоя")
    assert len(read(cyrillic.encode("cp1251")).issues) == 2
    table = read(cyrillic.encode("cp1251"), encoding="cp1251")
    assert (table.columns["name"].to_list(), len(table.issues)) == (["Зоя Мюллер", "Франсуа"], 0)
    with pytest.raises(ProfileError, match="unknown or wrong for this text.*; try encoding='cp1252'"):
        read(b"username\nada\n", encoding="klingon")


def test_quotes_with_a_backslash_are_read_where_the_rows_then_fit():
    """A bio that ends in a backslash stays whole; quotes within cells may have one before them."""
    escaped = 'username,description,followers_count\nada,"says \\"hi\\", often",12\n'
    assert read(escaped.encode()).columns["description"].to_list() == ['says "hi", often']
    ending = 'username,description,followers_count\nada,"c:\\",12\nbob,"x\\""y",3\n'
    assert read(ending.encode()).columns["followers_count"].to_list() == [12, 3]


def test_a_header_that_comes_again_and_one_that_is_none_are_told():
    """A repeated header is an issue of its row; data in the first line and a header that fits no row are errors."""
    table = read(b"username,followers_count\nada,12\nusername,followers_count\nbob,3\n")
    assert table.columns["username"].to_list() == ["ada", None, "bob"]
    assert [(issue.row, issue.got) for issue in table.issues] == [(1, "the header again")]
    with pytest.raises(ProfileError, match="the first line looks like data .* put a line"):
        read(b"ada,7400000000000000001,12\nbob,7400000000000000002,3\n")
    with pytest.raises(ProfileError, match="the header has 3 cells .*, but none of 2 rows has"):
        read(b"username,followers_count,x1\n1,2\n3,4\n")
    twice = read(b"username,username,followers_count\nada,x,1\n")
    assert (twice.columns["username"].to_list(), twice.issues[0].consequence) == (["ada"], "the first one was read")


def database(path, *tables):
    """Write a database with tables of the rows."""
    connection = sqlite3.connect(path)
    for name in tables:
        connection.execute(f'CREATE TABLE "{name}" (username TEXT, followers_count INTEGER)')
        connection.executemany(f'INSERT INTO "{name}" VALUES (?, ?)', [tuple(row.values()) for row in ROWS])  # noqa: S608
    connection.commit()
    connection.close()
    return path


def test_a_database_is_read_by_its_table(tmp_path):
    """The only table needs no name; of several the error names them."""
    assert read_is_right(read(database(tmp_path / "one.db", "people")))
    two = database(tmp_path / "two.bin", "my followers", "likes")
    assert read_is_right(read(two, table="my followers"))
    for table in (None, "nobody"):
        with pytest.raises(ProfileError, match="the tables are 'likes', 'my followers': pass one"):
            read(two, table=table)
    with pytest.raises(ProfileError, match="is for Excel files and SQLite databases"):
        read(CSV.encode(), table="x")


def test_a_workbook_is_read_by_its_sheet(tmp_path):
    """The first sheet is read unless another is named; an empty cell is an empty text as in CSV."""
    book = openpyxl.Workbook()
    for sheet, rows in ((book.active, ROWS), (book.create_sheet("others"), [ROWS[0], {"username": None, "n": 5}])):
        sheet.append(list(ROWS[0]))
        for row in rows:
            sheet.append(list(row.values()))
    book.save(tmp_path / "a.bin")
    assert read_is_right(read(tmp_path / "a.bin"))
    table = read(tmp_path / "a.bin", table="others")
    assert table.columns["username"].to_list() == ["ada", None]
    with pytest.raises(ProfileError, match="is not a sheet; the sheets are 'Sheet', 'others'"):
        read(tmp_path / "a.bin", table="x")


@pytest.mark.parametrize(
    ("content", "way"),
    [
        (b"%PDF-1.4", "ask the platform for the export as JSON or CSV"),
        (b"\xd0\xcf\x11\xe0", r"save it as .xlsx or CSV"),
        (b"PK\x03\x04 cut", "expected a zip"),
        (b"\x80\x04\x95", "never loaded: load it yourself"),
        (b"<html><body><p>Log in</p></body></html>", r"request the export from the platform as JSON"),
        (zipped("x", "notes/a.md").replace(b"__MACOSX/x", b"notes/me.m"), "2 files in a zip .*: unpack it"),
        (b"\xfd7zXZ\x00cut", "expected a complete compressed file"),
    ],
)
def test_what_is_not_read_tells_the_next_step(content, way):
    """What holds no profiles, or holds them where they are not read, says what to do."""
    with pytest.raises(ProfileError, match=way):
        read(content)


def test_pages_of_exports_are_read_as_their_json():
    """Instagram's HTML and TikTok's text hold the names and times that the JSON holds."""
    page = (
        '<html><body><div><a target="_blank" href="https://www.instagram.com/ada_example">ada_example</a>'
        "<div>2023-04-10 19:02</div></div><div><a href='https://www.instagram.com/_u/bob'>bob</a><div>x</div></div></html>"
    )
    with pytest.warns(CoverageWarning, match="data export"):
        table = read(page.encode())
    assert (table.platform, table.columns["username"].to_list()) == ("instagram", ["ada_example", "bob"])
    assert table.columns["followed_at"].valid.tolist() == [True, False]
