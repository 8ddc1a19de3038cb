"""`evaluate`: what a detector says of accounts whose kind is known."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from fakefollow.api import load_detector
from fakefollow.calibration import GENUINE
from fakefollow.detector import Detector
from fakefollow.errors import TrainingError
from fakefollow.evaluation.operating import figures_in_use, recall_curve, reliability
from fakefollow.evaluation.predictions import Predictions, flagged
from fakefollow.own_labels.evaluation import ALL, Evaluation, SourceRow
from fakefollow.own_labels.held_out import share_of
from fakefollow.readers import read
from fakefollow.scores import Scores
from fakefollow.table import BoolArray
from fakefollow.training import LabelledAccounts
from fakefollow.training.accounts import ALL_SOURCES


def evaluate(
    detector: Detector | str | Path, table: Any, labels: Sequence[str], sources: Sequence[str] | None = None
) -> Evaluation:
    """Measure a detector on accounts whose kind is known to you.

    The accounts should be of sources that the detector was not trained on; otherwise the figures flatter it.

    Parameters
    ----------
    detector : Detector, str or Path
        A detector, the name of a shipped model such as ``"x"``, or a folder that `Detector.save` wrote.
    table : ProfileTable, path, frame or list
        The profiles in any form that `fakefollow.read` takes.
    labels : sequence of str
        ``"genuine"`` or the name of any other kind, one for each profile. Kinds need not be those of the
        detector: all but ``"genuine"`` count as not genuine.
    sources : sequence of str, optional
        Vendor, campaign or collection of each account, for figures source by source.

    Returns
    -------
    Evaluation

    Raises
    ------
    TrainingError
        If there are no accounts, or labels and sources do not fit the profiles.
    ProfileError
        If the profiles cannot be read.
    ModelFileError
        If there is no such model.

    Examples
    --------
    >>> import fakefollow as ff
    >>> accounts = ff.simulate_accounts(n_genuine=200, n_purchased=100, n_bot=100, random_state=3)
    >>> evaluation = ff.evaluate("x", accounts.profiles, accounts.kind, accounts.source)
    >>> evaluation.n_by_label
    {'genuine': 200, 'purchased': 100, 'bot': 100}
    >>> 0.5 < evaluation.figures["auc"].low <= evaluation.figures["auc"].high <= 1.0
    True
    """
    model = detector if isinstance(detector, Detector) else load_detector(detector)
    accounts = LabelledAccounts.labelled(read(table), labels, sources)
    if not len(accounts):
        raise TrainingError("evaluate: expected at least one labelled account, got an empty table")
    scores = model.score(accounts.table)
    predictions = Predictions.of_log_odds(
        scores.log_odds, flagged(scores), accounts.kinds != GENUINE, model.prior
    )
    labels_in_order = _in_order(set(accounts.kinds.tolist()), model.kinds)
    verdicts = _verdicts(accounts, scores, labels_in_order)
    both = bool(predictions.not_genuine.any() and not predictions.not_genuine.all())
    return Evaluation(
        model=model.name,
        prior=sum(model.prior.shares.values()),
        n_by_label={label: sum(counts.values()) for label, counts in verdicts.items()},
        figures=figures_in_use(predictions),
        rows=_rows(accounts, scores, labels_in_order),
        verdicts=verdicts,
        recall_curve=tuple(recall_curve(predictions)) if both else (),
        reliability=tuple(reliability(predictions)) if both else (),
        known_sources=_known_sources(model, accounts),
        frame_kind=accounts.table.frame_kind,
    )


def _in_order(labels: set[str], kinds: Sequence[str]) -> list[str]:
    """Return labels in the order of the detector's kinds, genuine first; those that it does not know come last."""
    return [kind for kind in kinds if kind in labels] + sorted(labels - set(kinds))


def _rows(accounts: LabelledAccounts, scores: Scores, labels: Sequence[str]) -> tuple[SourceRow, ...]:
    """Return one row for each label and source, in the order of the labels, and one for all accounts."""
    pairs = set(zip(accounts.kinds.tolist(), accounts.sources.tolist(), strict=True))
    found = [
        _row(label, source, (accounts.kinds == label) & (accounts.sources == source), scores)
        for label, source in sorted(pairs, key=lambda pair: (labels.index(pair[0]), pair))
    ]
    return (*found, _row(ALL, ALL, np.ones(len(accounts), np.bool_), scores))


def _row(label: str, source: str, rows: BoolArray, scores: Scores) -> SourceRow:
    n, n_flagged = int(rows.sum()), int(flagged(scores)[rows].sum())
    means = float(scores.authenticity[rows].mean()), float(scores.coverage[rows].mean())
    return SourceRow(label, source, n, n_flagged, share_of(n_flagged, n), *means)


def _verdicts(accounts: LabelledAccounts, scores: Scores, labels: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return label -> verdict -> number of accounts."""
    found = {}
    for label in labels:
        counts = Counter(scores.verdict[accounts.kinds == label].tolist())
        found[label] = {verdict: counts[verdict] for verdict in scores.verdict_names}
    return found


def _known_sources(detector: Detector, accounts: LabelledAccounts) -> tuple[str, ...]:
    """Return the sources that the detector's card names among its training data."""
    trained_on = {record["source"] for record in detector.card.get("data", ())}
    return tuple(sorted(trained_on & set(accounts.sources.tolist()) - {ALL_SOURCES}))
