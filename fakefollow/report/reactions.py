"""What reactions to an account's posts say, in words: figures beside each other, by kind, by post, and the limits.

Knows the summary dict of `InfluenceReport` and no arithmetic behind it. Facts, and no verdict on persons.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from fakefollow.report.findings import Findings, Part, intervals_caption
from fakefollow.report.numbers import (
    NOT_KNOWN,
    Figure,
    Parts,
    Shown,
    count_parts,
    date_part,
    hours_words,
    known_figure,
    plural,
    probability_words,
    share_parts,
    span_parts,
    whole,
)
from fakefollow.report.plots.svg import reactions_chart
from fakefollow.report.words import PartRows, Summary

KINDS: Final = {
    "like": "likes",
    "reply": "replies",
    "repost": "reposts",
    "quote": "quotes",
    "mention": "mentions",
    "view": "views",
}
EVENTS: Final = {
    "burst": "reactions that came together",
    "pod": "one group on post after post",
    "copied": "the same words from many",
    "out_of_line": "out of line with the account's history",
}
FEWEST: Final = 50
"""Followers of whom a finding speaks in thousands; a convention."""
POSTS_SHOWN: Final = 10
"""Posts of which the table tells: those with most reactions; all are in ``to_dict``."""

FLAGGED: Final = (
    "A reaction is flagged only if it came together with others as chance does not explain and its profile does not "
    "look genuine either. One of the two is not enough."
)
DOUBLE: Final = (
    "Audiences overlap, and nobody's list of followers is given: the sum counts people as often as they follow one "
    "of these, so that it is the most that can be reached; the largest single audience is the least. Platforms show a "
    "post to a part of either."
)


def influence_findings(summary: Summary) -> Findings:
    """Return what ``InfluenceReport.to_dict`` gives in words."""
    series, posts = summary["posts"]["series"], summary["posts"]
    level = intervals_caption(summary)
    headline = [
        ("Genuine followers", count_parts(summary["genuine_followers"]), _of(summary["followers"], "follower")),
        ("Genuine who reacted", count_parts(summary["genuine_reactors"]), _of(summary["reactors"], "account")),
        ("Of 1,000 genuine followers", count_parts(summary["per_thousand"]), "reacted at least once"),
    ]
    parts = [
        Part("Popularity and influence", _beside(summary), list(_told_of_window(summary)), level),
        Part("Reactions by kind", _kinds(summary), [FLAGGED], level),
        Part("Reactions that come together", _events(summary), list(_no_events(summary))),
        Part("How concentrated the reactions are", _concentration(summary), [], level),
        Part("Whom the genuine ones reach", reach := _reach(summary), [DOUBLE] if reach else [], level),
        Part("Conversation", *_conversation(summary), level),
        Part("Posts with most reactions", _posts(series), _of_views(posts)),
    ]
    span = "".join(span_parts(posts["first"], posts["last"]))
    title = f"Reactions to {plural(posts['n'], 'post')}" + ("" if span == NOT_KNOWN else f", {span}")
    chart = reactions_chart(series) if sum(map(bool, series["reactions"])) > 1 else None
    return Findings(title, _finding(summary), headline, parts, summary["notices"], summary["limits"], chart)


def _of(figure: Figure | None, what: str) -> str:
    known = known_figure(figure)
    return f"{what}s not known" if known is None else f"of {plural(round(known[0]), what)}"


def _finding(summary: Summary) -> str:
    """Return who reacted, how many of them look genuine, and how many for 1,000 genuine followers."""
    n = int(summary["reactors"]["estimate"])
    if not n:
        return "Nobody reacted in what was given."
    told = f"{plural(n, 'account')} reacted to {plural(summary['posts']['n'], 'post')}"
    if summary["genuine_share"] is None:
        told = f"{told}; I cannot tell how many of them are genuine"
    else:
        told = f"{told}; {''.join(share_parts(summary['genuine_share']))} look genuine"
    per_thousand, of_all = summary["per_thousand"], summary["reacting_per_thousand"]
    if per_thousand is not None:
        told += f". Of 1,000 genuine followers {''.join(count_parts(per_thousand))} reacted at least once"
    elif of_all is not None and summary["n_followers_at_hand"] >= FEWEST:
        told += f". Of 1,000 followers {''.join(count_parts(of_all))} reacted at least once"
    flagged = [kind for kind in summary["applause"]["kinds"] if kind["flagged"]]
    if flagged:
        most = max(flagged, key=lambda kind: kind["flagged"])
        told += f". Of {most['n']:,} {KINDS[most['kind']]} {most['flagged']:,} came together and do not look genuine"
    return f"{told}."


def _rows(pairs: Sequence[tuple[str, Parts]]) -> PartRows:
    return [{"figure": (name,), "number": parts} for name, parts in pairs]


def _beside(summary: Summary) -> PartRows:
    """Return rows of followers, who reacted, who of them is genuine."""
    rows = {
        "followers": "followers",
        "genuine followers": "genuine_followers",
        "accounts that reacted": "reactors",
        "genuine accounts that reacted": "genuine_reactors",
        "followers who reacted": "reacting_followers",
        "genuine followers who reacted": "genuine_reacting_followers",
        "of 1,000 genuine followers reacted": "per_thousand",
        "of 1,000 genuine ones, to a post": "per_thousand_a_post",
        "of 1,000 followers reacted": "reacting_per_thousand",
    }
    return _rows([(name, count_parts(summary[key])) for name, key in rows.items() if summary[key] is not None])


def _told_of_window(summary: Summary) -> Iterator[str]:
    """Yield whether the posts are enough to know who reacts, and what is not at hand."""
    window, n = summary["posts"], summary["posts"]["n"]
    lost = window["lost_with_a_quarter_less"]
    if window["is_long_enough"]:
        yield (
            f"{plural(n, 'post')} are enough to know who reacts at all: without a quarter of them "
            f"{100 * lost:.0f} % of these accounts would not have been seen."
        )
    elif n < 4:  # no quarter of them can be left out
        yield f"{plural(n, 'post')} {'is' if n == 1 else 'are'} too few to know who reacts at all: more will show more."
    elif lost is not None:
        yield (
            f"{plural(n, 'post')} are too few to know who reacts at all: without a quarter of them {100 * lost:.0f} % "
            "of these accounts would not have been seen, and more posts will show more. The figures are of these posts."
        )
    counted = [kind for kind in summary["completeness"] if kind["counted"] and kind["kind"] != "view"]
    cut = [kind for kind in counted if kind["at_hand"] < 0.98 * kind["counted"]]
    if cut:
        told = ", ".join(f"{kind['at_hand']:,} of {kind['counted']:,.0f} {KINDS[kind['kind']]}" for kind in cut)
        yield f"Given are {told}: who gave the others is not known."
    every = summary["reactors_if_all_at_hand"]
    if every is not None and every["estimate"] is not None:
        yield (
            f"If those are like the ones given, {''.join(count_parts(every))} different accounts reacted; per 1,000 "
            f"multiply every figure by {every['estimate'] / max(summary['reactors']['estimate'], 1):.2f}."
        )
    elif every is not None:
        yield "So much is missing that figures per 1,000 are lower bounds; how much higher is not known."


def _kinds(summary: Summary) -> PartRows:
    return [
        {
            "kind": (KINDS[kind["kind"]],),
            "given": (whole(kind["n"]),),
            "counted": (NOT_KNOWN,) if kind["counted"] is None else (whole(kind["counted"]),),
            "look genuine": share_parts(kind["genuine"]),
            "flagged": (whole(kind["flagged"]),),
        }
        for kind in summary["applause"]["kinds"]
        if kind["kind"] != "view"
    ]


def _events(summary: Summary) -> PartRows:
    return [
        {
            "what": (EVENTS[event["kind"]],),
            "reactions": (whole(event["n_reactions"]),),
            "accounts": (whole(event["n_accounts"]),),
            "posts": (whole(event["n_posts"]),),
            "when": _when(event) if event["first"] else (NOT_KNOWN,),
            "adjusted p": (probability_words(event["p_adjusted"]),),
            "facts": ("; ".join(event["facts"]),),
        }
        for event in summary["applause"]["events"]
    ]


def _when(event: Mapping[str, Any]) -> Parts:
    """Return the day of the post, or the days of the first and the last."""
    days = date_part(event["first"]), date_part(event["last"])
    return days[:1] if days[0] == days[1] else (days[0], " to ", days[1])


def _no_events(summary: Summary) -> Iterator[str]:
    if not summary["applause"]["events"]:
        yield "None that chance, habit and a post that spreads do not explain."
    else:
        yield "Reacting together is no fault: campaigns, friends and fans do it too."
    yield from summary["applause"]["not_looked_for"]


def _concentration(summary: Summary) -> PartRows:
    of = summary["concentration"]
    gini = known_figure(of["gini"])
    shown = (NOT_KNOWN,) if gini is None else tuple(f"{value:.2f}" for value in gini)
    number = shown if gini is None else (shown[0], " (", shown[1], " to ", shown[2], ")")
    return _rows(
        [
            ("reactions of the most active 1 %", share_parts(of["top_1_percent"])),
            ("reactions of the most active 10 %", share_parts(of["top_10_percent"])),
            ("Gini (0: all alike, 1: one account alone)", number),
        ]
    )


def _reach(summary: Summary) -> PartRows:
    rows = []
    for name, key in (("who reacted", "all"), ("who passed it on", "passed_on")):
        of = summary["reach"][key]
        if of["n_known"]:
            largest = NOT_KNOWN if of["largest"] is None else Shown(f"{of['largest']:,.0f}", of["largest"])
            rows.append(
                {
                    "genuine accounts": (name,),
                    "their followers, summed": count_parts(of["audiences"]),
                    "largest audience": (largest,),
                }
            )
    return rows


def _conversation(summary: Summary) -> tuple[PartRows, list[str]]:
    of = summary["conversation"]
    hours = known_figure(of["hours_to_answer"])
    rows: list[tuple[str, Parts]] = [
        ("replies to others among its posts", share_parts(of["replies"])),
        ("different people answered", (NOT_KNOWN,) if of["people"] is None else (whole(of["people"]),)),
        ("replies of genuine accounts that it answered", share_parts(of["answered"])),
        ("median time to the answer", (NOT_KNOWN,) if hours is None else _length(hours[0])),
        ("links in its other posts", share_parts(of["with_links"])),
        ("texts among them that repeat others", share_parts(of["repeated"])),
        ("broadcasts among its posts: either, to nobody", share_parts(of["broadcast"])),
    ]
    if all(parts == (NOT_KNOWN,) for _, parts in rows):
        return [], ["Not known: the account's own posts, with texts and whom they answer, were not given."]
    return _rows(rows), []


def _length(hours: float) -> Parts:
    number, unit = hours_words(hours).split(" ")
    return Shown(number, hours), f" {unit}"


def _of_views(posts: Mapping[str, Any]) -> list[str]:
    of = posts["per_thousand_views"]
    return [] if of is None else [f"For 1,000 views the platform counts {of:,.3g} reactions."]


def _posts(series: Mapping[str, Sequence[Any]]) -> PartRows:
    most = sorted(range(len(series["reactions"])), key=lambda post: -series["reactions"][post])[:POSTS_SHOWN]
    rows: PartRows = []
    for post in sorted(most):
        when = series["time"][post]
        bounds = ("genuine", "genuine_low", "genuine_high")
        low = {name.partition("_")[2] or "estimate": series[name][post] for name in bounds}
        row: dict[str, Parts] = {
            "posted": (str(series["id"][post]),) if when is None else (date_part(when),),
            "reactions": (whole(series["reactions"][post]),),
            "genuine": count_parts(low),
            "flagged": (whole(series["flagged"][post]),),
        }
        if "counted_view" in series:
            views = series["counted_view"][post]
            row["views"] = (NOT_KNOWN,) if views is None else (whole(views),)
        rows.append(row)
    return rows
