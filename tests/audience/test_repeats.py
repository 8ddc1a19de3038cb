"""Followers given twice without a name, accounts that show the same, and which order is named where none is known."""

import random
import warnings

import numpy as np
import pytest

import fakefollow as ff

N = 300
ROWS = [dict(row) for row in ff.simulate_audience(N, random_state=1).profiles]
NAMELESS = [{name: value for name, value in row.items() if name not in ("id", "username")} for row in ROWS]
DAYS = [{**row, "created_at": str(row["created_at"])[:10]} for row in NAMELESS]
SAME = {"description": "hello", "followers_count": 3, "following_count": 40, "posts_count": 0}


def audited(rows, **how):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ff.FakefollowWarning)
        return ff.audit(rows, **how)


@pytest.mark.parametrize(
    ("rows", "followers"),
    [
        (NAMELESS * 2, N),
        (DAYS * 2, N),
        (DAYS[:100] + DAYS, N),
        (DAYS[:200] + DAYS[150:200] * 4 + DAYS[200:], N),
        ([{**row, "id": None, "observed_at": None} for row in DAYS] * 3, N),
        ((DAYS[:50] + DAYS[7:8] * 40 + DAYS[50:]) * 2, N + 40),
    ],
    ids=["twice", "twice, by day", "cursor again", "page again", "thrice, no id", "equal rows inside"],
)
def test_a_block_of_whole_rows_that_comes_again_counts_once(rows, followers):
    """Without ids and usernames rows repeat others where a block of them comes again in its order."""
    report = audited(rows)
    assert report.to_dict()["n_followers"] == followers
    assert len(report.scores) == len(rows)


@pytest.mark.parametrize(
    "rows",
    [
        DAYS + DAYS[5:14],
        DAYS + DAYS[5:6] * 40,
        DAYS + random.Random(0).sample(DAYS, N),
        [{"description": f"number {i}", "followers_count": i} for i in range(50)] * 2,
        [SAME] * 100,
    ],
    ids=["nine rows", "one row", "another order", "no dates", "all the same"],
)
def test_rows_that_are_equal_alone_stay(rows):
    """A few equal rows dated to the day, or in another order, or without a date and two counts, may be of several."""
    assert audited(rows).to_dict()["n_followers"] == len(rows)


def test_blocks_of_stock_are_no_repeats():
    """Stock of two dozen kinds of accounts, dated to the day, has no long block that comes again by chance."""
    made = np.random.default_rng(0)
    kinds = [
        {"created_at": f"2020-01-0{1 + kind % 8}T00:00:00Z", "followers_count": kind // 8, "following_count": 0}
        for kind in range(24)
    ]
    assert audited([kinds[kind] for kind in made.integers(0, 24, 2_000)]).to_dict()["n_followers"] == 2_000


def test_identical_accounts_are_told_where_no_cohort_is():
    """Accounts that show the same in every column are spoken of, and not called."""
    facts = audited([SAME] * 50).to_dict()
    assert (facts["n_identical"], facts["cohorts"]) == (50, [])
    assert "50 accounts show the same in every column given" in " ".join(str(audited([SAME] * 50)).split())
    assert "None found: no group of accounts" in str(audited(NAMELESS[:50]))


def test_an_order_is_named_only_where_it_changes_something():
    """For an unordered list the order that its dates fit is named, and none for a sorted or a shuffled one."""
    for rows, order in ((ROWS, "newest_first"), (ROWS[::-1], "oldest_first")):
        report = audited(rows, order="unordered")
        assert f"order='{order}'" in report.follow_order.sentence
        assert audited(rows, order=order).looked_for_purchases
    for rows in (random.Random(1).sample(ROWS, N), sorted(ROWS, key=lambda row: row["followers_count"]), [SAME] * 60):
        for how in ({"order": "unordered"}, {}):
            assert "order=" not in str(audited(rows, **how))


def test_one_follower_has_no_follow_time():
    """A single creation date says nothing of when somebody followed."""
    report = audited(ROWS[:1])
    assert np.isnan(report.follow_times.estimate).all()
    assert report.to_dict()["follow_times"]["basis"] == "unknown"


@pytest.mark.parametrize(("following", "n_followers"), [(300, 1), (3, 200)])
def test_rows_without_names_that_agree_to_the_second_are_one_account(following, n_followers):
    """Nobody else was created in that second with the same counts; small ones, which scripts share, say too little."""
    row = {"created_at": "2015-03-04T10:11:12Z", "observed_at": "2024-01-01", "description": "tea and books"}
    report = audited([{**row, "followers_count": 120, "following_count": following, "posts_count": 4}] * 200)
    facts = report.to_dict()
    assert (facts["n_rows"], facts["n_followers"]) == (200, n_followers)
