"""Training: separates unseen accounts, is deterministic, and learns from nothing that it must not see."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

import fakefollow as ff
from fakefollow.evaluation import LabelledAccounts
from fakefollow.features import FEATURES
from fakefollow.profiles import ProfileTable
from fakefollow.simulate import simulate_accounts
from fakefollow.training import TrainingSettings, train_detector

SIMULATED = simulate_accounts(900, 400, 400, random_state=1)
FRESH = simulate_accounts(800, 300, 300, random_state=2)
FRESH_TABLE, FRESH_KIND = ff.read(FRESH.profiles), np.array(FRESH.kind)
QUICK = TrainingSettings(classifier={"max_iter": 15}, n_folds=3)


def accounts_of(simulated, change=lambda profile, kind: profile):
    """Return labelled accounts, each profile changed with knowledge of its kind."""
    profiles = [change(p, kind) for p, kind in zip(simulated.profiles, simulated.kind, strict=True)]
    return LabelledAccounts.of(ff.read(profiles), simulated.kind, simulated.source)


def model_bytes(detector, folder):
    detector.save(folder)
    return (folder / "model.json").read_bytes()


@pytest.fixture(scope="module")
def detector():
    """Return a detector trained as by default, with half as many trees."""
    settings = TrainingSettings(classifier={"max_iter": 60})
    return train_detector(accounts_of(SIMULATED), "custom", settings)


@pytest.fixture(scope="module")
def quick():
    """Return a detector trained in a moment."""
    return train_detector(accounts_of(SIMULATED), "custom", QUICK)


def test_tells_unseen_accounts_apart(detector):
    """On fresh synthetic accounts the AUC of genuine against the rest is above .9, though no source is like another."""
    authenticity = detector.score(FRESH_TABLE).authenticity
    assert roc_auc_score(FRESH_KIND == "genuine", authenticity) > 0.9


@pytest.mark.parametrize("kind", ["purchased", "bot"])
def test_tells_each_kind_from_genuine(detector, kind):
    """The evidence for a kind separates that kind from genuine accounts."""
    scores = detector.score(FRESH_TABLE)
    rows = (kind == FRESH_KIND) | (FRESH_KIND == "genuine")
    column = scores.log_odds[rows, scores.kinds[1:].index(kind)]
    assert roc_auc_score(FRESH_KIND[rows] == kind, column) > 0.95


def test_probabilities_are_calibrated_within_reason(detector):
    """With the true shares as prior the mean authenticity is near the share of genuine accounts."""
    shares = {kind: float((kind == FRESH_KIND).mean()) for kind in ("purchased", "bot")}
    scores = detector.score(FRESH_TABLE, prior=shares)
    assert scores.authenticity.mean() == pytest.approx((FRESH_KIND == "genuine").mean(), abs=0.1)


def test_thresholds_hold_on_fresh_accounts(detector):
    """Fresh genuine accounts are flagged at about the stated rate at most."""
    verdict = detector.score(FRESH_TABLE[:]).verdict[FRESH_KIND == "genuine"]
    assert np.char.startswith(verdict, "likely_").mean() <= 0.03


@pytest.mark.parametrize("kind", ["genuine", "purchased", "bot"])
@pytest.mark.parametrize("level", [0.8, 0.9, 0.95])
def test_prediction_sets_hold_the_class(detector, kind, level):
    """Of fresh accounts of each kind about the level at least have genuine, or not genuine, in the set."""
    held = detector.score(FRESH_TABLE).prediction_sets(level)[kind == FRESH_KIND, int(kind != "genuine")]
    assert held.mean() >= level - 0.03


def test_prediction_sets_rule_something_out(detector):
    """On synthetic accounts, whose sources are very unlike, four in ten sets of level 80 % are not ambiguous."""
    assert detector.score(FRESH_TABLE).prediction_sets(0.8).all(axis=1).mean() < 0.6


def test_reference_is_of_the_features_of_the_model(quick):
    """The card has a histogram of every feature of the model and of no other."""
    assert set(quick.card["reference"]) == set(quick.features)
    assert quick.card["name"] == "custom"


def test_reasons_of_a_trained_model_tell_what_is_usual(quick):
    """The card has the distribution of every feature of the model, by kind, and reasons compare with it."""
    assert set(quick.card["usual"]) == set(quick.features)
    for facts in quick.card["usual"].values():
        assert set(facts["below"]) <= set(quick.kinds)
    said = quick.score(FRESH_TABLE)[0].reasons
    assert all(" genuine accounts" in reason.sentence and reason.usual is not None for reason in said)


@pytest.mark.parametrize(("platform", "told"), [("x", "x"), (None, None)])
def test_card_says_on_which_platform_it_was_learnt(platform, told):
    """A model that is used for other platforms still says whose accounts it knows, where that is known."""
    accounts = accounts_of(SIMULATED)
    accounts = replace(accounts, table=replace(accounts.table, platform=platform))
    assert train_detector(accounts, "custom", replace(QUICK, platform="generic")).card.get("learnt_on") == told


def test_card_names_every_platform_that_was_learnt_on():
    """Where sources are of several platforms the card has all of them, in the order of the accounts."""
    accounts = accounts_of(SIMULATED)
    names = list(dict.fromkeys(accounts.sources.tolist()))
    accounts = replace(accounts, platforms={name: ("x", "instagram")[name != names[0]] for name in names})
    detector = train_detector(accounts, "custom", replace(QUICK, platform="generic"))
    assert detector.card["learnt_on"] == ["x", "instagram"]
    assert detector.learnt_on == ("x", "instagram")


def test_sets_and_drift_survive_a_file(quick, tmp_path):
    """A saved and loaded detector gives the same sets and the same drift."""
    quick.save(tmp_path)
    again, expected = ff.load_detector(tmp_path).score(FRESH_TABLE), quick.score(FRESH_TABLE)
    np.testing.assert_array_equal(again.prediction_sets(0.95), expected.prediction_sets(0.95))
    assert again.drift == expected.drift


@pytest.mark.parametrize("source", ["people_active", "public_accounts", "people_readers"])
def test_thresholds_hold_on_a_population_held_out(source):
    """Genuine accounts of a population that was never trained on are rarely flagged."""
    accounts = accounts_of(SIMULATED)
    trained = train_detector(accounts.where(accounts.sources != source), "held out", QUICK)
    rows = np.array(FRESH.source) == source
    verdict = trained.score(FRESH_TABLE).verdict[rows]
    assert rows.sum() > 80
    assert np.char.startswith(verdict, "likely_").mean() <= 0.1


def test_same_accounts_same_bytes(quick, tmp_path):
    """Training twice on the same accounts writes the same model, byte for byte."""
    again = train_detector(accounts_of(SIMULATED), "custom", QUICK)
    assert model_bytes(again, tmp_path / "a") == model_bytes(quick, tmp_path / "b")


def test_another_seed_is_another_model(tmp_path):
    """The seed counts: it draws what gaps are filled with."""
    rows = [{**profile, "likes_count": None} if row % 3 else profile for row, profile in enumerate(SIMULATED.profiles)]
    gaps = LabelledAccounts.of(ff.read(rows), SIMULATED.kind, SIMULATED.source)
    one, other = (train_detector(gaps, "custom", replace(QUICK, random_state=seed)) for seed in (0, 5))
    assert model_bytes(other, tmp_path / "a") != model_bytes(one, tmp_path / "b")


def test_a_leak_cannot_enter(quick, tmp_path):
    """Ids, verified marks and picture addresses that give the kind away do not change a byte of the model."""

    def leaking(profile, kind):
        number = {"genuine": 1, "purchased": 2, "bot": 3}[kind]
        return {
            **profile,
            "id": str(number * 10**12 + int(profile["id"])),
            "verified": kind == "genuine",
            "profile_image_url": f"https://{kind}.example/picture.png",
        }

    leaky = train_detector(accounts_of(SIMULATED, leaking), "custom", QUICK)
    assert model_bytes(leaky, tmp_path / "a") == model_bytes(quick, tmp_path / "b")


def test_when_it_was_observed_cannot_enter(quick, tmp_path):
    """Shifting all dates of one kind, ages kept, does not change a byte of the model."""

    def shifted(profile, kind):
        back = timedelta(days={"genuine": 0, "purchased": 1400, "bot": 3000}[kind])
        return profile | {name: profile[name] - back for name in ("created_at", "observed_at")}

    moved = train_detector(accounts_of(SIMULATED, shifted), "custom", QUICK)
    assert model_bytes(moved, tmp_path / "a") == model_bytes(quick, tmp_path / "b")


def test_a_constant_column_says_nothing():
    """A field with one value throughout gives no evidence and no feature of the model."""
    accounts = accounts_of(SIMULATED, lambda profile, kind: {**profile, "geo_enabled": False})
    assert "geo_enabled" not in train_detector(accounts, "custom", QUICK).features


def test_missing_more_often_for_one_kind_is_no_evidence():
    """A field that half of the purchased accounts lack says nothing by being absent, and the rest still tells."""
    turns = iter(range(10_000))

    def withheld(profile, kind):
        return {**profile, "likes_count": None} if kind == "purchased" and next(turns) % 2 else profile

    trained = train_detector(accounts_of(SIMULATED, withheld), "custom", QUICK)
    score = trained.score(ff.read([{**FRESH.profiles[0], "likes_count": None}]))[0]
    assert not any("likes_count" in FEATURES[reason.feature].fields for reason in score.reasons)
    scores = trained.score(FRESH_TABLE)
    rows = FRESH_KIND != "bot"
    assert roc_auc_score(FRESH_KIND[rows] == "genuine", scores.authenticity[rows]) > 0.75


@pytest.mark.parametrize(("hidden", "kind"), [((), "bot"), (("followers_count", "posts_count"), "purchased")])
def test_nothing_to_learn_from_raises(hidden, kind):
    """Where no feature tells a kind from genuine the error names the kind and what to pass.

    Purchased accounts always have the backbone to stand on, unless nothing of it is observed.
    """
    few = simulate_accounts(6, 6, 6, random_state=1)
    gone = dict.fromkeys((*hidden, "following_count", "created_at")) if hidden else {}
    profiles = [profile | gone for profile in few.profiles]
    sources = [f"{kind} {row % 2}" for row, kind in enumerate(few.kind)]
    with pytest.raises(ff.TrainingError, match=f"no feature separates '{kind}' from 'genuine' .* pass more accounts"):
        ff.train(ff.read(profiles), few.kind, sources, settings=QUICK)


def test_purchased_stands_on_the_backbone_where_trees_learn_nothing():
    """A dozen accounts are too few for trees: evidence then falls with followers and rises with follows, no more."""
    few = simulate_accounts(6, 6, 0, random_state=1)
    sources = [f"{kind} {row % 2}" for row, kind in enumerate(few.kind)]
    trained = train_detector(LabelledAccounts.of(ff.read(few.profiles), few.kind, sources), "few", QUICK)
    assert set(trained.features) == set(QUICK.backbone)
    for name, steps in zip(trained.features, trained.tables.steps, strict=True):
        assert (np.diff(steps[:, 0]) * QUICK.backbone[name][0] > 0.0).all()


@pytest.mark.parametrize(
    "fields",
    [
        ("created_at", "observed_at"),
        ("followers_count", "following_count", "posts_count", "likes_count", "listed_count"),
        ("username", "name", "description", "location", "url"),
    ],
    ids=["times", "counts", "texts"],
)
def test_a_block_that_nobody_shows(fields):
    """Training goes on where a whole block of fields is not observed, and uses no feature that needs it."""
    masked = dict.fromkeys(fields)
    accounts = accounts_of(SIMULATED, lambda profile, kind: {**profile, **masked})
    trained = train_detector(accounts, "custom", QUICK)
    assert trained.features
    assert not any(set(FEATURES[name].fields) & set(fields) for name in trained.features)
    assert np.isfinite(trained.score(FRESH_TABLE).authenticity).all()


def test_cap_limits_each_source(tmp_path):
    """A cap on accounts a source gives the model of the capped accounts."""
    settings = replace(QUICK, max_per_source=60)
    accounts = accounts_of(SIMULATED)
    capped = train_detector(accounts, "custom", settings)
    before = train_detector(accounts.capped(60, settings.random_state), "custom", settings)
    assert model_bytes(capped, tmp_path / "a") == model_bytes(before, tmp_path / "b")


@pytest.mark.parametrize("kind", ["purchased", "bot"])
def test_two_kinds_are_enough(kind):
    """With genuine and one other kind the detector knows these two, and the prior goes to the one."""
    accounts = accounts_of(SIMULATED)
    chosen = (accounts.kinds == kind) | (accounts.kinds == "genuine")
    trained = train_detector(accounts.where(chosen), "custom", QUICK)
    scores = trained.score(FRESH_TABLE)
    assert trained.kinds == scores.kinds == ("genuine", kind)
    assert scores.kind_probability.shape == (len(FRESH), 2)
    assert trained.prior.shares == pytest.approx({kind: 0.15})
    assert f"likely_{kind}" in scores.verdict_names


def test_kinds_of_ones_own():
    """Other kinds beside genuine may have any name."""
    accounts = accounts_of(SIMULATED)
    own = replace(accounts, kinds=np.where(accounts.kinds == "genuine", "genuine", "sleeper"))
    trained = train_detector(own, "mine", QUICK)
    assert (trained.kinds, trained.name) == (("genuine", "sleeper"), "mine")
    expected = {"authentic", "likely_sleeper", "uncertain", "not_enough_data"}
    assert set(trained.score(FRESH_TABLE).verdict.tolist()) <= expected


def test_trained_detector_obeys_the_laws(quick):
    """Nothing observed gives the prior, full coverage is 1, and prior plus reasons is the log-odds."""
    empty = quick.score(ProfileTable({}, 1))
    np.testing.assert_allclose(empty.authenticity, 0.85, atol=1e-12)
    scores = quick.score(FRESH_TABLE[:20])
    assert scores.coverage.max() == 1.0
    for score in scores:
        for kind, log_odds in score.log_odds.items():
            evidence = sum(reason.evidence for reason in score.reasons if reason.kind == kind)
            assert score.prior_log_odds[kind] + evidence == pytest.approx(log_odds, abs=1e-9)
