"""AuditReport: plain data, frames and views of an audit; hand labels narrow it; nothing hostile gets through."""

import json
import re
from dataclasses import replace
from datetime import datetime

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

import fakefollow as ff
from fakefollow.report import FollowerMapDisplay, GrowthDisplay, ScoreDistributionDisplay, SharesDisplay
from fakefollow.simulate import Purchase, simulate_audience

mpl.use("Agg")
plt = pytest.importorskip("matplotlib.pyplot")

AUDIENCE = simulate_audience(1200, purchases=[Purchase(0.2, at=0.5)], drip_share=0.1, random_state=21)
REPORT = ff.audit(pd.DataFrame(AUDIENCE.columns))
COLUMNS = REPORT.follower_columns()
HOSTILE = "<script>alert(1)</script>\u202e=cmd"


@pytest.fixture(autouse=True)
def _no_figure_stays_open():
    yield
    plt.close("all")


def labels_of(n, key=int):
    rows = np.random.default_rng(1).choice(len(AUDIENCE), n, replace=False)
    return {key(row): str(AUDIENCE.kind[row]) for row in rows}


def test_summary_is_plain_json():
    """The summary survives JSON, and holds the shares, events and quality of the properties."""
    summary = REPORT.to_dict()
    assert json.loads(json.dumps(summary, allow_nan=False)) == summary
    assert summary["shares"]["genuine"]["estimate"] == REPORT.authentic_share.estimate
    assert [event["size"] for event in summary["purchases"]] == [event.size for event in REPORT.purchases]
    assert [row["name"] for row in summary["quality"]] == [row.name for row in REPORT.quality]


def test_json_is_the_summary(tmp_path):
    """to_json is the summary as strict JSON, in one line or indented, and the file has the same."""
    path = tmp_path / "report.json"
    text = REPORT.to_json(path, indent=2)
    assert json.loads(text, parse_constant=pytest.fail) == REPORT.to_dict()
    assert path.read_text("utf8").rstrip("\n") == text
    assert REPORT.to_json().count("\n") == 0


def test_json_of_hostile_names(tmp_path):
    """Names are in the JSON as they were read, and even halves of characters can be written."""
    names = [HOSTILE, "\ud800half", "نور", "a\u2028b", "\x00", "NaN"]
    profiles = [{"id": str(row), "username": name, "name": name, "posts_count": 9} for row, name in enumerate(names)]
    with pytest.warns(ff.FakefollowWarning, match="username: 2 values"):
        report = replace(ff.audit(profiles, order="unordered"), order="\ud83d")
    report.to_json(tmp_path / "report.json")
    told = json.loads((tmp_path / "report.json").read_text("utf8"))
    by_row = {one["row"]: one["name"] for one in told["sample"]}
    assert by_row[0] == HOSTILE
    assert by_row[2] == "نور"
    assert told == {**report.to_dict(), "order": "?"}


def test_plain_data_belong_to_who_asked_for_them():
    """What is done to the data of a report changes neither the report nor its views."""
    before = REPORT.to_json()
    plain = REPORT.to_dict()
    plain["shares"]["genuine"].clear()
    plain["limits"].clear()
    assert REPORT.to_json() == before


def test_verdicts_and_distribution_count_every_follower():
    """Verdicts add up to the list, by profiles as with order, and so do the histograms with those left out."""
    summary = REPORT.to_dict()
    for part, scores in (("profile", REPORT.profile_scores), ("fused", REPORT.scores)):
        assert sum(summary["verdicts"][part].values()) == len(REPORT)
        assert summary["verdicts"][part]["authentic"] == (scores.verdict == "authentic").sum()
        counts = summary["score_distribution"][part]
        assert sum(counts) + summary["score_distribution"]["not_enough_data"] == len(REPORT)
        assert counts[0] == (scores.authenticity < 0.05).sum()


def test_summary_names_model_and_platforms():
    """The summary says which model it was, what that was learnt on, and what platform the profiles are of."""
    summary = REPORT.to_dict()
    assert (summary["model"], summary["model_platform"]) == ("x", "x")
    assert summary["platform"] == REPORT.scores.table.platform


def test_frame_has_one_row_a_follower():
    """The frame is of the kind that came in, with score, rank, time, event and cohort of each row."""
    frame = REPORT.to_frame()
    assert isinstance(frame, pd.DataFrame)
    assert frame["id"].tolist() == AUDIENCE.columns["id"].tolist()
    assert frame["rank"].tolist() == list(range(len(AUDIENCE) - 1, -1, -1))
    assert (frame["followed_low"] <= frame["followed_high"]).all()
    np.testing.assert_array_equal(frame["event"] >= 0, REPORT.purchases_found.event >= 0)
    np.testing.assert_array_equal(frame["profile_authenticity"], REPORT.profile_scores.authenticity)


def test_every_column_has_one_value_a_follower():
    """All columns are as long as the list."""
    assert {len(values) for values in COLUMNS.values()} == {len(REPORT)}


def test_evidence_adds_up_to_the_fused_scores():
    """Prior, profile, event and cohort evidence of a row give its probability of having been bought."""
    alone = REPORT.profile_scores.evidence
    fused = REPORT.scores.prior_log_odds + alone + COLUMNS["cohort_evidence"][:, None]
    fused[:, 0] += COLUMNS["event_evidence"]
    odds = np.exp(fused)
    np.testing.assert_allclose(COLUMNS["authenticity"], 1.0 / (1.0 + odds.sum(axis=1)))


def test_evidence_is_that_of_members_only():
    """Who is in no event or cohort has exactly 0 from it."""
    assert (COLUMNS["event_evidence"][COLUMNS["event"] < 0] == 0.0).all()
    assert (COLUMNS["cohort_evidence"][COLUMNS["cohort"] < 0] == 0.0).all()
    assert (COLUMNS["event"] >= 0).sum() > 50
    assert np.abs(COLUMNS["event_evidence"]).max() > 1.0


def test_verdict_by_the_profile_alone_is_told():
    """The verdict before order and cohorts were weighed stands beside the fused one."""
    assert COLUMNS["profile_verdict"] == REPORT.profile_scores.verdict.tolist()


def test_unordered_lists_have_the_same_columns():
    """Columns are the same for every audit; what is not known is -1, NaT or 0."""
    unordered = ff.audit(AUDIENCE.profiles, order="unordered").follower_columns()
    assert list(unordered) == list(COLUMNS)
    assert set(unordered["rank"]) == {-1}
    assert np.isnat(unordered["followed_at"]).all()
    assert (unordered["event_evidence"] == 0.0).all()


def test_page_is_written(tmp_path):
    """to_html returns the page and writes the same to a path."""
    page = REPORT.to_html(tmp_path / "report.html")
    assert (tmp_path / "report.html").read_text("utf8") == page
    assert REPORT.finding.split(";")[0] in re.sub("<[^>]*>", "", page).replace("\xa0", " ")


def test_views_say_the_finding():
    """Text, notebook form and repr begin with the same finding."""
    assert REPORT.finding.split()[0] in str(REPORT)
    assert repr(REPORT) == str(REPORT)
    assert "look genuine" in REPORT._repr_html_()
    assert max(map(len, str(REPORT).splitlines())) <= 80


def test_plots_are_drawn():
    """Every plot gives what was drawn."""
    assert len(REPORT.plot_timeline().ax_) == 2
    for plot in (REPORT.plot_shares, REPORT.plot_growth, REPORT.plot_scores):
        assert plot().ax_.figure is not None


def numbers_in(plain):
    """Return every number and time in plain data, times as seconds."""
    if isinstance(plain, dict):
        plain = plain.values()
    elif isinstance(plain, str):
        return {datetime.fromisoformat(plain).timestamp()} if plain[4:5] == plain[7:8] == "-" else set()
    elif not isinstance(plain, list):
        return {float(plain)} if isinstance(plain, int | float) else set()
    return set().union(*map(numbers_in, plain))


def drawn_numbers(axes):
    """Return every number in lines, steps, bars, bands, areas and images of axes; fractions of axes left out."""
    for ax in axes:
        for line in (line for line in ax.lines if line.get_transform() == ax.transData):
            yield from line.get_xydata().ravel()
        for patch in ax.patches:
            if hasattr(patch, "get_data"):
                yield from (*patch.get_data().values, *patch.get_data().edges)
            else:
                yield from (patch.get_x(), patch.get_x() + patch.get_width())
        for drawn in ax.collections:
            if drawn.get_array() is not None:
                yield from (*drawn.get_array().compressed(), *drawn.get_coordinates().ravel())
            else:
                yield from (number for path in drawn.get_paths() for number in path.vertices.ravel())


@pytest.mark.parametrize("plot", ["plot_timeline", "plot_shares", "plot_growth", "plot_scores"])
def test_every_number_drawn_is_in_the_summary(plot):
    """What is drawn, in whatever shape, is a number or time of to_dict: no picture knows more than the data."""
    axes = getattr(REPORT, plot)().ax_
    drawn = np.array([*drawn_numbers(axes if isinstance(axes, tuple) else [axes])], float)
    known = np.array(sorted(numbers_in(REPORT.to_dict()) | {*range(4)}))  # lines of bars
    days = known / 86_400.0
    ends = known + 1.0  # an event is drawn to the end of its last rank
    shown = np.sort(np.concatenate([known, days, ends]))
    drawn = drawn[np.isfinite(drawn)]
    above = np.clip(shown.searchsorted(drawn), 1, len(shown) - 1)
    nearest = np.minimum(np.abs(drawn - shown[above - 1]), np.abs(drawn - shown[above]))
    assert len(nearest) > 10
    assert nearest.max() < 1e-6


def test_displays_take_a_report():
    """Each display can be made of a report by itself."""
    for display in (FollowerMapDisplay, SharesDisplay, GrowthDisplay, ScoreDistributionDisplay):
        assert display.from_report(REPORT).figure_ is not None


def test_hostile_names_do_no_harm():
    """Names and bios that are markup are escaped in every view."""
    profiles = [
        {**profile, "username": HOSTILE, "description": f"{HOSTILE} follow me back now please {row % 3}"}
        for row, profile in enumerate(AUDIENCE.profiles[:300])
    ]
    report = ff.audit(profiles)
    assert report.cohorts
    for view in (report.to_html(), report._repr_html_()):
        assert "<script" not in view
        assert "\u202e" not in view
    assert "\u202e" not in str(report)


def test_labels_narrow_the_intervals():
    """With 200 labels drawn at random the interval is narrower and still holds the truth."""
    updated = REPORT.update(labels_of(200))
    truth = (AUDIENCE.kind == "genuine").mean()
    before, after = REPORT.authentic_share, updated.authentic_share
    assert after.high - after.low < before.high - before.low
    assert after.low <= truth <= after.high
    assert updated.purchases == REPORT.purchases
    assert "200 labels" in str(updated)


def test_labels_may_be_a_series():
    """A pandas series of kinds by row does what a dict does."""
    labels = labels_of(100)
    assert REPORT.update(pd.Series(labels)).authentic_share == REPORT.update(labels).authentic_share


def test_shares_are_called_by_the_level_that_they_held():
    """An interval of a share names the level of the finding, not the one that was asked for."""
    assert f"{100 * REPORT.authentic_share.level:g} % interval" in REPORT.finding
    levels = {share.level for share in (REPORT.purchased_share, REPORT.bot_share, REPORT.authentic_followers)}
    assert levels == {REPORT.to_dict()["held"]}


def test_too_few_labels_change_no_share():
    """One label leaves the shares as they are, warns at the line of the caller and is told in the report."""
    with pytest.warns(ff.FakefollowWarning, match="labels: 1 label is too few.*Label at least 20") as caught:
        updated = REPORT.update({5: "genuine"})
    assert caught[0].filename == __file__
    assert updated.share == REPORT.share
    assert updated.to_dict()["n_labels"] == 0
    assert any("1 label is too few" in limit for limit in updated.to_dict()["limits"])
    assert "1 label is too few" in str(updated)


def test_later_labels_replace_what_was_said_of_earlier_ones():
    """After more labels nothing is said any more of those that were too few."""
    with pytest.warns(ff.FakefollowWarning, match="19 labels are too few"):
        few = REPORT.update(labels_of(19))
    limits = few.update(labels_of(200)).to_dict()["limits"]
    assert sum("labels" in limit for limit in limits) == 1
    assert any("rest on 200 labels" in limit for limit in limits)


@pytest.mark.parametrize(("n_labels", "told"), [(20, True), (600, False)])
def test_a_wider_interval_is_explained(n_labels, told):
    """Where labels widen the interval the report says why and what to do, else not.

    How sure the model is of its shares is set here: it changes with the model.
    """
    clean = simulate_audience(1200, random_state=21)
    labels = {row: clean.kind[row] for row in np.random.default_rng(1).choice(1200, n_labels, replace=False).tolist()}
    report = ff.audit(clean.profiles)
    sure = replace(report.authentic_share, estimate=0.96, low=0.94, high=0.98)
    before = replace(report, share=replace(report.share, shares={**report.share.shares, "genuine": sure}))
    after = before.update(labels)
    assert ("wider than before" in after.labels_note) is told
    widths = [share.high - share.low for share in (before.authentic_share, after.authentic_share)]
    assert (widths[1] > widths[0]) is told


def test_labels_by_id_are_those_by_row():
    """Labels may name followers by row or by id."""
    ids = AUDIENCE.columns["id"]
    by_id = REPORT.update(labels_of(100, key=lambda row: ids[row]))
    assert by_id.share.shares == REPORT.update(labels_of(100)).share.shares


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ({"nobody": "genuine"}, "'nobody' is not the id of a follower"),
        ({99_999: "genuine"}, "expected rows from 0 to 1199, got 99999"),
        ({0: "fake"}, "is not a kind"),
        ({}, "at least one"),
    ],
)
def test_wrong_labels_are_errors(labels, message):
    """Unknown followers and kinds, and no labels at all, are refused with what was expected."""
    with pytest.raises(ValueError, match=message):
        REPORT.update(labels)


def test_drip_is_what_was_bought_outside_events():
    """The share bought outside events is the whole minus what the events hold; one that may be none is not told."""
    report = ff.audit(
        simulate_audience(1200, purchases=[Purchase(0.2, at=0.5)], drip_share=0.3, random_state=21).profiles
    )
    inside = sum(event.excess.estimate for event in report.purchases) / len(report)
    assert report.drip.estimate == pytest.approx(report.purchased_share.estimate - inside)
    assert 0.0 < report.drip.low <= report.drip.estimate == pytest.approx(0.3, abs=0.1)
    assert ff.audit(simulate_audience(1200, random_state=21).profiles).drip is None


def test_scores_say_why():
    """A follower in an event has the event among its reasons, and its reasons add up to its log-odds."""
    row = int(np.flatnonzero(REPORT.purchases_found.bought > 0.9)[0])
    score = REPORT.scores[row]
    assert any(reason.feature == "purchase_event" for reason in score.reasons)
    for kind, log_odds in score.log_odds.items():
        said = sum(reason.evidence for reason in score.reasons if reason.kind == kind)
        assert said == pytest.approx(log_odds - score.prior_log_odds[kind], abs=1e-9)


def test_nothing_is_told_of_drip_where_nobody_was_weighed():
    """Where profiles show nothing, or events were not looked for, no share outside events is told."""
    bare = [{"id": str(row), "username": "somebody"} for row in range(80)]
    assert ff.audit(bare).drip is None
    assert ff.audit(AUDIENCE.profiles[:40]).drip is None
    assert ff.audit(AUDIENCE.profiles, order="unordered").drip is None
