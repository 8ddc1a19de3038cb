"""A share as a bar."""

from page_parser import Page

from fakefollow.report import share_bar


def test_bars_are_as_long_as_shares():
    """A bar ends at the estimate, its line spans the interval; a share that is not known has no bar."""
    bar = Page(share_bar({"estimate": 0.25, "low": 0.2, "high": 0.31}, "bot")).all("rect")
    assert [(one.get("x"), one["width"]) for one in bar] == [(None, "100"), (None, "25"), ("20", "11")]
    assert len(Page(share_bar(None, "bot")).all("rect")) == 1
