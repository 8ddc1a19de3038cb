"""Captions of an audit's figures: what each shows, how to read it, and what to do next."""

from collections.abc import Sequence
from typing import Final

from fakefollow.report.markup import Markup, element

HEADS: Final = ("What it shows", "How to read it", "What to do next")

SHARES: Final = (
    "the estimated share of genuine, purchased and automated followers.",
    "the bar ends at the estimate and the thin line on it spans the interval, which holds the truth as often as the "
    "level above the table says, as far as the limits below hold.",
    "where an interval is too wide to decide by, label some of these followers by hand and update the report with "
    "them.",
)
FOLLOWER_MAP: Final = (
    "every follower by follow rank, oldest on the left, and by the date on which the account was created; beneath, "
    "the mean authenticity of the followers of each rank.",
    "the dashed line is the estimated time of following; accounts lie below it, for an account must exist before it "
    "follows. Organic followers fill the space below it fairly evenly. A dense patch or a line of accounts created "
    "together, with low authenticity beneath, is what a purchase looks like; orange marks the runs that the audit "
    "found, the strongest with size and month.",
    "look at some accounts of each marked run by hand, and ask what happened on its date: a viral post or a "
    "broadcast also brings many followers at once, but their creation dates differ.",
)
GROWTH: Final = (
    "how many of the followers at hand had come by each date.",
    "the line is the estimate, the band around it holds what the creation dates allow. Orange marks the dates of "
    "purchase events and their sizes. Who has unfollowed since is not in the list, so early growth was larger than "
    "drawn.",
    "hold steep pieces against what is known of those days: a post that went far, a campaign, a news story. Steep "
    "alone is not bought.",
)
DISTRIBUTION: Final = (
    "how many accounts have which authenticity: above by their profiles alone, below with what the audience adds, "
    "which is runs of follows and profiles that are alike.",
    "accounts that do not look genuine are on the left, those that look genuine on the right, and those in the "
    "middle are uncertain. The number on each bar counts its accounts; bars too low to see are drawn a little higher.",
    "where many accounts are in the middle, trust the shares above more than verdicts on single accounts.",
)


def figure(drawn: Markup, texts: Sequence[str], *more: Markup) -> Markup:
    """Return a figure with its caption of three parts, and what belongs to it below."""
    told = (element("p", element("b", f"{head}: "), text) for head, text in zip(HEADS, texts, strict=True))
    return element("figure", drawn, element("figcaption", *told), *more)


def scrolled(drawn: Markup, name: str) -> Markup:
    """Return a wide picture or table that scrolls in its own place on narrow screens."""
    return element(
        "div", drawn, class_="scroll", tabindex="0", role="region", aria_label=f"{name}, scrolls sideways"
    )
