"""Slices: every genuine account is in one slice of each kind, and what was not observed is unknown."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from fakefollow.evaluation import LabelledAccounts, Predictions
from fakefollow.profiles import TextColumn
from models.bench.accounts.folds import Fold
from models.bench.accounts.run import FoldPredictions
from models.bench.accounts.slices import POOLED, SLICES, UNKNOWN, scripts, slice_rows, slices_of

SEEN = datetime(2020, 1, 1, tzinfo=UTC)
NAMES = {
    "Ada Lovelace": "Latin",
    "Zoë ☀️ 42": "Latin",
    "Ада": "Cyrillic",
    "daα": "several scripts",
    "Αλφα": "Greek",
    "أدا": "Arabic",
    "愛だ": "Han, Kana or Hangul",
    "한글": "Han, Kana or Hangul",
    "愛한": "Han, Kana or Hangul",
    "עדה": "another script",
    "अदा": "another script",
    "Ada 愛": "several scripts",
    "עדה अदा": "several scripts",
    "☀️ 42": "no letters",
    "": "no letters",
}


def test_scripts_by_hand():
    """Letters decide the script; digits, signs and emoji do not."""
    found = scripts(TextColumn.from_strings([*NAMES, None]))
    assert dict(zip(NAMES, found.tolist(), strict=False)) == NAMES
    assert found[-1] == UNKNOWN


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, "under 30 days"),
        (29, "under 30 days"),
        (30, "30 days to 1 year"),
        (365, "1 to 3 years"),
        (1094, "1 to 3 years"),
        (1095, "over 3 years"),
        (5000, "over 3 years"),
    ],
)
def test_ages_by_hand(make_table, days, expected):
    """A band ends where the next one begins; age is that at the observation."""
    table = make_table([{"created_at": SEEN - timedelta(days=days), "observed_at": SEEN}])
    assert slices_of(table)["account age"].tolist() == [expected]


def test_unknown_is_not_no(make_table):
    """A field that was not observed puts the account among the unknown, an empty bio among those without."""
    rows = [
        {"description": "hello", "protected": True},
        {"description": "", "protected": False},
        {"description": None, "protected": None},
    ]
    found = slices_of(make_table(rows))
    assert found["bio"].tolist() == ["with bio", "without bio", UNKNOWN]
    assert found["protected"].tolist() == ["protected", "not protected", UNKNOWN]
    assert found["account age"].tolist() == [UNKNOWN] * 3


@pytest.fixture
def rows(make_table):
    """Return the slice rows of two methods and two sources of 60 genuine accounts and a bot each."""
    table = make_table([{"description": "hello" if row % 2 else ""} for row in range(122)])
    sources = np.array(["a"] * 61 + ["b"] * 61)
    kinds = np.where(np.arange(122) % 61 == 60, "bot", "genuine")
    accounts = LabelledAccounts(table, kinds, sources)
    coverage = np.where(np.arange(60) < 10, 0.5, 0.9)
    done = [
        FoldPredictions(Fold("false_positives", (), (source,)), method, said)
        for source in "ab"
        for method, said in {
            "ours": Predictions(np.zeros(60, bool), np.zeros(60), np.arange(60) < 6, coverage=coverage),
            "other": Predictions(np.zeros(60, bool), np.zeros(60), np.arange(60) < 30),
        }.items()
    ]
    return slice_rows(accounts, done, "ours")


def test_slices_add_up(rows):
    """The slices of one kind hold every genuine account once, in each source and pooled; bots are in none."""
    for source, expected in {POOLED: (120, 12), "a": (60, 6), "b": (60, 6)}.items():
        for by in SLICES:
            chosen = [row for row in rows if (row["method"], row["source"], row["by"]) == ("ours", source, by)]
            assert (sum(row["n_genuine"] for row in chosen), sum(row["flagged"] for row in chosen)) == expected


def test_counts_by_hand(rows):
    """The first ten accounts of a source have half the coverage, and six of them are flagged."""
    (row,) = [r for r in rows if (r["method"], r["source"], r["slice"]) == ("ours", POOLED, ".5 to .8")]
    assert (row["n_genuine"], row["flagged"], row["per_1000"]) == (20, 12, None)
    (row,) = [r for r in rows if (r["method"], r["source"], r["slice"]) == ("ours", POOLED, "with bio")]
    assert (row["n_genuine"], row["flagged"], row["per_1000"]) == (60, 6, 100.0)


def test_other_methods_are_shown_pooled(rows):
    """Slices are those of our detector's coverage for every method; single sources are given for ours only."""
    assert {row["source"] for row in rows if row["method"] == "other"} == {POOLED}
    (row,) = [r for r in rows if (r["method"], r["slice"]) == ("other", ".5 to .8")]
    assert row["flagged"] == 20
