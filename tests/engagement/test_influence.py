"""Influence: who reacts, how many of them are genuine and follow, and what is said where that is not known."""

import json
import warnings

import numpy as np
import pytest
from made_up_reactions import DAY, START, posts_of, reactions_of, simulated

import fakefollow as ff
from fakefollow.report import display_width


@pytest.fixture(scope="module")
def told():
    audience, table, is_genuine, (account, post, kind, seconds) = simulated(1000, 30, bots=150, outsiders=150)
    made = reactions_of(table, account, post, kind, posts=posts_of(30), seconds=seconds)
    return audience, is_genuine, made, ff.influence(ff.audit(audience.profiles, "unordered"), made)


def test_figures_hold_the_truth(told):
    """Reactors and followers among them are counted, the genuine ones lie in their intervals."""
    audience, is_genuine, _, report = told
    summary = report.to_dict()
    assert summary["reactors"] == {"estimate": len(is_genuine), "low": len(is_genuine), "high": len(is_genuine)}
    assert report.genuine_reactors.low <= is_genuine.sum() <= report.genuine_reactors.high
    follows = np.array(report.to_frame("pandas")["follows"])
    assert summary["reacting_followers"]["estimate"] == follows.sum() < len(is_genuine)
    n_genuine = audience.kind.count("genuine")
    truth = 1000 * (is_genuine & follows).sum() / n_genuine
    assert report.per_thousand.low <= truth <= report.per_thousand.high
    assert abs(report.per_thousand.estimate / truth - 1) < 0.15


def test_every_view_holds_the_same(told):
    """The text has 80 columns, JSON and page hold the summary, frames have a row an account and a post."""
    *_, made, report = told
    assert max(map(display_width, repr(report).splitlines())) <= 80
    assert json.loads(report.to_json()) == report.to_dict()
    assert report.finding in repr(report).replace("\n", " ")
    assert "@ada" in report.to_html(title="@ada")
    accounts, posts = report.to_frame("pandas"), report.posts_frame("polars")
    assert len(accounts) == len(made.accounts)
    assert accounts["n_like"].sum() + accounts["n_reply"].sum() + accounts["n_repost"].sum() == len(made)
    assert posts["reactions"].sum() == len(made)
    split = posts["looks_genuine"] + posts["cannot_tell"] + posts["flagged"]
    assert np.allclose(split, posts["reactions"])
    assert np.isclose(accounts["p_genuine"].sum(), report.genuine_reactors.estimate)


def test_keys_that_others_build_on(told):
    """The summary has the keys that comparisons take, intervals as estimate, low and high."""
    summary = told[-1].to_dict()
    intervals = ("followers", "genuine_followers", "reactors", "genuine_reactors", "per_thousand")
    assert all(set(summary[name]) == {"estimate", "low", "high"} for name in intervals)
    assert set(summary["concentration"]) == {"top_1_percent", "top_10_percent", "gini"}
    assert {"reach", "applause", "conversation", "posts"} <= set(summary)


NAMES = [{"username": f"u{row}"} for row in range(30)]


def test_unknown_reactors_are_not_told():
    """Of accounts without a profile nothing is said, and the finding says that."""
    report = ff.influence(None, reactions_of(NAMES, range(30), [0] * 30, posts=posts_of(1)))
    assert report.finding == "30 accounts reacted to 1 post; I cannot tell how many of them are genuine."
    assert report.genuine_reactors is report.per_thousand is report.followers is None
    assert report.to_dict()["posts"]["series"]["cannot_tell"] == [30.0]
    assert "genuine followers" not in repr(report)


def test_usernames_of_followers_tell_who_follows():
    """Followers without profiles still tell how many of them reacted, in any case of the letters."""
    made = reactions_of(NAMES, range(30), [0] * 30, posts=posts_of(1))
    report = ff.influence(["U0", "u1", "other", "another"], made)
    assert report.reacting_followers.estimate == 2
    assert report.reacting_per_thousand.estimate == 500
    assert report.per_thousand is None
    sample = ff.influence(["U0", "u1", "other", "another"], made, total_followers=40)
    assert sample.reacting_followers.low < sample.reacting_followers.estimate == 20 < sample.reacting_followers.high
    by_id = ff.influence([1, 2, 3], made)
    assert by_id.reacting_followers is None
    assert "name accounts differently" in repr(by_id).replace("\n  ", " ")


def test_profiles_of_followers_stand_in(told):
    """Reactions of usernames alone are weighed by the profiles of the followers."""
    audience, _, made, report = told
    names = [{"username": name} for name in made.accounts.texts("username").to_list()]
    bare = reactions_of(names, made.account, made.post, made.kind, posts=made.posts)
    found = ff.influence(ff.audit(audience.profiles, "unordered"), bare)
    follows = report.reacting_followers.estimate
    assert found.to_dict()["n_reactors_known"] == follows < report.to_dict()["n_reactors_known"]
    assert abs(found.per_thousand.estimate - report.per_thousand.estimate) < 10


def test_repeats_and_unnamed_rows_count_once_and_nowhere():
    """A like given twice counts once; rows without account or post are told, and nothing is lost of the rest."""
    rows = {"account": [0, 0, 1, -1], "post": [0, 0, -1, 1]}
    made = reactions_of(NAMES, **rows, posts=posts_of(2), repeats=[False, True, False, False])
    report = ff.influence(None, made)
    assert report.reactors.estimate == 2
    assert report.to_dict()["posts"]["series"]["reactions"] == [1.0, 1.0]
    notices = " ".join(report.to_dict()["notices"])
    assert "1 of 4 interactions repeat" in notices
    assert "1 interaction does not say who" in notices
    assert "1 interaction does not say to which post" in notices


def test_a_window_that_is_too_short_is_said():
    """Where each reacts once, more posts would show more; where all react to all, the posts are enough."""
    once = ff.influence(None, reactions_of(NAMES, range(30), np.arange(30) % 6, posts=posts_of(6)))
    assert once.to_dict()["posts"]["is_long_enough"] is False
    assert "too few to know who reacts" in repr(once).replace("\n  ", " ")
    always = reactions_of(NAMES, np.repeat(range(30), 6), np.tile(range(6), 30), posts=posts_of(6))
    assert ff.influence(None, always).to_dict()["posts"]["is_long_enough"] is True


def test_missing_reactions_are_extrapolated_or_not_known():
    """Half of the likes tell about how many liked in all; a tenth tells bounds alone."""
    random = np.random.default_rng(3)
    names = [{"username": f"u{row}"} for row in range(3000)]
    hits = random.random((3000, 20)) < random.gamma(1.0, 0.1, 3000)[:, None]
    account, post = np.nonzero(hits)
    truth = hits.any(axis=1).sum()
    counts = {"like": np.bincount(post, minlength=20).astype(float)}
    for share, is_told in ((0.6, True), (0.1, False)):
        kept = random.random(len(account)) < share
        report = ff.influence(None, reactions_of(names, account[kept], post[kept], posts=posts_of(20, counts=counts)))
        found = report.reactors_if_all_at_hand
        assert np.isfinite(found.estimate) == is_told
        assert found.low <= truth <= found.high
        assert report.reactors.estimate < truth
    whole = ff.influence(None, reactions_of(names, account, post, posts=posts_of(20, counts=counts)))
    assert whole.reactors_if_all_at_hand is None


def test_concentration_is_that_of_the_counts():
    """Nine accounts of one reaction and one of 91: the tenth part makes 91 %, and Gini's coefficient is .81."""
    account = [*range(9), *[9] * 91]
    found = ff.influence(None, reactions_of(NAMES, account, np.arange(100), posts=posts_of(100))).concentration
    assert found["top_10_percent"].estimate == pytest.approx(0.91)
    assert found["gini"].estimate == pytest.approx(0.81)
    assert found["gini"].low < found["gini"].estimate <= found["gini"].high
    assert found["top_1_percent"] is None


def test_conversation_is_measured():
    """Replies, people, links, repeated texts, and how many replies are answered after how many hours."""
    posts = posts_of(
        6,
        seconds=START + DAY * np.array([0, 1, 2, 3, 4, 4.5]),
        texts=["Read https://a.example", "Read https://b.example now", "Read https://c.example now", "ta", "ta", "no"],
        answers_to=["", "", "", "@U0", "u1", "u0"],
    )
    made = reactions_of(
        NAMES, [0, 0, 1, 2], [0, 0, 0, 0], "reply", posts=posts, seconds=START + DAY * np.array([1, 2.5, 3.0, 3.0])
    )
    found = ff.influence(None, made).to_dict()["conversation"]
    assert found["replies"]["estimate"] == 0.5
    assert found["people"] == 2
    assert found["with_links"]["estimate"] == 1.0
    assert found["repeated"]["estimate"] == pytest.approx(2 / 3)
    assert found["answered_of_all"]["estimate"] == 0.5
    assert found["answered"] is None
    assert found["hours_to_answer"]["estimate"] == pytest.approx((12 + 24) / 2)


HOSTILE = "<script>alert(1)</script>\u202e\x00" + "W" * 10_000


@pytest.mark.parametrize("n", [0, 1])
def test_hardly_anything(n):
    """No reaction, or one with hostile names and texts, is a report, and nothing of it runs."""
    rows = [{"username": HOSTILE, "name": HOSTILE, "followers_count": 3}]
    table = ff.read(rows) if n else ff.read(rows)[:0]
    posts = posts_of(1, texts=[HOSTILE])
    made = reactions_of(table, range(n), [0] * n, "reply", posts=posts, texts=[HOSTILE] * n, notes=(HOSTILE,))
    report = ff.influence(None, made)
    assert report.reactors.estimate == n
    assert "<script>" not in report.to_html(title=HOSTILE)
    assert max(map(display_width, repr(report).splitlines())) <= 80
    json.loads(report.to_json())
    assert len(report.to_frame()) == n


def test_reactions_are_drawn(told):
    """The plot and the page stack what looks genuine, what cannot be told and what is flagged, to all reactions."""
    report = told[-1]
    series = report.to_dict()["posts"]["series"]
    ax = report.plot().ax_
    tops = np.array([patch.get_y() + patch.get_height() for patch in ax.patches[-len(series["reactions"]) :]])
    assert np.allclose(tops, series["reactions"])
    page = report.to_html()
    assert 'class="layer-flagged"' in page
    assert 'class="legend"' not in page  # which a phone hides
    assert ff.ReactionsDisplay.from_report(report).ax_.get_ylabel() == "reactions"


def test_bought_likes_are_told_apart():
    """Likes bought for some posts lower the share of likes, none is flagged for company alone, and fans are spared."""
    made = ff.simulate_interactions(
        30, 800, bought=[ff.BoughtReactions(0.5, posts=0.2, seller="template")], random_state=4
    )
    report = ff.influence(made.followers, made.interactions, made.posts)
    assert {"burst"} <= {event.kind for event in report.applause.events}
    likes = np.array([kind == "like" for kind in made.columns["kind"]])
    told_likes = next(kind for kind in report.to_dict()["applause"]["kinds"] if kind["kind"] == "like")
    truth = (made.is_genuine & ~made.is_bought)[likes].mean()
    assert told_likes["genuine"]["low"] <= truth <= told_likes["genuine"]["high"]
    flagged = report.known.flagged
    assert flagged.sum() > 0.3 * made.is_bought.sum()
    assert (flagged & made.is_genuine & ~made.is_bought).sum() <= 0.05 * flagged.sum()
    assert "came together and do not look genuine" in report.finding
    assert (
        '<td class="adjusted-p count" data-label="adjusted p"><span class="kept">' in report.to_html()
    )  # which is not broken into lines
    called = np.char.startswith(report.scores.verdict.astype(str), "likely_")[report.interactions.account]
    assert (called & ~flagged).any()


def test_what_is_odd_of_posts_and_authors_is_told():
    """Posts that only reactions name, reactions to no post and what the account does itself are told as notices."""
    rows = [
        {"post_id": post, "kind": "like", "username": who} for post, who in (("7", "me"), ("7", "bob"), ("9", "cy"))
    ]
    report = ff.influence(
        None, [*rows, {"kind": "like", "username": "dan"}], [{"id": "7", "username": "me", "text": "a"}]
    )
    assert report.reactors.estimate == 3
    assert report.to_dict()["posts"]["series"]["reactions"] == [1.0, 1.0]
    notices = " ".join(report.to_dict()["notices"])
    assert "1 interaction is of the account itself: not counted." in notices
    assert "1 post that reactions name is not among the posts given." in notices
    assert "1 interaction does not say to which post: name files likes_POST.json." in notices


def test_a_total_that_is_no_number_is_said():
    """A total as text is an error that names it."""
    with pytest.raises(ff.FakefollowError, match="total_followers: expected how many followers"):
        ff.influence(["ada"], [{"post_id": "7", "kind": "like", "username": "ada"}], total_followers="1M")


def test_warnings_say_which_list_they_are_about():
    """Followers and accounts that reacted are read and scored apart: each warning begins with its list, once."""
    rows = [{"username": f"u{n}", "followers_count": n, "created_at": "2020-01-01"} for n in range(40)]
    actions = [{"post_id": str(n % 3), "kind": "like", "account": rows[n]} for n in range(20)]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        ff.influence(rows, actions)
        ff.compare_audiences(rows, rows[:20])
    said = [str(warning.message) for warning in caught]
    assert {text.partition(": ")[0] for text in said} == {"followers", "interactions", "before", "after"}
    assert len(said) == len(set(said))
