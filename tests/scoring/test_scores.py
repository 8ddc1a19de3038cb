"""Scores, Score and Reason: results as columns, rows, frames and words."""

import json
import pickle
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import fakefollow as ff
from fakefollow import load_detector, read
from fakefollow.features import FEATURES
from fakefollow.profiles import ProfileTable
from fakefollow.report import card_to_markdown
from fakefollow.scoring import ConformalThresholds, drift_line
from fakefollow.simulate import Purchase, simulate_accounts, simulate_audience

MODEL = load_detector("x")
CONFORMAL = ConformalThresholds(np.array([0.8, 0.9]), np.array([0.0, -1.0]), np.array([0.5, -np.inf]))
REFERENCE = {  # of accounts unlike the synthetic ones in their followers, and like them in their usernames
    "followers_count": {"edges": [1e6], "shares": [0.1, 0.9], "not_observed": 0.0, "limit": 0.25},
    "username_length": {"edges": [1e6], "shares": [1.0, 0.0], "not_observed": 0.0, "limit": 0.25},
}
PROFILES = simulate_accounts(30, 12, 8, random_state=5).profiles
SCORES = MODEL.score(read(PROFILES))
COLUMNS = ["id", "username", "authenticity", "p_purchased", "p_bot", "verdict", "coverage"]
ACCUSING = re.compile(
    r"\b(fakes?|faked|frauds?|fraudulent|guilty|liars?|lies|cheat\w*|scam\w*|criminals?|suspicious)\b", re.IGNORECASE
)


def many(reference=REFERENCE, n_rows=200, share=0.25):
    """Return scores of the same profiles again and again, by a model with a reference on its card.

    The share is that of the evidence which the model takes from the followers.
    """
    card = {"name": "x"} if reference is None else {"name": "x", "reference": reference}
    others = (1.0 - share) / (len(MODEL.features) - 1)
    weights = np.where(np.array(MODEL.features) == "followers_count", share, others)
    rows = np.arange(n_rows) % len(PROFILES)
    return replace(MODEL, card=card, weights=weights).score(read(PROFILES).take(rows))


def named(detector, name):
    """Return the scores of the same profiles by a detector of another name."""
    return replace(detector, name=name).score(read(PROFILES))


def test_row_is_its_column_entries():
    """`scores[i]` holds the values of row i, under the names of the kinds."""
    for row, score in enumerate(SCORES):
        assert score.authenticity == SCORES.authenticity[row] == score.kind_probability["genuine"]
        assert list(score.kind_probability.values()) == SCORES.kind_probability[row].tolist()
        assert score.verdict == SCORES.verdict[row]
        assert score.coverage == SCORES.coverage[row]
        assert score.log_odds == dict(zip(("purchased", "bot"), SCORES.log_odds[row].tolist(), strict=True))


def test_negative_rows_count_from_the_end():
    """`scores[-1]` is the last row."""
    assert SCORES[-1] == SCORES[len(SCORES) - 1]
    assert SCORES[-len(SCORES)] == SCORES[0]


@pytest.mark.parametrize("row", [50, -51])
def test_row_outside_raises(row):
    """A row that does not exist is an IndexError that tells how many there are."""
    with pytest.raises(IndexError, match=f"row {row} of 50 scores"):
        SCORES[row]


@pytest.mark.parametrize("row", ["ada", 1.0, None, [0.5], ["ada"], [[0, 1]]])
def test_what_is_no_row_number_raises(row):
    """A name or a fraction is a TypeError that tells where columns are."""
    with pytest.raises(TypeError, match=r"expected row numbers, .* got .*; to_frame"):
        SCORES[row]


@pytest.mark.parametrize(
    ("chosen", "rows"),
    [
        (SCORES.authenticity < 0.5, np.flatnonzero(SCORES.authenticity < 0.5).tolist()),
        (slice(3, 9, 2), [3, 5, 7]),
        ([7, -1, 7], [7, 49, 7]),
        ([], []),
        (np.zeros(50, bool), []),
    ],
)
def test_some_rows_are_scores_again(chosen, rows):
    """A mask, a slice or row numbers give the scores of these rows, in their order, each what it was."""
    some = SCORES[chosen]
    assert list(some) == [SCORES[row] for row in rows]
    assert some.to_dict()["username"] == [PROFILES[row]["username"] for row in rows]
    assert f"Scores of {len(rows)} account" in repr(some)
    assert len(some._repr_html_()) > 0


def test_some_rows_keep_what_belongs_to_them():
    """Reasons, the pandas index and what an audience says go with the rows that they are of."""
    frame = pd.DataFrame(PROFILES, index=[f"i{row}" for row in range(50)])
    scores = ff.score(frame, reasons=True)
    some = scores[[4, 2]].to_frame()
    assert some.index.tolist() == ["i4", "i2"]
    assert some["reasons"].tolist() == [scores.reason_texts[row] for row in (4, 2)]
    report = ff.audit(simulate_audience(300, purchases=[Purchase(0.3)], random_state=1).profiles)
    rows = np.argsort(report.scores.authenticity)[:20]
    assert report.scores.circumstances
    assert list(report.scores[rows]) == [report.scores[row] for row in rows]


def test_a_mask_of_another_length_raises():
    """A mask that does not fit is refused with both lengths."""
    with pytest.raises(IndexError, match="a mask of 50 rows, .* got 3"):
        SCORES[[True, False, True]]


def test_rows_of_some_keep_their_numbers():
    """Whoever looks at a part of the scores, sorted or of a mask, is told rows of what was scored."""
    some = SCORES[SCORES.authenticity < np.median(SCORES.authenticity)].sort().head(10)[::2]
    told = [(row["row"], row["username"]) for row in some.least_authentic()]
    assert told == [(row["row"], row["username"]) for row in SCORES.least_authentic(10)][::2]


def test_sorted_by_a_figure():
    """Rows are sorted by a column of figures, lowest first or highest; other columns are refused by naming these."""
    lowest = SCORES.sort().head(5)
    assert lowest.authenticity.tolist() == sorted(SCORES.authenticity)[:5]
    assert [row["username"] for row in SCORES.least_authentic(5)] == lowest.to_dict()["username"]
    assert SCORES.sort("p_bot", descending=True).to_dict()["p_bot"][0] == SCORES.to_dict()["p_bot"].max()
    with pytest.raises(ValueError, match="by: expected one of authenticity, p_purchased, p_bot, coverage, got 'name'"):
        SCORES.sort("name")


def test_prediction_sets_have_names():
    """With a level the frame says what each account could be, in columns of its own."""
    frame = SCORES.to_frame(level=0.9)
    sets = frame[["could_be_genuine", "could_be_another_kind"]]
    assert np.array_equal(np.asarray(sets), SCORES.prediction_sets(0.9))
    assert "could_be_genuine" not in SCORES.to_frame().columns


def test_types_of_columns():
    """Numbers are float64 arrays, verdicts are text, kinds begin with genuine."""
    assert SCORES.kinds == ("genuine", "purchased", "bot")
    assert SCORES.authenticity.dtype == SCORES.coverage.dtype == np.float64
    assert SCORES.kind_probability.shape == (50, 3)
    assert SCORES.verdict.dtype.kind == "U"


def test_to_dict_has_the_documented_columns():
    """The columns are id, username, authenticity, probabilities, verdict, coverage, in this order."""
    columns = SCORES.to_dict()
    assert list(columns) == COLUMNS
    assert columns["username"] == [profile["username"] for profile in PROFILES]
    np.testing.assert_array_equal(columns["p_bot"], SCORES.kind_probability[:, 2])


def test_unknown_identity_is_no_column():
    """Where the source has neither id nor username there is no such column."""
    assert list(MODEL.score(read([{"followers_count": 3}])).to_dict()) == COLUMNS[2:]


def test_pandas_comes_back_as_pandas_with_its_index():
    """A pandas frame gives a pandas frame with the same index."""
    frame = pd.DataFrame(PROFILES, index=[f"row {place}" for place in range(50)])
    found = MODEL.score(read(frame)).to_frame()
    assert isinstance(found, pd.DataFrame)
    assert found.index.equals(frame.index)
    assert list(found.columns) == COLUMNS
    assert found["authenticity"].tolist() == SCORES.authenticity.tolist()


@pytest.mark.parametrize(
    ("make", "kind"), [(pl.DataFrame, pl.DataFrame), (pa.Table.from_pylist, pa.Table)], ids=["polars", "pyarrow"]
)
def test_other_frames_come_back_as_they_came(make, kind):
    """A polars or pyarrow frame gives a frame of the same kind with the same scores."""
    found = MODEL.score(read(make(PROFILES))).to_frame()
    assert isinstance(found, kind)
    assert found["authenticity"].to_numpy().tolist() == SCORES.authenticity.tolist()
    assert found["verdict"].to_numpy().tolist() == SCORES.verdict.tolist()


def test_list_gives_pandas_where_installed():
    """Input that was no frame gives pandas, the first choice."""
    assert isinstance(SCORES.to_frame(), pd.DataFrame)


def test_reasons_column_holds_the_strongest():
    """With reasons=True each row has its strongest reasons in words, those of `scores[i].reasons`."""
    scores = MODEL.score(read(PROFILES), reasons=True)
    assert list(scores.to_frame().columns) == [*COLUMNS, "reasons"]
    for text, score in zip(scores.to_dict()["reasons"], scores, strict=True):
        assert text == "; ".join(reason.text for reason in score.reasons[:3])


def test_reasons_work_without_the_column():
    """`scores[i].reasons` does not depend on reasons=True."""
    assert SCORES.reason_texts is None
    assert SCORES[4].reasons == MODEL.score(read(PROFILES), reasons=True)[4].reasons


def test_summary_counts_verdicts():
    """The summary counts every verdict and gives means, prior and issues as plain data."""
    facts = SCORES.summary()
    assert facts["n_accounts"] == 50
    assert facts["verdicts"] == {name: int((SCORES.verdict == name).sum()) for name in SCORES.verdict_names}
    assert facts["mean_authenticity"] == pytest.approx(SCORES.authenticity.mean())
    assert facts["mean_coverage"] == pytest.approx(SCORES.coverage.mean())
    assert facts["prior_not_genuine"] == pytest.approx(0.15)
    assert (facts["model"], facts["model_platform"], facts["platform"]) == ("x", "x", None)
    assert facts["n_issues"] == 0


def test_sets_are_those_of_the_evidence():
    """A prediction set is what the model's thresholds say of the evidence: genuine, and not."""
    scores = replace(MODEL, conformal=CONFORMAL).score(read(PROFILES))
    suspicion = MODEL.suspicion(scores.log_odds - scores.prior_log_odds)
    for level in (0.8, 0.9):
        sets = scores.prediction_sets(level)
        np.testing.assert_array_equal(sets, CONFORMAL.sets(suspicion, level))
        assert (sets.dtype, sets.shape) == (np.bool_, (50, 2))
    np.testing.assert_array_equal(scores.prediction_sets(), scores.prediction_sets(0.9))


@pytest.mark.parametrize("prior", [0.001, 0.5, {"purchased": 0.9, "bot": 0.01}])
def test_the_prior_changes_no_set(prior):
    """Sets depend on the evidence alone."""
    detector = replace(MODEL, conformal=CONFORMAL)
    default, other = detector.score(read(PROFILES)), detector.score(read(PROFILES), prior=prior)
    np.testing.assert_array_equal(other.prediction_sets(0.8), default.prediction_sets(0.8))


def test_too_little_observed_rules_nothing_out():
    """An account that gets no verdict for want of data could be either, whatever the little that was seen says."""
    strict = ConformalThresholds(np.array([0.9]), np.array([99.0]), np.array([99.0]))
    table = read([PROFILES[0], {"username": "ada"}])
    scores = replace(MODEL, conformal=strict).score(table)
    assert scores.verdict[1] == "not_enough_data" != scores.verdict[0]
    assert scores.prediction_sets().tolist() == [[False, False], [True, True]]


def test_sets_of_an_unknown_level_raise():
    """A level that the model does not know is an error that names the known ones."""
    scores = replace(MODEL, conformal=CONFORMAL).score(read(PROFILES))
    with pytest.raises(ValueError, match=r"level: expected one of \[0\.8, 0\.9\], got 0\.5"):
        scores.prediction_sets(0.5)


def test_sets_of_a_model_without_thresholds_raise():
    """A model from before conformal sets says that it has none and what to do."""
    scores = replace(MODEL, conformal=None).score(read(PROFILES))
    with pytest.raises(ff.ModelFileError, match="has no conformal thresholds: .* train it again"):
        scores.prediction_sets()


def test_summary_warns_of_drift():
    """Accounts unlike those learnt on: the summary names the features, and a warning says what it means."""
    said = r"drift in 1 feature that carries 25 % of the evidence \(followers_count\): stated rates"
    with pytest.warns(ff.DriftWarning, match=said) as caught:
        facts = many().summary()
    assert caught[0].filename == __file__
    assert "look at some by hand" in str(caught[0].message)
    assert list(facts["drift"]) == ["followers_count"]
    assert facts["drift"]["followers_count"] > 0.25
    assert facts["drift_share"] == 0.25


def test_drift_that_hardly_matters_is_listed_without_a_word():
    """Where the drifted features carry less than 5 % of the evidence they are in the facts, and nothing warns."""
    scores = many(share=0.04)
    facts = scores.summary()
    assert (list(facts["drift"]), facts["drift_share"]) == (["followers_count"], 0.04)
    assert "drift" not in repr(scores) + scores._repr_html_()


@pytest.mark.parametrize("reference", [{}, {"username_length": REFERENCE["username_length"]}])
def test_no_drift_is_an_empty_mapping(reference):
    """Where no feature drifted the summary says so, without a warning."""
    facts = many(reference).summary()
    assert (facts["drift"], facts["drift_share"]) == ({}, 0.0)


@pytest.mark.parametrize(("reference", "n_rows"), [(None, 200), (REFERENCE, 99), (REFERENCE, 0)])
def test_drift_is_unknown_without_reference_or_accounts(reference, n_rows):
    """A card without reference, or fewer than 100 accounts, give None and no warning."""
    facts = many(reference, n_rows).summary()
    assert (facts["drift"], facts["drift_share"]) == (None, None)


def test_views_show_drift_in_a_line_and_do_not_warn():
    """The text and the HTML have one line of drift; nothing of the kind where there is none."""
    line = drift_line(many().drift, 0.25)
    assert line in repr(many()).splitlines()
    assert f"<p>{line}</p>" in many()._repr_html_().replace("\xa0", " ")
    assert "drift" not in repr(many({})) + many(None)._repr_html_()


def test_drift_looks_at_rows_of_the_whole():
    """Of more than 10,000 rows evenly spaced ones are looked at, first and last among them."""
    few = read([{"username": "a", "followers_count": 3}, {"username": "b", "followers_count": 2_000_000}])
    rows = np.repeat([0, 1], [20_000, 20_000])
    detector = replace(MODEL, card={"name": "x", "reference": REFERENCE})
    few_rows = np.repeat([0, 1], 5_000)
    assert detector.score(few.take(rows)).drift == detector.score(few.take(few_rows)).drift


def test_summary_of_nobody():
    """No accounts have no mean: None, not NaN or 0."""
    facts = MODEL.score(ProfileTable({}, 0)).summary()
    assert (facts["n_accounts"], facts["mean_authenticity"], facts["mean_coverage"]) == (0, None, None)


def test_repr_shows_the_summary():
    """The text shows size, model, means and one line a verdict whose counts are those of the summary."""
    head, means, *verdicts = repr(SCORES).splitlines()
    assert head == "Scores of 50 accounts by model 'x', taken to be of X: pass platform= if they are not"
    assert means == f"mean authenticity {SCORES.authenticity.mean():.3f} (1 = genuine), mean coverage 1.00"
    shown = {line.split()[0]: int(line.split()[1]) for line in verdicts}
    assert shown == SCORES.summary()["verdicts"]


def test_repr_points_to_the_issues():
    """Where reading met issues, the text tells how many and where they are."""
    scores = MODEL.score(read([{"username": "ada", "followers_count": -3}]))
    assert "1 issue" in repr(scores)
    assert "scores.table.issues" in repr(scores)


def test_html_escapes_hostile_names():
    """A model name cannot bring markup into the HTML; figures are those of the text."""
    html = named(MODEL, "<script>alert('x')</script>&")._repr_html_()
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert ">authentic</td>" in html


def test_json_is_the_summary_and_the_columns():
    """JSON holds what the summary says, and for each account in order what the frame says."""
    content = json.loads(SCORES.to_json())
    assert content["summary"] == SCORES.summary()
    columns = {name: list(values) for name, values in SCORES.to_dict().items()}
    assert content["accounts"] == [{name: columns[name][row] for name in COLUMNS} for row in range(len(PROFILES))]


def test_json_has_null_where_nothing_was_observed():
    """What is not observed is null and the text is strict JSON, also for accounts of which nothing is known."""

    def refuse(constant):
        raise ValueError(constant)

    scores = MODEL.score(read([{"username": "ada"}, {"username": None, "followers_count": 3}]), reasons=True)
    accounts = json.loads(scores.to_json(), parse_constant=refuse)["accounts"]
    assert [account["username"] for account in accounts] == ["ada", None]
    assert list(accounts[0]) == [*COLUMNS[1:], "reasons"]


def test_json_of_nobody():
    """No accounts are an empty list and a mean of null."""
    content = json.loads(MODEL.score(ProfileTable({}, 0)).to_json())
    assert (content["accounts"], content["summary"]["mean_authenticity"]) == ([], None)


def test_json_is_written_where_a_path_is_given(tmp_path):
    """The file holds what is returned, in UTF-8; `indent` makes it readable."""
    scores = MODEL.score(read([{"username": "\N{LATIN SMALL LETTER E WITH ACUTE}\N{GRINNING FACE}"}]))
    for path in (tmp_path / "scores.json", str(tmp_path / "text.json")):
        text = scores.to_json(path, indent=1)
        assert (tmp_path / path).read_bytes() == f"{text}\n".encode()
        assert json.loads(text) == json.loads(scores.to_json())
        assert text.startswith('{\n "summary": {\n  "model": "x"')


def test_json_warns_of_drift():
    """Nobody sees a line of drift in JSON, so the warning is given as by the summary."""
    with pytest.warns(ff.DriftWarning, match="look at some by hand"):
        many().to_json()


def test_the_distribution_is_drawn():
    """The picture has the bars of the summary, on the axes that are given or on new ones."""
    plt = pytest.importorskip("matplotlib.pyplot")
    plt.switch_backend("agg")
    ax = plt.figure().add_subplot()
    counts = SCORES.summary()["score_distribution"]["profile"]
    assert SCORES.plot_distribution(ax).ax_ is ax
    for drawn in (SCORES.plot_distribution().ax_, ax):
        assert [patch.get_data().values.tolist() for patch in drawn.patches] == [counts]
    plt.close("all")


def test_model_and_platform_are_named():
    """Scores tell which model made them, of what it was learnt, and of what platform the profiles are."""
    assert (SCORES.model, SCORES.model_platform, SCORES.platform) == ("x", "x", None)
    generic = replace(MODEL, name="generic", platform="generic", card={"learnt_on": "x"})
    scores = generic.score(replace(read(PROFILES), platform="generic"))
    assert (scores.model, scores.model_platform, scores.platform) == ("generic", "x", "generic")


def test_html_shows_the_least_authentic():
    """The HTML has the five accounts of lowest authenticity, lowest first, with their main reason."""
    html, rows = SCORES._repr_html_(), SCORES.least_authentic(6)
    places = [html.index(f"<bdi>{row['username']}</bdi>") for row in rows[:5]]
    assert places == sorted(places)
    assert f"<bdi>{rows[5]['username']}</bdi>" not in html
    assert f"{rows[0]['authenticity']:.3f}" in html


def test_html_escapes_hostile_usernames():
    """A username cannot bring markup into the HTML, nor turn its line round."""
    hostile = "<img src=x onerror=alert(1)>\u202e"
    html = MODEL.score(read([{"username": hostile, "followers_count": 3}]))._repr_html_()
    assert "<img" not in html
    assert "&lt;img src=x onerror=alert(" in html
    assert "\u202e" not in html


def test_score_as_text():
    """The text of one score is its figures and its three strongest reasons."""
    lines = str(SCORES[0]).splitlines()
    facts = f"authenticity {SCORES.authenticity[0]:.3f}, coverage {SCORES.coverage[0]:.2f}"
    assert lines[0] == f"@{PROFILES[0]['username']}: {SCORES.verdict[0].replace('_', ' ')}, {facts}"
    assert lines[1:] == [f"  {reason.text}" for reason in SCORES[0].reasons[:3]]


def test_pickle_round_trip():
    """Scores survive a pickle of the user's own, with reasons."""
    again = pickle.loads(pickle.dumps(SCORES))  # noqa: S301
    np.testing.assert_array_equal(again.kind_probability, SCORES.kind_probability)
    assert repr(again) == repr(SCORES)
    assert again[7] == SCORES[7]


@pytest.mark.parametrize("name", list(FEATURES))
@pytest.mark.parametrize("value", [0.0, 1.0, 87.5])
def test_no_feature_accuses(name, value):
    """A reason describes a profile; it never calls anybody names."""
    feature = FEATURES[name]
    (sentence,) = feature.sentences([value], {number: [value] for number in feature.numbers})
    assert ACCUSING.search(" ".join([sentence, feature.less, feature.more])) is None


def test_no_view_accuses():
    """Reprs, reasons, HTML and the model card speak of accounts without accusing words."""
    views = [repr(SCORES), SCORES._repr_html_(), str(SCORES[0]), card_to_markdown(MODEL.card), repr(MODEL)]
    for view in [*views, *SCORES.verdict_names, *(reason.text for score in SCORES for reason in score.reasons)]:
        assert ACCUSING.search(view) is None, view


def test_reason_is_public_and_frozen():
    """A reason is a frozen record with the documented fields."""
    reason = SCORES[0].reasons[0]
    assert isinstance(reason, ff.Reason)
    assert list(ff.Reason.__slots__) == ["feature", "value", "unit", "kind", "evidence", "text", "usual"]
    with pytest.raises(AttributeError, match="cannot assign"):
        reason.evidence = 0.0
