"""Spark: scores and audits of DataFrames of Apache Spark, by `mapInArrow`; needs the extra ``spark``.

Executors run the same code as one machine does. What needs the whole input (which platform, how dates are written,
which columns are empty throughout) is decided by the first rows, which every executor is given.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from fakefollow.audience import MOST_FOLLOWERS, AuditReport, AuditState, sampled
from fakefollow.errors import ProfileError, needing
from fakefollow.readers import DECIDING_ROWS, read
from fakefollow.scoring import IDENTITY, score_batches

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

BATCH_ROWS: Final = 16_384
"""Rows that are scored at a time; a convention."""


def score(profiles: "DataFrame", **settings: Any) -> "DataFrame":
    """Score every row of a Spark DataFrame.

    Parameters
    ----------
    profiles : pyspark.sql.DataFrame
        One row an account, with names that `fakefollow.read` knows.
    **settings
        As in `fakefollow.score_batches`: ``platform``, ``observed_at``, ``columns``, ``model``, ``prior``, ``policy``,
        ``max_false_positive_rate``, ``reasons``.

    Returns
    -------
    pyspark.sql.DataFrame
        The columns that came in, and those of `fakefollow.Scores.to_frame` but ``id`` and ``username``. Rows stay
        where they are. It is worked out when it is used.

    Raises
    ------
    ProfileError
        If there are no rows, the first rows cannot be read, or a column has the name of one of the scores.
    MissingExtraError
        If pyspark or pyarrow is not installed.

    Examples
    --------
    >>> scored = fakefollow.spark.score(spark.read.parquet("followers/"))  # doctest: +SKIP
    >>> scored.groupBy("verdict").count().show()  # doctest: +SKIP
    """
    head = _head(profiles)
    asked: dict[str, Any] = {**settings, "batch_size": BATCH_ROWS}
    added = [field for field in score_batches(iter([head]), **asked).schema if field.name not in IDENTITY]
    twice = [field.name for field in added if field.name in profiles.columns]
    if twice:
        raise ProfileError(f"column {twice[0]!r}: scores have a column of this name; rename yours first")
    names = [field.name for field in added]

    def scored(batches: "Iterable[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
        yield from _with_scores(head, batches, names, asked)

    return profiles.mapInArrow(scored, _schema(profiles, added))


def audit(
    followers: "DataFrame",
    order: Any = "newest_first",
    *,
    max_followers: int = MOST_FOLLOWERS,
    platform: str | None = None,
    observed_at: Any = None,
    columns: Any = None,
    **settings: Any,
) -> AuditReport:
    """Audit the followers in a Spark DataFrame, whose rows are in follow order.

    The executors choose by a hash of ids which followers to keep; at most about twice ``max_followers`` come to the
    driver, whose `fakefollow.AuditState` drops the rest: its report of the same rows on one machine is the same.

    Parameters
    ----------
    followers : pyspark.sql.DataFrame
        The followers of one account. Spark reads files in an order of its own: sort by a column that holds theirs, such
        as ``frame.orderBy("rank")``, or say ``order="unordered"``.
    order, platform, observed_at, columns
        As in `fakefollow.audit`.
    max_followers : int, default=1_000_000
        Most followers to keep.
    **settings
        As in `fakefollow.AuditState.finalize`.

    Returns
    -------
    AuditReport

    Raises
    ------
    ProfileError
        If there are no rows or they cannot be read.
    MissingExtraError
        If pyspark or pyarrow is not installed.

    Examples
    --------
    >>> report = fakefollow.spark.audit(spark.read.parquet("followers/").orderBy("rank"))  # doctest: +SKIP
    >>> print(report.finding)  # doctest: +SKIP
    """
    head = _head(followers)
    reading = {"platform": platform or read(head, columns=columns).platform, "columns": columns}
    n_rows = followers.count()
    # One halving less than is expected to do, so that the state itself decides on the last one.
    halvings = max(0, (n_rows // max_followers).bit_length() - 1)

    def kept(batches: "Iterable[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
        import pyarrow as pa

        for batch in batches:
            if batch.num_rows:
                yield batch.filter(pa.array(sampled(read(pa.Table.from_batches([batch]), **reading), halvings)))

    chosen = followers.mapInArrow(kept, followers.schema) if halvings else followers
    state = AuditState(max_followers, one_in=1 << halvings, observed_at=observed_at, **reading)
    state.update(chosen.toArrow())
    total = settings.pop("total_followers", None) or (n_rows if state.one_in > 1 else None)
    return state.finalize(order, total_followers=total, **settings)


def _head(frame: "DataFrame") -> "pa.Table":
    """Return the rows by which is decided what the whole input decides."""
    with needing("A DataFrame of Spark", "spark"):
        import pyarrow as _
        import pyspark as _  # noqa: F401, F811
    if not hasattr(frame, "mapInArrow"):
        raise ProfileError(f"expected a DataFrame of Spark, got {type(frame).__name__}")
    head = frame.limit(DECIDING_ROWS).toArrow()
    if not len(head):
        raise ProfileError("the DataFrame has no rows")
    return head


def _schema(frame: "DataFrame", added: "list[pa.Field]") -> Any:
    from pyspark.sql.types import DoubleType, StringType, StructType

    schema = StructType(list(frame.schema.fields))
    for field in added:
        schema = schema.add(field.name, DoubleType() if str(field.type) == "double" else StringType())
    return schema


def _with_scores(
    head: "pa.Table", batches: "Iterable[pa.RecordBatch]", names: Sequence[str], asked: Mapping[str, Any]
) -> "Iterator[pa.RecordBatch]":
    """Yield batches with the scores of their rows; those of the first rows of all decide, and are dropped."""
    import pyarrow as pa

    waiting: list[pa.RecordBatch] = []

    def source() -> "Iterator[pa.Table]":
        yield head
        for batch in filter(len, batches):
            waiting.append(batch)
            yield pa.Table.from_batches([batch])

    to_drop = len(head)
    for scores in score_batches(source(), **asked):
        new = scores.slice(min(to_drop, len(scores)))
        to_drop -= len(scores) - len(new)
        rows = pa.Table.from_batches(waiting).slice(0, len(new)) if len(new) else None
        if rows is not None:
            rest = pa.Table.from_batches(waiting).slice(len(new))
            waiting[:] = rest.to_batches()
            for name in names:
                rows = rows.append_column(name, _plain(new.column(name)))
            yield from rows.combine_chunks().to_batches()


def _plain(values: "pa.Array") -> "pa.Array":
    """Return numbers as double and everything else as text, whatever the batches make of them."""
    import pyarrow as pa

    return values.cast(pa.float64() if pa.types.is_floating(values.type) else pa.string())
