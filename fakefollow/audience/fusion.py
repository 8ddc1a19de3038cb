"""Fusion: one posterior for each follower, from its profile, the event it arrived in and the cohort it is in.

Each part is a log-likelihood ratio that is added to the others and shown among the reasons. An account is never
called by the company it came in alone: where its own profile says nothing against it, it is uncertain.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from fakefollow.audience.cohorts import Cohorts
from fakefollow.audience.purchases import Purchases
from fakefollow.audience.share import PURCHASED
from fakefollow.profiles import FloatArray
from fakefollow.scoring import (
    COHORT,
    GENUINE,
    ContextEvidence,
    Detector,
    Prior,
    Scores,
    not_by_company_alone,
)

LEAST_SHARE: Final = 0.002
"""No kind is ruled out for a follower because the share found is zero."""

RULE_WORDS: Final = {
    "bio": "almost the same bio as {n} others",
    "username_template": "a handle of the same make as {n} others, created at the same time",
    "sequential_ids": "an id in a row with those of {n} others",
    "creation_minute": "created in the same minute as {n} others",
}


def fused(
    scores: Scores, detector: Detector, shares: Mapping[str, float], purchases: Purchases, cohorts: Cohorts
) -> Scores:
    """Return scores in which profile, event and cohort evidence are added up.

    Parameters
    ----------
    scores : Scores
        Profile evidence.
    detector : Detector
        The detector that made them.
    shares : mapping of str to float
        Share of each kind among followers outside events: the prior.
    purchases : Purchases
        Events and what they say, one value for each row of the scores.
    cohorts : Cohorts
        Cohorts among the same rows.
    """
    prior = _prior(scores.kinds, shares)
    circumstances = (*_event_evidence(scores, prior, purchases), *_cohort_evidence(scores, cohorts))
    prior_log_odds = prior.log_odds()
    evidence = scores.log_odds - scores.prior_log_odds  # scores.evidence but for the last bit, which is kept
    for circumstance in circumstances:
        evidence[:, scores.kinds.index(circumstance.kind) - 1] += circumstance.evidence
    decision = detector.decide(prior_log_odds, evidence, scores.coverage)
    return replace(
        scores,
        authenticity=decision.authenticity,
        kind_probability=decision.probability,
        verdict=not_by_company_alone(decision.verdict, scores.evidence, cohorts.member >= 0),
        prior_log_odds=prior_log_odds,
        log_odds=decision.log_odds,
        circumstances=circumstances,
        policy=detector.policy,
    )


def _prior(kinds: tuple[str, ...], shares: Mapping[str, float]) -> Prior:
    """Return the shares as a prior that rules nothing out."""
    raised = np.array([max(shares[kind], LEAST_SHARE) for kind in kinds])
    raised /= raised.sum()
    return Prior({kind: float(share) for kind, share in zip(kinds, raised, strict=True) if kind != GENUINE})


def _event_evidence(scores: Scores, prior: Prior, purchases: Purchases) -> list[ContextEvidence]:
    """Return what events say: odds to be bought inside the event over those outside, profile left out."""
    inside = purchases.event >= 0
    if not inside.any() or PURCHASED not in prior.shares:
        return []
    before = float(prior.log_odds()[list(prior.shares).index(PURCHASED)])
    evidence = np.where(inside, _logit(purchases.bought, inside) - before, 0.0)
    sentences = tuple(
        f"followed in the run of ranks {event.start_rank:,} to {event.end_rank:,}, in which "
        f"{100 * event.excess.estimate / event.size:.0f} % of the follows look bought"
        for event in purchases.events
    )
    value = np.where(inside, purchases.bought, np.nan)
    return [
        ContextEvidence(
            "purchase_event", "probability", PURCHASED, value, evidence, sentences, purchases.event
        )
    ]


def _logit(probability: FloatArray, inside: np.ndarray) -> FloatArray:
    safe = np.where(inside, probability, 0.5)
    odds: FloatArray = np.log(safe) - np.log1p(-safe)
    return odds


def _cohort_evidence(scores: Scores, cohorts: Cohorts) -> list[ContextEvidence]:
    """Return what cohorts say: accounts made together were not made by their followers, of whatever kind."""
    inside = cohorts.member >= 0
    if not inside.any():
        return []
    evidence = cohorts.log_likelihood_ratio()
    sizes = np.array([cohort.size for cohort in cohorts.found], np.float64)
    value = np.where(inside, sizes[cohorts.member], np.nan)

    sentences = tuple(RULE_WORDS[cohort.rule].format(n=f"{cohort.size - 1:,}") for cohort in cohorts.found)
    return [
        ContextEvidence(COHORT, "accounts", kind, value, evidence, sentences, cohorts.member)
        for kind in scores.kinds[1:]
    ]
