"""The command line: what it prints, writes and returns, for good input and bad."""

import contextlib
import csv
import io
import json
import os
import re
import subprocess
import sys
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import fakefollow as ff
from fakefollow.baselines import PUBLISHED
from fakefollow.cli import main
from fakefollow.report import card_figures_to_markdown, card_to_markdown

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "notebooks" / "data" / "followers.jsonl"
EXPECTED = ff.score(EXAMPLE)
PRINTED = repr(EXPECTED).replace("platform=", "--platform")
COLUMNS = ["id", "username", "authenticity", "p_purchased", "p_bot", "verdict", "coverage"]


def run(*words, **settings):
    """Run the command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "fakefollow", *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        **settings,
    )


def drift_lines(scores):
    """Return what is said on stderr where scores are printed without their summary."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        scores.summary()
    return "".join(f"fakefollow: {warning.message}\n" for warning in caught)


def write_lines(path, *profiles):
    path.write_text("".join(json.dumps(profile) + "\n" for profile in profiles), "utf8")
    return str(path)


def test_score_prints_summary_and_lowest(capsys):
    """Without a format, people get the summary and the ten accounts of lowest authenticity."""
    assert main(["score", str(EXAMPLE)]) == 0
    out, err = capsys.readouterr()
    assert out.startswith(f"{PRINTED}\n\nLowest authenticity:\n")
    lines = out.splitlines()
    assert len(lines) == len(repr(EXPECTED).splitlines()) + 2 + 1 + 10
    assert lines[-10].split()[0] == str(EXPECTED.authenticity.argmin())
    assert err == ""


def test_csv_to_stdout(capsys):
    """--format csv prints one row a profile and nothing else; what the summary would warn of goes to stderr."""
    assert main(["score", str(EXAMPLE), "--format", "csv"]) == 0
    out, err = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(out)))
    assert list(rows[0]) == COLUMNS
    assert [float(row["authenticity"]) for row in rows] == EXPECTED.authenticity.tolist()
    assert [row["verdict"] for row in rows] == EXPECTED.verdict.tolist()
    assert err == drift_lines(EXPECTED)


def test_json_lines_to_stdout(capsys):
    """--format jsonl prints one object a profile and nothing else."""
    assert main(["score", str(EXAMPLE), "--format", "jsonl"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert list(rows[0]) == COLUMNS
    assert [row["p_bot"] for row in rows] == EXPECTED.kind_probability[:, 2].tolist()


READERS = {
    "csv": lambda path: pd.read_csv(path, dtype={"id": str}),
    "jsonl": lambda path: pd.read_json(path, lines=True, dtype={"id": str}, precise_float=True),
    "parquet": pd.read_parquet,
}


def test_names_that_stdout_cannot_hold_are_escaped(tmp_path, monkeypatch):
    """Where the encoding of stdout lacks a script, as on Windows, its characters are escaped."""
    path = write_lines(tmp_path / "followers.jsonl", {"username": "名前", "followers_count": 3})
    stdout = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr(sys, "stdout", stdout)
    assert main(["score", path]) == 0
    assert b"\\u540d\\u524d" in stdout.buffer.getvalue()


@pytest.mark.parametrize("suffix", READERS)
def test_out_writes_by_suffix_and_prints_the_summary(tmp_path, capsys, suffix):
    """--out writes the format of its suffix and the summary goes to stdout."""
    out = tmp_path / f"scores.{suffix}"
    assert main(["score", str(EXAMPLE), "--out", str(out)]) == 0
    frame = READERS[suffix](out)
    assert list(frame.columns) == COLUMNS
    assert frame["authenticity"].to_numpy() == pytest.approx(EXPECTED.authenticity, rel=1e-14)
    assert frame["id"].tolist() == EXPECTED.to_dict()["id"]
    assert capsys.readouterr().out == f"{PRINTED}\n"


def test_format_wins_over_suffix(tmp_path):
    """--format says the format where the suffix says something else."""
    out = tmp_path / "scores.txt"
    assert main(["score", str(EXAMPLE), "--out", str(out), "--format", "jsonl"]) == 0
    assert len(out.read_text("utf8").splitlines()) == 300
    assert json.loads(out.read_text("utf8").splitlines()[0])["verdict"] == EXPECTED.verdict[0]


def test_reasons_are_a_column(capsys):
    """--reasons adds the strongest reasons in words."""
    assert main(["score", str(EXAMPLE), "--format", "jsonl", "--reasons"]) == 0
    row = json.loads(capsys.readouterr().out.splitlines()[0])
    assert row["reasons"] == "; ".join(reason.text for reason in EXPECTED[0].reasons[:3])


def test_observed_at_gives_ages(tmp_path, capsys):
    """--observed-at fills in when rows were observed."""
    path = write_lines(tmp_path / "f.jsonl", {"username": "ada", "created_at": "2024-01-01T00:00:00Z"})
    assert main(["score", path, "--observed-at", "2024-02-01", "--reasons", "--format", "jsonl"]) == 0
    row = json.loads(capsys.readouterr().out)
    expected = ff.score(path, observed_at="2024-02-01")
    assert row["authenticity"] == expected.authenticity[0]
    assert any(reason.feature == "account_age_days" for reason in expected[0].reasons)


def test_model_of_ones_own(tmp_path, capsys):
    """--model takes the folder of a model."""
    ff.load_detector("x").save(tmp_path / "mine")
    assert main(["score", str(EXAMPLE), "--model", str(tmp_path / "mine")]) == 0
    assert capsys.readouterr().out.startswith(PRINTED)


@pytest.mark.parametrize(("platform", "model"), [("x", "x"), ("instagram", "instagram"), ("mastodon", "generic")])
def test_the_platform_chooses_the_model(capsys, platform, model):
    """Without --model, the model is that of the platform, the generic one where there is none; --model wins."""
    path = str(EXAMPLE)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = ff.load_detector(model).score(ff.read(path, platform=platform))
        asked = ff.load_detector("x").score(ff.read(path, platform=platform))
    assert main(["score", path, "--platform", platform, "--format", "jsonl"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["authenticity"] for row in rows] == expected.authenticity.tolist()
    assert main(["score", path, "--platform", platform, "--model", "x", "--format", "jsonl"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["authenticity"] for row in rows] == asked.authenticity.tolist()


@pytest.fixture
def drifting(tmp_path):
    """Return the folder of a model that was learnt on accounts with a million followers and looks at nothing else."""
    facts = {"edges": [1e6], "shares": [0.0, 1.0], "not_observed": 0.0, "limit": 0.25}
    card = {"name": "mine", "reference": {"followers_count": facts}}
    model = ff.load_detector("x")
    weights = (np.array(model.features) == "followers_count").astype(float)
    replace(model, name="mine", card=card, weights=weights).save(tmp_path / "mine")
    return str(tmp_path / "mine")


@pytest.mark.parametrize("file_format", ["csv", "jsonl"])
def test_drift_is_told_beside_rows(capsys, drifting, file_format):
    """Where rows are printed, drift is one plain line on stderr."""
    assert main(["score", str(EXAMPLE), "--model", drifting, "--format", file_format]) == 0
    out, err = capsys.readouterr()
    assert "drift" not in out
    assert err.startswith("fakefollow: these accounts are unlike those that model 'mine' was learnt on: drift in 1 ")
    assert err.count("\n") == 1


def test_drift_is_told_in_the_summary(capsys, drifting):
    """Where the summary is printed, drift is a line of it and is not said twice."""
    assert main(["score", str(EXAMPLE), "--model", drifting]) == 0
    out, err = capsys.readouterr()
    line = out.splitlines()[2]
    assert line.startswith("drift in 1 feature that carries 100 % of the evidence (followers_count): ")
    assert err == ""


def test_warnings_are_plain_lines(tmp_path, capsys):
    """What the library warns of is one line on stderr without a line of code."""
    path = write_lines(tmp_path / "f.jsonl", {"username": "ada", "created_at": "2024-01-01T00:00:00Z"})
    assert main(["score", path]) == 0
    err = capsys.readouterr().err
    assert err.startswith("fakefollow: created_at is known but not when the profiles were observed")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["score", EXAMPLE, "--platform", "myspace"], "expected one of 'x'"),
        (["score", "/no/such/file.jsonl"], "/no/such/file.jsonl"),
        (["score", ROOT], "fakefollow: "),
        (["score", EXAMPLE, "--observed-at", "yesterday"], "such as '2024-05-01'"),
        (["score", EXAMPLE, "--model", "y"], r"expected one of .*'x'"),
        (["score", EXAMPLE, "--format", "parquet"], "expected --out PATH"),
        (["score", EXAMPLE, "--out", "scores.docx"], r"expected one of \.csv, \.jsonl, \.json, \.parquet at the end"),
        (["score", EXAMPLE, "--out", "/no/such/folder/scores.csv"], "/no/such/folder"),
        (["info", "y"], r"^fakefollow: MODEL: .* expected one of .*'x'"),
        (["score", "nasa"], "accounts are never looked up: give a file of followers"),
        (["evaluate", "y", EXAMPLE, "--label", "username"], r"MODEL: .* expected one of .*'x'"),
    ],
)
def test_what_cannot_be_done_exits_with_1(capsys, words, message):
    """Unusable input or models give one message on stderr, no traceback, and exit code 1."""
    assert main([str(word) for word in words]) == 1
    out, err = capsys.readouterr()
    assert re.search(message, err)
    assert err.startswith("fakefollow: ")
    assert err.count("\n") == 1
    assert "Traceback" not in out + err


@pytest.mark.parametrize("content", [b"", b"not json\n", b"[1, 2]\n", b'{"shoe_size": 3}\n'])
def test_unreadable_file_exits_with_1(tmp_path, capsys, content):
    """A file without a profile is told, not traced."""
    path = tmp_path / "f.jsonl"
    path.write_bytes(content)
    code = main(["score", str(path)])
    out, err = capsys.readouterr()
    assert (code, out) == (1, "")
    assert err.startswith("fakefollow: ")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "COMMAND"),
        (["score"], "FILE"),
        (["guess", "x"], "invalid choice: 'guess'"),
        (["score", "f.csv", "--format", "xml"], "invalid choice: 'xml'"),
        (["score", "f.csv", "--threshold", "3"], "unrecognized arguments: --threshold"),
        (["train"], "FILE, --label, --out"),
        (["train", "f.csv", "--label", "kind", "--out", "m", "--model", "x"], "unrecognized arguments: --model"),
        (["evaluate"], "MODEL, FILE, --label"),
    ],
)
def test_wrong_usage_exits_with_2(capsys, words, message):
    """Wrong words print the usage and exit with 2."""
    with pytest.raises(SystemExit) as raised:
        main(words)
    assert raised.value.code == 2
    err = capsys.readouterr().err
    assert err.startswith("usage: fakefollow")
    assert message in err


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["--help"], ["score", "train", "info", "offline"]),
        (["score", "--help"], ["--platform", "--observed-at", "--format", "--out", "--reasons", "--columns", "Excel"]),
        (["score", "--help"], ["--model", "default: by platform"]),
        (["train", "--help"], ["--label COLUMN", "--source COLUMN", "--out DIR", "--name", "--observed-at"]),
        (["evaluate", "--help"], ["MODEL", "--label COLUMN", "--source COLUMN", "--baselines", "--platform"]),
        (["info", "--help"], ["MODEL", "default: x"]),
        (["--version"], [f"fakefollow {ff.__version__}"]),
    ],
)
def test_help(capsys, words, parts):
    """Each command has a help text that names its options, and exits with 0."""
    with pytest.raises(SystemExit) as raised:
        main(words)
    assert raised.value.code == 0
    out = " ".join(capsys.readouterr().out.split())
    assert [part for part in parts if part not in out] == []


@pytest.mark.parametrize("words", [["info"], ["info", "x"], ["info", str(ROOT / "models" / "x")]])
def test_info_prints_the_card(capsys, words):
    """`info` prints the card of the model, x by default."""
    assert main(words) == 0
    assert capsys.readouterr().out == card_to_markdown(ff.load_detector("x").card) + "\n"


def test_info_of_a_card_without_a_name_is_told(tmp_path, capsys):
    """A card that lacks what its text needs ends `info` with one line, not with a traceback."""
    ff.load_detector("x").save(tmp_path)
    card = json.loads((tmp_path / "card.json").read_text("utf8"))
    (tmp_path / "card.json").write_text(json.dumps({key: card[key] for key in card if key != "name"}), "utf8")
    assert main(["info", str(tmp_path)]) == 1
    assert "expected ['name'] in card.json too" in capsys.readouterr().err


def test_info_needs_no_training_library():
    """A card is shown without loading scikit-learn or scipy."""
    code = "import sys; from fakefollow.cli import main; main(['info']); print({*sys.modules} & {'sklearn', 'scipy'})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "set()"


LABELLED = ff.simulate_accounts(150, 80, 80, random_state=8)


def labelled_rows():
    """Return profiles with their labels and sources in columns of the user's own; sources are numbers."""
    numbers = {source: number for number, source in enumerate(sorted(set(LABELLED.source)))}
    triples = zip(LABELLED.profiles, LABELLED.kind, LABELLED.source, strict=True)
    return [{**profile, "what": kind, "batch": numbers[source]} for profile, kind, source in triples]


def written(path):
    """Write the labelled rows in the format of the suffix and return the path as text."""
    frame = pd.DataFrame(labelled_rows())
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    elif path.suffix == ".csv":
        frame.to_csv(path, index=False)
    else:
        frame.to_json(path, orient="records", lines=path.suffix == ".jsonl", date_format="iso", date_unit="us")
    return str(path)


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """Return a file of labelled accounts, the folder of the model trained on it, and what training printed."""
    folder = tmp_path_factory.mktemp("own")
    path = written(folder / "accounts.csv")
    words = ["train", path, "--label", "what", "--source", "batch", "--out", str(folder / "mine"), "--name", "mine"]
    with contextlib.redirect_stdout(io.StringIO()) as out, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert main(words) == 0
    return path, folder / "mine", out.getvalue()


def test_train_is_that_of_the_library(own):
    """The model that the command writes, and the card with it, are those of `ff.train` on the same columns."""
    path, folder, _ = own
    batches = [str(row["batch"]) for row in labelled_rows()]
    expected = ff.train(ff.read(path), LABELLED.kind, batches, name="mine")
    found = dict(ff.load_detector(folder).card)
    assert found.pop("model_sha256")
    assert found == json.loads(json.dumps(expected.card))


def test_train_prints_the_figures_of_the_card(own):
    """Figures on held-out sources and leaks are printed as they stand on the card, and where the model is."""
    _, folder, out = own
    card = ff.load_detector(folder).card
    assert out.startswith(card_figures_to_markdown(card))
    assert card["figures"]["held_out_sources"]["protocol"] in out
    assert out.splitlines()[-1].startswith(f"Wrote model 'mine' to {folder}: `fakefollow info {folder}`")


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "json", "parquet"])
def test_evaluate_is_that_of_the_library(tmp_path, capsys, suffix):
    """Labels and sources are taken row by row from a file of any format."""
    path = written(tmp_path / f"accounts.{suffix}")
    batches = [str(row["batch"]) for row in labelled_rows()]
    expected = ff.evaluate("x", path, LABELLED.kind, batches)
    assert main(["evaluate", "x", path, "--label", "what", "--source", "batch"]) == 0
    assert capsys.readouterr().out == f"{expected!r}\n"


def test_evaluate_puts_baselines_beside(own, tmp_path, capsys):
    """--baselines prints published rules and feature sets beside a model of one's own."""
    path, folder = tmp_path / "few.csv", own[1]
    few = pd.DataFrame(labelled_rows())[110:190]
    few.to_csv(path, index=False)
    assert main(["evaluate", str(folder), str(path), "--label", "what", "--baselines"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(repr(ff.evaluate(str(folder), few.to_dict("records"), few["what"].tolist())))
    assert [name for name in PUBLISHED if f"\n{name}" not in out] == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--label", "kind"], "'kind' is not a column; the columns are 'id', .*, 'what', 'batch'"),
        (["--label", "what", "--source", "seller"], "'seller' is not a column; the columns are 'id', "),
        (["--label", "description"], "expected 'genuine' or another kind, .*, got None in row"),
    ],
)
def test_columns_that_are_no_labels(own, capsys, words, message):
    """A column that is not there is told with those that are, a label that is missing with its row."""
    assert main(["evaluate", "x", own[0], *words]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert re.search(message, err)
    assert err.count("\n") == 1


def test_train_without_sources_says_what_that_promises(own, tmp_path, capsys):
    """Without sources random parts are held out: the model is written, and what its figures promise is said."""
    assert main(["train", own[0], "--label", "what", "--out", str(tmp_path / "none")]) == 0
    out, err = capsys.readouterr()
    assert "nothing is promised for sellers, communities or years" in " ".join(err.split())
    assert "random part 1" in out
    assert (tmp_path / "none" / "model.json").exists()


AUDIENCE = ROOT / "notebooks" / "data" / "audience.jsonl"


def test_audit_prints_the_report(capsys):
    """An audit prints the text of the report: finding, shares and events, in 80 columns."""
    assert main(["audit", str(AUDIENCE)]) == 0
    out, err = capsys.readouterr()
    assert out == f"{ff.audit(AUDIENCE)}\n"
    assert err == ""
    assert max(map(len, out.splitlines())) <= 80
    assert "Purchase events" in out


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_audit_writes_page_and_followers(tmp_path, suffix):
    """An audit writes its page, and one line a follower in the order of the file."""
    page, followers = tmp_path / "report.html", tmp_path / f"followers.{suffix}"
    assert main(["audit", str(AUDIENCE), "--html", str(page), "--out", str(followers)]) == 0
    assert page.read_text("utf8") == ff.audit(AUDIENCE).to_html()
    readers = {
        "csv": pd.read_csv,
        "jsonl": lambda path: pd.read_json(path, lines=True, precise_float=True),
        "parquet": pd.read_parquet,
    }
    frame = readers[suffix](followers)
    np.testing.assert_array_equal(frame["authenticity"], ff.audit(AUDIENCE).scores.authenticity)
    assert frame["rank"].tolist() == list(range(len(frame) - 1, -1, -1))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--order", "oldest_first"], "pass --order newest_first"),
        (["--total-followers", "10"], "expected at least the 2,000 followers given, got 10"),
        (["--out", "followers.xlsx"], "expected one of"),
    ],
)
def test_audit_that_cannot_be_made(capsys, words, message):
    """A wrong order, size or suffix gives one line on stderr and exit code 1."""
    assert main(["audit", str(AUDIENCE), *words]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert err.startswith("fakefollow: ")
    assert err.count("\n") == 1


def test_module_is_the_command():
    """`python -m fakefollow` is the same command, silent on stderr in a pipe, with the same exit codes."""
    done = run("score", EXAMPLE)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(PRINTED)
    missing = run("score", "/no/such/file.csv")
    assert (missing.returncode, missing.stdout) == (1, "")
    assert "Traceback" not in missing.stderr


@pytest.mark.parametrize("words", [[], ["--format", "csv"], ["--format", "jsonl"], ["--out", "scores.csv"]])
def test_no_bar_in_a_pipe(tmp_path, words):
    """Where stderr is no terminal there is no progress bar."""
    expected = drift_lines(EXPECTED) if "--format" in words else ""
    words = [str(tmp_path / word) if "." in word else word for word in words]
    assert run("score", EXAMPLE, *words).stderr == expected


def test_bar_on_a_terminal():
    """Where stderr is a terminal a bar counts accounts, and stdout stays clean."""
    pty = pytest.importorskip("pty", reason="needs pseudo-terminals")
    termios = pytest.importorskip("termios", reason="needs pseudo-terminals")
    main_end, terminal = pty.openpty()
    termios.tcsetwinsize(terminal, (24, 80))  # a new one is 0 wide, where no bar fits
    os.set_blocking(main_end, False)  # a bar that was not drawn must fail the test, not stop it
    try:
        done = subprocess.run(
            [sys.executable, "-m", "fakefollow", "score", str(EXAMPLE), "--format", "csv"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=terminal,
            check=True,
        )
        shown = os.read(main_end, 10_000).decode()
    finally:
        os.close(terminal)
        os.close(main_end)
    assert "accounts" in shown
    assert "/300" in shown
    assert len(done.stdout.splitlines()) == 301


@pytest.mark.parametrize("words", [[], ["--format", "csv"], ["--format", "jsonl"]])
def test_reader_that_has_seen_enough(tmp_path, words):
    """A reader that closes the pipe early, like head, gets neither traceback nor message."""
    path = write_lines(
        tmp_path / "many.jsonl", *({"username": f"ada{row}", "followers_count": row} for row in range(5000))
    )
    with subprocess.Popen(
        [sys.executable, "-m", "fakefollow", "score", path, *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdout.close()
        err = process.stderr.read()
        code = process.wait()
    assert (code, err) == (0, b"")


def test_formulas_in_usernames_are_neutralised(tmp_path, capsys):
    """A username that a spreadsheet would run gets an apostrophe in CSV."""
    path = write_lines(tmp_path / "f.jsonl", {"username": "=cmd|'/c calc'!A1"}, {"username": "@ada"})
    assert main(["score", path, "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert rows[0]["username"] == "'=cmd|'/c calc'!A1"
    assert rows[1]["username"].lstrip("'").lstrip("@") == "ada"


def test_names_cannot_steer_the_terminal(tmp_path, capsys):
    """Control and direction characters in names do not reach the terminal."""
    names = ["a\x1b[31mb", "a\u202eb", "a\x07b", "a\u200eb"]
    path = write_lines(tmp_path / "f.jsonl", *({"username": name} for name in names))
    assert main(["score", path]) == 0
    out = capsys.readouterr().out
    assert all(character.isprintable() or character == "\n" for character in out)


def test_issues_are_counted(tmp_path, capsys):
    """A bad value costs no row and is counted in the summary."""
    path = write_lines(tmp_path / "f.jsonl", {"username": "ada", "followers_count": -3}, {"username": "bob"})
    assert main(["score", path]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Scores of 2 accounts")
    assert "1 issue" in out
