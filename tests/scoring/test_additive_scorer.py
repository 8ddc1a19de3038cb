"""Weighing: batches and processes change nothing, and fields that were not observed are named."""

from datetime import UTC, datetime

import numpy as np
import pytest

from fakefollow import load_detector, read
from fakefollow.features import FEATURES
from fakefollow.scoring import additive_scorer as weighing
from fakefollow.simulate import simulate_accounts

MODEL = load_detector("x")
TABLE = read(simulate_accounts(120, 50, 30, random_state=11).profiles)


def assert_same(scores, expected):
    """Compare all columns to the bit."""
    np.testing.assert_array_equal(scores.kind_probability, expected.kind_probability)
    np.testing.assert_array_equal(scores.log_odds, expected.log_odds)
    np.testing.assert_array_equal(scores.coverage, expected.coverage)
    np.testing.assert_array_equal(scores.verdict, expected.verdict)


@pytest.mark.parametrize("batch_rows", [1, 7, 199, 200])
def test_batches_change_nothing(monkeypatch, batch_rows):
    """Scores, coverage and reasons are the same to the bit whatever the size of a batch."""
    expected = MODEL.score(TABLE, reasons=True)
    monkeypatch.setattr(weighing, "BATCH_ROWS", batch_rows)
    scores = MODEL.score(TABLE, reasons=True)
    assert_same(scores, expected)
    assert scores.reason_texts == expected.reason_texts
    np.testing.assert_array_equal(MODEL.measure(TABLE[:20]), MODEL.measure(TABLE)[:20])


def test_two_processes_change_nothing(monkeypatch):
    """Above PARALLEL_ROWS two processes give the same scores and reasons as one."""
    expected = MODEL.score(TABLE, reasons=True)
    monkeypatch.setattr(weighing, "PARALLEL_ROWS", 100)
    scores = MODEL.score(TABLE, reasons=True, n_jobs=2)
    assert_same(scores, expected)
    assert scores.reason_texts == expected.reason_texts


def test_progress_counts_every_row(monkeypatch):
    """Progress is told once a batch and adds up to the rows."""
    monkeypatch.setattr(weighing, "BATCH_ROWS", 90)
    steps = []
    MODEL.score(TABLE, progress=steps.append)
    assert steps == [90, 90, 20]


def test_what_was_not_observed_is_named_by_field(make_table):
    """Fields that the model's features need and that are missing in the row are named, others are not."""
    table = make_table(
        [{"username": "ada", "followers_count": 3, "created_at": datetime(2020, 1, 1, tzinfo=UTC)}]
    )
    missing = set(MODEL.not_observed(table))
    needed = {field for name in MODEL.features for field in FEATURES[name].fields}
    assert missing == needed - {"username", "followers_count", "created_at"}
    assert MODEL.not_observed(TABLE[:1]) == ()


def test_a_field_that_a_stand_in_replaces_only_in_part_is_not_observed(make_table):
    """The bio's length may be known where its words are not: the bio is still missing."""
    with_length = make_table([{"description_length": 5}])
    assert "description" in MODEL.not_observed(with_length)
