"""The part of RESULTS.md about speed and memory."""

from collections.abc import Mapping, Sequence
from typing import Any

from fakefollow.report import markdown_table
from models.bench.results.tables import cell
from models.bench.speed import CASES


def speed_parts(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the table of what was timed beside its goal."""
    if not rows:
        return []
    return [
        "# Speed",
        "Made by `python -m models.bench speed`: made-up accounts, CPU time of one process with one thread, or wall "
        "time of two, the best of three. Compare by ratio: machines differ.",
        markdown_table([_row(row) for row in rows]),
    ]


def _row(row: Mapping[str, Any]) -> dict[str, str]:
    case = CASES[row["case"]]
    return {
        "work": case.title,
        "processes": cell(row["n_processes"]),
        "accounts": cell(row["n_accounts"]),
        "seconds": f"{row['seconds']:.2f}",
        "accounts per second and core": cell(row["per_second_and_core"]),
        "goal": "" if case.least is None else f"at least {case.least:,}",
        "memory at most, MB": cell(row["peak_mb"]),
    }
