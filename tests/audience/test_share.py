"""Share of an audience: right where kinds are known, wide where little is known, with what events hold."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, strategies as st

from fakefollow import ModelFileError, load_detector, read
from fakefollow.audience import Interval
from fakefollow.audience.purchases import PurchaseEvent
from fakefollow.audience.share import (
    AudienceShare,
    EvidenceCounts,
    FitCheck,
    count_evidence,
    estimate_share,
    nearest_pattern,
    unseen_share,
    with_events,
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
    reference = detector.shares.patterns[0]
    density = reference.counts / reference.counts.sum(axis=1, keepdims=True)
    mixed = sum(share * density[reference.kind_of == kind].mean(axis=0) for kind, share in enumerate(shares))
    counts = np.random.default_rng(seed).multinomial(n, mixed)
    return EvidenceCounts(reference.name, counts, n // 10, n, 0.02)


@pytest.mark.parametrize("truth", [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.6, 0.3, 0.1)])
def test_intervals_hold_the_shares(truth):
    """Of followers drawn from the reference of the model of X shares are found within .06 and their intervals."""
    detector = load_detector("x")
    found = estimate_share(detector, audience(detector, truth, 1000))
    assert sum(share.estimate for share in found.shares.values()) == pytest.approx(1.0)
    for kind, share in zip(KINDS, truth, strict=True):
        assert found.shares[kind].estimate == pytest.approx(share, abs=0.06)
        assert found.shares[kind].low <= share + 0.01
        assert found.shares[kind].high >= share - 0.01
    assert found.fit.good


def test_few_followers_leave_much_open(detector):
    """One follower says nearly nothing, 5,000 much; it is said that few are few."""
    widths = []
    for n in (1, 5, 50, 5000):
        found = estimate_share(detector, audience(detector, (1.0, 0.0, 0.0), n))
        widths.append(found.not_genuine.high - found.not_genuine.low)
        assert any("hardly known" in note for note in found.notes) == (n < 50)
    assert widths[0] > 0.5
    assert widths[-1] < widths[0]


def test_notes_say_how_often_intervals_held(detector):
    """The share of intervals that held when known sources were taken for unseen ones is told."""
    counted = audience(detector, (0.6, 0.3, 0.1), 2000)
    tested = tuple(replace(pattern, covered=0.9) for pattern in detector.shares.patterns)
    notes = estimate_share(replace(detector, shares=ShareReference(tested)), counted).notes
    assert any("90 % held the truth" in note for note in notes)


def test_a_foreign_platform_widens_the_interval():
    """The same followers have a wider interval where their platform was not learnt on, and the notes say so."""
    generic = load_detector("generic")
    near = audience(generic, (0.8, 0.2), 2000)
    known, foreign = (estimate_share(generic, replace(near, foreign=of)) for of in (False, True))
    widths = [found.not_genuine.high - found.not_genuine.low for found in (known, foreign)]
    assert foreign.not_genuine.estimate == known.not_genuine.estimate
    assert widths[1] > widths[0] + 0.02
    assert any("% held the truth when known platforms were taken" in note for note in foreign.notes)
    assert not any("platform" in note for note in known.notes)


def test_errors_on_foreign_platforms_may_not_be_known(detector):
    """A model of one platform says that it does not know how often its intervals hold on another."""
    notes = estimate_share(detector, replace(audience(detector, (0.6, 0.3, 0.1), 2000), foreign=True)).notes
    assert any("too few platforms to leave any out" in note for note in notes)


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


def test_the_same_seed_gives_the_same_bytes(detector):
    """Two runs agree to the last digit; another seed moves bounds, not the estimate."""
    counted = audience(detector, (0.6, 0.3, 0.1), 300)
    one, two, other = (estimate_share(detector, counted, random_state=seed) for seed in (1, 1, 2))
    assert one == two
    assert one.shares["genuine"].estimate == other.shares["genuine"].estimate
    assert one.shares["genuine"].high != other.shares["genuine"].high


def test_shares_are_told_to_a_millionth(detector):
    """What is smaller depends on the processor and is left out; estimates still sum to 1."""
    shares = estimate_share(detector, audience(detector, (0.6, 0.3, 0.1), 300)).shares.values()
    assert all(share.estimate == round(share.estimate, 6) for share in shares)
    assert sum(share.estimate for share in shares) == pytest.approx(1.0, abs=1e-12)


def test_fit_check_fires_where_nothing_known_explains_the_scores(detector):
    """All followers in a bin that no source ever fills make the fit bad; the sentence says what to do."""
    reference = detector.shares.patterns[0]
    counts = np.zeros(reference.counts.shape[1], np.int64)
    counts[int(np.argmin(reference.counts.sum(axis=0)))] = 500
    found = estimate_share(detector, EvidenceCounts(reference.name, counts, 0, 500, 0.02))
    assert not found.fit.good
    assert found.fit.statistic > found.fit.limit
    assert "by hand" in found.fit.sentence


def test_parts_of_an_audience_add_up(detector):
    """Counts of some followers and of all others sum to those of the whole."""
    scores = detector.score(ACCOUNTS.table)
    whole = count_evidence(detector, scores)
    first = np.arange(len(scores)) < 700
    parts = [count_evidence(detector, scores, whole.pattern, rows) for rows in (first, ~first)]
    np.testing.assert_array_equal(parts[0].counts + parts[1].counts, whole.counts)
    assert sum(part.n_flagged for part in parts) == whole.n_flagged
    assert [part.n_given for part in parts] == [700, len(ACCOUNTS) - 700]


def test_a_prior_changes_no_share(detector):
    """The prior that scores were made with is taken out again."""
    plain, other = (count_evidence(detector, detector.score(ACCOUNTS.table, prior=prior)) for prior in (None, 0.6))
    np.testing.assert_array_equal(plain.counts, other.counts)


def test_newcomers_count_by_all_that_they_show(detector):
    """What verdicts hold back of newcomers and readers is weighed for the share, and flags nobody."""
    scores = detector.score(ACCOUNTS.table)
    held = np.full_like(scores.evidence, 50.0)
    plain, more = (count_evidence(detector, replace(scores, held=of)) for of in (None, held))
    assert more.counts[-1] == more.n_weighed > plain.counts[-1]
    assert more.n_flagged == plain.n_flagged


def test_hidden_fields_choose_their_pattern(detector):
    """A table without texts, pictures and settings is compared with accounts seen like that."""
    kept = {
        name: column
        for name, column in ACCOUNTS.table.columns.items()
        if name.endswith("_count") or name.endswith("_at")
    }
    numbers = replace(ACCOUNTS.table, columns=kept)
    assert nearest_pattern(detector, ACCOUNTS.table).name == "all fields"
    assert nearest_pattern(detector, numbers).name == "numbers and dates"


def test_followers_of_whom_nothing_is_known_are_left_out(detector):
    """They are counted as given and not as weighed, and where there are no others the share is left open."""
    empty = detector.score(read([{"username": "ada"}] * 7))
    found = estimate_share(detector, count_evidence(detector, empty, "all fields"))
    assert (found.n_followers, found.n_weighed, found.adjusted_count) == (7, 0, None)
    assert "not a finding" in found.notes[0]
    assert found.not_genuine.high - found.not_genuine.low > 0.5


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
    """A kind of which 100 followers show nobody may still be 3.6 % of the audience; of 1, nearly all of it."""
    assert unseen_share(100, 0.0, 0.025) == pytest.approx(1.0 - 0.025**0.01)
    assert unseen_share(1, 0.0, 0.025) == pytest.approx(0.975)
    assert unseen_share(100, 1.0, 0.025) == 0.0
    found = estimate_share(detector, audience(detector, (1.0, 0.0, 0.0), 100))
    assert found.shares["genuine"].low <= 0.025**0.01


def test_too_few_sources_are_said_to_be_too_few(tmp_path):
    """Where no two sources can be left out, how often intervals hold is not known, and that is what is said."""
    simulated = simulate_accounts(500, 300, 0, random_state=8)
    sources = [f"set {row % 2}" for row in range(len(simulated))]
    accounts = LabelledAccounts.of(read(simulated.profiles), simulated.kind, sources)
    train_detector(accounts, "few", TrainingSettings(classifier={"max_iter": 10})).save(tmp_path)
    few = load_detector(tmp_path)
    assert {cells.covered for cells in few.shares.patterns} == {None}
    found = estimate_share(few, count_evidence(few, few.score(accounts.table)))
    assert any("is not known: the model knows too few sources" in note for note in found.notes)
    assert "of other sources is not known" in found.fit.sentence
    assert list(found.shares) == ["genuine", "purchased"]


def test_a_kind_of_one_source_may_be_missed_in_any_measure(detector):
    """Where the only source of a kind cannot be left out, its error is not known and the interval allows for much."""
    (cells, *_) = detector.shares.patterns
    first = [np.flatnonzero(cells.kind_of == kind)[0] for kind in (1, 2)]
    shown = (cells.kind_of == 0) | np.isin(np.arange(len(cells.sources)), first)
    alone = replace(detector, shares=ShareReference((replace(cells, shown=shown),)))
    found = estimate_share(alone, audience(detector, (0.5, 0.3, 0.2), 2000)).not_genuine
    assert found.high - found.low > 0.3


SHARES = {"genuine": Interval(0.8, 0.7, 0.88), "purchased": Interval(0.15, 0.1, 0.2), "bot": Interval(0.05, 0.0, 0.1)}


def share_of(shares=None, n=1000, fit_good=True):
    fit = FitCheck(fit_good, 0.1, 2.0, "It fits.")
    return AudienceShare(shares or SHARES, None, 0.2, fit, n, n, None, "all", ("a note",))


def event(estimate, low=None, high=None):
    excess = Interval(estimate, estimate if low is None else low, estimate if high is None else high)
    return PurchaseEvent(0, 499, excess, None, None, None, None, 20.0, 1e-9, 1e-6, ("sign",))


def combined(*events, outside=None):
    return with_events(share_of(), outside or share_of(), events).shares


def test_estimates_are_mixed():
    """A quarter in events: purchased is a quarter and three quarters of what was found outside."""
    shares = combined(event(250.0))
    assert shares["purchased"].estimate == pytest.approx(0.25 + 0.75 * 0.15)
    assert shares["genuine"].estimate == pytest.approx(0.75 * 0.8)
    assert shares["bot"].estimate == pytest.approx(0.75 * 0.05)


def test_a_model_without_purchased_accounts_has_those_of_events():
    """Where the model knows no purchased accounts, those in events are the purchased share, and all sums to 1."""
    known = {"genuine": Interval(0.9, 0.8, 0.95), "bot": Interval(0.1, 0.05, 0.2)}
    shares = combined(event(250.0, 200.0, 300.0), outside=share_of(known))
    assert shares["purchased"] == Interval(0.25, 0.2, 0.3)
    assert sum(share.estimate for share in shares.values()) == pytest.approx(1.0)


def test_a_certain_event_shrinks_the_interval():
    """Where the excess is certain, the interval is that of the others, as wide as there are others."""
    genuine = combined(event(500.0))["genuine"]
    assert (genuine.low, genuine.high) == pytest.approx((0.35, 0.44))


def test_more_in_events_is_less_genuine():
    """An excess that may be larger makes the lower bound of genuine lower, and the upper one of purchased higher."""
    sure, unsure = combined(event(250.0)), combined(event(250.0, 250.0, 400.0))
    assert unsure["genuine"].low < sure["genuine"].low
    assert unsure["genuine"].high == pytest.approx(sure["genuine"].high)
    assert unsure["purchased"].high > sure["purchased"].high
    assert unsure["purchased"].low == pytest.approx(sure["purchased"].low)


def test_errors_of_events_are_independent():
    """Two events of the same error have the root of two times it together."""
    outside = share_of(
        {kind: Interval(float(kind == "genuine"), float(kind == "genuine"), float(kind == "genuine")) for kind in KINDS}
    )
    found = combined(event(100.0, 90.0, 120.0), event(200.0, 190.0, 220.0), outside=outside)["purchased"]
    assert found.estimate == pytest.approx(0.3)
    assert found.low == pytest.approx(0.3 - np.hypot(0.01, 0.01))
    assert found.high == pytest.approx(0.3 + np.hypot(0.02, 0.02))


@given(
    st.lists(st.floats(0.01, 1.0), min_size=3, max_size=3),
    st.lists(st.floats(0, 300), min_size=1, max_size=3),
    st.data(),
)
def test_shares_stay_shares(weights, sizes, data):
    """Estimates sum to 1 and lie in their intervals, these in [0, 1], whatever events there are."""
    outside = {
        kind: Interval(w, w * data.draw(st.floats(0, 1)), w + (1 - w) * data.draw(st.floats(0, 1)))
        for kind, w in zip(KINDS, np.array(weights) / np.sum(weights), strict=True)
    }
    events = [event(size, size * data.draw(st.floats(0, 1)), size + data.draw(st.floats(0, 50))) for size in sizes]
    shares = combined(*events, outside=share_of(outside))
    assert sum(share.estimate for share in shares.values()) == pytest.approx(1.0)
    for share in shares.values():
        assert -1e-12 <= share.low <= share.estimate + 1e-9
        assert share.estimate - 1e-9 <= share.high <= 1.0 + 1e-12


def test_the_rest_is_that_of_the_whole():
    """Counts, flags and notes are those of all followers, the fit check that of the scores that were used."""
    outside = replace(share_of(n=500), fit=FitCheck(False, 9.0, 2.0, "It does not fit."), flagged_share=0.9)
    found = with_events(share_of(), outside, [event(500.0)])
    assert (found.n_followers, found.flagged_share, found.notes) == (1000, 0.2, ("a note",))
    assert not found.fit.good


def test_no_event_changes_nothing():
    """Without an event the shares are those found outside events."""
    assert combined() == SHARES
