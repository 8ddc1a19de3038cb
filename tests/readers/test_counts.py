"""Series of counts: every form that people keep them in is read alike, and what cannot be is told."""

from datetime import date

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from fakefollow.errors import ProfileError
from fakefollow.readers import read_counts, read_moments

DAYS = ["2024-01-01", "2024-01-02", "2024-01-04"]
TIMES = [1704067200.0, 1704153600.0, 1704326400.0]
COUNTS = [10, 12, 15]
INDEX = pd.to_datetime(DAYS)


@pytest.mark.parametrize(
    "source",
    [
        dict(zip(DAYS, COUNTS, strict=True)),
        {date.fromisoformat(day): n for day, n in zip(DAYS, COUNTS, strict=True)},
        {"date": DAYS, "followers": COUNTS},
        list(zip(DAYS, COUNTS, strict=True)),
        [{"day": day, "n": n} for day, n in zip(DAYS, COUNTS, strict=True)],
        np.array([DAYS, COUNTS]).T,
        pd.Series(COUNTS, index=INDEX),
        pd.DataFrame({"followers": COUNTS}, index=INDEX),
        pd.DataFrame({"date": ["", *DAYS], "followers": [0, *COUNTS]}).drop(0),  # taken of a longer table
        pd.DataFrame({"Date": ["", *DAYS], "n": [0, *COUNTS]}).drop(0),
        pd.DataFrame({"date": DAYS, "followers": COUNTS}, index=["a", "b", "c"]),
        pd.DataFrame({"date": INDEX, "followers": COUNTS}).set_index("date", drop=False),
        pd.DataFrame({"me": "ada", "day": INDEX, "followers": COUNTS}).set_index(["me", "day"]),
        pd.DataFrame({"me": "ada", "day": INDEX, "n": COUNTS}).set_index(["me", "day"]).n,
        pd.DataFrame({0: DAYS, 1: COUNTS}),
        pd.DataFrame({"Date": INDEX, "Followers": COUNTS, "Following": [1, 2, 3]}),
        pl.DataFrame({"date": [date.fromisoformat(day) for day in DAYS], "n": COUNTS}),
        pa.table({"date": DAYS, "followers": COUNTS}),
    ],
    ids=lambda source: type(source).__name__,
)
def test_every_form_is_read_alike(source):
    """Mappings, pairs, rows, arrays, series with an index and frames of three libraries hold the same."""
    series = read_counts(source)
    assert series.times.tolist() == TIMES
    assert series.counts.tolist() == COUNTS
    assert series.notes == ()


def test_a_file_is_read_as_people_write_it(tmp_path):
    """Dates with dots and numbers such as 12.3K are read from a file, with how exact they are."""
    path = tmp_path / "counts.csv"
    path.write_text("Datum;Abonnenten\n31.12.2023;12.3K\n01.01.2024;12.4K\n", "utf8")
    series = read_counts(path)
    assert series.counts.tolist() == [12_300, 12_400]
    assert series.width.tolist() == [100, 100]
    assert np.diff(series.times).tolist() == [86_400]


def test_a_round_number_of_a_file_is_no_id(tmp_path):
    """11.000 among counts with dots before thousands is eleven thousand, not eleven: no fall of a whole audience."""
    path = tmp_path / "zahlen.csv"
    path.write_text("Datum;Follower\n01.01.2024;10.980\n02.01.2024;11.000\n03.01.2024;11.032\n", "utf8")
    assert read_counts(path).counts.tolist() == [10_980, 11_000, 11_032]


def test_total_followers_go_before_what_was_gained():
    """Any usual name of followers is known; what else can be read as a count does not hinder it."""
    columns = {"day": DAYS, "Followers Gained": [1, 2, 3], "Total Followers": COUNTS}
    assert read_counts(columns).counts.tolist() == COUNTS


def test_days_that_may_be_months_are_said_with_what_to_write():
    """Where both readings are possible the error shows them, and the way that has one."""
    months = [f"01/{month:02}/2023" for month in range(2, 9)]
    with pytest.raises(ProfileError, match=r"in 'date' .*2023-02-01.*2023-01-02.*pass day_first=True or"):
        read_counts({"date": months, "count": list(range(7))})


def test_months_and_losses_are_read():
    """Months are their first day; a net loss keeps its sign, whatever minus it has."""
    series = read_counts({"2024-01": 5, "2024-02": "-7", "2024-03": "\u22128"})
    assert series.counts.tolist() == [5, -7, -8]
    assert series.times[0] == TIMES[0]
    assert read_counts(pd.Series([1, 2], index=pd.period_range("2024-01", periods=2, freq="M"))).times[0] == TIMES[0]


def test_what_cannot_be_read_is_told():
    """Rows without date or count are counted in a note, so are times that come twice; the later one counts."""
    series = read_counts([(DAYS[0], 1), (DAYS[0], 2), ("soon", 3), (DAYS[1], None)])
    assert series.counts.tolist() == [2]
    assert "2 of 4 rows have no readable date or count and were left out." in series.notes
    assert any("with the time of a later row" in note for note in series.notes)
    assert any("'soon'" in note for note in series.notes)


def test_a_column_may_be_mostly_empty():
    """Days without a count do not make a column of counts another thing; they are told."""
    series = read_counts({"date": DAYS, "followers": [float("nan"), None, 7]})
    assert series.counts.tolist() == [7]
    assert series.notes == ("2 of 3 rows have no readable date or count and were left out.",)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ([], "expected counts by date"),
        (5, "expected counts by date"),
        ({"date": DAYS, "a": COUNTS, "b": COUNTS}, "2 columns hold counts"),
        ({"a": COUNTS, "b": COUNTS}, "no column holds dates"),
        ({"date": DAYS, "text": ["x", "y", "z"]}, "no column holds counts"),
    ],
)
def test_what_is_no_series_is_refused(source, said):
    """The message says which column is missing or which could be meant."""
    with pytest.raises(ProfileError, match=said):
        read_counts(source)


def test_named_columns_are_taken():
    """Names that the caller gives are used; one that is not there is an error with those that are."""
    columns = {"day": DAYS, "a": COUNTS, "b": [1, 2, 3]}
    assert read_counts(columns, count="b").counts.tolist() == [1, 2, 3]
    with pytest.raises(ProfileError, match="count='c' is not a column; the columns are 'a', 'b'"):
        read_counts(columns, count="c")


def test_moments_are_times_or_days_with_a_count():
    """A list of times is taken as it is; of a series the days with more than nothing."""
    assert read_moments(DAYS, "posts").tolist() == TIMES
    assert read_moments(INDEX, "posts").tolist() == TIMES
    assert read_moments(dict(zip(DAYS, [1, 0, 2], strict=True)), "posts").tolist() == [TIMES[0], TIMES[2]]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("2023-01-01,10\n2023-01-02,20\n", "2023-01-01"),
        ("31.12.2023;1.234\n01.01.2024;1.250\n", "2023-12-31"),
        ("Jan 5 2023,1.2K\nJan 6 2023,1.3K\n", "2023-01-05"),
    ],
)
def test_a_file_without_headings_keeps_its_first_row(tmp_path, text, first):
    """A heading that is a number is none; headings of words stay headings."""
    for name, content in (("a.csv", text), ("b.csv", f"date{';' if ';' in text else ','}followers\n{text}")):
        path = tmp_path / name
        path.write_text(content)
        series = read_counts(str(path))
        assert len(series) == 2
        assert str(np.datetime64(int(series.times[0]), "s"))[:10] == first


@pytest.mark.parametrize(("day_first", "first"), [(True, "2023-02-01"), (False, "2023-01-02")])
def test_day_first_says_what_the_dates_do_not_show(day_first, first):
    """The caller's word decides where no day is above 12."""
    series = read_counts({"01/02/2023": 10, "02/02/2023": 12, "03/02/2023": 13}, day_first=day_first)
    days = [str(np.datetime64(int(time), "s"))[:10] for time in series.times]
    assert days[0] == first


@pytest.mark.parametrize("wrap", [lambda held: held, lambda held: [{"date": "2024-01-01", "held": held}]])
def test_rows_that_hold_themselves_are_refused(wrap):
    """A list or dict that is inside itself is not walked without end."""
    held: list = []
    held.append(held)
    with pytest.raises(ProfileError, match="expected counts by date|no column holds"):
        read_counts(wrap(held))


def test_numbers_beyond_any_count_are_left_out():
    """Whole numbers that no machine word holds are told as counts that cannot be read."""
    series = read_counts([*zip(DAYS, COUNTS, strict=True), ("2024-01-05", 10**30), ("2024-01-06", 10**400)])
    assert series.counts.tolist() == COUNTS
    assert "expected a count from 0 to 10,000,000,000" in series.notes[0]
