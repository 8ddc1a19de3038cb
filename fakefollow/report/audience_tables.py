"""Tables of an audit in HTML: captions, scopes of headers, numbers that are not broken into lines."""

from collections.abc import Mapping
from typing import Any, Final

from fakefollow.report.audience_svg import share_bar
from fakefollow.report.audience_words import Rows, share_rows
from fakefollow.report.markup import Markup, element

FIGURES: Final = ("not genuine", "number", "share", "accounts")
LONGEST_FIGURE: Final = 38
"""Columns of numbers, which are not broken into lines up to so many characters."""


def captioned_table(rows: Rows, caption: str) -> Markup:
    """Return rows as a table whose first column names the row; a column without a text is left out."""
    names = [name for name in (rows[0] if rows else ()) if any(row[name] for row in rows)]
    lines = [
        element(
            "tr",
            *(
                _cell(name, row[name]) if place else element("th", row[name], scope="row")
                for place, name in enumerate(names)
            ),
        )
        for row in rows
    ]
    head = element("thead", element("tr", *(_column_head(name) for name in names)))
    return element("table", element("caption", caption), head, element("tbody", *lines))


def _cell(name: str, text: str) -> Markup:
    unbroken = name in FIGURES and len(text) <= LONGEST_FIGURE
    return element("td", text, class_=f"{name} figures" if unbroken else name)


def level_words(summary: Mapping[str, Any]) -> str:
    """Return the level of the intervals in percent."""
    return f"{100 * summary['level']:g} %"


def share_table(summary: Mapping[str, Any]) -> Markup:
    """Return the shares as a table with a bar in each row."""
    rows = share_rows(summary)
    names = ["kind", "", "share", *(["accounts"] if rows and "accounts" in rows[0] else [])]
    lines = [
        element(
            "tr",
            element("th", row["kind"], scope="row"),
            element("td", share_bar(summary["shares"][row["kind"]], row["kind"]), class_="drawn"),
            _cell("share", row["share"]),
            *([_cell("accounts", row["accounts"])] if "accounts" in row else []),
        )
        for row in rows
    ]
    return element(
        "table",
        element("caption", f"Shares of the followers, with {level_words(summary)} intervals"),
        element("thead", element("tr", *(_column_head(name) for name in names))),
        element("tbody", *lines),
        class_="shares",
    )


def _column_head(name: str) -> Markup:
    return element("th", name, scope="col") if name else element("td")
