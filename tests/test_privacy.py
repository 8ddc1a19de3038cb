"""What is read stays where it is: no network, no file that was not named, no log; and whose work is used is listed."""

import ast
import os
import re
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

SESSION = """
import contextlib, io, os, stat, sys, warnings
import fakefollow as ff
from fakefollow.cli import main
from fakefollow.scoring import Detector

opened = []
def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], str | os.PathLike) and arguments[2] & (os.O_WRONLY | os.O_RDWR):
        opened.append(os.fspath(arguments[0]))
sys.addaudithook(watch)
warnings.simplefilter("ignore")
rows = ff.simulate_audience(400, random_state=1).profiles
accounts = ff.simulate_accounts(60, 30, 30, random_state=2)
with contextlib.redirect_stdout(io.StringIO()):
    scores, report = ff.score(rows, reasons=True), ff.audit(rows)
    print(scores, scores[0], scores[0].explain(), report, report.to_html(), report.to_json(), scores._repr_html_())
    print(report.update({row: "genuine" for row in range(30)}), ff.evaluate("x", accounts.profiles, accounts.kind))
    Detector.PARALLEL_ROWS = 100
    long = [{**row, "description": "bio " * 300} for row in rows] * 5  # more than joblib sends to a process by itself
    ff.load_detector("x").score(ff.read(long), n_jobs=2)
    assert main(["score", sys.argv[1]]) == main(["audit", sys.argv[1]]) == main(["info"]) == 0
    assert main(["score", sys.argv[1], "--out", "named.csv"]) == 0
print(*[path for path in opened if not os.path.exists(path) or stat.S_ISREG(os.stat(path).st_mode)], sep="\\n")
"""


NOWHERE = ("192.0.2.1", 9)
"""An address of documentation (RFC 5737), which Spark's exemption for this machine does not cover."""


def send_a_message():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"x", NOWHERE)


@pytest.mark.parametrize(
    "reach",
    [lambda: socket.create_connection(NOWHERE, 1), lambda: socket.getaddrinfo("example.org", 80), send_a_message],
)
def test_the_suite_reaches_no_network(reach):
    """Whatever a test does, a connection, a look-up or a message to the network fails it."""
    with pytest.raises(RuntimeError, match="the network was reached for"):
        reach()


def test_no_file_is_written_that_was_not_named(tmp_path):
    """Scores, audits, figures and pages open nothing for writing, not in passing either, and leave no file anywhere."""
    folders = {name: tmp_path / name for name in ("here", "home", "temporary")}
    for folder in folders.values():
        folder.mkdir()
    home, temporary = str(folders["home"]), str(folders["temporary"])
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("XDG_")},
        **dict.fromkeys(("HOME", "USERPROFILE"), home),
        **dict.fromkeys(("TMPDIR", "TEMP", "TMP", "JOBLIB_TEMP_FOLDER"), temporary),
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", SESSION, ROOT / "notebooks" / "data" / "followers.jsonl"],
        cwd=folders["here"],
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    opened = done.stdout.splitlines()
    assert [path for path in opened if not Path(path).name.startswith(".named.csv.")] == []
    assert len(opened) == 1
    written = [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()]
    assert written == ["here/named.csv"]


def test_nothing_is_logged():
    """The package has no log, in which a name or a bio could be."""
    for path in sorted((ROOT / "fakefollow").rglob("*.py")):
        found = list(ast.walk(ast.parse(path.read_text("utf8"))))
        names = {alias.name for node in found if isinstance(node, ast.Import) for alias in node.names}
        modules = {node.module for node in found if isinstance(node, ast.ImportFrom)}
        assert {"logging", "syslog"} & (names | modules) == set(), path


def test_every_dependency_is_listed_with_its_licence():
    """models/DEPENDENCIES.md names what the project file asks for, and a licence of each."""
    lines = (ROOT / "models" / "DEPENDENCIES.md").read_text("utf8").splitlines()
    listed = {cells[1].strip(): cells[3].strip() for cells in (line.split("|") for line in lines) if len(cells) == 5}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["project"]
    extras = project["optional-dependencies"]
    asked = [each for name in extras.keys() - {"test", "dev", "docs", "notebooks"} for each in extras[name]]
    asked = {re.split(r"[<>=\[; ]", each)[0].lower().replace("_", "-") for each in asked + project["dependencies"]}
    assert asked - listed.keys() == set()
    assert [name for name, licence in listed.items() if not licence or licence == "not told"] == []
