"""Share of an audience: right where kinds are known, wide where little is known, with what events hold."""

from dataclasses import replace
from math import lgamma

import numpy as np
import pytest
from hypothesis import given, strategies as st

from fakefollow import ModelFileError, load_detector, read
from fakefollow.audience import Interval
from fakefollow.audience.share import (
    EvidenceCounts,
    concentration,
    count_evidence,
    estimate_share,
    flagging_errors,
    held_level,
    log_gamma,
    nearest_pattern,
    shortest,
)
from fakefollow.evaluation import LabelledAccounts
from fakefollow.scoring import ShareReference
from fakefollow.simulate import simulate_accounts
from fakefollow.training import TrainingSettings, train_detector

KINDS = ("genuine", "purchased", "bot")
SIMULATED = simulate_accounts(900, 450, 450, random_state=3)
ACCOUNTS = LabelledAccounts.of(read(SIMULATED.profiles), SIMULATED.kind, SIMULATED.source)


@pytest.fixture(scope="module")
def detector():
    """Return a small detector with a reference for shares."""
    return train_detector(ACCOUNTS, "x", TrainingSettings(classifier={"max_iter": 15}))


def audience(detector, shares, n, seed=0):
    """Return counts of followers drawn from the equal mixtures of the reference."""
    reference, random = detector.shares.patterns[0], np.random.default_rng(seed)
    shown = reference.shown(detector.curve.place(0.03))

    def drawn(counts):
        flat = counts.reshape(len(counts), -1)
        density = flat / flat.sum(axis=1, keepdims=True)
        of_kind = [density[shown & (reference.kind_of == kind)].mean(axis=0) for kind in range(len(shares))]
        return random.multinomial(n, np.array(shares) @ np.array(of_kind)).reshape(counts.shape[1:])

    counts, judged = drawn(reference.counts), drawn(reference.judged)
    return EvidenceCounts(reference.name, counts, judged, n // 10, n, n)


@pytest.mark.parametrize("truth", [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.6, 0.3, 0.1)])
def test_intervals_hold_the_shares(truth):
    """Of followers drawn from the reference of X the genuine ones are found within .06, and all in their intervals."""
    detector = load_detector("x")
    found = estimate_share(detector, audience(detector, truth, 1000))
    assert sum(share.estimate for share in found.shares.values()) == pytest.approx(1.0)
    assert found.shares["genuine"].estimate == pytest.approx(truth[0], abs=0.06)
    for kind, share in zip(KINDS, truth, strict=True):
        assert found.shares[kind].low <= share + 0.01
        assert found.shares[kind].high >= share - 0.01
    assert found.fit.good


def test_few_followers_leave_much_open(detector):
    """One follower says nearly nothing, 5,000 much; it is said that few are few."""
    widths = []
    for n in (1, 5, 50, 5000):
        found = estimate_share(detector, audience(detector, (1.0, 0.0, 0.0), n))
        widths.append(found.not_genuine.high - found.not_genuine.low)
        assert any("very uncertain" in note for note in found.notes) == (n < 50)
    assert widths[0] > 0.5
    assert widths[-1] < widths[0]


def test_a_foreign_platform_widens_the_interval():
    """The same followers have no narrower interval where their platform was not learnt on."""
    generic = load_detector("generic")
    near = audience(generic, (0.8, 0.2), 2000)
    known, foreign = (estimate_share(generic, replace(near, foreign=of)) for of in (False, True))
    widths = [found.not_genuine.high - found.not_genuine.low for found in (known, foreign)]
    assert widths[1] >= widths[0]
    assert not any("platform" in note for note in (*known.notes, *foreign.notes))


def test_errors_on_foreign_platforms_may_not_be_known():
    """A model of one platform says that it does not know how unlike another one's sources are, and allows for much."""
    detector = load_detector("x")
    near = audience(detector, (0.6, 0.3, 0.1), 2000)
    known, foreign = (estimate_share(detector, replace(near, foreign=of)) for of in (False, True))
    assert any("1 platform: too few to say" in note for note in foreign.notes)
    widths = [found.not_genuine.high - found.not_genuine.low for found in (known, foreign)]
    assert widths[1] > widths[0]


def test_followers_are_foreign_where_their_platform_was_not_learnt_on(detector):
    """What is counted remembers whether the platform of the profiles was learnt on."""
    table = read(SIMULATED.profiles)
    for platform, foreign in ((None, False), ("x", False), ("mastodon", True)):
        scores = replace(detector, platform="generic", card={"learnt_on": "x"}).score(replace(table, platform=platform))
        assert count_evidence(detector, scores).foreign == foreign


def test_an_audience_is_no_smaller_than_the_followers_at_hand(detector):
    """The size of the audience is not below that of the sample, and changes no estimate."""
    counted = audience(detector, (0.6, 0.3, 0.1), 1000)
    found, alone = estimate_share(detector, counted, total_followers=1000), estimate_share(detector, counted)
    assert found.shares["genuine"].estimate == alone.shares["genuine"].estimate
    with pytest.raises(ValueError, match="expected at least the 1,000 followers"):
        estimate_share(detector, counted, total_followers=999)


def test_the_same_seed_gives_the_same_bytes():
    """Two runs agree to the last digit; another seed moves the estimate by less than a hundredth."""
    detector = load_detector("x")
    counted = audience(detector, (0.6, 0.3, 0.1), 300)
    one, two, other = (estimate_share(detector, counted, random_state=seed) for seed in (1, 1, 2))
    assert one == two
    assert one.shares["genuine"].estimate != other.shares["genuine"].estimate
    assert one.shares["genuine"].estimate == pytest.approx(other.shares["genuine"].estimate, abs=0.01)


def test_a_higher_level_holds_the_lower_one(detector):
    """Estimate and intervals of any level come of the same draws."""
    counted = audience(detector, (0.6, 0.3, 0.1), 500)
    half, most = (estimate_share(detector, counted, level=level).not_genuine for level in (0.5, 0.99))
    assert half.estimate == most.estimate
    assert most.low <= half.low <= half.estimate <= half.high <= most.high
    assert most.high - most.low > 2.0 * (half.high - half.low)


@pytest.mark.parametrize("name", ["x", "generic"])
def test_the_fit_check_fires_where_all_show_the_same(name):
    """1,000 followers in one step where known sources have few, or evenly in all, are like none that are known."""
    shipped = load_detector(name)
    near = audience(shipped, (1.0,) + (0.0,) * (len(shipped.kinds) - 1), 1000)
    alike = np.zeros_like(near.judged)
    alike[4] = 1000
    for judged in (alike, np.full_like(near.judged, 1000 // len(near.judged))):
        found = estimate_share(shipped, replace(near, judged=judged))
        assert not found.fit.good
        assert found.fit.statistic <= found.fit.limit
        assert "by hand" in found.fit.sentence
        assert np.isnan(found.not_genuine.estimate)
        assert (found.not_genuine.low, found.not_genuine.high) == (0.0, 1.0)
        assert found.outside["genuine"] == pytest.approx(1.0 - sum(shipped.prior.shares.values()))


def test_who_is_apart_is_not_counted(detector):
    """Followers in events and cohorts are left out of what is weighed by evidence, not of flags and numbers."""
    scores = detector.score(ACCOUNTS.table)
    whole = count_evidence(detector, scores)
    first = np.arange(len(scores)) < 700
    parts = [count_evidence(detector, scores, apart) for apart in (first, ~first)]
    np.testing.assert_array_equal(parts[0].counts + parts[1].counts, whole.counts)
    np.testing.assert_array_equal(parts[0].judged + parts[1].judged, whole.judged)
    assert {(part.n_flagged, part.n_weighed, part.n_given) for part in (*parts, whole)} == {
        (whole.n_flagged, whole.n_weighed, len(ACCOUNTS))
    }


def test_newcomers_count_by_all_that_they_show():
    """What verdicts hold back of newcomers and readers is weighed for the share, not for the fit, and flags nobody."""
    profile = {"followers_count": 1, "following_count": 60, "posts_count": 0, "created_at": "2023-12-25T00:00:00Z"}
    detector = load_detector("x")
    scores = detector.score(read([profile] * 59 + [{**profile, "posts_count": 1}], observed_at="2024-01-01T00:00:00Z"))
    assert scores.held.max() > 0.0
    counted = count_evidence(detector, scores)
    assert counted.n_flagged == 0
    assert np.flatnonzero(counted.counts.sum(axis=0)) > np.flatnonzero(counted.judged)


def test_flags_err_as_held_out_accounts_do(detector):
    """Sensitivity and specificity are means over the sources that profiles show."""
    reference, place = detector.shares.patterns[0], detector.curve.place(0.02)
    sensitivity, specificity = flagging_errors(detector, reference)
    above = reference.above(place)
    assert specificity == pytest.approx(1.0 - above[reference.kind_of == 0].mean())
    assert above.min() <= sensitivity <= above.max()


def test_a_prior_changes_no_share(detector):
    """The prior that scores were made with is taken out again."""
    plain, other = (count_evidence(detector, detector.score(ACCOUNTS.table, prior=prior)) for prior in (None, 0.6))
    np.testing.assert_array_equal(plain.counts, other.counts)


def test_hidden_fields_choose_their_pattern():
    """A table without texts, pictures and settings is compared with accounts seen like that."""
    kept = {
        name: column
        for name, column in ACCOUNTS.table.columns.items()
        if name.endswith("_count") or name.endswith("_at")
    }
    numbers = replace(ACCOUNTS.table, columns=kept)
    detector = load_detector("x")
    assert nearest_pattern(detector, ACCOUNTS.table).name == "all fields"
    assert nearest_pattern(detector, numbers).name == "numbers and dates"


@pytest.mark.parametrize("n", [0, 7])
def test_an_audience_of_whom_nothing_is_known_has_no_share(detector, n):
    """They are counted as given and not as weighed, and where there are no others no share is told."""
    empty = detector.score(read([{"username": "ada"}] * n, platform="x"))
    found = estimate_share(detector, count_evidence(detector, empty))
    assert (found.n_followers, found.n_weighed, found.fit.good) == (n, 0, False)
    assert np.isnan(found.shares["genuine"].estimate)
    assert found.shares["genuine"].to_dict() == {"estimate": None, "low": 0.0, "high": 1.0}


def test_a_model_without_reference_says_so(detector):
    """A model of before there was a reference cannot tell shares, and says what to do."""
    with pytest.raises(ModelFileError, match="train it again"):
        nearest_pattern(replace(detector, shares=None), ACCOUNTS.table)


def test_unknown_arguments_are_refused(detector):
    """A wrong level or pattern is named."""
    counted = audience(detector, (1.0, 0.0, 0.0), 10)
    with pytest.raises(ValueError, match="level"):
        estimate_share(detector, counted, level=95)
    with pytest.raises(ValueError, match="expected one of \\['all fields'"):
        estimate_share(detector, replace(counted, pattern="none"))


def test_reference_survives_the_model_file(detector, tmp_path):
    """A saved and loaded reference gives the same share to the bit."""
    detector.save(tmp_path)
    counted = audience(detector, (0.6, 0.3, 0.1), 500)
    assert estimate_share(load_detector(tmp_path), counted) == estimate_share(detector, counted)


def test_no_interval_is_narrower_than_the_sample_allows(detector):
    """Kinds of which 100 followers show nobody may still be 1 % of the audience."""
    assert estimate_share(detector, audience(detector, (1.0, 0.0, 0.0), 100)).shares["genuine"].low <= 0.99


def test_a_kind_of_one_source_may_be_missed_in_any_measure():
    """Where the only source of a kind cannot be left out the interval is several times what the sample leaves open."""
    detector = load_detector("x")
    (cells, *_) = detector.shares.patterns
    first = [np.flatnonzero(cells.kind_of == kind)[0] for kind in (1, 2)]
    kept = np.flatnonzero((cells.kind_of == 0) | np.isin(np.arange(len(cells.sources)), first))
    names = {name: tuple(np.array(getattr(cells, name))[kept].tolist()) for name in ("sources", "platforms")}
    arrays = {name: getattr(cells, name)[kept] for name in ("kind_of", "counts", "judged")}
    alone = replace(detector, shares=ShareReference((replace(cells, **names, **arrays),)))
    counted = audience(detector, (0.5, 0.3, 0.2), 2000)
    lone = estimate_share(alone, counted).not_genuine
    sampled = 2.0 * 1.96 * (0.5 * 0.5 / 2000) ** 0.5
    assert lone.high - lone.low > 3.0 * sampled


def test_concentration_is_that_of_the_draws():
    """The concentration of draws is found within a factor of eight, more makes more; one source says nothing."""
    around, random = np.array([0.6, 0.3, 0.1]), np.random.default_rng(0)
    found = {of: concentration(random.dirichlet(of * around, 60), np.arange(60)) for of in (4.0, 64.0)}
    assert all(truth / 8.0 <= concentrated <= 8.0 * truth for truth, concentrated in found.items())
    assert found[4.0] < found[64.0]
    assert concentration(around[np.newaxis], np.zeros(1)) == 4.0


def test_log_gamma_is_that_of_the_standard_library():
    """From nearly 0 to a million it differs by less than a millionth."""
    numbers = 10.0 ** np.linspace(-8.0, 6.0, 99)
    np.testing.assert_allclose(log_gamma(numbers), [lgamma(number) for number in numbers], rtol=1e-9, atol=1e-8)


def test_the_shortest_interval_reaches_the_end():
    """Of draws that are densest at 0 the interval begins there, and where most are one number it is that alone."""
    assert shortest(np.arange(1000) ** 3 / 1e9, 0.9) == (0.0, pytest.approx(0.729, abs=3e-3))
    assert shortest(np.array([0.25] * 90 + [0.9] * 10), 0.9) == (0.25, 0.25)


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=40), st.floats(0.01, 0.99))
def test_every_interval_holds_the_median(draws, level):
    """At any level, however low, the interval holds the estimate."""
    low, high = shortest(np.array(draws), level)
    assert low <= np.sort(draws)[len(draws) // 2] <= high


def test_the_level_told_is_held_where_sources_are_left_out(detector):
    """Intervals of X hold less than they were made for, those of higher levels more; few sources cannot tell."""
    shipped = load_detector("x")
    counted = audience(shipped, (0.9, 0.1, 0.0), 1000)
    held = [held_level(shipped, shipped.shares.patterns[0], counted, level) for level in (0.5, 0.8, 0.95)]
    assert held == sorted(held)
    assert all(0.25 < of < level for of, level in zip(held, (0.5, 0.8, 0.95), strict=True))
    assert estimate_share(shipped, counted).held == held[-1]
    few = detector.shares.patterns[0]
    one = few.kind_of == 0
    alone = replace(few, **{name: getattr(few, name)[one] for name in ("kind_of", "counts", "judged")})
    alone = replace(alone, sources=("a",) * int(one.sum()), platforms=("x",) * int(one.sum()))
    assert held_level(detector, alone, counted, 0.95) == 0.95


def test_estimates_are_mixed(detector):
    """A quarter bought in events: purchased is a quarter, and three quarters of what was found outside."""
    counted = audience(detector, (0.8, 0.15, 0.05), 1000)
    plain = estimate_share(detector, counted)
    sure = estimate_share(detector, counted, bought=[Interval(250.0, 250.0, 250.0)])
    assert sure.shares["genuine"].estimate == pytest.approx(0.75 * plain.shares["genuine"].estimate)
    assert sum(share.estimate for share in sure.shares.values()) == pytest.approx(1.0)
    assert sure.outside == plain.outside
    assert sure.outside["genuine"] == plain.shares["genuine"].estimate


def test_more_in_events_is_less_genuine(detector):
    """An excess that may be larger makes the lower bound of genuine lower."""
    counted = audience(detector, (0.9, 0.1, 0.0), 1000)
    sure, unsure = (
        estimate_share(detector, counted, bought=[Interval(250.0, 250.0, high)]).shares for high in (250.0, 400.0)
    )
    assert unsure["genuine"].low < sure["genuine"].low
    assert unsure["purchased"].high > sure["purchased"].high


def test_errors_of_events_are_independent(detector):
    """Two events of the same error have the root of two times it together, where all others are known to be genuine."""
    counted = audience(detector, (1.0, 0.0, 0.0), 5000)
    events = [Interval(1000.0, 800.0, 1200.0)] * 2
    found = estimate_share(detector, counted, bought=events).shares["purchased"]
    assert found.high - found.low == pytest.approx(2.0 * np.hypot(0.04, 0.04), abs=0.02)


def test_a_model_without_purchased_accounts_has_those_of_events():
    """Where the model knows no purchased accounts, those in events are the purchased share, and all sums to 1."""
    simulated = simulate_accounts(500, 0, 300, random_state=8)
    accounts = LabelledAccounts.of(read(simulated.profiles), simulated.kind, simulated.source)
    bots = train_detector(accounts, "bots", TrainingSettings(classifier={"max_iter": 10}))
    counted = audience(bots, (0.9, 0.1), 1000)
    shares = estimate_share(bots, counted, bought=[Interval(250.0, 200.0, 300.0)]).shares
    assert list(shares) == ["genuine", "bot", "purchased"]
    assert shares["purchased"].estimate == pytest.approx(0.25, abs=0.02)
    assert sum(share.estimate for share in shares.values()) == pytest.approx(1.0)


def test_cohorts_are_evidence(detector):
    """Members of cohorts that say much are hardly genuine; of such that say nothing the share is that outside."""
    counted = audience(detector, (0.9, 0.1, 0.0), 1000)
    plain, nothing, much = (
        estimate_share(detector, counted, cohorts=nats).shares["genuine"].estimate
        for nats in (None, np.zeros(200), np.full(200, 8.0))
    )
    assert nothing == pytest.approx(plain, abs=0.005)
    assert much == pytest.approx(0.8 * plain, abs=0.03)
