"""Priors, probabilities, false-positive curves and policies."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from fakefollow.scoring import FalsePositiveCurve, Policy, Prior, kind_probabilities, spared_evidence, suspicion

KINDS = ("purchased", "bot")
CURVE = FalsePositiveCurve(np.array([0.01, 0.1]), np.array([3.0, 1.0]))
PRIOR = Prior({"purchased": 0.1, "bot": 0.1})


def test_prior_as_a_share_keeps_the_split():
    """A float replaces the share that is not genuine and keeps how it is split among the kinds."""
    prior = Prior({"purchased": 0.1, "bot": 0.05}).replaced_by(0.3)
    assert prior.shares == pytest.approx({"purchased": 0.2, "bot": 0.1})


def test_prior_log_odds_are_against_genuine():
    """The log-odds of a kind compare its share with the genuine share."""
    np.testing.assert_allclose(Prior({"purchased": 0.2, "bot": 0.3}).log_odds(), np.log([0.2 / 0.5, 0.3 / 0.5]))


@pytest.mark.parametrize("prior", ["x", [0.1], True, {"purchased": "x", "bot": 0.6}, {"purchased": None, "bot": 0.6}])
def test_a_prior_that_is_no_number_raises(prior):
    """A prior of another type is refused in the library's words."""
    with pytest.raises(ValueError, match="prior: expected .*share"):
        Prior({"purchased": 0.1, "bot": 0.05}).replaced_by(prior)


@pytest.mark.parametrize("prior", [0.0, 1.0, -0.1, {"purchased": 0.6, "bot": 0.6}])
def test_impossible_prior_raises(prior):
    """Shares must be above 0 and with a sum below 1|a share between 0 and 1."""
    with pytest.raises(ValueError, match="with a sum below 1|a share between 0 and 1"):
        Prior({"purchased": 0.1, "bot": 0.05}).replaced_by(prior)


def test_prior_of_other_kinds_raises():
    """A mapping must name every kind of the model."""
    with pytest.raises(ValueError, match=r"a share for each of \['bot', 'purchased'\]"):
        Prior({"purchased": 0.1, "bot": 0.05}).replaced_by({"bot": 0.1})


@given(st.lists(st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4)), min_size=1, max_size=20))
def test_probabilities_are_finite_and_sum_to_one(log_odds):
    """Whatever the log-odds, rows are probabilities."""
    probability = kind_probabilities(np.array(log_odds))
    assert np.isfinite(probability).all()
    assert ((probability >= 0) & (probability <= 1)).all()
    np.testing.assert_allclose(probability.sum(axis=1), 1.0)


def test_genuine_probability_is_the_formula():
    """P(genuine) = 1 / (1 + exp(L_purchased) + exp(L_bot))."""
    assert kind_probabilities(np.array([[0.3, -1.2]]))[0, 0] == pytest.approx(1 / (1 + np.exp(0.3) + np.exp(-1.2)))


@given(st.lists(st.tuples(st.floats(-30, 30), st.floats(-30, 30)), min_size=1, max_size=20), st.floats(0.01, 0.9))
def test_suspicion_and_prior_are_the_log_odds_of_not_genuine(evidence, bought):
    """With the log-odds of all other kinds together suspicion is ln of (1 - authenticity) / authenticity."""
    prior = Prior({"purchased": bought, "bot": 0.05})
    authenticity = kind_probabilities(np.array(evidence) + prior.log_odds())[:, 0]
    together = np.log(bought + 0.05) - np.log1p(-bought - 0.05)
    expected = kind_probabilities(together + suspicion(np.array(evidence), prior.mix())[:, None])[:, 0]
    np.testing.assert_allclose(authenticity, expected, rtol=1e-9)


def test_suspicion_is_finite_for_any_evidence():
    """Evidence of any finite size gives finite suspicion, and one kind is its own suspicion."""
    assert np.isfinite(suspicion(np.array([[1e4, -1e4], [-1e4, -1e4], [0.0, 0.0]]), PRIOR.mix())).all()
    assert suspicion(np.array([[1.25]]), np.ones(1)).tolist() == [1.25]


def rates(random, n, *shifts):
    """Return suspicion of genuine accounts of sources that are shifted so, and their sources."""
    values = np.concatenate([random.normal(shift, 1.0, n) for shift in shifts])
    return values, np.repeat(np.arange(len(shifts)), n)


def test_curve_keeps_the_mean_rate_of_few_sources():
    """With fewer than five sources the mean of their rates is the rate, whatever their sizes."""
    values, sources = rates(np.random.default_rng(0), 5000, -1.0, 0.0, 0.5)
    kept = (sources != 0) | (np.arange(len(sources)) < 300)
    curve = FalsePositiveCurve.fit(values[kept], sources[kept], (0.01, 0.05, 0.2))
    for rate, threshold in zip(curve.rates, curve.thresholds, strict=True):
        reached = np.mean([(values[kept & (sources == source)] > threshold).mean() for source in range(3)])
        assert rate - 1 / 300 / 3 <= reached <= rate


def test_one_odd_source_sets_no_threshold():
    """Among five sources and more, one of any suspicion leaves the threshold where the others put it."""
    values, sources = rates(np.random.default_rng(1), 2000, 0.0, 0.1, -0.1, 0.0, 0.2)
    found = [
        FalsePositiveCurve.fit(np.append(values, values[:2000] + far), np.append(sources, np.full(2000, 9)), (0.02,))
        for far in (3.0, 5.0, 50.0)
    ]
    without = FalsePositiveCurve.fit(values[sources < 4], sources[sources < 4], (0.02,))
    assert found[0].thresholds == found[1].thresholds == found[2].thresholds
    assert found[0].thresholds[0] == pytest.approx(without.thresholds[0], abs=0.2)


@pytest.mark.parametrize(("n_sources", "n_worst"), [(4, 0), (5, 1), (9, 1), (10, 2)])
def test_the_worst_sources_count_as_the_next_one(n_sources, n_worst):
    """Of five sources one, of ten two have the rate of the next lower one in the mean, which is then the rate."""
    shifts = np.linspace(0.0, 1.5, n_sources) ** 2
    values, sources = rates(np.random.default_rng(3), 4000, *shifts)
    curve = FalsePositiveCurve.fit(values, sources, (0.02, 0.1))
    for rate, threshold in zip(curve.rates, curve.thresholds, strict=True):
        reached = np.sort([(values[sources == source] > threshold).mean() for source in range(n_sources)])
        reached[n_sources - n_worst :] = reached[n_sources - n_worst - 1]
        assert reached.mean() == pytest.approx(rate, abs=1 / 4000)


def test_the_order_of_accounts_moves_no_threshold():
    """Thresholds are those of the sources, in whatever order accounts and sources come."""
    random = np.random.default_rng(2)
    values, sources = rates(random, 400, 0.0, 0.4, -0.3, 0.2, 0.1, 0.0)
    order = random.permutation(len(values))
    found = FalsePositiveCurve.fit(values[order], 9 - sources[order])
    np.testing.assert_array_equal(found.thresholds, FalsePositiveCurve.fit(values, sources).thresholds)
    assert (np.diff(found.thresholds) <= 0.0).all()


def test_curve_takes_the_next_smaller_rate():
    """Between tabulated rates the stricter one counts; below the smallest it refuses."""
    assert (CURVE.at(0.05), CURVE.at(0.1)) == (3.0, 1.0)
    with pytest.raises(ValueError, match=r"expected at least 0\.01"):
        CURVE.at(0.001)


def judged(policy, evidence, prior=PRIOR, coverage=1.0):
    """Return authenticity and verdicts of accounts by the curve above."""
    log_odds = np.array(evidence) + prior.log_odds()
    authenticity = kind_probabilities(log_odds)[:, 0]
    cuts = policy.cuts(prior.log_odds(), CURVE)
    return authenticity, policy.verdicts(KINDS, log_odds, authenticity, np.full(len(log_odds), coverage), cuts)


@pytest.mark.parametrize(
    ("evidence", "coverage", "expected"),
    [
        ([0.9, 0.9], 1.0, "authentic"),
        ([1.1, 1.1], 1.0, "uncertain"),
        ([2.9, 2.9], 1.0, "uncertain"),
        ([3.2, 3.1], 1.0, "likely_purchased"),
        ([-9.0, 4.0], 1.0, "likely_bot"),
        ([-9.0, 3.6], 1.0, "uncertain"),
        ([9.0, 9.0], 0.1, "not_enough_data"),
    ],
)
def test_verdict_by_false_positive_rate(evidence, coverage, expected):
    """Suspicion decides by the curve, the likelier kind names it; too little coverage gives no verdict."""
    policy = Policy(max_false_positive_rate=0.01, uncertain_rate=0.1, min_coverage=0.2)
    for prior in (PRIOR, PRIOR.replaced_by(0.001), PRIOR.replaced_by(0.99)):
        assert judged(policy, [evidence], prior, coverage)[1].tolist() == [expected]


def test_verdict_by_own_cut_offs():
    """Cut-offs on authenticity replace the rates; the likelier kind is named, so that the prior counts."""
    policy, own = Policy(cut_offs=(0.3, 0.7)), Prior({"purchased": 0.4, "bot": 0.05})
    assert policy.cuts(own.log_odds(), CURVE) == (0.3, 0.7)
    authenticity, verdict = judged(policy, [[1.0, 2.0], [-0.5, -0.5], [-4.0, -4.0]], own)
    assert verdict.tolist() == ["likely_purchased", "uncertain", "authentic"]
    assert authenticity[0] < 0.3 <= authenticity[1] < 0.7 <= authenticity[2]


NATS = st.tuples(st.floats(-40, 40), st.floats(-40, 40))
SHARES = st.tuples(st.floats(1e-6, 0.49), st.floats(1e-6, 0.49)).map(lambda s: Prior(dict(zip(KINDS, s, strict=True))))
POLICIES = st.one_of(
    st.builds(Policy, st.floats(0.01, 0.99), st.floats(0.0, 0.99)),
    st.tuples(st.floats(0.0, 1.0), st.floats(0.0, 1.0)).map(lambda ends: Policy(cut_offs=tuple(sorted(ends)))),
)


@given(st.lists(NATS, min_size=2, max_size=30), SHARES, POLICIES)
def test_verdict_and_authenticity_never_contradict(evidence, prior, policy):
    """Whatever the evidence, the prior and the policy: called accounts have the lowest authenticity, authentic ones the
    highest, uncertain ones lie between.
    """
    authenticity, verdict = judged(policy, evidence, prior)
    rank = np.select([np.char.startswith(verdict, "likely_"), verdict == "uncertain"], [0, 1], 2)
    for lower in (0, 1):
        assert authenticity[rank <= lower].max(initial=0.0) <= authenticity[rank > lower].min(initial=1.0)
        assert not (authenticity[rank <= lower][:, None] == authenticity[rank > lower]).any()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"max_false_positive_rate": 0.0}, "max_false_positive_rate: expected between 0 and 1"),
        ({"uncertain_rate": -5.0}, "uncertain_rate: expected from 0 up to 1, got -5"),
        ({"uncertain_rate": 1.0}, "uncertain_rate: expected from 0 up to 1"),
        ({"min_coverage": 2.0}, "min_coverage: expected from 0 to 1"),
        ({"cut_offs": (0.9, 0.1)}, "low <= high"),
    ],
)
def test_impossible_policy_raises(settings, message):
    """A policy outside its range says what was expected."""
    with pytest.raises(ValueError, match=message):
        Policy(**settings)


def test_policy_and_rate_exclude_each_other():
    """Asking for a policy and for a rate is a contradiction."""
    with pytest.raises(ValueError, match="not both"):
        Policy().replaced_by(Policy(), 0.01)


EVIDENCE = st.lists(st.tuples(st.floats(-40.0, 40.0), st.floats(-40.0, 40.0)), min_size=1, max_size=8)


@given(EVIDENCE, st.floats(0.001, 0.9), st.floats(0.01, 0.99), st.sampled_from([0.01, 0.05, 0.1]))
def test_who_is_spared_is_never_called(evidence, share, bought, rate):
    """Whatever the evidence, the prior and the mix of kinds: without what is held back nobody spared is called."""
    policy, said = Policy(max_false_positive_rate=rate, min_coverage=0.0), np.array(evidence)
    held = spared_evidence(said, np.ones(len(said), np.bool_), CURVE, policy)
    prior = Prior({"purchased": share * bought, "bot": share * (1.0 - bought)}).log_odds()
    log_odds = prior + (said - held)
    authenticity = kind_probabilities(log_odds)[:, 0]
    cuts = policy.cuts(prior, CURVE)
    verdicts = policy.verdicts(KINDS, log_odds, authenticity, np.ones(len(said)), cuts)
    assert not np.char.startswith(verdicts, "likely_").any()
    assert (authenticity >= cuts[0]).all()


@given(EVIDENCE)
def test_only_what_is_beyond_the_threshold_is_held_back(evidence):
    """Evidence up to the threshold stays, to the bit; beyond it the rest is held back, of nobody else anything."""
    said = np.array(evidence)
    spared = np.arange(len(said)) % 2 == 0
    held = spared_evidence(said, spared, CURVE, Policy(max_false_positive_rate=0.01))
    assert not held[~spared].any()
    assert not held[spared][said[spared] < 2.99].any()
    beyond = said[spared] > 3.0
    np.testing.assert_allclose((said - held)[spared][beyond], 3.0, atol=1e-5)
    assert ((said - held)[spared][beyond] < 3.0).all()
