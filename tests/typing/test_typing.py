"""What users write checks under mypy's strict mode and pyright: a frame that goes in is the frame that comes out."""

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

CODE = Path(__file__).parent / "users_code.py"
WRONG = """import pandas as pd
import polars as pl

import fakefollow as ff

frame: pl.DataFrame = ff.score(pd.DataFrame()).to_frame()
ff.score_all(frame)
"""
CHECKERS = {
    "mypy": ["--strict", "--config-file=", "--follow-imports=silent", "--cache-dir="],
    "pyright": ["--pythonpath", sys.executable],
}


@pytest.mark.parametrize("checker", CHECKERS)
def test_users_code_checks(checker, tmp_path):
    """Calls with frames, lists, paths and labels have no error; another frame and no such call are found."""
    if find_spec(checker) is None:
        pytest.skip(f"{checker} is not installed: pip install -e '.[dev]'")
    wrong = tmp_path / "wrong.py"
    wrong.write_text(WRONG)
    command = [sys.executable, "-m", checker, *CHECKERS[checker], str(CODE), str(wrong)]
    said = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path).stdout
    errors = {line for line in said.splitlines() if re.search(r"\.py:\d+.*error", line)}
    assert {re.search(r"(\w+\.py:\d+)", line)[1] for line in errors} == {"wrong.py:6", "wrong.py:7"}, said
