"""What a reader of an audit asks next: whether that is much, and what to do now."""

from collections.abc import Mapping
from typing import Any, Final

from fakefollow.report.audience_words import is_ordered
from fakefollow.report.rounded import complement, known_figure, share_parts
from fakefollow.report.shown import Parts

USUAL: Final = (0.09, 0.15)
"""Share of active X accounts that Varol et al. 2017 (arXiv 1703.03107) estimate to be automated."""
WIDE: Final = 0.1
"""An interval wider than this is better narrowed before anything is decided by it."""


def comparison_parts(summary: Mapping[str, Any]) -> Parts:
    """Return the share that does not look genuine beside a published one; nothing where nothing was weighed."""
    figure = complement(summary["shares"].get("genuine"))
    known = known_figure(figure)
    if known is None or not summary["n_weighed"]:
        return ()
    _, low, high = known
    place = "above" if low > USUAL[1] else "below" if high < USUAL[0] else "not clearly above or below"
    return (
        "Is that much? Every public account has followers that do not look genuine, wanted or not. On X, 9 to 15 % "
        "of active accounts were estimated to be automated (Varol et al. 2017). With ",
        *share_parts(figure),
        f" that do not look genuine, this audience is {place} that range.",
    )


def next_steps(summary: Mapping[str, Any]) -> list[str]:
    """Return what to do now, what matters most first."""
    known = known_figure(summary["shares"].get("genuine"))
    unsure = known is None or known[2] - known[1] > WIDE or not summary["fit"]["good"]
    dated = summary["follow_times"]["basis"] != "unknown"
    steps = {
        "Look at some accounts of the largest run under Purchase events, and ask what happened on its date. A "
        "campaign, a news story or a giveaway can bring many followers at once too.": bool(
            summary["purchases"]
        ),
        "Draw 100 to 300 of these followers at random, say by hand what each is, and pass that to "
        "report.update(labels): the interval narrows.": unsure,
        "Collect the list in the order in which the platform shows it, and audit it again with order=: growth and "
        "purchase events can then be looked for.": not is_ordered(summary),
        "Collect the creation dates of these accounts: without them no follow times can be estimated.": (
            is_ordered(summary) and not dated
        ),
        "Before anything is done to a single account, look at it yourself: the verdict on one account is less sure "
        "than the share of all.": True,
    }
    return [step for step, holds in steps.items() if holds]
