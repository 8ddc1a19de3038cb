"""Audience times: figures of follow times on simulated lists, beside the plain ways."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from fakefollow.simulate import Purchase, simulate_audience
from models.bench.audiences.times import (
    SETTINGS,
    follow_time_cells,
    follow_time_rows,
    held_out_sign_ups,
    interpolation,
    running_maximum,
)


def test_plain_ways_by_hand():
    """The running maximum repeats the largest date so far; interpolation draws lines to the next larger one."""
    created_at, observed_at = np.array([10.0, np.nan, 5.0, 40.0, 20.0]), np.full(5, 50.0)
    assert running_maximum(created_at, observed_at).estimate.tolist() == [10.0, 10.0, 10.0, 40.0, 40.0]
    assert interpolation(created_at, observed_at).estimate.tolist() == [10.0, 20.0, 30.0, 40.0, 40.0]


def test_plain_ways_without_dates():
    """Without dates the plain ways know nothing either."""
    nothing = np.full(3, np.nan)
    assert np.isnan(interpolation(nothing, nothing).estimate).all()


def test_cells_and_rows_are_plain_data_with_what_they_are_about():
    """A cell for each setting, seed and way, a row for each setting and way; only ours has an interval."""
    settings = {"clean": {}, "bought": {"purchases": (Purchase(0.3, "aged", at=0.5),)}}
    cells = follow_time_cells(4000, (1, 2), settings)
    assert len(cells) == 2 * 2 * 3
    assert json.loads(json.dumps(cells)) == cells
    rows = {(row["setting"], row["method"]): row for row in follow_time_rows(cells)}
    assert len(rows) == 6
    ours, plain = rows["bought", "fakefollow"], rows["bought", "running maximum"]
    assert (ours["n"], ours["seeds"]) == (4000, [1, 2])
    mine = [c for c in cells if (c["setting"], c["method"]) == ("bought", "fakefollow")]
    assert ours["median_error_hours"] == pytest.approx(np.mean([c["median_error_hours"] for c in mine]), abs=1e-4)
    assert ours["lowest_coverage"] <= ours["coverage"] <= ours["highest_coverage"]
    assert ours["coverage_bought"] > 0.9
    assert rows["clean", "fakefollow"]["coverage_bought"] is None
    assert (plain["coverage"], plain["lowest_coverage"], plain["median_width_hours"]) == (None, None, None)
    assert ours["median_error_hours"] < plain["median_error_hours"]


def test_hidden_sign_ups_fall_below_the_bounds_made_without_them():
    """On a simulated list at most 5 % of hidden record holders were created after the upper bound."""
    audience = simulate_audience(20_000, profiles=False, random_state=9)
    created_at, observed_at = (
        audience.columns[name].astype("datetime64[us]").astype(np.int64)[::-1] / 1e6
        for name in ("created_at", "observed_at")
    )
    found = held_out_sign_ups(created_at, observed_at)
    assert found["n"] > 1000
    assert 0.0 < found["created_after_high"] <= 0.05
    assert abs(found["median_difference_hours"]) < found["median_absolute_hours"] < found["median_width_hours"]


@pytest.mark.skipif("FAKEFOLLOW_DATA" not in os.environ, reason="FAKEFOLLOW_DATA names no folder")
@pytest.mark.parametrize(
    ("name", "column", "ascending"),
    [("ordered-17*", "rank", True), ("ordered-16*", "rank", True), ("newest-of-npr-2021", "api_pos", False)],
)
def test_error_bars_hold_on_real_lists(name, column, ascending):
    """On real lists too at most 5 % of hidden sign-ups were created after the upper bound."""
    pd = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    (path,) = Path(os.environ["FAKEFOLLOW_DATA"], "followers").glob(f"{name}.parquet")
    frame = pd.read_parquet(path).sort_values(column, ascending=ascending)
    created_at, observed_at = (
        np.where(frame[c].isna(), np.nan, frame[c].astype("datetime64[us, UTC]").astype("int64") / 1e6)
        for c in ("created_at", "observed_at")
    )
    found = held_out_sign_ups(created_at, observed_at)
    assert found["n"] > 1000
    assert found["created_after_high"] <= 0.05


def test_settings_run():
    """Every setting of the protocol is one that the simulator accepts."""
    cells = follow_time_cells(500, (1,), SETTINGS)
    assert [c["setting"] for c in cells[::3]] == list(SETTINGS)
