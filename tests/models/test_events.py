"""Events where nothing was bought and in marked blocks: what is counted, on small lists and by hand."""

import json

import pyarrow as pa
import pytest
from pyarrow import parquet

from fakefollow.audience import Interval
from fakefollow.audience.purchases import PurchaseEvent, Purchases
from fakefollow.evaluation import wilson_interval
from fakefollow.scoring import load_detector
from fakefollow.simulate import Purchase, simulate_audience
from models.bench.audiences.events import SETTINGS, block_record, elsewhere_record, false_event_results
from models.bench.audiences.lists import NPR, VERIFIED


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Return false events of tiny simulated lists, and of real ones of which one has two bought blocks."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "followers").mkdir()
    bought = [Purchase(0.15, at=0.3), Purchase(0.15, at=0.8)]
    dates = simulate_audience(2200, profiles=False, random_state=1, purchases=bought).columns
    lists = {
        NPR: pa.table({column: dates[column] for column in ("created_at", "observed_at")}),
        VERIFIED: pa.Table.from_pylist(simulate_audience(300, random_state=2).profiles),
    }
    for name, audience in lists.items():
        parquet.write_table(audience, folder / "followers" / f"{name}.parquet")
    return false_event_results(folder, load_detector("x"), n_jobs=1, sizes=(60, 70), n_parts=3)


def test_a_list_counts_once_however_many_events_it_has(results):
    """A row counts lists with any event among all lists of its kind, with Wilson's interval."""
    rows = {(row["kind"], row["profiles"]): row for row in results["rows"]}
    for (kind, profiles), row in rows.items():
        cells = [
            cell
            for cell in results["cells"]
            if (kind == "all simulated" and not cell["kind"].startswith("real"))
            or (cell["kind"], cell["profiles"]) == (kind, profiles)
        ]
        hits = sum(cell["n_events"] > 0 for cell in cells)
        assert (row["n_lists"], row["n_with_events"]) == (len(cells), hits)
        low, high = wilson_interval(hits, len(cells))
        assert row["share"] == {
            name: round(value, 4) for name, value in {"value": hits / len(cells), "low": low, "high": high}.items()
        }
    (whole,) = [cell for cell in results["cells"] if cell["kind"] == f"real list, whole: {NPR}"]
    assert whole["n_events"] == 2
    assert 400 <= whole["n_followers_in_events"] <= 800
    assert rows[f"real list, whole: {NPR}", False]["n_with_events"] == 1


def test_every_setting_has_a_list_of_each_size(results):
    """Each setting is simulated with profiles and without, once for each size."""
    simulated = [cell for cell in results["cells"] if not cell["kind"].startswith("real")]
    assert len(simulated) == sum(map(len, SETTINGS.values())) * 2 * 2
    assert {cell["n"] for cell in simulated} == {60, 70}


def test_lists_with_profiles_have_seeds_of_their_own(results):
    """Lists with profiles are other lists than those without, so that all of them count as independent."""
    seeds = {
        profiles: {cell["seed"] for cell in results["cells"] if cell["profiles"] is profiles and cell["n"] < 100}
        for profiles in (False, True)
    }
    assert seeds[False].isdisjoint(seeds[True])
    assert len(seeds[False]) == len(seeds[True]) == 2


def test_real_lists_are_counted_by_kind(results):
    """A real list counts once whole and once for each part; only one of the two shows profiles."""
    real = [row for row in results["rows"] if row["kind"].startswith("real")]
    assert [(row["kind"], row["profiles"], row["n_lists"]) for row in real] == [
        (f"real list, {part}: {name}", name == VERIFIED, n)
        for name in (NPR, VERIFIED)
        for part, n in (("whole", 1), ("parts", 3))
    ]


def test_results_are_plain_data(results):
    """Results survive JSON unchanged."""
    assert json.loads(json.dumps(results)) == results


def event(start, end):
    """Return an event at some ranks; nothing else of it matters here."""
    nothing = (None, None, None, None)
    return PurchaseEvent(start, end, Interval(1.0, 1.0, 1.0), *nothing, 20.0, 1e-9, 1e-6, ("made up",))


def found(n, *runs):
    """Return what was found: runs of ranks from first to last."""
    purchases = Purchases.none(n)
    for place, (start, end) in enumerate(runs):
        purchases.event[start : end + 1] = place
    return Purchases(tuple(event(*run) for run in runs), purchases.event, purchases.bought)


def test_share_found_of_a_block_by_hand():
    """Both ends of a marked block count, and what lies outside of it does not."""
    row = block_record("list", found(100, (15, 24)), 10, 19)
    assert (row["n"], row["share_found"]["value"]) == (10, 0.5)
    assert row["share_found"]["low"] < 0.5 < row["share_found"]["high"]


def test_events_that_touch_a_marked_block_are_not_elsewhere():
    """Only events without any follower of a marked block are counted as found elsewhere."""
    row = elsewhere_record("list", found(100, (5, 10), (30, 49), (20, 22)), [(10, 15), (22, 25)])
    assert (row["n_events"], row["n_events_elsewhere"], row["n_followers_elsewhere"]) == (3, 1, 20)
    assert row["share_elsewhere"] == 0.2
    assert [(one["first_rank"], one["last_rank"]) for one in row["elsewhere"]] == [(30, 49)]
