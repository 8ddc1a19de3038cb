"""Cards: what a model was made of, as data and as text that says the same."""

import json
from dataclasses import replace

import pytest

from fakefollow import load_detector, read
from fakefollow.evaluation import LabelledAccounts
from fakefollow.report import card_to_markdown
from fakefollow.simulate import simulate_accounts
from fakefollow.training import BACKBONE, BOT_FEATURES, OWN_LIMITS, TrainingSettings, describe_data, make_card

SIMULATED = simulate_accounts(40, 20, 20, random_state=6)
ACCOUNTS = LabelledAccounts.of(read(SIMULATED.profiles), SIMULATED.kind, SIMULATED.source)
TERMS = {source: f"terms of {source}" for source in SIMULATED.source}
MODEL = load_detector("x")
FIGURES = {
    "some_figures": {"protocol": "As it was done.", "rows": [{"auc": 0.9876, "n": 12}], "mean": {"ours": {"auc": 0.5}}}
}


@pytest.fixture
def card():
    """Return a card of the shipped detector with invented figures."""
    data = describe_data(ACCOUNTS, ACCOUNTS, TERMS)
    return make_card(MODEL, TrainingSettings(), data, FIGURES, "9.9.9", "whether it works", OWN_LIMITS)


def test_data_are_described_by_kind_and_source():
    """There is one record for each kind and source, with accounts read and used, days and terms."""
    used = ACCOUNTS.capped(3, random_state=0)
    records = describe_data(ACCOUNTS, used, TERMS)
    pairs = sorted(set(zip(SIMULATED.kind, SIMULATED.source, strict=True)))
    assert [(record["kind"], record["source"]) for record in records] == pairs
    for record in records:
        count = SIMULATED.source.count(record["source"])
        assert (record["n_accounts"], record["n_used"]) == (count, min(3, count))
        assert record["observed_from"] == record["observed_to"] == "2024-01-01"
        assert record["terms"] == f"terms of {record['source']}"


def test_unknown_days_are_none():
    """Where no observation time is known the days are None, and an empty cell in the text."""
    profiles = [{"username": f"ada{row}"} for row in range(80)]
    accounts = LabelledAccounts.of(read(profiles), SIMULATED.kind, SIMULATED.source)
    records = describe_data(accounts, accounts, TERMS)
    assert {record["observed_from"] for record in records} == {None}
    assert "|  |  |" in card_to_markdown({"name": "x", "data": records})


def test_card_is_plain_data(card):
    """A card survives JSON unchanged."""
    assert json.loads(json.dumps(card)) == card


def test_card_has_the_detector(card):
    """Prior, policy, kinds and features with weights are those of the detector, heaviest feature first."""
    assert card["prior"] == dict(MODEL.prior.shares)
    assert card["policy"] == MODEL.policy.settings()
    assert card["kinds"] == list(MODEL.kinds)
    weights = [facts["weight"] for facts in card["features"].values()]
    assert weights == sorted(MODEL.weights.tolist(), reverse=True)
    assert set(card["features"]) == set(MODEL.features)
    assert card["made_with"] == "fakefollow 9.9.9"
    assert card["settings"]["n_folds"] == TrainingSettings().n_folds
    assert card["settings"]["backbone"] == {name: list(term) for name, term in BACKBONE.items()}
    assert card["settings"]["bot_features"] == list(BOT_FEATURES)
    told = ("max_per_source", "random_state")
    assert {name: card["settings"][name] for name in told} == {name: getattr(TrainingSettings(), name) for name in told}


def test_card_keeps_the_reference():
    """What training put on the card of how features are distributed stays there, and is not made up where it is not."""
    reference = {"posts_count": {"edges": [], "shares": [1.0], "not_observed": 0.0, "limit": 0.25}}
    for card, expected in [({"name": "x", "reference": reference}, reference), ({"name": "x"}, None)]:
        made = make_card(replace(MODEL, card=card), TrainingSettings(), [], {}, "9.9.9", "", ())
        assert made.get("reference") == expected


def test_card_keeps_what_is_usual():
    """What training put on the card of how values are distributed stays there; a card without it has none."""
    usual = {"posts_count": {"knots": [1.0], "below": {"genuine": [0.5]}, "up_to": {"genuine": [0.5]}}}
    for card, expected in [({"name": "x", "usual": usual}, usual), ({"name": "x"}, None)]:
        made = make_card(replace(MODEL, card=card), TrainingSettings(), [], {}, "9.9.9", "", ())
        assert made.get("usual") == expected


def test_card_says_what_it_is_told():
    """Answers and limits are those given, and a model for other platforms says so in words."""
    model = replace(MODEL, platform="generic")
    card = make_card(model, TrainingSettings(), [], {}, "9.9.9", "whether it works", ("It is made up.",))
    assert (card["answers"], card["limits"]) == ("whether it works", ["It is made up."])
    text = card_to_markdown({**card, "data": [{"source": "a"}]})
    assert "Answers whether it works. Made with fakefollow 9.9.9 for platforms without a model of their own." in text


def test_text_has_every_figure(card):
    """Every number of data, figures and features (four digits), and every limit, is in the text."""
    text = card_to_markdown(card)
    assert text.startswith("# Model x\n")
    assert text.endswith("\n")
    for record in card["data"]:
        assert "| " + " | ".join(map(str, record.values())) + " |" in text
    assert "## Held out: some figures\n\nAs it was done.\n\n| auc | n |" in text
    assert "| 0.9876 | 12 |" in text
    assert "auc 0.5." in text
    for name, facts in card["features"].items():
        assert f"| {name} | {round(facts['weight'], 4)} | {facts['unit']} |" in text
    for limit in OWN_LIMITS:
        assert f"- {limit}" in text


def test_text_says_the_rule_of_verdicts(card):
    """The text states prior, false-positive rate and least coverage in percent."""
    text = card_to_markdown(card)
    assert "Prior: purchased 11.2%, bot 3.8%." in text
    assert "at most 2.0% of the genuine accounts of an ordinary unseen source" in text
    assert "below a coverage of 25%" in text


def test_limits_speak_of_accounts():
    """The first limit says how to speak of people."""
    assert OWN_LIMITS[0].startswith("A score speaks of an account as it was observed, not of a person.")
    assert len(set(OWN_LIMITS)) == len(OWN_LIMITS)
    assert all(limit.endswith(".") for limit in OWN_LIMITS)


def test_data_without_terms_have_none():
    """Accounts of the user's own have no terms: there is no such entry."""
    assert all("terms" not in record for record in describe_data(ACCOUNTS, ACCOUNTS))
