"""Build the models that ship with the library: train, hold out, write card, golden scores and manifest.

The same data give the same bytes.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np

from fakefollow.errors import FakefollowError
from fakefollow.evaluation import source_folds
from fakefollow.readers import read
from fakefollow.report import card_to_markdown
from fakefollow.scoring import CARD_FILE, MODEL_FILE, Detector, write_json
from fakefollow.simulate import PROFILE_FIELDS, simulate_accounts
from fakefollow.training import (
    cross_fitted,
    describe_data,
    detector_given,
    false_positives,
    held_out_log_odds,
    judge,
    make_card,
)
from models.bench.accounts.harness import OURS, results_of
from models.bench.accounts.run import DetectorMethod
from models.plans import PLANS, ModelPlan
from models.releases import read_releases
from models.running import Bar, step_bar

GOLDEN_FILE: Final = "golden.jsonl"
CARD_TEXT: Final = "MODEL_CARD.md"
MANIFEST: Final = "manifest.json"

IN_LISTS: Final = ("id", "username", "name")
LISTED: Final = 10
GOLDEN_OBSERVED: Final = datetime(2024, 1, 1, tzinfo=UTC)


def build_model(plan: ModelPlan, data: Path, out: Path, bar: Bar) -> Iterator[str]:
    """Train a model, measure it on sources held out, write its folder and yield one line a figure.

    ``data`` is the folder of the research releases, ``out`` that of the model; the manifest beside it is kept up to
    date.
    """
    settings = plan.settings
    released = read_releases(data, plan.releases)
    accounts = released.accounts
    training = released.training & np.isin(accounts.kinds, plan.kinds)
    yield f"{len(accounts):,} accounts of {len(set(accounts.sources.tolist()))} sources, {training.sum():,} to train on"
    methods = {OURS: DetectorMethod(settings)}
    figures = results_of(accounts, training, plan.folds, methods, bar)["protocols"]
    used = accounts.where(training).capped(settings.max_per_source, settings.random_state)
    crossed = list(cross_fitted(used, settings))
    held_out = held_out_log_odds(crossed, used)
    detector = detector_given(held_out, used, out.name, settings, crossed)
    judged = judge(held_out, used, source_folds(used.kinds, used.sources, settings.n_folds), detector, settings)
    detector = replace(detector, card={**detector.card, "false_positives": false_positives(judged.rows())})
    yield from (line for found in figures.values() for line in map(_figure_line, found["rows"]))
    described = describe_data(accounts, used, released.terms())
    card = make_card(detector, settings, described, figures, version("fakefollow"), plan.answers, plan.limits)
    write_release(replace(detector, card=card), out, plan.golden_fields)
    yield f"wrote {out}"


def _figure_line(row: Mapping[str, Any]) -> str:
    if "fold" in row:
        return f"{row['fold']}: MCC {_value(row['mcc'])}, AUC {_value(row['auc'])}"
    return f"{row['source']}: {row['flagged']} of {row['n_genuine']:,} called not genuine ({row['per_1000']} per 1,000)"


def write_release(detector: Detector, out: Path, golden_fields: Sequence[str] = PROFILE_FIELDS) -> None:
    """Write model, card, card text and golden scores, and enter the model into the manifest beside it."""
    detector.save(out)
    (out / CARD_TEXT).write_text(card_to_markdown(detector.card), "utf8")
    (out / GOLDEN_FILE).write_text("".join(f"{line}\n" for line in golden_lines(detector, golden_fields)), "utf8")
    manifest = out.parent / MANIFEST
    known = json.loads(manifest.read_text("utf8")) if manifest.is_file() else {}
    files = {
        name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in (MODEL_FILE, CARD_FILE, GOLDEN_FILE)
    }
    write_json(manifest, {**known, out.name: {"platform": detector.platform, "sha256": files}})


def golden_lines(detector: Detector, fields: Sequence[str] = PROFILE_FIELDS) -> Iterator[str]:
    """Yield synthetic profiles with the scores that this model gives them, as JSON.

    Where a model knows fewer than all fields, every tenth profile is as lists of followers show it: handle and name.
    """
    simulated = simulate_accounts(24, 12, 24, observed_at=GOLDEN_OBSERVED, random_state=20240104)
    made_up = simulated.profiles
    if "repositories_count" in fields:
        made_up = [_with_work(profile, row) for row, profile in enumerate(made_up)]
    profiles = [
        {name: value for name, value in profile.items() if name in _shown(fields, row)}
        for row, profile in enumerate(made_up)
    ]
    scores = detector.score(read(profiles))
    for profile, score in zip(profiles, scores, strict=True):
        expected = {"kind_probability": score.kind_probability, "verdict": score.verdict, "coverage": score.coverage}
        yield json.dumps({"profile": profile, **expected}, default=datetime.isoformat, ensure_ascii=False)


def _with_work(profile: Mapping[str, Any], row: int) -> dict[str, Any]:
    """Return a profile as GitHub shows it: with repositories and a company, every seventh with nothing of its own."""
    if row % 7 == 1:
        counts = dict.fromkeys(("repositories_count", "followers_count", "following_count"), 0)
        return {**profile, **counts, **dict.fromkeys(("name", "description", "location", "url", "company"), "")}
    return {**profile, "repositories_count": profile["posts_count"] // 100, "company": profile["location"]}


def _shown(fields: Sequence[str], row: int) -> Sequence[str]:
    """Return the fields that a golden profile shows."""
    return IN_LISTS if row % LISTED == 0 and fields != PROFILE_FIELDS else fields


def _value(figure: Mapping[str, float]) -> str:
    return f"{figure['value']:.4f} ({figure['low']:.4f} to {figure['high']:.4f})"


def main(arguments: Sequence[str] | None = None, plans: Mapping[str, ModelPlan] = PLANS) -> int:
    """Rebuild shipped models from the research releases, with cards and golden scores; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m models.build", description="Rebuild the models that ship.")
    parser.add_argument("model", nargs="*", metavar="MODEL", help=f"{', '.join(plans)} (default: all)")
    parser.add_argument("--data", required=True, type=Path, metavar="DIR", help="folder of the research releases")
    parser.add_argument("--out", type=Path, default=Path("models"), metavar="DIR", help="folder of the models")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.model if name not in plans]
    if unknown:
        parser.error(f"MODEL: expected {', '.join(plans)}, got {unknown[0]!r}")
    try:
        for name in options.model or plans:
            for line in build_model(plans[name], options.data, options.out / name, step_bar):
                sys.stdout.write(f"{line}\n")
    except (FakefollowError, OSError) as error:
        sys.stderr.write(f"models.build: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
