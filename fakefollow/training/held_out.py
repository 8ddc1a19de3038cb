"""Figures on held-out sources from the cross-fitted log-odds that training makes anyway: nothing is trained twice."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.evaluation import (
    LEVEL,
    N_RESAMPLES,
    TOO_FEW,
    TOO_FEW_TEXT,
    LabelledAccounts,
    Predictions,
    figures_in_use,
    plain,
    share_of,
)
from fakefollow.profiles import BoolArray, FloatArray
from fakefollow.scoring import GENUINE, Detector, kind_probabilities
from fakefollow.training.fitting import calibrated

Folds = NDArray[np.intp]

NO_THRESHOLD: Final = "no threshold: the other folds lack a kind"

PROTOCOL: Final = (
    "Every source is held out once, in {n_folds} folds. Its accounts are judged by a classifier that was trained "
    "without it, with calibration slopes and thresholds fitted on the other folds only (on log-odds of classifiers "
    "that had seen it). Which accounts get no verdict for want of coverage is said by the finished detector. "
    "Thresholds aim at {rate:.1%} false positives. The share flagged of a source, with Wilson's interval, is its "
    f"false-positive rate or its recall, and is not stated below {TOO_FEW} accounts. Overall figures take all "
    "accounts together, so that large sources count more; precision, brier and ece are at a prior of "
    "{prevalence:.0%} not genuine. Intervals hold "
    f"{LEVEL:.0%}: Wilson's for shares, else the percentile bootstrap of accounts within each class, {N_RESAMPLES} "
    "resamples."
)


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Predictions for accounts whose source was held out.

    Parameters
    ----------
    accounts : LabelledAccounts
        The accounts.
    predictions : Predictions
        Of all accounts, in their order.
    judged : ndarray of bool, shape (n,)
        Accounts for which there were thresholds; the predictions for the others mean nothing.
    """

    accounts: LabelledAccounts
    predictions: Predictions
    judged: BoolArray

    def row(self, kind: str, source: str) -> dict[str, Any]:
        """Return how many accounts of a kind and source are flagged, as a row of the card."""
        rows = (self.accounts.kinds == kind) & (self.accounts.sources == source)
        n = int(rows.sum())
        facts = {"kind": kind, "source": source, "n_used": n}
        if not self.judged[rows].all():
            return {**facts, "flagged": None, "share_flagged": NO_THRESHOLD}
        flagged = int(self.predictions.flagged[rows].sum())
        share = share_of(flagged, n)
        return {**facts, "flagged": flagged, "share_flagged": plain(share) if share else TOO_FEW_TEXT}

    def overall(self, seed: int) -> dict[str, Any]:
        """Return the figures of all judged accounts together; one that needs an absent class is left out."""
        p, rows = self.predictions, self.judged
        probability, prevalence = p.stated()
        chosen = Predictions(
            p.not_genuine[rows], p.suspicion[rows], p.flagged[rows], probability[rows], prevalence
        )
        return {name: plain(figure) for name, figure in figures_in_use(chosen, seed).items()}


def judge(held_out: FloatArray, accounts: LabelledAccounts, folds: Folds, detector: Detector) -> HeldOut:
    """Judge the accounts of each fold with slopes and thresholds from the other folds.

    Parameters
    ----------
    held_out : ndarray of shape (n, n_kinds)
        See `fakefollow.training.held_out_log_odds`.
    accounts : LabelledAccounts
        The accounts.
    folds : ndarray of int, shape (n,)
        Fold of each account.
    detector : Detector
        The finished detector: its kinds, prior and policy hold, and its features say what was observed.

    Returns
    -------
    HeldOut
        A fold is not judged where the other folds lack a kind.
    """
    coverage, prior = detector.score(accounts.table).coverage, detector.prior.log_odds()
    log_odds, judged = held_out + prior, np.zeros(len(accounts), np.bool_)
    flagged = np.zeros(len(accounts), np.bool_)
    for fold in np.unique(folds).tolist():
        rows, others = folds == fold, folds != fold
        if not set(detector.kinds) <= set(accounts.kinds[others].tolist()):
            continue
        slopes, intercepts, curve = calibrated(held_out[others], accounts.where(others), detector.kinds[1:])
        evidence = held_out[rows] * slopes + intercepts
        authenticity = kind_probabilities(evidence + prior)[:, 0]
        verdict = detector.policy.verdicts(detector.kinds[1:], evidence, authenticity, coverage[rows], curve)
        log_odds[rows], flagged[rows] = evidence + prior, np.char.startswith(verdict, "likely_")
        judged |= rows
    predictions = Predictions.of_log_odds(log_odds, flagged, accounts.kinds != GENUINE, detector.prior)
    return HeldOut(accounts, predictions, judged)


def held_out_figures(
    held_out: FloatArray, accounts: LabelledAccounts, folds: Folds, detector: Detector, seed: int = 0
) -> dict[str, Any]:
    """Return protocol, rows, mean and overall figures as plain data, in the shape of a card's figures.

    Parameters
    ----------
    held_out, accounts, folds, detector
        As in `judge`.
    seed : int, default=0
        Seed of the bootstrap.
    """
    found = judge(held_out, accounts, folds, detector)
    pairs = sorted(set(zip(accounts.kinds.tolist(), accounts.sources.tolist(), strict=True)))
    rows = [found.row(kind, source) for kind, source in pairs]
    rate, prevalence = detector.policy.max_false_positive_rate, sum(detector.prior.shares.values())
    return {
        "protocol": PROTOCOL.format(n_folds=len(np.unique(folds)), rate=rate, prevalence=prevalence),
        "rows": rows,
        "mean": {"sources": _mean_of_sources(rows)},
        "overall": found.overall(seed),
    }


def _mean_of_sources(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Return mean and worst recall and false-positive rate, every source counting the same."""
    stated = [row for row in rows if isinstance(row["share_flagged"], dict)]
    rates = [row["share_flagged"]["value"] for row in stated if row["kind"] == GENUINE]
    recalls = [row["share_flagged"]["value"] for row in stated if row["kind"] != GENUINE]
    found: dict[str, float] = {}
    if recalls:
        found |= {"mean_recall": float(np.mean(recalls)), "worst_recall": min(recalls)}
    if rates:
        found |= {"mean_false_positive_rate": float(np.mean(rates)), "worst_false_positive_rate": max(rates)}
    return {name: round(value, 4) for name, value in found.items()}
