"""Scores for notebooks: headlines, verdicts, distribution and the least authentic accounts as one HTML fragment.

Gets plain data. Text takes the colour of the page that it stands in and bars have colours that are told from light and
from dark, so no theme has to be guessed; a page may set ``--fakefollow-...`` to have others. Without its style sheet
and pictures, which some viewers remove, every number is still there.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from fakefollow.report.line_width import one_line
from fakefollow.report.markup import Markup, element
from fakefollow.report.rounded import plural

NAME_WIDTH: Final = 32
BAR: Final = (120, 10)
PLOT: Final = (320, 90)
AXIS_HEIGHT: Final = 16
COLOURS: Final = {
    "authentic": "#009e73",
    "likely_purchased": "#d55e00",
    "likely_bot": "#7f7f7f",
    "uncertain": "#4a8fc7",
    "not_enough_data": "#a8a8a8",
}
OTHER_COLOUR: Final = "#b0679b"
"""Of a kind that the user has named."""

STYLE: Final = """
.fakefollow-scores { color: inherit; font-variant-numeric: tabular-nums; max-width: 60rem; }
.fakefollow-scores p { margin: .25rem 0; }
.fakefollow-scores table { border-collapse: collapse; margin: .6rem 0; color: inherit; background: none; }
.fakefollow-scores caption { caption-side: top; text-align: left; padding: 0 0 .2rem; color: inherit; opacity: .75; }
.fakefollow-scores tr, .fakefollow-scores tbody tr:nth-child(odd) { background: none; }
.fakefollow-scores th, .fakefollow-scores td { text-align: left; vertical-align: top; white-space: normal;
  padding: .15rem .9rem .15rem 0; border: 0;
  border-bottom: 1px solid var(--fakefollow-line, rgba(128, 128, 128, .35)); }
.fakefollow-scores .number { text-align: right; white-space: nowrap; }
.fakefollow-scores .name { overflow-wrap: break-word; max-width: 18rem; }
.fakefollow-scores .reason { min-width: 14rem; }
.fakefollow-scores .scroll { overflow-x: auto; }
.fakefollow-scores figure { margin: .6rem 0; }
.fakefollow-scores figcaption { opacity: .75; }
.fakefollow-scores svg { display: block; overflow: visible; margin-top: .35rem; }
.fakefollow-scores svg text { fill: currentColor; font-size: 11px; }
.fakefollow-scores .whole { fill: var(--fakefollow-line, rgba(128, 128, 128, .35)); }
.fakefollow-scores .count { fill: var(--fakefollow-count, #4a8fc7); }
""".strip()


def scores_html(
    lines: Sequence[str],
    verdicts: Sequence[tuple[str, int, float]],
    distribution: Mapping[str, Any],
    least_authentic: Sequence[Mapping[str, Any]],
) -> str:
    """Return scores as one HTML element that runs and loads nothing.

    Parameters
    ----------
    lines : sequence of str
        Headlines, the first of which names accounts and model.
    verdicts : sequence of tuple
        Verdict, number of accounts, share of all.
    distribution : mapping
        ``edges`` of authenticity, ``not_enough_data``, and the counts under a third name.
    least_authentic : sequence of mapping
        What ``Scores.least_authentic`` returns.
    """
    return element(
        "div",
        element("style", Markup(STYLE)),
        element("p", element("b", lines[0])),
        *(element("p", line) for line in lines[1:]),
        _verdict_table(verdicts),
        *_distribution(distribution),
        *_least_authentic_table(least_authentic),
        class_="fakefollow-scores",
    )


def _verdict_table(verdicts: Sequence[tuple[str, int, float]]) -> Markup:
    head = [_head("verdict"), _head("accounts", "number"), _head("share", "number"), _head("")]
    rows = [
        [
            _cell(verdict),
            _cell(f"{n:,}", "number"),
            _cell(f"{100 * share:.1f} %", "number"),
            element("td", _bar(verdict, share)),
        ]
        for verdict, n, share in verdicts
    ]
    return _table(head, rows)


def _bar(verdict: str, share: float) -> Markup:
    """Return a bar as long as the share; the number stands beside it."""
    width, height = BAR
    colour = COLOURS.get(verdict, OTHER_COLOUR)
    whole = element("rect", y=height - 1, width=width, height=1, class_="whole", fill=colour)
    style = f"fill: var(--fakefollow-{verdict.replace('_', '-')}, {colour})" if verdict in COLOURS else ""
    length = max(share * width, 1) if share else 0  # one account among thousands is still to be seen
    bar = element("rect", width=length, height=height, fill=colour, style=style)
    return element("svg", whole, bar, width=width, height=height, aria_hidden="true")


def _distribution(distribution: Mapping[str, Any]) -> Iterable[Markup]:
    """Yield the picture of the scores, where there are any."""
    edges, left_out = distribution["edges"], distribution["not_enough_data"]
    counts = next(values for name, values in distribution.items() if name not in ("edges", "not_enough_data"))
    if not any(counts):
        return
    told = f"Authenticity of {plural(sum(counts), 'account')}, from 0 (not genuine) to 1 (genuine)"
    more = f"; {left_out:,} without enough data left out" if left_out else ""
    caption = element("figcaption", f"{told}{more}. The longest bar is {max(counts):,}.")
    yield element("figure", caption, _histogram(edges, counts, told))


def _histogram(edges: Sequence[float], counts: Sequence[int], name: str) -> Markup:
    width, height = PLOT
    most = max(counts)
    bars = [
        element(
            "rect",
            element("title", f"{low:.2f} to {high:.2f}: {n:,}"),
            x=low * width + 1,
            y=height - max(height * n / most, 1),
            width=(high - low) * width - 2,
            height=max(height * n / most, 1),
            class_="count",
            fill="#4a8fc7",
        )
        for (low, high), n in zip(pairwise(edges), counts, strict=True)
        if n
    ]
    line = element("rect", y=height, width=width, height=1, class_="whole", fill="#a8a8a8")
    ticks = [
        element("text", f"{tick:g}", x=tick * width, y=height + 13, text_anchor="middle")
        for tick in (0.0, 0.5, 1.0)
    ]
    total = f"-6 0 {width + 12} {height + AXIS_HEIGHT}"
    drawn = [*bars, line, *ticks]
    return element(
        "svg",
        *drawn,
        viewBox=total,
        width=width + 12,
        height=height + AXIS_HEIGHT,
        role="img",
        aria_label=name,
    )


def _least_authentic_table(rows: Sequence[Mapping[str, Any]]) -> Iterable[Markup]:
    if not rows:
        return
    head = [
        _head("row", "number"),
        _head("username"),
        _head("authenticity", "number"),
        _head("verdict"),
        _head("main reason"),
    ]
    body = [
        [
            _cell(f"{one['row']:,}", "number"),
            element("td", element("bdi", one_line(one["username"] or "", NAME_WIDTH)), class_="name"),
            _cell(f"{one['authenticity']:.3f}", "number"),
            _cell(one["verdict"]),
            _cell(one_line(one["main_reason"]), "reason"),
        ]
        for one in rows
    ]
    table, name = _table(head, body, "Lowest authenticity"), "Accounts of lowest authenticity"
    yield element("div", table, class_="scroll", tabindex=0, role="region", aria_label=name)


def _table(head: Sequence[Markup], rows: Sequence[Sequence[Markup]], caption: str = "") -> Markup:
    named = [element("caption", caption)] if caption else []
    body = element("tbody", *(element("tr", *cells) for cells in rows))
    return element("table", *named, element("thead", element("tr", *head)), body)


def _head(text: str, kind: str = "") -> Markup:
    return element("th", text, **({"class_": kind} if kind else {}))


def _cell(text: str, kind: str = "") -> Markup:
    return element("td", text, **({"class_": kind} if kind else {}))
