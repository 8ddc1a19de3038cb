"""What the guide shows and nobody types: ``python .ci/site --tables`` writes it into the pages anew.

It stands between two marks, ``<!-- columns_x -->`` and ``<!-- /columns_x -->``, and is made of the shipped models, of
models/results.json and of the package, as Markdown that reads the same in a clone. A test says where it fell behind.
"""

import json
import re
from collections.abc import Iterable, Mapping
from importlib import import_module
from inspect import getdoc, isclass
from pathlib import Path
from typing import Any

import fakefollow
import fakefollow.baselines
from fakefollow.features import FEATURES, Feature
from fakefollow.report import markdown_table
from fakefollow.scoring import ONE_SIDED, Detector, load_detector
from models.bench.results.report import lead_parts

ROOT = Path(__file__).resolve().parent.parent.parent
RESULTS = json.loads((ROOT / "models" / "results.json").read_text("utf8"))
GUIDE = ROOT / "notebooks" / "guide"
MODELS = ("x", "instagram", "github", "generic")

MARKED = re.compile(r"<!-- (\w+) -->(.*?)<!-- /\1 -->", re.DOTALL)
"""What is made, between its marks."""

TAKEN_AWAY = {
    "created_at": "without age",
    "followers_count": "without followers",
    "following_count": "without following",
    "posts_count": "without posts",
    "likes_count": "without likes",
    "listed_count": "without lists",
    "username": "without handle",
    "description": "without bio",
}
"""Canonical column -> what results.json calls accounts of unseen sellers that lack it."""

OPTIONS: dict[str, tuple[str, ...]] = {
    "class": (
        "members",
        "inherited-members: object, BaseModel, BaseEstimator, ClassifierMixin, TransformerMixin, tuple",
        "exclude-members: get_metadata_routing, set_output, "
        + ", ".join(f"set_{method}_request" for method in ("fit", "predict", "score", "transform")),
    ),
    "data": ("no-value",),
    "exception": (),
    "function": (),
}
"""Kind of name -> options of autodoc: what classes get from pydantic and scikit-learn is described there."""

NOT_DESCRIBED = {"PUBLISHED", "LearntClassifier", "ProfileClassifier", "two_kinds"}
"""What `fakefollow.baselines` has beside the baselines themselves."""


def percent(share: float) -> str:
    """Return a share in whole percent."""
    return f"{100 * share:.0f} %"


def columns_used(detector: Detector) -> list[str]:
    """Return the columns that a model looks at, those without which most is lost first; times count as one."""
    fields = dict.fromkeys(field for name in detector.features for field in FEATURES[name].fields)
    fields.pop("observed_at", None)
    return sorted(fields, key=lambda field: coverage_without(detector, field))


def coverage_without(detector: Detector, column: str) -> float:
    """Return the coverage of an account of which all is known but one column."""
    left = [name for name in detector.features if column not in FEATURES[name].fields]
    both_sides = {detector.features[index] for index in detector.balanced} <= set(left)
    return min(detector.evidence_share(left), 1.0 if both_sides else ONE_SIDED)


def columns_table(detector: Detector, lost: Mapping[str, Mapping[str, float]]) -> str:
    """Return what each column is worth to a model, and for X what its absence costs on sellers never seen."""
    measured = detector.name == "x"
    rows = [worth("nothing", 1.0, lost["as it is"] if measured else None)]
    for column in columns_used(detector):
        coverage = coverage_without(detector, column)
        named = f"`{column}`" + (" and `observed_at`" if column == "created_at" else "")
        left = coverage if coverage >= detector.policy.min_coverage else None
        rows.append(worth(named, left, lost[TAKEN_AWAY[column]] if measured else None))
    return markdown_table(rows)


def worth(missing: str, coverage: float | None, found: Mapping[str, float] | None) -> dict[str, str]:
    """Return the row of what is missing: the coverage left, None where that gives no verdict, and rates if measured."""
    row = {"missing": missing, "coverage": "no verdicts" if coverage is None else percent(coverage)}
    if found is not None:
        row["sold accounts found"] = percent(found["mean_recall"])
        row["genuine ones called"] = f"{100 * found['mean_false_positive_rate']:.1f} %"
    return row


def weights_list(detector: Detector) -> str:
    """Return the features of a model with their share of its evidence, the most first."""
    card = detector.card["features"]
    return "\n".join(
        f"- **{name.replace('_', ' ')}**, {100 * card[name]['weight']:.1f} % of the evidence: {said(FEATURES[name])}"
        for name in sorted(card, key=lambda name: -card[name]["weight"])
    )


def said(feature: Feature) -> str:
    """Return why a feature separates, how a genuine account can look the same, and whose it is."""
    return f"{feature.separates}. But {feature.benign_explanation}. Source: {feature.source}."


def models_table() -> str:
    """Return what each shipped model aims at, and what it did to genuine accounts held out."""
    rows = []
    for name in MODELS:
        detector = load_detector(name)
        found = detector.card["false_positives"]
        rows.append(
            {
                "model": f"[{name}](../../models/{name}/MODEL_CARD.md)",
                "aims to call of genuine accounts": f"{100 * detector.policy.max_false_positive_rate:.1f} %",
                "called when measured, mean of collections": f"{100 * found['mean']:.1f} %",
                "worst collection": f"{100 * found['worst']:.1f} % ({found['worst_source']})",
                "least coverage for a verdict": percent(detector.policy.min_coverage),
            }
        )
    return markdown_table(rows)


def growth_table() -> str:
    """Return what was measured of `growth` and of `compare_audiences`."""
    return markdown_table(
        [
            {
                "what": row["figure"],
                "case": row["case"],
                "share": f"{row['value']:.3f} ({row['low']:.3f} to {row['high']:.3f})",
                "of": f"{row['n']:,}",
            }
            for row in RESULTS["growth"]["rows"]
        ]
    )


def speed_table() -> str:
    """Return accounts a second and memory of what was timed."""
    return markdown_table(
        [
            {
                "work": row["case"].replace("_", " "),
                "processes": row["n_processes"],
                "accounts": f"{row['n_accounts']:,}",
                "accounts a second and core": f"{row['per_second_and_core']:,}",
                "memory at most": f"{row['peak_mb']:,} MB",
            }
            for row in RESULTS["speed"]
        ]
    )


def described(module: str, names: Iterable[str]) -> str:
    """Return the directives that describe names of a module from their docstrings."""
    named = "currentmodule" if module == "fakefollow" else "module"
    lines = ["```{eval-rst}", f".. py:{named}:: {module}", ""]
    for name in names:
        kind = kind_of(getattr(import_module(module), name))
        options = [f"   :{option}:" for option in OPTIONS[kind]]
        lines += [f".. auto{kind}:: {module}.{name}", *options, ""]
    return "\n".join([*lines, "```"])


def names_table(module: str, names: Iterable[str]) -> str:
    """Return names of a module with the first sentence of what their docstrings say."""
    values = {name: getattr(import_module(module), name) for name in names}
    return markdown_table([{"name": f"`{name}`", "what it is": summary(value)} for name, value in values.items()])


def summary(value: Any) -> str:
    """Return the first paragraph of a docstring, in Markdown; of plain data, what it is."""
    told = (getdoc(value) or "") if isclass(value) or callable(value) else "See below."
    return " ".join(told.partition("\n\n")[0].replace("``", "`").split())


def kind_of(value: Any) -> str:
    """Return what autodoc calls a thing."""
    if isclass(value):
        return "exception" if issubclass(value, Exception) else "class"
    return "function" if callable(value) else "data"


def public_names() -> dict[str, tuple[str, list[str]]]:
    """Return module and names of each page of the API, ``api_scoring`` and so on: a new name is there by itself."""
    rooms: dict[str, list[str]] = {}
    for name, room in fakefollow._ROOM_OF.items():
        rooms.setdefault(room, []).append(name)
    baselines = [name for name in fakefollow.baselines.__all__ if name not in NOT_DESCRIBED]
    return {f"api_{room}": ("fakefollow", functions_first(names)) for room, names in rooms.items()} | {
        "api_baselines": ("fakefollow.baselines", baselines),
        "api_spark": ("fakefollow.spark", ["score", "audit"]),
        "api_features": ("fakefollow.features", ["FEATURES", "USUAL", "UsernameModel"]),
        "api_draws": ("fakefollow.simulate", ["draw_creation_times"]),
    }


def functions_first(names: Iterable[str]) -> list[str]:
    """Return public names as they are looked for: what one calls, then what one gets."""
    return sorted(names, key=lambda name: (isclass(getattr(fakefollow, name)), name.lower()))


def features_list() -> str:
    """Return every feature that can be measured, by family."""
    lines = []
    for feature in FEATURES.values():
        if f"## {feature.family.capitalize()}" not in lines:
            lines += ["", f"## {feature.family.capitalize()}", ""]
        columns = ", ".join(f"`{field}`" for field in feature.fields)
        lines.append(f"- **`{feature.name}`** ({feature.unit}; from {columns}): {said(feature)}")
    return "\n".join(lines)


def all_texts() -> dict[str, str]:
    """Return every text by its name."""
    lost = {row["variant"]: row for row in RESULTS["protocols"]["missing_fields"]["rows"]}
    lead = lead_parts(RESULTS)
    return {
        **{f"columns_{name}": columns_table(load_detector(name), lost) for name in MODELS},
        "weights_x": weights_list(load_detector("x")),
        **{page: names_table(*names) for page, names in public_names().items()},
        "models": models_table(),
        "goals": lead[2],
        "weak": lead[4],
        "growth": growth_table(),
        "speed": speed_table(),
        "features": features_list(),
        **figures_of_x(),
    }


def figures_of_x() -> dict[str, str]:
    """Return figures that sentences name: what model `x` aims at, supposes and needs, and what memory scores take."""
    detector = load_detector("x")
    memory = max(row["peak_mb"] for row in RESULTS["speed"] if row["case"] in ("pandas", "polars", "pyarrow"))
    return {
        "called": f"{100 * detector.policy.max_false_positive_rate:g} in 100",
        "prior": f"{100 * sum(detector.prior.shares.values()):g} in 100",
        "least_coverage": f"{detector.policy.min_coverage:g}",
        "memory": f"{memory / 1000:.1f} GB",
    }


def written(page: str, texts: Mapping[str, str]) -> str:
    """Return a page with what is made as it is now: on lines of its own, or within a sentence as it was."""

    def renewed(found: re.Match[str]) -> str:
        name, apart = found[1], "\n\n" if found[2].startswith("\n") else ""
        return f"<!-- {name} -->{apart}{texts[name].strip()}{apart}<!-- /{name} -->"

    return MARKED.sub(renewed, page)


def with_descriptions(page: str) -> str:
    """Return a page as the site shows it: names of the API lead to their descriptions, which follow."""
    for name, (module, names) in public_names().items():
        start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        if start in page:
            before, _, rest = page.partition(start)
            table, _, after = rest.partition(end)
            linked = re.sub(r"^\| `(\w+)`", rf"| [`\1`](#{module}.\1)", table, flags=re.MULTILINE)
            page = f"{before}{linked}\n{described(module, names)}\n{after}"
    return page


def write() -> None:
    """Write what is made into every page of the guide."""
    texts = all_texts()
    for path in sorted(GUIDE.rglob("*.md")):
        path.write_text(written(path.read_text("utf8"), texts), "utf8")
