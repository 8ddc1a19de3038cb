"""Open what holds profiles, by what is in it and not by its name: archives, encodings, kinds of text.

A path, bytes or an open file becomes a `Source`; its bytes come decompressed, as UTF-8 and without byte order marks.
Knows no profile.
"""

import bz2
import codecs
import gzip
import io
import json
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO, Final, cast

from fakefollow.errors import MissingExtraError, ProfileError
from fakefollow.profiles import IssueTable
from fakefollow.readers.mending import mended_document

BLOCK_BYTES: Final = 1 << 17
"""Small enough that a block and what is decoded from it stay in the processor's cache."""

PACKED: Final = (".gz", ".bz2", ".xz", ".zst")
ENDINGS: Final = (
    *(".jsonl", ".ndjson", ".json", ".jsons", ".js", ".csv", ".tsv", ".psv", ".txt", ".html", ".htm"),
    *(".parquet", ".arrow", ".feather", ".xlsx", ".db", ".sqlite", ".sqlite3", ".zip"),
)
"""How files of profiles are usually called: tells paths in a list from other texts, and nothing else."""

LONGEST_LINE: Final = 1 << 28
"""Bytes of one line of a text at most: a file without lines, such as a device, would fill the memory. A convention."""

LARGEST_DOCUMENT: Final = 1 << 30
"""Bytes at most of what is read as a whole: a JSON document, a page, an open file. A convention."""

GROWTH: Final = (1 << 29, 200)
"""What an archive may grow to: so many bytes, or so many times its size; profiles shrink to a tenth. A convention."""

BOM: Final = codecs.BOM_UTF8
_MARKS: Final = (
    *((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32")),
    *((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")),
)
_EXPORTED: Final = re.compile(
    r"(followers?([_-]\w+)?|user_data\w*|fans list|subscriptions|following_accounts)\.(js|json|html?|csv|txt)", re.I
)
"""The files of data exports that hold followers: of Instagram, X, TikTok, YouTube Takeout and Mastodon."""

_RUN: Final = re.compile(rb"[\x80-\xff]+")
LONGEST_RUN: Final = 3  # of bytes beyond ASCII, in words of Western languages ("Müßig"); other scripts have longer
_WESTERN: Final = frozenset(
    "ÀÁÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüŒœŠšŽž€‚‘’“”•–—…™®©°«»¿¡ºª£·\xa0".encode("cp1252")
)
"""What such words hold in Windows-1252; not what mostly is half a character of UTF-8."""
_UTF8_CHARACTER: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")

_BINARY: Final = {b"PAR1": "parquet", b"ARROW1": "arrow", b"SQLite format 3\0": "sqlite", b"PK\x03\x04": "excel"}
_PICKLES: Final = (b"\x80\x04\x95", b"\x80\x05\x95")
REFUSED: Final = (
    (b"\xd0\xcf\x11\xe0", "an old Excel file (.xls): save it as .xlsx or CSV, or pandas.read_excel(path, dtype=str)"),
    (b"%PDF", "a PDF: ask the platform for the export as JSON or CSV"),
    (_PICKLES, "a file of Python's own objects (pickled), never loaded: load it yourself, and pass the list"),
    (b"\x93NUMPY", "a NumPy file: pass numpy.load(path)"),
    (b"7z\xbc\xaf", "a 7z archive: unpack it, and pass the file"),
    (b"Rar!", "a RAR archive: unpack it, and pass the file"),
)
"""First bytes -> what they are and what to do."""

_SCRIPT: Final = re.compile(rb"\s*(?:window\.|var\s|let\s|const\s|export\s)[^\n=]*=\s*[\[{]")
_RECORD: Final = re.compile(rb"\s*(?:[^\n]*\n)?\s*[A-Z][\w ]{1,24}: [^\n]*\r?\n[A-Z][\w ]{1,24}: [^\n]*\r?\n\s*\n")


@dataclass(frozen=True)
class Source:
    """Something that can be opened and read as bytes."""

    name: str
    """For messages, and where two kinds of text look alike."""
    open: Callable[[], BinaryIO]
    encoding: str | None = None
    """Of its text, where the caller says it."""
    limit: int | None = None
    """Bytes that it may grow to, where it is packed."""

    @property
    def ending(self) -> str:
        """The ending of the name without that of a compression, in lower case."""
        return f".{unpacked_name(self.name.lower())[1]}".rstrip(".")


def source_of(value: object, encoding: str | None = None) -> Source | None:
    """Return the source that a path, bytes or an open file is, `None` for anything else."""
    if isinstance(value, Source):
        return value
    if isinstance(value, str | Path):
        if str(value).startswith(("http://", "https://", "s3://")):
            raise ProfileError(f"{value}: nothing is fetched from a network; download it, and pass the path")
        path = Path(value).expanduser() if str(value).startswith("~") else Path(value)
        if path.is_dir():
            raise ProfileError(f"{path} is a folder: pass the file with the followers, or in Python a list of files")
        if path.exists() and not path.is_file():
            raise ProfileError(f"{path} is a pipe, socket or device: pass it as an open file, on the command line as -")
        if "\0" in str(value) or any("\ud800" <= character <= "\udc7f" for character in str(value)):
            raise ProfileError(f"{str(value)[:80]!r} is no path of a file")
        return Source(str(value), lambda: path.open("rb"), encoding)
    if not isinstance(value, bytes | bytearray | memoryview):
        if not callable(read := getattr(value, "read", None)) or isinstance(value, type | ModuleType):
            return None
        name = getattr(value, "name", "")
        pieces = iter(lambda: read(BLOCK_BYTES), read(0))
        whole = (each.encode("utf-8", "surrogateescape") if isinstance(each, str) else bytes(each) for each in pieces)
        data = _whole(whole, f"the open file {name!r}")
        return Source(name if isinstance(name, str) else "", lambda: io.BytesIO(data), encoding)
    return Source("", lambda: io.BytesIO(value), encoding)


def unpacked_name(name: str) -> tuple[str, str]:
    """Return the name of a file without its endings, and the ending without that of a compression."""
    path = Path(name)
    path = Path(path.stem if path.suffix.lower() in PACKED else path.name)
    return path.stem, path.suffix[1:].lower()


def is_profile_path(value: object) -> bool:
    """Tell whether a value is a path, or a text that ends like the name of a file of profiles."""
    if not isinstance(value, str):
        return isinstance(value, Path)
    lower = value.lower()
    return lower.removesuffix(next(filter(lower.endswith, PACKED), "")).endswith(ENDINGS)


def parts_of(source: Source) -> list[Source]:
    """Return a source without its compression; of an archive the file in it, or the followers of an export."""
    head = _head(source)
    if head.startswith(b"PK\x03\x04"):
        return _members_of(source)
    if (unpack := next((unpack for magic, unpack in _UNPACK.items() if head.startswith(magic)), None)) is None:
        return [source]
    with source.open() as file:
        limit = _limit(file.seek(0, io.SEEK_END))
    return parts_of(replace(source, open=lambda: _closing_both(unpack, source.open()), limit=source.limit or limit))


def _limit(size: int) -> int:
    """Return how large what is packed into so many bytes may get."""
    return max(GROWTH[0], GROWTH[1] * size)


def _check_growth(name: str, size: int, limit: int) -> None:
    if size > limit:
        raise ProfileError(
            f"{name} grows to more than {limit:,} bytes, the larger of {GROWTH[0]:,} and {GROWTH[1]} times its size, "
            "as no profiles do: if it is no mistake, unpack it, and pass the file"
        )


def _whole(pieces: Iterable[bytes], name: str) -> bytes:
    """Return pieces as one, up to a limit."""
    held, size = list[bytes](), 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size > LARGEST_DOCUMENT:
            raise ProfileError(
                f"{name} is larger than {LARGEST_DOCUMENT:,} bytes, the most that is read as a whole: pass the path of "
                "a file of JSON Lines or Parquet, which is read part by part"
            )
    return b"".join(held)


def document_bytes(source: Source, issues: IssueTable) -> bytes:
    """Return a source as a whole, as UTF-8."""
    return _whole(blocks_of(source, issues), source.name)


def _head(source: Source) -> bytes:
    """Return the first block of a source."""
    try:
        with source.open() as file:
            return file.read(BLOCK_BYTES)
    except (EOFError, zlib.error, lzma.LZMAError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise ProfileError(f"{source.name}: expected a complete compressed file, but: {error}") from error


def _closing_both(unpack: Callable[[BinaryIO], Any], file: BinaryIO) -> BinaryIO:
    """Return a file unpacked, which closes what it is read from."""
    unpacked: Any = unpack(file)
    close = unpacked.close

    def close_both() -> None:
        close()
        file.close()

    unpacked.close = close_both
    return cast(BinaryIO, unpacked)


def _zstd(file: BinaryIO) -> BinaryIO:
    try:
        import pyarrow as pa
    except ImportError as error:
        raise MissingExtraError("reading .zst", "parquet") from error
    return io.BufferedReader(pa.CompressedInputStream(pa.PythonFile(file, mode="r"), "zstd"), BLOCK_BYTES)


_UNPACK: Final[dict[bytes, Callable[[BinaryIO], Any]]] = {
    b"\x1f\x8b": lambda file: gzip.GzipFile(fileobj=file, mode="rb"),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\x00": lzma.LZMAFile,
    b"\x28\xb5\x2f\xfd": _zstd,
}


def _members_of(source: Source) -> list[Source]:
    """Return the files in a zip that hold profiles; a workbook of Excel stays as it is."""
    try:
        with source.open() as file, zipfile.ZipFile(file) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/") and "__MACOSX" not in name]
            size = sum(held.file_size for held in archive.infolist())
            if "xl/workbook.xml" in names:
                _check_growth(source.name, size, _limit(file.seek(0, io.SEEK_END)))
    except (zipfile.BadZipFile, UnicodeDecodeError, NotImplementedError) as error:
        what = "an Excel workbook (try pandas.read_excel(path, dtype=str))" if source.ending == ".xlsx" else "a zip"
        raise ProfileError(f"{source.name}: expected {what} because of its first bytes, but: {error}") from error
    if "xl/workbook.xml" in names:
        return [source]
    wanted = names if len(names) == 1 else sorted(name for name in names if _EXPORTED.fullmatch(Path(name).name))
    if not wanted:
        shown = ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")
        raise ProfileError(f"{source.name}: {len(names)} files in a zip ({shown}): unpack it, and pass the one to read")

    def opened(name: str) -> BinaryIO:
        with source.open() as file, zipfile.ZipFile(file) as archive:
            held = archive.getinfo(name)
            _check_growth(f"{name} in {source.name}", held.file_size, _limit(held.compress_size))
            try:
                return io.BytesIO(archive.read(name))
            except (zipfile.BadZipFile, RuntimeError, zlib.error, lzma.LZMAError, EOFError, OSError) as error:
                raise ProfileError(f"{name} in {source.name}: expected a complete file, but: {error}") from error

    members = [replace(source, name=name, open=partial(opened, name)) for name in wanted]
    return [part for member in members for part in parts_of(member)]


def kind_of(source: Source) -> str:
    """Return what a source without compression is, by its first bytes; raise ProfileError for what cannot be read."""
    head = _head(source)
    if (known := next((kind for magic, kind in _BINARY.items() if head.startswith(magic)), None)) is not None:
        return known
    if (way := next((way for magic, way in REFUSED if head.startswith(magic)), None)) is not None:
        raise ProfileError(f"{source.name}: this is {way}")
    if source.ending == ".parquet":
        return "parquet"
    return _kind_of_text(b"".join(utf8([head], source, IssueTable([]))), source.ending)


def _kind_of_text(head: bytes, ending: str) -> str:
    """Return which kind of text this begins; the ending decides only where nothing else does."""
    text = head.removeprefix(BOM).lstrip()
    if text[:1] == b"<" and re.match(rb"<(?:!doctype|html|head|body|div|\?xml)", text, re.I):
        return "html"
    if ending == ".js" or _SCRIPT.match(text):
        return "script"
    if text[:1] in (b"{", b"["):
        return "lines" if _is_lines(text, ending) else "json"
    if ending in (".jsonl", ".ndjson") and (b"\n{" in text or b"\n" not in text):
        return "lines"
    if ending in (".json", ".jsons"):
        return "json"
    return "records" if _RECORD.match(text) else "table"


def _is_lines(text: bytes, ending: str) -> bool:
    """Tell whether every line is a document of its own; one line alone is so if it is called so."""
    called = ending in (".jsonl", ".ndjson")
    first, _, rest = (part.strip() for part in text.partition(b"\n"))
    if first in (b"{", b"["):
        return False
    if not rest:
        return called and _is_json(first)
    if _is_json(first):
        return called or rest[:1] in (b"{", b"[")
    if mended_document(first.decode("utf-8", "surrogateescape")) is not None:
        return False
    second = rest.partition(b"\n")[0]
    return (called and first[:1] == b"{") or (second[:1] == b"{" and _is_json(second))


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line.decode("utf-8", "surrogateescape"), strict=False)
    except (ValueError, RecursionError):
        return False
    return True


def blocks_of(source: Source, issues: IssueTable) -> Iterator[bytes]:
    """Yield a source block by block as UTF-8 without a byte order mark; a cut archive ends with an issue."""
    empty = True
    try:
        for block in utf8(_raw_blocks(source), source, issues):
            empty = empty and not block.strip(b" \t\r\n")
            yield block
    except (EOFError, gzip.BadGzipFile, zlib.error, lzma.LZMAError) as error:
        if empty:
            raise ProfileError(f"{source.name}: expected a complete compressed file, but: {error}") from error
        issues.add(None, None, f"{Path(source.name).name}: {error}", "a complete file", "read up to the damage")
    if empty:
        raise ProfileError(f"{source.name} is empty: expected profiles, one a row")


def _raw_blocks(source: Source) -> Iterator[bytes]:
    size = 0
    with source.open() as file:
        read = getattr(file, "read1", file.read)
        while block := read(BLOCK_BYTES):
            size += len(block)
            _check_growth(source.name, size, source.limit or size)
            yield block


def utf8(blocks: Iterable[bytes], source: Source, issues: IssueTable) -> Iterator[bytes]:
    """Yield the bytes of a text as UTF-8: of the encoding that is said or shows, else as they are."""
    waiting, encoding, began = iter(blocks), source.encoding, False
    for block in waiting:
        if not began and encoding is None:
            encoding = _shown_encoding(block)
        if encoding is None and not block.isascii():
            encoding = _encoding_beyond_ascii(block)
            if encoding == "cp1252":
                name = f"{Path(source.name).name}: bytes that are not UTF-8"
                issues.add(None, None, name, "UTF-8 text", "read as Windows-1252; pass encoding= for another")
        if encoding not in (None, "utf-8"):
            yield from _decoded(chain([block], waiting), encoding)
            return
        yield block if began else block.removeprefix(BOM)
        began = True


def _decoded(blocks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    try:
        decoder = codecs.getincrementaldecoder(encoding)("replace")
    except LookupError as error:
        raise ProfileError(f"encoding={encoding!r}: no such encoding; try 'utf-8', 'utf-16' or 'cp1252'") from error
    texts = chain(map(decoder.decode, blocks), (decoder.decode(end, final=True) for end in [b""]))
    for number, text in enumerate(texts):
        yield (text if number else text.removeprefix("\ufeff")).encode("utf-8", "surrogatepass")


def _shown_encoding(head: bytes) -> str | None:
    """Return the encoding that a mark at the beginning shows, or that every other byte is NUL."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    some = head[:400]
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = some[first::2]
        if len(half) > 8 and half.count(0) > 0.9 * len(half) and not some[1 - first :: 2].count(0):
            return encoding
    return None


def _encoding_beyond_ascii(block: bytes) -> str | None:
    """Return how the first block with bytes beyond ASCII is encoded."""
    if _UTF8_CHARACTER.search(block):
        return "utf-8"
    runs = _RUN.findall(block)
    western = max(map(len, runs)) <= LONGEST_RUN and _WESTERN.issuperset(b"".join(runs))
    return "cp1252" if western else "utf-8"


def line_blocks_of(source: Source, issues: IssueTable) -> Iterator[bytes]:
    """Yield a source in blocks of whole lines, without the byte order marks of files put one behind the other."""
    pieces, size = list[bytes](), 0
    for block in blocks_of(source, issues):
        end = block.rfind(b"\n") + 1
        if end:
            whole = b"".join([*pieces, block[:end]])
            yield whole if whole.isascii() else whole.replace(b"\n" + BOM, b"\n")
            pieces, size = [], 0
        pieces.append(block[end:])
        size += len(block) - end
        if size > LONGEST_LINE:
            raise ProfileError(f"{source.name}: a line of more than {LONGEST_LINE:,} bytes: this is no text of rows")
    if any(pieces):
        yield b"".join(pieces)
