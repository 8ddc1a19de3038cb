"""Interactions are read from rows and tables: one a row of the source, each account and post once, nothing lost."""

import json

import numpy as np
import pandas
import pytest

import fakefollow as ff
from fakefollow.readers import KINDS

NESTED = [
    {"post_id": "7", "kind": "like", "account": {"id": "1", "username": "ada", "followers_count": 3}},
    {"post_id": 7, "kind": "comment", "account": {"id": "1"}, "created_at": "2024-01-01T00:00:00Z", "text": "hi"},
    {"post_id": "8", "kind": "Likes", "account": {"username": "ADA"}},
    {"post_id": "8", "kind": "like", "account": {"username": "@ada"}},
]
FLAT = {
    "post_id": ["7", "7", "8", "7"],
    "username": ["ada", "bob", "ADA", "bob"],
    "kind": ["like", "reply", "retweet", "like"],
    "time": ["2024-01-01 00:00", "2024-01-02 00:00", None, None],
    "text": [None, "hi", None, None],
    "followers_count": [None, 3, 5, None],
}


def summary(read):
    """Return interactions as plain rows: account, post, kind, seconds, text, whether again."""
    names = [a or b for a, b in zip(*(read.accounts.texts(n).to_list() for n in ("username", "id")), strict=True)]
    ids = read.posts.ids.to_list()
    return [
        (
            names[account] if account >= 0 else None,
            ids[post] if post >= 0 else None,
            KINDS[kind] if kind >= 0 else None,
            None if np.isnan(seconds) else seconds,
            text or None,
            again,
        )
        for account, post, kind, seconds, text, again in zip(
            read.account.tolist(),
            read.post.tolist(),
            read.kind.tolist(),
            read.seconds.tolist(),
            read.texts.to_list(),
            read.repeats.tolist(),
            strict=True,
        )
    ]


FLAT_READ = [
    ("ADA", "7", "like", 1704067200.0, None, False),
    ("bob", "7", "reply", 1704153600.0, "hi", False),
    ("ADA", "8", "repost", None, None, False),
    ("bob", "7", "like", None, None, False),
]


def test_nested_rows_give_each_account_and_post_once():
    """An account is one by its id, else its username in any case, with its fullest profile; a second like is known."""
    read = ff.read_interactions(NESTED)
    assert summary(read) == [
        ("ada", "7", "like", None, None, False),
        ("ada", "7", "reply", 1704067200.0, "hi", False),
        ("ada", "8", "like", None, None, False),
        ("ada", "8", "like", None, None, True),
    ]
    assert len(read.accounts) == 1
    assert read.accounts.columns["followers_count"].to_list() == [3]
    assert not read.posts.is_given.any()


@pytest.mark.parametrize("kind", ["rows", "pandas", "polars", "pyarrow", "csv", "parquet", "jsonl", "json"])
def test_a_table_is_read_alike_from_whatever_holds_it(kind, tmp_path):
    """Frames, flat rows and files of the same table give the same interactions; the fullest row is the profile."""
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(FLAT)
    rows = [dict(zip(FLAT, row, strict=True)) for row in zip(*FLAT.values(), strict=True)]
    source = {"rows": rows, "pandas": frame}.get(kind, tmp_path / f"table.{kind}")
    if kind == "csv":
        frame.to_csv(source, index=False)
    elif kind == "parquet":
        frame.to_parquet(source)
    elif kind == "jsonl":
        source.write_text("\n".join(map(json.dumps, rows)))
    elif kind == "json":
        source.write_text(json.dumps(rows))
    elif kind in ("polars", "pyarrow"):
        library = pytest.importorskip(kind)
        source = library.DataFrame(FLAT) if kind == "polars" else library.table(FLAT)
    read = ff.read_interactions(source)
    assert summary(read) == FLAT_READ
    assert read.accounts.columns["followers_count"].to_list() == [5, 3]


def test_lists_stand_under_their_post_and_kind():
    """``{post: {kind: [...]}}`` and ``{kind: [...]}`` beside the post's id say what the lists in them are."""
    comment = {"user": "cy", "text": "x"}
    read = ff.read_interactions({"7": {"likes": ["ada", "bob"], "comments": [comment]}, "8": {"likes": ["bob"]}})
    assert [row[:3] for row in summary(read)] == [
        ("ada", "7", "like"),
        ("bob", "7", "like"),
        ("cy", "7", "reply"),
        ("bob", "8", "like"),
    ]
    beside = ff.read_interactions(
        [{"post_id": "7", "likes": ["ada"]}, {"post_id": "8", "reposts": [{"username": "b"}]}]
    )
    assert [row[:3] for row in summary(beside)] == [("ada", "7", "like"), ("b", "8", "repost")]


def test_posts_have_counts_and_say_what_they_answer():
    """Counts are by kind, what a post answers is an id, and a post that only a like names is not given."""
    posts = [
        {"id": "7", "created_at": "2023-12-31", "text": "x", "likes_count": "1.2K", "replies_count": 2},
        {"id": "9", "created_at": "2024-01-03", "reply_to": "bob", "in_reply_to": "c1"},
    ]
    read = ff.read_interactions(NESTED, posts=posts)
    assert read.posts.ids.to_list() == ["7", "9", "8"]
    assert read.posts.is_given.tolist() == [True, True, False]
    assert {kind: np.nan_to_num(n, nan=-1).tolist() for kind, n in read.posts.counts.items()} == {
        "like": [1200.0, -1.0, -1.0],
        "reply": [2.0, -1.0, -1.0],
    }
    assert read.posts.answers_to.to_list()[:2] == ["", "bob"]
    assert read.posts.in_reply_to.to_list()[:2] == [None, "c1"]
    assert [(issue.column, issue.got) for issue in read.issues] == [
        (None, "2 of 4 interactions are with other posts (1)")
    ]


def test_names_of_ones_own_are_said():
    """``columns=`` names what is called otherwise, and an unknown name there is an error."""
    rows = [{"beitrag": "7", "wer": "ada", "was": "like"}]
    said = {"beitrag": "post_id", "wer": "account", "was": "kind"}
    assert [row[:3] for row in summary(ff.read_interactions(rows, columns=said))] == [("ada", "7", "like")]
    with pytest.raises(ff.ProfileError, match="'post_idd' is not a canonical name"):
        ff.read_interactions(rows, columns={"beitrag": "post_idd"})


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"username": "ada", "kind": "like"}], "no column says to which post"),
        ({"7": [{"username": "ada"}]}, "no column says how"),
        ([{"post_id": "7", "kind": "like"}], "no column says who reacted"),
    ],
)
def test_what_is_missing_is_said(rows, said):
    """Rows that do not say which post, who or what kind are an error that says how to say it."""
    with pytest.raises(ff.ProfileError, match=said):
        ff.read_interactions(rows)


def test_single_odd_rows_are_kept_and_recorded():
    """A row without account or post, of an unknown kind, or before its account existed stays a row, with an issue."""
    made = {"username": "ada", "created_at": "2024-05-01"}
    rows = [
        {"post_id": "7", "kind": "like", "account": made, "created_at": "2024-01-01"},
        {"post_id": "7", "kind": "poke", "account": {"username": "bob"}},
        {"post_id": "7", "kind": "like", "account": None},
        {"post_id": None, "kind": "like", "account": {"username": "bob"}},
    ]
    read = ff.read_interactions(rows, observed_at="2024-06-01")
    assert len(read) == 4
    assert read.kind.tolist() == [0, -1, 0, 0]
    assert read.account.tolist() == [0, 1, -1, 1]
    assert read.post.tolist() == [0, 0, 0, -1]
    assert [(issue.row, issue.column) for issue in read.issues] == [
        (0, "created_at"),
        (1, "kind"),
        (2, "account"),
        (3, "post_id"),
    ]


def test_the_same_reply_again_is_known_by_its_id_or_words():
    """A reply given twice by id, or by account, post, time and words, is counted once; two likes of one post too."""
    one = {"post_id": "7", "kind": "reply", "username": "ada", "created_at": "2024-01-01", "text": "hi"}
    rows = [one, one, {**one, "text": "ho"}, {**one, "id": "c1"}, {**one, "id": "c1", "text": "hum"}]
    assert ff.read_interactions(rows).repeats.tolist() == [False, True, False, False, True]


AT, PARENT = "2024-05-01T10:00:00Z", "at://did:plc:own/app.bsky.feed.post/1"


def bluesky_post(number, who, parent=None, root=PARENT):
    """Return a made-up post view."""
    record = {"text": f"words {number}", "createdAt": AT}
    if parent:
        record["reply"] = {"parent": {"uri": parent}, "root": {"uri": root}}
    uri = f"at://did:plc:{who}/app.bsky.feed.post/{number}"
    author = {"did": f"did:plc:{who}", "handle": f"{who}.example"}
    return {"uri": uri, "cid": f"c{number}", "author": author, "record": record, "likeCount": 3, "indexedAt": AT}


def status(number, who, parent=None):
    """Return a made-up status of Mastodon."""
    account = {"id": who * 3, "username": who, "acct": who, "followers_count": 2, "uri": f"https://m.example/{who}"}
    answer = {"in_reply_to_id": parent, "in_reply_to_account_id": parent and "9"}
    return {"id": number, "created_at": AT, "content": "<p>a &amp; b</p>", "account": account, **answer}


def instagram_user(name):
    """Return a made-up user of Instagram's app."""
    return {"pk": str(len(name) * 1000), "username": name, "full_name": name.title(), "is_private": False}


def youtube_comment(number, who, video=None):
    """Return a made-up comment of YouTube."""
    snippet = {"authorDisplayName": f"@{who}", "authorChannelId": {"value": f"UC{who:_<22}"}, "textDisplay": "nice"}
    beside = {"videoId": video} if video else {"parentId": "k1"}
    return {"kind": "youtube#comment", "id": number, "snippet": {**snippet, **beside, "publishedAt": AT}}


V2_USERS = [
    {"id": "11", "username": "ada", "created_at": "2020-01-01T00:00:00Z", "url": ""},
    {"id": "12", "username": "bob"},
]
V2_REPLY = {
    "id": "900",
    "author_id": "11",
    "text": "yes",
    "created_at": AT,
    "conversation_id": "7",
    "in_reply_to_user_id": "1",
    "referenced_tweets": [{"type": "replied_to", "id": "7"}],
}
V1_USER = {"id_str": "11", "screen_name": "ada", "followers_count": 5, "created_at": "Mon Nov 29 21:18:15 +0000 2010"}
V1_POST = {"id_str": "900", "user": V1_USER, "full_text": "yes", "created_at": "Wed May 01 10:00:00 +0000 2024"}
OWNED = {"id": "1", "username": "own"}
EDGES = {"count": 2, "edges": [{"node": {"id": "5", "username": "ada", "full_name": "A"}}]}
WEB_COMMENT = {"id": "c1", "text": "wow", "created_at": 1714557600, "owner": {"id": "6", "username": "bob"}}
TIKTOK_USER = {"uid": "5", "unique_id": "ada", "nickname": "Ada", "follower_count": 2}
TIKTOK = {"cid": "c1", "text": "wow", "create_time": 1714557600, "aweme_id": "7", "user": TIKTOK_USER}

SHAPES = {
    "X v2 liking users by post": ({"7": V2_USERS[:1]}, "like", [("ada", "7", "like", None)]),
    "X v2 pages of liking users": (
        [{"tweet_id": "7", "liking_users": {"data": V2_USERS, "meta": {"result_count": 2}}}],
        None,
        [("ada", "7", "like", None), ("bob", "7", "like", None)],
    ),
    "X v2 reposted by": ({"7": {"retweeted_by": V2_USERS[:1]}}, None, [("ada", "7", "repost", None)]),
    "X v2 replies with includes": (
        {"data": [V2_REPLY], "includes": {"users": V2_USERS}, "meta": {"result_count": 1}},
        None,
        [("ada", "7", "reply", "900")],
    ),
    "X v2 posts flattened by twarc": (
        [
            {**V2_REPLY, "author": V2_USERS[0]},
            {**V2_REPLY, "id": "901", "author": V2_USERS[1], "referenced_tweets": [{"type": "quoted", "id": "7"}]},
            {**V2_REPLY, "id": "902", "author": V2_USERS[1], "referenced_tweets": [{"type": "retweeted", "id": "7"}]},
        ],
        None,
        [("ada", "7", "reply", "900"), ("bob", "7", "quote", "901"), ("bob", "7", "repost", "902")],
    ),
    "X v1.1 posts": (
        [
            {**V1_POST, "in_reply_to_status_id_str": "7"},
            {**V1_POST, "id_str": "901", "retweeted_status": {"id_str": "7"}},
        ],
        None,
        [("ada", "7", "reply", "900"), ("ada", "7", "repost", "901")],
    ),
    "twscrape": (
        [{"id": 900, "user": {"id": 11, "username": "ada"}, "rawContent": "x", "date": AT, "inReplyToTweetId": 7}],
        None,
        [("ada", "7", "reply", "900")],
    ),
    "instaloader post with its lists": (
        {
            "node": {
                "id": "77",
                "shortcode": "Cx",
                "owner": OWNED,
                "edge_media_preview_like": EDGES,
                "edge_media_to_parent_comment": {
                    "edges": [{"node": {**WEB_COMMENT, "edge_threaded_comments": {"edges": []}}}]
                },
            },
            "instaloader": {"version": "4"},
        },
        None,
        [("ada", "77", "like", None), ("bob", "77", "reply", "c1")],
    ),
    "instaloader comments": (
        {"Cx": {"comments": [{**WEB_COMMENT, "answers": [{**WEB_COMMENT, "id": "c2"}]}]}},
        None,
        [("bob", "Cx", "reply", "c1"), ("bob", "Cx", "reply", "c2")],
    ),
    "instagrapi likers and comments": (
        {
            "77": {
                "likers": [instagram_user("ada")],
                "comments": [{"pk": "5", "text": "x", "user": instagram_user("robert"), "created_at_utc": AT}],
            }
        },
        None,
        [("ada", "77", "like", None), ("robert", "77", "reply", "5")],
    ),
    "Instagram Graph API comments": (
        {"id": "77", "comments": {"data": [{"id": "c1", "text": "x", "timestamp": AT, "username": "ada"}]}},
        None,
        [("ada", "77", "reply", "c1")],
    ),
    "Bluesky getLikes": (
        {
            "uri": PARENT,
            "likes": [{"indexedAt": AT, "createdAt": AT, "actor": {"did": "did:plc:ada", "handle": "ada.example"}}],
        },
        None,
        [("ada.example", PARENT, "like", None)],
    ),
    "Bluesky getRepostedBy": (
        {
            "uri": PARENT,
            "repostedBy": [{"did": "did:plc:ada", "handle": "ada.example", "indexedAt": AT}],
            "cursor": "x",
        },
        None,
        [("ada.example", PARENT, "repost", None)],
    ),
    "Bluesky getPostThread": (
        {
            "thread": {
                "post": bluesky_post(1, "own"),
                "replies": [
                    {
                        "post": bluesky_post(2, "ada", PARENT),
                        "replies": [
                            {"post": bluesky_post(3, "bob", "at://did:plc:ada/app.bsky.feed.post/2"), "replies": []}
                        ],
                    }
                ],
            }
        },
        None,
        [
            ("ada.example", PARENT, "reply", "at://did:plc:ada/app.bsky.feed.post/2"),
            ("bob.example", PARENT, "reply", "at://did:plc:bob/app.bsky.feed.post/3"),
        ],
    ),
    "Bluesky getQuotes": (
        {
            "uri": PARENT,
            "posts": [
                {
                    **bluesky_post(4, "ada"),
                    "record": {"text": "see", "createdAt": AT, "embed": {"record": {"uri": PARENT}}},
                }
            ],
        },
        None,
        [("ada.example", PARENT, "quote", "at://did:plc:ada/app.bsky.feed.post/4")],
    ),
    "Mastodon favourited_by": (
        {"7": {"favourited_by": [status("1", "ada")["account"]], "reblogged_by": [status("1", "bob")["account"]]}},
        None,
        [("ada", "7", "like", None), ("bob", "7", "repost", None)],
    ),
    "Mastodon context": (
        {"ancestors": [], "descendants": [status("8", "ada", "7"), status("9", "bob", "8")]},
        None,
        [("ada", "7", "reply", "8"), ("bob", "7", "reply", "9")],
    ),
    "YouTube comment threads": (
        {
            "kind": "youtube#commentThreadListResponse",
            "items": [
                {
                    "kind": "youtube#commentThread",
                    "id": "k1",
                    "snippet": {"videoId": "v7", "topLevelComment": youtube_comment("k1", "ada", "v7")},
                    "replies": {"comments": [youtube_comment("k2", "bob")]},
                }
            ],
        },
        None,
        [("UCada___________________", "v7", "reply", "k1"), ("UCbob___________________", "v7", "reply", "k2")],
    ),
    "TikTok comments": (
        {
            "comments": [{**TIKTOK, "reply_comment": [{**TIKTOK, "cid": "c2"}]}],
            "has_more": 0,
            "cursor": 20,
            "extra": {"now": 1},
        },
        None,
        [("ada", "7", "reply", "c1"), ("ada", "7", "reply", "c2")],
    ),
    "GitHub stargazers": (
        {"own/repo": {"stargazers": [{"starred_at": AT, "user": {"login": "ada", "id": 5}}]}},
        None,
        [("ada", "own/repo", "like", None)],
    ),
}


@pytest.mark.filterwarnings("ignore::fakefollow.CoverageWarning", "ignore::fakefollow.ObservationTimeWarning")
@pytest.mark.parametrize("name", SHAPES)
def test_shapes_of_platforms_and_tools_are_read(name):
    """What APIs answer and tools keep is read by its own keys: who, which post, what kind, and the id of a reply."""
    source, around, expected = SHAPES[name]
    if around:
        source = {post: {around + "s": rows} for post, rows in source.items()}
    read = ff.read_interactions(source)
    ids = read.ids.to_list()
    assert [(*row[:3], number) for row, number in zip(summary(read), ids, strict=True)] == expected
    assert not read.repeats.any()


POSTS = {
    "X v2": (
        {
            "data": [
                {
                    "id": "7",
                    "text": "x",
                    "created_at": AT,
                    "author_id": "1",
                    "edit_history_tweet_ids": ["7"],
                    "public_metrics": {"like_count": 5, "reply_count": 2, "retweet_count": 1, "quote_count": 0},
                },
                {**V2_REPLY, "id": "8", "author_id": "1"},
            ],
            "meta": {"result_count": 2},
        },
        (["7", "8"], {"like": [5, None], "reply": [2, None], "repost": [1, None], "quote": [0, None]}, ["", "1"]),
    ),
    "X v1.1": (
        [{**V1_POST, "id_str": "7", "favorite_count": 5, "retweet_count": 1, "in_reply_to_status_id_str": None}],
        (["7"], {"like": [5], "repost": [1]}, [""]),
    ),
    "Instagram web": (
        [{"node": {"id": "77", "shortcode": "Cx", "owner": OWNED, "edge_media_preview_like": {"count": 5}}}],
        (["77"], {"like": [5]}, [None]),
    ),
    "instagrapi": (
        [
            {
                "pk": "77",
                "id": "77_1",
                "code": "Cx",
                "taken_at": AT,
                "media_type": 1,
                "like_count": 5,
                "comment_count": 2,
            }
        ],
        (["77"], {"like": [5], "reply": [2]}, [None]),
    ),
    "Bluesky feed": (
        {"feed": [{"post": bluesky_post(1, "own")}, {"post": bluesky_post(2, "own", "at://did:plc:ada/p/9")}]},
        ([PARENT, "at://did:plc:own/app.bsky.feed.post/2"], {"like": [3, 3]}, ["", "did:plc:ada"]),
    ),
    "Mastodon": (
        [{**status("7", "own"), "favourites_count": 5, "reblogs_count": 1, "replies_count": 0}],
        (["7"], {"like": [5], "reply": [0], "repost": [1]}, [""]),
    ),
    "YouTube": (
        {
            "items": [
                {
                    "kind": "youtube#video",
                    "id": "v7",
                    "snippet": {"publishedAt": AT, "title": "x"},
                    "statistics": {"viewCount": "90", "likeCount": "5", "commentCount": "2"},
                }
            ]
        },
        (["v7"], {"like": [5], "reply": [2], "view": [90]}, [None]),
    ),
    "TikTok": (
        [{"id": "7", "desc": "x", "createTime": 1714557600, "author": {"uniqueId": "own"}, "stats": {"diggCount": 5}}],
        (["7"], {"like": [5]}, [None]),
    ),
    "table": (
        [{"tweet_id": "7", "likes": 5, "replies": 2, "views": "1,200", "time": AT}],
        (["7"], {"like": [5], "reply": [2], "view": [1200]}, [None]),
    ),
}


@pytest.mark.parametrize("name", POSTS)
def test_posts_of_platforms_are_read(name):
    """Posts come in the shapes of platforms, with what these count and whom they answer, where they say so."""
    source, (ids, counts, answers_to) = POSTS[name]
    read = ff.read_interactions([{"post_id": ids[0], "kind": "like", "username": "ada"}], posts=source)
    assert read.posts.ids.to_list() == ids
    assert read.posts.is_given.all()
    assert read.post.tolist() == [0]
    found = {kind: [None if np.isnan(n) else n for n in each] for kind, each in read.posts.counts.items()}
    assert {kind: each for kind, each in found.items() if set(each) != {None}} == counts
    assert read.posts.answers_to.to_list() == answers_to


def test_a_post_is_known_by_its_shortcode_and_address_too():
    """Interactions may name a post by any of its ids, or by the address of its page."""
    posts = [{"pk": "77", "id": "77_1", "code": "Cx", "taken_at": AT, "media_type": 1}]
    named = ["Cx", "https://www.instagram.com/p/Cx/?igsh=1", "77_1", "77"]
    read = ff.read_interactions([{"post": name, "kind": "like", "username": "ada"} for name in named], posts=posts)
    assert read.post.tolist() == [0, 0, 0, 0]


def test_names_of_files_say_the_post_and_kind(tmp_path):
    """``likes_77.json`` and ``Cx-comments.csv`` in a folder say of what kind and to which post what is in them is."""
    (tmp_path / "likes_77.json").write_text(json.dumps([{"username": "ada"}]))
    (tmp_path / "Cx-comments.csv").write_text("username,text\nbob,hi\n")
    read = ff.read_interactions(tmp_path)
    assert [row[:3] for row in summary(read)] == [("bob", "Cx", "reply"), ("ada", "77", "like")]


@pytest.mark.parametrize("name", ["liking_users_77", "77_favourited_by", "retweeted-by-77", "Cx_1_likers", "likers"])
def test_names_of_files_say_the_kind_in_several_words(name, tmp_path):
    """What an endpoint is called says the kind, however many words that takes; the rest is the post."""
    path = tmp_path / f"{name}.json"
    path.write_text(json.dumps({"77": [{"username": "ada"}]} if name == "likers" else [{"username": "ada"}]))
    read = ff.read_interactions(str(path))
    post = "Cx_1" if name.startswith("Cx") else "77"
    assert summary(read)[0][:3] == ("ada", post, "repost" if "retweeted" in name else "like")


def test_comments_of_instaloader_belong_to_the_post_of_the_same_time(tmp_path):
    """Instaloader calls the files of a post by its time, and the post itself has its id."""
    path = tmp_path / "2024-05-01_10-20-30_UTC_comments.json"
    path.write_text(json.dumps([{"id": 8, "text": "wow", "owner": {"id": "5", "username": "ada"}}]))
    posts = [{"id": "77", "created_at": "2024-05-01T10:20:30Z"}, {"id": "78", "created_at": "0001-01-01"}]
    read = ff.read_interactions(str(path), posts)
    assert read.post.tolist() == [0]
    assert len(read.posts) == 2


@pytest.mark.parametrize(
    "posts",
    [
        [{"id": "7", "author_id": "1", "text": "a"}, {"id": "8", "author_id": "1", "text": "b"}],
        [{"id": "7", "user": {"id": "1", "username": "Ada"}, "text": "a"}],
        pandas.DataFrame({"post_id": ["7", "8"], "username": ["Ada", "ada"], "likes": [3, 4]}),
    ],
)
def test_what_the_author_of_all_posts_does_is_no_reaction(posts):
    """Likes and answers of the account itself are kept without an account, and counted apart."""
    name = {"username": "ada"} if isinstance(posts, pandas.DataFrame) else {"id": "1", "username": "ada"}
    rows = [{"post_id": "7", "kind": "like", "account": who} for who in (name, {"id": "2", "username": "bob"})]
    read = ff.read_interactions(rows, posts)
    assert read.account.tolist() == [-1, 1]
    assert read.own.tolist() == [True, False]
    assert not list(read.issues)


def test_the_post_that_begins_a_conversation_is_no_reaction_to_itself():
    """A search of X by conversation gives it among its replies: it is the post, and what it counts is known."""
    said = {"text": "a", "author_id": "1", "conversation_id": "7"}
    first = {"id": "7", **said, "public_metrics": {"like_count": 3, "reply_count": 1, "retweet_count": 0}}
    reply = {"id": "8", **said, "author_id": "2", "referenced_tweets": [{"type": "replied_to", "id": "7"}]}
    read = ff.read_interactions({"data": [first, reply]})
    assert len(read) == 1
    assert read.posts.ids.to_list() == ["7"]
    assert read.posts.counts["like"].tolist() == [3.0]


def test_posts_of_several_authors_have_no_owner():
    """Where posts are by different accounts it is not known whose they are, and every reaction counts."""
    posts = [{"id": "7", "author_id": "1", "text": "a"}, {"id": "8", "author_id": "2", "text": "b"}]
    read = ff.read_interactions([{"post_id": "7", "kind": "like", "user_id": "1"}], posts)
    assert (read.account.tolist(), read.own.tolist()) == ([0], [False])


def test_a_column_of_profiles_that_is_not_there_is_recorded():
    """Followers may have it, so that it is no error; a role of interactions that is not there is one."""
    rows = [{"post_id": "7", "kind": "like", "username": "ada"}]
    (issue,) = ff.read_interactions(rows, columns={"Fans": "followers_count"}).issues
    assert (issue.column, issue.got) == ("followers_count", repr("no column 'Fans'"))
    with pytest.raises(ff.ProfileError, match="not a column"):
        ff.read_interactions(rows, columns={"Worte": "text"})


@pytest.mark.filterwarnings("ignore::fakefollow.CoverageWarning")
def test_packed_pages_one_a_line_are_read(tmp_path):
    """A packed file of one API answer a line is read page by page, and a frame of nested accounts row by row."""
    import gzip

    pages = [{"uri": PARENT, "likes": [{"indexedAt": AT, "actor": {"did": f"did:plc:{w}", "handle": w}}]} for w in "ab"]
    with gzip.open(tmp_path / "pages.jsonl.gz", "wt") as file:
        file.write("\n".join(map(json.dumps, pages)))
    read = ff.read_interactions(tmp_path / "pages.jsonl.gz")
    assert [row[:3] for row in summary(read)] == [("a", PARENT, "like"), ("b", PARENT, "like")]
    pd = pytest.importorskip("pandas")
    assert summary(ff.read_interactions(pd.DataFrame(NESTED))) == summary(ff.read_interactions(NESTED))
    dotted = pd.json_normalize(NESTED)
    assert summary(ff.read_interactions(dotted)) == summary(ff.read_interactions(NESTED))


@pytest.mark.parametrize(
    "source",
    [
        {"7": {"likes": {"ada"}}},
        {"7": {"likes": np.array(["ada"])}},
        {"response": {"data": {"7": {"likes": ["ada"]}}}},
        {"post_id": ["7"], "kind": ["like"], "username": ["ada"]},
        {"post_id": "7", "kind": "like", "username": "ada"},
        ({"Post ID": "7", "Interaction Type": "Liked", "User Name": "ada"} for _ in range(1)),
        [{"id": "1", "type": "favourite", "account": status("1", "ada")["account"], "status": {"id": "7"}}],
    ],
)
def test_other_containers_and_headings_are_read(source):
    """Sets, arrays, columns, a single row, generators, notifications and headings for people are read alike."""
    assert [row[:3] for row in summary(ff.read_interactions(source))] == [("ada", "7", "like")]


def test_rows_with_words_and_no_kind_are_replies():
    """Where no row says a kind, one with words answers; posts may be no more than their ids."""
    rows = [{"post_id": "7", "username": "ada", "comment": "hi", "date": "2024-01-01"}]
    read = ff.read_interactions(rows, posts=["7", "8"])
    assert summary(read) == [("ada", "7", "reply", 1704067200.0, "hi", False)]
    assert read.posts.is_given.tolist() == [True, True]


def test_what_is_wrong_with_columns_and_posts_is_said():
    """A column that is nowhere, and posts without anything that tells them apart, are clear errors."""
    rows = [{"post_id": "7", "kind": "like", "username": "ada"}]
    with pytest.raises(ff.ProfileError, match="not a column; the columns are 'post_id', 'kind', 'username'"):
        ff.read_interactions(rows, columns={"words": "text"})
    with pytest.raises(ff.ProfileError, match="posts: no column holds the id"):
        ff.read_interactions(rows, posts=[{"x": 1}])


def test_what_is_wrong_with_a_file_and_with_posts_is_recorded(tmp_path):
    """A row of a file with too few cells, and a count of a post that is none, are issues; the row stays."""
    path = tmp_path / "reactions.csv"
    path.write_text("post_id,kind,username\n7,like,ada\n7,like\n8,like,bob\n")
    read = ff.read_interactions(path, posts=[{"id": "7", "likes_count": -3}, {"id": "8", "likes_count": 1}])
    assert len(read) == 3
    assert {(issue.row, issue.column) for issue in read.issues} == {
        (1, None),
        (1, "account"),
        (1, "post_id"),
        (None, "posts.likes"),
    }


def nested(depth):
    """Return lists within each other."""
    return [nested(depth - 1)] if depth else [1]


DEEP = nested(900)
USER = {"id": "5", "username": "ada"}
TWEET = {"id": "9", "author_id": "5", "text": "hi", "conversation_id": "1", "created_at": "2024-01-01T00:00:00Z"}


@pytest.mark.parametrize(
    "rows",
    [
        [{"post_id": "7", "kind": "like", "account": {"id": np.array([1, 2]), "username": "ada"}}],
        [{"post_id": "7", "kind": "like", "account": 10**5000}, {"post_id": "7", "kind": "like", "account": "ada"}],
        [{"post_id": "7", "kind": "like", "username": "ada", "likes": np.array(5)}],
        {"likes": [{"username": "ada"}], "kind": 10**5000, "id": "7"},
        {"7": {"likes": [{"username": "ada"}, DEEP]}},
        {
            "data": [{**TWEET, "author_id": [5]}, TWEET],
            "includes": {"users": [{"id": "5", "username": "ada"}, {"id": []}]},
        },
        {"data": [TWEET, None], "includes": {"users": [{"id": "5", "username": "ada"}]}},
        [{**TWEET, "author": {"username": "ada"}, "referenced_tweets": [{"type": ["replied_to"], "id": "1"}]}],
        {"7": {"likes": [{"username": "ada"}]}, None: np.array(5)},
        {**TWEET, "author": {"id": 10**5000}, "replies": [{**TWEET, "id": "10", "author": {"username": "ada"}}]},
    ],
)
def test_hostile_values_are_kept_or_recorded(rows):
    """What no source writes is left out or recorded, and the rows beside it are read."""
    assert "ada" in ff.read_interactions(rows).accounts.texts("username").to_list()


def test_what_is_too_deep_is_a_row_with_an_issue():
    """Lists deeper than any thread end in a row that says nothing, for rows and for posts."""
    read = ff.read_interactions({"7": {"likes": [{"username": "ada"}, DEEP]}}, [DEEP, {"id": "7"}])
    assert (len(read), len(read.posts)) == (2, 1)
    assert [(issue.row, issue.column) for issue in read.issues] == [(1, "account")]


def test_a_thread_of_a_hundred_answers_is_read_to_its_end():
    """Answers to answers are rows of the post however deep a conversation goes."""
    thread = {"text": "last", "username": "u99", "replies": []}
    for number in reversed(range(99)):
        thread = {"text": "more", "username": f"u{number}", "replies": [thread]}
    read = ff.read_interactions({"7": {"comments": [thread]}})
    assert [row[:3] for row in summary(read)] == [(f"u{number}", "7", "reply") for number in range(100)]


def test_digits_are_ids_where_all_are_in_any_container():
    """A username of digits among others stays one, in a table, a tuple, under a key, and after many ids."""
    rows = [{"post_id": "7", "kind": "like", "username": name} for name in [*map(str, range(120)), "ada"]]
    for some, column in ((rows, "username"), (rows[:-1], "id")):
        for source in (some, tuple(some), {"data": some}, some[::-1]):
            assert all(ff.read_interactions(source).accounts.texts(column).to_list())


def test_names_that_tell_nobody_apart_are_refused():
    """A table of display names alone says how to name who reacted."""
    with pytest.raises(ff.ProfileError, match="who reacted"):
        ff.read_interactions([{"post_id": "7", "kind": "like", "author_name": "Ada"}])


def test_comments_with_answers_are_rows_as_their_answers_are():
    """Of a thread of whatever keys every comment is a row of the post; likes of a comment are none of the post."""
    last = {"id": "3", "text": "c", "username": "cyd", "replies": []}
    middle = {"id": "2", "text": "b", "username": "bob", "likes": [{"username": "eve"}], "replies": [last]}
    first = {"id": "1", "text": "a", "username": "ada", "replies": [middle]}
    read = ff.read_interactions({"7": {"comments": [first]}})
    assert [row[:3] for row in summary(read)] == [(name, "7", "reply") for name in ("ada", "bob", "cyd")]
