"""`train`: the inner training, with held-out figures, leak baselines and limits on the card."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import fakefollow as ff
from fakefollow.cli import main
from fakefollow.evaluation import LabelledAccounts, stand_in_sources
from fakefollow.report import card_to_markdown
from fakefollow.simulate import simulate_accounts
from fakefollow.training import OWN_LIMITS, TrainingSettings, train_detector

SIMULATED = simulate_accounts(500, 240, 240, random_state=21)
TABLE = ff.read(SIMULATED.profiles)
QUICK = TrainingSettings(classifier={"max_iter": 12}, n_folds=2)


@pytest.fixture(scope="module")
def detector():
    """Return a detector trained in a moment."""
    return ff.train(TABLE, SIMULATED.kind, SIMULATED.source, name="mine", settings=QUICK)


@pytest.fixture(scope="module")
def held_out(detector):
    """Return the figures on held-out sources."""
    return detector.card["figures"]["held_out_sources"]


def test_the_model_is_that_of_the_inner_training(detector, tmp_path):
    """The card costs no byte of the model."""
    accounts = LabelledAccounts.of(TABLE, SIMULATED.kind, SIMULATED.source)
    train_detector(accounts, "mine", QUICK).save(tmp_path / "inner")
    detector.save(tmp_path / "outer")
    assert (tmp_path / "inner/model.json").read_bytes() == (tmp_path / "outer/model.json").read_bytes()


def test_same_accounts_same_card_in_any_form(detector):
    """Training again, on a list of dicts instead of the table read from it, gives the same card, figure for figure."""
    again = ff.train(SIMULATED.profiles, SIMULATED.kind, SIMULATED.source, name="mine", settings=QUICK)
    assert again.card == detector.card


def test_progress_adds_up_to_the_accounts_and_changes_nothing(detector):
    """Training tells how many accounts each fold held out, in all every one once, and gives the same card."""
    told = []
    again = ff.train(TABLE, SIMULATED.kind, SIMULATED.source, name="mine", settings=QUICK, progress=told.append)
    assert (len(told), sum(told)) == (QUICK.n_folds, len(TABLE))
    assert again.card == detector.card


def test_every_source_has_its_row(held_out):
    """There is one row for each kind and source, and the counts are those of the accounts used."""
    pairs = sorted(set(zip(SIMULATED.kind, SIMULATED.source, strict=True)))
    assert [(row["kind"], row["source"]) for row in held_out["rows"]] == pairs
    assert all(row["n_used"] == SIMULATED.source.count(row["source"]) for row in held_out["rows"])


def test_mean_and_worst_are_those_of_the_rows(held_out):
    """Recall and false-positive rate are averaged over sources, and the worst is the least or the highest."""
    shares = {
        kind: [row["share_flagged"]["value"] for row in held_out["rows"] if row["kind"] in kinds]
        for kind, kinds in {"genuine": ["genuine"], "other": ["purchased", "bot"]}.items()
    }
    found = held_out["mean"]["sources"]
    assert found["mean_recall"] == pytest.approx(np.mean(shares["other"]), abs=1e-4)
    assert found["worst_recall"] == min(shares["other"])
    assert found["mean_false_positive_rate"] == pytest.approx(np.mean(shares["genuine"]), abs=1e-4)
    assert found["worst_false_positive_rate"] == max(shares["genuine"])


def test_the_card_says_what_the_policy_comes_to(detector, held_out):
    """Mean and worst false-positive rate of held-out sources are on the card and in its text, with the worst source."""
    told, rows = detector.card["false_positives"], [row for row in held_out["rows"] if row["kind"] == "genuine"]
    (worst,) = [row for row in rows if row["source"] == told["worst_source"]]
    assert told["worst"] == worst["share_flagged"]["value"] == held_out["mean"]["sources"]["worst_false_positive_rate"]
    assert told["mean"] == held_out["mean"]["sources"]["mean_false_positive_rate"]
    sentence = (
        f"it calls {told['mean']:.1%} in the mean over sources, {told['worst']:.1%} of the worst ({worst['source']})"
    )
    assert sentence in card_to_markdown(detector.card)


def test_the_protocol_says_what_was_done(held_out):
    """The text has the number of folds, the rate aimed at, and where calibration comes from."""
    assert "in 2 folds" in held_out["protocol"]
    assert "fitted on the other folds only" in held_out["protocol"]
    assert "aim at 2.0% false positives" in held_out["protocol"]
    assert "at a prior of 15% not genuine" in held_out["protocol"]
    assert "below 50 accounts, and such a source is in no mean or worst value" in held_out["protocol"]


@pytest.fixture(scope="module")
def leaking():
    """Return a detector whose accounts ids and known fields tell apart, and what training warned of."""
    profiles = [
        {**profile, "id": str(row + 10**9), "verified": profile["verified"]}
        if kind == "genuine"
        else {**profile, "id": str(row + 10**12), "verified": None}
        for row, (profile, kind) in enumerate(zip(SIMULATED.profiles, SIMULATED.kind, strict=True))
    ]
    with pytest.warns(ff.LeakWarning) as caught:
        detector = ff.train(profiles, SIMULATED.kind, SIMULATED.source, settings=QUICK)
    return detector, caught


@pytest.mark.parametrize("told_by", ["numeric id alone (AUC 1.00)", "which fields are known (AUC 1.00)"])
def test_what_tells_the_kind_is_warned_of(leaking, told_by):
    """Where ids, or the fields that are known, tell the kinds apart, one warning says so and what to trust."""
    _, caught = leaking
    assert len(caught) == 1
    assert caught[0].filename == __file__
    assert told_by in str(caught[0].message)
    assert "Trust the figures on held-out sources" in str(caught[0].message)


def test_the_warning_is_on_the_card(leaking):
    """The card has the words of the warning, as data and as text."""
    detector, caught = leaking
    assert str(caught[0].message) == detector.card["leaks"]["warning"]
    assert f"Warning: {detector.card['leaks']['warning']}." in card_to_markdown(detector.card)


def test_innocent_accounts_are_not_warned_of(detector):
    """Ids in random order, one day of observation and all fields known give low AUCs and no warning."""
    leaks = detector.card["leaks"]
    assert "warning" not in leaks
    assert [row["leak"] for row in leaks["rows"]] == [
        "numeric id alone",
        "creation and observation time",
        "which fields are known",
    ]
    assert all(row["auc"]["value"] < 0.9 for row in leaks["rows"])


def test_card_describes_data_settings_and_limits(detector):
    """The card has accounts by kind and source without terms, the settings, and limits of the user's own data."""
    card = detector.card
    assert sum(record["n_accounts"] for record in card["data"]) == len(SIMULATED)
    assert all("terms" not in record for record in card["data"])
    assert card["settings"]["classifier"] == QUICK.classifier
    assert card["limits"] == list(OWN_LIMITS)
    assert not any("2013" in limit for limit in card["limits"])


def test_card_survives_saving(detector, tmp_path):
    """A saved and loaded detector has the same card, and the digest of its model."""
    detector.save(tmp_path / "mine")
    card = dict(ff.load_detector(tmp_path / "mine").card)
    assert card.pop("model_sha256")
    assert card == json.loads(json.dumps(detector.card))


def test_info_shows_the_card(detector, tmp_path, capsys):
    """The command line shows figures, leaks and limits of a model of one's own."""
    detector.save(tmp_path / "mine")
    assert main(["info", str(tmp_path / "mine")]) == 0
    shown = capsys.readouterr().out
    auc = detector.card["figures"]["held_out_sources"]["overall"]["auc"]
    assert "## Held out: sources" in shown
    assert f"All together: auc {auc['value']:.3f} ({auc['low']:.3f} to {auc['high']:.3f})" in shown
    assert "## Leaks: what the detector does not use" in shown
    assert all(f"- {limit}" in shown for limit in OWN_LIMITS)


@pytest.fixture(scope="module")
def odd_card():
    """Return the card of a detector of a kind of one's own, with few accounts of each source, one of hostile name."""
    labels = ["genuine" if kind == "genuine" else "sleeper" for kind in SIMULATED.kind]
    hostile = [source.replace("spam", "a|b\n| c") for source in SIMULATED.source]
    return ff.train(TABLE, labels, hostile, name="odd", settings=replace(QUICK, max_per_source=49)).card


def test_kinds_of_ones_own_are_named_on_the_card(odd_card):
    """The rule of verdicts and the rows speak of the user's kinds."""
    assert odd_card["name"] == "odd"
    assert "An account is called likely sleeper where" in card_to_markdown(odd_card)
    assert {row["kind"] for row in odd_card["figures"]["held_out_sources"]["rows"]} == {"genuine", "sleeper"}
    assert "purchased" not in odd_card["answers"]


def test_names_cannot_break_the_table_of_the_card(odd_card):
    """A source whose name has a bar or a line end stays in one cell."""
    assert "| sleeper | a\\|b \\| c |" in card_to_markdown(odd_card)


def test_few_accounts_have_no_share(odd_card):
    """Below 50 accounts of a source the count is given and the share is "too few"."""
    rows = odd_card["figures"]["held_out_sources"]["rows"]
    assert {row["share_flagged"] for row in rows} == {"too few"}
    assert all(0 <= row["flagged"] <= row["n_used"] <= 49 for row in rows)


def test_one_source_says_what_to_pass():
    """One source of a kind leaves nothing to hold out: the error says what to pass and why."""
    few = simulate_accounts(20, 10, 10, random_state=1)
    with pytest.raises(
        ff.TrainingError, match="at least two sources of every kind.*pass sources= that say which vendor"
    ):
        ff.train(few.profiles, few.kind, ["one"] * len(few.kind))


def test_without_sources_random_parts_are_held_out_and_promise_less():
    """Accounts are dealt into parts, the same account into one, and warning and card say what that promises."""
    rows = [*range(len(SIMULATED.profiles)), 0, 0, 0]
    profiles, labels = [SIMULATED.profiles[row] for row in rows], [SIMULATED.kind[row] for row in rows]
    with pytest.warns(ff.LabelWarning, match="nothing is promised for sellers"):
        detector = ff.train(profiles, labels, settings=QUICK)
    held_out = detector.card["figures"]["held_out_sources"]["rows"]
    assert {row["source"] for row in held_out} == {f"random part {part}" for part in range(1, 6)}
    assert any("nothing is promised for sellers" in limit for limit in detector.card["limits"])
    parts, _ = stand_in_sources(profiles, ff.read(profiles), labels)
    assert len(set(parts[[0, -3, -2, -1]].tolist())) == 1


@pytest.mark.parametrize("make", [list, pd.DataFrame])
def test_a_column_that_names_sources_is_taken(make):
    """Where no sources are passed but a column has them, they are held out, and the warning says which."""
    profiles = [{**p, "vendor": source} for p, source in zip(SIMULATED.profiles, SIMULATED.source, strict=True)]
    with pytest.warns(ff.LabelWarning, match="sources come from column 'vendor'"):
        detector = ff.train(make(profiles), SIMULATED.kind, settings=QUICK)
    assert {row["source"] for row in detector.card["figures"]["held_out_sources"]["rows"]} == set(SIMULATED.source)


def test_on_github_work_is_looked_at_by_default():
    """Where repositories are shown the features of GitHub are learnt from as well, elsewhere not."""
    kind = np.array(SIMULATED.kind)
    rows = np.flatnonzero(kind != "bot")[::3]
    profiles = [SIMULATED.profiles[row] for row in rows]
    work = [
        {**p, "repositories_count": 0 if kind[row] == "purchased" else 9} for p, row in zip(profiles, rows, strict=True)
    ]
    labels, sources = kind[rows].tolist(), [SIMULATED.source[row] for row in rows]
    assert "repositories_count" in ff.train(work, labels, sources).features
    assert "repositories_count" not in ff.train(profiles, labels, sources).features
