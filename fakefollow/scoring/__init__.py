"""Scoring: a profile becomes evidence, evidence a probability and a verdict, and every score can say why.

Knows features and tables; must not know how a model is learnt, and nothing of audiences.
"""

from fakefollow.scoring.api import (
    detector_for as detector_for,
    load_detector as load_detector,
    model_for_platform as model_for_platform,
    score as score,
    score_one as score_one,
)
from fakefollow.scoring.arrays import MOST_OF_NAME as MOST_OF_NAME, is_name as is_name
from fakefollow.scoring.batches import ScoreBatches as ScoreBatches, score_batches as score_batches
from fakefollow.scoring.detector import Detector as Detector
from fakefollow.scoring.distributions import (
    MAX_BINS as MAX_BINS,
    TELLING_RATE as TELLING_RATE,
    EvidenceHistograms as EvidenceHistograms,
    FeatureDistribution as FeatureDistribution,
    FeatureReference as FeatureReference,
    ShareReference as ShareReference,
    bin_shares as bin_shares,
    drift_line as drift_line,
    drifted_features as drifted_features,
    evidence_cells as evidence_cells,
    index_error as index_error,
    index_limit as index_limit,
    score_distribution as score_distribution,
    stability_index as stability_index,
)
from fakefollow.scoring.evidence import (
    ONE_SIDED as ONE_SIDED,
    AdditiveScorer as AdditiveScorer,
    EvidenceTables as EvidenceTables,
    bin_edges as bin_edges,
    to_bins as to_bins,
)
from fakefollow.scoring.explanation import (
    FIELD_WORDS as FIELD_WORDS,
    Explanation as Explanation,
    explain_kind as explain_kind,
)
from fakefollow.scoring.model_file import (
    CARD_FILE as CARD_FILE,
    MODEL_FILE as MODEL_FILE,
    MOST_KINDS as MOST_KINDS,
    find_model as find_model,
    shipped_models as shipped_models,
    write_json as write_json,
)
from fakefollow.scoring.policy import (
    GENERIC as GENERIC,
    GENUINE as GENUINE,
    NOT_ENOUGH_DATA as NOT_ENOUGH_DATA,
    PURCHASED as PURCHASED,
    UNCERTAIN as UNCERTAIN,
    ConformalThresholds as ConformalThresholds,
    FalsePositiveCurve as FalsePositiveCurve,
    Policy as Policy,
    Prior as Prior,
    at_most_uncertain as at_most_uncertain,
    kind_probabilities as kind_probabilities,
    softmax as softmax,
    spared_evidence as spared_evidence,
    suspicion as suspicion,
)
from fakefollow.scoring.reasons import (
    COHORT as COHORT,
    COMPANY_ALONE as COMPANY_ALONE,
    LIKENESS_ALONE as LIKENESS_ALONE,
    LOOK_ALIKES as LOOK_ALIKES,
    NOT_BY_COMPANY as NOT_BY_COMPANY,
    NOT_BY_LIKENESS as NOT_BY_LIKENESS,
    OF_COHORTS as OF_COHORTS,
    OF_EVENTS as OF_EVENTS,
    PURCHASE_EVENT as PURCHASE_EVENT,
    REASONS_SHOWN as REASONS_SHOWN,
    RUN_PROFILE as RUN_PROFILE,
    ContextEvidence as ContextEvidence,
    Reason as Reason,
    ReasonWriter as ReasonWriter,
    held_evidence as held_evidence,
    reasons_of as reasons_of,
    weight_words as weight_words,
)
from fakefollow.scoring.score import (
    Score as Score,
    canonical_changes as canonical_changes,
    changed_profile as changed_profile,
)
from fakefollow.scoring.scores import IDENTITY as IDENTITY, Scores as Scores
from fakefollow.scoring.to_files import score_folder as score_folder, score_to_file as score_to_file
