"""README shows what its commands print."""

import re
from pathlib import Path

from fakefollow.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf8")
SHOWN = re.findall(r"^```text\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_first_command_prints_what_readme_shows(capsys):
    """The text under the first command is the output of auditing the example audience."""
    assert main(["audit", str(ROOT / "notebooks" / "data" / "audience.jsonl")]) == 0
    assert capsys.readouterr().out == SHOWN[0]


def test_scoring_prints_what_readme_shows(capsys):
    """The text under the command that scores is the output of scoring the example file."""
    assert main(["score", str(ROOT / "notebooks" / "data" / "followers.jsonl")]) == 0
    assert capsys.readouterr().out == SHOWN[1]


def test_python_example_prints_what_readme_shows(capsys):
    """The text under the Python example of scoring is what its last lines print."""
    example = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)[1]
    exec("import fakefollow as ff\n" + example[example.index("score = ff.score_one") :], {})  # noqa: S102
    assert capsys.readouterr().out == SHOWN[2]
