import pytest

from fakefollow.readers import envelope_of, is_page, unwrapped

ADA = {"username": "ada"}


@pytest.mark.parametrize(
    "profile",
    [
        {"username": "ada", "data": [ADA]},
        {"id": 7, "items": [ADA]},
        {"pk": 7, "users": [ADA]},
        {"followers_count": 3, "followers": [ADA]},
        {"did": "did:plc:a", "profiles": [ADA]},
        {"created_at": "x", "user": {"screen_name": "ada"}},
        {"user": {"uniqueId": "ada"}, "stats": {}},
        {"edge_followed_by": {"count": 3}, "username": "ada"},
        {"data": 5},
        {"data": [5]},
        {"items": ["a"]},
        {},
    ],
)
def test_a_profile_is_no_answer_whatever_else_it_holds(profile):
    """Keys such as data and items may be a profile's own, so what identifies an account goes first."""
    assert envelope_of(profile) is None
    assert unwrapped(profile) == [profile]
    assert unwrapped([profile, ADA]) == [profile, ADA]


@pytest.mark.parametrize(
    "answer",
    [
        {"data": [ADA], "includes": {"users": [{"username": "eve"}]}},
        {"data": ADA},
        {"users": [ADA], "status": "ok"},
        {"subject": {"did": "x"}, "followers": [ADA], "cursor": "y"},
        {"profiles": [ADA]},
        {"kind": "youtube#channelListResponse", "items": [ADA]},
        {"data": {"user_followers": [ADA], "cursor": 5}},
        {"userList": [ADA]},
        {"relationships_followers": [ADA]},
        {"data": {"user": {"result": ADA}}},
        {"graphql": {"user": ADA}},
        {"data": {"user": {"edge_followed_by": {"count": 1, "edges": [{"node": ADA}]}}}},
        [ADA],
    ],
)
def test_the_profiles_of_known_answers_are_found(answer):
    """However deep an answer wraps them."""
    assert is_page(answer)
    assert unwrapped(answer) == unwrapped([answer, []]) == [ADA]


def test_answers_that_never_end_do():
    """Unwrapping stops at a depth that no platform reaches."""
    answer = ADA
    for _ in range(2_000):
        answer = {"data": answer}
    assert len(unwrapped(answer)) == 1


@pytest.mark.parametrize("value", [None, 5, "x", [5], {}, b"x", object()])
def test_anything_else_is_no_answer(value):
    """What holds no objects is left as it is."""
    assert not is_page(value)
    assert unwrapped(value) == (value if isinstance(value, list) else [value])
