"""Shares of audiences: how far estimates are off and how often intervals hold the truth, beside counting flags.

Audiences are drawn from accounts of known kinds. Everything of the detector, its reference for shares included, was
made without the sources that are unseen.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
from joblib import delayed

from fakefollow.audience import Interval
from fakefollow.audience.share import AudienceShare, EvidenceCounts, estimate_share, nearest_pattern
from fakefollow.evaluation import LabelledAccounts, wilson_interval
from fakefollow.profiles import BoolArray, FloatArray, IntArray
from fakefollow.scoring import GENUINE, Detector, EvidenceHistograms, ShareReference
from fakefollow.training import TrainingSettings, train_detector
from models.bench.accounts.folds import Fold, vendor_folds
from models.bench.audiences.known_sources import known_share
from models.releases import ReleasedAccounts
from models.running import in_processes

SHARES: Final = tuple(share / 100 for share in (0, 5, 10, 15, 20, 30, 40, 50, 60, 70, 80))
"""True shares of accounts that are not genuine."""

N_FOLLOWERS: Final = 1000
N_AUDIENCES: Final = 6
"""Followers of an audience, and audiences for each share."""

AUDIENCE_PROTOCOLS: Final[Mapping[str, str]] = {
    "share_prior_shift": "Share of an audience, the kinds being those of the reference and only their shares new. The "
    "held-out accounts of each source are halved at random for every audience: one half is the reference, 1,000 "
    "followers are drawn from the other without replacement; purchased and automated accounts in equal parts, "
    "sources of a kind likewise. Detectors are those of the seller cells. Coverage is that of the 95 % intervals.",
    "share_unseen": "Share of an audience in the seller cells: seller and collection of people both unseen in "
    "training, calibration, thresholds and reference. 1,000 followers are drawn from their accounts. The interval is "
    "the audit's own; beside it what counting flags gives, and the adjusted count with Lang and Reiczigel's interval.",
}
"""Name -> what was done."""


def audience_share_results(
    released: ReleasedAccounts,
    settings: TrainingSettings,
    n_jobs: int = -1,
    folds: Sequence[Fold] | None = None,
    n_audiences: int = N_AUDIENCES,
) -> dict[str, Any]:
    """Run both protocols on a detector for each fold: all cells of a seller and a collection of people by default."""
    accounts = released.accounts
    tasks = (
        delayed(_fold_trials)(
            fold,
            accounts.where(released.training & ~fold.unseen(accounts)),
            accounts.where(fold.tested(accounts)),
            settings,
            n_audiences,
        )
        for fold in (vendor_folds() if folds is None else folds)
    )
    done = list(in_processes(tasks, n_jobs))
    return {
        name: share_results(name, [trial for trials in done for trial in trials[name]]) for name in AUDIENCE_PROTOCOLS
    }


def _fold_trials(
    fold: Fold, known: LabelledAccounts, tested: LabelledAccounts, settings: TrainingSettings, n_audiences: int
) -> dict[str, list[dict[str, Any]]]:
    detector = train_detector(known, "held out", settings)
    return {
        "share_prior_shift": list(prior_shift_trials(detector, fold.name, n_audiences=n_audiences)),
        "share_unseen": list(unseen_trials(detector, tested, fold.name, n_audiences=n_audiences)),
    }


def prior_shift_trials(
    detector: Detector, fold: str, seed: int = 0, n_audiences: int = N_AUDIENCES
) -> Iterator[dict[str, Any]]:
    """Yield one record for each audience drawn from one half of the reference and estimated by the other."""
    if detector.shares is None:
        return
    whole = detector.shares.patterns[0]
    column = int(np.searchsorted(detector.curve.rates, detector.policy.max_false_positive_rate))
    for number, share in enumerate(np.repeat(SHARES, n_audiences).tolist()):
        random = np.random.default_rng([seed, number])
        reference, others = _halves(whole, random)
        halved = _with_reference(detector, reference)
        counts, flagged = _mixed_audience(others, share, column, random)
        audience = EvidenceCounts(whole.name, counts, flagged, int(counts.sum()), halved.policy.max_false_positive_rate)
        yield _trial(fold, share, known_share(halved, audience, random_state=number))


def _halves(
    histograms: EvidenceHistograms, random: np.random.Generator
) -> tuple[EvidenceHistograms, EvidenceHistograms]:
    """Split the accounts of every source at random into two references."""
    sizes = histograms.counts.sum(axis=1)
    half = np.array([random.multivariate_hypergeometric(row, row.sum() // 2) for row in histograms.counts])
    called = [
        [random.hypergeometric(hits, size - hits, size // 2) for hits in row]
        for row, size in zip(histograms.flagged.tolist(), sizes.tolist(), strict=True)
    ]
    first = _with_counts(histograms, half, np.array(called))
    return first, _with_counts(histograms, histograms.counts - half, histograms.flagged - first.flagged)


def _with_counts(histograms: EvidenceHistograms, counts: IntArray, flagged: IntArray) -> EvidenceHistograms:
    return replace(histograms, counts=counts, flagged=flagged)


def _with_reference(detector: Detector, histograms: EvidenceHistograms) -> Detector:
    return replace(detector, shares=ShareReference((histograms,)))


def _mixed_audience(
    histograms: EvidenceHistograms, share: float, column: int, random: np.random.Generator
) -> tuple[IntArray, int]:
    """Draw followers of all sources, kinds other than genuine in equal parts; counts in cells, number flagged."""
    n_kinds = int(histograms.kind_of.max()) + 1
    of_kind = np.array([1.0 - share, *([share / (n_kinds - 1)] * (n_kinds - 1))])
    sources = np.bincount(histograms.kind_of)[histograms.kind_of]
    sizes = histograms.counts.sum(axis=1)
    drawn = np.minimum(random.multinomial(N_FOLLOWERS, of_kind[histograms.kind_of] / sources), sizes)
    counts = np.sum(
        [random.multivariate_hypergeometric(row, n) for n, row in zip(drawn, histograms.counts, strict=True)], axis=0
    )
    called = histograms.flagged[:, column]
    return counts, int(random.hypergeometric(called, sizes - called, drawn).sum())


def unseen_trials(
    detector: Detector, tested: LabelledAccounts, fold: str, seed: int = 0, n_audiences: int = N_AUDIENCES
) -> Iterator[dict[str, Any]]:
    """Yield one record for each audience drawn from accounts whose sources the detector has not seen."""
    if detector.shares is None:
        return
    scores = detector.score(tested.table)
    histograms = nearest_pattern(detector, tested.table)
    evidence = scores.log_odds - scores.prior_log_odds
    rate = detector.policy.max_false_positive_rate
    weighed = scores.coverage >= detector.policy.min_coverage
    bins = histograms.place(evidence)
    called = detector.suspicion(evidence) > detector.curve.at(rate)
    is_genuine = np.asarray(tested.kinds == GENUINE, np.bool_)
    genuine = np.flatnonzero(np.logical_and(weighed, is_genuine))
    others = np.flatnonzero(np.logical_and(weighed, ~is_genuine))
    for number, share in enumerate(np.repeat(SHARES, n_audiences).tolist()):
        random = np.random.default_rng([seed, number])
        n_others = int(random.binomial(N_FOLLOWERS, share))
        rows = np.concatenate([random.choice(others, n_others), random.choice(genuine, N_FOLLOWERS - n_others)])
        counts = np.bincount(bins[rows], minlength=histograms.counts.shape[1])
        audience = EvidenceCounts(histograms.name, counts, int(called[rows].sum()), N_FOLLOWERS, rate)
        yield _trial(fold, share, estimate_share(detector, audience, random_state=number))


def _trial(fold: str, share: float, found: AudienceShare) -> dict[str, Any]:
    """Return what one audience gives, errors signed."""
    interval, adjusted = found.not_genuine, found.adjusted_count
    return {
        "fold": fold,
        "share": share,
        "error": interval.estimate - share,
        "covered": _holds(interval, share),
        "width": interval.high - interval.low,
        "good_fit": found.fit.good,
        "counting_error": found.flagged_share - share,
        "adjusted_error": adjusted.estimate - share if adjusted else float("nan"),
        "adjusted_covered": adjusted is not None and _holds(adjusted, share),
    }


def _holds(interval: Interval, share: float) -> bool:
    return interval.low - 1e-9 <= share <= interval.high + 1e-9


def share_results(name: str, trials: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the text of a protocol, one row a fold and share, one a fold, one a share, and all audiences in one."""
    by: dict[str, list[dict[str, Any]]] = {}
    for title, keys in {"rows": ("fold", "share"), "folds": ("fold",), "shares": ("share",)}.items():
        groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
        for trial in trials:
            groups.setdefault(tuple(trial[key] for key in keys), []).append(trial)
        by[title] = [
            {**dict(zip(keys, group, strict=True)), **_figures(of_group)} for group, of_group in groups.items()
        ]
    return {"protocol": AUDIENCE_PROTOCOLS[name], **by, "mean": _figures(trials)}


def _figures(trials: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    column = {name: np.array([trial[name] for trial in trials], np.float64) for name in trials[0] if name != "fold"}
    good = column["good_fit"] > 0
    missed = column["covered"] < 1
    return {
        "n_audiences": len(trials),
        "n_followers": N_FOLLOWERS,
        "mean_absolute_error": _mean(np.abs(column["error"])),
        "bias": _mean(column["error"]),
        "coverage": _share(column["covered"]),
        "width": _mean(column["width"]),
        "bad_fit": _mean(~good),
        "coverage_where_fit_is_good": _share(column["covered"][good]),
        "bad_fit_where_missed": _mean(~good[missed]),
        "counting_mean_absolute_error": _mean(np.abs(column["counting_error"])),
        "adjusted_mean_absolute_error": _mean(np.abs(column["adjusted_error"])),
        "adjusted_coverage": _share(column["adjusted_covered"]),
    }


def _mean(values: FloatArray | BoolArray) -> float | None:
    """Return the mean of what is known, None where nothing is."""
    known = values[~np.isnan(values)]
    return round(float(known.mean()), 4) if len(known) else None


def _share(held: FloatArray) -> dict[str, float] | None:
    """Return a share with Wilson's 95 % interval, None where there is nothing to share."""
    if not len(held):
        return None
    low, high = wilson_interval(int(held.sum()), len(held))
    return {"value": round(float(held.mean()), 4), "low": round(low, 4), "high": round(high, 4)}
