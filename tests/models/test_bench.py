"""The command of the bench on made-up releases: every part once, in order, and what is not measured is kept."""

import json

import pytest
from made_up_releases import SCOPE

from fakefollow.scoring import load_detector
from fakefollow.training import TrainingSettings
from models.bench.__main__ import PARTS, main
from models.bench.accounts.github import GITHUB_TEXTS
from models.bench.accounts.harness import PROTOCOLS
from models.bench.accounts.platforms import GENERIC_TEXTS, PLATFORM_TEXTS
from models.bench.audiences.harness import evaluate_audiences
from models.bench.results.audiences import SECTIONS, TITLES
from models.bench.results.report import results_to_markdown
from models.bench.scope import Scope
from models.plans import GITHUB_SETTINGS, INSTAGRAM_SETTINGS
from models.releases import read_releases


def results_in(folder):
    return json.loads((folder / "results.json").read_text("utf8"))


def run(data, out, *parts):
    return main([*parts, "--data", str(data), "--out", str(out)], SCOPE)


def test_every_protocol_is_there_in_the_order_of_the_report(bench):
    """The three parts stand in one file, each with all its protocols."""
    assert list(bench.results["protocols"]) == list(PROTOCOLS)
    assert list(bench.results["audiences"]) == list(TITLES) == list(SECTIONS)
    assert list(bench.results["platforms"]["protocols"]) == [*PLATFORM_TEXTS, *GENERIC_TEXTS, *GITHUB_TEXTS]


def test_the_text_is_made_from_the_results(bench):
    """RESULTS.md is what results.json gives, and the pictures that it shows are beside it."""
    text = (bench.folder / "RESULTS.md").read_text("utf8")
    assert text == results_to_markdown(bench.results)
    assert [line for line in text.splitlines() if line.startswith("# ")] == [
        "# Results",
        "# Other platforms",
        "# Audiences",
    ]
    assert {path.name for path in (bench.folder / "figures").iterdir()} == {"sellers.svg", "false_positives.svg"}


def test_a_part_that_is_measured_again_keeps_the_others(bench, data_folder, tmp_path, capsys):
    """Figures of the part asked for are replaced; the same data give the same ones again."""
    out = tmp_path / "models"
    out.mkdir()
    earlier = {**bench.results, "platforms": {"protocols": "of an earlier run"}}
    (out / "results.json").write_text(json.dumps(earlier), "utf8")
    (out / "RESULTS.md").write_text("of an earlier run", "utf8")
    assert run(data_folder, out, "platforms") == 0
    assert results_in(out) == bench.results
    assert (out / "RESULTS.md").read_bytes() == (bench.folder / "RESULTS.md").read_bytes()
    assert capsys.readouterr().out == f"wrote results.json and RESULTS.md to {out}\n"


def test_a_part_stands_alone(bench, data_folder, tmp_path):
    """Without earlier results the folder is made, and its text is that of the part."""
    assert run(data_folder, tmp_path / "new" / "models", "platforms") == 0
    assert results_in(tmp_path / "new" / "models") == {"platforms": bench.results["platforms"]}
    assert (tmp_path / "new" / "models" / "RESULTS.md").read_text("utf8").startswith("# Other platforms\n")


@pytest.mark.parametrize("content", ['{"seed": 0,', "[1, 2]"])
def test_results_that_cannot_be_kept_stop_the_command(data_folder, tmp_path, capsys, content):
    """Where results.json is not what an earlier run wrote, nothing is measured and nothing is overwritten."""
    (tmp_path / "results.json").write_text(content, "utf8")
    assert run(data_folder / "no such folder", tmp_path, "audiences") == 1
    assert "results.json: expected results of an earlier run as" in capsys.readouterr().err
    assert (tmp_path / "results.json").read_text("utf8") == content


@pytest.mark.parametrize("part", [part for part in PARTS if part != "speed"])
def test_a_missing_release_is_named(tmp_path, capsys, part):
    """Without the data the command says which file it expects, and writes nothing."""
    assert run(tmp_path, tmp_path / "models", part) == 1
    assert "parquet: expected a file of the training data" in capsys.readouterr().err
    assert not (tmp_path / "models" / "results.json").exists()


def test_an_unknown_part_is_named(tmp_path, capsys):
    """A part that there is not is wrong usage."""
    with pytest.raises(SystemExit, match="2"):
        run(tmp_path, tmp_path, "posts")
    assert f"expected {', '.join(PARTS)}, got 'posts'" in capsys.readouterr().err


def test_what_is_published_leaves_nothing_out():
    """By default every fold is run, and models are trained as those that ship."""
    scope = Scope()
    assert scope.every == 1
    assert (scope.settings, scope.instagram_settings) == (TrainingSettings(), INSTAGRAM_SETTINGS)
    assert scope.github_settings == GITHUB_SETTINGS


def test_the_bar_is_told_the_number_of_steps(data_folder):
    """A bar gets as many steps as it is told, and nothing is run before it goes on to a step."""
    seen = []

    def bar(steps, n_steps, description):
        seen.append((len(list(steps)), n_steps))
        return []

    found = evaluate_audiences(data_folder, read_releases(data_folder), load_detector("x"), SCOPE, bar)
    assert found == {}
    assert seen == [(9, 9)]


def test_a_marked_block_is_found_by_the_detector_that_ships(bench):
    """The block that was bought lies in a found event, and followers elsewhere do not."""
    found, apart = bench.results["audiences"]["marked_blocks"]["rows"]
    assert found["share_found"]["value"] > 0.5
    assert apart["share_found"]["value"] == 0.0
