"""Evidence counts: followers in the cells of a model's reference. They are all that is kept of an audience."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fakefollow.errors import ModelFileError
from fakefollow.features import FEATURES
from fakefollow.profiles import BoolArray, IntArray, ProfileTable
from fakefollow.scoring import Detector, EvidenceHistograms, Scores, evidence_cells


@dataclass(frozen=True, slots=True, eq=False)
class EvidenceCounts:
    """An audience as counts of followers, for one pattern of observed fields, in the cells of `EvidenceHistograms`.

    ``counts`` (n_kinds - 1, n_rates + 1) are by whole evidence, ``judged`` (n_rates + 1,) as far as verdicts go, both
    of followers outside events and cohorts. Of all ``n_given`` enough is known to weigh ``n_weighed``, of whom
    ``n_flagged`` are above the threshold of the policy. They are ``foreign`` where they are of a platform that the
    model was not learnt on.
    """

    pattern: str
    counts: IntArray
    judged: IntArray
    n_flagged: int
    n_weighed: int
    n_given: int
    foreign: bool = False

    @property
    def flagged_share(self) -> float:
        """Share of followers that are flagged, what counting would say; NaN where nobody is weighed."""
        return self.n_flagged / self.n_weighed if self.n_weighed else float("nan")


def nearest_pattern(detector: Detector, table: ProfileTable) -> EvidenceHistograms:
    """Return the reference whose pattern of fields is nearest to what a table shows."""
    if detector.shares is None:
        raise ModelFileError(
            f"model {detector.name!r} cannot estimate shares of an audience: train it again on more accounts and "
            "sources, or score the followers without an audit"
        )
    observed = {name: float(column.valid.mean()) for name, column in table.columns.items() if len(table)}
    fields = {
        name: [_stand_in(name, observed) or field for field in FEATURES[name].fields] for name in detector.features
    }
    weights = dict(zip(detector.features, detector.weights.tolist(), strict=True))
    return detector.shares.nearest(observed, weights, fields)


def _stand_in(name: str, observed: Mapping[str, float]) -> str | None:
    """Return the column that gives the value of a feature where its own field is withheld."""
    feature = FEATURES[name]
    if feature.stand_in is None or observed.get(feature.fields[0], 0.0) > 0.0:
        return None
    return feature.stand_in if observed.get(feature.stand_in, 0.0) > 0.0 else None


def named_pattern(detector: Detector, pattern: str) -> EvidenceHistograms:
    """Return the reference of a pattern by its name."""
    patterns = {} if detector.shares is None else {each.name: each for each in detector.shares.patterns}
    if pattern not in patterns:
        raise ValueError(f"pattern: expected one of {sorted(patterns)}, got {pattern!r}")
    return patterns[pattern]


def count_evidence(detector: Detector, scores: Scores, apart: BoolArray | None = None) -> EvidenceCounts:
    """Return scored followers as counts, but those in events and cohorts, ``apart``; their prior has no part in it."""
    reference = nearest_pattern(detector, scores.table)
    weighed = scores.coverage >= detector.policy.min_coverage
    counted = weighed if apart is None else weighed & ~apart
    judged = scores.evidence[counted]
    shown = judged if scores.held is None else judged + scores.held[counted]
    shape, mix, thresholds = reference.counts.shape[1:], detector.prior.mix(), detector.curve.thresholds
    by_whole, by_judged = (
        np.bincount(evidence_cells(nats, mix, thresholds), minlength=shape[0] * shape[1]).reshape(shape)
        for nats in (shown, judged)
    )
    above = detector.suspicion(scores.evidence[weighed]) > detector.curve.at(detector.policy.max_false_positive_rate)
    n_weighed = int(np.count_nonzero(weighed))
    return EvidenceCounts(
        reference.name,
        by_whole,
        by_judged.sum(axis=0),
        int(np.count_nonzero(above)),
        n_weighed,
        len(scores),
        scores.is_foreign,
    )


def flagging_errors(detector: Detector, reference: EvidenceHistograms) -> tuple[float, float]:
    """Return sensitivity and specificity of the detector's flags on held-out accounts, shown sources weighing alike."""
    place = detector.curve.place(detector.policy.max_false_positive_rate)
    flagged, used = reference.above(place), reference.shown(place)
    of_kinds = [flagged[used & (reference.kind_of == kind)].mean() for kind in range(len(detector.kinds))]
    return float(np.mean(of_kinds[1:])), float(1.0 - of_kinds[0])
