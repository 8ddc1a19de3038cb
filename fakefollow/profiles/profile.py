"""The canonical schema: what may be known of one account, and when it was observed.

`Profile` is the strict form for single accounts; `COLUMNS` is the same schema for columns, derived from it.
This module knows no platform, file or feature.
"""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Final

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

LARGEST_COUNT: Final = 10_000_000_000
"""Counts above this are not counts: no platform has this many accounts, posts or likes of one account."""

EARLIEST_TIME: Final = datetime(1995, 1, 1, tzinfo=UTC)
"""No platform is older; exports write 1970-01-01 for a date that they do not have."""

LATEST_TIME: Final = datetime(2100, 1, 1, tzinfo=UTC)  # a convention: no profile was seen later


class ColumnType(StrEnum):
    """How the values of a canonical column are kept."""

    TEXT = "text"
    COUNT = "count"
    FLAG = "flag"
    TIME = "time"


def _plausible(time: datetime) -> datetime:
    if not EARLIEST_TIME <= time < LATEST_TIME:
        raise ValueError(f"expected a time from {EARLIEST_TIME.year} to {LATEST_TIME.year}, got {time}")
    return time.astimezone(UTC)


Text = Annotated[str | None, ColumnType.TEXT]
Count = Annotated[Annotated[int, Field(ge=0, le=LARGEST_COUNT)] | None, ColumnType.COUNT]
Flag = Annotated[bool | None, ColumnType.FLAG]
Time = Annotated[Annotated[AwareDatetime, AfterValidator(_plausible)] | None, ColumnType.TIME]


class Profile(BaseModel):
    """What was observed of one account, and when.

    Every field is optional; ``None`` means *not observed*, which is neither empty nor False nor 0:
    ``description=""`` is an account without a bio, ``description=None`` a source that does not show bios.
    Times must carry a zone and are kept in UTC. Counts are integers from 0 to ten thousand million.

    Parameters
    ----------
    id, username, name : str, optional
        Identifier, handle (without ``@``) and display name.
    description, location, url, profile_image_url : str, optional
        Free texts of the profile; an empty string says that the account left it empty.
    created_at, observed_at, last_status_at : datetime, optional
        When the account was created, when the profile was seen, when the account last posted.
    followed_at : datetime, optional
        When the account began to follow the one whose followers these are, where the data say so.
    followers_count, following_count, posts_count, likes_count, listed_count : int, optional
        Followers, accounts followed, posts, likes given, and lists that contain the account.
    repositories_count : int, optional
        Public repositories, which are no posts.
    company : str, optional
        Employer or school as the account states it; free text like the others.
    default_profile, default_profile_image, has_banner : bool, optional
        Whether the page design and picture were never changed, and whether there is a header picture.
    background_tile, use_background_image, verified, protected, geo_enabled : bool, optional
        Settings and states that older exports show.
    username_length, username_digits, name_length, name_words, description_length : int, optional
        Characters, digits or words of a text whose wording the source withholds.
    has_url : bool, optional
        Whether there is a web address, where the source withholds the address. These six stand in for the text:
        each has the name of the feature that it gives, and is used only where the text is absent.

    Raises
    ------
    pydantic.ValidationError
        If a field is unknown or a value does not fit. `fakefollow.read` is lenient instead: it records an
        issue and treats the value as not observed.

    Examples
    --------
    >>> from fakefollow import Profile
    >>> profile = Profile(username="ada", followers_count=120, description="")
    >>> profile.followers_count, profile.description, profile.created_at
    (120, '', None)
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Text = None
    username: Text = None
    name: Text = None
    description: Text = None
    location: Text = None
    url: Text = None
    profile_image_url: Text = None
    created_at: Time = None
    observed_at: Time = None
    last_status_at: Time = None
    followed_at: Time = None
    followers_count: Count = None
    following_count: Count = None
    posts_count: Count = None
    likes_count: Count = None
    listed_count: Count = None
    repositories_count: Count = None
    company: Text = None
    default_profile: Flag = None
    default_profile_image: Flag = None
    has_banner: Flag = None
    background_tile: Flag = None
    use_background_image: Flag = None
    verified: Flag = None
    protected: Flag = None
    geo_enabled: Flag = None
    username_length: Count = None
    username_digits: Count = None
    name_length: Count = None
    name_words: Count = None
    description_length: Count = None
    has_url: Flag = None


COLUMNS: Final[dict[str, ColumnType]] = {
    name: next(known for known in field.metadata if isinstance(known, ColumnType))
    for name, field in Profile.model_fields.items()
}
"""Canonical column name -> how its values are kept, in schema order."""
