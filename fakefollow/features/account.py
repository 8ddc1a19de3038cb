"""Account family: how old the account is and which settings were ever touched."""

import numpy as np

from fakefollow.features.registry import feature
from fakefollow.features.view import ProfileView
from fakefollow.profiles import FloatArray


@feature(
    unit="days",
    fields=("created_at", "observed_at"),
    meaning="the account was {value:day|days} old when it was observed",
    less="are younger",
    more="are older",
    separates="accounts made to be sold are often made shortly before the sale",
    honest_twin="everyone is new once; after a film or an election many genuine accounts are",
    source="Cresci et al. 2015, Class A (age)",
)
def account_age_days(view: ProfileView) -> FloatArray:
    """Measure the age from the row's own observation time, never from today."""
    return view.age_days


@feature(
    unit="yes or no",
    fields=("default_profile",),
    meaning="the page design was never changed / the page design was changed",
    separates="nobody decorates accounts that are made by the thousand",
    honest_twin="many people never touch the design",
    source="Yang et al. 2020, BotometerLite (default_profile)",
)
def default_profile(view: ProfileView) -> FloatArray:
    """Tell whether the page design is the one that the platform gave."""
    return view.number("default_profile")


@feature(
    unit="yes or no",
    fields=("default_profile_image",),
    meaning="there is no picture of its own / there is a picture of its own",
    separates="a picture has to be found for every account",
    honest_twin="private and careful people show none",
    source="Cresci et al. 2015, Class A (has image)",
)
def default_profile_image(view: ProfileView) -> FloatArray:
    """Tell whether the picture is the platform's placeholder."""
    return view.number("default_profile_image")


@feature(
    unit="yes or no",
    fields=("default_profile_image", "created_at", "observed_at"),
    meaning=(
        "after two months there is still no picture of its own / "
        "there is a picture of its own, or the account is younger than two months"
    ),
    separates="people who stay usually add a picture; idle stock does not",
    honest_twin="readers who never post may never add one",
    source="Socialbakers rules, in Cresci et al. 2015",
)
def placeholder_picture_after_two_months(view: ProfileView) -> FloatArray:
    """Combine the placeholder picture with an age of at least 60 days."""
    old = np.where(np.isnan(view.age_days), np.nan, view.age_days >= 60.0)
    return view.number("default_profile_image") * old


@feature(
    unit="yes or no",
    fields=("geo_enabled",),
    meaning="places may be attached to posts / places were not allowed on posts",
    separates="the setting is switched on in an app on a phone, which bulk accounts never see",
    honest_twin="off is the default and the private choice",
    source="BotArtist 2023 and Varol et al. 2017 use the setting",
)
def geo_enabled(view: ProfileView) -> FloatArray:
    """Tell whether posts may carry a place."""
    return view.number("geo_enabled")
