import json

import pytest

from fakefollow.readers import read

pytestmark = pytest.mark.filterwarnings("ignore::fakefollow.errors.CoverageWarning")
SHORT = {"pk": "7", "username": "ada", "full_name": "Ada", "is_private": False}
FULL = SHORT | {"pk": "8", "follower_count": 1, "following_count": 2, "media_count": 3, "biography": "Hi"}


def columns(table, *names):
    return [table.columns[name].to_list() for name in names]


def test_short_and_full_users_are_one_list():
    """The short ones lack counts and bios: not observed, and not zero or empty."""
    table = read([SHORT, FULL])
    assert columns(table, "followers_count", "description") == [[None, 1], [None, "Hi"]]


def test_lists_of_web_nodes_and_users_are_read_row_by_row():
    """Each row is read by its own shape, though both know an `id` and a `username`."""
    node = {"id": "9", "username": "eve", "edge_followed_by": {"count": 5}, "edge_follow": {"count": 6}}
    for rows in ([FULL, node], [node, FULL], [FULL, node] * 300):
        table = read(rows)
        found = dict(zip(*columns(table, "id", "followers_count"), strict=True))
        assert (table.platform, found) == ("instagram", {"8": 1, "9": 5})
        assert len(table) == len(rows)


@pytest.mark.parametrize(
    ("changes", "default"),
    [
        ({"has_anonymous_profile_picture": True}, True),
        ({"has_anonymous_profile_picture": "False"}, False),
        ({"profile_pic_url": "https://a.example/44884218_345707102882519_2446069589734326272_n.jpg?x"}, True),
        ({"profile_pic_url": "https://a.example/b.jpg?ig_cache_key=YW5vbnltb3VzX3Byb2ZpbGVfcGlj.2"}, True),
        ({"profile_pic_url": "https://a.example/b.jpg"}, False),
        ({"has_anonymous_profile_picture": False, "profile_pic_url": "https://a.example/b.jpg"}, False),
        ({"has_anonymous_profile_picture": None, "profile_pic_url": ""}, None),
    ],
)
def test_a_picture_is_default_by_the_apps_flag_or_its_address(changes, default):
    """The flag goes first; without it the address of the anonymous picture tells."""
    assert columns(read([SHORT | changes]), "default_profile_image") == [[default]]


def entry(**inner):
    return {"title": "", "media_list_data": [], "string_list_data": [inner]}


@pytest.mark.parametrize(
    ("row", "username"),
    [
        (entry(value="ada", timestamp=1551675967), "ada"),
        (entry(timestamp=1551675967) | {"title": "ada"}, "ada"),
        ({"title": "", "string_list_data": []}, None),
        ({"label_values": [{"label": "Username", "value": "ada"}], "timestamp": 1551675967}, "ada"),
        ({"label_values": [{"label": "URL", "value": "https://www.instagram.com/ada/"}]}, "ada"),
        ({"label_values": [{"label": "x", "href": "https://www.instagram.com/ada?igsh=1"}]}, "ada"),
        ({"label_values": [5, {"label": 5, "value": 5}]}, None),
        ({"label_values": "x"}, "x"),
    ],
)
def test_usernames_of_an_export_are_found_where_it_keeps_them(row, username):
    """The place changed over the years and labels are translated; nothing raises where there is none."""
    table = read([entry(value="first", timestamp=1), row] if "string_list_data" in row else [row])
    assert table.texts("username").to_list()[-1] == username


def test_follow_times_of_an_export_are_epoch_seconds(tmp_path):
    """The only real follow times there are come through, wrapped or not, from one file or several."""
    rows = [entry(value=f"u{n}", timestamp=1551675967 + n) for n in range(3)]
    one, two = tmp_path / "followers_1.json", tmp_path / "followers_2.json"
    one.write_text(json.dumps(rows[:2]))
    two.write_text(json.dumps({"relationships_followers": rows[2:]}))
    table = read([one, two])
    assert columns(table, "username") == [["u0", "u1", "u2"]]
    assert [time.second for time in columns(table, "followed_at")[0]] == [7, 8, 9]


def test_the_asking_account_of_a_business_discovery_is_not_read():
    """The id beside the answer is that of the account that asks."""
    row = {"business_discovery": {"id": "8", "username": "ada", "followers_count": 1}, "id": "1"}
    assert columns(read([row]), "id", "followers_count") == [["8"], [1]]
