"""The first screen of RESULTS.md: where we stand beside our goals and the best baselines, and where we are weak."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from fakefollow.report import markdown_table
from fakefollow.scoring import Policy
from models.bench.accounts.folds import BOT_SOURCES, COUNTS_ONLY_SOURCES, HARD_BOT_SOURCES
from models.bench.accounts.harness import OURS
from models.bench.accounts.reliability import EVERY_CELL
from models.bench.accounts.slices import POOLED
from models.bench.growth import growth_parts
from models.bench.influence import influence_parts
from models.bench.results.audiences import audience_parts
from models.bench.results.goals import HEADLINES, Headline, Measured, missed, weakest_cells
from models.bench.results.platforms import platform_parts
from models.bench.results.speed import speed_parts
from models.bench.results.tables import (
    BY_FOLD,
    COMPARED,
    NOT_MEASURED,
    TOO_FEW,
    cell,
    goal_text,
    method_title,
    per_thousand_cell,
    table,
)


def lead_parts(results: Mapping[str, Any]) -> list[str]:
    """Return the lead: one table of every goal, then the goals missed and the cells furthest behind the rule."""
    return [
        "## Where we stand",
        "Everything is unseen in training, calibration and thresholds, and judged at the verdicts of a user. The "
        "rule calls not genuine what follows more than ten accounts for each follower; the bare ratio orders accounts "
        "by that alone. First release: as told when the goals were set.",
        markdown_table([_lead_row(line, line.find(results)) for line in HEADLINES]),
        "## Where we are weak",
        "\n".join([*_missed_lines(results), *_weakest_lines(results)]),
    ]


def _lead_row(line: Headline, found: Measured | None) -> dict[str, str]:
    beside = Measured(0.0) if found is None else found
    other = "" if beside.other is None else f"{method_title(beside.other[0])}, {cell(beside.other[1])}"
    return {
        "figure": line.title,
        "first release": line.first or NOT_MEASURED,
        "now": NOT_MEASURED if found is None else _with_case(found),
        "goal": goal_text(line.goal),
        "rule": cell(beside.rule),
        "bare ratio": cell(beside.ratio),
        "best other baseline": other,
    }


def _with_case(found: Measured) -> str:
    return cell(found.ours) + (f" ({found.case})" if found.case else "")


def _missed_lines(results: Mapping[str, Any]) -> list[str]:
    lines = [f"- {line.title}: {_with_case(found)}, goal {goal_text(line.goal)}." for line, found in missed(results)]
    return lines or ["- Every goal that was measured is met."]


def _weakest_lines(results: Mapping[str, Any]) -> list[str]:
    cells = [f"{name} ({cell(own)} against {cell(rule)})" for name, own, rule in weakest_cells(results)]
    return [f"- MCC furthest from the rule's: {'; '.join(cells)}."] if cells else []


Protocol = Mapping[str, Any]
Rows = Sequence[Mapping[str, Any]]

TITLES: Final = {
    "sellers": "Sellers never seen",
    "settled": "Sellers never seen, newcomers and readers aside",
    "vendors": "The nine cells of 2013",
    "learnt_to_2015": "Learnt up to 2015, tested on 2018 and later",
    "learnt_from_2018": "Learnt from 2018 on, tested on 2013 and 2015",
    "bots": "Automated accounts of sources never seen",
    "false_positives": "False positives",
    "false_positive_slices": "False positives by what is seen of an account",
    "reliability": "Reliability, sellers never seen",
    "abstention": "Abstention",
    "missing_fields": "Missing fields",
    "evasion": "Evasion",
    "cresci_2015": "Random splits of cresci-2015, as published",
}
NOTES: Final = {
    "sellers": "Baselines learn with balanced classes and are judged at the threshold that their source states, one "
    f"half for those that learn; ours is set for {100 * Policy().max_false_positive_rate:g} % false positives. MCC, "
    "recall and false positives are what a user would get; recall at one and the same rate compares orders. Genuine "
    "accounts of the 2020s lack fields that sellers show, so which fields are known tells these cells apart: leaks are "
    "looked at here, and ours looks at no gap.",
    "bots": f"Means and worst values are over {len(BOT_SOURCES)} sources. They leave out "
    f"{' and '.join(HARD_BOT_SOURCES)}, whose labels a profile hardly shows, and {', '.join(COUNTS_ONLY_SOURCES)}, "
    "which show counts only, neither texts nor settings, and are tested each on its own bots and genuine accounts.",
    "false_positives": "A method that flags next to nothing has few: read it beside the recall above.",
    "false_positive_slices": "Read a slice beside the others of its kind: the difference is who pays for the rate.",
}

PICTURE_FOLDER: Final = "figures"
PICTURES: Final = (
    f"![AUC and MCC of every method on the 24 cells of unseen sellers]({PICTURE_FOLDER}/sellers.svg)",
    f"![False positives per 1,000 genuine accounts of unseen sources]({PICTURE_FOLDER}/false_positives.svg)",
)
"""Drawn by `models.bench.results.plots` from the same results."""

BY_VARIANT: Final = {
    "variant": "variant",
    "mean_auc": "mean AUC",
    "mean_recall": "mean recall",
    "mean_false_positive_rate": "mean false-positive rate",
    "auc_lost": "AUC lost",
    "recall_lost": "share of recall lost",
    "false_positive_ratio": "false positives, ratio",
}
RISK: Final = {
    "folds": "cells",
    "mean_error_rate": "errors of all",
    **{f"mean_kept_{share}": f"of the surest {share} %" for share in (95, 90, 80, 70, 50)},
    "mean_rest_80": "of the 20 % left open",
    "ratio_80": "surest 80 % against all, ratio",
}
SETS: Final = {
    "folds": "cells",
    "mean_genuine_covered": "genuine: set holds it",
    "mean_not_genuine_covered": "not genuine: set holds it",
    "mean_genuine_ambiguous": "genuine: both",
    "mean_not_genuine_ambiguous": "not genuine: both",
    "mean_genuine_empty": "genuine: neither",
    "mean_not_genuine_empty": "not genuine: neither",
}
METRIC_TITLES: Final = {"accuracy": "accuracy", "mcc": "MCC", "auc": "AUC"}


RELIABILITY: Final = {
    "of": "cells of",
    "n_not_genuine": "not genuine",
    "n_genuine": "genuine",
    "mean_ece": "mean calibration error",
    "worst_ece": "worst cell",
    "genuine_covered": "genuine: set holds it",
    "not_genuine_covered": "not genuine: set holds it",
}


def results_to_markdown(results: Mapping[str, Any]) -> str:
    """Return results as Markdown; every number in it stands in the results or is worked out from them."""
    parts = [
        *_detector_parts(results),
        *platform_parts(results.get("platforms", {})),
        *audience_parts(results.get("audiences", {})),
        *growth_parts(results.get("growth", {})),
        *influence_parts(results.get("influence", {})),
        *speed_parts(results.get("speed", ())),
    ]
    return "\n\n".join(parts) + "\n"


def _detector_parts(results: Mapping[str, Any]) -> list[str]:
    if "protocols" not in results:
        return []
    parts = [
        "# Results",
        "Made by `python -m models.bench accounts`; every figure is in `results.json` with its interval "
        f"({results['interval']}, seed {results['seed']}).",
        *lead_parts(results),
        *PICTURES,
    ]
    protocols = results["protocols"]
    for name, protocol in ((name, protocols[name]) for name in TITLES if name in protocols):
        parts += [f"## {TITLES[name]}", protocol["protocol"], *([NOTES[name]] if name in NOTES else [])]
        parts += SECTIONS[name](protocol)
    return parts


def _titled(rows: Rows) -> list[dict[str, Any]]:
    return [{**row, "method": method_title(row["method"])} for row in rows]


def _comparison_parts(protocol: Protocol) -> list[str]:
    """Return the means of every method, the folds left out of them, and our folds."""
    ours = [row for row in protocol["rows"] if row["method"] == OURS]
    return [
        *_mean_parts(protocol),
        *_left_out_parts(protocol),
        *([f"{OURS}, fold by fold:", table(ours, BY_FOLD)] if ours else []),
    ]


def _mean_parts(protocol: Protocol) -> list[str]:
    """Return the means of every method."""
    means = [{"method": method, **values} for method, values in protocol["mean"].items()]
    return [table(_titled(means), {"method": "method", **COMPARED})]


def _left_out_parts(protocol: Protocol) -> list[str]:
    aucs = {(row["fold"], row["method"]): row["auc"]["value"] for row in protocol["rows"]}
    rows = [
        {"left out": fold, **{method_title(name): cell(aucs[fold, name]) for name in protocol["mean"]}}
        for fold in protocol["left_out"]
    ]
    return ["AUC on the folds that are left out of the means:", markdown_table(rows)] if rows else []


def _random_split_parts(protocol: Protocol) -> list[str]:
    """Return measured and published figures, and what can be told there without looking at an account."""
    shown = [
        {
            "method": method_title(row["method"]),
            **{title: cell(row.get(name)) for name, title in METRIC_TITLES.items()},
            **{f"published {title}": cell(row.get(f"published_{name}")) for name, title in METRIC_TITLES.items()},
        }
        for row in protocol["rows"]
    ]
    reached = {row["method"]: row["accuracy"] for row in protocol["rows"] if "accuracy" in row}
    leaks = [f"{method_title(name)} reaches {cell(reached[name])}" for name in ("id", "time") if name in reached]
    note = [f"Without looking at an account, accuracy: {', '.join(leaks)}."] if leaks else []
    return [*note, markdown_table(shown)]


def _false_positive_parts(protocol: Protocol) -> list[str]:
    """Return one row a method, one column a source, flagged per 1,000."""
    rows: dict[str, dict[str, str]] = {}
    for row in protocol["rows"]:
        title = method_title(row["method"])
        rows.setdefault(title, {"method": title})[row["source"]] = per_thousand_cell(row)
    return [markdown_table(list(rows.values()))]


def _slice_parts(protocol: Protocol) -> list[str]:
    """Return one row a slice of ours: all sources together with the counts, then each source."""
    ours = [row for row in protocol["rows"] if row["method"] == OURS]
    sources = [source for source in dict.fromkeys(row["source"] for row in ours) if source != POOLED]
    found = {(row["by"], row["slice"], row["source"]): row for row in ours}
    shown = [
        {
            "by": row["by"],
            "slice": row["slice"],
            "genuine": cell(row["n_genuine"]),
            "flagged": cell(row["flagged"]),
            "per 1,000": per_thousand_cell(row),
            **{source: per_thousand_cell(found.get((row["by"], row["slice"], source))) for source in sources},
        }
        for row in ours
        if row["source"] == POOLED
    ]
    return [f"{OURS}, flagged per 1,000:", markdown_table(shown)] if shown else []


def _reliability_parts(protocol: Protocol) -> list[str]:
    """Return what each seller and group comes to, then observed shares by stated authenticity, one column for each."""
    shown: dict[str, dict[str, str]] = {}
    for row in protocol["bins"]:
        name = f"{row['low']:.1f} to {row['high']:.1f}"
        line = shown.setdefault(name, {"stated authenticity": name})
        if row["of"] == EVERY_CELL:
            line["mean"] = cell(row["stated"])
        line[row["of"]] = TOO_FEW if row["observed"] is None else cell(row["observed"]["value"])
    columns = ["stated authenticity", "mean", *(row["of"] for row in protocol["rows"])]
    bins = [{column: line.get(column, "") for column in columns} for _, line in sorted(shown.items())]
    return [
        table(protocol["rows"], RELIABILITY),
        _worst_sets(protocol["rows"]),
        "Share of genuine accounts among those of a stated authenticity:",
        markdown_table(bins),
    ]


def _worst_sets(rows: Rows) -> str:
    """Return the level that conformal sets hold on the seller and on the group where they hold least."""
    found = []
    for side, title in (("not_genuine", "seller"), ("genuine", "group of genuine accounts")):
        key = f"{side}_covered"
        held = [(row[key]["value"], row["of"]) for row in rows if row["by"] == side and key in row]
        if held:
            level, name = min(held)
            found.append(f"{cell(level)} on the worst {title}, {name}")
    return f"The level that sets at 90 % hold: {'; '.join(found)}."


def _abstention_parts(protocol: Protocol) -> list[str]:
    """Return error rates by the share of accounts judged, and what the conformal sets hold."""
    rows = [{**row, "folds": TITLES[row["folds"]]} for row in protocol["mean"]]
    if not rows:
        return []
    return [table(rows, RISK), "Conformal sets at 90 %:", table(rows, SETS)]


def _variant_parts(protocol: Protocol) -> list[str]:
    return [table(protocol["rows"], BY_VARIANT)]


SECTIONS: Final[Mapping[str, Callable[[Protocol], list[str]]]] = {
    "sellers": _comparison_parts,
    **dict.fromkeys(("settled", "vendors"), _mean_parts),
    **dict.fromkeys(("learnt_to_2015", "learnt_from_2018", "bots"), _comparison_parts),
    "false_positives": _false_positive_parts,
    "false_positive_slices": _slice_parts,
    "reliability": _reliability_parts,
    "abstention": _abstention_parts,
    "missing_fields": _variant_parts,
    "evasion": _variant_parts,
    "cresci_2015": _random_split_parts,
}


def main() -> None:
    """Print models/RESULTS.md from models/results.json."""
    stored = Path(__file__).parents[2] / "results.json"
    sys.stdout.write(results_to_markdown(json.loads(stored.read_text("utf8"))))


if __name__ == "__main__":
    main()
