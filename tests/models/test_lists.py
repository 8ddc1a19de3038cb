"""Audience lists: truth of simulated lists and of synthetic stock put into synthetic lists."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

import fakefollow as ff
from fakefollow.audience.order import epoch_seconds
from fakefollow.simulate import Purchase, simulate_accounts
from models.bench.audiences.lists import KnownList, dripped_list, injected_list, random_parts, simulated_list

DAY = 86_400.0
CRAWLED = datetime(2013, 5, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def background():
    """Return a simulated list with profiles and nobody bought."""
    return simulated_list(1000, 3, profiles=True, span_days=60.0)


@pytest.fixture(scope="module")
def stock():
    """Return 200 made-up bought accounts, crawled eleven years before the list."""
    profiles = simulate_accounts(0, 200, 0, observed_at=CRAWLED, random_state=1).profiles
    return ff.read(profiles, platform="x")


def names(table):
    return table.texts("username").to_list()


def test_simulated_list_is_oldest_first_with_its_truth():
    """Who was delivered in one go is bought, at the place that was asked for, and dates rise along the list."""
    known = simulated_list(2000, 1, purchases=[Purchase(0.2, at=0.5)])
    ranks = np.flatnonzero(known.bought)
    assert len(ranks) == 400
    assert 780 <= ranks[0] <= 800
    assert ranks[-1] <= 1220
    highest = np.maximum.accumulate(known.created_at)
    assert highest[1000] - highest[10] > 300 * DAY
    assert known.table is None


def test_profiles_do_not_change_a_list():
    """The same seed gives the same followers with profiles and without."""
    settings = {"purchases": [Purchase(0.1, "aged")]}
    bare, full = simulated_list(500, 2, **settings), simulated_list(500, 2, profiles=True, **settings)
    assert full.created_at.tolist() == bare.created_at.tolist()
    assert full.bought.tolist() == bare.bought.tolist()
    assert epoch_seconds(full.table, "created_at").tolist() == full.created_at.tolist()
    assert len(set(names(full.table))) > 400


def test_parts_are_contiguous_and_deterministic(background):
    """Parts have lengths within bounds, keep the order, and are the same each time."""
    parts = list(random_parts(background, 10, 100, 300, seed=5))
    assert all(100 <= len(part) <= 300 for part in parts)
    again = list(random_parts(background, 10, 100, 300, seed=5))
    assert [names(p.table) for p in parts] == [names(p.table) for p in again]
    whole = names(background.table)
    start = whole.index(names(parts[0].table)[0])
    assert names(parts[0].table) == whole[start : start + len(parts[0])]
    assert len(next(random_parts(background, 1, 5000, 5000, seed=5))) == 1000


def test_block_lies_together_where_it_was_put(background, stock):
    """A block is one run that begins at its place; all others keep their order."""
    known = injected_list(background, stock, 0.1, 0.5, seed=1)
    ranks = np.flatnonzero(known.bought)
    assert len(ranks) == 111
    assert ranks.tolist() == list(range(500, 611))
    others = [name for name, bought in zip(names(known.table), known.bought, strict=True) if not bought]
    assert others == names(background.table)
    assert set(names(known.table)) - set(others) <= set(names(stock))


def test_moved_accounts_keep_their_ages(background, stock):
    """Bought accounts are observed when the list was, as old as at their own observation."""
    known = injected_list(background, stock, 0.1, 0.9, seed=1)
    assert np.unique(known.observed_at).tolist() == np.unique(background.observed_at).tolist()
    age_of = dict(zip(names(stock), CRAWLED.timestamp() - epoch_seconds(stock, "created_at"), strict=True))
    age = known.observed_at - known.created_at
    for rank in np.flatnonzero(known.bought).tolist():
        assert age[rank] == pytest.approx(age_of[names(known.table)[rank]], abs=1.0)


def test_nobody_follows_before_existing(background, stock):
    """Accounts too young for their place are left out, so a block never raises the largest creation date."""
    known = injected_list(background, stock, 0.1, 0.3, seed=1)
    first = int(np.flatnonzero(known.bought)[0])
    assert known.created_at[known.bought].max() <= known.created_at[:first].max()
    ages = CRAWLED.timestamp() - epoch_seconds(stock, "created_at")
    assert ages.min() < known.observed_at[0] - known.created_at[:first].max()


def test_drip_is_spread_over_the_list(background, stock):
    """Accounts that come one by one lie in every fifth of the list."""
    known = injected_list(background, stock, 0.1, None, seed=1)
    fifths = np.flatnonzero(known.bought) * 5 // len(known)
    assert np.bincount(fifths, minlength=5).min() >= 10


def test_a_drip_of_some_accounts_leaves_the_list_whole(background, stock):
    """Each stands behind whoever followed before it existed, and all others stay in their order."""
    known = dripped_list(background, stock, 40, seed=1)
    assert known.bought.sum() == 40
    assert np.array_equal(known.created_at[~known.bought], background.created_at)
    reached = np.maximum.accumulate(np.where(known.bought, -np.inf, known.created_at))
    places = np.flatnonzero(known.bought)
    assert (reached[places + 1] >= known.created_at[places]).all() or places[-1] == len(known) - 1
    assert np.ptp(places) > len(known) / 4


def test_small_stock_makes_a_shorter_list_and_no_account_twice(background, stock):
    """Where the stock is too small for the share, the list is shortened until the share holds."""
    few = stock.take(np.argsort(epoch_seconds(stock, "created_at"))[:30])  # old enough for any place
    known = injected_list(background, few, 0.3, 0.9, seed=1)
    assert int(known.bought.sum()) == 30
    assert len(known) == 100
    assert len(set(names(known.table))) == len(known)


def test_nobody_follows_before_existing_in_a_part(background, stock):
    """Where only a part of the list is used, its own dates say who is old enough."""
    for seed in range(5):
        known = injected_list(background, stock, 0.4, 0.5, seed=seed)
        first = int(np.flatnonzero(known.bought)[0])
        assert len(known) < len(background)
        assert known.created_at[known.bought].max() <= known.created_at[:first].max()


def test_fields_and_ids_do_not_give_bought_accounts_away(background, stock):
    """Bought accounts show no field that the list lacks, and nobody shows an id."""
    bare = {name: column for name, column in background.table.columns.items() if name != "listed_count"}
    table = type(background.table)(bare, len(background), "x")
    known = injected_list(KnownList.of_table(table), stock, 0.1, 0.5, seed=1)
    assert stock.has("listed_count")
    assert not known.table.has("listed_count")
    assert not known.table.has("id")


def test_empty_texts_look_as_in_the_list(stock):
    """Where a list gives empty texts as not observed, those of bought accounts become so too."""
    rows = [
        {
            "username": f"person{row}",
            "url": f"https://example.org/{row}" if row % 2 else None,
            "created_at": CRAWLED + timedelta(days=row),
            "observed_at": CRAWLED + timedelta(days=400),
        }
        for row in range(300)
    ]
    known = injected_list(KnownList.of_table(ff.read(rows, platform="x")), stock, 0.1, 0.9, seed=1)
    urls = known.table.texts("url")
    assert (stock.texts("url").is_empty() & stock.texts("url").valid).any()
    assert not (urls.is_empty() & urls.valid).any()


def test_lists_without_profiles_are_refused(stock):
    """Stock cannot be put among followers of whom only dates are known."""
    with pytest.raises(ValueError, match="expected a list with profiles"):
        injected_list(simulated_list(200, 1), stock, 0.1, 0.5, seed=1)
