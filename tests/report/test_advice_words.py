"""What a reader of an audit asks next."""

import pytest

from fakefollow.report import comparison_parts, next_steps

UNKNOWN = {"estimate": None, "low": None, "high": None}
NO_TIMES = {"basis": "unknown", "first": None, "last": None, "median_error_hours": None, "level": 0.95}


@pytest.mark.parametrize(
    ("genuine", "margin", "place"),
    [(0.71, 0.03, "is above"), (0.96, 0.02, "is below"), (0.88, 0.04, "is not clearly above or below")],
)
def test_share_is_held_against_a_published_one(make_summary, genuine, margin, place):
    """A share is above or below the published range only where the whole interval is."""
    told = "".join(comparison_parts(make_summary(genuine=genuine, purchased=0.01, margin=margin)))
    assert f"this audience {place} that range." in told


def test_unknown_share_is_not_compared(make_summary):
    """Where the share is not known nothing is compared, and labels are asked for."""
    summary = make_summary(shares={"genuine": UNKNOWN})
    assert comparison_parts(summary) == ()
    assert any("pass that to report.update(labels)" in step for step in next_steps(summary))


def test_steps_follow_from_what_is_missing(make_summary):
    """Labels are asked for where the interval is wide, the order and dates where they are missing."""
    first_words = {
        "sure": [],
        "wide": ["Draw 100 to 300"],
        "unordered": ["Collect the list"],
        "undated": ["Collect the creation dates"],
    }
    summaries = {
        "sure": make_summary(places=()),
        "wide": make_summary(places=(), margin=0.2),
        "unordered": make_summary(places=(), order="unordered", follow_times=NO_TIMES),
        "undated": make_summary(places=(), follow_times=NO_TIMES),
    }
    for name, summary in summaries.items():
        steps = next_steps(summary)
        assert [
            step[: len(start)] for step, start in zip(steps, first_words[name], strict=False)
        ] == first_words[name]
        assert len(steps) == len(first_words[name]) + 1
        assert steps[-1].startswith("Before anything is done to a single account")
    assert next_steps(make_summary())[0].startswith("Look at some accounts of the largest run")
