"""Identity family: handle and display name, their shape and how they fit each other.

Any script is as good as any other; what cannot be compared (a name in another script than its handle) is
not observed.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final

import numpy as np

from fakefollow.features.characters import N_BIGRAMS, OTHER_SYMBOL, Characters, CharClass, PairArray, bigrams, share
from fakefollow.features.registry import Measure, feature, text
from fakefollow.profiles import FloatArray, IntArray

identity = partial(feature, "identity")

MADE_UP: Final = "handles that a script makes up carry digits and random letters"
NO_PAIR: Final = np.uint16(N_BIGRAMS - 1)
"""Two ends of a handle, which never meet: stands where two neighbours belong to different texts."""
BLOCK: Final = 256
"""Texts compared at a time, so that the table of bigrams present stays in the processor's cache."""

identity(
    "username_length",
    text("username", lambda handle: handle.observed(handle.lengths)),
    unit="characters",
    stand_in="username_length",
    meaning="the handle has {value:character|characters}",
    sides=("have a shorter one", "have a longer one"),
    separates="short handles went to early adopters; generated ones fill the space",
    benign_explanation="long names make long handles",
    source="Yang et al. 2020, BotometerLite (screen name length)",
)

identity(
    "username_digits",
    text("username", lambda handle: handle.count(CharClass.DIGIT)),
    unit="digits",
    stand_in="username_digits",
    meaning="the handle has {value:digit|digits}",
    sides=("have fewer there", "have more there"),
    at_zero="the handle has no digits",
    separates=MADE_UP,
    benign_explanation="years of birth, and the handles that the platform itself proposes",
    source="Yang et al. 2020, BotometerLite (screen name digits)",
)

identity(
    "username_trailing_digits",
    text("username", lambda handle: handle.trailing(CharClass.DIGIT)),
    unit="digits",
    meaning="the handle ends in {value:digit|digits}",
    sides=("have fewer there", "have more there"),
    at_zero="the handle does not end in a digit",
    separates="a stem with a counter behind it is the cheapest way to a free handle",
    benign_explanation="years of birth, and the handles that the platform itself proposes",
    source="SRF Data 2017 (digits in the username)",
)

identity(
    "username_capitals",
    text("username", lambda handle: share(handle.count(CharClass.UPPER), handle.lengths)),
    unit="share of characters",
    meaning="{value:%} of the handle's characters are capitals",
    at_zero="the handle has no capitals",
    separates="generators write all small or capitalise the parts they join",
    benign_explanation="a matter of taste",
    source="this project",
)

identity(
    "username_class_changes",
    text("username", Characters.class_changes),
    unit="changes",
    meaning="kinds of characters change {value:time|times} in the handle",
    sides=("have fewer changes", "have more changes"),
    at_zero="the handle is of one kind of characters",
    separates="random handles alternate, chosen ones read as words",
    benign_explanation="playful spellings",
    source="this project; username shapes in FIELD's cohort methods",
)

identity(
    "username_likelihood",
    Measure(("username",), lambda view: view.username_model.mean_log_probability(view.text("username"))),
    unit="nats per character pair",
    meaning="the handle's letter pairs have a log-likelihood of {value}",
    sides=("have rarer ones", "have more common ones"),
    separates=MADE_UP,
    benign_explanation="abbreviations, and names from languages that the training accounts seldom use",
    source="Yang et al. 2020, BotometerLite (screen name likelihood)",
)

identity(
    "username_says_bot",
    text("username", lambda handle: handle.final_words("bot")),
    unit="yes or no",
    meaning='the handle ends in the word "bot" / the handle does not end in the word "bot"',
    separates="honest automation says so",
    benign_explanation="nicknames",
    source='van den Beld rules, in Cresci et al. 2015 ("bot" as a whole word only)',
)

identity(
    "name_length",
    text("name", lambda name: name.observed(name.lengths)),
    unit="characters",
    stand_in="name_length",
    meaning="the display name has {value:character|characters}",
    sides=("have a shorter one", "have a longer one"),
    at_zero="the display name is empty",
    separates="generated names are a first and a last name; empty and one-letter names come from scripts",
    benign_explanation="a matter of taste",
    source="Yang et al. 2020, BotometerLite (name length)",
)

identity(
    "name_words",
    text("name", Characters.words),
    unit="words",
    stand_in="name_words",
    meaning="the display name has {value:word|words}",
    at_zero="the display name has no words",
    separates="name lists give exactly two words",
    benign_explanation="most people have a first and a last name",
    source="kaggle free4ever1 2019 (words of the full name)",
)

identity(
    "name_digits",
    text("name", lambda name: name.count(CharClass.DIGIT)),
    unit="digits",
    meaning="the display name has {value:digit|digits}",
    sides=("have fewer there", "have more there"),
    at_zero="the display name has no digits",
    separates="people's names have no digits",
    benign_explanation="clubs, years, gamers",
    source="Yang et al. 2020, BotometerLite (name digits)",
)

identity(
    "name_capitals",
    text("name", lambda name: share(name.count(CharClass.UPPER), name.count(CharClass.UPPER, CharClass.LOWER))),
    unit="share of characters",
    meaning="{value:%} of the display name's letters are capitals",
    at_zero="the display name has no capitals",
    separates="name lists are capitalised word by word; people also write all small or all large",
    benign_explanation="a matter of taste",
    source="this project",
)

identity(
    "name_decoration",
    text("name", lambda name: name.count(CharClass.EMOJI, CharClass.PUNCTUATION, CharClass.OTHER)),
    unit="characters",
    meaning="the display name has {value:emoji or other sign|emoji or other signs}",
    at_zero="the display name has no emoji or other signs",
    separates="people decorate their names, name lists do not",
    benign_explanation="most people do not decorate either",
    source="this project",
)

identity(
    "name_scripts",
    text("name", lambda name: np.maximum(name.scripts(), 1.0)),
    unit="scripts",
    meaning="the display name is in {value:script|scripts}",
    sides=("use fewer", "use more"),
    separates="look-alike letters from another alphabet hide a copied name",
    benign_explanation="bilingual people and decorative alphabets",
    source="this project; homoglyph practice of impersonation studies",
)

identity(
    "name_username_similarity",
    Measure(("name", "username"), lambda view: shared_bigrams(view.text("name"), view.text("username"))),
    unit="share of letter pairs",
    meaning="{value:%} of the display name's letter pairs stand in the handle",
    sides=("have fewer there", "have more there"),
    separates="people build the handle from their name; renamed or generated accounts do not match",
    benign_explanation="nicknames and brands",
    source="this project; name-username similarity in Beskow and Carley 2019",
)


def shared_bigrams(names: Characters, usernames: Characters) -> FloatArray:
    """Return the share of a name's bigrams that its handle contains as well, 0 to 1.

    Case, accents, spaces and other signs are left out. NaN where a text was not observed or where the name
    has fewer than two letters or digits of the Latin script: such a name cannot be compared with a handle.
    """
    rows, pairs, block_index = _latin_pairs(names)
    in_rows, _, in_block = _latin_pairs(usernames)
    shared = pairs != NO_PAIR
    present = np.zeros(min(len(names), BLOCK) * N_BIGRAMS, np.bool_)
    for here, there in zip(_blocks(rows, len(names)), _blocks(in_rows, len(names)), strict=True):
        present[in_block[there]] = True
        shared[here] &= present[block_index[here]]
        present[in_block[there]] = False
    hits = np.bincount(rows[shared], minlength=len(names))
    total = np.bincount(rows, minlength=len(names)) - 1
    return share(hits, names.observed(usernames.observed(total)))


def _latin_pairs(texts: Characters) -> tuple[IntArray, PairArray, IntArray]:
    """Return for each known symbol its text, the bigram that it ends, if any, and the index of both within a block."""
    known = (texts.symbols < np.uint8(OTHER_SYMBOL)).nonzero()[0]
    rows = texts.rows[known]
    pairs = np.empty(len(rows), np.uint16)
    pairs[:1] = NO_PAIR
    pairs[1:] = bigrams(texts.symbols[known])
    pairs[1:][rows[1:] != rows[:-1]] = NO_PAIR
    return rows, pairs, (rows & (BLOCK - 1)) * N_BIGRAMS + pairs


def _blocks(rows: IntArray, n_rows: int) -> Iterator[slice]:
    """Cut ascending rows into slices of the same `BLOCK` rows."""
    if n_rows <= BLOCK:
        return iter([slice(None)])
    bounds = rows.searchsorted(np.arange(0, n_rows + BLOCK, BLOCK)).tolist()
    return map(slice, bounds[:-1], bounds[1:])
