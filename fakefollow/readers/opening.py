"""Open what holds profiles, by what is in it and not by its name: archives, encodings, kinds of text.

A path, bytes or an open file becomes a `Source`; its bytes come decompressed, as UTF-8 and without byte order marks.
Knows no profile.
"""

import codecs
import io
import json
import lzma
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO, Final

from fakefollow.errors import FakefollowError, ProfileError, shown
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

DAMAGE: Final = (
    *(EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile),
    *(NotImplementedError, RuntimeError, OSError, ValueError),
)
"""What is raised at damaged archives, or at ones with a password; errors of the system are of other meaning."""

BOM: Final = codecs.BOM_UTF8
_MARKS: Final = (
    *((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32")),
    *((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")),
)
_RUN: Final = re.compile(rb"[\x80-\xff]+")
LONGEST_RUN: Final = 3  # of bytes beyond ASCII, in words of Western languages ("Müßig"); other scripts have longer
_WESTERN: Final = frozenset(
    "ÀÁÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüŒœŠšŽž€‚‘’“”•–—…™®©°«»¿¡ºª£·\xa0".encode("cp1252")
)
"""What such words hold in Windows-1252; not what mostly is half a character of UTF-8."""
_UTF8_CHARACTER: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")

_BINARY: Final = {
    **{b"PAR1": "parquet", b"ARROW1": "arrow", b"SQLite format 3\0": "sqlite", b"PK\x03\x04": "zip"},
    **{b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz", b"\x28\xb5\x2f\xfd": "zstd"},
}
PACKINGS: Final = ("gzip", "bzip2", "xz", "zstd", "zip")
"""Kinds that others may be in; a zip that has nothing else in it is a workbook of Excel."""
_PICKLES: Final = (b"\x80\x04\x95", b"\x80\x05\x95")
REFUSED: Final = (
    (b"\xd0\xcf\x11\xe0", "an old Excel file (.xls): save it as .xlsx or CSV"),
    (b"%PDF", "a PDF: ask the platform for the export as JSON or CSV"),
    (_PICKLES, "a file of Python objects, which is never loaded: load it yourself and pass the list"),
    (b"\x93NUMPY", "a NumPy file: pass numpy.load(path)"),
    (b"7z\xbc\xaf", "a 7z archive: unpack it and pass the file"),
    (b"Rar!", "a RAR archive: unpack it and pass the file"),
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8"), "an image: pass the profiles as CSV or JSON"),
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
    depth: int = 0
    """Of archives that it is in."""
    path: Path | None = None
    """Where it is, if in a file."""
    is_stream: bool = False
    """Whether it can be read once, from its beginning."""

    @property
    def ending(self) -> str:
        """The ending of the name without that of a compression, in lower case."""
        return f".{unpacked_name(self.name.lower())[1]}".rstrip(".")

    def open_whole(self) -> BinaryIO:
        """Open for reading here and there; what is packed is unpacked as a whole first, up to its limit."""
        if self.limit is None:
            return self.open()
        with damage_named(self.name):
            return io.BytesIO(as_whole(_raw_blocks(self), self.name))

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Raise ProfileError if the file changes or vanishes meanwhile, or where memory is not enough for it."""
        before, wrong = self._state(), None
        try:
            yield
        except (ProfileError, MemoryError) as error:
            wrong = error
        if self._state() != before:
            raise ProfileError(f"{self.name}: the file changed while it was read: read it again") from wrong
        if isinstance(wrong, MemoryError):
            raise ProfileError(
                f"{self.name}: not enough memory to read the whole file: use fakefollow.score_batches(path) for JSON "
                "Lines, CSV or Parquet"
            ) from wrong
        if wrong is not None:
            raise wrong

    def _state(self) -> tuple[int, ...] | None:
        """Return what is another when a file was written to or replaced."""
        stat = None if self.path is None else self.path.stat()
        return stat and (stat.st_size, stat.st_mtime_ns, stat.st_ino)


def source_of(value: object, encoding: str | None = None) -> Source | None:
    """Return the source that a path, bytes or an open file is, `None` for anything else."""
    if isinstance(value, Source):
        return value
    if isinstance(value, str | Path):
        if str(value).startswith(("http://", "https://", "s3://")):
            raise ProfileError(f"{value}: fakefollow does not download anything: save the profiles and pass the path")
        path = path_of(value)
        if str(value).startswith("@") and not path.exists():
            raise ProfileError(f"{value}: fakefollow does not download anything: pass a file with the followers")
        if path.is_dir():
            raise ProfileError(f"{path} is a folder: pass a file with profiles, or in Python a list of files")
        if path.exists() and not path.is_file():
            raise ProfileError(f"{path} is a pipe, socket or device: pass it open, or pipe it to `fakefollow ... -`")
        return Source(str(value), lambda: path.open("rb"), encoding, path=path)
    if not isinstance(value, bytes | bytearray | memoryview):
        if not callable(read := getattr(value, "read", None)) or isinstance(value, type | ModuleType):
            return None
        name = getattr(value, "name", "")
        data = as_whole(pieces_of(read), f"the open file {shown(name)}")
        return Source(name if isinstance(name, str) else "", lambda: io.BytesIO(data), encoding)
    return Source("", lambda: io.BytesIO(value), encoding)


def path_of(value: str | Path) -> Path:
    """Return the path that a text is, or raise ProfileError where the system can have none of that name."""
    try:
        if b"\0" not in os.fsencode(value):
            return Path(os.path.expanduser(value))
    except UnicodeEncodeError:
        pass  # half a character is in it
    raise ProfileError(f"{str(value)[:80]!r} is not a file path")


def pieces_of(read: Callable[[int], Any]) -> Iterator[bytes]:
    """Yield what an open file gives, be it of text or of bytes."""
    while piece := read(BLOCK_BYTES):
        if not isinstance(piece, str | bytes | bytearray | memoryview):
            raise ProfileError(f"the open file returned {type(piece).__name__}: expected bytes or text")
        yield piece.encode("utf-8", "surrogateescape") if isinstance(piece, str) else bytes(piece)


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


def limit_of(source: Source) -> int:
    """Return how large what is in a packed source may get: by the size of the outermost."""
    if source.limit is not None:
        return source.limit
    with source.open() as file:
        return growth_of(file.seek(0, io.SEEK_END))


def growth_of(size: int) -> int:
    """Return how large what is in so many bytes may get."""
    return max(GROWTH[0], GROWTH[1] * size)


def refuse_growth(name: str, size: int, limit: int) -> None:
    """Raise ProfileError if a source has got larger than it may."""
    if size > limit:
        raise ProfileError(
            f"{name} unpacks to more than {limit:,} bytes ({GROWTH[0]:,}, or {GROWTH[1]} times its size): if that is "
            "right, unpack it and pass the file"
        )


def as_whole(pieces: Iterable[bytes], name: str) -> bytes:
    """Return pieces as one, up to a limit."""
    held = io.BytesIO()  # gives what is in it without a copy
    for piece in pieces:
        if held.tell() + len(piece) > LARGEST_DOCUMENT:
            raise ProfileError(
                f"{name} is larger than {LARGEST_DOCUMENT:,} bytes: pass JSON Lines or Parquet, read in parts"
            )
        held.write(piece)
    return held.getvalue()


def document_bytes(source: Source, issues: IssueTable) -> bytes:
    """Return a source as a whole, as UTF-8."""
    return as_whole(blocks_of(source, issues), source.name)


def is_of_another_meaning(error: Exception) -> bool:
    """Tell whether an error is of the system, or said already what is wrong."""
    return isinstance(error, FakefollowError) or getattr(error, "errno", None) is not None


@contextmanager
def damage_named(name: str, expected: str = "a complete compressed file") -> Iterator[None]:
    """Turn what is raised for a damaged archive into a ProfileError."""
    try:
        yield
    except DAMAGE as error:
        if is_of_another_meaning(error):
            raise
        raise ProfileError(f"{name}: expected {expected}, but: {error}") from error


def kind_of(source: Source) -> str:
    """Return what a source is, by its first bytes; raise ProfileError for what cannot be read."""
    with source.open() as file, damage_named(source.name):
        head = file.read(BLOCK_BYTES)
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
    except DAMAGE as error:
        if is_of_another_meaning(error):
            raise
        if empty:
            raise ProfileError(f"{source.name}: expected a complete compressed file, but: {error}") from error
        issues.add(None, None, f"{Path(source.name).name}: {error}", "a complete file", "read up to the damage")
    if empty:
        raise ProfileError(f"{source.name} is empty: expected one profile a row")


def _raw_blocks(source: Source) -> Iterator[bytes]:
    size = 0
    with source.open() as file:
        read = getattr(file, "read1", file.read)
        while block := read(BLOCK_BYTES):
            size += len(block)
            refuse_growth(source.name, size, source.limit or size)
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
                issues.add(None, None, name, "UTF-8 text", "read as Windows-1252: pass encoding= for another")
        if encoding not in (None, "utf-8"):
            yield from _decoded(chain([block], waiting), encoding)
            return
        yield block if began else block.removeprefix(BOM)
        began = True


def _decoded(blocks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    try:
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        texts = chain(map(decoder.decode, blocks), (decoder.decode(end, final=True) for end in [b""]))
        for number, text in enumerate(texts):
            yield (text if number else text.removeprefix("\ufeff")).encode("utf-8", "surrogatepass")
    except (LookupError, TypeError, ValueError, AssertionError) as error:  # the last of codecs that are of no text
        if is_of_another_meaning(error):
            raise
        said = f"encoding={shown(encoding):.80}"
        raise ProfileError(f"{said}: unknown or wrong for this text ({error}); try encoding='cp1252'") from error


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
    """Yield a source in blocks of whole lines; files put one behind the other keep their byte order marks."""
    pieces, size = list[bytes](), 0
    for block in blocks_of(source, issues):
        end = block.rfind(b"\n") + 1
        if end:
            yield b"".join([*pieces, block[:end]])
            pieces, size = [], 0
        pieces.append(block[end:])
        size += len(block) - end
        if size > LONGEST_LINE:
            raise ProfileError(f"{source.name}: a line of more than {LONGEST_LINE:,} bytes: expected a profile a line")
    if any(pieces):
        yield b"".join(pieces)
