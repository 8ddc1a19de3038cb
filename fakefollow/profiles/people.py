"""Numbers, dates, yes and no as people write them: what a cell may mean, and what its whole column decides for.

The slow reader of what the fast one leaves: it knows some texts of one column and no table. A cell has one meaning,
two, or none; where cells have two and no other cell of the column shows which, the column is undecided. Neither
dateutil nor dateparser is used: both decide cell by cell, and fill in what is not written from the day of reading.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

_TENS: Final = {
    word: tens
    for tens, words in {
        3: "k tsd tys тыс rb ribu bin mil mille thousand thousands 千 천 ألف พัน",
        4: "万 萬 만 หมื่น",
        5: "lakh lakhs लाख แสน",
        6: "m mn mm mio mill mln mi jt juta млн million millions millones millon milhoes milhao 百万 مليون ล้าน",
        7: "crore crores cr करोड़",
        8: "亿 億 억",
        9: "b bn bio mrd mld mlrd md млрд billion billions bi",
    }.items()
    for word in words.split()
}
"""How many places a word or sign moves a number. ``t`` and ``mil.`` as a million mean two things, and are left out."""

_COUNTED: Final = "followers?|following|subscribers?|posts?|tweets?|likes?|videos?|abonn[eé]s|seguidores"
_NUMBER: Final = re.compile(
    rf"[~≈]?\s*(\d[\d.,'’\s]*?)\s*([^\W\d_][^\W\d]*\.?|[^\W\d_]*)\s*\+?\s*(?:{_COUNTED})?", re.IGNORECASE
)
_SPACES: Final = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?!\d))")
_WHOLE: Final = {
    ".": re.compile(r"(\d+|\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})*,\d{3})(?:\.(\d+))?"),
    ",": re.compile(r"(\d+|\d{1,3}(?:\.\d{3})+)(?:,(\d+))?"),
}
"""By the sign before decimals: grouped by the other one in threes, or as in India."""

_IN_THREES: Final = re.compile(r"\d{1,3}([.,])\d{3}\+?")
NOT_WHOLE: Final = -1

_YES: Final = "true t 1 yes y on ja oui si sí sim да evet tak はい 是 有 예 네 ya haan نعم"
_NO: Final = "false f 0 no n off nein non não nao nee нет hayır hayir nie いいえ 否 无 아니요 아니오 tidak لا"
FLAG_WORDS: Final = dict.fromkeys(_YES.split(), True) | dict.fromkeys(_NO.split(), False)

_MONTHS_IN: Final = (
    "january janvier enero janeiro gennaio januar januari января январь ocak styczen stycznia",
    "february fevrier febrero fevereiro febbraio februar februari февраля февраль subat luty lutego",
    "march mars marzo marco marz maart марта март maret mart marzec marca maerz",
    "april avril abril aprile апреля апрель nisan kwiecien kwietnia",
    "may mai mayo maio maggio mei мая май mayis maj maja",
    "june juin junio junho giugno juni июня июнь haziran czerwiec czerwca",
    "july juillet julio julho luglio juli июля июль temmuz lipiec lipca",
    "august aout agosto agustus августа август agustos sierpien sierpnia augustus",
    "september septembre septiembre setiembre setembro settembre сентября сентябрь eylul wrzesien wrzesnia sept",
    "october octobre octubre outubro ottobre oktober октября октябрь ekim pazdziernik pazdziernika",
    "november novembre noviembre novembro ноября ноябрь kasim listopad listopada",
    "december decembre diciembre dezembro dicembre dezember desember декабря декабрь aralik grudzien grudnia",
)


def _by_beginning() -> dict[str, int]:
    """Return the months by every beginning of their names, of three letters or more, that is one month's alone."""
    months: dict[str, set[int]] = {}
    for number, names in enumerate(_MONTHS_IN, start=1):
        for name in names.split():
            for end in range(3, len(_plain(name)) + 1):
                months.setdefault(_plain(name)[:end], set()).add(number)
    return {word: numbers.pop() for word, numbers in months.items() if len(numbers) == 1} | {"may": 5, "mai": 5}


def _plain(text: str) -> str:
    """Return a text in lower case, without accents, with the digits and signs of ASCII."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("ı", "i")
    if text.isascii():
        return text
    digits = (str(unicodedata.decimal(c)) if c.isdecimal() else c for c in unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", "".join(c for c in digits if not "\u0300" <= c <= "\u036f"))


_MONTHS: Final = _by_beginning()
_ZONES: Final = {
    **dict.fromkeys(("utc", "gmt", "z"), 0.0),
    **{"est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7},
    **{"cet": 1, "cest": 2, "bst": 1, "msk": 3, "jst": 9, "kst": 9, "ist": 5.5},
}
"""Hours east; of names that several zones have, the one that exporters mean."""

_CLOCK: Final = re.compile(
    r"(?<!\d)(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:\s*([ap])\.?m\b\.?)?"
    r"(?:\s*(?:gmt|utc)?\s*([+-]\d\d?)(?::?(\d\d))?(?![\d:]))?"
)
_ASIDE: Final = re.compile(r"\([^()]*\)|(?<=\d)(?:st|nd|rd|th)\b|[·,|]|\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b\.?")
_EAST: Final = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월](?:\s*(\d{1,2})\s*[日일])?")
_DATE: Final = re.compile(r"(\d{1,4})([-/.])(\d{1,2})(?:\2(\d{4}|\d{1,2}))?")
_WORDED: Final = re.compile(
    r"(?:(\d{1,2})[\s.-]*(?:de\s+)?)?([^\W\d_]{3,})\.?[\s-]*(?:(\d{1,2})[\s]+)?(?:del?\s+)?'?(\d{4}|(?<=-)\d\d)"
)
_SERIAL: Final = re.compile(r"[3-7]\d{4}(?:\.\d+)?")
_EXPONENT: Final = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{1,2}|\d{14,19}|\d{9,10}\.\d+")
_SERIAL_START: Final = datetime(1899, 12, 30, tzinfo=UTC)
MONTH_WIDTH: Final = timedelta(days=31)
DAY_WIDTH: Final = timedelta(days=1)


class Meaning(NamedTuple):
    """What a cell means in the first convention (decimal point, day first) and in the second, `None` where nothing."""

    first: Any
    second: Any
    width: Any = 0
    """How far apart the values are that would be written so: 100 of ``1.2K``, a month of ``June 2019``."""
    shows: int | None = None
    """Which convention the cell shows without being of use in it (``12.5`` is no count and has a decimal point)."""


def meaning_of_count(text: str) -> Meaning | None:
    """Return what a text means as a count."""
    found = _NUMBER.fullmatch(_plain(text).strip())
    if found is None:
        return None
    digits, word = _SPACES.sub("", found[1].strip()), found[2].rstrip(".")
    tens = _TENS.get(word) if word else 0
    if tens is None and not re.fullmatch(_COUNTED, word):
        return None
    readings = [_whole(digits, sign, tens or 0) for sign in ".,"]
    shown = min((len(m[2] or "") for sign in ".," if (m := _WHOLE[sign].fullmatch(digits))), default=0)
    first, second = (None if value == NOT_WHOLE else value for value in readings)
    width = 10 ** (tens - shown) if tens and tens > shown else 0
    if first is None and second is None and None in readings and NOT_WHOLE in readings:
        return Meaning(None, None, shows=readings.index(NOT_WHOLE))
    return None if first is None and second is None else Meaning(first, second, width)


def _whole(digits: str, sign: str, tens: int) -> int | None:
    """Return a number in units, `NOT_WHOLE` where it is none of these, `None` where nobody would write it so."""
    found = _WHOLE[sign].fullmatch(digits)
    if found is None:
        return None
    whole, decimals = re.sub(r"\D", "", found[1]), (found[2] or "").rstrip("0")
    if len(whole) + tens > 30 or len(decimals) > tens:
        return NOT_WHOLE
    return int(whole + decimals + "0" * (tens - len(decimals)))


def meaning_of_flag(text: str) -> Meaning | None:
    """Return what a text means as a flag."""
    flag = FLAG_WORDS.get(unicodedata.normalize("NFKC", text).strip().casefold())
    return None if flag is None else Meaning(flag, flag)


def meaning_of_time(text: str) -> Meaning | None:
    """Return what a text means as a time."""
    if len(text) > 100:  # no time is; a convention
        return None
    text = _plain(text).strip()
    if _SERIAL.fullmatch(text):
        time = _SERIAL_START + timedelta(seconds=round(float(text) * 86_400))
        return _both(time, timedelta(0) if "." in text else DAY_WIDTH)
    if re.fullmatch(r"(?:19|20)\d{12}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:8]} {text[8:10]}:{text[10:12]}:{text[12:]}"
    if _EXPONENT.fullmatch(text):
        number = float(text) if not text.isdecimal() else int(text)
        per_second = 10 ** max(0, (len(str(int(number))) - 9) // 3 * 3)
        return _both(datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(number * 1_000_000 // per_second)))
    text = _ASIDE.sub(" ", text.replace("t", " ", 1) if re.match(r"[\d/-]+t\d", text) else text)
    clock = _CLOCK.search(text)
    behind = timedelta(0)
    if clock is not None:
        text = text[: clock.start()] + " " + text[clock.end() :]
        if (since := _since_midnight(clock)) is None:
            return None
        behind = since
    words = [word for word in text.split() if word not in {"at", "um", "-", "г.", "r."}]
    if words and words[-1] in _ZONES:
        behind -= timedelta(hours=_ZONES[words.pop()])
    while len(words) > 1 and words[0].isalpha() and words[0] not in _MONTHS:
        del words[0]  # Joined, Mitglied seit, Se unió en
    meaning = _of_date(" ".join(words).strip(" -"), behind, clock is not None and bool(clock[5]))
    return meaning._replace(width=meaning.width or DAY_WIDTH) if meaning and clock is None else meaning


def _since_midnight(clock: re.Match[str]) -> timedelta | None:
    """Return the time of day in UTC, `None` where there is none such."""
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    if clock[5]:
        hour = hour % 12 + 12 * (clock[5] == "p") if 1 <= hour <= 12 else 24
    if hour > 23 or minute > 59 or second > 59:
        return None
    micro = int((clock[4] or "0")[:6].ljust(6, "0"))
    zone = timedelta(hours=int(clock[6] or 0), minutes=int(f"{(clock[6] or '+')[0]}{clock[7] or 0}"))
    return timedelta(hours=hour, minutes=minute, seconds=second, microseconds=micro) - zone


def _both(time: datetime | None, width: timedelta = timedelta(0)) -> Meaning | None:
    return None if time is None else Meaning(time, time, width)


def _of_date(text: str, behind: timedelta, twelve_hours: bool) -> Meaning | None:
    """Return the meaning of a date without its time of day, which is so much behind midnight."""
    if east := _EAST.fullmatch(text):
        return _on(east[1], east[2], east[3], behind)
    if worded := _WORDED.fullmatch(text):
        return _of_words(worded, behind)
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    one, sign, two, three = found.groups()
    if len(one) == 4 or three is None or len(one) > 2:
        return _on(one, two, three, behind) if len(one) == 4 else None
    year = three if len(three) == 4 else f"20{three}"
    first, second = _on(year, two, one, behind), _on(year, one, two, behind)
    if sign == "." or first is second is None:  # nobody writes the month first with dots
        return first
    american = twelve_hours and sign == "/" and not any(part.startswith("0") for part in (one, two))
    return Meaning(first and first.first, second and second.first, shows=1 if american and second else None)


def _of_words(worded: re.Match[str], behind: timedelta) -> Meaning | None:
    """Return the meaning of a date with the name of its month; of a year of two digits only with a day."""
    before, month, after, year = worded.groups()
    number, days = _MONTHS.get(month), [day for day in (before, after) if day]
    if number is None or len(days) > 1 or (not days and len(year) == 2):
        return None
    return _on(year if len(year) == 4 else f"20{year}", number, days[0] if days else None, behind)


def _on(year: Any, month: Any, day: Any, behind: timedelta) -> Meaning | None:
    """Return the meaning of a day, or of the first of a month of which no day is said."""
    try:
        time = datetime(int(year), int(month), int(day or 1), tzinfo=UTC) + behind
    except (ValueError, OverflowError):
        return None
    return _both(time, timedelta(0) if day else MONTH_WIDTH)


def settled(
    meanings: Mapping[str, Meaning], said: int | None, shown: int | None, of_counts: bool
) -> tuple[dict[str, Any], dict[str, None]]:
    """Return the values of texts in the convention said, else in that shown, and the texts left undecided."""
    convention = said if said is not None else shown
    values: dict[str, Any] = {}
    undecided: dict[str, None] = {}
    for text, (first, second, *_) in meanings.items():
        chosen = (first, second)[convention or 0]
        if first == second or said is not None:
            value = chosen
        elif of_counts and (alone := _IN_THREES.fullmatch(text.strip())):
            # Whole thousands, or decimals that are all zero: never the latter without being told.
            grouped = max(first or 0, second or 0)
            if (convention is None and alone[1] != ",") or (convention is not None and chosen not in (grouped, None)):
                undecided[text] = None
                continue
            value = grouped if convention is None else chosen
        elif convention is None and None not in (first, second):
            undecided[text] = None
            continue
        else:
            value = chosen if convention is not None else second if first is None else first
        if value is not None:
            values[text] = value
    return values, undecided


def shown_by(meanings: Mapping[str, Meaning], of_counts: bool) -> int | None:
    """Return the convention that the cells of a column show, 0 or 1, `None` where they show none or both."""
    shown: list[list[str]] = [[], []]
    for text, meaning in meanings.items():
        known = [meaning.first is not None, meaning.second is not None]
        if meaning.shows is not None:
            shown[meaning.shows].append(text)
        elif known[0] != known[1]:
            shown[1 - known[0]].append(text)
    if of_counts:
        # A dot before three digits may also stand before decimals: one such cell, or one of two dots, says nothing yet.
        dotted = [text for text in meanings if (m := _IN_THREES.fullmatch(text.strip())) and m[1] == "."]
        others = [text for text in shown[1] if text not in dotted]
        grouped = len(dotted) > 1 and any(not text.strip().endswith("000") for text in dotted)
        if not (grouped or len(others) > 1 or any("," in text for text in others)):
            shown[1] = []
    return None if bool(shown[0]) == bool(shown[1]) else int(not shown[0])
