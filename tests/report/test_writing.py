"""Files are whole or not there: killed, out of space, forbidden or interrupted, what was there before stays."""

import errno
import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from fakefollow.errors import FakefollowError
from fakefollow.report import check_apart, check_place, json_text, replace_files, whole_file, whole_text, write_columns

ROWS = {"username": [f"ada {row}" for row in range(3)], "n": [1, 2, 3]}
FORMATS = ("csv", "jsonl", "json", "parquet")

KILLED = """
import multiprocessing, random, sys
from pathlib import Path
from fakefollow.report import json_text, replace_files, write_columns, write_page

def columns(version):
    return {"username": [f"{version} {row}" for row in range(500)], "n": [version] * 500}

def columns_to(file_format):
    return lambda path, version: write_columns(columns(version), str(path), file_format)

def model_to(path, version):
    replace_files(path, {"card.json": b"%d" % version * 30_000, "model.json": b"%d" % version * 30_000})

WRITERS = {name: columns_to(name) for name in ("csv", "jsonl", "json", "parquet")}
WRITERS["report.json"] = lambda path, version: json_text(columns(version), path)
WRITERS["html"] = lambda path, version: write_page(f"{version}" * 50_000, path)
WRITERS["model"] = model_to

def held(path):
    if path.is_dir():
        return {name.name: name.read_bytes() for name in path.iterdir() if name.is_file()}
    return path.read_bytes()

def write_on(write, path):
    while True:
        write(path, 1)
        write(path, 2)

def is_nothing(path):
    lacks = not path.exists() or (path.is_dir() and not (path / "model.json").exists())
    return lacks and (name != "model" or sys.platform != "linux" or not path.exists())

fork, chance = multiprocessing.get_context("fork"), random.Random(5)
for name, write in WRITERS.items():
    path, wholes = Path(f"out.{name}"), []
    for version in (1, 2):
        write(Path("whole"), version)
        wholes.append(held(Path("whole")))
        if name == "model":
            replace_files("whole", {})
    for _ in range(50):
        writing = fork.Process(target=write_on, args=(write, path))
        writing.start()
        writing.join(chance.uniform(0, 0.008))
        writing.kill()
        writing.join()
        assert writing.exitcode == -9
        assert is_nothing(path) or held(path) in wholes, name
    Path("whole").unlink() if Path("whole").is_file() else None
print(len(list(Path().rglob(".*.unfinished"))))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forks")
def test_killed_while_writing_a_name_holds_a_whole_file_or_nothing(tmp_path):
    """Of 50 writers of each format killed at random none leaves a part under the name; leftovers say what they are."""
    done = subprocess.run([sys.executable, "-c", KILLED], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 50  # most were killed in the middle


@pytest.fixture
def little_space():
    """Let no file of this process grow beyond 100 kB, as on a disk that is almost full."""
    resource = pytest.importorskip("resource", reason="needs limits of the system")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def listing(folder):
    return {path.relative_to(folder): path.is_file() and path.read_bytes() for path in folder.rglob("*")}


@pytest.mark.parametrize("file_format", FORMATS)
def test_without_space_the_previous_file_stays(tmp_path, little_space, file_format):
    """Where the disk is full the error names the file, and the folder is as it was."""
    path, names = tmp_path / f"scores.{file_format}", [os.urandom(40).hex() for _ in range(5000)]
    write_columns(ROWS, path, file_format)
    before = listing(tmp_path)
    with pytest.raises(OSError, match=f"file too large while writing .*scores.{file_format}; nothing was changed"):
        write_columns({"username": names}, path, file_format)
    assert listing(tmp_path) == before


@pytest.mark.parametrize("is_there", [True, False])
def test_without_space_the_previous_model_stays(tmp_path, little_space, is_there):
    """A model of which only the first file fits leaves both as they were, or no folder."""
    if is_there:
        replace_files(tmp_path / "mine", {"card.json": b"card", "model.json": b"model"})
    before = listing(tmp_path)
    with pytest.raises(OSError, match="too large while writing .*mine; nothing was changed"):
        replace_files(tmp_path / "mine", {"card.json": b"new", "model.json": b"x" * 200_000})
    assert listing(tmp_path) == before


@pytest.mark.parametrize("other", [None, "notes.txt"])
def test_a_replaced_model_keeps_what_is_beside_it(tmp_path, other):
    """Permissions of the folder and other files of it stay, and nothing else is left."""
    folder = tmp_path / "mine"
    replace_files(folder, {"card.json": b"0", "model.json": b"0"})
    folder.chmod(0o750)
    names = ["card.json", "model.json", *filter(None, [other])]
    (folder / names[-1]).write_text("mine", "utf8")
    replace_files(folder, {"card.json": b"1", "model.json": b"1"})
    expected = dict(zip(names, (b"1", b"1", b"mine"), strict=False))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == expected
    assert stat.S_IMODE(folder.stat().st_mode) == 0o750
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize("moment", range(5))
def test_a_model_interrupted_while_exchanged_comes_back(tmp_path, monkeypatch, moment):
    """Ctrl-C between any two renames puts both files of a model back; other files of the folder are left alone."""
    folder, rename, calls = tmp_path / "mine", Path.rename, []
    replace_files(folder, {"card.json": b"old card", "model.json": b"old model"})
    (folder / "notes.txt").write_text("mine", "utf8")
    before = listing(tmp_path)

    def interrupted(self, target):
        calls.append(target)
        if len(calls) == moment + 1:
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    if moment < 4:
        with pytest.raises(KeyboardInterrupt):
            replace_files(folder, {"card.json": b"new card", "model.json": b"new model"})
        assert listing(tmp_path) == before
    else:
        replace_files(folder, {"card.json": b"new card", "model.json": b"new model"})
        assert sorted(path.name for path in folder.iterdir()) == ["card.json", "model.json", "notes.txt"]
        assert (folder / "model.json").read_bytes() == b"new model"


def write_half(path, error):
    with whole_text(path) as out:
        out.write("half")
        raise error


@pytest.mark.parametrize("error", [KeyboardInterrupt(), MemoryError(), OSError(errno.EIO, "reading failed")])
def test_what_fails_half_way_leaves_nothing(tmp_path, error):
    """Whatever ends the writing passes as it is, and nothing is left of what was written."""
    with pytest.raises(type(error)) as raised:
        write_half(tmp_path / "f", error)
    assert raised.value is error
    assert listing(tmp_path) == {}


def test_links_and_permissions_stay(tmp_path):
    """A link is followed, also one to a file that is not there yet, and a replaced file keeps its permissions."""
    real, link, ahead = tmp_path / "real.csv", tmp_path / "link.csv", tmp_path / "ahead.csv"
    real.write_text("old", "utf8")
    real.chmod(0o640)
    link.symlink_to("real.csv")
    ahead.symlink_to(tmp_path / "new.csv")
    for path in (link, ahead):
        write_columns(ROWS, path, "csv")
        assert path.is_symlink()
        assert len(path.read_text("utf8").splitlines()) == 4
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    plain = tmp_path / "plain"
    plain.touch()
    assert (tmp_path / "new.csv").stat().st_mode == plain.stat().st_mode
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ahead.csv", "link.csv", "new.csv", "plain", "real.csv"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (".", "is a directory"),
        ("no/such/f.csv", "no such file or directory"),
        ("file/f.csv", "not a directory"),
        ("loop", "too many levels of symbolic links"),
        ("x" * 300, "file name too long"),
    ],
)
def test_what_cannot_be_a_file_is_told(tmp_path, name, reason):
    """The error names the target, not the name under which it was begun, and nothing is made."""
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    before = listing(tmp_path)
    with pytest.raises(OSError, match=f"{reason} while writing .*; nothing was changed") as raised:
        json_text({}, tmp_path / name)
    assert "unfinished" not in str(raised.value)
    assert listing(tmp_path) == before


FORBIDDEN = """
import os, tempfile
from fakefollow.report import check_place, json_text
folder = tempfile.mkdtemp()
os.mkdir(f"{folder}/closed")
for name in ("closed/f.json", "f.json"):
    open(f"{folder}/{name}", "w").close()
    os.chmod(f"{folder}/{name}", 0o444)
os.chmod(f"{folder}/closed", 0o555), os.chmod(folder, 0o777)
if os.geteuid() == 0:
    os.setresuid(65534, 65534, 65534)
for name in ("closed/new.json", "closed/f.json", "f.json"):
    for write in (check_place, lambda path: json_text({}, path)):
        try:
            write(f"{folder}/{name}")
        except PermissionError as error:
            print(error.strerror.replace(folder, ""))
"""


@pytest.mark.skipif(not hasattr(os, "setresuid"), reason="needs permissions of the system")
def test_what_is_forbidden_is_told():
    """A file or folder that is read-only is not replaced, and the error names it, beforehand too."""
    done = subprocess.run([sys.executable, "-c", FORBIDDEN], capture_output=True, text=True, check=True)
    told = "permission denied while writing {}; nothing was changed".format
    assert done.stdout.splitlines() == [
        told(f"/{name}") for name in ("closed/new.json", "closed/f.json", "f.json") for _ in "12"
    ]


def test_a_pipe_is_written_to(tmp_path):
    """A pipe gets what is written and stays a pipe."""
    path, got = tmp_path / "pipe", []
    os.mkfifo(path)
    reader = threading.Thread(target=lambda: got.append(path.read_bytes()))
    reader.start()
    write_columns(ROWS, path, "csv")
    reader.join()
    assert got[0].splitlines()[-1] == b"ada 2,3"
    assert path.is_fifo()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_devices_are_written_to(tmp_path):
    """A device is written to, and one that is full is named."""
    write_columns(ROWS, "/dev/null", "parquet")
    assert Path("/dev/null").is_char_device()
    (tmp_path / "link").symlink_to("/dev/full")
    with pytest.raises(OSError, match="no space left on device while writing .*link$"):
        write_columns(ROWS, tmp_path / "link", "jsonl")


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="needs stdout as a file")
def test_stdout_as_a_file_is_stdout(tmp_path):
    """/dev/stdout is written in its turn, also where it is a file, which is not replaced."""
    code = (
        "from fakefollow.report import json_text\nprint('before')\njson_text({}, '/dev/stdout')\nprint('after', end='')"
    )
    with (tmp_path / "out").open("wb") as out:
        subprocess.run([sys.executable, "-c", code], stdout=out, check=True)
        assert os.path.samestat(os.fstat(out.fileno()), (tmp_path / "out").stat())
    assert (tmp_path / "out").read_text("utf8").split() == ["before", "{}", "after"]


def test_parts_of_characters_are_written(tmp_path):
    """Half a character, where a text was cut, costs no file."""
    for file_format in FORMATS:
        write_columns({"username": ["a\ud800", "ada"]}, tmp_path / "f", file_format)
        assert b"ada" in (tmp_path / "f").read_bytes()
    assert json.loads(json_text({"a\udfff": 1}, tmp_path / "f")) == {"a?": 1}


def test_outputs_are_apart(tmp_path):
    """An output that is an input or another output, by whatever spelling or link, is refused; a device may be both."""
    rows, link, hard = tmp_path / "rows.csv", tmp_path / "link.csv", tmp_path / "hard.csv"
    rows.touch()
    link.symlink_to(rows)
    hard.hardlink_to(rows)
    for path in (rows, link, hard, f"{tmp_path}/./no/../rows.csv", tmp_path / ".." / tmp_path.name / "rows.csv"):
        with pytest.raises(FakefollowError, match="--out .* is the FILE that is read: choose another name"):
            check_apart([("--out", path)], [("the FILE that is read", rows)])
    with pytest.raises(FakefollowError, match="--html .* is --out"):
        check_apart([("--out", tmp_path / "new"), ("--html", f"{tmp_path}//new")], [])
    check_apart([("--out", "/dev/null"), ("--html", "/dev/null")], [("FILE", rows)])
    check_apart([("--out", tmp_path / "new")], [("FILE", rows), ("FILE", tmp_path / "gone")])


def test_a_long_name_can_be_written(tmp_path):
    """A name of the greatest length leaves room for that of the unfinished file."""
    with whole_file(tmp_path / ("é" * 125 + ".csv")) as out:
        out.write(b"x")
    check_place(tmp_path / ("é" * 125 + ".csv"))
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"x"]
