"""What all tests share: one thread, the same examples of Hypothesis in the gate, tables and an audit."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

# Before numpy and scikit-learn are loaded: on a busy machine more threads wait for each other and compute nothing.
os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

import numpy as np
import pytest
from hypothesis import settings

import fakefollow as ff
from fakefollow.profiles import COLUMNS, DTYPES, Column, ColumnType, ProfileTable, TextColumn, ValueColumn

TableMaker = Callable[[Sequence[Mapping[str, Any]]], ProfileTable]

NETWORK = {
    f"socket.{name}" for name in ("connect", "getaddrinfo", "gethostbyname", "gethostbyaddr", "sendto", "sendmsg")
}


def no_network(event: str, arguments: tuple[Any, ...]) -> None:
    """Fail whatever reaches for the network, but Spark for this machine: it speaks to its workers by sockets."""
    if event in NETWORK:
        address = next((each for each in arguments if isinstance(each, str | tuple)), None)
        host = address[0] if isinstance(address, tuple) else address
        is_local = isinstance(address, str) and event in ("socket.connect", "socket.sendto")  # a socket that is a file
        if not is_local and not ("pyspark" in sys.modules and host in ("127.0.0.1", "::1", "localhost")):
            raise RuntimeError(f"the network was reached for: {event} {address}")


sys.addaudithook(no_network)

settings.register_profile("here", deadline=None)
settings.register_profile("gate", deadline=None, derandomize=True, database=None)
settings.load_profile("gate" if os.environ.get("CI") == "true" else "here")


def _plain(value: Any) -> Any:
    if value is None:
        return 0
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value


def _column(name: str, values: list[Any]) -> Column:
    if COLUMNS[name] is ColumnType.TEXT:
        return TextColumn.from_strings(values)
    valid = np.array([value is not None for value in values], np.bool_)
    plain = [_plain(value) for value in values]
    if COLUMNS[name] is ColumnType.TIME:
        plain = [np.datetime64(value, "us") for value in plain]
    return ValueColumn(np.array(plain, DTYPES[COLUMNS[name]]), valid)


@pytest.fixture(scope="session")
def make_table() -> TableMaker:
    """Return a function from rows of canonical values to a table; a key that no row has is no column."""

    def make(rows: Sequence[Mapping[str, Any]]) -> ProfileTable:
        names = [name for name in COLUMNS if any(name in row for row in rows)]
        columns = {name: _column(name, [row.get(name) for row in rows]) for name in names}
        return ProfileTable(columns, len(rows))

    return make


@pytest.fixture(scope="session")
def example_report() -> ff.AuditReport:
    """Return the audit of the example audience: 2,000 synthetic followers, two purchases and a burst among them."""
    return ff.audit(Path(__file__).parents[1] / "notebooks" / "data" / "audience.jsonl")
