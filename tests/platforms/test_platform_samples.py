"""Every shape of every platform reads a made-up account exactly; the accounts are in platform_samples.json."""

import json
import warnings
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from fakefollow.errors import ProfileError
from fakefollow.platforms import PLATFORMS, platform_named, platform_of, recognise
from fakefollow.profiles import COLUMNS, ColumnType
from fakefollow.readers import read

SEEN = "2024-06-01"
NO_COUNTS = "ignore::fakefollow.errors.CoverageWarning"

_STORED = json.loads(Path(__file__).with_name("platform_samples.json").read_text("utf8"))
SAMPLES = {name: (sample["profile"], sample["values"]) for name, sample in _STORED.items()}
"""Name of a shape -> a made-up profile in it, and every canonical value that it says, times as texts."""

WITHOUT_COUNTS = [
    "follower.js of an X archive",
    "followers of an Instagram data export",
    "labelled followers of an Instagram data export",
    "TikTok web user",
    "YouTube subscription",
    "Threads profile",
]
SHAPES = [shape for platform in PLATFORMS for shape in platform.shapes]


def values_of(table, row=0):
    """Return what was observed in a row as plain values, times as texts."""
    known = {name: column.to_list()[row] for name, column in table.columns.items()}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in known.items()
        if value is not None and name != "observed_at"
    }


def test_every_shape_has_a_sample():
    """A shape is not declared without an account that shows it, and no two have the same name."""
    assert [shape.name for shape in SHAPES] == list(dict.fromkeys(shape.name for shape in SHAPES))
    assert {shape.name for shape in SHAPES} == SAMPLES.keys()


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_a_sample_is_recognised_as_its_own_shape_among_all(shape):
    """Marker keys tell a shape from all others, with and without the name of its platform."""
    row = SAMPLES[shape.name][0]
    assert recognise([row]) is shape
    assert recognise([row], platform_of(shape)) is shape


@pytest.mark.filterwarnings(NO_COUNTS)
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
@pytest.mark.parametrize("copies", [1, 40], ids=["alone", "many"])
def test_a_sample_is_read_exactly(shape, copies, tmp_path):
    """Every field is found, nothing is invented, and a list, a file and lines say the same without an issue."""
    row, expected = SAMPLES[shape.name]
    document, lines = tmp_path / "a.json", tmp_path / "a.jsonl"
    document.write_text(json.dumps([row] * copies))
    lines.write_text(f"{json.dumps(row)}\n" * copies)
    for source in ([row] * copies, document, lines):
        table = read(source, observed_at=SEEN)
        assert values_of(table) == values_of(table, copies - 1) == expected
        assert table.platform == platform_of(shape).name
        assert [issue for issue in table.issues if issue.column != "id"] == []


@pytest.mark.filterwarnings(NO_COUNTS)
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_a_sample_is_read_in_frames(shape):
    """A frame of the dicts, and one of dotted names, hold the same account."""
    pd, pl = pytest.importorskip("pandas"), pytest.importorskip("polars")
    row, expected = SAMPLES[shape.name]
    for frame in (pd.DataFrame([row, row]), pd.json_normalize([row, row]), pl.DataFrame([row, row])):
        table = read(frame, observed_at=SEEN)
        assert table.platform == platform_of(shape).name
        assert values_of(table, 1) == expected


@pytest.mark.parametrize("name", SAMPLES)
def test_a_form_without_counts_says_what_is_missing(name):
    """Where no account can be judged by its counts, one warning tells it and how to get more."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        read([SAMPLES[name][0]] * 3, observed_at=SEEN)
    found = [str(warning.message) for warning in caught]
    assert len(found) == (name in WITHOUT_COUNTS)
    assert all(text.startswith("not one profile has a count: ") for text in found)
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


@pytest.mark.filterwarnings(NO_COUNTS)
@pytest.mark.parametrize("name", SAMPLES)
def test_wrong_values_become_issues_and_never_errors(name):
    """Whatever stands in the place of a value, the rows stay, and what is kept has its type."""
    row = SAMPLES[name][0]
    for wrong in WRONG:
        rows = [row, *_with_wrong_values(row, wrong), row]
        table = read(rows, observed_at=SEEN)
        assert len(table) == len(rows)
        assert values_of(table) == values_of(table, len(rows) - 1)


@pytest.mark.filterwarnings(NO_COUNTS)
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


@pytest.mark.filterwarnings(NO_COUNTS)
@settings(max_examples=30)
@given(st.data(), st.sampled_from(sorted(SAMPLES)))
def test_any_noise_in_a_sample_keeps_its_row(data, name):
    """Keys with any JSON in the place of their values never cost another row."""
    row = SAMPLES[name][0]
    noise = data.draw(st.dictionaries(st.sampled_from(sorted(row)), NOISE, max_size=4))
    table = read([row, row | noise, row], observed_at=SEEN)
    assert len(table) == 3
    assert values_of(table, 0) == values_of(table, 2)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        *(("IG", "instagram"), ("insta", "instagram"), ("Bsky", "bluesky"), ("yt", "youtube")),
        *(("fediverse", "mastodon"), ("threads", "threads"), ("generic", "generic"), ("TikTok", "tiktok")),
    ],
)
def test_platforms_answer_to_their_other_names(name, known):
    """People say ig and bsky."""
    assert platform_named(name).name == known


def test_canonical_rows_keep_their_platform_as_said():
    """Canonical names are no marker; the platform is what the caller or the column says."""
    row = {"username": "ada", "followers_count": 3, "description": ""}
    assert read([row]).platform is None
    assert read([row], platform="generic").platform == "generic"
    assert read([row], platform="ig").platform == "instagram"
    assert read([row | {"platform": "bsky"}]).platform == "bluesky"
    assert read([row | {"platform": "Orkut"}]).platform == "orkut"


def test_a_platform_that_the_profiles_are_not_of_is_told():
    """The name of another platform is refused with that of the right one."""
    row = {"did": "did:plc:a", "handle": "ada.example", "followersCount": 3}
    with pytest.raises(ProfileError, match="these look like profiles of 'bluesky'"):
        read([row], platform="instagram")


def test_times_of_samples_are_times():
    """The texts compared above are those of datetimes."""
    table = read([SAMPLES["Mastodon account"][0]], observed_at=SEEN)
    assert table.columns["created_at"].to_list() == [datetime(2019, 3, 4)]
