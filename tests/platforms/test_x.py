"""X: what its shapes say, and what their absence says."""

import pytest

from fakefollow.platforms import recognise
from fakefollow.readers import read

V11_USER = {
    "id": 2**60 + 1,
    "id_str": str(2**60 + 1),
    "screen_name": "ada",
    "name": "Ada",
    "description": None,
    "location": "Oslo",
    "url": None,
    "created_at": "Sat May 04 12:00:00 +0000 2013",
    "followers_count": 1,
    "friends_count": 2,
    "statuses_count": 3,
    "favourites_count": 4,
    "listed_count": 5,
    "profile_link_color": "1DA1F2",
    "profile_image_url_https": "https://img.example/a.png",
    "default_profile": True,
    "default_profile_image": False,
    "profile_background_tile": False,
    "profile_use_background_image": True,
    "verified": False,
    "protected": True,
    "geo_enabled": False,
}
V2_USER = {
    "id": "7",
    "username": "ada",
    "name": "Ada",
    "description": "",
    "created_at": "2013-05-04T12:00:00.000Z",
    "profile_image_url": "https://img.example/default_profile_normal.png",
    "public_metrics": {
        "followers_count": 1,
        "following_count": 2,
        "tweet_count": 3,
        "like_count": 4,
        "listed_count": 5,
    },
}
SCRAPED_USER = {
    "_type": "snscrape.modules.twitter.User",
    "id": 7,
    "url": "https://x.example/ada",
    "username": "ada",
    "displayname": "Ada",
    "rawDescription": "Hi",
    "created": "1970-01-01T00:00:00+00:00",
    "followersCount": 1,
    "friendsCount": 2,
    "statusesCount": 3,
    "favouritesCount": 4,
    "listedCount": 5,
    "location": None,
    "profileImageUrl": "https://img.example/a.png",
    "profileBannerUrl": None,
    "verified": None,
    "protected": False,
}
MIB_USER = {
    "id": "7",
    "screen_name": "ada",
    "name": "Ada",
    "friends_count": "2",
    "followers_count": "1",
    "default_profile": "",
    "verified": "1",
    "profile_banner_url": "NULL",
    "url": "",
    "created_at": "Sat May 04 12:00:00 +0000 2013",
    "updated": "2015-02-14 10:54:49",
}
COUNTS = {"followers_count": 1, "following_count": 2, "posts_count": 3, "likes_count": 4, "listed_count": 5}


def read_row(row, *others, **given):
    """Return the columns of the first of some rows as plain values, and no issue may have been recorded."""
    table = read([row, *others], observed_at="2024-01-01", **given)
    assert list(table.issues) == []
    return table.platform, {name: column.to_list()[0] for name, column in table.columns.items()}


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (V11_USER, "X API v1.1 user"),
        ({"created_at": "Sat May 04 12:00:00 +0000 2013", "user": V11_USER}, "X API v1.1 post with its user"),
        (V2_USER, "X API v2 user"),
        ({"rest_id": "7", "legacy": V11_USER}, "X GraphQL user"),
        (SCRAPED_USER, "twscrape or snscrape user"),
        ({"date": "2020-01-01", "user": SCRAPED_USER}, "twscrape or snscrape post with its user"),
        (MIB_USER, "MIB users table (cresci-2015, cresci-2017)"),
        ({"username": "ada", "followers_count": 1}, "canonical columns"),
        ({"id": "7", "friends_count": 2, "statuses_count": 3}, "X API v1.1 user"),
    ],
)
def test_every_shape_is_recognised_by_its_keys(row, name):
    """Marker keys tell the shape; without them, the shape that knows most of the keys."""
    assert recognise([{"unknown": 1}, row]).name == name


def test_a_v11_user_has_all_canonical_values():
    """X's v1.1 names are renamed, null texts were left empty, and the 64-bit id is taken from its text."""
    platform, values = read_row(V11_USER)
    assert platform == "x"
    assert {name: values[name] for name in COUNTS} == COUNTS
    assert values["id"] == str(2**60 + 1)
    assert (values["description"], values["location"], values["url"]) == ("", "Oslo", "")
    assert values["created_at"].isoformat() == "2013-05-04T12:00:00"
    flags = ("default_profile", "default_profile_image", "background_tile", "use_background_image")
    assert [values[name] for name in flags] == [True, False, False, True]
    assert (values["verified"], values["protected"], values["geo_enabled"]) == (False, True, False)


@pytest.mark.parametrize(
    ("change", "has_banner"),
    [({}, False), ({"profile_banner_url": "https://img.example/b"}, True), ({"profile_banner_url": None}, False)],
)
def test_the_v11_api_omits_the_key_of_a_missing_banner(change, has_banner):
    """In a complete v1.1 object the absence of the banner's key says that there is none."""
    other = V11_USER | {"profile_banner_url": "https://img.example/c", "id": 5, "id_str": "5"}
    assert read_row(V11_USER | change, other)[1]["has_banner"] is has_banner
    assert (read_row(V11_USER | change)[1].get("has_banner") is None) == (not change)


def test_a_subset_of_a_v11_object_says_nothing_of_the_banner():
    """Somebody chose the keys, so an absent one was not observed."""
    assert "has_banner" not in read_row({"screen_name": "ada", "friends_count": 2})[1]
    assert "description" not in read_row({"screen_name": "ada", "friends_count": 2})[1]


@pytest.mark.parametrize(
    "row",
    [
        {"created_at": "Sat Jun 06 12:00:00 +0000 2015", "user": V11_USER},
        V11_USER | {"status": {"created_at": "Sat Jun 06 12:00:00 +0000 2015"}},
    ],
)
def test_the_time_of_a_post_is_the_last_status(row):
    """The time of a post that comes with its user is when the account last posted; the user keeps its own."""
    values = read_row(row)[1]
    assert values["last_status_at"].isoformat() == "2015-06-06T12:00:00"
    assert values["created_at"].isoformat() == "2013-05-04T12:00:00"


def test_a_v2_user_has_its_metrics_and_its_default_picture():
    """Counts come from public_metrics, the default picture from its address; absent keys were not asked for."""
    platform, values = read_row(V2_USER)
    assert platform == "x"
    assert {name: values[name] for name in COUNTS} == COUNTS
    assert values["default_profile_image"] is True
    assert not values.keys() & {"has_banner", "location", "url", "verified"}


@pytest.mark.parametrize(("picture", "default"), [("https://img.example/a.png", False), ("", None), (None, None)])
def test_a_v2_picture_is_default_only_by_its_address(picture, default):
    """Another address is not the default picture; no address says nothing."""
    assert read_row(V2_USER | {"profile_image_url": picture})[1]["default_profile_image"] is default


def test_newer_v2_answers_count_posts_under_another_name():
    """The second path of a field is used where the first has no value."""
    assert read_row(V2_USER | {"public_metrics": {"post_count": 9}})[1]["posts_count"] == 9


def test_a_graphql_user_has_values_in_and_beside_legacy():
    """Newer dumps moved names and times out of legacy; both places are looked at."""
    moved = {key: value for key, value in V11_USER.items() if key not in {"screen_name", "created_at"}}
    row = {"rest_id": "7", "legacy": moved, "core": {"screen_name": "ada", "created_at": V11_USER["created_at"]}}
    values = read_row(row)[1]
    assert (values["id"], values["username"], values["followers_count"]) == ("7", "ada", 1)
    assert values["created_at"].isoformat() == "2013-05-04T12:00:00"


def test_a_scraped_user_has_no_link_of_its_own_and_no_date_of_1970():
    """The url of a dump is the profile's address, 1970 is no date, and a null banner is none."""
    values = read_row(SCRAPED_USER)[1]
    assert {name: values[name] for name in COUNTS} == COUNTS
    assert (values["username"], values["name"], values["description"]) == ("ada", "Ada", "Hi")
    assert values["location"] == ""
    assert values["created_at"] is None
    assert values["has_banner"] is False
    assert "url" not in values


def test_an_snscrape_user_keeps_the_target_of_its_link():
    """The account's own link is inside link, and a null link was left empty."""
    assert read_row(SCRAPED_USER | {"link": {"url": "https://ada.example"}})[1]["url"] == "https://ada.example"
    assert read_row(SCRAPED_USER | {"link": None})[1]["url"] == ""


def test_a_mib_row_writes_false_as_nothing():
    """An empty flag is False, NULL is no banner, and `updated` is not the observation."""
    table = read([MIB_USER], observed_at="2013-06-01")
    values = {name: column.to_list()[0] for name, column in table.columns.items()}
    assert (values["default_profile"], values["verified"], values["has_banner"]) == (False, True, False)
    assert values["observed_at"].isoformat() == "2013-06-01T00:00:00"
    crawled = read([MIB_USER | {"crawled_at": "2013-05-05 10:00:00"}])
    assert crawled.columns["observed_at"].to_list()[0].isoformat() == "2013-05-05T10:00:00"
