"""What users write, as mypy and pyright check it (`tests/typing/test_typing.py`); nothing of it is run."""

from typing import assert_type

import numpy as np
import pandas as pd
import polars as pl

import fakefollow as ff


def users_code(pandas_frame: pd.DataFrame, polars_frame: pl.DataFrame) -> None:
    """Score, audit, train and measure."""
    assert_type(ff.score(pandas_frame).to_frame(), pd.DataFrame)
    assert_type(ff.score(polars_frame, reasons=True).to_frame(identity=False), pl.DataFrame)
    assert_type(ff.audit(pandas_frame, random_state=1).to_frame(), pd.DataFrame)
    assert_type(ff.audit(polars_frame).to_frame(), pl.DataFrame)
    assert_type(ff.score("followers.csv"), ff.Scores)
    assert_type(ff.audit([{"username": "ada"}]), ff.AuditReport)

    assert_type(ff.score_one({"username": "ada", "followers_count": 12}).verdict, str)
    assert_type(ff.score(pandas_frame)[0], ff.Score)
    assert_type(ff.score(pandas_frame)[:5], ff.Scores[pd.DataFrame])

    own = assert_type(ff.train(pandas_frame, pandas_frame["label"], sources=pandas_frame["vendor"]), ff.Detector)
    ff.train(polars_frame, polars_frame["label"])
    ff.train([{"username": "ada"}], ["genuine"])
    ff.train("accounts.csv", np.array(["genuine"]))
    ff.evaluate(own, polars_frame, polars_frame["label"], sources=polars_frame["vendor"])
    ff.check_labels(pandas_frame, pandas_frame["label"])
    assert_type(ff.audit(pandas_frame).authentic_share.low, float)
