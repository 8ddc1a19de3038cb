"""`train`: a detector from a user's own labelled accounts, with figures on held-out sources from the same training."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from fakefollow.errors import LabelWarning, LeakWarning, TrainingError, warn_caller
from fakefollow.evaluation import (
    LEVEL,
    N_RESAMPLES,
    NO_SOURCES,
    TOO_FEW,
    TOO_FEW_TEXT,
    LabelledAccounts,
    Predictions,
    check_labels,
    figures_in_use,
    leak_figures,
    plain,
    share_of,
    source_folds,
    stand_in_sources,
)
from fakefollow.features import FEATURES, ProfileView, newcomers_and_readers
from fakefollow.profiles import BoolArray, FloatArray
from fakefollow.readers import read
from fakefollow.scoring import GENUINE, MOST_OF_NAME, Detector, is_name, spared_evidence
from fakefollow.training.calibration import calibrated
from fakefollow.training.cards import describe_data, make_card
from fakefollow.training.crossfit import TrainingSettings, cross_fitted, held_out_log_odds
from fakefollow.training.fitting import detector_given

Folds = NDArray[np.intp]

TELLING_AUC: Final = 0.9
"""From this AUC on a leak baseline is warned of; a convention."""

NO_THRESHOLD: Final = "no threshold: the other folds lack a kind"

HELD_OUT_PROTOCOL: Final = (
    "Every source is held out once, in {n_folds} folds. Its accounts are judged by a classifier that was trained "
    "without it, with calibration slopes and thresholds fitted on the other folds only (on log-odds of classifiers "
    "that had seen it). Which accounts get no verdict for want of coverage is said by the finished detector. "
    "Thresholds aim at {rate:.1%} false positives. The share flagged of a source, with Wilson's interval, is its "
    f"false-positive rate or its recall; it is not stated below {TOO_FEW} accounts, and such a source is in no mean or "
    "worst value either. Overall figures take all accounts together, so that large sources count more; precision, "
    "brier and ece are at a prior of "
    "{prevalence:.0%} not genuine. Intervals hold "
    f"{LEVEL:.0%}: Wilson's for shares, else the percentile bootstrap of accounts within each class, {N_RESAMPLES} "
    "resamples."
)

LEAK_PROTOCOL: Final = (
    "AUC of what a detector must not use, genuine against all other accounts on random splits (stratified five-fold "
    "cross-validation, at most 2,000 accounts of each); 0.5 says nothing. Where it is high, the kinds were collected "
    "or registered apart, and a figure from random splits shows that rather than skill. Dates also hold the age of "
    "an account, which may be used."
)

LEAK_WARNING: Final = (
    "genuine and other accounts are told apart here by what no detector may use: {told_by}. The two were collected or "
    "registered apart, so figures on random splits of these accounts would prove little. Trust the figures on held-out "
    "sources, which are on the detector's card"
)

ANSWERS: Final = "how likely an account is genuine rather than {kinds}"
OWN_LIMITS: Final = (
    "A score speaks of an account as it was observed, not of a person. Say: this follow does not look genuine.",
    "The labels were taken as they were given; what is mislabelled in them is learnt as well.",
    "It has seen the sources above and no others: sellers, communities and years unlike them may look different, and "
    "no profile shows a stolen or collusive account.",
    "Kinds other than genuine are told from each other with less certainty than from genuine.",
    "Probabilities need a prior; the default is a convention, not a measurement of your audience.",
    "Thresholds keep the stated false-positive rate on the genuine sources held out here, not on every community.",
)


def train(
    table: Any,
    labels: Collection[Any],
    sources: Collection[Any] | None = None,
    *,
    name: str = "custom",
    settings: TrainingSettings | None = None,
    progress: Callable[[int], object] | None = None,
) -> Detector:
    """Train a detector on your own labelled accounts, with honest figures on its card.

    Every source is held out once, so ``detector.card["figures"]`` says how the detector does on accounts of
    sources that it has not seen: read it with `fakefollow info`, or as plain data.

    Parameters
    ----------
    table : ProfileTable, path, frame or list
        The profiles in any form that `fakefollow.read` takes.
    labels : sequence of str
        ``"genuine"``, ``"purchased"`` or ``"bot"`` (or kinds of your own beside ``"genuine"``), one a profile.
    sources : sequence of str, optional
        Vendor, campaign or collection of each account; at least two for every kind. The names go on the card. Without
        them a column of the input that names some (``source``, ``vendor``, ``campaign`` ...) is taken, else random
        parts of the accounts, of which figures promise less.
    name : str, default="custom"
        Name of the model.
    settings : TrainingSettings, optional
        How to train; by default as the shipped model of X: followers, following, posts and age alone tell
        ``purchased``, and labels say how much. With ``TrainingSettings(backbone={})`` it is learnt from all
        features, as on GitHub's accounts: that tells your sellers better, and others worse.
    progress : callable, optional
        Called with the number of accounts that have just been held out, such as `update` of a bar of tqdm.

    Returns
    -------
    Detector
        With ``card["figures"]`` on held-out sources, ``card["leaks"]``, ``card["labels"]`` (what `check_labels` found),
        ``card["data"]`` and ``card["limits"]``.

    Raises
    ------
    TrainingError
        If labels and sources do not fit the profiles or cannot carry a calibration.

    Warns
    -----
    LabelWarning
        If `fakefollow.check_labels` finds what looks made up, copied or given by a rule, and without sources.
    LeakWarning
        If ids, dates or known fields tell genuine from other accounts: only figures on held-out sources mean something.

    Examples
    --------
    >>> import fakefollow as ff
    >>> accounts = ff.simulate_accounts(n_genuine=300, n_purchased=150, n_bot=150, random_state=1)
    >>> detector = ff.train(accounts.profiles, accounts.kind, sources=accounts.source)
    >>> detector.kinds
    ('genuine', 'purchased', 'bot')
    >>> [row["source"] for row in detector.card["figures"]["held_out_sources"]["rows"] if row["kind"] == "bot"]
    ['feed_relays', 'follow_back', 'spam']
    """
    if not is_name(name):
        raise TrainingError(f"name: expected {MOST_OF_NAME} characters at most and no controls, got {name!r:.300}")
    profiles, limits, named = read(table), list(OWN_LIMITS), sources
    accounts = LabelledAccounts.of(profiles, labels, sources)
    if sources is None:
        parts, said = stand_in_sources(table, profiles, labels)
        accounts = LabelledAccounts.of(profiles, labels, parts.tolist())
        limits.insert(0, f"{said[0].upper()}{said[1:]}.")
        named = None if said == NO_SOURCES else parts.tolist()
        warn_caller(said, LabelWarning)
    if settings is None:
        on_github = accounts.table.has("repositories_count")
        settings = TrainingSettings(features=tuple(FEATURES), backbone={}) if on_github else TrainingSettings()
    check = check_labels(accounts.table, labels, named)
    if found := ["{check} ({where}: {found})".format(**row) for row in check.findings if row["severity"] == "warn"]:
        said = f"labels or accounts look made up, so that figures on them would prove little: {'; '.join(found)}"
        warn_caller(f"{said}. fakefollow.check_labels says why and what would be needed", LabelWarning)
    leaks = _leaks(accounts, settings.random_state)
    if "warning" in leaks:  # before training, which a leak may also make fail
        warn_caller(leaks["warning"], LeakWarning)
    used = accounts.capped(settings.max_per_source, settings.random_state)
    folds = source_folds(used.kinds, used.sources, settings.n_folds)
    with threadpool_limits(1):
        crossed = list(cross_fitted(used, settings, progress))
        held_out = held_out_log_odds(crossed, used)
        detector = detector_given(held_out, used, name, settings, crossed)
        figures = {"held_out_sources": held_out_figures(held_out, used, folds, detector, settings)}
    data, answers = describe_data(accounts, used), ANSWERS.format(kinds=" or ".join(detector.kinds[1:]))
    card = make_card(detector, settings, data, figures, version("fakefollow"), answers, limits)
    measured = false_positives(figures["held_out_sources"]["rows"])
    return replace(detector, card={**card, "leaks": leaks, "labels": check.to_dict(), "false_positives": measured})


def _leaks(accounts: LabelledAccounts, seed: int) -> dict[str, Any]:
    """Return protocol and rows of the leak baselines, and a warning where one of them tells the accounts apart."""
    rows = leak_figures(accounts, seed)
    telling = [row for row in rows if isinstance(row["auc"], dict) and row["auc"]["value"] >= TELLING_AUC]
    leaks = {"protocol": LEAK_PROTOCOL, "rows": rows}
    if telling:
        told_by = "; ".join(f"{row['leak']} (AUC {row['auc']['value']:.2f})" for row in telling)
        leaks["warning"] = LEAK_WARNING.format(told_by=told_by)
    return leaks


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Predictions for accounts whose source was held out; those not judged had no thresholds and mean nothing."""

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

    def rows(self) -> list[dict[str, Any]]:
        """Return the row of every kind and source."""
        pairs = sorted(set(zip(self.accounts.kinds.tolist(), self.accounts.sources.tolist(), strict=True)))
        return [self.row(kind, source) for kind, source in pairs]

    def overall(self, seed: int) -> dict[str, Any]:
        """Return the figures of all judged accounts together; one that needs an absent class is left out."""
        p, rows = self.predictions, self.judged
        probability, prevalence = p.stated()
        chosen = Predictions(p.not_genuine[rows], p.suspicion[rows], p.flagged[rows], probability[rows], prevalence)
        return {name: plain(figure) for name, figure in figures_in_use(chosen, seed).items()}


def judge(
    held_out: FloatArray, accounts: LabelledAccounts, folds: Folds, detector: Detector, settings: TrainingSettings
) -> HeldOut:
    """Return predictions for each fold with slopes and thresholds from the others; none where these lack a kind."""
    # What was observed is said by the features of the finished detector.
    coverage, prior = detector.score(accounts.table).coverage, detector.prior.log_odds()
    spared = newcomers_and_readers(ProfileView(accounts.table, detector.username_model)) & detector.knows_posts
    log_odds, (judged, flagged) = held_out + prior, np.zeros((2, len(accounts)), np.bool_)
    for fold in np.unique(folds).tolist():
        rows, others = folds == fold, folds != fold
        if not set(detector.kinds) <= set(accounts.kinds[others].tolist()):
            continue
        slopes, curve = calibrated(held_out[others], accounts.where(others), detector.prior, spared[others])
        evidence = slopes.evidence(held_out[rows])
        evidence -= spared_evidence(evidence, spared[rows], curve, detector.policy)
        decision = replace(detector, curve=curve).decide(prior, evidence, coverage[rows])
        log_odds[rows], flagged[rows] = decision.log_odds, np.char.startswith(decision.verdict, "likely_")
        judged |= rows
    predictions = Predictions.of_log_odds(log_odds, flagged, accounts.kinds != GENUINE, detector.prior)
    return HeldOut(accounts, predictions, judged)


def held_out_figures(
    held_out: FloatArray, accounts: LabelledAccounts, folds: Folds, detector: Detector, settings: TrainingSettings
) -> dict[str, Any]:
    """Return protocol, rows, mean and overall figures of what `held_out_log_odds` gave, as a card has them."""
    judged = judge(held_out, accounts, folds, detector, settings)
    rows, rate, prior = judged.rows(), detector.policy.max_false_positive_rate, sum(detector.prior.shares.values())
    return {
        "protocol": HELD_OUT_PROTOCOL.format(n_folds=len(np.unique(folds)), rate=rate, prevalence=prior),
        "rows": rows,
        "mean": {"sources": _mean_of_sources(rows)},
        "overall": judged.overall(settings.random_state),
    }


def false_positives(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return mean and worst false-positive rate of genuine sources by `HeldOut.rows`, and the worst; or nothing."""
    stated = [row for row in rows if row["kind"] == GENUINE and isinstance(row["share_flagged"], dict)]
    rates = [(row["share_flagged"]["value"], row["source"]) for row in stated]
    if not rates:
        return {}
    worst, source = max(rates)
    return {"mean": round(float(np.mean([rate for rate, _ in rates])), 4), "worst": worst, "worst_source": source}


def _mean_of_sources(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Return mean and worst recall and false-positive rate, every source counting the same."""
    stated = [row for row in rows if isinstance(row["share_flagged"], dict)]
    recalls = [row["share_flagged"]["value"] for row in stated if row["kind"] != GENUINE]
    means = {"mean_recall": float(np.mean(recalls)), "worst_recall": min(recalls)} if recalls else {}
    if rates := false_positives(rows):
        means |= {f"{which}_false_positive_rate": rates[which] for which in ("mean", "worst")}
    return {name: round(value, 4) for name, value in means.items()}
