"""JSON decoded with and without msgspec: the same values, issues and rows."""

import json
import sys

import pytest
from hypothesis import given, strategies as st

from fakefollow.platforms import CANONICAL, PLATFORMS
from fakefollow.profiles import COLUMNS, IssueTable
from fakefollow.readers import look_up_block, look_up_lines, read

pytest.importorskip("msgspec", reason="the two ways can only be compared with the fast extra")

SHAPES = [CANONICAL, *(shape for platform in PLATFORMS for shape in platform.shapes)]
USER = {"screen_name": "ada", "followers_count": 3, "status": {"created_at": "x"}, "url": None}
HOSTILE = [
    b'{"username": "a", "followers_count": 1}',
    b'  {"username": "a"}\t\r',
    b'{"username": "\\ud800"}',
    b'{"username": "\\ud83d\\ude00", "name": "\xf0\x9f\x98\x80"}',
    b'{"username": "\xff"}',
    b'{"unread": "\xff", "username": "a"}',
    b'{"username": "a\x00b"}',
    b'{"username": "a\tb"}',
    b'{"followers_count": NaN}',
    b'{"followers_count": -Infinity}',
    b'{"followers_count": 1e999}',
    b'{"followers_count": ' + b"9" * 6_000 + b"}",
    b'{"unread": ' + b"9" * 6_000 + b', "username": "a"}',
    b'{"followers_count": 18446744073709551617, "id": 18446744073709551617}',
    b'{"followers_count": -0, "posts_count": 1E2}',
    b'{"username": "a", "username": "b"}',
    b'{"user": null, "screen_name": "a", "status": null}',
    b'{"user": 5, "status": []}',
    b'{"user": {"screen_name": "a", "status": {"created_at": 5}}}',
    b'{"public_metrics": {"followers_count": 1}}',
    b'{"public_metrics": [1]}',
    b'{"legacy": {"screen_name": "a"}, "rest_id": 1}',
    b'{"username": "a"',
    b'{"username": "a"}{"username": "b"}',
    b'{"username": "a"} x',
    b"[1]",
    b"null",
    b'"text"',
    b"{}",
    b"\x00",
    b"[" * 9_999,
]


def looked_up(look_up, shape, source):
    """Return every raw value of some lines and what was recorded of them."""
    issues = IssueTable([])
    lookup, n_rows = look_up(shape, source, issues)
    values = {path: list(lookup(path)) for path in shape.paths} if n_rows else {}
    return repr(values), n_rows, list(issues)


def both_ways(look_up, shape, source):
    """Return what msgspec and what the standard library make of some lines."""
    fast = looked_up(look_up, shape, source)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "msgspec", None)
        return fast, looked_up(look_up, shape, source)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_hostile_lines_read_the_same_both_ways(shape):
    """With or without msgspec, alone or among others, a line gives the same values and issues."""
    for lines in ([line] for line in HOSTILE):
        fast, slow = both_ways(look_up_lines, shape, lines)
        assert fast == slow
    fast, slow = both_ways(look_up_lines, shape, HOSTILE)
    assert fast == slow
    fast, slow = both_ways(look_up_block, shape, b"\n".join(HOSTILE) + b"\n")
    assert fast == slow


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from([*COLUMNS, "url", "x"]), inner, max_size=2)
    ),
    max_leaves=4,
)
KEYS = st.sampled_from(sorted({key for shape in SHAPES for path in shape.paths for key in path}))
OBJECTS = st.dictionaries(KEYS, VALUES | st.dictionaries(KEYS, VALUES, max_size=4), max_size=5)


@given(st.sampled_from(SHAPES), st.lists(OBJECTS, min_size=1, max_size=5), st.booleans(), st.integers(0, 400))
def test_any_objects_read_the_same_both_ways(shape, objects, ascii_only, cut):
    """Any objects, also with a line cut off, give the same values and issues."""
    lines = [json.dumps(value, ensure_ascii=ascii_only).encode(errors="surrogatepass") for value in objects]
    lines[-1] = lines[-1][:cut] or b"{}"
    block = b"\n".join(lines) + b"\n"
    fast, slow = both_ways(look_up_block, shape, block)
    assert fast == slow
    assert fast[1] == len(lines)


@given(st.binary(max_size=200))
def test_any_bytes_read_the_same_both_ways(noise):
    """Noise between two good lines gives the same values and issues, and costs only itself."""
    block = b'{"username": "a"}\n' + noise + b'\n{"username": "b"}\n'
    fast, slow = both_ways(look_up_block, CANONICAL, block)
    assert fast == slow


@pytest.mark.parametrize(
    "block",
    [
        b'{"username":"a"}{"username":"b"}\n{"name":{\n}}\n',
        b'{"username":"a"}{"name":"b"}\n\n{"name":"c"}\n',
        b'{"username":"a"}\n{"name":"b"}{"name":"c"}\n{}\n',
        b'{"username":"a"}\r\n{"name":"b"}\r\n',
        b'\n{"username":"a"}\n',
        b'{"username":"a"}',
    ],
)
def test_a_row_is_a_line(block):
    """Objects that share a line or run over several are not rows of their own."""
    fast, slow = both_ways(look_up_block, CANONICAL, block)
    assert fast == slow
    assert fast[1] == len([line for line in block.split(b"\n") if line])


@pytest.mark.filterwarnings("ignore:no profile has a count")
@pytest.mark.parametrize(
    "content",
    [
        b'{"data": [{"username": "a"}, 5]}',
        b'[{"username": "a"}, NaN]',
        b'{"username": "a"}',
        b'{"username": "a", "data": [{"username": "b"}]}',
        b'{"data": {"followers": [{"username": "a"}, NaN], "cursor": 1}}',
        b'[{"data": [{"username": "a"}]}, {"data": [{"username": "b"}]}]',
        b'[[{"username": "a"}], [{"username": "b"}]]',
        b'{"created_at": "2020-01-01", "observed_at": "2021-01-01", "user": {"screen_name": "a"}}',
        b'{"data": [], "items": [{"username": "a"}]}',
        b'{"data": [{"username": "a"}], "meta": ' + b"9" * 5_000 + b"}",
    ],
)
def test_documents_read_the_same_both_ways(tmp_path, monkeypatch, content):
    """A JSON document gives the same rows and issues with and without msgspec."""
    path = tmp_path / "a.json"
    path.write_bytes(content)
    fast = read(path)
    monkeypatch.setitem(sys.modules, "msgspec", None)
    slow = read(path)
    assert fast.texts("username").to_list() == slow.texts("username").to_list()
    assert list(fast.issues) == list(slow.issues)


def test_a_path_that_leads_into_a_value_is_read_the_general_way(tmp_path):
    """A struct cannot both keep a value and look into it, so such columns are read without msgspec."""
    path = tmp_path / "a.jsonl"
    path.write_text('{"a": {"b": 3}}\n{"a": "ada"}\n')
    table = read(path, columns={"a.b": "posts_count", "a": "name"})
    assert table.columns["posts_count"].to_list() == [3, None]
    assert table.columns["name"].to_list() == [None, "ada"]


@pytest.mark.parametrize(
    "other", ['"country": "NZ"', r'"a\"b": 1', r'"\ud800": 1', '"": {"id": 7}', '"company": "Ada & Co"']
)
@pytest.mark.parametrize("first", [0, 300, 5000])
def test_keys_that_come_later_are_read_as_those_of_the_first_rows(other, first):
    """Lines are decoded by the keys of the first rows, and those with other keys give what they give as dicts."""
    lines = [f'{{"username": "u{row}", "followers_count": {row}}}' for row in range(5100)]
    lines[first] = lines[first][:-1] + f", {other}}}"
    told = read("\n".join(lines).encode() + b"\n")
    as_dicts = read([json.loads(line) for line in lines])
    assert {name: column.to_list() for name, column in told.columns.items()} == {
        name: column.to_list() for name, column in as_dicts.columns.items()
    }
    assert told.has("company") == ("company" in other)
