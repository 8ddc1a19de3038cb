"""Train a detector: features, additive classifier, cross-source calibration, thresholds.

The username model, bins, trees, calibration and thresholds see training accounts only, and calibration and
thresholds are taken from predictions for sources that the predicting classifier never saw.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from fakefollow.errors import TrainingError
from fakefollow.evaluation import LabelledAccounts, StrArray
from fakefollow.features import FEATURES, ProfileView, UsernameModel, measure, newcomers_and_readers
from fakefollow.profiles import BoolArray, FloatArray, ProfileTable
from fakefollow.scoring import (
    GENUINE,
    PURCHASED,
    Detector,
    EvidenceTables,
    FalsePositiveCurve,
    Prior,
    spared_evidence,
    suspicion,
)
from fakefollow.training.calibration import Slopes, calibrated
from fakefollow.training.classifier import balancing_weights
from fakefollow.training.crossfit import (
    FittedClassifier,
    TrainingSettings,
    cross_fitted,
    fit_classifier,
    held_out_log_odds,
)
from fakefollow.training.reference import (
    conformal_thresholds,
    describe_reference,
    describe_usual,
    held_out_evidence,
    share_reference,
)

NOT_GENUINE_SHARE: Final = 0.15
"""Upper end of the 9 to 15 % of Varol et al. 2017 (arXiv 1703.03107)."""

PURCHASED_WEIGHT: Final = 3.0
"""Followers that are not genuine are far more often sold than automated for their own sake; a convention."""


def default_prior(kinds: Sequence[str]) -> Prior:
    """Return the shares expected before anything is known: of purchased accounts three times as many as of others."""
    parts = {kind: PURCHASED_WEIGHT if kind == PURCHASED else 1.0 for kind in kinds}
    return Prior({kind: NOT_GENUINE_SHARE * part / sum(parts.values()) for kind, part in parts.items()})


def train_detector(accounts: LabelledAccounts, name: str, settings: TrainingSettings) -> Detector:
    """Return a detector trained on labelled accounts, capped as the settings say."""
    accounts = accounts.capped(settings.max_per_source, settings.random_state)
    crossed = list(cross_fitted(accounts, settings))
    return detector_given(held_out_log_odds(crossed, accounts), accounts, name, settings, crossed)


def detector_given(
    held_out: FloatArray,
    accounts: LabelledAccounts,
    name: str,
    settings: TrainingSettings,
    crossed: Sequence[tuple[BoolArray, FittedClassifier]] = (),
) -> Detector:
    """Return a detector calibrated on `held_out_log_odds`; without what `cross_fitted` gives it tells no shares."""
    kinds = accounts.other_kinds
    fitted = fit_classifier(accounts, settings)
    usernames = fitted.usernames
    prior, fields = default_prior(kinds), {of for name in settings.features for of in FEATURES[name].fields}
    spared = newcomers_and_readers(ProfileView(accounts.table, usernames)) & ("posts_count" in fields)
    slopes, curve = calibrated(held_out, accounts, prior, spared)
    tables, weights, spread = _calibrated_tables(*fitted.calibrated(slopes), accounts, usernames, settings)
    informative = [index for index, steps in enumerate(tables.steps) if steps.any()]
    names = tuple(settings.features[index] for index in informative)
    curve = FalsePositiveCurve(curve.rates, np.round(curve.thresholds, settings.decimals))
    parts = [(rows, *_held_out_by_feature(fold, accounts.where(rows).table, slopes, spread)) for rows, fold in crossed]
    known = held_out_evidence(settings.features, weights, parts, spared) if parts else None
    evidence = slopes.evidence(held_out)
    evidence -= spared_evidence(evidence, spared, curve, settings.policy)
    suspected, platforms = suspicion(evidence, prior.mix()), accounts.learnt_on
    return Detector(
        name=name,
        platform=settings.platform or accounts.table.platform or "x",
        kinds=(GENUINE, *kinds),
        features=names,
        tables=tables.of_features(informative),
        weights=weights[informative],
        username_model=usernames,
        prior=prior,
        curve=curve,
        policy=settings.policy,
        card={
            "name": name,
            **({"learnt_on": platforms if len(platforms) > 1 else platforms[0]} if platforms else {}),
            "reference": describe_reference(accounts, names, usernames, prior),
            "usual": describe_usual(accounts, names, usernames),
        },
        conformal=conformal_thresholds(suspected, accounts, settings.decimals),
        shares=None if known is None else share_reference(known, accounts, prior, curve, settings),
    )


def _held_out_by_feature(
    fitted: FittedClassifier, table: ProfileTable, slopes: Slopes, spread: FloatArray
) -> tuple[FloatArray, BoolArray]:
    """Return the evidence of each feature, calibrated as the detector is, and where it was observed."""
    tables, intercept = fitted.calibrated(slopes)
    features = measure(table, fitted.features, fitted.usernames)
    evidence = tables.with_intercept_spread(intercept, spread).by_feature(features)
    return evidence, ~np.isnan(features)


def _calibrated_tables(
    tables: EvidenceTables,
    intercept: FloatArray,
    accounts: LabelledAccounts,
    usernames: UsernameModel,
    settings: TrainingSettings,
) -> tuple[EvidenceTables, FloatArray, FloatArray]:
    """Return the steps with the intercept shared out, the weight of each feature, and the shares."""
    features = measure(accounts.table, settings.features, usernames)
    amounts = _mean_absolute_evidence(tables, features, accounts.kinds, accounts.sources)
    for kind, whole in zip(accounts.other_kinds, amounts.sum(axis=0).tolist(), strict=True):
        if whole == 0.0:
            raise TrainingError(
                f"no feature separates {kind!r} from {GENUINE!r} among {len(accounts):,} accounts: "
                "pass more accounts, and fields that were observed for both kinds"
            )
    # By what features usually say, so that a profile of which nothing was observed keeps the prior.
    shares = amounts / amounts.sum(axis=0)
    tables = tables.with_intercept_spread(intercept, shares).simplified(settings.decimals)
    return tables, _exact_shares(amounts.sum(axis=1)), shares


def _exact_shares(amounts: FloatArray) -> FloatArray:
    """Return shares of the whole as multiples of 2**-20; the largest takes what rounding leaves."""
    parts = np.round(amounts / amounts.sum() * 2**20)
    parts[np.argmax(parts)] += 2**20 - parts.sum()
    shares: FloatArray = parts / 2**20
    return shares


def _mean_absolute_evidence(
    tables: EvidenceTables, features: FloatArray, kinds: StrArray, sources: StrArray
) -> FloatArray:
    """Return how much each feature says where it is observed (n_features, n_kinds), sources balanced."""
    weight = balancing_weights(kinds, sources)
    evidence = np.abs(tables.by_feature(features))
    observed = ~np.isnan(features) * weight[:, None]
    total = np.einsum("n,nfk->fk", weight, evidence)
    mean: FloatArray = total / np.maximum(observed.sum(axis=0), 1e-12)[:, None]
    return mean
