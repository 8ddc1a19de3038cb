"""The front door: score, score_one and load_detector take every form and every setting."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import joblib
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import fakefollow as ff
from fakefollow.platforms import PLATFORMS
from fakefollow.scoring import AdditiveScorer, detector_for, find_model, model_for_platform
from fakefollow.simulate import simulate_accounts

PROFILES = simulate_accounts(25, 10, 10, random_state=8).profiles
EXPECTED = ff.score(PROFILES)
OBSERVED = datetime(2024, 1, 1, tzinfo=UTC)
UNDATED = [{name: value for name, value in p.items() if name != "observed_at"} for p in PROFILES]


def of_platform(platform):
    """Return the profiles with canonical names that say of which platform they are."""
    return [{**profile, "platform": platform} for profile in PROFILES]


def json_lines(profiles):
    return "".join(json.dumps(profile, default=datetime.isoformat) + "\n" for profile in profiles)


def as_jsonl(folder):
    path = folder / "followers.jsonl"
    path.write_text(json_lines(PROFILES), "utf8")
    return path


def as_parquet(folder):
    path = folder / "followers.parquet"
    pl.DataFrame(PROFILES).write_parquet(path)
    return str(path)


def as_csv(folder):
    path = folder / "followers.csv"
    pd.DataFrame(PROFILES).to_csv(path, index=False)
    return path


@pytest.mark.parametrize(
    "form",
    [
        lambda _: PROFILES,
        lambda _: tuple(PROFILES),
        lambda _: [ff.Profile(**profile) for profile in PROFILES],
        lambda _: pd.DataFrame(PROFILES),
        lambda _: pl.DataFrame(PROFILES),
        lambda _: pa.Table.from_pylist(PROFILES),
        lambda _: ff.read(PROFILES),
        as_jsonl,
        as_parquet,
    ],
    ids=["dicts", "tuple", "profiles", "pandas", "polars", "pyarrow", "table", "jsonl", "parquet"],
)
def test_every_form_gives_the_same_scores(form, tmp_path):
    """The form that profiles come in changes neither a score nor the order."""
    scores = ff.score(form(tmp_path))
    np.testing.assert_array_equal(scores.kind_probability, EXPECTED.kind_probability)
    np.testing.assert_array_equal(scores.verdict, EXPECTED.verdict)
    assert scores.to_dict()["id"] == [profile["id"] for profile in PROFILES]


def test_csv_gives_one_score_a_row(tmp_path):
    """CSV cannot tell an empty text from none, but rows and identities stay."""
    scores = ff.score(as_csv(tmp_path))
    assert scores.to_dict()["id"] == [profile["id"] for profile in PROFILES]
    assert np.isfinite(scores.authenticity).all()


@pytest.mark.parametrize("make", [dict, lambda p: ff.Profile(**p), lambda p: [p]], ids=["dict", "Profile", "list"])
def test_score_one_is_the_row_of_score(make):
    """One profile alone has the score that it has among others."""
    for row in (0, 17, 44):
        assert ff.score_one(make(PROFILES[row])) == EXPECTED[row]


def test_score_one_takes_the_settings_of_score():
    """Settings go through to `score`."""
    assert ff.score_one(PROFILES[0], prior=0.5) == ff.score(PROFILES, prior=0.5)[0]


@pytest.mark.parametrize("count", [0, 2])
def test_score_one_refuses_several(count):
    """More or less than one profile is an error that names the function for many."""
    with pytest.raises(ValueError, match=f"got {count}; use score for many"):
        ff.score_one(PROFILES[:count])


@pytest.mark.parametrize("moment", [OBSERVED, "2024-01-01", "2024-01-01T00:00:00Z"])
def test_observation_time_can_be_given(moment):
    """Profiles that do not say when they were observed get the same score once it is said."""
    scores = ff.score(UNDATED, observed_at=moment)
    np.testing.assert_array_equal(scores.kind_probability, EXPECTED.kind_probability)


def test_row_knows_better_when_it_was_observed():
    """The time given is for rows without one."""
    scores = ff.score([PROFILES[0], UNDATED[1]], observed_at=OBSERVED)
    np.testing.assert_array_equal(scores.authenticity, EXPECTED.authenticity[:2])
    other = ff.score([PROFILES[0]], observed_at="2030-06-01")
    assert other.authenticity[0] == EXPECTED.authenticity[0]


def test_unknown_observation_time_is_said_once():
    """Without any observation time age is not observed, coverage falls, and one warning tells what to pass."""
    with pytest.warns(ff.ObservationTimeWarning, match='pass observed_at="2024-05-01"') as warned:
        scores = ff.score(UNDATED)
    assert len(warned) == 1
    assert warned[0].filename == __file__
    assert (scores.coverage < EXPECTED.coverage).all()
    assert not any(reason.feature == "account_age_days" for reason in scores[0].reasons)


def test_names_of_ones_own():
    """`columns=` maps the user's names to canonical ones."""
    theirs = [{"handle": p["username"], "fans": p["followers_count"]} for p in PROFILES]
    ours = [{"username": p["username"], "followers_count": p["followers_count"]} for p in PROFILES]
    scores = ff.score(theirs, columns={"handle": "username", "fans": "followers_count"})
    np.testing.assert_array_equal(scores.log_odds, ff.score(ours).log_odds)


def test_model_by_name_folder_or_object(tmp_path):
    """A model is given by name, by folder or as a detector; scores are the same to the bit."""
    detector = ff.load_detector("x")
    detector.save(tmp_path / "mine")
    for model in ("x", tmp_path / "mine", str(tmp_path / "mine"), detector, None):
        scores = ff.score(PROFILES, model=model)
        np.testing.assert_array_equal(scores.kind_probability, EXPECTED.kind_probability)


def test_settings_reach_the_detector():
    """Prior, policy, rate and reasons do what the detector does with them."""
    detector, table = ff.load_detector("x"), ff.read(PROFILES)
    policy = ff.Policy(cut_offs=(0.2, 0.9))
    for settings in ({"prior": 0.4}, {"policy": policy}, {"max_false_positive_rate": 0.1}, {"reasons": True}):
        found, expected = ff.score(PROFILES, **settings), detector.score(table, **settings)
        np.testing.assert_array_equal(found.authenticity, expected.authenticity)
        np.testing.assert_array_equal(found.verdict, expected.verdict)
        assert found.reason_texts == expected.reason_texts


def test_unknown_platform_names_the_known():
    """A platform that is not known is an error that lists those that are."""
    with pytest.raises(ff.ProfileError, match="expected one of 'x'"):
        ff.score(PROFILES, platform="myspace")


def test_unknown_model_names_the_known():
    """A model that is not there is an error that lists the shipped ones and says what a folder must hold."""
    with pytest.raises(ff.ModelFileError, match=r"expected one of .*'x', or a folder with model.json"):
        ff.score(PROFILES, model="y-2")


def test_input_is_left_as_it_was():
    """Scoring changes nothing in what it is given."""
    frame = pd.DataFrame(PROFILES)
    before = frame.copy(deep=True)
    ff.score(frame, observed_at=OBSERVED, reasons=True)
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize(
    ("platform", "model"),
    [
        *[(None, "x"), ("x", "x"), ("X", "x"), ("twitter", "x"), ("Twitter", "x")],
        *[("instagram", "instagram"), ("Instagram", "instagram")],
        *[("github", "github"), ("GitHub", "github"), ("gh", "github")],
        *[("mastodon", "generic"), ("generic", "generic"), ("a platform of tomorrow", "generic")],
    ],
)
def test_every_platform_has_a_model(platform, model):
    """X, Instagram and GitHub have their own, every other platform the generic one, and nothing said means X."""
    assert model_for_platform(platform) == model


@pytest.mark.parametrize("platform", [one.name for one in PLATFORMS])
def test_aliases_have_the_model_of_their_platform(platform):
    """A platform has one model under all its names, X its own and no other platform that of X."""
    names = next((one.name, *one.aliases) for one in PLATFORMS if one.name == platform)
    assert len({model_for_platform(name) for name in names}) == 1
    assert (model_for_platform(platform) == "x") == (platform == "x")


@pytest.mark.parametrize(
    ("platform", "model"),
    [("x", "x"), ("twitter", "x"), ("instagram", "instagram"), ("gh", "github"), ("mastodon", "generic")],
)
def test_the_model_is_chosen_by_platform(platform, model):
    """The platform that the rows name decides on the model, for many and for one."""
    scores = ff.score(of_platform(platform))
    assert scores.model == model
    alone = ff.load_detector(model).score(ff.read(of_platform(platform)))
    np.testing.assert_array_equal(scores.authenticity, alone.authenticity)
    assert ff.score_one(of_platform(platform)[0]).authenticity == scores.authenticity[0]


def test_canonical_rows_of_no_platform_are_taken_for_x():
    """Where nothing says the platform the model is X's, and nothing is claimed of the platform."""
    scores = ff.score(PROFILES)
    assert (scores.model, scores.platform) == ("x", None)


@pytest.mark.parametrize("nothing", ["", " ", "N/A", "nan", "None", None, float("nan"), 5])
def test_a_platform_column_that_says_nothing_is_none(nothing):
    """The words that exports have for no value name no platform; a name may have spaces around it."""
    scores = ff.score(of_platform(nothing))
    assert (scores.model, scores.platform) == ("x", None)
    mixed = [*of_platform(nothing)[:5], *of_platform(" Instagram ")[5:]]
    assert (ff.score(mixed).model, ff.score(mixed).platform) == ("instagram", "instagram")


def test_rows_of_several_platforms_are_scored_as_of_any():
    """Rows that do not agree on a platform get the model that was learnt on none of them alone."""
    with pytest.warns(ff.PlatformWarning, match="platforms .instagram and mastodon"):
        scores = ff.score([*of_platform("instagram"), *of_platform("mastodon")])
    assert (scores.model, scores.platform) == ("generic", "generic")


def test_a_model_that_is_given_wins():
    """`model=` is kept whatever the platform, and a warning says that its figures do not hold there."""
    with pytest.warns(ff.PlatformWarning, match="profiles are of mastodon, model 'instagram'"):
        scores = ff.score(of_platform("mastodon"), model="instagram")
    assert scores.model == "instagram"
    assert ff.score(of_platform("mastodon"), model="generic").model == "generic"


@pytest.mark.parametrize("read", [ff.score, ff.audit], ids=["score", "audit"])
def test_the_generic_model_refuses_github(read):
    """What it says there is chance, so it is an error that names the model to take; a model of X warns only."""
    with pytest.raises(ff.ProfileError, match="'generic' does not score profiles of github.*or pass model='github'"):
        read(of_platform("github"), model="generic")
    with pytest.warns(ff.PlatformWarning, match="profiles are of github, model 'x'"):
        ff.score(of_platform("github"), model="x")


def test_shipped_models_are_loaded_once(tmp_path):
    """By name or by platform a shipped model is the same object each time; a folder of one's own is read anew."""
    assert detector_for(None, "mastodon") is detector_for(None, "bluesky") is detector_for("generic")
    assert detector_for(None, "instagram") is detector_for("instagram", "mastodon")
    own = tmp_path / "mine"
    detector_for("x").save(own)
    before = detector_for(own)
    replace(before, name="changed").save(own)
    assert (before.name, detector_for(own).name) == ("x", "changed")


@pytest.mark.parametrize("backend", ["loky", "threading"])
@pytest.mark.parametrize("reasons", [False, True])
def test_processes_and_threads_change_no_byte(backend, reasons, monkeypatch):
    """`joblib.parallel_config` is honoured where n_jobs is left out, and two workers say what one says."""
    monkeypatch.setattr(AdditiveScorer, "PARALLEL_ROWS", 10)
    alone = ff.score(PROFILES, reasons=reasons).to_json()
    assert ff.score(PROFILES, reasons=reasons, n_jobs=2).to_json() == alone
    with joblib.parallel_config(backend=backend, n_jobs=2):
        assert ff.score(PROFILES, reasons=reasons).to_json() == alone
        assert ff.load_detector("x").score(ff.read(PROFILES), reasons=reasons).to_json() == alone


def test_the_workers_of_the_context_are_used(monkeypatch):
    """Without n_jobs there are as many parts as the context has workers, and one without a context."""
    parts = []

    class Counting(ff.Detector):
        def _weigh(self, table, *rest):
            parts.append(len(table))
            return super()._weigh(table, *rest)

    monkeypatch.setattr(AdditiveScorer, "PARALLEL_ROWS", 10)
    detector, table = Counting.load(find_model("x")), ff.read(PROFILES)
    detector.score(table)
    with joblib.parallel_config(backend="threading", n_jobs=3):
        detector.score(table)
        detector.score(table, n_jobs=1)
    assert (parts[0], sorted(parts[1:4]), parts[4:]) == (45, [15, 15, 15], [45])


def test_audits_are_the_same_in_two_processes(monkeypatch):
    """An audit honours n_jobs and the context, to the byte."""
    monkeypatch.setattr(AdditiveScorer, "PARALLEL_ROWS", 10)
    audience = ff.simulate_audience(300, random_state=4).profiles
    alone = json.dumps(ff.audit(audience).to_dict(), default=str)
    assert json.dumps(ff.audit(audience, n_jobs=2).to_dict(), default=str) == alone
    with joblib.parallel_config(backend="threading", n_jobs=2):
        assert json.dumps(ff.audit(audience).to_dict(), default=str) == alone
