"""What is told of many scores: a few numbers, and the lines that every view of them begins with.

Gets scores as they are and must not know their class, which is above.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from fakefollow.report import is_foreign, one_line, plural, spelt
from fakefollow.scoring.distributions import drift_line, score_distribution
from fakefollow.scoring.policy import GENERIC

DEFAULT_MODEL: Final = "x"  # of profiles of which nothing says the platform
PLATFORM_WIDTH: Final = 40  # rows may name any platform; of a longer name only so much is shown


def score_facts(scores: Any) -> dict[str, Any]:
    """Return the whole in a few numbers, see `Scores.summary`."""
    counts = Counter(scores.verdict.tolist())
    whose = "fused" if scores.circumstances else "profile"
    return {
        "model": scores.model,
        "model_platform": scores.model_platform,
        "platform": scores.platform,
        "n_accounts": len(scores),
        "verdicts": {verdict: counts.get(verdict, 0) for verdict in scores.verdict_names},
        "mean_authenticity": float(scores.authenticity.mean()) if len(scores) else None,
        "mean_coverage": float(scores.coverage.mean()) if len(scores) else None,
        "prior_not_genuine": 1.0 - 1.0 / (1.0 + float(np.exp(scores.prior_log_odds).sum())),
        "score_distribution": score_distribution(scores.verdict, **{whose: scores.authenticity}),
        "n_issues": len(scores.table.issues),
        "drift": None if scores.drift is None else dict(scores.drift),
        "drift_share": scores.drift_share,
        "withheld": scores.withheld,
    }


def headline(facts: Mapping[str, Any]) -> list[str]:
    """Return the lines that every view begins with: accounts and model, means, issues, drift."""
    lines = [f"Scores of {plural(facts['n_accounts'], 'account')} by model {facts['model']!r}{_for_whom(facts)}"]
    if facts["n_accounts"]:
        mean, coverage = facts["mean_authenticity"], facts["mean_coverage"]
        lines.append(f"mean authenticity {mean:.3f} (1 = genuine), mean coverage {coverage:.2f}")
    if facts["n_issues"]:
        lines.append(f"{plural(facts['n_issues'], 'issue')} met in reading: scores.table.issues has them")
    return [*lines, *filter(None, (drift_line(facts["drift"] or {}, facts["drift_share"] or 0.0), facts["withheld"]))]


def _for_whom(facts: Mapping[str, Any]) -> str:
    """Say what the model was learnt on, if its name does not, where the profiles are of another platform."""
    if not is_foreign(facts):
        nobody_said = facts["platform"] is None and facts["model"] == DEFAULT_MODEL and facts["n_accounts"]
        return ", taken to be of X: pass platform= if they are not" if nobody_said else ""
    platform, learnt_on = facts["platform"], facts["model_platform"]
    name = "other" if platform == GENERIC else one_line(platform, PLATFORM_WIDTH)
    origin = "" if learnt_on == facts["model"] else f" (learnt on {spelt(learnt_on)})"
    return f"{origin} for {name} profiles"


def verdict_rows(facts: Mapping[str, Any]) -> list[tuple[str, int, float]]:
    """Return each verdict with its number of accounts and their share, 0 where there are no accounts."""
    return [(verdict, n, n / max(facts["n_accounts"], 1)) for verdict, n in facts["verdicts"].items()]
