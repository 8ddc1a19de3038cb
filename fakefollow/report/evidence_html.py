"""An explanation as one HTML fragment for notebooks: a table for each kind with a bar for each step. Gets plain data.

Text takes the colour of the page that it stands in, and bars have colours that are told from light and from dark, so no
theme has to be guessed. Without its style sheet, which some viewers remove, every number is still there.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from fakefollow.report.evidence_words import (
    Explanation,
    chance_words,
    further_lines,
    how_to_read,
    kind_line,
    span,
    starts,
    verdict_line,
)
from fakefollow.report.line_width import one_line
from fakefollow.report.markup import Markup, element
from fakefollow.report.style import NOTEBOOK_COLOURS

HEAD: Final = ("what was seen", "nats", "so far", "genuine \N{LEFTWARDS ARROW} \N{RIGHTWARDS ARROW} the kind")
LEAST_WIDTH: Final = 0.6
"""Percent of the width that a bar has at least, so that it can be seen."""

STYLE: Final = f"""
.fakefollow-evidence {{ {NOTEBOOK_COLOURS} color: inherit; max-width: 60rem; font-variant-numeric: tabular-nums; }}
.fakefollow-evidence p {{ margin: .25rem 0; overflow-wrap: anywhere; }}
.fakefollow-evidence .quiet {{ color: var(--quiet); }}
.fakefollow-evidence table {{ border-collapse: collapse; margin: .6rem 0; color: inherit; width: 100%; }}
.fakefollow-evidence caption {{ caption-side: top; text-align: left; color: inherit; font-weight: bold; padding: 0; }}
.fakefollow-evidence tr, .fakefollow-evidence tbody tr:nth-child(odd) {{ background: none; }}
.fakefollow-evidence th, .fakefollow-evidence td {{ text-align: left; vertical-align: middle; white-space: normal;
  padding: .2rem .8rem .2rem 0; border: 0; border-bottom: 1px solid var(--line); }}
.fakefollow-evidence td:last-child, .fakefollow-evidence th:last-child {{ width: 38%; padding-right: 0; }}
.fakefollow-evidence .number {{ text-align: right; white-space: nowrap; }}
.fakefollow-evidence .whole td {{ font-weight: bold; }}
.fakefollow-evidence .bar {{ position: relative; height: 1rem; }}
.fakefollow-evidence .bar span {{ position: absolute; top: 0; bottom: 0; box-sizing: border-box; }}
.fakefollow-evidence .even {{ border-left: 1px solid currentColor; opacity: .6; }}
.fakefollow-evidence .for {{ background: var(--purchased); }}
.fakefollow-evidence .against {{ border: 1px solid var(--accent);
  background: repeating-linear-gradient(135deg, var(--accent) 0 2px, transparent 2px 5px); }}
.fakefollow-evidence .total {{ background: currentColor; opacity: .75; }}
""".strip()


def evidence_html(explanation: Explanation) -> str:
    """Return how a score comes about, as one HTML element that runs and loads nothing.

    Parameters
    ----------
    explanation : mapping
        What ``Explanation.to_dict`` returns, with fields in plain words.
    """
    scale = span(explanation)
    return element(
        "div",
        element("style", Markup(STYLE)),
        element("p", element("b", verdict_line(explanation))),
        *(element("p", line) for line in further_lines(explanation)),
        *(_table(kind, scale) for kind in explanation["kinds"]),
        element("p", how_to_read(explanation), class_="quiet"),
        class_="fakefollow-evidence",
    )


def _table(kind: Mapping[str, Any], scale: tuple[float, float]) -> Markup:
    heads = [element("th", name, class_="number" if 0 < place < 3 else "") for place, name in enumerate(HEAD)]
    return element(
        "table",
        element("caption", kind_line(kind)),
        element("thead", element("tr", *heads)),
        element("tbody", *_rows(kind, scale)),
    )


def _rows(kind: Mapping[str, Any], scale: tuple[float, float]) -> Iterator[Markup]:
    for step, start in zip(kind["steps"], starts(kind), strict=True):
        side = "for" if step["evidence"] > 0 else "against"
        bar = _bar(start, step["total"], side, scale)
        yield element("tr", *_cells(step["text"], step["evidence"], step["chance"]), element("td", bar))
    whole = _cells("total", kind["log_odds"], kind["chance"])
    bar = _bar(0.0, kind["log_odds"], "total", scale)
    yield element("tr", *whole, element("td", bar), class_="whole")


def _cells(text: str, nats: float, chance: float) -> tuple[Markup, ...]:
    return (
        element("td", one_line(text)),
        element("td", f"{nats:+.2f}", class_="number"),
        element("td", chance_words(chance), class_="number"),
    )


def _bar(start: float, end: float, side: str, scale: tuple[float, float]) -> Markup:
    """Return a bar from one value to another on the scale that all bars share, and the mark of even odds."""
    low, high = scale
    left, right, even = (
        100.0 * (value - low) / max(high - low, 1e-9) for value in (min(start, end), max(start, end), 0.0)
    )
    width = max(right - left, LEAST_WIDTH)
    return element(
        "div",
        element("span", class_=side, style=f"left: {min(left, 100.0 - width):.2f}%; width: {width:.2f}%"),
        element("span", class_="even", style=f"left: {even:.2f}%"),
        class_="bar",
        aria_hidden="true",
    )
