"""Shares of the kinds in an audience, by label shift and by hand labels. Knows counts of evidence, no profile view."""

from fakefollow.audience.share.counts import (
    EvidenceCounts as EvidenceCounts,
    adjusted_count as adjusted_count,
    count_evidence as count_evidence,
    flagging_errors as flagging_errors,
    lang_reiczigel as lang_reiczigel,
    named_pattern as named_pattern,
    nearest_pattern as nearest_pattern,
)
from fakefollow.audience.share.hand_labels import (
    WIDER as WIDER,
    too_few as too_few,
    update_with_labels as update_with_labels,
)
from fakefollow.audience.share.mixture import (
    SourceMixture as SourceMixture,
    corrected as corrected,
    deviance as deviance,
    misfit as misfit,
    mixture_weights as mixture_weights,
    smoothed as smoothed,
    unseen_errors as unseen_errors,
)
from fakefollow.audience.share.share import (
    FOREIGN as FOREIGN,
    LEVEL as LEVEL,
    N_DRAWS as N_DRAWS,
    AudienceShare as AudienceShare,
    FitCheck as FitCheck,
    estimate_share as estimate_share,
    intervals as intervals,
    resampled_counts as resampled_counts,
    resampled_sources as resampled_sources,
    unseen_share as unseen_share,
    with_events as with_events,
)
