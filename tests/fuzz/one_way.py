"""Read made-up rows in every container that holds them, and print where two do not say the same.

    python tests/fuzz/one_way.py 0 1000

reads the rows of seeds 0 to 999: with keys that lack, nulls and odd values, of one form or several. They are read as
a list, and beside it in some of the ways, by their seed: as JSON, as lines with and without msgspec, as a frame, as
delimited text and two of them alone; some also from databases, workbooks and below flat names. What a container cannot
keep is not compared: CSV has no null, a frame no row without a key, and words for nothing are texts outside cells.
"""

import csv
import io
import json
import random
import sqlite3
import sys
import warnings
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from fakefollow.errors import FakefollowError, FakefollowWarning
from fakefollow.platforms import is_nothing, shape_of
from fakefollow.readers import read

Row = dict[str, Any]

WORDS = ["ada", "Cyd L", "", "日本", "NA", "None", " sp ", "https://a.example/x", "12", "👍 hi", 'a "b", c']
ODD = [-3, "12", 1.5, 12.0, "1.2K", "1,234", "1.234", "", " x ", True, 1e20, "NA", "None", "01/02/2020", "2020-01-02"]
ODD += [1577836800, 1577836800000, [1], [], {}, {"a": 1}, "\ud800a", 2**63, 0, "0", "yes", "nan", float("nan")]
PICTURES = ["https://p.example/default_profile_1.png", "https://p.example/me.jpg"]
MONTHS = ["Jan", "Feb", "Jun"]


def count(draw: random.Random) -> int:
    return draw.choice([0, 1, 7, 250, 1234, 99_999, 10_000_001])


def ident(draw: random.Random) -> str:
    return str(draw.randrange(10 ** draw.choice([3, 9, 17])))


def number(draw: random.Random) -> int:
    return draw.randrange(10**8)


def name(draw: random.Random) -> str:
    return f"{draw.choice(['ada', 'b_b', 'e.f'])}{draw.randrange(999)}"


def word(draw: random.Random) -> str:
    return draw.choice(WORDS)


def flag(draw: random.Random) -> bool:
    return draw.random() < 0.5


def time(draw: random.Random) -> str:
    day = f"20{draw.randrange(10, 24)}-{draw.randrange(1, 13):02}-{draw.randrange(1, 28):02}"
    return f"{day}T10:{draw.randrange(10, 60)}:07.000Z"


def old_time(draw: random.Random) -> str:
    day = f"Mon {draw.choice(MONTHS)} {draw.randrange(1, 28):02}"
    return f"{day} 10:{draw.randrange(10, 60)}:01 +0000 20{draw.randrange(10, 24)}"


def picture(draw: random.Random) -> str:
    return draw.choice(PICTURES)


def counted(draw: random.Random) -> Row:
    return {"count": count(draw)}


def metrics(draw: random.Random) -> Row:
    return {"followers_count": count(draw), "following_count": count(draw), "tweet_count": count(draw)}


def made(names: str, words: str, counts: str, flags: str, **others: Callable[[random.Random], Any]) -> Row:
    """Return the makers of a form's values by key."""
    kinds = ((name, names), (word, words), (count, counts), (flag, flags))
    return {key: make for make, keys in kinds for key in keys.split()} | others


FORMS = {
    "v1.1": made(
        "screen_name",
        "name description location url profile_link_color",
        "followers_count friends_count statuses_count favourites_count",
        "default_profile_image verified protected",
        profile_banner_url=picture,
        created_at=old_time,
        id_str=ident,
    ),
    "v2": made("username", "name description", "", "verified", id=ident, created_at=time, public_metrics=metrics),
    "instaloader": made(
        "username",
        "full_name biography external_url",
        "",
        "is_private is_verified",
        id=ident,
        edge_followed_by=counted,
        edge_follow=counted,
        edge_owner_to_timeline_media=counted,
        profile_pic_url=picture,
    ),
    "bluesky": made(
        "did handle",
        "displayName description",
        "followersCount followsCount postsCount",
        "",
        createdAt=time,
        indexedAt=time,
        avatar=picture,
    ),
    "mastodon": made(
        "username acct",
        "display_name note",
        "followers_count following_count statuses_count",
        "locked bot",
        id=ident,
        created_at=time,
        avatar=picture,
    ),
    "github": made(
        "login", "node_id name bio company location", "followers following public_repos", "", id=number, created_at=time
    ),
    "canonical": made(
        "username",
        "name description url",
        "followers_count following_count posts_count",
        "verified",
        id=ident,
        created_at=time,
    ),
}
MARKS = {"screen_name", "username", "did", "handle", "acct", "login", "public_repos", "public_metrics"}
MARKS |= {"edge_followed_by"}
OBJECTS = {key for form in FORMS.values() for key, make in form.items() if make in (counted, metrics)}
FREE_TEXTS = {key for form in FORMS.values() for key, make in form.items() if make is word}
SAID_BY_ABSENCE = {"has_banner", "default_profile_image", "default_profile"}
"""What only the other rows tell, as they have the key."""
TEXTS = {"description", "name", "url", "location", "company"}
"""What only the other rows tell, where none has anything."""


def drawn(seed: int) -> tuple[list[str], list[Row]]:
    """Return a draw's forms and rows."""
    draw = random.Random(seed)
    forms = draw.sample(sorted(FORMS), draw.choice([1, 1, 2, 3]))
    gaps, nulls, odd = draw.choice([0, 0, 0.15, 0.4]), draw.choice([0, 0, 0.15]), draw.choice([0, 0, 0.05, 0.2])
    marked = draw.random() < 0.8
    kept = {form: [key for key in FORMS[form] if draw.random() < 0.75 or (marked and key in MARKS)] for form in forms}
    rows = []
    for _ in range(draw.choice([1, 2, 3, 3, 4, 5, 12])):
        form, row = draw.choice(forms), {}
        for key in kept[form]:
            sure = key in MARKS and draw.random() < 0.9
            if sure or draw.random() >= gaps:
                value = FORMS[form][key](draw)
                if not sure:
                    value = None if draw.random() < nulls else draw.choice(ODD) if draw.random() < odd else value
                row[key] = value
        rows.append(row)
    return forms, rows


Told = tuple[int, str | None, dict[str, Any], list[Any]] | str


def told(source: Any, of_frame: bool = False, of_cells: bool = False, without: Collection[str | None] = ()) -> Told:
    """Return all that a table says, or which error there was; of frames and cells what these can say."""
    try:
        table = read(source, observed_at="2025-01-01")
    except FakefollowError as error:
        return type(error).__name__
    columns = {}
    for column_name, column in table.columns.items():
        if column_name in without:
            continue
        values, widths = column.to_list(), getattr(column, "widths", None)
        if of_cells:
            values = [None if value == "" else value for value in values]
        if not (of_frame or of_cells) or any(value is not None for value in values):
            columns[column_name] = (values, None if widths is None else widths.tolist())
    issues = [issue[:2] if of_frame or of_cells else issue for issue in table.issues]
    if of_cells:
        unsaid = {*without, *((None, name) for name in TEXTS)}
        issues = [issue for issue in issues if issue not in unsaid and issue[1] not in unsaid]
    return len(table), table.platform, columns, sorted(issues, key=repr)


def can_be_cells(rows: list[Row]) -> bool:
    """Tell whether frames and cells hold all values as they are."""
    held = repr(rows)
    return "\\ud800" not in held and "nan" not in held and any(rows)


def filled(rows: list[Row]) -> list[Row]:
    """Return rows that all have the same keys."""
    keys = dict.fromkeys(key for row in rows for key in row)
    return [{key: row.get(key) for key in keys} for row in rows]


def known(rows: list[Row]) -> list[Row]:
    """Return rows without keys of nothing."""
    return [{key: value for key, value in row.items() if value is not None} for row in rows]


def known_cells(rows: list[Row]) -> list[Row]:
    """Return rows without keys of empty cells."""
    return [{key: value for key, value in row.items() if not is_nothing(value)} for row in rows]


def flattened(rows: list[Row], sign: str) -> list[Row]:
    """Return rows with the values of objects below names such as ``public_metrics.followers_count``."""
    return [
        {
            flat: inner
            for key, value in row.items()
            for flat, inner in (
                ((f"{key}{sign}{k}", v) for k, v in value.items()) if type(value) is dict else ((key, value),)
            )
        }
        for row in rows
    ]


def as_text(value: Any) -> str:
    """Return what a value is in delimited text."""
    return "" if value is None else str(value)


def written(rows: list[Row], single: Callable[[Any], Any] = as_text) -> tuple[list[Row], list[Row]]:
    """Return rows as they are written into cells, and as lists hold what a reader of cells finds."""
    cells, held = [], []
    for row in filled(rows):
        cell, kept = {}, {}
        for key, value in row.items():
            is_object = isinstance(value, dict | list)
            is_nothing = key in FREE_TEXTS and value in ("NA", "None", "nan")  # in cells alone
            is_nothing |= is_object and key not in OBJECTS  # it may be an object or a text there
            is_object &= not is_nothing
            cell[key] = json.dumps(value) if is_object else single(None if is_nothing else value)
            kept[key] = value if is_object else cell[key]
        cells.append(cell)
        held.append(kept)
    return cells, held


def delimited(rows: list[Row]) -> bytes:
    """Return rows as delimited text."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def database(rows: list[Row]) -> bytes:
    """Return rows as a database."""
    names = ", ".join(f'"{key}"' for key in rows[0])
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA page_size = 512")
    connection.execute(f"CREATE TABLE t ({names})")
    places = ", ".join("?" * len(rows[0]))
    connection.executemany(f"INSERT INTO t VALUES ({places})", [list(row.values()) for row in rows])  # noqa: S608
    connection.commit()
    data = connection.serialize()
    connection.close()
    return data


def workbook(rows: list[Row]) -> bytes:
    """Return rows as a workbook."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in [list(rows[0]), *(list(row.values()) for row in rows)]:
        sheet.append(row)
    book.save(file := io.BytesIO())
    return file.getvalue()


def parquet(frame: pa.Table) -> bytes:
    """Return the Parquet file of an arrow table."""
    pq.write_table(frame, file := io.BytesIO())
    return file.getvalue()


@contextmanager
def without_msgspec() -> Iterator[None]:
    """Read JSON as where msgspec is not installed."""
    kept = sys.modules.get("msgspec")
    sys.modules["msgspec"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules["msgspec"]
        if kept is not None:
            sys.modules["msgspec"] = kept


def of_files(seed: int) -> Iterator[tuple[str, Told, Told]]:
    """Yield (way, what is told, what is expected) of JSON: some of its ways for each seed."""
    _, rows = drawn(seed)
    expected = told(rows)
    texts = [json.dumps(row).encode() for row in rows]
    lines, document = b"\n".join(texts), b"[" + b",".join(texts) + b"]"
    if len(rows) > 1 and seed % 2:
        yield "lines", told(lines + b"\n" * (seed % 4 == 1)), expected
    else:
        way = json.dumps(rows, indent=1).encode() if seed % 4 else document
        yield "JSON", told(way), expected
    if seed % 3 == 0:
        yield "generator", told(iter(rows)), expected
    else:
        with without_msgspec():
            yield "slow JSON", told(lines if len(rows) > 1 and seed % 3 == 1 else document), expected


def frame_of(rows: list[Row], number: int) -> tuple[str, Any] | None:
    """Return a frame or file of one kind, `None` where it does not hold rows as they are."""
    kind = ("pandas", "pandas with types", "polars", "arrow", "Parquet")[number]
    try:
        if number == 0:
            return kind, pd.DataFrame(rows, dtype=object)
        if number == 1:
            frame = pd.DataFrame(rows)
            held = frame.astype(object).where(frame.notna(), None).to_dict("records")
        elif number == 2:
            frame = pl.DataFrame(rows, infer_schema_length=None)
            held = frame.to_dicts()
        else:
            frame = pa.Table.from_pylist(rows)
            held = frame.to_pylist()
        return (kind, parquet(frame) if number == 4 else frame) if repr(held) == repr(rows) else None
    except (TypeError, OverflowError, pl.exceptions.PolarsError, pa.ArrowException):
        return None


def of_frames(seed: int) -> Iterator[tuple[str, Told, Told]]:
    """Yield what a frame tells; a null there is one in every row, and of several forms a key that is not there."""
    forms, rows = drawn(seed)
    if not can_be_cells(rows):
        return
    full = filled(rows)
    held = next(filter(None, (frame_of(full, number % 5) for number in range(seed % 5, seed % 5 + 5))))
    expected, got = told(full, of_frame=True), told(held[1], of_frame=True)
    if got != expected and len(forms) > 1:
        expected = told(known(full), of_frame=True)
    yield held[0], got, expected


def of_cells(seed: int) -> Iterator[tuple[str, Told, Told]]:
    """Yield what cells tell, which are texts in all rows, beside the list of these rows."""
    forms, rows = drawn(seed)
    if not can_be_cells(rows):
        return
    cells, held = written(rows)
    expected = told(held, of_cells=True)
    yield "CSV", told(delimited(cells), of_cells=True), expected
    if len(forms) > 1 and all(map(shape_of, known_cells(held))):  # else what a row is depends on the keys of others
        without = {*SAID_BY_ABSENCE, None}  # all cells are there, be they empty
        got, expected = (told(some, False, True, without) for some in (held, known_cells(held)))
        yield "CSV of several forms", got, expected
    elif seed % 3 == 0:
        yield "frame of CSV", told(pd.DataFrame(cells, dtype=str), of_cells=True), expected
    if seed % 8 == 1:
        values, held = written(rows, lambda value: int(value) if isinstance(value, bool) else value)
        if str(2**63) not in repr(values):
            yield "SQLite", told(database(values), of_cells=True), told(held, of_cells=True)
    if seed % 64 == 2:
        values, held = written(rows, lambda value: "" if value is None else value)
        if str(2**63) not in repr(values):
            yield "Excel", told(workbook(values), of_cells=True), told(held, of_cells=True)


def of_flat_names(seed: int) -> Iterator[tuple[str, Told, Told]]:
    """Yield what names such as ``public_metrics.followers_count`` tell in lines, a frame or cells."""
    forms, rows = drawn(seed)
    if not can_be_cells(rows):
        return
    flat = filled(flattened(known(rows), "."))
    if seed % 3 == 0:
        lines = [*flat, {}]
        yield "flat lines", told("\n".join(map(json.dumps, lines)).encode()), told(lines)
    elif seed % 3 == 1:
        got, expected = told(pd.DataFrame(flat, dtype=object), of_frame=True), told(flat, of_frame=True)
        if got != expected and len(forms) > 1:
            expected = told(known(flat), of_frame=True)
        yield "flat frame", got, expected
    else:
        cells, held = written(flat)
        yield "flat CSV", told(delimited(cells), of_cells=True), told(held, of_cells=True)


def of_rows_alone(seed: int) -> Iterator[tuple[str, Any, Any]]:
    """Yield what a row that shows its form tells alone, and what among others."""
    forms, rows = drawn(seed)
    try:
        table = read(rows, observed_at="2025-01-01")
    except FakefollowError:
        return
    for position in random.Random(seed).sample(range(len(rows)), min(2, len(rows))):
        row = rows[position]
        if not shape_of({key: value for key, value in row.items() if not is_nothing(value)}):
            continue
        alone = read([row], observed_at="2025-01-01")
        yield f"row {position}", alone.platform, alone.platform if len(forms) > 1 else table.platform
        if alone.reading or table.reading:
            continue
        for column in {*table.columns, *alone.columns} - SAID_BY_ABSENCE - TEXTS:
            among = table.columns[column].to_list()[position] if table.has(column) else None
            by_itself = alone.columns[column].to_list()[0] if alone.has(column) else None
            if by_itself is not None or among is None or not isinstance(row.get(column), str):  # the column tells
                yield f"row {position}: {column}", by_itself, among


def differences(seed: int) -> list[tuple[str, Any, Any]]:
    """Return (way, what is told, what is expected) where the two are not the same."""
    ways = (of_files, of_frames, of_cells, of_rows_alone, *([of_flat_names] if seed % 4 == 0 else []))
    return [(way, got, expected) for each in ways for way, got, expected in each(seed) if got != expected]


def told_apart(got: Told, expected: Told) -> str:
    """Return where two tables differ, in short."""
    if isinstance(got, str) or isinstance(expected, str) or len(got) != 4:
        return f"{str(got)[:150]} != {str(expected)[:150]}"
    parts = [f"{a} != {b}" for a, b in zip(got, expected, strict=True) if a != b and not isinstance(a, dict)]
    columns = {**got[2], **expected[2]}
    parts += [f"{c}: {got[2].get(c)} != {expected[2].get(c)}" for c in columns if got[2].get(c) != expected[2].get(c)]
    return "\n      ".join(part[:300] for part in parts)


def main(first: int, n: int) -> int:
    """Print the differences of some seeds, and how many have one."""
    warnings.simplefilter("ignore", FakefollowWarning)
    n_different, ways = 0, dict[str, int]()
    for seed in range(first, first + n):
        if found := differences(seed):
            n_different += 1
            if (ways.setdefault(found[0][0].partition(" ")[0], 0)) < 2:
                way, got, expected = found[0]
                print(f"{seed} {drawn(seed)[0]} {way}: {told_apart(got, expected)}", flush=True)
            ways[found[0][0].partition(" ")[0]] += 1
        if (seed + 1 - first) % 5_000 == 0:
            print(f"{seed + 1 - first:,} read, {n_different:,} with a difference", flush=True)
    print(f"{n:,} read, {n_different:,} with a difference {ways or ''}")
    return 1 if n_different else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
