"""Prevalence: precision and calibration in audiences of other mixtures than the tested accounts."""

import numpy as np
import pytest

from fakefollow.evaluation import Predictions, expected_calibration_error, value_of
from models.bench.accounts.folds import Fold
from models.bench.accounts.prevalence import PREVALENCES, precision_at, prevalence_cell, prevalence_rows, with_prior
from models.bench.accounts.run import FoldPredictions

FOLD = Fold("vendors", ("seller",), ("people",))


def with_rates(recall, false_positive_rate, n=1000):
    """Return predictions with these rates in n accounts of each class."""
    place, truth = np.tile(np.arange(n) / n, 2), np.arange(2 * n) >= n
    flagged = place < np.where(truth, recall, false_positive_rate)
    return Predictions(truth, flagged.astype(float), flagged)


@pytest.mark.parametrize("share", PREVALENCES.values())
def test_precision_by_hand(share):
    """Precision is right flags among all flags in an audience of the stated mixture."""
    expected = share * 0.8 / (share * 0.8 + (1 - share) * 0.02)
    assert value_of(precision_at(share), with_rates(0.8, 0.02)) == pytest.approx(expected)


def test_nobody_flagged_has_no_precision():
    """Where no account is flagged, precision is 0."""
    assert value_of(precision_at(0.05), with_rates(0.0, 0.0)) == 0.0


def test_probabilities_right_at_one_prior_are_right_at_another():
    """Moving a calibrated method to another prevalence keeps it calibrated there."""
    random = np.random.default_rng(1)
    probability = random.choice([0.05, 0.5], size=60_000, p=[7 / 9, 2 / 9])
    truth = random.uniform(size=len(probability)) < probability
    said = Predictions(truth, probability, probability > 0.4, probability, float(truth.mean()))
    for share in PREVALENCES.values():
        assert value_of(with_prior(expected_calibration_error, share), said) < 0.01
    assert said.at_prevalence(0.01).probability.max() < 0.1


def test_a_cell_has_every_figure_with_its_interval():
    """Every method has recall and precision, those with probabilities also calibration; all with intervals."""
    plain = with_rates(0.8, 0.02)
    stated = Predictions(plain.not_genuine, plain.suspicion, plain.flagged, plain.suspicion, 0.5)
    names = {f"precision_at_{name}" for name in PREVALENCES} | {"recall"}
    more = {f"{figure}_at_{name}" for figure in ("ece", "brier") for name in PREVALENCES}
    for predictions, expected in ((plain, names), (stated, names | more)):
        cell = prevalence_cell(FoldPredictions(FOLD, "m", predictions))
        found = {name: value for name, value in cell.items() if isinstance(value, dict)}
        assert set(found) == expected
        assert all(value["low"] <= value["value"] <= value["high"] for value in found.values())
        assert (cell["folds"], cell["fold"], cell["n_genuine"]) == ("vendors", FOLD.name, 1000)


def test_worst_cell_is_the_least_precise_and_the_least_calibrated():
    """A row holds the mean over cells and the worst cell, low for precision and recall, high for errors."""
    cells = [
        {"folds": "vendors", "method": "m", "fold": name, **{f: {"value": v} for f, v in figures.items()}}
        for name, figures in {
            "a": {"recall": 0.5, "precision_at_1_percent": 0.2, "ece_at_1_percent": 0.3},
            "b": {"recall": 0.7, "precision_at_1_percent": 0.4, "ece_at_1_percent": 0.1},
        }.items()
    ]
    (row,) = prevalence_rows(cells)
    assert (row["folds"], row["method"], row["n_cells"]) == ("vendors", "m", 2)
    assert (row["mean_recall"], row["mean_precision_at_1_percent"]) == (0.6, 0.3)
    assert row["worst_recall"]["fold"] == row["worst_precision_at_1_percent"]["fold"] == "a"
    assert row["worst_ece_at_1_percent"] == {"value": 0.3, "fold": "a"}
