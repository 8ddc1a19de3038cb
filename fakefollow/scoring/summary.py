"""Scores in a few numbers and lines: the plain data that the summary, the text, the HTML and the JSON share."""

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.errors import DriftWarning, warn_caller
from fakefollow.profiles import FloatArray
from fakefollow.report import one_line, plural
from fakefollow.scoring.drift import drift_line
from fakefollow.scoring.policy import NOT_ENOUGH_DATA

if TYPE_CHECKING:
    from fakefollow.scoring.scores import Scores


N_BINS: Final = 20
PLATFORM_WIDTH: Final = 40
"""Rows may name any platform; of a longer name only so much is shown."""


def score_facts(scores: "Scores") -> dict[str, Any]:
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
    }


def score_distribution(verdict: NDArray[np.str_], **authenticity: FloatArray) -> dict[str, Any]:
    """Return how many accounts have which authenticity, in bins of .05; those without enough data are left out.

    Parameters
    ----------
    verdict : ndarray of str, shape (n,)
        Tells which accounts have not enough data.
    **authenticity : ndarray of float64, shape (n,)
        By what it rests on: ``profile`` alone, or ``fused`` with what the audience says.

    Returns
    -------
    dict
        ``edges`` (a value equal to an edge belongs to the bin above it, 1 to the last), the counts under each of the
        given names, and ``not_enough_data``, the number of accounts left out.

    Examples
    --------
    >>> import numpy as np
    >>> verdict = np.array(["authentic", "likely_bot", "not_enough_data"])
    >>> found = score_distribution(verdict, profile=np.array([0.97, 0.01, 0.85]))
    >>> found["profile"][0], found["profile"][-1], sum(found["profile"]), found["not_enough_data"]
    (1, 1, 2, 1)
    """
    edges = [step / N_BINS for step in range(N_BINS + 1)]
    enough = verdict != NOT_ENOUGH_DATA
    counts = {name: np.histogram(values[enough], edges)[0].tolist() for name, values in authenticity.items()}
    return {"edges": edges, **counts, "not_enough_data": int((~enough).sum())}


def warn_of_drift(facts: Mapping[str, Any]) -> None:
    """Warn where the accounts differ from those that the model was learnt on in what the scores rest on."""
    line = drift_line(facts["drift"] or {}, facts["drift_share"] or 0.0)
    if line is not None:
        warn_caller(
            f"these accounts are unlike those that model {facts['model']!r} was learnt on: "
            f"{line}; look at some by hand before you rely on them",
            DriftWarning,
        )


def least_authentic(scores: "Scores", n_accounts: int) -> list[dict[str, Any]]:
    """Return the accounts of lowest authenticity, lowest first, see `Scores.least_authentic`."""
    rows = np.argsort(scores.authenticity, kind="stable")[:n_accounts]
    names = scores.table.texts("username").take(rows).to_list()
    return [
        {
            "row": row,
            "username": name,
            "authenticity": score.authenticity,
            "verdict": score.verdict,
            "main_reason": score.main_reason,
        }
        for row, name in zip(rows.tolist(), names, strict=True)
        for score in (scores[row],)
    ]


def headline(facts: Mapping[str, Any]) -> list[str]:
    """Return the lines that every view begins with: accounts and model, means, issues, drift."""
    accounts = plural(facts["n_accounts"], "account")
    lines = [f"Scores of {accounts} by model {facts['model']!r}{_for_whom(facts)}"]
    if facts["n_accounts"]:
        mean, coverage = facts["mean_authenticity"], facts["mean_coverage"]
        lines.append(f"mean authenticity {mean:.3f} (1 = genuine), mean coverage {coverage:.2f}")
    if facts["n_issues"]:
        lines.append(f"{plural(facts['n_issues'], 'issue')} met in reading: see scores.table.issues")
    drift = drift_line(facts["drift"] or {}, facts["drift_share"] or 0.0)
    return lines if drift is None else [*lines, drift]


def _for_whom(facts: Mapping[str, Any]) -> str:
    """Say what the model was learnt on, if its name does not, where the profiles are of another platform."""
    platform, learnt_on = facts["platform"], facts["model_platform"]
    if platform in (None, learnt_on):
        return ""
    name = "other" if platform == "generic" else one_line(platform, PLATFORM_WIDTH)
    origin = "" if learnt_on == facts["model"] else f" (learnt on {'X' if learnt_on == 'x' else learnt_on})"
    return f"{origin} for {name} profiles"


def verdict_rows(facts: Mapping[str, Any]) -> list[tuple[str, int, float]]:
    """Return each verdict with its number of accounts and their share, 0 where there are no accounts."""
    whole = max(facts["n_accounts"], 1)
    return [(verdict, n, n / whole) for verdict, n in facts["verdicts"].items()]
