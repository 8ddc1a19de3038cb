"""Scoring."""

from fakefollow.scoring.api import detector_for, load_detector, model_for_platform, score, score_one
from fakefollow.scoring.changed_profiles import canonical_changes, changed_profile, nearest
from fakefollow.scoring.conformal import LEVELS, ConformalThresholds, conformity
from fakefollow.scoring.detector import Detector
from fakefollow.scoring.distributions import GENUINE_LEVELS, MAX_KNOTS, FeatureDistribution
from fakefollow.scoring.drift import (
    MAX_BINS,
    bin_shares,
    drift_line,
    drifted_features,
    index_error,
    index_limit,
    stability_index,
)
from fakefollow.scoring.evidence import EvidenceTables, bin_edges, to_bins
from fakefollow.scoring.evidence_histograms import SHOWN, EvidenceHistograms, ShareReference
from fakefollow.scoring.explanation import FIELD_WORDS, Explanation, explain_kind
from fakefollow.scoring.model_file import (
    CARD_FILE,
    DIGEST,
    FORMAT,
    MODEL_FILE,
    find_model,
    shipped_models,
    write_json,
)
from fakefollow.scoring.policy import (
    FALSE_POSITIVE_RATES,
    GENUINE,
    NOT_ENOUGH_DATA,
    UNCERTAIN,
    FalsePositiveCurve,
    Policy,
    Prior,
    kind_probabilities,
    softmax,
)
from fakefollow.scoring.reason_texts import ReasonWriter
from fakefollow.scoring.reasons import (
    COHORT,
    REASONS_SHOWN,
    ContextEvidence,
    Reason,
    not_by_company_alone,
    weight_words,
)
from fakefollow.scoring.score import Score
from fakefollow.scoring.scores import Scores
from fakefollow.scoring.summary import headline, score_distribution, score_facts, verdict_rows

__all__ = [
    "CARD_FILE",
    "COHORT",
    "DIGEST",
    "FALSE_POSITIVE_RATES",
    "FIELD_WORDS",
    "FORMAT",
    "GENUINE",
    "GENUINE_LEVELS",
    "LEVELS",
    "MAX_BINS",
    "MAX_KNOTS",
    "MODEL_FILE",
    "NOT_ENOUGH_DATA",
    "REASONS_SHOWN",
    "SHOWN",
    "UNCERTAIN",
    "ConformalThresholds",
    "ContextEvidence",
    "Detector",
    "EvidenceHistograms",
    "EvidenceTables",
    "Explanation",
    "FalsePositiveCurve",
    "FeatureDistribution",
    "Policy",
    "Prior",
    "Reason",
    "ReasonWriter",
    "Score",
    "Scores",
    "ShareReference",
    "bin_edges",
    "bin_shares",
    "canonical_changes",
    "changed_profile",
    "conformity",
    "detector_for",
    "drift_line",
    "drifted_features",
    "explain_kind",
    "find_model",
    "headline",
    "index_error",
    "index_limit",
    "kind_probabilities",
    "load_detector",
    "model_for_platform",
    "nearest",
    "not_by_company_alone",
    "score",
    "score_distribution",
    "score_facts",
    "score_one",
    "shipped_models",
    "softmax",
    "stability_index",
    "to_bins",
    "verdict_rows",
    "weight_words",
    "write_json",
]
