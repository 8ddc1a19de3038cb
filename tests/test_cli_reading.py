"""What the command line reads and how: stdin, names, sheets, encodings; its issues, its width, its end by Ctrl-C."""

import io
import json
import subprocess
import sys
from types import SimpleNamespace

import openpyxl
import pytest

import fakefollow as ff
from fakefollow.cli import as_options, main
from fakefollow.report import write_columns

ADA = {"username": "ada", "followers_count": 3, "following_count": 4, "posts_count": 9}
CSV = b"Nom,Abonn\xe9s,following_count,posts_count\nZo\xeb,3,4,9\nbob,x,4,9\n"
NAMES = "Nom=username,Abonnés=followers_count"


def scored(capsys, *words):
    """Return the scores that a command writes as JSON to stdout, and what it says beside."""
    assert main(["score", *map(str, words), "--format", "json"]) == 0
    out, err = capsys.readouterr()
    return json.loads(out), err


@pytest.mark.parametrize("file_format", [None, "csv", "json"])
def test_stdin_is_read_by_what_it_holds(capsys, monkeypatch, file_format):
    """A dash reads stdin, whose format shows or is said."""
    held = json.dumps([ADA]).encode() if file_format != "csv" else b"username,posts_count\nada,9\n"
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(held)))
    rows, _ = scored(capsys, "-", *(["--input-format", file_format] if file_format else []))
    assert [row["username"] for row in rows] == ["ada"]


@pytest.mark.parametrize("file_format", ["csv", "jsonl"])
def test_a_long_stdin_is_scored_as_it_comes(tmp_path, monkeypatch, capsys, file_format):
    """Scores and issues are those of a file of it, which is read as a whole; nothing holds all of stdin."""
    monkeypatch.setattr("fakefollow.cli.commands.LARGE_BYTES", 10_000)
    monkeypatch.setattr("fakefollow.readers.reading.DECIDING_ROWS", 256)
    monkeypatch.setattr("fakefollow.readers.opening.LARGEST_DOCUMENT", 30_000)
    rows = [{"username": f"u{n}", "followers_count": n if n % 700 else -1, "posts_count": n} for n in range(2000)]
    lines = [",".join(rows[0]), *(",".join(map(str, row.values())) for row in rows)]
    held = "\n".join(lines if file_format == "csv" else map(json.dumps, rows)).encode()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(held)))
    words = ["--out", tmp_path / "scores.csv", "--issues", tmp_path / "issues.jsonl"]
    assert main(["score", "-", *map(str, words)]) == 0
    out, err = capsys.readouterr()
    assert ("Scores of 2,000 accounts" in out, "3 values could not be read: " in err) == (True, True)
    scores = ff.score(rows)
    expected = scores.to_frame().to_csv(index=False, lineterminator="\n")
    assert (tmp_path / "scores.csv").read_text("utf8") == expected
    issues = [json.loads(line) for line in (tmp_path / "issues.jsonl").read_text("utf8").splitlines()]
    assert issues == [issue._asdict() for issue in scores.table.issues]


def test_names_encodings_and_issues_are_options(tmp_path, capsys):
    """A foreign CSV of Windows is read, and what could not be read is written where it is asked for."""
    (tmp_path / "f.csv").write_bytes(CSV)
    words = [tmp_path / "f.csv", "--columns", NAMES, "--encoding", "cp1252"]
    rows, err = scored(capsys, *words)
    assert ([row["username"] for row in rows], "--issues FILE lists them" in err) == (["Zoë", "bob"], True)
    _, err = scored(capsys, *words, "--issues", tmp_path / "issues.json")
    assert f"1 value could not be read: {tmp_path}" in err
    assert [issue["row"] for issue in json.loads((tmp_path / "issues.json").read_text("utf8"))] == [1]
    assert main(["score", str(tmp_path / "f.csv"), "--columns", "username"]) == 1
    assert 'expected "Their name=canonical' in capsys.readouterr().err


def test_a_sheet_is_named(tmp_path, capsys):
    """--sheet chooses a sheet of a workbook."""
    book = openpyxl.Workbook()
    sheet = book.create_sheet("fans")
    for row in (ADA, ADA.values()):
        sheet.append(list(row))
    book.save(tmp_path / "f.xlsx")
    rows, _ = scored(capsys, tmp_path / "f.xlsx", "--sheet", "fans")
    assert [row["username"] for row in rows] == ["ada"]


def test_prior_and_rate_are_those_of_the_library(tmp_path, capsys):
    """Scores of the command are those of `score` with the same settings; a wrong one is told in a line."""
    path = tmp_path / "f.json"
    path.write_text(json.dumps([ADA, ADA | {"username": "bob", "following_count": 4000}]), "utf8")
    rows, _ = scored(capsys, path, "--prior", "0.6", "--max-false-positive-rate", "0.1")
    expected = ff.score(path, prior=0.6, max_false_positive_rate=0.1)
    assert [row["authenticity"] for row in rows] == expected.authenticity.tolist()
    assert main(["score", str(path), "--prior", "7"]) == 1


def test_the_page_has_a_title_and_intervals_a_level(tmp_path, capsys):
    """--title heads the page, --level is that of the report; rows may be written as one JSON array."""
    audience = ff.simulate_audience(300, random_state=1)
    path, page = tmp_path / "f.json", tmp_path / "f.html"
    path.write_text(json.dumps(audience.profiles, default=str), "utf8")
    out = tmp_path / "rows.json"
    assert main(["audit", str(path), "--html", str(page), "--title", "@mill", "--level", "0.8", "--out", str(out)]) == 0
    assert "80" in capsys.readouterr().out
    assert "@mill" in page.read_text("utf8")
    assert len(json.loads(out.read_text("utf8"))) == 300
    assert main(["audit", str(path), "--level", "3"]) == 1


@pytest.mark.parametrize("width", [40, 60])
def test_lines_are_as_narrow_as_the_terminal(tmp_path, capsys, monkeypatch, width):
    """With COLUMNS=40 no line is wider than 40."""
    monkeypatch.setenv("COLUMNS", str(width))
    path = tmp_path / "f.json"
    path.write_text(json.dumps(ff.simulate_audience(300, random_state=1).profiles, default=str), "utf8")
    for command in ("audit", "score"):
        assert main([command, str(path)]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert width - 8 < max(map(len, lines)) <= width


def test_ctrl_c_ends_with_one_line_and_130(tmp_path):
    """Whoever stops a command gets one line, code 130, and files as they were."""
    held = tmp_path / "scores.csv"
    held.write_text("as it was", "utf8")
    code = "from fakefollow.cli import commands; import os, signal"
    code += "; commands._profiles = lambda o: os.kill(os.getpid(), signal.SIGINT)"
    stopped = subprocess.run(
        [sys.executable, "-c", f"{code}; raise SystemExit(commands.main(['score', 'x', '--out', {str(held)!r}]))"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (stopped.returncode, stopped.stderr) == (130, "fakefollow: stopped; no file was left half written\n")
    assert held.read_text("utf8") == "as it was"


def test_what_fails_half_way_leaves_the_file_as_it_was(tmp_path):
    """A file is replaced when the new one is whole."""
    path = tmp_path / "rows.jsonl"
    path.write_text("as it was", "utf8")
    with pytest.raises(TypeError):
        write_columns({"a": [1, object()]}, str(path), "jsonl")
    assert [each.name for each in tmp_path.iterdir()] == ["rows.jsonl"]
    assert path.read_text("utf8") == "as it was"


def test_warnings_and_errors_name_options(capsys, tmp_path):
    """What to pass is written as it is typed here, not as an argument of Python."""
    path = tmp_path / "followers.csv"
    path.write_text("username,created_at,followerss,Who\n" + "ada,2020-01-02,3,x\n" * 2)
    assert main(["score", str(path), "--format", "json"]) == 0
    err = capsys.readouterr().err
    assert 'pass --columns "followerss=followers_count' in err
    assert "pass --observed-at 2024-05-01 (the day" in err
    assert main(["score", str(path), "--columns", "Nobody=username"]) == 1
    err = capsys.readouterr().err
    assert "--columns \"Nobody=username\": 'Nobody' is not a column" in err
    assert "columns={" not in err


def test_numbers_and_dates_are_read_as_options_say(tmp_path, capsys):
    """--decimal and --day-first decide what no column shows, wherever profiles are read."""
    rows = [f"u{n},{n}.000,{n}.000,01/02/2023" for n in range(1, 9)]
    path = tmp_path / "f.csv"
    path.write_text("\n".join(["username,followers_count,following_count,created_at", *rows]))
    ways = {
        "audit": [path],
        "changes": [path, path, "--before-at", "2024-05-01", "--after-at", "2024-06-01"],
        "influence": [tmp_path / "likes.csv", "--followers", path],
    }
    (tmp_path / "likes.csv").write_text("username,post_id,kind\nu1,1,like\n")
    for command, words in ways.items():
        assert main([command, *map(str, words), "--order", "unordered"]) == 0
        assert "--decimal" in capsys.readouterr().err, command
        said = ["--decimal", ",", "--day-first"]
        assert main([command, *map(str, words), "--order", "unordered", *said]) == 0
        assert "--decimal" not in capsys.readouterr().err, command


@pytest.mark.parametrize(
    ("said", "typed"),
    [
        ("pass platform='x' or columns={'Fans': 'a', ...}", 'pass --platform x or --columns "Fans=a,..."'),
        ("before_at, after_at: expected the earlier list", "--before-at, --after-at: expected the earlier list"),
        ("sources: pass sources= and labels=", "--source COLUMN: pass --source COLUMN and --label COLUMN"),
        ("pass day_first=True or day_first=False to fakefollow.read", "pass --day-first or --no-day-first"),
        ("fakefollow.check_labels says why", "`fakefollow check` says why"),
        ("see fakefollow.plan_sample", "see fakefollow.plan_sample in Python"),
        ("fakefollow.csv: is empty, and count is a word", "fakefollow.csv: is empty, and count is a word"),
    ],
)
def test_what_the_library_says_is_what_is_typed(said, typed):
    """Arguments, switches and calls in any text are written as options and commands."""
    assert as_options(said) == typed
