"""fakefollow tells genuine followers from purchased and automated ones, offline and with reasons.

Importing it does nothing; each public name is loaded when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    __version__: str

    from fakefollow.audience import (
        AuditReport as AuditReport,
        AuditState as AuditState,
        Cohort as Cohort,
        Interval as Interval,
        PurchaseEvent as PurchaseEvent,
        audit as audit,
        plan_sample as plan_sample,
    )
    from fakefollow.engagement import (
        AudienceChange as AudienceChange,
        Comparison as Comparison,
        GrowthEvent as GrowthEvent,
        GrowthReport as GrowthReport,
        InfluenceReport as InfluenceReport,
        compare as compare,
        compare_audiences as compare_audiences,
        growth as growth,
        influence as influence,
    )
    from fakefollow.errors import (
        CoverageWarning as CoverageWarning,
        DriftWarning as DriftWarning,
        FakefollowError as FakefollowError,
        FakefollowWarning as FakefollowWarning,
        FollowOrderError as FollowOrderError,
        FollowOrderWarning as FollowOrderWarning,
        LabelWarning as LabelWarning,
        LeakWarning as LeakWarning,
        MissingExtraError as MissingExtraError,
        ModelFileError as ModelFileError,
        ObservationTimeWarning as ObservationTimeWarning,
        PlatformWarning as PlatformWarning,
        ProfileError as ProfileError,
        ReadingWarning as ReadingWarning,
        TrainingError as TrainingError,
    )
    from fakefollow.evaluation import Evaluation as Evaluation, check_labels as check_labels, evaluate as evaluate
    from fakefollow.profiles import Profile as Profile, ProfileTable as ProfileTable
    from fakefollow.readers import Interactions as Interactions, read as read, read_interactions as read_interactions
    from fakefollow.report import (
        ComparisonDisplay as ComparisonDisplay,
        CountsDisplay as CountsDisplay,
        EvidenceDisplay as EvidenceDisplay,
        FeatureDisplay as FeatureDisplay,
        FollowerMapDisplay as FollowerMapDisplay,
        GrowthDisplay as GrowthDisplay,
        ReactionsDisplay as ReactionsDisplay,
        ScoreDistributionDisplay as ScoreDistributionDisplay,
        SharesDisplay as SharesDisplay,
    )
    from fakefollow.scoring import (
        Detector as Detector,
        Explanation as Explanation,
        Policy as Policy,
        Reason as Reason,
        Score as Score,
        ScoreBatches as ScoreBatches,
        Scores as Scores,
        load_detector as load_detector,
        score as score,
        score_batches as score_batches,
        score_one as score_one,
    )
    from fakefollow.simulate import (
        BoughtReactions as BoughtReactions,
        Burst as Burst,
        CopiedComments as CopiedComments,
        Pod as Pod,
        Purchase as Purchase,
        simulate_accounts as simulate_accounts,
        simulate_audience as simulate_audience,
        simulate_counts as simulate_counts,
        simulate_interactions as simulate_interactions,
        simulate_snapshots as simulate_snapshots,
    )
    from fakefollow.training import (
        AuthenticityClassifier as AuthenticityClassifier,
        ProfileVectorizer as ProfileVectorizer,
        TrainingSettings as TrainingSettings,
        train as train,
    )

_ROOM_OF = {
    name: room
    for room, names in {
        "audience": ("AuditReport", "AuditState", "Cohort", "Interval", "PurchaseEvent", "audit", "plan_sample"),
        "errors": (
            *("CoverageWarning", "DriftWarning", "FakefollowError", "FakefollowWarning", "FollowOrderError"),
            *("FollowOrderWarning", "LabelWarning", "LeakWarning", "MissingExtraError", "ModelFileError"),
            *("ObservationTimeWarning", "PlatformWarning", "ProfileError", "ReadingWarning", "TrainingError"),
        ),
        "evaluation": ("Evaluation", "check_labels", "evaluate"),
        "engagement": (
            *("AudienceChange", "Comparison", "GrowthEvent", "GrowthReport", "InfluenceReport", "compare"),
            *("compare_audiences", "growth", "influence"),
        ),
        "profiles": ("Profile", "ProfileTable"),
        "readers": ("Interactions", "read", "read_interactions"),
        "report": (
            *("ComparisonDisplay", "CountsDisplay", "EvidenceDisplay", "FeatureDisplay", "FollowerMapDisplay"),
            *("GrowthDisplay", "ReactionsDisplay", "ScoreDistributionDisplay", "SharesDisplay"),
        ),
        "scoring": (
            *("Detector", "Explanation", "Policy", "Reason", "Score", "ScoreBatches", "Scores"),
            *("load_detector", "score", "score_batches", "score_one"),
        ),
        "simulate": (
            *("BoughtReactions", "Burst", "CopiedComments", "Pod", "Purchase", "simulate_accounts"),
            *("simulate_audience", "simulate_counts", "simulate_interactions", "simulate_snapshots"),
        ),
        "training": ("AuthenticityClassifier", "ProfileVectorizer", "TrainingSettings", "train"),
    }.items()
    for name in names
}
"""Public name -> the room that it is loaded from; what type checkers see is above."""

__all__ = [*_ROOM_OF]  # noqa: PLE0604


if not TYPE_CHECKING:  # or every name would be known to type checkers, misspelt ones too

    def __getattr__(name: str) -> Any:
        """Return a public name, whose room is loaded when it is first asked for."""
        if name == "__version__":
            from importlib.metadata import version  # loads mail, archives and sockets, which nobody else needs here

            return version("fakefollow")
        if name not in _ROOM_OF:
            from difflib import get_close_matches

            close = get_close_matches(name, __all__, n=1)
            hint = f": did you mean fakefollow.{close[0]}?" if close else ""
            raise AttributeError(f"module 'fakefollow' has no attribute {name!r}{hint}")
        return getattr(import_module(f"fakefollow.{_ROOM_OF[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
