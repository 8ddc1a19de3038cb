"""Tables of RESULTS.md: numbers and names in words."""

import pytest

from models.bench.baselines import ALL_BASELINES
from models.bench.results.tables import cell, method_title, per_thousand_cell, table


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.12345, "0.123"),
        (1.0, "1.000"),
        (12345, "12,345"),
        (None, ""),
        (float("nan"), ""),
        (True, "yes"),
        (False, "no"),
        ("nyu-2017", "nyu-2017"),
        ({"value": 0.5, "low": 0.25, "high": 0.75, "fold": "a x b"}, "0.500 (0.250 to 0.750)"),
    ],
)
def test_cells_by_hand(value, text):
    """Shares have three decimals, counts separators, figures their interval; what is not known stays empty."""
    assert cell(value) == text


def test_too_few_is_said():
    """Where accounts are too few to say, the cell says so; where there are none, it is empty."""
    assert per_thousand_cell({"n_genuine": 49, "flagged": 2, "per_1000": None}) == "too few"
    assert per_thousand_cell(None) == ""
    assert per_thousand_cell({"per_1000": 7.53, "low": 2.0, "high": 12.25}) == "7.5 (2.0 to 12.2)"


def test_columns_are_chosen_and_titled():
    """A table shows the columns that it is given, in their order, under their titles."""
    rows = [{"a": 1, "b": 0.5, "c": "x"}, {"a": 2}]
    assert table(rows, {"b": "B", "a": "A"}) == "| B | A |\n| --- | --- |\n| 0.500 | 1 |\n|  | 2 |"


def test_every_baseline_has_a_title():
    """Methods are called by their titles; a name without one stays as it is."""
    assert all(method_title(name) == one.title for name, one in ALL_BASELINES.items())
    assert method_title("fakefollow") == "fakefollow"
