"""The part of RESULTS.md about GitHub: a lead of sentences made from figures, and one section a protocol."""

from collections.abc import Mapping
from typing import Any, Final

from fakefollow.report import markdown_table
from models.bench.accounts.github import AGES, LEAKS, OWN, QUARTERS, SAME_QUARTER, WITHOUT_AGE
from models.bench.results.tables import COMPARED, cell, method_title, per_thousand_cell, table

Protocols = Mapping[str, Mapping[str, Any]]

FORESTS: Final = ("our_forest", "full_trees", "counts")

GITHUB_TITLES: Final = {
    QUARTERS: "GitHub: quarters of creation never seen",
    SAME_QUARTER: "GitHub: order among accounts of the same quarter",
    AGES: "GitHub: who is flagged, by age",
    LEAKS: "GitHub: what tells without looking at an account",
}
ORDER: Final = {
    "method": "method",
    **{f"recall_at_{rate}_percent": f"recall at {rate} % false positives" for rate in (1, 2, 5)},
    "auc_same_quarter": "AUC in the same quarter",
    "n_quarters": "quarters",
}
BY_AGE: Final = {
    "age": "age",
    "n_genuine": "genuine",
    "per_1000": "flagged per 1,000",
    "per_1000_at_1_percent": "at 1 % of all, per 1,000",
    "n_campaign": "campaign accounts",
    "recall": "share of them flagged",
}


def github_lines(protocols: Protocols) -> list[str]:
    """Return what the figures on GitHub come to, in sentences; none where nothing was measured."""
    if QUARTERS not in protocols:
        return []
    means = protocols[QUARTERS]["mean"]
    order = {row["method"]: row for row in protocols[SAME_QUARTER]["rows"]}
    aucs = {method: mean["mean_auc"] for method, mean in means.items()}
    best = max((name for name in FORESTS if name in aucs), key=lambda name: aucs[name])
    others = ", ".join(
        f"{method_title(name)} {aucs[name]:.3f}" for name in aucs if name not in (OWN, WITHOUT_AGE, *FORESTS)
    )
    own = means[OWN]
    return [
        f"GitHub, quarters held out: AUC {aucs[OWN]:.3f}, best forest "
        f"{method_title(best)} {aucs[best]:.3f}; without age {aucs[WITHOUT_AGE]:.3f}; {others}.",
        f"Among GitHub accounts created in the same quarter: AUC {cell(order[OWN]['auc_same_quarter'])}, best forest "
        f"{cell(order[best]['auc_same_quarter'])}. Campaign accounts are younger, and young accounts are "
        "emptier; age is the date of creation in these data.",
        f"GitHub by default: {own['mean_recall']:.3f} of the campaign accounts flagged at a false-positive rate of "
        f"{own['mean_false_positive_rate']:.4f}. An empty profile is no proof, so this is low by intent.",
    ]


def _quarter_parts(protocol: Mapping[str, Any]) -> list[str]:
    means = [{"method": method_title(method), **values} for method, values in protocol["mean"].items()]
    return [table(means, {"method": "method", **COMPARED})]


def _order_parts(protocol: Mapping[str, Any]) -> list[str]:
    return [table([{**row, "method": method_title(row["method"])} for row in protocol["rows"]], ORDER)]


def _age_parts(protocol: Mapping[str, Any]) -> list[str]:
    return [table([{**row, "per_1000": per_thousand_cell(row)} for row in protocol["rows"]], BY_AGE)]


def _leak_parts(protocol: Mapping[str, Any]) -> list[str]:
    rows = [{key.replace("_", " "): cell(value) for key, value in row.items()} for row in protocol["rows"]]
    return [markdown_table(rows)]


GITHUB_SECTIONS: Final = {QUARTERS: _quarter_parts, SAME_QUARTER: _order_parts, AGES: _age_parts, LEAKS: _leak_parts}
