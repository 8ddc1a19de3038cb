"""Words that the views of an explanation share."""

import pytest

from fakefollow.report import (
    chance_words,
    further_lines,
    how_to_read,
    kind_line,
    span,
    starts,
    verdict_line,
    verdict_note,
)

FACTS = {
    "model": "x",
    "learnt_on": "x",
    "username": "ada",
    "verdict": "likely_purchased",
    "authenticity": 0.0123,
    "coverage": 0.876,
    "not_observed": ["bio", "location"],
    "changed": [],
    "before": None,
    "cut_offs": None,
    "kinds": [
        {"kind": "purchased", "probability": 0.98, "steps": [{"total": -2.0}, {"total": 4.0}]},
        {"kind": "bot", "probability": 0.01, "steps": [{"total": -2.0}, {"total": -3.5}]},
    ],
}


def test_first_line_says_verdict_authenticity_coverage():
    """The first line names the account, where it has a handle, and says what was found."""
    assert verdict_line(FACTS) == "@ada: likely purchased, authenticity 0.012, coverage 0.88"
    assert verdict_line(FACTS | {"username": None}) == "likely purchased, authenticity 0.012, coverage 0.88"


def test_second_line_says_what_was_not_observed():
    """Missing fields are named after the model."""
    assert list(further_lines(FACTS)) == ["by model 'x'; not observed: bio, location"]
    complete = FACTS | {"not_observed": []}
    assert list(further_lines(complete)) == ["by model 'x'; all its fields were observed"]


def test_third_line_compares_with_the_score_before():
    """Of a changed profile it says what was changed, and authenticity and verdict before and after."""
    before = {"authenticity": 0.5, "verdict": "uncertain"}
    lines = list(further_lines(FACTS | {"changed": ["bio", "location"], "before": before}))
    assert lines[1] == ("changed: bio, location; authenticity 0.500 -> 0.012, uncertain -> likely purchased")
    assert list(further_lines(FACTS | {"before": before}))[1].startswith("changed: nothing; ")


def test_names_are_harmless_and_cut():
    """A hostile handle, model or kind stays on one line of its own width."""
    hostile = "a\n\x1b[31m" + "b" * 500
    assert len(verdict_line(FACTS | {"username": hostile})) < 120
    assert "\x1b" not in verdict_line(FACTS | {"username": hostile})
    assert len(kind_line({"kind": hostile, "probability": 0.5})) < 60


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.0, "<1 %"),
        (0.0099, "<1 %"),
        (0.01, "1 %"),
        (0.5, "50 %"),
        (0.99, "99 %"),
        (0.9901, ">99 %"),
        (1.0, ">99 %"),
    ],
)
def test_a_chance_is_never_all_or_nothing(chance, words):
    """Probabilities near 0 and 1 are given as bounds."""
    assert chance_words(chance) == words


def test_the_scale_holds_every_total_and_even_odds():
    """Bars of all kinds share a scale from the lowest to the highest total, even odds included."""
    assert span(FACTS) == (-3.5, 4.0)
    assert span(FACTS | {"kinds": []}) == (0.0, 0.0)


def test_each_step_starts_where_the_one_before_ended():
    """The prior starts at even odds."""
    assert starts(FACTS["kinds"][0]) == [0.0, -2.0]


def test_genuine_accounts_are_those_of_the_platform_learnt_on():
    """The last lines say of which platform the accounts are that others are compared with."""
    assert "Genuine accounts are those of X that the model was learnt on. " in how_to_read(FACTS)
    unknown = FACTS | {"learnt_on": None}
    assert "Genuine accounts are those that the model was learnt on. " in how_to_read(unknown)


def test_why_verdict_and_probabilities_may_differ_is_said():
    """The last sentence says what verdicts ask: how rare the evidence is, or authenticity by cut-offs."""
    assert how_to_read(FACTS).endswith(verdict_note(FACTS))
    assert "does not depend on the prior, so the two need not agree" in verdict_note(FACTS)
    ruled = verdict_note(FACTS | {"cut_offs": [0.25, 0.9]})
    assert "below 0.25, authentic from 0.9 on" in ruled
    assert "prior" not in ruled
