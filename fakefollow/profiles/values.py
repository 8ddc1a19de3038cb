"""Turn the raw values of one column into a column; what does not fit becomes an issue, never an error.

Knows the canonical schema, not where the values come from.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.profiles.issues import NOT_OBSERVED, IssueTable
from fakefollow.profiles.packing import FLAGS, IDENTIFIERS, LONGEST_TEXT, NO_VALUE, Origin, Packed, is_missing, pack
from fakefollow.profiles.people import Meaning, meaning_of_count, meaning_of_flag, meaning_of_time, settled, shown_by
from fakefollow.profiles.profile import COLUMNS, EARLIEST_TIME, LARGEST_COUNT, LATEST_TIME, ColumnType
from fakefollow.profiles.table import DTYPES, BoolArray, Column, TextColumn, ValueColumn, not_observed
from fakefollow.profiles.times import DATE_LENGTH, DAY, EARLIEST, EPOCH, LATEST, MICROSECOND, MONTHS, parse_regular

LARGEST_EXACT_FLOAT: Final = 2**53
SMALLEST_MILLISECONDS: Final = 1e11
"""Epoch numbers from here on are milliseconds: as seconds they would lie after the year 5000."""

LONGEST_CELL: Final = 256
"""Characters of a count, flag or time at most, blanks included: no way to write one is as long; a convention."""

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_SURROGATES: Final = re.compile("[\ud800-\udfff]+")
_ROUNDED: Final = re.compile(r"\d[.,]?\d*[eE]\+\d+")
_FLOAT_ID: Final = re.compile(r"\d{4,}\.0+|\d+\.(?!000$)0+")  # a column of texts may hold 11.000, which is 11,000
_MARKED_ID: Final = re.compile(r"""(?:[xX]|'|="?)(\d+)"?""", re.ASCII)
"""rtweet writes x, spreadsheets ' or a formula before an id, so that nobody rounds it."""

_PROFILE_ADDRESS: Final = re.compile(
    r"(?:https?://)?[\w.-]+\.[a-z]+/(?:_u/|in/|c/|user/|channel/|profile/)?(@?[^/?#]+)/?(?:[?#].*)?"
)
_LINK: Final = re.compile(r"<a\s[^<>]*>([^<>]+)</a>", re.IGNORECASE)


def _any_of(characters: bytes) -> BoolArray:
    """Return by byte whether it is one of some characters."""
    found = np.zeros(256, np.bool_)
    found[list(characters)] = True
    return found


_BLANKS: Final = _any_of(b" \t\r\n\x0b\x0c")
_AROUND_A_NAME: Final = _any_of(b"@/")
_BEFORE_AN_ID: Final = _any_of(b"xX'=")
_IN_A_FLOAT: Final = _any_of(b".+")
LONGEST_NO_VALUE: Final = max(map(len, NO_VALUE))
_V11: Final = re.compile(r".{3} (\w{3}) (\d\d) (\d\d:\d\d:\d\d) ([+-]\d{4}) (\d{4})", re.ASCII | re.DOTALL)
_IN_THREES: Final = re.compile(r"\.\d{3}\s*$")
_EPOCH_TEXT: Final = re.compile(r"(-?\d{1,7}|-?\d{9,13}(\.\d+)?)L?", re.ASCII)
_IDENTIFIER: Final = "an exact identifier, as text or an integer"


def parse_texts(packed: Packed, origin: Origin) -> TextColumn:
    """Return packed texts as a column."""
    texts: list[str | None] = [None] * packed.size
    if not packed.nothing_regular:
        column = TextColumn.from_terminated(packed.buffer, packed.regular_mask())
        if not packed.odd:
            return _tidied(column, origin)
        texts = column.to_list()
    for position, value in packed.odd:
        texts[position] = text_of(value, position, origin)
    column = TextColumn.from_strings(texts)
    return column if all(_is_tidy(text, origin.column) for text in texts) else _tidied(column, origin)


def _is_tidy(text: str | None, name: str) -> bool:
    """Tell whether a text shows quickly that tidying leaves it as it is: cheaper for a few than arrays."""
    if not text:
        return text is None or name not in IDENTIFIERS
    if name in IDENTIFIERS:
        return text.isascii() and text.replace("_", "").isalnum() and text[0] not in "xX"
    return text[0] > " " and text[-1] > " " and (name != "url" or len(text) > LONGEST_NO_VALUE)


def text_of(value: object, position: int, origin: Origin) -> str | None:
    """Return one text as it can be kept; an identifier may be a number if that is exact."""
    if is_missing(value):
        return None
    value = _plain(value)
    if isinstance(value, str):
        return _mended(str(value), position, origin)
    if isinstance(value, Decimal) and value.is_finite() and abs(value) < 2**64 and value == int(value):
        value = int(value)  # databases hand out long integers as decimals
    if origin.column in IDENTIFIERS and isinstance(value, (int, float)) and not isinstance(value, bool):
        if isinstance(value, int) and value.bit_length() <= 64:
            return str(value)
        if isinstance(value, float) and value.is_integer() and abs(value) < LARGEST_EXACT_FLOAT:
            return str(int(value))
    origin.reject(position, value, _IDENTIFIER if origin.column in IDENTIFIERS else None)
    return None


def _plain(value: object) -> object:
    """Return a scalar of numpy as Python's own; not a time, of which some become integers."""
    is_scalar = isinstance(value, np.generic) and not isinstance(value, (np.datetime64, np.timedelta64))
    return value.item() if is_scalar else value  # type: ignore[attr-defined]


def _mended(text: str, position: int, origin: Origin) -> str | None:
    """Return a text without what is no character: also bytes that are not UTF-8 come as surrogates."""
    if len(text) > LONGEST_TEXT:
        kept, expected = origin.column not in IDENTIFIERS, f"a text of at most {LONGEST_TEXT:,} characters"
        origin.reject(position, text, expected, "read up to there" if kept else NOT_OBSERVED)
        if not kept:
            return None
        text = text[:LONGEST_TEXT]
    mended = _SURROGATES.sub(REPLACEMENT, text)
    if mended != text:
        origin.reject(position, text, "valid UTF-8 text", f"read with {REPLACEMENT} in place of it")
    if "\0" in mended:
        origin.reject(position, text, "text without NUL characters", "read without them")
    return mended.replace("\0", "")


def tidy_texts(column: TextColumn, origin: Origin) -> TextColumn:
    """Return texts that a frame keeps as UTF-8 in the form of texts that were read one by one."""
    if not column.bytes_used().min(initial=1) or np.diff(column.offsets).max(initial=0) > LONGEST_TEXT:
        texts = column.to_list()
        column = TextColumn.from_strings([text and _mended(text, i, origin) for i, text in enumerate(texts)])
    return _tidied(column, origin)


def _tidied(column: TextColumn, origin: Origin) -> TextColumn:
    """Return texts without blanks around them; identifiers that are none, or rounded, are not observed."""
    name, filled = origin.column, ~column.is_empty()
    edges = column.data[np.concatenate([column.offsets[:-1][filled], column.offsets[1:][filled] - 1])]
    if _BLANKS[edges].any():
        column = TextColumn.from_strings([text and text.strip() for text in column.to_list()])
        filled = ~column.is_empty()
    if name == "url" and (np.diff(column.offsets) <= LONGEST_NO_VALUE).any():
        column = replace(column, valid=column.valid & ~stands_for_nothing(column))
    if name not in IDENTIFIERS:
        return column
    used = column.bytes_used()
    if name == "username" and _AROUND_A_NAME[used].any():
        column = _each(column, lambda text, _: _username_of(text))
    if name == "id" and (_BEFORE_AN_ID[column.data[column.offsets[:-1][filled]]].any() or _IN_A_FLOAT[used].any()):
        column = _each(column, lambda text, i: _id_of(text, i, origin))
    return replace(column, valid=column.valid & ~column.is_empty())


def _each(column: TextColumn, read: Callable[[str, int], str | None]) -> TextColumn:
    return TextColumn.from_strings([text and read(text, i) for i, text in enumerate(column.to_list())])


def stands_for_nothing(column: TextColumn) -> BoolArray:
    """Tell which texts are a word for nothing, such as NA and None, and no more."""
    nothing = np.zeros(len(column), np.bool_)
    lengths = np.diff(column.offsets)
    for row in np.flatnonzero((lengths > 0) & (lengths <= LONGEST_NO_VALUE)).tolist():
        text = column.data[column.offsets[row] : column.offsets[row + 1]].tobytes().decode()
        nothing[row] = text.lower() in NO_VALUE
    return nothing


def _username_of(text: str) -> str:
    """Return a username without @; of a link the text, and of its profile's address the last part."""
    name = linked[1] if (linked := _LINK.fullmatch(text)) else text
    if "/" in name and (address := _PROFILE_ADDRESS.fullmatch(name)):
        name = address[1]
    return name.removeprefix("@")


def _id_of(text: str, position: int, origin: Origin) -> str | None:
    """Return an id without what exports put before it; 1.23E+18 was rounded, so it names somebody else."""
    if found := _MARKED_ID.fullmatch(text):
        return found[1]
    if _ROUNDED.fullmatch(text) or (_FLOAT_ID.fullmatch(text) and float(text) >= LARGEST_EXACT_FLOAT):
        origin.reject(position, text, _IDENTIFIER)
        return None
    return text.partition(".")[0] if _FLOAT_ID.fullmatch(text) else text


def count_of(value: object) -> int:
    """Return one count, also of an integral float or numeric text, or raise ValueError or OverflowError."""
    value = _plain(value)
    if isinstance(value, str) and ("_" in value or not value.isascii() or _IN_THREES.search(value)):
        raise ValueError("Python also reads 1_000 and digits of other scripts, and 12.000 as 12")
    if isinstance(value, (str, Decimal)):
        value = float(value)  # every count is exact as a float, and frames with gaps write 12.0
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError("not a number")
    if not 0 <= value <= LARGEST_COUNT or int(value) != value:
        raise ValueError("not a plausible count")
    return int(value)


def flag_of(value: object) -> bool:
    """Return one flag of a truth value, 0, 1 or one of the usual words, or raise ValueError or TypeError."""
    value = _plain(value)
    flag = FLAGS.get(value.strip().lower() if isinstance(value, str) else value)
    if flag is None:
        raise ValueError("not a flag")
    return flag


def microseconds_of(value: object) -> int:
    """Return microseconds since 1970 of a time, epoch seconds or milliseconds, or a text of one, in UTC."""
    if isinstance(value, np.datetime64):
        if not EARLIEST_TIME.year - 1970 <= value.astype("datetime64[Y]").astype(np.int64) < LATEST_TIME.year - 1970:
            raise ValueError("not a plausible time")  # it may not fit into microseconds
        value = value.astype("datetime64[us]").item()
    if isinstance(value, str):
        value = _from_text(value)
    if isinstance(value, bool) or not isinstance(value, (date, int, float)):
        raise ValueError("not a time")
    per_unit = 1_000 if not isinstance(value, date) and abs(value) >= SMALLEST_MILLISECONDS else 1_000_000
    microseconds = _since_epoch(value) if isinstance(value, date) else round(value * per_unit)
    if not EARLIEST <= microseconds < LATEST:
        raise ValueError("not a plausible time")
    return microseconds


def _since_epoch(value: date) -> int:
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=UTC)
    return int(((value if value.tzinfo else value.replace(tzinfo=UTC)) - EPOCH) // MICROSECOND)


def _from_text(text: str) -> datetime | float:
    v11 = _V11.fullmatch(text) or _V11.fullmatch(text.strip())
    text = text.strip()
    if _EPOCH_TEXT.fullmatch(text):
        return float(text.rstrip("L"))
    if v11 and v11[1] in MONTHS:
        text = f"{v11[5]}-{MONTHS.index(v11[1]) + 1:02}-{v11[2]}T{v11[3]}{v11[4]}"
    return datetime.fromisoformat(text.removesuffix(" UTC"))


_READ_ONE: Final[dict[ColumnType, Callable[[Any], Any]]] = {
    ColumnType.COUNT: count_of,
    ColumnType.FLAG: flag_of,
    ColumnType.TIME: microseconds_of,
}
_BOUNDS: Final = {
    ColumnType.COUNT: (0, LARGEST_COUNT),
    ColumnType.FLAG: (0, 1),
    ColumnType.TIME: (EARLIEST, LATEST - 1),
}


def parse_values(packed: Packed, origin: Origin) -> ValueColumn:
    """Return packed counts, flags or times as a column."""
    column_type, odd = COLUMNS[origin.column], packed.odd
    if packed.nothing_regular:
        column = ValueColumn(np.zeros(packed.size, DTYPES[column_type]), np.zeros(packed.size, np.bool_))
    elif column_type is ColumnType.TIME:
        column, left = _regular_times(packed)
        odd = [*odd, *left]
    else:
        values = np.frombuffer(packed.buffer, np.uint8 if column_type is ColumnType.FLAG else np.int64)
        column = plausible_values(values, packed.regular_mask(), origin)
    days: list[int] = []
    for position, value in odd:
        if isinstance(value, str) and len(value) > LONGEST_CELL:
            origin.reject(position, value)
            continue
        if is_missing(value) or (isinstance(value, str) and value.strip().lower() in NO_VALUE):
            continue
        try:
            column.values[position] = _READ_ONE[column_type](value)
            column.valid[position] = True
            days += [position] if column_type is ColumnType.TIME and _is_day(value) else []
        except (ValueError, ArithmeticError, TypeError, NotImplementedError):
            (origin.leave if _may_be_more(value) else origin.reject)(position, value)
    if days:
        widths = np.zeros(packed.size, np.int64) if column.widths is None else column.widths
        widths[days] = DAY
        column = replace(column, widths=widths)
    return column


def _is_day(value: object) -> bool:
    """Tell whether a value that is a time says no more than the day."""
    if isinstance(value, str):
        return len(value.strip()) <= DATE_LENGTH and not _EPOCH_TEXT.fullmatch(value.strip())
    return isinstance(value, date) and not isinstance(value, datetime)


def _may_be_more(value: object) -> bool:
    """Tell whether a value that the fast reader left may be one as people write it."""
    return isinstance(value, str) or (
        isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < 1e20
    )


def _regular_times(packed: Packed) -> tuple[ValueColumn, list[tuple[int, Any]]]:
    """Return the times of fixed-width texts, and the other texts with their positions."""
    texts = TextColumn.from_terminated(packed.buffer, packed.regular_mask())
    column = parse_regular(texts)
    left = np.flatnonzero(texts.valid & ~column.valid & ~texts.is_empty()).tolist()
    return column, [(position, texts[position : position + 1].to_list()[0]) for position in left]


def plausible_values(values: NDArray[Any], known: BoolArray, origin: Origin) -> ValueColumn:
    """Return typed values as a column; a known one that is not plausible is recorded and not observed."""
    column_type = COLUMNS[origin.column]
    smallest, largest = _BOUNDS[column_type]
    numbers = values.view(np.int64) if column_type is ColumnType.TIME else values
    plausible = np.greater_equal(numbers, smallest) & np.less_equal(numbers, largest)
    if values.dtype.kind == "f":
        plausible &= values == np.floor(values)
    for position in np.flatnonzero(known & ~plausible).tolist():
        value = values[position].item()
        (origin.leave if _may_be_more(value) else origin.reject)(position, value)
    valid = known & plausible
    kept = np.where(valid, values, np.zeros((), values.dtype))
    return ValueColumn(kept.astype(DTYPES[column_type], copy=False), valid)


def parse_column(values: Sequence[Any], name: str, issues: IssueTable, said: int | None = None) -> Column | None:
    """Return one raw value a row as a canonical column, in the convention said; `None` if every value is `MISSING`."""
    if not values:
        return not_observed(name, 0)
    column = parse_packed(pack(values, name), Origin(name, issues))
    if isinstance(column, ValueColumn) and issues.left:
        shown = shown_convention([value for _, of, value in issues.left if of == name], name)
        column = reread(column, Origin(name, issues), said, shown)
    return column


def shown_convention(values: Iterable[object], name: str) -> int | None:
    """Return the convention that the cells left of a column show together, 0 or 1, `None` where they show none."""
    kind = COLUMNS[name]
    texts = {value if isinstance(value, str) else repr(value): value for value in values}
    meanings = {t: m for t, value in texts.items() if (m := _meaning(t, value, kind)) is not None}
    return shown_by(meanings, kind is ColumnType.COUNT)


def reread(column: ValueColumn, origin: Origin, said: int | None, shown: int | None) -> ValueColumn:
    """Return a column with the cells that were left: in the convention said, else in that which its cells show."""
    name, issues = origin
    left = sorted(((row, value) for row, of, value in issues.left if of == name), key=lambda cell: cell[0])
    issues.left[:] = [cell for cell in issues.left if cell[1] != name]
    kind = COLUMNS[name]
    cells = [(value if isinstance(value, str) else repr(value), value) for _, value in left]
    meanings = {t: m for t, value in dict(cells).items() if (m := _meaning(t, value, kind)) is not None}
    read, undecided = settled(meanings, said, shown, kind is ColumnType.COUNT)
    values, valid, widths = column.values.copy(), column.valid.copy(), np.zeros(len(column.valid), np.int64)
    if column.widths is not None:
        widths += column.widths
    for (row, value), (text, _) in zip(left, cells, strict=True):
        if text in read:
            values[row], valid[row] = read[text], True
            widths[row] = meanings[text].width
        elif text not in undecided:
            origin.reject(row, value)
    if undecided:
        _add_undecided(undecided, meanings[next(iter(undecided))], [text for text, _ in cells], origin)
    return ValueColumn(values, valid, widths if widths.any() else None)


def _add_undecided(undecided: Collection[str], meaning: Meaning, texts: Sequence[str], origin: Origin) -> None:
    """Record, once for the whole column, that cells have two readings and what decides."""
    of_counts = COLUMNS[origin.column] is ColumnType.COUNT
    ways = ('decimal="."', 'decimal=","') if of_counts else ("day_first=True", "day_first=False")
    shown = [v if v is None or of_counts else str(np.datetime64(v, "us"))[:10] for v in meaning[:2]]
    expected = " or ".join(f"{'none' if v is None else v} ({way})" for v, way in zip(shown, ways, strict=True))
    n_cells = sum(text in undecided for text in texts)
    consequence = f"{n_cells:,} such cells are {NOT_OBSERVED}: pass {' or '.join(ways)} to fakefollow.read"
    origin.issues.add(None, origin.column, next(iter(undecided)), expected, consequence)


def _meaning(text: str, value: object, kind: ColumnType) -> Meaning | None:
    """Return what a cell that was left may mean, with what is not plausible left out."""
    if kind is ColumnType.FLAG:
        return meaning_of_flag(text) if isinstance(value, str) else None
    is_time = kind is ColumnType.TIME
    meaning = meaning_of_time(text) if is_time else meaning_of_count(text) if isinstance(value, str) else None
    if meaning is None:
        return None
    if is_time:
        times = (None if t is None else _since_epoch(t) for t in meaning[:2])
        first, second = (t if t is not None and EARLIEST <= t < LATEST else None for t in times)
        meaning = meaning._replace(width=meaning.width // MICROSECOND if meaning.width else 0)
    else:
        first, second = (n if n is not None and n <= LARGEST_COUNT else None for n in meaning[:2])
    meaning = meaning._replace(first=first, second=second)
    return None if (first, second) == (None, None) and meaning.shows is None else meaning


def parse_packed(packed: Packed, origin: Origin) -> Column | None:
    """Return packed values as a column, `None` where no row has the key at all."""
    if not packed.has_key:
        return None
    return (parse_texts if COLUMNS[origin.column] is ColumnType.TEXT else parse_values)(packed, origin)
