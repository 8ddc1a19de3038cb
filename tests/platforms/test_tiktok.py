import pytest

from fakefollow.readers import read

USER = {"id": "7", "uniqueId": "ada", "nickname": "Ada", "secUid": "MS4", "createTime": 1551675967}
STATS = {"followerCount": 1, "followingCount": 2, "videoCount": 3, "heartCount": 4, "diggCount": 0}


def read_one(row, *others):
    table = read([row, *others], observed_at="2024-06-01")
    assert len(table.issues) == 0
    return {name: column.to_list()[0] for name, column in table.columns.items()}


def test_likes_received_and_hidden_likes_are_no_likes_given():
    """Likes received are another thing, and likes given are 0 where they are hidden."""
    assert "likes_count" not in read_one({"user": USER, "stats": STATS})
    assert "likes_count" not in read_one({"bio_description": "", "follower_count": 1, "likes_count": 4})


def test_a_creation_time_of_zero_is_none():
    """The web pages write 0 where they do not say it."""
    assert read_one({"user": USER | {"createTime": 0}, "stats": STATS})["created_at"] is None
    assert read_one({"user": USER, "stats": STATS})["created_at"].year == 2019


@pytest.mark.parametrize(
    ("changes", "url"), [({}, None), ({"commentSetting": 0}, ""), ({"bioLink": {"link": "a.example"}}, "a.example")]
)
def test_a_missing_link_is_empty_in_a_complete_object_only(changes, url):
    """Nobody keeps commentSetting who picks fields."""
    other = {"user": USER | {"id": "8", "bioLink": {"link": "b.example"}}, "stats": STATS}
    assert read_one({"user": USER | changes, "stats": STATS}, other).get("url") == url


def test_newer_counts_are_texts_under_another_name():
    """statsV2 is read where stats is not there."""
    row = {"user": USER, "statsV2": {name: str(count) for name, count in STATS.items()}}
    assert read_one(row)["followers_count"] == 1


def test_the_followers_of_the_research_api_are_names_only():
    """Its follower lists have two names and nothing else, wrapped twice."""
    page = {"data": {"user_followers": [{"username": "ada", "display_name": "Ada"}], "has_more": False}}
    with pytest.warns(match="no profile has a count"):
        table = read(page, platform="tiktok")
    assert (table.platform, table.texts("name").to_list()) == ("tiktok", ["Ada"])
