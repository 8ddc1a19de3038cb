"""Tables: rows of plain data as text that lines up, and as HTML in which everything is escaped."""

from fakefollow.report import html_table, text_table

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


def test_html_has_every_cell():
    """HTML has the same cells, header first."""
    html = html_table(ROWS)
    assert html.startswith("<table><thead><tr><th>source</th><th>n</th><th>share</th></tr></thead>")
    assert "<tr><td>people</td><td>12,345</td><td>0.500</td></tr>" in html
    assert "<tr><td>x</td><td>7</td><td></td></tr>" in html


def test_names_are_escaped():
    """Neither cells nor column names can carry tags or control characters."""
    rows = [{"<b>": "<i>\x07"}]
    assert html_table(rows) == (
        "<table><thead><tr><th>&lt;b&gt;</th></tr></thead><tbody><tr><td>&lt;i&gt;?</td></tr></tbody></table>"
    )
    assert text_table(rows) == "<b>\n<i>?"
