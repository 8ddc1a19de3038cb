"""Speed: each figure is measured in a process of its own, and the table tells accounts per second and core."""

import pytest

from fakefollow.errors import FakefollowError
from models.bench.results.report import results_to_markdown
from models.bench.speed import CASES, evaluate_speed


def test_what_is_timed_stands_in_the_results():
    """Accounts, seconds and rate belong together, and the text shows them beside the goal."""
    rows = evaluate_speed(400, ["json_lines"])
    assert [row["case"] for row in rows] == ["json_lines"]
    assert rows[0]["n_accounts"] == 400
    assert rows[0]["per_second_and_core"] == pytest.approx(400 / rows[0]["seconds"], abs=1)
    text = results_to_markdown({"speed": rows})
    assert f"| {CASES['json_lines'].title} | 1 | 400 |" in text
    assert "at least 400,000" in text


def test_work_that_fails_is_an_error_and_no_figure():
    """The last line of what went wrong is told."""
    with pytest.raises(FakefollowError, match="JSON Lines file to scores: "):
        evaluate_speed(0, ["json_lines"])
