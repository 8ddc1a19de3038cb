"""Hand labels: intervals hold the truth whatever the model errs, and are narrower where it errs little."""

import numpy as np
import pytest
from scipy import stats

from fakefollow.audience import Interval
from fakefollow.audience.share import update_with_labels

KINDS = ("genuine", "bot")


def trial(seed, n_labels, share=0.3, error=0.8, n=3000, total=None):
    """Return an audience drawn at random: what the model says of it, labelled rows, labels, and the true share."""
    random = np.random.default_rng(seed)
    whole = random.random(total or n) < share
    truth = whole[random.choice(len(whole), n, replace=False)] if total else whole
    odds = np.where(truth, 1.0, -1.0) / error + random.standard_normal(n) + 0.7
    bot = 1.0 / (1.0 + np.exp(-odds))
    rows = random.choice(n, n_labels, replace=False)
    labels = np.array(KINDS)[truth[rows].astype(int)]
    return np.column_stack([1.0 - bot, bot]), rows, labels, whole.mean()


@pytest.mark.parametrize(("n_labels", "total"), [(30, None), (100, None), (300, None), (200, 6000)])
def test_intervals_hold_the_truth(n_labels, total):
    """Over 400 audiences intervals of level 95 % hold the true share of a finite audience 92 to 99 % of the time."""
    held = []
    for seed in range(400):
        probability, rows, labels, truth = trial(seed, n_labels, total=total)
        found = update_with_labels(probability, KINDS, rows, labels, total_followers=total).shares["bot"]
        held.append(found.low <= truth <= found.high)
    assert 0.92 <= np.mean(held) <= 0.99


def test_rare_kinds_are_held_as_well():
    """Where no or hardly any label is of a kind the interval does not collapse, and holds the share."""
    held = []
    for seed in range(300):
        probability, rows, labels, truth = trial(seed, 40, share=0.02)
        found = update_with_labels(probability, KINDS, rows, labels).shares["bot"]
        assert found.high > found.low
        held.append(found.low <= truth <= found.high)
    assert np.mean(held) >= 0.93


def test_labels_alone_give_the_interval_of_the_textbook():
    """Where the model says the same of everybody the interval is Jeffreys', of as many labels as that is worth."""
    labels = ["bot"] * 12 + ["genuine"] * 12
    found = update_with_labels(np.full((10**7, 2), 0.5), KINDS, range(24), labels, level=0.99).shares["bot"]
    worth = 24 * (20 / 24)  # degrees of freedom that a variance of 24 labels leaves
    assert (found.low, found.high) == pytest.approx(stats.beta.ppf((0.005, 0.995), *[worth / 2 + 0.5] * 2), rel=1e-4)


def test_a_good_model_narrows_and_a_useless_one_does_no_harm():
    """Labels with a good model tell more than labels alone; noise is weighed down."""
    probability, rows, labels, _ = trial(1, 200, error=0.4)
    noise = np.random.default_rng(0).dirichlet([1, 1], len(probability))
    shares = [
        update_with_labels(told, KINDS, rows, labels).shares["bot"]
        for told in (probability, noise, np.full_like(probability, 0.5))
    ]
    good, useless, alone = (share.high - share.low for share in shares)
    assert good < 0.6 * alone
    assert useless < 1.01 * alone


def test_few_labels_speak_alone():
    """Below 20 labels the model is not used, and the sentence asks for more."""
    probability, rows, labels, _ = trial(1, 8)
    found = update_with_labels(probability, KINDS, rows, labels)
    n = np.count_nonzero(labels == "bot")
    assert found.shares["bot"].estimate == pytest.approx(stats.beta.median(n + 0.5, 8 - n + 0.5), abs=0.002)
    assert "too few" in found.sentence
    assert not found.enough


@pytest.mark.parametrize(("n_labels", "total", "enough"), [(19, None, False), (20, None, True), (5, 6, False)])
def test_twenty_labels_are_enough(n_labels, total, enough):
    """From 20 labels on shares of their own are told; 5 of 6 followers are not yet all."""
    probability, rows, labels, _ = trial(1, n_labels, n=total or 3000)
    assert update_with_labels(probability, KINDS, rows, labels).enough is enough


def test_a_small_audience_labelled_whole_is_certain():
    """Where everybody is labelled few labels are enough, and the shares have no uncertainty left."""
    labels = ["bot", "genuine", "genuine", "genuine"]
    found = update_with_labels(np.full((4, 2), 0.5), KINDS, range(4), labels)
    assert found.enough
    assert found.shares["bot"] == Interval(0.25, 0.25, 0.25)
    assert found.sentence == "All 4 followers are labelled: the shares are those of the labels."


def test_all_that_are_at_hand_are_not_all_there_are():
    """Labels of a whole sample are still labels of a sample where the audience is larger."""
    found = update_with_labels(np.full((4, 2), 0.5), KINDS, range(4), ["bot"] * 4, total_followers=1000)
    assert not found.enough
    assert found.shares["bot"].low < 0.6


def test_all_followers_labelled_is_certain():
    """When everybody is labelled the share is known: there is no more variance than rounding."""
    probability = trial(3, 10, n=60)[0]
    random = np.random.default_rng(3)
    labels = np.array(KINDS)[(random.random(60) < 0.3).astype(int)]
    found = update_with_labels(probability, KINDS, range(60), labels).shares["bot"]
    assert found.low == pytest.approx(found.high, abs=1e-6)
    assert found.estimate == pytest.approx(np.mean(labels == "bot"))


@pytest.mark.parametrize(
    ("rows", "labels", "match"),
    [
        ([0, 0], ["bot", "bot"], "label each once"),
        ([5], ["bot"], "expected rows from 0 to 2, got 5"),
        ([0.5], ["bot"], "row numbers"),
        ([0], ["fake"], "'fake' in row 0 is not a kind"),
        ([0, 2, 1], ["bot", None, "fake"], "None in row 2 is not a kind"),
        ([0, 1], ["bot"], "one for each of 2 rows"),
        ([], [], "at least one"),
    ],
)
def test_wrong_labels_are_named(rows, labels, match):
    """Rows and labels that cannot be are refused with the value."""
    with pytest.raises(ValueError, match=match):
        update_with_labels(np.full((3, 2), 0.5), KINDS, rows, labels)


@pytest.mark.parametrize("n_bots", [0, 1, 3, 50])
def test_the_estimate_is_the_median_and_lies_inside(n_bots):
    """However few labels of a kind there are its share is inside its interval, never at an end of it."""
    probability = np.tile([0.9, 0.1], (2000, 1))
    labels = ["bot"] * n_bots + ["genuine"] * (100 - n_bots)
    shares = update_with_labels(probability, ("genuine", "bot"), np.arange(100), labels).shares
    assert all(share.low < share.estimate < share.high for share in shares.values())
    assert sum(share.estimate for share in shares.values()) == pytest.approx(1.0)
