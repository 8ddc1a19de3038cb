"""The first screen of RESULTS.md: where we stand beside our goals and the best baselines, and where we are weak."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fakefollow.training import markdown_table
from models.bench.results.goals import Standing, standings, weakest_folds
from models.bench.results.results_tables import method_title

PROTOCOLS: Final = {
    "vendors": "Sellers never seen",
    "bots": "Automated accounts of sources never seen",
    "false_positives": "False positives per 1,000",
    "abstention": "Surest 80 % judged",
    "missing_fields": "Worst single field missing",
    "evasion": "Worst move of a seller",
}
FIGURES: Final = {
    "mean_auc": "mean AUC",
    "worst_auc": "worst AUC",
    "mean_mcc": "mean MCC",
    "worst_mcc": "worst MCC",
    "mean_recall_at_1_percent": "mean recall at 1 % false positives",
    "mean_ece": "mean calibration error",
    "ratio_80": "errors against those of all, ratio",
    "auc_lost": "AUC lost",
    "false_positive_ratio": "false positives, ratio",
    "recall_lost": "share of recall lost",
    "leak_auc": "mean AUC of the best leak baseline",
}


def lead_parts(results: Mapping[str, Any]) -> list[str]:
    """Return the lead: one table, then every goal missed and the weakest folds."""
    found = standings(results)
    if not found:
        return []
    return [
        "## Where we stand",
        "Baselines that use leaks stand in the last row only. False positives are compared with the baseline of best "
        "mean AUC, for a method that flags nobody has none.",
        markdown_table([_row(one) for one in found]),
        "## Where we are weak",
        "\n".join([*_missed_lines(found), *_weakest_lines(results)]),
    ]


def _missed_lines(found: Sequence[Standing]) -> list[str]:
    """Return one line a protocol with every goal that is missed."""
    missed: dict[str, list[str]] = {}
    for one in found:
        if one.is_missed:
            text = f"{FIGURES.get(one.figure, one.figure)} {_ours(one)}, goal {_goal(one)}"
            missed.setdefault(PROTOCOLS[one.protocol], []).append(text)
    return [f"- {title}: {'; '.join(texts)}." for title, texts in missed.items()] or ["- Every goal is met."]


def _weakest_lines(results: Mapping[str, Any]) -> list[str]:
    folds = "; ".join(f"{name} ({auc:.3f})" for name, auc in weakest_folds(results))
    return [f"- Weakest folds by AUC: {folds}."] if folds else []


def _row(one: Standing) -> dict[str, str]:
    return {
        "figure": f"{PROTOCOLS[one.protocol]}: {FIGURES.get(one.figure, one.figure)}",
        "ours": _ours(one),
        "goal": _goal(one),
        "best baseline": _baseline(one),
    }


def _ours(one: Standing) -> str:
    if one.ours is None:
        return ""
    return _number(one, one.ours) + (f" ({one.case})" if one.case else "")


def _goal(one: Standing) -> str:
    if one.goal is None:
        return ""
    return f"{'at most' if one.goal.at_most else 'at least'} {_number(one, one.goal.bound)}"


def _baseline(one: Standing) -> str:
    if one.baseline is None:
        return ""
    method, value = one.baseline
    return f"{method_title(method)}, {_number(one, value)}"


def _number(one: Standing, value: float) -> str:
    return f"{value:.1f}" if one.protocol == "false_positives" else f"{value:.3f}"
