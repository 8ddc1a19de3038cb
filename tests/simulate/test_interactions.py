"""Synthetic interactions: their truth is that of what was asked for, and what is public of reactions holds in them."""

from collections import Counter

import numpy as np
import pytest

import fakefollow as ff

MADE = ff.simulate_interactions(
    40,
    2000,
    bought=[ff.BoughtReactions(0.4, posts=[3, 30], seller="mixed", hours=5.0)],
    pods=[ff.Pod(10, minutes=10.0)],
    copied=[ff.CopiedComments(25, posts=[5], templates=2, variation=0.0)],
    viral=1,
    giveaways=1,
    fans=15,
)


def kinds(made):
    return made.columns["kind"]


def test_bought_likes_are_the_share_that_was_asked_for():
    """Of the likes of a post such a share is bought, by purchased accounts that do not follow, after the post."""
    for post in (3, 30):
        likes = (MADE.post == post) & (kinds(MADE) == "like")
        assert MADE.is_bought[likes].mean() == pytest.approx(0.4, abs=0.05)
    bought = MADE.bought == 0
    assert set(MADE.post[bought].tolist()) == {3, 30}
    assert not MADE.is_genuine[bought].any()
    assert not MADE.follows[bought].any()


def test_hijacked_accounts_look_like_people():
    """A hijacked account has the profile of a person, and is purchased all the same."""
    made = ff.simulate_interactions(10, 500, bought=[ff.BoughtReactions(0.5, posts=5, seller="hijacked")])
    accounts = np.unique(made.account[made.is_bought])
    assert set(made.account_kind[accounts]) == {"purchased"}
    assert np.median(made.accounts["posts_count"][accounts]) > 300


def test_a_pod_reacts_together():
    """Members of a pod react to the same posts within minutes of each other, and each of them only once."""
    pod = (MADE.pod == 0) & (kinds(MADE) == "like")
    assert len(set(MADE.account[pod].tolist())) == 10
    assert len(set(MADE.post[pod].tolist())) == 20
    for post in set(MADE.post[pod].tolist()):
        assert np.ptp(MADE.seconds[pod & (MADE.post == post)]) <= 600.0
    assert not MADE.is_bought[pod].any()


def test_copied_comments_are_of_few_texts():
    """Copied comments are bought, and of as many texts as were asked for."""
    copied = MADE.copied == 0
    assert copied.sum() == 25
    assert len(set(MADE.columns["text"][copied])) == 2
    assert MADE.is_bought[copied].all()


def test_giveaways_get_equal_words_and_viral_posts_outsiders():
    """Honest posts too get hundreds of equal comments, or crowds of new accounts that do not follow."""
    texts = [row["text"] for row in MADE.posts[:40]]
    giveaway = next(post for post, text in enumerate(texts) if text.startswith("Giveaway"))
    said = Counter(text for text in MADE.columns["text"][MADE.post == giveaway] if text)
    assert said.most_common(1)[0][1] > 0.3 * sum(said.values())
    outside = np.bincount(MADE.post[~MADE.follows & ~MADE.is_bought], minlength=40)
    outside[giveaway] = 0
    viral = int(np.argmax(outside))
    crowd = (MADE.post == viral) & ~MADE.follows
    age = MADE.seconds[crowd] - MADE.accounts["created_at"][MADE.account[crowd]].astype(np.int64) / 1e6
    assert (age < 86400).mean() > 0.2
    assert MADE.is_genuine[crowd].mean() > 0.9


def test_reactions_are_as_public_figures_have_them():
    """Half come within hours, few accounts bring many, replies are about a tenth and reposts a sixth of likes."""
    made = ff.simulate_interactions(100, 5000, days=300.0, profiles=False)
    posted = np.array([row["created_at"].timestamp() for row in made.posts[:100]])
    delay = (made.seconds - posted[made.post]) / 3600.0
    assert 1.0 < np.median(delay) < 2.0
    assert 0.02 < (delay > 24.0).mean() < 0.1
    n = Counter(kinds(made).tolist())
    assert n["like"] == pytest.approx(0.04 * 5000 * 100, rel=0.2)
    assert 0.05 < n["reply"] / n["like"] < 0.2
    assert 0.1 < n["repost"] / n["like"] < 0.25
    by_account = np.sort(np.bincount(made.account[made.follows], minlength=5000))[::-1]
    assert by_account[:50].sum() > 0.1 * by_account.sum()
    assert (by_account == 0).mean() > 0.2


def test_nobody_reacts_before_the_account_or_after_the_observation():
    """Accounts exist when they react, likes are given once, times end at the observation."""
    created = MADE.accounts["created_at"].astype(np.int64)[MADE.account] / 1e6
    assert (MADE.seconds > created).all()
    assert (MADE.seconds < 1704067200).all()
    likes = kinds(MADE) == "like"
    assert len(set(zip(MADE.account[likes], MADE.post[likes], strict=True))) == likes.sum()


def test_rows_say_what_columns_say():
    """Rows, posts and followers are the columns again; hidden times are left out, and cut lists keep the counts."""
    row = MADE.interactions[7]
    assert row["account"]["id"] == MADE.columns["account_id"][7]
    assert row["created_at"].timestamp() == np.floor(MADE.seconds[7])
    assert MADE.followers[0]["id"] == MADE.accounts["id"][0]
    likes = np.bincount(MADE.post[kinds(MADE) == "like"], minlength=40)
    assert [post["likes_count"] for post in MADE.posts[:40]] == likes.tolist()
    cut = ff.simulate_interactions(10, 1000, like_times=False, at_hand=5)
    by_kind = Counter(zip(cut.post.tolist(), kinds(cut).tolist(), strict=True))
    assert max(by_kind.values()) == 5
    assert cut.posts[0]["likes_count"] > 5
    assert all("created_at" not in row for row in cut.interactions if row["kind"] == "like")


def test_own_replies_answer_somebody():
    """The account's own replies say to which interaction and to whom."""
    by_id = {row["id"]: row for row in MADE.interactions}
    for reply in MADE.posts[40:]:
        asked = by_id[reply["in_reply_to"]]
        assert asked["kind"] == "reply"
        assert asked["account"]["username"] == reply["reply_to"]
        assert reply["created_at"] > asked["created_at"]


def test_the_same_seed_gives_the_same():
    """Interactions are a function of arguments and seed; without profiles who reacts stays the same."""
    one, two, bare = (
        ff.simulate_interactions(5, 300, bought=[ff.BoughtReactions()], profiles=whole, random_state=3)
        for whole in (True, True, False)
    )
    assert one.interactions == two.interactions
    assert one.account.tolist() == bare.account.tolist()


def test_what_does_not_fit_is_said():
    """Shares, sellers and posts that do not fit are refused with what was expected."""
    with pytest.raises(ValueError, match="share: expected a share above 0 and below 1"):
        ff.BoughtReactions(1.0)
    with pytest.raises(ValueError, match="n_posts: expected a post"):
        ff.simulate_interactions(2, viral=3)


@pytest.mark.parametrize(
    "given",
    [
        {"drop": {}},
        {"outsiders_share": float("nan")},
        {"days": "ninety"},
        {"gap_spread": -1},
        {"reacting_share": float("inf")},
        {"n_posts": None},
        {"giveaways": -1},
        {"fans": 0.5},
        {"bought": 0.5},
        {"pods": [5]},
        {"copied": "much"},
        {"observed_at": 0},
    ],
)
def test_an_argument_of_the_wrong_sort_is_named(given):
    """What is no number, list or time where one belongs is an error that names the argument."""
    with pytest.raises((TypeError, ValueError), match=f"{next(iter(given))}: expected"):
        ff.simulate_interactions(**{"n_posts": 5, "n_followers": 60, **given})
