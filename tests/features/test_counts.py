from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from fakefollow.features import ProfileView, UsernameModel, measure, newcomers_and_readers

SEEN = datetime(2024, 1, 11, tzinfo=UTC)


def value(make_table, feature, /, **fields):
    return measure(make_table([fields]), [feature], UsernameModel.uniform())[0, 0]


@pytest.mark.parametrize(("following", "expected"), [(0, 0.0), (1000, 0.5), (2001, 1.0005), (2002, 0.0)])
def test_follow_limit(make_table, following, expected):
    """Use of the limit rises up to it and is 0 beyond, where it no longer binds."""
    assert value(make_table, "follow_limit_use", following_count=following) == expected


@pytest.mark.parametrize(("days", "placeholder", "expected"), [(60, True, 1), (59, True, 0), (60, False, 0)])
def test_placeholder_picture_after_two_months(make_table, days, placeholder, expected):
    """It takes a placeholder picture and sixty days."""
    dates = {"created_at": SEEN - timedelta(days=days), "observed_at": SEEN}
    name = "placeholder_picture_after_two_months"
    assert value(make_table, name, default_profile_image=placeholder, **dates) == expected


def account(days=400.0, **fields):
    """Return a profile of some age; without days its age is not known."""
    dates = {} if days is None else {"created_at": SEEN - timedelta(days=days), "observed_at": SEEN}
    return {"username": "ada", **dates, **fields}


@pytest.mark.parametrize(
    ("profile", "spared"),
    [
        (account(6, following_count=19, posts_count=2), True),
        (account(29.9, following_count=400, posts_count=900), True),
        (account(30, following_count=400, posts_count=900), False),
        (account(6, following_count=401, posts_count=2), False),
        (account(6, posts_count=2), False),
        (account(400, following_count=250, posts_count=0), True),
        (account(400, following_count=251, posts_count=0), False),
        (account(400, following_count=250, posts_count=1), False),
        (account(400, following_count=250), True),
        (account(400, following_count=251), False),
        (account(None, following_count=250, posts_count=0), True),
        (account(1825, following_count=400, posts_count=3), True),
        (account(1824, following_count=400, posts_count=3), False),
        (account(1825, following_count=401, posts_count=3), False),
        (account(1825, following_count=400, posts_count=4), False),
        (account(1825, following_count=400), False),
        (account(None, following_count=400, posts_count=3), False),
        (account(400, following_count=20, posts_count=3), True),
        (account(400, following_count=21, posts_count=3), False),
        (account(400, following_count=20, posts_count=4), False),
        (account(None, following_count=80, posts_count=3), True),
        (account(None, following_count=81, posts_count=3), False),
        (account(None, following_count=80, posts_count=4), False),
        (account(4000, posts_count=0), False),
        ({}, False),
    ],
)
def test_newcomers_and_readers(make_table, profile, spared):
    """New or for five years, up to 400; no post known of, up to 250; 3 posts at most, up to 20, or 80 without age."""
    rows = [profile, {"username": "bob", "followers_count": 3}]
    found = newcomers_and_readers(ProfileView(make_table(rows), UsernameModel.uniform()))
    assert found.tolist() == [spared, False]


@given(
    st.sampled_from([None, 3.0, 300.0, 4000.0]),
    st.one_of(st.integers(0, 450), st.integers(0, 10_000)),
    st.integers(0, 6),
    st.sampled_from(["followers_count", "likes_count", "name"]),
)
def test_no_other_field_makes_a_newcomer(make_table, days, following, posts, other):
    """Followers, likes and names change nothing, and following more spares nobody who was not spared before."""
    plain = account(days, posts_count=posts, following_count=following)
    rows = [plain, {**plain, other: "Ada" if other == "name" else 12}, {**plain, "following_count": following + 1}]
    one, same, more = newcomers_and_readers(ProfileView(make_table(rows), UsernameModel.uniform())).tolist()
    assert one == same
    assert more <= one
