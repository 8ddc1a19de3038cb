"""Applause: bought likes and pods are found, honest crowds are not, and what cannot be looked for is said."""

import numpy as np
import pytest
from made_up_reactions import posts_of, reactions_of
from sklearn.metrics import roc_auc_score

import fakefollow as ff
from fakefollow.engagement import find_applause
from fakefollow.readers import KINDS


def interactions_of(made, times=True):
    """Return simulated interactions as they are read, and which simulated accounts react."""
    posts = [post for post in made.posts if post["reply_to"] is None]
    names = {"like": "likes", "reply": "replies", "repost": "reposts", "quote": "quotes"}
    counts = {kind: np.array([post[f"{name}_count"] for post in posts], float) for kind, name in names.items()}
    posted = [post["created_at"].timestamp() for post in posts]
    used, account = np.unique(made.account, return_inverse=True)
    given = reactions_of(
        [made.profiles[row] for row in used],
        account,
        made.post,
        [KINDS.index(kind) for kind in made.columns["kind"]],
        posts=posts_of(len(posts), counts=counts, seconds=posted),
        seconds=np.floor(made.seconds) if times else None,
        texts=made.columns["text"].tolist(),
    )
    return given, used


def applause_of(made, **settings):
    """Return interactions and applause of a simulated history."""
    given, used = interactions_of(made, **settings)
    log_odds = np.log(np.exp(ff.score(given.accounts, platform="x").log_odds).sum(axis=1))
    return given, find_applause(given, log_odds, follows=used < made.n_followers)


CROWDS = {"viral": 2, "giveaways": 2, "fans": 20}


@pytest.mark.parametrize("seed", [1, 4, 7])
def test_honest_crowds_are_no_events(seed):
    """Viral posts, giveaways and fans who are always first are no bought or exchanged applause."""
    given, applause = applause_of(ff.simulate_interactions(60, 1000, **CROWDS, random_state=seed))
    assert applause.events == ()
    assert applause.not_looked_for == ()
    assert np.nanmax(applause.log_odds) <= 0.0
    assert len(applause.log_odds) == len(given)


@pytest.mark.parametrize(("seller", "auc"), [("batch_made", 0.98), ("template", 0.98), ("mixed", 0.95)])
def test_bought_likes_are_told(seller, auc):
    """Likes of accounts that a seller made are found on their posts alone, and rank before the others."""
    bought = [ff.BoughtReactions(0.4, posts=4, seller=seller)]
    made = ff.simulate_interactions(60, 2000, **CROWDS, bought=bought, random_state=12)
    given, applause = applause_of(made)
    bursts = [event for event in applause.events if event.kind == "burst"]
    posts = np.concatenate([event.posts for event in bursts])
    assert set(posts) <= set(made.post[made.is_bought])
    assert len(set(posts)) >= 2
    likes = given.kind == 0
    assert roc_auc_score(made.is_bought[likes], applause.log_odds[likes]) > auc
    assert made.is_bought[np.concatenate([event.rows for event in bursts])].mean() > 0.8
    assert all(event.p_adjusted < 0.05 and event.facts for event in bursts)


def test_half_of_the_posts_bought_do_not_hide_each_other():
    """What is usual is told by the other half of the posts."""
    made = ff.simulate_interactions(60, 3000, bought=[ff.BoughtReactions(0.5, posts=0.5)], random_state=3)
    _, applause = applause_of(made)
    found = {post for event in applause.events for post in event.posts.tolist()}
    truth = set(made.post[made.is_bought].tolist())
    assert found <= truth
    assert len(found) >= 0.8 * len(truth)


@pytest.mark.parametrize("size", [5, 20, 50])
@pytest.mark.parametrize("times", [True, False])
def test_pods_are_told(size, times):
    """A group that comes to half of the posts is found whole, with and without times, and nobody else is in it."""
    made = ff.simulate_interactions(60, 1500, fans=20, viral=1, pods=[ff.Pod(size, posts=30)], random_state=5)
    given, applause = applause_of(made, times=times)
    (event,) = (event for event in applause.events if event.kind == "pod")
    members = np.unique(given.account[made.pod >= 0])
    assert np.isin(members, event.accounts).mean() >= 0.8
    assert np.isin(event.accounts, members).mean() == 1.0
    assert np.isin(event.posts, made.post[made.pod >= 0]).all()


def test_a_group_on_all_posts_cannot_be_told_from_fans():
    """Members who come to every post do no more together than each does alone."""
    made = ff.simulate_interactions(60, 1500, pods=[ff.Pod(12, posts=1.0)], random_state=5)
    assert not any(event.kind == "pod" for event in applause_of(made)[1].events)


def test_company_alone_leaves_it_open():
    """Reactions of a pod whose members' profiles do not speak against them are at most uncertain."""
    made = ff.simulate_interactions(60, 1500, pods=[ff.Pod(12, posts=30)], random_state=2)
    given, _ = interactions_of(made)
    applause = find_applause(given, np.full(len(given.accounts), -4.0))
    assert applause.events[0].kind == "pod"
    assert applause.log_odds.max() < 0.0
    assert (applause.log_odds[applause.events[0].rows] > -0.1).all()


def test_what_is_not_known_is_not_told():
    """Without profiles and times rows have no log odds, and the reasons are said."""
    made = ff.simulate_interactions(30, 500, random_state=2)
    given, _ = interactions_of(made, times=False)
    unknown = np.full(len(given.accounts), np.nan)
    applause = find_applause(given, unknown, created=unknown)
    assert applause.events == ()
    assert np.isnan(applause.log_odds).all()
    assert len(applause.not_looked_for) == 3


@pytest.mark.parametrize("n", [0, 1, 3])
def test_hardly_anything(n):
    """A few reactions, or rows that name neither account nor post, are no error."""
    given = reactions_of([{"username": "a"}], [0] * n + [-1], [0] * n + [-1], posts=posts_of(1))
    applause = find_applause(given, np.zeros(1))
    assert applause.events == ()
    assert len(applause.log_odds) == n + 1
    assert n == 0 or "needed" in applause.not_looked_for[0]


@pytest.mark.parametrize("profiles", [True, False])
def test_copied_comments_are_told(profiles):
    """Templates under several posts are found with profiles and without, and giveaways' equal answers are not."""
    made = ff.simulate_interactions(60, 1500, giveaways=2, copied=[ff.CopiedComments(40, posts=5)], random_state=3)
    given, used = interactions_of(made)
    unknown = np.full(len(given.accounts), np.nan)
    log_odds = np.log(np.exp(ff.score(given.accounts, platform="x").log_odds).sum(axis=1)) if profiles else unknown
    applause = find_applause(given, log_odds, follows=used < made.n_followers)
    rows = np.concatenate([event.rows for event in applause.events if event.kind == "copied"])
    assert (made.copied[rows] >= 0).all()
    assert len(np.unique(rows)) >= 0.6 * (made.copied >= 0).sum()


def test_words_of_honest_people_are_not_told_with_those_of_a_seller():
    """Long words that honest accounts repeat on other posts stay untold where a seller's templates are found."""
    made = ff.simulate_interactions(
        40, 1500, copied=[ff.CopiedComments(40, posts=[3, 12, 20, 30], templates=8)], random_state=4
    )
    texts, replies = made.columns["text"], np.flatnonzero((made.columns["kind"] == "reply") & (made.copied < 0))
    honest = np.random.default_rng(0).permutation(replies[~np.isin(made.post[replies], [3, 12, 20, 30])])[:25]
    texts[honest] = "Save the river, stop the dam before it is too late"
    given, used = interactions_of(made)
    log_odds = np.log(np.exp(ff.score(given.accounts, platform="x").log_odds).sum(axis=1))
    applause = find_applause(given, log_odds, follows=used < made.n_followers)
    rows = np.unique(np.concatenate([event.rows for event in applause.events if event.kind == "copied"]))
    assert not np.isin(rows, honest).any()
    assert len(rows) >= 0.9 * (made.copied >= 0).sum()


def test_the_texts_of_one_seller_are_one_event():
    """Several texts under the same posts are told once, with all who wrote them."""
    made = ff.simulate_interactions(
        40, 1500, copied=[ff.CopiedComments(40, posts=[3, 12, 20, 30], templates=8)], random_state=4
    )
    given, _ = interactions_of(made)
    log_odds = np.log(np.exp(ff.score(given.accounts, platform="x").log_odds).sum(axis=1))
    events = [event for event in find_applause(given, log_odds).events if event.kind == "copied"]
    assert len(events) == 1
    assert events[0].posts.tolist() == [3, 12, 20, 30]
    assert "accounts wrote nearly the same 8 texts to 4 posts." in events[0].facts[0]


def test_likes_beyond_replies_need_a_second_sign():
    """Likes far beyond what replies explain are told with few genuine accounts among them, not of people."""
    random, n_posts = np.random.default_rng(0), 40
    likes = np.where(np.arange(n_posts) == 7, 220, 20 + np.arange(n_posts) % 9)
    post = np.repeat(np.arange(n_posts), likes)
    account, replies = np.arange(len(post)), np.full(n_posts, 20.0) + np.arange(n_posts) % 5
    posts = posts_of(n_posts, counts={"like": likes.astype(float), "reply": replies})
    given = reactions_of([{"id": str(row)} for row in account], account, post, posts=posts)
    clean = random.normal(-3.5, 1.0, len(post))
    assert find_applause(given, clean).events == ()
    bought = np.where(np.isin(account, np.flatnonzero(post == 7)[:4]), 1.0, clean)
    (event,) = find_applause(given, bought).events
    assert event.posts.tolist() == [7]
    assert event.kind == "out_of_line"
    assert any("replies and reposts explain" in fact for fact in event.facts)


def test_interests_hours_and_dates_of_joining_make_no_pod():
    """Keen people of one topic, one time zone and one date of joining come together, with no sharp edge."""
    random, n, n_posts = np.random.default_rng(3), 10_000, 200
    posted = 1.7e9 + np.sort(random.random(n_posts)) * 300 * 86_400
    zone, hour = random.integers(24, size=n), posted % 86_400 / 3600
    awake = np.abs((hour - zone[:, None] + 12) % 24 - 12) < 8
    topic = np.where(random.integers(4, size=n)[:, None] == random.integers(4, size=n_posts), 1.0, 0.34)
    joined = np.where(random.random(n) < 0.3, random.random(n), 0.0)[:, None] * n_posts <= np.arange(n_posts)
    keen = np.minimum(0.02 * np.exp(1.5 * random.standard_normal(n)), 0.9)[:, None]
    account, post = np.nonzero(random.random((n, n_posts)) < np.minimum(1.5 * keen * topic, 0.95) * joined * awake)
    given = reactions_of([{"id": str(row)} for row in range(n)], account, post, posts=posts_of(n_posts, seconds=posted))
    assert find_applause(given, np.full(n, np.nan)).events == ()
