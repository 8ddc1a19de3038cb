"""Influence: bought likes, pods and copied comments found, false ones told, accounts compared, where truth is known.

Constants of the methods were chosen on other seeds.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
from sklearn.metrics import roc_auc_score

from fakefollow.audience import audit, wilson_bounds
from fakefollow.engagement import InfluenceReport, compare, influence
from fakefollow.profiles import ProfileTable, frame_like
from fakefollow.readers import Interactions, read
from fakefollow.report import markdown_table
from fakefollow.simulate import (
    BoughtReactions,
    CopiedComments,
    Pod,
    Purchase,
    Seller,
    SimulatedInteractions,
    simulate_audience,
    simulate_interactions,
)
from fakefollow.training import TrainingSettings
from models.bench.accounts.folds import Fold
from models.bench.reactors import Weighed, interactions_of, made_history, order_of, unseen_reactors, weighed
from models.releases import ReleasedAccounts

FIRST_SEED: Final = 20_000
N_HISTORIES: Final = 6
"""Histories of each seller and share; clean ones of each kind are four times as many, those of each size of pods five
times, for members of one are found together. A convention: the whole takes seven minutes."""
N_PAIRS: Final = 30
N_INTERACTIONS: Final = 1_000_000
SHARES: Final = (0.1, 0.3, 0.5)
SELLERS: Final[tuple[Seller, ...]] = ("batch_made", "aged", "template", "hijacked", "mixed")
POD_SIZES: Final = (5, 12, 25, 50)
CLEAN: Final[Mapping[str, Mapping[str, Any]]] = {
    "usual": {},
    "two viral posts": {"viral": 2},
    "two giveaways": {"giveaways": 2},
    "30 fans, always early": {"fans": 30},
    "posts in bursts, silence between": {"gap_spread": 2.5},
    "half of the reactions stay away": {"drop": 0.5},
    "times of likes hidden, two viral posts": {"like_times": False, "viral": 2},
    "all of these": {"viral": 1, "giveaways": 1, "fans": 20, "gap_spread": 2.0, "drop": 0.4},
}
PROTOCOL: Final = (
    "Simulated accounts of 700 to 5,000 followers with 30 to 60 posts in 90 days, of whose followers 1 to 6 % like a "
    "usual post (`simulate_interactions`: log-normal over posts and accounts, half within 80 minutes, a fifth of "
    "outsiders). Likes are bought for 5 to 25 % of the posts and come within 1 to 48 hours, evenly or fading as honest "
    "ones do, from sellers of several makes; accounts of hijacked ones have profiles of people, which no profile "
    "tells. Pods do what they were asked for on 15 of 30 posts, seven tenths of their members follow. AUC is over the "
    "likes of posts for which some were bought, averaged over histories. Nothing was bought in clean histories, "
    "whatever they look like. Alike are two accounts with as many genuine followers in a hundred, and with as many "
    "bought from other sellers. Unseen accounts: the same histories, but that all have the profiles of real accounts, "
    "genuine ones those of one group of sources, the others those of a seller of 2013; the detector was made without "
    "both. Real people who react have posted and liked, made-up ones are as silent as followers of their age: of "
    "genuine accounts 30 to 120 days old half have 554 posts and more among those who answered a stranger "
    "(genuine_accounts), 27 among the followers of a real list, 30 among made-up ones, of whom too few are therefore "
    "taken for genuine. Labels of twibot22 are weak."
)
GOALS: Final = {
    "AUC of bought likes": ">= .95",
    "clean histories with any event": "<= .05",
    "pod members found": ">= .9",
    "others among members told": "<= .001",
    "genuine share of who reacted: error": "<= .03",
    "genuine share of who reacted: truth in the interval": ".93 to .97",
    "pairs alike with a real difference": "<= .05",
}


def evaluate_influence(
    released: ReleasedAccounts,
    settings: TrainingSettings,
    folds: Sequence[Fold],
    n_histories: int,
    n_pairs: int,
    n_interactions: int,
    n_jobs: int = -1,
) -> dict[str, Any]:
    """Return rows of figures, ``figure``, ``case``, ``value``, ``n``, ``low`` and ``high``, and rows of speed."""
    shares: dict[str, list[Weighed]] = {"nothing bought": [], "likes bought": []}
    rows = [
        *_of_bought(n_histories, shares["likes bought"]),
        *_of_clean(4 * n_histories, shares["nothing bought"]),
        *_of_pods(5 * n_histories),
        *_of_copies(2 * n_histories),
    ]
    shares = {f"{case}, made-up accounts": found for case, found in shares.items()}
    shares |= unseen_reactors(released, settings, folds, max(n_histories // 2, 1), n_jobs)
    for case, found in shares.items():
        if not found:
            continue
        errors, held = ([pair[place] for pair in found] for place in (0, 1))
        rows.append(_mean("genuine share of who reacted: error", case, errors))
        rows.append(_share("genuine share of who reacted: truth in the interval", case, held))
    rows += _of_pairs(n_pairs)
    sizes = [n_interactions // 4, n_interactions // 2, n_interactions]
    return {"protocol": PROTOCOL, "rows": rows, "speed": list(_of_speed(sizes))}


def influence_parts(found: Mapping[str, Any]) -> list[str]:
    """Return the part of RESULTS.md on influence."""
    if not found:
        return []
    rows = [
        {
            "figure": row["figure"],
            "case": row["case"],
            "value": f"{row['value']:.3f} ({row['low']:.3f} to {row['high']:.3f})",
            "n": f"{row['n']:,}",
            "goal": GOALS.get(row["figure"], ""),
        }
        for row in found["rows"]
    ]
    speed = [
        {
            "interactions": f"{row['n']:,}",
            "accounts": f"{row['n_accounts']:,}",
            "seconds": f"{row['seconds']:.2f}",
            "exponent": "" if row["exponent"] is None else f"{row['exponent']:.2f}",
        }
        for row in found["speed"]
    ]
    told = (
        "Time of one core for the whole report, without reading; the exponent is that over the row above. Goal: 1 M "
        "interactions of 200 k accounts in 10 s on two cores, linear. Memory is in the part on speed."
    )
    made_by = "Made by `python -m models.bench influence`."
    return ["# Influence", made_by, found["protocol"], markdown_table(rows), told, markdown_table(speed)]


def _share(figure: str, case: str, hits: Sequence[Any]) -> dict[str, Any]:
    """Return a share with its interval by Wilson (1927)."""
    value = float(np.mean(hits)) if len(hits) else 0.0
    low, high = wilson_bounds(value, max(len(hits), 1), 0.95)
    return {"figure": figure, "case": case, "value": value, "n": len(hits), "low": low, "high": high}


def _mean(figure: str, case: str, values: Sequence[float]) -> dict[str, Any]:
    """Return a mean with the interval that its spread gives."""
    value = float(np.mean(values))
    half = 1.96 * float(np.std(values)) / np.sqrt(max(len(values) - 1, 1))
    return {"figure": figure, "case": case, "value": value, "n": len(values), "low": value - half, "high": value + half}


def _followers(made: SimulatedInteractions) -> ProfileTable:
    columns = {name: values[: made.n_followers] for name, values in made.accounts.items()}
    return read(frame_like(columns, "polars"), platform="x")


def _history(seed: int, **given: Any) -> tuple[SimulatedInteractions, InfluenceReport, Any]:
    """Return a simulated account, its report, and the row in the simulation of each account in it."""
    made = made_history(seed, **given)
    interactions, used = interactions_of(made)
    return made, influence(_followers(made), interactions), used


def _of_bought(n: int, shares: list[Weighed]) -> Iterator[dict[str, Any]]:
    """Yield how well bought likes are told from others, by what the report knows and by profiles alone."""
    for number, share in enumerate(SHARES):
        for place, seller in enumerate(SELLERS):
            by_all: list[float] = []
            alone: list[float] = []
            found: list[bool] = []
            first = FIRST_SEED + 1_000 * (len(SELLERS) * number + place)
            for seed in range(first, first + n):
                made, report, used = _history(seed, bought=[order_of(seed, share, seller)])
                at, bought = report.interactions, made.bought >= 0
                likes = (at.kind == 0) & np.isin(at.post, np.unique(at.post[bought]))
                for scores, values in ((by_all, report.applause.log_odds), (alone, report.known.against[at.account])):
                    told_of = np.where(np.isnan(values), np.nanmin(values), values)
                    scores.append(float(roc_auc_score(bought[likes], told_of[likes])))
                told = np.zeros(len(at), np.bool_)
                for event in report.applause.events:
                    told[event.rows] = True
                found += [bool(told[bought & (at.post == post)].mean() >= 0.5) for post in np.unique(at.post[bought])]
                if seller != "hijacked":
                    shares += weighed(made, report, used)
            case = f"{100 * share:.0f} % of the likes, {seller.replace('_', ' ')}"
            yield _mean("AUC of bought likes", case, by_all)
            yield _mean("AUC of bought likes by profiles alone", case, alone)
            yield _share("posts of which half of the bought likes are in events", case, found)


def _of_clean(n: int, shares: list[Weighed]) -> Iterator[dict[str, Any]]:
    """Yield how many histories in which nothing was bought have an event, and of which kinds."""
    every: list[bool] = []
    for number, (case, given) in enumerate(CLEAN.items()):
        events, kinds = [], []
        for seed in range(n):
            made, report, used = _history(FIRST_SEED + 20_000 + 1_000 * number + seed, **given)
            events.append(bool(report.applause.events))
            kinds += sorted({event.kind for event in report.applause.events})
            shares += weighed(made, report, used)
        every += events
        told = f" ({', '.join(f'{kind} {kinds.count(kind)}' for kind in sorted(set(kinds)))})" if kinds else ""
        yield _share("clean histories with any event", case + told, events)
    yield _share("clean histories with any event", "all", every)


def _of_pods(n: int) -> Iterator[dict[str, Any]]:
    """Yield how many members of pods are found, and how many others are told to be members."""
    for size in POD_SIZES:
        found, false = [], []
        for seed in range(n):
            given = {"n_posts": 30, "fans": 10 * (seed % 2)}
            made, report, used = _history(FIRST_SEED + 40_000 + 100 * size + seed, pods=[Pod(size)], **given)
            members = np.isin(used, np.unique(made.account[made.pod >= 0]))
            told = np.zeros(len(used), np.bool_)
            for event in report.applause.events:
                if event.kind == "pod":
                    told[event.accounts] = True
            found += told[members].tolist()
            false += told[~members].tolist()
        yield _share("pod members found", f"{size} members, 15 of 30 posts", found)
        yield _share("others among members told", f"{size} members, accounts that reacted", false)


def _of_copies(n: int) -> Iterator[dict[str, Any]]:
    """Yield how many copied comments are in events of copies, with templates that differ a little."""
    for variation in (0.0, 0.5):
        found = []
        for seed in range(n):
            copies = CopiedComments(30, 3, templates=4 + seed % 9, variation=variation)
            made, report, _ = _history(FIRST_SEED + 60_000 + int(100 * variation) + seed, copied=[copies], giveaways=1)
            told = np.zeros(len(made), np.bool_)
            for event in report.applause.events:
                if event.kind == "copied":
                    told[event.rows] = True
            found += told[made.copied >= 0].tolist()
        yield _share("copied comments in events", f"4 to 12 templates, {100 * variation:.0f} % varied", found)


def _of_pairs(n: int) -> Iterator[dict[str, Any]]:
    """Yield how often two accounts alike are told to differ, and two unlike ones are."""
    alike: list[bool] = []
    unlike: list[bool] = []
    for number in range(n):
        seeds = [FIRST_SEED + 70_000 + 3 * number + place for place in range(3)]
        bought = [[Purchase(0.15)], [Purchase(0.15, "aged")]] if number % 2 else [[], []]
        bought.append([Purchase(0.4, at=0.3)])
        pair = [_audited(*each) for each in zip(seeds, bought, strict=True)]
        for hits, (one, other) in zip((alike, unlike), pairwise(pair), strict=True):
            rows = compare([one, other]).differences
            hits.append(any(row["is_real"] for row in rows if row["figure"] == "genuine_share"))
    yield _share("pairs alike with a real difference", "nothing bought, or 15 % of two sellers", alike)
    yield _share("pairs unlike with a real difference", "0 or 15 %, and 40 % bought", unlike)


def _audited(seed: int, purchases: Sequence[Purchase]) -> Any:
    n = int(np.random.default_rng(seed).integers(600, 1500))
    return audit(simulate_audience(n, purchases=purchases, random_state=seed).profiles, platform="x")


def large_history(n_interactions: int) -> tuple[ProfileTable, Interactions]:
    """Return followers and interactions, a fifth as many accounts, with likes bought, a pod and copied comments."""
    made = simulate_interactions(
        200,
        max(n_interactions // 8, 100),
        reacting_share=0.034,
        bought=[BoughtReactions(0.3, 10, hours=24.0)],
        pods=[Pod(25)],
        copied=[CopiedComments()],
        random_state=FIRST_SEED,
    )
    return _followers(made), interactions_of(made)[0]


def _of_speed(sizes: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Yield process time of a report by the number of interactions, and the power with which it grows."""
    earlier: tuple[int, float] | None = None
    for size in sizes:
        followers, interactions = large_history(size)
        start = time.process_time()
        influence(followers, interactions)
        seconds, n = time.process_time() - start, len(interactions)
        power = None if earlier is None else float(np.log(seconds / earlier[1]) / np.log(n / earlier[0]))
        yield {"n": n, "n_accounts": len(interactions.accounts), "seconds": seconds, "exponent": power}
        earlier = n, seconds
