from datetime import UTC, datetime

import numpy as np
import pytest

from fakefollow.simulate import (
    Arrivals,
    Burst,
    Purchase,
    deliver,
    draw_background,
    draw_burst,
    draw_creation_times,
    draw_follow_times,
    draw_fresh_delays,
    draw_stock_creation_times,
)

DAY, HOUR = 86400.0, 3600.0
START = 1_600_000_000.0
PLATFORM_START = datetime(2006, 3, 21, tzinfo=UTC).timestamp()


def random(seed=0):
    return np.random.default_rng(seed)


def test_follow_times_ascend_within_the_period():
    """Arrivals come in order and never outside the period, also when there are none."""
    times = draw_follow_times(random(), 5000, START, START + 100 * DAY, 2.0)
    assert np.all(np.diff(times) >= 0)
    assert times[0] >= START
    assert times[-1] <= START + 100 * DAY
    assert len(draw_follow_times(random(), 0, START, START + 100 * DAY, 2.0)) == 0


@pytest.mark.parametrize("growth", [0.25, 1.0, 8.0])
def test_growth_is_the_rate_at_the_end_over_that_at_the_start(growth):
    """The last twentieth of a long period has about growth times the followers of the first."""
    times = draw_follow_times(random(3), 200_000, START, START + 3000 * DAY, growth)
    first = np.sum(times < START + 150 * DAY)
    last = np.sum(times > START + 2850 * DAY)
    assert last / first == pytest.approx(growth ** (2850 / 3000), rel=0.3)


def test_days_and_weeks_have_a_rhythm():
    """More come in the evening than before dawn, and fewer at the weekend."""
    times = draw_follow_times(random(1), 100_000, START, START + 700 * DAY, 1.0)
    hour = (times % DAY) // HOUR
    assert np.sum(hour == 19) > 2 * np.sum(hour == 7)
    weekday = (times // DAY + 3) % 7
    assert np.mean(weekday >= 5) < 2 / 7 - 0.02


def test_some_days_are_viral():
    """A few days a year bring several times the usual number."""
    times = draw_follow_times(random(2), 200_000, START, START + 1000 * DAY, 1.0)
    days = np.bincount(((times - START) // DAY).astype(int))
    assert 2 <= np.sum(days > 3 * np.median(days)) <= 40


def test_fresh_accounts_follow_within_minutes_or_hours():
    """Most fresh accounts follow within a quarter of an hour, few need more than a day."""
    delays = draw_fresh_delays(random(), 20_000)
    assert delays.min() >= 0
    assert 0.6 < np.mean(delays < 900) < 0.8
    assert np.mean(delays > DAY) < 0.01


def test_creation_follows_the_history_of_sign_ups():
    """Nobody was created before the platform or after the follow, and many years of the platform occur."""
    followed_at = np.linspace(START, START + 400 * DAY, 20_000)
    created_at = draw_creation_times(random(), followed_at, 0.5, 1e5)
    assert np.all(created_at <= followed_at)
    assert created_at.min() >= PLATFORM_START
    years = 2006 + ((created_at - PLATFORM_START) / DAY / 365.25).astype(int)
    counts = np.bincount(years, minlength=2022)
    assert counts[2007] < 0.1 * counts[2012]
    assert all(counts[year] > 200 for year in range(2009, 2021))


def test_a_larger_hazard_makes_followers_younger():
    """The more the chance to follow falls with age, the younger the accounts that follow."""
    followed_at = np.full(20_000, START)
    medians = [
        np.median(followed_at - draw_creation_times(random(), followed_at, hazard, 2000.0))
        for hazard in (0.0, 0.4, 0.8)
    ]
    assert medians[0] > 1.2 * medians[1] > 1.2 * 1.2 * medians[2]


def test_accounts_of_a_young_platform_are_younger_than_it():
    """In the platform's first days accounts are still created after its start and before they follow."""
    followed_at = np.linspace(PLATFORM_START + 3600, PLATFORM_START + 40 * DAY, 500)
    created_at = draw_creation_times(random(), followed_at, 0.5, 2000.0)
    assert np.all((created_at >= PLATFORM_START) & (created_at <= followed_at))


def test_aged_stock_is_one_to_six_years_old():
    """Aged accounts were created one to six years before their delivery, none freshly."""
    delivered_at = np.full(5000, START)
    years = (delivered_at - draw_stock_creation_times(random(), delivered_at, "aged")) / DAY / 365
    assert 1 <= years.min() < 1.1
    assert 5.9 < years.max() <= 6


def test_background_has_the_shares_asked_for():
    """Drip and bots have the counts asked for, genuine followers the share of fresh sign-ups."""
    followed_at = np.linspace(START, START + 400 * DAY, 10_000)
    part = draw_background(random(), followed_at, 1000, bot_share=0.1, fresh_share=0.3, hazard=0.5, life_days=2000.0)
    assert np.sum(np.isin(part.source, ["aged_stock", "template_bios"])) == 1000
    assert np.sum(np.isin(part.source, ["spam", "feed_relays", "follow_back"])) == 900
    genuine = part.source == ""
    fresh = (followed_at - part.created_at)[genuine] < DAY / 2
    assert fresh.mean() == pytest.approx(0.3, abs=0.03)


def test_parts_join_newest_first():
    """Joining sorts by follow time, latest first, and keeps what belongs together."""
    one = Arrivals.of(np.array([1.0, 5.0]), np.array([0.1, 0.5]), event=3)
    two = Arrivals.of(np.array([3.0]), np.array([0.3]), "spam", burst=2)
    joined = Arrivals.newest_first([one, two])
    assert joined.followed_at.tolist() == [5.0, 3.0, 1.0]
    assert joined.created_at.tolist() == [0.5, 0.3, 0.1]
    assert joined.source.tolist() == ["", "spam", ""]
    assert joined.event.tolist() == [3, -1, 3]
    assert joined.burst.tolist() == [-1, 2, -1]


def test_a_batch_is_made_within_its_window_before_delivery():
    """A batch is created within created_days, that end created_before_days before the first is delivered."""
    purchase = Purchase(0.1, created_days=20, created_before_days=700, delivered_days=3)
    batch = deliver(random(), purchase, 2000, START, event=4)
    made = (START - batch.created_at) / DAY
    assert 700 <= made.min() < 702
    assert 718 < made.max() <= 720
    assert (batch.followed_at - START).min() >= 0
    assert 2.9 * DAY < (batch.followed_at - START).max() <= 3 * DAY
    assert set(batch.event.tolist()) == {4}
    assert set(batch.source.tolist()) == {"batch_made"}


def test_order_of_delivery_says_nothing_of_creation():
    """Within a delivery, follow time and creation time are independent."""
    batch = deliver(random(1), Purchase(0.1), 4000, START, event=0)
    assert abs(np.corrcoef(batch.followed_at, batch.created_at)[0, 1]) < 0.05


def test_a_batch_is_made_in_sittings():
    """Accounts of a batch are made many in a few minutes, so creation moments lie close together."""
    created_at = np.sort(deliver(random(2), Purchase(0.1), 3000, START, event=0).created_at)
    assert np.median(np.diff(created_at)) < 60


@pytest.mark.parametrize(("stock", "youngest", "oldest"), [("aged", 365, 2190), ("template", 90, 900)])
def test_kept_stock_has_no_fresh_accounts(stock, youngest, oldest):
    """Aged and template stock was created long before its delivery, spread over years."""
    part = deliver(random(), Purchase(0.1, stock), 2000, START, event=0)
    ages = (START - part.created_at) / DAY
    assert youngest <= ages.min() < ages.max() <= oldest
    assert np.ptp(ages) > 0.95 * (oldest - youngest)


def test_nothing_is_made_before_the_platform():
    """Stock of the platform's first weeks is not older than the platform."""
    for stock in ("batch_made", "aged", "template"):
        part = deliver(random(), Purchase(0.1, stock), 50, PLATFORM_START + 3 * DAY, event=0)
        assert part.created_at.min() >= PLATFORM_START


@pytest.mark.parametrize(("kind", "share"), [("viral", 0.04), ("starter_pack", 0.5), ("television", 0.25)])
def test_bursts_have_their_share_of_fresh_sign_ups_and_diverse_dates(kind, share):
    """Each kind of burst has its share of fresh accounts, and the others were created over many years."""
    part = draw_burst(random(5), Burst(kind, 0.1, days=4), 5000, START, 1, hazard=0.55, life_days=2000.0)
    ages = part.followed_at - part.created_at
    fresh = ages < DAY
    assert fresh.mean() == pytest.approx(share, abs=0.05)
    low, high = np.quantile(ages[~fresh] / DAY, [0.1, 0.9])
    assert low < 60
    assert high > 1000
    assert part.followed_at.min() >= START
    assert part.followed_at.max() <= START + 4 * DAY
    assert set(part.burst.tolist()) == {1}
    assert set(part.event.tolist()) == {-1}


def test_a_burst_fades():
    """Most followers of a burst come in its first half."""
    part = draw_burst(random(), Burst(days=2), 2000, START, 0, hazard=0.5, life_days=2000.0)
    assert np.mean(part.followed_at < START + DAY) > 0.8


def test_sign_ups_of_a_starter_pack_follow_at_once():
    """Accounts made for a starter pack follow within minutes of their creation."""
    part = draw_burst(random(), Burst("starter_pack", fresh_share=1.0), 2000, START, 0, hazard=0.5, life_days=2000.0)
    assert np.quantile(part.followed_at - part.created_at, 0.9) < 3600


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda: Purchase(1.2), "size: expected .* a float from 0 to 1, got 1.2"),
        (lambda: Purchase(-3), "size: expected an int >= 0"),
        (lambda: Purchase(0.1, at=1.5), "at: expected a place from 0 to 1 or a time, got 1.5"),
        (lambda: Purchase(0.1, at=datetime(2020, 1, 1)), "at: expected a time with a zone"),
        (lambda: Purchase(0.1, "new"), "stock: expected one of"),
        (lambda: Purchase(0.1, delivered_days=-1), "delivered_days: expected days >= 0, got -1"),
        (lambda: Burst("radio"), "kind: expected one of"),
        (lambda: Burst(days=-2), "days: expected days >= 0, got -2"),
        (lambda: Burst(fresh_share=2.0), "fresh_share: expected a share from 0 to 1, got 2.0"),
    ],
)
def test_values_out_of_range_are_refused(make, match):
    """A size, place, duration or name that cannot be is refused with what was expected."""
    with pytest.raises(ValueError, match=match):
        make()
