"""Laws over made-up damage and use: any bytes, rows and lists of followers; threads, and calls without end."""

import gc
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

import fakefollow as ff
from fakefollow.errors import FakefollowError

pytestmark = pytest.mark.filterwarnings("ignore::fakefollow.errors.FakefollowWarning")
QUICK = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(), st.datetimes(), st.decimals(),
    st.timedeltas(), st.complex_numbers(), st.just(pd.NA), st.sampled_from(["\ud800", "\0", "1.2K"]),
)  # fmt: skip
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=6)
KEYS = st.sampled_from(
    ["username", "id", "followers_count", "created_at", "verified", "kind", "public_metrics", "data"]
)
ROWS = st.lists(st.dictionaries(KEYS, VALUES), min_size=2, max_size=12)


def are_probabilities(scores: ff.Scores) -> bool:
    """Tell whether every authenticity is one."""
    held = scores.authenticity
    return bool((np.isfinite(held) & (held >= 0) & (held <= 1)).all())


@QUICK
@given(
    st.binary(max_size=300), st.sampled_from([b"", b'{"username": "a"}\n', b"username,id\n", b"[", b"PAR1", b"<html>"])
)
def test_any_bytes_are_scored_or_refused(data: bytes, head: bytes) -> None:
    """Bytes give probabilities or an error of this library."""
    with suppress(FakefollowError):
        assert are_probabilities(ff.score(head + data))


@QUICK
@given(ROWS)
def test_any_rows_give_a_score_each(rows: list[dict]) -> None:
    """Rows of anything, behind one that can be read, have a score each, as a list and as a frame."""
    rows = [{"username": "ada", "followers_count": 3}, *({"username": "b"} | row for row in rows)]
    frame = pd.DataFrame(rows, dtype=object)
    for scores in (ff.score(rows), ff.score(frame)):
        assert len(scores) == len(rows)
        assert are_probabilities(scores)


@settings(QUICK, max_examples=4)
@given(ROWS)
def test_any_list_of_followers_is_audited(rows: list[dict]) -> None:
    """An audit of rows of anything gives every follower a probability."""
    rows = [{"username": "ada", "followers_count": 3}, *({"username": "b"} | row for row in rows)]
    report = ff.audit(rows)
    assert len(report.scores) == len(rows)
    assert are_probabilities(report.scores)


def test_scores_and_detectors_serve_several_threads() -> None:
    """Eight threads that score and read reasons get what one gets, to the bit."""
    rows = [{"username": f"user{i}", "followers_count": i, "following_count": 7 * i % 900} for i in range(400)]
    detector = ff.load_detector("x")
    shared = detector.score(ff.read(rows))

    def all_of(_: int) -> list[object]:
        own = detector.score(ff.read(rows))
        return [own.authenticity.tobytes(), shared.verdict.tolist(), [shared[i].reasons for i in range(0, 400, 40)]]

    expected = all_of(0)
    with ThreadPoolExecutor(8) as threads:
        assert all(held == expected for held in threads.map(all_of, range(16)))


def test_calls_without_end_do_not_grow_memory() -> None:
    """After the first ones, thousands of scores of one account each leave nothing behind."""
    profiles = [{"username": f"user{i}", "followers_count": i} for i in range(500)]
    detector = ff.load_detector("x")

    def blocks_after_all() -> int:
        for profile in profiles:
            ff.score_one(profile, model=detector)
        gc.collect()
        return sys.getallocatedblocks()

    blocks_after_all()
    before = blocks_after_all()
    assert blocks_after_all() - before < 100
