"""Completeness family: what the account filled in. Only observed fields count; private is not fake."""

from functools import partial
from typing import Final

import numpy as np

from fakefollow.features.characters import Characters, CharClass
from fakefollow.features.registry import Measure, ProfileView, feature, filled, number, text
from fakefollow.profiles import FloatArray

completeness = partial(feature, "completeness")

EMPTY_IS_CHEAP: Final = "filling a profile takes time for each account"
QUIET: Final = "private, new and careful people leave it empty"

completeness(
    "description_length",
    text("description", lambda bio: bio.observed(bio.lengths)),
    unit="characters",
    stand_in="description_length",
    meaning="the bio has {value:character|characters}",
    sides=("have a shorter one", "have a longer one"),
    at_zero="the bio is empty",
    separates=EMPTY_IS_CHEAP,
    benign_explanation=QUIET,
    source="Yang et al. 2020, BotometerLite (description length)",
)

completeness(
    "description_words",
    text("description", Characters.words),
    unit="words",
    meaning="the bio has {value:word|words}",
    at_zero="the bio has no words",
    separates=EMPTY_IS_CHEAP,
    benign_explanation=QUIET,
    source="SRF Data 2017 and later sets use words",
)

completeness(
    "description_links",
    text("description", lambda bio: bio.occurrences("://")),
    unit="links",
    meaning="the bio has {value:link|links}",
    at_zero="the bio has no links",
    separates="spam accounts carry the link that they are paid for",
    benign_explanation="artists and shops link to their work",
    source="Cresci et al. 2015 (URL in bio)",
)

completeness(
    "description_mentions",
    text("description", lambda bio: bio.count(CharClass.AT)),
    unit="mentions",
    meaning="the bio has {value:@ sign|@ signs}",
    at_zero="the bio has no @ sign",
    separates="people name employers and friends; spam names the account it serves",
    benign_explanation="most bios mention nobody",
    source="this project",
)

completeness(
    "description_hashtags",
    text("description", lambda bio: bio.count(CharClass.HASH)),
    unit="hashtags",
    meaning="the bio has {value:hashtag|hashtags}",
    at_zero="the bio has no hashtags",
    separates="follow-back and sales accounts list tags",
    benign_explanation="activists and fans list tags",
    source="this project",
)

completeness(
    "description_emoji",
    text("description", lambda bio: bio.count(CharClass.EMOJI)),
    unit="emoji",
    meaning="the bio has {value:emoji|emoji}",
    at_zero="the bio has no emoji",
    separates="people use them, copied bios of older stock do not",
    benign_explanation="many people use none",
    source="this project",
)

completeness(
    "description_punctuation",
    text("description", lambda bio: bio.count(CharClass.PUNCTUATION)),
    unit="signs",
    meaning="the bio has {value:punctuation mark|punctuation marks}",
    at_zero="the bio has no punctuation marks",
    separates="people punctuate; a rule since the first lists of signs",
    benign_explanation="an empty or short bio has none",
    source="Camisani-Calzolari rules, in Cresci et al. 2015",
)

completeness(
    "description_digits",
    text("description", lambda bio: bio.count(CharClass.DIGIT)),
    unit="digits",
    meaning="the bio has {value:digit|digits}",
    sides=("have fewer there", "have more there"),
    at_zero="the bio has no digits",
    separates="telephone numbers and prices of spam; ages and years of people",
    benign_explanation="years, ages and ensigns",
    source="this project",
)

completeness(
    "description_says_bot",
    text("description", lambda bio: np.minimum(bio.word_occurrences("bot"), 1.0)),
    unit="yes or no",
    meaning='the bio contains the word "bot" / the bio does not contain the word "bot"',
    separates="honest automation says so",
    benign_explanation="developers and people who joke about bots",
    source='van den Beld rules, in Cresci et al. 2015 ("bot" as a whole word only)',
)

completeness(
    "has_location",
    filled("location"),
    unit="yes or no",
    meaning="a location is given / no location is given",
    separates=EMPTY_IS_CHEAP,
    benign_explanation=QUIET,
    source="Cresci et al. 2015, Class A (has address)",
)

completeness(
    "has_url",
    filled("url"),
    unit="yes or no",
    stand_in="has_url",
    meaning="a web address is given / no web address is given",
    separates="few sold accounts have a page of their own to show",
    benign_explanation=QUIET,
    source="Cresci et al. 2015, Class A (has URL)",
)

completeness(
    "has_company",
    filled("company"),
    unit="yes or no",
    meaning="a company is named / no company is named",
    separates=EMPTY_IS_CHEAP,
    benign_explanation=QUIET,
    source="this project; GitHub shows it",
)

completeness(
    "has_banner",
    number("has_banner"),
    unit="yes or no",
    meaning="there is a header picture / there is no header picture",
    separates="the second picture is the first that bulk accounts do without",
    benign_explanation=QUIET,
    source="this project; banners in the BotArtist 2023 profile set",
)


def _filled_share(view: ProfileView) -> FloatArray:
    """Average bio, location, web address, header and picture; not observed unless all five are."""
    filled = view.filled("description") + view.filled("location") + view.filled("url")
    return (filled + view.number("has_banner") + 1.0 - view.number("default_profile_image")) / 5.0


completeness(
    "filled_share",
    Measure(("description", "location", "url", "has_banner", "default_profile_image"), _filled_share),
    unit="share of fields",
    meaning="{value:%} of the fields that one may leave empty are filled in",
    sides=("fill in fewer", "fill in more"),
    at_zero="no field that one may leave empty is filled in",
    separates="one number for the care that went into a profile",
    benign_explanation=QUIET,
    source="this project; Camisani-Calzolari rules count the same fields",
)


def _follows_without_introduction(view: ProfileView) -> FloatArray:
    """Combine an empty bio and location with at least 100 accounts followed."""
    following = view.number("following_count")
    many = np.where(np.isnan(following), np.nan, following >= 100)
    return (1.0 - view.filled("description")) * (1.0 - view.filled("location")) * many


completeness(
    "follows_without_introduction",
    Measure(("description", "location", "following_count"), _follows_without_introduction),
    unit="yes or no",
    meaning=(
        "it follows at least 100 accounts and has neither bio nor location / "
        "it has a bio or a location, or follows fewer than 100 accounts"
    ),
    separates="an account that follows hundreds and says nothing of itself",
    benign_explanation="readers who want to stay unknown",
    source="Socialbakers rules, in Cresci et al. 2015, Class A",
)
