"""`evaluate`: figures are those of the scores, every count adds up, and nothing is hidden or flattered."""

import json
from html import escape

import numpy as np
import pandas as pd
import polars as pl
import pytest
from sklearn import metrics as oracle

import fakefollow as ff
from fakefollow.evaluation import wilson_interval
from fakefollow.profiles import ProfileTable
from fakefollow.simulate import simulate_accounts

SIMULATED = simulate_accounts(300, 150, 110, random_state=23)
TABLE = ff.read(SIMULATED.profiles)
LABELS, SOURCES = np.array(SIMULATED.kind), np.array(SIMULATED.source)
MODEL = ff.load_detector("x")
SCORES = MODEL.score(TABLE)
OTHER = LABELS != "genuine"
FLAGGED = np.char.startswith(SCORES.verdict, "likely_")


def evaluated(rows, labels=LABELS, sources=SOURCES):
    """Return the evaluation of some accounts."""
    return ff.evaluate(MODEL, TABLE.take(rows), labels[rows], sources[rows])


@pytest.fixture(scope="module")
def evaluation():
    """Return the evaluation of all accounts by the shipped model."""
    return ff.evaluate(MODEL, TABLE, SIMULATED.kind, SIMULATED.source)


def test_figures_are_those_of_scikit_learn(evaluation):
    """AUC, MCC, recall and false-positive rate are scikit-learn's on the scores and verdicts."""
    suspicion = np.logaddexp.reduce(SCORES.log_odds, axis=1)
    found = {name: figure.value for name, figure in evaluation.figures.items()}
    assert found["auc"] == pytest.approx(oracle.roc_auc_score(OTHER, suspicion), abs=1e-6)
    assert found["mcc"] == pytest.approx(oracle.matthews_corrcoef(OTHER, FLAGGED))
    assert found["recall"] == pytest.approx(FLAGGED[OTHER].mean())
    assert found["false_positive_rate"] == pytest.approx(FLAGGED[~OTHER].mean())
    assert all(figure.low <= figure.value <= figure.high for figure in evaluation.figures.values())


def test_precision_is_at_the_prior(evaluation):
    """Precision assumes the prior of the model, not the share of the labelled accounts."""
    right, wrong = 0.15 * FLAGGED[OTHER].mean(), 0.85 * FLAGGED[~OTHER].mean()
    assert evaluation.prior == pytest.approx(0.15)
    assert evaluation.figures["precision"].value == pytest.approx(right / (right + wrong))


def test_rows_are_labels_and_sources(evaluation):
    """Each label and source has a row of its own, labels in the order of the model's kinds; the last row is all."""
    pairs = sorted(set(zip(SIMULATED.kind, SIMULATED.source, strict=True)), key=lambda p: (MODEL.kinds.index(p[0]), p))
    assert [(row.label, row.source) for row in evaluation.rows] == [*pairs, ("all", "all")]
    for row in evaluation.rows:
        chosen = (row.label == LABELS) & (row.source == SOURCES) if row.label != "all" else LABELS != ""
        assert (row.n_accounts, row.flagged) == (chosen.sum(), FLAGGED[chosen].sum())
        assert row.mean_authenticity == pytest.approx(SCORES.authenticity[chosen].mean())
        assert row.mean_coverage == pytest.approx(SCORES.coverage[chosen].mean())


def test_shares_have_wilson_intervals_from_fifty_accounts_on(evaluation):
    """A share is stated from 50 accounts on, and below only the counts are."""
    stated = {row.source: row.share_flagged is not None for row in evaluation.rows}
    assert stated == {row.source: row.n_accounts >= 50 for row in evaluation.rows}
    assert set(stated.values()) == {True, False}
    for row in evaluation.rows:
        if row.share_flagged:
            interval = (row.share_flagged.low, row.share_flagged.high)
            assert row.share_flagged.value == row.flagged / row.n_accounts
            assert interval == wilson_interval(row.flagged, row.n_accounts)


def test_every_account_has_one_verdict(evaluation):
    """Verdicts of a label add up to its accounts, and each is counted under its name."""
    assert list(evaluation.verdicts) == list(evaluation.n_by_label) == ["genuine", "purchased", "bot"]
    for label, counts in evaluation.verdicts.items():
        assert sum(counts.values()) == evaluation.n_by_label[label] == (label == LABELS).sum()
        assert tuple(counts) == SCORES.verdict_names
        assert counts["uncertain"] == ((SCORES.verdict == "uncertain") & (label == LABELS)).sum()
    assert len(evaluation) == len(LABELS)


def test_kinds_need_not_be_those_of_the_model():
    """Whatever is not genuine counts as such, under its own name."""
    named = np.where(OTHER, "sleeper", "genuine")
    found, before = ff.evaluate(MODEL, TABLE, named), ff.evaluate(MODEL, TABLE, LABELS)
    assert found.n_by_label == {"genuine": 300, "sleeper": 260}
    assert found.figures == before.figures


def test_labels_that_the_model_does_not_know_come_last():
    """Kinds of the model come in its order, other labels after them by name."""
    named = LABELS.astype("<U12")
    named[np.flatnonzero(OTHER)[:40]], named[np.flatnonzero(OTHER)[-40:]] = "sleeper", "a_new_kind"
    found = ff.evaluate(MODEL, TABLE, named)
    assert list(found.n_by_label) == ["genuine", "purchased", "bot", "a_new_kind", "sleeper"]
    assert [row.label for row in found.rows] == [*found.n_by_label, "all"]


def test_without_sources_there_is_a_row_a_label():
    """No sources means one row for each label, and one for all."""
    rows = ff.evaluate(MODEL, TABLE, LABELS).rows
    assert [(row.label, row.source) for row in rows] == [
        ("genuine", "all"),
        ("purchased", "all"),
        ("bot", "all"),
        ("all", "all"),
    ]


def test_without_genuine_accounts_recall_is_still_given():
    """Accounts of other kinds alone give the recall, source by source, no AUC, and a word on why."""
    found = evaluated(np.flatnonzero(OTHER))
    assert set(found.figures) == {"recall"}
    assert any(row.share_flagged for row in found.rows)
    assert "No genuine accounts: figures that compare the two" in repr(found)
    with pytest.raises(ValueError, match="plot: expected genuine and other accounts, got"):
        found.plot()


def test_genuine_accounts_alone_give_a_false_positive_rate():
    """Genuine accounts alone give the false-positive rate and nothing that needs others."""
    found = evaluated(np.flatnonzero(~OTHER))
    assert set(found.figures) == {"false_positive_rate"}
    assert "No other accounts" in repr(found)


def test_nobody_flagged_has_no_precision():
    """Where no account is flagged there is no precision: it is left out, not 0."""
    unread = ff.read([{"name": None, "username": None, "id": str(row)} for row in range(120)])
    found = ff.evaluate(MODEL, unread, ["genuine"] * 60 + ["bot"] * 60)
    assert found.verdicts["bot"]["not_enough_data"] == 60
    assert "precision" not in found.figures
    assert found.figures["recall"].value == 0.0


def test_order_of_accounts_does_not_matter(evaluation):
    """Accounts in another order give the same values, rows and counts."""
    shuffled = evaluated(np.random.default_rng(0).permutation(len(LABELS)))
    for a, b in zip(shuffled.rows, evaluation.rows, strict=True):
        assert (a.label, a.source, a.n_accounts, a.flagged) == (b.label, b.source, b.n_accounts, b.flagged)
        assert a.mean_authenticity == pytest.approx(b.mean_authenticity)
    assert shuffled.recall_curve == evaluation.recall_curve
    assert shuffled.verdicts == evaluation.verdicts
    for name, figure in evaluation.figures.items():
        assert shuffled.figures[name].value == pytest.approx(figure.value)


@pytest.mark.parametrize("form", ["name", "folder", "path"])
def test_detector_by_name_or_folder(form, evaluation, tmp_path):
    """A shipped name, a folder as text and a folder as path are the detector that they name."""
    MODEL.save(tmp_path / "copy")
    detector = {"name": "x", "folder": str(tmp_path / "copy"), "path": tmp_path / "copy"}[form]
    assert ff.evaluate(detector, TABLE, LABELS, SOURCES) == evaluation


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame], ids=["pandas", "polars"])
def test_frames_come_back_as_they_came(make, evaluation):
    """Profiles in a frame give rows in a frame of the same kind; a share that is not stated is missing."""
    frame = ff.evaluate(MODEL, make(SIMULATED.profiles), LABELS, SOURCES).to_frame()
    assert isinstance(frame, make)
    assert list(frame.columns) == [
        *("label", "source", "n_accounts", "flagged", "share_flagged", "low", "high"),
        *("mean_authenticity", "mean_coverage"),
    ]
    assert frame["flagged"].to_list() == [row.flagged for row in evaluation.rows]
    missing = frame["share_flagged"].is_null() if make is pl.DataFrame else frame["share_flagged"].isna()
    assert missing.to_list() == [row.share_flagged is None for row in evaluation.rows]


def test_dict_is_plain_and_whole(evaluation):
    """Everything that is drawn or shown is in the dict, which survives JSON."""
    found = evaluation.to_dict()
    again = json.loads(json.dumps(found))
    assert again["rows"] == list(found["rows"])
    assert again["verdicts"] == found["verdicts"]
    assert found["figures"]["auc"]["value"] == evaluation.figures["auc"].value
    assert found["recall_curve"][-1] == {"false_positive_rate": 1.0, "recall": 1.0}
    assert sum(one["n_accounts"] for one in found["reliability"]) == len(LABELS)
    assert "frame_kind" not in found


def test_text_and_html_show_every_row_and_figure(evaluation):
    """Each figure, source and verdict is in the text and in the HTML, and what is too few says so."""
    for shown in (repr(evaluation), evaluation._repr_html_()):
        for name in (*evaluation.figures, *SIMULATED.source, *SCORES.verdict_names):
            assert name in shown or name.replace("_", " ") in shown
        assert f"{evaluation.figures['auc'].value:.3f}" in shown
        assert "too few" in shown
        assert "a prior of 15% not genuine" in shown


def test_hostile_names_are_escaped():
    """Names of sources and labels cannot bring tags into a notebook nor move a terminal's cursor."""
    evil = "<script>alert(1)</script>\x1b[2J"
    named = np.where(SOURCES == "spam", evil, SOURCES)
    found = ff.evaluate(MODEL, TABLE, np.where(LABELS == "bot", evil[:-4], LABELS), named)
    assert "<script" not in found._repr_html_()
    assert escape("<script>") in found._repr_html_()
    assert "\x1b" not in repr(found) + found._repr_html_()


def test_long_lists_say_that_they_are_cut():
    """With many sources the text shows the first rows and says where the others are."""
    many = np.array([f"seller {row % 80}" for row in range(len(LABELS))])
    found = ff.evaluate(MODEL, TABLE, LABELS, many)
    assert f"the first 25 of {len(found.rows)}, see to_frame()" in repr(found)
    assert len(found.to_frame()) == len(found.rows)


def test_sources_trained_on_are_named():
    """Sources that the card names as training data are said to flatter the figures; others are not."""
    known = np.where(SOURCES == "spam", "social_spambots_1", SOURCES)
    found = ff.evaluate(MODEL, TABLE, LABELS, known)
    assert found.known_sources == ("social_spambots_1",)
    assert "trained on some of these sources, so figures flatter it: social_spambots_1" in repr(found)
    assert ff.evaluate(MODEL, TABLE, LABELS, SOURCES).known_sources == ()


@pytest.mark.parametrize(
    ("label", "message"),
    [
        (0, "labels: expected 'genuine' or another kind, such as 'bot', for each account, got 0 in row 2"),
        (None, "got None in row 2"),
        (float("nan"), "got nan in row 2"),
        ("", "got '' in row 2"),
        ("Genuine ", "labels: write 'genuine' in exactly these letters, got 'Genuine ' in row 2"),
    ],
)
def test_what_is_no_label_raises(label, message):
    """A number, a missing value, or genuine spelt otherwise is refused with its row, not taken for a kind."""
    labels = [*SIMULATED.kind[:2], label, *SIMULATED.kind[3:]]
    with pytest.raises(ff.TrainingError, match=message):
        ff.evaluate(MODEL, TABLE, labels)


def test_labels_that_call_nobody_genuine_must_be_kinds_of_the_model():
    """People called "human" would count as fakes: without genuine accounts all are kinds that the model knows."""
    labels = ["human" if kind == "genuine" else kind for kind in SIMULATED.kind]
    with pytest.raises(
        ff.TrainingError, match=r"expected 'genuine' for genuine accounts.*got \['bot', 'human', 'purch"
    ):
        ff.evaluate(MODEL, TABLE, labels)
    with pytest.raises(ff.TrainingError, match="at most 20 kinds, got 560 kinds such as"):
        ff.evaluate(MODEL, TABLE, [f"kind {row}" if row else "genuine" for row in range(560)])
    with pytest.raises(ff.TrainingError, match="printable characters, got 'a.x1b'"):
        ff.evaluate(MODEL, TABLE, np.where(LABELS == "bot", "a\x1b", LABELS))


def test_lengths_must_agree():
    """One label and one source a profile, or an error that counts them."""
    with pytest.raises(
        ff.TrainingError, match="labels, sources: expected one for each of 560 profiles, got 559 labels"
    ):
        ff.evaluate(MODEL, TABLE, LABELS[1:])
    with pytest.raises(ff.TrainingError, match="got 560 labels and 3 sources"):
        ff.evaluate(MODEL, TABLE, LABELS, SOURCES[:3])


def test_a_source_must_be_named():
    """A missing source is refused with its row."""
    with pytest.raises(ff.TrainingError, match="sources: expected the name or number .*, got None in row 0"):
        ff.evaluate(MODEL, TABLE, LABELS, [None, *SOURCES[1:]])


def test_empty_table_raises():
    """No accounts is an error that says so, not a table of NaN."""
    with pytest.raises(ff.TrainingError, match="expected at least one labelled account, got an empty table"):
        ff.evaluate(MODEL, ProfileTable({}, 0), [])
