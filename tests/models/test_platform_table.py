"""What platforms show: one row a form, with the share of evidence that a profile of that form gets."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from fakefollow import load_detector
from fakefollow.platforms import CANONICAL, PLATFORMS
from fakefollow.profiles import COLUMNS, ColumnType
from fakefollow.scoring import model_for_platform
from models.platform_table import platform_rows, platforms_to_markdown

SHIPPED_TABLE = Path(__file__).parents[2] / "models" / "PLATFORMS.md"
SHAPES = [shape for platform in PLATFORMS for shape in platform.shapes or (CANONICAL,)]
VALUES = {
    ColumnType.TEXT: "Ann Lee",
    ColumnType.COUNT: 5,
    ColumnType.FLAG: True,
    ColumnType.TIME: datetime(2020, 1, 1, tzinfo=UTC),
}


@pytest.fixture(scope="module")
def rows():
    """Return every row of the table."""
    return list(platform_rows())


def test_every_form_has_a_row(rows):
    """Each form of each platform is there once in the order of its declaration, with the model that is chosen."""
    assert [row.form for row in rows] == [shape.name for shape in SHAPES]
    assert [row.model for row in rows] == [model_for_platform(row.platform) for row in rows]


def test_coverage_is_that_of_a_profile_of_the_form(rows, make_table):
    """The share of evidence is the coverage that a profile with exactly these fields, and its time, is given."""
    for row, shape in zip(rows, SHAPES, strict=True):
        shown = {name: VALUES[COLUMNS[name]] for name in {*shape.fields, "observed_at"}}
        scores = load_detector(row.model).score(make_table([shown]))
        assert row.coverage == pytest.approx(scores.coverage[0], abs=1e-9)
        assert row.verdicts == (scores.verdict[0] != "not_enough_data")


def test_fields_are_shown_or_missing(rows):
    """No field that a model looks at is both or, but for the time of observation, which can be passed, neither."""
    for row, shape in zip(rows, SHAPES, strict=True):
        assert set(row.shown) <= set(shape.fields)
        assert not set(row.missing) & set(shape.fields)
        assert "observed_at" not in row.missing


def test_the_shipped_table_is_what_is_made():
    """models/PLATFORMS.md is what `python -m models.platform_table` prints."""
    assert platforms_to_markdown() == SHIPPED_TABLE.read_text("utf8")


def test_what_a_form_leaves_out_is_said():
    """The sentence of a form that leaves something out stands below the table of its platform."""
    text = platforms_to_markdown()
    assert all(f"- {shape.name}: {shape.lacks}" in text for shape in SHAPES if shape.lacks)
