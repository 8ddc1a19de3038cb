import re
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict

from fakefollow import simulate, simulate_populations, simulate_words
from fakefollow.features import FEATURES, UsernameModel, measure
from fakefollow.profile import Profile
from fakefollow.simulate import simulate_accounts, write_example
from fakefollow.simulate_populations import POPULATIONS

EXAMPLE = Path(__file__).parent.parent / "notebooks" / "data" / "followers.jsonl"
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
    assert {kind: sum(k == kind for _, k in pairs) for _, kind in pairs} == {
        "genuine": 4,
        "purchased": 3,
        "bot": 3,
    }
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
    """An additive model tells synthetic kinds well but not perfectly, and no single feature does it alone."""
    accounts = simulate_accounts(1000, 300, 300, random_state=5)
    features = measure(make_table(accounts.profiles), list(FEATURES), UsernameModel.uniform())
    kinds = np.array(accounts.kind)
    rows = (kinds == kind) | (kinds == "genuine")
    X, y = features[rows], kinds[rows] == kind
    trees = HistGradientBoostingClassifier(interaction_cst="no_interactions", max_iter=60, random_state=0)
    scores = cross_val_predict(trees, X, y, cv=3, method="decision_function")
    assert 0.95 < roc_auc_score(y, scores) < 0.995
    alone = [roc_auc_score(y, np.nan_to_num(column, nan=-1.0)) for column in X.T]
    assert max(max(auc, 1 - auc) for auc in alone) < 0.93


def test_example_file_is_what_the_module_writes(tmp_path):
    """The checked-in example is the output of the documented command, byte for byte."""
    write_example(tmp_path / "followers.jsonl")
    assert EXAMPLE.read_bytes() == (tmp_path / "followers.jsonl").read_bytes()


def test_example_file_does_not_tell_the_kind():
    """The example has 300 accounts of canonical fields and no truth in it."""
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 300
    assert all(list(Profile.model_validate_json(line).model_fields_set ^ set(FIELDS)) == [] for line in lines)


def test_names_say_that_accounts_are_synthetic():
    """Whoever reads the first line of a public object learns that its accounts are made up."""
    for module in (simulate, simulate_words, simulate_populations):
        public = [
            value
            for name, value in vars(module).items()
            if not name.startswith("_")
            and callable(value)
            and getattr(value, "__module__", "") == module.__name__
        ]
        for value in [module, *public]:
            assert re.search("synthetic", (value.__doc__ or "").splitlines()[0], re.IGNORECASE), value
