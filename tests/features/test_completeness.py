import pytest

from fakefollow.features import UsernameModel, measure


def value(make_table, feature, /, **fields):
    return measure(make_table([fields]), [feature], UsernameModel.uniform())[0, 0]


@pytest.mark.parametrize(
    ("bio", "expected"),
    [("I am a bot.", 1), ("Bot, not bot", 1), ("Abbott fan", 0), ("robotics", 0), ("", 0), ("天気予報bot", 1)],
)
def test_description_says_bot(make_table, bio, expected):
    """Only "bot" as a whole word counts, and once is as good as twice."""
    assert value(make_table, "description_says_bot", description=bio) == expected


@pytest.mark.parametrize(
    ("bio", "place", "following", "expected"), [("", "", 100, 1), ("", "", 99, 0), ("x", "", 100, 0), ("", "x", 100, 0)]
)
def test_follows_without_introduction(make_table, bio, place, following, expected):
    """All three must hold: no bio, no location and at least 100 accounts followed."""
    fields = {"description": bio, "location": place, "following_count": following}
    assert value(make_table, "follows_without_introduction", **fields) == expected
