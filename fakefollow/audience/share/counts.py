"""Evidence counts: followers in the bins of a model's reference, and the adjusted count of their flags.

Counts are all that is kept of an audience for its share.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fakefollow.audience.chance import Interval, normal_quantile
from fakefollow.errors import ModelFileError
from fakefollow.features import FEATURES
from fakefollow.profiles import BoolArray, FloatArray, IntArray, ProfileTable
from fakefollow.scoring import Detector, EvidenceHistograms, Scores


@dataclass(frozen=True, slots=True, eq=False)
class EvidenceCounts:
    """An audience as counts (n_bins,) of followers in the bins of evidence, for one pattern of observed fields.

    Of those weighed ``n_flagged`` are above the threshold of the false-positive ``rate``; ``n_given`` were looked at,
    those of whom too little is known as well. They are ``foreign`` where they are of a platform that the model was not
    learnt on.
    """

    pattern: str
    counts: IntArray
    n_flagged: int
    n_given: int
    rate: float
    foreign: bool = False

    @property
    def n_weighed(self) -> int:
        """Followers of whom enough is known."""
        return int(self.counts.sum())

    @property
    def flagged_share(self) -> float:
        """Share of flagged followers, what counting would say; NaN where nobody is weighed."""
        return self.n_flagged / self.n_weighed if self.n_weighed else float("nan")


def nearest_pattern(detector: Detector, table: ProfileTable) -> EvidenceHistograms:
    """Return the reference whose pattern of fields is nearest to what a table shows."""
    if detector.shares is None:
        raise ModelFileError(
            f"model {detector.name!r} cannot tell shares of an audience: expected one trained with this version of "
            "the library on enough accounts and sources; train it again with more, or score the followers without "
            "an audit"
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


def count_evidence(
    detector: Detector, scores: Scores, pattern: str | None = None, rows: BoolArray | None = None
) -> EvidenceCounts:
    """Return scored followers, or some rows of them, as counts; their prior has no part in it.

    By default the pattern is the one nearest to all of them. Flags are counted at the false-positive rate of the
    detector's policy.
    """
    reference = named_pattern(detector, pattern) if pattern else nearest_pattern(detector, scores.table)
    rate = detector.policy.max_false_positive_rate
    given = np.ones(len(scores), np.bool_) if rows is None else rows
    weighed = given & (scores.coverage >= detector.policy.min_coverage)
    evidence = scores.evidence[weighed]
    shown = evidence if scores.held is None else evidence + scores.held[weighed]
    return EvidenceCounts(
        reference.name,
        np.bincount(reference.place(shown), minlength=reference.counts.shape[1]),
        int((detector.suspicion(evidence) > detector.curve.at(rate)).sum()),
        int(given.sum()),
        rate,
        scores.is_foreign,
    )


def flagging_errors(
    reference: EvidenceHistograms, rates: FloatArray, rate: float, used: BoolArray
) -> tuple[float, int, float, int]:
    """Return sensitivity, accounts it rests on, specificity, accounts it rests on, of held-out accounts.

    Of the ``rates`` that flags were counted at, the largest that does not exceed ``rate`` counts. Kinds weigh the
    same, and within them the sources that are used.
    """
    column = max(int(np.searchsorted(rates, rate * (1.0 + 1e-9), side="right")) - 1, 0)
    size = reference.counts.sum(axis=1)
    flagged = reference.flagged[:, column] / size
    of_kind = [used & (reference.kind_of == kind) for kind in range(int(reference.kind_of.max()) + 1)]
    means = [float(flagged[rows].mean()) for rows in of_kind]
    sizes = [int(size[rows].sum()) for rows in of_kind]
    return float(np.mean(means[1:])), sum(sizes[1:]), 1.0 - means[0], sizes[0]


def adjusted_count(
    detector: Detector, audience: EvidenceCounts, reference: EvidenceHistograms, used: BoolArray, level: float
) -> Interval | None:
    """Return the share not genuine by the adjusted count of flags, with the errors of some sources."""
    if not audience.n_weighed:
        return None
    errors = flagging_errors(reference, detector.curve.rates, audience.rate, used)
    return lang_reiczigel(audience.n_flagged, audience.n_weighed, *errors, level=level)


def lang_reiczigel(
    n_flagged: int,
    n: int,
    sensitivity: float,
    n_sensitivity: int,
    specificity: float,
    n_specificity: int,
    level: float = 0.95,
) -> Interval | None:
    """Return Rogan and Gladen's adjusted count (1978) with the interval of Lang and Reiczigel (2014).

    The share not genuine of ``n`` accounts, one at least, clipped to 0 to 1; None where flags say nothing
    (sensitivity + specificity at most 1).
    """
    if sensitivity + specificity <= 1.0:
        return None
    z = normal_quantile(level)
    n_more = n + z**2
    apparent = (n_flagged + z**2 / 2.0) / n_more
    sens = (n_sensitivity * sensitivity + 1.0) / (n_sensitivity + 2.0)
    spec = (n_specificity * specificity + 1.0) / (n_specificity + 2.0)
    gap = sens + spec - 1.0
    if gap <= 0.0:
        return None
    share = (apparent + spec - 1.0) / gap
    of_sens, of_spec = (sens * (1.0 - sens) / (n_sensitivity + 2.0), spec * (1.0 - spec) / (n_specificity + 2.0))
    variance = apparent * (1.0 - apparent) / n_more + share**2 * of_sens + (1.0 - share) ** 2 * of_spec
    middle = share + 2.0 * z**2 * (share * of_sens - (1.0 - share) * of_spec)
    half = z * variance**0.5 / gap
    estimate = (n_flagged / n + specificity - 1.0) / (sensitivity + specificity - 1.0)
    bounds = [min(middle - half, estimate), estimate, max(middle + half, estimate)]
    low, clipped, high = np.clip(bounds, 0.0, 1.0).tolist()
    return Interval(clipped, low, high, level)
