"""Feed made-up damage to the readers, scores and audits, guided by coverage; print how many inputs held.

    python tests/fuzz/target.py --minutes 1

With atheris the coverage of the package guides what is tried next; without it (or with ``--blind``) inputs are mutated
at random. An input that raises anything but an error of the library, loses a row or gives a score that is no
probability is written beside and ends the run with code 1.
"""

import argparse
import gzip
import io
import json
import os
import random
import sqlite3
import sys
import time
import warnings
import zlib
from contextlib import contextmanager, nullcontext, suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

try:
    import atheris
except ImportError:
    atheris = None

with atheris.instrument_imports(include=["fakefollow"]) if atheris and "--blind" not in sys.argv else nullcontext():
    import fakefollow as ff
    from fakefollow.errors import FakefollowError
    from fakefollow.profiles import COLUMNS
    from fakefollow.readers import Source

SAMPLES = json.loads((Path(__file__).parents[1] / "platforms/platform_samples.json").read_text())
DETECTOR = ff.load_detector("x")
PROFILES = [sample["profile"] for sample in SAMPLES.values()]
ENDINGS = ["jsonl", "json", "csv", "tsv", "txt", "html", "js", "parquet", "arrow", "xlsx", "sqlite", "gz", "bin"]
ODD = [None, pd.NA, float("nan"), float("inf"), -0.0, 10**5000, -1, "", "\ud800", "\0", "1.2K", [], {}, b"\xff", [[[]]]]

REACTIONS: list[Any] = [
    [{"post_id": "7", "kind": "like", "username": "ada", "created_at": "2024-01-01"}] * 2,
    [{"post_id": "7", "kind": "reply", "account": {"id": "1", "username": "ada"}, "text": "hi"}],
    {"7": {"likes": ["ada", 5], "comments": [{"id": "1", "text": "hi", "owner": {"username": "bob"}, "replies": []}]}},
    {
        "data": [{"id": "9", "author_id": "5", "text": "hi", "referenced_tweets": [{"type": "quoted", "id": "1"}]}],
        "includes": {"users": [{"id": "5", "username": "ada"}]},
    },
]

SCORED, AUDITED = 8, 400  # one input in so many is scored, and audited, which takes ten and a thousand times as long


def seeds() -> list[bytes]:
    """Return small files of every shape and kind, each behind the bytes that say how it is read."""
    rows = [{"username": f"u{i}", "followers_count": i, "created_at": "2020-01-02", "name": "é"} for i in range(3)]
    table, frame = pa.Table.from_pylist(rows), pd.DataFrame(rows)
    parquet, arrow, excel = io.BytesIO(), io.BytesIO(), io.BytesIO()
    pq.write_table(table, parquet, row_group_size=2)
    with pa.ipc.new_file(arrow, table.schema) as file:
        file.write_table(table)
    frame.to_excel(excel, index=False)
    database = sqlite3.connect(":memory:")
    database.execute("PRAGMA page_size = 512")
    database.execute("CREATE TABLE followers(username, followers_count)")
    database.executemany("INSERT INTO followers VALUES (?, ?)", [("u1", 1), ("u2", 2)])
    database.commit()
    csv = frame.to_csv(index=False).encode()
    shapes = [json.dumps(profile).encode() for profile in PROFILES]
    page = b'<html><a href="https://www.instagram.com/ada">ada</a><div>Jan 2, 2020</div></html>'
    texts = {
        "jsonl": [b"\n".join(shapes[:3]), *shapes],
        "json": [b"[" + b",".join(shapes[:3]) + b"]", b'{"data": [' + shapes[0] + b"]}"],
        "csv": [csv, csv.replace(b",", b";"), csv.decode().encode("utf-16")],
        "html": [page],
        "js": [b"window.YTD.follower.part0 = [" + shapes[0] + b"]"],
    }
    binary = {"parquet": [parquet], "arrow": [arrow], "xlsx": [excel]}
    files = [(ending, held) for ending, many in texts.items() for held in many]
    files += [(ending, held.getvalue()) for ending, many in binary.items() for held in many]
    files += [("sqlite", database.serialize()), ("gz", gzip.compress(shapes[0])), ("bin", shapes[0])]
    return [bytes([0, ENDINGS.index(ending)]) + held for ending, held in files] + [
        lead + held for lead in (b"\1", b"\2") for held in shapes
    ]


def check_bytes(data: bytes) -> None:
    """Read bytes under some ending, as a file is read."""
    ending = ENDINGS[data[0] % len(ENDINGS)] if data else "bin"
    check(Source(f"fuzz.{ending}", lambda: io.BytesIO(data[1:])), None, zlib.crc32(data))


def check_rows(data: bytes) -> None:
    """Read rows with odd keys and values, as a list or as a frame."""
    chance = random.Random(data)
    row = dict(chance.choice(PROFILES))
    rows = [dict(row) for _ in range(chance.choice([1, 2, 4]))]
    for _ in range(chance.randrange(6)):
        key = chance.choice([*COLUMNS, *row, "kind", "data", "x.y", ""])
        chance.choice(rows)[key] = chance.choice([*ODD, chance.choice(PROFILES), data.decode("utf-8", "replace")])
    is_frame = chance.random() < 0.1
    n_rows = len(rows) if is_frame or len(rows) > 1 else None
    check(pd.DataFrame(rows, dtype=object) if is_frame else rows, n_rows, chance.randrange(AUDITED))


def check_reactions(data: bytes) -> None:
    """Read a document of reactions with odd keys and values, and the same as posts."""
    chance = random.Random(data)
    document = deepcopy(chance.choice(REACTIONS))
    for _ in range(chance.randrange(4)):
        held = document
        while isinstance(held, dict | list) and held:
            key = chance.choice(list(held) if isinstance(held, dict) else range(len(held)))
            if chance.random() < 0.3 or not isinstance(held[key], dict | list):
                held[key] = chance.choice(
                    [*ODD, deepcopy(chance.choice(REACTIONS)), np.array(5), data.decode("utf-8", "replace")]
                )
                break
            held = held[key]
    with suppress(FakefollowError, OSError):
        read = ff.read_interactions(document, document if chance.random() < 0.3 else None)
        n = {
            len(each) for each in (read.account, read.post, read.kind, read.seconds, read.texts, read.ids, read.repeats)
        }
        if n != {len(read)} or max(read.account, default=-1) >= len(read.accounts):
            raise AssertionError(f"rows of {n} lengths, {len(read.accounts)} accounts")


def check(source: Any, n_rows: int | None, draw: int) -> None:
    """Raise unless there is a row, and a probability, for each row, or an error of the library."""
    with suppress(FakefollowError, OSError):
        table = ff.read(source)
        if n_rows is not None and len(table) != n_rows:
            raise AssertionError(f"{len(table)} of {n_rows} rows")
        if draw % SCORED:
            return
        held = (DETECTOR.score(table) if draw % AUDITED else ff.audit(table).scores).authenticity
        if len(held) != len(table) or not ((held >= 0) & (held <= 1)).all():
            raise AssertionError(f"no probabilities: {held}")


class Target:
    """Counts the inputs, and stops when the time is over."""

    def __init__(self, seconds: float, write_to: Path) -> None:
        self.end, self.write_to, self.n = time.monotonic() + seconds, write_to, 0

    def __call__(self, data: bytes) -> None:
        if self.n % 100 == 0 and time.monotonic() > self.end:
            print(f"{self.n:,} inputs, none of them fatal")
            sys.stdout.flush()
            os._exit(0)  # libFuzzer takes any other end for a failure
        self.n += 1
        with self.kept(data):
            {b"\1": check_rows, b"\2": check_reactions}.get(data[:1], check_bytes)(data[1:])

    @contextmanager
    def kept(self, data: bytes) -> Any:
        """Write down the input that fails."""
        try:
            yield
        except BaseException as error:
            path = self.write_to / "failing_input.bin"
            path.write_bytes(data)
            print(f"{self.n:,} inputs; this one fails with {type(error).__name__}: {path}")
            raise


def run_blind(target: Target, seed: int) -> None:
    """Mutate the seeds at random."""
    chance, known = random.Random(seed), seeds()
    while True:
        data = bytearray(chance.choice(known))
        for _ in range(chance.choice([0, 1, 2, 8])):
            start = chance.randrange(len(data))
            kind = chance.randrange(4)
            if kind == 0:
                data[start] = chance.randrange(256)
            elif kind == 1:
                del data[start : start + chance.randrange(1, 30)]
            elif kind == 2:
                data[start:start] = chance.choice([b'"', b"{", b"[" * 2000, b"\xff", b"\0", b"9" * 400, b"\n", b","])
            else:
                data += data[start : start + 200]
            data = data or bytearray(b"\0")
        target(bytes(data))


def main() -> None:
    """Run for some minutes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--blind", action="store_true", help="without atheris")
    parser.add_argument("--replay", type=Path, help="try this input alone")
    parser.add_argument("--keep", type=Path, default=Path(), help="folder of the input that fails")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    target = Target(60 * options.minutes, options.keep)
    if options.replay:
        target(options.replay.read_bytes())
    elif atheris is None or options.blind:
        run_blind(target, options.seed)
    else:
        corpus = options.keep / "corpus"
        corpus.mkdir(exist_ok=True)
        for number, seed in enumerate(seeds()):
            (corpus / f"seed{number}").write_bytes(seed)
        arguments = [
            f"-seed={options.seed + 1}",
            "-max_len=6000",
            "-len_control=20",
            "-print_final_stats=0",
            "-timeout=20",
            "-rss_limit_mb=3000",
            f"-artifact_prefix={options.keep}/",
            str(corpus),
        ]
        atheris.Setup([sys.argv[0], *arguments], target)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
