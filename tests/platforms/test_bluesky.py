import pytest

from fakefollow.errors import CoverageWarning
from fakefollow.readers import read

BASIC = {"did": "did:plc:a", "handle": "ada.bsky.social", "labels": []}
VIEW = BASIC | {"indexedAt": "2024-01-01T00:00:00Z"}
DETAILED = VIEW | {"followersCount": 1, "followsCount": 2, "postsCount": 3}
FULL = DETAILED | {"avatar": "https://img.example/a", "banner": "https://img.example/b"}
FULL |= {"displayName": "Bob", "description": "Hi"}
PICKED = {"did": "did:plc:a", "handle": "ada.bsky.social", "followersCount": 1}


def read_one(row, *others):
    """Return what was observed of one account, the first of a list."""
    table = read([row, *others])
    assert len(table.issues) == 0
    known = {name: column.to_list()[0] for name, column in table.columns.items()}
    return {name: value for name, value in known.items() if value is not None and "count" not in name}


@pytest.mark.filterwarnings("ignore::fakefollow.errors.CoverageWarning")
@pytest.mark.parametrize(
    ("row", "told"),
    [
        (BASIC, {"name": "", "default_profile_image": True}),
        (VIEW, {"name": "", "default_profile_image": True, "description": ""}),
        (DETAILED, {"name": "", "default_profile_image": True, "description": "", "has_banner": False}),
        (PICKED, {}),
    ],
)
def test_absence_says_that_there_is_none_in_a_complete_object_only(row, told):
    """Each view says as much as it would have shown; where somebody picked fields, nothing."""
    assert read_one(row, FULL | {"did": "did:plc:b"}) == {"id": "did:plc:a", "username": "ada"} | told


@pytest.mark.filterwarnings("ignore::fakefollow.errors.CoverageWarning")
@pytest.mark.parametrize("copies", [1, 30])
def test_absence_says_nothing_where_no_row_has_the_key(copies):
    """Somebody may have dropped the key of all rows, so that it is missing was not observed."""
    others = [DETAILED | {"did": f"did:plc:{number}"} for number in range(copies - 1)]
    assert read_one(DETAILED, *others) == {"id": "did:plc:a", "username": "ada"}


def test_what_is_there_is_read():
    """A picture, banner and texts of a complete object are its own."""
    row = DETAILED | {"avatar": "https://img.example/a", "banner": "https://img.example/b"}
    seen = read_one(row | {"description": "Hi", "displayName": "Ada", "website": "https://ada.example"})
    assert (seen["default_profile_image"], seen["has_banner"]) == (False, True)
    assert (seen["name"], seen["description"], seen["url"]) == ("Ada", "Hi", "https://ada.example")


@pytest.mark.parametrize(
    ("handle", "username"),
    [
        ("ada.bsky.social", "ada"),
        ("ada.example", "ada.example"),
        ("bsky.social.example", "bsky.social.example"),
        ("handle.invalid", None),
    ],
)
def test_a_username_does_not_measure_the_host_of_everybody(handle, username):
    """Only the default host goes; a domain is the account's own, and a broken handle is none."""
    assert read_one(DETAILED | {"handle": handle}).get("username") == username


def test_followers_without_counts_are_named_with_the_way_to_get_them():
    """getFollowers has none; one account with counts among them is enough to be silent."""
    with pytest.warns(CoverageWarning, match=r"pass the dids on to app\.bsky\.actor\.getProfiles"):
        read([VIEW, VIEW | {"did": "did:plc:b"}])
    assert read([VIEW, DETAILED | {"did": "did:plc:b"}]).columns["posts_count"].to_list() == [None, 3]


def test_a_page_of_followers_is_unwrapped():
    """The account whose followers these are stands beside them and is none."""
    page = {"subject": DETAILED, "followers": [DETAILED | {"did": "did:plc:b"}], "cursor": "x"}
    assert read(page).columns["id"].to_list() == ["did:plc:b"]


def test_null_in_a_frame_is_an_absent_key():
    """A frame writes null where a row lacks the key; completeness is still judged row by row."""
    pd = pytest.importorskip("pandas")
    pictures = {"avatar": "https://img.example/a", "banner": "https://img.example/b"}
    table = read(pd.DataFrame([DETAILED | pictures, DETAILED, VIEW, PICKED]))
    assert table.columns["default_profile_image"].to_list() == [False, True, True, None]
    assert table.columns["has_banner"].to_list() == [True, False, None, None]
