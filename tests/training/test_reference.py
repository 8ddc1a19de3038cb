"""What training keeps of its accounts: a histogram a feature, thresholds, and counts for shares of audiences."""

import json
from dataclasses import replace

import numpy as np
import pytest

from fakefollow import read
from fakefollow.evaluation import LabelledAccounts
from fakefollow.features import USUAL, UsernameModel, measure
from fakefollow.scoring import (
    GENUINE,
    ConformalThresholds,
    FeatureReference,
    Prior,
    bin_shares,
    drifted_features,
    evidence_cells,
    index_limit,
)
from fakefollow.simulate import simulate_accounts
from fakefollow.training import (
    TrainingSettings,
    conformal_thresholds,
    describe_reference,
    describe_usual,
    train_detector,
)

SIMULATED = simulate_accounts(500, 200, 200, random_state=3)
ACCOUNTS = LabelledAccounts.of(read(SIMULATED.profiles), SIMULATED.kind, SIMULATED.source)
PRIOR = Prior({"purchased": 0.05, "bot": 0.1})
NAMES = USUAL
USERNAMES = UsernameModel.fit(ACCOUNTS.where(ACCOUNTS.kinds == GENUINE).table.texts("username"))
FEATURE_VALUES = measure(ACCOUNTS.table, NAMES, USERNAMES)


@pytest.fixture(scope="module")
def reference():
    """Return the reference of the synthetic accounts."""
    return describe_reference(ACCOUNTS, NAMES, USERNAMES, PRIOR)


def loaded(reference):
    """Return a reference as a detector has it."""
    return {
        name: FeatureReference(**{**facts, "edges": np.array(facts["edges"]), "shares": np.array(facts["shares"])})
        for name, facts in reference.items()
    }


def test_reference_is_plain_data_of_aggregates(reference):
    """Every feature has at most ten bins, shares that sum to 1, four digits, and survives JSON unchanged."""
    assert json.loads(json.dumps(reference)) == reference
    assert set(reference) == set(NAMES)
    for facts in reference.values():
        assert list(facts) == ["edges", "shares", "not_observed", "limit"]
        assert len(facts["shares"]) == len(facts["edges"]) + 1 <= 10
        assert sum(facts["shares"]) == pytest.approx(1.0, abs=6e-4)
        assert all(float(f"{edge:.4g}") == edge for edge in facts["edges"])
        assert facts["edges"] == sorted(set(facts["edges"]))


def test_kinds_have_the_shares_of_the_prior(reference):
    """Genuine accounts have 85 %, each other kind its prior, and the sources of a kind weigh the same."""
    weight = np.zeros(len(ACCOUNTS))
    for kind, share in {GENUINE: 0.85, "purchased": 0.05, "bot": 0.1}.items():
        sources = sorted(set(ACCOUNTS.sources[ACCOUNTS.kinds == kind].tolist()))
        for source in sources:
            rows = (ACCOUNTS.kinds == kind) & (ACCOUNTS.sources == source)
            weight[rows] = share / len(sources) / rows.sum()
    values = FEATURE_VALUES[:, NAMES.index("followers_count")]
    facts = reference["followers_count"]
    np.testing.assert_allclose(facts["shares"], bin_shares(values, np.array(facts["edges"]), weight), atol=6e-5)


def test_not_observed_is_a_weighted_share():
    """Accounts that lack a field count with their weight, and the shares are those of the others."""
    profiles = [
        p if kind == GENUINE else {**p, "likes_count": None}
        for p, kind in zip(SIMULATED.profiles, SIMULATED.kind, strict=True)
    ]
    accounts = LabelledAccounts.of(read(profiles), SIMULATED.kind, SIMULATED.source)
    facts = describe_reference(accounts, ("likes_count",), USERNAMES, PRIOR)["likes_count"]
    assert facts["not_observed"] == pytest.approx(0.15)
    assert sum(facts["shares"]) == pytest.approx(1.0, abs=6e-4)


def test_what_nobody_shows_is_left_out():
    """A feature that was never observed has no reference."""
    profiles = [{**profile, "likes_count": None} for profile in SIMULATED.profiles]
    accounts = LabelledAccounts.of(read(profiles), SIMULATED.kind, SIMULATED.source)
    assert list(describe_reference(accounts, ("likes_count", "posts_count"), USERNAMES, PRIOR)) == ["posts_count"]


def test_the_accounts_themselves_do_not_drift(reference):
    """A mixture of the training accounts in the shares of the reference drifts in no feature."""
    random = np.random.default_rng(0)
    share = np.array([{GENUINE: 0.85, "purchased": 0.05, "bot": 0.1}[k] for k in ACCOUNTS.kinds.tolist()])
    pairs = list(zip(ACCOUNTS.kinds.tolist(), ACCOUNTS.sources.tolist(), strict=True))
    sources = {kind: len({s for k, s in pairs if k == kind}) for kind in set(ACCOUNTS.kinds.tolist())}
    size = {pair: pairs.count(pair) for pair in set(pairs)}
    weight = share / np.array([sources[kind] * size[kind, source] for kind, source in pairs])
    rows = random.choice(len(ACCOUNTS), 2000, p=weight / weight.sum())
    assert drifted_features(FEATURE_VALUES[rows], NAMES, loaded(reference)) == {}


def test_limit_is_that_of_the_farthest_genuine_source(reference):
    """The limit of a feature is that of the genuine accounts of each source, those of other kinds left out."""
    sources = ACCOUNTS.sources[ACCOUNTS.kinds == GENUINE]
    for place, name in enumerate(NAMES):
        values = FEATURE_VALUES[ACCOUNTS.kinds == GENUINE, place]
        edges, shares = (np.array(reference[name][key]) for key in ("edges", "shares"))
        expected = index_limit([values[sources == source] for source in set(sources)], edges, shares)
        assert reference[name]["limit"] == pytest.approx(expected, abs=6e-5)
    assert max(facts["limit"] for facts in reference.values()) > 0.25


def test_no_known_community_drifts(reference):
    """The genuine accounts of a source that the model was learnt on are a known community, however one-sided."""
    genuine = ACCOUNTS.kinds == GENUINE
    for source in set(ACCOUNTS.sources[genuine].tolist()):
        rows = genuine & (ACCOUNTS.sources == source)
        assert drifted_features(FEATURE_VALUES[rows], NAMES, loaded(reference)) == {}


def test_followers_of_one_seller_drift(reference):
    """Followers of one seller are not what the model was learnt on, and the index says so."""
    rows = ACCOUNTS.kinds == "purchased"
    assert "username_trailing_digits" in drifted_features(FEATURE_VALUES[rows], NAMES, loaded(reference))


def test_usual_values_weigh_every_source_of_a_kind_the_same():
    """At each knot the share of a kind is the mean over its sources, whatever their numbers."""
    usual = describe_usual(ACCOUNTS, NAMES, USERNAMES)
    assert json.loads(json.dumps(usual)) == usual
    assert list(usual) == list(NAMES)
    for name in ("followers_count", "following_per_follower", "has_banner", "username_digits"):
        knots, below = np.array(usual[name]["knots"]), usual[name]["below"]
        assert list(below) == [GENUINE, "purchased", "bot"]
        for kind in below:
            shares = []
            for source in sorted(set(ACCOUNTS.sources[ACCOUNTS.kinds == kind].tolist())):
                rows = (ACCOUNTS.kinds == kind) & (ACCOUNTS.sources == source)
                values = FEATURE_VALUES[rows, NAMES.index(name)]
                shares.append((values[:, None] < knots).mean(axis=0))
            np.testing.assert_allclose(below[kind], np.mean(shares, axis=0), atol=6e-5)


def test_usual_values_leave_out_what_a_kind_does_not_show():
    """A feature that one kind alone shows is described for that kind alone; one that nobody shows not at all."""
    profiles = [
        {**profile, "listed_count": None, "likes_count": None if kind == GENUINE else profile["likes_count"]}
        for profile, kind in zip(SIMULATED.profiles, SIMULATED.kind, strict=True)
    ]
    accounts = LabelledAccounts.of(read(profiles), SIMULATED.kind, SIMULATED.source)
    usual = describe_usual(accounts, ("likes_count", "listed_count"), USERNAMES)
    assert list(usual) == ["likes_count"]
    assert set(usual["likes_count"]["below"]) == {"purchased", "bot"}


def labelled(kinds_and_sources):
    """Return accounts of which only kind and source are known, from (kind, source, number)."""
    rows = [(kind, source) for kind, source, n in kinds_and_sources for _ in range(n)]
    kinds, sources = zip(*rows, strict=True)
    return LabelledAccounts.of(read([{"username": "ada"}] * len(rows)), list(kinds), list(sources))


def test_thresholds_weigh_kinds_and_sources_the_same():
    """Half of what is not genuine is purchased and half bots, whatever their numbers, and each source has its part."""
    accounts = labelled([(GENUINE, "a", 500), ("purchased", "b", 100), ("purchased", "c", 900), ("bot", "d", 3000)])
    evidence = np.random.default_rng(1).normal(size=len(accounts))
    found = conformal_thresholds(evidence, accounts, 4)
    weight = np.select([accounts.sources == source for source in "abcd"], [1 / 500, 1 / 200, 1 / 1800, 1 / 3000])
    expected = ConformalThresholds.fit(evidence, accounts.kinds != GENUINE, weight, accounts.sources)
    assert found.levels.tolist() == [0.8, 0.9, 0.95, 0.99]
    for name in ("genuine", "not_genuine"):
        np.testing.assert_allclose(getattr(found, name), np.floor(getattr(expected, name) * 1e4) / 1e4)
        assert (getattr(found, name) == np.round(getattr(found, name), 4)).all()


MANY = simulate_accounts(900, 450, 450, random_state=3)
MANY_ACCOUNTS = LabelledAccounts.of(read(MANY.profiles), MANY.kind, MANY.source)


@pytest.fixture(scope="module")
def detector():
    """Return a small detector with a reference for shares."""
    return train_detector(MANY_ACCOUNTS, "x", TrainingSettings(classifier={"max_iter": 15}))


def test_every_account_is_in_one_cell(detector):
    """Counts of a source sum to its accounts, whole or judged, and judged ones pass no more thresholds."""
    cells = detector.shares.patterns[0]
    for number, (source, kind) in enumerate(zip(cells.sources, cells.kind_of, strict=True)):
        rows = (MANY_ACCOUNTS.sources == source) & (MANY_ACCOUNTS.kinds == detector.kinds[kind])
        whole, judged = cells.counts[number].sum(axis=0), cells.judged[number]
        assert whole.sum() == judged.sum() == rows.sum()
        assert (np.cumsum(whole[::-1]) >= np.cumsum(judged[::-1])).all()
    assert cells.counts.shape[1:] == (len(detector.kinds) - 1, len(detector.curve.rates) + 1)


def test_readers_are_counted_as_they_are_scored():
    """Of bought accounts that only read none is flagged at the model's own rate; at the loosest many are."""
    read_only = {"following_count": 249, "followers_count": 0, "posts_count": 0}
    profiles = [
        {**profile, **read_only} if source == "batch_made" else {**profile, "posts_count": profile["posts_count"] + 1}
        for profile, source in zip(MANY.profiles, MANY.source, strict=True)
    ]
    accounts = LabelledAccounts.of(read(profiles), MANY.kind, MANY.source)
    detector = train_detector(accounts, "x", TrainingSettings(classifier={"max_iter": 15}))
    cells = detector.shares.patterns[0]
    own = detector.curve.place(detector.policy.max_false_positive_rate)
    flagged = [cells.above(place)[cells.sources.index("batch_made")] for place in (own, len(detector.curve.rates) - 1)]
    assert flagged[0] == 0.0
    assert flagged[1] > 0.2
    verdicts = detector.score(accounts.where(accounts.sources == "batch_made").table).verdict
    assert not np.char.startswith(verdicts, "likely_").any()


def test_cells_are_by_likeliest_kind_and_thresholds_passed():
    """Evidence below all thresholds is in the first cell of its kind, above all in the last; the mix weighs kinds."""
    thresholds = np.array([2.0, 1.0, 0.0])
    evidence = np.array([[-9.0, -99.0], [0.9, -99.0], [9.0, -99.0], [-99.0, 9.0], [1.0, 2.0], [1.0, 2.0]])
    even, heavy = np.array([0.5, 0.5]), np.array([0.99, 0.01])
    assert evidence_cells(evidence[:5], even, thresholds).tolist() == [0, 1, 3, 7, 6]
    assert evidence_cells(evidence[5:], heavy, thresholds).tolist() == [2]


def test_every_kind_is_shown_by_some_source(detector):
    """Genuine sources are all shown, and every other kind by one at least."""
    for cells in detector.shares.patterns:
        for place in range(len(detector.curve.rates)):
            shown = cells.shown(place)
            assert shown[cells.kind_of == 0].all()
            assert set(cells.kind_of[shown].tolist()) == {0, 1, 2}


def test_sources_keep_their_platform():
    """Sources are counted with the platform that they are of, so that one can be left out as a whole."""
    sources = [f"{source} of {'xy'[row % 2]}" for row, source in enumerate(MANY.source)]
    accounts = LabelledAccounts.of(read(MANY.profiles), MANY.kind, sources)
    accounts = replace(accounts, platforms={source: source[-1] for source in sources})
    settings = TrainingSettings(classifier={"max_iter": 15}, platform="generic")
    for cells in train_detector(accounts, "generic", settings).shares.patterns:
        assert cells.platforms == tuple(source[-1] for source in cells.sources)


def test_few_sources_give_no_reference():
    """Sources of fewer than 30 accounts carry no reference, and training goes on without one."""
    few = simulate_accounts(50, 40, 40, random_state=1)
    accounts = LabelledAccounts.of(read(few.profiles), few.kind, few.source)
    assert train_detector(accounts, "x", TrainingSettings(classifier={"max_iter": 5})).shares is None
