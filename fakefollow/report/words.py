"""What an audience audit says, in words: rows and sentences that its text, its page and its pictures share.

Knows the summary dict of an audit and no arithmetic behind it. Speaks of accounts and follows, never of persons.
Where numbers stand, a text comes in parts: numbers with their values, see `fakefollow.report.numbers`.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np

from fakefollow.report.numbers import (
    NOT_KNOWN,
    Parts,
    Shown,
    authenticity_words,
    complement,
    count_parts,
    date_part,
    hours_words,
    is_wide,
    known_figure,
    parts_of_whole,
    plural,
    plural_parts,
    probability_words,
    scaled,
    share_parts,
    single_share_parts,
    span_parts,
    whole,
)
from fakefollow.report.printable import one_line

Summary = Mapping[str, Any]
PartRows = list[dict[str, Parts]]

MANY_IDENTICAL: Final = 5
"""Accounts that show the same are told from so many on, as cohorts are."""
VERDICTS: Final = ("authentic", "likely_purchased", "likely_bot", "uncertain", "not_enough_data")
RULES: Final = {
    "bio": "nearly the same bio",
    "username_template": "usernames of one pattern",
    "sequential_ids": "ids in a row",
    "creation_minute": "created in the same minute",
    "counts": "alike in their counts, created together",
}
GROUPS: Final = {
    "least authentic": "The least authentic",
    "uncertain": "Uncertain",
    "drawn at random": "Drawn at random from all followers",
}
EVIDENCE: Final = re.compile(r" \([+-]\d+\.\d+\)$")
SPELT: Final = {"github": "GitHub", "tiktok": "TikTok", "youtube": "YouTube"}
AND: Final = " and "
NAME_WIDTH: Final = 40
REASON_WIDTH: Final = 140
EXAMPLES_SHOWN: Final = 5
DATES_SHOWN: Final = 12

USUAL: Final = (0.09, 0.15)
"""Share of active X accounts that Varol et al. 2017 (arXiv 1703.03107) estimate to be automated."""

BETTER_NARROWED: Final = 0.1
"""An interval wider than this is better narrowed before anything is decided by it; a convention."""

FOOTER: Final = (
    "These figures speak of accounts and of follows, not of persons: a follow that does not look genuine can come "
    "from a real person's account that was stolen or lent. And they do not say who paid: anybody can buy followers "
    "for an account of someone else."
)


def title(summary: Summary) -> str:
    """Return what was audited."""
    return f"Audience audit of {plural(summary['n_followers'], 'follower')}"


def facts(summary: Summary) -> PartRows:
    """Return how the audit was made: what and its value."""
    total = summary["total_followers"]
    given = (whole(summary["n_followers"]), " given, ", whole(summary["n_weighed"]))
    in_all = () if total is None else (", ", whole(total), " in all")
    pairs: dict[str, Parts] = {
        "followers": (*given, " with enough data to be weighed", *in_all),
        "order": (order_words(summary),),
        "observed": (date_part(summary["observed_at"]),),
        "platform": (spelt(one_line(str(summary["platform"] or ""), 60)) or NOT_KNOWN,),
        "model": (model_words(summary),),
    }
    if summary["held"] < summary["level"]:
        level, held = (Shown(f"{100 * share:g}", share) for share in (summary["level"], summary["held"]))
        pairs["intervals"] = ("made for ", level, " %; hold ", held, " % where known sources are left out")
    return [{"what": (what,), "value": value} for what, value in pairs.items()]


def made_parts(summary: Summary) -> Parts:
    """Return of what and by which model the audit was made, in one line."""
    platform = spelt(one_line(str(summary["platform"] or ""), 60))
    on = f"Platform {platform}, " if platform else "Platform not known, "
    seen = date_part(summary["observed_at"])
    return (on, f"model {model_words(summary)}, observed ", seen, f", order {order_words(summary)}.")


def model_words(summary: Summary) -> str:
    """Return the model, and what it was learnt on where the profiles are of another platform."""
    name, learnt_on = one_line(str(summary["model"]), 60), one_line(str(summary["model_platform"]), 60)
    return f"{name}, learnt on {spelt(learnt_on)}" if is_foreign(summary) else name


def is_foreign(summary: Summary) -> bool:
    """Tell whether the profiles are known to be of a platform that the model was not learnt on."""
    return summary["platform"] not in (None, *summary["model_platform"].split(AND))


def spelt(platforms: str) -> str:
    """Return names of platforms, several joined by "and", with their capitals."""
    return AND.join(SPELT.get(name, name[:1].upper() + name[1:]) for name in platforms.split(AND))


def order_words(summary: Summary) -> str:
    """Return the order in which the accounts came."""
    return NOT_KNOWN if summary["order"] in (None, "unordered") else spaced(one_line(str(summary["order"])))


def held_parts(summary: Summary) -> Parts:
    """Return the level that intervals of shares hold."""
    return (Shown(f"{100 * summary['held']:g}", summary["held"]), " %")


def is_ordered(summary: Summary) -> bool:
    """Tell whether the order in which the followers came is known."""
    return summary["order"] in ("newest_first", "oldest_first")


def share_rows(summary: Summary) -> PartRows:
    """Return kind, share with interval, and accounts where the whole number of followers is known."""
    total, shares = summary["total_followers"], summary["shares"]
    rows = []
    for (kind, share), told in zip(shares.items(), parts_of_whole([*shares.values()]), strict=True):
        row: dict[str, Parts] = {"kind": (kind,), "share": told}
        accounts = count_parts(scaled(share, total), wide=is_wide(share))
        rows.append(row if total is None else {**row, "accounts": accounts})
    return rows


def comparison_rows(summary: Summary) -> PartRows:
    """Return the share of followers that are not genuine, by this audit and by counting flags."""
    shares = {
        "this audit": (share_parts(complement(summary["shares"].get("genuine"))), "weighs every score"),
        "counting flags": (single_share_parts(summary["flagged_share"]), "what others say: errors left in"),
    }
    return [{"way": (way,), "not genuine": share, "what it does": (note,)} for way, (share, note) in shares.items()]


def published_comparison(summary: Summary) -> tuple[Parts, str] | None:
    """Return the share that is automated, and where that is beside `USUAL`, the same measure of accounts of X.

    None for other platforms, and where nothing was weighed, the model knows no bots or cannot tell how many.
    """
    figure = summary["shares"].get("bot") if summary["platform"] == "x" else None
    known = known_figure(figure)
    if known is None or is_wide(figure) or not summary["n_weighed"]:
        return None
    low, high = known[1:]
    position = "above" if low > USUAL[1] else "below" if high < USUAL[0] else "not clearly above or below"
    return share_parts(figure), position


def needs(summary: Summary) -> dict[str, bool]:
    """Return what would make the audit surer: more of each profile, labels by hand, the list's order, dates."""
    known = known_figure(summary["shares"].get("genuine"))
    ordered = is_ordered(summary)
    return {
        "fields": not summary["n_weighed"],
        "labels": known is None or known[2] - known[1] > BETTER_NARROWED or not summary["fit"]["good"],
        "order": not ordered,
        "dates": ordered and summary["follow_times"]["basis"] == "unknown",
    }


def quality_rows(summary: Summary) -> PartRows:
    """Return what is counted, how many with interval, and a note."""
    rows, wide = summary["quality"], is_wide(summary["shares"].get("genuine"))
    told = ((row["label"], count_parts(row, wide=wide), row["note"] or "") for row in rows)
    return [{"what": (one_line(what, 60),), "number": n, "note": (one_line(note, 240),)} for what, n, note in told]


def growth_rows(growth: Mapping[str, Any]) -> PartRows:
    """Return followers at hand, with bounds, on at most a dozen dates, the first and the last among them."""
    n = len(growth["dates"])
    return [
        {
            "date": (date_part(growth["dates"][index]),),
            "followers": (whole(growth["followers"][index]),),
            "bounds": (whole(growth["low"][index]), " to ", whole(growth["high"][index])),
        }
        for index in np.unique(np.linspace(0, n - 1, min(n, DATES_SHOWN)).round().astype(int)).tolist()
    ]


def distribution_rows(distribution: Mapping[str, Any]) -> PartRows:
    """Return accounts in each bin of authenticity that has some."""
    bins = zip(pairwise(distribution["edges"]), distribution["profile"], distribution["fused"], strict=True)
    return [
        {
            "range": (Shown(f"{start:.2f}", start), " to ", Shown(f"{end:.2f}", end)),
            "by profile alone": (whole(alone),),
            "with audience": (whole(fused),),
        }
        for (start, end), alone, fused in bins
        if alone or fused
    ]


def no_purchases_sentence(summary: Summary) -> str:
    """Return why no purchase event is listed."""
    if not is_ordered(summary):
        return "Not looked for: the order in which these accounts followed is not known."
    if not summary["looked_for_purchases"]:
        return "Not looked for: the followers, or their creation dates, are too few to bear the follow order out."
    unseen = "None found. Followers bought a few at a time can go unseen here"
    return f"{unseen}; the shares above count them." if known_figure(summary["shares"]["genuine"]) else f"{unseen}."


def no_timeline_sentence(summary: Summary) -> str:
    """Return why there is no timeline to draw."""
    if not is_ordered(summary):
        return "No timeline: the order in which these accounts followed is not known."
    return "No timeline: too few of these accounts have a creation date."


def follow_times_parts(summary: Summary) -> Parts:
    """Return where follow times come from and how exact they are."""
    times = summary["follow_times"]
    if times["basis"] == "unknown":
        return ("Not known: they need the follow order and creation dates.",)
    span = span_parts(times["first"], times["last"])
    if times["basis"] == "observed":
        return ("As given in the data, ", *span, ".")
    error = times["median_error_hours"]
    width = () if error is None else (", median error about ", Shown(hours_words(error), error))
    return ("Estimated from the follow order and creation dates, ", *span, *width, ".")


def event_text(event: Mapping[str, Any]) -> str:
    """Return what is known of a purchase event, in one line."""
    return "; ".join("".join(parts) for parts in (event_title(event), *event_facts(event)))


def event_title(event: Mapping[str, Any]) -> Parts:
    """Return where an event is and how large."""
    size = plural_parts(event["size"], "account")
    return ("ranks ", whole(event["start_rank"]), " to ", whole(event["end_rank"]), *_rows_parts(event), ": ", *size)


def _rows_parts(event: Mapping[str, Any]) -> Parts:
    """Return the rows of the list that an event is, where these follow each other there."""
    start, end = event.get("start_row"), event.get("end_row")
    if start is None or end is None or abs(end - start) + 1 != event["size"]:
        return ()
    return (" (rows ", whole(min(start, end)), " to ", whole(max(start, end)), " of the list)")


def event_row(event: Mapping[str, Any]) -> dict[str, Parts]:
    """Return an event as a row of a table."""
    return {
        "ranks": (whole(event["start_rank"]), " to ", whole(event["end_rank"])),
        "accounts": (whole(event["size"]),),
        "more than expected": count_parts(event["excess"]),
        "adjusted p": (probability_words(event["p_adjusted"]),),
        "followed": span_parts(event["followed_from"], event["followed_to"]),
        "mostly created": span_parts(event["created_from"], event["created_to"]),
    }


def event_facts(event: Mapping[str, Any]) -> list[Parts]:
    """Return size beyond expectation, adjusted p-value and times of an event."""
    chance = probability_words(event["p_adjusted"])
    known: list[Parts] = [(*count_parts(event["excess"]), " more than expected there (adjusted p ", chance, ")")]
    for what, moments in (("followed", "followed"), ("mostly created", "created")):
        span = span_parts(event[f"{moments}_from"], event[f"{moments}_to"])
        if span != (NOT_KNOWN,):
            known.append((f"{what} ", *span))
    return known


def drip_parts(summary: Summary) -> Parts:
    """Return what was bought outside events; nothing where there are none, that is next to nothing or not known."""
    if summary["drip"] is None or not summary["purchases"]:
        return ()
    return ("Bought a few at a time, outside these runs: ", *share_parts(summary["drip"]), " of all followers.")


def cohorts_parts(summary: Summary) -> Parts:
    """Return how many accounts are in cohorts."""
    if not summary["cohorts"] and summary["n_identical"] >= MANY_IDENTICAL:
        alike = plural_parts(summary["n_identical"], "account")
        return (*alike, " show the same in every column given, too little to tell them from people who show as little.")
    if not summary["cohorts"]:
        return ("None found: no group of accounts with nearly the same profile.",)
    return (
        *plural_parts(summary["n_cohort_members"], "account"),
        " in groups of nearly the same profile. Being alike is no proof: fans copy one another too.",
    )


def cohort_parts(cohort: Mapping[str, Any]) -> tuple[Parts, str, str]:
    """Return size and rule, template and examples of a cohort, each as one harmless line."""
    examples: Sequence[Any] = cohort["examples"]
    names = [one_line(str(name), 30) for name in examples[:EXAMPLES_SHOWN] if name]
    rule = RULES.get(cohort["rule"], one_line(str(cohort["rule"]), 40))
    return (
        (*plural_parts(cohort["size"], "account"), f", {rule}"),
        one_line(str(cohort["template"] or ""), 120),
        ", ".join(names),
    )


def cohort_row(rule: str, template: str, size: int, rows: Sequence[int]) -> dict[str, Parts]:
    """Return a cohort as a row of a table."""
    return {
        "accounts": (whole(size),),
        "alike in": (RULES.get(rule, one_line(rule, NAME_WIDTH)),),
        "template": (one_line(template, NAME_WIDTH),),
        "such as rows": (", ".join(map(whole, rows)),),
    }


def verdict_counts(summary: Summary) -> list[tuple[str, int, int]]:
    """Return each verdict, how many accounts have it by profile alone, and how many with evidence of the audience."""
    alone, fused = summary["verdicts"]["profile"], summary["verdicts"]["fused"]
    given = {*alone, *fused}
    names = [*(name for name in VERDICTS if name in given), *sorted(given - {*VERDICTS})]
    return [(name, alone.get(name, 0), fused.get(name, 0)) for name in names]


def verdict_rows(summary: Summary) -> PartRows:
    """Return `verdict_counts` as rows of a table."""
    return [
        {"verdict": (spaced(name),), "by profile alone": (whole(alone),), "with audience": (whole(fused),)}
        for name, alone, fused in verdict_counts(summary)
    ]


def reason_rows(summary: Summary) -> PartRows:
    """Return the strongest reasons: an example in words, what they speak for, of how many accounts, how strongly."""
    return [
        {
            "reason": (first_reason(row["text"]).removeprefix("it "),),
            "speaks for": (one_line(row["kind"], 20),),
            "accounts": (whole(row["n_accounts"]),),
            "share": single_share_parts(row["share"]),
            "mean evidence": (Shown(f"{row['mean_evidence']:.1f}", row["mean_evidence"]), " nats"),
        }
        for row in summary["reasons"]
    ]


def sample_groups(summary: Summary) -> dict[str, list[tuple[str, str, dict[str, Parts]]]]:
    """Return handle, name and what else is shown of each row of the sample, by why they were chosen."""
    groups: dict[str, list[tuple[str, str, dict[str, Parts]]]] = {}
    for row in summary["sample"]:
        why = one_line(str(row["why"]), 40)
        username = one_line(str(row["username"] or ""), NAME_WIDTH)
        handle = f"@{username}" if username else f"id {row['id']}" if row["id"] else f"row {row['row']}"
        names = one_line(handle, NAME_WIDTH), one_line(str(row["name"] or ""), NAME_WIDTH)
        groups.setdefault(GROUPS.get(why, why), []).append((*names, _sample_facts(row)))
    return groups


def _sample_facts(row: Mapping[str, Any]) -> dict[str, Parts]:
    """Return what is shown of a row of the sample, names apart; what was not observed is said to be so."""
    return {
        "id": (one_line(str(row["id"] or ""), NAME_WIDTH),),
        "row": (whole(row["row"]),),
        "rank": (NOT_KNOWN if row["rank"] is None else whole(row["rank"]),),
        "created": (date_part(row["created_at"]),),
        "followed": (date_part(row["followed_at"]),),
        "authenticity": (authenticity_words(row["authenticity"]),),
        "verdict": (spaced(one_line(str(row["verdict"]), 30)),),
        "first reason": (first_reason(row["reasons"]),),
    }


def first_reason(reasons: str | Sequence[str] | None) -> str:
    """Return the first of some reasons as one line, without its evidence; only what it speaks against is kept."""
    first = reasons.partition("; ")[0] if isinstance(reasons, str) else next(iter(reasons or ()), "")
    return one_line(EVIDENCE.sub("", first.partition(": speaks for ")[0]), REASON_WIDTH) or "none"


def spaced(name: str) -> str:
    """Return a name of the library as words, such as ``likely bot``."""
    return name.replace("_", " ")
