"""Results as frames: the kind that came in, its index, and the same types whatever the rows hold."""

import sys

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import fakefollow as ff
from fakefollow.profiles import frame_like
from fakefollow.simulate import simulate_accounts

PROFILES = simulate_accounts(10, 5, 5, random_state=2).profiles
NAMELESS = [{**profile, "username": None} for profile in PROFILES]
INDEXES = {
    "several levels": pd.MultiIndex.from_product([["a", "b"], range(10)], names=["half", "place"]),
    "doubles": pd.Index([7] * 20, name="campaign"),
    "times": pd.date_range("2020-01-01", periods=20, name="day"),
    "categories": pd.CategoricalIndex(list("xy") * 10),
    "steps": pd.RangeIndex(100, 140, 2),
}
FRAMES = {
    "pandas": pd.DataFrame,
    "polars": lambda rows: pl.DataFrame(rows, infer_schema_length=None),
    "pyarrow": pa.Table.from_pylist,
}
VIEWS = {
    "scores": lambda frame: ff.score(frame, reasons=True).to_frame(),
    "audit": lambda frame: ff.audit(frame, order="unordered").to_frame(),
}


def types_of(frame):
    """Return column -> type as text."""
    if isinstance(frame, pa.Table):
        return {name: str(kind) for name, kind in zip(frame.column_names, frame.schema.types, strict=True)}
    names = list(frame.columns)
    return {name: str(kind) for name, kind in zip(names, frame.dtypes, strict=True)}


@pytest.mark.parametrize("index", INDEXES)
@pytest.mark.parametrize("view", VIEWS)
def test_any_pandas_index_is_kept(index, view):
    """Labels, levels, doubles and names of the index are those of the frame that came in."""
    frame = pd.DataFrame(PROFILES, index=INDEXES[index])
    found = VIEWS[view](frame)
    pd.testing.assert_index_equal(found.index, frame.index)
    assert found["username"].tolist() == frame["username"].tolist()


def test_renaming_the_result_renames_nothing_else():
    """The index of a result is its own."""
    frame = pd.DataFrame(PROFILES, index=INDEXES["doubles"])
    found = ff.score(frame).to_frame()
    found.index.name = "changed"
    assert frame.index.name == "campaign"


def test_writing_into_a_result_changes_no_score():
    """A frame holds copies of the scores."""
    scores = ff.score(pd.DataFrame(PROFILES))
    before = scores.authenticity.copy()
    frame = scores.to_frame()
    frame.loc[:, "authenticity"] = -1.0
    np.testing.assert_array_equal(scores.authenticity, before)


@pytest.mark.parametrize("kind", FRAMES)
@pytest.mark.parametrize("view", VIEWS)
def test_frames_without_rows_have_the_types_of_others(kind, view):
    """A frame of nobody fits those of somebody: texts are texts and numbers are numbers."""
    frame = FRAMES[kind](PROFILES)
    empty = frame.slice(0, 0) if kind == "pyarrow" else frame[:0]
    found = VIEWS[view](empty)
    assert len(found) == 0
    assert types_of(found) == types_of(VIEWS[view](frame))


@pytest.mark.parametrize("kind", ["polars", "pyarrow"])
def test_unknown_names_are_texts(kind):
    """A column in which no username was observed is a text column of nulls, so that batches fit each other."""
    named, nameless = (ff.score(FRAMES[kind](rows)).to_frame() for rows in (PROFILES, NAMELESS))
    assert types_of(named) == types_of(nameless)
    whole = pl.concat([named, nameless]) if kind == "polars" else pa.concat_tables([named, nameless])
    names = whole["username"].to_pylist() if kind == "pyarrow" else whole["username"].to_list()
    assert names == [*(profile["username"] for profile in PROFILES), *[None] * 20]


def test_unknown_names_are_missing_in_pandas():
    """A name that was not observed is missing, never the word None."""
    found = ff.score(pd.DataFrame(NAMELESS)).to_frame()
    assert found["username"].isna().all()


@pytest.mark.parametrize(("kind", "put_beside"), [("pandas", pd.DataFrame.join), ("polars", pl.DataFrame.hstack)])
def test_scores_can_be_put_beside_their_frame(kind, put_beside):
    """Without id and username no column is there twice."""
    frame = FRAMES[kind](PROFILES)
    scores = ff.score(frame)
    joined = put_beside(frame, scores.to_frame(identity=False))
    assert list(joined.columns)[-5:] == ["authenticity", "p_purchased", "p_bot", "verdict", "coverage"]
    assert joined["authenticity"].to_list() == scores.authenticity.tolist()
    assert joined["username"].to_list() == [profile["username"] for profile in PROFILES]


@pytest.mark.parametrize("kind", FRAMES)
def test_the_frame_that_came_in_is_left_as_it_was(kind):
    """Scoring and auditing change no value, no type and no index of the caller's frame."""
    frame, before = FRAMES[kind](PROFILES), FRAMES[kind](PROFILES)
    ff.score(frame, observed_at="2030-01-01", reasons=True).to_frame()
    ff.audit(frame, order="unordered").to_frame()
    assert types_of(frame) == types_of(before)
    assert frame.equals(before)


def test_without_any_library_the_extra_is_named(monkeypatch):
    """Where no frame library is installed the error says what to install."""
    for name in FRAMES:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(
        ff.MissingExtraError, match=r"extra .pandas.:  pip install pandas  or, in a clone.*\.\[pandas\]"
    ):
        frame_like({"authenticity": np.zeros(2)}, None)


def test_the_first_library_that_is_installed_is_taken(monkeypatch):
    """Without pandas, results that came from no frame are polars."""
    monkeypatch.setitem(sys.modules, "pandas", None)
    assert isinstance(frame_like({"authenticity": np.zeros(2)}, None), pl.DataFrame)
