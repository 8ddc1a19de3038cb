"""README shows what its commands and examples print."""

import re
from pathlib import Path

import pytest

from fakefollow.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf8")
AUDITED, PRINTED, SCORED = re.findall(r"^```text\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
EXAMPLE = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)[0]
CUT = "  ...\n"


def test_first_command_prints_what_readme_shows(tmp_path, capsys):
    """The text under the first command is how the audit of the example audience begins."""
    page = tmp_path / "report.html"
    assert main(["audit", str(ROOT / "notebooks" / "data" / "audience.jsonl"), "--html", str(page)]) == 0
    assert AUDITED.endswith(CUT)
    assert capsys.readouterr().out.startswith(AUDITED.removesuffix(CUT))
    assert page.is_file()


def test_scoring_prints_what_readme_shows(capsys):
    """The text under the command that scores is the output of scoring the example file."""
    assert main(["score", str(ROOT / "notebooks" / "data" / "followers.jsonl")]) == 0
    assert capsys.readouterr().out == SCORED


def test_python_example_prints_what_readme_shows(monkeypatch, capsys):
    """The text under the Python example is what it prints, run from the root of the repository."""
    monkeypatch.chdir(ROOT)
    exec(EXAMPLE, {})  # noqa: S102
    assert capsys.readouterr().out == PRINTED


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_links_lead_somewhere(path):
    """Every file and folder that README links to exists."""
    assert (ROOT / path).exists()
