"""The wheel: it holds the models, and scores in a clean environment without the source tree."""

import json
import os
import subprocess
import sys
import venv
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

import fakefollow as ff
from fakefollow.scoring import shipped_models
from fakefollow.simulate import simulate_accounts
from models.plans import PLANS

ROOT = Path(__file__).parent.parent
PROFILES = simulate_accounts(12, 5, 3, random_state=14).profiles

SCORE = """
import json, pathlib, sys
import fakefollow as ff
scores = ff.score(sys.argv[1], reasons=True)
print(json.dumps({
    "package": str(pathlib.Path(ff.__file__).parent),
    "kind_probability": scores.kind_probability.tolist(),
    "verdict": scores.verdict.tolist(),
    "reasons": scores.reason_texts,
}))
"""


def run(*words, folder):
    """Run a command away from the source tree and return what it prints."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        list(map(str, words)), cwd=folder, env=clean, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Return the wheel built from the source tree."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT, folder=folder)
    (path,) = folder.glob("*.whl")
    return path


def test_wheel_holds_models_and_types(wheel):
    """Every shipped model, its card and the type marker are in the wheel, byte for byte."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        for path in shipped_models().rglob("*"):
            if path.is_file():
                name = f"fakefollow/models/{path.relative_to(shipped_models()).as_posix()}"
                assert archive.read(name) == path.read_bytes()
    assert {f"fakefollow/models/{name}/model.json" for name in PLANS} | {"fakefollow/py.typed"} <= names


def test_wheel_holds_nothing_else(wheel):
    """Tests, notebooks and data stay at home."""
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
        parts = {part for name in archive.namelist() for part in name.split("/")}
    assert {top.split("-")[0] for top in tops} == {"fakefollow"}
    assert parts & {"tests", "notebooks", ".ci", "__pycache__"} == set()


def test_wheel_scores_in_a_clean_environment(wheel, tmp_path):
    """Installed alone, without any extra, the library scores a file as it does here."""
    followers = tmp_path / "followers.jsonl"
    lines = [json.dumps(profile, default=datetime.isoformat) for profile in PROFILES]
    followers.write_text("\n".join(lines) + "\n", "utf8")
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin") / "python"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel, folder=tmp_path)
    found = json.loads(run(python, "-c", SCORE, followers, folder=tmp_path))
    expected = ff.score(followers, reasons=True)
    assert Path(found["package"]).is_relative_to(tmp_path / "env")
    assert found["kind_probability"] == expected.kind_probability.tolist()
    assert found["verdict"] == expected.verdict.tolist()
    assert found["reasons"] == expected.reason_texts
    assert run(python.with_name("fakefollow"), "score", followers, folder=tmp_path).startswith(repr(expected))


def test_source_tree_finds_the_models():
    """Beside the source tree, as in an editable install, the models are those of the repository."""
    code = "from fakefollow.scoring.model_file import shipped_models; print(shipped_models())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert Path(done.stdout.strip()) == ROOT / "models"
