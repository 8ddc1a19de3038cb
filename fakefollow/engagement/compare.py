"""Two lists of followers made comparable: whose rows are one account's, what was at hand, and who left together."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from numbers import Integral
from pathlib import Path
from typing import Any, Final

import numpy as np

from fakefollow.audience import (
    AuditReport,
    Interval,
    Order,
    audit,
    check_level,
    epoch_seconds,
    exactly,
    first_rows,
    normal_quantile,
)
from fakefollow.engagement.change import (
    CAME,
    LEFT,
    STAYED,
    UNKNOWN,
    AudienceChange,
    Side,
    find_waves,
    genuine_among,
    no_waves,
)
from fakefollow.errors import ProfileError, expect, speaking_of
from fakefollow.profiles import BoolArray, IntArray, ProfileTable, microseconds_of
from fakefollow.readers import is_profile_path, read_accounts
from fakefollow.scoring import Detector

CUT_CHANCE: Final = 1e-3
"""Oldest rows that are all missing by less chance than this were cut off; a convention."""
FELL: Final = 0.5
"""Posts that fell to less than so much of them were removed; a convention."""
ONLY_NAMES: Final = {"id", "username", "observed_at"}

BY_NAME: Final = "Accounts were matched by username alone: a renamed account counts as left and as come."
WHY: Final = "Why accounts left is not known: those removed by the platform, closed, blocked or unfollowing look alike."


def compare_audiences(
    before: Any,
    after: Any,
    *,
    before_at: datetime | str | None = None,
    after_at: datetime | str | None = None,
    before_total: int | None = None,
    after_total: int | None = None,
    order: Order = "newest_first",
    platform: str | None = None,
    model: str | Path | Detector | None = None,
    columns: Mapping[str, str] | None = None,
    level: float = 0.95,
    random_state: int = 0,
) -> AudienceChange:
    """Compare two lists of one account's followers: who came, who left, who stayed, and who of them is genuine.

    Accounts are matched by id, else by username in any case. Where the oldest accounts of one list are all missing in
    the other, that one was cut, and leaving is told within what both hold; where a total says that a list is a
    sample, numbers are estimated and nobody is said to have left.

    Parameters
    ----------
    before, after : path, frame, list, table or AuditReport
        The earlier and the later list, in any form that `fakefollow.audit` takes, audits of them, or lists of
        usernames or ids alone.
    before_at, after_at : datetime or str, optional
        When they were collected; by default when their profiles were observed.
    before_total, after_total : int, optional
        How many followers the account had then, by its own count.
    order : {"newest_first", "oldest_first", "unordered"}, default="newest_first"
        How the rows are ordered by when they followed.
    platform : str, optional
        Platform they come from; recognised by default.
    model : str, Path or Detector, optional
        Model of the genuine shares; by default that of the platform.
    columns : mapping of str to str, optional
        Your column name -> canonical name.
    level : float, default=0.95
        Level of the intervals.
    random_state : int, default=0
        Seed of the shares.

    Returns
    -------
    AudienceChange

    Raises
    ------
    ProfileError
        If a list cannot be read.
    ValueError
        If a total is less than the rows given, the earlier list is the later one, or the level is out of range.

    Examples
    --------
    >>> import fakefollow as ff
    >>> change = ff.compare_audiences(["ada", "bob", "cy"], ["dan", "Ada", "bob"])
    >>> {name: int(accounts.estimate) for name, accounts in change.accounts.items()}
    {'came': 1, 'left': 1, 'stayed': 2}
    """
    check_level(level)
    asked = {"platform": platform, "model": model, "columns": columns, "level": level, "random_state": random_state}
    with speaking_of("before"):
        first = side_of(before, order, before_at, before_total, asked, "before_total")
    with speaking_of("after"):
        last = side_of(after, order, after_at, after_total, asked, "after_total")
    named = [{name for name in ("id", "username") if side.table.texts(name).valid.any()} for side in (first, last)]
    if len(first) and len(last) and named[0].isdisjoint(named[1]):
        by = [" and ".join(names) or "neither" for names in named]
        raise ProfileError(
            f"before, after: expected the same names in both, got {by[0]} in before and {by[1]} in after: pass ids in "
            "both, or usernames in both"
        )
    if first.seconds >= last.seconds:
        then, now = (f"{datetime.fromtimestamp(side.seconds, UTC):%Y-%m-%d %H:%M}" for side in (first, last))
        raise ValueError(
            f"before_at, after_at: expected the earlier list first, got {then} and {now} UTC: pass when each list was "
            "collected"
        )
    place, matched_by = matched(first.table, last.table)
    found = np.zeros(len(last), np.bool_)
    found[place[place >= 0]] = True
    older_gone, older_new = _cut(place >= 0, first, last), _cut(found, last, first)
    status_before = np.where(place >= 0, STAYED, np.where(older_gone, UNKNOWN, LEFT))
    status_after = np.where(found, STAYED, np.where(older_new, UNKNOWN, CAME))
    shares = [_share_at_hand(side, cut) for side, cut in ((first, older_new), (last, older_gone))]
    if min(shares) < 1.0:
        status_before[status_before == LEFT] = UNKNOWN if shares[1] < 1.0 else LEFT
        status_after[status_after == CAME] = UNKNOWN if shares[0] < 1.0 else CAME
    accounts = _numbers(status_before, status_after, first, last, shares, level)
    waves = [] if shares[1] < 1.0 else find_waves(first, status_before)
    genuine = {
        CAME: genuine_among(last, np.flatnonzero(status_after == CAME)),
        LEFT: genuine_among(first, np.flatnonzero(status_before == LEFT)),
        STAYED: genuine_among(last, np.flatnonzero(status_after == STAYED)),
    }
    return AudienceChange(
        before=first,
        after=last,
        place=place,
        status_before=status_before,
        status_after=status_after,
        accounts=accounts,
        genuine=genuine,
        waves=tuple(waves),
        no_waves=no_waves(status_before, shares[1]),
        changed=_changed(first.table, last.table, place, matched_by),
        notices=tuple(_notices(first, last, older_gone, older_new, shares, any_stayed=bool(found.any()))),
        limits=(WHY, *([BY_NAME] if matched_by == "username" else [])),
        matched_by=matched_by,
        level=level,
    )


def side_of(
    source: Any, order: Order, at: datetime | str | None, total: int | None, asked: Mapping[str, Any], name: str
) -> Side:
    """Return a list as a side, audited where its profiles show more than names; ``name`` is that of its total."""
    if isinstance(source, AuditReport):
        report: AuditReport | None = source.distinct or source
        table, rank = source.scores.table if report is None else report.scores.table, (report or source).rank
        total = source.share.total_followers if total is None else total
        _check_total(name, total, len(table))
    else:
        table = read_accounts(_as_rows(source), asked["platform"], at, asked["columns"])
        rows = first_rows(table)
        table = table if rows is None else table.take(np.unique(rows))
        _check_total(name, total, len(table))
        report = None
        if not {column for column in table.columns if table.columns[column].valid.any()} <= ONLY_NAMES:
            settings = {key: value for key, value in asked.items() if key not in ("platform", "columns")}
            report = audit(table, order, total_followers=total, **settings)
            rank = report.rank
        else:
            n = np.arange(len(table))
            rank = {"newest_first": n[::-1], "oldest_first": n}.get(
                "unordered" if isinstance(source, set | frozenset) else order, np.full(len(table), -1)
            )
    seen = epoch_seconds(table, "observed_at")
    seconds = (
        microseconds_of(at) / 1e6 if at is not None else float(np.max(seen, initial=-np.inf, where=np.isfinite(seen)))
    )
    return Side(table, rank, report, total, seconds if np.isfinite(seconds) else float("nan"))


def _check_total(name: str, total: int | None, n: int) -> None:
    """Raise unless a total is not known, or a number of at least the accounts given."""
    expect(name, total, Integral | None, f"how many followers the account has, at least the {n:,} given")
    if total is not None and total < n:
        raise ValueError(f"{name}: expected at least the {n:,} accounts given, got {total!r}")


def _as_rows(source: Any) -> Any:
    """Return usernames or ids alone as rows of these; anything else as it is."""
    source = list(source) if isinstance(source, Iterator) else source
    names = sorted(source) if isinstance(source, set | frozenset) else source
    names = names.tolist() if hasattr(names, "tolist") and not hasattr(names, "columns") else names
    if not isinstance(names, list | tuple) or not names or not all(isinstance(name, str | int) for name in names):
        return source
    if any(map(is_profile_path, names)):
        return source
    kind = "id" if all(str(name).strip().isdecimal() for name in names) else "username"
    return [{kind: str(name)} for name in names]


def matched(before: ProfileTable, after: ProfileTable) -> tuple[IntArray, str]:
    """Return the row in the later table of each row of the earlier one, -1 for none, and by what they were matched."""
    # Two rows with different ids are two accounts, whatever their usernames are.
    old_ids, new_ids = before.texts("id").to_list(), after.texts("id").to_list()
    row_of = {name: row for row, name in reversed(list(enumerate(new_ids))) if name}
    place = np.array([row_of.get(name or "", -1) for name in old_ids], np.int64)
    by_id = bool((place >= 0).any())
    old, new = ([name and name.casefold() for name in table.texts("username").to_list()] for table in (before, after))
    taken = set(place.tolist())
    named = {name: row for row, name in reversed(list(enumerate(new))) if name and row not in taken}
    by_name = 0
    for row in np.flatnonzero(place < 0).tolist():
        there = named.get(old[row] or "", -1)
        if there >= 0 and (not by_id or not (old_ids[row] and new_ids[there])):
            place[row], by_name = there, by_name + 1
    ways = {"id": by_id or (not by_name and any(old_ids)), "username": by_name or not any(old_ids)}
    return place, " and ".join(way for way, used in ways.items() if used)


def _cut(is_found: BoolArray, side: Side, other: Side) -> BoolArray:
    """Tell which rows of a list are older than all that the other one holds, where that one was cut there."""
    # So are oldest rows that are all missing, where chance hardly brings it, unless the other list is whole.
    cut, rows = np.zeros(len(side), np.bool_), side.ordered
    if rows is None or other.is_whole or not is_found.any():
        return cut
    n_oldest = int(np.argmax(is_found[rows]))
    rest = ~is_found[rows[n_oldest:]]
    rate = (rest.sum() + 1.0) / (len(rest) + 2.0)
    if n_oldest * np.log(rate) < np.log(CUT_CHANCE):
        cut[rows[:n_oldest]] = True
    return cut


def _share_at_hand(side: Side, others_cut: BoolArray) -> float:
    """Return the share of the account's followers that a list holds; 1 where it is whole, or cut at its old end."""
    return 1.0 if side.total is None or side.is_whole or others_cut.any() else len(side) / side.total


def _numbers(
    before: Any, after: Any, first: Side, last: Side, shares: Sequence[float], level: float
) -> dict[str, Interval]:
    """Return how many came, left and stayed: counted, or estimated where a list is a sample of all."""
    n_stayed, both = int((before == STAYED).sum()), shares[0] * shares[1]
    if both == 1.0:
        counted = {CAME: int((after == CAME).sum()), LEFT: int((before == LEFT).sum()), STAYED: n_stayed}
        return {name: exactly(n, level) for name, n in counted.items()}
    totals = [
        float((side.total if share < 1.0 else None) or len(side))
        for side, share in zip((first, last), shares, strict=True)
    ]
    half = normal_quantile(level) * np.sqrt((n_stayed + 1.0) * (1.0 - both)) / both
    most = min(totals)
    stayed = min(n_stayed / both, most)
    low, high = max(stayed - half, float(n_stayed)), min(stayed + half, most)
    stay = Interval(stayed, min(low, stayed), max(high, stayed), level)
    rest = {
        name: Interval(total - stay.estimate, total - stay.high, total - stay.low, level)
        for name, total in ((CAME, totals[1]), (LEFT, totals[0]))
    }
    return {**rest, STAYED: stay}


def _changed(before: ProfileTable, after: ProfileTable, place: IntArray, matched_by: str) -> dict[str, BoolArray]:
    """Return what changed of those who stayed, by row of the earlier table; what a list does not show is left out."""
    stayed = np.flatnonzero(place >= 0)
    old, new = before.take(stayed), after.take(place[stayed])
    found: dict[str, BoolArray] = {}

    def add(what: str, rows: Any) -> None:
        found[what] = np.zeros(len(before), np.bool_)
        found[what][stayed] = rows

    def texts(name: str) -> list[tuple[str | None, str | None]]:
        return list(zip(old.texts(name).to_list(), new.texts(name).to_list(), strict=True))

    for what, name in (("renamed", "username"), ("another display name", "name"), ("another bio", "description")):
        if (name != "username" or matched_by != "username") and old.has(name) and new.has(name):
            pairs = texts(name)
            add(what, [None not in pair and (pair[0] or "").casefold() != (pair[1] or "").casefold() for pair in pairs])
            if name == "description":
                add("bio emptied", [bool(pair[0]) and pair[1] == "" for pair in pairs])
    for what, name in (("picture removed", "default_profile_image"), ("made private", "protected")):
        if old.has(name) and new.has(name):
            add(what, (old.floats(name) == 0.0) & (new.floats(name) == 1.0))
    if old.has("posts_count") and new.has("posts_count"):
        add("posts removed", new.floats("posts_count") < FELL * old.floats("posts_count"))
    return found


def _notices(
    first: Side, last: Side, gone: BoolArray, new: BoolArray, shares: Sequence[float], *, any_stayed: bool
) -> Iterator[str]:
    """Yield how many accounts were at hand each time, and what follows from that."""
    sides = (("earlier", first, shares[0]), ("later", last, shares[1]))
    at_hand = []
    for name, side, _ in sides:
        of = "" if side.total is None else f" of {side.total:,}"
        at_hand.append(f"{len(side):,}{of} in the {name} list")
    yield f"Given: {' and '.join(at_hand)}."
    if len(first) and len(last) and not any_stayed:
        yield (
            "No account is in both lists: check that both are of one account's followers, named by ids or by usernames."
        )
    if all(side.total is None for _, side, _ in sides):
        yield "Both lists are assumed to be complete: pass before_total= and after_total= if they are not."
    for cut, name, other in ((gone, "later", "earlier"), (new, "earlier", "later")):
        if n := int(cut.sum()):
            yield (
                f"The {name} list holds none of the {n:,} oldest accounts of the {other} one and seems cut there: "
                "whether these came or left is not known."
            )
    for name, _, share in sides:
        if share < 1.0:
            yield (
                f"The {name} list is {100 * share:.0f} % of all: an account that is not in it need not have "
                f"{'left' if name == 'later' else 'come since'}. Numbers are estimated as if it were drawn at random."
            )
