"""Side by side: audits and influence reports of several accounts, which differences between them are real, and no more.

Nothing is told across platforms or models, and nobody is ranked where intervals leave the order open.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from statistics import NormalDist
from typing import Any, Final

import numpy as np

from fakefollow.audience import AuditReport, Interval, check_level, normal_quantile, sampled
from fakefollow.engagement.change import WHOLE
from fakefollow.errors import ArgumentError, PlatformWarning, expect, warn_caller
from fakefollow.profiles import ProfileTable, frame_like
from fakefollow.report import ComparisonDisplay, FindingsReport, comparison_findings, plain_facts, plural

FIGURES: Final = {
    "genuine_share": "audit",
    "genuine": "audit",
    "active": "audit",
    "per_thousand": "influence",
    "genuine_reactors": "influence",
    "reached": "influence",
}
"""Figure -> the report that gives it."""
TESTED: Final = ("genuine_share", "genuine", "active", "per_thousand")
"""Figures whose differences are told; who is reached is known too roughly, and who reacted grows with the posts."""
UNEQUAL: Final = 1.5
"""Posts and days of two accounts that differ by more do not compare who reacts; a convention."""
ANY_TWO: Final = (
    "Errors of two accounts are taken as independent. Those of the model go the same way in part in both, so that "
    "small real differences may be missed."
)
DAY: Final = 86400.0


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(FindingsReport):
    """Several accounts side by side.

    Parameters
    ----------
    accounts : tuple of mapping
        One an account: ``name``, ``followers``, the figures ``genuine_share``, ``genuine``, ``active``,
        ``per_thousand``, ``genuine_reactors`` and ``reached`` with ``low`` and ``high`` or None, ``sampling``, and
        ``ranks``: of each figure the first and last rank that it may have among those that compare with it.
    differences : tuple of mapping
        One a pair and figure that compare: ``figure``, ``higher``, ``lower``, ``difference`` with its interval,
        ``p_adjusted`` (Holm, over all of them) and ``is_real``; the surest first.
    overlaps : tuple of mapping
        One a pair: ``names``, ``both`` (followers of both, None where not known), ``share_of_first``,
        ``share_of_second`` and ``basis``.
    notices, limits : tuple of str
        What does not compare, and what cannot be known.
    level : float
        Level of the intervals.
    """

    accounts: tuple[Mapping[str, Any], ...]
    differences: tuple[Mapping[str, Any], ...]
    overlaps: tuple[Mapping[str, Any], ...]
    notices: tuple[str, ...]
    limits: tuple[str, ...]
    level: float = 0.95

    _told_by = staticmethod(comparison_findings)

    @cached_property
    def _summary(self) -> dict[str, Any]:
        return plain_facts(self, "accounts", "differences", "overlaps", "notices", "limits", "level")

    def to_frame(self, frame_kind: Any = None) -> Any:
        """Return one row an account.

        Columns are ``name``, ``platform``, ``followers``, each figure with ``_low``, ``_high``, ``_rank_first`` and
        ``_rank_last``; NaN where it is not known. ``frame_kind`` is "pandas", "polars" or "pyarrow".
        """
        columns: dict[str, Any] = {name: [row[name] for row in self.accounts] for name in ("name", "platform")}
        columns["followers"] = np.array([row["followers"] for row in self.accounts], np.float64)
        for figure in FIGURES:
            known = [row[figure] or {} for row in self.accounts]
            for end, key in (("", "estimate"), ("_low", "low"), ("_high", "high")):
                columns[f"{figure}{end}"] = np.array([value.get(key) for value in known], np.float64)
            if figure in TESTED:
                ranks = [row["ranks"].get(figure) or (np.nan, np.nan) for row in self.accounts]
                for place, end in enumerate(("first", "last")):
                    columns[f"{figure}_rank_{end}"] = np.array([rank[place] for rank in ranks], np.float64)
        return frame_like(columns, frame_kind)

    def plot(self, ax: Any = None) -> ComparisonDisplay:
        """Draw the genuine share of each account with its interval; needs the extra ``plot``."""
        return ComparisonDisplay.from_report(self, ax)


def compare(reports: Sequence[Any], names: Sequence[str] | None = None, *, level: float = 0.95) -> Comparison:
    """Put audits and influence reports of several accounts side by side, and say which differences are real.

    A difference is real if chance and errors of the model as large as measured hardly bring it about: by the
    intervals of both (Zou and Donner, Statistics in Medicine 2008), as wide as they must be to hold the level, and over
    all pairs and figures (Holm, 1979). Ranks are told where such differences leave them no choice.

    Parameters
    ----------
    reports : sequence of AuditReport, InfluenceReport or dict
        Two and more, or what their ``to_dict()`` gave. Overlaps of the audiences need the audits themselves.
    names : sequence of str, optional
        Whose each report is. An account of which there are an audit and an influence report has its name twice.
    level : float, default=0.95
        Chance that no difference is called real that is none; also the level of the intervals of the others.

    Returns
    -------
    Comparison

    Raises
    ------
    ValueError
        If there are no two accounts, a name has two reports of one sort, or a report is none.

    Warns
    -----
    PlatformWarning
        If accounts are of different platforms or were weighed by different models: these do not compare.

    Examples
    --------
    >>> import fakefollow as ff
    >>> reports = [ff.audit(ff.simulate_audience(800, random_state=seed).profiles) for seed in (1, 2)]
    >>> side_by_side = ff.compare(reports, names=["ada", "bob"])
    >>> [row["name"] for row in side_by_side.accounts], len(side_by_side.overlaps)
    (['ada', 'bob'], 1)
    """
    check_level(level)
    expect("reports", reports, list | tuple, "a list of reports such as [report, report]")
    expect("names", names, Iterable | None, "['ada', 'bob']")
    names = [f"account {number + 1}" for number in range(len(reports))] if names is None else list(names)
    if len(names) != len(reports) or not all(isinstance(name, str) and name.strip() for name in names):
        raise ArgumentError(f"names: expected a name for each of {plural(len(reports), 'report')}, got {names!r}")
    given: dict[str, dict[str, Any]] = {}
    audits: dict[str, AuditReport] = {}
    for name, report in zip(names, reports, strict=True):
        summary = report if isinstance(report, Mapping) else report.to_dict() if hasattr(report, "to_dict") else {}
        sort = "audit" if "shares" in summary else "influence" if "per_thousand" in summary else ""
        if not sort:
            raise ArgumentError(f"reports: expected audit or influence reports for {name!r}, got {report!r:.80}")
        if sort in given.setdefault(name, {}):
            raise ArgumentError(f"names: two {sort} reports are called {name!r}; give each account its own name")
        given[name][sort] = summary
        if isinstance(report, AuditReport):
            audits[name] = report.distinct or report
    if len(given) < 2:
        raise ArgumentError(f"reports: expected reports of at least two accounts, got {plural(len(given), 'account')}")
    accounts = [_account(name, summaries) for name, summaries in given.items()]
    differences = _differences(accounts, level)
    for account in accounts:
        account["ranks"] = {figure: _rank(account, figure, accounts, differences) for figure in TESTED}
    notices = [*_apart(accounts), *_unlike_samples(accounts)]
    overlaps = [_overlap(one["name"], other["name"], audits, level) for one, other in combinations(accounts, 2)]
    return Comparison(
        tuple(accounts), tuple(differences), tuple(overlaps), tuple(notices), tuple(_limits(accounts)), level
    )


def _account(name: str, given: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the figures of one account, and how each was sampled."""
    audit, influence = given.get("audit"), given.get("influence")
    figures: dict[str, Any] = dict.fromkeys(("followers", *FIGURES))
    sampling: dict[str, Any] = {}
    try:
        if audit is not None:
            quality = {row["name"]: row for row in audit["quality"]}
            figures["followers"] = float(quality["followers"]["estimate"])
            figures["genuine_share"] = _figure(audit["shares"]["genuine"])
            figures |= {figure: _figure(quality.get(figure)) for figure in ("genuine", "active")}
            sampling = {
                "at_hand": int(audit["n_followers"]),
                "weighed": int(audit["n_weighed"]),
                "observed_at": audit["observed_at"],
                "held": float(audit["held"]),
                "level": float(audit["level"]),
            }
        if influence is not None:
            figures["followers"] = figures["followers"] or (_figure(influence["followers"]) or {}).get("estimate")
            figures["per_thousand"] = _figure(influence["per_thousand"])
            figures["genuine_reactors"] = _figure(influence["genuine_reactors"])
            figures["reached"] = _figure(influence["reach"]["all"]["audiences"])
            first, last = (influence["posts"][end] for end in ("first", "last"))
            days = (_seconds(last) - _seconds(first)) / DAY if first and last else None
            sampling |= {"posts": int(influence["posts"]["n"]), "days": days, "level": float(influence["level"])}
        keys = {sort: [summary.get("platform"), str(summary["model"])] for sort, summary in given.items()}
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ArgumentError(f"{name}: expected what to_dict() of a report gives, but {error!r} is missing") from error
    platform = next((key[0] for key in keys.values() if key[0]), None)
    return {"name": name, "platform": platform, **figures, "sampling": sampling, "keys": keys, "ranks": {}}


def _figure(figure: Mapping[str, Any] | None) -> dict[str, float] | None:
    """Return estimate, low and high; None where one is not told."""
    if figure is None or any(figure[end] is None for end in ("estimate", "low", "high")):
        return None
    return {end: float(figure[end]) for end in ("estimate", "low", "high")}


def _seconds(text: str) -> float:
    return float(np.datetime64(text.removesuffix("+00:00"), "s").astype(np.int64))


def _compares(one: Mapping[str, Any], other: Mapping[str, Any], figure: str) -> bool:
    """Tell whether a figure of two accounts was made in one way, so that it compares."""
    sort = FIGURES[figure]
    alike = one["keys"].get(sort) == other["keys"].get(sort)
    return alike and None not in (one[figure], other[figure]) and (sort == "audit" or _same_window(one, other))


def _same_window(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Tell whether as many posts over as many days were looked at."""
    pairs = [(one["sampling"].get(name), other["sampling"].get(name)) for name in ("posts", "days")]
    return all(None not in pair and max(pair) <= UNEQUAL * min(pair) for pair in pairs)


def _errors(account: Mapping[str, Any], figure: str) -> tuple[float, float, float]:
    """Return an estimate and its standard deviations downwards and upwards, by the level that its interval held."""
    known, sampling = account[figure], account["sampling"]
    level = min(sampling.get("held", 1.0), sampling["level"]) if FIGURES[figure] == "audit" else sampling["level"]
    z = normal_quantile(min(max(level, 0.01), 0.9999))
    return known["estimate"], (known["estimate"] - known["low"]) / z, (known["high"] - known["estimate"]) / z


def _differences(accounts: Sequence[Mapping[str, Any]], level: float) -> list[dict[str, Any]]:
    """Return the difference of each pair and figure that compare, with what chance says, the surest first."""
    rows = []
    for figure in TESTED:
        for pair in combinations(accounts, 2):
            if not _compares(*pair, figure):
                continue
            lower, higher = sorted(pair, key=lambda account: account[figure]["estimate"])
            (low, _, low_up), (high, high_down, _) = _errors(lower, figure), _errors(higher, figure)
            below = float(np.hypot(high_down, low_up))
            above = float(np.hypot(_errors(higher, figure)[2], _errors(lower, figure)[1]))
            chance = 2.0 * NormalDist().cdf(-(high - low) / below) if below > 0.0 else float(high == low)
            names = {"figure": figure, "higher": higher["name"], "lower": lower["name"]}
            rows.append({**names, "errors": (high - low, below, above), "p_adjusted": chance})
    rows.sort(key=lambda row: row["p_adjusted"])
    reached = 0.0
    for place, row in enumerate(rows):
        reached = row["p_adjusted"] = min(max(reached, row["p_adjusted"] * (len(rows) - place)), 1.0)
        row["is_real"] = reached <= 1.0 - level
        # The interval of a real difference holds over all of them, so that none is not in it.
        z = normal_quantile(1.0 - (1.0 - level) / (len(rows) - place) if row["is_real"] else level)
        estimate, below, above = row.pop("errors")
        row["difference"] = Interval(estimate, estimate - z * below, estimate + z * above).to_dict()
    return rows


def _rank(
    account: Mapping[str, Any],
    figure: str,
    accounts: Sequence[Mapping[str, Any]],
    differences: Sequence[Mapping[str, Any]],
) -> list[int] | None:
    """Return the first and last rank that an account may have among all that compare with it; None of one alone."""
    rivals = [other for other in accounts if other is not account and _compares(account, other, figure)]
    if not rivals:
        return None
    name = account["name"]
    sure = [row for row in differences if row["figure"] == figure and row["is_real"]]
    sure = [row for row in sure if _are_apart(row, accounts)]
    above, below = (sum(row[end] == name for row in sure) for end in ("lower", "higher"))
    return [1 + above, len(rivals) + 1 - below]


def _are_apart(row: Mapping[str, Any], accounts: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether the intervals of the two accounts of a difference leave each other out."""
    by_name = {account["name"]: account[row["figure"]] for account in accounts}
    return bool(by_name[row["lower"]]["high"] < by_name[row["higher"]]["low"])


def _apart(accounts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield, and warn of, what does not compare because platforms or models differ."""
    for sort, what in (("audit", "genuine shares and numbers"), ("influence", "reactions")):
        groups: dict[Any, list[str]] = {}
        for account in accounts:
            if sort in account["keys"]:
                groups.setdefault(tuple(account["keys"][sort]), []).append(account["name"])
        if len(groups) > 1:
            told = "; ".join(
                f"{', '.join(names)}: {platform or 'platform not known'}, model {model!r}"
                for (platform, model), names in groups.items()
            )
            message = (
                f"Platforms or models differ ({told}): {what} do not compare across them, and nothing is ranked "
                "across. Each model makes errors of its own."
            )
            warn_caller(message, PlatformWarning)
            yield message


def _unlike_samples(accounts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield of which accounts a part of the followers is at hand, and that posts or days are unlike."""
    cut = [
        f"{account['name']} ({account['sampling']['at_hand']:,} of {account['followers']:,.0f})"
        for account in accounts
        if account["sampling"].get("at_hand", np.inf) < WHOLE * (account["followers"] or 0.0)
    ]
    if cut:
        yield f"Only a part of the followers is given for {', '.join(cut)}, taken to be drawn at random."
    looked = [account for account in accounts if "posts" in account["sampling"]]
    if any(not _same_window(*pair) for pair in combinations(looked, 2)):
        yield (
            "The reports cover different numbers of posts or days. More posts find more who react: where they "
            f"differ by more than {UNEQUAL:g} times, these figures are shown but not compared."
        )


def _overlap(first: str, second: str, audits: Mapping[str, AuditReport], level: float) -> dict[str, Any]:
    """Return how many followers two accounts share: counted, by the same sample of both, or if samples are random."""
    row: dict[str, Any] = {"names": [first, second], "both": None, "share_of_first": None, "share_of_second": None}
    if first not in audits or second not in audits:
        return {**row, "basis": "not known: it needs both audits themselves, which hold ids"}
    pair = audits[first], audits[second]
    tables = [audit.scores.table for audit in pair]
    if len({table.platform for table in tables} - {None}) > 1:
        return {**row, "basis": "not known: accounts of two platforms have no common ids"}
    halvings = max(audit.one_in for audit in pair).bit_length() - 1
    names = [_names(table.take(np.flatnonzero(sampled(table, halvings)))) for table in tables]
    kind = next((kind for kind in ("id", "username") if names[0][kind] and names[1][kind]), None)
    if kind is None:
        return {**row, "basis": "not known: they name accounts in different ways (ids, usernames)"}
    n_both, thinned = len(names[0][kind] & names[1][kind]), 2.0**halvings
    parts = [min(len(audit) * audit.one_in / audit.n_audience, 1.0) for audit in pair]
    parts = [1.0 if part >= WHOLE else part for part in parts]
    part = parts[0] * parts[1] / thinned
    most = float(min(audit.n_audience for audit in pair))
    half = 0.0 if part == 1.0 else normal_quantile(level) * float(np.sqrt(n_both + 1.0)) / part
    estimate = min(n_both / part, most)
    both = Interval(estimate, max(estimate - half, min(float(n_both), estimate)), min(estimate + half, most), level)
    basis = "counted" if part == 1.0 else "by the same sample of both" if parts == [1.0, 1.0] else "if drawn at random"
    shares = {
        f"share_of_{place}": both.times(1.0 / audit.n_audience).to_dict()
        for place, audit in zip(("first", "second"), pair, strict=True)
    }
    return {**row, "both": both.to_dict(), **shares, "basis": f"{basis}, by {kind}"}


def _names(table: ProfileTable) -> dict[str, set[str]]:
    return {
        "id": {name for name in table.texts("id").to_list() if name},
        "username": {name.casefold() for name in table.texts("username").to_list() if name},
    }


def _limits(accounts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what the comparison cannot know."""
    yield ANY_TWO
    held = [account["sampling"]["held"] for account in accounts if "held" in account["sampling"]]
    if held:
        yield (
            "Intervals of single accounts are those of their reports, called by the level that they held for audiences "
            f"of sources left out ({100 * min(held):.0f} % at the least here); differences allow for that."
        )
    yield "Lists cut at their newest or oldest end are not like the rest: the same length of each compares best."
    yield "No figure says what an account is worth; larger accounts usually have a smaller share that reacts."
