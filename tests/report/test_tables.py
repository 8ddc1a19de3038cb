"""Tables: rows of plain data as text that lines up, and as HTML in which everything is escaped."""

import re

from fakefollow.report import tables_html, text_table

ROWS = [
    {"source": "people", "n": 12345, "share": 0.5},
    {"source": "x", "n": 7, "share": None},
    {"source": "y", "n": 8, "share": "too few"},
]


def test_text_lines_up():
    """Texts begin and numbers end below each other; None is empty; thousands are told apart."""
    assert text_table(ROWS).splitlines() == [
        "source       n    share",
        "people  12,345    0.500",
        "x            7",
        "y            8  too few",
    ]


def table_html(rows):
    """Return the table alone, without white space between its elements."""
    return re.search("<table.*</table>", re.sub(r">\s+<", "><", tables_html([], [("title", rows)])))[0]


def test_html_has_every_cell():
    """HTML has the same cells, header first."""
    html = table_html(ROWS)
    assert html.startswith("<table><thead><tr><th>source</th><th>n</th><th>share</th></tr></thead>")
    assert "<tr><td>people</td><td>12,345</td><td>0.500</td></tr>" in html
    assert "<tr><td>x</td><td>7</td><td></td></tr>" in html


def test_names_are_escaped():
    """Neither cells, column names, titles nor lines can carry tags or control characters."""
    rows = [{"<b>": "<i>\x07"}]
    assert table_html(rows) == (
        "<table><thead><tr><th>&lt;b&gt;</th></tr></thead><tbody><tr><td>&lt;i&gt;?</td></tr></tbody></table>"
    )
    assert text_table(rows) == "<b>\n<i>?"
    html = tables_html(["<b>\x07"], [("<i>\u202e", rows)])
    assert "<p>&lt;b&gt;?</p>" in html
    assert "<p>&lt;i&gt;?</p>" in html
