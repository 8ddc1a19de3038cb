"""Held-out sources: neither seller nor collection of the test is seen in training."""

import numpy as np
import pytest
from sklearn.metrics import matthews_corrcoef, roc_auc_score

from fakefollow import read
from fakefollow.calibration import GENUINE
from fakefollow.evaluation import held_out
from fakefollow.evaluation.held_out import (
    HUMAN_COLLECTIONS,
    VENDORS,
    as_record,
    false_positives,
    flagged,
    vendor_cells,
)
from fakefollow.simulate import simulate_accounts
from fakefollow.training import LabelledAccounts, TrainingSettings, train_detector

SETTINGS = TrainingSettings(classifier={"dropout": 0.3, "max_iter": 12}, n_folds=2)
SIMULATED = simulate_accounts(400, 240, 120, random_state=9)
NAMES = {
    "people_readers": "E13",
    "people_active": "TFP",
    "newcomers": "genuine_accounts",
    "batch_made": "FSF",
    "aged_stock": "INT",
    "template_bios": "TWT",
}
ACCOUNTS = LabelledAccounts.of(
    read(SIMULATED.profiles), SIMULATED.kind, [NAMES.get(source, source) for source in SIMULATED.source]
)
TRAINING = np.ones(len(ACCOUNTS), np.bool_)


@pytest.fixture(scope="module")
def seen():
    """Return the nine cells and the sources that each training was given."""
    sources = []

    def train(accounts, name, settings):
        sources.append(set(accounts.sources.tolist()))
        return train_detector(accounts, name, settings)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(held_out, "train_detector", train)
        cells = list(vendor_cells(ACCOUNTS, TRAINING, SETTINGS, n_jobs=1))
    return cells, sources


def test_nine_cells_in_order(seen):
    """Every seller meets every collection once."""
    cells, _ = seen
    expected = [(vendor, genuine) for vendor in VENDORS for genuine in HUMAN_COLLECTIONS]
    assert [(cell.vendor, cell.genuine) for cell in cells] == expected


def test_the_cell_is_never_trained_on(seen):
    """Training sees all sources but the two of the cell."""
    everything = set(ACCOUNTS.sources.tolist())
    for cell, sources in zip(*seen, strict=True):
        assert sources == everything - {cell.vendor, cell.genuine}


def test_figures_of_a_cell(seen):
    """Counts are those of the sources, and figures are in their ranges."""
    for cell in seen[0]:
        assert cell.n_purchased == (ACCOUNTS.sources == cell.vendor).sum()
        assert cell.n_genuine == (ACCOUNTS.sources == cell.genuine).sum()
        assert 0.0 <= cell.auc <= 1.0
        assert -1.0 <= cell.mcc <= 1.0
        assert 0.0 <= cell.recall <= 1.0
        assert 0.0 <= cell.false_positive_rate <= 1.0


def test_a_cell_can_be_done_by_hand(seen):
    """The figures are those of a detector trained without the cell, at its own thresholds."""
    cell = seen[0][0]
    unseen = np.isin(ACCOUNTS.sources, [cell.vendor, cell.genuine])
    detector = train_detector(ACCOUNTS.where(~unseen), "by hand", SETTINGS)
    test = ACCOUNTS.where(unseen)
    scores = detector.score(test.table)
    called = flagged(scores)
    assert cell.auc == roc_auc_score(test.kinds != GENUINE, 1.0 - scores.authenticity)
    assert cell.mcc == matthews_corrcoef(test.kinds != GENUINE, called)
    assert cell.recall == called[test.kinds != GENUINE].mean()
    assert cell.false_positive_rate == called[test.kinds == GENUINE].mean()


def test_accounts_kept_from_training_are_kept():
    """Accounts outside the training mask are tested on and never trained on."""
    training = ACCOUNTS.sources != "public_accounts"
    (found,) = false_positives(ACCOUNTS, training, SETTINGS, ["public_accounts"], n_jobs=1)
    detector = train_detector(ACCOUNTS.where(training), "by hand", SETTINGS)
    scores = detector.score(ACCOUNTS.where(~training).table)
    assert (found.n_genuine, found.flagged) == (len(scores), flagged(scores).sum())
    assert found.uncertain == (scores.verdict == "uncertain").sum()
    assert found.rate == found.flagged / found.n_genuine


def test_processes_give_the_same_figures():
    """Two processes find what one finds."""
    sources = ["E13", "TFP"]
    one, two = (list(false_positives(ACCOUNTS, TRAINING, SETTINGS, sources, n_jobs=n)) for n in (1, 2))
    assert one == two
    assert [found.source for found in one] == sources


def test_records_are_plain_and_rounded(seen):
    """A record has every figure, shares with four digits, and the rate of false positives."""
    record = as_record(seen[0][0])
    assert list(record)[:4] == ["vendor", "genuine", "n_purchased", "n_genuine"]
    assert record["auc"] == round(seen[0][0].auc, 4)
    found = held_out.FalsePositives("made up", n_genuine=3, flagged=1, uncertain=2)
    assert as_record(found) == {
        "source": "made up",
        "n_genuine": 3,
        "flagged": 1,
        "uncertain": 2,
        "rate": 0.3333,
    }
