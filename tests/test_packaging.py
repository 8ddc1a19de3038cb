"""The wheel: it holds the models, and scores in a clean environment without the source tree."""

import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

import fakefollow as ff
from fakefollow.errors import PACKAGES
from fakefollow.simulate import simulate_accounts
from models.plans import PLANS

ROOT = Path(__file__).parent.parent
MODEL_FILES = ("model.json", "card.json", "golden.jsonl", "MODEL_CARD.md")
PROFILES = simulate_accounts(12, 5, 3, random_state=14).profiles

SCORE = """
import json, pathlib, sys
import fakefollow as ff
from fakefollow.errors import PACKAGES
scores = ff.score(sys.argv[1], reasons=True)
print(json.dumps({
    "package": str(pathlib.Path(ff.__file__).parent),
    "kind_probability": scores.kind_probability.tolist(),
    "verdict": scores.verdict.tolist(),
    "reasons": scores.reason_texts,
    "html": scores._repr_html_(),
}))
"""


def run(*words, folder):
    """Run a command away from the source tree and return what it prints."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(list(map(str, words)), cwd=folder, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Return the folder with the archive of the source tree, and the wheel that was built from that archive."""
    folder = tmp_path_factory.mktemp("built")
    run(sys.executable, "-m", "build", "--outdir", folder, ROOT, folder=folder)
    return folder


@pytest.fixture(scope="module")
def wheel(built):
    """Return the wheel."""
    (path,) = built.glob("*.whl")
    return path


def test_wheel_holds_models_and_types(wheel):
    """Every shipped model, its card and golden scores, the manifest and the type marker are there, byte for byte."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        found = {name.removeprefix("fakefollow/models/") for name in names if name.startswith("fakefollow/models/")}
        assert all(archive.read(f"fakefollow/models/{name}") == (ROOT / "models" / name).read_bytes() for name in found)
    assert found == {"manifest.json"} | {f"{model}/{file}" for model in PLANS for file in MODEL_FILES}
    assert "fakefollow/py.typed" in names


def test_wheel_holds_nothing_else(wheel):
    """Tests, notebooks, data, results and the workshop that builds the models stay at home."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"fakefollow"}
    python = {name for name in names if name.endswith(".py")}
    assert python == {str(path.relative_to(ROOT)) for path in (ROOT / "fakefollow").rglob("*.py")}
    parts = {part for name in names for part in name.split("/")}
    assert parts & {"tests", "notebooks", ".ci", "__pycache__", "bench", "results.json", "RESULTS.md"} == set()


def test_source_archive_is_the_repository(built):
    """What builds, proves and tests the library comes along with it; what lies about in a clone does not."""
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"models/results.json", "models/build.py", "tests/test_packaging.py", ".ci/run"} <= names
    assert {name.split("/")[0] for name in names} <= {
        *("fakefollow", "models", "tests", "notebooks", ".ci", ".gitignore"),
        *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "CITATION.cff", "pyproject.toml", "PKG-INFO"),
    }


def test_wheel_scores_in_a_clean_environment(wheel, tmp_path):
    """Installed alone, without any extra, the library scores a file, and shows the scores, as it does here."""
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
    assert found["html"] == expected._repr_html_()
    typed = repr(expected).replace("platform=", "--platform")  # options are named as they are typed
    assert run(python.with_name("fakefollow"), "score", followers, folder=tmp_path).startswith(typed)


def test_source_tree_finds_the_models():
    """Beside the source tree, as in an editable install, the models are those of the repository."""
    code = "from fakefollow.scoring import shipped_models; print(shipped_models())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert Path(done.stdout.strip()) == ROOT / "models"


def test_extras_are_named_with_what_they_install():
    """An error for a missing library can be followed: the packages of each extra are those of pyproject.toml."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["project"]["optional-dependencies"]
    for extra, packages in PACKAGES.items():
        listed = {re.split("[>=\\[]", package)[0] for package in extras[extra]}
        assert listed - {"fakefollow"} <= set(packages.split()), extra
