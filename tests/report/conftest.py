"""Made-up summaries of audience audits, plain data as reports take it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

EPOCH = datetime(2010, 1, 1, tzinfo=UTC)


def _followed_day(rank: Any, n: int) -> Any:
    """Return days after EPOCH at which a made-up follower of that rank came: ten years, ever faster."""
    return 3650.0 * (rank / n) ** 0.7


def _made_up_events(places: Sequence[tuple[int, int]], n: int) -> list[dict[str, Any]]:
    """Return purchase events at start rank and size, created 20 to 12 days before."""
    starts = [EPOCH + timedelta(days=_followed_day(start, n)) for start, _ in places]
    ends = [EPOCH + timedelta(days=_followed_day(start + size, n)) for start, size in places]
    return [
        {
            "start_rank": start,
            "end_rank": start + size - 1,
            "size": size,
            "excess": {"estimate": 0.9 * size, "low": 0.85 * size, "high": 0.97 * size},
            "followed_from": first.isoformat(),
            "followed_to": last.isoformat(),
            "created_from": (first - timedelta(days=20)).isoformat(),
            "created_to": (first - timedelta(days=12)).isoformat(),
            "p_value": 1e-9,
            "p_adjusted": 3e-8,
            "q_value": 3e-8,
            "signs": [
                "91 % of these accounts were created within eight days; 3 % are usual here.",
                "They followed 14 times as fast as those before and after.",
            ],
        }
        for (start, size), first, last in zip(places, starts, ends, strict=True)
    ]


def _made_up_timeline(n: int, events: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the density of n organic followers over ten years, nine of ten in events created together."""
    generator, n_ranks, ranks = np.random.default_rng(5), min(200, max(n // 4, 1)), np.arange(n)
    created = _followed_day(ranks, n) * generator.random(n) ** 0.5
    authenticity = np.full(n, 0.85)
    for event in events:
        bought = event["start_rank"] + np.flatnonzero(generator.random(event["size"]) < 0.9)
        created[bought] = _followed_day(event["start_rank"], n) - generator.uniform(12, 20, len(bought))
        authenticity[bought] = 0.1
    rank_edges, day_edges = np.linspace(0, n, n_ranks + 1), np.linspace(0, 3650, min(100, n_ranks) + 1)
    counts = np.histogram2d(ranks, np.maximum(created, 0.0), [rank_edges, day_edges])[0].astype(int)
    means = np.histogram(ranks, rank_edges, weights=authenticity)[0] / counts.sum(axis=1)
    edge_days = _followed_day(rank_edges, n).tolist()
    return {
        "rank_edges": rank_edges.tolist(),
        "created_edges": [(EPOCH + timedelta(days=day)).isoformat() for day in day_edges.tolist()],
        "followers": counts.tolist(),
        "authenticity": [None, *means.tolist()[1:]],
        "followed_at": [(EPOCH + timedelta(days=day)).isoformat() for day in edge_days],
    }


def _figure(estimate: float, margin: float, most: float = 1.0) -> dict[str, float]:
    low, high = max(estimate - margin, 0.0), min(estimate + margin, most)
    return {"estimate": estimate, "low": low, "high": high}


def _made_up_quality(n: int, genuine: float, margin: float) -> list[dict[str, Any]]:
    rows = {
        "followers": ("followers", 1.0, 0.0, ""),
        "genuine": ("genuine followers", genuine, margin, ""),
        "active": ("active among them", 0.4 * genuine, margin, "posted within 90 days"),
        "inactive": ("inactive among them", 0.5 * genuine, margin, "inactive is not fake"),
        "activity_unknown": ("activity not known", 0.1 * genuine, 0.0, "last post not observed"),
        "mass_following": ("mass followers", 0.1, margin, "follow 2,000 and more, ten times their followers"),
        "reach": ("reach of genuine followers", 180.0 * genuine, margin, "sum of their own followers"),
    }
    return [
        {"name": name, "label": label, "note": note}
        | {part: n * value for part, value in _figure(share, width, 1e3).items()}
        for name, (label, share, width, note) in rows.items()
    ]


def _made_up_growth(n: int) -> dict[str, Any]:
    """Return how many of n followers had come by each of at most 200 dates, known to within a fiftieth."""
    ranks = np.linspace(0, n, min(200, max(n, 2)))
    days = _followed_day(ranks, n).tolist()
    return {
        "dates": [(EPOCH + timedelta(days=day)).isoformat() for day in days],
        "followers": ranks.tolist(),
        "low": np.maximum(ranks - n / 50, 0).tolist(),
        "high": np.minimum(ranks + n / 50, n).tolist(),
    }


def _made_up_distribution(n: int, genuine: float) -> dict[str, Any]:
    """Return the authenticity of n followers: most at both ends, more so with evidence of the audience."""
    edges = np.linspace(0, 1, 21)
    alone, fused = ((1 - genuine) * (1 - edges[:-1]) ** k + genuine * edges[1:] ** k for k in (6, 24))
    return {
        "edges": edges.round(2).tolist(),
        "profile": np.rint(n * alone / alone.sum()).astype(int).tolist(),
        "fused": np.rint(n * fused / fused.sum()).astype(int).tolist(),
        "not_enough_data": n // 50,
    }


def _made_up_verdicts(n: int, genuine: float) -> dict[str, dict[str, int]]:
    shares = {"authentic": genuine, "likely_purchased": 0.8 - genuine, "likely_bot": 0.05, "uncertain": 0.13}
    counts = {verdict: round(n * share) for verdict, share in shares.items()}
    counts["not_enough_data"] = n - sum(counts.values())
    sure = counts["likely_purchased"] + counts["uncertain"]
    return {"profile": counts, "fused": counts | {"uncertain": 0, "likely_purchased": sure}}


def _made_up_reasons(n: int) -> list[dict[str, Any]]:
    texts = {
        ("followers_per_following", "purchased"): "follows 1,204 accounts and is followed by 3",
        ("in_event", "purchased"): "followed in a run of 204 that does not look organic",
        ("account_age_days", "purchased"): "was created 9 days before it was observed",
        ("posts_per_day", "bot"): "posts 412 times a day",
        ("bio_length", "purchased"): "has no bio",
        ("username_digit_share", "bot"): "six of ten characters of the username are digits",
    }
    return [
        {
            "feature": feature,
            "kind": kind,
            "n_accounts": n // (5 + 3 * place),
            "share": 1 / (2 + place),
            "mean_evidence": 2.4 - 0.3 * place,
            "text": f"{text}: speaks for {kind} (+2.40)",
            "n_looked_at": n // 2,
        }
        for place, ((feature, kind), text) in enumerate(texts.items())
    ]


def _made_up_sample(n: int) -> list[dict[str, Any]]:
    """Return rows of three accounts for each reason to show them; of the last nothing but the id was observed."""
    names = [("Anna10482210", "Anna"), ("moon_1", "نور القمر"), (None, None)]
    whys = {"least authentic": 0.004, "uncertain": 0.48, "drawn at random": 0.97}
    return [
        {
            "why": why,
            "row": 3 * group + place,
            "rank": None if username is None else n - 1 - 3 * group - place,
            "id": f"95{group}{place}",
            "username": username,
            "name": name,
            "created_at": None if username is None else "2019-04-01T00:00:00+00:00",
            "followed_at": None if username is None else "2019-05-01T10:30:00+00:00",
            "authenticity": None if username is None else authenticity,
            "verdict": "not_enough_data" if username is None else "uncertain",
            "coverage": 0.0 if username is None else 0.9,
            "reasons": "" if username is None else "has no bio: speaks for bot (+0.31); posts often",
        }
        for group, (why, authenticity) in enumerate(whys.items())
        for place, (username, name) in enumerate(names)
    ]


@pytest.fixture(scope="session")
def make_summary() -> Callable[..., dict[str, Any]]:
    """Return a function that makes up the summary of an audience audit, plain data as `AuditReport.to_dict` gives."""

    def make(
        n: int = 29_000,
        genuine: float = 0.71,
        purchased: float = 0.25,
        margin: float = 0.03,
        places: Sequence[tuple[int, int]] = ((12_000, 2_900), (20_000, 900), (26_000, 400)),
        drawn: bool = True,
        **changes: Any,
    ) -> dict[str, Any]:
        events, bot = _made_up_events(places, n), 1.0 - genuine - purchased
        kinds = {"genuine": genuine, "purchased": purchased, "bot": bot}
        summary = {
            "model": "x",
            "model_platform": "x",
            "platform": "x",
            "order": "newest_first",
            "looked_for_purchases": changes.get("order", "newest_first") != "unordered",
            "n_rows": n,
            "n_followers": n,
            "n_weighed": n - n // 50,
            "total_followers": n,
            "observed_at": "2020-05-31T00:00:00+00:00",
            "level": 0.95,
            "held": 0.8,
            "n_labels": 0,
            "withheld": None,
            "finding": f"About {genuine:.0%} of these followers look genuine.",
            "notices": [],
            "unread": [],
            "shares": {kind: _figure(share, margin) for kind, share in kinds.items()},
            "flagged_share": 0.9 * (1.0 - genuine) + 0.02,
            "fit": {"good": True, "statistic": 3.1, "limit": 9.5, "sentence": "The scores fit."},
            "quality": _made_up_quality(n, genuine, margin),
            "purchases": events,
            "drip": _figure(0.05, margin),
            "cohorts": [
                {
                    "size": 412,
                    "rule": "username_template",
                    "template": "Aaaa99999999",
                    "examples": ["Anna10482210", "Carl92210482"],
                },
                {"size": 37, "rule": "bio", "template": "Crypto and coffee", "examples": ["moon_1"]},
            ],
            "n_cohort_members": 449,
            "n_identical": 0,
            "follow_times": {
                "basis": "estimated",
                "first": "2010-01-04T00:00:00+00:00",
                "last": "2019-12-29T00:00:00+00:00",
                "median_error_hours": 3.14,
                "level": 0.95,
            },
            "limits": ["The model has seen accounts of 2009 to 2017 only."],
            "timeline": _made_up_timeline(n, events) if drawn else None,
            "growth": _made_up_growth(n) if drawn else None,
            "score_distribution": _made_up_distribution(n, genuine),
            "verdicts": _made_up_verdicts(n, genuine),
            "reasons": _made_up_reasons(n),
            "sample": _made_up_sample(n),
            "method": ["Scores are sums of evidence of single features.", "Shares weigh every score."],
        }
        return summary | changes

    return make
