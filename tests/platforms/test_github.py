"""GitHub's user objects: what is read as what, and what a list of users leaves out."""

import pytest

from fakefollow.errors import CoverageWarning
from fakefollow.readers import read

STUB = {"login": "ada", "id": 12, "node_id": "U_1", "avatar_url": "https://a.example", "url": "https://api.example/ada"}
FULL = STUB | {"name": None, "bio": None, "blog": "", "company": "@mill", "public_repos": 5, "followers": 1}


def read_one(row):
    table = read([row], observed_at="2024-06-01")
    assert table.platform == "github"
    assert len(table.issues) == 0
    return {name: column.to_list()[0] for name, column in table.columns.items()}


def test_the_link_of_an_account_is_its_blog():
    """The address under url is that of the API's own object."""
    assert read_one(FULL)["url"] == ""
    assert read_one(FULL | {"blog": "https://ada.example"})["url"] == "https://ada.example"


def test_null_texts_were_left_empty():
    """The API shows null where an account gives nothing; a key that is not there was not observed."""
    seen = read_one(FULL)
    assert (seen["name"], seen["description"], seen["company"]) == ("", "", "@mill")
    assert "location" not in seen


def test_repositories_are_no_posts():
    """Sentences and models of other platforms speak of posts."""
    seen = read_one(FULL)
    assert seen["repositories_count"] == 5
    assert "posts_count" not in seen


def test_lists_of_users_are_named_with_the_way_to_more():
    """Stargazers and followers come without counts."""
    with pytest.warns(CoverageWarning, match=r"ask GET /users/\{login\}"):
        read([STUB])


def test_a_frame_with_the_names_of_github_is_read():
    """Where the caller says the platform, few of its columns suffice."""
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"login": ["ada", "bob"], "public_repos": [5, 0], "bio": ["Hi", None], "company": [None, "x"]})
    table = read(frame, platform="github")
    assert table.platform == "github"
    assert table.columns["repositories_count"].to_list() == [5, 0]
    assert table.columns["description"].to_list() == ["Hi", ""]
    assert table.columns["company"].to_list() == ["", "x"]
