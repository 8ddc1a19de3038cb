from collections import namedtuple
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

import pydantic
import pytest

import fakefollow as ff
from fakefollow.errors import CoverageWarning, ProfileError, ReadingWarning
from fakefollow.readers import held_by, mapping_of, read

SEEN = "2024-06-01"
V2 = {
    "id": "7",
    "username": "ada",
    "name": "Ada",
    "created_at": "2019-03-04T05:06:07.000Z",
    "public_metrics": {"followers_count": 12, "following_count": 34, "tweet_count": 56},
}
NODE = {
    "id": "7",
    "username": "ada",
    "biography": "Hi",
    "edge_followed_by": {"count": 12},
    "edge_follow": {"count": 34},
    "edge_owner_to_timeline_media": {"count": 56},
}
COUNTS = [[12], [34], [56]]
DID = "did:plc:abcdefghijklmnopqrstuvwx"


def library(name):
    return pytest.importorskip(name, reason=f"objects of {name} are tested where it is installed")


def columns(table, *names):
    return [table.columns[name].to_list() for name in names]


def counts(table):
    return columns(table, "followers_count", "following_count", "posts_count")


def test_tweepy_users_of_both_apis_are_taken_as_they_are():
    """A v2 user is read by its data, a v1.1 user by its JSON, alone, in a list and in a response."""
    tweepy = library("tweepy")
    from tweepy.models import User

    new = tweepy.User(V2)
    old = User.parse(None, {"id_str": "7", "screen_name": "ada", "followers_count": 12, "friends_count": 34})
    for source in (new, [new], (new,), tweepy.Response([new], {}, [], {})):
        table = read(source, observed_at=SEEN)
        assert (table.platform, counts(table)) == ("x", COUNTS)
    for source in (old, [old]):
        assert columns(read(source), "username", "followers_count", "following_count") == [["ada"], [12], [34]]
    assert ff.score_one(new, observed_at=SEEN).coverage > 0


def test_a_twscrape_user_is_taken_as_it_is():
    """A dataclass is read by its fields."""
    models = library("twscrape.models")
    user = models.User(
        id=7,
        id_str="7",
        url="https://x.example/ada",
        username="ada",
        displayname="Ada",
        rawDescription="Hi",
        created=datetime(2019, 3, 4, tzinfo=UTC),
        followersCount=12,
        friendsCount=34,
        statusesCount=56,
        favouritesCount=1,
        listedCount=2,
        mediaCount=3,
        location="",
        profileImageUrl="https://img.example/a.png",
    )
    table = read([user], observed_at=SEEN)
    assert (table.platform, counts(table)) == ("x", COUNTS)
    assert "url" not in table.columns


@dataclass
class Link:
    """As snscrape 0.7 describes the link of a profile."""

    text: str
    url: str


@dataclass
class User:
    """A stand-in for snscrape's user: it can no longer be installed, but its dumps and objects are about."""

    username: str
    id: int
    displayname: str
    followersCount: int  # noqa: N815 - as there
    friendsCount: int  # noqa: N815
    statusesCount: int  # noqa: N815
    link: Link | None = None
    _type: str = "snscrape.modules.twitter.User"
    extra: list = field(default_factory=list)

    @property
    def url(self):
        raise AssertionError("a property was called")


def test_a_snscrape_user_keeps_the_link_in_it():
    """Objects within a dataclass are read too, properties never."""
    user = User("ada", 7, "Ada", 12, 34, 56, Link("ada", "https://ada.example"))
    table = read(user)
    assert (table.platform, counts(table)) == ("x", COUNTS)
    assert columns(table, "url") == [["https://ada.example"]]


def test_a_mastodon_account_is_taken_as_it_is():
    """Mastodon.py hands out dicts of its own with datetimes, alone and in pages."""
    account = library("mastodon.return_types").Account(
        id=1,
        username="ada",
        acct="ada",
        note="<p>Hi</p>",
        created_at=datetime(2019, 3, 4, tzinfo=UTC),
        followers_count=12,
        following_count=34,
        statuses_count=56,
    )
    pages = library("mastodon.types_base").PaginatableList([account])
    for source in (account, [account], pages):
        table = read(source, observed_at=SEEN)
        assert (table.platform, counts(table)) == ("mastodon", COUNTS)
        assert columns(table, "description", "created_at") == [["Hi"], [datetime(2019, 3, 4)]]


def test_atproto_profiles_of_two_views_stand_in_one_list():
    """Models are read under the names of the protocol; what is not set was left out by the network."""
    models = library("atproto").models
    short = models.AppBskyActorDefs.ProfileView(
        did=DID, handle="ada.bsky.social", labels=[], indexed_at="2024-01-01T00:00:00Z"
    )
    full = models.AppBskyActorDefs.ProfileViewDetailed(
        did=DID[:-1] + "z",
        handle="bob.example",
        labels=[],
        indexed_at="2024-01-01T00:00:00Z",
        avatar="https://img.example/a.jpg",
        followers_count=12,
        follows_count=34,
        posts_count=56,
    )
    table = read([short, full], observed_at=SEEN)
    assert table.platform == "bluesky"
    assert counts(table) == [[None, 12], [None, 34], [None, 56]]
    assert columns(table, "username", "default_profile_image") == [["ada", "bob.example"], [True, False]]
    assert not {"name", "description", "has_banner"} & table.columns.keys()  # keys that no row has


def test_the_answers_of_atproto_hold_profiles():
    """A whole response may be passed, or a list of them."""
    models = library("atproto").models
    one = models.AppBskyActorDefs.ProfileView(did=DID, handle="ada.bsky.social")
    page = models.AppBskyGraphGetFollowers.Response(subject=one, followers=[one])
    with pytest.warns(CoverageWarning, match="getProfiles"):
        assert columns(read(page), "username") == [["ada"]]
    with pytest.warns(CoverageWarning, match="getProfiles"):
        assert columns(read([page, page]), "username") == [["ada", "ada"]]


def test_instagrapi_users_short_and_full_stand_in_one_list():
    """Addresses that are objects are texts, and what the client put as a default was not observed."""
    types = library("instagrapi.types")
    short = types.UserShort(pk="7", username="ada", profile_pic_url="https://img.example/a.jpg")
    full = types.User(
        pk="8",
        username="bob",
        full_name="Bob",
        is_private=False,
        is_verified=False,
        is_business=False,
        profile_pic_url="https://img.example/b.jpg",
        media_count=56,
        follower_count=12,
        following_count=34,
    )
    for source in ([short, full], {"7": short, "8": full}):
        table = read(source)
        assert table.platform == "instagram"
        assert counts(table) == [[None, 12], [None, 34], [None, 56]]
        assert columns(table, "name", "protected") == [[None, "Bob"], [None, False]]
        assert columns(table, "profile_image_url") == [["https://img.example/a.jpg", "https://img.example/b.jpg"]]
        assert "description" not in table.columns
    with pytest.warns(CoverageWarning, match="user_info"):
        read([short])


def test_an_instaloader_profile_is_read_without_its_attributes():
    """They would ask the network; only the node that the profile was made of is looked at."""
    instaloader = library("instaloader")
    context = object.__new__(instaloader.InstaloaderContext)
    profile = instaloader.Profile(context, dict(NODE))
    for source in (profile, [profile]):
        table = read(source)
        assert (table.platform, counts(table)) == ("instagram", COUNTS)
    bare = instaloader.Profile(context, {"id": "7", "username": "ada", "followed_by_viewer": False})
    with pytest.warns(CoverageWarning, match="from_username"):
        assert "followers_count" not in read([bare]).columns


def client_class(package, name, **members):
    """Return a stand-in class of a client that is too large to be installed for tests."""
    return type(name, (), {"__module__": f"{package}.inner", **members})


def test_a_tiktokapi_user_is_read_by_its_payload():
    """TikTokApi needs a browser, so a class of its name stands in: the payload, else the names asked for."""
    user = client_class("TikTokApi", "User")()
    user.as_dict = {
        "userInfo": {
            "user": {"uniqueId": "ada", "id": "7"},
            "stats": {"followerCount": 12, "followingCount": 34, "videoCount": 56},
        }
    }
    assert counts(read(user)) == COUNTS
    asked = client_class("TikTokApi", "User")()
    asked.username, asked.sec_uid = "ada", "MS4"
    with pytest.warns(CoverageWarning, match=r"User\.info"):
        assert columns(read([asked]), "username") == [["ada"]]


def _lazy(_):
    raise AssertionError("a lazy attribute was touched")


@pytest.mark.parametrize(
    ("package", "name", "stored"), [("instaloader", "Profile", "_node"), ("tweepy", "User", "_json")]
)
def test_no_lazy_attribute_is_touched(package, name, stored):
    """Whatever a client's class computes stays alone, even an attribute of the name that is looked for."""
    lazy = {key: property(_lazy) for key in ("followers", "mediacount", "biography")}
    known = client_class(package, name, **lazy, cached=cached_property(_lazy))
    profile = known()
    vars(profile)[stored] = NODE
    assert mapping_of(profile) is NODE
    hidden = client_class(package, name, **{stored: property(_lazy), "data": property(_lazy)})()
    assert mapping_of(hidden) is None


def test_models_and_dataclasses_of_ones_own_are_read_by_their_fields():
    """Any pydantic model, dataclass or named tuple will do; a property or computed field is never called."""

    class Follower(pydantic.BaseModel):
        username: str
        followers_count: int = 0
        page: pydantic.HttpUrl | None = pydantic.Field(default=None, alias="url")

        @pydantic.computed_field
        @property
        def posts_count(self) -> int:
            raise AssertionError("a computed field was called")

    @dataclass(slots=True)
    class Slotted:
        username: str
        followers_count: int

    Row = namedtuple("Row", ["username", "followers_count"])
    models = [Follower(username="ada"), Follower(username="bob", followers_count=4, url="https://b.example")]
    rows = [*models, Slotted("cyd", 5), Row("dan", 6)]
    table = read(rows)
    assert columns(table, "username", "followers_count", "url") == [
        ["ada", "bob", "cyd", "dan"],
        [None, 4, 5, 6],
        [None, "https://b.example/", None, None],
    ]
    assert columns(read(Row("dan", 6)), "followers_count") == [[6]]


def test_an_object_that_holds_itself_ends():
    """Objects within objects are followed to a small depth only."""

    @dataclass
    class Loop:
        username: str
        inner: object = None

    loop = Loop("ada")
    loop.inner = loop
    with pytest.warns(ReadingWarning, match="'inner'"):
        assert columns(read([loop]), "username") == [["ada"]]


def test_an_unknown_object_is_an_issue():
    """What nobody knows keeps its row, and alone is refused."""
    table = read([{"username": "ada"}, object(), {"username": "bob"}])
    assert columns(table, "username") == [["ada", None, "bob"]]
    assert [issue.row for issue in table.issues] == [1]
    with pytest.raises(ProfileError, match=r"cannot read profiles from object"):
        read(object())


def test_held_by_sees_slots_and_stored_attributes_only():
    """Class attributes and properties are not held by the object."""

    class Slots:
        __slots__ = ("a", "b")
        c = 3

    holder = Slots()
    holder.a = 1
    assert [held_by(holder, name) for name in ("a", "b", "c", "d")] == [1, None, None, None]
