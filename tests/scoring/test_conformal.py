"""Conformal sets: both classes keep the level, also on new sources; sets are nested; few accounts rule nothing out."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, strategies as st

from fakefollow.scoring import ConformalThresholds, suspicion

MEANS = np.array([[-3.0, -2.0], [2.0, 0.0], [0.0, 1.5]])
"""Mean evidence for the two kinds beside genuine, of genuine accounts and of each kind."""


def draw(n, seed):
    """Return suspicion (n,) of made-up accounts of three kinds in unequal numbers, and which are not genuine."""
    random = np.random.default_rng(seed)
    kind = random.choice(3, n, p=[0.7, 0.2, 0.1])
    return suspicion(random.normal(MEANS[kind], 1.5), np.array([0.5, 0.5])), kind > 0


def thresholds_of(found):
    """Return thresholds (n_levels, 2), genuine first."""
    return np.column_stack([found.genuine, found.not_genuine])


def one_source(evidence, not_genuine, weight=None, levels=(0.8, 0.9, 0.95, 0.99)):
    weight = np.ones(len(evidence)) if weight is None else weight
    return ConformalThresholds.fit(evidence, not_genuine, weight, np.zeros(len(evidence)), levels)


def fitted(n=5000, seed=0, weight=None):
    return one_source(*draw(n, seed), weight)


def both(scores, weight=None, levels=(0.9,)):
    """Return thresholds of accounts, half of them not genuine, which all have these scores for not genuine."""
    n = len(scores)
    weight = np.ones(2 * n) if weight is None else np.tile(weight, 2)
    return thresholds_of(one_source(np.tile(scores, 2), np.repeat([False, True], n), weight, levels))


@pytest.mark.parametrize("others", [False, True])
@pytest.mark.parametrize("level", [0.8, 0.9, 0.95, 0.99])
def test_each_class_keeps_the_level(others, level):
    """Of accounts yet to come of each class, the level has that class in its set, and hardly more."""
    evidence, truth = draw(60_000, 1)
    held = fitted().sets(evidence, level)[truth == others, int(others)].mean()
    assert level - 0.02 <= held <= level + 0.03


def test_coverage_holds_on_average_with_few_accounts():
    """With 20 accounts a class the 90 % sets hold 19/21 over many draws; without the correction it were 18/21."""
    random, held = np.random.default_rng(5), []
    for _ in range(400):
        thresholds = one_source(random.normal(size=40), np.repeat([False, True], 20), levels=(0.9,))
        held.append(thresholds.sets(random.normal(size=50), 0.9)[:, 0].mean())
    assert np.mean(held) == pytest.approx(19 / 21, abs=0.015)


def test_new_sources_keep_the_level():
    """Where sources differ, accounts of sources yet to come hold 90 % on average over many draws.

    The sources known are few, so that thresholds of their accounts taken together would hold less.
    """
    random, held = np.random.default_rng(7), {"by source": [], "together": []}
    not_genuine, sources = np.repeat([False, True], 300), np.repeat(np.arange(12), 50)
    for _ in range(200):
        evidence = random.normal(np.repeat(random.normal(size=12), 50))
        new = random.normal(np.repeat(random.normal(size=100), 20))
        for name, of in {"by source": sources, "together": np.zeros(600)}.items():
            thresholds = ConformalThresholds.fit(evidence, not_genuine, np.ones(600), of, (0.9,))
            held[name].append(thresholds.sets(new, 0.9)[:, 1].mean())
    assert np.mean(held["by source"]) == pytest.approx(0.9, abs=0.015)
    assert np.mean(held["together"]) < 0.885


def test_sources_only_lower_thresholds():
    """To know that sources differ takes nothing out of a set; where they are all alike it adds next to nothing."""
    evidence, truth = draw(6000, 8)
    together = thresholds_of(one_source(evidence, truth))
    far = evidence > np.median(evidence)
    apart = thresholds_of(ConformalThresholds.fit(evidence, truth, np.ones(6000), far))
    alike = thresholds_of(ConformalThresholds.fit(evidence, truth, np.ones(6000), np.arange(6000) % 6))
    assert (apart <= together).all()
    assert (together - 0.2 <= alike)[:3].all()
    assert (alike <= together).all()


def test_sources_that_share_no_score_rule_nothing_out():
    """Where all accounts of one source lie below all of the only other, a third one could lie anywhere."""
    evidence = np.tile(np.append(np.arange(50.0), np.arange(50.0) + 100), 2)
    sources = np.tile(np.repeat(["low", "high"], 50), 2)
    found = ConformalThresholds.fit(evidence, np.repeat([False, True], 100), np.ones(200), sources, (0.9,))
    assert np.isneginf(thresholds_of(found)).all()


@pytest.mark.parametrize(("n", "rank"), [(9, 1), (10, 1), (19, 2), (29, 3)])
def test_threshold_is_the_corrected_order_statistic(n, rank):
    """With equal weights the threshold at 90 % is the floor((n + 1) / 10)-th lowest score."""
    assert both(np.arange(n, dtype=float)[::-1])[0, 1] == rank - 1


def test_too_few_accounts_rule_nothing_out():
    """Eight accounts cannot carry 90 %: their class is in every set."""
    thresholds = one_source(np.arange(16.0), np.repeat([False, True], 8), levels=(0.9,))
    assert np.isneginf(thresholds_of(thresholds)).all()
    assert thresholds.sets(np.array([-1e6, 1e6]), 0.9).all()


def test_weighted_threshold_by_hand():
    """The p-value of a score is the weight at or below it plus the largest weight, in parts of all plus the largest.

    Weights 1, 1, 1, 7 give 8/17, 9/17, 10/17 and 1; the first above one half is that of score 1.
    """
    found = both(np.array([0.0, 1.0, 2.0, 3.0]), np.array([1.0, 1.0, 1.0, 7.0]), (0.5,))
    assert found[0, 1] == 1.0


def test_only_the_ratio_of_weights_counts():
    """Weights a thousand times as large give the same thresholds."""
    found, expected = thresholds_of(fitted(300, 6, np.full(300, 1000.0))), thresholds_of(fitted(300, 6))
    np.testing.assert_array_equal(found, expected)


def test_the_heaviest_account_errs_on_the_large_side():
    """One heavy account makes the account to come weigh as much: thresholds only fall."""
    not_genuine = draw(300, 6)[1]
    weight = np.ones(300)
    weight[[np.flatnonzero(~not_genuine)[0], np.flatnonzero(not_genuine)[0]]] = 5.0
    assert (thresholds_of(fitted(300, 6, weight))[-1] <= thresholds_of(fitted(300, 6))[-1] + 1e-9).all()


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=30))
def test_sets_grow_with_the_level(evidence):
    """Whatever is in a set at one level is in the set at every higher level."""
    thresholds, evidence = fitted(500), np.array(evidence)
    sets = [thresholds.sets(evidence, level) for level in (0.8, 0.9, 0.95, 0.99)]
    assert all((small <= large).all() for small, large in pairwise(sets))


@given(st.floats(-6, 6), st.integers(-3, 3))
def test_rounding_down_takes_nothing_out_of_a_set(score, digits):
    """Rounded thresholds are never above the exact ones and at most one unit below."""
    exact = ConformalThresholds(np.array([0.9]), np.array([score]), np.array([-np.inf]))
    (rounded,) = thresholds_of(exact.rounded_down(digits))
    assert score - 10.0**-digits <= rounded[0] <= score + 1e-12
    assert np.isneginf(rounded[1])


@pytest.mark.parametrize("share", [0.15, 0.3, 0.9])
def test_a_tie_is_in_the_set(share):
    """Scores that equal a threshold but for the last bits that a prior leaves are in the set."""
    prior, steps = np.log(share / (1 - share)), np.arange(-300, 300) / 100
    back = (steps + prior) - prior
    assert (back < steps).any()
    for step, score in zip(steps, back, strict=True):
        thresholds = ConformalThresholds(np.array([0.9]), np.array([-9.0]), np.array([step]))
        assert thresholds.sets(np.array([score, step - 0.0001]), 0.9)[:, 1].tolist() == [True, False]


@pytest.mark.parametrize("level", [0.85, 90, "0.9", None])
def test_unknown_level_names_the_known(level):
    """A level without thresholds is an error that names those there are."""
    with pytest.raises(ValueError, match=r"expected one of \[0\.8, 0\.9, 0\.95, 0\.99\], got "):
        fitted(500).sets(np.zeros(1), level)


def test_nobody_has_no_sets():
    """No accounts give an array without rows."""
    assert fitted(500).sets(np.zeros(0), 0.9).shape == (0, 2)
