"""What is let in to training: the table of real and made-up sets, and how a new file stands beside the folder."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest

from models.admission import DOCUMENT, check_of, document, made_up_sets, main, real_sets, shared_accounts

SHIPPED = Path(__file__).parents[2] / "models" / "ADMISSION.md"
WANTED = {
    "numbers drawn evenly, each kind from its ranges": {"counts independent", "counts even", "label by rule"},
    "numbers drawn with long tails": {"counts independent"},
    "accounts that fakefollow simulates": {"counts independent"},
    "purchased accounts copied": {"rows copied"},
    "purchased accounts interpolated": {"fractions"},
    "purchased accounts interpolated and rounded": {"rows between"},
    "labels by following per follower above 10": {"label by rule"},
}


def warned(check):
    return {finding["check"] for finding in check.findings if finding["severity"] == "warn"}


def test_every_labelled_file_has_a_row(data_folder):
    """The document has a line for each file of labelled accounts and for each made-up set."""
    lines = document(data_folder).splitlines()
    files = {path.stem for path in (data_folder / "accounts").glob("*.parquet") if "unlabelled" not in path.stem}
    assert [
        name for name in [*sorted(files), *WANTED] if not any(line.startswith(f"| {name} |") for line in lines)
    ] == []


def test_accounts_of_no_known_kind_are_left_out(data_folder):
    """Profiles, kinds and groups are those of labelled rows, in the order of the file."""
    sets = {name: (table, kinds, groups) for name, table, kinds, groups in real_sets(data_folder)}
    table, kinds, groups = sets["srf-instagram-2017"]
    assert len(table) == len(kinds) == len(groups)
    assert set(kinds) == {"genuine", "purchased"}


def test_a_file_is_compared_with_the_folder(data_folder, tmp_path, capsys):
    """Accounts of a file that the folder holds are counted, by id or by three counts of 10 and more."""
    sets = list(real_sets(data_folder))
    name, table, kinds, _ = next(part for part in sets if part[0] == "cresci-2015")
    few = table.take(np.arange(7))
    assert shared_accounts(few, sets) == {name: 7}
    assert shared_accounts(table.take(np.arange(0)), sets) == {}
    path = tmp_path / "new.csv"
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "followers_count", "kind"])
        rows.writerows(zip(few.texts("id").to_list(), few.columns["followers_count"].to_list(), kinds, strict=False))
    words = ["--data", str(data_folder), "--file", str(path), "--label", "kind", "--platform", "x"]
    assert main(words) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "7 of 7 accounts that can be known again are in cresci-2015"


needs_data = pytest.mark.skipif(
    "FAKEFOLLOW_DATA" not in os.environ, reason="FAKEFOLLOW_DATA does not name the folder of research releases"
)


@needs_data
def test_no_real_set_is_warned_of_and_every_made_up_one_is():
    """No real set is warned of, and sets that are no evidence are, each for what it is."""
    sets = list(real_sets(Path(os.environ["FAKEFOLLOW_DATA"])))
    assert {name: warned(check_of(table, *named)) for name, table, *named in sets} == {part[0]: set() for part in sets}
    assert {name: warned(check) for name, _, check in made_up_sets(sets)} == WANTED


@needs_data
def test_no_real_sample_is_warned_of():
    """Nor are 300 accounts of a kind and group, drawn ten times: limits hold where a figure is less sure."""
    random = np.random.default_rng(1)
    for _, table, kinds, groups in real_sets(Path(os.environ["FAKEFOLLOW_DATA"])):
        parts = np.array([f"{kind} {group}" for kind, group in zip(kinds, groups, strict=True)])
        for part in np.unique(parts):
            rows = np.flatnonzero(parts == part)
            for _ in range(10 if len(rows) > 300 else 0):
                some = table.take(random.permutation(rows)[:300])
                assert warned(check_of(some, ["genuine"] * 300, ["one"] * 300)) == set(), part


@needs_data
def test_the_shipped_document_is_what_is_printed(capsys):
    """models/ADMISSION.md is what `python -m models.admission` prints."""
    assert main(["--data", os.environ["FAKEFOLLOW_DATA"]]) == 0
    assert capsys.readouterr().out == SHIPPED.read_text("utf8")


def test_the_document_says_what_is_kept_out():
    """Each public set that is kept out is there with its reason, in the text that ships."""
    shipped = SHIPPED.read_text("utf8")
    kept_out = DOCUMENT.partition("## Public sets that are kept out")[2]
    assert kept_out
    assert kept_out in shipped
