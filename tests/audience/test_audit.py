"""ff.audit: one account's followers, whole or sampled, in any order; profile, event and cohort evidence add up."""

import json
import os
import pickle
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

import fakefollow as ff
from fakefollow.audience import Interval, fused
from fakefollow.audience.cohorts import Cohort, Cohorts
from fakefollow.audience.purchases import PurchaseEvent, Purchases
from fakefollow.simulate import Burst, Purchase, simulate_accounts, simulate_audience

mpl.use("Agg")

BOUGHT = simulate_audience(1500, purchases=[Purchase(0.15, at=0.3), Purchase(0.15, "aged", at=0.7)], random_state=11)


@pytest.fixture(scope="module")
def report():
    """Return the audit of an audience with two purchases."""
    return ff.audit(BOUGHT.profiles)


def without(profiles, *names):
    return [{name: value for name, value in profile.items() if name not in names} for profile in profiles]


def plain(report):
    return json.dumps(report.to_dict(), sort_keys=True)


def test_purchases_are_found_where_they_were_made(report):
    """Both purchases are found, each within a few ranks of its ends, and most of their accounts are named."""
    truth = BOUGHT.event[::-1]
    for purchase in (0, 1):
        ranks = np.flatnonzero(truth == purchase)
        middle = int(np.median(ranks))
        event = next(event for event in report.purchases if event.start_rank <= middle <= event.end_rank)
        assert abs(event.start_rank - ranks.min()) <= 15
        assert abs(event.end_rank - ranks.max()) <= 15
        assert event.excess.low <= len(ranks) <= event.excess.high + 15


def test_shares_hold_the_truth(report):
    """Intervals hold the true shares of this audience; estimates sum to 1."""
    shares = {"genuine": report.authentic_share, "purchased": report.purchased_share, "bot": report.bot_share}
    for kind, share in shares.items():
        assert share.low - 0.02 <= (BOUGHT.kind == kind).mean() <= share.high + 0.02
    assert sum(share.estimate for share in shares.values()) == pytest.approx(1.0)


def test_shares_of_a_shuffled_list_hold_the_truth():
    """Stock made together is weighed by profile and company where the order that tells runs is lost, as it was."""
    bought = simulate_audience(1000, purchases=[Purchase(0.2, at=0.4)], random_state=1)
    rows = np.random.default_rng(0).permutation(1000)
    genuine = ff.audit([bought.profiles[row] for row in rows], order="unordered").authentic_share
    assert genuine.low <= 0.784 <= genuine.high
    assert genuine.estimate == pytest.approx(0.784, abs=0.05)


def test_shares_widen_with_the_level(report):
    """Every share has a wider interval at a higher level, also that of purchased followers, which rests on events."""
    narrow = ff.audit(BOUGHT.profiles, level=0.8)
    for kind, share in report.share.shares.items():
        inner = narrow.share.shares[kind]
        assert share.low <= inner.low <= inner.estimate <= inner.high <= share.high
    assert narrow.purchased_share.low > report.purchased_share.low
    assert narrow.purchased_share.high < report.purchased_share.high


@pytest.mark.parametrize("level", [0.3, 0.5, 0.8, 0.95, 0.99])
def test_any_level_between_0_and_1_is_taken(level):
    """Shares, events, follow times and hand labels are at the level asked for; views call shares by what they hold."""
    report = ff.audit(BOUGHT.profiles, level=level)
    intervals = [*report.share.shares.values(), *(e.excess for e in report.purchases)]
    assert {interval.level for interval in intervals} == {report.follow_times.level} == {level}
    assert report.to_dict()["level"] == level
    held = report.to_dict()["held"]
    assert 0.1 < held < level
    assert f"with {100 * held:g} % intervals" in str(report)
    assert f"%, {100 * held:g} % interval) look genuine" in report.finding
    assert f'<data value="{held}">{100 * held:g}</data> %' in report.to_html().replace("\xa0", " ")
    labels = {row: str(BOUGHT.kind[row]) for row in range(0, 1500, 15)}
    assert report.update(labels).authentic_share.level == level


@pytest.mark.parametrize("level", [0.0, 1.0, -0.5, 95, float("nan"), "a", None])
@pytest.mark.parametrize("order", ["newest_first", "unordered"])
def test_any_other_level_is_refused(level, order):
    """A level that is no chance is refused by its name and value, whatever is known of the order."""
    with pytest.raises(ValueError, match=f"level: expected between 0 and 1, got {level!r}"):
        ff.audit(BOUGHT.profiles, order=order, level=level)
    with pytest.raises(ValueError, match=f"level: expected between 0 and 1, got {level!r}"):
        ff.plan_sample(10_000, level=level)


def test_fused_scores_tell_more_than_profiles(report):
    """Of the bought accounts more have a low authenticity when order and cohorts are weighed as well."""
    bought = BOUGHT.kind == "purchased"
    genuine = BOUGHT.kind == "genuine"
    caught = {}
    for name, scores in (("fused", report.scores), ("profile", report.profile_scores)):
        limit = np.quantile(scores.authenticity[genuine], 0.01)
        caught[name] = (scores.authenticity[bought] < limit).mean()
    assert caught["fused"] > 0.95 > caught["profile"]


def test_rows_stay_where_they_were(report):
    """Row i of everything belongs to input row i, whatever the order of the list."""
    turned = ff.audit(BOUGHT.profiles[::-1], order="oldest_first")
    np.testing.assert_array_equal(turned.rank[::-1], report.rank)
    np.testing.assert_array_equal(turned.scores.authenticity[::-1], report.scores.authenticity)
    np.testing.assert_array_equal(turned.purchases_found.event[::-1], report.purchases_found.event)
    np.testing.assert_array_equal(turned.follow_times.estimate[::-1], report.follow_times.estimate)
    assert report.rank[0] == len(report) - 1


def test_same_input_same_bytes(report):
    """An audit is the same to the byte when it is made again, from dicts as from a frame."""
    frame = pd.DataFrame(BOUGHT.columns)
    assert plain(ff.audit(BOUGHT.profiles)) == plain(report)
    assert ff.audit(frame).to_html() == ff.audit(frame).to_html()


def test_wrong_order_is_an_error_that_says_so():
    """A list that runs the other way is refused with the order to pass."""
    with pytest.raises(ff.FollowOrderError, match="pass order='newest_first'"):
        ff.audit(BOUGHT.profiles, order="oldest_first")


def test_unknown_order_is_an_error():
    """An order that there is not is refused with those that there are."""
    with pytest.raises(ff.FollowOrderError, match="newest_first, oldest_first, unordered"):
        ff.audit(BOUGHT.profiles, order="random")


def test_unordered_sample_has_shares_only():
    """Without an order there are shares, but no events, ranks, times or timeline."""
    report = ff.audit(BOUGHT.profiles, order="unordered", total_followers=90_000)
    assert report.purchases == []
    assert (report.rank == -1).all()
    assert np.isnan(report.follow_times.estimate).all()
    assert report.to_dict()["timeline"] is None
    assert report.authentic_followers.estimate == pytest.approx(90_000 * report.authentic_share.estimate)
    assert "Not looked for" in str(report)


@pytest.mark.parametrize("n", [0, 1, 2, 5, 49, 50, 200])
def test_any_number_of_followers(n):
    """Lists of any length have a report, whose views can be made; with few the intervals are wide."""
    report = ff.audit(simulate_audience(n, random_state=3).profiles)
    assert len(report) == len(report.scores) == len(report.to_frame()) == n
    share = report.authentic_share
    assert share.low <= share.estimate <= share.high if n else np.isnan(share.estimate)
    assert f"{n:,} follower" in str(report)
    assert report.to_html().startswith("<!DOCTYPE html>")
    if n <= 5:
        assert report.authentic_share.high - report.authentic_share.low > 0.25


def test_no_share_of_followers_unlike_all_that_is_known():
    """Of empty accounts no share is told anywhere, single scores keep the model's prior, and labels tell a share."""
    made = datetime(2021, 3, 1, tzinfo=UTC)
    texts = {"name": "a", "description": "", "location": "", "default_profile": True, "default_profile_image": True}
    counts = ("following_count", "followers_count", "posts_count", "likes_count", "listed_count")
    empty = [
        {"username": f"user{row}", **texts, **dict.fromkeys(counts, int(row % 20 == 0)), "created_at": made}
        for row in range(500)
    ]
    report = ff.audit(empty, platform="x", order="unordered", observed_at=datetime(2024, 1, 1, tzinfo=UTC))
    assert report.finding.startswith("It is not known how many of these 500 followers are genuine. ")
    assert report.to_dict()["shares"]["genuine"] == {"estimate": None, "low": 0.0, "high": 1.0}
    assert "genuine not known" in " ".join(str(report).split())
    assert report.to_html().startswith("<!DOCTYPE html>")
    np.testing.assert_allclose(report.scores.authenticity, report.profile_scores.authenticity)
    labelled = report.update({row: "bot" if row % 4 else "genuine" for row in range(0, 500, 5)})
    assert labelled.authentic_share.low < 0.25 < labelled.authentic_share.high < 0.5
    assert "look genuine" in labelled.finding
    assert labelled.share.fit.sentence.endswith("come from the labels.")
    json.dumps(report.to_dict(), allow_nan=False)


def test_clean_audience_has_no_event():
    """Organic followers with a viral day have no purchase."""
    audience = simulate_audience(1500, bursts=[Burst("viral", 0.2)], bot_share=0.0, random_state=12)
    report = ff.audit(audience.profiles)
    assert report.purchases == []
    assert "bought at one time" in report.finding
    assert report.authentic_share.high > 0.97


def test_all_bought():
    """An audience of nothing but one batch is called so by its profiles; its order shows no trace of follows."""
    with pytest.warns(ff.FollowOrderWarning, match="no follow order"):
        report = ff.audit(simulate_audience(600, purchases=[Purchase(1.0)], random_state=13).profiles)
    assert report.purchased_share.estimate > 0.7
    assert report.purchases == []


def test_without_creation_dates():
    """Without creation dates nothing is found in the order, and the report says so."""
    report = ff.audit(without(BOUGHT.profiles, "created_at"))
    assert report.purchases == []
    assert report.follow_times.basis == "unknown"
    assert "could not be confirmed" in str(report)


def test_dates_alone():
    """With ids and dates alone events are found, though nobody can be weighed."""
    report = ff.audit([{key: p[key] for key in ("id", "created_at", "observed_at")} for p in BOUGHT.profiles])
    assert len(report.purchases) == 2
    assert set(report.scores.verdict) == {"not_enough_data"}
    assert report.share.n_weighed == 0


def test_follow_times_in_the_data_are_taken():
    """Follow times in the data override the order of the rows."""
    times = [datetime.fromtimestamp(round(seconds), UTC) for seconds in BOUGHT.followed_at]
    rows = np.random.default_rng(0).permutation(len(BOUGHT))
    profiles = [{**BOUGHT.profiles[row], "followed_at": times[row]} for row in rows]
    report = ff.audit(profiles)
    assert report.follow_times.basis == "observed"
    assert len(report.purchases) == 2
    truth = len(BOUGHT) - 1 - rows
    assert np.abs(report.rank - truth).max() <= 5


def test_total_smaller_than_the_list_is_an_error():
    """An audience cannot be smaller than the followers given."""
    with pytest.raises(ValueError, match="expected at least the 1,500 followers given, got 10"):
        ff.audit(BOUGHT.profiles, total_followers=10)


def test_newest_of_many_is_no_sample():
    """Where the newest of many followers are given, the report says that they say little of the others."""
    report = ff.audit(BOUGHT.profiles, total_followers=100_000)
    assert any("newest" in limit for limit in report.to_dict()["limits"])


def test_model_that_cannot_tell_shares_is_an_error():
    """A detector without a reference for shares is refused with what to do."""
    with pytest.raises(ff.ModelFileError, match="train it again"):
        ff.audit(BOUGHT.profiles, model=replace(ff.load_detector("x"), shares=None))


def test_times_of_events_are_those_of_the_deliveries(report):
    """Events are dated within days of the true delivery."""
    for event in report.purchases:
        rows = np.flatnonzero(report.purchases_found.event == report.purchases.index(event))
        truth = datetime.fromtimestamp(float(np.median(BOUGHT.followed_at[rows])), event.followed_from.tzinfo)
        assert event.followed_from.timestamp() - 20 * 86_400 <= truth.timestamp()
        assert truth.timestamp() <= event.followed_to.timestamp() + 20 * 86_400


def test_detector_of_ones_own_audits():
    """A detector trained on a user's own labelled accounts tells shares, and its name stands in the report."""
    accounts = simulate_accounts(n_genuine=600, n_purchased=300, n_bot=300, random_state=4)
    detector = ff.train(accounts.profiles, accounts.kind, sources=accounts.source, name="ours")
    report = ff.audit(BOUGHT.profiles, model=detector)
    assert len(report.purchases) == 2
    assert report.share.n_weighed == len(BOUGHT)
    assert report.to_dict()["model"] == "ours"
    genuine = (BOUGHT.kind == "genuine").mean()
    assert report.authentic_share.low - 0.05 <= genuine <= report.authentic_share.high + 0.05


@pytest.fixture(scope="module")
def two_kinds():
    """Return detectors that know genuine accounts and one other kind, by that kind."""
    accounts = simulate_accounts(n_genuine=600, n_purchased=300, n_bot=300, random_state=4)
    detectors = {}
    for other in ("purchased", "bot"):
        keep = [row for row, kind in enumerate(accounts.kind) if kind in ("genuine", other)]
        profiles, kinds, sources = (
            [column[row] for row in keep] for column in (accounts.profiles, accounts.kind, accounts.source)
        )
        detectors[other] = ff.train(profiles, kinds, sources=sources, name=f"two_{other}")
    return detectors


@pytest.mark.parametrize(("other", "unknown"), [("purchased", "bot"), ("bot", "purchased")])
def test_model_of_two_kinds_audits(two_kinds, other, unknown):
    """A kind that the model does not know has no share, and every view and number can be had all the same."""
    clean = simulate_audience(400, bot_share=0.0, random_state=3)
    report = ff.audit(clean.profiles, model=two_kinds[other])
    assert report.purchases == []
    assert getattr(report, f"{unknown}_share") is None
    assert getattr(report, f"{other}_share").low == 0.0
    assert list(report.to_dict()["shares"]) == ["genuine", other]
    assert sum(share.estimate for share in report.share.shares.values()) == pytest.approx(1.0)
    assert report.drip is None
    assert len(report.to_frame()) == len(report)
    assert f"likely_{unknown}" not in report.to_dict()["verdicts"]["fused"]
    for view in (report.to_html(), str(report), report._repr_html_(), report.to_json()):
        assert other in view
    for plot in (report.plot_timeline, report.plot_shares, report.plot_growth, report.plot_scores):
        assert plot().figure_ is not None
    updated = report.update(dict.fromkeys(range(30), "genuine"))
    assert getattr(updated, f"{unknown}_share") is None
    assert len(str(updated)) > 0


def test_model_of_genuine_and_purchased_finds_the_bought(two_kinds):
    """A model of two kinds counts followers in events as bought, as one of three kinds does."""
    report = ff.audit(BOUGHT.profiles, model=two_kinds["purchased"])
    assert len(report.purchases) == 2
    bought = (BOUGHT.kind == "purchased").mean()
    assert report.purchased_share.low - 0.02 <= bought <= report.purchased_share.high + 0.02
    assert report.bot_share is None


def test_events_are_bought_whatever_the_model_knows(two_kinds):
    """Where the model knows no purchased accounts their share is that of the events, and a limit says so."""
    report = ff.audit(BOUGHT.profiles, model=two_kinds["bot"])
    inside = sum(event.excess.estimate for event in report.purchases)
    assert report.purchased_share.estimate == pytest.approx(inside / len(report), abs=0.02)
    assert sum(share.estimate for share in report.share.shares.values()) == pytest.approx(1.0)
    assert report.authentic_share.estimate < 0.75
    assert report.drip is None
    assert any("knows no purchased accounts" in limit for limit in report.to_dict()["limits"])
    assert (report.scores.kind_probability.shape[1], report.scores.kinds) == (2, ("genuine", "bot"))


def test_model_is_chosen_by_platform():
    """Without a model the one for the platform of the profiles is taken; one that is given wins."""
    few = without(BOUGHT.profiles[:60], "platform")
    ours = replace(ff.load_detector("generic"), name="ours")
    assert ff.audit(few, platform="x").to_dict()["model"] == ff.load_detector("x").name
    assert ff.audit(few, platform="instagram").to_dict()["model"] == ff.load_detector("instagram").name
    assert ff.audit(few, platform="x", model=ours).to_dict()["model"] == "ours"


PRINT_DIGEST = """
import hashlib, json, sys
import fakefollow as ff
audience = ff.simulate_audience(12_000, drip_share=0.1, random_state=31)
report = ff.audit(audience.profiles)
print(hashlib.sha256((json.dumps(report.to_dict()) + report.to_html()).encode()).hexdigest())
"""


def test_nobody_is_called_on_a_platform_that_the_model_cannot_judge():
    """Neither profile nor company calls an account of a short list of a foreign platform; every view says why."""
    of_x = ff.load_detector("x")
    detector = replace(of_x, name="generic", platform="generic", card={**of_x.card, "learnt_on": "x"})
    followers = [  # one of the two purchases is among them
        {**BOUGHT.profiles[row], "followed_at": datetime.fromtimestamp(BOUGHT.followed_at[row], UTC)}
        for row in range(950, 1045)
    ]
    known, foreign = (ff.audit(followers, platform=of, model=detector) for of in ("x", "mastodon"))
    why = foreign.scores.withheld
    assert (known.scores.withheld, foreign.profile_scores.withheld) == (None, why)
    assert {"likely_purchased"} <= set(known.scores.verdict)
    for scores in (foreign.scores, foreign.profile_scores):
        assert set(scores.verdict) <= {"authentic", "uncertain", "not_enough_data"}
    np.testing.assert_array_equal(foreign.profile_scores.authenticity, known.profile_scores.authenticity)
    assert foreign.to_dict()["withheld"] == why
    assert why in " ".join(str(foreign).split())
    assert foreign.to_html().count(why) == 1
    assert set(foreign.to_frame()["verdict_note"]) == {"", why}
    assert foreign.finding.endswith("look organic, around 2021-09-01. The model knows no accounts of this platform.")
    assert any("1 platform: too few to say" in limit for limit in foreign.to_dict()["limits"])
    labelled = foreign.update(dict.fromkeys(range(40), "genuine"))
    assert "learnt nothing" not in labelled.finding


def test_same_bytes_with_one_thread_and_two():
    """An audit is the same to the byte in another process, with other threads and another hash seed."""
    found = [
        subprocess.run(
            [sys.executable, "-c", PRINT_DIGEST],
            env={**os.environ, "OMP_NUM_THREADS": n, "OPENBLAS_NUM_THREADS": n, "PYTHONHASHSEED": n},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for n in ("1", "2")
    ]
    assert found[0] == found[1]
    assert len(found[0].strip()) == 64


MODEL = ff.load_detector("x")
SHARES = {"genuine": 0.9, "purchased": 0.06, "bot": 0.04}
SCORES = MODEL.score(ff.read(simulate_accounts(60, 30, 10, random_state=5).profiles))
N = len(SCORES)
CALLS = ("likely_purchased", "likely_bot")


def purchases(bought, start=20, stop=70):
    """Return one event of these ranks (rows here) with this chance to be bought."""
    estimate = 0.9 * (stop - start)
    excess = Interval(estimate, estimate, estimate)
    event = PurchaseEvent(start, stop - 1, excess, None, None, None, None, 40.0, 1e-9, 1e-6, ("a sign",))
    found = Purchases((event,), np.full(N, -1, np.int64), np.zeros(N))
    found.event[start:stop], found.bought[start:stop] = 0, bought
    return found


def cohorts(rows=(), evidence=3.0, rule="sequential_ids"):
    rows = np.array(rows, np.int64)
    member = np.full(N, -1, np.int64)
    member[rows] = 0
    found = (Cohort(len(rows), rule, "words", (), rows, 0.1, evidence),) if len(rows) else ()
    return Cohorts(found, member, (member >= 0) & (rule == "sequential_ids"))


def fuse(events=None, groups=None, shares=SHARES, scores=SCORES):
    return fused(scores, MODEL, shares, events or Purchases.none(len(scores)), groups or cohorts())


FUSED = fuse(purchases(0.95), cohorts(range(10, 30)))


def test_reasons_add_up():
    """For each kind, the evidence of all reasons is the difference of log-odds and prior, inside events and outside."""
    for row in (0, 12, 25, 40, 99):
        score = FUSED[row]
        for kind in ("purchased", "bot"):
            evidence = sum(reason.evidence for reason in score.reasons if reason.kind == kind)
            assert evidence == pytest.approx(score.log_odds[kind] - score.prior_log_odds[kind], abs=1e-9)


def test_each_part_is_among_the_reasons():
    """A member of an event or a cohort has a reason that says so, in words; others have none."""
    names = {row: {reason.feature for reason in FUSED[row].reasons} for row in (0, 12, 25, 40)}
    company = {"purchase_event", "cohort"}
    assert [names[row] & company for row in (0, 12, 25, 40)] == [set(), {"cohort"}, company, {"purchase_event"}]
    texts = [reason.text for reason in FUSED[25].reasons if reason.feature in company]
    assert any("followed in the run of ranks 20 to 69, in which 90 % of the follows look bought" in t for t in texts)
    assert any("an id in a row with those of 19 others" in t for t in texts)


def test_without_company_only_the_prior_changes():
    """Without event and cohort the evidence is that of the profile, and the prior the shares found."""
    alone = fuse()
    np.testing.assert_allclose(alone.evidence, SCORES.evidence, atol=1e-12)
    np.testing.assert_allclose(alone.prior_log_odds, np.log([0.075 / 0.9, 0.025 / 0.9]))
    assert alone.circumstances == ()


def test_an_event_brings_its_odds():
    """Inside an event the prior odds of purchased are those of the event in place of the list.

    Those whose profile says nothing against them have less, if it is held back.
    """
    scores = fuse(purchases(0.95))
    odds = scores.log_odds - SCORES.evidence
    guilty = 20 + np.flatnonzero(SCORES.evidence[20:70].max(axis=1) > 0.0)
    np.testing.assert_allclose(odds[guilty, 0], np.log(0.95 / 0.05))
    assert (odds[20:70, 0] <= np.log(0.95 / 0.05) + 1e-9).all()
    np.testing.assert_allclose(odds[:20, 0], np.log(0.075 / 0.9))
    np.testing.assert_allclose(odds[:, 1], np.log(0.025 / 0.9))


@pytest.mark.parametrize("rule", ["bio", "counts"])
def test_nobody_is_called_by_a_shared_bio_or_by_like_counts_alone(rule):
    """Members of a club copy its slogan, and do the same tasks: who looks genuine alone is not called for it."""
    scores = fuse(None, cohorts(range(N), 4.0, rule))
    innocent = SCORES.evidence.max(axis=1) <= 0.0
    assert innocent.sum() > 20
    assert not np.isin(scores.verdict[innocent], CALLS).any()
    assert np.isin(fuse(None, cohorts(range(N), 9.0)).verdict[innocent], CALLS).any()


def test_a_club_is_no_purchase():
    """Ordinary people who share a slogan look genuine in the audit of all of them, and none is called for it."""
    people = simulate_audience(600, random_state=5).profiles
    club = [{**one, "description": "Member of the rowing club of the old mill"} for one in people[:150]]
    report = ff.audit([*club, *people[150:]], order="unordered")
    alone = np.char.startswith(report.profile_scores.verdict[:150], "likely_")
    assert report.cohorts[0].rule == "bio"
    assert np.char.startswith(report.scores.verdict[:150], "likely_").sum() <= alone.sum() + 8
    assert report.authentic_share.high > 0.95


def test_a_cohort_speaks_for_every_kind():
    """Members of a cohort have its evidence for purchased and for bot, others none."""
    gained = fuse(None, cohorts([3, 4, 5], 2.5)).log_odds - fuse().log_odds
    np.testing.assert_allclose(gained[3:6], 2.5)
    assert np.all(np.delete(gained, [3, 4, 5], axis=0) == 0.0)


@settings(max_examples=20, deadline=None)
@given(st.floats(0.01, 0.99), st.floats(0.0, 1.0))
def test_nobody_is_called_by_an_event_alone(bought, purchased):
    """An account whose profile says nothing against it, and that is in no cohort, is never called."""
    shares = {"genuine": 1.0 - purchased, "purchased": purchased, "bot": 0.0}
    scores = fuse(purchases(bought, 0, N), shares=shares)
    innocent = SCORES.evidence.max(axis=1) <= 0.0
    assert innocent.sum() > 20
    assert not np.isin(scores.verdict[innocent], CALLS).any()


@settings(max_examples=30, deadline=None)
@given(
    st.floats(0.01, 0.99),
    st.tuples(st.floats(0.0, 1.0), st.floats(0.0, 1.0)),
    st.lists(st.integers(0, N - 1), unique=True),
    st.floats(0.0, 9.0),
)
def test_verdict_and_authenticity_never_contradict(bought, parts, members, nats):
    """Whatever event, shares and cohort: of two followers the one that is called has the lower authenticity."""
    purchased, bot = parts[0], (1.0 - parts[0]) * parts[1]
    shares = {"genuine": 1.0 - purchased - bot, "purchased": purchased, "bot": bot}
    scores = fuse(purchases(bought), cohorts(members, nats), shares)
    rank = np.select([np.isin(scores.verdict, CALLS), scores.verdict == "uncertain"], [0, 1], 2)
    rank[scores.verdict == "not_enough_data"] = -1
    for lower in (0, 1):
        below, above = scores.authenticity[(rank >= 0) & (rank <= lower)], scores.authenticity[rank > lower]
        assert below.max(initial=0.0) < above.min(initial=1.1)


def test_what_is_held_back_is_a_reason():
    """Where company alone would call an account, a reason takes back what is too much, and it stands at the cut."""
    scores = fuse(purchases(0.99, 0, N))
    cut, _ = MODEL.policy.cuts(scores.prior_log_odds, MODEL.curve)
    held = scores.circumstances[-1].rows
    assert len(held) > 20
    for score in (scores[int(row)] for row in held):
        reasons = {reason.feature: reason for reason in score.circumstances}
        assert reasons["company_alone"].evidence < 0.0 < reasons["purchase_event"].evidence
        assert "company alone calls nobody: speaks against purchased" in reasons["company_alone"].text
        assert (score.verdict, score.authenticity) == ("uncertain", pytest.approx(cut, abs=1e-6))
    guilty = score.what_if(followers_count=0, following_count=5000, posts_count=0, bio="", listed_count=0)
    assert [reason.feature for reason in guilty.circumstances] == ["purchase_event"]
    assert guilty.verdict == "likely_purchased"


def test_company_calls_with_the_profile():
    """An event makes more accounts likely purchased whose profile speaks against them, and most others uncertain."""
    scores = fuse(purchases(0.99, 0, N))
    guilty = SCORES.evidence[:, 0] > 1.0
    assert np.isin(scores.verdict[guilty], CALLS).mean() > np.isin(SCORES.verdict[guilty], CALLS).mean()
    innocent = (SCORES.evidence.max(axis=1) <= 0.0) & (SCORES.verdict == "authentic")
    assert np.mean(scores.verdict[innocent] == "uncertain") > 0.9


def test_a_newcomer_is_called_by_run_and_profile_together():
    """Newcomers and readers are never called by their profile alone; in a run that was bought they can be.

    Both count then, and so does what is held back: reasons add up.
    """
    loud = replace(MODEL, tables=replace(MODEL.tables, steps=tuple(steps + 4.0 for steps in MODEL.tables.steps)))
    profiles = simulate_accounts(60, 30, 10, random_state=5).profiles
    spared = np.arange(N) % 3 == 0
    shown = [{"following_count": 80, "posts_count": 0} if row else {"posts_count": 5} for row in spared.tolist()]
    scores = loud.score(ff.read([{**profile, **of} for profile, of in zip(profiles, shown, strict=True)]))
    alone, bought = (fuse(events, scores=scores) for events in (None, purchases(0.95, 0, N)))
    assert not np.isin(alone.verdict[spared], CALLS).any()
    assert np.isin(alone.verdict[~spared], CALLS).mean() > 0.8
    assert (bought.verdict[spared] == "likely_purchased").all()
    for row in np.flatnonzero(spared)[:6].tolist():
        score = bought[row]
        assert {"newcomer_or_reader", "purchase_event"} <= {reason.feature for reason in score.reasons}
        for kind in ("purchased", "bot"):
            evidence = sum(reason.evidence for reason in score.reasons if reason.kind == kind)
            assert evidence == pytest.approx(score.log_odds[kind] - score.prior_log_odds[kind], abs=1e-9)
        assert score.what_if().log_odds == pytest.approx(score.log_odds, abs=1e-9)
        assert score.what_if().verdict == score.verdict


def test_probabilities_follow_from_log_odds():
    """Rows of probabilities sum to 1, authenticity is the first column, ratios are the odds."""
    np.testing.assert_allclose(FUSED.kind_probability.sum(axis=1), 1.0)
    np.testing.assert_array_equal(FUSED.authenticity, FUSED.kind_probability[:, 0])
    odds = FUSED.kind_probability[:, 1:] / FUSED.kind_probability[:, :1]
    np.testing.assert_allclose(np.log(odds), FUSED.log_odds)


def test_sets_and_drift_are_those_of_profiles():
    """Prediction sets and drift of fused scores are those of the profile scores: no prior, no company."""
    np.testing.assert_allclose(FUSED.evidence, SCORES.evidence, atol=1e-9)
    np.testing.assert_array_equal(FUSED.prediction_sets(0.9), SCORES.prediction_sets(0.9))
    assert FUSED.drift == SCORES.drift


def test_no_kind_is_ruled_out():
    """A share of zero leaves a small prior, so that evidence can still speak."""
    scores = fuse(shares={"genuine": 1.0, "purchased": 0.0, "bot": 0.0})
    np.testing.assert_allclose(np.exp(scores.prior_log_odds).sum(), 0.002 / 0.998)
    assert np.isfinite(fuse(shares={"genuine": 0.0, "purchased": 1.0, "bot": 0.0}).log_odds).all()


def test_scores_with_circumstances_can_be_pickled():
    """Fused scores survive pickling with their reasons."""
    back = pickle.loads(pickle.dumps(FUSED))  # noqa: S301
    np.testing.assert_array_equal(back.log_odds, FUSED.log_odds)
    assert [reason.text for reason in back[25].reasons] == [reason.text for reason in FUSED[25].reasons]


def test_scores_given_are_not_changed():
    """Fusing leaves the profile scores as they were."""
    before = SCORES.log_odds.copy()
    fuse(purchases(0.99), cohorts(range(30)))
    np.testing.assert_array_equal(SCORES.log_odds, before)
    assert SCORES.circumstances == ()


def test_no_followers():
    """An empty list is fused to an empty list."""
    empty = MODEL.score(SCORES.table[:0])
    assert (
        len(fused(empty, MODEL, SHARES, Purchases.none(0), Cohorts((), np.zeros(0, np.int64), np.zeros(0, np.bool_))))
        == 0
    )


def given_twice(profiles):
    """Return a list whose cursor started again, with one page six times and the ids of some rows lost."""
    doubled = [*profiles[:500], *profiles[:900], *profiles[850:900] * 5, *profiles[900:]]
    return [{**one, "id": None} if row % 7 == 0 else one for row, one in enumerate(doubled)]


@pytest.mark.parametrize("lost", [(), ("id",)])
def test_a_follower_given_twice_counts_once(report, lost):
    """Repeated rows change no figure; each has what the first one has, and their number is told first."""
    rows = given_twice(BOUGHT.profiles) if lost == () else without([*BOUGHT.profiles, *BOUGHT.profiles[::3]], *lost)
    twice, once = ff.audit(rows), report if lost == () else ff.audit(without(BOUGHT.profiles, *lost))
    told, plain_told = twice.to_dict(), once.to_dict()
    first = {}
    place = [first.setdefault(one["username"], row) for row, one in enumerate(rows)]
    assert len(twice) == len(twice.scores) == told["n_rows"] == len(rows)
    assert told["n_followers"] == 1500
    np.testing.assert_array_equal(twice.scores.authenticity, twice.scores.authenticity[place])
    np.testing.assert_array_equal(twice.rank, twice.rank[place])
    np.testing.assert_array_equal(np.unique(twice.rank), np.arange(1500))
    if lost:  # else some first rows have lost their ids
        changed = ("n_rows", "notices", "sample")
        assert {k: v for k, v in told.items() if k not in changed} == {
            k: v for k, v in plain_told.items() if k not in changed
        }
    assert [one["username"] for one in told["sample"]] == [rows[one["row"]]["username"] for one in told["sample"]]
    sentence = f"{len(rows) - 1500:,} of {len(rows):,} rows repeat an earlier follower"
    assert sentence in told["notices"][0]
    assert sentence in " ".join(str(twice).split())
    assert sentence in twice.to_html()
    assert len(twice.to_frame()) == len(rows)


def test_labels_of_repeated_rows_are_those_of_their_follower():
    """A label counts for the follower, wherever its row stands, and twice for one follower is an error."""
    rows = [*BOUGHT.profiles, *BOUGHT.profiles[:700]]
    labels = {row: str(BOUGHT.kind[row % 1500]) for row in range(1000, 1700)}
    once = {row % 1500: kind for row, kind in labels.items()}
    found, expected = ff.audit(rows).update(labels), ff.audit(BOUGHT.profiles).update(once)
    assert found.share.shares == expected.share.shares
    assert found.to_dict()["n_labels"] == 700
    with pytest.raises(ValueError, match="label each once"):
        ff.audit(rows).update({0: "genuine", 1500: "genuine"})


def test_ids_that_name_nobody_do_not_make_followers_one():
    """A column of ids that is the same in all rows, such as the owner's, says nothing of who is who."""
    rows = [{**one, "id": "7"} for one in BOUGHT.profiles]
    assert ff.audit(rows).to_dict()["n_followers"] == 1500


@pytest.mark.parametrize("mangle", ["shuffled", "sorted", "halved"])
def test_a_mangled_list_is_warned_of_and_no_purchase_is_seen_in_it(mangle):
    """A list out of order is warned of, the finding begins with it, and what was not bought is not called so."""
    clean = simulate_audience(1500, random_state=7).profiles
    rows = {
        "shuffled": [clean[row] for row in np.random.default_rng(1).permutation(1500)],
        "sorted": sorted(clean, key=lambda one: -one["followers_count"]),
        "halved": [*clean[750:], *clean[:750]],
    }[mangle]
    with pytest.warns(ff.FollowOrderWarning) as told:
        report = ff.audit(rows)
    assert report.purchases == []
    assert report.finding.startswith(str(told[0].message))
    assert report.follow_order.looks_shuffled
    assert (report.to_dict()["order"] == "unordered") == (mangle != "halved")
    if mangle != "halved":
        assert np.isnan(report.follow_times.estimate).all()
        assert "stands out" not in report.finding


def test_all_that_could_not_be_read_is_100_percent():
    """A share of 1 is written as 100 %, not as 1e+02 %."""
    rows = [{**one, "likes_count": -1 - row} for row, one in enumerate(BOUGHT.profiles[:30])]
    with pytest.warns(ff.FakefollowWarning, match=r"likes_count: 30 values \(100 %\)"):
        ff.audit(rows, order="unordered")


def test_one_follower_is_spoken_of_as_one():
    """Of one follower and one date sentences are in the singular."""
    text = " ".join(str(ff.audit(BOUGHT.profiles[:1])).split())
    assert "1 creation date is too few" in text
    assert "Only 1 follower was weighed" in text


def test_what_could_not_be_read_is_told_and_figures_on_it_withheld():
    """One warning, the text, the page and the JSON name column, number and an example; reach is withheld."""
    rows = [{**one, "followers_count": "1;2x"} if row % 10 == 0 else one for row, one in enumerate(BOUGHT.profiles)]
    rows[3] = {**rows[3], "posts_count": -4}
    with pytest.warns(ff.FakefollowWarning, match=r"followers_count: 150 values \(10 %\), such as '1;2x'") as told:
        report = ff.audit(rows)
    assert len(told) == 1
    facts = report.to_dict()
    assert [(one["column"], one["n"]) for one in facts["unread"]] == [("followers_count", 150), ("posts_count", 1)]
    assert facts["notices"] == [str(told[0].message)]
    for view in (" ".join(str(report).split()), report.to_html(), report._repr_html_()):
        assert "followers_count: 150 values (10 %)" in view.replace("\xa0", " ")
    quality = {row["name"]: row for row in facts["quality"]}
    assert (quality["reach"]["estimate"], quality["reach"]["low"]) == (None, None)
    assert "could not be read" in quality["reach"]["note"]
    assert quality["active"]["estimate"] is not None
