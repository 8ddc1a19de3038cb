"""What people and tools call the fields of a profile: one folding of names, one table of synonyms, marks of platforms.

Knows words only: where a name stands in a row, and whether it is free to be used, is decided elsewhere.
"""

import re
from collections.abc import Collection
from typing import Final

from fakefollow.profiles import COLUMNS, ColumnType

_UNREAD: Final = re.compile(r"[\W_]+")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


PERSONS: Final = ("user", "author", "profile", "account", "owner", "authorMeta", "author_meta", "channel")
"""Keys of an object that is the account, in a row about something else: a post, a crawl, a label."""

_PREFIXES: Final = _words(
    "publicmetrics user author owner profile account legacy stats statistics authormeta authorstats core "
    "snippet channel twitter instagram tiktok github x ig"
)
"""Before a name they say whose it is, and nothing else."""

SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    name: (name.replace("_", ""), *words.split())
    for name, words in {
        "id": "userid accountid authorid profileid idstr useridstr restid pk uid ownerid channelid",
        "username": "screenname userscreenname handle userhandle login uniqueid user account accountname ownerusername "
        "twitterhandle instagramhandle",
        "name": "displayname userdisplayname fullname nickname profilename accountdisplayname channeltitle realname",
        "description": "bio biography userdescription profiledescription userprofiledescription rawdescription "
        "biodescription signature about note selfdescription",
        "location": "userlocation reportedlocation userreportedlocation profilelocation",
        "url": "website websiteurl externalurl userwebsite homepage blog biourl biolink",
        "profile_image_url": "profileimage avatar avatarurl profilepicurl profilepicture profilepictureurl "
        "profileimageurlhttps imgurl profilepic userprofileimageurl",
        "created_at": "accountcreatedat usercreatedat profilecreatedat accountcreationdate accountcreated "
        "accountcreateddate creationdate dateofcreation datecreated registrationdate registeredat "
        "registered joindate joined joinedat joineddate joinedon datejoined dateofjoining membersince since "
        "signupdate createdtime createtime created createddate",
        "observed_at": "collectedat crawledat retrievedat scrapedat fetchedat capturedat scrapeddate scrapedate "
        "datescraped extractedat exportedat crawldate collectiondate snapshotdate",
        "last_status_at": "lastpostat lasttweetat lasttweetedat lasttweetdate lastpostdate lasttweeted lastposted "
        "laststatusdate lasttweet latesttweetdate lastpost",
        "followed_at": "followedon followedsince followdate followtime subscribedat",
        "followers_count": "followers followercount follower followernumber numfollowers nfollowers numberoffollowers "
        "nooffollowers followersnum followersnumber totalfollowers fans fanscount fancount followedby followedbycount "
        "edgefollowedby edgefollowedbycount subscribers subscribercount subscriberscount usersfollowers",
        "following_count": "following friendscount friendcount friends followscount follows followees followeescount "
        "followeecount followings followingscount numfollowing numfollowings nfollowing numberoffollowing "
        "nooffollowing followingnum followingnumber totalfollowing numfriends edgefollow edgefollowcount",
        "posts_count": "posts tweetcount tweetscount tweets statusescount statuscount statuses postcount mediacount "
        "videocount awemecount numposts numtweets nposts ntweets numberofposts numberoftweets totalposts totaltweets "
        "tweetnumber edgeownertotimelinemedia edgeownertotimelinemediacount",
        "likes_count": "favouritescount favoritescount favouritecount favoritecount favourites favorites "
        "likecount likes",
        "listed_count": "listed listcount",
        "repositories_count": "publicrepos repos publicrepositories",
        "default_profile_image": "hasdefaultavatar isdefaultavatar hasanonymousprofilepicture",
        "verified": "isverified certified verifiedaccount",
        "protected": "private isprivate isprotected privateaccount locked",
    }.items()
}
"""Canonical name -> folded names that mean the same, the plainest first. Left out is what means two things: what a
``timestamp`` or ``link`` is of, ``lists`` (owned or listed in), ``blue`` verification, ``profile_url``."""

for _name in COLUMNS:
    SYNONYMS.setdefault(_name, (_name.replace("_", ""),))

_CLOCK: Final = re.compile("(timestamp|ts|utc|unix|epoch|ms)$")
"""What people write after words of times: ``joined_ts``, ``created_utc``."""
_TIMES: Final = {word for name in COLUMNS if COLUMNS[name] is ColumnType.TIME for word in SYNONYMS[name]}
_RANKS: Final = {word: (name, rank) for name, words in SYNONYMS.items() for rank, word in enumerate(words)}

MARKS: Final[dict[str, frozenset[str]]] = {
    platform: frozenset(words.split())
    for platform, words in {
        "x": "screenname userscreenname tweets tweetcount tweetscount numtweets numberoftweets totaltweets ntweets "
        "isblueverified blueverified favouritescount lasttweetedat lasttweetat lasttweetdate twitterhandle",
        "instagram": "isbusinessaccount highlightreelcount igtvvideocount edgefollowedby followedbyviewer",
        "tiktok": "uniqueid secuid awemecount diggcount heartcount authormeta",
        "youtube": "subscribercount hiddensubscribercount",
        "github": "publicrepos publicgists",
        "threads": "threadsbiography textpostappisprivate",
    }.items()
}
"""Folded names that one platform alone has: one of them shows it."""

CONTENTS: Final[dict[str, frozenset[str]]] = {
    platform: frozenset(words.split())
    for platform, words in {
        "x": "friendscount statusescount listedcount favoritescount favourites favouritecount",
        "instagram": "biography fullname followees mediacount externalurl followscount profilepicurl",
        "tiktok": "nickname signature videocount fans",
        "youtube": "channelid channeltitle channelurl videocount viewcount",
        "mastodon": "statusescount note locked noindex discoverable laststatusat",
        "bluesky": "did followscount indexedat",
        "github": "login publicgists hireable gravatarid",
    }.items()
}
"""Folded names that few platforms have: two of them show it, unless another has as many."""

POSTS: Final = frozenset(
    _words(
        "text fulltext tweettext tweet caption retweetcount retweets replycount quotecount likescount "
        "commentscount hashtags statusid tweetid inreplytostatusid rt authorid ownerusername conversationid "
        "shortcode mediatype"
    )
)
EDGES: Final = (
    {"source", "target"}, {"sourceid", "targetid"}, {"from", "to"}, {"followerid", "followeeid"}, {"user1", "user2"},
    {"followerid", "followingid"}, {"follower", "followee"}, {"src", "dst"}, {"follower", "following"},
)  # fmt: skip
LABELS: Final = frozenset(_words("label labels bot isbot fake isfake class target category accounttype"))


def folded(name: str) -> str:
    """Return a name without case, blanks and signs: what is left of ``Screen name`` and ``screen_name``."""
    return _UNREAD.sub("", name.casefold())


def meaning_of(name: str) -> tuple[str, int] | None:
    """Return the canonical name that a name means and its rank among those that do, `None` where it is not known."""
    word, passed = folded(name), 0
    if name.startswith("_"):
        return None  # a database's own
    if word not in _RANKS and (stem := _CLOCK.sub("", word)) in _TIMES:
        word, passed = stem, 1
    while word not in _RANKS:
        prefix = next((p for p in _PREFIXES if word.startswith(p) and len(word) > len(p) + 1), None)
        if prefix is None or passed == 2:
            return None
        word, passed = word[len(prefix) :], passed + 1
    canonical, rank = _RANKS[word]
    return canonical, rank + 100 * passed


def platform_shown_by(names: Collection[str]) -> tuple[str | None, bool]:
    """Return the platform that names show, and whether one of them is its alone."""
    words = {folded(name) for name in names}
    marked = [platform for platform, marks in MARKS.items() if marks & words]
    if marked:
        return (marked[0], True) if len(marked) == 1 else (None, False)
    found = sorted(((len(contents & words), platform) for platform, contents in CONTENTS.items()), reverse=True)
    (most, platform), (second, _), *_ = found
    return (platform, False) if most >= 2 and most > second else (None, False)


def kind_of_table(names: Collection[str]) -> str | None:
    """Return what a table without a profile looks like by its names, `None` where that cannot be told."""
    words = {folded(name) for name in names}
    if POSTS & {folded(name) for name in names if name not in COLUMNS}:
        return "posts, not profiles: pass the accounts that wrote them"
    if any(edge <= words for edge in EDGES):
        return "edges of a network (who follows whom), not profiles: look the accounts up and pass those"
    if words & LABELS:
        return "labels, not profiles: pass the profiles, and the labels as labels=..."
    if not any((meaning := meaning_of(name)) and meaning[0] in ("id", "username", "name") for name in names):
        return "counts by day, not profiles" if {"createdat", "date", "day", "time", "timestamp"} & words else None
    return None
