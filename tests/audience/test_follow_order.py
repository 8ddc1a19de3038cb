"""Follow order: which way a list runs, told by creation dates."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from fakefollow.audience.order import (
    check_direction,
    creation_envelope,
    epoch_seconds,
    is_in_pieces,
    is_roughly_sorted,
    oldest_first,
    right_dates,
)
from fakefollow.errors import FollowOrderError
from fakefollow.readers import read
from fakefollow.simulate import Burst, Purchase, simulate_audience

START = datetime(2020, 1, 1, tzinfo=UTC)
FOLDER = Path(os.environ.get("FAKEFOLLOW_DATA", ".")) / "followers"
needs_data = pytest.mark.skipif("FAKEFOLLOW_DATA" not in os.environ, reason="FAKEFOLLOW_DATA names no folder")


def drawn(n=3000, seed=3, **arguments):
    """Return creation dates and observation times of a synthetic list, oldest first."""
    audience = simulate_audience(n, profiles=False, random_state=seed, **arguments)
    return tuple(
        audience.columns[name].astype("datetime64[us]").astype(np.int64)[::-1] / 1e6
        for name in ("created_at", "observed_at")
    )


def checked(created_at, observed_at, order):
    """Return what is found of dates that are said to come oldest first."""
    return check_direction(creation_envelope(created_at, observed_at), created_at, observed_at, order)


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"n": 300},
        {"fresh_share": 0.02},
        {"purchases": (Purchase(0.7, "aged", at=0.5),)},
        {"purchases": (Purchase(0.7, at=0.01),)},
        {"purchases": (Purchase(0.7, at=0.99),)},
        {"drip_share": 0.7},
    ],
)
def test_the_right_way_is_confirmed_and_the_wrong_way_an_error(arguments):
    """Few sign-ups or mostly bought: read rightly it is confirmed, reversed an error that tells the way out."""
    created_at, observed_at = drawn(**arguments)
    direction, sentence = checked(created_at, observed_at, "oldest_first")
    assert direction == "confirmed"
    assert "confirm the order" in sentence
    with pytest.raises(FollowOrderError, match="pass order='newest_first'"):
        checked(created_at[::-1], observed_at, "oldest_first")
    with pytest.raises(FollowOrderError, match="pass order='oldest_first'"):
        checked(created_at[::-1], observed_at, "newest_first")


def test_disorder_gaps_and_a_wrong_date_do_not_hide_the_direction():
    """Followers some places off, half of the dates unknown and a date years ahead change nothing."""
    created_at, observed_at = drawn()
    random = np.random.default_rng(1)
    moved = created_at[np.argsort(np.arange(3000) + 10 * random.standard_normal(3000), kind="stable")]
    gaps = np.where(random.uniform(size=3000) < 0.5, np.nan, created_at)
    wrong = created_at.copy()
    wrong[100] = observed_at[0] - 60.0
    for dates in (moved, gaps, wrong):
        assert checked(dates, observed_at, "oldest_first")[0] == "confirmed"
        with pytest.raises(FollowOrderError):
            checked(dates[::-1], observed_at, "oldest_first")


@pytest.mark.parametrize("seed", range(20))
def test_a_shuffled_list_is_said_to_look_so(seed):
    """In random order neither way is confirmed or an error, and the sentence says what it may be."""
    created_at, observed_at = drawn()
    shuffled = np.random.default_rng(seed).permutation(created_at)
    direction, sentence = checked(shuffled, observed_at, "newest_first")
    assert direction == "not_confirmed"
    assert "no follow order" in sentence


@pytest.mark.parametrize("arguments", [{"n": 0}, {"n": 1}, {"n": 5}, {"n": 12}])
def test_few_followers_decide_nothing(arguments):
    """Short lists are never an error, either way."""
    created_at, observed_at = drawn(**arguments)
    for dates in (created_at, created_at[::-1]):
        direction, sentence = checked(dates, observed_at, "newest_first")
        assert direction == "not_confirmed"
        assert "too few" in sentence


def test_a_list_bought_as_a_whole_decides_nothing():
    """Where nobody signed up to follow, neither way is an error."""
    created_at, observed_at = drawn(purchases=(Purchase(1.0, at=0.5),))
    for dates in (created_at, created_at[::-1]):
        assert checked(dates, observed_at, "oldest_first")[0] == "not_confirmed"


def test_rows_come_oldest_first(make_table):
    """Platforms list the newest first, so the rows are turned round unless another order is said."""
    table = make_table([{"username": name} for name in "abc"])
    assert oldest_first(table).rows.tolist() == [2, 1, 0]
    assert oldest_first(table, "oldest_first").rows.tolist() == [0, 1, 2]
    unordered = oldest_first(table, "unordered")
    assert (unordered.rows, unordered.basis, unordered.direction) == (None, "none", "not_confirmed")


@pytest.mark.parametrize("order", ["newest_first", "oldest_first", "unordered"])
def test_follow_times_in_the_data_override_the_list(make_table, order):
    """Where follow times are known they give the order, whatever is said; ties keep the order of the list."""
    table = make_table([{"followed_at": START + timedelta(days=day)} for day in (3, 1, 2, 0)])
    found = oldest_first(table, order)
    assert found.rows.tolist() == [3, 1, 2, 0]
    assert (found.basis, found.direction) == ("followed_at", "confirmed")


def test_a_follower_without_follow_time_stays_with_its_neighbours(make_table):
    """One unknown follow time among many takes its place from the list."""
    rows = [{"followed_at": START + timedelta(days=40 - day)} for day in range(40)]
    rows[10]["followed_at"] = None
    assert oldest_first(make_table(rows)).rows.tolist() == list(range(39, -1, -1))


LISTED = simulate_audience(1200, random_state=4).profiles
RANDOM = np.random.default_rng(0)
MANGLED = {
    "shuffled": RANDOM.permutation(1200),
    "pages of no usual size": np.concatenate([np.arange(1200)[37 * i : 37 * i + 37] for i in RANDOM.permutation(33)]),
    "a short page among shuffled ones": np.concatenate(
        [np.arange(1200)[70 * i : 70 * i + 70] for i in np.random.default_rng(10).permutation(18)]
    ),
    "every other follower first": np.concatenate([np.arange(0, 1200, 2), np.arange(1, 1200, 2)]),
}


def taken(rows):
    """Return what is found of these rows of a list."""
    return oldest_first(read([LISTED[row] for row in rows]))


@pytest.mark.parametrize("mangled", MANGLED)
def test_a_list_out_of_order_is_unordered(mangled):
    """A list whose dates climb nowhere, or in pieces that fit together in no sure way, has no order."""
    found = taken(MANGLED[mangled])
    assert (found.rows, found.direction, found.looks_shuffled) == (None, "not_confirmed", True)
    assert "It is read as unordered" in found.notice


@pytest.mark.parametrize("size", [50, 100, 200])
def test_shuffled_pages_are_put_together_again(size):
    """Pages whose dates climb above those of the page before leave no doubt; who has no date stays in its page."""
    listed = np.arange(1200).reshape(-1, size)[np.random.default_rng(size).permutation(1200 // size)].ravel()
    found = oldest_first(
        read([{**LISTED[row], **({"created_at": None} if row % 50 in (0, 49) else {})} for row in listed])
    )
    assert listed[found.rows].tolist() == list(range(1199, -1, -1))
    assert "restored" in found.notice


@pytest.mark.parametrize(
    "column", ["id", "username", "followers_count", "posts_count", "created_at", "default_profile_image"]
)
@pytest.mark.parametrize("turned", [False, True])
def test_a_sorted_list_is_in_that_order(column, turned):
    """A list sorted by any column, either way, is in that order and no other, and the sentence names the column."""
    found = taken(sorted(range(1200), key=lambda row: LISTED[row][column], reverse=turned))
    assert (found.rows, found.looks_shuffled) == (None, True)
    named = "id" if column == "created_at" else column  # ids are made in the order of creation dates
    assert f"sorted by {named}," in found.notice


@pytest.mark.parametrize("order", ["newest_first", "oldest_first"])
@pytest.mark.parametrize("digits", [4, 7])
@pytest.mark.parametrize("turned", [False, True])
def test_a_list_sorted_by_year_or_month_is_seen(order, digits, turned):
    """Grouped by the year or month of creation, either way, a list is not in follow order, nor the other way round."""
    rows = sorted(LISTED, key=lambda one: one["created_at"].isoformat()[:digits], reverse=turned)
    found = oldest_first(read(rows), order)
    assert (found.rows, found.looks_shuffled) == (None, True)
    assert "sorted by created_at, if only roughly" in found.notice


@pytest.mark.parametrize("arguments", [{}, {"fresh_share": 0.9, "span_days": 4000}, {"purchases": (Purchase(0.9),)}])
def test_sign_ups_to_follow_are_no_sorted_list(arguments):
    """A list of which nine in ten are new accounts is in follow order all the same: the others are older."""
    for n in (150, 3000):
        assert not is_roughly_sorted(drawn(n, **arguments)[0])


def test_a_list_sorted_without_regard_to_capitals_is_seen():
    """Spreadsheets put a and A together, pandas does not: both are sorted."""
    rows = sorted(range(1200), key=lambda row: LISTED[row]["username"].swapcase() + str(row))
    mixed = [{**LISTED[row], "username": LISTED[row]["username"].title()} for row in rows]
    assert "sorted by username" in oldest_first(read(sorted(mixed, key=lambda one: one["username"].lower()))).sentence


@pytest.mark.parametrize("cut", [400, 600, 800])
def test_swapped_parts_are_put_together_again(cut):
    """A list whose end stands before its beginning is put in order, all but a few followers at the cut."""
    found = taken(np.roll(np.arange(1200), cut))
    assert (found.direction, found.looks_shuffled) == ("confirmed", True)
    assert "restored" in found.notice
    place = np.roll(np.arange(1200), cut)[found.rows][::-1]
    assert np.mean(np.abs(place - np.arange(1200)) > 2) < 0.05


def test_inner_blocks_that_were_swapped_are_put_together_again():
    """Two blocks amid a list that changed places go back."""
    rows = np.concatenate([np.arange(300), np.arange(700, 1000), np.arange(300, 700), np.arange(1000, 1200)])
    found = taken(rows)
    if found.rows is not None:
        assert np.mean(np.abs(rows[found.rows][::-1] - np.arange(1200)) > 20) < 0.05
    assert found.looks_shuffled


@pytest.mark.parametrize("n", [200, 1000, 4000])
@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"growth": 0.5},
        {"fresh_share": 0.02},
        {"drip_share": 0.4},
        {"bursts": (Burst("viral", 0.5),)},
        {"purchases": (Purchase(0.3, at=0.3), Purchase(0.3, "aged", at=0.7))},
    ],
)
def test_a_list_in_order_keeps_it(n, arguments):
    """Bursts, purchases, drip and few sign-ups are no pieces out of order."""
    for seed in (1, 2):
        created_at, observed_at = drawn(n, seed, **arguments)
        assert not is_in_pieces(created_at[right_dates(created_at, observed_at, creation_envelope(created_at))])


def test_without_creation_dates_no_order_is_called_confirmed():
    """A list without dates is taken as it was said to be, and never called confirmed by them."""
    found = oldest_first(read([{**one, "created_at": None} for one in LISTED]))
    assert (found.basis, found.direction, found.looks_shuffled) == ("list", "not_confirmed", False)
    assert "too few" in found.sentence


def test_few_follow_times_do_not_override_the_list(make_table):
    """With half of the follow times unknown the list gives the order."""
    rows = [{"followed_at": START + timedelta(days=day) if day % 2 else None} for day in range(8)]
    assert oldest_first(make_table(rows), "oldest_first").basis == "list"


def test_an_order_that_does_not_exist_is_named(make_table):
    """Another word for an order is refused with the words that there are."""
    with pytest.raises(FollowOrderError, match="newest_first, oldest_first, unordered, got 'newest'"):
        oldest_first(make_table([{"username": "a"}]), "newest")


def test_seconds_keep_fractions_and_gaps(make_table):
    """Times become seconds since 1970 with their fraction, unknown ones NaN."""
    table = make_table([{"created_at": datetime(2020, 1, 1, 0, 0, 0, 500_000, tzinfo=UTC)}, {"created_at": None}])
    assert epoch_seconds(table, "created_at")[0] == 1577836800.5
    assert np.isnan(epoch_seconds(table, "created_at")[1])
    assert np.isnan(epoch_seconds(table, "followed_at")).all()


def real(name, column, descending):
    """Return creation and observation seconds of a real list, oldest first."""
    pd = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    (path,) = FOLDER.glob(f"{name}.parquet")
    frame = pd.read_parquet(path).sort_values(column, ascending=not descending)
    return [
        np.where(frame[c].isna(), np.nan, frame[c].astype("datetime64[us, UTC]").astype("int64") / 1e6)
        for c in ("created_at", "observed_at")
    ]


@needs_data
@pytest.mark.parametrize(
    ("name", "column", "descending"),
    [("ordered-17*", "rank", False), ("ordered-16*", "rank", False), ("newest-of-npr-2021", "api_pos", True)],
)
def test_real_lists_are_confirmed_and_reversed_ones_found(name, column, descending):
    """Real lists in a known order are confirmed; turned round they are an error."""
    created_at, observed_at = real(name, column, descending)
    assert checked(created_at, observed_at, "oldest_first")[0] == "confirmed"
    with pytest.raises(FollowOrderError, match="the other way"):
        checked(created_at[::-1], observed_at[::-1], "newest_first")


@needs_data
def test_a_filtered_real_list_of_two_days_is_no_error():
    """A list without its fresh sign-ups decides nothing, either way."""
    created_at, observed_at = real("followers-of-verified-2018", "file_order", True)
    for dates, seen in ((created_at, observed_at), (created_at[::-1], observed_at[::-1])):
        assert checked(dates, seen, "newest_first")[0] == "not_confirmed"
