"""A share with its interval as a small bar, for a table that says the numbers in words beside it."""

from fakefollow.report.markup import Markup, element
from fakefollow.report.rounded import Figure, known_figure


def share_bar(share: Figure | None, kind: str) -> Markup:
    """Return a bar from 0 to the estimate with its interval as a line; the numbers stand beside it in words."""
    known = known_figure(share)
    drawn = [element("rect", width=100, height=16, class_="whole")]
    if known is not None:
        estimate, low, high = (100 * value for value in known)
        drawn += [
            element("rect", width=estimate, height=16, class_=f"kind-{kind}"),
            element("rect", x=low, y=6, width=max(high - low, 0.6), height=4, class_="interval"),
        ]
    return element(
        "svg", *drawn, viewBox="0 0 100 16", preserveAspectRatio="none", aria_hidden="true", class_="bar"
    )
