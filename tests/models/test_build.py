"""Building a model: by the command, from made-up releases, with its folder, golden scores and manifest."""

import contextlib
import hashlib
import io
import json
from dataclasses import replace

import pytest

from fakefollow import load_detector
from fakefollow.report import card_to_markdown
from fakefollow.simulate import PROFILE_FIELDS
from fakefollow.training import TrainingSettings
from models.bench.accounts.folds import Fold
from models.build import IN_LISTS, golden_lines, main, write_release
from models.plans import PLANS, ModelPlan
from models.releases import X_RELEASES

MODEL = load_detector("x")


def test_folder_is_complete_and_repeatable(tmp_path):
    """Writing twice gives the same bytes in the same five places."""
    write_release(MODEL, tmp_path / "a" / "x")
    write_release(MODEL, tmp_path / "b" / "x")
    files = sorted(path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*") if path.is_file())
    assert [str(path) for path in files] == [
        "manifest.json",
        "x/MODEL_CARD.md",
        "x/card.json",
        "x/golden.jsonl",
        "x/model.json",
    ]
    for path in files:
        assert (tmp_path / "a" / path).read_bytes() == (tmp_path / "b" / path).read_bytes()
    assert (tmp_path / "a/x/MODEL_CARD.md").read_text("utf8") == card_to_markdown(MODEL.card)


def test_manifest_keeps_other_models(tmp_path):
    """A release changes its own entry of the manifest and no other."""
    write_release(replace(MODEL, name="other", card={"name": "other"}), tmp_path / "other")
    before = json.loads((tmp_path / "manifest.json").read_text("utf8"))
    write_release(MODEL, tmp_path / "x")
    after = json.loads((tmp_path / "manifest.json").read_text("utf8"))
    assert sorted(after) == ["other", "x"]
    assert after["other"] == before["other"]


def test_golden_profiles_are_made_up_and_scored():
    """Golden lines are repeatable JSON with a synthetic profile, probabilities of every kind and a verdict."""
    lines = [json.loads(line) for line in golden_lines(MODEL)]
    assert lines == [json.loads(line) for line in golden_lines(MODEL)]
    assert len(lines) == 60
    for line in lines:
        assert list(line) == ["profile", "kind_probability", "verdict", "coverage"]
        assert tuple(line["kind_probability"]) == MODEL.kinds
        assert int(line["profile"]["id"]) >= 9_000_000_000


@pytest.mark.parametrize("name", [name for name, plan in PLANS.items() if plan.golden_fields != PROFILE_FIELDS])
def test_golden_profiles_show_what_the_platform_shows(name):
    """A golden profile has the fields of the plan and no other, every tenth those of a list of followers."""
    profiles = [json.loads(line)["profile"] for line in golden_lines(MODEL, PLANS[name].golden_fields)]
    shown = [set(profile) for profile in profiles]
    assert shown == [set(PLANS[name].golden_fields if row % 10 else IN_LISTS) for row in range(60)]


@pytest.mark.parametrize("name", PLANS)
def test_golden_profiles_of_shipped_models_get_every_verdict(name):
    """Among the golden profiles of each model is every verdict that it knows."""
    model = load_detector(name)
    verdicts = {json.loads(line)["verdict"] for line in golden_lines(model, PLANS[name].golden_fields)}
    known = {"authentic", "uncertain", *(f"likely_{kind}" for kind in model.kinds[1:])}
    assert verdicts - {"not_enough_data"} == known
    assert ("not_enough_data" in verdicts) == (name != "x")


@pytest.fixture(scope="module")
def built(data_folder, tmp_path_factory):
    """Return the folder of a model that the command built from made-up releases, and what it printed."""
    settings = TrainingSettings(
        features=("followers_count", "following_per_follower", "name_length"),
        classifier={"max_iter": 8},
        n_folds=2,
        platform="generic",
    )
    plan = ModelPlan(
        settings,
        X_RELEASES,
        (Fold("vendors", ("FSF",), ("E13",)), Fold("false_positives", (), ("verified-2019",))),
        kinds=("genuine", "purchased"),
        answers="whether it works",
        limits=("It is made up.",),
        golden_fields=("username", "name", "followers_count", "following_count"),
    )
    out, printed = tmp_path_factory.mktemp("models"), io.StringIO()
    with contextlib.redirect_stdout(printed):
        assert main(["--data", str(data_folder), "--out", str(out)], {"made_up": plan}) == 0
    return out / "made_up", printed.getvalue().splitlines()


def test_a_plan_becomes_a_model(built):
    """Name, platform, features and kinds are those of the folder and the plan; kinds left out are not learnt."""
    model = load_detector(built[0])
    assert (model.name, model.platform) == ("made_up", "generic")
    assert set(model.features) <= {"followers_count", "following_per_follower", "name_length"}
    assert model.kinds == ("genuine", "purchased")


def test_a_card_has_what_the_plan_says(built):
    """Answers and limits are those of the plan, figures of its folds, and it names the platform of its accounts."""
    card = load_detector(built[0]).card
    assert card["answers"] == "whether it works"
    assert card["limits"] == ["It is made up."]
    assert card["learnt_on"] == "x"
    assert list(card["figures"]) == ["vendors", "false_positives"]
    text = (built[0] / "MODEL_CARD.md").read_text("utf8")
    assert "for platforms without a model of their own." in text


def test_every_figure_is_told_while_building(built):
    """There is one line for what is read, one a figure, and one for what was written."""
    out, said = built
    assert said[0] == "924 accounts of 23 sources, 484 to train on"
    assert said[1].startswith("FSF x E13: MCC ")
    assert said[2].startswith("verified-2019: ")
    assert len(said) == 1 + 2 + 1
    assert said[-1] == f"wrote {out}"


def test_a_model_is_entered_into_the_manifest(built):
    """The manifest beside the folder has the digests of what was written."""
    manifest = json.loads((built[0].parent / "manifest.json").read_text("utf8"))
    digest = hashlib.sha256((built[0] / "model.json").read_bytes()).hexdigest()
    assert manifest["made_up"]["sha256"]["model.json"] == digest


def test_what_cannot_be_built_is_said(tmp_path, capsys):
    """Without the data the command says which file it expects; a model that there is not is wrong usage."""
    assert main(["instagram", "--data", str(tmp_path), "--out", str(tmp_path)]) == 1
    assert "srf-instagram-2017.parquet: expected a file of the training data" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        main(["y", "--data", str(tmp_path)])
    assert "MODEL: expected x, instagram, github, generic, got 'y'" in capsys.readouterr().err
