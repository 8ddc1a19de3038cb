"""What counts and changes of an audience say, in words: title, finding, tables and limits, as text and as a page.

Knows the summary dicts of `GrowthReport` and `AudienceChange` and no arithmetic behind them. Facts, and no verdict.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from math import isfinite
from pathlib import Path
from typing import Any, Final

import numpy as np

from fakefollow.report.files import json_text, write_page
from fakefollow.report.numbers import (
    NOT_KNOWN,
    Parts,
    Shown,
    count_parts,
    date_part,
    is_wide,
    plural,
    probability_words,
    share_parts,
    span_parts,
    whole,
)
from fakefollow.report.plots.svg import growth_chart
from fakefollow.report.printable import LINE_WIDTH, display_width, one_line, text_table, wrapped
from fakefollow.report.views import rendered
from fakefollow.report.words import FOOTER, PartRows, Summary

SHOWN: Final = 20
"""Rows of a table that a text or page shows; all are in ``to_dict``."""
UNTOLD: Final = (NOT_KNOWN, "not ranked", "")

JUMPS: Final = (
    "A jump says that more came at once than this account's own history explains, and not why: a broadcast, a mention "
    "by a large account, a giveaway, a follow of a campaign and a purchase look alike in counts."
)
WITH_A_LIST: Final = (
    "A list of the followers in follow order tells more: fakefollow.audit says which runs of it look bought by the "
    "accounts themselves, and two lists say who left again (fakefollow.compare_audiences)."
)
AFTER: Final = {
    "decay": "then slow decay: {} of it lost again, fading over about {:.0f} days",
    "afterglow": "growth stayed raised: {} of it on top, fading over about {:.0f} days, as after a mention",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a report: a table and sentences."""

    title: str
    rows: PartRows
    sentences: Sequence[str] = ()
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """What a report says, before it is text or page; ``headline`` are label, figure and remark."""

    title: str
    finding: str
    headline: Sequence[tuple[str, Parts, str]]
    parts: Sequence[Part]
    notices: Sequence[str] = ()
    limits: Sequence[str] = ()
    chart: Mapping[str, Any] | None = None


def findings_text(findings: Findings) -> str:
    """Return findings as text of at most 80 columns."""
    blocks = [[one_line(findings.title), "", *wrapped(findings.finding)]]
    blocks += [[line for notice in findings.notices for line in wrapped(one_line(notice, 2000), "! ", "  ")]]
    for part in _told(findings.parts):
        sentences = [line for text in part.sentences for line in wrapped(text, "  ", "  ")]
        blocks.append([part.title, *table_lines(part.rows), *sentences])
    blocks.append(["Limits", *(line for text in findings.limits for line in wrapped(text, "  - ", "    "))])
    return "\n\n".join("\n".join(block) for block in [*blocks, wrapped(FOOTER)] if block)


def _told(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield parts that say something, without columns of which nothing is known and rows beyond those shown."""
    for part in parts:
        told = [row for row in part.rows if any(cell[0] not in UNTOLD for cell in [*row.values()][1:])]
        rows, more = told[:SHOWN], len(told) - SHOWN
        known = [name for name in (rows[0] if rows else ()) if any(row[name][0] not in UNTOLD for row in rows)]
        sentences = [one_line(text, 2000) for text in part.sentences]
        sentences = [f"and {more:,} more, which to_dict() holds.", *sentences] if more > 0 else sentences
        if sentences or known:
            yield Part(part.title, [{name: row[name] for name in known} for row in rows], sentences, part.caption)


def table_lines(rows: PartRows) -> list[str]:
    """Return rows as a table, or one paragraph each where that is too wide."""
    plain = [{name: "".join(cell) for name, cell in row.items()} for row in rows]
    if not plain:
        return []
    lines = [f"  {line}" for line in text_table(plain).splitlines()]
    if max(map(display_width, lines)) <= LINE_WIDTH:
        return lines
    texts = ("; ".join(f"{name}: {cell}" for name, cell in row.items() if cell) for row in plain)
    return [line for text in texts for line in wrapped(text, "  - ", "    ")]


def findings_html(findings: Findings, name: str | None = None) -> str:
    """Return findings as one page that runs and loads nothing; ``name`` is put before the heading."""
    return _rendered("findings.html", findings, one_line(name, 120) if name else "")


def _rendered(template: str, findings: Findings, name: str = "") -> str:
    facts = {"findings": findings, "headline": map(_headline, findings.headline), "footer": FOOTER}
    return rendered(template, name=name, parts=[*_told(findings.parts)], version=version("fakefollow"), **facts)


def _headline(told: tuple[str, Parts, str]) -> tuple[str, Parts, Parts, str]:
    """Return label, what is set large with its unit, the interval beside it if there is one, and the remark."""
    label, figure, remark = told
    at = next((place for place, part in enumerate(figure) if part.endswith(" (")), 0)
    if not at:
        return label, figure, (), remark
    return label, (*figure[:at], figure[at][:-2]), (*figure[at + 1 : -1], figure[-1][:-1]), remark


def plain(value: Any) -> Any:
    """Return data that JSON takes: by ``to_dict`` what has it, times as ISO text, None for what is not finite."""
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, np.ndarray | list | tuple):
        return [plain(each) for each in (value.tolist() if isinstance(value, np.ndarray) else value)]
    if isinstance(value, datetime):
        return value.isoformat()
    return None if isinstance(value, float) and not isfinite(value) else value


def plain_facts(of: object, *names: str) -> dict[str, Any]:
    """Return attributes of an object as plain data."""
    return {name: plain(getattr(of, name)) for name in names}


class PlainReport:
    """A report with a plain ``_summary``, of which data, JSON and page are made alone."""

    _summary: Any

    def _page(self, title: str | None) -> str:
        raise NotImplementedError

    def to_dict(self) -> dict[str, Any]:
        """Return the whole report as plain data that JSON takes; every number of the views is in it."""
        return deepcopy(self._summary)

    def to_json(self, path: str | Path | None = None, indent: int | None = None) -> str:
        """Return `to_dict` as strict JSON, and write it as UTF-8 if a path is given.

        Parameters
        ----------
        path : str or Path, optional
            File to write; replaced if it is there.
        indent : int, optional
            Spaces by which each level is set in; one line by default.
        """
        return json_text(self._summary, path, indent)

    def to_html(self, path: str | Path | None = None, title: str | None = None) -> str:
        """Return the report as one self-contained page, and write it if a path is given.

        Parameters
        ----------
        path : str or Path, optional
            File to write, replaced if it is there.
        title : str, optional
            Whose audience it is, such as ``"@ada"``; put before the heading, escaped.
        """
        page = self._page(title)
        if path is not None:
            write_page(page, path)
        return page


class FindingsReport(PlainReport):
    """A report told by its `Findings`."""

    _told_by: Callable[[Summary], Findings]
    """Puts the summary into words."""

    def _words(self) -> Findings:
        return type(self)._told_by(self._summary)

    def _page(self, title: str | None) -> str:
        return findings_html(self._words(), title)

    @property
    def finding(self) -> str:
        """What was found, in one or two sentences, without accusation."""
        return self._words().finding

    def __repr__(self) -> str:
        return findings_text(self._words())

    def _repr_html_(self) -> str:
        return _rendered("findings_notebook.html", self._words())


def growth_findings(summary: Summary) -> Findings:
    """Return what ``GrowthReport.to_dict`` gives in words."""
    events, series, flow = summary["events"], summary["series"], summary["is_flow"]
    first, last = series["dates"][0], series["dates"][-1]
    rows: PartRows = [
        {
            "when": span_parts(event["first"], event["last"]),
            "size": _signed(event),
            "facts": ("; ".join(_facts(event)),),
        }
        for event in events
    ]
    smallest = summary["smallest"]
    sentences = []
    if smallest is not None:
        sentences.append(f"A jump of fewer than {smallest:,.0f} in one step would not be detected today.")
    if summary["saw_tooth"]:
        sentences.insert(0, "Saw-tooth: a good part of earlier jumps was lost before the next one came, twice or more.")
    told = NOT_KNOWN if summary["cannot_tell"] else whole(len(events))
    headline = [
        ("New followers" if flow else "Followers", (whole(series["followers"][-1]),), f"on {date_part(last)}"),
        ("Jumps and drops", (told,), f"in {plural(summary['n_counts'], 'count')}"),
    ]
    limits = [
        JUMPS,
        WITH_A_LIST,
        f"Of 100 simulated series without a jump, at most {100 * summary['false_alarms']:g} are reported to have one.",
    ]
    chart = growth_chart(_picture(series), [_band(event) for event in events], JUMP_WORDS) if rows or smallest else None
    return Findings(
        f"Growth in {plural(summary['n_counts'], 'count')}, {''.join(span_parts(first, last))}",
        _growth_finding(summary),
        headline,
        [Part("Jumps and drops beyond the account's own history", rows, sentences, intervals_caption(summary))],
        summary["notes"],
        limits,
        chart,
    )


JUMP_WORDS: Final = {
    "left": "followers",
    "below": "date",
    "line": "counted",
    "bounds": "usual",
    "event": "unusual step",
}


def _growth_finding(summary: Summary) -> str:
    """Return the finding: how many jumps, the largest, and that counts do not say why."""
    if summary["cannot_tell"]:
        return f"I cannot tell: {summary['cannot_tell']}"
    events = summary["events"]
    if not events:
        return "Nothing in these counts stands out from the account's own history."
    largest = max(events, key=lambda event: abs(event["size"]["estimate"]))
    told = "".join((*_signed(largest), ", ", *span_parts(largest["first"], largest["last"])))
    number = "One step stands" if len(events) == 1 else f"{len(events)} steps stand"
    what = "it is" if len(events) == 1 else "the largest is"
    return f"{number} out from the account's own history; {what} {told}. Counts alone do not say what brought it."


def _signed(event: Mapping[str, Any]) -> Parts:
    first, *rest = count_parts(event["size"])
    return (Shown(f"+{first}", event["size"]["estimate"]) if event["kind"] == "jump" else first, *rest)


def _facts(event: Mapping[str, Any]) -> Iterator[str]:
    """Yield what stands out in an event, in words."""
    before = event["followers_before"]
    if before:
        share = 100 * abs(event["size"]["estimate"]) / before
        yield f"{share:,.{0 if share >= 10 else 1}f} % of the followers"
    yield f"adjusted p {probability_words(event['p_adjusted'])}"
    for fact in ("decay", "afterglow"):
        if fact in event["facts"]:
            part = sorted(abs(event["after"][name]) for name in ("low", "high"))
            figure = {"estimate": abs(event["after"]["estimate"]), "low": part[0], "high": part[1]}
            yield AFTER[fact].format("".join(share_parts(figure)), event["after_days"])
    if event["round_size"]:
        yield f"near the round {event['round_size']:,.0f}, as {100 * event['round_chance']:.2g} % are by chance"
    if event["posts"] is not None:
        few = f", as in {100 * event['posts_chance']:.0f} % of such stretches" if not event["posts"] else ""
        yield f"{plural(event['posts'], 'post')} in it or two days before{few}"
    if event["reactions_chance"] is not None:
        beside = f"{event['reactions']:,.0f} reactions, {event['reactions_usual']:,.0f} are usual"
        yield beside + (": not raised" if "no reactions" in event["facts"] else "")


def _picture(series: Mapping[str, Any]) -> dict[str, Any]:
    """Return the series with what is usual as bounds, as growth is drawn."""
    usual = [
        expected if expected is not None else had
        for expected, had in zip(series["expected"], series["followers"], strict=True)
    ]
    low, high = (list(map(pick, usual, series["followers"])) for pick in (min, max))
    least = min(low)
    floor = 0.0 if 0.0 <= least < max(high) / 2.0 else least
    return {"dates": series["dates"], "followers": series["followers"], "low": low, "high": high, "floor": floor}


def _band(event: Mapping[str, Any]) -> dict[str, Any]:
    return {"followed_from": event["first"], "followed_to": event["last"], "label": _signed(event)[0]}


def change_findings(summary: Summary) -> Findings:
    """Return what ``AudienceChange.to_dict`` gives in words."""
    groups = summary["groups"]
    rows: PartRows = [
        {
            "group": (name,),
            "accounts": count_parts(group["accounts"]),
            "genuine share": share_parts(group["genuine"]),
            "genuine": count_parts(group["genuine_accounts"], wide=is_wide(group["genuine"])),
        }
        for name, group in groups.items()
    ]
    net = summary["net_genuine"]
    sentences = [] if net is None else [f"Net change in genuine followers: {_net_words(net)}."]
    waves: PartRows = [
        {
            "wave": (wave["kind"],),
            "left": (whole(wave["n_left"]), " of ", whole(wave["size"])),
            "by chance": (Shown(f"{wave['expected']:,.1f}", wave["expected"]),),
            "adjusted p": (probability_words(wave["p_adjusted"]),),
            "when": span_parts(wave["first"], wave["last"]),
            "genuine share": share_parts(wave["genuine"]) if wave["genuine"] else ("",),
        }
        for wave in summary["waves"]
    ]
    changed: PartRows = [{"what": (what,), "accounts": (whole(n),)} for what, n in summary["changed"].items() if n]
    headline = [(name.capitalize(), count_parts(group["accounts"]), "accounts") for name, group in groups.items()]
    parts = [Part("Who came, left and stayed", rows, sentences, intervals_caption(summary))]
    told = [] if waves else [summary["no_waves"]]
    parts.append(Part("Waves of leaving: accounts that left together", waves, told))
    parts.append(Part("Accounts whose profile changed", changed, [] if changed else ["None that these lists show."]))
    span = "".join(span_parts(summary["before_at"], summary["after_at"]))
    title = "Change of an audience" + ("" if span == NOT_KNOWN else f", {span}")
    return Findings(title, _change_finding(summary), headline, parts, summary["notices"], summary["limits"])


def intervals_caption(summary: Summary) -> str:
    """Return at which level the intervals of a table are."""
    return f"With {100 * summary['level']:g} % intervals"


def _net_words(net: Mapping[str, Any]) -> str:
    return "{:+,} ({:+,} to {:+,})".format(*(round(net[name]) for name in ("estimate", "low", "high")))


def _change_finding(summary: Summary) -> str:
    """Return who came, left and stayed, with the genuine among them, in one sentence."""
    told = []
    for name, group in summary["groups"].items():
        genuine = "".join(share_parts(group["genuine"]))
        share = "" if genuine == NOT_KNOWN else f", of whom {genuine} look genuine"
        told.append(f"{''.join(count_parts(group['accounts']))} {name}{share}")
    end = (
        f" The largest wave of leaving took {plural(summary['waves'][0]['n_left'], 'account')}."
        if summary["waves"]
        else ""
    )
    known = any("look genuine" in one for one in told)
    return (f"{'; '.join(told)}." if known else f"{', '.join(told[:-1])} and {told[-1]}.") + end
