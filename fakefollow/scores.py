"""Score, Scores and Reason: what a detector says of one account and of many.

Plain results; the arithmetic is the detector's. Row i always belongs to input row i.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from fakefollow.output_frames import frame_like
from fakefollow.table import FloatArray, ProfileTable

REASONS_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """What one feature says of one account for one kind.

    Parameters
    ----------
    feature : str
        Name of the feature.
    value : float
        Measured value, in `unit`.
    unit : str
        Unit of the value.
    kind : str
        Kind that the evidence is for (above 0) or against (below 0), compared with genuine.
    evidence : float
        Log-odds in nats.
    text : str
        The same in words.
    """

    feature: str
    value: float
    unit: str
    kind: str
    evidence: float
    text: str


class Explainer(Protocol):
    """What scores need of the detector that made them."""

    @property
    def name(self) -> str:
        """Name of the model."""

    def reasons(self, table: ProfileTable) -> tuple[Reason, ...]:
        """Return what every observed feature says of the first row, strongest first."""


@dataclass(frozen=True)
class Score:
    """What a detector says of one account.

    Parameters
    ----------
    authenticity : float
        P(genuine), 0 to 1.
    kind_probability : mapping of str to float
        Probability of every kind; they sum to 1.
    verdict : str
        ``authentic``, ``likely_purchased``, ``likely_bot``, ``uncertain`` or ``not_enough_data``.
    coverage : float
        Share of the model's evidence that was observed, 0 to 1.
    prior_log_odds, log_odds : mapping of str to float
        For every kind but genuine: ln of its odds against genuine before and after the evidence. The
        evidence of the reasons of a kind adds up to the difference.
    table : ProfileTable
        The scored profile, as a table of one row.
    detector : Explainer
        The detector that scored it.
    """

    authenticity: float
    kind_probability: Mapping[str, float]
    verdict: str
    coverage: float
    prior_log_odds: Mapping[str, float]
    log_odds: Mapping[str, float]
    table: ProfileTable = field(repr=False, compare=False)
    detector: Explainer = field(repr=False, compare=False)

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """Every observed feature and kind, strongest first; worked out when first asked for."""
        return self.detector.reasons(self.table)

    def __str__(self) -> str:
        head = f"authenticity {self.authenticity:.3f}, {self.verdict}, coverage {self.coverage:.2f}"
        return "\n".join([head, *(f"  {reason.text}" for reason in self.reasons[:REASONS_SHOWN])])


@dataclass(frozen=True, eq=False)
class Scores:
    """What a detector says of many accounts, as columns; ``scores[i]`` is the `Score` of input row i.

    Parameters
    ----------
    kinds : tuple of str
        ``("genuine", "purchased", "bot")``: columns of `kind_probability`.
    authenticity : ndarray of float64, shape (n,)
        P(genuine), 0 to 1.
    kind_probability : ndarray of float64, shape (n, n_kinds)
        Probability of each kind; rows sum to 1.
    verdict : ndarray of str, shape (n,)
        ``authentic``, ``likely_purchased``, ``likely_bot``, ``uncertain`` or ``not_enough_data``.
    coverage : ndarray of float64, shape (n,)
        Share of the model's evidence that was observed, 0 to 1.
    prior_log_odds : ndarray of float64, shape (n_kinds - 1,)
        ln of the prior odds of each kind against genuine.
    log_odds : ndarray of float64, shape (n, n_kinds - 1)
        Prior plus evidence of each kind against genuine.
    table : ProfileTable
        The scored profiles, with the issues of reading them.
    detector : Explainer
        The detector that scored, asked for reasons when they are wanted.
    reason_texts : list of str, optional
        The strongest reasons of each row in words, where they were asked for.
    """

    kinds: tuple[str, ...]
    authenticity: FloatArray
    kind_probability: FloatArray
    verdict: NDArray[np.str_]
    coverage: FloatArray
    prior_log_odds: FloatArray
    log_odds: FloatArray
    table: ProfileTable
    detector: Explainer
    reason_texts: list[str] | None = None

    def __len__(self) -> int:
        return len(self.authenticity)

    def __getitem__(self, row: int) -> Score:
        if not -len(self) <= row < len(self):
            raise IndexError(f"row {row} of {len(self)} scores")
        row %= len(self)
        others = self.kinds[1:]
        return Score(
            float(self.authenticity[row]),
            dict(zip(self.kinds, self.kind_probability[row].tolist(), strict=True)),
            str(self.verdict[row]),
            float(self.coverage[row]),
            dict(zip(others, self.prior_log_odds.tolist(), strict=True)),
            dict(zip(others, self.log_odds[row].tolist(), strict=True)),
            self.table[row : row + 1],
            self.detector,
        )

    def __iter__(self) -> Iterator[Score]:
        return (self[row] for row in range(len(self)))

    def to_dict(self) -> dict[str, Any]:
        """Return one column a key: id and username where known, then what was found of each row."""
        known = [name for name in ("id", "username") if self.table.has(name)]
        columns: dict[str, Any] = {name: self.table.texts(name).to_list() for name in known}
        columns["authenticity"] = self.authenticity
        for place, kind in enumerate(self.kinds[1:], start=1):
            columns[f"p_{kind}"] = self.kind_probability[:, place]
        columns["verdict"] = self.verdict.tolist()
        columns["coverage"] = self.coverage
        if self.reason_texts is not None:
            columns["reasons"] = self.reason_texts
        return columns

    def to_frame(self) -> Any:
        """Return the scores as the kind of frame that came in.

        Returns
        -------
        pandas.DataFrame, polars.DataFrame or pyarrow.Table
            Columns ``id`` and ``username`` where known, ``authenticity``, ``p_purchased``, ``p_bot``,
            ``verdict``, ``coverage``, and ``reasons`` where asked for; a pandas index is kept. Input that was
            no frame gives the first of pandas, polars and pyarrow that is installed.

        Raises
        ------
        MissingExtraError
            If none of them is installed.
        """
        return frame_like(self.to_dict(), self.table.frame_kind, self.table.index)

    def summary(self) -> dict[str, Any]:
        """Return the whole in a few numbers: sizes, accounts by verdict, means, model, issues."""
        counts = Counter(self.verdict.tolist())
        return {
            "model": self.detector.name,
            "n_accounts": len(self),
            "verdicts": {verdict: counts.get(verdict, 0) for verdict in self.verdict_names},
            "mean_authenticity": float(self.authenticity.mean()) if len(self) else None,
            "mean_coverage": float(self.coverage.mean()) if len(self) else None,
            "prior_not_genuine": 1.0 - 1.0 / (1.0 + float(np.exp(self.prior_log_odds).sum())),
            "n_issues": len(self.table.issues),
        }

    @property
    def verdict_names(self) -> tuple[str, ...]:
        """All verdicts that this model can give."""
        return ("authentic", *(f"likely_{kind}" for kind in self.kinds[1:]), "uncertain", "not_enough_data")

    def __repr__(self) -> str:
        facts = self.summary()
        width = max(map(len, self.verdict_names))
        counts = [
            f"  {verdict:<{width}} {n:>9,} {share:>7.1%}" for verdict, n, share in self._verdict_rows(facts)
        ]
        return "\n".join([*_headline(facts), *counts])

    def _repr_html_(self) -> str:
        facts = self.summary()
        lines = "".join(f"<p>{escape(line)}</p>" for line in _headline(facts))
        rows = "".join(
            f"<tr><td>{escape(verdict)}</td><td>{n:,}</td><td>{share:.1%}</td></tr>"
            for verdict, n, share in self._verdict_rows(facts)
        )
        head = "<tr><th>verdict</th><th>accounts</th><th>share</th></tr>"
        return f"<div>{lines}<table><thead>{head}</thead><tbody>{rows}</tbody></table></div>"

    def _verdict_rows(self, facts: Mapping[str, Any]) -> list[tuple[str, int, float]]:
        whole = max(len(self), 1)
        return [(verdict, n, n / whole) for verdict, n in facts["verdicts"].items()]


def _headline(facts: Mapping[str, Any]) -> list[str]:
    lines = [f"Scores of {facts['n_accounts']:,} accounts by model {facts['model']!r}"]
    if facts["n_accounts"]:
        mean, coverage = facts["mean_authenticity"], facts["mean_coverage"]
        lines.append(f"mean authenticity {mean:.3f} (1 = genuine), mean coverage {coverage:.2f}")
    if facts["n_issues"]:
        lines.append(f"{facts['n_issues']:,} issues met in reading: see scores.table.issues")
    return lines
