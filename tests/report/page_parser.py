"""Pages read back: their elements and texts, and whether each number shown is one of the report, rounded."""

import copy
import re
from html.parser import HTMLParser

INLINE = {"data", "time", "bdi", "b", "span", "a"}
VOID = {"meta", "br", "img", "hr", "input", "link"}
UNITS = {"%": 100.0, "minutes": 60.0, "hours": 1.0, "days": 1 / 24}


class Page(HTMLParser):
    """Tags with attributes, and texts, of markup whose elements are all closed in order."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.texts, self.pieces = [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.texts.append("" if tag in INLINE else " ")
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag
        self.texts.append("" if tag in INLINE else " ")

    def handle_data(self, data):
        names = [name for name, _ in self.open]
        if "style" in names:
            return
        self.texts.append(data)
        if names and "svg" not in names and "head" not in names:
            name, attributes = self.open[-1]
            self.pieces.append((name, attributes.get("value"), data))

    @property
    def text(self):
        return " ".join("".join(self.texts).split())

    def all(self, tag):
        """Return the attributes of each element of that name."""
        return [attributes for name, attributes in self.tags if name == tag]

    def numbers(self):
        """Return value, text and unit of each ``<data>`` that is shown."""
        for place, (name, value, text) in enumerate(self.pieces):
            if name == "data":
                after = "".join(piece for _, _, piece in self.pieces[place + 1 : place + 4]).replace("\xa0", " ")
                percent = re.match(r" (?:to [<>]?[\d.,]+ )?%", after)
                unit = "%" if percent else next((unit for unit in UNITS if text.endswith(unit)), "")
                yield float(value), text.removesuffix(unit).strip(), unit

    def plain(self):
        """Return all texts that show no number or time of their own."""
        return " ".join(text for name, _, text in self.pieces if name not in ("data", "time"))


def shape(page):
    """Return names and attributes of all elements, without what keeps numbers of a sentence in one line."""
    return [(tag, sorted(attributes)) for tag, attributes in page.tags if attributes.get("class") != "kept"]


def numbers_in(value):
    """Yield every number in plain data."""
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int | float):
        yield float(value)
    elif isinstance(value, dict):
        for one in value.values():
            yield from numbers_in(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from numbers_in(one)


def texts_in(value):
    """Yield every text in plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts_in(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts_in(one)


def numbers_of(summary):
    """Return the numbers that views of a summary may show: its own, shares turned round or into accounts, counts."""
    count = summary["total_followers"] or summary["n_followers"]
    shares = [one for share in summary["shares"].values() for one in numbers_in(share)]
    events = len(summary["purchases"])
    derived = [1 - one for one in shares] + [count * one for one in shares]
    return {*numbers_in(summary), *derived, count, events, events - 50, events - 3, len(summary["limits"])}


def is_rounding(text, value, unit=""):
    """Tell whether a text is a number rounded, in units of its own or as a bound such as ``<1``."""
    value *= UNITS.get(unit, 1.0)
    sign, shown = re.fullmatch(r"([<>=]?) ?([\d,]+(?:\.\d+)?)", text).groups()
    number, decimals = float(shown.replace(",", "")), len(shown.partition(".")[2])
    if sign in ("<", ">"):
        return value < number if sign == "<" else value > number
    zeros = len(shown.replace(",", "")) - len(shown.replace(",", "").rstrip("0")) if not decimals else 0
    step = 10.0 ** (zeros if number else 0) if not decimals else 10.0**-decimals
    return abs(number - value) <= step / 2 + 1e-9 * abs(value)


def with_texts(summary, text):
    """Return a summary in which every free text is the same one."""
    changed = copy.deepcopy(summary)
    changed |= dict.fromkeys(("model", "model_platform", "platform", "finding"), text)
    changed |= {"limits": [text], "method": [text]}
    changed["fit"] |= {"good": False, "sentence": text}
    changed["cohorts"] = [{"size": 3, "rule": text, "template": text, "examples": [text] * 9}]
    for event in changed["purchases"]:
        event["signs"] = [text] * 4
    for row in changed["quality"]:
        row |= {"label": text, "note": text}
    for row in changed["reasons"]:
        row |= {"text": text, "feature": text, "kind": text}
    for row in changed["sample"]:
        row.update(dict.fromkeys(("why", "id", "username", "name", "verdict", "reasons"), text))
    return changed
