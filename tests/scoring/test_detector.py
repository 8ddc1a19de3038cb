"""Detector: laws of scoring (rows, order, batches, priors, policies) and exact addition of evidence."""

import json
import warnings
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, strategies as st

from fakefollow import PlatformWarning, Policy, load_detector, read
from fakefollow.features import FEATURES
from fakefollow.profiles import COLUMNS, ColumnType, ProfileTable
from fakefollow.scoring import weight_words
from fakefollow.simulate import simulate_accounts

MODEL = load_detector("x")
LOUD = replace(MODEL, tables=replace(MODEL.tables, steps=tuple(steps + 4.0 for steps in MODEL.tables.steps)))
"""A model that finds 4 nats against an account in everything."""
NEWCOMER = "newcomer_or_reader"
SEEN, SOON = datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 1, 7, tzinfo=UTC)
RATES = MODEL.curve.rates.tolist()
PROFILES = simulate_accounts(120, 50, 30, random_state=11).profiles
TABLE = read(PROFILES)
GOLDEN = Path(__file__).parents[2] / "models" / "x" / "golden.jsonl"

VALUES = {
    ColumnType.TEXT: st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    ColumnType.COUNT: st.one_of(st.integers(0, 300), st.integers(0, 10_000_000_000)),
    ColumnType.FLAG: st.booleans(),
    ColumnType.TIME: st.datetimes(datetime(2005, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
}
ANY_PROFILE = st.fixed_dictionaries({}, optional={name: VALUES[kind] for name, kind in COLUMNS.items()})


def flagged(scores):
    return np.char.startswith(scores.verdict, "likely_")


def assert_adds_up(score):
    """Prior plus the evidence of the reasons is the log-odds, and the log-odds give the probabilities."""
    for kind, log_odds in score.log_odds.items():
        evidence = sum(reason.evidence for reason in score.reasons if reason.kind == kind)
        assert score.prior_log_odds[kind] + evidence == pytest.approx(log_odds, abs=1e-9)
    odds = sum(np.exp(value) for value in score.log_odds.values())
    assert score.authenticity == pytest.approx(1.0 / (1.0 + odds), abs=1e-12)


@given(st.lists(ANY_PROFILE, max_size=6))
def test_scores_are_probabilities_for_any_profile(make_table, profiles):
    """Whatever was observed: one score a row, 0 <= authenticity <= 1, kinds sum to 1, coverage is a share."""
    scores = MODEL.score(make_table(profiles))
    assert len(scores) == len(scores.verdict) == len(profiles)
    assert np.isfinite(scores.log_odds).all()
    assert ((scores.kind_probability >= 0.0) & (scores.kind_probability <= 1.0)).all()
    np.testing.assert_allclose(scores.kind_probability.sum(axis=1), 1.0, rtol=0, atol=1e-12)
    np.testing.assert_array_equal(scores.kind_probability[:, 0], scores.authenticity)
    assert ((scores.coverage >= 0.0) & (scores.coverage <= 1.0)).all()
    assert set(scores.verdict.tolist()) <= set(scores.verdict_names)


@given(ANY_PROFILE)
def test_evidence_adds_up_for_any_profile(make_table, profile):
    """Prior plus reasons is the log-odds for any profile."""
    assert_adds_up(MODEL.score(make_table([profile]))[0])


@given(ANY_PROFILE, st.sampled_from(list(COLUMNS)))
def test_not_observed_is_the_same_as_absent(make_table, profile, name):
    """A column of which nothing was observed and a column that is not there give the same score."""
    without = {key: value for key, value in profile.items() if key != name}
    beside = {"username": "ada", **profile}
    one = MODEL.score(make_table([beside, without]))
    alone = MODEL.score(make_table([without]))
    np.testing.assert_array_equal(one.log_odds[1], alone.log_odds[0])
    np.testing.assert_array_equal(one.coverage[1], alone.coverage[0])


def test_evidence_adds_up_for_golden_profiles():
    """Prior plus reasons is the log-odds for every golden profile."""
    profiles = [json.loads(line)["profile"] for line in GOLDEN.read_text("utf8").splitlines()]
    for score in MODEL.score(read(profiles)):
        assert_adds_up(score)


def test_reasons_are_sorted_and_speak_of_kinds():
    """Reasons come strongest first, one for each observed feature and kind, with the feature's unit."""
    score = MODEL.score(TABLE)[0]
    strengths = [abs(reason.evidence) for reason in score.reasons]
    assert strengths == sorted(strengths, reverse=True)
    assert len({(reason.feature, reason.kind) for reason in score.reasons}) == len(score.reasons)
    assert {reason.kind for reason in score.reasons} == {"purchased", "bot"}
    assert {reason.feature for reason in score.reasons} <= {*FEATURES, NEWCOMER}
    assert all(reason.unit == FEATURES[reason.feature].unit for reason in score.reasons if reason.feature != NEWCOMER)


def test_a_reason_speaks_for_a_kind_where_its_evidence_is_above_zero():
    """The words of a reason say for, against or nothing of which kind, by the sign of the signed evidence."""
    for score in MODEL.score(TABLE[:40]):
        for reason in score.reasons:
            assert (f": speaks for {reason.kind} (+" in reason.text) == (reason.evidence > 0.0)
            assert (f": speaks against {reason.kind} (-" in reason.text) == (reason.evidence < 0.0)
            assert reason.text.endswith(f" {reason.kind} ({reason.evidence:+.2f})")
            assert reason.text == reason.sentence + weight_words(reason.kind, reason.evidence)


@given(st.integers(0, len(PROFILES) - 1), st.sampled_from(sorted(PROFILES[0])))
def test_removing_a_field_removes_only_its_evidence(make_table, row, field):
    """Without a field, the reasons that need it vanish and all others stay; only what is held back is weighed anew."""
    profile = {name: None if name == field else value for name, value in PROFILES[row].items()}
    before, after = (MODEL.score(make_table([shown]))[0] for shown in (PROFILES[row], profile))
    features, held = [reason for reason in before.reasons if reason.feature != NEWCOMER], {}
    for when, score in (("before", before), ("after", after)):
        held[when] = {reason.kind: reason.evidence for reason in score.reasons if reason.feature == NEWCOMER}
    kept = [reason for reason in features if field not in FEATURES[reason.feature].fields]
    gone = [reason for reason in features if field in FEATURES[reason.feature].fields]
    assert [reason for reason in after.reasons if reason.feature != NEWCOMER] == kept
    for kind in after.log_odds:
        lost = sum(reason.evidence for reason in gone if reason.kind == kind)
        lost += held["before"].get(kind, 0.0) - held["after"].get(kind, 0.0)
        assert before.log_odds[kind] - after.log_odds[kind] == pytest.approx(lost, abs=1e-9)
    assert after.coverage <= before.coverage


ANYTHING_ELSE = {name: VALUES[kind] for name, kind in COLUMNS.items() if name not in {"following_count", "posts_count"}}
READERS = st.fixed_dictionaries(
    {"following_count": st.integers(0, 250), "posts_count": st.sampled_from([None, 0])}, optional=ANYTHING_ELSE
)
NEWCOMERS = st.fixed_dictionaries(
    {"following_count": st.integers(0, 400), "posts_count": st.integers(0, 9)}, optional=ANYTHING_ELSE
).map(lambda profile: {**profile, "created_at": SEEN, "observed_at": SOON})


@given(st.one_of(NEWCOMERS, READERS), st.floats(0.02, 0.98))
def test_newcomers_and_readers_are_never_called(make_table, profile, prior):
    """Whatever else they show and whatever is expected: no verdict likely_*, authenticity not below the cut.

    What is too much is a reason of its own, so that reasons still add up.
    """
    scores = LOUD.score(make_table([profile]), prior=prior)
    assert not flagged(scores)[0]
    assert scores.verdict[0] in {"uncertain", "authentic", "not_enough_data"}
    cut, _ = LOUD.policy.cuts(scores.prior_log_odds, LOUD.curve)
    assert scores.authenticity[0] >= cut
    assert_adds_up(scores[0])
    held = [reason for reason in scores[0].reasons if reason.feature == NEWCOMER]
    assert all(reason.evidence < 0.0 and reason.value == -reason.evidence for reason in held)
    for kind, evidence in zip(scores.kinds[1:], scores.evidence[0].tolist(), strict=True):
        said = sum(reason.evidence for reason in scores[0].reasons if reason.kind == kind)
        assert evidence == pytest.approx(said, abs=1e-9)


def test_what_is_held_back_of_a_newcomer_is_told(make_table):
    """Why it does not count is said in words, for each kind of which too much is said, and with how many nats."""
    new = {"following_count": 250, "posts_count": 0, "followers_count": 0, "username": "ada17772341"}
    (score,) = LOUD.score(make_table([new]))
    reasons = {reason.kind: reason for reason in score.reasons if reason.feature == NEWCOMER}
    assert set(reasons) == {"purchased", "bot"}
    assert reasons["bot"].text.startswith("it is new, nearly empty or has only read so far, and accounts to be sold")
    assert reasons["bot"].text.endswith(f": speaks against bot ({reasons['bot'].evidence:+.2f})")
    assert {step.feature for kind in score.explain(99).kinds for step in kind.steps} >= {NEWCOMER}
    limit = LOUD.curve.at(LOUD.policy.max_false_positive_rate)
    assert score.log_odds["bot"] - score.prior_log_odds["bot"] == pytest.approx(limit, abs=1e-5)


def test_others_are_called_by_the_same_evidence(make_table):
    """Who follows more, or has posted more, is no reader: the same model calls it and holds nothing back."""
    new = {"following_count": 250, "posts_count": 0, "followers_count": 0, "username": "ada17772341"}
    assert not flagged(LOUD.score(make_table([new])))[0]
    for change in ({"following_count": 251}, {"posts_count": 1}):
        (score,) = LOUD.score(make_table([new | change]))
        assert score.verdict.startswith("likely_")
        assert NEWCOMER not in {reason.feature for reason in score.reasons}


def test_readers_stay_uncalled_at_stricter_rates(make_table):
    """They are held at the threshold of the model's own policy: a stricter rate calls none, a looser one may."""
    table = make_table([{"following_count": 250, "posts_count": 0, "followers_count": 0, "username": "ada17772341"}])
    assert not any(flagged(LOUD.score(table, max_false_positive_rate=rate))[0] for rate in (0.001, 0.005, 0.01, 0.02))
    assert flagged(LOUD.score(table, max_false_positive_rate=0.3))[0]


def test_a_model_that_does_not_look_at_posts_spares_nobody(make_table):
    """Without posts nobody is known to have only read: such a model calls by what it sees."""
    numbers = [n for n, name in enumerate(LOUD.features) if "posts_count" not in FEATURES[name].fields]
    names = tuple(LOUD.features[number] for number in numbers)
    blind = replace(LOUD, features=names, tables=LOUD.tables.of_features(numbers), weights=LOUD.weights[numbers])
    table = make_table([{"following_count": 80, "followers_count": 0, "username": "ada17772341"}])
    assert not flagged(LOUD.score(table))[0]
    assert flagged(blind.score(table))[0]
    assert_adds_up(blind.score(table)[0])


@given(st.randoms(use_true_random=False))
def test_order_of_rows_changes_nothing(random):
    """Scores of permuted rows are the permuted scores, to the bit."""
    rows = list(range(len(TABLE)))
    random.shuffle(rows)
    expected, permuted = MODEL.score(TABLE), MODEL.score(TABLE.take(np.array(rows)))
    np.testing.assert_array_equal(permuted.kind_probability, expected.kind_probability[rows])
    np.testing.assert_array_equal(permuted.coverage, expected.coverage[rows])
    np.testing.assert_array_equal(permuted.verdict, expected.verdict[rows])


@pytest.mark.parametrize("n_rows", [0, 1, 3])
def test_nothing_observed_gives_the_prior(n_rows):
    """A profile of which nothing was observed has the prior's authenticity, no coverage and no verdict."""
    scores = MODEL.score(ProfileTable({}, n_rows))
    np.testing.assert_allclose(scores.authenticity, [0.85] * n_rows, rtol=0, atol=1e-12)
    np.testing.assert_array_equal(scores.log_odds, np.tile(MODEL.prior.log_odds(), (n_rows, 1)))
    assert scores.coverage.tolist() == [0.0] * n_rows
    assert scores.verdict.tolist() == ["not_enough_data"] * n_rows
    assert [score.reasons for score in scores] == [()] * n_rows


@pytest.mark.parametrize("prior", [0.01, 0.5, 0.97, {"purchased": 0.45, "bot": 0.15}])
def test_prior_moves_probabilities_and_no_verdict(prior):
    """Another share not genuine, of the same mix, adds the same log-odds to every row and changes no verdict."""
    default, other = MODEL.score(TABLE), MODEL.score(TABLE, prior=prior)
    shift = MODEL.prior.replaced_by(prior).log_odds() - MODEL.prior.log_odds()
    np.testing.assert_allclose(other.log_odds - default.log_odds, np.tile(shift, (len(TABLE), 1)), atol=1e-9)
    assert (other.authenticity != default.authenticity).all()
    np.testing.assert_array_equal(other.verdict, default.verdict)


def test_a_larger_prior_never_raises_authenticity():
    """The more accounts are expected not to be genuine, the lower every authenticity."""
    columns = [MODEL.score(TABLE, prior=prior).authenticity for prior in (0.05, 0.15, 0.4, 0.8)]
    assert (np.diff(columns, axis=0) < 0.0).all()


@given(st.tuples(st.sampled_from(RATES), st.sampled_from(RATES)))
def test_a_stricter_rate_flags_a_subset(rates):
    """Whoever is flagged at a small false-positive rate is flagged at every larger one."""
    strict, loose = (MODEL.score(TABLE, max_false_positive_rate=rate) for rate in sorted(rates))
    assert not (flagged(strict) & ~flagged(loose)).any()
    np.testing.assert_array_equal(strict.authenticity, loose.authenticity)


def test_rates_are_not_all_the_same():
    """The rate matters: the loosest flags more accounts than the strictest."""
    strict, loose = (MODEL.score(TABLE, max_false_positive_rate=rate) for rate in (0.001, 0.3))
    assert flagged(strict).sum() < flagged(loose).sum()


def test_own_cut_offs_decide_by_authenticity():
    """Cut-offs of the user's own give verdicts by authenticity alone, and so the prior counts."""
    policy = Policy(cut_offs=(0.3, 0.8))
    for scores in (MODEL.score(TABLE, policy=policy), MODEL.score(TABLE, policy=policy, prior=0.5)):
        np.testing.assert_array_equal(flagged(scores), scores.authenticity < 0.3)
        np.testing.assert_array_equal(scores.verdict == "authentic", scores.authenticity >= 0.8)


def test_min_coverage_withholds_verdicts(make_table):
    """Below the policy's coverage there is no verdict, whatever the evidence."""
    table = make_table([{"followers_count": 0, "following_count": 2000}])
    (coverage,) = MODEL.score(table).coverage
    barely, short = Policy(min_coverage=coverage), Policy(min_coverage=min(1.0, coverage + 1e-6))
    assert MODEL.score(table, policy=barely).verdict[0] != "not_enough_data"
    assert MODEL.score(table, policy=short).verdict[0] == "not_enough_data"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"prior": "x"}, "prior: expected a share between 0 and 1, or a share for each kind, got 'x'"),
        ({"prior": 1.5}, "expected a share between 0 and 1"),
        ({"prior": {"bot": 0.1}}, r"a share for each of \['bot', 'purchased'\]"),
        ({"max_false_positive_rate": 1e-6}, "expected at least 0.001"),
        ({"max_false_positive_rate": 0.01, "policy": Policy()}, "not both"),
    ],
)
def test_impossible_settings_raise(settings, message):
    """A prior or policy outside its range says what is possible."""
    with pytest.raises(ValueError, match=message):
        MODEL.score(TABLE, **settings)


def test_repr_says_what_it_is():
    """The text of a detector names the model, its platform, features and kinds."""
    n_features = len(MODEL.features)
    assert repr(MODEL) == (f"Detector 'x' for x: {n_features} features, kinds ('genuine', 'purchased', 'bot')")


def test_profiles_of_another_platform_are_scored_with_a_warning():
    """A model says so when it is used on a platform that it was not learnt on, at the user's line."""
    table = read([{"username": "ada", "followers_count": 3, "platform": "instagram"}])
    with pytest.warns(PlatformWarning, match="learnt on x: its figures do not hold") as caught:
        scores = MODEL.score(table)
    assert len(scores) == 1
    assert caught[0].filename == __file__


def test_a_model_for_every_platform_does_not_warn():
    """A model whose platform is generic was not learnt for one platform, so none is another."""
    table = read([{"username": "ada", "followers_count": 3, "platform": "instagram"}])
    generic = replace(MODEL, platform="generic")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(generic.score(table)) == 1


def test_facts_of_a_feature_are_those_of_the_tables():
    """`feature_facts` holds weight, thresholds, steps and distribution of one feature, as plain data."""
    for place, name in enumerate(MODEL.features):
        facts = MODEL.feature_facts(name)
        assert json.loads(json.dumps(facts, allow_nan=False)) == facts
        assert facts["edges"] == MODEL.tables.edges[place].tolist()
        assert list(facts["evidence"]) == ["purchased", "bot"]
        np.testing.assert_array_equal(np.array(list(facts["evidence"].values())).T, MODEL.tables.steps[place])
        assert facts["weight"] == MODEL.weights[place]
        assert facts["usual"] == MODEL.card["usual"][name]
        assert (facts["answers"] is not None) == (FEATURES[name].unit == "yes or no")


def test_an_unknown_feature_raises_with_the_nearest():
    """A feature that the model has not is an error that names the nearest one."""
    with pytest.raises(ValueError, match="has no feature 'follower_count': did you mean 'followers_count'"):
        MODEL.feature_facts("follower_count")
    with pytest.raises(ValueError, match="has no feature 'folowers_per_post': did you mean 'followers_per_post'"):
        MODEL.plot_feature("folowers_per_post")


def test_profiles_that_are_no_table_are_told():
    """A detector scores tables; a list is an error that names what reads it."""
    with pytest.raises(TypeError, match=r"expected a ProfileTable, got list: pass fakefollow.read\(...\) of it"):
        MODEL.score(PROFILES)
