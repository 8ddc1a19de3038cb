import pytest

from fakefollow.errors import CoverageWarning
from fakefollow.readers import read

CHANNEL = {
    "kind": "youtube#channel",
    "id": "UCada",
    "snippet": {"title": "Ada", "publishedAt": "2019-03-04T05:06:07Z", "country": "NO"},
    "statistics": {"subscriberCount": "12", "videoCount": "56", "hiddenSubscriberCount": False},
}


def read_one(row):
    table = read([row], observed_at="2024-06-01")
    assert len(table.issues) == 0
    return {name: column.to_list()[0] for name, column in table.columns.items()}


@pytest.mark.parametrize(("hidden", "followers"), [(True, None), ("true", None), (False, 0), (None, 0)])
def test_hidden_subscribers_were_not_observed(hidden, followers):
    """The count beside the flag is 0 then, which nobody counted."""
    statistics = {"subscriberCount": "0", "videoCount": "56", "hiddenSubscriberCount": hidden}
    seen = read_one(CHANNEL | {"statistics": statistics})
    assert (seen["followers_count"], seen["posts_count"]) == (followers, 56)


def test_a_country_code_is_no_location():
    """It is chosen from a list, so as a free text it would say something else."""
    assert "location" not in read_one(CHANNEL)


def test_a_page_of_the_api_is_unwrapped():
    """Channels come as items of a list response."""
    page = {"kind": "youtube#channelListResponse", "etag": "x", "pageInfo": {}, "items": [CHANNEL, CHANNEL]}
    assert read(page, observed_at="2024-06-01").columns["followers_count"].to_list() == [12, 12]


def test_a_subscription_is_about_the_subscriber():
    """The snippet names the channel subscribed to; its time is when the subscriber came."""
    row = {
        "id": "s",
        "snippet": {"publishedAt": "2020-01-01T00:00:00Z", "title": "Me", "channelId": "UCme"},
        "subscriberSnippet": {"title": "Ada", "channelId": "UCada"},
    }
    with pytest.warns(CoverageWarning, match=r"channels\.list"):
        seen = read_one(row)
    assert (seen["id"], seen["name"], seen["followed_at"].year) == ("UCada", "Ada", 2020)
