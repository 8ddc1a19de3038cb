"""Reactions and posts of whatever form -> columns by what they say, and the accounts, each once.

Tables are read by columns, documents row by row. Knows files and frames, and not what is made of the columns.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from fakefollow.errors import ProfileError, expect, nearest
from fakefollow.platforms import COUNTS, ROLES, Field, Message, kind_named, platform_named, usual_message
from fakefollow.profiles import (
    COLUMNS,
    BoolArray,
    Column,
    FloatArray,
    IntArray,
    IssueTable,
    Origin,
    ProfileTable,
    TextColumn,
    ValueColumn,
    is_missing,
    not_observed,
    parse_column,
)
from fakefollow.readers.cells import cells_as_columns, read_database, read_delimited, read_workbook
from fakefollow.readers.containers import collected, mapping_of
from fakefollow.readers.mending import mended_document
from fakefollow.readers.messages import Found, accounts_of, is_id, posts_in, raw_of
from fakefollow.readers.names import opened
from fakefollow.readers.opening import (
    PACKINGS,
    Source,
    document_bytes,
    is_profile_path,
    kind_of,
    line_blocks_of,
    source_of,
    unpacked_name,
)
from fakefollow.readers.read import read
from fakefollow.readers.recognition import Recognition
from fakefollow.readers.rows import Row, column_lookup, document_of, is_flat, lines_of_block, loads, object_in
from fakefollow.readers.unpacking import parts_of
from fakefollow.readers.whole import text_keys

LOOKED_AT: Final = 100
"""Cells of a column that tell whether objects are in it, and rows of a list; a convention."""

_AS: Final = {"created_at": "observed_at", "text": "description", **dict.fromkeys(COUNTS, "followers_count")}
"""Role -> the canonical column that is read alike; others are read as ids."""


@dataclass
class Table:
    """Named columns: the cells of a file, or a frame."""

    cells: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    frame: Any = None

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return list(self.cells) if self.frame is None else [n for n in self.frame.columns if isinstance(n, str)]

    def __len__(self) -> int:
        return len(next(iter(self.cells.values()), ())) if self.frame is None else len(self.frame)

    def values(self, name: str, some: int | None = None) -> Sequence[Any]:
        """Return the values of a column, or some of the first."""
        if self.frame is None:
            return self.cells[name][:some]
        from fakefollow.readers.frames import values_of

        return values_of(self.frame[name] if some is None else self.frame[name].head(some))

    def column(self, name: str, canonical: str, issues: IssueTable) -> Column | None:
        """Return a column read as a canonical one."""
        if self.frame is not None:
            from fakefollow.readers.frames import read_field

            found, lookup = IssueTable([]), column_lookup([name], self.values)
            column = read_field(self.frame, [name], Field(((name,),)), lookup, Origin(canonical, found))
            if not found.left:
                issues.extend(found)
                return column
        return parse_column(self.values(name), canonical, issues)

    def first(self) -> Row:
        """Return one of the first values of each column, as a row."""
        some = {name: self.values(name, LOOKED_AT) for name in self.names}
        return {name: next((value for value in values if not is_missing(value)), "") for name, values in some.items()}

    def rows(self) -> list[Row]:
        """Return the rows, with objects where cells or names write such."""
        columns = [list(map(object_in, self.values(name))) for name in self.names]
        rows = [dict(zip(self.names, row, strict=True)) for row in zip(*columns, strict=True)]
        known = [{name: value for name, value in row.items() if not is_missing(value)} for row in rows]
        return list(opened(known)[0])

    def is_flat(self) -> bool:
        """Tell whether no column holds objects or is of one."""
        if any(set(name.strip("./")) & {".", "/"} for name in self.names):
            return False
        some = [object_in(value) for name in self.names for value in self.values(name, LOOKED_AT)]
        return not any(isinstance(value, list | Mapping | np.ndarray) for value in some)

    def accounts(self, names: Mapping[str, str], rows: IntArray) -> Any:
        """Return some rows of columns under canonical names."""
        if self.frame is None:
            picked = {canonical: self.cells[name] for canonical, name in names.items()}
            return [{canonical: values[row] for canonical, values in picked.items()} for row in rows.tolist()]
        frame = self.frame[rows.tolist()] if len(rows) < len(self) else self.frame
        return frame.select(list(names.values())).rename({name: canonical for canonical, name in names.items()})


@dataclass
class Parts:
    """Columns of interactions or posts by role, and accounts each once."""

    n_rows: int
    texts: dict[str, TextColumn]
    seconds: FloatArray
    counts: dict[str, FloatArray]
    issues: IssueTable
    keys: list[str]
    kinds: Sequence[str | None] | None = None
    """Of rows of which it is said around them."""
    account: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    accounts: ProfileTable = field(default_factory=lambda: ProfileTable({}, 0))
    also: list[TextColumn] = field(default_factory=list)
    roots: Sequence[tuple[Row, Message]] = ()

    def text(self, role: str) -> TextColumn:
        """Return the texts of a role."""
        found = self.texts.get(role) or not_observed("id", self.n_rows)
        return found if isinstance(found, TextColumn) else TextColumn.from_strings([None] * self.n_rows)

    def take(self, rows: IntArray) -> "Parts":
        """Return some rows, of posts."""
        texts = {role: column.take(rows) for role, column in self.texts.items()}
        counts = {role: values[rows] for role, values in self.counts.items()}
        also = [column.take(rows) for column in self.also]
        return replace(self, n_rows=len(rows), texts=texts, seconds=self.seconds[rows], counts=counts, also=also)


def parts_of_interactions(source: Any, platform: str | None, columns: Mapping[str, str] | None, at: Any) -> Parts:
    """Return the columns of interactions."""
    said = roles_said(columns)
    found = Found(platform_named(platform) if platform else None, tuple(said.items()))
    pieces = list(pieces_of(source))
    if (table := _only_table(pieces, found)) is not None:
        return _of_table(table, said, platform, at)
    for value, post, kind in pieces:
        found.walk(value.rows() if isinstance(value, Table) else value, post, kind)
    parts = _of_rows(found.rows, found.messages)
    around = parse_column(found.posts, "id", IssueTable([])) if found.rows else None
    if isinstance(around, TextColumn):
        parts.texts["around"] = around
    objects = accounts_of(found.rows, found.messages)
    codes, chosen = _first_objects(objects)
    accounts = read([objects[row] for row in chosen], platform, at) if chosen else ProfileTable({}, 0)
    account, accounts = _each_once(codes, accounts)
    kinds = [kind or message.kind for kind, message in zip(found.kinds, found.messages, strict=True)]
    return replace(parts, kinds=kinds, account=account, accounts=accounts, roots=found.roots)


def parts_of_posts(source: Any, platform: str | None, columns: Mapping[str, str] | None) -> Parts:
    """Return the columns of posts, each post once."""
    said = roles_said(columns)
    found = Found(platform_named(platform) if platform else None, tuple(said.items()))
    pieces = list(pieces_of(source))
    table = pieces[0][0] if len(pieces) == 1 else None
    if isinstance(table, Table) and table.is_flat() and found.declared(table.first()) is None:
        usual = usual_message(frozenset(table.names), frozenset(), _asked(said, table.names))
        return posts_once(_of_columns(table, usual))
    rows: list[tuple[Row, Message]] = []
    for value, _, _ in pieces:
        posts_in(value.rows() if isinstance(value, Table) else value, found, rows)
    if not rows and any(len(value) for value, _, _ in pieces):
        raise ProfileError(
            "posts: expected posts with an id and what is known of each, such as created_at, likes_count"
        )
    return parts_of_roots(rows)


def parts_of_roots(rows: Sequence[tuple[Row, Message]]) -> Parts:
    """Return the columns of posts that are known row by row, each post once."""
    return posts_once(_of_rows([row for row, _ in rows], [message for _, message in rows]))


def posts_once(parts: Parts) -> Parts:
    """Return posts without those that came before, under the id or, without any, what else names them."""
    if "id" not in parts.texts and "post" in parts.texts:
        parts.texts["id"] = parts.texts["post"]
    if parts.n_rows and not parts.text("id").valid.any():
        listed = ", ".join(map(repr, parts.keys[:12]))
        raise ProfileError(
            f'posts: nothing says which each is: the rows have {listed}; pass columns={{"their name": "id"}}'
        )
    keys = text_keys(parts.text("id"))
    _, first = np.unique(keys, return_index=True)
    kept = np.union1d(first, np.flatnonzero(keys == 0))
    if len(kept) < parts.n_rows:
        got = f"{parts.n_rows - len(kept):,} posts whose id came before"
        parts.issues.add(None, "posts", got, "every post once", "the first of each is kept")
    return parts.take(kept)


def roles_said(columns: Mapping[str, str] | None) -> dict[str, str]:
    """Return the role of each column that the caller names, or raise ProfileError."""
    expect("columns", columns, Mapping | None, "{'their name': 'post_id'}")
    known = (*sorted(ROLES - {"post"}), "post_id", *COLUMNS)
    for theirs, role in (columns or {}).items():
        expect("columns", role, str, "names as text")
        if role.removeprefix("account.") not in known:
            raise ProfileError(f"columns={{{theirs!r}: {role!r}}}: {role!r} is not known: {nearest(role, known)}")
    return {theirs: role.replace("post_id", "post") for theirs, role in (columns or {}).items()}


def pieces_of(source: Any) -> Iterator[tuple[Any, str | None, str | None]]:
    """Yield tables and documents of a source, each with the post and kind that the name of its file says."""
    if isinstance(source, str | Path) and (folder := Path(source)).is_dir():
        source = sorted(path for path in folder.iterdir() if is_profile_path(path) and is_profile_path(str(path)))
        if not source:
            raise ProfileError(f"{folder}: a folder without a file of interactions")
    if isinstance(source, list | tuple) and source and all(map(is_profile_path, source)):
        for path in source:
            yield from pieces_of(path)
        return
    if (file := source_of(source)) is not None:
        with file.unchanged():
            for part in parts_of(file) if kind_of(file) in PACKINGS else [file]:
                post, kind = _named_by(part.name)
                yield from ((value, post, kind) for value in _contents_of(part))
        return
    if isinstance(source, list | tuple | Mapping) or mapping_of(source) is not None:
        yield _as_table(source), None, None
        return
    from fakefollow.readers.frames import frame_of

    if (frame := frame_of(source)) is not None:
        yield Table(frame=frame), None, None
        return
    yield from pieces_of(collected(source))


def _named_by(name: str) -> tuple[str | None, str | None]:
    """Return the post and kind that the name of a file says: ``likes_123.json``, ``123-comments.csv``."""
    stem = unpacked_name(name)[0]
    words = stem.replace("-", "_").split("_")
    for place in (0, -1):
        kind = kind_named(words[place]) if len(words) > 1 else None
        if kind is not None:
            return (stem[len(words[0]) + 1 :] if place == 0 else stem[: -len(words[-1]) - 1]), kind
    return None, kind_named(stem)


def _contents_of(source: Source) -> Iterator[Any]:
    kind, issues = kind_of(source), IssueTable()
    none = Recognition.asked(None, None)
    if kind in ("parquet", "arrow"):
        from fakefollow.readers.arrow_files import arrow_frames, parquet_frames

        for frame in (parquet_frames if kind == "parquet" else arrow_frames)(source, None):
            yield Table(frame=frame)
    elif kind == "zip":
        yield from map(Table, read_workbook(source, none, issues, None, cells_as_columns))
    elif kind == "sqlite":
        yield from map(Table, read_database(source, none, issues, None, cells_as_columns))
    elif kind in ("table", "records", "html"):
        yield from map(Table, read_delimited(source, none, issues, cells_as_columns))
    elif kind == "lines":
        yield _as_table(
            [document_of(line) for block in line_blocks_of(source, issues) for line in lines_of_block(block)]
        )
    else:
        text = document_bytes(source, issues).decode("utf-8", "surrogateescape")
        try:
            yield _as_table(loads(text[text.index("[") :].rstrip().rstrip(";") if kind == "script" else text))
        except (ValueError, RecursionError) as error:
            if (document := mended_document(text)) is None:
                raise ProfileError(f"{source.name}: expected JSON, but: {error}") from error
            yield document


def _as_table(value: Any) -> Any:
    """Return a list of flat rows as a table, anything else as it is."""
    if isinstance(value, Mapping) and len(set(map(len, filter(_is_column, value.values())))) == 1:
        usual = usual_message(frozenset(value), frozenset())
        if all(map(_is_column, value.values())) and usual.fields.keys() & {"account", "account_id"}:
            return Table({str(name): list(values) for name, values in value.items()})
    if not isinstance(value, list) or not value or not all(map(is_flat, value)):
        return value
    names = dict.fromkeys(name for row in value for name in row)
    return Table({str(name): [row.get(name) for row in value] for name in names})


def _is_column(value: Any) -> bool:
    return isinstance(value, list | np.ndarray)


def _only_table(pieces: Sequence[tuple[Any, str | None, str | None]], found: Found) -> Table | None:
    """Return the one table in which every row says itself what it is."""
    if len(pieces) != 1 or not isinstance(table := pieces[0][0], Table) or not table.is_flat():
        return None
    if pieces[0][1:] != (None, None):
        return None
    return table if found.is_interaction(table.first()) else None


def _asked(said: Mapping[str, str], names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, role) for name, role in said.items() if name in names)


def _of_table(table: Table, said: Mapping[str, str], platform: str | None, at: Any) -> Parts:
    usual = usual_message(frozenset(table.names), frozenset(), _asked(said, table.names))
    parts = _of_columns(table, usual)
    ids, username = usual.fields.get("account_id"), usual.fields.get("account")
    names = {name: each.paths[0][0] for name, each in usual.profile.items()}
    names |= {"id": ids.paths[0][0]} if ids else {}
    if username:
        some = [value for value in table.values(username.paths[0][0], LOOKED_AT) if not is_missing(value)]
        as_id = not ids and bool(some) and all(map(is_id, some))
        names["id" if as_id else "username"] = username.paths[0][0]
    identity = {name: table.column(names[name], name, IssueTable([])) for name in ("id", "username") if name in names}
    keys = [text_keys(texts, name == "username") for name, texts in identity.items() if isinstance(texts, TextColumn)]
    key = keys[0] if len(keys) == 1 else np.where(keys[0] > 0, keys[0], keys[1])
    codes, chosen = _first_keys(key, _fullness(table, list(names.values())))
    accounts = read(table.accounts(names, chosen), platform, at) if len(chosen) else ProfileTable({}, 0)
    account, accounts = _each_once(codes, accounts)
    return replace(parts, account=account, accounts=accounts)


def _fullness(table: Table, names: Sequence[str]) -> IntArray:
    """Return how many of some columns each row has."""
    if len(names) < 2:
        return np.zeros(len(table), np.int64)
    if table.frame is not None:
        from fakefollow.readers.frames import nulls

        return _counted([~nulls(table.frame[name]) for name in names])
    filled = ([value is not None and value != "" for value in table.values(name)] for name in names)
    return _counted([np.array(column) for column in filled])


def _counted(flags: Sequence[BoolArray]) -> IntArray:
    """Return how many of some flags each row has."""
    counted: IntArray = np.sum(flags, axis=0, dtype=np.int64)
    return counted


def _first_keys(keys: Any, fullness: IntArray) -> tuple[IntArray, IntArray]:
    """Return a code for each row by its key, -1 where that is 0, and the fullest row of each code."""
    rows = np.flatnonzero(keys)
    _, first, group = np.unique(keys[rows], return_index=True, return_inverse=True)
    place = np.empty(len(first), np.int64)
    place[np.argsort(first)] = np.arange(len(first))
    codes = np.full(len(keys), -1, np.int64)
    codes[rows] = place[group]
    order = rows[np.lexsort((rows, -fullness[rows], codes[rows]))] if fullness.any() else rows
    _, at = np.unique(codes[order], return_index=True)
    return codes, order[at]


def _first_objects(objects: Sequence[Row]) -> tuple[IntArray, list[int]]:
    """Return a code for each account by what plainly identifies it, -1 for none, and the fullest of each."""
    known: dict[Any, int] = {}
    chosen: list[int] = []
    codes = np.full(len(objects), -1, np.int64)
    for row, account in enumerate(objects):
        if not account:
            continue
        name = next((name for name in _IDENTITIES if account.get(name)), None)
        value = account.get(name) if name else None
        code = known.setdefault((name, value) if isinstance(value, str | int) else row, len(chosen))
        if code == len(chosen):
            chosen.append(row)
        elif len(account) > len(objects[chosen[code]]):
            chosen[code] = row
        codes[row] = code
    return codes, chosen


_IDENTITIES: Final = (
    *("id_str", "id", "did", "pk", "rest_id", "uid", "acct"),
    *("username", "screen_name", "handle", "uniqueId", "unique_id", "login"),
)
"""Keys that identify an account where they are at its top; what is told apart by others is put together later."""


def _each_once(codes: IntArray, table: ProfileTable) -> tuple[IntArray, ProfileTable]:
    """Return the row of each interaction's account in a table that has each account once, by id else username."""
    if not len(table):
        return codes, table
    ids, names = text_keys(table.texts("id")), text_keys(table.texts("username"), fold=True)
    with_id = np.flatnonzero((ids > 0) & (names > 0))
    order = with_id[np.argsort(names[with_id], kind="stable")]
    key = np.where(ids > 0, ids, names)
    if len(order):
        at = order[np.minimum(names[order].searchsorted(names), len(order) - 1)]
        key = np.where((ids == 0) & (names > 0) & (names[at] == names), ids[at], key)
    alone = np.flatnonzero(key == 0)
    key[alone] = np.arange(1, len(alone) + 1, dtype=np.uint64)
    full = _counted([column.valid for column in table.columns.values()])
    places, chosen = _first_keys(key, full + 1)
    codes = np.where(codes >= 0, places[codes], -1)
    if len(chosen) == len(table):
        return codes, table
    to = dict(zip(chosen.tolist(), range(len(chosen)), strict=True))
    kept = [issue for issue in table.issues if issue.row is None or issue.row in to]
    moved = IssueTable([issue if issue.row is None else issue._replace(row=to[issue.row]) for issue in kept])
    return codes, replace(table.take(chosen), issues=moved)


def _of_columns(table: Table, usual: Message) -> Parts:
    """Return the columns of a table by role."""
    issues, columns = IssueTable([]), dict[str, Column]()
    for role, each in usual.fields.items():
        if role in _READ:
            mine = IssueTable([])
            column = table.column(each.paths[0][0], _AS.get(role, "id"), mine)
            _take_issues(issues, mine, role)
            if column is not None:
                columns[role] = column
    also = [table.column(path[0], "id", IssueTable([])) for path in usual.also]
    return _parts(len(table), columns, issues, table.names, also)


def _of_rows(rows: Sequence[Row], messages: Sequence[Message]) -> Parts:
    """Return the columns of rows by role."""
    issues, columns = IssueTable([]), dict[str, Column]()
    for role, values in raw_of(rows, messages, _READ).items():
        mine = IssueTable([])
        column = parse_column([_plain(value) for value in values], _AS.get(role, "id"), mine)
        _take_issues(issues, mine, role)
        if column is not None:
            columns[role] = column
    n = max((len(message.also) for message in messages), default=0)
    numbered = (raw_of(rows, _also(messages, number), ["id"]).get("id") for number in range(n))
    also = [parse_column(values, "id", IssueTable([])) for values in numbered if values]
    return _parts(len(rows), columns, issues, list(dict.fromkeys(str(key) for row in rows for key in row)), also)


def _also(messages: Sequence[Message], number: int) -> list[Message]:
    """Return forms in which the id is what a post is known under too."""
    forms = {id(m): Message("", (), {"id": Field((m.also[number],))} if number < len(m.also) else {}) for m in messages}
    return [forms[id(message)] for message in messages]


def _plain(value: Any) -> Any:
    """Return a value, and of an object that is the post its id."""
    return value.get("id") if isinstance(value, Mapping) else value


_READ: Final = ("id", "post", "repost", "reply", "quote", "root", "kind", "created_at", "text", "answers_to", *COUNTS)


def _take_issues(issues: IssueTable, mine: IssueTable, role: str) -> None:
    """Take over issues under the name of the role."""
    name = "post_id" if role == "post" else role
    issues.extend([issue._replace(column=name if issue.column else None) for issue in mine])


def _parts(
    n: int, columns: Mapping[str, Column], issues: IssueTable, keys: list[str], also: Sequence[Column | None]
) -> Parts:
    seconds, counts = np.full(n, np.nan), dict[str, FloatArray]()
    for role, column in columns.items():
        if isinstance(column, ValueColumn):
            values = column.values.astype(np.int64) / (1e6 if role == "created_at" else 1.0)
            values = np.where(column.valid, values, np.nan)
            if role == "created_at":
                seconds = values
            else:
                counts[role] = values
    texts = {role: column for role, column in columns.items() if isinstance(column, TextColumn)}
    return Parts(n, texts, seconds, counts, issues, keys, also=[c for c in also if isinstance(c, TextColumn)])
