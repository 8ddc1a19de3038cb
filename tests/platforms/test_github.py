"""GitHub's user objects: what is read as what, and what a list of users leaves out."""

import json
from contextlib import nullcontext
from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from fakefollow.audience import audit
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
    frame = pd.DataFrame({"login": ["ada", "bob"], "public_repos": [5, 0], "bio": ["Hi", None], "company": [None, "x"]})
    table = read(frame, platform="github")
    assert table.platform == "github"
    assert table.columns["repositories_count"].to_list() == [5, 0]
    assert table.columns["description"].to_list() == ["Hi", ""]
    assert table.columns["company"].to_list() == ["", "x"]


TIME = "2024-01-02T03:04:05Z"
NODE = {"login": "ada", "databaseId": 12, "followers": {"totalCount": 1}}


@pytest.mark.parametrize(
    "answer",
    [
        [{"starred_at": TIME, "user": FULL}],
        [[{"starred_at": TIME, "user": FULL}], []],
        {"data": {"repository": {"stargazers": {"totalCount": 1, "edges": [{"starredAt": TIME, "node": NODE}]}}}},
        [{"type": "WatchEvent", "actor": {"id": 12, "login": "ada"}, "repo": {"id": 1}, "created_at": TIME, "id": "9"}],
        pd.DataFrame({"type": ["WatchEvent"], "actor.id": [12], "actor.login": ["ada"], "created_at": [TIME]}),
    ],
)
def test_a_star_is_a_follow_with_its_time(answer):
    """REST, pages of gh, GraphQL and rows of GH Archive give who starred and when."""
    with pytest.warns(CoverageWarning) if "WatchEvent" in str(answer) else nullcontext():
        table = read(answer, observed_at="2024-06-01")
    seen = [table.columns[name].to_list()[0] for name in ("id", "username", "followed_at")]
    assert (table.platform, seen) == ("github", ["12", "ada", datetime(2024, 1, 2, 3, 4, 5)])


def test_other_events_of_an_archive_are_no_stars():
    """Whoever pushes or forks follows nobody; an hour of GH Archive gives those who starred."""
    star = {"type": "WatchEvent", "actor": {"id": 12, "login": "ada"}, "payload": {}, "created_at": TIME, "id": "9"}
    hour = [star | {"type": "PushEvent", "actor": {"id": 13, "login": "bob"}}, star, star | {"type": "ForkEvent"}]
    for source in (hour, "\n".join(map(json.dumps, hour)).encode(), json.dumps(hour).encode()):
        with pytest.warns(CoverageWarning):
            assert read(source).texts("username").to_list() == ["ada"]


class NamedUser:
    """A user of PyGithub; whatever it does not hold it asks the network for."""

    def __init__(self, held):
        self._rawData = held

    @property
    def followers(self):
        """Ask the network."""
        raise AssertionError("the network was asked")


NamedUser.__module__ = "github.NamedUser"


def test_objects_of_pygithub_give_what_they_hold():
    """A lazy object is read by its raw data."""
    stargazer = type("Stargazer", (NamedUser,), {"__module__": "github.Stargazer"})
    table = read([NamedUser(FULL), stargazer({"starred_at": TIME, "user": FULL})])
    assert table.columns["followers_count"].to_list() == [1, 1]
    assert table.columns["followed_at"].valid.tolist() == [False, True]


def test_stargazers_are_audited_as_followers_are():
    """Four hundred stars of new and empty accounts within five hours are one purchase event at their time."""
    rng, start = np.random.default_rng(1), np.datetime64("2022-01-01T00:00:00")
    stars = [(minute, False) for minute in rng.integers(0, 700 * 1440, 1500)]
    stars += [(400 * 1440 + minute, True) for minute in rng.integers(0, 300, 400)]
    oldest = {True: 20 * 1440, False: 1_000_000}
    rows = [
        {
            "starred_at": f"{start + np.timedelta64(minute, 'm')}Z",
            "user": {
                "login": f"u{number}",
                "node_id": f"U{number}",
                "name": None if bought else "Ann Lee",
                "bio": None if bought else "I write code",
                "followers": 0 if bought else int(rng.integers(80)),
                "following": 0 if bought else int(rng.integers(90)),
                "public_repos": 0 if bought else int(rng.integers(60)),
                "created_at": f"{start + np.timedelta64(minute - rng.integers(1440, oldest[bought]), 'm')}Z",
            },
        }
        for number, (minute, bought) in enumerate(sorted(stars))
    ]
    report = audit(rows, order="oldest_first", observed_at="2024-06-01")
    (event,) = report.to_dict()["purchases"]
    assert 350 < event["excess"]["estimate"] < 450
    assert "2023-02-05" in str(report)
