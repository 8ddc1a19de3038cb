"""Identity family: handle and display name, their shape and how they fit each other.

Any script is as good as any other; what cannot be compared (a name in another script than its handle) is
not observed.
"""

import numpy as np

from fakefollow.features.bigrams import shared_bigrams
from fakefollow.features.characters import CharClass, share
from fakefollow.features.registry import feature
from fakefollow.features.view import ProfileView
from fakefollow.profiles import FloatArray

MADE_UP = "handles that a script makes up carry digits and random letters"


@feature(
    unit="characters",
    fields=("username",),
    stand_in="username_length",
    meaning="the handle has {value:character|characters}",
    less="have a shorter one",
    more="have a longer one",
    separates="short handles went to early adopters; generated ones fill the space",
    honest_twin="long names make long handles",
    source="Yang et al. 2020, BotometerLite (screen name length)",
)
def username_length(view: ProfileView) -> FloatArray:
    """Count the characters of the handle."""
    text = view.text("username")
    return text.observed(text.lengths)


@feature(
    unit="digits",
    fields=("username",),
    stand_in="username_digits",
    meaning="the handle has {value:digit|digits}",
    less="have fewer there",
    more="have more there",
    at_zero="the handle has no digits",
    separates=MADE_UP,
    honest_twin="years of birth, and the handles that the platform itself proposes",
    source="Yang et al. 2020, BotometerLite (screen name digits)",
)
def username_digits(view: ProfileView) -> FloatArray:
    """Count the digits of the handle."""
    text = view.text("username")
    return text.count(CharClass.DIGIT)


@feature(
    unit="digits",
    fields=("username",),
    meaning="the handle ends in {value:digit|digits}",
    less="have fewer there",
    more="have more there",
    at_zero="the handle does not end in a digit",
    separates="a stem with a counter behind it is the cheapest way to a free handle",
    honest_twin="years of birth, and the handles that the platform itself proposes",
    source="SRF Data 2017 (digits in the username)",
)
def username_trailing_digits(view: ProfileView) -> FloatArray:
    """Count the digits at the end of the handle."""
    text = view.text("username")
    return text.trailing(CharClass.DIGIT)


@feature(
    unit="share of characters",
    fields=("username",),
    meaning="{value:%} of the handle's characters are capitals",
    less="have fewer",
    more="have more",
    at_zero="the handle has no capitals",
    separates="generators write all small or capitalise the parts they join",
    honest_twin="a matter of taste",
    source="this project",
)
def username_capitals(view: ProfileView) -> FloatArray:
    """Divide the capitals of the handle by its length."""
    text = view.text("username")
    return share(text.count(CharClass.UPPER), text.lengths)


@feature(
    unit="changes",
    fields=("username",),
    meaning="kinds of characters change {value:time|times} in the handle",
    less="have fewer changes",
    more="have more changes",
    at_zero="the handle is of one kind of characters",
    separates="random handles alternate, chosen ones read as words",
    honest_twin="playful spellings",
    source="this project; username shapes in FIELD's cohort methods",
)
def username_class_changes(view: ProfileView) -> FloatArray:
    """Count changes of character class in the handle."""
    text = view.text("username")
    return text.class_changes()


@feature(
    unit="nats per character pair",
    fields=("username",),
    meaning="the handle's letter pairs have a log-likelihood of {value}",
    less="have rarer ones",
    more="have more common ones",
    separates=MADE_UP,
    honest_twin="abbreviations, and names from languages that the training accounts seldom use",
    source="Yang et al. 2020, BotometerLite (screen name likelihood)",
)
def username_likelihood(view: ProfileView) -> FloatArray:
    """Return the mean log-probability under the bigram model of genuine handles."""
    return view.username_model.mean_log_probability(view.text("username"))


@feature(
    unit="yes or no",
    fields=("username",),
    meaning='the handle ends in the word "bot" / the handle does not end in the word "bot"',
    separates="honest automation says so",
    honest_twin="nicknames",
    source='van den Beld rules, in Cresci et al. 2015 ("bot" as a whole word only)',
)
def username_says_bot(view: ProfileView) -> FloatArray:
    """Tell whether the handle ends in the word: news_bot and NewsBot do, newsbot and Talbot do not."""
    return view.text("username").final_words("bot")


@feature(
    unit="characters",
    fields=("name",),
    stand_in="name_length",
    meaning="the display name has {value:character|characters}",
    less="have a shorter one",
    more="have a longer one",
    at_zero="the display name is empty",
    separates="generated names are a first and a last name; empty and one-letter names come from scripts",
    honest_twin="a matter of taste",
    source="Yang et al. 2020, BotometerLite (name length)",
)
def name_length(view: ProfileView) -> FloatArray:
    """Count the characters of the display name."""
    text = view.text("name")
    return text.observed(text.lengths)


@feature(
    unit="words",
    fields=("name",),
    stand_in="name_words",
    meaning="the display name has {value:word|words}",
    less="have fewer",
    more="have more",
    at_zero="the display name has no words",
    separates="name lists give exactly two words",
    honest_twin="most people have a first and a last name",
    source="kaggle free4ever1 2019 (words of the full name)",
)
def name_words(view: ProfileView) -> FloatArray:
    """Count the words of the display name."""
    text = view.text("name")
    return text.words()


@feature(
    unit="digits",
    fields=("name",),
    meaning="the display name has {value:digit|digits}",
    less="have fewer there",
    more="have more there",
    at_zero="the display name has no digits",
    separates="people's names have no digits",
    honest_twin="clubs, years, gamers",
    source="Yang et al. 2020, BotometerLite (name digits)",
)
def name_digits(view: ProfileView) -> FloatArray:
    """Count the digits of the display name."""
    text = view.text("name")
    return text.count(CharClass.DIGIT)


@feature(
    unit="share of characters",
    fields=("name",),
    meaning="{value:%} of the display name's letters are capitals",
    less="have fewer",
    more="have more",
    at_zero="the display name has no capitals",
    separates="name lists are capitalised word by word; people also write all small or all large",
    honest_twin="a matter of taste",
    source="this project",
)
def name_capitals(view: ProfileView) -> FloatArray:
    """Divide the capitals of a name by its letters; not observed where its script has no case."""
    text = view.text("name")
    return share(text.count(CharClass.UPPER), text.count(CharClass.UPPER, CharClass.LOWER))


@feature(
    unit="characters",
    fields=("name",),
    meaning="the display name has {value:emoji or other sign|emoji or other signs}",
    less="have fewer",
    more="have more",
    at_zero="the display name has no emoji or other signs",
    separates="people decorate their names, name lists do not",
    honest_twin="most people do not decorate either",
    source="this project",
)
def name_decoration(view: ProfileView) -> FloatArray:
    """Count emoji, punctuation and symbols of the display name."""
    text = view.text("name")
    return text.count(CharClass.EMOJI, CharClass.PUNCTUATION, CharClass.OTHER)


@feature(
    unit="scripts",
    fields=("name",),
    meaning="the display name is in {value:script|scripts}",
    less="use fewer",
    more="use more",
    separates="look-alike letters from another alphabet hide a copied name",
    honest_twin="bilingual people and decorative alphabets",
    source="this project; homoglyph practice of impersonation studies",
)
def name_scripts(view: ProfileView) -> FloatArray:
    """Count the scripts of the display name; which ones does not matter."""
    text = view.text("name")
    return np.maximum(text.scripts(), 1.0)


@feature(
    unit="share of letter pairs",
    fields=("name", "username"),
    meaning="{value:%} of the display name's letter pairs stand in the handle",
    less="have fewer there",
    more="have more there",
    separates="people build the handle from their name; renamed or generated accounts do not match",
    honest_twin="nicknames and brands",
    source="this project; name-username similarity in Beskow and Carley 2019",
)
def name_username_similarity(view: ProfileView) -> FloatArray:
    """Return the share of the name's bigrams found in the handle."""
    return shared_bigrams(view.text("name"), view.text("username"))
