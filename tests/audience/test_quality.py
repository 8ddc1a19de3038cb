"""Quality beside quantity: how many followers are genuine, active, reach how far; and what speaks against others."""

import re
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import fakefollow as ff
from fakefollow.audience import Interval, audience_reasons, quality_rows
from fakefollow.features import FEATURES
from fakefollow.simulate import Purchase, simulate_audience

MODEL = ff.load_detector("x")
NOW = datetime(2022, 1, 1, tzinfo=UTC)
GENUINE = Interval(0.8, 0.7, 0.9)


def rows_of(table, genuine=GENUINE, n=1000, authenticity=1.0):
    """Return the rows by name; every follower is as genuine as said."""
    scores = MODEL.score(table)
    scores = replace(scores, authenticity=np.broadcast_to(np.float64(authenticity), len(scores)).copy())
    return {row.name: row for row in quality_rows(scores, genuine, n)}


def posted(days_ago, posts=50):
    last = None if days_ago is None else NOW - timedelta(days=days_ago)
    return {"last_status_at": last, "observed_at": NOW, "posts_count": posts}


def test_followers_and_genuine(make_table):
    """Quantity is the whole audience, quality the genuine share of it, in accounts."""
    rows = rows_of(make_table([{"username": "a"}] * 3))
    assert rows["followers"].followers.to_dict() == {"estimate": 1000, "low": 1000, "high": 1000}
    genuine = rows["genuine"].followers
    assert (genuine.estimate, genuine.low, genuine.high) == pytest.approx((800, 700, 900))


def test_without_columns_rows_are_missing(make_table):
    """What no column tells has no row."""
    assert list(rows_of(make_table([{"username": "a"}] * 3))) == ["followers", "genuine"]
    assert list(rows_of(make_table([{"username": "a"}])[:0])) == ["followers", "genuine"]
    assert list(rows_of(make_table([{"posts_count": 0}] * 3))) == ["followers", "genuine"]


def test_active_inactive_and_unknown_are_three_rows(make_table):
    """Genuine followers are active, inactive or not known, and these make up all of them."""
    table = make_table([posted(5)] * 50 + [posted(91)] * 30 + [posted(None)] * 20)
    rows = rows_of(table)
    parts = [rows[name].followers for name in ("active", "inactive", "activity_unknown")]
    assert [part.estimate for part in parts] == pytest.approx([400, 240, 160])
    assert sum(part.estimate for part in parts) == pytest.approx(rows["genuine"].followers.estimate)
    assert all(part.low < part.estimate < part.high for part in parts)


def test_inactive_are_not_taken_from_the_genuine(make_table):
    """Whether followers post changes nothing of how many are genuine: inactive is not fake, and says so."""
    quiet, loud = (rows_of(make_table([posted(days)] * 40)) for days in (900, 1))
    assert quiet["genuine"].followers == loud["genuine"].followers
    assert quiet["inactive"].followers.estimate == pytest.approx(800)
    assert "not fake" in quiet["inactive"].note


def test_who_never_posted_is_inactive(make_table):
    """No post at all is known to be inactive, though there is no time of a last post."""
    rows = rows_of(make_table([posted(5)] * 3 + [posted(None, posts=0)]))
    assert rows["inactive"].followers.estimate == pytest.approx(200)
    assert "activity_unknown" not in rows


def test_followers_count_as_much_as_they_are_genuine(make_table):
    """Of two groups the one that is hardly genuine hardly counts among the active."""
    table = make_table([posted(5)] * 50 + [posted(900)] * 50)
    rows = rows_of(table, authenticity=np.repeat([0.1, 0.9], 50))
    assert rows["active"].followers.estimate == pytest.approx(80)
    assert rows["inactive"].followers.estimate == pytest.approx(720)


def test_mass_following(make_table):
    """Who follows more accounts than anyone reads is told, among those whose number is known."""
    many, few = {"following_count": 1501}, {"following_count": 1500}
    rows = rows_of(make_table([many] * 10 + [few] * 30 + [{"following_count": None}] * 60))
    assert rows["mass_following"].followers.estimate == pytest.approx(200)


def test_reach(make_table):
    """Reach is the mean of the followers of genuine followers times these, with an interval around it."""
    table = make_table([{"followers_count": count} for count in [100, 300] * 50])
    reach = rows_of(table)["reach"].followers
    assert reach.estimate == pytest.approx(200 * 800)
    error = 1.959964 * 100 / np.sqrt(100)
    assert (reach.low, reach.high) == pytest.approx(((200 - error) * 700, (200 + error) * 900))


def test_reach_of_the_known(make_table):
    """Followers whose number of followers is not known count like the others, not as none."""
    rows = [{"followers_count": 100}] * 5 + [{"followers_count": None}] * 5
    assert rows_of(make_table(rows))["reach"].followers.estimate == pytest.approx(100 * 800)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=4, max_size=4), st.integers(0, 10**9))
def test_intervals_hold_their_estimates(make_table, authenticity, n):
    """low <= estimate <= high in every row, and none but reach is above all followers."""
    profiles = [
        posted(days) | {"following_count": 3000 * place, "followers_count": 10**place}
        for place, days in enumerate((1, 500, None, 80))
    ]
    rows = rows_of(make_table(profiles), n=n, authenticity=np.array(authenticity))
    for row in rows.values():
        found = row.followers
        assert 0.0 <= found.low <= found.estimate * (1 + 1e-9) <= found.high * (1 + 1e-9) + 1e-9
        if row.name != "reach":
            assert found.high <= n * (1 + 1e-9)


def test_plain_data(make_table):
    """A row gives name, label, figures and note as plain data."""
    plain = rows_of(make_table([{"username": "a"}]))["genuine"].to_dict()
    assert list(plain) == ["name", "label", "estimate", "low", "high", "note"]
    assert plain["name"] == "genuine"


def evidence_for(scores):
    """Return the evidence of each feature for each kind in all accounts called by it, where it speaks for it."""
    spoken = defaultdict(list)
    for score in scores:
        for reason in score.reasons:
            if score.verdict == f"likely_{reason.kind}" and reason.evidence > 0.0:
                spoken[reason.feature, reason.kind].append(reason.evidence)
    return spoken


@pytest.fixture(scope="module")
def report():
    """Return the audit of an audience with a purchase and automated accounts."""
    audience = simulate_audience(500, purchases=[Purchase(0.2, at=0.5)], bot_share=0.1, random_state=31)
    return ff.audit(audience.profiles)


def test_reasons_are_those_of_the_accounts(report):
    """Number and mean evidence are those of the reasons of every account called by the kind."""
    called = [score for score in report.scores if score.verdict.startswith("likely_")]
    spoken = evidence_for(called)
    for reason in report.reasons:
        evidence = spoken[reason.feature, reason.kind]
        assert reason.n_accounts == len(evidence)
        assert reason.mean_evidence == pytest.approx(np.mean(evidence))
        assert reason.share == pytest.approx(len(evidence) / len(called))
        assert reason.n_looked_at == len(called)


def test_the_text_holds_for_all_of_the_group(report):
    """Bounds that a reason tells hold for each account that it counts, and are those of one of them."""
    told = 0
    for reason in report.reasons:
        values = [
            one.value
            for score in report.scores
            for one in score.reasons
            if (one.feature, one.kind) == (reason.feature, reason.kind)
            if score.verdict == f"likely_{one.kind}" and one.evidence > 0.0
        ]
        found = re.search(r"at (least|most) ([\d,.]+)", reason.text)
        if found and reason.feature in ("followers_count", "following_count", "posts_count"):
            assert float(found[2].replace(",", "")) == (min(values) if found[1] == "least" else max(values))
            told += 1
    assert told > 0


@pytest.mark.parametrize(
    ("name", "low", "high", "side", "text"),
    [
        ("following_count", 1415.0, 5000.0, "at least", "it follows at least 1,415 accounts"),
        ("following_count", 1415.0, 5000.0, "", "it follows 1,415 to 5,000 accounts"),
        ("followers_count", 0.0, 0.0, "at most", "it has no followers"),
        ("followers_count", 0.0, 1.0, "at most", "it has at most 1 follower"),
        ("following_per_follower", 10.5, 900.0, "at least", "at least 10.5 accounts per follower"),
        ("filled_share", 0.0, 0.25, "at most", "at most 25 % of the fields that one may leave empty are filled in"),
        ("follow_limit_use", 0.5, 1.0, "", "50 to 100 % of the limit"),
        ("has_banner", 0.0, 0.0, "", "there is no header picture"),
        ("has_banner", 0.0, 1.0, "", "there is a header picture, or there is no header picture"),
    ],
)
def test_sentences_for_a_group(name, low, high, side, text):
    """A range of values is told in the words of the feature, or in its unit where these tell other numbers."""
    assert FEATURES[name].of_all(low, high, side) == text


def test_the_strongest_are_first(report):
    """Reasons are sorted by their evidence in all accounts, and are twelve at most."""
    totals = [reason.n_accounts * reason.mean_evidence for reason in report.reasons]
    assert totals == sorted(totals, reverse=True)
    assert 3 <= len(totals) <= 12


def test_what_the_audience_says_is_among_them(report):
    """The run that accounts came in is a reason like those of their profiles."""
    assert "purchase_event" in [reason.feature for reason in report.reasons]
    assert any(reason.feature in MODEL.features for reason in report.reasons)


def test_many_accounts_are_looked_at_in_part(report):
    """Of many called accounts some are looked at, evenly spaced, and the reasons say how many."""
    some = audience_reasons(report.scores, MODEL, most_looked_at=40)
    assert {reason.n_looked_at for reason in some} == {40}
    shares = {(reason.feature, reason.kind): reason.share for reason in report.reasons}
    for reason in some[:3]:
        assert reason.share == pytest.approx(shares[reason.feature, reason.kind], abs=0.2)


def test_no_account_called_no_reason(report):
    """Where every account looks genuine there is nothing to say."""
    nobody = replace(report.scores, verdict=np.full(len(report.scores), "authentic"))
    assert audience_reasons(nobody, MODEL) == ()
