"""Share."""

from fakefollow.audience.share.adjusted_count import flagging_errors, lang_reiczigel
from fakefollow.audience.share.counts import AudienceCells, count_cells, nearest_pattern
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
    PURCHASED,
    AudienceShare,
    FitCheck,
    estimate_share,
    with_events,
)

__all__ = [
    "LEVEL",
    "PURCHASED",
    "WIDER",
    "AudienceCells",
    "AudienceShare",
    "FitCheck",
    "SourceMixture",
    "corrected",
    "count_cells",
    "deviance",
    "estimate_share",
    "flagging_errors",
    "lang_reiczigel",
    "misfit",
    "mixture_weights",
    "nearest_pattern",
    "smoothed",
    "too_few",
    "unseen_errors",
    "update_with_labels",
    "with_events",
]
