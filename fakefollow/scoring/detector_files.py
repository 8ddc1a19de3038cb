"""A detector as the content of ``model.json`` and back; what it holds is exactly kept."""

from typing import TYPE_CHECKING, Any

import numpy as np

from fakefollow.features import UsernameModel
from fakefollow.scoring.conformal import ConformalThresholds
from fakefollow.scoring.evidence import EvidenceTables
from fakefollow.scoring.evidence_histograms import EvidenceHistograms, ShareReference
from fakefollow.scoring.model_file import (
    ConformalSettings,
    FeatureTable,
    ModelFile,
    PolicySettings,
    SourceCounts,
    SourcePattern,
    Thresholds,
)
from fakefollow.scoring.policy import FalsePositiveCurve, Policy, Prior

if TYPE_CHECKING:
    from fakefollow.scoring.detector import Detector


def parts_of(model: ModelFile) -> dict[str, Any]:
    """Return the parameters of `Detector` that a model file holds: all but the card.

    Raises
    ------
    ValueError
        If a value is outside the range of its part.
    """
    kinds = model.kinds[1:]
    return {
        "name": model.name,
        "platform": model.platform,
        "kinds": model.kinds,
        "features": tuple(table.name for table in model.features),
        "tables": EvidenceTables(
            tuple(np.array(table.edges, np.float64) for table in model.features),
            tuple(np.array([table.evidence[k] for k in kinds]).T for table in model.features),
        ),
        "weights": np.array([table.weight for table in model.features]),
        "username_model": UsernameModel(np.array(model.username_log_probability)),
        "prior": Prior(model.prior),
        "curve": FalsePositiveCurve(
            np.array(model.thresholds.false_positive_rate),
            np.array([model.thresholds.evidence[k] for k in kinds]).T,
        ),
        "policy": Policy(**model.policy.model_dump()),
        "conformal": _conformal_of(model),
        "shares": _shares_of(model),
    }


def _conformal_of(model: ModelFile) -> ConformalThresholds | None:
    """Return the conformal thresholds; null stands for a class that is never ruled out."""
    if model.conformal is None:
        return None
    columns = [model.conformal.genuine, model.conformal.not_genuine]
    thresholds = [[-np.inf if value is None else value for value in column] for column in columns]
    return ConformalThresholds(np.array(model.conformal.level), np.array(thresholds).T)


def content_of(detector: "Detector") -> ModelFile:
    """Return the content of the model file of a detector."""
    kinds = detector.kinds[1:]
    return ModelFile(
        name=detector.name,
        platform=detector.platform,
        kinds=detector.kinds,
        prior=dict(detector.prior.shares),
        policy=PolicySettings(**detector.policy.settings()),
        thresholds=Thresholds(
            false_positive_rate=detector.curve.rates.tolist(),
            evidence=dict(zip(kinds, detector.curve.thresholds.T.tolist(), strict=True)),
        ),
        features=_feature_tables(detector),
        username_log_probability=detector.username_model.log_probability.tolist(),
        conformal=_conformal_settings(detector),
        shares=_share_settings(detector),
    )


def _feature_tables(detector: "Detector") -> list[FeatureTable]:
    tables = zip(
        detector.features, detector.weights, detector.tables.edges, detector.tables.steps, strict=True
    )
    return [
        FeatureTable(
            name=name,
            weight=float(weight),
            edges=edges.tolist(),
            evidence=dict(zip(detector.kinds[1:], steps.T.tolist(), strict=True)),
        )
        for name, weight, edges, steps in tables
    ]


def _conformal_settings(detector: "Detector") -> ConformalSettings | None:
    conformal = detector.conformal
    if conformal is None:
        return None
    columns = [[None if np.isinf(v) else v for v in column] for column in conformal.thresholds.T.tolist()]
    return ConformalSettings(level=conformal.levels.tolist(), genuine=columns[0], not_genuine=columns[1])


def _shares_of(model: ModelFile) -> ShareReference | None:
    """Return the reference for shares of audiences."""
    if model.shares is None:
        return None
    return ShareReference(tuple(_score_cells(pattern, model.kinds) for pattern in model.shares))


def _score_cells(pattern: SourcePattern, kinds: tuple[str, ...]) -> EvidenceHistograms:
    edges = tuple(np.array(pattern.edges[kind], np.float64) for kind in kinds[1:])
    coarse = tuple(np.array(pattern.coarse[kind], np.float64) for kind in kinds[1:])
    return EvidenceHistograms(
        name=pattern.name,
        hidden=pattern.hidden,
        edges=edges,
        coarse=tuple(np.isin(fine, bounds) for fine, bounds in zip(edges, coarse, strict=True)),
        sources=tuple(one.source for one in pattern.sources),
        kind_of=np.array([kinds.index(one.kind) for one in pattern.sources]),
        counts=np.array([one.accounts for one in pattern.sources], np.int64),
        flagged=np.array([one.flagged for one in pattern.sources], np.int64),
        shown=np.array([one.shown for one in pattern.sources], np.bool_),
        stretch=pattern.stretch,
        covered=pattern.covered,
        fit_limit=pattern.fit_limit,
    )


def _share_settings(detector: "Detector") -> list[SourcePattern] | None:
    if detector.shares is None:
        return None
    return [_source_pattern(cells, detector.kinds) for cells in detector.shares.patterns]


def _source_pattern(cells: EvidenceHistograms, kinds: tuple[str, ...]) -> SourcePattern:
    rows = zip(cells.sources, cells.kind_of, cells.counts, cells.flagged, cells.shown, strict=True)
    bounds = [edges[coarse].tolist() for edges, coarse in zip(cells.edges, cells.coarse, strict=True)]
    return SourcePattern(
        name=cells.name,
        hidden=cells.hidden,
        edges=dict(zip(kinds[1:], [edges.tolist() for edges in cells.edges], strict=True)),
        coarse=dict(zip(kinds[1:], bounds, strict=True)),
        sources=[
            SourceCounts(
                source=source,
                kind=kinds[kind],
                shown=bool(shown),
                accounts=counts.tolist(),
                flagged=flagged.tolist(),
            )
            for source, kind, counts, flagged, shown in rows
        ],
        stretch=cells.stretch,
        covered=cells.covered,
        fit_limit=cells.fit_limit,
    )
