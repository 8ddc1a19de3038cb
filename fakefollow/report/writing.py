"""Files that are whole or not there: written beside their place, synced, and put into it when complete.

Killed at any moment, a name holds what it held, what was to be written, or nothing; a hidden file or folder that ends
in ``.unfinished`` may be left, and can be deleted. Knows no format.
"""

import ctypes
import errno
import io
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from secrets import token_hex
from typing import Any, BinaryIO, Final, TextIO

from fakefollow.errors import ArgumentError, FakefollowError, expect, shown

UNFINISHED: Final = ".unfinished"
LONGEST_NAME: Final = 50  # characters of a name that are kept in that of the unfinished file: 255 bytes is the most
MOST_LINKS: Final = 40  # that are followed, as Linux does
RENAME_EXCHANGE: Final = 2  # of Linux' renameat2
BUFFER_BYTES: Final = 1 << 18  # a convention


@contextmanager
def _named(target: str | Path, outcome: str = "; nothing was changed") -> Iterator[None]:
    """Make an error of the system name the file that was to be written, and what became of it."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        told = f"{reason[:1].lower()}{reason[1:]} while writing {target}{outcome}"
        # Of a pipe of the user's own that is an error; BrokenPipeError means that stdout was closed.
        raise (OSError(told) if isinstance(error, BrokenPipeError) else OSError(error.errno, told)) from error


class _Output(io.FileIO):
    """A file being written, the errors of which name the target."""

    def __init__(self, place: Path | int, mode: str, target: str | Path, *outcome: str) -> None:
        self._named = partial(_named, target, *outcome)
        with self._named():
            super().__init__(place, mode)

    def write(self, data: Any) -> int:
        """Write bytes, see `io.RawIOBase.write`."""
        with self._named():
            return super().write(data)


def _place(target: Path) -> Path | int:
    """Return where a target is once links are followed: a path, or the number of a file that is open already."""
    path = target
    for _ in range(MOST_LINKS):
        path = Path(os.path.realpath(path.parent), path.name)
        if str(path.parent) in ("/dev/fd", f"/proc/{os.getpid()}/fd") and path.name.isdecimal():
            return int(path.name)
        if not path.is_symlink():
            return path
        path = path.parent / path.readlink()
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))


def _expect_path(target: Any) -> None:
    """Raise ArgumentError for what is no name that a file or folder can have."""
    expect("path", target, str | os.PathLike, "the path of a file or folder")
    try:
        is_name = b"\0" not in os.fsencode(target)
    except UnicodeEncodeError:  # half a character
        is_name = False
    if not is_name:
        raise ArgumentError(f"path: {shown(target):.80} is not a valid file name")


def check_place(target: str | Path) -> Path | int:
    """Return where a target is, or raise the error of the system if a file cannot be put there."""
    _expect_path(target)
    with _named(target):
        place, wrong = _place(Path(target)), 0
        if isinstance(place, Path) and not _is_device(place):
            if place.is_dir():
                wrong = errno.EISDIR
            elif not place.parent.is_dir():
                wrong = errno.ENOTDIR if place.parent.exists() else errno.ENOENT
            elif not all(os.access(each, os.W_OK) for each in (place.parent, place) if each.exists()):
                wrong = errno.EACCES
        if wrong:
            raise OSError(wrong, os.strerror(wrong))
        return place


def _is_device(path: Path) -> bool:
    """Tell whether there is something that is neither a file nor a folder: a device or a pipe."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _is_same(one: str | Path, other: str | Path) -> bool:
    """Tell whether two paths are of one file or folder, be it there or not."""
    if os.path.exists(one) and os.path.exists(other):
        return os.path.samefile(one, other) and not _is_device(Path(one))
    return os.path.normcase(os.path.realpath(one)) == os.path.normcase(os.path.realpath(other))


def check_apart(outputs: Iterable[tuple[str, str | Path]], inputs: Iterable[tuple[str, str | Path]]) -> None:
    """Refuse to write over what is read, and to write two things to one file; each has words for what it is."""
    taken = list(inputs)
    for option, path in outputs:
        for other, there in taken:
            if _is_same(path, there):
                raise FakefollowError(f"{option} {path} is {other}: choose another name; nothing was read or written")
        taken.append((option, path))


def make_folder(folder: str | Path) -> None:
    """Make a folder, and those around it, where there is none."""
    with _named(folder):
        Path(folder).mkdir(parents=True, exist_ok=True)


def _unfinished(path: Path) -> str:
    """Return a name of its own for what will be at a path."""
    return f".{path.name[:LONGEST_NAME]}.{token_hex(4)}{UNFINISHED}"


def _take_after(place: Path, beside: Path) -> None:
    """Give a new file the permissions and, where that is allowed, the owner of the one it will replace."""
    if place.exists():
        with suppress(OSError, AttributeError):
            os.chown(beside, place.stat().st_uid, place.stat().st_gid)
        shutil.copystat(place, beside)


def _sync_folder(folder: Path) -> None:
    """Have the names of a folder written to the disk, where the system can do that."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


@contextmanager
def whole_file(target: str | Path) -> Iterator[BinaryIO]:
    """Give a stream of bytes; what was written takes the place of the target once it is complete and synced.

    A link is followed, and permissions stay. A device, a pipe, and a file that is open already, such as /dev/stdout,
    are written to directly.
    """
    place = check_place(target)
    if isinstance(place, int) or _is_device(place):
        sys.stdout.flush()  # what was printed before comes before
        with _named(target, ""):
            opened = os.dup(place) if isinstance(place, int) else place
        with _stream(opened, "wb", target, "") as stream:
            yield stream
        return
    beside = place.parent / _unfinished(place)
    try:
        with _stream(beside, "xb", target) as stream:
            with _named(target):
                _take_after(place, beside)
            yield stream
            stream.flush()
            with _named(target):
                os.fsync(stream.fileno())
        with _named(target):
            beside.replace(place)
        _sync_folder(place.parent)
    finally:
        with suppress(OSError):
            beside.unlink()


@contextmanager
def _stream(place: Path | int, mode: str, target: str | Path, *outcome: str) -> Iterator[BinaryIO]:
    """Give an open file, of which nothing more is written after an error."""
    raw = _Output(place, mode, target, *outcome)
    with raw:
        stream = io.BufferedWriter(raw, BUFFER_BYTES)
        yield stream
        stream.flush()


@contextmanager
def whole_text(target: str | Path) -> Iterator[TextIO]:
    """Give a stream of text as UTF-8, see `whole_file`; half a character, where a text was cut, becomes "?"."""
    with whole_file(target) as stream:
        text = io.TextIOWrapper(stream, "utf8", "replace", newline="")
        yield text
        text.flush()
        text.detach()


def add_line(path: Path, line: str) -> None:
    """Write a line below those of a file."""
    with _named(path), path.open("a", encoding="utf8") as stream:
        stream.write(f"{line}\n")


def lines_in(path: Path) -> list[str]:
    """Return the lines of a file, none where there is no file; the last one may be cut."""
    return path.read_text("utf8", "replace").splitlines() if path.is_file() else []


def replace_files(target: str | Path, contents: Mapping[str, bytes]) -> None:
    """Write files of a folder that belong together: all are new in the end, or all are as they were.

    Where Linux can exchange two folders at once, and this one holds nothing else, there is no moment without one of
    them. Else other files stay, and the last one is out of its place while the others change, so that a folder which
    holds it is complete.
    """
    with _named(target):
        folder = Path(os.path.realpath(target))
        is_new = not folder.exists()
        is_whole = not is_new and _may_be_swapped(folder, contents)
        beside = (folder.parent if is_new or is_whole else folder) / _unfinished(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            beside.mkdir()
            for name, content in contents.items():
                with (beside / name).open("xb") as stream:
                    _take_after(folder / name, beside / name)
                    stream.write(content)
                    stream.flush()
                    os.fsync(stream.fileno())
            _sync_folder(beside)
            if is_new:
                beside.rename(folder)
            elif not (is_whole and _swapped(folder, beside)):
                _exchange(folder, beside, list(contents))
        finally:
            shutil.rmtree(beside, ignore_errors=True)
        _sync_folder(folder)
        _sync_folder(folder.parent)


def _may_be_swapped(folder: Path, names: Iterable[str]) -> bool:
    """Tell whether a folder holds no other than some files, and another may be made beside it on the same disk."""
    is_beside = folder.stat().st_dev == folder.parent.stat().st_dev and os.access(folder.parent, os.W_OK)
    return sys.platform == "linux" and is_beside and {path.name for path in folder.iterdir()} <= set(names)


def _swapped(folder: Path, new: Path) -> bool:
    """Exchange two folders at once, and tell whether that could be done."""
    renameat2 = getattr(ctypes.CDLL(None), "renameat2", None)
    shutil.copystat(folder, new)
    of_both = (at := -100, os.fsencode(folder), at, os.fsencode(new))  # AT_FDCWD: paths are whole
    return renameat2 is not None and renameat2(*of_both, RENAME_EXCHANGE) == 0


def _exchange(folder: Path, new: Path, names: list[str]) -> None:
    """Put new files into a folder; what was there is kept until all are in, and comes back after an error."""
    before = new / "before"
    before.mkdir()
    try:
        for name in reversed(names):
            if (folder / name).exists():
                (folder / name).rename(before / name)
        for name in names:
            (new / name).rename(folder / name)
    except BaseException:
        for name in names:
            if (before / name).exists():
                (before / name).replace(folder / name)
            elif not (new / name).exists():
                (folder / name).unlink()
        raise
