"""The part of RESULTS.md about other platforms: a lead of sentences made from figures, then one section a protocol."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fakefollow.report import markdown_table
from models.bench.accounts.platforms import GENERIC, LEAKS, LISTS, OF_X, OWN, PLATFORM_BASELINES, RANDOM_ACCOUNTS
from models.bench.baselines import ALL_BASELINES
from models.bench.results.github import GITHUB_SECTIONS, GITHUB_TITLES, github_lines
from models.bench.results.tables import BY_FOLD, COMPARED, cell, method_title, per_thousand_cell, table

Protocols = Mapping[str, Mapping[str, Any]]
Rows = Sequence[Mapping[str, Any]]

OURS: Final = (OWN, OF_X)
HAND_LABELLED: Final = "srf-instagram-2017"
BOUGHT: Final = "purba-instagram-2019"

TITLES: Final = {
    "instagram_sets": "Instagram: sets never seen",
    RANDOM_ACCOUNTS: "Instagram: accounts drawn at random",
    LEAKS: "Instagram: what tells without looking at an account",
    "instagram_unseen": "Learnt on X, tested on Instagram",
    "x_unseen": "Learnt on Instagram, tested on X",
    LISTS: "Follower lists that nobody labelled",
    **GITHUB_TITLES,
}
LEAK_NOTE: Final = (
    "Ids, times and missing fields tell nothing: within a set both classes show the same fields, and what another set "
    "shows does not carry over. Baselines are judged at the threshold that their source states, ours at the "
    "false-positive rate of their cards; so compare orders by AUC and recall at 1 % false positives, and MCC as what a "
    "user would get."
)
IN_LISTS: Final = {
    **{"list": "list", "n_accounts": "accounts", "flagged": "flagged", "per_1000": "per 1,000"},
    "thresholds": "by thresholds alone, per 1,000",
    "rule": "the one-line rule, per 1,000",
}
RANDOM: Final = {"method": "method", "n_accounts": "accounts", "flagged": "flagged", "per_1000": "per 1,000"}


def platform_parts(results: Mapping[str, Any]) -> list[str]:
    """Return the parts of Markdown about other platforms; none where nothing was measured."""
    if not results:
        return []
    protocols = results["protocols"]
    parts = [
        "# Other platforms",
        f"Made by `python -m models.bench platforms`; intervals: {results['interval']}, seed {results['seed']}.",
        "\n".join(f"- {line}" for line in lead_lines(protocols)),
    ]
    for name, protocol in protocols.items():
        parts += [f"## {TITLES[name]}", protocol["protocol"], *SECTIONS[name](protocol)]
    return parts


def lead_lines(protocols: Protocols) -> list[str]:
    """Return what the figures come to, in sentences, and how little they prove."""
    sets = protocols["instagram_sets"]
    drawn = {row["method"]: row for row in protocols[RANDOM_ACCOUNTS]["rows"]}
    flagged = "; ".join(f"{name} {per_thousand_cell(drawn[name])}" for name in OURS if name in drawn)
    n_drawn = next(iter(drawn.values()))["n_accounts"]
    return [
        *(_range_line(name, sets["rows"]) for name in OURS if name in sets["mean"]),
        _baseline_line(sets["mean"]),
        f"Of {n_drawn:,} accounts drawn at random, flagged per 1,000: {flagged}.",
        _proof_line(sets["rows"]),
        *_generic_lines(protocols),
        *github_lines(protocols),
    ]


def _range_line(method: str, rows: Rows) -> str:
    found = [row for row in rows if row["method"] == method]
    auc, recall, false = (
        f"{min(values):.3f} to {max(values):.3f}"
        for name in ("auc", "recall", "false_positive_rate")
        if (values := [row[name]["value"] for row in found])
    )
    return (
        f"{method.capitalize()}, over {len(found)} sets: AUC {auc}, share of fakes flagged {recall}, share of genuine "
        f"accounts flagged {false}."
    )


def _baseline_line(means: Protocols) -> str:
    """Return the best and the simplest baseline beside ours."""
    kinds = {name: one.kind for name, one in {**ALL_BASELINES, **PLATFORM_BASELINES}.items()}
    aucs = {name: mean["mean_auc"] for name, mean in means.items() if kinds.get(name, "leak") != "leak"}
    best = max(aucs, key=lambda name: aucs[name])
    ours = ", ".join(f"{name} {means[name]['mean_auc']:.3f}" for name in OURS if name in means)
    return (
        f"Mean AUC: {ours}; best baseline {method_title(best)} {aucs[best]:.3f}; one line, "
        f"{method_title('one_line')}, {aucs['one_line']:.3f}."
    )


def _generic_lines(protocols: Protocols) -> list[str]:
    """Return what the generic model does where it has not learnt, beside the bare ratio; none if not measured."""
    if LISTS not in protocols:
        return []
    told = []
    for name, cells in (("instagram_unseen", "sets of Instagram"), ("x_unseen", "cells of X")):
        means = protocols[name]["mean"]
        others = ", ".join(f"{method_title(one)} {means[one]['mean_auc']:.3f}" for one in means if one != GENERIC)
        told.append(f"{cells} {means[GENERIC]['mean_auc']:.3f} ({others})")
    listed = ", ".join(f"{row['list']} {per_thousand_cell(row)}" for row in protocols[LISTS]["rows"])
    return [
        f"Model generic, learnt on the other platform alone, mean AUC: {'; '.join(told)}.",
        f"As it ships it flags, per 1,000 of lists that nobody labelled: {listed}.",
    ]


def _proof_line(rows: Rows) -> str:
    """Return how little the sets prove."""
    fakes = {row["fold"].split(" x ")[0]: row["n_not_genuine"] for row in rows}
    others = [n for name, n in fakes.items() if name not in (HAND_LABELLED, BOUGHT)]
    return (
        f"How little this proves: {fakes[HAND_LABELLED]:,} fakes were labelled by hand, by one newsroom in 2017"
        + (f", and {fakes[BOUGHT]:,} bought from sellers in 2019" if BOUGHT in fakes else "")
        + f"; the other {sum(others):,} are of {len(others)} sets that do not say where their labels come from. No "
        "seller is named, so sets are held out, not sellers, and the intervals are of accounts, not of sets."
    )


def _set_parts(protocol: Mapping[str, Any]) -> list[str]:
    """Return the means of every method, then our models set by set."""
    means = [{"method": method_title(method), **values} for method, values in protocol["mean"].items()]
    ours = [{**row, "held out": row["fold"].split(" x ")[0]} for row in protocol["rows"] if row["method"] in OURS]
    columns = {"method": "method", "held out": "set", **{k: v for k, v in BY_FOLD.items() if k != "fold"}}
    compared = {key: title for key, title in COMPARED.items() if key != "mean_ece"}
    return [LEAK_NOTE, table(means, {"method": "method", **compared}), "Set by set:", table(ours, columns)]


def _left_out_parts(protocol: Mapping[str, Any]) -> list[str]:
    """Return the means of every method, then the generic model cell by cell."""
    means = [{"method": method_title(method), **values} for method, values in protocol["mean"].items()]
    ours = [row for row in protocol["rows"] if row["method"] == GENERIC]
    compared = {key: title for key, title in COMPARED.items() if key != "mean_ece"}
    return [table(means, {"method": "method", **compared}), "Cell by cell:", table(ours, BY_FOLD)]


def _list_parts(protocol: Mapping[str, Any]) -> list[str]:
    plain = ("thresholds", "rule")
    rows = [
        {**row, "per_1000": per_thousand_cell(row), **{name: f"{row[name]:.1f}" for name in plain}}
        for row in protocol["rows"]
    ]
    return [table(rows, IN_LISTS)]


def _random_parts(protocol: Mapping[str, Any]) -> list[str]:
    rows = [
        {**row, "method": method_title(row["method"]), "per_1000": per_thousand_cell(row)} for row in protocol["rows"]
    ]
    return [table(rows, RANDOM)]


def _leak_parts(protocol: Mapping[str, Any]) -> list[str]:
    rows = [{key.replace("_", " "): cell(value) for key, value in row.items()} for row in protocol["rows"]]
    return [markdown_table(rows)]


SECTIONS: Final = {
    "instagram_sets": _set_parts,
    RANDOM_ACCOUNTS: _random_parts,
    LEAKS: _leak_parts,
    "instagram_unseen": _left_out_parts,
    "x_unseen": _left_out_parts,
    LISTS: _list_parts,
    **GITHUB_SECTIONS,
}
