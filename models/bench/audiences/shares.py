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
from fakefollow.audience.share import AudienceShare, count_evidence, estimate_share
from fakefollow.evaluation import LabelledAccounts, wilson_interval
from fakefollow.profiles import BoolArray, FloatArray
from fakefollow.readers import read
from fakefollow.scoring import GENUINE, Detector
from fakefollow.training import TrainingSettings, train_detector
from models.bench.accounts.folds import Fold, vendor_folds
from models.bench.audiences.unlike import UNLIKE
from models.releases import ReleasedAccounts
from models.running import in_processes

SHARES: Final = tuple(share / 100 for share in (0, 5, 10, 15, 20, 30, 40, 50, 60, 70, 80))
"""True shares of accounts that are not genuine."""

N_FOLLOWERS: Final = 1000
N_AUDIENCES: Final = 6
"""Followers of an audience, and audiences for each share."""

AUDIENCE_PROTOCOLS: Final[Mapping[str, str]] = {
    "share_unseen": "Share of an audience in the seller cells: seller and collection of people both unseen in "
    "training, calibration, thresholds and reference. 1,000 followers are drawn from their accounts. The interval is "
    "the audit's own, where the fit check lets it tell one; beside it stands what counting flags gives.",
    "share_unlike": "The fit check on 1,000 followers unlike all that the detectors of the seller cells know: made-up "
    "accounts with hardly anything (empty), of the last three weeks (newcomers) or that follow some hundred and hardly "
    "post (readers), and followers spread evenly over all cells of evidence. The share of the detectors whose check "
    "fires; its false alarms are the poor fits of the tables above.",
}
"""Name -> what was done."""


def audience_share_results(
    released: ReleasedAccounts,
    settings: TrainingSettings,
    n_jobs: int = -1,
    folds: Sequence[Fold] | None = None,
    n_audiences: int = N_AUDIENCES,
) -> dict[str, Any]:
    """Run all protocols on a detector for each fold: all cells of a seller and a collection of people by default."""
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
    unseen = share_results("share_unseen", [trial for trials, _ in done for trial in trials])
    return {"share_unseen": unseen, "share_unlike": unlike_results([fired for _, fired in done])}


def _fold_trials(
    fold: Fold, known: LabelledAccounts, tested: LabelledAccounts, settings: TrainingSettings, n_audiences: int
) -> tuple[list[dict[str, Any]], dict[str, bool]]:
    detector = train_detector(known, "held out", settings)
    return list(unseen_trials(detector, tested, fold.name, n_audiences=n_audiences)), unlike_alarms(detector)


def unlike_alarms(detector: Detector) -> dict[str, bool]:
    """Return whether the fit check fires on each audience that is unlike all known ones; nothing without shares."""
    if detector.shares is None:
        return {}
    tables = {name: read(made_up(N_FOLLOWERS), platform="x") for name, made_up in UNLIKE.items()}
    counted = {name: count_evidence(detector, detector.score(table)) for name, table in tables.items()}
    any_of = next(iter(counted.values()))
    cells, steps = np.ones_like(any_of.counts), np.ones_like(any_of.judged)
    even = replace(any_of, counts=cells * (N_FOLLOWERS // cells.size), judged=steps * (N_FOLLOWERS // steps.size))
    counted["spread evenly"] = even
    return {name: not estimate_share(detector, counts).fit.good for name, counts in counted.items()}


def unlike_results(fired: Sequence[Mapping[str, bool]]) -> dict[str, Any]:
    """Return the text of the protocol, and one row an audience with the share of detectors whose check fires."""
    rows = [
        {"audience": name, "n_detectors": len(fired), "power": _mean(np.array([of[name] for of in fired], np.float64))}
        for name in (fired[0] if fired else ())
    ]
    return {"protocol": AUDIENCE_PROTOCOLS["share_unlike"], "rows": rows}


def unseen_trials(
    detector: Detector, tested: LabelledAccounts, fold: str, seed: int = 0, n_audiences: int = N_AUDIENCES
) -> Iterator[dict[str, Any]]:
    """Yield one record for each audience drawn from accounts whose sources the detector has not seen."""
    if detector.shares is None:
        return
    weighed = detector.score(tested.table).coverage >= detector.policy.min_coverage
    is_genuine = np.asarray(tested.kinds == GENUINE, np.bool_)
    genuine = np.flatnonzero(np.logical_and(weighed, is_genuine))
    others = np.flatnonzero(np.logical_and(weighed, ~is_genuine))
    for number, share in enumerate(np.repeat(SHARES, n_audiences).tolist()):
        random = np.random.default_rng([seed, number])
        n_others = int(random.binomial(N_FOLLOWERS, share))
        rows = np.concatenate([random.choice(others, n_others), random.choice(genuine, N_FOLLOWERS - n_others)])
        audience = count_evidence(detector, detector.score(tested.table.take(rows)))
        yield _trial(fold, share, estimate_share(detector, audience, random_state=number))


def _trial(fold: str, share: float, found: AudienceShare) -> dict[str, Any]:
    """Return what one audience gives, errors signed; where no share is told there is no error and no interval."""
    interval, told = found.not_genuine, found.fit.good
    return {
        "fold": fold,
        "share": share,
        "error": interval.estimate - share,
        "covered": float(_holds(interval, share)) if told else float("nan"),
        "width": interval.high - interval.low if told else float("nan"),
        "held": found.held if told else float("nan"),
        "good_fit": told,
        "counting_error": found.flagged_share - share,
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
    told = column["good_fit"] > 0
    return {
        "n_audiences": len(trials),
        "n_followers": N_FOLLOWERS,
        "mean_absolute_error": _mean(np.abs(column["error"])),
        "bias": _mean(column["error"]),
        "coverage": _share(column["covered"][told]),
        "width": _mean(column["width"]),
        "held": _mean(column["held"]),
        "bad_fit": _mean(~told),
        "counting_mean_absolute_error": _mean(np.abs(column["counting_error"])),
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
