"""Score what does not fit into memory: batches in their order, and their summary.

Knows detectors and tables; what comes in parts is known to the readers.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from fakefollow.errors import expect, needing
from fakefollow.profiles import FloatArray, IntArray, IssueTable, ProfileTable, concatenate
from fakefollow.readers import DECIDING_ROWS, read_blocks
from fakefollow.report import arrow_table, plural, scores_text
from fakefollow.scoring.api import detector_for
from fakefollow.scoring.detector import Detector
from fakefollow.scoring.distributions import score_distribution
from fakefollow.scoring.policy import NOT_ENOUGH_DATA, Policy, at_most_uncertain
from fakefollow.scoring.scores import MAX_ROWS, Scores
from fakefollow.scoring.summary import headline, score_facts, verdict_rows

KEPT_ISSUES: Final = 10_000
"""Issues of reading that are kept, of any number; a convention."""


def score_batches(
    source: Any,
    platform: str | None = None,
    observed_at: datetime | str | None = None,
    model: str | Path | Detector | None = None,
    reasons: bool = False,
    *,
    batch_size: int = DECIDING_ROWS,
    columns: Mapping[str, str] | None = None,
    prior: float | Mapping[str, float] | None = None,
    policy: Policy | None = None,
    max_false_positive_rate: float | None = None,
    decimal: str | None = None,
    day_first: bool | None = None,
    table: str | None = None,
    encoding: str | None = None,
) -> "ScoreBatches":
    """Score accounts batch by batch in bounded memory, however many there are.

    Rows are read when they are asked for, and come in their order, with the scores that `score` of the whole would
    give. What `score` decides by the whole input is decided by its first 65,536 rows, or fewer where all of it shows
    before, whatever the size of batches: which platform and model it is, which columns stand for nothing where they
    are empty throughout, whether anybody is called in a list of a platform that no model has learnt, and how numbers
    and dates are written (by the 65,536 rows from the first one in doubt). Where later rows say something else it is
    one of the `issues`; ``platform``, ``decimal`` and ``day_first`` decide beforehand. Accounts given twice are not
    looked for.

    Parameters
    ----------
    source : path, iterator of frames, lazy frame, data set or anything else that `fakefollow.read` takes
        A folder stands for all files of profiles in it and its folders, by name, such as one of Parquet files; these
        and JSON Lines and delimited text, also packed, are read in parts, other files as a whole. So are frames of
        pandas, polars or pyarrow, record batches or lists of dicts out of an iterator, a data set or reader of arrow or
        Hugging Face, a lazy frame of polars, a relation of DuckDB, the partitions of a frame of dask.
    platform, observed_at, model, reasons, columns, prior, policy, max_false_positive_rate
        As in `score`.
    batch_size : int, default=65536
        Rows of each batch but the last one; changes no score.
    decimal, day_first, table, encoding
        As in `read`.

    Returns
    -------
    ScoreBatches
        Iterator of ``pyarrow.RecordBatch`` with the columns of `Scores.to_frame`; any Arrow library takes it whole.

    Raises
    ------
    ProfileError
        When rows are asked for, if the input cannot be read.
    ValueError
        If ``batch_size`` is less than 1.
    MissingExtraError
        If pyarrow is not installed.
    Exception
        What an iterator of your own raises, as it is; the batches before it have come.

    Examples
    --------
    >>> import fakefollow as ff
    >>> followers = ({"username": f"user{i}", "followers_count": i, "following_count": 300} for i in range(1000))
    >>> [batch.num_rows for batch in ff.score_batches(followers, batch_size=400)]
    [400, 400, 200]

    The partitions of a frame of dask, each where it is, with the scores of the whole: the first rows of all, which
    decide what the whole decides, go with each (`fakefollow.spark.score` does so on Spark).

    >>> import pyarrow as pa  # doctest: +SKIP
    >>> def scored(part, head):  # doctest: +SKIP
    ...     scores = pa.table(ff.score_batches(iter([head, part]), observed_at="2024-05-01"))
    ...     return scores[len(head) :].to_pandas().set_index(part.index)
    >>> head = frame.head(65_536, npartitions=-1)  # doctest: +SKIP
    >>> scores = frame.map_partitions(scored, head=head, meta=scored(head[:0], head))  # doctest: +SKIP
    """
    expect("batch_size", batch_size, int, "a number of rows")
    if batch_size < 1:
        raise ValueError(f"batch_size={batch_size!r}: expected 1 row at least")
    with needing("Scoring in batches", "parquet"):
        import pyarrow as _  # noqa: F401
    asked: dict[str, Any] = {"decimal": decimal, "day_first": day_first, "table": table, "encoding": encoding}
    blocks = read_blocks(source, platform, observed_at, columns, least_rows=batch_size, **asked)
    settings = {"prior": prior, "policy": policy, "max_false_positive_rate": max_false_positive_rate}
    return ScoreBatches(scored_blocks(blocks, model, reasons=reasons, **settings), batch_size)


class ScoreBatches(Iterator[Any]):
    """Scores of a long input, batch by batch as ``pyarrow.RecordBatch``; see `score_batches`.

    It is an Arrow stream too: ``polars.DataFrame(batches)``, ``pyarrow.table(batches)`` and DuckDB take it whole, and
    ``pyarrow.RecordBatchReader.from_stream(batches)`` is what data sets are written from.

    Parameters
    ----------
    scores : iterator of Scores
        The scores, block by block.
    batch_size : int
        Rows of each batch but the last one.
    """

    def __init__(self, scores: Iterator[Scores], batch_size: int) -> None:
        self._tally = Tally()
        self._schema: Any = None
        self._size = batch_size
        self._batches = self._cut(scores, batch_size)

    def __next__(self) -> Any:
        return next(self._batches)

    def __repr__(self) -> str:
        so_far = f"{plural(self._tally.n_accounts, 'account')} scored so far"
        columns = [f"columns {', '.join(self._tally.names)}"] if self._tally.names else []
        takers = "go through them, or give them to polars.DataFrame, pyarrow.table or DuckDB"
        return "\n".join([f"ScoreBatches: {self._size:,} rows a batch, {so_far}; {takers}", *columns])

    @property
    def schema(self) -> Any:
        """Names and types of the columns, as a ``pyarrow.Schema``; reads the first rows."""
        import pyarrow as pa

        if self._schema is None:
            self._batches = chain(list(islice(self._batches, 1)), self._batches)
        return pa.schema([]) if self._schema is None else self._schema

    @property
    def issues(self) -> IssueTable:
        """The first 10,000 issues of reading, so far; rows are those of the whole input."""
        return self._tally.issues

    def summary(self) -> dict[str, Any]:
        """Return the scores so far in a few numbers, as `Scores.summary` does, without its warning."""
        return self._tally.facts()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Hand over the batches to come as a stream of Arrow."""
        import pyarrow as pa

        return pa.RecordBatchReader.from_batches(self.schema, self).__arrow_c_stream__(requested_schema)

    def _cut(self, scored: Iterator[Scores], size: int) -> Iterator[Any]:
        """Yield scores as record batches of one size."""
        import pyarrow as pa

        waiting: Any = None
        for scores in scored:
            rows = arrow_table(self._tally.counted(scores), self._schema)
            self._schema = rows.schema
            rows = rows if waiting is None else pa.concat_tables([waiting, rows])
            whole = len(rows) // size * size
            yield from rows[:whole].combine_chunks().to_batches(max_chunksize=size)
            waiting = rows[whole:]
        if waiting is not None:
            yield from waiting.combine_chunks().to_batches()


def scored_blocks(
    blocks: Iterator[ProfileTable], model: str | Path | Detector | None = None, **settings: Any
) -> Iterator[Scores]:
    """Yield the scores of tables; the first of them decide on the model, and whether anybody is called."""
    return (judge.scores(table) for judge, table in judged_blocks(blocks, model, **settings))


@dataclass(frozen=True)
class Judge:
    """What scores the blocks of one input, each on its own, once it is decided by the first."""

    detector: Detector
    settings: Mapping[str, Any]
    withheld: str | None

    def scores(self, table: ProfileTable) -> Scores:
        """Return the scores of a block."""
        scores = replace(self.detector.score(replace(table, platform=None), **self.settings), table=table)
        if self.withheld is None:
            return scores
        return replace(scores, verdict=at_most_uncertain(scores.verdict), withheld=self.withheld)


def judged_blocks(
    blocks: Iterator[ProfileTable], model: str | Path | Detector | None = None, **settings: Any
) -> Iterator[tuple[Judge, ProfileTable]]:
    """Yield tables with what scores them, see `scored_blocks`."""
    first = list(islice(blocks, 1))
    if not first:
        return
    platform = first[0].platform
    detector = detector_for(model, platform)
    is_foreign = platform not in (None, *detector.learnt_on)
    while is_foreign and sum(map(len, first)) < DECIDING_ROWS and (block := next(blocks, None)) is not None:
        first.append(block)
    some = concatenate(first)
    withheld = detector.score(some[: DECIDING_ROWS if is_foreign else 0], **settings).withheld  # warns, too
    judge = Judge(detector, settings, withheld)
    yield from ((judge, table) for table in chain([some], blocks))


class Part(NamedTuple):
    """What a tally takes of the scores of one part."""

    n_accounts: int
    issues: IssueTable
    verdicts: Counter[str]
    sums: FloatArray
    places: FloatArray
    sample: FloatArray

    @classmethod
    def of(cls, scores: Scores, looked_at: IntArray) -> "Part":
        """Return it of scores, with the features of some rows."""
        places = np.array(score_distribution(scores.verdict, of=scores.authenticity)["of"])
        return cls(
            len(scores),
            scores.table.issues,
            Counter(scores.verdict.tolist()),
            np.array([scores.authenticity.sum(), scores.coverage.sum()]),
            places,
            scores.detector.measure(scores.table.take(looked_at)),
        )


def written_columns(scores: Scores, names: list[str]) -> dict[str, Any]:
    """Return the columns of scores under some names, those that they have if none are given."""
    columns = scores.to_dict()
    return {name: columns.get(name, [None] * len(scores)) for name in names or columns}


@dataclass
class Tally:
    """What is told of scores that come in parts, and the columns that all parts are written with."""

    n_accounts: int = 0
    n_issues: int = 0
    issues: IssueTable = field(default_factory=lambda: IssueTable([]))
    verdicts: Counter[str] = field(default_factory=Counter)
    names: list[str] = field(default_factory=list)
    _sums: FloatArray = field(default_factory=lambda: np.zeros(2))
    _places: FloatArray | int = 0
    _sample: list[FloatArray] = field(default_factory=list)
    _drawn: tuple[int, int, int] = (0, 0, 1)  # rows drawn from, rows drawn and kept, and one in how many
    _first: Scores | None = None

    def counted(self, scores: Scores) -> dict[str, Any]:
        """Count the scores of the next part, and return its columns under the names of those of the first part."""
        if self._first is None:
            arrays = {name: getattr(scores, name)[:0] for name in ("authenticity", "coverage", "verdict", "table")}
            self._first = replace(scores, **arrays)
        self.add(Part.of(scores, self.draw(len(scores))))
        columns = written_columns(scores, self.names)
        self.names = list(columns)
        return columns

    def draw(self, n_rows: int) -> IntArray:
        """Return the rows of the next part by which drift is told, which it may be counted without; at most 20,000."""
        n_before, n_drawn, step = self._drawn
        rows = np.arange(-n_before % step, n_rows, step)
        n_drawn += len(rows)
        while n_drawn > 2 * MAX_ROWS:
            n_drawn, step = -(-n_drawn // 2), 2 * step
        self._drawn = n_before + n_rows, n_drawn, step
        return rows

    def add(self, part: Part) -> None:
        """Count the next part."""
        self._sample.append(part.sample)
        while sum(map(len, self._sample)) > 2 * MAX_ROWS:
            self._sample = [np.concatenate(self._sample)[::2]]
        self.issues.extend(IssueTable(islice(part.issues, max(KEPT_ISSUES - len(self.issues), 0))), self.n_accounts)
        self.n_accounts, self.n_issues = self.n_accounts + part.n_accounts, self.n_issues + len(part.issues)
        self.verdicts.update(part.verdicts)
        self._sums = self._sums + part.sums
        self._places = self._places + part.places

    def facts(self) -> dict[str, Any]:
        """Return the whole in a few numbers, see `Scores.summary`."""
        if self._first is None:
            return {"n_accounts": 0, "n_issues": 0}
        scores, n = self._first, max(self.n_accounts, 1)
        drift = scores.detector.drift_of(np.concatenate(self._sample))
        return {
            **score_facts(scores),
            "drift": drift,
            "drift_share": None if drift is None else scores.detector.evidence_share(drift),
            "n_accounts": self.n_accounts,
            "verdicts": {verdict: self.verdicts[verdict] for verdict in scores.verdict_names},
            "mean_authenticity": float(self._sums[0]) / n if self.n_accounts else None,
            "mean_coverage": float(self._sums[1]) / n if self.n_accounts else None,
            "score_distribution": {
                **score_distribution(scores.verdict[:0], profile=scores.authenticity[:0]),
                "profile": np.asarray(self._places).tolist(),
                "not_enough_data": self.verdicts[NOT_ENOUGH_DATA],
            },
            "n_issues": self.n_issues,
        }

    def __str__(self) -> str:
        facts = self.facts()
        return scores_text(headline(facts), verdict_rows(facts))
