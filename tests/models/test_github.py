"""GitHub: sources by quarter of creation, the bench on made-up accounts, and verdicts on people who did no wrong."""

from dataclasses import replace

import numpy as np
import pytest
from made_up_releases import GITHUB_FEATURES, SCOPE, Spy

from fakefollow import load_detector, score_one
from fakefollow.features import FEATURES
from fakefollow.readers import read
from models.bench.accounts.folds import github_folds
from models.bench.accounts.github import (
    AGES,
    GITHUB_BASELINES,
    GITHUB_TEXTS,
    OWN,
    QUARTERS,
    SAME_QUARTER,
    WITHOUT_AGE,
    evaluate_github,
    github_methods,
    without_age,
)
from models.bench.accounts.platforms import GENERIC, OF_X
from models.bench.results.github import GITHUB_SECTIONS, github_lines
from models.plans import GITHUB_DIRECTIONS, GITHUB_SETTINGS
from models.releases import GITHUB_RELEASES, N_QUARTER_GROUPS, quarter_sources, read_releases

SEEN = "2026-11-27"
BARE = {"node_id": "U_1", "followers": 0, "following": 0, "public_repos": 0, "bio": None, "company": None, "blog": ""}
BARE |= {"location": None, "name": None}

CREATED = {"days": "2026-11-20", "months": "2026-03-01", "2 years": "2024-11-01", "9 years": "2017-11-01"}

PEOPLE = {
    "a student of this week": {"login": "mkowalska", "created_at": "2026-11-24", "name": "Maria Kowalska"},
    "a student whose handle is a date": {"login": "ming19980312", "created_at": "2026-11-10"},
    "a student of last term": {"login": "lena1998", "created_at": "2026-03-01", "name": "Lena"},
    "a reader without repositories": {"login": "anna-reads", "created_at": "2022-03-01", "following": 20},
    "a reader who follows nobody": {"login": "oskar77", "created_at": "2021-05-01"},
    "an engineer with private work": {"login": "jdoe-acme", "created_at": "2019-01-01", "company": "@acme"},
    "an engineer in the first week": {"login": "jdoe-acme", "created_at": "2026-11-20", "company": "@acme"},
    "a grandmother": {"login": "erika1948", "created_at": "2026-09-01", "name": "Erika", "public_repos": 1},
    "a scholar": {"login": "prof-x", "created_at": "2014-01-01", "public_repos": 12, "followers": 50, "bio": "Law"},
    "a shop": {"login": "acme-shop", "created_at": "2020-01-01", "blog": "https://acme.example", "public_repos": 2},
    "a fan": {"login": "starfan", "created_at": "2025-06-01", "following": 150, "followers": 4, "public_repos": 1},
}


def verdict(**shown):
    return score_one({**BARE, "id": 1, **shown}, observed_at=SEEN).verdict


@pytest.mark.parametrize("person", PEOPLE)
def test_people_are_at_most_uncertain(person):
    """Who is new, reads, or works in private is called nothing."""
    assert verdict(**PEOPLE[person]) in ("authentic", "uncertain")


@pytest.mark.parametrize("created_at", CREATED.values(), ids=CREATED)
@pytest.mark.parametrize("login", ["ada", "gregor-samsa", "qzxwkv", "kim1998"])
def test_an_empty_profile_is_no_proof(created_at, login):
    """Whatever its age, an account that shows nothing is at most uncertain by that alone."""
    assert verdict(login=login, created_at=created_at) == "uncertain"


def test_newcomers_are_uncertain_whatever_their_handle():
    """Eleven digits are called in an account of two years that shows nothing, and not in one of four months."""
    assert verdict(login="a12345678901", created_at="2026-08-01") == "uncertain"
    assert verdict(login="a12345678901", created_at="2024-11-01") == "likely_purchased"


def test_who_shows_work_is_authentic():
    """A scholar with repositories and followers needs no benefit of doubt."""
    assert verdict(**PEOPLE["a scholar"]) == "authentic"


def test_a_list_of_stargazers_alone_gets_no_verdict():
    """Logins without anything else are not enough."""
    with pytest.warns(UserWarning, match="no counts"):
        assert score_one({"login": "ada", "id": 1, "node_id": "U_1"}, observed_at=SEEN).verdict == "not_enough_data"


def test_steps_go_where_the_field_is_sure():
    """In the shipped model evidence rises or falls as the plan says."""
    detector = load_detector("github")
    for name, steps in zip(detector.features, detector.tables.steps, strict=True):
        changes = np.diff(steps[:, 0])
        assert (changes * GITHUB_DIRECTIONS[name] >= 0.0).all() or GITHUB_DIRECTIONS[name] == 0


def test_a_quarter_is_of_one_source():
    """Every fifth quarter is of the same source, its first and its last day alike."""
    days = ["2020-01-01", "2020-03-31", "2020-04-01", "2021-04-01", "2021-06-30"]
    table = read([{"username": "ada", "created_at": day} for day in days], observed_at=SEEN)
    first, *others = quarter_sources(table).tolist()
    assert others[0] == first != others[1]
    assert others[2] == others[3] == first
    assert first in {fold.genuine[0] for fold in github_folds()}


def test_without_age_no_date_is_looked_at():
    """Directions stay with their features."""
    plain = without_age(GITHUB_SETTINGS)
    assert set(GITHUB_SETTINGS.features) - set(plain.features) == {"shown_age_days", "bare_newcomer"}
    assert not {"created_at"} & {field for name in plain.features for field in FEATURES[name].fields}
    assert plain.classifier["monotonic_cst"] == [GITHUB_DIRECTIONS[name] for name in plain.features]
    assert "monotonic_cst" not in without_age(replace(SCOPE.github_settings)).classifier


@pytest.fixture(scope="module")
def accounts(data_folder):
    return read_releases(data_folder, GITHUB_RELEASES).accounts


@pytest.fixture(scope="module")
def evaluated(accounts):
    """Return the protocols of two methods, one of which notes what it was trained on."""
    spy = Spy(lambda table: -table.times("created_at").astype("datetime64[D]").astype(float))
    tried = {OWN: github_methods(SCOPE, dict.fromkeys((GENERIC, OF_X)))[OWN], "spy": spy}
    return evaluate_github(accounts, tried, lambda steps, n, text: steps, n_jobs=1), spy.trained


def test_the_release_is_read_by_quarters(accounts):
    """Repositories are read, how accounts were found is not, and every group of quarters has both kinds."""
    assert accounts.table.platform == "github"
    assert accounts.table.has("repositories_count")
    assert not accounts.table.has("posts_count")
    pairs = set(zip(accounts.sources.tolist(), accounts.kinds.tolist(), strict=True))
    assert len(pairs) == 2 * N_QUARTER_GROUPS


def test_a_quarter_is_never_trained_on_before_it_is_tested(evaluated):
    """Each group of quarters in turn is left out."""
    every = {fold.genuine[0] for fold in github_folds()}
    assert evaluated[1] == [every - {fold.genuine[0]} for fold in github_folds()]


def test_every_protocol_is_told_with_its_rows(evaluated, accounts):
    """Each protocol has its text; accounts of every age are counted once."""
    found, _ = evaluated
    assert {name: part["protocol"] for name, part in found.items()} == GITHUB_TEXTS
    assert len(found[QUARTERS]["rows"]) == 2 * N_QUARTER_GROUPS
    ages = found[AGES]["rows"]
    assert sum(row["n_genuine"] + row["n_campaign"] for row in ages) == len(accounts)


def test_a_date_orders_nothing_within_a_quarter(evaluated):
    """Where a quarter has too few of a class nothing is said of it."""
    row = next(row for row in evaluated[0][SAME_QUARTER]["rows"] if row["method"] == "spy")
    assert row["n_quarters"] == 0
    assert row["auc_same_quarter"] is None
    assert 0.0 <= row["recall_at_1_percent"] <= row["recall_at_2_percent"] <= row["recall_at_5_percent"] <= 1.0


def test_every_method_is_tried():
    """Ours come first, then those that ship, then forests, one line and leaks."""
    tried = github_methods(SCOPE, dict.fromkeys((GENERIC, OF_X)))
    assert list(tried) == [OWN, WITHOUT_AGE, GENERIC, OF_X, *GITHUB_BASELINES]
    assert tried[OWN].settings.features == GITHUB_FEATURES


def test_the_lead_is_made_from_the_figures(bench):
    """It names the best forest and what the default flags; where nothing was measured it says nothing."""
    protocols = bench.results["platforms"]["protocols"]
    lines = github_lines(protocols)
    assert f"GitHub, quarters held out: AUC {protocols[QUARTERS]['mean'][OWN]['mean_auc']:.3f}, best forest" in lines[0]
    assert "flagged at a false-positive rate of" in lines[2]
    assert github_lines({}) == []
    assert list(GITHUB_SECTIONS) == list(GITHUB_TEXTS)
