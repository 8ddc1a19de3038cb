import pytest

from fakefollow.readers import read

ACCOUNT = {
    "id": "109",
    "username": "ada",
    "acct": "ada",
    "display_name": "Ada",
    "note": "<p>Hi</p>",
    "created_at": "2019-03-04T00:00:00.000Z",
    "followers_count": 12,
    "following_count": 34,
    "statuses_count": 56,
    "locked": False,
    "avatar": "https://files.example/a.png",
    "header": "https://files.example/b.png",
}


def read_one(**changes):
    """Return what was observed of one account."""
    table = read([ACCOUNT | changes], observed_at="2024-06-01")
    assert len(table.issues) == 0
    known = {name: column.to_list()[0] for name, column in table.columns.items()}
    return {name: value for name, value in known.items() if value is not None}


def test_a_suspended_account_was_not_observed():
    """Of a suspended account the API shows empty texts and zeros, which nobody chose."""
    blank = {"display_name": "", "note": "", "followers_count": 0, "following_count": 0, "statuses_count": 0}
    seen = read_one(**blank, suspended=True)
    assert seen.keys() == {"id", "username", "created_at", "observed_at"}
    assert read_one(**blank, suspended=False)["followers_count"] == 0
    assert read_one(**blank)["description"] == ""


@pytest.mark.parametrize(
    "picture",
    [
        "https://social.example/avatars/original/missing.png",
        "/headers/original/missing.png",
        "https://pleroma.example/images/avi.png",
    ],
)
def test_default_pictures_are_known_by_their_address(picture):
    """The picture for accounts without one is default, and no banner."""
    seen = read_one(avatar=picture, header=picture)
    assert (seen["default_profile_image"], seen["has_banner"]) == (True, False)
    seen = read_one()
    assert (seen["default_profile_image"], seen["has_banner"]) == (False, True)


def test_no_header_is_no_banner_and_no_avatar_says_nothing():
    """Servers that have no default header send an empty address."""
    seen = read_one(avatar="", header="")
    assert seen["has_banner"] is False
    assert "default_profile_image" not in seen


def test_the_own_address_is_no_link_of_the_account():
    """`url` is the profile itself, so no link was observed."""
    assert "url" not in read_one(url="https://social.example/@ada")


def test_an_account_address_alone_names_the_account():
    """Tables that keep only `acct` have the username in it, with and without a host."""
    rows = [{"acct": "ada@x.example", "followers_count": 3}, {"acct": "bob", "followers_count": 4}]
    assert read(rows).columns["username"].to_list() == ["ada", "bob"]
