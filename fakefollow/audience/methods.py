"""Methods: how each part of an audit was made, in plain sentences for its reader."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from fakefollow.audience.order import Basis
from fakefollow.audience.reasons import MOST_LOOKED_AT

if TYPE_CHECKING:
    from fakefollow.audience.report import AuditReport


TIMES: Final[dict[Basis, str]] = {
    "observed": "Follow times are those in the data; a missing one lies between those of its neighbours.",
    "estimated": (
        "Follow times: nobody follows before having an account, so each account bounds the time of its follow and of "
        "all later ones; how young fresh sign-ups are is learnt from the list. The upper bound of each is at {level}."
    ),
    "unknown": "Follow times are not known: they need the follow order and creation dates.",
}


def method_sentences(report: "AuditReport") -> Iterator[str]:
    """Yield how scores, shares, events, cohorts, follow times and what is shown of them were made."""
    level = f"{100 * report.authentic_share.level:g} %"
    scores = report.scores
    learnt_on = "X" if scores.model_platform == "x" else scores.model_platform
    yield (
        f"Scores: model {scores.model!r}, learnt on {learnt_on}, adds up what each measurement of a profile "
        "says; what was not observed says nothing."
    )
    yield _shares(report, level)
    if report.looked_for_purchases:
        yield (
            "Purchase events are runs of the follow order that organic arrival hardly brings about, by when the "
            "accounts were created and how empty or alike their profiles are; how fast they came is not weighed."
        )
    yield (
        "Cohorts are accounts whose bios, handles, ids or minutes of creation are more alike than chance makes them "
        "in a list of this size."
    )
    yield TIMES[report.follow_times.basis].format(level=level)
    yield (
        "Fused scores add to each profile what its event and its cohort say, with the shares found outside events "
        "as the prior. No account is called by the company alone that it came in."
    )
    yield (
        "Growth counts the followers at hand by follow time, its bounds by the bounds of each time. Reasons are those "
        f"of up to {MOST_LOOKED_AT:,} accounts that do not look genuine, evenly spaced in the list; accounts to look "
        f"at were drawn with seed {report.random_state}."
    )


def _shares(report: "AuditReport", level: str) -> str:
    if report.n_labels:
        return (
            f"Shares rest on {report.n_labels:,} labels given by hand and on the scores of all followers "
            f"(prediction-powered inference), with {level} intervals."
        )
    events = "; followers in events count by the excess of their run" if report.purchases else ""
    return (
        "Shares: the mixture of known accounts that explains the scores best (label shift), not a count of flagged "
        f"accounts{events}. The {level} intervals are by bootstrap of followers and of known sources."
    )
