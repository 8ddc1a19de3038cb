"""Profiles in the answers of APIs, and rows of several shapes in one list."""

import json

import pytest

from fakefollow.errors import PlatformWarning, ProfileError, ReadingWarning
from fakefollow.readers import BATCH_ROWS, CHUNK_ROWS, is_page, read, row_batches, unwrapped

ADA = {"username": "ada"}


@pytest.mark.parametrize(
    "profile",
    [
        {"username": "ada", "data": [{"n": 5}]},
        {"id": 7, "items": [{"id": 8, "author_id": 7}]},
        {"pk": 7, "users": []},
        {"followers_count": 3, "followers": 3},
        {"username": "ada", "status": {"user": {"username": "bob"}}},
        {"created_at": "x", "user": {"screen_name": "ada"}},
        {"user": {"uniqueId": "ada"}, "stats": {}},
        {"edge_followed_by": {"count": 3}, "username": "ada"},
        {"data": 5},
        {"data": [5]},
        {"items": ["a"]},
        {},
    ],
)
def test_a_profile_is_no_answer_whatever_else_it_holds(profile):
    """Keys such as data and items may be a profile's own; only a list of other accounts makes it an answer."""
    assert not is_page(profile)
    assert unwrapped(profile) == [profile]
    assert unwrapped([profile, ADA]) == [profile, ADA]


@pytest.mark.parametrize(
    "answer",
    [
        {"data": [ADA], "includes": {"users": [{"username": "eve"}]}},
        {"data": ADA},
        {"users": [ADA], "status": "ok"},
        {"subject": {"did": "x"}, "followers": [ADA], "cursor": "y"},
        {"profiles": [ADA]},
        {"kind": "youtube#channelListResponse", "items": [ADA]},
        {"data": {"user_followers": [ADA], "cursor": 5}},
        {"userList": [ADA]},
        {"relationships_followers": [ADA]},
        {"data": {"user": {"result": ADA}}},
        {"graphql": {"user": ADA}},
        {"data": {"user": {"edge_followed_by": {"count": 1, "edges": [{"node": ADA}]}}}},
        [ADA],
        {"username": "target", "data": [ADA]},
        {"pk": 7, "users": [ADA], "followers_count": 3},
        {"did": "did:plc:a", "profiles": [ADA]},
        {"user": {"username": "target"}, "followers": [ADA]},
        {"following": [{"username": "eve"}], "my_followers": [ADA]},
        {"data": [{"id": "9", "author_id": "7"}], "includes": {"users": [ADA]}},
        {"actors": [ADA]},
        {"follows": [ADA], "subject": {"did": "x"}},
        {"status": "ok", "timeline": [ADA]},
        {"node": ADA, "instaloader": {"version": "4.16", "node_type": "Profile"}},
        {"Your Activity": {"Following": {"Following": [{"username": "e"}]}, "Follower": {"FansList": [ADA]}}, "Me": {}},
        {
            "instructions": [
                {"type": "x"},
                {"entries": [{"content": {"user_results": {"result": ADA}}}, {"cursor": "c"}]},
            ]
        },
        {"username": ["ada"]},
        {"username": {"0": "ada"}},
        {"columns": ["username"], "index": [0], "data": [["ada"]]},
    ],
)
def test_the_profiles_of_known_answers_are_found(answer):
    """However deep an answer wraps them."""
    assert is_page(answer)
    assert unwrapped(answer) == unwrapped([answer, []]) == [ADA]


def test_answers_that_never_end_do():
    """Unwrapping stops at a depth that no platform reaches."""
    answer = ADA
    for _ in range(2_000):
        answer = {"data": answer}
    assert len(unwrapped(answer)) == 1


@pytest.mark.parametrize("value", [None, 5, "x", [5], {}, b"x", object()])
def test_anything_else_is_no_answer(value):
    """What holds no objects is left as it is."""
    assert not is_page(value)
    assert unwrapped(value) == (value if isinstance(value, list) else [value])


def test_profiles_under_their_ids_or_names_are_one_each():
    """A map gives its values; one in which nobody has a name gives the key as name, unless keys are numbers."""
    named = {"7": ADA, "8": {"username": "bob"}}
    assert unwrapped(named) == list(named.values())
    counts = {"followers_count": 3}
    assert unwrapped({"ada": counts, "bob": counts}) == [{"username": "ada", **counts}, {"username": "bob", **counts}]
    assert unwrapped({"0": counts, "1": counts}) == [counts, counts]


def test_what_holds_nobody_is_told():
    """Names or ids alone, and an answer that counts more than it holds, are errors with the next step."""
    with pytest.raises(ProfileError, match="only ids or names: look up each account"):
        unwrapped({"friends": [], "followers": ["7", "8"]})
    with pytest.raises(ProfileError, match="counts 5,000 but holds no profiles"):
        unwrapped({"data": {"user": {"edge_followed_by": {"count": 5000, "edges": []}}}})
    old = {"followers": {"ada": "2019-01-02T03:04:05"}, "following": {"cyd": "2019-01-02T03:04:05"}}
    assert unwrapped(old) == [{"title": "", "string_list_data": [{"value": "ada", "timestamp": "2019-01-02T03:04:05"}]}]


def test_pages_are_told_alike_in_lines_and_lists():
    """A first row that says nothing decides for neither."""
    rows = [{}, {"node": ADA, "starredAt": "x"}, {"node": {"username": "bob"}}]
    lines = "\n".join(map(json.dumps, rows)).encode()
    names = [read(source).texts("username").to_list() for source in (rows, lines, json.dumps(rows).encode())]
    assert names == [[None, "ada", "bob"]] * 3


V11 = {"screen_name": "ada", "friends_count": 1, "url": None}
V2 = {"username": "bob", "public_metrics": {"following_count": 2}}
SCRAPED = {"username": "cyd", "displayname": "C", "followersCount": 3, "friendsCount": 3, "url": "https://x"}


def told(table):
    return list(zip(table.texts("username").to_list(), table.columns["following_count"].to_list(), strict=True))


@pytest.mark.parametrize("rows", [[V11, V2, SCRAPED], [SCRAPED, V11, V2], [V2, V2, SCRAPED, V11]])
def test_every_row_is_read_by_its_own_shape(rows):
    """Shapes of one platform may stand in one list, in any order."""
    expected = {"ada": 1, "bob": 2, "cyd": 3}
    table = read(rows)
    assert table.platform == "x"
    assert dict(told(table)) == expected
    assert len(table) == len(rows)
    assert {issue.expected for issue in table.issues} <= {"an account once"}


def test_a_key_means_what_its_own_shape_says():
    """The url of a scraped user is its page, that of an API user its link; null is an empty link there only."""
    table = read([V11, SCRAPED, V11 | {"url": "https://ada.example"}])
    assert table.columns["url"].to_list() == ["", None, "https://ada.example"]


def test_a_shape_that_comes_late_is_noticed():
    """Batches and chunks without strangers are read as before, and rows keep their places."""
    rows = [V11] * (CHUNK_ROWS + 3 * BATCH_ROWS)
    late = [CHUNK_ROWS - 1, CHUNK_ROWS + BATCH_ROWS, len(rows) - 1]
    for row in late:
        rows[row] = V2
    table = read(rows)
    following = table.columns["following_count"].to_list()
    assert [row for row, count in enumerate(following) if count == 2] == late
    assert len(table) == len(rows)


def test_rows_of_several_platforms_are_read_each_as_its_own():
    """A list of two platforms is of neither, and says so."""
    with pytest.warns(PlatformWarning, match="platforms .bluesky and x"):
        table = read([V11, {"did": "x", "handle": "y"}, V11])
    assert table.texts("username").to_list() == ["ada", "y", "ada"]
    assert table.platform == "generic"
    assert [issue.got for issue in table.issues if issue.row is None] == ["rows of bluesky and x"]


def test_columns_are_given_to_every_shape():
    """What the caller says of a column holds for the rows of all shapes."""
    rows = [V11 | {"since": "2020-01-01"}, V2 | {"since": "2021-01-01"}]
    times = read(rows, columns={"since": "followed_at"}).columns["followed_at"].to_list()
    assert [time.year for time in times] == [2020, 2021]


@pytest.mark.parametrize("odd", [{"username": []}, {"Account address": []}, {"username": [], "name": []}, {"data": []}])
def test_a_row_of_empty_lists_keeps_its_place(odd):
    """A first row that holds nothing but empty lists is a row like others, and no empty page."""
    others = [{"username": name, "followers_count": 3} for name in ("ada", "bob", "cyd")]
    assert len(read([odd, *others])) == len(read([*others, odd])) == 4
    assert len(read("\n".join(map(json.dumps, [odd, *others])).encode())) == 4


def test_an_empty_object_of_counts_holds_no_followers():
    """Instagram's ``edge_followed_by`` without its count is not the list of an account's followers."""
    row = {"external_url": "hi", "edge_followed_by": {}, "edge_follow": {"count": 1234}, "profile_pic_url": "a.jpg"}
    assert read([row], platform="instagram").columns["following_count"].to_list() == [1234]


def test_what_is_no_object_leaves_an_empty_row_and_its_place():
    """Batches know which of their rows could not be read."""
    objects = [V11] * BATCH_ROWS + [5, V2, None]
    whole, rest = row_batches(objects)
    assert (list(whole.rows), whole.unreadable) == (objects[:BATCH_ROWS], ())
    assert (list(rest.rows), list(rest.unreadable)) == ([{}, V2, {}], [(0, 5), (2, None)])


NAMES = [["ada", "bob"], [7, 8], {"ids": [7, 8], "next_cursor": 0}, b"@ada\n@bob\n", b"ada\nbob\n"]


@pytest.mark.parametrize("names", NAMES)
def test_names_alone_are_an_error_with_the_next_step(names):
    """Who has only names or ids looks the accounts up first; the error says how."""
    with pytest.raises(ProfileError, match="look up each"):
        read(names)


def test_ids_with_dates_are_told_as_that():
    """No column that is no count is proposed for one."""
    with pytest.warns(
        ReadingWarning, match="only names or ids and dates: an audit uses the dates, scores have nothing"
    ):
        read([{"id": "7", "created_at": "2020-01-01", "observed_at": "2021-01-01", "lang": "en"}])


def test_posts_by_few_accounts_are_told_once():
    """An account is a row for each of its posts; one warning says how many posts and accounts there are."""
    author = {"id": "7", "username": "ada", "public_metrics": {"followers_count": 1}}
    post = {"id": "1", "author_id": "7", "text": "x", "author": author}
    with pytest.warns(ReadingWarning, match="3 posts by 1 account"):
        assert len(read([post | {"id": str(n)} for n in range(3)])) == 3
