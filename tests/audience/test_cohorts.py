"""Cohorts: accounts made together are found by each rule, and what honest people share is none."""

import os
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from fakefollow.audience.cohorts import find_cohorts, username_shapes
from fakefollow.errors import ObservationTimeWarning, ReadingWarning
from fakefollow.profiles import TextColumn
from fakefollow.readers import read

DATA = Path(os.environ.get("FAKEFOLLOW_DATA", "."))
START = datetime(2012, 1, 1, tzinfo=UTC)
N = 2_000


def word(random: np.random.Generator) -> str:
    return bytes(random.integers(97, 123, int(random.integers(3, 9))).astype(np.uint8)).decode()


@pytest.fixture(scope="module")
def people():
    """Rows of a made-up honest list: own words, own handles, ids in the order of creation, three years."""
    random = np.random.default_rng(0)
    seconds = np.sort(random.integers(0, 3 * 365 * 86_400, N))
    return [
        {
            "id": str(400_000_000 + 20 * int(second) + int(random.integers(0, 20))),
            "username": word(random) + (str(random.integers(1, 2_000)) if random.random() < 0.4 else ""),
            "description": " ".join(word(random) for _ in range(int(random.integers(0, 15)))),
            "created_at": START + timedelta(seconds=int(second)),
        }
        for second in seconds
    ]


def of_rule(cohorts, rule):
    return [cohort for cohort in cohorts.found if cohort.rule == rule]


def test_an_honest_list_has_no_cohort(make_table, people):
    """Where everyone wrote and signed up alone, nothing is found and nothing is said."""
    cohorts = find_cohorts(make_table(people))
    assert cohorts.found == ()
    assert (cohorts.member == -1).all()
    assert (cohorts.log_likelihood_ratio() == 0).all()


def test_bios_of_a_template(make_table, people):
    """A batch with one bio but for a number is one cohort, which shows the words in common."""
    rows = [dict(row) for row in people]
    chosen = range(100, 400, 20)
    for row in chosen:
        rows[row]["description"] = f"Happy soul number {row * 7}, lover of crypto and good vibes"
    (cohort,) = find_cohorts(make_table(rows)).found
    assert (cohort.rule, cohort.size, cohort.rows.tolist()) == ("bio", 15, list(chosen))
    assert cohort.template == "Happy soul number … lover of crypto and good vibes"
    assert cohort.example_rows == (100, 240, 380)
    assert cohort.log_likelihood_ratio == pytest.approx(min(np.log(15 / cohort.expected), 4.0), abs=1e-5)


@pytest.mark.parametrize("bio", ["", "love", "🌸", "she/her", "https://t.co/abcdefg", "Just here to read", "🇹🇷" * 12])
def test_what_honest_people_share_is_no_cohort(make_table, people, bio):
    """Empty bios, single words, emojis, flags and addresses say nothing, however many have them."""
    rows = [row | {"description": bio} if place % 4 == 0 else row for place, row in enumerate(people)]
    assert find_cohorts(make_table(rows)).found == ()


def test_a_few_quotations_are_no_cohort(make_table, people):
    """A sentence that four of two thousand people quote is below what is called a cohort."""
    quote = "Be yourself, everyone else is already taken"
    rows = [row | {"description": quote} if place < 4 else row for place, row in enumerate(people)]
    assert find_cohorts(make_table(rows)).found == ()


def test_sequential_ids(make_table, people):
    """Thirty accounts with numbers next to each other are a cohort; snowflake ids never are."""
    rows = [dict(row) for row in people]
    for place in range(30):
        rows[place * 10] |= {"id": str(900_000_000 + 3 * place), "created_at": people[0]["created_at"]}
        rows[place * 10]["created_at"] += timedelta(minutes=7 * place)
    (cohort,) = find_cohorts(make_table(rows)).found
    assert (cohort.rule, cohort.size) == ("sequential_ids", 30)
    assert cohort.template == "900000000 to 900000087"
    flakes = [row | {"id": str(10**18 + place)} for place, row in enumerate(people)]
    assert find_cohorts(make_table(flakes)).found == ()


def test_a_wave_of_sign_ups_is_no_sequence(make_table, people):
    """Numbers in a row that were given over more than half a day say that many signed up; unknown dates say nothing."""
    rows = [dict(row) for row in people]
    for place in range(30):
        rows[place * 10] |= {"id": str(900_000_000 + 3 * place), "created_at": people[0]["created_at"]}
        rows[place * 10]["created_at"] += timedelta(minutes=30 * place)
    assert of_rule(find_cohorts(make_table(rows)), "sequential_ids") == []
    for row in rows:
        del row["created_at"]
    assert len(of_rule(find_cohorts(make_table(rows)), "sequential_ids")) == 1


@pytest.mark.parametrize("name", ["x12", "-5", "1e9", "", "٣٤٥", "1" * 40, "0"])
def test_ids_that_are_no_numbers(make_table, people, name):
    """An id that is no plain number is not observed by the rule of sequences."""
    rows = [row | {"id": f"{name}{'' if name else place}" if place % 2 else None} for place, row in enumerate(people)]
    assert of_rule(find_cohorts(make_table(rows)), "sequential_ids") == []


def test_creation_minute(make_table, people):
    """Twelve accounts of one minute are a cohort, named by the minute."""
    rows = [dict(row) for row in people]
    minute = datetime(2013, 5, 6, 7, 8, tzinfo=UTC)
    for place in range(12):
        rows[place * 9]["created_at"] = minute + timedelta(seconds=5 * place)
    (cohort,) = find_cohorts(make_table(rows)).found
    assert (cohort.rule, cohort.size, cohort.template) == ("creation_minute", 12, "2013-05-06T07:08Z")


def test_an_evening_of_many_sign_ups_is_no_cohort(make_table, people):
    """Six hundred accounts of one hour, ten a minute, are a busy hour and no creation minute."""
    random = np.random.default_rng(3)
    start = datetime(2013, 5, 6, 20, tzinfo=UTC)
    rows = [
        row | {"created_at": start + timedelta(seconds=int(random.integers(0, 3_600))), "id": None}
        if place < 600
        else row
        for place, row in enumerate(people)
    ]
    assert of_rule(find_cohorts(make_table(rows)), "creation_minute") == []


def test_dates_without_a_time_are_no_minutes(make_table, people):
    """Where dates were rounded to days, as on Mastodon, midnight is no creation minute."""
    rows = [
        row | {"created_at": row["created_at"].replace(hour=0, minute=0, second=0, year=2012, month=3), "id": None}
        for row in people
    ]
    assert find_cohorts(make_table(rows)).found == ()


def test_username_template(make_table, people):
    """Handles of one shape that all come from one week are a cohort, and weak evidence."""
    rows = [dict(row) for row in people]
    for place in range(60):
        rows[place * 30] |= {
            "username": f"Anna_Lee{1000 + 37 * place}",
            "created_at": datetime(2013, 5, 6, tzinfo=UTC) + timedelta(hours=2.6 * place),
        }
    (cohort,) = find_cohorts(make_table(rows)).found
    assert (cohort.rule, cohort.size) == ("username_template", 60)
    assert cohort.template.startswith("Aa_Aa9999, created 2013-0")
    assert cohort.log_likelihood_ratio == 1.5


def test_handles_that_the_platform_suggests_are_no_cohort(make_table, people):
    """A shape that newcomers of all dates have is the platform's own and says nothing."""
    random = np.random.default_rng(4)
    rows = [
        row | {"username": f"Anna{random.integers(10**7, 10**8)}"} if place % 2 else row
        for place, row in enumerate(people)
    ]
    assert find_cohorts(make_table(rows)).found == ()


def test_a_shape_that_slowly_becomes_common_is_no_cohort(make_table, people):
    """A shape that is handed out from some day on has many neighbours of its time."""
    random = np.random.default_rng(5)
    rows = [
        row | {"username": f"Anna{random.integers(10**7, 10**8)}"} if place > N * 3 // 4 and place % 3 else row
        for place, row in enumerate(people)
    ]
    assert find_cohorts(make_table(rows)).found == ()


def test_member_names_the_strongest_cohort(make_table, people):
    """An account of two cohorts counts for the one that says more, once."""
    rows = [dict(row) for row in people]
    for place in range(40):
        rows[place]["description"] = "The same long words about nothing that anyone would say twice"
        if place < 12:
            rows[place]["created_at"] = datetime(2013, 5, 6, 7, 8, place, tzinfo=UTC)
    cohorts = find_cohorts(make_table(rows))
    assert [(cohort.rule, cohort.size) for cohort in cohorts.found] == [("bio", 40), ("creation_minute", 12)]
    assert cohorts.member[:40].tolist() == [0] * 40
    assert cohorts.n_members == 40
    assert cohorts.log_likelihood_ratio()[:41].tolist() == [4.0] * 40 + [0.0]


def test_an_account_listed_twice_counts_once(make_table, people):
    """A list that repeats one account fifty times has no cohort of it."""
    repeated = people[0] | {"description": "Words of one account that a client has read many times"}
    assert find_cohorts(make_table([*people, *[repeated] * 50])).found == ()


def test_row_order_changes_no_cohort(make_table, people):
    """The same accounts in another order make the same cohorts."""
    rows = [dict(row) for row in people]
    for place in range(40):
        rows[place * 3]["description"] = "The same long words about nothing that anyone would say twice"
        rows[place]["created_at"] = datetime(2013, 5, 6, 7, 8, place, tzinfo=UTC)
    order = np.random.default_rng(6).permutation(N)
    one = find_cohorts(make_table(rows))
    other = find_cohorts(make_table([rows[row] for row in order]))
    assert [(c.rule, c.size, c.expected) for c in one.found] == [(c.rule, c.size, c.expected) for c in other.found]
    for cohort, same in zip(one.found, other.found, strict=True):
        assert np.sort(order[same.rows]).tolist() == cohort.rows.tolist()


@pytest.mark.parametrize("n_rows", [0, 1, 5])
def test_tiny_lists(make_table, people, n_rows):
    """A handful of accounts, or columns that are missing, give no cohort and no error."""
    for keys in ({"id"}, {"username", "created_at"}, {"description"}, set(people[0]), {"followers_count"}):
        rows = [{key: row.get(key) for key in keys} for row in people[:n_rows]]
        cohorts = find_cohorts(make_table(rows))
        assert cohorts.found == ()
        assert cohorts.member.tolist() == [-1] * n_rows


def test_everyone_the_same(make_table):
    """A list of one bio, one minute and ids in a row is a cohort by bio; the rest has nothing to compare with."""
    rows = [
        {
            "id": str(500 + row),
            "username": f"ab{row:04}",
            "description": "We all say the very same thing",
            "created_at": START,
        }
        for row in range(300)
    ]
    cohorts = find_cohorts(make_table(rows))
    assert of_rule(cohorts, "bio")[0].size == 300
    assert of_rule(cohorts, "username_template") == []


def test_hostile_bios_stay_data(make_table):
    """A template keeps control and direction marks as they are and is short; escaping is the report's work."""
    bio = "<script>alert(1)</script> \u202e\u0007 buy followers here " + "x" * 1_000_000
    (cohort,) = find_cohorts(make_table([{"description": bio}] * 20)).found
    assert cohort.size == 20
    assert cohort.template.startswith("<script>")
    assert len(cohort.template) == 80


def test_a_large_cohort_has_a_short_repr(make_table):
    """The repr of a cohort names size, rule and template, and not its rows."""
    rows = [{"description": "follow me back right now my dear friends"} for _ in range(500)]
    shown = repr(find_cohorts(make_table(rows)))
    assert "Cohort(size=500, rule='bio'" in shown
    assert "rows=array" not in shown
    assert len(shown) < 400


def test_min_size(make_table, people):
    """Cohorts below the least size are not told; a size that is none is an error that says so."""
    rows = [
        row | {"description": "Twelve of us wrote these very words in our bios, all the same"} if place < 12 else row
        for place, row in enumerate(people)
    ]
    assert len(find_cohorts(make_table(rows), min_size=12).found) == 1
    assert find_cohorts(make_table(rows), min_size=13).found == ()
    with pytest.raises(ValueError, match="at least 2 accounts, got 1"):
        find_cohorts(make_table(rows), min_size=1)


@pytest.mark.parametrize(
    ("username", "shape"),
    [("Ann_LEE99", "Aa_A99"), ("a.b-c", "a.a-a"), ("1234", "9999"), ("", ""), (None, None), ("añb", "axa")],
)
def test_username_shapes(username, shape):
    """Runs of letters become one letter, digits stay as many as they are, and neighbours do not run together."""
    column = TextColumn.from_strings(["a", username, "a9"])
    assert username_shapes(column).to_list() == ["a", shape, "a9"]


@pytest.mark.skipif("FAKEFOLLOW_DATA" not in os.environ, reason="FAKEFOLLOW_DATA names no folder")
@pytest.mark.parametrize(
    ("name", "largest_share"), [("followers-of-verified-2018", 0.0), ("newest-of-npr-2021", 0.0005)]
)
def test_organic_lists_have_close_to_no_cohorts(name, largest_share):
    """Lists of organic followers have next to no account in any cohort."""
    pytest.importorskip("pyarrow")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ObservationTimeWarning)
        warnings.simplefilter("ignore", ReadingWarning)  # the lists have no counts
        table = read(DATA / "followers" / f"{name}.parquet")
    assert find_cohorts(table).n_members <= largest_share * len(table)


def written(people, times, share):
    """Return the table of people of whom a share has creation dates as some text says them, by the way of readers."""
    chosen = range(0, len(people), round(1 / share))
    rows = [dict(row) for row in people]
    for row in chosen:
        rows[row]["created_at"] = times
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ObservationTimeWarning)
        return read(rows)


@pytest.mark.parametrize("times", ["2013-06-05", "5 June 2013", "June 2013"])
def test_dates_that_are_not_told_to_the_minute_are_no_minute(people, times):
    """Dates of a day or a month, too few to be told by their clocks, are not accounts of one minute."""
    exact = written(people, "2013-06-05 00:00:00", 0.0125)
    assert of_rule(find_cohorts(exact), "creation_minute")
    assert not of_rule(find_cohorts(written(people, times, 0.0125)), "creation_minute")


def test_a_month_is_no_day_of_sign_ups(people):
    """Handles of one shape created in one month were not created in one week."""
    rows = [row | {"username": f"abcde{n:05}"} if n % 8 == 0 else row for n, row in enumerate(people)]
    days, months = (written(rows, times, 0.125) for times in ("2013-06-01", "June 2013"))
    assert of_rule(find_cohorts(days), "username_template")
    assert not of_rule(find_cohorts(months), "username_template")


def test_rounded_counts_are_no_cohort(people):
    """Counts written as 1.2K are alike by the way of writing, and rows of them make no cohort of counts."""
    random = np.random.default_rng(1)
    names = ("posts_count", "likes_count", "followers_count", "following_count")
    rows = [row | {name: f"{random.choice(['1.2K', '3K', '900'])}" for name in names} for row in people]
    for value, found in (("1.2K", False), (1_234, True)):
        for row in rows[::20]:
            row.update(dict.fromkeys(names, value), created_at="2013-06-05 10:00:00")
        assert bool(of_rule(find_cohorts(read(rows, observed_at="2020-01-01")), "counts")) is found
