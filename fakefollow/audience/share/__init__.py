"""Shares of the kinds in an audience, by label shift and by hand labels. Knows counts of evidence, no profile view."""

from fakefollow.audience.share.counts import (
    EvidenceCounts as EvidenceCounts,
    count_evidence as count_evidence,
    flagging_errors as flagging_errors,
    nearest_pattern as nearest_pattern,
)
from fakefollow.audience.share.hand_labels import (
    WIDER as WIDER,
    too_few as too_few,
    update_with_labels as update_with_labels,
)
from fakefollow.audience.share.mixture import (
    concentration as concentration,
    log_gamma as log_gamma,
    misfit as misfit,
    shortest as shortest,
)
from fakefollow.audience.share.share import (
    FOREIGN as FOREIGN,
    LEVEL as LEVEL,
    AudienceShare as AudienceShare,
    FitCheck as FitCheck,
    estimate_share as estimate_share,
    held_level as held_level,
)
