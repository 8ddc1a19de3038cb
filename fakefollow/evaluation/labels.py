"""`check_labels`: what is no evidence in a set of labelled accounts, before anybody trains on it.

Counts of real accounts crowd at the low end and go together; random numbers, copies, mixtures of rows and labels from a
rule show it. Looks at counts, dates, ids and labels, and knows no model. Digits are left alone, for sources round them,
and so are bell and exponential shapes, which counts of real sellers and others can have.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.stats import rankdata
from sklearn.neighbors import NearestNeighbors
from sklearn.tree import DecisionTreeClassifier

from fakefollow.errors import TrainingError
from fakefollow.evaluation.accounts import ALL_SOURCES, LabelledAccounts
from fakefollow.profiles import COLUMNS, BoolArray, ColumnType, FloatArray, IntArray, ProfileTable
from fakefollow.readers import read
from fakefollow.report import one_line, wrapped
from fakefollow.scoring import GENUINE

LEAST: Final = {"counts independent": 0.2, "counts even": 0.1, "label by rule": 0.005}
MOST: Final = {"rows between": 0.03, "rows copied": 0.1, "fractions": 0.01, "two labels": 0.02, "two sources": 0.05}
"""Check -> the least and the most that is not warned of: conventions between real and made-up sets, all of which
`python -m models.admission` prints. Of real accounts the least rank correlation is .39 and the least distance from even
.22; at most 1 % lie between others, 2 % repeat others (3 % by three counts); a rule gets 2 % of labels wrong."""

ENOUGH: Final = 200  # accounts of a kind and source of which anything is said; a convention
TELLING: Final = 50  # rows of which a share is stated; a convention
N_VALUES: Final = 10  # different values from which a column is a count and no flag; a convention
MAX_ROWS: Final = 20_000  # looked at of each kind and source, so that a million take seconds; a convention
FRACTION: Final = re.compile(r"(np\.float\d+\()?\d+\.\d+\)?|'\d+\.(\d\d?|\d{4,})'")  # '1.234' and '1.2K' can be whole
COUNTS: Final = tuple(name for name, values in COLUMNS.items() if values is ColumnType.COUNT)
SHOWN: Final = COUNTS[: COUNTS.index("username_length")]  # counts that platforms show, no lengths of texts
FLAGS: Final = tuple(name for name, values in COLUMNS.items() if values is ColumnType.FLAG and name != "verified")

AS_SHOWN: Final = "needed: accounts as the platform showed them, with when and how they were collected"
UNFILLED: Final = "needed: the rows before somebody balanced the kinds; training weighs kinds itself"
WHY: Final[Mapping[str, str]] = {
    "counts independent": f"of real accounts they go together within a kind, of random numbers not; {AS_SHOWN}",
    "counts even": f"counts of real accounts crowd at the low end and have a long tail; {AS_SHOWN}",
    "label by rule": "labels from a rule, or kinds chosen by one, teach just that; needed: labels from elsewhere",
    "rows between": f"oversampling (SMOTE) makes such mixtures, which say nothing new of any account; {UNFILLED}",
    "rows copied": f"a copy says nothing new, and stands in training and in test at once; {UNFILLED}",
    "fractions": f"nobody has half a follower, so such rows are mixtures of others or made up; {UNFILLED}",
    "two labels": "one of the two is wrong; needed: each account once, with one label",
    "two sources": "a source is not held out while its accounts stand in another; needed: each account once",
    "sizes equal": "so many were chosen, as in some good sets, or a kind was filled up; needed: how they were chosen",
    "too few": f"so few real accounts can look like anything; needed: {ENOUGH} of each kind and source",
}
Finding = dict[str, Any]


@dataclass(frozen=True)
class LabelCheck:
    """What `check_labels` measured, figure by figure; ``severity`` is empty where accounts look like real ones."""

    figures: tuple[Finding, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is to be warned of, then notes; that there are none is no proof that accounts are real."""
        return tuple(row for severity in ("warn", "note") for row in self.figures if row["severity"] == severity)

    def to_dict(self) -> dict[str, Any]:
        """Return the findings as plain data, and the limits of the checks."""
        return {"findings": [dict(row) for row in self.findings], "limits": {"least": LEAST, "most": MOST}}

    def __repr__(self) -> str:
        said = ("{severity}: {check}, {where}: {found}; {why}".format(**row) for row in self.findings)
        lines = [line for text in said for line in wrapped(one_line(text, 600), rest="  ")]
        return "\n".join(lines) or "Nothing found, which is no proof that the accounts are real."


def check_labels(table: Any, labels: Collection[Any], sources: Collection[Any] | None = None) -> LabelCheck:
    """Look for what is no evidence in labelled accounts: made-up numbers, copies, labels that a rule gave.

    `fakefollow.train` does it as well, and warns. A finding says that accounts look unlike what platforms show, not who
    made them so; a set in which nothing is found can be made up all the same.

    Parameters
    ----------
    table, labels, sources : as in `fakefollow.train`
        Profiles, and the kind and the source of each. Every kind of every source is looked at by itself.

    Returns
    -------
    LabelCheck
        Its ``findings`` are dicts: ``check``, ``severity`` ("warn" or "note"), ``where``, ``figure``, and in words what
        was ``found`` and ``why`` it matters; `to_dict` has the limits as well.

    Raises
    ------
    TrainingError
        If there are no accounts, or labels and sources do not fit the profiles.

    Examples
    --------
    >>> import random
    >>> import fakefollow as ff
    >>> draw = random.Random(5)
    >>> names = ("followers_count", "following_count", "posts_count")
    >>> drawn = [{name: draw.randint(0, 5000) for name in names} for _ in range(900)]
    >>> check = ff.check_labels(drawn, ["bot" if row["posts_count"] < 1500 else "genuine" for row in drawn])
    >>> sorted({finding["check"] for finding in check.findings})
    ['counts even', 'counts independent', 'label by rule']
    """
    accounts = LabelledAccounts.labelled(read(table), labels, sources)
    if not len(accounts):
        raise TrainingError("check_labels: expected at least one labelled account, got an empty table")
    return LabelCheck((*_of_parts(accounts), *_of_values(accounts.table), *_of_sets(accounts), *_of_places(accounts)))


def _figure(check: str, where: str, figure: float, found: str, mild: bool = False) -> Finding:
    """Return a figure with its severity; what is mild is a note, where it is within limits too if there is none."""
    beyond = figure < LEAST.get(check, -np.inf) or figure > MOST.get(check, np.inf)
    severity = "note" if mild and (beyond or check not in LEAST) else "warn" if beyond else ""
    facts = {"check": check, "severity": severity, "where": where, "figure": round(figure, 4)}
    return {**facts, "found": found, "why": WHY[check]}


def _of_parts(accounts: LabelledAccounts) -> Iterator[Finding]:
    """Yield what is found in each kind of each source; small sources of a kind are taken together."""
    named = np.char.add(np.char.add(accounts.kinds, " of "), accounts.sources)
    parts = np.where(accounts.sources == ALL_SOURCES, accounts.kinds, named)
    names, which, sizes = np.unique(parts, return_inverse=True, return_counts=True)
    if (small := sizes < ENOUGH).any():
        shown = ", ".join(names[small][:5].tolist())
        yield _figure("too few", shown, int(sizes.min()), f"{small.sum():,} of {len(names):,} are small", True)
    parts = np.where(small[which], np.char.add(accounts.kinds, " of small sources"), parts)
    for name, n in zip(*np.unique(parts, return_counts=True), strict=True):
        if n >= ENOUGH:
            rows = np.random.default_rng(0).permutation(np.flatnonzero(parts == name))[:MAX_ROWS]
            yield from _of_part(str(name), accounts.table.take(np.sort(rows)))


def _of_part(where: str, table: ProfileTable) -> Iterator[Finding]:
    """Yield the figures of accounts of one kind and source, as far as they can be told."""
    counts = {name: table.exact().floats(name) for name in SHOWN}
    age = (table.times("observed_at") - table.times("created_at")) / np.timedelta64(1, "D")
    rows = _known_rows([*counts.values(), age])
    if rows.shape[1] >= 3 and len(rows) >= ENOUGH:
        largest = float(np.abs(np.triu(np.corrcoef(rankdata(rows, axis=0), rowvar=False), 1)).max())
        found = f"of its counts and age no two have a rank correlation above {largest:.2f}"
        yield _figure("counts independent", where, largest, found)
    for name, given in counts.items():
        values, n = np.unique(given[np.isfinite(given)], return_counts=True)
        if n.sum() >= ENOUGH and len(values) >= N_VALUES:
            below, even, width = np.cumsum(n) / n.sum(), values - values[0], values[-1] - values[0] + 1
            distance = float(np.abs([below - (even + 1) / width, below - n / n.sum() - even / width]).max())
            found = f"{name} is nowhere further than {distance:.2f} from evenly spread (Kolmogorov-Smirnov)"
            yield _figure("counts even", where, distance, found)
    between, n_telling = _share_between(_known_rows(counts.values()))
    if n_telling >= TELLING:
        yield _figure("rows between", where, between, f"{between:.0%} lie on the line between two of their neighbours")
    contents, telling = _contents(table)
    if (n_telling := telling.sum()) >= TELLING:
        copied = float(1.0 - len(np.unique(contents[telling])) / n_telling)
        yield _figure("rows copied", where, copied, f"{copied:.0%} of the rows repeat another one")


def _known_rows(columns: Iterable[FloatArray]) -> FloatArray:
    """Return the rows in which all is known that most rows have, in columns of several values."""
    known = [values for values in columns if np.isfinite(values).mean() > 0.5]
    rows = np.column_stack(known) if known else np.empty((0, 0))
    rows = rows[np.isfinite(rows).all(axis=1)]
    return rows[:, [len(np.unique(column)) >= N_VALUES for column in rows.T]]


def _share_between(rows: FloatArray) -> tuple[float, int]:
    """Return the share of rows on the line between two of their ten nearest, and of how many that can be told."""
    rows = np.unique(rows, axis=0)
    if rows.shape[1] < 3 or len(rows) < TELLING:
        return 0.0, 0
    asked = np.random.default_rng(0).permutation(len(rows))[:1000]
    near = rows[NearestNeighbors(n_neighbors=11).fit(rows).kneighbors(rows[asked], return_distance=False)[:, 1:]]
    one, two = np.triu_indices(10, 1)
    done, way = rows[asked][:, np.newaxis] - near[:, one], near[:, two] - near[:, one]
    part = (done * way).sum(axis=2) / np.maximum((way**2).sum(axis=2), 1.0)
    off = np.abs(done - part[..., np.newaxis] * way).max(axis=2)
    far = ((np.abs(way) >= 100).sum(axis=2) >= 2) & ((np.abs(way) >= 10).sum(axis=2) >= 3)  # nearer, it can be chance
    between = far & (part > 0.02) & (part < 0.98) & (off <= 0.75)  # counts are rounded
    n_telling = int(far.any(axis=1).sum())
    return float(between.any(axis=1).sum() / max(n_telling, 1)), n_telling


def _contents(table: ProfileTable) -> tuple[IntArray, BoolArray]:
    """Return a number for what each account shows, and which show so much that hardly two are alike by chance."""
    counts = np.column_stack([table.exact().floats(name) for name in COUNTS])
    shown = np.column_stack([np.nan_to_num(counts, nan=-1.0), table.times("created_at").astype(np.int64)])
    numbers = np.unique(shown, axis=0, return_inverse=True)[1].reshape(-1)
    tens, hundreds = ((counts[:, : len(SHOWN)] >= least).sum(axis=1) for least in (10, 100))
    return numbers, (tens >= 3) | (hundreds >= 2)


def _of_values(table: ProfileTable) -> Iterator[Finding]:
    """Yield the columns of counts in which reading found fractions."""
    broken = Counter(i.column for i in table.issues if i.column in COUNTS and FRACTION.fullmatch(i.got))
    for name, n in broken.items():
        yield _figure("fractions", str(name), n / len(table), f"{n / len(table):.1%} are no whole numbers")


def _of_sets(accounts: LabelledAccounts) -> Iterator[Finding]:
    """Yield what is found in each source that holds genuine and other accounts, else in all accounts together."""
    other = accounts.kinds != GENUINE
    if other.all() or not other.any():
        yield _figure(
            "too few", ALL_SOURCES, 0, "there are no genuine accounts, or no others to compare them with", True
        )
    sets = {name: accounts.sources == name for name in np.unique(accounts.sources).tolist()}
    both = {name: rows for name, rows in sets.items() if 0 < other[rows].sum() < rows.sum()}
    for where, rows in (both or {ALL_SOURCES: np.ones(len(accounts), np.bool_)}).items():
        sizes = np.unique(accounts.kinds[rows], return_counts=True)[1]
        if len(sizes) > 1 and sizes.min() == sizes.max() >= ENOUGH:
            yield _figure("sizes equal", where, int(sizes[0]), f"{sizes[0]:,} accounts of each kind", True)
        if min(other[rows].sum(), (~other[rows]).sum()) >= ENOUGH:
            wrong, asked = _rule(accounts.where(rows).capped(MAX_ROWS, 0))
            found = f"three questions about {', '.join(asked)} get at most {wrong:.1%} of the labels wrong"
            yield _figure("label by rule", where, wrong, found, not both)


def _rule(accounts: LabelledAccounts) -> tuple[float, list[str]]:
    """Return the share of labels, either class counting the same, that a tree gets wrong, and what it asks about."""
    other, table = accounts.kinds != GENUINE, accounts.table
    columns = {name: table.floats(name) for name in (*COUNTS, *FLAGS)}
    columns["following per follower"] = (columns["following_count"] + 1) / (columns["followers_count"] + 1)
    known = {name: values for name, values in columns.items() if np.isfinite(values).mean() >= 0.99}
    rows = np.column_stack([np.zeros(len(other)), *(np.nan_to_num(v, nan=np.nanmedian(v)) for v in known.values())])
    tree = DecisionTreeClassifier(max_depth=3, class_weight="balanced", random_state=0).fit(rows, other)
    wrong = tree.predict(rows) != other
    shares = [(wrong[kind].sum() + 1) / kind.sum() for kind in (other, ~other)]  # one more, for few fit a rule easily
    return float(np.mean(shares)), [name for place, name in enumerate(known, 1) if place in tree.tree_.feature]


def _of_places(accounts: LabelledAccounts) -> Iterator[Finding]:
    """Yield the share of accounts under two labels or in two sources, known by their ids, else by what they show."""
    contents, telling = _contents(accounts.table)
    ids = accounts.table.texts("id").to_list() or [None] * len(accounts)
    pairs = zip(ids, contents.tolist(), telling.tolist(), strict=True)
    keys = [i or (number if tells else None) for i, number, tells in pairs]
    for check, names in (("two labels", accounts.kinds), ("two sources", accounts.sources)):
        places = Counter(key for key, _ in set(zip(keys, names.tolist(), strict=True)) if key is not None)
        if twice := sum(n > 1 for n in places.values()):
            share = twice / len(places)
            yield _figure(check, ALL_SOURCES, share, f"{share:.1%} of the accounts", share <= MOST[check])
