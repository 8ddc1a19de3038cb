"""How the words of synthetic accounts are put together: names, handles and bios."""

from typing import Final, TypeVar

import numpy as np

from fakefollow.simulate_vocabulary import (
    BODIES,
    BRANDS,
    EMOJI,
    FIRST_NAMES,
    INTERESTS,
    JOBS,
    LAST_NAMES,
    NAME_BEGINNINGS,
    NAME_ENDINGS,
    OFFERS,
    OTHER_SCRIPTS,
    PLACES,
    SLOGANS,
    STEMS,
    TAILS,
    TOPICS,
)

Choice = TypeVar("Choice")
Texts = tuple[str, str, str]
"""Display name, handle and bio of one synthetic account."""

_DRAWN_AT_ONCE: Final = 4096
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_LATIN: Final = str.maketrans("íéëöüığ", "ieeouig")


class Pen:
    """Draws the words of synthetic accounts from a random generator, many random numbers at a time for speed."""

    def __init__(self, random: np.random.Generator) -> None:
        self._random = random
        self._drawn: list[float] = []

    def _next(self) -> float:
        if not self._drawn:
            self._drawn = self._random.random(_DRAWN_AT_ONCE).tolist()
        return self._drawn.pop()

    def chance(self, share: float) -> bool:
        """Decide something that happens in a share of cases."""
        return self._next() < share

    def one_of(self, words: tuple[Choice, ...]) -> Choice:
        """Pick one at random."""
        return words[int(self._next() * len(words))]

    def number(self, digits: int) -> str:
        """Return a number of so many digits."""
        return str(int((0.1 + 0.9 * self._next()) * 10**digits))

    def letters(self, n: int) -> str:
        """Return random small letters."""
        return "".join([_LETTERS[int(self._next() * 26)] for _ in range(n)])

    def last_name(self) -> str:
        """Return a family name, mostly one that is put together."""
        if self.chance(0.35):
            return self.one_of(LAST_NAMES)
        return self.one_of(NAME_BEGINNINGS) + self.one_of(NAME_ENDINGS)

    def person(self) -> tuple[str, str]:
        """Return a display name and a handle made from it."""
        if self.chance(0.15):
            return self._person_of_other_script()
        first, last = self.one_of(FIRST_NAMES), self.last_name()
        shapes = (
            f"{first}{last}",
            f"{first}_{last}",
            f"{first[0]}{last}",
            f"{last}{first[0]}",
            f"{first}{self.letters(1)}{last}",
            f"{first[:3]}{last}{self.letters(1)}",
            f"{_handle(self.one_of(INTERESTS))[:7]}_{first}",
            first + self.number(2),
        )
        handle = self.one_of(shapes)
        handle = handle if self.chance(0.4) else handle.lower()
        tail = self.number(self.one_of((2, 4, 8))) if self.chance(0.25) else ""
        name = f"{first} {last}" if self.chance(0.75) else first
        return name + (f" {self.one_of(EMOJI)}" if self.chance(0.15) else ""), _handle(handle + tail)

    def _person_of_other_script(self) -> tuple[str, str]:
        firsts, lasts = self.one_of(OTHER_SCRIPTS)
        (first, latin), (last, latin_last) = self.one_of(firsts), self.one_of(lasts)
        name = self.one_of((f"{first} {last}", f"{first} {last}", first, f"{first} {self.one_of(EMOJI)}"))
        shapes = (latin + latin_last, f"{latin}_{latin_last[:4]}", f"{latin}{self.letters(2)}{latin_last}")
        return name, _handle(self.one_of(shapes) + (self.number(2) if self.chance(0.5) else ""))

    def bio(self) -> str:
        """Return what a person might say of themselves; two people seldom say the same."""
        if self.chance(0.01):
            return self.one_of(SLOGANS)
        job, tail, place = self.one_of(JOBS), self.one_of(TAILS), self.one_of(PLACES)
        one, two, three = self.one_of(INTERESTS), self.one_of(INTERESTS), self.one_of(INTERESTS)
        employer = _handle(self.one_of(BRANDS) + self.one_of(BODIES))
        shapes = (
            f"{job}. {one}, {two}. {tail}",
            f"{one}, {two}, {three} {self.one_of(EMOJI)}",
            f"{job} at @{employer} #{_handle(one)} {tail}",
            f"{job} | {two} | https://{employer.lower()}.example/{self.letters(3)}",
            f"{tail} {one.capitalize()} and {two} in {place}, sometimes {three}.",
            f"{job} in {place} since {1980 + int(self.number(2)) // 3}. {tail} {one.capitalize()}!",
            f"{one.capitalize()} / {two} / {job.lower()} {self.one_of(EMOJI)}{self.one_of(EMOJI)} {place}",
        )
        return self.one_of(shapes).strip()


def _handle(text: str) -> str:
    """Keep what a handle may hold, at most 15 characters."""
    plain = text.translate(_LATIN)
    return "".join(c for c in plain if c == "_" or (c.isascii() and c.isalnum()))[:15]


def person_texts(pen: Pen) -> Texts:
    """Write the texts of a synthetic person who posts."""
    return *pen.person(), pen.bio() if pen.chance(0.9) else ""


def reader_texts(pen: Pen) -> Texts:
    """Write the texts of a synthetic person who mostly reads."""
    return *pen.person(), pen.bio() if pen.chance(0.75) else ""


def newcomer_texts(pen: Pen) -> Texts:
    """Write the texts of a synthetic newcomer, some with a handle that the platform proposed."""
    name, handle = pen.person()
    handle = _handle(handle[:10] + pen.number(5)) if pen.chance(0.4) else handle
    return name, handle, pen.bio() if pen.chance(0.6) else ""


def public_texts(pen: Pen) -> Texts:
    """Write the texts of a synthetic organisation."""
    brand = pen.one_of(BRANDS) if pen.chance(0.3) else pen.last_name()
    body, place = pen.one_of(BODIES), pen.one_of(PLACES)
    about = f"{pen.one_of(INTERESTS)} and {pen.one_of(INTERESTS)}"
    site = f"https://{_handle(brand).lower()}.example"
    shapes = (
        f"{brand} {body}: {about}. {site}",
        f"{about.capitalize()} in {place} since {1950 + int(pen.number(2)) // 2}. Write to us: {site}",
        f"This is {brand} {body} of {place}. We talk about {about}. @{pen.one_of(BRANDS)}{body[:4]}",
    )
    handle = pen.one_of(
        (f"{brand}{body}", f"{brand}_{place}", f"{brand}{pen.one_of(BODIES)[:3]}{pen.letters(1)}")
    )
    return f"{brand} {body}", _handle(handle), pen.one_of(shapes)


def batch_made_texts(pen: Pen) -> Texts:
    """Write the texts of a synthetic account of a freshly made batch."""
    first, last = pen.one_of(FIRST_NAMES), pen.last_name()
    handle = pen.one_of((f"{first}{last}"[:9] + pen.number(6), f"{first}{pen.letters(4)}{pen.number(3)}"))
    return f"{first} {last}", _handle(handle), pen.bio() if pen.chance(0.08) else ""


def aged_texts(pen: Pen) -> Texts:
    """Write the texts of a synthetic account of aged stock."""
    name, handle = pen.person()
    handle = handle if pen.chance(0.5) else f"{pen.one_of(STEMS)}{pen.letters(3)}{pen.number(2)}"
    return name, _handle(handle), pen.bio() if pen.chance(0.2) else ""


def template_bio_texts(pen: Pen) -> Texts:
    """Write the texts of a synthetic account with a slogan for a bio."""
    stem, first = pen.one_of(STEMS), pen.one_of(FIRST_NAMES)
    bio = f"{pen.one_of(SLOGANS)} {pen.one_of(EMOJI)}" if pen.chance(0.9) else ""
    return first, _handle(f"{stem}_{first.lower()}{pen.number(2)}"), bio


def spam_texts(pen: Pen) -> Texts:
    """Write the texts of a synthetic spam bot."""
    name, handle = pen.person()
    if pen.chance(0.5):
        handle = _handle(f"{pen.one_of(FIRST_NAMES)}{pen.letters(3)}{pen.number(4)}")
    link = f" https://{pen.letters(6)}.example/{pen.number(4)}" if pen.chance(0.4) else ""
    bio = pen.one_of(OFFERS) + link if pen.chance(0.55) else pen.one_of(("", pen.bio()))
    return name, handle, bio


def feed_relay_texts(pen: Pen) -> Texts:
    """Write the texts of a synthetic bot that relays a feed, which half of them say."""
    topic, place = pen.one_of(TOPICS), pen.one_of(PLACES)
    handle = f"{topic}_{pen.letters(3)}"
    if pen.chance(0.45):
        bio = f"A bot that posts {topic} from {place} every {pen.number(2)} minutes. By @{pen.last_name()}"
        return f"{topic.title()} bot", _handle(f"{handle}_bot"), bio
    bio = pen.one_of((f"{topic.title()} for {place}", f"All about {topic} #{topic}", pen.bio(), ""))
    return f"{topic.title()} {place}", _handle(f"{topic}{pen.one_of(BODIES)}{pen.letters(1)}"), bio


def follow_back_texts(pen: Pen) -> Texts:
    """Write the texts of a synthetic follow-back bot."""
    name, handle = pen.person()
    bio = f"{pen.one_of(SLOGANS)} #followback" if pen.chance(0.5) else pen.bio()
    return name, handle, bio
