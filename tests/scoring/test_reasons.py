"""Reasons in words: numbers, what is usual for genuine accounts, and signs, held against the shipped models."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, strategies as st

from fakefollow import load_detector, read
from fakefollow.features import FEATURES, ProfileView, measure
from fakefollow.scoring import MODEL_FILE, ReasonWriter, reasons_of, shipped_models, weight_words
from fakefollow.simulate import simulate_accounts

MODELS = [load_detector(path.parent.name) for path in sorted(shipped_models().glob(f"*/{MODEL_FILE}"))]
MODEL = load_detector("x")
TABLE = read(simulate_accounts(60, 30, 20, random_state=8).profiles)
COMPARED = re.compile(r" \((more than|fewer than)? ?(\d+) % of genuine accounts (.+)\)$")
ALIKE = re.compile(r" \(as with (more than|fewer than)? ?(\d+) % of genuine accounts\)$")
USUAL = " (usual for genuine accounts)"
USUAL_TOO = " (usual for genuine accounts too)"
NEWCOMER, NOT_IF_NEW = "newcomer_or_reader", "it is new, nearly empty or has only read so far"
NAMES = [(model, name) for model in MODELS for name in model.features]


def ids(value):
    return value if isinstance(value, str) else value.name


def said(model, name, values, for_a_kind=False):
    """Return what is said of values of a feature whose other numbers are all 7."""

    class View:
        def told(self, _):
            return np.full(len(values), 7.0)

    writer = ReasonWriter.of(model)
    rows = np.arange(len(values))
    spoken = np.full(len(values), for_a_kind)
    return writer.sentences(model.features.index(name), View(), rows, np.array(values, np.float64), spoken)


def usual_of(model, name):
    return model.known.usual[name]


def asked(model, name):
    """Return values below, at, between and above the knots of a feature."""
    if FEATURES[name].is_yes_or_no:
        return [0.0, 1.0]
    knots = usual_of(model, name).knots
    between = (knots[1:] + knots[:-1]) / 2
    return [*knots, *between, knots[-1] + 1000.0, *([knots[0] / 2] if knots[0] > 0 else [])]


@pytest.mark.parametrize(("model", "name"), NAMES, ids=ids)
def test_stated_percentages_are_those_of_the_distribution(model, name):
    """What a text says of genuine accounts holds for the distribution on the card, and is never overstated."""
    values, usual, feature = asked(model, name), usual_of(model, name), FEATURES[name]
    lower = usual.lower("genuine", np.array(values))
    higher = usual.higher("genuine", np.array(values))
    for value, low, high, text in zip(values, lower, higher, said(model, name, values), strict=True):
        if text.endswith(USUAL):
            assert max(low, high) < 0.75
            continue
        if alike := ALIKE.search(text):
            assert feature.is_yes_or_no or value == 0.0
            about, percent = alike.groups()
            same = 1.0 - low - high
            expected = {"fewer than": (0.0, 0.01), "more than": (0.99, 1.0001)}.get(
                about, (int(percent) / 100 - 0.0051, int(percent) / 100 + 0.0051)
            )
            assert expected[0] <= same + 1e-9
            assert same <= expected[1]
            continue
        about, percent, words = COMPARED.search(text).groups()
        assert words in (feature.less, feature.more)
        share = low if words == feature.less else high
        assert share >= 0.75
        assert int(percent) / 100 <= share + 1e-9 < int(percent) / 100 + 0.0101
        assert (about == "more than") == (share > 0.99 + 1e-9)


@pytest.mark.parametrize(("model", "name"), NAMES, ids=ids)
def test_what_is_usual_for_both_says_too(model, name):
    """Where a value in the usual range speaks for another kind the text says "too"; other texts stay the same."""
    values = asked(model, name)
    for against, speaks in zip(said(model, name, values), said(model, name, values, True), strict=True):
        usual = against.endswith(USUAL)
        assert speaks == (against.removesuffix(USUAL) + USUAL_TOO if usual else against)


@pytest.mark.parametrize("model", MODELS, ids=ids)
def test_usual_never_reads_as_a_contradiction(model):
    """What is usual for genuine accounts alone never speaks for another kind, and "too" never against it."""
    table = replace(TABLE, platform=None)
    reasons = [reason for row in range(0, len(table), 7) for reason in reasons_of(model, table[row : row + 1])]
    usual = [one for one in reasons if one.sentence.endswith(USUAL)]
    too = [one for one in reasons if one.sentence.endswith(USUAL_TOO)]
    assert usual
    assert too or model.name != "x"  # others know too few features for these profiles
    assert all(one.evidence <= 0.0 for one in usual)
    assert all(one.evidence > 0.0 for one in too)


@pytest.mark.parametrize(("model", "name"), NAMES, ids=ids)
def test_a_higher_value_never_has_fewer_below_it(model, name):
    """The share of genuine accounts said to have less never falls as the value rises, nor that with more rises."""
    values = np.sort(np.array(asked(model, name)))
    usual = usual_of(model, name)
    assert (np.diff(usual.lower("genuine", values)) >= 0.0).all()
    assert (np.diff(usual.higher("genuine", values)) <= 0.0).all()


@pytest.mark.parametrize(("model", "name"), NAMES, ids=ids)
def test_no_text_says_all_or_none(model, name):
    """A distribution of some thousand accounts cannot know of all or none of them."""
    for text in said(model, name, asked(model, name)):
        assert " 100 % of genuine" not in text
        assert not re.search(r"[ (]0 % of genuine", text)


@pytest.mark.parametrize("model", MODELS, ids=ids)
def test_every_reason_speaks_as_its_evidence(model):
    """A reason speaks for a kind where the step of its value is above zero, and against it where below."""
    table = replace(TABLE, platform=None)
    features = model.measure(table)
    steps = model.tables.by_feature(features)
    held = model.held_of_newcomers(ProfileView(table, model.username_model), model.tables.total(features))
    rows = {*range(0, len(table), 7), *np.flatnonzero(held.any(axis=1))[:3].tolist()}
    for row in rows:
        reasons = [reason for reason in reasons_of(model, table[row : row + 1]) if reason.feature != NEWCOMER]
        assert {(reason.feature, reason.kind) for reason in reasons} == {
            (name, kind)
            for place, name in enumerate(model.features)
            if not np.isnan(features[row, place])
            for kind in model.kinds[1:]
        }
        for reason in reasons:
            place = model.features.index(reason.feature), model.kinds.index(reason.kind) - 1
            assert reason.evidence == steps[row][place]
            assert (f"speaks for {reason.kind}" in reason.text) == (reason.evidence > 0.0)
            assert (f"speaks against {reason.kind}" in reason.text) == (reason.evidence < 0.0)
        told = {r.kind: r.evidence for r in reasons_of(model, table[row : row + 1]) if r.feature == NEWCOMER}
        assert told == {kind: -nats for kind, nats in zip(model.kinds[1:], held[row].tolist(), strict=True) if nats}


@pytest.mark.parametrize("model", MODELS, ids=ids)
def test_usual_is_the_share_with_a_lower_value(model):
    """`Reason.usual` is the share of genuine accounts that have less, from the card."""
    for reason in reasons_of(model, replace(TABLE, platform=None)[:1]):
        value = np.array([reason.value])
        assert reason.usual == usual_of(model, reason.feature).lower("genuine", value)[0]


def test_texts_are_short():
    """Reasons of simulated accounts have at most 145 characters, and most of them fewer than 120."""
    texts = [reason.text for row in range(len(TABLE)) for reason in reasons_of(MODEL, TABLE[row : row + 1])]
    assert max(map(len, texts)) <= 145
    assert np.median([*map(len, texts)]) < 120


def test_no_text_breaks_a_list_of_reasons():
    """Reasons are joined by ``"; "``, so none of them has that inside."""
    texts = [reason.text for row in range(len(TABLE)) for reason in reasons_of(MODEL, TABLE[row : row + 1])]
    assert not any(";" in text for text in texts)


def test_both_numbers_of_a_ratio_are_told(make_table):
    """A ratio is said by the two numbers that it is made of, with the share of genuine accounts below it."""
    table = make_table([{"followers_count": 19, "posts_count": 24_000}])
    reasons = {r.kind: r.text for r in reasons_of(MODEL, table) if r.feature == "followers_per_post"}
    assert all(text.startswith("it has 19 followers and has posted 24,000 times (") for text in reasons.values())
    assert "of genuine accounts have a higher ratio): speaks for bot (+" in reasons["bot"]
    assert reasons["purchased"].endswith("of genuine accounts have a higher ratio): says nothing of purchased (+0.00)")


def test_strongest_are_those_of_single_rows():
    """Texts made for many rows at once are those made for each row alone, the strongest three, with what is held."""
    writer = ReasonWriter.of(MODEL)
    features = MODEL.measure(TABLE)
    view = ProfileView(TABLE, MODEL.username_model)
    held = MODEL.held_of_newcomers(view, MODEL.tables.total(features))
    texts = writer.strongest(view, features, MODEL.tables.by_feature(features), held)
    assert any(NOT_IF_NEW in text for text in texts)
    for row, text in enumerate(texts):
        reasons = sorted(reasons_of(MODEL, TABLE[row : row + 1]), key=lambda reason: -abs(reason.evidence))
        assert text == "; ".join(reason.text for reason in reasons[:3])


def test_nothing_observed_has_no_text(make_table):
    """A row of which nothing was observed has no reasons: an empty text."""
    table = make_table([{"username": None}, {"username": "ada"}])
    features = measure(table, MODEL.features, MODEL.username_model)
    writer = ReasonWriter.of(MODEL)
    view = ProfileView(table, MODEL.username_model)
    first, second = writer.strongest(view, features, MODEL.tables.by_feature(features), np.zeros((2, 2)))
    assert first == ""
    assert second


def test_without_a_distribution_nothing_is_compared():
    """A model that does not know what is usual says the value and what it speaks for."""
    model = replace(MODEL, card={"name": "x"})
    for reason, known in zip(reasons_of(model, TABLE[:1]), reasons_of(MODEL, TABLE[:1]), strict=True):
        assert "genuine accounts" not in reason.text
        assert reason.usual is None
        assert known.text.startswith(reason.sentence)
        assert reason.evidence == known.evidence


def test_a_distribution_without_genuine_accounts_compares_nothing():
    """What is usual for genuine accounts is not told from those of other kinds."""
    usual = {
        name: {**facts, **{side: {"bot": facts[side]["bot"]} for side in ("below", "up_to")}}
        for name, facts in MODEL.card["usual"].items()
    }
    model = replace(MODEL, card={"name": "x", "usual": usual})
    assert all(reason.usual is None for reason in reasons_of(model, TABLE[:1]))


@given(st.integers(0, 10**10), st.integers(0, 10**10))
def test_counts_are_told_as_they_are(make_table, posts, followers):
    """Whatever the counts, the sentence has them in full, and one is singular."""
    table = make_table([{"posts_count": posts, "followers_count": followers}])
    text = next(r.sentence for r in reasons_of(MODEL, table) if r.feature == "followers_per_post")
    times = "1 time" if posts == 1 else f"{posts:,} times"
    fans = "1 follower" if followers == 1 else f"{followers:,} followers"
    assert text.startswith(f"it has {fans} and has posted {times} (")


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        (1.5, ": speaks for bot (+1.50)"),
        (-0.25, ": speaks against bot (-0.25)"),
        (0.0, ": says nothing of bot (+0.00)"),
    ],
)
def test_weights_are_said_with_their_sign(evidence, words):
    """The end of a text says for, against or nothing, of which kind, and how strongly."""
    assert weight_words("bot", evidence) == words
