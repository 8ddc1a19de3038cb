"""What only the whole input can tell: nothing, rounded ids, own pages; the same rows in any container."""

import json
import random

import pandas as pd
import pytest

from fakefollow.errors import ReadingWarning
from fakefollow.readers import read, read_blocks

SEEN = "2024-06-01"


def accounts(n, **fields):
    """Return so many accounts; a function makes the value of each."""
    rows = [
        {"id": str(10**17 + 12_345_678_901 * i + 7), "username": f"user{i}", "followers_count": i} for i in range(n)
    ]
    return [row | {k: v(i) if callable(v) else v for k, v in fields.items()} for i, row in enumerate(rows)]


def test_a_column_that_is_empty_throughout_was_not_observed():
    """Of ten accounts one has a bio; where none has, nobody looked, and an issue says so."""
    table = read(accounts(10, description=""))
    assert table.columns["description"].to_list() == [None] * 10
    assert [(issue.row, issue.column) for issue in table.issues] == [(None, "description")]
    assert read(accounts(9, description="")).columns["description"].to_list() == [""] * 9
    assert read(accounts(10, description=lambda i: "Hi" * (i == 5))).columns["description"].to_list().count("") == 9


def test_no_banner_in_any_row_was_not_observed():
    """A flag made of an empty column says nothing; a flag that the source gave stays."""
    rows = [{"screen_name": f"u{i}", "followers_count": i, "profile_banner_url": None} for i in range(12)]
    assert read(rows).columns["has_banner"].to_list() == [None] * 12
    assert read(accounts(12, verified=False)).columns["verified"].to_list() == [False] * 12


def test_counts_that_are_all_zero_were_not_observed():
    """Sources that are asked too much write 0; one count alone is warned of."""
    rows = accounts(10, followers_count=0, following_count=0, posts_count=0)
    with pytest.warns(ReadingWarning, match="every count is 0 in all 10 rows"):
        assert read(rows).columns["following_count"].to_list() == [None] * 10
    with pytest.warns(ReadingWarning, match="followers_count is 0 in all 10 rows"):
        table = read(accounts(10, followers_count=0, posts_count=lambda i: i))
    assert table.columns["followers_count"].to_list() == [0] * 10


def likes(n, **fields):
    """Return accounts without a like, with other counts."""
    return accounts(n, posts_count=lambda i: i % 9, likes_count=0, **fields)


def known(rows, name, as_given):
    """Return how many rows have a value, read as a list, a frame, a file, and in batches."""
    table = read(as_given(rows))
    return int(table.columns[name].valid.sum()), [(issue.row, issue.column) for issue in table.issues]


def as_file(folder):
    """Return what writes rows to a file of lines and gives its path."""

    def write(rows):
        path = folder / "rows.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf8")
        return path

    return write


@pytest.mark.parametrize("form", ["list", "frame", "file", "generator"])
def test_a_count_that_is_0_in_fifty_rows_was_not_observed(form, tmp_path):
    """Likes that are 0 throughout are hidden, in any container; with fewer rows, or one like, they are facts."""
    as_given = {"list": list, "frame": pd.DataFrame, "file": as_file(tmp_path), "generator": iter}[form]
    assert known(likes(50), "likes_count", as_given) == (0, [(None, "likes_count")])
    assert known(likes(49), "likes_count", as_given) == (49, [])
    assert known(accounts(60, likes_count=lambda i: int(i == 30)), "likes_count", as_given) == (60, [])
    assert known(accounts(60, listed_count=0), "listed_count", as_given) == (60, [])


def test_main_counts_that_are_0_in_fifty_rows_are_warned_of():
    """Each count is told by itself, with an issue; rows that lack it do not count."""
    with pytest.warns(ReadingWarning, match=r"^posts_count is 0 in all 60 rows and is treated as not observed$"):
        table = read(accounts(60, posts_count=0, likes_count=0))
    assert not table.columns["posts_count"].valid.any()
    assert not table.columns["likes_count"].valid.any()
    assert [issue.column for issue in table.issues] == ["posts_count", "likes_count"]
    some = read(accounts(60, likes_count=lambda i: 0 if i < 40 else None))
    assert some.columns["likes_count"].to_list()[:40] == [0] * 40


def test_what_the_first_rows_hide_stays_hidden_in_further_batches():
    """Batches agree with the first rows; a like that comes later is kept, and that it came is an issue."""
    rows = [*likes(70_000), *accounts(1, posts_count=1, likes_count=5)]
    batches = list(read_blocks(iter(rows)))
    likes_seen = [like for batch in batches for like in batch.columns["likes_count"].to_list()]
    assert likes_seen == [None] * 70_000 + [5]
    found = [issue.got.strip("'") for batch in batches for issue in batch.issues if issue.column == "likes_count"]
    assert found == ["nothing but 0 in 65,536 rows", "values after 65,536 rows without any"]


def test_rounded_ids_are_warned_of():
    """Ids that all end in zeros name other accounts."""
    with pytest.warns(ReadingWarning, match="all 5 long ids end in 00"):
        read(accounts(5, id=lambda i: 901_234_567_890_123_400 + 100 * i))
    assert len(read(accounts(5)).issues) == 0


@pytest.mark.parametrize(
    ("text", "known"),
    [("x123", "123"), ("'123", "123"), ('="123"', "123"), ("123.0", "123"), ("did:plc:x1", "did:plc:x1"), (" 7 ", "7")],
)
def test_ids_lose_what_exports_put_before_them(text, known):
    """So that nobody rounds them."""
    assert read([{"id": text, "username": "ada"}]).texts("id").to_list() == [known]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        *(
            ("https://twitter.com/ada", "ada"),
            ("x.com/ada?lang=en", "ada"),
            ("https://www.instagram.com/_u/ada/", "ada"),
        ),
        *(
            (" @ada ", "ada"),
            ('<a href="https://a.example/ada">ada</a>', "ada"),
            ("https://www.tiktok.com/@ada", "ada"),
        ),
        ("ada.example", "ada.example"),
    ],
)
def test_of_a_profile_address_the_last_part_is_the_username(text, known):
    """Spreadsheets keep links where a name is."""
    assert read([{"username": text}]).texts("username").to_list() == [known]


def test_an_account_that_comes_twice_is_named_also_without_ids():
    """By the username, where there is no id; the rows stay."""
    table = read([{"username": name, "followers_count": 3} for name in ("ada", "bob", "ada")])
    assert [(issue.row, issue.column, issue.expected) for issue in table.issues] == [(2, "username", "an account once")]
    assert len(table) == 3


def test_the_own_address_is_no_link():
    """The profile's page is no link of the account, whatever its case; another profile's is one."""
    urls = [
        "https://twitter.com/Ada",
        "https://x.com/ada/",
        "https://x.com/bob",
        "https://ada.example/ada",
        "None",
        "NA",
    ]
    table = read([{"username": "ada", "followers_count": 3, "url": url} for url in urls])
    assert table.columns["url"].to_list() == [None, None, "https://x.com/bob", "https://ada.example/ada", None, None]


def test_words_for_nothing_in_a_text_file_are_nothing(write):
    """R writes NA and Python None; in a list None is said otherwise, so there they are texts."""
    path = write("a.csv", "username,description,followers_count\nada,NA,3\nbob,None,4\ncyd,Hi,5\n")
    assert read(path).columns["description"].to_list() == [None, None, "Hi"]
    assert read([{"username": "ada", "description": "NA"}]).columns["description"].to_list() == ["NA"]


V11 = {"screen_name": "ada", "followers_count": 3, "friends_count": 1}
V2 = {"id": "2", "username": "bob", "public_metrics": {"followers_count": 4}}
GRAPHQL = {"rest_id": "3", "legacy": {"screen_name": "cyd", "followers_count": 5}}
POST = {"id": "900", "text": "Hello", "author_id": "2", "public_metrics": {"like_count": 2}}
WORDS = [
    "1,234",
    "1.234",
    "5.000",
    "12.000",
    "1.2K",
    "x",
    "",
    None,
    7,
    "Ada",
    "2019-06-05",
    "01/02/2023",
    "Joined June 2019",
    True,
]
NAMES = [
    "username",
    "Followers",
    "followers_count",
    "tweets",
    "bio",
    "joined",
    "created_at",
    "id",
    "url",
    "private",
    "a/fans",
]


def random_rows(seed):
    """Return rows of several shapes of one platform, or of names and values that people use."""
    choose = random.Random(seed)
    if seed % 2:
        return [choose.choice([V11, V2, GRAPHQL, POST, {}, 5]) for _ in range(choose.choice([2, 9, 300]))] + [V11]
    names = choose.sample(NAMES, 5)
    return [{name: choose.choice(WORDS) for name in names} for _ in range(choose.choice([1, 9, 300]))]


def told(source):
    """Return everything that a table says, or that it is refused."""
    try:
        table = read(source, observed_at=SEEN)
    except ValueError as error:
        return type(error)
    columns = {name: column.to_list() for name, column in table.columns.items()}
    return columns, table.platform, table.reading, sorted(map(str, table.issues))


@pytest.mark.filterwarnings("ignore::fakefollow.errors.FakefollowWarning")
@pytest.mark.parametrize("seed", range(40))
def test_the_same_rows_give_the_same_table_in_any_container(seed, write):
    """A list, an iterator, JSON, JSON Lines and a frame of the same rows differ in nothing."""
    rows = random_rows(seed)
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    expected = told(rows)
    assert told(iter(rows)) == told(write("a.json", json.dumps(rows))) == told(write("a.jsonl", lines)) == expected
    if not seed % 2:
        pd = pytest.importorskip("pandas")
        assert told(pd.DataFrame(rows, dtype=object)) == expected


def test_a_frame_of_several_shapes_is_read_row_by_row():
    """Where rows lack the marker of the first shape, they are read by their own."""
    pd = pytest.importorskip("pandas")
    table = read(pd.DataFrame([V11, V2, GRAPHQL]))
    assert table.texts("username").to_list() == ["ada", "bob", "cyd"]
    assert table.columns["followers_count"].to_list() == [3, 4, 5]
    assert table.frame_kind == "pandas"
