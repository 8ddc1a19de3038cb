"""Lists of a platform that a model was not learnt on: whether they look like what it knows, so that some may be called.

Where it does not, bought followers and the habits of the platform cannot be told apart, and nobody is called.
"""

from dataclasses import replace
from typing import Final

from fakefollow.report import one_line, plural, spelt
from fakefollow.scoring.distributions import MIN_VALUES
from fakefollow.scoring.policy import GENERIC, at_most_uncertain
from fakefollow.scoring.scores import Scores
from fakefollow.scoring.summary import PLATFORM_WIDTH

MOST_DRIFT: Final = 0.25
"""Share of the evidence in features that drifted, or were not observed, from which on a list is unlike all that is
known; a convention, the share of observed evidence below which there is no verdict."""

COMPARED_RATE: Final = 0.2
"""Rate at whose threshold a list is compared with known communities. Beyond strict ones a third of bought followers is
already more than any community has; beyond lenient ones other habits of a whole platform show first. A convention."""


def judged_abroad(scores: Scores) -> Scores:
    """Return scores of a list of a foreign platform, in which nobody is called where it is unlike what is known."""
    why = _why_nobody_is_called(scores)
    return scores if why is None else replace(scores, verdict=at_most_uncertain(scores.verdict), withheld=why)


def _why_nobody_is_called(scores: Scores) -> str | None:
    """Return why no account of a foreign list may be called, in a sentence; None where some may be, or none could."""
    detector, drift, drift_share = scores.detector, scores.drift, scores.drift_share
    enough = scores.coverage >= (scores.policy or detector.policy).min_coverage
    if not enough.any():
        return None
    platform = "this platform" if scores.platform == GENERIC else spelt(one_line(str(scores.platform), PLATFORM_WIDTH))
    start = f"No account is called worse than uncertain: the model has learnt nothing of {platform}, and"
    if drift is None or drift_share is None or detector.shares is None or enough.sum() < MIN_VALUES:
        return f"{start} {plural(int(enough.sum()), 'account')} cannot tell whether they are like those that it knows."
    unseen = 1.0 - float(scores.coverage[enough].mean())
    if drift_share + unseen >= MOST_DRIFT:
        what = f"{100 * (drift_share + unseen):.0f} % of its evidence is unlike that of all communities that it knows"
        return f"{start} {what} ({', '.join([*drift, *['fields not observed'] * (unseen > 0.0)])})."
    above = float((detector.suspicion(scores.evidence[enough]) > detector.curve.at(COMPARED_RATE)).mean())
    sources, place = detector.shares.patterns[0], detector.curve.place(COMPARED_RATE)
    most = float(sources.above(place)[sources.kind_of == 0].max())
    told = (
        f"{start} {100 * above:.0f} % of these look somewhat unlike genuine accounts, of communities of people that it "
        f"knows {100 * most:.0f} % at most: that may be bought followers or the habits of the platform."
    )
    return told if above > most else None
