"""How fast, in how much memory, accounts are scored and audited, beside others: ``python -m models.bench speed``.

Made-up accounts; each figure in a process of its own, with one thread. Compare by ratio: machines differ.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier

from fakefollow import audit, load_detector, read, score, score_one, simulate_accounts
from fakefollow.baselines import BotometerLiteForest, ClassAForest, SrfForest
from fakefollow.engagement import influence
from fakefollow.errors import FakefollowError
from fakefollow.profiles import frame_like
from fakefollow.simulate import Burst, Purchase, simulate_audience
from models.bench.influence import large_history

FILES: Final = "files"
"""What writes the files that cases read."""
DISTINCT: Final = 20_000
"""Accounts that differ in more than their id."""
ONE_THREAD: Final = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS", "ARROW_NUM_THREADS"), "1"
)


class Work(NamedTuple):
    """What is timed, how many accounts it is done with, and how many processes may share it."""

    run: Callable[[], object]
    n_accounts: int
    n_processes: int = 1


class Case(NamedTuple):
    """A figure of the table: what it is called, what prepares its work, what is wanted of it."""

    title: str
    prepare: Callable[[Path, int], Work]
    least: int | None = None
    """Accounts per second and core that are wanted."""


def _accounts(n_accounts: int) -> dict[str, list[Any]]:
    """Return columns of made-up accounts, the same again and again under other ids."""
    profiles = simulate_accounts(DISTINCT * 7 // 10, DISTINCT * 2 // 10, DISTINCT // 10, random_state=1).profiles
    names = list(dict.fromkeys(name for profile in profiles for name in profile))
    columns = {name: [profile.get(name) for profile in profiles] for name in names}
    times = -(-n_accounts // DISTINCT)
    columns = {name: (values * times)[:n_accounts] for name, values in columns.items()}
    return {**columns, "id": [str(10**9 + row) for row in range(n_accounts)]}


def write_files(folder: Path, n_accounts: int) -> None:
    """Write the same accounts as JSON Lines, CSV and Parquet."""
    import polars as pl

    frame = pl.DataFrame(_accounts(n_accounts), infer_schema_length=None)
    frame.write_parquet(folder / "accounts.parquet", row_group_size=65_536)
    texts = frame.with_columns(pl.col(pl.Datetime).dt.to_string("iso:strict"))
    texts.write_ndjson(folder / "accounts.jsonl")
    texts.write_csv(folder / "accounts.csv")


def _file(suffix: str, folder: Path, n_accounts: int) -> Work:
    return Work(lambda: score(folder / f"accounts.{suffix}"), n_accounts)


def _frame(kind: Any, folder: Path, n_accounts: int) -> Work:
    frame = frame_like(_accounts(n_accounts), kind)
    return Work(lambda: score(frame), n_accounts)


def _table(folder: Path, n_accounts: int, *, reasons: bool = False) -> Work:
    table, detector = read(folder / "accounts.parquet"), load_detector("x")
    return Work(lambda: detector.score(table, reasons=reasons), n_accounts)


def _evidence(folder: Path, n_accounts: int) -> Work:
    detector = load_detector("x")
    features = detector.measure(read(folder / "accounts.parquet"))
    return Work(lambda: detector.tables.total(features), n_accounts)


def _learner(learner: ClassifierMixin, folder: Path, n_accounts: int) -> Work:
    """Return the prediction of a learner on the features that the model of X has."""
    features = load_detector("x").measure(read(folder / "accounts.parquet"))
    fitted = learner.fit(np.nan_to_num(features[:DISTINCT]), _kinds() == "genuine")
    few = np.nan_to_num(features[: min(n_accounts, 5 * DISTINCT)])
    return Work(lambda: fitted.predict_proba(few), len(few))


def _predecessor(learner: Any, folder: Path, n_accounts: int) -> Work:
    """Return the prediction of a published predecessor, features included."""
    table = read(folder / "accounts.parquet")[:DISTINCT]
    fitted = learner.fit(table, _kinds())
    return Work(lambda: fitted.predict_proba(table), len(table))


def _kinds() -> Any:
    return np.array(simulate_accounts(DISTINCT * 7 // 10, DISTINCT * 2 // 10, DISTINCT // 10, random_state=1).kind)


def _audience(folder: Path, n_accounts: int) -> Work:
    columns = simulate_audience(
        n_accounts,
        purchases=[Purchase(0.1, at=0.4), Purchase(0.05, "aged", at=0.7)],
        bursts=[Burst("viral", 0.05)],
        drip_share=0.03,
        random_state=1,
    ).columns
    frame = frame_like(columns, "pandas")
    return Work(lambda: audit(frame, n_jobs=2), n_accounts, 2)


def _influence(folder: Path, n_accounts: int) -> Work:
    followers, interactions = large_history(n_accounts)
    return Work(lambda: influence(followers, interactions), len(interactions))


def _singly(folder: Path, n_accounts: int) -> Work:
    profiles = simulate_accounts(1_400, 400, 200, random_state=1).profiles
    return Work(lambda: [score_one(profile) for profile in profiles], len(profiles))


def _spark(folder: Path, n_accounts: int) -> Work:
    from pyspark.sql import SparkSession

    from fakefollow import spark

    os.environ.update(SPARK_LOCAL_IP="127.0.0.1", PYSPARK_PYTHON=sys.executable)
    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    frame = session.read.parquet(str(folder / "accounts.parquet")).repartition(4).cache()
    frame.count()
    return Work(lambda: spark.score(frame).write.format("noop").mode("overwrite").save(), n_accounts, 2)


CASES: Final[Mapping[str, Case]] = {
    "json_lines": Case("JSON Lines file to scores", partial(_file, "jsonl"), 400_000),
    "csv": Case("CSV file to scores", partial(_file, "csv")),
    "parquet": Case("Parquet file to scores", partial(_file, "parquet"), 1_000_000),
    "pandas": Case("pandas frame to scores", partial(_frame, "pandas"), 1_000_000),
    "polars": Case("polars frame to scores", partial(_frame, "polars"), 1_000_000),
    "pyarrow": Case("pyarrow table to scores", partial(_frame, "pyarrow"), 1_000_000),
    "table": Case("table to scores", _table),
    "reasons": Case("table to scores with reasons in words", partial(_table, reasons=True), 250_000),
    "one": Case("one profile at a time, `score_one`", _singly, 3_333),
    "audit": Case("audit, frame to report", _audience, 62_500),
    "influence": Case("influence, interactions to report", _influence, 50_000),
    "spark": Case("Spark, local, cached rows to scores", _spark),
    "evidence": Case("features to evidence: additive tables", _evidence),
    "trees": Case(
        "features to probability: 100 boosted trees of 15 leaves",
        partial(_learner, HistGradientBoostingClassifier(max_leaf_nodes=15, early_stopping=False, random_state=0)),
    ),
    "forest": Case(
        "features to probability: forest of 100 trees", partial(_learner, RandomForestClassifier(random_state=0))
    ),
    "class_a": Case("Class A (Cresci et al. 2015), table to probability", partial(_predecessor, ClassAForest())),
    "botometer": Case("BotometerLite (Yang et al. 2020)", partial(_predecessor, BotometerLiteForest())),
    "srf": Case("SRF (Instagram, 2017)", partial(_predecessor, SrfForest())),
}


def evaluate_speed(n_accounts: int = 1_000_000, names: Iterable[str] | None = None) -> list[dict[str, Any]]:
    """Return one row a case: accounts, seconds, accounts per second and core, and the largest memory in MB."""
    with TemporaryDirectory() as folder:
        _run(FILES, folder, n_accounts)  # in another process: a child has the peak of memory of its parent
        return [_in_process(name, folder, n_accounts) for name in names or CASES]


def _in_process(name: str, folder: str, n_accounts: int) -> dict[str, Any]:
    row: dict[str, Any] = json.loads(_run(name, folder, n_accounts).splitlines()[-1])
    return {"case": name, **row}


def _run(name: str, folder: str, n_accounts: int) -> str:
    """Return what a process of its own prints of a case."""
    command = [sys.executable, "-m", "models.bench.speed", name, folder, str(n_accounts)]
    done = subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, check=False, env={**os.environ, **ONE_THREAD}
    )
    if done.returncode:
        title = CASES[name].title if name in CASES else name
        raise FakefollowError(f"{title}: {' '.join(done.stderr.strip().splitlines()[-1:])}")
    return done.stdout


def measured(case: Case, folder: Path, n_accounts: int, repeats: int = 3) -> dict[str, Any]:
    """Return what a case takes, the best of some repeats: CPU time of one process, else wall time of all."""
    work = case.prepare(folder, n_accounts)
    clock = time.process_time if work.n_processes == 1 else time.perf_counter
    seconds = []
    for _ in range(repeats):
        start = clock()
        work.run()
        seconds.append(clock() - start)
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "n_accounts": work.n_accounts,
        "n_processes": work.n_processes,
        "seconds": min(seconds),
        "spread": statistics.pstdev(seconds),
        "per_second_and_core": round(work.n_accounts / min(seconds) / work.n_processes),
        "peak_mb": round(peak / 1024),
    }


def main(name: str, folder: Path, n_accounts: int) -> None:
    """Write the files, or print what a case takes."""
    if name == FILES:
        write_files(folder, n_accounts)
    else:
        sys.stdout.write(json.dumps(measured(CASES[name], folder, n_accounts)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
