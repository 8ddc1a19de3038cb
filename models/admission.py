"""What `fakefollow.check_labels` says of every labelled file of the data folder, and of sets that are no evidence.

``python -m models.admission --data DIR`` prints models/ADMISSION.md. With ``--file FILE --label COLUMN`` it prints what
is found in a set that is not here yet, and how many of its accounts the files of the folder hold already.
"""

import argparse
import sys
from collections.abc import Hashable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from sklearn.neighbors import NearestNeighbors

from fakefollow.evaluation import LabelCheck, check_labels
from fakefollow.profiles import FloatArray, ProfileTable
from fakefollow.readers import read, read_column
from fakefollow.report import markdown_table
from fakefollow.simulate import simulate_accounts
from models.releases import INSTAGRAM_RELEASES, KIND_OF_LABEL, X_RELEASES

RELEASES: Final = {release.file: release for release in (*X_RELEASES, *INSTAGRAM_RELEASES)}
SHOWN: Final = ("counts independent", "counts even", "rows between", "rows copied", "label by rule")
"""Checks that give a figure of every set, in the order of the columns."""

NAMES: Final = ("followers_count", "following_count", "posts_count")
BASE: Final = "purba-instagram-2019"
"""The set from which copies, mixtures and rules are made: the largest of Instagram."""

N_MADE, N_FEW = 2500, 300
"""Accounts of each kind in the made-up sets, and the purchased ones that are copied or mixed; conventions."""

DOCUMENT: Final = """# What is let in to training, and what is kept out

Printed by `python -m models.admission --data DIR`. `ff.check_labels` and `fakefollow check FILE --label COLUMN` look at
labelled accounts before anybody trains on them; `ff.train` does it as well, and warns. A finding is no verdict on those
who made a set. Nothing found is no proof that a set is real: numbers drawn to go together, or a rule with noise, pass.

## Real sets

Of each file the figure nearest to its limit, over every kind and group of 200 accounts and more: the largest rank
correlation of two counts or a count and age (random numbers have none), the distance of a count from an even spread,
the share of rows between two of their neighbours and of rows that repeat another, and the share of labels that a tree
of three questions gets wrong. None of them is to be warned of; notes are in the last column.

{real}

## Sets made up to be no evidence

Random numbers; the accounts of {base}, {n} purchased ones copied or interpolated (SMOTE, five neighbours)
up to as many as the genuine ones; and its counts with labels from a rule. Sellers that the library itself simulates are
told as well where their names are given as sources: their counts go together less than those of any real seller.

{made_up}

## Public sets that are kept out

None of them is in the data folder, so the facts are those that publishers and users state; whoever has a file can run
the check on it.

- **LIMFADD** (Instagram, 2025): 15,000 rows, exactly 3,750 of each of four kinds. By its title a language model had a
  part in it, users say that the model enlarged it, its publisher that most rows were added by hand; no row says which.
  The column *posts per follower* is posts divided by *following per follower* in every row that users show, and 59
  rows repeat others.
- **Instagram_fake_profile_dataset** (Kaggle, said to have 5,000 rows): its columns are those of kaggle-ig-free4ever1,
  which is here and has 696 rows. Users report 97 to 99 % accuracy on it and 89 to 94 % on the 696, as would be
  expected where copies or mixtures of a row stand in training and in test.
- **Sets that a script draws**: at least two public repositories train on followers drawn evenly, between 300 and 10,000
  for one kind and 0 and 500 for the other. The first made-up set above is of that manner.
- **Sets balanced before use**: InstaFake (Akyon and Kalfaoglu 2019, arXiv 1910.03090) is used with SMOTE-NC. Its rows
  as they were before are evidence; the rows made from them are not.

Real sets are kept out in part as well: `models/releases.py` says which kinds of which release teach, and why.
"""


OF_SETS: Final = {"label by rule", "sizes equal", "two labels"}
Set = tuple[str, ProfileTable, list[str], list[str]]
"""Name, profiles, kinds and groups of labelled accounts."""


def real_sets(folder: Path) -> Iterator[Set]:
    """Yield every file of labelled accounts as it is, copies included."""
    for path in sorted((folder / "accounts").glob("*.parquet")):
        release = RELEASES.get(f"accounts/{path.name}")
        platform, columns = (release.platform, dict(release.columns)) if release else ("generic", {})
        labels, groups = read_column(path, "label"), read_column(path, "source_group")
        rows = [row for row, label in enumerate(labels) if label in KIND_OF_LABEL]
        if rows:
            table = read(path, platform=platform, columns=columns or None).take(np.array(rows))
            kinds = [KIND_OF_LABEL[str(labels[row])] for row in rows]
            yield path.stem, table, kinds, [str(groups[row]) for row in rows]


def check_of(table: ProfileTable, kinds: list[str], groups: list[str]) -> LabelCheck:
    """Return what is found in a file: in each of its groups, and where kinds are compared in the file as one set."""
    whole = [row for row in check_labels(table, kinds).figures if row["check"] in OF_SETS]
    parts = [row for row in check_labels(table, kinds, groups).figures if row["check"] not in OF_SETS]
    return LabelCheck((*parts, *whole))


def made_up_sets(sets: Sequence[Set]) -> Iterator[tuple[str, int, LabelCheck]]:
    """Yield name, accounts and check of sets that are no evidence."""
    draw = np.random.default_rng(0)
    ranges = {"genuine": ((300, 10_000), (100, 3000), (50, 500)), "purchased": ((0, 500), (500, 5000), (0, 50))}
    yield _checked("numbers drawn evenly, each kind from its ranges", _drawn(draw.integers, ranges))
    shapes = {"genuine": ((6, 1.5), (6, 1), (4, 1.5)), "purchased": ((3, 1.5), (7, 1), (2, 1.5))}
    yield _checked("numbers drawn with long tails", {k: v.round() for k, v in _drawn(draw.lognormal, shapes).items()})
    simulated = simulate_accounts(N_MADE, N_MADE, 0)
    check = check_labels(simulated.profiles, simulated.kind, simulated.source)
    yield "accounts that fakefollow simulates", 2 * N_MADE, check
    real = {kind: draw.permutation(rows) for kind, rows in _counts(sets).items()}
    genuine, few = real["genuine"][:N_MADE], real["purchased"][:N_FEW]
    copies = few[draw.integers(0, len(few), len(genuine) - len(few))]
    mixtures = _mixtures(few, len(genuine) - len(few), draw)
    for name, more in (("copied", copies), ("interpolated", mixtures), ("interpolated and rounded", mixtures.round())):
        yield _checked(f"purchased accounts {name}", {"genuine": genuine, "purchased": np.vstack([few, more])})
    every = np.vstack([*real.values()])
    follows_many = every[:, 1] > 10 * np.maximum(every[:, 0], 1)
    by_rule = {"genuine": every[~follows_many], "purchased": every[follows_many]}
    yield _checked("labels by following per follower above 10", by_rule)


def _drawn(draw: Any, settings: Mapping[str, Sequence[tuple[float, float]]]) -> dict[str, FloatArray]:
    """Return random numbers of each kind: one column for each pair of settings."""
    return {kind: np.column_stack([draw(*pair, N_MADE) for pair in pairs]) for kind, pairs in settings.items()}


def _counts(sets: Sequence[Set]) -> dict[str, FloatArray]:
    """Return the counts of the accounts of `BASE` by kind, of those that show all."""
    table, kinds = next((table, np.array(kinds)) for name, table, kinds, _ in sets if name == BASE)
    counts = np.column_stack([table.floats(name) for name in NAMES])
    known = np.isfinite(counts).all(axis=1)
    return {kind: counts[known & (kinds == kind)] for kind in ("genuine", "purchased")}


def _mixtures(rows: FloatArray, n: int, draw: np.random.Generator) -> FloatArray:
    """Return points between rows and one of their five nearest, as SMOTE makes them (Chawla et al. 2002)."""
    nearest = NearestNeighbors(n_neighbors=6).fit(rows).kneighbors(rows, return_distance=False)[:, 1:]
    one = draw.integers(0, len(rows), n)
    two = nearest[one, draw.integers(0, 5, n)]
    mixed: FloatArray = rows[one] + draw.random((n, 1)) * (rows[two] - rows[one])
    return mixed


def _checked(name: str, counts: Mapping[str, FloatArray]) -> tuple[str, int, LabelCheck]:
    profiles = [dict(zip(NAMES, row, strict=True)) for rows in counts.values() for row in rows.tolist()]
    kinds = [kind for kind, rows in counts.items() for _ in rows]
    return name, len(kinds), check_labels(read(profiles, platform="instagram"), kinds)


def _row(name: str, n: int, check: LabelCheck) -> dict[str, Any]:
    """Return a set as a row of a table: of each check the figure nearest to its limit, and what was said."""
    row: dict[str, Any] = {"set": name, "accounts": f"{n:,}"}
    for title in SHOWN:
        figures = [figure["figure"] for figure in check.figures if figure["check"] == title]
        nearest = min if title in check.to_dict()["limits"]["least"] else max
        row[title] = f"{nearest(figures):.3f}" if figures else ""
    said = dict.fromkeys(f"{finding['severity']}: {finding['check']}" for finding in check.findings)
    return {**row, "said": "; ".join(said)}


def document(folder: Path) -> str:
    """Return models/ADMISSION.md."""
    sets = list(real_sets(folder))
    limits = LabelCheck(()).to_dict()["limits"]
    bounds = {title: f"< {limit}" for title, limit in limits["least"].items()}
    bounds |= {title: f"> {limit}" for title, limit in limits["most"].items()}
    first = {"set": "limit", "accounts": "", **{title: bounds[title] for title in SHOWN}, "said": ""}
    real = [first, *(_row(name, len(kinds), check_of(table, kinds, groups)) for name, table, kinds, groups in sets)]
    made_up = [first, *(_row(*made) for made in made_up_sets(sets))]
    return DOCUMENT.format(real=markdown_table(real), made_up=markdown_table(made_up), base=BASE, n=N_FEW)


def shared_accounts(table: ProfileTable, sets: Sequence[Set]) -> dict[str, int]:
    """Return how many accounts of a table each set holds, by platform and id or by three counts of 10 and more."""
    held = {name: set().union(*_keys(other)) for name, other, _, _ in sets}
    own = _keys(table)
    return {name: n for name, keys in held.items() if (n := sum(not keys.isdisjoint(account) for account in own))}


def _keys(table: ProfileTable) -> list[set[Hashable]]:
    """Return by what each account is known."""
    ids = table.texts("id").to_list() or [None] * len(table)
    counts = np.column_stack([table.floats(name) for name in NAMES])
    telling = np.min(counts, axis=1, initial=np.inf) >= 10
    rows = zip(ids, counts.tolist(), telling.tolist(), strict=True)
    return [{*([(table.platform, i)] if i else []), *([tuple(row)] if tells else [])} for i, row, tells in rows]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the document, or what is found in a file that is not among the releases."""
    parser = argparse.ArgumentParser(prog="python -m models.admission", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the research releases")
    parser.add_argument("--file", metavar="FILE", help="labelled accounts that are not here yet")
    parser.add_argument("--label", metavar="COLUMN", help="column of FILE with the kinds")
    parser.add_argument("--platform", help="platform of FILE (recognised by default)")
    options = parser.parse_args(arguments)
    if options.file is None:
        sys.stdout.write(document(options.data))
        return 0
    table = read(options.file, platform=options.platform)
    known, shared = sum(map(bool, _keys(table))), shared_accounts(table, list(real_sets(options.data)))
    lines = [f"{n:,} of {known:,} accounts that can be known again are in {name}" for name, n in shared.items()]
    check = check_labels(table, [str(label) for label in read_column(options.file, options.label)])
    sys.stdout.write("\n".join([repr(check), *(lines or ["No account is in a set of the folder."])]) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
