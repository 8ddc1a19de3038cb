"""Build the models that ship with the library: train, hold out, write card, golden scores and manifest.

The same data give the same bytes.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from fakefollow import __version__
from fakefollow.detector import Detector
from fakefollow.evaluation.folds import genuine_folds, vendor_folds
from fakefollow.evaluation.harness import OURS, Bar, results_of
from fakefollow.evaluation.methods import DetectorMethod
from fakefollow.model_files import CARD_FILE, MODEL_FILE, write_json
from fakefollow.readers import read
from fakefollow.simulate import simulate_accounts
from fakefollow.training import TrainingSettings, train_detector
from fakefollow.training.cards import card_to_markdown, describe_data, make_card
from fakefollow.training.datasets import read_releases

GOLDEN_FILE: Final = "golden.jsonl"
CARD_TEXT: Final = "MODEL_CARD.md"
MANIFEST: Final = "manifest.json"
GOLDEN_OBSERVED: Final = datetime(2024, 1, 1, tzinfo=UTC)


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
        One line for each figure.
    """
    settings = TrainingSettings()
    released = read_releases(data)
    accounts, training = released.accounts, released.training
    yield f"{len(accounts):,} accounts of {len(set(accounts.sources.tolist()))} sources, {training.sum():,} to train on"
    folds = [*vendor_folds(), *genuine_folds()]
    figures = results_of(accounts, training, folds, {OURS: DetectorMethod(settings)}, bar)["protocols"]
    yield from (
        f"{row['fold']}: MCC {_value(row['mcc'])}, AUC {_value(row['auc'])}"
        for row in figures["vendors"]["rows"]
    )
    yield from (
        f"{row['source']}: {row['flagged']} of {row['n_genuine']:,} called not genuine ({row['per_1000']} per 1,000)"
        for row in figures["false_positives"]["rows"]
    )
    detector = train_detector(accounts.where(training), out.name, settings)
    used = accounts.where(training).capped(settings.max_per_source, settings.random_state)
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
    simulated = simulate_accounts(24, 12, 24, observed_at=GOLDEN_OBSERVED, random_state=20240104)
    scores = detector.score(read(simulated.profiles))
    for profile, score in zip(simulated.profiles, scores, strict=True):
        expected = {
            "kind_probability": score.kind_probability,
            "verdict": score.verdict,
            "coverage": score.coverage,
        }
        yield json.dumps({"profile": profile, **expected}, default=datetime.isoformat, ensure_ascii=False)


def _value(figure: Mapping[str, float]) -> str:
    return f"{figure['value']:.4f} ({figure['low']:.4f} to {figure['high']:.4f})"
