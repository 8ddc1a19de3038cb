"""Creation ages: a law of ages spread over the cells of creation dates."""

import numpy as np
import pytest

from fakefollow.audience.purchases import (
    AGE_EDGES_DAYS,
    DAY,
    REFERENCE_AGES,
    ArrivalCounts,
    Arrivals,
    CreationAges,
)

START = 1.5e9
N = 4000


def listed(ages_days):
    """Return counts of followers of these ages, one an hour."""
    followed_by = START + 3600.0 * np.arange(len(ages_days))
    return ArrivalCounts.of(Arrivals(followed_by - ages_days * DAY, followed_by, {}))


def test_ages_of_creation_dates():
    """A law of ages is spread over cells: all of it, none of it after the block, by age as it was put in."""
    counts = listed(np.append(np.full(N - 1, 3000.0), 2.0))
    creation = CreationAges.of(counts)
    shares = creation.shares(REFERENCE_AGES)
    assert np.all(shares >= 0.0)
    later = counts.date_cells[None, :] > counts.followed_by[:, None] + 8 * DAY
    assert np.all(shares[later] == 0.0)
    only = np.zeros(len(REFERENCE_AGES))
    only[10] = 1.0  # 1095 to 1460 days
    by_age = creation.by_age(creation.shares(only)) / counts.n_blocks
    assert by_age[10] == pytest.approx(1.0, abs=0.05)
    assert by_age.sum() == pytest.approx(1.0)


def test_shares_do_not_depend_on_the_scale():
    """A law of twice the weight gives twice the shares, so the reference need not sum to 1."""
    creation = CreationAges.of(listed(np.append(np.full(N - 1, 3000.0), 2.0)))
    np.testing.assert_allclose(creation.shares(2.0 * REFERENCE_AGES), 2.0 * creation.shares(REFERENCE_AGES))


def test_reference_has_a_share_for_every_age():
    """Every age between two edges has a share above 0, so that no age is impossible."""
    assert len(REFERENCE_AGES) == len(AGE_EDGES_DAYS) - 1
    assert REFERENCE_AGES.min() > 0.0
