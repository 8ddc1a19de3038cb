"""Evidence: bins, tables and their sums, batches and processes that change nothing, and what was not observed."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, strategies as st

from fakefollow import load_detector, read
from fakefollow.features import FEATURES, ProfileView, newcomers_and_readers
from fakefollow.scoring import AdditiveScorer, EvidenceTables, bin_edges, to_bins
from fakefollow.simulate import simulate_accounts

MODEL = load_detector("x")
TABLE = read(simulate_accounts(120, 50, 30, random_state=11).profiles)
SCORES = MODEL.score(TABLE)
TABLES = EvidenceTables(
    (np.array([1.0, 2.0]), np.array([])), (np.array([[-1.0, 0.5], [0.0, 0.0], [2.0, -0.5]]), np.array([[0.25, -0.25]]))
)


@pytest.mark.parametrize(
    ("value", "expected"), [(0.0, [-1.0, 0.5]), (1.0, [-1.0, 0.5]), (1.5, [0, 0]), (2.1, [2.0, -0.5])]
)
def test_a_value_on_a_threshold_belongs_below(value, expected):
    """x is looked up in the bin of all thresholds smaller than it."""
    evidence = TABLES.by_feature(np.array([[value, np.nan]]))
    np.testing.assert_array_equal(evidence[0], [expected, [0.0, 0.0]])


@given(st.lists(st.tuples(*[st.one_of(st.just(np.nan), st.floats(-1e300, 1e300))] * 2), min_size=1, max_size=9))
def test_total_is_the_sum_over_features(rows):
    """total equals the sum of by_feature for every row, with NaN at 0."""
    features = np.array(rows)
    evidence = TABLES.by_feature(features)
    np.testing.assert_allclose(TABLES.total(features), evidence.sum(axis=1), atol=1e-15)
    assert (evidence[np.isnan(features)] == 0.0).all()


@pytest.mark.parametrize(
    "edges", [[0.5, 1.5, 900.5, 2e6], [-1.0, 0.0, 3.25], [-2.0, -0.0], [1e-300, 1e300], [5e-324, 1.0]]
)
def test_many_values_fall_into_the_bins_of_each_alone(edges):
    """Many values, looked up by their first bits, get the evidence that each gets by search: also odd ones."""
    ends = np.array(edges)
    tables = EvidenceTables((ends,), (np.arange(len(edges) + 1.0)[:, np.newaxis] + 1.0,))
    odd = [0.0, -0.0, np.nan, -np.nan, np.inf, -np.inf, 5e-324, -5e-324, 1.7e308]
    near = [*ends, *np.nextafter(ends, np.inf), *np.nextafter(ends, -np.inf), *np.geomspace(1e-9, 1e9, 500)]
    values = np.array([*odd, *near, *np.arange(2000.0), *(0.0 - np.arange(20.0))])
    alone = [tables.total(np.array([[value]]))[0, 0] for value in values]
    np.testing.assert_array_equal(tables.total(values[:, np.newaxis])[:, 0], alone)
    np.testing.assert_array_equal(tables.by_feature(values[:, np.newaxis])[:, 0, 0], alone)


def test_no_rows():
    """No row gives no evidence."""
    assert TABLES.total(np.empty((0, 2))).shape == (0, 2)


def test_scaled_multiplies_each_kind():
    """Factors act on the kinds, one by one."""
    np.testing.assert_array_equal(TABLES.scaled([2.0, 0.0]).steps[1], [[0.5, 0.0]])


def test_intercept_spread_keeps_full_rows():
    """Fully observed rows gain exactly the intercept, rows without any observation gain nothing."""
    shares = np.array([[0.75, 0.5], [0.25, 0.5]])
    moved = TABLES.with_intercept_spread(np.array([-1.0, 2.0]), shares)
    rows = np.array([[1.5, 0.0], [np.nan, np.nan]])
    np.testing.assert_allclose(moved.total(rows) - TABLES.total(rows), [[-1.0, 2.0], [0.0, 0.0]])


VALUES = st.one_of(st.sampled_from([np.nan, np.inf, -np.inf, 0.0, -0.0]), st.floats(-5.0, 5.0))
STEPS = st.floats(-3.0, 3.0)


@st.composite
def one_table(draw):
    """Draw thresholds and steps of one feature for two kinds."""
    edges = sorted(set(draw(st.lists(st.integers(-4, 4).map(float), max_size=5))))
    steps = draw(st.lists(st.tuples(STEPS, STEPS), min_size=len(edges) + 1, max_size=len(edges) + 1))
    return np.array(edges), np.array(steps)


@given(one_table(), one_table(), st.lists(VALUES, max_size=6))
def test_plus_says_what_both_say(first, second, values):
    """Two tables together say, for any value, what the two say: at thresholds, between, at infinity and for a gap."""
    one, other = (EvidenceTables((edges,), (steps,)) for edges, steps in (first, second))
    both = one.plus(other)
    asked = np.array([*values, *first[0], *second[0], np.nan, np.inf, -np.inf, *(first[0] + 0.5)])[:, np.newaxis]
    np.testing.assert_array_equal(both.total(asked), one.total(asked) + other.total(asked))
    assert (np.diff(both.edges[0]) > 0.0).all()
    assert len(both.steps[0]) == len(both.edges[0]) + 1


def test_plus_keeps_features_apart():
    """Each feature is added to itself, also where one of the two has a single bin."""
    turned = TABLES.of_features([1, 0])
    both = TABLES.plus(turned)
    asked = np.array([[0.5, 1.5], [2.5, np.nan], [np.nan, 0.5]])
    np.testing.assert_array_equal(both.by_feature(asked), TABLES.by_feature(asked) + turned.by_feature(asked))


def test_simplified_merges_equal_bins():
    """Bins that say the same after rounding become one and nothing else changes."""
    tables = EvidenceTables((np.array([1.0, 2.0]),), (np.array([[0.10004], [0.10001], [0.3]]),))
    simple = tables.simplified(3)
    np.testing.assert_array_equal(simple.edges[0], [2.0])
    np.testing.assert_array_equal(simple.steps[0], [[0.1], [0.3]])


def test_of_features_keeps_the_order_given():
    """Tables of chosen features come in the order of the places."""
    chosen = TABLES.of_features([1, 0])
    np.testing.assert_array_equal(chosen.total(np.array([[5.0, 0.0]])), [[-0.75, 0.25]])


def test_few_values_get_a_bin_each():
    """With few distinct values thresholds lie halfway between neighbours."""
    values = np.array([3.0, 1.0, 1.0, 2.0, np.nan])
    np.testing.assert_array_equal(bin_edges(values, np.ones(5), 8), [1.5, 2.5])


def test_constant_and_unobserved_columns_have_one_bin():
    """A column with at most one distinct value has no threshold."""
    assert bin_edges(np.full(3, 7.0), np.ones(3), 8).size == 0
    assert bin_edges(np.full(3, np.nan), np.ones(3), 8).size == 0


def test_many_values_are_cut_at_weighted_quantiles():
    """Bins hold about the same weight, not the same number of rows."""
    values = np.arange(100.0)
    weight = np.where(values < 50, 1.0, 3.0)
    np.testing.assert_array_equal(bin_edges(values, weight, 2), [66.5])


@given(st.lists(st.floats(-1e9, 1e9), min_size=2, max_size=60), st.integers(2, 12))
def test_bins_keep_the_order_of_values(values, max_bins):
    """A larger value never falls into a lower bin, and there are at most max_bins bins."""
    column = np.array(values)
    edges = bin_edges(column, np.ones(len(column)), max_bins)
    bins = to_bins(column[:, None], [edges])[:, 0]
    assert len(edges) < max_bins
    assert (np.diff(edges) > 0).all()
    assert (np.diff(bins[np.argsort(column)]) >= 0).all()


def test_nan_stays_nan():
    """A value that was not observed has no bin."""
    np.testing.assert_array_equal(to_bins(np.array([[np.nan], [2.0]]), [np.array([1.0])]), [[np.nan], [1.0]])


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
    monkeypatch.setattr(AdditiveScorer, "BATCH_ROWS", batch_rows)
    scores = MODEL.score(TABLE, reasons=True)
    assert_same(scores, expected)
    assert scores.reason_texts == expected.reason_texts
    np.testing.assert_array_equal(MODEL.measure(TABLE[:20]), MODEL.measure(TABLE)[:20])


def test_two_processes_change_nothing(monkeypatch):
    """Above PARALLEL_ROWS two processes give the same scores and reasons as one."""
    expected = MODEL.score(TABLE, reasons=True)
    monkeypatch.setattr(AdditiveScorer, "PARALLEL_ROWS", 100)
    scores = MODEL.score(TABLE, reasons=True, n_jobs=2)
    assert_same(scores, expected)
    assert scores.reason_texts == expected.reason_texts


def test_batches_and_processes_hold_back_the_same(monkeypatch):
    """What is held back of newcomers and readers is the same to the bit in any batch and process, in any order."""
    loud = replace(MODEL, tables=replace(MODEL.tables, steps=tuple(steps + 4.0 for steps in MODEL.tables.steps)))
    spared = newcomers_and_readers(ProfileView(TABLE, MODEL.username_model))
    assert 5 < spared.sum() < len(TABLE) / 2
    expected = loud.score(TABLE)
    assert (expected.evidence[spared] < loud.curve.at(0.02)).all()
    assert (expected.evidence[~spared] > loud.curve.at(0.02)).any(axis=1).all()
    monkeypatch.setattr(AdditiveScorer, "BATCH_ROWS", 7)
    assert_same(loud.score(TABLE), expected)
    monkeypatch.setattr(AdditiveScorer, "PARALLEL_ROWS", 100)
    assert_same(loud.score(TABLE, n_jobs=2), expected)
    turned = loud.score(TABLE.take(np.arange(len(TABLE))[::-1].copy()))
    np.testing.assert_array_equal(turned.evidence[::-1], expected.evidence)


def test_progress_counts_every_row(monkeypatch):
    """Progress is told once a batch and adds up to the rows."""
    monkeypatch.setattr(AdditiveScorer, "BATCH_ROWS", 90)
    steps = []
    MODEL.score(TABLE, progress=steps.append)
    assert steps == [90, 90, 20]


def test_what_was_not_observed_is_named_by_field(make_table):
    """Fields that the model's features need and that are missing in the row are named, others are not."""
    table = make_table([{"username": "ada", "followers_count": 3, "created_at": datetime(2020, 1, 1, tzinfo=UTC)}])
    missing = set(MODEL.score(table)[0].explain().not_observed)
    needed = {field for name in MODEL.features for field in FEATURES[name].fields}
    assert missing == needed - {"username", "followers_count", "created_at"}
    assert SCORES[0].explain().not_observed == ()


def test_a_field_that_a_stand_in_replaces_only_in_part_is_not_observed(make_table):
    """The bio's length may be known where its words are not: the bio is still missing."""
    with_length = make_table([{"description_length": 5}])
    assert "description" in MODEL.score(with_length)[0].explain().not_observed
