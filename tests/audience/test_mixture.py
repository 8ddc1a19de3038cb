"""Source mixture: shares of kinds and sources in a mixture are found again, and nothing has probability 0."""

import numpy as np
import pytest

from fakefollow import load_detector
from fakefollow.audience.share import SourceMixture, deviance, mixture_weights, smoothed

DENSITIES = np.array([[0.6, 0.3, 0.1], [0.1, 0.3, 0.6], [0.2, 0.6, 0.2]])


def test_exact_counts_give_the_shares_back():
    """Counts that are exactly a mixture give its weights."""
    truth = np.array([0.5, 0.3, 0.2])
    found = mixture_weights(1000 * truth[np.newaxis] @ DENSITIES, DENSITIES, np.arange(3))
    np.testing.assert_allclose(found, truth[np.newaxis], atol=1e-3)


def test_pull_makes_sources_of_a_kind_equal():
    """A strong pull leaves the share of the kind and makes its sources equal."""
    kind_of = np.array([0, 1, 1])
    counts = 1000 * np.array([[0.4, 0.6, 0.0]]) @ DENSITIES
    pulled = mixture_weights(counts, DENSITIES, kind_of, strength=1e9)[0]
    assert pulled[1] == pytest.approx(pulled[2])
    free = mixture_weights(counts, DENSITIES, kind_of)[0]
    assert free[1] > 4 * free[2]


def test_absent_sources_get_nothing_and_populations_do_not_touch():
    """A source that is not present has weight 0, and each population is found as if it were alone."""
    counts = np.array([[50.0, 30.0, 20.0], [20.0, 30.0, 50.0]])
    present = np.array([[True, False, True], [True, True, True]])
    both = mixture_weights(counts, DENSITIES, np.array([0, 1, 1]), 3.0, present)
    assert both[0, 1] == 0.0
    np.testing.assert_allclose(both.sum(axis=1), 1.0)
    alone = mixture_weights(counts[:1], DENSITIES, np.array([0, 1, 1]), 3.0, present[:1])
    np.testing.assert_allclose(both[:1], alone)
    own = mixture_weights(counts, np.stack([DENSITIES, DENSITIES]), np.array([0, 1, 1]), 3.0, present)
    np.testing.assert_allclose(own, both)


def test_smoothed_is_a_distribution_without_zeros():
    """Rows sum to 1, no cell is 0, and a blur moves to neighbours along each axis only."""
    counts = np.zeros((1, 9))
    counts[0, 4] = 10.0
    density = smoothed(counts, (3, 3), 0.2)
    assert density.sum() == pytest.approx(1.0)
    assert (density > 0).all()
    grid = density.reshape(3, 3)
    assert grid[0, 1] == pytest.approx(grid[1, 0])
    assert grid[1, 1] > grid[0, 1] > grid[0, 0]
    assert smoothed(counts, (3, 3)).max() == pytest.approx(0.997 + 0.003 / 9)


def test_deviance_is_zero_where_counts_are_as_expected():
    """G is 0 for a perfect fit and 2 n ln 2 where half of what is expected never comes."""
    found = deviance(np.array([[5.0, 5.0], [10.0, 0.0]]), np.full((2, 2), 0.5))
    np.testing.assert_allclose(found, [0.0, 20.0 * np.log(2.0)], atol=1e-12)


def plain_steps(counts, densities, n_steps):
    """Return shares of kinds of one source each after so many plain steps from equal shares."""
    shares = np.full((len(counts), len(densities)), 1.0 / len(densities))
    for _ in range(n_steps):
        explained = shares * (counts / (shares @ densities) @ densities.T)
        shares = explained / explained.sum(axis=1, keepdims=True)
    return shares


def test_kinds_that_look_alike_are_told_apart_all_the_same():
    """Where two kinds differ by a point in each bin, exact counts give their shares; 60 plain steps hardly begin."""
    densities = np.array([[0.5, 0.3, 0.2], [0.49, 0.3, 0.21]])
    counts = 10_000 * np.array([[0.9, 0.1]]) @ densities
    assert plain_steps(counts, densities, 60)[0, 0] < 0.52
    assert mixture_weights(counts, densities, np.arange(2))[0, 0] == pytest.approx(0.9, abs=1e-3)


def test_it_goes_on_until_more_steps_change_nothing():
    """Hundreds of plain steps from where it stopped move no share by a thousandth."""
    random = np.random.default_rng(5)
    densities = random.dirichlet(np.full(12, 0.7), 4) * 0.99 + 0.01 / 12
    counts = random.multinomial(3000, random.dirichlet(np.ones(4), 40) @ densities).astype(np.float64)
    found = mixture_weights(counts, densities, np.arange(4))
    np.testing.assert_allclose(found.sum(axis=1), 1.0)
    np.testing.assert_allclose(found, plain_steps(counts, densities, 5000), atol=1e-3)


@pytest.mark.parametrize("model", ["x", "generic", "instagram"])
def test_where_it_starts_is_forgotten(model):
    """From equal shares and from one kind nearly alone the same shares are found, in the shipped references."""
    (reference, *_) = load_detector(model).shares.patterns
    mixture = SourceMixture.of(reference)
    n_kinds = reference.kind_of.max() + 1
    random = np.random.default_rng(2)
    of_sources = reference.counts / reference.counts.sum(axis=1, keepdims=True)
    mixed = random.dirichlet(np.ones(len(of_sources)), 12) @ of_sources
    counts = reference.merged(random.multinomial(2000, mixed / mixed.sum(axis=1, keepdims=True)))
    members = np.eye(n_kinds)[mixture.kind_of]
    starts = [None, *(0.98 * np.eye(n_kinds)[[kind] * 12] + 0.02 / n_kinds for kind in range(n_kinds))]
    first, *others = (
        mixture_weights(counts, mixture.densities, mixture.kind_of, 5.0, start=start) @ members for start in starts
    )
    for other in others:
        np.testing.assert_allclose(other, first, atol=1e-3)


def test_nobody_has_no_shares_and_stops():
    """An audience without followers gives zeros, not errors."""
    assert mixture_weights(np.zeros((1, 3)), DENSITIES, np.arange(3)).tolist() == [[0.0, 0.0, 0.0]]
