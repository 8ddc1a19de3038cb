"""What a figure is shown beside: leaks on random splits, and published baselines with whole sources held out."""

import json
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

import fakefollow as ff
from fakefollow import read
from fakefollow.baselines import PUBLISHED, LearntClassifier, OneLineHeuristic, SrfForest
from fakefollow.evaluation import LEAKS, LabelledAccounts, leak_figures, source_folds
from fakefollow.profiles import COLUMNS
from fakefollow.simulate import simulate_accounts

ID, TIME, FIELDS = "numeric id alone", "creation and observation time", "which fields are known"
START = datetime(2015, 1, 1, tzinfo=UTC)
SIMULATED = simulate_accounts(120, 60, 60, random_state=5)
TABLE, LABELS, SOURCES = read(SIMULATED.profiles), np.array(SIMULATED.kind), np.array(SIMULATED.source)
OTHER = LABELS != "genuine"
LEARNT = {name for name, method in PUBLISHED.items() if isinstance(method, LearntClassifier)}


def accounts_of(profile_of, n=160):
    """Return accounts, half of them bots, each made from its place and whether it is a bot."""
    random = np.random.default_rng(5)
    bots = random.permutation(n) < n // 2
    profiles = [profile_of(row, bool(bot)) for row, bot in enumerate(bots)]
    return LabelledAccounts.of(read(profiles), np.where(bots, "bot", "genuine").tolist(), None)


def aucs(accounts):
    """Return leak -> AUC."""
    return {row["leak"]: row["auc"]["value"] for row in leak_figures(accounts)}


def test_ids_in_series_are_found():
    """Bots registered in a series of their own are told by the id alone."""
    found = aucs(accounts_of(lambda row, bot: {"id": str(row + 10**9 * (1 + bot)), "username": "ada"}))
    assert found[ID] > 0.99
    assert found[FIELDS] == 0.5


def test_dates_are_found():
    """Bots that were observed in a week of their own are told by dates alone."""

    def profile(row, bot):
        observed = START + timedelta(days=3000 + 30 * bot)
        return {"username": "ada", "created_at": START + timedelta(days=row % 40), "observed_at": observed}

    assert aucs(accounts_of(profile))[TIME] > 0.99


def test_missing_fields_are_found():
    """A field that only bots lack tells them; how much it says does not matter."""
    found = aucs(accounts_of(lambda row, bot: {"username": "ada", "url": None if bot else "https://a.example"}))
    assert found == {FIELDS: 1.0}


def test_what_was_not_observed_is_left_out():
    """Without ids and dates only the known fields are looked at; ids that are no numbers are no ids."""
    assert list(aucs(accounts_of(lambda row, bot: {"username": "ada"}))) == [FIELDS]
    assert list(aucs(accounts_of(lambda row, bot: {"id": f"did:{row}", "username": "ada"}))) == [FIELDS]


def test_innocent_ids_say_little():
    """Ids without any order among the kinds have an AUC near one half."""
    found = aucs(accounts_of(lambda row, bot: {"id": str(10**9 + row), "username": "ada"}, n=1200))
    assert 0.4 < found[ID] < 0.6


def test_too_few_accounts_have_no_auc():
    """Below 50 accounts of a class the sizes are given and the AUC is "too few"."""
    rows = leak_figures(accounts_of(lambda row, bot: {"id": str(row), "username": "ada"}, n=98))
    assert [row["auc"] for row in rows] == ["too few", "too few"]
    assert rows[0]["n_genuine"] == rows[0]["n_not_genuine"] == 49


def test_large_sets_are_drawn_from():
    """At most half the cap of each class is looked at, drawn by the seed."""
    accounts = accounts_of(lambda row, bot: {"id": str(row), "username": "ada"}, n=400)
    rows = leak_figures(accounts, max_rows=120)
    assert (rows[0]["n_not_genuine"], rows[0]["n_genuine"]) == (60, 60)
    assert leak_figures(accounts, max_rows=120) == rows
    assert leak_figures(accounts, seed=1, max_rows=120) != rows


def test_every_figure_has_its_interval():
    """The AUC lies within its interval."""
    for row in leak_figures(accounts_of(lambda row, bot: {"id": str(row * (1 + bot)), "username": "ada"})):
        assert row["auc"]["low"] <= row["auc"]["value"] <= row["auc"]["high"]


def test_leaks_see_their_input_and_nothing_else(make_table):
    """Id, dates in days, and the mask of known fields are the only columns."""
    table = make_table(
        [
            {"id": "12", "created_at": datetime(1970, 1, 3, 12, tzinfo=UTC), "observed_at": None},
            {"id": "did:plc:x", "created_at": None, "observed_at": datetime(1970, 1, 2, tzinfo=UTC)},
            {"id": None, "created_at": None, "observed_at": None},
        ]
    )
    np.testing.assert_array_equal(LEAKS["id"].inputs(table), [[12.0], [np.nan], [np.nan]])
    np.testing.assert_array_equal(LEAKS["time"].inputs(table), [[2.5, np.nan], [np.nan, 1.0], [np.nan, np.nan]])
    mask = LEAKS["missingness"].inputs(table)
    assert mask.shape == (3, len(COLUMNS))
    expected = {"id": [1.0, 1.0, 0.0], "created_at": [1.0, 0.0, 0.0], "observed_at": [0.0, 1.0, 0.0]}
    for place, name in enumerate(COLUMNS):
        assert mask[:, place].tolist() == expected.get(name, [0.0] * 3)


def test_an_id_too_long_for_a_float_is_not_observed(make_table):
    """A decimal id beyond the floats does not become infinite."""
    assert np.isnan(LEAKS["id"].inputs(make_table([{"id": "9" * 400}]))).all()


@pytest.fixture(scope="module")
def beside():
    """Return an evaluation with baselines beside the shipped model."""
    return ff.evaluate("x", TABLE, LABELS, SOURCES, baselines=True)


def figures_of(evaluation, name):
    return next(method.figures for method in evaluation.baselines if method.name == name)


def test_every_published_baseline_is_beside_the_model(beside):
    """Rules and forests are all there, in order, each with the figures and intervals that it can have."""
    assert [method.name for method in beside.baselines] == list(PUBLISHED)
    for method in beside.baselines:
        assert method.learnt == (method.name in LEARNT)
        stated = set(beside.figures) if method.learnt else set(beside.figures) - {"brier", "ece"}
        assert set(method.figures) == stated
        assert all(figure.low <= figure.value <= figure.high for figure in method.figures.values())


def test_without_baselines_nothing_else_changes(beside):
    """Figures, rows and curves of the model are the same, and nothing is said of baselines that were not asked for."""
    alone = ff.evaluate("x", TABLE, LABELS, SOURCES)
    assert alone.baselines == ()
    assert "published" not in repr(alone) + alone._repr_html_()
    own = {name: value for name, value in beside.to_dict().items() if not name.startswith("baseline")}
    assert own == {name: value for name, value in alone.to_dict().items() if not name.startswith("baseline")}
    assert repr(beside).startswith(repr(alone))


def test_a_rule_is_taken_as_it_is(beside):
    """The figures of a rule are those of its decisions on all accounts."""
    rule = OneLineHeuristic().fit(TABLE)
    found, called = figures_of(beside, "fewer than 30 followers"), rule.predict(TABLE) != "genuine"
    assert found["auc"].value == pytest.approx(roc_auc_score(OTHER, rule.decision_function(TABLE)))
    recall, rate = called[OTHER].mean(), called[~OTHER].mean()
    assert (found["recall"].value, found["false_positive_rate"].value) == (recall, rate)
    assert found["precision"].value == pytest.approx(0.15 * recall / (0.15 * recall + 0.85 * rate))


def test_what_is_learnt_has_not_seen_the_source(beside):
    """A forest judges the accounts of each fold after training on the sources of the other folds."""
    kinds = np.where(OTHER, "not_genuine", "genuine")
    folds, suspicion = source_folds(kinds, SOURCES, 5), np.empty(len(TABLE))
    for fold in range(folds.max() + 1):
        known, here = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        assert set(SOURCES[known]).isdisjoint(SOURCES[here])
        forest = SrfForest().fit(TABLE.take(known), LABELS[known])
        suspicion[here] = forest.decision_function(TABLE.take(here))
    found = figures_of(beside, "SRF forest (9)")
    assert found["auc"].value == pytest.approx(roc_auc_score(OTHER, suspicion))
    assert found["recall"].value == (suspicion[OTHER] > 0).mean()
    assert "Each of your sources is held out once, in 5 folds" in beside.baseline_protocol


@pytest.mark.parametrize("sources", [None, np.where(OTHER, SOURCES, "people")], ids=["none", "one genuine"])
def test_random_splits_say_what_they_are(sources):
    """Without two sources of both classes forests are judged on random parts, and the text says that this flatters."""
    found = ff.evaluate("x", TABLE, LABELS, sources, baselines=True)
    assert [method.name for method in found.baselines] == list(PUBLISHED)
    assert "5 random parts" in found.baseline_protocol
    assert "which flatters them" in found.baseline_protocol
    assert found.baseline_protocol in repr(found)


@pytest.mark.parametrize("rows", [~OTHER, OTHER, ~OTHER | (np.cumsum(OTHER) == 1)])
def test_forests_need_two_classes(rows):
    """Where genuine or other accounts are absent, or one alone is there, rules stand and a sentence says why."""
    chosen = np.flatnonzero(rows)
    found = ff.evaluate("x", TABLE.take(chosen), LABELS[chosen], SOURCES[chosen], baselines=True)
    assert {method.name for method in found.baselines} == set(PUBLISHED) - LEARNT
    assert "Forests are left out" in repr(found)


def test_baselines_are_in_text_html_dict_and_frame(beside):
    """Every method has its line in each view, the model first, and the dict survives JSON."""
    names = ["model 'x'", *PUBLISHED]
    shown = repr(beside).splitlines()[-len(names) :]
    assert [line[: len(name)] for line, name in zip(shown, names, strict=True)] == names
    assert all(name.replace("'", "&#x27;") in beside._repr_html_() for name in names)
    kept = json.loads(json.dumps(beside.to_dict()))["baselines"]
    assert [method["name"] for method in kept] == list(PUBLISHED)
    frame = beside.baselines_to_frame()
    assert list(frame["method"]) == names
    assert frame["auc"].tolist() == [
        beside.figures["auc"].value,
        *(method.figures["auc"].value for method in beside.baselines),
    ]
    assert frame["ece"].isna().tolist() == [name in PUBLISHED and name not in LEARNT for name in names]
    assert (frame["auc_low"] <= frame["auc"]).all()
