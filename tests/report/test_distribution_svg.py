"""Accounts by authenticity: bars as high as their counts, on one scale."""

import pytest
from page_parser import Page

from fakefollow.report import PANEL_HEIGHT, distribution_svg

FOUND = {"edges": [0.0, 0.25, 0.5, 0.75, 1.0], "profile": [10, 0, 1, 89], "fused": [50, 0, 0, 100_000]}


def bars(series, found=FOUND):
    return [one for one in Page(distribution_svg(found)).all("rect") if one["class"] == f"series-{series}"]


def test_bars_are_as_high_as_counts():
    """Both rows have one scale, an empty bin has no bar, and no other is too low to be seen."""
    small = FOUND | {"fused": [50, 0, 0, 200]}
    heights = [float(one["height"]) for one in bars("fused", small)]
    assert heights == pytest.approx([PANEL_HEIGHT / 4, PANEL_HEIGHT], abs=0.1)
    assert [float(one["height"]) for one in bars("profile", small)] == pytest.approx(
        [5.5, 1.5, 48.95], abs=0.1
    )


def test_counts_are_told():
    """Each bar has its count above it, short, and its range and count in full as a title."""
    text = Page(distribution_svg(FOUND)).text
    assert "0.75 to 1.00: 100,000 accounts" in text
    assert "0.50 to 0.75: 1 account " in text
    assert "100k" in text


def test_empty_distribution_is_drawn():
    """No account at all is no division by zero."""
    assert bars("fused", FOUND | {"profile": [0] * 4, "fused": [0] * 4}) == []
