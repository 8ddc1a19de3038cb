"""The recipe for dask that `score_batches` documents gives the scores of one machine."""

import doctest

import pandas as pd
import pytest

import fakefollow as ff


def test_the_recipe_for_dask_gives_the_scores_of_one_machine():
    """Index, order and every column are those of the whole, also where a partition lacks what others have."""
    dask = pytest.importorskip("dask.dataframe", reason="dask is not installed")
    profiles = pd.DataFrame(ff.simulate_accounts(200, 80, 20).profiles, index=range(7, 307))
    profiles.loc[profiles.index[:100], "description"] = ""
    steps = [e.source for e in doctest.DocTestParser().get_examples(ff.score_batches.__doc__) if "SKIP" in e.source]
    names = {"ff": ff, "frame": dask.from_pandas(profiles, npartitions=4, sort=False)}
    for step in steps:
        exec(step, names)  # noqa: S102 - the documentation
    got = names["scores"].compute()
    expected = ff.score(profiles, observed_at="2024-05-01").to_frame().drop(columns="reasons", errors="ignore")
    pd.testing.assert_frame_equal(got, expected, check_dtype=False)
