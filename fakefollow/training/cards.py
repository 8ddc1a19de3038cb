"""Model cards as plain data: what a model was made of, how good it is, and what it cannot do."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from fakefollow.evaluation import LabelledAccounts
from fakefollow.features import FEATURES
from fakefollow.scoring import Detector
from fakefollow.training.crossfit import TrainingSettings


def describe_data(
    accounts: LabelledAccounts, used: LabelledAccounts, terms: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """Return one record for each kind and source: accounts read and used, days of observation, terms if known."""
    records = []
    for kind, source in sorted(set(zip(used.kinds.tolist(), used.sources.tolist(), strict=True))):
        rows = np.flatnonzero((accounts.kinds == kind) & (accounts.sources == source))
        days = accounts.table.take(rows).times("observed_at")
        days = days[~np.isnat(days)]
        records.append(
            {
                "kind": kind,
                "source": source,
                "n_accounts": len(rows),
                "n_used": int(((used.kinds == kind) & (used.sources == source)).sum()),
                "observed_from": str(days.min())[:10] if len(days) else None,
                "observed_to": str(days.max())[:10] if len(days) else None,
                **({} if terms is None else {"terms": terms[source]}),
            }
        )
    return records


def make_card(
    detector: Detector,
    settings: TrainingSettings,
    data: Sequence[Mapping[str, Any]],
    figures: Mapping[str, Any],
    version: str,
    answers: str,
    limits: Sequence[str],
) -> dict[str, Any]:
    """Return the card of a detector, with figures by name of their protocol; what training put on its card is kept."""
    measured = ("false_positives", "learnt_on", "reference", "usual")
    kept = {name: detector.card[name] for name in measured if name in detector.card}
    return {
        "name": detector.name,
        "platform": detector.platform,
        "made_with": f"fakefollow {version}",
        "answers": answers,
        "kinds": list(detector.kinds),
        "prior": dict(detector.prior.shares),
        "policy": detector.policy.settings(),
        "features": {
            name: {"weight": float(weight), "unit": FEATURES[name].unit}
            for name, weight in sorted(zip(detector.features, detector.weights, strict=True), key=lambda item: -item[1])
        },
        "settings": {
            "classifier": dict(settings.classifier),
            "backbone": {name: list(term) for name, term in settings.backbone.items()},
            "bot_features": list(settings.bot_features),
            "max_per_source": settings.max_per_source,
            "n_folds": settings.n_folds,
            "random_state": settings.random_state,
        },
        "data": [dict(record) for record in data],
        "figures": dict(figures),
        "limits": list(limits),
        **kept,
    }
