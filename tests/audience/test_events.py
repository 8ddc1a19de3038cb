"""Purchase events of a list, and what they say of its followers."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from fakefollow.audience import Interval
from fakefollow.audience.order import estimate_follow_times
from fakefollow.audience.purchases import (
    FEWEST_FOLLOWERS,
    Arrivals,
    ProfileCodes,
    PurchaseEvent,
    Purchases,
    find_purchases,
    pace_sentence,
)
from fakefollow.simulate import Burst, Purchase, simulate_audience

DAY = 86_400.0
END = 1.7e9
LABELS = ("a bio", "no bio")


def seconds(column):
    return column[::-1].astype("datetime64[us]").astype(np.int64) / 1e6


def searched(created_at, codes=None, observed_at=None):
    """Return the purchases of a list, oldest follower first."""
    observed_at = np.full(len(created_at), END) if observed_at is None else observed_at
    times = estimate_follow_times(created_at, observed_at)
    marks = {} if codes is None else {"bio": ProfileCodes(np.asarray(codes, np.int8), LABELS)}
    return find_purchases(Arrivals(created_at, times.low, marks), times)


def audited(n, seed=0, **settings):
    """Return the purchases of a simulated list, and who of it was bought in one go."""
    audience = simulate_audience(n, profiles=False, random_state=seed, **settings)
    columns = audience.columns
    found = searched(seconds(columns["created_at"]), observed_at=seconds(columns["observed_at"]))
    return found, audience.event[::-1] >= 0


def check_laws(purchases, n):
    """Events lie in the list and do not overlap, strongest first; bought is 0 outside, .01 to .99 inside."""
    assert len(purchases.event) == len(purchases.bought) == n
    expected = np.full(n, -1)
    for place, event in enumerate(purchases.events):
        assert 0 <= event.start_rank <= event.end_rank < n
        ranks = slice(event.start_rank, event.end_rank + 1)
        assert np.all(expected[ranks] == -1)
        expected[ranks] = place
        assert 0.0 <= event.excess.low <= event.excess.estimate <= event.excess.high <= event.size
        assert 0.0 <= event.p_value <= event.p_adjusted <= 0.05
        assert event.signs
    np.testing.assert_array_equal(purchases.event, expected)
    assert [event.evidence for event in purchases.events] == sorted(
        (event.evidence for event in purchases.events), reverse=True
    )
    inside = purchases.event >= 0
    assert np.all(purchases.bought[~inside] == 0.0)
    assert np.all((purchases.bought[inside] >= 0.002 - 1e-12) & (purchases.bought[inside] <= 0.998))


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7])
@pytest.mark.parametrize(
    ("stock", "at"), [("batch_made", 0.0), ("batch_made", 0.5), ("batch_made", 1.0), ("aged", 0.5), ("aged", 1.0)]
)
def test_block_is_found_to_its_ends(stock, at, share):
    """A block of 10 to 70 %, in the middle or at an end, is one event with ends within 1 % of the list.

    Aged accounts at the very beginning are left out: how old they were is known by who followed before them.
    """
    found, bought = audited(3000, purchases=[Purchase(share, stock, at=at)])
    ranks = np.flatnonzero(bought)
    (event,) = found.events
    assert abs(event.start_rank - ranks[0]) <= 30
    assert abs(event.end_rank - ranks[-1]) <= 30
    assert event.excess.estimate == pytest.approx(len(ranks), rel=0.05)
    assert found.bought[bought].mean() > 0.9
    assert found.bought[~bought].mean() < 0.02
    check_laws(found, 3000)


def test_size_of_an_event_is_at_the_level_asked_for():
    """The interval of the excess widens with the level about the same estimate, and nothing else of an event moves."""
    audience = simulate_audience(3000, profiles=False, purchases=[Purchase(0.3, "aged")], random_state=2)
    created_at, observed_at = (seconds(audience.columns[name]) for name in ("created_at", "observed_at"))
    times = estimate_follow_times(created_at, observed_at)
    arrivals = Arrivals(created_at, times.low, {})
    levels = (0.5, 0.8, 0.95, 0.99)
    events = [find_purchases(arrivals, times, level=level).events[0] for level in levels]
    widths = [event.excess.high - event.excess.low for event in events]
    lows, highs = ([getattr(event.excess, name) for event in events] for name in ("low", "high"))
    assert lows == sorted(lows, reverse=True)
    assert highs == sorted(highs)
    assert len(set(widths)) == len(levels)
    assert [event.excess.level for event in events] == list(levels)
    assert {replace(event, excess=events[0].excess) for event in events} == {events[0]}


def test_whole_list_of_one_batch():
    """A list that was bought as a whole has one event from first to last."""
    (event,) = audited(3000, purchases=[Purchase(1.0)])[0].events
    assert (event.start_rank, event.end_rank) == (0, 2999)


def test_two_purchases_are_two_events():
    """Purchases of different stock at different times are told apart, the stronger one first."""
    found, bought = audited(4000, purchases=[Purchase(0.15, at=0.2), Purchase(0.15, "aged", at=0.7)])
    assert len(found.events) == 2
    assert found.events[0].start_rank < found.events[1].start_rank
    assert np.mean((found.event >= 0) == bought) > 0.98
    check_laws(found, 4000)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"fresh_share": 0.02},
        {"fresh_share": 0.36, "hazard": 0.75, "life_days": 1e5},
        {"fresh_share": 0.1, "hazard": 0.5},
        {"bursts": [Burst("viral", 0.3)]},
        {"bursts": [Burst("starter_pack", 0.3)]},
        {"bursts": [Burst("television", 0.3)]},
        {"drip_share": 0.2},
    ],
    ids=["plain", "hardly fresh", "mostly young", "old", "viral", "starter pack", "television", "drip"],
)
def test_organic_lists_have_no_event(settings, seed):
    """Organic lists of all kinds, bursts of all kinds and drip have no event."""
    assert audited(2000, seed, **settings)[0].events == ()


@pytest.mark.parametrize("n", [0, 1, 5, FEWEST_FOLLOWERS - 1])
def test_too_few_followers_have_no_event(n):
    """In a list under 50 followers there is no event, though all were made in the same minute."""
    found = searched(np.full(n, 1.5e9))
    assert found.events == ()
    check_laws(found, n)


@pytest.mark.parametrize("n", [50, 200, 1000])
def test_nothing_known_gives_nothing(n):
    """Without any creation date there is no event."""
    found = searched(np.full(n, np.nan), np.arange(n) % 2)
    assert found.events == ()
    check_laws(found, n)


@pytest.mark.parametrize("n", [50, 200, 3000])
def test_all_dates_equal(n):
    """A list of accounts of one second is searched without an error."""
    check_laws(searched(np.full(n, 1.5e9)), n)


@settings(max_examples=25, deadline=None)
@given(st.integers(50, 400), st.integers(0, 999), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_anything_is_searched(n, seed, missing, batch):
    """Whatever is missing, and whoever was made together, the laws of events hold and nothing raises."""
    random = np.random.default_rng(seed)
    created_at = np.sort(END - random.uniform(0, 3000, n) * DAY) - random.exponential(300, n) * DAY
    created_at[: int(n * batch)] = END - 2000 * DAY + random.uniform(0, DAY)
    created_at[random.random(n) < missing] = np.nan
    check_laws(searched(created_at, random.integers(-1, 2, n)), n)


def test_missing_dates_and_marks_do_not_hide_a_block():
    """With a third of the dates and of the marks missing a block is found all the same."""
    audience = simulate_audience(3000, purchases=[Purchase(0.2)], profiles=False, random_state=4)
    created_at, bought = seconds(audience.columns["created_at"]), audience.event[::-1] >= 0
    random = np.random.default_rng(0)
    created_at[random.random(3000) < 0.33] = np.nan
    codes = np.where(random.random(3000) < 0.33, -1, bought)
    (event,) = searched(created_at, codes, seconds(audience.columns["observed_at"])).events
    ranks = np.flatnonzero(bought)
    assert abs(event.start_rank - ranks[0]) <= 30
    assert abs(event.end_rank - ranks[-1]) <= 30


def test_profiles_alone_show_a_block():
    """A run of followers with ordinary dates that all have no bio is an event, and is said to be."""
    audience = simulate_audience(3000, span_days=100.0, profiles=False, random_state=5)
    codes = np.random.default_rng(1).random(3000) < 0.2
    codes[1200:1500] = True
    created_at = seconds(audience.columns["created_at"])
    (event,) = searched(created_at, codes, seconds(audience.columns["observed_at"])).events
    assert abs(event.start_rank - 1200) <= 8
    assert abs(event.end_rank - 1499) <= 8
    (sign,) = event.signs
    assert sign.endswith(" are usual for accounts of their age")
    assert sign.partition(";")[0] in ("99 % have no bio", "100 % have no bio")
    assert (event.created_from, event.created_to) == (None, None)


def changing(n=6000, days=1500.0):
    """Return a list that gains alike all the time, in whose later half newcomers follow and before hardly any."""
    random = np.random.default_rng(8)
    followed = np.sort(END - random.uniform(0.0, days, n) * DAY)
    age = random.uniform(300.0, 3000.0, n)
    new = random.random(n) < np.where(np.arange(n) < n // 2, 0.03, 0.5)
    return followed - np.where(new, random.exponential(20.0, n), age) * DAY


def test_a_change_in_who_follows_is_no_purchase():
    """Half of a list that is older than the rest was not bought where it came no faster; what came at once was."""
    created_at = changing()
    assert searched(created_at).events == ()
    batch = created_at[1500] - 500.0 * DAY - np.random.default_rng(2).uniform(0.0, 600.0, 300) * DAY
    (event,) = searched(np.insert(created_at, 4500, batch)).events
    assert abs(event.start_rank - 4500) <= 10
    assert abs(event.end_rank - 4799) <= 10


def test_short_last_block_is_no_error():
    """Accounts made together that fill less than half of the last block are searched without an error."""
    audience = simulate_audience(40_000, profiles=False, random_state=3)
    created_at = seconds(audience.columns["created_at"])[:39_988].copy()
    created_at[-8:] = created_at[20_000] + np.arange(8)
    found = searched(created_at)
    check_laws(found, 39_988)
    assert found.events[0].end_rank == 39_987


def test_event_of_a_batch_in_words_and_dates():
    """The event of a batch says when its accounts were made, when they followed, and what is unusual."""
    sold = Purchase(0.2, at=0.5, created_days=8, created_before_days=20)
    audience = simulate_audience(3000, purchases=[sold], profiles=False, random_state=1)
    found, bought = audited(3000, 1, purchases=[sold])
    made = seconds(audience.columns["created_at"])[bought]
    came = audience.followed_at[::-1][bought]
    (event,) = found.events
    assert event.created_from.timestamp() - 15 * DAY <= np.quantile(made, 0.05)
    assert np.quantile(made, 0.95) <= event.created_to.timestamp() + 15 * DAY
    assert (event.created_to - event.created_from).days <= 46
    assert abs(event.followed_from.timestamp() - came.min()) < 10 * DAY
    assert abs(event.followed_to.timestamp() - came.max()) < 10 * DAY
    assert "of the accounts were created within 30 days from " in event.signs[0]


def test_event_of_aged_accounts_in_words():
    """The event of aged accounts says that hardly any was young, and states no creation dates."""
    (event,) = audited(3000, purchases=[Purchase(0.3, "aged")])[0].events
    assert any("of the accounts were younger than 90 days when they followed" in sign for sign in event.signs)
    assert (event.created_from, event.created_to) == (None, None)


def test_same_list_same_events():
    """The same list gives the same events and the same chances, to the last bit."""
    one, other = (audited(3000, 7, purchases=[Purchase(0.1)])[0] for _ in range(2))
    assert one.events == other.events
    assert one.bought.tobytes() == other.bought.tobytes()


def test_plain_data():
    """An event gives plain data, times as ISO text, that holds what it says."""
    (event,) = audited(3000, purchases=[Purchase(0.2)])[0].events
    plain = event.to_dict()
    assert plain["size"] == event.size == event.end_rank - event.start_rank + 1
    assert plain["followed_from"] == event.followed_from.isoformat()
    assert plain["excess"] == event.excess.to_dict()
    assert plain["signs"] == list(event.signs)


def test_adjusted_p_has_its_old_name_too():
    """The chance of a window beyond all that were looked at is told by its name, and by the one it had before."""
    event = PurchaseEvent(9, 99, Interval(80.0, 70.0, 90.0), None, None, None, None, 20.0, 2e-9, 3e-6, ("a sign",))
    assert event.q_value == event.p_adjusted == 3e-6
    assert event.to_dict()["p_adjusted"] == event.to_dict()["q_value"] == 3e-6


def test_event_prints_as_one_line():
    """An event prints its place, size, excess and dates; what is not known is left out."""
    interval = Interval(90.2, 80.0, 100.0)
    first, last = datetime(2022, 12, 3, tzinfo=UTC), datetime(2022, 12, 8, tzinfo=UTC)
    event = PurchaseEvent(960, 1071, interval, first, last, None, None, 50.0, 1e-9, 1e-7, ("a sign",))
    assert str(event) == (
        "ranks 960 to 1,071: 112 accounts; 90 (80 to 100) more than expected there (adjusted p < 0.001); "
        "followed 2022-12-03 to 2022-12-08"
    )


def test_nothing_found():
    """No purchases are no events and nobody bought."""
    check_laws(Purchases.none(4), 4)


def test_pace_is_told_only_where_it_stands_out():
    """A run that came no faster than its list, or whose times are not known, says nothing of its pace."""
    even = np.arange(300.0) * 86_400.0
    assert pace_sentence(even, 100, 150) is None
    assert pace_sentence(np.full(300, np.nan), 100, 150) is None
    assert pace_sentence(even, 0, 300) is None
    days = np.concatenate([np.arange(100.0), 100.0 + np.arange(50) / 25, 103.0 + np.arange(100)])
    told = pace_sentence(days * DAY, 100, 150)
    assert told == "they came at 26 a day; 1.0 a day is usual in this list"
