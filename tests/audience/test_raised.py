"""Raised together: accounts of one time with nearly the same counts are a cohort, and what people share is none."""

import os
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

import fakefollow as ff
from fakefollow.audience.cohorts import find_cohorts
from fakefollow.errors import ObservationTimeWarning
from fakefollow.readers import read
from fakefollow.simulate import Burst, simulate_audience

DATA = Path(os.environ.get("FAKEFOLLOW_DATA", "."))
SEEN = datetime(2020, 1, 1, tzinfo=UTC)
COUNTS = ("posts_count", "likes_count", "followers_count", "following_count")
N, N_RAISED = 3_000, 100


@pytest.fixture(scope="module")
def people():
    """Rows of a made-up honest list: ten years, counts that differ by factors and rise together."""
    random = np.random.default_rng(0)
    busy = random.standard_normal(N)
    rows = []
    for row in range(N):
        habit = np.exp(1.1 * busy[row] + random.standard_normal(4) + np.log([300, 200, 90, 250]))
        created_at = SEEN - timedelta(days=float(random.uniform(30, 3_650)))
        rows.append({**dict(zip(COUNTS, map(int, habit), strict=True)), "created_at": created_at})
    return rows


def batch(posts=20, likes=0, followers=12, following=220, spread=0.25, days=20.0, n=N_RAISED):
    """Return accounts created within some days, four years before they were seen, with counts about these."""
    random = np.random.default_rng(1)
    return [
        {
            **{
                name: int(middle * np.exp(spread * random.standard_normal()))
                for name, middle in zip(COUNTS, (posts, likes, followers, following), strict=True)
            },
            "created_at": SEEN - timedelta(days=1_460 + float(random.uniform(0, days))),
        }
        for _ in range(n)
    ]


def of_counts(table):
    return [cohort for cohort in find_cohorts(table).found if cohort.rule == "counts"]


def test_a_batch_raised_together_is_one_cohort(make_table, people):
    """One by one among people it is found for the most part, with nobody else, and its counts are told."""
    (cohort,) = of_counts(make_table([*people, *batch()]))
    assert cohort.size > 0.9 * N_RAISED
    assert (cohort.rows >= N).all()
    assert cohort.log_likelihood_ratio == 3.0
    posts, likes, followers, following, *_ = cohort.template.split(", ")
    assert (posts.split()[-1], likes, followers.split()[-1]) == ("posts", "0 likes", "followers")
    assert following.startswith("following 1")
    assert "created 2015-12-" in cohort.template


def test_people_are_none(make_table, people):
    """Where counts differ by factors and dates by years, nobody is a member of anything."""
    assert of_counts(make_table(people)) == []


@pytest.mark.parametrize(
    "counts",
    [
        {"posts": 0, "followers": 1},
        {"posts": 1, "likes": 1, "followers": 2, "following": 20},
        {"likes": 300, "followers": 0, "posts": 0},
    ],
)
def test_small_numbers_make_no_cohort(make_table, people, counts):
    """A few posts, likes and followers are what newcomers of one month have in common."""
    assert of_counts(make_table([*people, *batch(**counts)])) == []


def test_newcomers_of_one_week_are_none(make_table, people):
    """Who came together and then went different ways differs by factors, so that bins of less and more are as full."""
    assert of_counts(make_table([*people, *batch(posts=40, likes=25, followers=30, spread=1.2, n=1_000)])) == []


def test_counts_that_are_alike_in_every_month_are_none(make_table, people):
    """What accounts of all years have is a habit of the list or of the platform, and no batch."""
    assert of_counts(make_table([*people, *batch(days=2_000.0, n=1_000)])) == []


def test_what_is_not_observed_is_not_alike(make_table, people):
    """Without dates, or with two counts alone, nothing is told; a row that lacks a count is in no cohort."""
    rows = [*people, *batch()]
    for keys in (COUNTS, ("posts_count", "followers_count", "created_at")):
        assert of_counts(make_table([{key: row[key] for key in keys} for row in rows])) == []
    gaps = [row | {"likes_count": None if place % 4 == 0 else row["likes_count"]} for place, row in enumerate(rows)]
    (cohort,) = of_counts(make_table(gaps))
    assert 60 < cohort.size <= 75
    assert (cohort.rows % 4 > 0).all()
    assert of_counts(make_table([{key: row[key] for key in row if key != "likes_count"} for row in rows]))


def test_two_batches_are_two_cohorts(make_table, people):
    """Batches with other counts of the same weeks are not joined."""
    found = of_counts(make_table([*people, *batch(), *batch(posts=900, followers=150, likes=90)]))
    assert sorted(cohort.size > 0.9 * N_RAISED for cohort in found) == [True, True]


def test_row_order_changes_nothing(make_table, people):
    """The same accounts in another order make the same cohort."""
    rows = [*people, *batch()]
    order = np.random.default_rng(2).permutation(len(rows))
    (one,), (other,) = of_counts(make_table(rows)), of_counts(make_table([rows[row] for row in order]))
    assert np.sort(order[other.rows]).tolist() == one.rows.tolist()
    assert (one.expected, one.template) == (other.expected, other.template)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"fresh_share": 0.4, "hazard": 0.7, "life_days": 1e5, "span_days": 63.0},
        {"bursts": (Burst("starter_pack", 0.5, fresh_share=0.95),)},
        {"bursts": (Burst("television", 0.5),)},
    ],
)
def test_bursts_and_giveaways_are_none(settings, seed):
    """Simulated audiences in which nothing was bought have no cohort by counts, half of them new or not."""
    audience = simulate_audience(3_000, random_state=seed, **settings)
    assert of_counts(read(audience.profiles, platform="x")) == []


def test_an_audit_says_so(make_table, people):
    """Members are told why, in words, with how many others."""
    report = ff.audit(make_table([*people, *batch()]), order="unordered")
    (cohort,) = report.cohorts_found.found
    said = {reason.text for reason in report.scores[int(cohort.rows[0])].reasons if reason.feature == "look_alikes"}
    assert any(f"followers as {cohort.size - 1} others created in the same weeks" in text for text in said)


@pytest.mark.skipif("FAKEFOLLOW_DATA" not in os.environ, reason="FAKEFOLLOW_DATA names no folder")
@pytest.mark.parametrize(
    "name", ["followers/followers-of-verified-2018", "accounts/verified-2019", "accounts/twibot22-recrawled-2024"]
)
def test_real_people_have_no_cohort_by_counts(name):
    """An organic list and sets of people of the data have none."""
    pytest.importorskip("pyarrow")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ObservationTimeWarning)
        table = read(DATA / f"{name}.parquet")
    assert of_counts(table) == []
