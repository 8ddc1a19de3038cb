"""Releasing a model: its folder, its golden scores and the manifest beside it."""

import json
from dataclasses import replace

from fakefollow import load_detector
from fakefollow.release import golden_lines, write_release
from fakefollow.training.cards import card_to_markdown

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
