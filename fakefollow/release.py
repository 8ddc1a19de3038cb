"""Build the models that ship with the library: train, hold out, write card, golden scores and manifest.

The same data give the same bytes.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np

from fakefollow import __version__
from fakefollow.detector import Detector
from fakefollow.evaluation.held_out import as_record, false_positives, vendor_cells
from fakefollow.model_files import CARD_FILE, MODEL_FILE, write_json
from fakefollow.readers import read
from fakefollow.simulate import simulate_accounts
from fakefollow.training import TrainingSettings, train_detector
from fakefollow.training.cards import card_to_markdown, describe_data, make_card
from fakefollow.training.datasets import read_releases

GENUINE_SOURCES: Final = (
    "verified-2019",
    "genuine_accounts",
    "cresci-rtbust-2019",
    "nyu-2017",
    "human-bots-sample",
    "caverlee-2011",
)
"""Genuine accounts whose false positives the card reports."""

GOLDEN_FILE: Final = "golden.jsonl"
CARD_TEXT: Final = "MODEL_CARD.md"
MANIFEST: Final = "manifest.json"
GOLDEN_OBSERVED: Final = datetime(2024, 1, 1, tzinfo=UTC)

Bar = Callable[[Iterable[Any], int, str], Iterable[Any]]


def build_x_model(data: Path, out: Path, bar: Bar) -> Iterator[str]:
    """Train the model of X, measure it on sources held out, and write its folder.

    Parameters
    ----------
    data : Path
        Folder of the research releases.
    out : Path
        Folder of the model; the manifest beside it is brought up to date.
    bar : callable
        Shows progress: steps, their number, description -> the same steps.

    Yields
    ------
    str
        One line for each figure, as soon as it is known.
    """
    settings = TrainingSettings()
    released = read_releases(data)
    accounts, training = released.accounts, released.training
    yield f"{len(accounts):,} accounts of {len(set(accounts.sources.tolist()))} sources, {training.sum():,} to train on"
    cells, found = [], []
    for cell in bar(vendor_cells(accounts, training, settings), 9, "vendors held out"):
        cells.append(as_record(cell))
        yield f"{cell.vendor} x {cell.genuine}: MCC {cell.mcc:.3f}, AUC {cell.auc:.4f}"
    steps = false_positives(accounts, training, settings, GENUINE_SOURCES)
    for one in bar(steps, len(GENUINE_SOURCES), "genuine sources held out"):
        found.append(as_record(one))
        yield f"{one.source}: {one.flagged} of {one.n_genuine:,} called not genuine ({one.rate:.2%})"
    detector = train_detector(accounts.where(training), out.name, settings)
    used = accounts.where(training).capped(settings.max_per_source, settings.random_state)
    figures = _figures(cells, found)
    described = describe_data(accounts, used, released.terms())
    card = make_card(detector, settings, described, figures, __version__)
    write_release(replace(detector, card=card), out)
    yield f"wrote {out}"


def write_release(detector: Detector, out: Path) -> None:
    """Write model, card, card text and golden scores, and enter the model into the manifest beside it."""
    detector.save(out)
    (out / CARD_TEXT).write_text(card_to_markdown(detector.card), "utf8")
    (out / GOLDEN_FILE).write_text("".join(f"{line}\n" for line in golden_lines(detector)), "utf8")
    manifest = out.parent / MANIFEST
    known = json.loads(manifest.read_text("utf8")) if manifest.is_file() else {}
    files = {
        name: hashlib.sha256((out / name).read_bytes()).hexdigest()
        for name in (MODEL_FILE, CARD_FILE, GOLDEN_FILE)
    }
    write_json(manifest, {**known, out.name: {"platform": detector.platform, "sha256": files}})


def golden_lines(detector: Detector) -> Iterator[str]:
    """Yield synthetic profiles with the scores that this model gives them, as JSON."""
    simulated = simulate_accounts(24, 12, 12, observed_at=GOLDEN_OBSERVED, random_state=20240101)
    scores = detector.score(read(simulated.profiles))
    for profile, score in zip(simulated.profiles, scores, strict=True):
        expected = {
            "kind_probability": score.kind_probability,
            "verdict": score.verdict,
            "coverage": score.coverage,
        }
        yield json.dumps({"profile": profile, **expected}, default=datetime.isoformat, ensure_ascii=False)


def _figures(cells: list[dict[str, Any]], found: list[dict[str, Any]]) -> Mapping[str, Any]:
    names = ("auc", "mcc", "recall", "false_positive_rate")
    return {
        "vendors_held_out": {
            "protocol": "Seller and collection of genuine accounts both unseen in training, calibration and "
            "thresholds; AUC of 1 - authenticity, the rest at the model's own thresholds.",
            "rows": cells,
            "mean": {name: round(float(np.mean([cell[name] for cell in cells])), 4) for name in names},
            "worst": {"auc": min(cell["auc"] for cell in cells), "mcc": min(cell["mcc"] for cell in cells)},
        },
        "false_positives": {
            "protocol": "Genuine accounts of a source unseen in training, calibration and thresholds that are "
            "called likely purchased or likely bot.",
            "rows": found,
        },
    }
