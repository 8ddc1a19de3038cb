"""What people and tools call the fields of profiles, reactions and posts: tables of synonyms, and marks of platforms.

Knows words only: where a name stands in a row, and whether it is free to be used, is decided elsewhere.
"""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Final

from fakefollow.platforms.shapes import Field, Message
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
    if {"postid", "kind"} <= words:
        return "interactions, not profiles: pass them to fakefollow.influence"
    if POSTS & {folded(name) for name in names if name not in COLUMNS}:
        return "posts, not profiles: pass the accounts that wrote them"
    if any(edge <= words for edge in EDGES):
        return "edges of a network (who follows whom), not profiles: look the accounts up and pass their profiles"
    if words & LABELS:
        return "labels, not profiles: pass the profiles, and the labels as labels="
    if not any((meaning := meaning_of(name)) and meaning[0] in ("id", "username", "name") for name in names):
        return (
            "counts by day, not profiles: pass them to fakefollow.growth"
            if {"createdat", "date", "day", "time", "timestamp"} & words
            else None
        )
    return None


KIND_WORDS: Final[dict[str, str]] = {
    word: kind
    for kind, words in {
        "like": "like likes liked liker likers likedby likinguser likingusers medialikers favourite favourites "
        "favorite favorites favourited favorited favouritedby favoritedby favs heart hearts digg upvote love reactions "
        "edgemediapreviewlike edgelikedby stargazers star stars watchevent",
        "reply": "reply replies replied repliedto comment comments commented commenter commenters commentthreads "
        "answers answer response responses mediacomments descendants replycomment previewchildcomments "
        "edgemediatoparentcomment edgemediatocomment edgethreadedcomments",
        "repost": "repost reposts reposted repostedby reposters retweet retweets retweeted retweetedby retweeters "
        "retweetingusers reblog reblogs rebloggedby boost boosts boosted boostedby share shares shared renote",
        "quote": "quote quotes quoted quotetweet quotetweets quotingposts",
        "mention": "mention mentions mentioned tag tagged",
        "view": "view views viewed viewer viewers seen impression impressions play plays watch",
    }.items()
    for word in words.split()
}
"""How kinds of interaction are called, folded: in cells, and as keys of what holds a list of them."""

COUNT_WORDS: Final[dict[str, str]] = {
    "likes": "likescount likecount likes numlikes favoritecount favouritecount favouritescount favoritescount "
    "favourites favorites hearts heartcount diggcount statisticslikecount edgelikedbycount edgemediapreviewlikecount",
    "replies": "repliescount replycount replies numreplies commentscount commentcount comments numcomments "
    "edgemediatocommentcount responses",
    "reposts": "repostscount repostcount reposts retweetscount retweetcount retweets reblogscount reblogs boosts "
    "shares sharecount sharescount forwardcount",
    "quotes": "quotescount quotecount quotes",
    "views": "viewscount viewcount views impressioncount impressions playcount plays videoviewcount videoplaycount",
}
"""What platforms count of a post, by how columns of it are called."""

WORDS: Final[dict[str, str]] = {
    "post": "postid postshortcode shortcode mediaid mediapk mediacode mediashortcode tweetid statusid videoid awemeid "
    "posturi posturl postlink posturi subjecturi targetpostid itemid contentid post tweet status media video uri "
    "subject parentid url link",
    "reply": "inreplytostatusid inreplytoid inreplytotweetid inreplytopostid inreplyto replytostatusid replytotweetid "
    "replytopostid repliedtoid",
    "quote": "quotedstatusid quotedtweetid quotedpostid quotedid quoteid",
    "repost": "retweetedstatusid retweetedtweetid retweetstatusid retweetid retweetedid repostid reblogid",
    "root": "conversationid rootid threadid",
    "kind": "kind type action reaction event interaction interactiontype kindofinteraction actiontype reactiontype "
    "eventtype engagement engagementtype",
    "created_at": "createdat time timestamp datetime date createdatutc createdtime createtime created likedat "
    "commentedat repliedat repostedat postedat publishedat takenat takenattimestamp interactiontime interactionat "
    "interactedat reactedat eventtime eventtimestamp starredat when ts postdate indexedat",
    "text": "text comment commenttext replytext content body message fulltext tweettext posttext textoriginal "
    "textdisplay rawcontent caption tweet",
    "id": "id interactionid commentid replyid reactionid eventid likeid cid idstr pk uuid",
    "answers_to": "replyto answersto replytouser inreplytouserid inreplytouser inreplytoscreenname inreplytousername "
    "inreplytoaccountid replytouserid replytoscreenname replytousername",
    "account_id": "accountid userid authorid useridstr actorid likerid commenterid channelid authorchannelid uid "
    "userpk fromid ownerid did",
    "account": "account user author username screenname handle userhandle login accountname liker commenter actor "
    "userscreenname authorusername ownerusername fromusername uniqueid from owner reactor profile who",
    **COUNT_WORDS,
}
"""How columns are called that say what of an interaction or post, folded, the plainest first."""

_ROLES: Final = {
    word: (role, rank) for role, words in reversed(WORDS.items()) for rank, word in enumerate(words.split())
}
OBJECTS: Final = (*PERSONS, "actor", "liker", "commenter", "from", "by")
"""Keys of the object that is the account that reacts."""

PROFILE_ONLY: Final = frozenset({"followers_count", "following_count", "posts_count", "description", "listed_count"})
"""Columns that only a profile has."""

SHARED: Final = frozenset({"id", "created_at", "url", "likes_count", "location", "followed_at", "last_status_at"})
"""Canonical names of profiles that mean the interaction where nothing before them says whose they are."""


@lru_cache(maxsize=4_096)
def usual_message(keys: frozenset[str], objects: frozenset[str], said: tuple[tuple[str, str], ...] = ()) -> Message:
    """Return what rows with such keys are by names alone; ``objects`` are keys of objects, ``said`` roles of keys."""
    given = dict(said)
    best: dict[str, tuple[int, str]] = {}
    also: list[str] = []
    profile: dict[str, tuple[int, str]] = {}
    about = {key: _of_profile(key) for key in keys - objects - given.keys()}
    is_account = any(name in PROFILE_ONLY and not prefixed for name, _, prefixed in filter(None, about.values()))
    roles = {key: _ROLES.get(folded(key)) for key in sorted(keys - given.keys())}
    taken = {found[0] for found in roles.values() if found}
    is_account = is_account and not taken & {"text", "account_id"} and "id" in keys
    for key, found in roles.items():
        if key in objects:
            if key in OBJECTS:
                best["account"] = min(best.get("account", (99, "")), (OBJECTS.index(key) - 99, key))
            continue
        meant = about.get(key)
        if found and not (is_account and meant and meant[0] in ("id", "created_at", "url")):
            best[found[0]] = min(best.get(found[0], (999, "")), (found[1], key))
            also += [key] if found[0] in ("post", "id") else []
        elif meant and (meant[2] or is_account or meant[0] not in SHARED):
            profile[meant[0]] = min(profile.get(meant[0], (999, "")), (meant[1], key))
    for key, role in given.items():
        into = best if role in WORDS else profile
        into[role.removeprefix("account.").replace("post_id", "post")] = (0, key)
    fields = {role: _at(key) for role, (_, key) in best.items()}
    if taken & {"reply", "quote", "repost"} and "post" not in given.values() and "post" in fields:
        fields.setdefault("id", fields["post"])  # the status of a table of statuses is the one that reacts
        del fields["post"]
    return Message(
        "rows", (), fields, None, (), tuple((key,) for key in also), {n: _at(key) for n, (_, key) in profile.items()}
    )


def _at(key: str) -> Field:
    return Field(((key,),))


def _of_profile(key: str) -> tuple[str, int, bool] | None:
    """Return the canonical name that a key means, its rank, and whether it says that it is of an account."""
    meaning = meaning_of(key)
    if meaning is None:
        return None
    starts = ("user", "author", "owner", "account", "profile", "channel", "liker", "commenter")
    return (*meaning, folded(key).startswith(starts) and folded(key) not in starts)


def kind_named(text: str) -> str | None:
    """Return the kind of interaction that a word means, `None` where it means none."""
    word = folded(text)
    return KIND_WORDS.get(word) or KIND_WORDS.get(word.rstrip("s"))
