"""The harness of audiences and its command: every protocol once, in order, and the rest of the folder kept."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from fakefollow.training import TrainingSettings
from models.bench.__main__ import main
from models.bench.audiences import harness as audience_harness
from models.bench.audiences.harness import evaluate_audiences
from models.bench.results.audiences import SECTIONS, TITLES
from models.bench.results.report import results_to_markdown

MODELS = Path(__file__).parents[2] / "models"
RELEASED = SimpleNamespace(accounts="accounts", training="those to train on")
FOUND = {"injected": 1}


@pytest.fixture
def asked(monkeypatch):
    """Replace every protocol by one that returns its name, and note what it is asked for."""
    noted = {}

    def replace(function, returned):
        def noting(*arguments):
            noted[function] = arguments
            return returned

        monkeypatch.setattr(audience_harness, function, noting)

    replace("audience_share_results", {"share_prior_shift": "known", "share_unseen": "unseen"})
    replace("follow_time_section", "times")
    replace("block_results", "blocks")
    replace("false_event_results", "false")
    replace("marked_block_results", "marked")
    replace("detectors_without_vendors", "lacking")
    replace("injection_results", "injected")
    return noted


def run(bar=lambda steps, n_steps, description: steps):
    return evaluate_audiences("folder", RELEASED, "shipped", "settings", bar, n_jobs=3)


def test_every_protocol_is_run_in_the_order_of_the_report(asked):
    """Results are merged under the names of the report, one each."""
    found = run()
    assert list(found.values()) == ["known", "unseen", "times", "blocks", "false", "marked", "injected"]
    assert list(found) == list(TITLES) == list(SECTIONS)


def test_protocols_are_asked_with_what_they_need(asked):
    """Sellers never seen are judged by detectors that lack them; real lists by the detector that ships."""
    run()
    assert asked == {
        "audience_share_results": ("accounts", "those to train on", "settings", 3),
        "follow_time_section": (),
        "block_results": (3,),
        "false_event_results": ("folder", "shipped", 3),
        "marked_block_results": ("folder", "shipped", 3),
        "detectors_without_vendors": (RELEASED, "settings", 3),
        "injection_results": ("folder", RELEASED, "lacking", 3),
    }


def test_the_bar_is_told_the_number_of_steps(asked):
    """Progress is shown step by step: a bar gets as many steps as it is told, and runs them as it goes on."""
    seen = []

    def bar(steps, n_steps, description):
        assert not asked
        seen.append((len(list(steps)), n_steps))
        for step in steps:
            yield step
            seen.append(len(asked))

    run(bar)
    assert seen == [(6, 6), 1, 2, 3, 4, 5, 7]


AUDIENCES = {
    "false_events": {
        "protocol": "Made up.",
        "rows": [
            {
                "kind": "all simulated",
                "profiles": None,
                "n_lists": 120,
                "n_with_events": 3,
                "share": {"value": 0.025, "low": 0.009, "high": 0.071},
            }
        ],
    }
}


@pytest.fixture
def command(monkeypatch, tmp_path):
    """Return a function that runs `evaluate` with made-up figures of both parts, the folder and what was asked."""
    given = []
    monkeypatch.setattr("models.releases.read_releases", lambda data: ("released", data))
    monkeypatch.setattr("fakefollow.report.pyplot", lambda: None)
    monkeypatch.setattr("models.bench.results.plots.draw_results", lambda *drawn: None)

    def evaluate_audiences(*arguments):
        given.append(arguments)
        return AUDIENCES

    monkeypatch.setattr(audience_harness, "evaluate_audiences", evaluate_audiences)
    monkeypatch.setattr("models.bench.accounts.harness.evaluate", lambda *arguments: detector_results())

    def evaluate(*words, code=0):
        assert main([*words, "--data", "data", "--out", str(tmp_path / "models")]) == code
        return given

    return SimpleNamespace(evaluate=evaluate, folder=tmp_path / "models")


def detector_results():
    """Return the shipped results of the detector."""
    shipped = json.loads((MODELS / "results.json").read_text("utf8"))
    return {name: value for name, value in shipped.items() if name != "audiences"}


def results_in(folder):
    return json.loads((folder / "results.json").read_text("utf8"))


def assert_both_parts(folder):
    """Assert that a folder holds both parts, and the text that both together give."""
    expected = {**detector_results(), "audiences": AUDIENCES}
    assert results_in(folder) == expected
    assert (folder / "RESULTS.md").read_text("utf8") == results_to_markdown(expected)
    assert "| all simulated |  | 120 | 3 | 0.025 (0.009 to 0.071) |" in (folder / "RESULTS.md").read_text(
        "utf8"
    )


def test_the_command_measures_audits_with_the_detector_that_ships(command):
    """`models.bench audiences` gives the data folder, its accounts, the shipped detector and the usual settings."""
    ((folder, released, detector, settings, bar),) = command.evaluate("audiences")
    assert (folder, released) == (Path("data"), ("released", Path("data")))
    assert detector.name == "x"
    assert settings == TrainingSettings()
    assert list(bar([1, 2], 2, "steps")) == [1, 2]


def test_audiences_alone_are_written(command, capsys):
    """Without earlier results the folder is made, and its text is the part about audiences."""
    command.evaluate("audiences")
    assert results_in(command.folder) == {"audiences": AUDIENCES}
    text = (command.folder / "RESULTS.md").read_text("utf8")
    assert text == results_to_markdown({"audiences": AUDIENCES})
    assert text.startswith("# Audiences\n")
    assert capsys.readouterr().out == f"wrote results.json and RESULTS.md to {command.folder}\n"


def test_figures_of_the_detector_are_kept(command):
    """`models.bench audiences` keeps the other part of results.json and replaces audiences of an earlier run."""
    command.folder.mkdir()
    earlier = {**detector_results(), "audiences": {"follow_times": "of an earlier run"}}
    (command.folder / "results.json").write_text(json.dumps(earlier), "utf8")
    (command.folder / "RESULTS.md").write_text("of an earlier run", "utf8")
    command.evaluate("audiences")
    assert_both_parts(command.folder)


def test_figures_of_audiences_are_kept(command):
    """`models.bench accounts` measures no audit and keeps what was measured of them."""
    command.evaluate("audiences")
    assert len(command.evaluate("accounts")) == 1
    assert_both_parts(command.folder)


@pytest.mark.parametrize("content", ['{"seed": 0,', "[1, 2]"])
def test_results_that_cannot_be_kept_stop_the_command(command, capsys, content):
    """Where results.json is not what an earlier run wrote, nothing is measured and nothing is overwritten."""
    command.folder.mkdir()
    (command.folder / "results.json").write_text(content, "utf8")
    given = command.evaluate("audiences", code=1)
    assert "results.json: expected results of an earlier run as" in capsys.readouterr().err
    assert given == []
    assert (command.folder / "results.json").read_text("utf8") == content
