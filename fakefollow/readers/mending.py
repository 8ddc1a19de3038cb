"""Texts that are nearly JSON, and the pages and lists of data exports -> documents and rows.

Knows how people's files go wrong and how exports are written for the eye; decides nothing about profiles.
"""

import ast
import json
import re
from contextlib import suppress
from html.parser import HTMLParser
from typing import Any, Final

_TEXT_OR_COMMA: Final = re.compile(r'"(?:[^"\\]|\\.)*"|,(?=\s*[\]}])', re.DOTALL)
_BETWEEN: Final = re.compile(r"[\s,;]*")

LONGEST_LITERAL: Final = 1 << 20
"""Characters of what is read as a literal of Python at most: its parser needs some hundred times the memory."""


def mended_document(text: str) -> Any:
    """Return what a text that is no JSON holds: documents one behind the other, a comma too many, Python; or `None`."""
    without_commas = _TEXT_OR_COMMA.sub(lambda match: "" if match[0] == "," else match[0], text)
    documents, position, decoder = [], _BETWEEN.match(without_commas).end(), json.JSONDecoder(strict=False)  # type: ignore[union-attr]
    try:
        while position < len(without_commas):
            document, position = decoder.raw_decode(without_commas, position)
            documents.append(document)
            position = _BETWEEN.match(without_commas, position).end()  # type: ignore[union-attr]
    except (ValueError, RecursionError):
        return literal_of(text)
    return documents[0] if len(documents) == 1 else documents or None


def literal_of(text: str) -> Any:
    """Return the dict or list that a text writes as JSON or as Python does, `None` where it is neither."""
    text = text.strip()
    if text[:1] + text[-1:] not in ("{}", "[]") or len(text) > LONGEST_LITERAL:
        return None
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        pass
    try:  # literals only: nothing is evaluated
        return ast.literal_eval(re.sub(r"\bdatetime\.datetime\([^()]*(?:\([^()]*\))?[^()]*\)|\bnan\b", "None", text))
    except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
        return None


class _Links(HTMLParser):
    """Collects the addresses of a page, each with the texts up to the next."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[str, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.links.append((dict(attrs).get("href") or "", []))

    def handle_data(self, data: str) -> None:
        if self.links and data.strip():
            self.links[-1][1].append(data.strip())


def rows_of_page(text: str) -> list[dict[str, Any]]:
    """Return the followers on a page of Instagram's or TikTok's export, in the form that its JSON has."""
    page = _Links()
    with suppress(AssertionError):  # which html.parser raises at some broken declarations; links before it are known
        page.feed(text)
    rows: list[dict[str, Any]] = []
    for address, texts in page.links:
        time = next((each for each in texts if re.search(r"\b(19|20)\d\d\b", each)), None)
        name = address.partition("?")[0].rstrip("/").rpartition("/")[2]
        if "instagram.com/" in address and name:
            held = {"href": address, "value": name} | ({"timestamp": time} if time else {})
            rows.append({"title": "", "string_list_data": [held]})
        elif "tiktok.com/@" in address:
            rows.append({"UserName": name.removeprefix("@"), "Date": time})
    return rows or rows_of_records(re.sub(r"<[^<>]+>", "\n", text))  # as the page of TikTok's export was


def rows_of_records(text: str) -> list[dict[str, Any]]:
    """Return the rows of a text of ``name: value`` a line; a name that comes again begins the next."""
    rows: list[dict[str, Any]] = []
    for line in text.splitlines():
        name, colon, value = line.strip().partition(": ")
        if not colon or not re.fullmatch(r"[A-Z][\w ]*", name):
            continue
        if not rows or name in rows[-1]:
            rows.append({})
        rows[-1][name] = value.strip()
    return [row for row in rows if len(row) > 1]
