"""Results as HTML. Python prepares plain facts here, the templates beside it make the markup.

Names, bios and templates of names are hostile: whatever a template prints is made printable and escaped, once, by the
one environment. Only what a macro of our own has made is markup.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

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
from fakefollow.report.printable import printable
from fakefollow.report.rounded import plural
from fakefollow.report.shown import Shown
from fakefollow.report.tables import Rows, cell_text

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

LEAST_WIDTH: Final = 0.6
"""Percent of the width that a bar has at least, so that it can be seen."""

NAME_WIDTH: Final = 32
BAR_WIDTH: Final = 120
PLOT: Final = (320, 90)
VERDICT_COLOURS: Final = {
    "authentic": "#009e73",
    "likely_purchased": "#d55e00",
    "likely_bot": "#7f7f7f",
    "uncertain": "#4a8fc7",
    "not_enough_data": "#a8a8a8",
}
OTHER_COLOUR: Final = "#b0679b"
"""Of a kind that the user has named."""


@lru_cache(1)
def environment() -> "Environment":
    """Return the environment of all templates."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    def harmless(value: Any) -> "Markup":
        """Return a text made printable and escaped, and a number with two decimals, as coordinates need them."""
        if isinstance(value, Markup):
            return value
        text = f"{round(value, 2):g}" if isinstance(value, int | float) else printable(value)
        return Markup(escape(text))  # noqa: S704 - escaped right here

    made = Environment(
        loader=PackageLoader("fakefollow.report"),
        autoescape=True,
        finalize=harmless,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.tests["shown"] = lambda part: isinstance(part, Shown)
    return made


def _rendered(template: str, **facts: Any) -> str:
    return environment().get_template(template).render(facts)


def explanation_html(explanation: Explanation) -> str:
    """Return what ``Explanation.to_dict`` gives, with fields in plain words, as one HTML element."""
    scale = span(explanation)
    return _rendered(
        "explanation.html",
        verdict=verdict_line(explanation),
        further=list(further_lines(explanation)),
        kinds=[
            {"title": kind_line(kind), "rows": list(_evidence_rows(kind, scale))}
            for kind in explanation["kinds"]
        ],
        reading=how_to_read(explanation),
    )


def _evidence_rows(kind: Mapping[str, Any], scale: tuple[float, float]) -> Iterator[dict[str, str]]:
    """Yield a row for each step from the prior on, and one for the total."""
    for step, start in zip(kind["steps"], starts(kind), strict=True):
        side = "for" if step["evidence"] > 0 else "against"
        told = {"text": one_line(step["text"]), "nats": f"{step['evidence']:+.2f}", "side": side}
        yield told | {"chance": chance_words(step["chance"])} | _bar(start, step["total"], scale)
    told = {"text": "total", "nats": f"{kind['log_odds']:+.2f}", "side": "total"}
    yield told | {"chance": chance_words(kind["chance"])} | _bar(0.0, kind["log_odds"], scale)


def _bar(start: float, end: float, scale: tuple[float, float]) -> dict[str, str]:
    """Return where a bar lies on the scale that all share, and where even odds are, in percent."""
    low, high = scale
    left, right, even = (
        100.0 * (value - low) / max(high - low, 1e-9) for value in (min(start, end), max(start, end), 0.0)
    )
    width = max(right - left, LEAST_WIDTH)
    return {"left": f"{min(left, 100.0 - width):.2f}", "width": f"{width:.2f}", "even": f"{even:.2f}"}


def scores_html(
    lines: Sequence[str],
    verdicts: Sequence[tuple[str, int, float]],
    distribution: Mapping[str, Any],
    least_authentic: Sequence[Mapping[str, Any]],
) -> str:
    """Return scores as one HTML element.

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
    return _rendered(
        "scores.html",
        lines=lines,
        verdicts=[_verdict_row(*row) for row in verdicts],
        histogram=_histogram(distribution),
        least_authentic=[
            {
                "row": f"{account['row']:,}",
                "username": one_line(account["username"] or "", NAME_WIDTH),
                "authenticity": f"{account['authenticity']:.3f}",
                "verdict": account["verdict"],
                "main_reason": one_line(account["main_reason"]),
            }
            for account in least_authentic
        ],
    )


def _verdict_row(verdict: str, n_accounts: int, share: float) -> dict[str, Any]:
    return {
        "verdict": verdict,
        "accounts": f"{n_accounts:,}",
        "share": f"{100 * share:.1f} %",
        "whole": BAR_WIDTH,
        # One account among thousands is still to be seen.
        "width": max(share * BAR_WIDTH, 1) if share else 0,
        "colour": VERDICT_COLOURS.get(verdict, OTHER_COLOUR),
        "variable": verdict.replace("_", "-") if verdict in VERDICT_COLOURS else "",
    }


def _histogram(distribution: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return bars of the scores and what they say; None where there are none."""
    edges, left_out = distribution["edges"], distribution["not_enough_data"]
    counts = next(values for name, values in distribution.items() if name not in ("edges", "not_enough_data"))
    if not any(counts):
        return None
    (width, height), most = PLOT, max(counts)
    return {
        "about": f"Authenticity of {plural(sum(counts), 'account')}, from 0 (not genuine) to 1 (genuine)",
        "left_out": f"; {left_out:,} without enough data left out" if left_out else "",
        "most": f"{most:,}",
        "bars": [
            {
                "title": f"{low:.2f} to {high:.2f}: {n:,}",
                "x": low * width + 1,
                "width": (high - low) * width - 2,
                "height": max(height * n / most, 1),
            }
            for (low, high), n in zip(pairwise(edges), counts, strict=True)
            if n
        ],
    }


def tables_html(lines: Sequence[str], tables: Sequence[tuple[str, Rows]]) -> str:
    """Return lines of text and titled tables of plain rows as one HTML element."""
    shown = [
        (title, [{name: cell_text(row[name]) for name in rows[0]} for row in rows]) for title, rows in tables
    ]
    return _rendered("tables.html", lines=lines, tables=shown)
