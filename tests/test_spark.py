"""Spark: scores and audits of DataFrames are those of one machine, with two worker processes at least."""

import os
import sys
import warnings
from importlib.util import find_spec
from shutil import which

import numpy as np
import pytest

import fakefollow as ff
from fakefollow import spark
from fakefollow.simulate import simulate_accounts, simulate_audience

pytestmark = [
    pytest.mark.skipif(find_spec("pyspark") is None, reason="pyspark is not installed"),
    pytest.mark.skipif(which("java") is None, reason="Java is not installed"),
    pytest.mark.filterwarnings("ignore:PySpark does not yet:FutureWarning", "ignore::DeprecationWarning"),
]
N_PARTS = 3


@pytest.fixture(scope="module")
def session():
    os.environ.update(SPARK_LOCAL_IP="127.0.0.1", PYSPARK_PYTHON=sys.executable, PYSPARK_DRIVER_PYTHON=sys.executable)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
        session = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", "700").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def in_parts(session, profiles, folder):
    """Return profiles as a frame, and as a DataFrame of several files, whose order Spark does not keep."""
    import polars as pl

    frame = pl.DataFrame(profiles, infer_schema_length=None)
    for part in range(N_PARTS):
        frame[part * len(frame) // N_PARTS : (part + 1) * len(frame) // N_PARTS].write_parquet(
            folder / f"part-{part}.parquet"
        )
    return frame, session.read.parquet(*[str(folder / f"part-{part}.parquet") for part in range(N_PARTS)])


@pytest.fixture
def accounts(session, tmp_path):
    return in_parts(session, simulate_accounts(1_800, 300, 200, random_state=4).profiles, tmp_path)


def test_scores_are_those_of_one_machine_beside_the_columns_that_came(accounts):
    frame, df = accounts
    scored = spark.score(df, reasons=True)
    assert scored.columns[: len(df.columns)] == df.columns
    found = {row["id"]: row for row in scored.collect()}
    expected = ff.score(frame, reasons=True).to_frame()
    assert len(found) == len(expected) == 2_300
    for row in expected.iter_rows(named=True):
        assert {name: found[row["id"]][name] for name in row} == row


def test_work_is_done_by_several_processes(session, accounts):
    def processes(batches):
        import pyarrow as pa

        for batch in batches:
            yield pa.RecordBatch.from_pydict({"process": [os.getpid()] * len(batch)})

    _, df = accounts
    scored = spark.score(df.repartition(4)).mapInArrow(processes, "process long")
    assert len({row["process"] for row in scored.collect()} - {os.getpid()}) >= 2


def test_an_audit_is_that_of_one_machine(session, tmp_path):
    audience = simulate_audience(4_000, purchases=[ff.Purchase(500, at=0.5)], random_state=2)
    rows = [{"place": place, **profile} for place, profile in enumerate(audience.profiles)]
    frame, df = in_parts(session, rows, tmp_path)
    frame, df = frame.drop("place"), df.orderBy("place").drop("place")
    whole = ff.audit(frame)
    assert spark.audit(df).to_json() == whole.to_json()
    assert whole.purchases
    state = ff.AuditState(1_500).update(frame)
    assert state.one_in > 1
    assert spark.audit(df, max_followers=1_500).to_json() == state.finalize().to_json()


def test_a_column_with_the_name_of_a_score_is_refused(accounts):
    _, df = accounts
    with pytest.raises(ff.ProfileError, match="column 'verdict': scores have a column of this name"):
        spark.score(df.withColumnRenamed("name", "verdict"))


def test_a_dataframe_without_rows_is_refused(accounts):
    _, df = accounts
    for call in (spark.score, spark.audit):
        with pytest.raises(ff.ProfileError, match="no rows"):
            call(df.limit(0))


@pytest.mark.parametrize("call", [spark.score, spark.audit])
def test_what_is_no_dataframe_of_spark_is_refused(call):
    with pytest.raises(ff.ProfileError, match="expected a DataFrame of Spark, got ndarray"):
        call(np.zeros(3))
