"""RESULTS.md from results.json: where we stand beside each baseline, and where we are weak."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from fakefollow.evaluation.baselines import ALL_BASELINES
from fakefollow.evaluation.folds import HARD_BOT_SOURCES
from fakefollow.evaluation.harness import OURS
from fakefollow.training.cards import markdown_table

TITLES: Final = {
    "vendors": "Sellers never seen",
    "bots": "Automated accounts of sources never seen",
    "false_positives": "False positives",
    "missing_fields": "Missing fields",
    "evasion": "Evasion",
}
NOTES: Final = {
    "vendors": "Baselines learn with balanced classes and are judged at the threshold that their source states, one "
    "half for those that learn; ours is set for 2 % false positives. So compare orders by AUC and recall at 1 % false "
    "positives, and MCC and false positives as what a user would get.",
    "bots": f"Means and worst values leave out {' and '.join(HARD_BOT_SOURCES)}, whose labels a profile hardly shows.",
    "false_positives": "A method that flags next to nothing has few: read it beside the recall above.",
}

SHOWN: Final = (
    "mean_auc",
    "worst_auc",
    "mean_mcc",
    "worst_mcc",
    "mean_recall_at_1_percent",
    "mean_false_positive_rate",
    "mean_ece",
)


def results_to_markdown(results: Mapping[str, Any]) -> str:
    """Return results as Markdown; every number in it stands in the results."""
    parts = [
        "# Results",
        "Made by `fakefollow evaluate`; every figure is in `results.json` with its interval "
        f"({results['interval']}, seed {results['seed']}).",
    ]
    for name, protocol in results["protocols"].items():
        parts += [f"## {TITLES[name]}", protocol["protocol"], *([NOTES[name]] if name in NOTES else [])]
        parts += _PARTS.get(name, _plain_parts)(protocol)
    return "\n\n".join(parts) + "\n"


def _title(method: str) -> str:
    return method if method == OURS else ALL_BASELINES[method].title


def _comparison_parts(protocol: Mapping[str, Any]) -> list[str]:
    rows = [
        {"method": _title(method), **{name: values.get(name) for name in SHOWN}}
        for method, values in protocol["mean"].items()
    ]
    ours = [
        {name: value for name, value in row.items() if name != "method"}
        for row in protocol["rows"]
        if row["method"] == OURS
    ]
    by_fold = [f"{OURS}, fold by fold:", markdown_table(ours)] if ours else []
    return [markdown_table(rows), *by_fold]


def _false_positive_parts(protocol: Mapping[str, Any]) -> list[str]:
    """Return one row a method, one column a source, flagged per 1,000."""
    table: dict[str, dict[str, Any]] = {}
    for row in protocol["rows"]:
        text = "too few" if row["per_1000"] is None else f"{row['per_1000']} ({row['low']} to {row['high']})"
        table.setdefault(row["method"], {"method": _title(row["method"])})[row["source"]] = text
    return [markdown_table(list(table.values()))]


def _plain_parts(protocol: Mapping[str, Any]) -> list[str]:
    return [markdown_table(protocol["rows"])]


_PARTS: Final[Mapping[str, Callable[[Mapping[str, Any]], list[str]]]] = {
    "vendors": _comparison_parts,
    "bots": _comparison_parts,
    "false_positives": _false_positive_parts,
}
