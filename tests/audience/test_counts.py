"""The adjusted count: exact where flags never err, wider where little is known of their errors."""

import numpy as np
import pytest

from fakefollow.audience.share import lang_reiczigel


def test_formula_of_lang_and_reiczigel():
    """Bounds are those of the published formula, worked out step by step."""
    z = 1.959963984540054
    n, flagged, se, nse, sp, nsp = 1000, 259, 0.9, 500, 0.97, 500
    ap = (flagged + z * z / 2) / (n + z * z)
    se_, sp_ = (nse * se + 1) / (nse + 2), (nsp * sp + 1) / (nsp + 2)
    p = (ap + sp_ - 1) / (se_ + sp_ - 1)
    a, b = se_ * (1 - se_) / (nse + 2), sp_ * (1 - sp_) / (nsp + 2)
    var = (ap * (1 - ap) / (n + z * z) + p * p * a + (1 - p) ** 2 * b) / (se_ + sp_ - 1) ** 2
    middle = p + 2 * z * z * (p * a - (1 - p) * b)
    found = lang_reiczigel(flagged, n, se, nse, sp, nsp)
    assert str(found) == "0.263 (0.228 to 0.298)"
    assert found.estimate == pytest.approx((0.259 + 0.97 - 1) / 0.87)
    assert (found.low, found.high) == pytest.approx((middle - z * var**0.5, middle + z * var**0.5))


def test_intervals_hold_the_truth():
    """Over 1,000 audiences, with Se and Sp estimated anew each time, 93 to 97 % of intervals hold the share."""
    random = np.random.default_rng(0)
    held = []
    for _ in range(1000):
        se, sp = random.binomial(300, 0.85) / 300, random.binomial(300, 0.95) / 300
        flagged = random.binomial(800, 0.3 * 0.85 + 0.7 * 0.05)
        found = lang_reiczigel(flagged, 800, se, 300, sp, 300)
        held.append(found.low <= 0.3 <= found.high)
    assert 0.93 <= np.mean(held) <= 0.97


def test_flags_that_say_nothing_give_nothing():
    """Where flags fall on both classes alike there is no adjusted count."""
    assert lang_reiczigel(10, 100, 0.3, 100, 0.7, 100) is None


def test_shares_stay_between_none_and_all():
    """Fewer flags than false positives, or more than hits, give 0 and 1."""
    assert lang_reiczigel(0, 100, 0.9, 500, 0.95, 500).estimate == 0.0
    assert lang_reiczigel(100, 100, 0.9, 500, 0.95, 500).high == 1.0
