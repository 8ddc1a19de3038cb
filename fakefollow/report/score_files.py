"""Scores as text, CSV, JSON Lines and Parquet."""

import csv
import json
from typing import Any, Final, TextIO

import numpy as np

from fakefollow.errors import MissingExtraError
from fakefollow.scores import Score, Scores

FORMATS: Final = ("csv", "jsonl", "parquet")
FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")


def neutralised(cell: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula: texts that begin like one get an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS) else cell


def write_scores(scores: Scores, stream: TextIO, file_format: str) -> None:
    """Write one line a score, in the order of the input.

    Parameters
    ----------
    scores : Scores
        What to write.
    stream : text stream
        Where to, opened with ``newline=""``.
    file_format : {"csv", "jsonl"}
        CSV has a header line and formula-looking texts neutralised; JSON Lines has texts as they are.
    """
    columns = {name: _plain(values) for name, values in scores.to_dict().items()}
    if file_format == "csv":
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([neutralised(cell) for cell in row] for row in zip(*columns.values(), strict=True))
    else:
        for row in zip(*columns.values(), strict=True):
            stream.write(json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) + "\n")


def write_parquet(scores: Scores, path: str) -> None:
    """Write a Parquet file.

    Raises
    ------
    MissingExtraError
        If pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtraError("Writing Parquet", "parquet") from error
    parquet.write_table(pa.table(scores.to_dict()), path)


def least_authentic(scores: Scores, n_rows: int) -> str:
    """Return the accounts of lowest authenticity as aligned text, lowest first, each with its main reason."""
    order = np.argsort(scores.authenticity, kind="stable")[:n_rows]
    names = scores.table.texts("username")
    lines = [f"{'row':>7}  {'username':<24} {'authenticity':>12}  verdict"]
    for row in order.tolist():
        name = printable(names[row : row + 1].to_list()[0] or "")
        score = scores[row]
        lines.append(f"{row:>7}  {name:<24.24} {score.authenticity:>12.3f}  {score.verdict}")
        lines.append(f"{'':>9}{_main_reason(score)}")
    return "\n".join(lines)


def _main_reason(score: Score) -> str:
    """Return the strongest reason for the kind that the verdict names, or of all where it names none."""
    for_verdict = (r for r in score.reasons if r.evidence > 0 and score.verdict == f"likely_{r.kind}")
    reason = next(for_verdict, next(iter(score.reasons), None))
    return reason.text if reason else "nothing was observed"


def printable(text: str) -> str:
    """Replace what could move a terminal's cursor or turn the line round."""
    return "".join(character if character.isprintable() else "?" for character in text)


def _plain(values: Any) -> list[Any]:
    return values.tolist() if isinstance(values, np.ndarray) else list(values)
