"""Word lists of synthetic accounts, invented here and taken from nobody's profile."""

from typing import Final

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
    *(
        "Mum of three.",
        "Views my own.",
        "Ask me about bread.",
        "Mostly offline.",
        "Learning Finnish, slowly.",
    ),
    *("Never on time.", "Ex everything.", "Always cold.", "Left-handed.", "Night owl.", "", "", ""),
)
BRANDS: Final = (
    *(
        "Harbour",
        "Lantern",
        "Meadow",
        "Copper",
        "Northside",
        "Juniper",
        "Signal",
        "Atlas",
        "Bridge",
        "Cobalt",
    ),
    *("Evergreen", "Falcon", "Granite", "Island", "Maple", "Orchard", "Pioneer", "River", "Summit", "Willow"),
)
BODIES: Final = (
    *("Radio", "Books", "Kitchen", "Theatre", "Cycling Club", "Museum", "Weekly", "Labs"),
    *("Hotel", "Foundation", "Coffee", "Studio", "College", "Tours", "Films", "Health"),
)
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
    *("weather", "quakes", "headlines", "chess", "haiku", "jobs", "traffic", "moon", "prices", "poems"),
    *("tides", "recipes", "sunsets", "maps", "trivia", "ships"),
)
