"""What only the whole input can tell: conventions of a column, what stands for nothing, contradictions, repetitions.

Knows tables and what was recognised of their names, not where they come from.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fakefollow.errors import CoverageWarning, PlatformWarning, ReadingWarning, warn_caller
from fakefollow.platforms import CANONICAL, SYNONYMS, Rule, folded, meaning_of, platform_of
from fakefollow.profiles import (
    COLUMNS,
    NOT_OBSERVED,
    BoolArray,
    Column,
    ColumnType,
    IssueTable,
    Origin,
    ProfileTable,
    TextColumn,
    ValueColumn,
    reread,
    shown_convention,
    stands_for_nothing,
)
from fakefollow.readers.names import IDENTITIES, NO_CONTENT
from fakefollow.readers.recognition import ONLY_NAMES, Recognition

COUNTS: Final = [name for name, column_type in COLUMNS.items() if column_type is ColumnType.COUNT]
FREE_TEXTS: Final = ("name", "description", "location", "url", "company")

FOREIGN: Final = 4  # columns left unread from which on they are named where a main count is not there; a convention
FEWEST_ROWS: Final = 10
"""Of so many accounts one has a bio, a link or a count; a convention."""

FEWEST_ZEROS: Final = 50
"""Of so many accounts with other counts one has a follower, follows somebody, has a post or a like; a convention."""

FEWEST_IDS: Final = 3
"""Ids that all end in 00 by chance are one list in a million from here on."""

SOME_IDS: Final = 100  # that must not be the same; a convention
LONGEST_EXACT: Final = 15
"""Digits that a spreadsheet keeps; JavaScript keeps hardly more."""

SLACK: Final = np.timedelta64(1, "D")
"""Times known to the day and clocks without a zone are off by up to this much; more is a contradiction."""

HASHED_BYTES: Final = 32
"""Of an id; longer ones that only differ later are compared as a whole."""

LONGEST_KEY: Final = 512
"""Bytes of a text that tell it from others of the same length; addresses are shorter. A convention."""

HASH_ROWS: Final = 65_536
"""Rows that are hashed at a time, so that the bytes of a million ids are never widened at once."""

ORDER_RULES: Final = (
    ("created_at", "observed_at", "created_at", "a time before the observation"),
    ("last_status_at", "observed_at", "last_status_at", "a time before the observation"),
    ("created_at", "last_status_at", "last_status_at", "a time after the account's creation"),
    ("followed_at", "observed_at", "followed_at", "a time before the observation"),
    ("created_at", "followed_at", "followed_at", "a time after the account's creation"),
)
"""(earlier time, later time, which of them is given up, what was expected of it)."""


def shown_in(left: Iterable[tuple[int, str, Any]], most_rows: int | None = None) -> dict[str, int | None]:
    """Return the convention that the cells left (row, column, value) show by column, within some rows of the first."""
    cells: dict[str, list[tuple[int, Any]]] = {}
    for row, name, value in left:
        of = cells.setdefault(name, [])
        if not of or most_rows is None or row - of[0][0] < most_rows:
            of.append((row, value))
    return {name: shown_convention([value for _, value in of], name) for name, of in cells.items()}


def settled(
    table: ProfileTable, said: Mapping[ColumnType, int | None], shown: Mapping[str, int | None]
) -> ProfileTable:
    """Return the table with every cell that was left read as its whole column says."""
    columns, issues = dict(table.columns), table.issues
    for name in dict.fromkeys(name for _, name, _ in issues.left):
        column = columns[name]
        if isinstance(column, ValueColumn):
            columns[name] = reread(column, Origin(name, issues), said.get(COLUMNS[name]), shown.get(name))
    return replace(table, columns=columns)


@dataclass
class Seen:
    """What some rows of an input show, by which it is decided what stands for nothing in all of them."""

    n_rows: int = 0
    observed: Counter[str] = field(default_factory=Counter)
    """Columns with a value, and in how many rows; not counted on once they speak."""
    speaking: set[str] = field(default_factory=set)
    """Columns with a value that is not empty, false or 0."""

    def add(self, table: ProfileTable, recognition: Recognition) -> None:
        """Take rows into account."""
        self.n_rows += len(table)
        for name, column in table.columns.items():
            if name not in self.speaking and column.valid.any():
                self.observed[name] += int(column.valid.sum())
                if _says(column, name, recognition).any():
                    self.speaking.add(name)

    def empty(self, recognition: Recognition) -> list[str]:
        """Return the columns that say of every account that it has none of something."""
        silent = self.observed.keys() - self.speaking
        return [name for name in COLUMNS if name in silent and (name in FREE_TEXTS or _is_derived(name, recognition))]

    def zero(self) -> list[str]:
        """Return the counts that are 0 throughout."""
        return [name for name in COUNTS if name in self.observed.keys() - self.speaking]

    def all_zero(self) -> bool:
        """Tell whether several counts were read, and all are 0 throughout."""
        return len(self.zero()) == len(self.observed.keys() & COUNTS) > 1

    def hidden(self) -> list[str]:
        """Return the counts that are 0 throughout because nobody knows them, not because nobody has any."""
        others, often = self.speaking.intersection(COUNTS), {n for n in COUNTS[:4] if self.observed[n] >= FEWEST_ZEROS}
        return [name for name in self.zero() if self.all_zero() or (others and name in often)]

    def nothing(self, recognition: Recognition) -> "Nothing":
        """Return what stands for nothing by all that was seen."""
        silent = {name: says for name, says in recognition.absent.items() if name not in recognition.held}
        void = [*self.empty(recognition), *self.hidden()] if self.n_rows >= FEWEST_ROWS else []
        return Nothing(silent, [name for name in void if name not in silent])


class Nothing(NamedTuple):
    """Columns of an input in which what is empty, false or 0 was not observed."""

    silent: Mapping[str, bool | str | None]
    """No row has the key, so that it is missing says nothing; with what it would say."""
    void: Collection[str]
    """Nothing is in any row."""


NOT_DECIDED: Final = Nothing({}, ())


def without_words(table: ProfileTable, recognition: Recognition) -> ProfileTable:
    """Return the table of a text file with words that stand for nothing in its free texts not observed."""
    if not recognition.cells:
        return table
    columns = dict(table.columns)
    for name in FREE_TEXTS:
        if isinstance(column := columns.get(name), TextColumn):
            columns[name] = replace(column, valid=column.valid & ~stands_for_nothing(column))
    return replace(table, columns=columns)


def without_nothing(table: ProfileTable, nothing: Nothing) -> ProfileTable:
    """Return the table with what stands for nothing not observed, and without links to own pages."""
    columns = dict(table.columns)
    for name, column in table.columns.items():
        if name in nothing.silent or name in nothing.void:
            says_other = ~_filled(column) if nothing.silent.get(name) is True else _filled(column)
            columns[name] = told = replace(column, valid=column.valid & says_other)
            if name in nothing.silent and not told.valid.any():
                del columns[name]
    return replace(table, columns=_without_own_pages(columns, table.platform))


def tell_of_nothing(table: ProfileTable, seen: Seen, nothing: Nothing) -> None:
    """Record and warn of what stands for nothing by all that was seen, and of ids that were rounded."""
    for name in (name for name in nothing.void if name not in COUNTS or not seen.all_zero()):
        got = "nothing but 0 in" if name in COUNTS else "nothing in any of"
        table.issues.add(None, name, f"{got} {seen.n_rows:,} rows", "a value in some row")
    _warn_of_rounded_ids(table)
    if seen.n_rows >= FEWEST_ROWS:
        _warn_of_zeros(seen)


def _is_derived(name: str, recognition: Recognition) -> bool:
    """Tell whether a column only says whether there is something."""
    derived = recognition.shape.fields.get(name) if recognition.shape else None
    return derived is not None and derived.rule in (Rule.PRESENT, Rule.GIVEN, Rule.OWN_PICTURE)


def _says(column: Column, name: str, recognition: Recognition) -> BoolArray:
    """Tell which observed values say more than that there is nothing."""
    may_be_nothing = name in FREE_TEXTS or name in COUNTS or _is_derived(name, recognition)
    return column.valid & _filled(column) if may_be_nothing else column.valid


def _filled(column: Column) -> BoolArray:
    """Tell which values are not empty, false or 0."""
    filled: BoolArray = ~column.is_empty() if isinstance(column, TextColumn) else column.values.astype(np.bool_)
    return filled


def _without_own_pages(columns: dict[str, Column], platform: str | None) -> dict[str, Column]:
    """Return the columns without links that are the addresses of the profiles themselves."""
    urls, names = columns.get("url"), columns.get("username")
    if not isinstance(urls, TextColumn) or not isinstance(names, TextColumn) or b"/" not in urls.bytes_used().tobytes():
        return columns
    lengths = np.diff(urls.offsets) - np.diff(names.offsets)
    may_be = names.valid & urls.valid & (lengths >= 6) & (lengths <= 40)  # https://www.instagram.com/_u/
    if len(names.data) and b"?" not in urls.bytes_used().tobytes():  # then it ends as the name does, or in a slash
        last, own_last = (column.data[np.maximum(column.offsets[1:] - 1, 0)] | 32 for column in (urls, names))
        may_be &= (last == own_last) | (last == ord("/") | 32)
    near = np.flatnonzero(may_be)
    pairs = zip(near.tolist(), urls.take(near).to_list(), names.take(near).to_list(), strict=True)
    own = [row for row, url, name in pairs if url and name and _is_own_page(url, name, platform)]
    if own:
        valid = urls.valid.copy()
        valid[own] = False
        columns["url"] = replace(urls, valid=valid)
    return columns


def _is_own_page(url: str, username: str, platform: str | None) -> bool:
    """Tell whether an address is that of the profile on its platform, on any where that is not known."""
    host, _, path = url.casefold().removeprefix("https://").removeprefix("http://").removeprefix("www.").partition("/")
    last = path.partition("?")[0].rstrip("/").rpartition("/")[2].removeprefix("@")
    return last == username.casefold() and host in _HOSTS and platform in (None, _HOSTS[host])


_HOSTS: Final = {
    **dict.fromkeys(("twitter.com", "x.com", "mobile.twitter.com"), "x"),
    **{f"{name}.com": name for name in ("instagram", "tiktok", "youtube", "github", "facebook")},
    **{"threads.net": "threads", "threads.com": "threads", "bsky.app": "bluesky", "mastodon.social": "mastodon"},
}
"""Where profiles have their pages; a page of the same name elsewhere is a link like any other."""


def _warn_of_rounded_ids(table: ProfileTable) -> None:
    """Warn where all long ids end in zeros: a spreadsheet or JavaScript has rounded them."""
    if len(table) < FEWEST_IDS or not isinstance(ids := table.columns.get("id"), TextColumn):
        return
    long = np.flatnonzero(ids.valid & (np.diff(ids.offsets) > LONGEST_EXACT))
    if len(long) < len(ids) // 2 or len(set(ids.take(long[:SOME_IDS]).to_list())) < FEWEST_IDS:
        return
    ends = ids.data[ids.offsets[1:][long, np.newaxis] - np.array([2, 1])]
    starts = ids.data[ids.offsets[:-1][long]]
    if (ends == ord("0")).all() and ((starts >= ord("0")) & (starts <= ord("9"))).all():
        table.issues.add(
            None, "id", f"{len(long):,} ids that end in 00", "exact identifiers", "kept; they were rounded"
        )
        warn_caller(
            f"all {len(long):,} long ids end in 00, rounded by a spreadsheet or JavaScript: export ids as text",
            ReadingWarning,
        )


def _warn_of_zeros(seen: Seen) -> None:
    """Warn of counts that are 0 in all rows."""
    if seen.all_zero():
        said = f"every count is 0 in all {seen.n_rows:,} rows ({', '.join(seen.zero())}) and is {NOT_OBSERVED}"
        warn_caller(f"{said}: collect the profiles again from a source with counts", ReadingWarning)
        return
    for name in (name for name in seen.zero() if name in COUNTS[:3]):
        way_out = f" and is {NOT_OBSERVED}" if name in seen.hidden() else ": leave it out if the source lacks it"
        warn_caller(f"{name} is 0 in all {seen.n_rows:,} rows{way_out}", ReadingWarning)


def warn_of_unread(table: ProfileTable, recognition: Recognition) -> None:
    """Warn of columns that were left unread and look like fields, or of all where no count was read; and of guesses."""
    shape = recognition.shape
    if recognition.guessed is not None:
        guess = recognition.guessed.name
        warn_caller(
            f"the column names fit {guess}, but not for certain: pass platform={guess!r} if that is right, or "
            "platform='generic'",
            PlatformWarning,
        )
    if shape is None or not len(table):
        return
    read = {path[0] for path in shape.paths}
    unread = [key for key in recognition.keys if key not in read]
    no_count = not any_known(table, *COUNTS)
    keys = {".".join(path) for name, field in shape.fields.items() if name != "observed_at" for path in field.paths}
    flat = any("." not in key and "/" not in key for key in keys)  # else it is within another object
    wanted = shape.fields.keys() if platform_of(shape) else COLUMNS.keys()  # what a shape leaves out is meant so
    near = {key: name for key in unread if flat and (name := _near(key)) in wanted and not table.has(name)}
    near |= recognition.unclear
    lost = {key: m[0] for key in unread if no_count and (m := meaning_of(key)) and m[0] in COUNTS[:3]}
    own = unread if shape.name == CANONICAL.name else []
    foreign = flat and not no_count and len(own) >= FOREIGN
    half = next((name for name in COUNTS[:2] if foreign and not any_known(table, name)), None)
    if no_count and shape.lacks and not lost:
        warn_caller(f"no profile has a count: {shape.lacks}", CoverageWarning)
    elif no_count and set(recognition.keys) == {"id", "name", "username"} and any_known(table, "username"):
        warn_caller(
            "no profile has a count: request user.fields=public_metrics,created_at,description from X's API",
            CoverageWarning,
        )
    elif no_count and unread and not near and {"created_at"} <= table.columns.keys() <= NO_CONTENT | IDENTITIES:
        dates = "only names or ids and dates: an audit uses the dates, scores have nothing to use"
        warn_caller(f"no profile has a count, {dates}; {ONLY_NAMES}", ReadingWarning)
    elif no_count and {"postid", "kind"} <= set(map(folded, unread)):
        warn_caller("these look like interactions: pass them to fakefollow.influence", ReadingWarning)
    elif near or lost or half or (no_count and own):
        some = near | lost
        pasted = ", ".join(f"{key!r}: {some.get(key, '...')!r}" for key in (some if some and not half else unread[:12]))
        lacking = "no profile has a count, and " if no_count else f"{half} is missing, and " if half else ""
        warn_caller(
            f"{lacking}some columns were not read: pass columns={{{pasted}}} with canonical names", ReadingWarning
        )
    elif not recognition.names_suffice and not unread and table.columns.keys() <= {"id", "username", "observed_at"}:
        warn_caller(f"no profile has more than a name or id: {ONLY_NAMES}", ReadingWarning)


@lru_cache(maxsize=1024)
def _near(name: str) -> str | None:
    """Return the canonical name that a name is likely a misspelling of."""
    word = folded(name)
    if meaning_of(name) is not None:
        return None  # known, and left for what its values are
    close = get_close_matches(word, _WORDS, n=1, cutoff=0.88) if len(word) > 5 else []
    return _WORDS[close[0]] if close else None


_WORDS: Final = {word: name for name, words in SYNONYMS.items() for word in words if len(word) > 5}


def any_known(table: ProfileTable, *names: str) -> bool:
    """Tell whether one value of some columns was observed."""
    return any(bool(table.columns[name].valid.any()) for name in names if table.has(name))


def with_plausible_times(table: ProfileTable) -> ProfileTable:
    """Return the table with contradictory times not observed, and issues in row order."""
    issues = IssueTable(table.issues)
    columns = dict(table.columns)
    for earlier, later, given_up, expected in ORDER_RULES:
        before, after = columns.get(earlier), columns.get(later)
        if isinstance(before, ValueColumn) and isinstance(after, ValueColumn):
            wrong = before.valid & after.valid & (before.values > after.values + SLACK)
            column = before if given_up == earlier else after
            for row in np.flatnonzero(wrong).tolist():
                issues.add(row, given_up, str(column.values[row]), expected)
            if wrong.any():
                columns[given_up] = replace(column, valid=column.valid & ~wrong)
    return replace(table, columns=columns, issues=issues.in_row_order())


def with_repeated_ids_named(table: ProfileTable, shape_name: str = "") -> ProfileTable:
    """Return the table with an issue for every row whose id, or username without any, an earlier row has, in order."""
    name = next((name for name in ("id", "username") if any_known(table, name)), None)
    if len(table) < 2 or name is None:
        return replace(table, issues=table.issues.in_row_order())
    ids, issues, first = table.texts(name), IssueTable(table.issues), dict[bytes, int]()
    for row in _rows_of_equal_hash(ids).tolist():
        text = ids.data[ids.offsets[row] : ids.offsets[row + 1]].tobytes()
        first_row = first.setdefault(text, row)
        if first_row != row:
            expected = "an id once" if name == "id" else "an account once"
            issues.add(row, name, text.decode(), expected, f"kept; first seen in row {first_row}")
    n_again = len(issues) - len(table.issues)
    if n_again and "post" in shape_name:
        warn_caller(
            f"{len(table):,} posts by {(n := len(table) - n_again):,} account{'s' * (n > 1)}: pass each "
            'account once, such as list({row["author"]["id"]: row for row in rows}.values())',
            ReadingWarning,
        )
    return replace(table, issues=issues.in_row_order())


def _rows_of_equal_hash(ids: TextColumn) -> NDArray[np.int64]:
    """Return, in order, the rows with a repeated identifier, and perhaps a few others."""
    parts = (ids[start : start + HASH_ROWS] for start in range(0, len(ids), HASH_ROWS))
    hashes = np.concatenate([_hashes(part, HASHED_BYTES) for part in parts])[ids.valid]
    in_order = np.sort(hashes)
    repeated = np.unique(in_order[1:][in_order[1:] == in_order[:-1]])
    return np.flatnonzero(ids.valid)[np.isin(hashes, repeated)]


def text_keys(texts: TextColumn, fold: bool = False) -> NDArray[np.uint64]:
    """Return a number for each text, next to never one for two texts, 0 where not observed; folded without capitals."""
    if fold:
        texts = replace(texts, data=np.frombuffer(texts.data.tobytes().lower(), np.uint8))
    width = min(int(np.diff(texts.offsets).max(initial=1)), LONGEST_KEY)
    rows = max(1, HASH_ROWS * HASHED_BYTES // width)
    parts = (texts[start : start + rows] for start in range(0, max(1, len(texts)), rows))
    keys = np.concatenate([_hashes(part, -(-width // 8) * 8) for part in parts])
    return np.where(texts.valid, np.maximum(keys, 1), 0).astype(np.uint64, copy=False)


def _hashes(ids: TextColumn, width: int) -> NDArray[np.uint64]:
    words = np.ascontiguousarray(ids.byte_matrix(width)).view(np.uint64)
    hashes = np.diff(ids.offsets).astype(np.uint64)
    for word in words.T:
        hashes = (hashes ^ word) * np.uint64(0x9E3779B97F4A7C15)
        hashes ^= hashes >> np.uint64(29)
    return hashes
