"""Words of synthetic accounts and how they are put together; invented here, taken from nobody's profile."""

from typing import Final, TypeVar

import numpy as np

Choice = TypeVar("Choice")
Texts = tuple[str, str, str]
"""Display name, handle and bio of one synthetic account."""

_PLATFORM_AGE_DAYS: Final = 6000.0
_LATIN: Final = str.maketrans("íéëöüığ", "ieeouig")

FIRST_NAMES: Final = (
    *("Anna", "Ben", "Clara", "David", "Elena", "Felix", "Grace", "Hugo", "Ines", "Jonas", "Kira", "Liam"),
    *("Mara", "Noah", "Olga", "Paolo", "Rosa", "Sofía", "Théo", "Uma", "Vera", "Zoë", "Amir", "Björn"),
    *("Carmen", "Dario", "Ewa", "Fatima", "Gina", "Ivan", "Jun", "Laila", "Marek", "Nadia", "Tom", "Yusuf"),
)
LAST_NAMES: Final = (
    *("Adler", "Bianchi", "Castro", "Dubois", "Eriksen", "Ferrari", "García", "Horvat", "Ito", "Jansen"),
    *("Keller", "Lopes", "Müller", "Novak", "Okafor", "Popescu", "Quinn", "Rossi", "Silva", "Taylor"),
    *("Ueda", "Virtanen", "Weber", "Yılmaz", "Zimmer", "Abbott", "Brown", "Costa", "Demir", "Evans"),
)
OTHER_SCRIPT_NAMES: Final = (
    ("Мария Соколова", "marsok"),
    ("Олексій Бойко", "oleboyko"),
    ("Иван Петров", "ivanpet"),
    ("ليلى حداد", "leilahad"),
    ("عمر ناصر", "omarnas"),
    ("Ελένη Παππά", "elenipap"),
    ("Νίκος Δήμου", "nikosdim"),
    ("प्रिया शर्मा", "priyash"),
    ("अर्जुन वर्मा", "arjunver"),
    ("佐藤 花", "hanasato"),
    ("たなか ゆう", "yuutana"),
    ("王小明", "xiaomingw"),
    ("김하늘", "haneulkim"),
    ("דנה לוי", "danalev"),
)
EMOJI: Final = ("🌱", "✨", "🎶", "📚", "🚴", "☕", "🐈", "🌍")
PLACES: Final = (
    "Lisbon",
    "Osaka",
    "Kraków",
    "Lagos",
    "Bogotá",
    "Oslo",
    "القاهرة",
    "Київ",
    "Pune",
    "near the sea",
)
INTERESTS: Final = (
    *("gardening", "trail running", "old maps", "chess", "sourdough", "jazz", "open data", "knitting"),
    *("birds", "football", "robotics", "photography", "cinema", "bicycles", "poetry", "history"),
)
JOBS: Final = (
    "Teacher",
    "Nurse",
    "Engineer",
    "Student",
    "Baker",
    "Reporter",
    "Musician",
    "Librarian",
    "Architect",
)
TAILS: Final = (
    "Opinions are mine.",
    "Here to read.",
    "Dad of two.",
    "Coffee first!",
    "Слава котам",
    "好きな本の話",
    "",
)
BRANDS: Final = ("Harbour", "Lantern", "Meadow", "Copper", "Northside", "Juniper", "Signal", "Atlas")
BODIES: Final = ("Radio", "Books", "Kitchen", "Theatre", "Cycling Club", "Museum", "Weekly", "Labs")
STEMS: Final = ("sunny", "happy", "sweet", "lucky", "smart", "real", "cool", "super", "dream", "magic")
SLOGANS: Final = (
    "Love life, love music",
    "Living my best life",
    "Follow me and I follow you",
    "Dream big, work hard",
    "Just a simple person",
)
OFFERS: Final = (
    "Earn money from home",
    "Best deals every day",
    "Free gift cards for everyone",
    "Lose weight in two weeks",
    "Crypto signals that work",
)
TOPICS: Final = (
    "weather",
    "quakes",
    "headlines",
    "chess",
    "haiku",
    "jobs",
    "traffic",
    "moon",
    "prices",
    "poems",
)


class Pen:
    """Draws the words and numbers of synthetic accounts from a random generator."""

    def __init__(self, random: np.random.Generator) -> None:
        self._random = random

    def chance(self, share: float) -> bool:
        """Decide something that happens in a share of cases."""
        return bool(self._random.random() < share)

    def one_of(self, words: tuple[Choice, ...]) -> Choice:
        """Pick one at random."""
        return words[int(self._random.integers(len(words)))]

    def number(self, digits: int) -> str:
        """Return a number of so many digits."""
        return str(self._random.integers(10 ** (digits - 1), 10**digits))

    def letters(self, n: int) -> str:
        """Return random small letters."""
        return "".join(chr(97 + int(code)) for code in self._random.integers(26, size=n))

    def count(self, median: float, spread: float) -> int:
        """Draw a count from a Poisson law with a lognormal rate; spread is in natural logs."""
        rate = median * np.exp(spread * self._random.standard_normal())
        return int(self._random.poisson(min(rate, 5e7)))

    def seconds(self, median_days: float, spread: float) -> int:
        """Draw an age in seconds from a lognormal law, at most that of the platform."""
        days = median_days * np.exp(spread * self._random.standard_normal())
        return int(86400 * min(max(days, 0.05), _PLATFORM_AGE_DAYS))

    def person(self) -> tuple[str, str]:
        """Return a display name and a handle made from it."""
        if self.chance(0.15):
            name, handle = self.one_of(OTHER_SCRIPT_NAMES)
            return name, handle + (self.number(2) if self.chance(0.5) else "")
        first, last = self.one_of(FIRST_NAMES), self.one_of(LAST_NAMES)
        shapes = (
            f"{first}{last}",
            f"{first}_{last}",
            f"{first[0]}{last}",
            f"{last}{first[0]}",
            first + self.number(2),
        )
        handle = self.one_of(shapes)
        handle = handle if self.chance(0.4) else handle.lower()
        tail = self.number(self.one_of((2, 4, 8))) if self.chance(0.25) else ""
        name = f"{first} {last}" if self.chance(0.75) else first
        return name + (f" {self.one_of(EMOJI)}" if self.chance(0.15) else ""), _handle(handle + tail)

    def bio(self) -> str:
        """Return what a person might say of themselves."""
        job, tail = self.one_of(JOBS), self.one_of(TAILS)
        likes = f"{self.one_of(INTERESTS)}, {self.one_of(INTERESTS)}"
        employer = _handle(self.one_of(BRANDS))
        shapes = (
            f"{job}. {likes}. {tail}",
            f"{likes} {self.one_of(EMOJI)}",
            f"{job} at @{employer} #{_handle(self.one_of(INTERESTS))}",
            f"{job} | https://{employer.lower()}.example/{self.letters(3)}",
            self.one_of(SLOGANS),
        )
        return self.one_of(shapes).strip()


def _handle(text: str) -> str:
    """Keep what a handle may hold, at most 15 characters."""
    plain = text.translate(_LATIN)
    return "".join(c for c in plain if c == "_" or (c.isascii() and c.isalnum()))[:15]


def person_texts(pen: Pen) -> Texts:
    """Write the texts of a synthetic person."""
    return *pen.person(), pen.bio() if pen.chance(0.75) else ""


def newcomer_texts(pen: Pen) -> Texts:
    """Write the texts of a synthetic newcomer, some with a handle that the platform proposed."""
    name, handle = pen.person()
    handle = _handle(handle[:10] + pen.number(5)) if pen.chance(0.4) else handle
    return name, handle, pen.bio() if pen.chance(0.3) else ""


def public_texts(pen: Pen) -> Texts:
    """Write the texts of a synthetic organisation."""
    brand, body = pen.one_of(BRANDS), pen.one_of(BODIES)
    bio = f"{brand} {body}: {pen.one_of(INTERESTS)} and {pen.one_of(INTERESTS)}. https://{brand.lower()}.example"
    return f"{brand} {body}", _handle(f"{brand}{body}"), bio


def batch_made_texts(pen: Pen) -> Texts:
    """Write the texts of a synthetic account of a freshly made batch."""
    first, last = pen.one_of(FIRST_NAMES), pen.one_of(LAST_NAMES)
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
    if pen.chance(0.45):
        return f"{topic.title()} bot", _handle(f"{topic}_bot"), f"A bot that posts {topic} every hour."
    bio = pen.one_of((f"{topic.title()} for {place}", f"All about {topic} #{topic}", pen.bio(), ""))
    return f"{topic.title()} {place}", _handle(f"{topic}{pen.one_of(BODIES)}"), bio


def follow_back_texts(pen: Pen) -> Texts:
    """Write the texts of a synthetic follow-back bot."""
    name, handle = pen.person()
    bio = f"{pen.one_of(SLOGANS)} #followback" if pen.chance(0.5) else pen.bio()
    return name, handle, bio
