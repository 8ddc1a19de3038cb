"""Tables of an audit in HTML: captions, scopes of headers, numbers that are not broken into lines."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fakefollow.report.account_words import sample_cells, sample_groups, sample_names
from fakefollow.report.audience_words import Rows, share_rows
from fakefollow.report.markup import Markup, element
from fakefollow.report.share_bar import share_bar
from fakefollow.report.shown import Parts, Shown

FIGURES: Final = ("not genuine", "number", "share", "accounts", "rank", "created", "followed", "by then")
COUNTS: Final = (
    "by profile alone",
    "with audience",
    "of those called",
    "mean evidence",
    "authenticity",
    "bounds",
)
"""Columns of single numbers, set to the right."""
LONGEST_FIGURE: Final = 38
"""Columns of numbers, which are not broken into lines up to so many characters."""


def captioned_table(rows: Rows, caption: str | Parts, class_: str = "") -> Markup:
    """Return rows as a table whose first column names the row; a column without a text is left out.

    Parameters
    ----------
    rows : list of dict
        Column name -> parts of a text, the same columns in each.
    caption : str or parts of a text
        What the table holds.
    class_ : str, optional
        ``"cards"`` makes a card of each row on narrow screens.
    """
    names = [name for name in (rows[0] if rows else ()) if any("".join(row[name]) for row in rows)]
    lines = [
        element(
            "tr",
            *(
                _cell(name, row[name]) if place else element("th", *row[name], scope="row", data_label=name)
                for place, name in enumerate(names)
            ),
        )
        for row in rows
    ]
    named = {"class_": class_} if class_ else {}
    told = (caption,) if isinstance(caption, str) else caption
    return element("table", element("caption", *told), _head(names), element("tbody", *lines), **named)


def level_parts(summary: Mapping[str, Any]) -> Parts:
    """Return the level of the intervals in percent."""
    level = summary["level"]
    return (Shown(f"{100 * level:g}", level), " %")


def share_table(summary: Mapping[str, Any]) -> Markup:
    """Return the shares as a table with a bar in each row."""
    rows = share_rows(summary)
    names = ["kind", "", "share", *(["accounts"] if rows and "accounts" in rows[0] else [])]
    lines = [
        element(
            "tr",
            element("th", *row["kind"], scope="row"),
            element("td", share_bar(share, kind), class_="drawn"),
            _cell("share", row["share"]),
            *([_cell("accounts", row["accounts"])] if "accounts" in row else []),
        )
        for row, (kind, share) in zip(rows, summary["shares"].items(), strict=True)
    ]
    return element(
        "table",
        element("caption", "Shares of the followers, with ", *level_parts(summary), " intervals"),
        _head(names),
        element("tbody", *lines),
        class_="shares",
    )


def sample_table(summary: Mapping[str, Any]) -> Markup:
    """Return the sample of rows as a table in parts, one for each reason to show them.

    A column that no row has, such as the rank in a list without order, is left out.
    """
    groups = sample_groups(summary)
    shown = [sample_cells(row) for rows in groups.values() for row in rows]
    names = [
        name for name in (shown[0] if shown else ()) if any(row[name] != ("not known",) for row in shown)
    ]
    bodies = [
        element(
            "tbody",
            element("tr", element("th", why, colspan=len(names) + 1, scope="rowgroup"), class_="group"),
            *(_sample_row(row, names) for row in rows),
        )
        for why, rows in groups.items()
    ]
    caption = element("caption", "Some of the followers, chosen in three ways")
    return element("table", caption, _head(["account", *names]), *bodies, class_="cards sample")


def _sample_row(row: Mapping[str, Any], names: Sequence[str]) -> Markup:
    told, name = sample_names(row)
    # bdi: a name in a right-to-left script must not turn the words round it.
    under = [element("bdi", name, class_="quiet")] if name else []
    account = element("th", element("bdi", told), " ", *under, scope="row", data_label="account")
    cells = sample_cells(row)
    return element("tr", account, *(_cell(name, cells[name]) for name in names))


def _cell(name: str, parts: Parts) -> Markup:
    short = name in FIGURES and len("".join(parts)) <= LONGEST_FIGURE
    classes = [
        name.replace(" ", "-"),
        *(["figures"] if short else []),
        *(["count"] if name in COUNTS else []),
    ]
    return element("td", *parts, class_=" ".join(classes), data_label=name)


def _head(names: Sequence[str]) -> Markup:
    return element("thead", element("tr", *map(_column_head, names)))


def _column_head(name: str) -> Markup:
    if not name:
        return element("td")
    named = {"class_": "count"} if name in COUNTS else {}
    return element("th", name, scope="col", **named)
