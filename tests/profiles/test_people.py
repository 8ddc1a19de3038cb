"""Numbers, dates, yes and no as people write them: one convention a column, or an issue that it cannot be told."""

from datetime import datetime

import pytest

from fakefollow.errors import ProfileError
from fakefollow.profiles import IssueTable, parse_column
from fakefollow.readers import read


def read_texts(name, *texts):
    """Return the values of a column and what was expected of those that could not be read."""
    issues = IssueTable([])
    return parse_column(list(texts), name, issues).to_list(), [issue.expected for issue in issues]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        *(("1,234", 1_234), ("1,234,567", 1_234_567), ("12,34,567", 1_234_567), ("1 234", 1_234), ("1'234", 1_234)),
        *(("1\u202f234\u00a0567", 1_234_567), ("1’234", 1_234), ("1.234.567", 1_234_567), ("1,234.0", 1_234)),
        *(("1.2K", 1_200), ("15.5k", 15_500), ("2.9M", 2_900_000), ("1.1B", 1_100_000_000), ("10K+", 10_000)),
        *(("12,3 mil", 12_300), ("1,5 Mio.", 1_500_000), ("1.2万", 12_000), ("3亿", 300_000_000), ("1.5만", 15_000)),
        *(("2,5 тыс.", 2_500), ("1.5 lakh", 150_000), ("1,000+", 1_000), ("1.2M subscribers", 1_200_000)),
        *(("１２", 12), ("1,234 followers", 1_234), ("0", 0), ("12 000", 12_000)),
    ],
)
def test_counts_as_people_write_them(text, count):
    """Grouped, abbreviated and worded counts of the big languages are counts."""
    assert read_texts("followers_count", text) == ([count], [])


@pytest.mark.parametrize(
    "text", ["12 years", "1,23", "1.2.3", "12,3456", "-5", "K", "1.5", "1e99M", "1,2,3K", "12 ada"]
)
def test_what_is_no_count_stays_an_issue(text):
    """A number that nobody writes so, a fraction and any other words are not observed."""
    assert read_texts("posts_count", text) == ([None], ["a count from 0 to 10,000,000,000"])


@pytest.mark.parametrize(
    ("texts", "counts"),
    [
        (["1.234", "5.000"], [1_234, 5_000]),
        (["1.234", "5.000", "12,3 mil"], [1_234, 5_000, 12_300]),
        (["5.000", "1.234.567", "2.345.678"], [5_000, 1_234_567, 2_345_678]),
        (["12,000", "1,234"], [12_000, 1_234]),
        (["12.0", "3.0", "4"], [12, 3, 4]),
    ],
)
def test_the_whole_column_shows_the_sign_before_decimals(texts, counts):
    """Cells that have one reading decide for those that have two."""
    assert read_texts("followers_count", *texts) == (counts, [])


@pytest.mark.parametrize("texts", [["12.000"], ["12.000", "5.000"], ["12.000", "7.5"], ["12.000", "1,234"], ["1.234K"]])
def test_twelve_point_nothing_is_never_twelve_unsaid(texts):
    """Where nothing shows which it is, such a cell is not observed, and one issue names both readings and the way."""
    values, expected = read_texts("followers_count", *texts)
    assert values[0] is None
    assert any('(decimal=".") or' in each for each in expected)


def test_the_caller_decides(tmp_path):
    """`decimal` and `day_first` settle what a column does not show; any other sign is refused."""
    path = tmp_path / "a.csv"
    path.write_text("username,followers_count,created_at\nada,12.000,01/02/2023\nbob,5.000,03/04/2023\n")
    undecided = read(path, observed_at="2024-01-01")
    assert undecided.columns["followers_count"].to_list() == [None, None]
    assert sorted((issue.row, issue.column) for issue in undecided.issues) == [
        (None, "created_at"),
        (None, "followers_count"),
    ]
    assert all("2 such cells" in issue.consequence for issue in undecided.issues)
    for decimal, counts in ((",", [12_000, 5_000]), (".", [12, 5])):
        assert read(path, observed_at="2024-01-01", decimal=decimal).columns["followers_count"].to_list() == counts
    for day_first, months in ((True, [2, 4]), (False, [1, 3])):
        times = read(path, observed_at="2024-01-01", day_first=day_first).columns["created_at"].to_list()
        assert [time.month for time in times] == months
    with pytest.raises(ProfileError, match="expected '.' or ','"):
        read(path, decimal=";")


def test_rounded_values_carry_their_width():
    """1.2K is somewhere within a hundred, a month without a day within 31 days; what is exact has no width."""
    column = parse_column(["1.2K", "10K+", "1,234", "7"], "followers_count", IssueTable([]))
    assert column.widths.tolist() == [100, 1_000, 0, 0]
    assert column.exact().to_list() == [None, None, 1_234, 7]
    assert column[1:3].widths.tolist() == [1_000, 0]
    months = parse_column(["Joined June 2019", "5 June 2019"], "created_at", IssueTable([]))
    assert months.exact().to_list() == [None, None]
    assert months.exact(86_400_000_000).to_list() == [None, datetime(2019, 6, 5)]
    assert parse_column([5, 7], "followers_count", IssueTable([])).widths is None


DAY = datetime(2019, 6, 5)
NIGHT = datetime(2019, 6, 5, 21, 43)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        *(("2019/06/05", DAY), ("5 Jun 2019", DAY), ("June 5, 2019", DAY), ("5. Juni 2019", DAY), ("05.06.2019", DAY)),
        *(("5 de junio de 2019", DAY), ("5 июня 2019 г.", DAY), ("2019年6月5日", DAY), ("2019년 6월 5일", DAY)),
        *(("43621", DAY), ("5-Jun-19", DAY), ("20190605000000", DAY), ("5 Haziran 2019", DAY), ("5 juin 2019", DAY)),
        *(
            ("Joined June 2019", datetime(2019, 6, 1)),
            ("2019-06", datetime(2019, 6, 1)),
            ("Jun 2019", datetime(2019, 6, 1)),
        ),
        *(("Se unió en junio de 2019", datetime(2019, 6, 1)), ("Mitglied seit Juni 2019", datetime(2019, 6, 1))),
        *(
            ("9:43 PM · Jun 5, 2019", NIGHT),
            ("Wed, 05 Jun 2019 21:43:00 +0000", NIGHT),
            ("5 Jun 2019 9:43 p.m.", NIGHT),
        ),
        *(
            ("Wed Jun 05 2019 23:43:00 GMT+0200 (Central European Summer Time)", NIGHT),
            ("2019-06-05 16:43:00 EST", NIGHT),
        ),
        *(("2019-06-05 21:43:00 +0000 UTC", NIGHT), ("1559770980000000", NIGHT), ("1559770980000000000", NIGHT)),
        *(("1.55977098e9", NIGHT), ("43621.9048611111", NIGHT), ("2019-06-06 05:43:00 +08:00", NIGHT)),
        *(("6/5/2019 9:43 PM", NIGHT), ("2019年06月05日 21:43", NIGHT)),
    ],
)
def test_times_as_people_and_exporters_write_them(text, time):
    """Dates in words and signs of the big languages, of mails, scripts, spreadsheets and databases are times."""
    assert read_texts("created_at", text) == ([time], [])


@pytest.mark.parametrize(
    "text", ["31/31/2019", "2/30/2019", "5 Foo 2019", "25:00 5 Jun 2019", "2019", "June", "43", "5 6 7"]
)
def test_what_is_no_time_stays_an_issue(text):
    """A day that is none and words that are no month are not observed."""
    assert read_texts("created_at", text) == ([None], ["a time from 1995 to 2099"])


def test_one_day_above_twelve_decides():
    """The order of day and month is that of the whole column."""
    assert read_texts("created_at", "01/02/2023", "12/31/2023")[0] == [datetime(2023, 1, 2), datetime(2023, 12, 31)]
    assert read_texts("created_at", "01/02/2023", "31/12/2023")[0] == [datetime(2023, 2, 1), datetime(2023, 12, 31)]
    values, expected = read_texts("created_at", "01/02/2023", "12/31/2023", "31/12/2023")
    assert values == [None, datetime(2023, 12, 31), datetime(2023, 12, 31)]
    assert expected == ["2023-02-01 (day_first=True) or 2023-01-02 (day_first=False)"]


@pytest.mark.parametrize(
    ("word", "flag"),
    [("Yes", True), ("NO", False), ("ja", True), ("não", False), ("да", True), ("否", False), ("Y", True)],
)
def test_yes_and_no_of_the_big_languages_are_flags(word, flag):
    """In any case."""
    assert read_texts("verified", word) == ([flag], [])
