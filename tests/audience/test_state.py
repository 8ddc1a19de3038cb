"""An audience in batches: the report of a list that fits is that of the whole, of a longer one that of a sample."""

import numpy as np
import pytest

import fakefollow as ff
from fakefollow.audience import sampled
from fakefollow.simulate import simulate_audience

PURCHASE = ff.Purchase(400, stock="aged", at=0.5)


@pytest.fixture(scope="module")
def audience():
    return simulate_audience(6_000, purchases=[PURCHASE], random_state=3).profiles


def in_batches(table, sizes, **options):
    state, start = ff.AuditState(**options), 0
    for size in sizes:
        state.update(table[start : start + size])
        start += size
    assert start == len(table)
    return state


def test_a_list_that_fits_has_the_report_of_the_whole_whatever_the_batches(audience):
    whole = ff.audit(audience).to_json()
    for sizes in ([6_000], [1, 999, 5_000], [2_000] * 3):
        assert in_batches(audience, sizes).finalize().to_json() == whole


def test_which_followers_are_kept_depends_on_their_ids_alone(audience):
    whole = in_batches(audience, [6_000], max_followers=2_000)
    parts = in_batches(audience, [700] * 8 + [400], max_followers=2_000)
    assert whole.one_in == parts.one_in == 4
    assert (whole.rows == parts.rows).all()
    assert whole.finalize().to_json() == parts.finalize().to_json()


def test_states_of_parts_are_merged_into_that_of_the_whole(audience):
    first = in_batches(audience[:4_000], [4_000], max_followers=2_000)
    second = in_batches(audience[4_000:], [2_000], max_followers=2_000)
    whole = in_batches(audience, [6_000], max_followers=2_000)
    merged = first.merge(second)
    assert repr(merged) == repr(whole)
    assert merged.finalize().to_json() == whole.finalize().to_json()


def test_memory_is_bounded_and_the_sample_is_spread_evenly(audience):
    state = ff.AuditState(1_000)
    for _ in range(5):
        state.update(audience)
    assert state.n_rows == 30_000
    assert state.n_kept <= 1_000
    kept = np.bincount(state.rows // 6_000, minlength=5)
    assert (kept == kept[0]).all(), "the same accounts are kept each time"


def test_a_sample_tells_the_share_of_the_whole_and_says_that_it_is_one(audience):
    whole, report = ff.audit(audience), in_batches(audience, [3_000] * 2, max_followers=2_000).finalize()
    assert report.authentic_share.low <= whole.authentic_share.estimate <= report.authentic_share.high
    assert report.n_audience == 6_000
    assert report.finding.startswith("Of 6,000 followers")
    assert report.to_dict()["notices"][0].startswith("The list is long: one in 4 followers was audited")
    assert "one in 4" in str(report)
    assert "one in 4" in report.to_html()
    assert not any("newest ones" in limit for limit in report.to_dict()["limits"])


def test_one_half_is_kept_by_each_halving_also_without_ids():
    dates = (f"20{n % 20:02}-01-{n % 28 + 1:02}T{n % 24:02}:00:00Z" for n in range(4_000))
    rows = [{"created_at": date, "followers_count": n} for n, date in enumerate(dates)]
    table = ff.read(rows, observed_at="2022-01-01")
    for halvings in range(4):
        assert abs(sampled(table, halvings).mean() - 0.5**halvings) < 0.03


def test_what_could_not_be_read_is_told_of_the_sample():
    rows = [{"id": str(n), "username": f"u{n}", "followers_count": "?" if n % 10 == 0 else n} for n in range(3_000)]
    state = ff.AuditState(1_000).update(rows)
    with pytest.warns(ff.FakefollowWarning, match="followers_count"):
        report = state.finalize()
    assert report.unread[0]["share"] == pytest.approx(0.1, abs=0.04)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (lambda: ff.AuditState(10), "at least 1,000"),
        (lambda: ff.AuditState(one_in=3), "power of two"),
        (lambda: ff.AuditState().finalize(), "no followers yet"),
        (lambda: ff.AuditState().merge(ff.AuditState(5_000)), "max_followers"),
    ],
)
def test_wrong_use_is_told(wrong, error):
    with pytest.raises(ValueError, match=error):
        wrong()


def test_only_states_are_merged():
    with pytest.raises(TypeError, match="expected an AuditState, got list"):
        ff.AuditState().merge([])


def test_followers_of_a_sample_count_once_with_names_and_without(audience):
    """Of a list that comes twice the same ones are kept both times, and as many followers told as there are."""
    without = [{**row, "id": None, "username": None} for row in audience]
    for rows in (audience, without):
        state = in_batches([*rows, *rows], [6_000, 3_000, 3_000], max_followers=2_000)
        kept = np.bincount(state.rows // 6_000)
        assert kept[0] == kept[1] > 500
        assert state.finalize().n_audience == pytest.approx(6_000, rel=0.01)


@pytest.mark.filterwarnings("ignore::fakefollow.errors.FakefollowWarning")
def test_issues_name_rows_of_the_report():
    """A bad value in a later batch is told with its row in the report."""
    rows = [{"username": f"user{i}", "followers_count": i, "following_count": 300} for i in range(200)]
    rows[150]["followers_count"] = -5
    state = ff.AuditState().update(rows[:100]).update(rows[100:])
    assert [issue.row for issue in state.finalize().scores.table.issues] == [150]
