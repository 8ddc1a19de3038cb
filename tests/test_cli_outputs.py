"""The command line and what it writes: nothing over what it reads, nothing by halves, no turn of a terminal."""

import contextlib
import csv
import io
import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import fakefollow as ff
from fakefollow.cli import main

STEERING = "\x1b[31mred\x1b[0m\u202egnp\u2066\x9b"
MODULE = [sys.executable, "-m", "fakefollow"]

cli = import_module("fakefollow.cli.commands")  # that it reads anything is what is watched


@pytest.fixture
def rows(tmp_path, monkeypatch):
    """Return a file of profiles in the folder in which the command runs."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "rows.jsonl"
    path.write_text(
        "".join(json.dumps({"username": f"ada{n}", "followers_count": n}) + "\n" for n in range(40)), "utf8"
    )
    return path


def told(capsys, words):
    """Return the one line that a command which cannot be done says."""
    assert main([str(word) for word in words]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    return err


@pytest.mark.parametrize("option", ["--out", "--issues"])
@pytest.mark.parametrize("name", ["rows.jsonl", "./rows.jsonl", "link.jsonl", "hard.jsonl", "../{}/rows.jsonl"])
def test_the_input_is_not_written_over(rows, capsys, monkeypatch, option, name):
    """An output that is the input, by any spelling or link, is refused before anything is read."""
    rows.with_name("link.jsonl").symlink_to(rows)
    rows.with_name("hard.jsonl").hardlink_to(rows)
    before = rows.read_bytes()
    monkeypatch.setattr(cli, "_profiles", None)
    for command in ("score", "audit"):
        assert "is the FILE that is read" in told(capsys, [command, rows, option, name.format(rows.parent.name)])
    assert rows.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["audit", "rows.jsonl", "--out", "new.csv", "--html", "./new.csv"], "--html ./new.csv is --out"),
        (["audit", "rows.jsonl", "--html", "rows.jsonl"], "--html rows.jsonl is the FILE that is read"),
        (["score", "rows.jsonl", "--out", "new.csv", "--issues", "new.csv"], "--issues new.csv is --out"),
        (["score", "rows.jsonl", "--model", "mine", "--out", "mine/card.json"], "is of the model that is used"),
        (["train", "mine/model.json", "--label", "a", "--out", "mine"], "mine/model.json is the FILE that is read"),
        (["train", "rows.jsonl", "--label", "a", "--out", "rows.jsonl"], "--out rows.jsonl is the FILE that is read"),
        (["score", "rows.jsonl", "--format", "csv", "--out", "mine"], "is a directory while writing mine"),
        (["score", "mine", "--out", "scores.csv"], "mine is a folder: expected --out FOLDER"),
        (["score", "rows.jsonl", "--out", "scores.csv", "--resume"], "--resume: expected a folder as FILE"),
        (["audit", "rows.jsonl", "--html", "no/such.html"], "no such file or directory while writing no/such.html"),
        (["score", "rows.jsonl", "--issues", f"no/{STEERING}.csv"], "while writing no/?[31mred?[0m?gnp??.csv; nothing"),
    ],
)
def test_outputs_that_cannot_be_are_told_beforehand(rows, capsys, words, message):
    """What would be written over something in use, or cannot be written, is told before the input is read."""
    ff.load_detector("x").save("mine")
    before = {path: path.read_bytes() for path in rows.parent.rglob("*") if path.is_file()}
    assert message in told(capsys, words)
    assert {path: path.read_bytes() for path in rows.parent.rglob("*") if path.is_file()} == before


def test_stdin_is_not_written_over(rows):
    """What is read by a redirection is the input too."""
    with rows.open("rb") as held:
        done = subprocess.run(
            [*MODULE, "score", "-", "--out", "rows.jsonl"], stdin=held, capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert "--out rows.jsonl is the FILE that is read" in done.stderr


def test_an_input_that_vanishes_is_told(rows, capsys, monkeypatch):
    """A file that goes away after the command began is named, and nothing is written."""
    profiles = cli._profiles

    def vanishing(options):
        rows.unlink()
        return profiles(options)

    monkeypatch.setattr(cli, "_profiles", vanishing)
    assert told(capsys, ["score", rows, "--out", "scores.csv"]) == f"fakefollow: {rows}: No such file or directory\n"
    assert list(rows.parent.iterdir()) == []


def test_without_space_one_line_names_the_file(rows):
    """A full disk ends with one line, code 1, and the previous file."""
    resource = pytest.importorskip("resource", reason="needs limits of the system")
    Path("scores.csv").write_text("as it was", "utf8")
    done = subprocess.run(
        [*MODULE, "score", "rows.jsonl", "--out", "scores.csv"],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)),
        capture_output=True,
        text=True,
        check=False,
    )
    told = "fakefollow: file too large while writing scores.csv; nothing was changed\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", told)
    assert Path("scores.csv").read_text("utf8") == "as it was"
    assert len(list(rows.parent.iterdir())) == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("words", [["--format", "csv"], []])
def test_a_full_stdout_is_told(rows, words):
    """Where stdout takes no more, one line says so, without what Python says at its end."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*MODULE, "score", "rows.jsonl", *words], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "fakefollow: No space left on device while writing to stdout"
    assert "Exception" not in done.stderr


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="needs stdout as a file")
@pytest.mark.parametrize("out", ["/dev/stdout", "-"])
def test_stdout_can_be_named(rows, out):
    """`--out /dev/stdout` and `--out -` print the scores and nothing beside them, of Parquet too."""
    for file_format in ("csv", "parquet"):
        done = subprocess.run(
            [*MODULE, "score", "rows.jsonl", "--out", out, "--format", file_format], capture_output=True, check=True
        )
        if file_format == "csv":
            assert len(list(csv.reader(io.StringIO(done.stdout.decode())))) == 41
        else:
            assert (done.stdout[:4], done.stdout[-4:]) == (b"PAR1", b"PAR1")
    assert len(list(rows.parent.iterdir())) == 1


def printed(words, *, to_terminal):
    """Return what a command prints to a terminal, or elsewhere."""
    pty = pytest.importorskip("pty", reason="needs pseudo-terminals")
    if not to_terminal:
        return subprocess.run([*MODULE, *words], capture_output=True, check=True).stdout.decode()
    main_end, terminal = pty.openpty()
    os.set_blocking(main_end, False)
    try:
        subprocess.run([*MODULE, *words], stdout=terminal, stderr=subprocess.PIPE, check=True)
        return os.read(main_end, 10_000).decode()
    finally:
        os.close(terminal)
        os.close(main_end)


@pytest.mark.parametrize("file_format", ["csv", "jsonl", "json"])
def test_rows_on_a_terminal_cannot_steer_it(rows, file_format):
    """Names are printed harmlessly on a terminal, and as they are where they go elsewhere."""
    rows.write_text(json.dumps({"username": f"ada{STEERING}", "followers_count": 3}), "utf8")
    words = ["score", "rows.jsonl", "--format", file_format]
    shown = printed(words, to_terminal=True)
    assert "ada" in shown
    assert [character for character in shown if not character.isprintable() and character not in "\r\n"] == []
    assert "\u202egnp\u2066" in printed(words, to_terminal=False)


@pytest.mark.parametrize(
    "words", [["--threshold", STEERING], [STEERING], ["--format", STEERING], ["--model", STEERING]]
)
def test_wrong_words_cannot_steer_a_terminal(rows, capsys, words):
    """What is repeated of the user's own words is harmless too."""
    with contextlib.suppress(SystemExit):
        assert main(["score", str(rows), *words]) == 1
    err = capsys.readouterr().err
    assert "red" in err
    assert [character for character in err if not character.isprintable() and character != "\n"] == []


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONIOENCODING": "ascii:strict"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "cp1252"},
    ],
)
def test_names_beyond_the_encoding_of_the_terminal(rows, environment):
    """Where a terminal lacks the letters of names, titles and paths they are escaped; files hold them as they are."""
    rows = rows.rename("名前.jsonl")
    rows.write_text("".join(json.dumps({"username": f"名{n}", "followers_count": n}) + "\n" for n in range(40)), "utf8")
    for words in (
        ["score", "名前.jsonl"],
        ["audit", "名前.jsonl", "--html", "名.html", "--title", "名", "--out", "名.csv"],
        ["score", "無.csv"],
    ):
        done = subprocess.run(
            [*MODULE, *words], env={**os.environ, **environment}, capture_output=True, text=True, check=False
        )
        assert done.returncode == (words[1] == "無.csv")
        assert "Traceback" not in done.stderr
    assert "名7" in Path("名.csv").read_text("utf8")


STOPPED = """
import sys
class Stop:
    def find_spec(name, path=None, target=None):
        if name == "fakefollow.cli":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Stop)
from fakefollow.__main__ import main
main()
"""


def test_ctrl_c_while_libraries_are_loaded():
    """Who stops the command before it began gets the same line and code."""
    done = subprocess.run([sys.executable, "-c", STOPPED], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "fakefollow: stopped; no file was left half written\n")


def test_an_audit_is_written_as_json_too(tmp_path, capsys):
    """`--json` writes what `to_json` gives."""
    table = ff.simulate_audience(300, random_state=1).profiles
    path, plain = tmp_path / "followers.jsonl", tmp_path / "report.json"
    path.write_text("\n".join(json.dumps(row, default=str) for row in table), "utf8")
    assert main(["audit", str(path), "--json", str(plain)]) == 0
    assert json.loads(plain.read_text("utf8")) == ff.audit(path).to_dict()


def test_a_folder_is_scored_around_its_damaged_files(rows, capsys):
    """What cannot be read is named, file by file, and the others are scored; a file as --out is told once."""
    folder = rows.parent / "in"
    folder.mkdir()
    for name in ("good.jsonl", "also.jsonl"):
        (folder / name).write_bytes(rows.read_bytes())
    for name in ("cut.parquet", "empty.csv", "no.xlsx", "cut.zip", "cut.jsonl.gz", "odd.sqlite"):
        (folder / name).write_bytes(b"PK\x03\x04" if name != "empty.csv" else b"")
    err = told(capsys, ["score", folder, "--out", "scores"])
    assert [err.count(f"{folder}/{name}") for name in ("good.jsonl", "empty.csv", "cut.zip")] == [0, 1, 1]
    assert sorted(path.name for path in (rows.parent / "scores").glob("[!.]*")) == ["also.jsonl", "good.jsonl"]
    err = told(capsys, ["score", folder, "--out", rows])
    assert err.count("expected --out FOLDER") == 1


@pytest.mark.parametrize(("name", "code", "said"), [("stdout", 0, ""), ("stdin", 1, "fakefollow: stdin is empty: ")])
def test_what_is_closed_gives_and_takes_nothing(rows, capsys, monkeypatch, name, code, said):
    """A stream that the shell closed (``>&-``) is none for Python: nothing is printed, and nothing is read."""
    monkeypatch.setattr(sys, name, None)
    assert main(["score", "rows.jsonl" if name == "stdout" else "-"]) == code
    assert capsys.readouterr().err.startswith(said)


def test_the_suffix_of_an_output_may_be_in_capitals(rows):
    """`--out SCORES.CSV` is a CSV file."""
    assert main(["score", "rows.jsonl", "--out", "SCORES.CSV"]) == 0
    assert len(Path("SCORES.CSV").read_text("utf8").splitlines()) == 41


def test_wrong_usage_of_a_command_names_it_once(rows, capsys):
    """What is missing is said of `fakefollow score`, without the usage of all commands before it."""
    with pytest.raises(SystemExit):
        main(["score"])
    assert capsys.readouterr().err.splitlines()[-1].startswith("fakefollow score: error: ")
