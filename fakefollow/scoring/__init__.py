"""Scoring: a profile becomes evidence, evidence a probability and a verdict, and every score can say why.

Knows features and tables; must not know how a model is learnt, and nothing of audiences.
"""

from fakefollow.scoring.detector import Detector, detector_for, load_detector, model_for_platform, score, score_one
from fakefollow.scoring.distributions import (
    MAX_BINS,
    FeatureDistribution,
    FeatureReference,
    bin_shares,
    drift_line,
    drifted_features,
    index_error,
    index_limit,
    score_distribution,
    stability_index,
)
from fakefollow.scoring.evidence import AdditiveScorer, EvidenceTables, bin_edges, to_bins
from fakefollow.scoring.evidence_histograms import SHOWN, EvidenceHistograms, ShareReference
from fakefollow.scoring.explanation import FIELD_WORDS, Explanation, explain_kind
from fakefollow.scoring.model_file import CARD_FILE, MODEL_FILE, find_model, shipped_models, write_json
from fakefollow.scoring.policy import (
    GENUINE,
    NOT_ENOUGH_DATA,
    UNCERTAIN,
    ConformalThresholds,
    FalsePositiveCurve,
    Policy,
    Prior,
    kind_probabilities,
    softmax,
    suspicion,
)
from fakefollow.scoring.reasons import (
    COHORT,
    REASONS_SHOWN,
    ContextEvidence,
    Reason,
    ReasonWriter,
    held_evidence,
    reasons_of,
    weight_words,
)
from fakefollow.scoring.score import Score, canonical_changes, changed_profile
from fakefollow.scoring.scores import Scores

__all__ = [
    "CARD_FILE",
    "COHORT",
    "FIELD_WORDS",
    "GENUINE",
    "MAX_BINS",
    "MODEL_FILE",
    "NOT_ENOUGH_DATA",
    "REASONS_SHOWN",
    "SHOWN",
    "UNCERTAIN",
    "AdditiveScorer",
    "ConformalThresholds",
    "ContextEvidence",
    "Detector",
    "EvidenceHistograms",
    "EvidenceTables",
    "Explanation",
    "FalsePositiveCurve",
    "FeatureDistribution",
    "FeatureReference",
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
    "detector_for",
    "drift_line",
    "drifted_features",
    "explain_kind",
    "find_model",
    "held_evidence",
    "index_error",
    "index_limit",
    "kind_probabilities",
    "load_detector",
    "model_for_platform",
    "reasons_of",
    "score",
    "score_distribution",
    "score_one",
    "shipped_models",
    "softmax",
    "stability_index",
    "suspicion",
    "to_bins",
    "weight_words",
    "write_json",
]
