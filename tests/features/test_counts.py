from datetime import UTC, datetime, timedelta

import pytest

from fakefollow.features import UsernameModel, measure

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
