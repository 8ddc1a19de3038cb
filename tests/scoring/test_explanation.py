"""Explanation: from the prior over the reasons to the total, exactly, as plain data."""

import json
from dataclasses import replace
from math import exp, log

import pytest
from hypothesis import given, strategies as st

from fakefollow import load_detector, read
from fakefollow.features import FEATURES
from fakefollow.profiles import COLUMNS
from fakefollow.scoring import FIELD_WORDS, Explanation, Reason, explain_kind, weight_words
from fakefollow.simulate import simulate_accounts

MODEL = load_detector("x")
SCORES = MODEL.score(read(simulate_accounts(20, 10, 10, random_state=2).profiles))
PRIOR = {"purchased": log(0.1 / 0.8), "bot": log(0.1 / 0.8)}
EVIDENCE = st.lists(st.floats(-5.0, 5.0).filter(bool), max_size=12)


def reason(evidence, kind="bot", number=0):
    name = f"feature_{number}"
    return Reason(name, 3.0, "posts", kind, evidence, f"{name} is 3{weight_words(kind, evidence)}")


def explained(evidence, n_reasons=5):
    reasons = [reason(nats, number=number) for number, nats in enumerate(evidence)]
    return explain_kind("bot", PRIOR, PRIOR["bot"] + sum(evidence), 0.3, reasons, n_reasons)


@given(EVIDENCE, st.integers(1, 8))
def test_steps_lead_from_the_prior_to_the_total(evidence, n_reasons):
    """Each step adds its evidence to the total before; the first is the prior and the last total the log-odds."""
    kind = explained(evidence, n_reasons)
    assert kind.steps[0].evidence == kind.steps[0].total == PRIOR["bot"]
    before = 0.0
    for step in kind.steps:
        assert before + step.evidence == pytest.approx(step.total, abs=1e-12)
        before = step.total
    assert kind.log_odds == PRIOR["bot"] + sum(evidence)


@given(EVIDENCE, st.integers(1, 8))
def test_further_reasons_are_summed_up(evidence, n_reasons):
    """So many reasons are steps of their own and the others one step; a single further one is shown itself."""
    kind = explained(evidence, n_reasons)
    features = [step.feature for step in kind.steps[1:]]
    if len(evidence) <= n_reasons + 1:
        assert features == [f"feature_{number}" for number in range(len(evidence))]
        return
    assert features == [*(f"feature_{number}" for number in range(n_reasons)), None]
    assert kind.steps[-1].text == f"{len(evidence) - n_reasons} further reasons together"
    assert kind.steps[-1].evidence == pytest.approx(sum(evidence[n_reasons:]), abs=1e-12)


def test_steps_are_the_sentences_without_their_weight():
    """A step says what was seen; what it speaks for is told by its number."""
    assert [step.text for step in explained([1.5, -0.5]).steps[1:]] == ["feature_0 is 3", "feature_1 is 3"]


def test_the_prior_tells_the_expected_share():
    """The first step says which share of accounts is expected to be of the kind."""
    assert explained([]).steps[0].text == "prior: expected share of bot, 10 %"


def test_other_kinds_and_reasons_that_say_nothing_are_no_steps():
    """A reason of another kind, or without evidence, is neither shown nor counted."""
    reasons = [reason(1.0), reason(2.0, "purchased", 1), reason(0.0, number=2)]
    kind = explain_kind("bot", PRIOR, PRIOR["bot"] + 1.0, 0.3, reasons, 1)
    assert [step.feature for step in kind.steps] == [None, "feature_0"]


def test_chance_is_the_probability_against_genuine_alone():
    """`chance` of a step is exp(total) / (1 + exp(total)), for totals of any size."""
    for step in [*explained([4.0, -7.0]).steps, *explained([900.0]).steps, *explained([-900.0]).steps]:
        chance = step.to_dict()["chance"]
        assert 0.0 <= chance <= 1.0
        if abs(step.total) < 30.0:
            assert chance == pytest.approx(exp(step.total) / (1.0 + exp(step.total)))


@pytest.mark.parametrize("row", range(0, len(SCORES), 5))
def test_plain_data_holds_the_score(row):
    """`to_dict` is strict JSON and has verdict, authenticity, coverage and for each kind all its steps."""
    score = SCORES[row]
    facts = score.explain().to_dict()
    assert json.loads(json.dumps(facts, allow_nan=False)) == facts
    assert (facts["verdict"], facts["authenticity"]) == (score.verdict, score.authenticity)
    assert (facts["coverage"], facts["model"]) == (score.coverage, "x")
    assert {kind["kind"]: kind["log_odds"] for kind in facts["kinds"]} == score.log_odds
    assert all(kind["probability"] == score.kind_probability[kind["kind"]] for kind in facts["kinds"])
    chances = [kind["log_odds"] for kind in facts["kinds"]]
    assert chances == sorted(chances, reverse=True)


def test_every_field_of_features_has_plain_words():
    """What was not observed is told in words that need no glossary."""
    fields = {field for feature in FEATURES.values() for field in feature.fields}
    told = {field: FIELD_WORDS.get(field, field.replace("_", " ")) for field in fields}
    assert not {"count", "default", "url"} & {word for words in told.values() for word in words.split()}
    assert set(FIELD_WORDS) <= set(COLUMNS)
    assert len(set(told.values())) == len(told)


def test_an_explanation_of_nothing_observed():
    """Of an account of which nothing was seen only the prior is told, and every field is missing."""
    facts = MODEL.score(read([{"id": "1"}]))[0].explain().to_dict()
    assert [len(kind["steps"]) for kind in facts["kinds"]] == [1, 1]
    assert facts["verdict"] == "not_enough_data"
    assert set(facts["not_observed"]) == {field for name in MODEL.features for field in FEATURES[name].fields}


def test_views_have_fields_in_plain_words():
    """The text names missing fields in words, the plain data by their canonical names."""
    explanation = Explanation("x", "uncertain", 0.5, 0.5, (), not_observed=("description", "location"))
    assert "not observed: bio, location" in repr(explanation)
    assert explanation.to_dict()["not_observed"] == ["description", "location"]
    assert "not observed: bio, location" in explanation._repr_html_()
    assert "all its fields were observed" in repr(replace(explanation, not_observed=()))
