import pkgutil
import re
from datetime import UTC, datetime
from importlib import import_module

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict

import fakefollow as ff
from fakefollow import simulate
from fakefollow.errors import ArgumentError
from fakefollow.features import USUAL, ProfileView, UsernameModel, measure, newcomers_and_readers
from fakefollow.profiles import Profile
from fakefollow.simulate import POPULATIONS, simulate_accounts

FIELDS = [
    *("id", "username", "name", "description", "location", "url"),
    *("created_at", "observed_at", "followers_count", "following_count", "posts_count"),
    *("likes_count", "listed_count", "default_profile", "default_profile_image", "has_banner"),
    *("protected", "verified", "geo_enabled"),
]


def test_same_seed_same_accounts():
    """The seed decides everything, and another seed gives other accounts."""
    assert simulate_accounts(20, 10, 5, random_state=7) == simulate_accounts(20, 10, 5, random_state=7)
    assert simulate_accounts(20, 10, 5, random_state=7) != simulate_accounts(20, 10, 5, random_state=8)


def test_sizes_are_those_asked_for():
    """Each kind has as many accounts as was asked for, also none."""
    accounts = simulate_accounts(11, 7, 0)
    assert len(accounts) == len(accounts.kind) == len(accounts.source) == 18
    assert [accounts.kind.count(kind) for kind in ("genuine", "purchased", "bot")] == [11, 7, 0]


def test_every_kind_has_three_sources_and_a_source_one_kind():
    """A kind comes from at least three populations, and the source of an account implies its kind."""
    accounts = simulate_accounts(random_state=2)
    pairs = set(zip(accounts.source, accounts.kind, strict=True))
    assert {kind: sum(k == kind for _, k in pairs) for _, kind in pairs} == {"genuine": 4, "purchased": 3, "bot": 3}
    assert len({source for source, _ in pairs}) == len(pairs)
    for kind in ("genuine", "purchased", "bot"):
        assert sum(p.share for p in POPULATIONS.values() if p.kind == kind) == pytest.approx(1.0)


def test_kinds_are_mixed_and_ids_say_nothing():
    """Rows are shuffled, and neither row nor id tells the kind."""
    accounts = simulate_accounts(200, 200, 200)
    ids = [int(profile["id"]) for profile in accounts.profiles]
    assert ids == sorted(ids)
    first_half = accounts.kind[:300]
    assert all(70 <= first_half.count(kind) <= 130 for kind in ("genuine", "purchased", "bot"))


def test_profiles_are_canonical():
    """Every profile has the same fields, in schema names and types, and passes the strict schema."""
    observed_at = datetime(2022, 5, 1, 12, tzinfo=UTC)
    for profile in simulate_accounts(60, 30, 30, observed_at=observed_at).profiles:
        assert list(profile) == FIELDS
        strict = Profile(**profile)
        assert strict.observed_at == observed_at
        assert strict.created_at < observed_at


def test_handles_are_handles():
    """Handles are short and of letters, digits and underscores; names come in several scripts."""
    profiles = simulate_accounts(400, 200, 100).profiles
    assert all(re.fullmatch(r"\w{1,15}", p["username"], re.ASCII) for p in profiles)
    names = "".join(p["name"] for p in profiles)
    scripts = (r"[a-z]", r"[а-я]", r"[α-ω]", r"[\u0620-\u064a]", r"[\u0900-\u097f]", r"[\u4e00-\u9fff]")
    assert all(re.search(script, names) for script in scripts)
    assert any(p["description"] == "" for p in profiles)


@pytest.mark.parametrize("kind", ["purchased", "bot"])
def test_kinds_overlap_as_real_ones_do(make_table, kind):
    """An additive model tells synthetic kinds well but not perfectly, and no single feature does it alone.

    Of the real sets of 2015 and 2017 single features have an AUC of up to .995 and .967.
    """
    accounts = simulate_accounts(1000, 300, 300, random_state=5)
    features = measure(make_table(accounts.profiles), list(USUAL), UsernameModel.uniform())
    kinds = np.array(accounts.kind)
    rows = (kinds == kind) | (kinds == "genuine")
    X, y = features[rows], kinds[rows] == kind
    trees = HistGradientBoostingClassifier(interaction_cst="no_interactions", max_iter=60, random_state=0)
    scores = cross_val_predict(trees, X, y, cv=3, method="decision_function")
    assert 0.95 < roc_auc_score(y, scores) < 0.997
    alone = [roc_auc_score(y, np.nan_to_num(column, nan=-1.0)) for column in X.T]
    assert max(max(auc, 1 - auc) for auc in alone) < 0.97


def test_names_say_that_accounts_are_synthetic():
    """Whoever reads the first line of a module or of a public object in it learns that its accounts are made up."""
    for info in pkgutil.iter_modules(simulate.__path__):
        module = import_module(f"fakefollow.simulate.{info.name}")
        public = [
            value
            for name, value in vars(module).items()
            if not name.startswith("_") and callable(value) and getattr(value, "__module__", "") == module.__name__
        ]
        for value in [module, *public]:
            assert re.search("synthetic", (value.__doc__ or "").splitlines()[0], re.IGNORECASE), value


def test_counts_fit_the_age():
    """A synthetic account of some hours has hardly posted; one of the same population and five years has."""
    for population in (p for p in POPULATIONS.values() if p.kind == "genuine"):
        hours, years = (
            population.draw_accounts(np.random.default_rng(1), np.full(400, seconds))
            for seconds in (6 * 3600.0, 5 * 365 * 86400.0)
        )
        for field in ("posts_count", "likes_count", "followers_count", "following_count"):
            assert np.median(hours[field]) < 0.3 * np.median(years[field])


def test_likes_go_with_posts():
    """Who posts much also likes and is followed much, as in real sets of genuine accounts (.5 to .8)."""
    drawn = POPULATIONS["people_active"].draw_accounts(np.random.default_rng(2), np.full(3000, 5e7))
    logs = [np.log1p(drawn[name]) for name in ("posts_count", "likes_count", "followers_count")]
    correlation = np.corrcoef(logs)
    assert 0.5 < correlation[0, 1] < 0.8
    assert 0.5 < correlation[0, 2] < 0.8


def test_model_x_judges_kinds_as_it_judges_real_ones():
    """Model x flags synthetic accounts about as often as held-out real ones of their kind, and nobody who is spared."""
    accounts = simulate_accounts(1500, 1500, 1000, random_state=31)
    verdicts = np.asarray(ff.score(accounts.profiles).verdict)
    flagged = np.isin(verdicts, ["likely_purchased", "likely_bot"])
    kinds, sources = np.array(accounts.kind), np.array(accounts.source)
    spared = newcomers_and_readers(ProfileView(ff.read(accounts.profiles), UsernameModel.uniform()))
    batch = sources == "batch_made"
    assert not flagged[spared].any()
    assert 0.05 < spared[batch].mean() < 0.2
    assert 0.02 < flagged[kinds == "genuine"].mean() < 0.08
    assert 0.3 < flagged[kinds == "bot"].mean() < 0.5
    assert 0.78 < flagged[batch].mean() < 0.96
    assert 0.6 < flagged[sources == "aged_stock"].mean() < 0.85
    assert 0.75 < flagged[sources == "template_bios"].mean() < 0.92
    assert flagged[np.isin(sources, ["people_active", "public_accounts"])].mean() < 0.02
    assert flagged[sources == "people_readers"].mean() < 0.06


def test_two_people_seldom_share_handle_or_bio():
    """Handles are unique as on a platform, and genuine bios hardly ever repeat; those of templates do."""
    accounts = simulate_accounts(4000, 1000, 0, random_state=3)
    handles = [profile["username"].lower() for profile in accounts.profiles]
    assert len(set(handles)) == len(handles)
    rows = list(zip(accounts.profiles, accounts.source, strict=True))
    templates = [p["description"] for p, source in rows if source == "template_bios" and p["description"]]
    assert len(set(templates)) <= 60
    bios = [p["description"] for p, source in rows if POPULATIONS[source].kind == "genuine"]
    bios = [bio for bio in bios if bio]
    assert len(set(bios)) > 0.98 * len(bios)


@pytest.mark.parametrize("size", [-3, 2.5, "many", None])
def test_a_number_of_accounts_is_a_whole_number(size):
    """Sizes that are no whole number from 0 on are refused, by the name of the argument."""
    with pytest.raises(ArgumentError, match="^n_purchased: expected a whole number from 0 on, got "):
        ff.simulate_accounts(1, size)
    with pytest.raises(ArgumentError, match="^n_followers: expected a whole number from 0 on, got "):
        ff.simulate_audience(size)
