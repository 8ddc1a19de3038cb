"""Score: explained, and asked what it would be if fields were different."""

import json
import pickle
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given, strategies as st

import fakefollow as ff
from fakefollow import Policy, audit, load_detector, read, score_one
from fakefollow.errors import ProfileError
from fakefollow.simulate import Purchase, simulate_accounts, simulate_audience

MODEL = load_detector("x")
PROFILES = simulate_accounts(20, 10, 10, random_state=6).profiles
ROWS = st.integers(0, len(PROFILES) - 1)
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "description": st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
        "followers_count": st.none() | st.integers(0, 10**10),
        "following_count": st.none() | st.integers(0, 10**10),
        "has_banner": st.none() | st.booleans(),
        "created_at": st.none()
        | st.datetimes(datetime(2006, 1, 1), datetime(2023, 1, 1), timezones=st.just(UTC)),
    },
)


def assert_same(found, expected):
    """Compare what two scores say."""
    assert found.authenticity == pytest.approx(expected.authenticity, abs=1e-12)
    assert found.log_odds == pytest.approx(expected.log_odds, abs=1e-9)
    assert (found.verdict, found.coverage) == (expected.verdict, expected.coverage)
    assert found.reasons == expected.reasons


@given(ROWS, CHANGES)
def test_what_if_is_the_score_of_the_changed_profile(make_table, row, changes):
    """What if gives the score that a profile with these values has."""
    found = MODEL.score(make_table([PROFILES[row]]))[0].what_if(**changes)
    expected = MODEL.score(make_table([{**PROFILES[row], **changes}]))[0]
    assert_same(found, expected)


@given(ROWS)
def test_no_change_changes_nothing(make_table, row):
    """What if nothing were different: the same score."""
    score = MODEL.score(make_table([PROFILES[row]]))[0]
    assert_same(score.what_if(), score)


def test_prior_and_policy_stay():
    """The changed profile is weighed with the prior and the policy that the score was made with."""
    policy = Policy(cut_offs=(0.2, 0.9))
    scores = MODEL.score(read(PROFILES), prior=0.6, policy=policy)
    for row in range(0, len(PROFILES), 4):
        changed = {**PROFILES[row], "followers_count": 40, "description": ""}
        expected = MODEL.score(read([changed]), prior=0.6, policy=policy)[0]
        found = scores[row].what_if(followers_count=40, bio="")
        assert_same(found, expected)
        assert found.prior_log_odds == scores[row].prior_log_odds


def test_what_if_can_be_asked_again():
    """A changed score can be changed further; it compares with the one before."""
    score = MODEL.score(read(PROFILES))[0]
    twice = score.what_if(followers_count=5).what_if(bio=None)
    assert_same(twice, score.what_if(followers_count=5, bio=None))
    assert twice.before.before is score
    assert twice.changed == ("description",)


def test_the_explanation_tells_what_was_changed():
    """It says which fields were changed, and authenticity and verdict before and after."""
    score = score_one({"username": "ada", "followers_count": 12, "following_count": 1950, "posts_count": 4})
    changed = score.what_if(followers_count=5000, bio="Baker")
    facts = changed.explain().to_dict()
    assert facts["changed"] == ["followers_count", "description"]
    assert facts["before"] == {"authenticity": score.authenticity, "verdict": score.verdict}
    line = f"authenticity {score.authenticity:.3f} -> {changed.authenticity:.3f}"
    assert line in " ".join(repr(changed.explain()).split())
    assert "changed: number of followers, bio" in changed.explain()._repr_html_()
    assert score.explain().to_dict()["before"] is None


@pytest.mark.parametrize(
    ("platform", "card", "expected"),
    [("x", {}, "x"), ("generic", {}, None), ("generic", {"learnt_on": "x"}, "x")],
)
def test_the_explanation_tells_of_which_platform_genuine_accounts_are(platform, card, expected):
    """It is that of the card, or the model's; a model for every platform that does not say it has none."""
    score = replace(MODEL, platform=platform, card=card).score(read(PROFILES))[0]
    assert score.explain().learnt_on == expected


def test_the_explanation_tells_how_the_verdict_was_given():
    """The note at its end follows the policy: that of the scores, or the model's own."""
    default, own = (
        MODEL.score(read(PROFILES))[0],
        MODEL.score(read(PROFILES), policy=Policy(cut_offs=(0.2, 0.9)))[0],
    )
    assert default.explain().to_dict()["cut_offs"] is None
    assert "need not agree" in " ".join(repr(default.explain()).split())
    assert "need not agree" in default.explain()._repr_html_()
    assert own.what_if(bio="").explain().to_dict()["cut_offs"] == [0.2, 0.9]
    assert "authentic from 0.9 on" in " ".join(repr(own.explain()).split())


@pytest.mark.parametrize("time", ["2012-05-01T00:00:00Z", "2012-05-01", date(2012, 5, 1)], ids=repr)
def test_times_may_be_iso_text(time):
    """A date of creation may be given as text, with a zone or not, or as a datetime or date."""
    score = MODEL.score(read(PROFILES))[3]
    text = score.what_if(created_at=time)
    assert_same(text, score.what_if(created_at=datetime(2012, 5, 1, tzinfo=UTC)))
    assert text.authenticity != score.authenticity


def test_an_unknown_field_raises_with_the_nearest():
    """A field that does not exist is an error that names the nearest one."""
    with pytest.raises(ProfileError, match="no field 'follower_count': did you mean 'followers_count'"):
        MODEL.score(read(PROFILES))[0].what_if(follower_count=3)


def test_fewer_than_one_reason_raises():
    """An explanation shows one reason of each kind at least."""
    with pytest.raises(ValueError, match="n_reasons: expected 1 at least, got 0"):
        MODEL.score(read(PROFILES))[0].explain(n_reasons=0)


@pytest.fixture(scope="module")
def report():
    """Return the audit of a synthetic audience with bought followers."""
    simulated = simulate_audience(1500, purchases=[Purchase(0.2, at=0.5)], random_state=5)
    return audit(simulated.profiles)


def in_company(report):
    """Return some followers of whom the audience says something, and some of whom it does not."""
    scores = report.scores
    said = np.zeros(len(scores), np.bool_)
    for circumstance in scores.circumstances:
        said |= ~np.isnan(circumstance.value)
    return [*np.flatnonzero(said)[:60].tolist(), *np.flatnonzero(~said)[:20].tolist()]


def test_circumstances_are_explained(report):
    """What an audience says of an account is among the steps, and they lead to the fused log-odds."""
    rows = in_company(report)
    score = report.scores[rows[0]]
    assert score.circumstances
    explanation = score.explain(n_reasons=100)
    features = {step.feature for kind in explanation.kinds for step in kind.steps}
    assert {said.feature for said in score.circumstances} <= features
    assert {kind.kind: kind.log_odds for kind in explanation.kinds} == score.log_odds


def test_what_if_keeps_company(report):
    """A change to nothing gives the audited score back, verdict and all: circumstances and prior stay."""
    for row in in_company(report):
        score = report.scores[row]
        assert_same(score.what_if(), score)
        assert score.what_if(bio=None).circumstances == score.circumstances


def test_scores_with_a_policy_survive_pickling():
    """A pickled score can still be asked what if."""
    score = MODEL.score(read(PROFILES), policy=Policy(min_coverage=0.9))[0]
    again = pickle.loads(pickle.dumps(score))  # noqa: S301
    assert_same(again.what_if(bio=None), score.what_if(bio=None))


def test_the_public_way_explains():
    """`ff.score_one(...).explain()` works from plain dicts and its data is JSON."""
    facts = ff.score_one({"username": "ada", "followers_count": 3}).explain().to_dict()
    assert json.loads(json.dumps(facts, allow_nan=False)) == facts
