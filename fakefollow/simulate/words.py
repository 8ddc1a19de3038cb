"""How the words of synthetic accounts are put together: names, handles and bios."""

from typing import Final, TypeVar

import numpy as np

FIRST_NAMES: Final = (
    *("Anna", "Ben", "Clara", "David", "Elena", "Felix", "Grace", "Hugo", "Ines", "Jonas", "Kira", "Liam"),
    *("Mara", "Noah", "Olga", "Paolo", "Rosa", "Sofía", "Théo", "Uma", "Vera", "Zoë", "Amir", "Björn"),
    *("Carmen", "Dario", "Ewa", "Fatima", "Gina", "Ivan", "Jun", "Laila", "Marek", "Nadia", "Tom", "Yusuf"),
    *("Alba", "Bruno", "Chiara", "Dana", "Emil", "Frida", "Goran", "Hanna", "Ilse", "Jorge", "Katrin"),
    *("Luis", "Mina", "Nils", "Oscar", "Petra", "Rafael", "Selma", "Timo", "Valeria", "Wim", "Yara"),
)
LAST_NAMES: Final = (
    *("Adler", "Bianchi", "Castro", "Dubois", "Eriksen", "Ferrari", "García", "Horvat", "Ito", "Jansen"),
    *("Keller", "Lopes", "Müller", "Novak", "Okafor", "Popescu", "Quinn", "Rossi", "Silva", "Taylor"),
    *("Ueda", "Virtanen", "Weber", "Yılmaz", "Zimmer", "Abbott", "Brown", "Costa", "Demir", "Evans"),
)
NAME_BEGINNINGS: Final = (
    *("Al", "Bar", "Bel", "Bran", "Cal", "Cor", "Dal", "Dor", "El", "Fal", "Fer", "Gar", "Hal", "Har", "Kal"),
    *("Kar", "Lan", "Lor", "Mar", "Mel", "Mon", "Nor", "Or", "Pal", "Per", "Ral", "Ros", "Sal", "San", "Sor"),
    *("Tal", "Ter", "Val", "Ver", "Vol", "Wal", "Wes", "Zan"),
)
NAME_ENDINGS: Final = (
    *("ado", "ani", "berg", "bourne", "chenko", "da", "den", "dini", "elli", "enko", "er", "escu", "ez"),
    *("field", "ford", "gado", "ham", "ic", "ini", "ino", "kar", "ker", "land", "ley", "lin", "man", "mont"),
    *("nen", "oglu", "oni", "os", "ova", "ro", "sen", "ski", "son", "stad", "ton", "vari", "well", "wood"),
)
OTHER_SCRIPTS: Final = (
    (
        (("Мария", "maria"), ("Иван", "ivan"), ("Дарья", "darya"), ("Олексій", "oleksiy"), ("Анна", "anna")),
        (("Соколова", "sokolova"), ("Бойко", "boyko"), ("Петренко", "petrenko"), ("Мороз", "moroz")),
    ),
    (
        (("ليلى", "leila"), ("عمر", "omar"), ("سارة", "sara"), ("يوسف", "yousef"), ("نور", "noor")),
        (("حداد", "haddad"), ("ناصر", "naser"), ("خليل", "khalil"), ("منصور", "mansour")),
    ),
    (
        (("Ελένη", "eleni"), ("Νίκος", "nikos"), ("Δανάη", "danae"), ("Πέτρος", "petros")),
        (("Παππά", "pappa"), ("Δήμου", "dimou"), ("Λάμπρου", "lambrou"), ("Βλάχου", "vlachou")),
    ),
    (
        (("प्रिया", "priya"), ("अर्जुन", "arjun"), ("नेहा", "neha"), ("रोहन", "rohan")),
        (("शर्मा", "sharma"), ("वर्मा", "verma"), ("गुप्ता", "gupta"), ("मेहता", "mehta")),
    ),
    (
        (("佐藤", "sato"), ("田中", "tanaka"), ("王", "wang"), ("林", "lin"), ("김", "kim")),
        (("花", "hana"), ("小明", "xiaoming"), ("ゆう", "yuu"), ("하늘", "haneul"), ("葵", "aoi")),
    ),
)
"""First and second parts of names in five scripts, each with a Latin spelling for the handle."""

EMOJI: Final = ("🌱", "✨", "🎶", "📚", "🚴", "☕", "🐈", "🌍", "🏔️", "🍋", "🎨", "⚽")
PLACES: Final = (
    *("Lisbon", "Osaka", "Kraków", "Lagos", "Bogotá", "Oslo", "القاهرة", "Київ", "Pune", "near the sea"),
    *("Ghent", "Turin", "Leeds", "Quito", "Accra", "Tartu", "Perth", "Izmir", "Graz", "Nantes"),
)
INTERESTS: Final = (
    *("gardening", "trail running", "old maps", "chess", "sourdough", "jazz", "open data", "knitting"),
    *("birds", "football", "robotics", "photography", "cinema", "bicycles", "poetry", "history"),
    *("board games", "tea", "climbing", "architecture", "street food", "sailing", "typography", "opera"),
    *("mountains", "science fiction", "vinyl", "politics", "swimming", "dogs", "linguistics", "comics"),
    *("astronomy", "cricket", "pottery", "mushrooms", "trains", "theatre", "statistics", "surfing"),
)
JOBS: Final = (
    *("Teacher", "Nurse", "Engineer", "Student", "Baker", "Reporter", "Musician", "Librarian", "Architect"),
    *("Translator", "Carpenter", "Physicist", "Designer", "Lawyer", "Chef", "Gardener", "Programmer"),
    *("Economist", "Pharmacist", "Illustrator", "Biologist", "Electrician", "Editor", "Postman", "Retired"),
)
TAILS: Final = (
    *("Opinions are mine.", "Here to read.", "Dad of two.", "Coffee first!", "Слава котам", "好きな本の話"),
    *("Mum of three.", "Views my own.", "Ask me about bread.", "Mostly offline.", "Learning Finnish, slowly."),
    *("Never on time.", "Ex everything.", "Always cold.", "Left-handed.", "Night owl.", "", "", ""),
)
BRANDS: Final = (
    *("Harbour", "Lantern", "Meadow", "Copper", "Northside", "Juniper", "Signal", "Atlas", "Bridge", "Cobalt"),
    *("Evergreen", "Falcon", "Granite", "Island", "Maple", "Orchard", "Pioneer", "River", "Summit", "Willow"),
)
BODIES: Final = (
    *("Radio", "Books", "Kitchen", "Theatre", "Cycling Club", "Museum", "Weekly", "Labs"),
    *("Hotel", "Foundation", "Coffee", "Studio", "College", "Tours", "Films", "Health"),
)
STEMS: Final = ("sunny", "happy", "sweet", "lucky", "smart", "real", "cool", "super", "dream", "magic")
SLOGANS: Final = (
    *("Love life, love music", "Living my best life", "Follow me and I follow you"),
    *("Dream big, work hard", "Just a simple person"),
)
OFFERS: Final = (
    *("Earn money from home", "Best deals every day", "Free gift cards for everyone"),
    *("Lose weight in two weeks", "Crypto signals that work"),
)
TOPICS: Final = (
    *("weather", "quakes", "headlines", "chess", "haiku", "jobs", "traffic", "moon", "prices", "poems"),
    *("tides", "recipes", "sunsets", "maps", "trivia", "ships"),
)
EXCLAMATIONS: Final = (
    *("❤️", "😂", "🔥", "👏👏", "😍😍", "💯", "wow", "so true", "love this", "haha", "Thank you!", "great", "yes!!"),
    *("beautiful", "congrats!", "same", "this.", "amazing 😍", "schön", "Danke!", "genial", "qué bonito", "bravo"),
    *("مبروك", "красота", "すごい", "ㅋㅋㅋ", "lindo", "good morning", "nice one", "well said", "first!"),
)
PRAISE: Final = (
    *("Great post!", "Love this 😍", "So inspiring", "Amazing content 🔥", "You nailed it", "Keep it up 👏"),
    *("This is everything", "Wow, stunning", "Totally agree!", "Needed this today 🙌", "Goals ✨", "Yes to this!!"),
)
TEMPLATES: Final = (
    *(
        "This is the best account I have seen this year, everybody should follow it",
        "Amazing work, keep going my friend",
    ),
    *("I bought it last week and it really changed my life", "Very interesting content, thank you for sharing it"),
    *("Finally somebody who tells the truth about this topic", "Great picture, I love the colours and the mood of it"),
    *("Best decision I ever made, thank you so much", "I learn something new from every single post of yours"),
)
WORDS_ASKED: Final = ("WIN", "me", "yes please", "ready", "🎁", "count me in")


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
    handle = pen.one_of((f"{brand}{body}", f"{brand}_{place}", f"{brand}{pen.one_of(BODIES)[:3]}{pen.letters(1)}"))
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


def comment(pen: Pen) -> str:
    """Write an honest synthetic comment: a fifth are one of a few exclamations, as people write them everywhere."""
    if pen.chance(0.2):
        return pen.one_of(EXCLAMATIONS)
    one, two, place, tail = pen.one_of(INTERESTS), pen.one_of(INTERESTS), pen.one_of(PLACES), pen.one_of(TAILS)
    shapes = (
        f"I always think of {one} when I see this. And of {two}, in {place}.",
        f"Is that near {place}? We went there for {one} in {1990 + int(pen.number(2)) // 3}. {tail}",
        f"{one}?? I would rather have {two} {pen.one_of(EMOJI)}",
        f"My {pen.one_of(('brother', 'aunt', 'boss', 'neighbour'))} says the same of {one} and {two}. {tail}",
        f"@{pen.one_of(BRANDS)}{pen.number(2)} look, {one} again",
        f"Not sure about {one}, but {two} with {pen.last_name()} was fun",
        f"When will you be in {place}? {tail}",
    )
    return pen.one_of(shapes).strip()


def varied(pen: Pen, text: str, share: float) -> str:
    """Change a synthetic text a little in a share of cases: case, end, emoji, a letter lost, a name before it."""
    if not pen.chance(share):
        return text
    at = int(pen.number(4)) % max(len(text), 1)
    forms = (text.lower(), text.upper() if len(text) < 12 else text + "!!", f"{text} {pen.one_of(EMOJI)}", f"{text}!")
    return pen.one_of((*forms, text[:at] + text[at + 1 :] if len(text) > 12 else text, f"{text}{pen.one_of(EMOJI)}"))
