"""Gaps: filled without asking for the class, and made in whole blocks."""

import numpy as np

from fakefollow.training import without_gaps, without_random_blocks


def test_gaps_are_filled_from_the_observed_values_by_weight():
    """Draws have the weighted distribution of the observed values; what was observed stays."""
    codes = np.concatenate([[1.0, 2.0], np.full(8000, np.nan)])[:, None]
    filled = without_gaps(codes, np.array([3.0, 1.0] + [1.0] * 8000), np.random.RandomState(0))
    assert filled[:2, 0].tolist() == [1.0, 2.0]
    assert abs((filled[2:] == 1.0).mean() - 0.75) < 0.02
    assert set(filled[:, 0].tolist()) == {1.0, 2.0}


def test_what_was_never_observed_is_constant():
    """A feature that no account shows becomes 0 everywhere."""
    filled = without_gaps(np.full((3, 1), np.nan), np.ones(3), np.random.RandomState(0))
    assert filled.tolist() == [[0.0]] * 3


def test_nothing_missing_nothing_changed():
    """Without gaps the values stay, and no number is drawn."""
    random = np.random.RandomState(0)
    codes = np.arange(6.0).reshape(3, 2)
    np.testing.assert_array_equal(without_gaps(codes, np.ones(3), random), codes)
    assert random.randint(10**6) == np.random.RandomState(0).randint(10**6)


def test_every_row_misses_whole_blocks():
    """Columns of a block go missing together, at least one block a row, and no row is as good as another."""
    codes = np.zeros((500, 4))
    copies = np.isnan(without_random_blocks(codes, [[0, 1], [2], [3]], np.random.RandomState(0)))
    assert (copies[:, 0] == copies[:, 1]).all()
    assert copies.any(axis=1).all()
    assert (copies.mean(axis=0) > 0.3).all()
    assert (copies.mean(axis=0) < 0.8).all()
    assert not codes.any()
