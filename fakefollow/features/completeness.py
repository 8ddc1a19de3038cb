"""Completeness family: what the account filled in. Only observed fields count; private is not fake."""

from functools import partial
from typing import Final

import numpy as np

from fakefollow.features.characters import CharClass
from fakefollow.features.registry import ProfileView, feature
from fakefollow.profiles import FloatArray

completeness = partial(feature, "completeness")

EMPTY_IS_CHEAP: Final = "filling a profile takes time for each account"
QUIET: Final = "private, new and careful people leave it empty"


@completeness(
    unit="characters",
    fields=("description",),
    stand_in="description_length",
    meaning="the bio has {value:character|characters}",
    sides=("have a shorter one", "have a longer one"),
    at_zero="the bio is empty",
    separates=EMPTY_IS_CHEAP,
    benign_explanation=QUIET,
    source="Yang et al. 2020, BotometerLite (description length)",
)
def description_length(view: ProfileView) -> FloatArray:
    """Count the characters of the bio."""
    text = view.text("description")
    return text.observed(text.lengths)


@completeness(
    unit="words",
    fields=("description",),
    meaning="the bio has {value:word|words}",
    at_zero="the bio has no words",
    separates=EMPTY_IS_CHEAP,
    benign_explanation=QUIET,
    source="SRF Data 2017 and later sets use words",
)
def description_words(view: ProfileView) -> FloatArray:
    """Count the words of the bio."""
    return view.text("description").words()


@completeness(
    unit="links",
    fields=("description",),
    meaning="the bio has {value:link|links}",
    at_zero="the bio has no links",
    separates="spam accounts carry the link that they are paid for",
    benign_explanation="artists and shops link to their work",
    source="Cresci et al. 2015 (URL in bio)",
)
def description_links(view: ProfileView) -> FloatArray:
    """Count "://" in the bio."""
    return view.text("description").occurrences("://")


@completeness(
    unit="mentions",
    fields=("description",),
    meaning="the bio has {value:@ sign|@ signs}",
    at_zero="the bio has no @ sign",
    separates="people name employers and friends; spam names the account it serves",
    benign_explanation="most bios mention nobody",
    source="this project",
)
def description_mentions(view: ProfileView) -> FloatArray:
    """Count @ in the bio."""
    return view.text("description").count(CharClass.AT)


@completeness(
    unit="hashtags",
    fields=("description",),
    meaning="the bio has {value:hashtag|hashtags}",
    at_zero="the bio has no hashtags",
    separates="follow-back and sales accounts list tags",
    benign_explanation="activists and fans list tags",
    source="this project",
)
def description_hashtags(view: ProfileView) -> FloatArray:
    """Count # in the bio."""
    return view.text("description").count(CharClass.HASH)


@completeness(
    unit="emoji",
    fields=("description",),
    meaning="the bio has {value:emoji|emoji}",
    at_zero="the bio has no emoji",
    separates="people use them, copied bios of older stock do not",
    benign_explanation="many people use none",
    source="this project",
)
def description_emoji(view: ProfileView) -> FloatArray:
    """Count emoji of the bio."""
    return view.text("description").count(CharClass.EMOJI)


@completeness(
    unit="signs",
    fields=("description",),
    meaning="the bio has {value:punctuation mark|punctuation marks}",
    at_zero="the bio has no punctuation marks",
    separates="people punctuate; a rule since the first lists of signs",
    benign_explanation="an empty or short bio has none",
    source="Camisani-Calzolari rules, in Cresci et al. 2015",
)
def description_punctuation(view: ProfileView) -> FloatArray:
    """Count punctuation marks of the bio."""
    return view.text("description").count(CharClass.PUNCTUATION)


@completeness(
    unit="digits",
    fields=("description",),
    meaning="the bio has {value:digit|digits}",
    sides=("have fewer there", "have more there"),
    at_zero="the bio has no digits",
    separates="telephone numbers and prices of spam; ages and years of people",
    benign_explanation="years, ages and ensigns",
    source="this project",
)
def description_digits(view: ProfileView) -> FloatArray:
    """Count digits of the bio."""
    return view.text("description").count(CharClass.DIGIT)


@completeness(
    unit="yes or no",
    fields=("description",),
    meaning='the bio contains the word "bot" / the bio does not contain the word "bot"',
    separates="honest automation says so",
    benign_explanation="developers and people who joke about bots",
    source='van den Beld rules, in Cresci et al. 2015 ("bot" as a whole word only)',
)
def description_says_bot(view: ProfileView) -> FloatArray:
    """Tell whether "bot" stands in the bio as a whole word."""
    return np.minimum(view.text("description").word_occurrences("bot"), 1.0)


@completeness(
    unit="yes or no",
    fields=("location",),
    meaning="a location is given / no location is given",
    separates=EMPTY_IS_CHEAP,
    benign_explanation=QUIET,
    source="Cresci et al. 2015, Class A (has address)",
)
def has_location(view: ProfileView) -> FloatArray:
    """Tell whether the location is filled in."""
    return view.filled("location")


@completeness(
    unit="yes or no",
    fields=("url",),
    stand_in="has_url",
    meaning="a web address is given / no web address is given",
    separates="few sold accounts have a page of their own to show",
    benign_explanation=QUIET,
    source="Cresci et al. 2015, Class A (has URL)",
)
def has_url(view: ProfileView) -> FloatArray:
    """Tell whether the web address is filled in."""
    return view.filled("url")


@completeness(
    unit="yes or no",
    fields=("company",),
    meaning="a company is named / no company is named",
    separates=EMPTY_IS_CHEAP,
    benign_explanation=QUIET,
    source="this project; GitHub shows it",
)
def has_company(view: ProfileView) -> FloatArray:
    """Tell whether the company is filled in."""
    return view.filled("company")


@completeness(
    unit="yes or no",
    fields=("has_banner",),
    meaning="there is a header picture / there is no header picture",
    separates="the second picture is the first that bulk accounts do without",
    benign_explanation=QUIET,
    source="this project; banners in the BotArtist 2023 profile set",
)
def has_banner(view: ProfileView) -> FloatArray:
    """Tell whether there is a header picture."""
    return view.number("has_banner")


@completeness(
    unit="share of fields",
    fields=("description", "location", "url", "has_banner", "default_profile_image"),
    meaning="{value:%} of the fields that one may leave empty are filled in",
    sides=("fill in fewer", "fill in more"),
    at_zero="no field that one may leave empty is filled in",
    separates="one number for the care that went into a profile",
    benign_explanation=QUIET,
    source="this project; Camisani-Calzolari rules count the same fields",
)
def filled_share(view: ProfileView) -> FloatArray:
    """Average bio, location, web address, header and picture; not observed unless all five are."""
    filled = view.filled("description") + view.filled("location") + view.filled("url")
    return (filled + view.number("has_banner") + 1.0 - view.number("default_profile_image")) / 5.0


@completeness(
    unit="yes or no",
    fields=("description", "location", "following_count"),
    meaning=(
        "it follows at least 100 accounts and has neither bio nor location / "
        "it has a bio or a location, or follows fewer than 100 accounts"
    ),
    separates="an account that follows hundreds and says nothing of itself",
    benign_explanation="readers who want to stay unknown",
    source="Socialbakers rules, in Cresci et al. 2015, Class A",
)
def follows_without_introduction(view: ProfileView) -> FloatArray:
    """Combine an empty bio and location with at least 100 accounts followed."""
    following = view.number("following_count")
    many = np.where(np.isnan(following), np.nan, following >= 100)
    return (1.0 - view.filled("description")) * (1.0 - view.filled("location")) * many
