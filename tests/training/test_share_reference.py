"""The reference for shares: counts that add up, nothing of a single account, damage told when it is loaded."""

import numpy as np
import pytest

from fakefollow import read
from fakefollow.audience.share import SourceMixture, corrected, misfit, unseen_errors
from fakefollow.evaluation import LabelledAccounts
from fakefollow.simulate import simulate_accounts
from fakefollow.training import TrainingSettings, train_detector

SIMULATED = simulate_accounts(900, 450, 450, random_state=3)
ACCOUNTS = LabelledAccounts.of(read(SIMULATED.profiles), SIMULATED.kind, SIMULATED.source)


@pytest.fixture(scope="module")
def detector():
    """Return a small detector with a reference for shares."""
    return train_detector(ACCOUNTS, "x", TrainingSettings(classifier={"max_iter": 15}))


def test_every_account_is_in_one_cell(detector):
    """Counts of a source sum to its accounts, and flags fall as the rate of false positives does."""
    cells = detector.shares.patterns[0]
    for source, kind, counts, flagged in zip(
        cells.sources, cells.kind_of, cells.counts, cells.flagged, strict=True
    ):
        rows = (ACCOUNTS.sources == source) & (ACCOUNTS.kinds == detector.kinds[kind])
        assert counts.sum() == rows.sum()
        assert (np.diff(flagged) >= 0).all()
        assert flagged[-1] <= counts.sum()


def test_cells_are_found_again(detector):
    """An account's cell is the one between the edges of its evidence; merged counts keep every account."""
    cells = detector.shares.patterns[0]
    lowest, highest = np.full((1, 2), -100.0), np.full((1, 2), 100.0)
    assert cells.place(np.vstack([lowest, highest])).tolist() == [0, cells.counts.shape[1] - 1]
    at_edge = np.array([[edges[0] for edges in cells.edges]])
    assert cells.place(at_edge).tolist() == [0]
    merged = cells.merged(cells.counts)
    assert merged.shape == (len(cells.sources), np.prod(cells.coarse_shape))
    np.testing.assert_array_equal(merged.sum(axis=1), cells.counts.sum(axis=1))


def test_every_kind_is_shown_by_some_source(detector):
    """Genuine sources are all shown, and every other kind by one at least; stretch and limit are in range."""
    for cells in detector.shares.patterns:
        assert cells.shown[cells.kind_of == 0].all()
        assert set(cells.kind_of[cells.shown].tolist()) == {0, 1, 2}
        assert 1.0 <= cells.stretch <= 2.0
        assert cells.covered is None or 0.0 <= cells.covered <= 1.0
        assert cells.fit_limit >= 0.1


def test_a_source_left_out_does_not_explain_itself(detector):
    """Errors of unseen sources are shares of each kind, and no source takes part in its own judgement."""
    cells = detector.shares.patterns[0]
    mixture = SourceMixture.of(cells)
    errors = unseen_errors(cells, mixture)
    np.testing.assert_allclose(errors.shares.sum(axis=1), 1.0)
    names = np.array([[cells.sources[0]]])
    left = mixture.without(names)[0]
    assert left.sum() == (mixture.source_of != cells.sources[0]).sum()
    assert ((errors.false >= 0) & (errors.false <= 1)).all()


def test_corrected_undoes_errors():
    """What errors made of a share is made undone, and where they leave nothing to see anything may be."""
    share = np.array([0.0, 0.3, 1.0])
    found = share * (1 - 0.2) + (1 - share) * 0.1
    np.testing.assert_allclose(corrected(found, np.full(3, 0.1), np.full(3, 0.2)), share, atol=1e-12)
    assert np.ptp(corrected(np.full(50, 0.5), np.full(50, 0.5), np.full(50, 0.5))) == 1.0


def test_misfit_is_zero_where_chance_explains_it():
    """A sample from what is expected has no misfit, one from elsewhere has."""
    expected = np.array([[0.5, 0.3, 0.2]])
    sample = np.random.default_rng(0).multinomial(500, expected[0]).astype(float)[np.newaxis]
    assert misfit(sample, expected)[0] == 0.0
    assert misfit(sample[:, ::-1], expected)[0] > 0.1


def test_few_sources_give_no_reference():
    """Sources of fewer than 30 accounts carry no reference, and training goes on without one."""
    few = simulate_accounts(50, 40, 40, random_state=1)
    accounts = LabelledAccounts.of(read(few.profiles), few.kind, few.source)
    assert train_detector(accounts, "x", TrainingSettings(classifier={"max_iter": 5})).shares is None
