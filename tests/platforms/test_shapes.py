"""Every shape of every platform reads a made-up account exactly; the accounts are in platform_samples.json."""

import json
import warnings
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from fakefollow.platforms import PLATFORMS, Field, Rule, at, platform_of, recognise, shape
from fakefollow.profiles import COLUMNS, MISSING, ColumnType
from fakefollow.readers import read, row_lookup

SEEN = "2024-06-01"
NO_COUNTS = "ignore::fakefollow.errors.CoverageWarning"
AS_OFTEN = r"ignore:[\d,]+ posts by:fakefollow.errors.ReadingWarning"  # samples are copies of one post

_STORED = json.loads(Path(__file__).with_name("platform_samples.json").read_text("utf8"))
SAMPLES = {name: (sample["profile"], sample["values"]) for name, sample in _STORED.items()}
"""Name of a shape -> a made-up profile in it, and every canonical value that it says, times as texts."""

WITHOUT_COUNTS = [
    "follower.js of an X archive",
    "star in GH Archive",
    "followers of a TikTok data export",
    "followers of an Instagram data export",
    "labelled followers of an Instagram data export",
    "TikTok web user",
    "YouTube subscription",
    "subscriptions of YouTube's Takeout",
    "accounts of a Mastodon export",
    "Threads profile",
]
SHAPES = [known for platform in PLATFORMS for known in platform.shapes]


def values_of(table, row=0):
    """Return what was observed in a row as plain values, times as texts."""
    known = {name: column.to_list()[row] for name, column in table.columns.items()}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in known.items()
        if value is not None and name != "observed_at"
    }


def told_alone(known, row, expected):
    """Return what a row says where no other row shows that the keys which it lacks were kept."""
    lookup = row_lookup([row])
    held = {
        name
        for name, field in known.fields.items()
        if any(value is not MISSING for path in field.paths for value in lookup(path))
    }
    return {name: value for name, value in expected.items() if name in held or not known.fields[name].complete}


def test_every_shape_has_a_sample():
    """A shape is not declared without an account that shows it, and no two have the same name."""
    assert [known.name for known in SHAPES] == list(dict.fromkeys(known.name for known in SHAPES))
    assert {known.name for known in SHAPES} == SAMPLES.keys()


@pytest.mark.parametrize("known", SHAPES, ids=lambda known: known.name)
def test_a_sample_is_recognised_as_its_own_shape_among_all(known):
    """Marker keys tell a shape from all others, with and without the name of its platform."""
    row = SAMPLES[known.name][0]
    assert recognise([row]) is known
    assert recognise([row], platform_of(known)) is known


@pytest.mark.filterwarnings(NO_COUNTS, AS_OFTEN)
@pytest.mark.parametrize("known", SHAPES, ids=lambda known: known.name)
@pytest.mark.parametrize("copies", [1, 9], ids=["alone", "several"])
def test_a_sample_is_read_exactly(known, copies, tmp_path):
    """Every field is found, nothing is invented, and a list, a file and lines say the same without an issue."""
    row, expected = SAMPLES[known.name]
    expected = told_alone(known, row, expected)
    document, lines = tmp_path / "a.json", tmp_path / "a.jsonl"
    document.write_text(json.dumps([row] * copies))
    lines.write_text(f"{json.dumps(row)}\n" * copies)
    for source in ([row] * copies, document, lines):
        table = read(source, observed_at=SEEN)
        assert values_of(table) == values_of(table, copies - 1) == expected
        assert table.platform == platform_of(known).name
        assert [issue for issue in table.issues if issue.column not in ("id", "username")] == []


@pytest.mark.filterwarnings(NO_COUNTS, AS_OFTEN)
@pytest.mark.parametrize("known", SHAPES, ids=lambda known: known.name)
def test_a_sample_is_read_in_frames(known):
    """A frame of the dicts, and one of dotted names, hold the same account."""
    pd, pl = pytest.importorskip("pandas"), pytest.importorskip("polars")
    row, expected = SAMPLES[known.name]
    expected = told_alone(known, row, expected)
    for frame in (pd.DataFrame([row, row]), pd.json_normalize([row, row]), pl.DataFrame([row, row])):
        table = read(frame, observed_at=SEEN)
        assert table.platform == platform_of(known).name
        assert values_of(table, 1) == expected


@pytest.mark.parametrize("name", SAMPLES)
def test_a_form_without_counts_says_what_is_missing(name):
    """Where no account can be judged by its counts, one warning tells it and how to get more."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        read([SAMPLES[name][0]] * 3, observed_at=SEEN)
    caught = [warning for warning in caught if " posts by " not in str(warning.message)]
    found = [str(warning.message) for warning in caught]
    assert len(found) == (name in WITHOUT_COUNTS)
    assert all(text.startswith("no profile has a count: ") for text in found)
    assert [warning.filename for warning in caught] == [__file__] * len(found)


WRONG = [None, 5, -1, "x", "", [], {}, [None], {"a": {}}, True, 1e300, 10**5000, "<" * 50, "\ud800"]


def _with_wrong_values(row, wrong):
    """Yield the row with each of its values, at any depth, replaced by another."""
    for key, value in row.items():
        yield row | {key: wrong}
        if isinstance(value, dict):
            yield from (row | {key: inner} for inner in _with_wrong_values(value, wrong))
        if isinstance(value, list) and value and isinstance(value[0], dict):
            yield from (row | {key: [inner]} for inner in _with_wrong_values(value[0], wrong))


@pytest.mark.filterwarnings(NO_COUNTS, AS_OFTEN)
@pytest.mark.parametrize("name", SAMPLES)
def test_wrong_values_become_issues_and_never_errors(name):
    """Whatever stands in the place of a value, the rows stay, and what is kept has its type."""
    row = SAMPLES[name][0]
    for wrong in WRONG:
        rows = [row, *_with_wrong_values(row, wrong), row]
        table = read(rows, observed_at=SEEN)
        assert len(table) == len(rows)
        assert values_of(table) == values_of(table, len(rows) - 1)


@pytest.mark.filterwarnings(NO_COUNTS, AS_OFTEN)
@pytest.mark.parametrize("name", SAMPLES)
def test_nulls_everywhere_say_nothing(name):
    """A row of nulls under the right keys has no count, no time and no identifier."""
    row = SAMPLES[name][0]
    table = read([row, dict.fromkeys(row)], observed_at=SEEN)
    told = values_of(table, 1)
    assert {column for column in told if COLUMNS[column] in (ColumnType.COUNT, ColumnType.TIME)} == set()
    assert not told.keys() & {"id", "username", "verified", "protected", "default_profile_image"}


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=9)
NOISE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(WORDS, inner, max_size=2),
    max_leaves=3,
)


@pytest.mark.filterwarnings(NO_COUNTS, AS_OFTEN)
@settings(max_examples=30)
@given(st.data(), st.sampled_from(sorted(SAMPLES)))
def test_any_noise_in_a_sample_keeps_its_row(data, name):
    """Keys with any JSON in the place of their values never cost another row."""
    row = SAMPLES[name][0]
    noise = data.draw(st.dictionaries(st.sampled_from(sorted(row)), NOISE, max_size=4))
    table = read([row, row | noise, row], observed_at=SEEN)
    assert len(table) == 3
    assert values_of(table, 0) == values_of(table, 2)


def test_times_of_samples_are_times():
    """The texts compared above are those of datetimes."""
    table = read([SAMPLES["Mastodon account"][0]], observed_at=SEEN)
    assert table.columns["created_at"].to_list() == [datetime(2019, 3, 4)]


@pytest.mark.parametrize("known", SHAPES, ids=lambda known: known.name)
def test_no_path_of_a_shape_leads_into_another(known):
    """A value is either read or looked into, so that one pass over a line finds all."""
    paths = set(known.paths)
    assert not [path for path in paths if any(path[:depth] in paths for depth in range(1, len(path)))]
    assert known.fields.keys() <= COLUMNS.keys()


@pytest.mark.filterwarnings(NO_COUNTS, AS_OFTEN)
@pytest.mark.parametrize("known", SHAPES, ids=lambda known: known.name)
def test_every_form_takes_an_observation_time(known):
    """Beside whatever a platform gave stands when it was seen, in a database's own column where it has one."""
    row = SAMPLES[known.name][0] | {".".join(known.fields["observed_at"].paths[0]): "2024-05-31"}
    assert read([row]).columns["observed_at"].to_list() == [datetime(2024, 5, 31)]


def test_a_shape_can_only_declare_canonical_fields():
    """A misspelt canonical name is found when the platform is written, not when it is used."""
    with pytest.raises(KeyError, match="folowers_count"):
        shape("wrong", ("a",), folowers_count=at("a"))


def test_a_field_moves_into_an_object():
    """The same field inside another object has longer paths and the same rule."""
    field = at("a.b", "c", rule=Rule.PRESENT, absent=False, complete=("d",), unless="e").under("user")
    assert field == Field(
        (("user", "a", "b"), ("user", "c")), Rule.PRESENT, absent=False, complete=(("user", "d"),), unless=("user", "e")
    )
