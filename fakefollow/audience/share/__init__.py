"""Shares of the kinds in an audience, by label shift and by hand labels. Knows counts of evidence, no profile view."""

from fakefollow.audience.share.counts import (
    EvidenceCounts,
    adjusted_count,
    count_evidence,
    flagging_errors,
    lang_reiczigel,
    named_pattern,
    nearest_pattern,
)
from fakefollow.audience.share.hand_labels import WIDER, too_few, update_with_labels
from fakefollow.audience.share.mixture import (
    SourceMixture,
    corrected,
    deviance,
    misfit,
    mixture_weights,
    smoothed,
    unseen_errors,
)
from fakefollow.audience.share.share import (
    LEVEL,
    N_DRAWS,
    AudienceShare,
    FitCheck,
    estimate_share,
    intervals,
    resampled_counts,
    resampled_sources,
    unseen_share,
    with_events,
)

__all__ = [
    "LEVEL",
    "N_DRAWS",
    "WIDER",
    "AudienceShare",
    "EvidenceCounts",
    "FitCheck",
    "SourceMixture",
    "adjusted_count",
    "corrected",
    "count_evidence",
    "deviance",
    "estimate_share",
    "flagging_errors",
    "intervals",
    "lang_reiczigel",
    "misfit",
    "mixture_weights",
    "named_pattern",
    "nearest_pattern",
    "resampled_counts",
    "resampled_sources",
    "smoothed",
    "too_few",
    "unseen_errors",
    "unseen_share",
    "update_with_labels",
    "with_events",
]
