import os
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import fakefollow as ff
from fakefollow.profiles import Profile
from fakefollow.simulate import Burst, Purchase, simulate_audience

DATA = Path(os.environ.get("FAKEFOLLOW_DATA", "no data"))
LAGS = (0.1, 1, 7, 30, 90, 365, 1000, 2000)
KINDS = ("genuine", "purchased", "bot")
TRUTH = ("kind", "source", "followed_at", "event", "burst")


def counts(audience):
    return [int((audience.kind == kind).sum()) for kind in KINDS]


def created_at(audience):
    return audience.columns["created_at"].astype(np.int64) / 1e6


def lag_shares(oldest_first):
    """Return shares of followers created at most so many days before the newest account so far."""
    lag = (np.maximum.accumulate(oldest_first) - oldest_first) / 86400
    return np.array([np.mean(lag <= days) for days in LAGS])


def test_same_seed_same_audience():
    """The seed decides everything, and another seed gives another audience."""
    made = [
        simulate_audience(300, purchases=[Purchase(0.2)], bursts=[Burst()], random_state=seed) for seed in (7, 7, 8)
    ]
    assert made[0].profiles == made[1].profiles
    assert all(np.array_equal(getattr(made[0], name), getattr(made[1], name)) for name in TRUTH)
    assert made[0].profiles != made[2].profiles


def test_newest_follower_comes_first():
    """Followers come newest first, nobody followed before being created or after being observed."""
    audience = simulate_audience(2000, purchases=[Purchase(0.1, at=1.0)], bursts=[Burst(at=0.0)], drip_share=0.1)
    assert np.all(np.diff(audience.followed_at) <= 0)
    assert np.all(created_at(audience) <= audience.followed_at)
    assert audience.followed_at[0] < datetime(2024, 1, 1, tzinfo=UTC).timestamp()


def test_truth_says_who_was_bought_and_when():
    """Event and burst name the part that a follower belongs to; drip is purchased without an event."""
    audience = simulate_audience(
        4000,
        purchases=[Purchase(0.1, at=0.3), Purchase(500, "aged", at=0.8)],
        bursts=[Burst("starter_pack", 0.05)],
        drip_share=0.2,
        bot_share=0.1,
    )
    assert counts(audience) == [4000 - 1700 - 210, 1700, 210]
    assert [int((audience.event == event).sum()) for event in (0, 1)] == [400, 500]
    assert set(audience.kind[audience.event >= 0].tolist()) == {"purchased"}
    drip = (audience.kind == "purchased") & (audience.event < 0)
    assert drip.sum() == 800
    assert set(audience.source[drip].tolist()) == {"aged_stock", "template_bios"}
    assert set(audience.kind[audience.burst == 0].tolist()) == {"genuine"}
    assert (audience.burst == 0).sum() == 200


def test_parts_stand_at_their_place():
    """A part begins where it was asked to: at a share of the other followers, or at a time."""
    when = datetime(2022, 3, 1, tzinfo=UTC)
    audience = simulate_audience(5000, purchases=[Purchase(0.1, at=0.25), Purchase(0.1, at=when, delivered_days=5)])
    first = audience.followed_at[audience.event == 0].min()
    others = audience.followed_at[audience.event < 0]
    assert np.mean(others < first) == pytest.approx(0.25, abs=0.001)
    dated = audience.followed_at[audience.event == 1]
    assert when.timestamp() <= dated.min()
    assert dated.max() <= when.timestamp() + 5 * 86400


def test_drip_is_spread_over_the_whole_list():
    """Every tenth of the list has about a tenth of the drip, and no drip account is freshly made."""
    audience = simulate_audience(5000, drip_share=0.3, profiles=False)
    drip = np.flatnonzero(audience.kind == "purchased")
    assert np.all(np.abs(np.histogram(drip, 10, (0, 5000))[0] - 150) < 50)
    assert np.min(audience.followed_at[drip] - created_at(audience)[drip]) >= 89 * 86400


@pytest.mark.parametrize("n", [0, 1, 5])
def test_small_audiences_work(n):
    """Nobody, one follower and five are audiences too."""
    audience = simulate_audience(n, purchases=[Purchase(0.2)], bursts=[Burst(size=0.2)])
    assert len(audience) == len(audience.profiles) == n
    assert sum(counts(audience)) == n


@pytest.mark.parametrize(
    "parts",
    [
        {"purchases": [Purchase(1.0)]},
        {"purchases": [Purchase(300, "template"), Purchase(0.25, "aged")]},
        {"drip_share": 1.0},
    ],
)
def test_everybody_may_be_bought(parts):
    """All followers may be bought, in one go, in two or one by one."""
    assert counts(simulate_audience(400, **parts)) == [0, 400, 0]


def test_more_than_everybody_is_refused():
    """Parts that are more than the list are refused with their numbers."""
    with pytest.raises(ValueError, match="at most 100 followers together, got 80 \\+ 0 \\+ 30"):
        simulate_audience(100, purchases=[Purchase(80)], drip_share=0.3)


@pytest.mark.parametrize(
    ("values", "match"),
    [
        ({"bot_share": 1.5}, "bot_share: expected a share from 0 to 1, got 1.5"),
        ({"growth": 0.0}, "growth: expected a factor above 0, got 0.0"),
        ({"span_days": -1.0}, "days above 0"),
        ({"observed_at": datetime(2020, 1, 1)}, "observed_at: expected a datetime with a time zone"),
    ],
)
def test_values_out_of_range_are_refused(values, match):
    """A share, growth, span or time that cannot be is refused with what was expected."""
    with pytest.raises(ValueError, match=match):
        simulate_audience(10, **values)


@pytest.mark.parametrize(
    ("values", "match"),
    [
        ({"purchases": [0.1]}, r"purchases: expected a list such as \[Purchase\(0.1\)\], got 0.1 at place 0"),
        ({"purchases": Purchase(0.1)}, r"purchases: expected a list such as .*, got Purchase\(size=0.1"),
        ({"purchases": [Purchase(5), Burst()]}, r"purchases: expected .*, got Burst\(.* at place 1"),
        ({"bursts": ["viral"]}, r'bursts: expected a list such as \[Burst\("viral", 0.05\)\], got \'viral\''),
        ({"bursts": "viral"}, "bursts: expected a list such as .*, got 'viral'"),
    ],
)
def test_what_is_no_purchase_or_burst_is_named(values, match):
    """Anything but purchases or bursts is refused with what was got, where, and what to write."""
    with pytest.raises(TypeError, match=match):
        simulate_audience(100, **values)


def test_without_profiles_the_truth_is_the_same():
    """Without profiles there are ids and times only, and they and the truth are those of the full audience."""
    full, bare = (simulate_audience(500, purchases=[Purchase(0.3)], profiles=p) for p in (True, False))
    assert list(bare.columns) == ["id", "created_at", "observed_at"]
    assert all(np.array_equal(bare.columns[name], full.columns[name]) for name in bare.columns)
    assert all(np.array_equal(getattr(bare, name), getattr(full, name)) for name in TRUTH)


def test_profiles_are_canonical_and_read_the_same_as_columns():
    """Profiles pass the strict schema, and dicts and columns read as the same table."""
    audience = simulate_audience(200, purchases=[Purchase(0.3)])
    assert all(Profile(**profile).created_at < profile["observed_at"] for profile in audience.profiles)
    from_dicts, from_frame = ff.read(audience.profiles), ff.read(pd.DataFrame(audience.columns))
    assert len(from_dicts.issues) == len(from_frame.issues) == 0
    for name in from_dicts.columns:
        assert from_dicts.columns[name].to_list() == from_frame.columns[name].to_list()


def test_last_posts_fit_the_kind():
    """Who never posted has no last post; bought accounts stopped long ago, half of the genuine ones did not."""
    audience = simulate_audience(3000, purchases=[Purchase(0.3, at=0.2, created_days=60)], bot_share=0.0)
    last, posts = audience.columns["last_status_at"], audience.columns["posts_count"]
    assert np.array_equal(np.isnat(last), posts == 0)
    days_ago = (audience.columns["observed_at"] - last) / np.timedelta64(1, "D")
    assert np.nanmin(days_ago) >= 0
    assert np.all((last >= audience.columns["created_at"])[posts > 0])
    assert np.nanmedian(days_ago[audience.kind == "purchased"]) > 365
    assert 0.4 < np.mean(days_ago[(audience.kind == "genuine") & (posts > 0)] < 90) < 0.8


def test_ids_are_unique_and_grow_with_creation():
    """No two followers share an id, and whoever was created later has the larger one."""
    audience = simulate_audience(20_000, profiles=False)
    ids = audience.columns["id"].astype(np.int64)
    assert len(set(ids.tolist())) == 20_000
    assert np.all(np.diff(created_at(audience)[np.argsort(ids)]) >= 0)


def test_newcomers_have_little_behind_them():
    """Followers who signed up a day before being seen have hardly posted, whoever they are."""
    audience = simulate_audience(4000, fresh_share=1.0, bot_share=0.0, span_days=1.0)
    assert np.median(audience.columns["posts_count"]) <= 3
    assert np.quantile(audience.columns["followers_count"], 0.9) < 60


def test_bursts_look_ordinary_where_purchases_do_not():
    """Creation dates of a viral burst are as spread as those of the list, those of a batch are not."""
    audience = simulate_audience(4000, purchases=[Purchase(0.2)], bursts=[Burst("viral", 0.2, at=0.7)])
    width = {
        name: np.subtract(*np.quantile(created_at(audience)[rows], [0.9, 0.1])) / 86400
        for name, rows in {
            "list": (audience.event < 0) & (audience.burst < 0),
            "burst": audience.burst == 0,
            "batch": audience.event == 0,
        }.items()
    }
    assert width["burst"] > 0.6 * width["list"]
    assert width["batch"] < 20


@pytest.mark.skipif("FAKEFOLLOW_DATA" not in os.environ, reason="FAKEFOLLOW_DATA does not name the releases")
@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("ordered-17*", {}),
        ("ordered-16*", {"fresh_share": 0.1, "hazard": 0.5, "life_days": 1e5, "span_days": 3200, "growth": 1.0}),
        ("newest-of-npr-2021", {"fresh_share": 0.4, "hazard": 0.7, "life_days": 1e5, "span_days": 63, "growth": 1.0}),
    ],
)
def test_ages_at_follow_are_those_of_real_lists(name, values):
    """Shares of followers by lag behind the newest account so far differ by at most .08 from a real list's."""
    (path,) = (DATA / "followers").glob(f"{name}.parquet")
    frame = pd.read_parquet(path)
    frame = frame.sort_values("rank") if "rank" in frame else frame.sort_values("api_pos", ascending=False)
    real = pd.to_datetime(frame["created_at"], utc=True).dt.tz_localize(None).to_numpy("datetime64[us]")
    ends = {} if not values else {"observed_at": frame["observed_at"].max().floor("s").to_pydatetime()}
    audience = simulate_audience(len(frame), bot_share=0.0, profiles=False, **values, **ends)
    simulated = lag_shares(created_at(audience)[::-1])
    assert np.max(np.abs(simulated - lag_shares(real.astype(np.int64) / 1e6))) <= 0.08
