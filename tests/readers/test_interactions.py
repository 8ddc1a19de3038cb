"""Interactions are read from rows and tables: one a row of the source, each account and post once, nothing lost."""

import json

import numpy as np
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
        (None, "2 interactions with 1 posts that are not given")
    ]


def test_names_of_ones_own_are_said():
    """``columns=`` names what is called otherwise, and an unknown name there is an error."""
    rows = [{"beitrag": "7", "wer": "ada", "was": "like"}]
    said = {"beitrag": "post_id", "wer": "account", "was": "kind"}
    assert [row[:3] for row in summary(ff.read_interactions(rows, columns=said))] == [("ada", "7", "like")]
    with pytest.raises(ff.ProfileError, match="'post_idd' is not known"):
        ff.read_interactions(rows, columns={"beitrag": "post_idd"})


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"username": "ada", "kind": "like"}], "nothing says to which post"),
        ({"7": [{"username": "ada"}]}, "nothing says of what kind"),
        ([{"post_id": "7", "kind": "like"}], "nothing says who reacted"),
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
