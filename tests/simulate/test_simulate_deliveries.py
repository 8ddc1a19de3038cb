from datetime import datetime

import numpy as np
import pytest

from fakefollow.simulate import BURST_LAWS, DAY, PLATFORM_START, Burst, Purchase, deliver, draw_burst

BEGIN = 1_600_000_000.0


def random(seed=0):
    return np.random.default_rng(seed)


def test_a_batch_is_made_within_its_window_before_delivery():
    """A batch is created within created_days, that end created_before_days before the first is delivered."""
    purchase = Purchase(0.1, created_days=20, created_before_days=700, delivered_days=3)
    batch = deliver(random(), purchase, 2000, BEGIN, event=4)
    made = (BEGIN - batch.created_at) / DAY
    assert 700 <= made.min() < 702
    assert 718 < made.max() <= 720
    assert (batch.followed_at - BEGIN).min() >= 0
    assert 2.9 * DAY < (batch.followed_at - BEGIN).max() <= 3 * DAY
    assert set(batch.event.tolist()) == {4}
    assert set(batch.source.tolist()) == {"batch_made"}


def test_order_of_delivery_says_nothing_of_creation():
    """Within a delivery, follow time and creation time are independent."""
    batch = deliver(random(1), Purchase(0.1), 4000, BEGIN, event=0)
    assert abs(np.corrcoef(batch.followed_at, batch.created_at)[0, 1]) < 0.05


def test_a_batch_is_made_in_sittings():
    """Accounts of a batch are made many in a few minutes, so creation moments lie close together."""
    created_at = np.sort(deliver(random(2), Purchase(0.1), 3000, BEGIN, event=0).created_at)
    assert np.median(np.diff(created_at)) < 60


@pytest.mark.parametrize(("stock", "youngest", "oldest"), [("aged", 365, 2190), ("template", 90, 900)])
def test_kept_stock_has_no_fresh_accounts(stock, youngest, oldest):
    """Aged and template stock was created long before its delivery, spread over years."""
    part = deliver(random(), Purchase(0.1, stock), 2000, BEGIN, event=0)
    ages = (BEGIN - part.created_at) / DAY
    assert youngest <= ages.min() < ages.max() <= oldest
    assert np.ptp(ages) > 0.95 * (oldest - youngest)


def test_nothing_is_made_before_the_platform():
    """Stock of the platform's first weeks is not older than the platform."""
    for stock in ("batch_made", "aged", "template"):
        part = deliver(random(), Purchase(0.1, stock), 50, PLATFORM_START + 3 * DAY, event=0)
        assert part.created_at.min() >= PLATFORM_START


@pytest.mark.parametrize("kind", BURST_LAWS)
def test_bursts_have_their_share_of_fresh_sign_ups_and_diverse_dates(kind):
    """Each kind of burst has its share of fresh accounts, and the others were created over many years."""
    part = draw_burst(random(5), Burst(kind, 0.1, days=4), 5000, BEGIN, 1, hazard=0.55, life_days=2000.0)
    ages = part.followed_at - part.created_at
    fresh = ages < DAY
    assert fresh.mean() == pytest.approx(BURST_LAWS[kind].fresh_share, abs=0.05)
    low, high = np.quantile(ages[~fresh] / DAY, [0.1, 0.9])
    assert low < 60
    assert high > 1000
    assert part.followed_at.min() >= BEGIN
    assert part.followed_at.max() <= BEGIN + 4 * DAY
    assert set(part.burst.tolist()) == {1}
    assert set(part.event.tolist()) == {-1}


def test_a_burst_fades():
    """Most followers of a burst come in its first half."""
    part = draw_burst(random(), Burst(days=2), 2000, BEGIN, 0, hazard=0.5, life_days=2000.0)
    assert np.mean(part.followed_at < BEGIN + DAY) > 0.8


def test_sign_ups_of_a_starter_pack_follow_at_once():
    """Accounts made for a starter pack follow within minutes of their creation."""
    part = draw_burst(
        random(), Burst("starter_pack", fresh_share=1.0), 2000, BEGIN, 0, hazard=0.5, life_days=2000.0
    )
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
