"""How people and tools call what is in a reaction or a post: one table of words, and what rows are by these alone.

Knows words only; the forms of platforms are declared in their files.
"""

from functools import lru_cache
from typing import Final

from fakefollow.platforms.names import PERSONS, folded, meaning_of
from fakefollow.platforms.shapes import Field, Message

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
