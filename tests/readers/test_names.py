"""Names of people and tools: what is taken for what, what is refused, and what is said of the rest."""

import pytest

from fakefollow.errors import PlatformWarning, ProfileError, ReadingWarning
from fakefollow.readers import read

ADA = {"username": "ada", "followers_count": 3}


def first_row(rows, **given):
    """Return what was observed of the first account."""
    table = read(rows, observed_at="2024-05-01", **given)
    return {name: column.to_list()[0] for name, column in table.columns.items() if name != "observed_at"}


@pytest.mark.parametrize(
    "name",
    ["Followers", "followersCount", "follower_count", "FOLLOWERS", "public_metrics_followers_count",
     "user/followers_count", "author.followers", "No. of followers", "fans", "followers-count",
     "subscribers", "#followers", "edge_followed_by"],
)  # fmt: skip
def test_a_name_is_understood_however_it_is_written(name):
    """Case, blanks, signs and prefixes are folded, and the reading says what was taken for what."""
    row = {"username": "ada", name: 7}
    assert first_row([row])["followers_count"] == 7
    table = read([row])
    assert table.reading == {name: "followers_count"}
    assert read([row], columns=table.reading).columns["followers_count"].to_list() == [7]


def test_an_exact_name_goes_first_and_the_plainest_synonym_next():
    """A synonym fills only what no exact name holds."""
    assert first_row([ADA | {"Followers": 9, "fans": 8}])["followers_count"] == 3
    assert read([ADA | {"Followers": 9}]).reading == {}
    assert first_row([{"username": "ada", "fans": 8, "Followers": 9}])["followers_count"] == 9


def test_two_names_of_one_meaning_are_left_unread():
    """Where nothing tells which is meant neither is used, and the warning has both ready to paste."""
    row = {"username": "ada", "followers_count": None, "Posts": 1, "posts ": 2}
    with pytest.warns(ReadingWarning, match=r"columns={'Posts': 'posts_count', 'posts ': 'posts_count'}"):
        assert "posts_count" not in first_row([row])


def test_values_of_another_kind_are_not_taken():
    """Whether I follow the account is no count of whom it follows."""
    row = {"username": "ada", "followers": 3, "following": False, "FollowingCount": 9}
    assert first_row([row])["following_count"] == 9
    assert "following_count" not in first_row([{"username": "ada", "followers": 3, "following": False}])


def test_the_time_of_day_may_have_a_column_of_its_own():
    """twint writes join_date and join_time."""
    row = {"username": "ada", "tweets": 1, "join_date": "31 Dec 2019", "join_time": "6:23 PM"}
    assert first_row([row])["created_at"].isoformat() == "2019-12-31T18:23:00"


def test_the_account_within_a_row_is_read():
    """A row about a crawl or a post holds the account, and times beside it are its own."""
    row = {"scraped_at": "2024-01-01", "profile": {"username": "ada", "Followers": 3}}
    table = read([row, row])
    assert table.columns["followers_count"].to_list() == [3, 3]
    assert table.columns["observed_at"].to_list()[0].year == 2024


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ({"id": "9", "created_at": "2020-01-01", "text": "Hello", "retweets": 3}, "posts"),
        ({"id": "9", "text": "Hello", "author_id": "7", "public_metrics": {"retweet_count": 1}}, "posts"),
        ({"id": "9", "caption": "x", "ownerUsername": "ada", "likesCount": 3}, "posts"),
        ({"source": "7", "target": "8", "id": 1}, "edges"),
        ({"follower_id": "7", "followee_id": "8"}, "edges"),
        ({"id": "7", "label": "bot"}, "labels"),
        ({"created_at": "2018-07-05", "follower": 120, "increase": 3}, "counts by day"),
    ],
)
def test_what_is_no_profile_is_refused_by_its_kind(row, what):
    """An id or a date alone makes no account; the error says what the table looks like."""
    with pytest.raises(ProfileError, match=f"these look like {what}"):
        read([row, row])


@pytest.mark.filterwarnings("ignore:no profile has a count:fakefollow.errors.ReadingWarning")
@pytest.mark.parametrize("more", [{"target": "npr", "api_pos": 3}, {"label": "bot"}, {"batch": 2}])
@pytest.mark.parametrize("who", ["id", "username"])
def test_names_with_creation_dates_are_profiles(who, more):
    """Times of following are found by creation dates, so that a table of them is no table of labels."""
    table = read([{who: "77", "created_at": "2020-01-01", "observed_at": "2021-01-01"} | more] * 2)
    assert table.columns.keys() == {who, "created_at", "observed_at"}


@pytest.mark.parametrize(
    "row",
    [
        {"handle": "ada", "followersCount": 3, "followsCount": 2, "labels": 1},
        {"username": "ada", "followers": 3, "is_private": 0},
        {"uid": "7", "followers": 3, "timestamp": "2021-10-08"},
        {"username": "ada", "followers_count": 3, "follows_count": 5},
    ],
)
def test_words_that_everybody_uses_show_no_platform(row):
    """Nothing is filled in from a guess."""
    table = read([row])
    assert table.platform is None
    assert not {"default_profile_image", "has_banner", "name", "followed_at"} & table.columns.keys()


def test_a_platform_is_shown_by_one_mark_or_two_words():
    """Two words that few have come with a warning, a name that one platform alone has does not."""
    assert read([{"Screen name": "ada", "Followers": 3}]).platform == "x"
    with pytest.warns(PlatformWarning, match="pass platform='instagram' if that is right"):
        assert read([{"username": "ada", "followers": 3, "followees": 4, "mediacount": 5}]).platform == "instagram"


def test_what_is_left_unread_is_named():
    """Names that look like ours, or all of them where no count was read."""
    with pytest.warns(ReadingWarning, match=r"columns={'folowers_count': 'followers_count'}"):
        read([{"username": "ada", "posts_count": 3, "folowers_count": 5}])
    with pytest.warns(ReadingWarning, match=r"no profile has a count.*columns={'aaa': '...', 'bbb': '...'}"):
        read([{"username": "ada", "aaa": 3, "bbb": 5}])
    foreign = {"Benutzername": "ada", "Folgt": "5", "Beiträge": "3", "Privat": "nein"}
    with pytest.warns(ReadingWarning, match=r"following_count is missing.*'Folgt': '...', .*'Privat': 'protected'"):
        read([{"Name": "Ada", "Follower": "7", **foreign}])
    with pytest.warns(ReadingWarning, match=r"columns={'Subscriber Count': 'followers_count'}"):
        read([{"Channel Id": "UC1", "Channel Title": "ada", "Subscriber Count": 7}])


@pytest.mark.parametrize("name", ["joined_ts", "created_utc", "account_created_timestamp"])
def test_times_may_be_named_after_their_clock(name):
    """People write the clock after the word; seconds since 1970 are times under such a name, too."""
    row = {"username": "ada", "followers": 3, "following": 4, "observed_at": "2024-01-01"}
    assert str(read([row | {name: 1_500_000_000}])[0].created_at) == "2017-07-14 02:40:00+00:00"
