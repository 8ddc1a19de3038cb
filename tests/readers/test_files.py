"""Files of every format, whole, damaged and compressed."""

import csv
import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from fakefollow.errors import CoverageWarning, ProfileError
from fakefollow.readers import CHUNK_ROWS, read

ADA = {"username": "ada", "followers_count": 3}
BOB = {"username": "bob", "followers_count": 4}
LINE = json.dumps(ADA).encode()
HEADER = "username,followers_count,posts_count\n"


def values_of(table, *names):
    """Return columns of a table as lists."""
    return [table.columns[name].to_list() for name in names]


def issues_of(table):
    """Return what was recorded but for repetitions, as (row, column, expected)."""
    issues = [(issue.row, issue.column, issue.expected) for issue in table.issues]
    return [issue for issue in issues if issue[2] != "an account once"]


@pytest.mark.parametrize("ending", ["", ".gz"])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", LINE + b"\n" + json.dumps(BOB).encode() + b"\n"),
        ("a.ndjson", LINE + b"\n" + json.dumps(BOB).encode()),
        ("a.jsonl", b"\xef\xbb\xbf" + LINE + b"\r\n\r\n  \n" + json.dumps(BOB).encode() + b"\r\n"),
        ("a.json", json.dumps([ADA, BOB])),
        ("a.json", json.dumps({"data": [ADA, BOB], "meta": {}})),
        ("a.json", json.dumps({"users": [ADA, BOB], "next_cursor": 0})),
        ("a.json", json.dumps([ADA, BOB], indent=2)),
        ("a.json", LINE + b"\n" + json.dumps(BOB).encode()),
        ("a.csv", "username,followers_count\nada,3\nbob,4\n"),
        ("a.csv", "\ufeffusername;followers_count\r\nada;3\r\n\r\nbob;4\r\n"),
        ("a.tsv", 'username\tfollowers_count\n"ada"\t3\n"bob"\t4'),
        ("a.csv", "followers_count,extra,username\r3,x,ada\r4,y,bob\r"),
    ],
)
def test_a_file_is_read_by_its_name(write, name, content, ending):
    """Every text format gives the same rows, compressed or not, with any line ends and a byte order mark."""
    table = read(write(name + ending, content))
    assert values_of(table, "username", "followers_count") == [["ada", "bob"], [3, 4]]
    assert (len(table), len(table.issues), table.frame_kind) == (2, 0, None)


def test_a_json_file_of_one_object_is_one_profile(write):
    """One object in a .json file is one row, also inside the answer of an API."""
    assert len(read(write("a.json", LINE))) == 1
    assert len(read(write("a.json", b'{"data":' + LINE + b"}"))) == 1


PAGES = [
    ({"data": [ADA]}, {"data": [BOB]}),
    ({"users": [ADA], "next_max_id": "1"}, {"users": [BOB]}),
    ([ADA], [BOB]),
    ({"data": {"followers": [ADA, BOB]}}, {"data": {"followers": []}}),
    ({"data": {"user": {"edges": [{"node": ADA}, {"node": BOB}]}}},),
    ({"items": [ADA]}, {"items": []}, BOB),
]


@pytest.mark.parametrize("pages", PAGES)
def test_the_answers_of_an_api_are_unwrapped(write, pages):
    """Pages in lines, in an array or in a list are rows in the same order, counted after unwrapping."""
    lines = "\n".join(map(json.dumps, pages))
    for source in (list(pages), write("a.jsonl", lines), write("a.json", json.dumps(pages)), write("b.json", lines)):
        table = read(source)
        assert values_of(table, "username", "followers_count") == [["ada", "bob"], [3, 4]]
        assert len(table.issues) == 0


def test_a_damaged_page_is_one_row(write):
    """Nobody knows how many profiles a damaged line held; rows after it are counted on."""
    page = json.dumps({"data": [ADA, BOB]})
    table = read(write("a.jsonl", f"{page}\n{page[:-5]}\n{page}"))
    assert values_of(table, "username") == [["ada", "bob", None, "ada", "bob"]]
    assert issues_of(table) == [(2, None, "an object with the fields of a profile")]


def test_a_script_of_an_archive_is_read_from_bracket_to_bracket(write):
    """What stands before the array of follower.js is no JSON; a script without an array is refused."""
    rows = [{"follower": {"accountId": "1"}}, {"follower": {"accountId": "2]"}}]
    path = write("follower.js", f"window.YTD.follower.part0 = {json.dumps(rows, indent=2)};\n")
    with pytest.warns(CoverageWarning, match="account ids only, no names, counts or dates"):
        table = read(path)
    assert (table.platform, values_of(table, "id")) == ("x", [["1", "2]"]])
    with pytest.raises(ProfileError, match="but found no array"):
        read(write("a.js", "window.x = 5"))


def test_files_are_read_one_after_the_other(write):
    """The parts of an export are one input: rows and issues are counted through."""
    first = write("followers_1.json", json.dumps([ADA, BOB | {"followers_count": -1}]))
    second = write("followers_2.jsonl", b"5\n" + LINE)
    for paths in ([first, second], (str(first), str(second))):
        table = read(paths)
        assert values_of(table, "username") == [["ada", "bob", None, "ada"]]
        assert [row for row, _, _ in issues_of(table)] == [1, 2]
    assert len(read([first])) == 2


def test_files_and_profiles_are_not_mixed(write):
    """A list of paths with anything else among them is refused; other texts are rows that are no profiles."""
    path = write("a.jsonl", LINE)
    for source in ([path, ADA], [ADA, str(path)], [path, "ada"]):
        with pytest.raises(ProfileError, match="expected a list of profile files only"):
            read(source)
    assert values_of(read([ADA, "ada"]), "username") == [["ada", None]]


@pytest.mark.parametrize("content", ["", " \n\n", "\ufeff"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv", "a.csv.gz", "a.jsonl.gz"])
def test_an_empty_file_is_an_error(write, name, content):
    """A file without anything in it is a mistake, not an audience of nobody."""
    with pytest.raises(ProfileError, match="is empty: expected one profile a row"):
        read(write(name, content))


def test_no_rows_are_a_table_without_rows(write):
    """An empty list, array or CSV with a header is an audience of nobody."""
    for source in ([], write("a.json", "[]"), write("a.csv", "username,followers_count\n")):
        assert len(read(source)) == 0


def test_a_file_without_a_known_column_names_what_it_has(write):
    """CSV and JSON Lines are refused like lists."""
    for path in (write("a.csv", "colour,size\nred,1\n"), write("a.jsonl", '{"colour": 1, "size": 2}\n')):
        with pytest.raises(ProfileError, match=r"got 'colour', 'size'; pass columns="):
            read(path)


def test_a_missing_file_is_not_found():
    """The error of the operating system is clear enough."""
    with pytest.raises(FileNotFoundError):
        read("no-such-file.jsonl")


@pytest.mark.parametrize(
    "line",
    [
        b"5",
        b"null",
        b'"ada"',
        b"[1]",
        LINE[:-4],
        b"{",
        b"\x00",
        b'{"username": }',
        LINE + LINE,
        b"\xff\xfe",
        b"[" * 9_999,
    ],
)
def test_a_line_that_is_no_object_keeps_its_row(write, line):
    """A truncated, foreign or damaged line is a row of which nothing is observed, with one issue."""
    table = read(write("a.jsonl", b"\n".join([LINE, line, LINE])))
    assert values_of(table, "username", "followers_count") == [["ada", None, "ada"], [3, None, 3]]
    assert issues_of(table) == [(1, None, "an object with the fields of a profile")]


def test_items_that_are_no_objects_keep_their_rows(write):
    """The same holds for the items of a list or array."""
    for source in ([ADA, 5, None, {"colour": 1}, BOB], write("a.json", json.dumps([ADA, 5, None, {"colour": 1}, BOB]))):
        table = read(source)
        assert values_of(table, "username") == [["ada", None, None, None, "bob"]]
        assert [issue.row for issue in table.issues] == [1, 2, 3]


def test_bytes_that_are_not_utf8_are_replaced(write):
    """Bad bytes become U+FFFD and an issue that names the row; the rest of the row stays."""
    bad = b'{"username": "ad\xff", "followers_count": 3}'
    for path in (write("a.jsonl", LINE + b"\n" + bad), write("a.csv", b"username,followers_count\nada,3\nad\xff,3\n")):
        table = read(path)
        assert values_of(table, "username", "followers_count") == [["ada", "ad\N{REPLACEMENT CHARACTER}"], [3, 3]]
        assert issues_of(table) == [(1, "username", "valid UTF-8 text")]


def test_nan_and_infinity_in_json_are_no_counts(write):
    """NaN is a missing value; infinity is a wrong one."""
    table = read(
        write("a.jsonl", '{"followers_count": NaN}\n{"followers_count": Infinity}\n{"followers_count": 1e999}')
    )
    assert values_of(table, "followers_count") == [[None, None, None]]
    assert [issue.row for issue in table.issues] == [1, 2]


def test_a_csv_row_of_another_width_is_not_observed(write):
    """Too many or too few cells are shifted or cut nobody knows where; surplus empty cells are harmless."""
    table = read(write("a.csv", "username,followers_count\nada,3,9\nbob\ncleo,5\ndora,6,,\n"))
    assert values_of(table, "username", "followers_count") == [[None, None, "cleo", "dora"], [None, None, 5, 6]]
    assert [(row, column) for row, column, _ in issues_of(table)] == [(0, None), (1, None)]


@pytest.mark.parametrize("copies", [1, 40])
@pytest.mark.parametrize("ending", ["list", "jsonl", "json", "csv"])
def test_nul_is_taken_out_of_texts_and_refused_elsewhere(write, ending, copies):
    """A text or identifier loses its NUL, a count with one is not observed; each is an issue of its row."""
    row = {"id": "\0", "username": "a\0da", "description": "\0", "followers_count": "1\x002"}
    if ending == "csv":
        source = write("a.csv", "\n".join([",".join(row), *[",".join(row.values())] * copies]))
    else:
        lines = "\n".join([json.dumps(row)] * copies)
        document = json.dumps([row] * copies) if ending == "json" else lines
        source = [row] * copies if ending == "list" else write(f"a.{ending}", document)
    table = read(source)
    assert values_of(table, *row) == [[None] * copies, ["ada"] * copies, [""] * copies, [None] * copies] or copies > 9
    assert {issue.expected for issue in table.issues if issue.row is not None} - {"an account once"} == {
        "a count from 0 to 10,000,000,000",
        "text without NUL characters",
    }
    rows = [row for row, _, _ in issues_of(table) if row is not None]
    assert rows == [row for row in range(copies) for _ in range(4)]


def test_nul_and_huge_cells_do_not_stop_a_csv(write):
    """A NUL goes out of the text, and a cell beyond the limit of the csv module costs its row only."""
    huge = "x" * (csv.field_size_limit() + 1)
    table = read(write("a.csv", f'username,followers_count\na\0da,1\n"{huge}",2\nbob,3\n'))
    assert values_of(table, "username", "followers_count") == [["ada", None, "bob"], [1, None, 3]]
    assert [(row, column) for row, column, _ in issues_of(table)] == [(0, "username"), (1, None)]


def test_an_empty_cell_is_an_empty_text_and_no_count(write):
    """CSV cannot tell empty from missing: texts were left empty, anything else was not observed."""
    table = read(write("a.csv", "username,description,followers_count,verified,created_at\nada,,,,\n"))
    names = ("description", "followers_count", "verified", "created_at")
    assert values_of(table, *names) == [[""], [None], [None], [None]]
    assert len(table.issues) == 0


def test_a_cut_archive_is_read_up_to_the_damage(tmp_path):
    """What comes before the damage is read, and an issue of the whole file tells of it."""
    rng = np.random.default_rng(0)
    lines = [json.dumps({"id": str(number), "posts_count": int(rng.integers(10**9))}) for number in range(20_000)]
    whole = gzip.compress("\n".join(lines).encode())
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(whole[: len(whole) // 2])
    table = read(path)
    assert 5_000 < len(table) < 20_000
    assert issues_of(table)[0] == (None, None, "a complete file")


def test_a_json_file_that_is_not_json_is_an_error(write):
    """Unlike lines, a document cannot be read in part."""
    with pytest.raises(ProfileError, match="expected an array of profiles as JSON"):
        read(write("a.json", '[{"username": "ada"}, {"user'))


@pytest.mark.parametrize("ending", ["jsonl", "json", "csv"])
def test_issues_come_in_row_order(write, ending):
    """A file of several blocks of 128 KiB and of several chunks has the values and issues of a list, in order."""
    rows = [
        {"username": f"u{n}", "followers_count": str(-n if n % 7 == 0 else n), "posts_count": "x"}
        for n in range(CHUNK_ROWS + 600)
    ]
    lines = map(json.dumps, rows) if ending == "jsonl" else (",".join(row.values()) for row in rows)
    content = json.dumps(rows) if ending == "json" else "\n".join(lines)
    table, whole = read(write(f"a.{ending}", content if ending != "csv" else HEADER + content)), read(rows)
    assert list(table.issues) == list(whole.issues) == sorted(whole.issues, key=lambda issue: issue.row)
    assert values_of(table, "username") == values_of(whole, "username") == [[row["username"] for row in rows]]


def test_a_path_may_be_a_text_or_a_path(write):
    """Both kinds of path are accepted."""
    path = write("a.jsonl", LINE)
    assert len(read(str(path))) == len(read(Path(path))) == 1
