"""Scores as text, CSV, JSON Lines and Parquet: complete, in order and harmless to open."""

import csv
import io
import json

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, strategies as st

from fakefollow import load_detector, read
from fakefollow.report import json_text, records, write_columns
from fakefollow.simulate import simulate_accounts

MODEL = load_detector("x")
PROFILES = simulate_accounts(14, 8, 4, random_state=12).profiles
SCORES = MODEL.score(read(PROFILES), reasons=True)
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
LINE_ENDS = ("\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029")
HOSTILE = "=cmd|'/c calc'!A1"


def written(scores, file_format):
    stream = io.StringIO(newline="")
    write_columns(scores.to_dict(), stream, file_format)
    return stream.getvalue()


def named(*usernames):
    return MODEL.score(read([{"username": name, "followers_count": 3} for name in usernames]))


def test_csv_has_every_score():
    """CSV reads back as the columns of to_dict, numbers to the bit."""
    rows = list(csv.DictReader(io.StringIO(written(SCORES, "csv"))))
    columns = SCORES.to_dict()
    assert list(rows[0]) == list(columns)
    for name, values in columns.items():
        found = [row[name] for row in rows]
        numeric = name in {"authenticity", "coverage", "p_purchased", "p_bot"}
        assert (list(map(float, found)) if numeric else found) == list(values)


def test_json_lines_have_every_score():
    """JSON Lines reads back as the columns of to_dict, numbers to the bit."""
    rows = [json.loads(line) for line in written(SCORES, "jsonl").splitlines()]
    assert {name: [row[name] for row in rows] for name in rows[0]} == {
        name: list(values) for name, values in SCORES.to_dict().items()
    }


def test_parquet_has_every_score(tmp_path):
    """Parquet reads back as the frame of to_frame."""
    write_columns(SCORES.to_dict(), str(tmp_path / "scores.parquet"), "parquet")
    found = pd.read_parquet(tmp_path / "scores.parquet")
    assert found["authenticity"].tolist() == SCORES.authenticity.tolist()
    assert found["reasons"].tolist() == SCORES.reason_texts
    assert list(found.columns) == list(SCORES.to_frame().columns)


def test_nobody_is_a_header():
    """No accounts give a CSV header and no line of JSON."""
    empty = MODEL.score(read(PROFILES)[:0])
    assert written(empty, "csv").splitlines() == ["id,username,authenticity,p_purchased,p_bot,verdict,coverage"]
    assert written(empty, "jsonl") == ""


def cell_of(value):
    """Return what a cell of CSV is read as after one value was written; the cell beside it is in its place."""
    stream = io.StringIO(newline="")
    write_columns({"first": [value], "second": [0]}, stream, "csv")
    (_, (cell, beside)) = csv.reader(io.StringIO(stream.getvalue(), newline=""))
    assert beside == "0"
    return cell


@pytest.mark.parametrize("sign", FORMULA_SIGNS)
def test_formula_signs_are_neutralised(sign):
    """Texts that a spreadsheet would run get an apostrophe; numbers and other texts do not."""
    assert cell_of(f"{sign}SUM(A1)") == f"'{sign}SUM(A1)"
    assert cell_of(f"a{sign}b") == f"a{sign}b"
    assert cell_of(-3.5) == "-3.5"


@pytest.mark.parametrize("end", LINE_ENDS)
def test_formula_signs_are_neutralised_after_a_line_end(end):
    """What a spreadsheet may take for a new line of a cell does not begin like a formula either."""
    assert cell_of(f"ada{end}=SUM(A1){end}b") == f"ada{end}'=SUM(A1){end}b"
    assert cell_of(f"{end}＝1").removeprefix("'") == f"{end}'＝1"


@given(st.text(max_size=12) | st.text("\r\n\",'= a", max_size=12))
def test_no_line_of_a_cell_begins_a_formula(text):
    """Whatever the text, no line of the cell begins like a formula, and the cell loses nothing."""
    cell = cell_of(text)
    assert [line for line in [cell, *cell.splitlines()] if line.startswith(FORMULA_SIGNS)] == []
    assert cell.replace("'", "") == text.replace("'", "")


@given(st.lists(st.text(max_size=6) | st.text("\r\n\",;'=＝ \x00\u2028\ufeff#\\a", max_size=6), min_size=1, max_size=4))
def test_csv_has_a_row_for_a_row(names):
    """csv, pandas and polars each read as many rows as were written, and the same cells."""
    stream = io.StringIO(newline="")
    write_columns({"username": names, "n": [7] * len(names)}, stream, "csv")
    _, *rows = csv.reader(io.StringIO(stream.getvalue(), newline=""))
    expected = [[cell, "7"] for cell, _ in rows]
    assert len(rows) == len(names)
    assert rows == expected
    data = stream.getvalue().encode()
    assert pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False).to_numpy().tolist() == expected
    assert [[cell or "", n] for cell, n in pl.read_csv(data, infer_schema=False).rows()] == expected


def test_hostile_username_in_csv_and_json():
    """A username that is a formula is neutralised in CSV and left as it is in JSON."""
    scores = named(HOSTILE, "ada")
    rows = list(csv.DictReader(io.StringIO(written(scores, "csv"))))
    assert [row["username"] for row in rows] == [f"'{HOSTILE}", "ada"]
    assert json.loads(written(scores, "jsonl").splitlines()[0])["username"] == HOSTILE


@pytest.mark.parametrize("nasty", ['a,"b"\nc', "a\rb", "\r", "a\r", "a\r\nb"])
def test_commas_quotes_and_lines_stay_in_their_cell(nasty):
    """Separators inside a name do not break a row, a bare carriage return among them."""
    stream = io.StringIO(newline="")
    write_columns({"name": [nasty, "ada"], "n": [1, None]}, stream, "csv")
    rows = list(csv.reader(io.StringIO(stream.getvalue(), newline="")))
    assert [row[0].removeprefix("'") for row in rows] == ["name", nasty, "ada"]
    assert [row[1] for row in rows] == ["n", "1", ""]
    assert stream.getvalue().endswith("\nada,\n")


def test_times_are_iso_text(tmp_path):
    """Times are written in UTC as ISO text, those not known as nothing."""
    times = np.array(["2024-05-31T12:00:00", "NaT"], "datetime64[us]")
    path = tmp_path / "times.csv"
    write_columns({"followed_at": times}, str(path), "csv")
    assert path.read_text("utf8").splitlines() == ["followed_at", "2024-05-31T12:00:00Z", '""']
    write_columns({"followed_at": times}, str(path), "jsonl")
    assert [json.loads(line)["followed_at"] for line in path.read_text("utf8").splitlines()] == [
        "2024-05-31T12:00:00Z",
        None,
    ]


def test_records_are_plain_rows():
    """Columns become one dict a row, in order: arrays as numbers, times as text, unknown times as null."""
    times = np.array(["2024-05-31T12:00:00", "NaT"], "datetime64[us]")
    found = records({"username": ["ada", None], "authenticity": np.array([0.5, 1.0]), "followed_at": times})
    assert found == [
        {"username": "ada", "authenticity": 0.5, "followed_at": "2024-05-31T12:00:00Z"},
        {"username": None, "authenticity": 1.0, "followed_at": None},
    ]
    assert type(found[0]["authenticity"]) is float


@pytest.mark.parametrize("number", [np.nan, np.inf])
def test_json_without_numbers_of_its_own_is_refused(number):
    """NaN and infinity are no JSON: nothing that other programs cannot read is written."""
    with pytest.raises(ValueError, match="Out of range float values"):
        json_text({"value": float(number)})
