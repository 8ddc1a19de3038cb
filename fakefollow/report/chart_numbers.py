"""The numbers of an audit's charts as rows of a table, for those who do not see the picture or need the digits."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final

import numpy as np

from fakefollow.report.audience_words import Rows
from fakefollow.report.rounded import date_part, whole
from fakefollow.report.shown import Shown

DATES_SHOWN: Final = 12


def growth_rows(growth: Mapping[str, Any]) -> Rows:
    """Return followers at hand, with bounds, on at most a dozen dates, the first and the last among them."""
    n = len(growth["dates"])
    return [
        {
            "date": (date_part(growth["dates"][place]),),
            "followers": (_rounded(growth["followers"][place]),),
            "bounds": (_rounded(growth["low"][place]), " to ", _rounded(growth["high"][place])),
        }
        for place in np.unique(np.linspace(0, n - 1, min(n, DATES_SHOWN)).round().astype(int)).tolist()
    ]


def distribution_rows(distribution: Mapping[str, Any]) -> Rows:
    """Return accounts in each bin of authenticity that has some."""
    bins = zip(pairwise(distribution["edges"]), distribution["profile"], distribution["fused"], strict=True)
    return [
        {
            "range": (Shown(f"{start:.2f}", start), " to ", Shown(f"{end:.2f}", end)),
            "by profile alone": (whole(alone),),
            "with audience": (whole(fused),),
        }
        for (start, end), alone, fused in bins
        if alone or fused
    ]


def _rounded(number: float) -> Shown:
    return Shown(f"{number:,.0f}", number)
