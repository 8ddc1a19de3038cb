"""Scores in batches: those of the whole, whatever comes in parts, in memory that does not grow with the input."""

import gzip
import json
import os
import shutil
import weakref

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

import fakefollow as ff
from fakefollow.readers import read_blocks
from fakefollow.scoring import score_folder, score_to_file
from fakefollow.simulate import simulate_accounts

N = 1500
ROWS = simulate_accounts(1050, 300, 150, random_state=3).profiles
FRAME = pd.DataFrame(ROWS)
SIZES = (1, 7, 1000)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the same accounts in every form, and in one of two Parquet files."""
    path = tmp_path_factory.mktemp("accounts")
    lines = "".join(json.dumps(row, default=lambda time: time.isoformat()) + "\n" for row in ROWS).encode()
    (path / "a.jsonl").write_bytes(lines)
    (path / "a.jsonl.gz").write_bytes(gzip.compress(lines))
    with pa.CompressedOutputStream(str(path / "a.jsonl.zst"), "zstd") as file:
        file.write(lines)
    FRAME.to_csv(path / "a.csv", index=False)
    FRAME.to_csv(path / "a.csv.gz", index=False)
    table = pa.Table.from_pandas(FRAME)
    pq.write_table(table, path / "a.parquet", row_group_size=400)
    (path / "parts").mkdir()
    for part in (0, 1):
        pq.write_table(table.slice(part * 900, 900), path / "parts" / f"part-{part}.parquet")
    (path / "parts" / "_SUCCESS").touch()
    return path


@pytest.fixture(scope="module")
def whole(folder):
    """The scores of all accounts at once, as a frame."""
    return ff.score(folder / "a.jsonl").to_frame()


def collected(batches):
    return pa.table(batches).to_pandas().astype({"id": str})


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst", "a.csv", "a.csv.gz", "a.parquet", "parts"])
def test_files_in_batches_have_the_scores_of_the_whole(folder, whole, name, size):
    """A file or folder of files gives the same scores in batches of any size."""
    batches = list(ff.score_batches(folder / name, batch_size=size))
    assert {batch.num_rows for batch in batches[:-1]} <= {size}
    pd.testing.assert_frame_equal(collected(pa.Table.from_batches(batches)), whole, check_dtype=False, rtol=0, atol=0)


STREAMS = {
    "pandas": lambda size: (FRAME[start : start + size] for start in range(0, N, size)),
    "polars": lambda size: (pl.from_pandas(FRAME[start : start + size]) for start in range(0, N, size)),
    "record batches": lambda size: iter(pa.Table.from_pandas(FRAME).to_batches(max_chunksize=size)),
    "reader": lambda size: pa.Table.from_pandas(FRAME).to_reader(max_chunksize=size),
    "lists": lambda size: (ROWS[start : start + size] for start in range(0, N, size)),
    "rows": lambda _: iter(ROWS),
    "frame": lambda _: FRAME,
    "list": lambda _: ROWS,
    "table": lambda _: ff.read(FRAME),
}


@pytest.mark.parametrize("size", [7, 1000])
@pytest.mark.parametrize("name", STREAMS)
def test_streams_have_the_scores_of_the_whole(whole, name, size):
    """Frames, record batches, lists and rows out of an iterator give the same scores whatever comes at a time."""
    scores = collected(ff.score_batches(STREAMS[name](size)))
    pd.testing.assert_frame_equal(scores, whole, check_dtype=False, rtol=0, atol=0)


def test_frames_of_one_row_have_the_scores_of_the_whole():
    """Rows that come alone are read as all together are."""
    batches = ff.score_batches((FRAME[row : row + 1] for row in range(60)), batch_size=1)
    assert [batch["authenticity"][0].as_py() for batch in batches] == ff.score(FRAME[:60]).authenticity.tolist()


def test_lazy_containers_are_scored_in_parts(folder, whole):
    """Data sets of arrow, their scanners and lazy frames of polars are taken as they give their rows."""
    data = ds.dataset(folder / "parts")
    for source in (data, data.scanner(), pl.scan_parquet(folder / "a.parquet")):
        pd.testing.assert_frame_equal(collected(ff.score_batches(source)), whole, check_dtype=False, rtol=0, atol=0)


def test_no_more_than_two_frames_are_held():
    """Of an iterator of frames the next is taken when its scores are asked for, and the last one is let go."""
    alive = []

    def frames():
        for start in range(0, N, 300):
            frame = FRAME[start : start + 300].copy()
            alive.append(weakref.ref(frame))
            assert sum(each() is not None for each in alive) <= 2
            yield frame
            del frame

    taken = [batch.num_rows for batch in ff.score_batches(frames(), batch_size=300)]
    assert taken == [300] * 5


def with_columns(**columns):
    return FRAME.assign(**columns)


NUMBERS = [f"{1 + i % 9}.{i % 1000:03}" for i in range(N)]
DECIDED_LATE = {
    "empty bios": with_columns(description=["" for _ in range(N - 1)] + ["x"]),
    "all bios empty": with_columns(description=""),
    "zeros": with_columns(**dict.fromkeys([name for name in FRAME if name.endswith("_count")], 0)),
    "days first": with_columns(created_at=["03/02/2020"] * (N - 1) + ["25/02/2020"]),
    "days undecided": with_columns(created_at="03/02/2020"),
    "thousands": with_columns(followers_count=[*NUMBERS[:-1], "1.234.567"]),
    "platforms": with_columns(platform=["x"] * (N - 1) + ["tiktok"]),
}


@pytest.mark.filterwarnings("ignore::fakefollow.FakefollowWarning")
@pytest.mark.parametrize("name", DECIDED_LATE)
@pytest.mark.parametrize("size", [50, 400, N])
def test_what_the_whole_decides_is_decided_by_its_first_rows(name, size):
    """Conventions, absence and platform are those of the whole, also where the last row decides them."""
    frame = DECIDED_LATE[name]
    blocks = list(read_blocks(frame[start : start + size] for start in range(0, N, size)))
    table = ff.read(frame)
    assert {block.platform for block in blocks} == {table.platform}
    for column in table.columns:
        assert [v for block in blocks for v in block.columns[column].to_list()] == table.columns[column].to_list()
    told = sorted(str(issue) for issue in table.issues if "once" not in issue.expected)
    assert sorted(str(issue) for block in blocks for issue in block.issues) == told


def test_later_rows_that_say_something_else_are_an_issue(monkeypatch):
    """What the first rows decided stays; values that come later are kept, and one issue names the column."""
    monkeypatch.setattr("fakefollow.readers.reading.DECIDING_ROWS", 256)
    frame = with_columns(location=[""] * 600 + ["Graz"] * 300 + [""] * (N - 900))
    blocks = list(read_blocks(frame[start : start + 100] for start in range(0, N, 100)))
    places = [place for block in blocks for place in block.texts("location").to_list()]
    assert places == [None] * 600 + ["Graz"] * 300 + [None] * (N - 900)
    issues = [str(issue) for block in blocks for issue in block.issues if issue.column == "location"]
    assert issues == [
        "location: expected a value in some row, got 'nothing in any of 256 rows'; treated as not observed",
        "location: expected values in the first rows too, got 'values after 256 rows without any'; kept; "
        "empty cells say nothing",
    ]


def test_issues_name_rows_of_the_whole_input():
    """A bad value in a later batch is told with its row of all of them, and n issues are in the summary."""
    frame = with_columns(followers_count=[*range(N - 1), -5])
    batches = ff.score_batches((frame[start : start + 100] for start in range(0, N, 100)), batch_size=100)
    assert sum(batch.num_rows for batch in batches) == N
    assert [issue.row for issue in batches.issues] == [N - 1]
    assert batches.summary()["n_issues"] == 1


def test_summaries_of_batches_are_those_of_the_whole(folder):
    """Counts, means and drift of a streamed file are those of its scores at once."""
    batches = ff.score_batches(folder / "a.parquet", batch_size=100)
    assert batches.schema.names[:3] == ["id", "username", "authenticity"]
    assert sum(batch.num_rows for batch in batches) == N
    facts, expected = batches.summary(), ff.score(folder / "a.parquet").summary()
    assert facts.keys() == expected.keys()
    for name in ("mean_authenticity", "mean_coverage"):
        assert facts.pop(name) == pytest.approx(expected.pop(name), rel=1e-12)
    assert facts == expected


def test_a_foreign_list_is_withheld_as_a_whole():
    """Whether anybody is called in a list of a platform that no model knows is one answer for all batches."""
    frame = FRAME.drop(columns=["posts_count"]).assign(platform="tiktok")
    whole = ff.score(frame)
    batches = ff.score_batches((frame[start : start + 50] for start in range(0, N, 50)), batch_size=50)
    table = pa.table(batches)
    assert table["verdict"].to_pylist() == whole.verdict.tolist()
    assert batches.summary()["withheld"] == whole.withheld


def test_nothing_and_wrong_arguments():
    """No rows are no batches; sizes below one, and folders without profiles, are refused."""
    assert list(ff.score_batches([])) == list(ff.score_batches(iter([]))) == []
    assert len(ff.score_batches([]).schema) == 0
    with pytest.raises(ValueError, match="1 row at least"):
        ff.score_batches([], batch_size=0)


def test_a_folder_without_profiles_says_what_was_expected(tmp_path):
    """A folder in which nothing can be profiles is an error that names it."""
    (tmp_path / "notes.md").write_text("x")
    with pytest.raises(ff.ProfileError, match="the folder holds no file of profiles"):
        next(ff.score_batches(tmp_path))


SETTINGS = {"model": None, "reasons": False}


@pytest.mark.parametrize("file_format", ["csv", "jsonl", "json"])
def test_a_file_scored_in_blocks_is_the_file_of_the_whole(folder, tmp_path, monkeypatch, file_format):
    """Text written block by block has the bytes of that which is written at once."""
    monkeypatch.setattr("fakefollow.readers.reading.DECIDING_ROWS", 256)
    expected, got = tmp_path / f"whole.{file_format}", tmp_path / f"got.{file_format}"
    from fakefollow.report import write_columns

    write_columns(ff.score(folder / "parts" / "part-0.parquet").to_dict(), expected, file_format)
    tally = score_to_file(folder / "parts" / "part-0.parquet", got, file_format, {}, SETTINGS)
    assert got.read_bytes() == expected.read_bytes()
    assert tally.n_accounts == 900


def test_a_folder_is_scored_file_by_file_and_resumed(folder, tmp_path):
    """Two jobs write what one does; resuming scores what is missing, and the bytes are the same."""
    one, two = tmp_path / "one", tmp_path / "two"
    assert score_folder(folder / "parts", one, "csv", {}, SETTINGS) == (2, N)
    assert score_folder(folder / "parts", two, "csv", {}, SETTINGS, n_jobs=2) == (2, N)
    texts = {path.name: path.read_bytes() for path in sorted(one.glob("*.csv"))}
    assert list(texts) == ["part-0.csv", "part-1.csv"]
    assert {path.name: path.read_bytes() for path in two.glob("*.csv")} == texts
    (two / "part-1.csv").unlink()
    assert score_folder(folder / "parts", two, "csv", {}, SETTINGS, resume=True) == (1, 600)
    assert {path.name: path.read_bytes() for path in two.glob("*.csv")} == texts


def test_resuming_scores_again_what_is_not_as_it_was(folder, tmp_path):
    """A file that was replaced, by an older one too, and one that was scored in another way are scored again."""
    parts, out = tmp_path / "parts", tmp_path / "out"
    shutil.copytree(folder / "parts", parts)
    assert score_folder(parts, out, "csv", {}, SETTINGS) == (2, N)
    assert score_folder(parts, out, "csv", {}, SETTINGS, resume=True) == (0, 0)
    shutil.copy(folder / "parts" / "part-1.parquet", parts / "part-0.parquet")
    os.utime(parts / "part-0.parquet", (10**9, 10**9))
    assert score_folder(parts, out, "csv", {}, SETTINGS, resume=True) == (1, 600)
    assert (out / "part-0.csv").read_bytes() == (out / "part-1.csv").read_bytes()
    assert score_folder(parts, out, "csv", {}, {**SETTINGS, "prior": 0.5}, resume=True) == (2, 1200)


class Deadly:
    """No, in this process; ends any other that it comes to."""

    def __bool__(self):
        return False

    def __reduce__(self):
        return os._exit, (9,)


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_blocks_of_a_file_are_scored_by_several_processes(folder, tmp_path, monkeypatch, file_format):
    """Bytes and what is told of them are those of one process; also where a folder has fewer files than jobs."""
    monkeypatch.setattr("fakefollow.readers.reading.DECIDING_ROWS", 256)
    monkeypatch.setattr("fakefollow.scoring.batches.MAX_ROWS", 100)
    one, two = tmp_path / f"one.{file_format}", tmp_path / f"two.{file_format}"
    tallies = [
        score_to_file(FRAME[:900], path, file_format, {}, SETTINGS, n_jobs=n) for path, n in ((one, 1), (two, 2))
    ]
    assert two.read_bytes() == one.read_bytes()
    assert tallies[0].facts() == tallies[1].facts()
    assert list(tallies[0].issues) == list(tallies[1].issues)
    assert score_folder(folder / "parts", tmp_path / "out", file_format, {}, SETTINGS, n_jobs=3) == (2, N)


def test_a_killed_scorer_of_blocks_is_one_error_that_names_the_file(tmp_path, monkeypatch):
    """Nothing is written, and there is no hang."""
    monkeypatch.setattr("fakefollow.readers.reading.DECIDING_ROWS", 256)
    monkeypatch.setattr("fakefollow.readers.arrow_files.PARQUET_ROWS", 256)
    FRAME.to_parquet(tmp_path / "in.parquet", row_group_size=300)
    with pytest.raises(ff.FakefollowError, match=r"in\.parquet.*killed.*no file is half written"):
        score_to_file(
            tmp_path / "in.parquet", tmp_path / "out.csv", "csv", {}, {**SETTINGS, "reasons": Deadly()}, n_jobs=2
        )
    assert not (tmp_path / "out.csv").exists()


def test_one_bad_file_of_a_folder_is_named_and_others_are_scored(folder, tmp_path):
    """What cannot be read is an error at the end that names it."""
    parts = tmp_path / "parts"
    parts.mkdir()
    (parts / "a.jsonl").write_bytes((folder / "a.jsonl").read_bytes())
    (parts / "b.jsonl").write_text("")
    with pytest.raises(ff.FakefollowError, match=r"b\.jsonl is empty"):
        score_folder(parts, tmp_path / "out", None, {}, SETTINGS)
    assert [path.name for path in (tmp_path / "out").glob("[!.]*")] == ["a.jsonl"]


def test_a_killed_worker_is_one_error_that_names_its_file(folder, tmp_path):
    """A process that dies ends the run with the files that were being scored; nothing is half written."""
    with pytest.raises(ff.FakefollowError, match=r"part-0\.parquet.*killed.*--resume"):
        score_folder(folder / "parts", tmp_path / "out", "csv", {}, {**SETTINGS, "reasons": Deadly()}, n_jobs=2)
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").glob("*.csv"))


def test_scores_do_not_go_into_the_folder_that_is_read(folder):
    """Outputs would be read as inputs the next time."""
    with pytest.raises(ff.FakefollowError, match="in the folder that is read"):
        score_folder(folder, folder / "out", None, {}, SETTINGS)


def test_what_an_iterator_of_the_user_raises_passes_as_it_is(monkeypatch):
    """Whatever reads it; in batches those before it have come."""
    monkeypatch.setattr("fakefollow.readers.reading.DECIDING_ROWS", 256)

    def frames():
        yield from (FRAME[:300], FRAME[300:600])
        raise LookupError("mine")

    def rows():
        yield from ROWS[:300]
        raise LookupError("mine")

    for use in (ff.read, ff.score, ff.audit):
        with pytest.raises(LookupError, match="mine"):
            use(rows())
    taken = []
    with pytest.raises(LookupError, match="mine"):
        taken.extend(map(len, ff.score_batches(frames(), batch_size=300)))
    assert taken == [300, 300]


def test_batches_are_a_stream_of_arrow(folder):
    """Any library of Arrow takes all batches at once; numbers are those of score."""
    frame = pl.DataFrame(ff.score_batches(folder / "parts"))
    assert np.array_equal(frame["authenticity"].to_numpy(), ff.score(FRAME).authenticity)


def test_a_large_file_says_how_to_score_it_in_batches(folder, monkeypatch):
    """Before much is read at once, one warning names the way that needs no memory; small files give none."""
    monkeypatch.setattr("fakefollow.readers.files.LARGE_ROWS", N - 1)
    with pytest.warns(ff.ReadingWarning, match=r"score_batches\(path\)"):
        ff.score(folder / "a.parquet")
    monkeypatch.setattr("fakefollow.readers.files.LARGE_BYTES", 1000)
    with pytest.warns(ff.ReadingWarning, match=r"score_batches\(path\)"):
        ff.score(folder / "a.jsonl")
