"""The numbers of charts as rows of tables."""

from fakefollow.report import distribution_rows, growth_rows


def told(rows):
    return [["".join(cell) for cell in row.values()] for row in rows]


def test_growth_is_told_at_a_dozen_dates():
    """Of many dates twelve are told, the first and the last among them; of few all."""
    dates = [f"2020-01-{day:02}" for day in range(1, 32)]
    numbers = [100.4 * place for place in range(31)]
    rows = told(growth_rows({"dates": dates, "followers": numbers, "low": numbers, "high": numbers}))
    assert len(rows) == 12
    assert rows[0] == ["2020-01-01", "0", "0 to 0"]
    assert rows[-1] == ["2020-01-31", "3,012", "3,012 to 3,012"]
    one = {"dates": dates[:1], "followers": [3.0], "low": [1.0], "high": [4.0]}
    assert told(growth_rows(one)) == [["2020-01-01", "3", "1 to 4"]]


def test_bins_with_accounts_are_told():
    """A bin without an account in either series has no row."""
    found = {"edges": [0.0, 0.05, 0.1, 0.15], "profile": [5, 0, 0], "fused": [0, 0, 1200]}
    assert told(distribution_rows(found)) == [["0.00 to 0.05", "5", "0"], ["0.10 to 0.15", "0", "1,200"]]
