"""Score: explained, and asked what it would be of a changed profile; fields by name or alias, clear errors."""

import json
import pickle
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given, strategies as st

import fakefollow as ff
from fakefollow import Policy, audit, load_detector, read, score_one
from fakefollow.errors import ProfileError, nearest
from fakefollow.profiles import COLUMNS
from fakefollow.scoring import canonical_changes, changed_profile
from fakefollow.simulate import Purchase, simulate_accounts, simulate_audience

MODEL = load_detector("x")
PROFILES = simulate_accounts(20, 10, 10, random_state=6).profiles
ROWS = st.integers(0, len(PROFILES) - 1)
WRITTEN = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "description": st.none() | st.text(WRITTEN, max_size=30),
        "followers_count": st.none() | st.integers(0, 10**10),
        "following_count": st.none() | st.integers(0, 10**10),
        "has_banner": st.none() | st.booleans(),
        "created_at": st.none() | st.datetimes(datetime(2006, 1, 1), datetime(2023, 1, 1), timezones=st.just(UTC)),
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


def test_what_if_a_reader_had_followed_more():
    """What is held back of a reader is weighed anew: one more account followed and it is called, and back again."""
    loud = replace(MODEL, tables=replace(MODEL.tables, steps=tuple(steps + 4.0 for steps in MODEL.tables.steps)))
    shown = {"username": "ada17", "followers_count": 0, "following_count": 250, "posts_count": 0}
    reader = loud.score(read([shown]))[0]
    follower = reader.what_if(following_count=251)
    assert (reader.verdict, follower.verdict[:7]) == ("uncertain", "likely_")
    assert_same(follower.what_if(following_count=250), reader)
    assert_same(reader.what_if(), reader)
    for score, names in ((reader, {"newcomer_or_reader"}), (follower, set())):
        assert {reason.feature for reason in score.reasons} & {"newcomer_or_reader"} == names
    asked = reader.explain().to_dict() | {"changed": [], "before": None}
    again = follower.what_if(following_count=250).explain().to_dict()
    assert again | {"changed": [], "before": None} == asked


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
    ("platform", "card", "expected"), [("x", {}, "x"), ("generic", {}, None), ("generic", {"learnt_on": "x"}, "x")]
)
def test_the_explanation_tells_of_which_platform_genuine_accounts_are(platform, card, expected):
    """It is that of the card, or the model's; a model for every platform that does not say it has none."""
    score = replace(MODEL, platform=platform, card=card).score(read(PROFILES))[0]
    assert score.explain().learnt_on == expected


def test_the_explanation_tells_how_the_verdict_was_given():
    """The note at its end follows the policy: that of the scores, or the model's own."""
    default, own = (MODEL.score(read(PROFILES))[0], MODEL.score(read(PROFILES), policy=Policy(cut_offs=(0.2, 0.9)))[0])
    assert default.explain().to_dict()["cut_offs"] is None
    assert "a cut on authenticity that moves with the prior" in " ".join(repr(default.explain()).split())
    assert "a cut on authenticity that moves with the prior" in default.explain()._repr_html_()
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
        said[circumstance.rows] = True
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


ADA = read([{"username": "ada", "followers_count": 3, "description": "Baker", "has_banner": True}])
NEW = {
    "id": "77",
    "description": "B\u00e4ckerin \U0001f35e",
    "followers_count": 0,
    "has_banner": False,
    "created_at": datetime(2020, 1, 31, 12, tzinfo=UTC),
}


def test_changed_fields_are_new_and_others_stay():
    """The table has the new values and all others as they were; the given table stays as it is."""
    before = ADA.profile(0)
    after = changed_profile(ADA, NEW)
    assert after.profile(0) == before.model_copy(update=NEW)
    assert ADA.profile(0) == before


def test_none_is_not_observed():
    """A field set to None is no column: it was not observed."""
    after = changed_profile(ADA, {"description": None})
    assert not after.has("description")
    assert after.profile(0).username == "ada"


TIMES = [
    "2020-01-31T12:00:00Z",
    "2020-01-31T13:00:00+01:00",
    "2020-01-31T12:00:00",
    "2020-01-31 12:00",
    datetime(2020, 1, 31, 12, tzinfo=UTC),
    datetime(2020, 1, 31, 13, tzinfo=timezone(timedelta(hours=1))),
    datetime(2020, 1, 31, 12),
    np.datetime64("2020-01-31T12:00"),
    "Fri Jan 31 12:00:00 +0000 2020",
    1_580_472_000,
]


@pytest.mark.parametrize("time", TIMES, ids=repr)
def test_times_come_in_the_forms_that_are_read(time):
    """A time may be whatever `read` takes in a column; without a zone it is UTC, and it is kept in UTC."""
    assert changed_profile(ADA, {"created_at": time}).profile(0).created_at == NEW["created_at"]
    assert (
        read([{"username": "ada", "created_at": time, "observed_at": time}]).profile(0).created_at
        == (NEW["created_at"])
    )


@pytest.mark.parametrize("day", ["2020-01-31", date(2020, 1, 31), np.datetime64("2020-01-31")], ids=repr)
def test_a_date_is_its_midnight(day):
    """A date without a time is its first moment in UTC."""
    profile = changed_profile(ADA, {"created_at": day}).profile(0)
    assert profile.created_at == datetime(2020, 1, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "given", "kept"),
    [
        ("username", "@bob", "bob"),
        ("id", 77, "77"),
        ("followers_count", "12", 12),
        ("followers_count", 12.0, 12),
        ("followers_count", np.int64(12), 12),
        ("has_banner", "false", False),
        ("description", "@bob", "@bob"),
        ("username", "", None),
        ("followers_count", float("nan"), None),
        ("created_at", np.datetime64("NaT", "us"), None),
    ],
)
def test_values_are_read_as_in_a_column(name, given, kept):
    """Handles lose their @, numbers may be text, and what is no value was not observed, all as `read` has it."""
    assert getattr(changed_profile(ADA, {name: given}).profile(0), name) == kept
    assert getattr(read([{"description": "x", name: given}]).profile(0), name) == kept


@pytest.mark.parametrize(
    "changes", [{"created_at": "2030-01-01"}, {"observed_at": "2010-01-01"}, {"last_status_at": "2012-01-01"}], ids=repr
)
def test_a_time_that_contradicts_another_raises(changes):
    """A time that `read` would give up because of another one is an error that names the one to mend."""
    table = read([{"username": "ada", "created_at": "2015-01-01", "observed_at": "2020-01-01"}])
    with pytest.raises(ProfileError, match="_at: expected a time (before|after) the "):
        changed_profile(table, changes)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"followers_count": -1}, "followers_count: expected a count from 0 .* or None, got -1"),
        ({"followers_count": 2.5}, "followers_count: expected a count .* got 2.5"),
        ({"has_banner": "perhaps"}, "has_banner: expected true or false, or None, got 'perhaps'"),
        ({"description": 5}, "description: expected text, or None, got 5"),
        ({"name": "\ud800"}, "name: expected valid UTF-8 text"),
        (
            {"created_at": "yesterday"},
            "created_at: expected a time from 1995 to 2099, such as '2024-05-01' .* got 'yesterday'",
        ),
        ({"created_at": True}, "created_at: expected a time .* got True"),
        ({"created_at": datetime(1970, 1, 1, tzinfo=UTC)}, "created_at: expected a time from 1995"),
        ({"followers_count": -1, "has_banner": "perhaps"}, "followers_count: .*; has_banner: "),
    ],
)
def test_values_that_do_not_fit_raise(changes, message):
    """The error names every field, what is expected and what was got."""
    with pytest.raises(ProfileError, match=message):
        changed_profile(ADA, changes)


def test_a_long_value_is_cut_in_the_message():
    """A bio that is no bio does not fill the screen."""
    with pytest.raises(ProfileError) as error:
        changed_profile(ADA, {"followers_count": "x" * 10_000})
    assert len(str(error.value)) < 200


def test_aliases_stand_for_fields():
    """``bio`` is the description, ``handle`` the username, ``display_name`` the name; canonical names stay."""
    assert canonical_changes({"bio": "a", "handle": "b", "display_name": "c", "url": None}) == {
        "description": "a",
        "username": "b",
        "name": "c",
        "url": None,
    }
    assert set(canonical_changes(dict.fromkeys(COLUMNS))) == set(COLUMNS)


@pytest.mark.parametrize(
    ("name", "near"), [("folowers_count", "followers_count"), ("Bio", "bio"), ("observed", "observed_at")]
)
def test_an_unknown_name_of_a_change_raises_with_the_nearest(name, near):
    """A name that is no field is an error that names the nearest one."""
    with pytest.raises(ProfileError, match=f"a profile has no field '{name}': did you mean '{near}'"):
        canonical_changes({name: 1})


def test_a_field_given_twice_raises():
    """One field under two names is an error."""
    with pytest.raises(ProfileError, match="'description' was given by two names"):
        canonical_changes({"bio": "a", "description": "b"})


def test_where_nothing_is_near_all_names_are_told():
    """If no name is near, the known ones are listed."""
    assert nearest("zzz", ["a", "b"]) == "expected one of 'a', 'b'"


def test_score_is_told_as_a_person_reads_it():
    """A score shows whose it is and its verdict first, in words, in a notebook too; what it shows is harmless."""
    score = score_one({"username": "ada<b>\u202e", "followers_count": 12, "following_count": 1950})
    told = f"@ada<b>?: likely purchased, authenticity {score.authenticity:.3f}, coverage {score.coverage:.2f}"
    assert repr(score).splitlines()[0] == str(score).splitlines()[0] == told
    assert "@ada&lt;b&gt;?" in score._repr_html_()


def test_score_gives_account_and_plain_data():
    """The account is at hand, as what was observed of it, and everything is plain data for JSON."""
    score = score_one({"id": "7", "username": "ada", "followers_count": 12, "following_count": 1950})
    assert (score.username, score.profile.followers_count) == ("ada", 12)
    data = json.loads(json.dumps(score.to_dict(), allow_nan=False))
    assert (data["id"], data["username"], data["verdict"]) == ("7", "ada", score.verdict)
    assert data["kind_probability"] == score.kind_probability
    assert [reason["text"] for reason in data["reasons"]] == [reason.text for reason in score.reasons]
    assert score_one({"followers_count": 3}).username is None
