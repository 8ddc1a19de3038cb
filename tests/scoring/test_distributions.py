"""What is usual: shares of accounts below and up to values, exact at knots and never overstated between them."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, strategies as st

from fakefollow import load_detector
from fakefollow.scoring import FeatureDistribution

MODEL = load_detector("x")
KINDS = ("genuine", "bot")
VALUES = st.lists(
    st.tuples(
        st.one_of(st.integers(0, 5).map(float), st.floats(-1e6, 1e10), st.just(float("nan"))),
        st.sampled_from(KINDS),
        st.floats(0.1, 10.0),
    ),
    min_size=1,
    max_size=60,
).filter(lambda rows: not np.isnan([value for value, _, _ in rows]).all())


def arrays(rows):
    """Return values and the weights of each kind."""
    values = np.array([value for value, _, _ in rows])
    weights = {kind: np.array([weight if k == kind else 0.0 for _, k, weight in rows]) for kind in KINDS}
    return values, weights


def share(values, weight, chosen):
    """Return the weighted share of the observed values that are chosen."""
    seen = ~np.isnan(values)
    return weight[seen & chosen].sum() / weight[seen].sum()


@given(VALUES)
def test_shares_are_exact_at_knots(rows):
    """At every knot the shares below and up to it are those of the accounts, to four digits."""
    values, weights = arrays(rows)
    usual = FeatureDistribution.describe(values, weights, "genuine")
    for kind in usual.below:
        for place, knot in enumerate(usual.knots):
            assert usual.below[kind][place] == pytest.approx(share(values, weights[kind], values < knot), abs=6e-5)
            assert usual.up_to[kind][place] == pytest.approx(share(values, weights[kind], values <= knot), abs=6e-5)


@given(VALUES, st.floats(-1e7, 1e11))
def test_shares_are_never_overstated(rows, value):
    """For any value, at least the stated share has less, and at least the stated share has more."""
    values, weights = arrays(rows)
    usual = FeatureDistribution.describe(values, weights, "genuine")
    asked = np.append(values[~np.isnan(values)], value)
    for kind in usual.below:
        lower, higher = usual.lower(kind, asked), usual.higher(kind, asked)
        for one, low, high in zip(asked, lower, higher, strict=True):
            assert low <= share(values, weights[kind], values < one) + 6e-5
            assert high <= share(values, weights[kind], values > one) + 6e-5
        assert (lower + higher <= 1.0 + 1e-9).all()


@given(VALUES)
def test_what_is_kept_is_small_and_survives_json(rows):
    """At most 21 knots of three digits, ascending; no share falls; plain data gives the same again."""
    values, weights = arrays(rows)
    usual = FeatureDistribution.describe(values, weights, "genuine")
    facts = usual.to_dict()
    assert len(facts["knots"]) <= 21
    assert facts["knots"] == sorted(set(facts["knots"]))
    assert all(float(f"{knot:.3g}") == knot for knot in facts["knots"])
    for kind in facts["below"]:
        passed = [s for pair in zip(facts["below"][kind], facts["up_to"][kind], strict=True) for s in pair]
        assert passed == sorted(passed)
        assert 0.0 <= passed[0] <= passed[-1] <= 1.0
    card = {"usual": {"posts_count": json.loads(json.dumps(facts))}}
    assert replace(MODEL, card=card).known.usual["posts_count"].to_dict() == facts


@given(VALUES, st.randoms(use_true_random=False))
def test_order_of_accounts_changes_nothing(rows, random):
    """The same accounts in another order give the same distribution."""
    shuffled = list(rows)
    random.shuffle(shuffled)
    first, second = (FeatureDistribution.describe(*arrays(some), "genuine").to_dict() for some in (rows, shuffled))
    assert first["knots"] == second["knots"]
    for side in ("below", "up_to"):
        for kind in first[side]:
            np.testing.assert_allclose(first[side][kind], second[side][kind], atol=1.1e-4)


def test_yes_and_no_are_both_knots():
    """A feature that is yes or no keeps both shares, however rare one of them is."""
    values = np.array([0.0] * 999 + [1.0] + [0.0] * 10)
    genuine = np.array([1.0] * 1000 + [0.0] * 10)
    usual = FeatureDistribution.describe(values, {"genuine": genuine, "bot": 1.0 - genuine}, "genuine")
    assert usual.to_dict() == {
        "knots": [0.0, 1.0],
        "below": {"genuine": [0.0, 0.999], "bot": [0.0, 1.0]},
        "up_to": {"genuine": [0.999, 1.0], "bot": [1.0, 1.0]},
    }


def test_few_whole_numbers_are_all_knots():
    """Whole numbers in a narrow range are all knots, those that nobody has as well; a far single value is not."""
    values = np.array([2.0] * 300 + [5.0] * 300 + [77.0])
    usual = FeatureDistribution.describe(values, {"genuine": np.ones(601)}, "genuine")
    assert usual.knots.tolist() == [2.0, 3.0, 4.0, 5.0]
    assert usual.lower("genuine", np.array([4.0])).tolist() == pytest.approx([300 / 601], abs=1e-4)


def test_a_kind_that_was_not_observed_is_left_out():
    """A kind of which no account shows the feature has no distribution."""
    values = np.array([1.0, 2.0, np.nan])
    weights = {"genuine": np.array([1.0, 1.0, 0.0]), "bot": np.array([0.0, 0.0, 1.0])}
    assert set(FeatureDistribution.describe(values, weights, "genuine").below) == {"genuine"}


def test_tails_of_genuine_accounts_are_told_closely():
    """Of genuine accounts at most 5 % lie between two knots in the upper fifth, whatever other kinds do."""
    generator = np.random.default_rng(3)
    values = np.concatenate([generator.lognormal(0.0, 2.0, 4000), generator.lognormal(9.0, 0.2, 4000)])
    genuine = np.repeat([1.0, 0.0], 4000)
    usual = FeatureDistribution.describe(values, {"genuine": genuine, "bot": 1.0 - genuine}, "genuine")
    reached = usual.up_to["genuine"][usual.up_to["genuine"] > 0.8]
    assert max(np.diff(reached)) <= 0.0505
    levels = [0.005, 0.02, 0.05, 0.1, 0.15, 0.25, 0.4, 0.6, 0.75, 0.85, 0.9, 0.95, 0.98, 0.995]
    np.testing.assert_allclose(usual.up_to["genuine"][: len(levels)], levels, atol=0.003)


def test_between_knots_shares_are_those_of_the_next_knot_outwards():
    """At a knot its own share, between knots that of the knot before (less) or after (more), beyond all 0 or 1."""
    below, up_to = {"bot": np.array([0.0, 0.3])}, {"bot": np.array([0.2, 0.6])}
    usual = FeatureDistribution(np.array([0.0, 5.0]), below, up_to)
    assert usual.lower("bot", np.array([0.0, 1.0, 5.0, 99.0])).tolist() == [0.0, 0.2, 0.3, 0.6]
    assert usual.higher("bot", np.array([-1.0, 0.0, 1.0, 99.0])).tolist() == [1.0, 0.8, 0.7, 0.0]
