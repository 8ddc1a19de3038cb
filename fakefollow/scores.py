"""Scores: what a detector says of many accounts, as columns. Row i always belongs to input row i."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fakefollow.account_score import Score
from fakefollow.calibration import NOT_ENOUGH_DATA
from fakefollow.drift import drift_line
from fakefollow.errors import DriftWarning, warn_caller
from fakefollow.output_frames import frame_like
from fakefollow.reasons import Circumstance, Explainer
from fakefollow.table import BoolArray, FloatArray, ProfileTable


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
    circumstances : tuple of Circumstance
        What the audience says of the accounts beyond their profiles; its evidence is part of the log-odds.
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
    circumstances: tuple[Circumstance, ...] = ()

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
            tuple(filter(None, (circumstance.reason(row) for circumstance in self.circumstances))),
        )

    def __iter__(self) -> Iterator[Score]:
        return (self[row] for row in range(len(self)))

    def prediction_sets(self, level: float = 0.9) -> BoolArray:
        """Tell whether each account could be genuine and could be not, by class-conditional conformal prediction.

        Of the genuine accounts, and of the others, a share of about ``level`` has its own class in the set, as
        far as accounts are like those of the sources held out in training; drift voids that (Vovk, Gammerman and
        Shafer 2005; Sadinle, Lei and Wasserman 2019). Where both could be the set is ambiguous: the evidence
        cannot decide at this level. Where neither could be it is empty: the evidence is between the classes. The
        other kinds are not told apart here, see `kind_probability`. The prior changes no set, and where the
        verdict is ``not_enough_data`` nothing is ruled out.

        Parameters
        ----------
        level : float, default=0.9
            Share of the accounts of a class whose set is to hold it: .8, .9, .95 or .99.

        Returns
        -------
        ndarray of bool, shape (n, 2)
            Columns: could be genuine, could be of another kind.

        Raises
        ------
        ValueError
            If the model has no thresholds for the level; names the levels that it has.
        ModelFileError
            If the model has no conformal thresholds at all.
        """
        could_be = self.detector.prediction_sets(self.profile_evidence(), level)
        could_be[self.verdict == NOT_ENOUGH_DATA] = True
        return could_be

    def profile_evidence(self) -> FloatArray:
        """Return what the profiles alone say, shape (n, n_kinds - 1), in nats: no prior, no circumstances."""
        evidence: FloatArray = self.log_odds - self.prior_log_odds
        for circumstance in self.circumstances:
            evidence[:, self.kinds.index(circumstance.kind) - 1] -= circumstance.evidence
        return evidence

    @cached_property
    def drift(self) -> dict[str, float] | None:
        """Features in which these accounts differ from every community that the model knows, farthest first.

        The population stability index of each feature that exceeds its limit (see `fakefollow.drift`), worked out
        on at most 10,000 evenly spaced rows when first asked for. Empty where none does; None for fewer than 100
        accounts and for a model whose card has no reference.
        """
        return self.detector.drift(self.table)

    @property
    def drift_share(self) -> float | None:
        """Share of the model's evidence that the features of `drift` carry, 0 to 1; None where drift is."""
        return None if self.drift is None else self.detector.evidence_share(self.drift)

    def least_authentic(self, n_accounts: int) -> list[dict[str, Any]]:
        """Return the accounts of lowest authenticity, lowest first, as plain rows.

        Returns
        -------
        list of dict
            ``row``, ``username`` (None where not observed), ``authenticity``, ``verdict`` and ``main_reason``.
        """
        rows = np.argsort(self.authenticity, kind="stable")[:n_accounts]
        names = self.table.texts("username").take(rows).to_list()
        scores = [self[row] for row in rows.tolist()]
        return [
            {
                "row": row,
                "username": name,
                "authenticity": score.authenticity,
                "verdict": score.verdict,
                "main_reason": score.main_reason,
            }
            for row, name, score in zip(rows.tolist(), names, scores, strict=True)
        ]

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
        """Return the whole in a few numbers: sizes, accounts by verdict, means, model, issues, drift.

        Warns
        -----
        DriftWarning
            If the accounts differ from those that the model was learnt on, see `drift`, in features that carry
            at least 5 % of the model's evidence together.
        """
        facts = self._facts()
        line = drift_line(facts["drift"] or {}, facts["drift_share"] or 0.0)
        if line is not None:
            warn_caller(
                f"these accounts are unlike those that model {self.detector.name!r} was learnt on: "
                f"{line}; look at some by hand before you rely on them",
                DriftWarning,
            )
        return facts

    def _facts(self) -> dict[str, Any]:
        counts = Counter(self.verdict.tolist())
        return {
            "model": self.detector.name,
            "n_accounts": len(self),
            "verdicts": {verdict: counts.get(verdict, 0) for verdict in self.verdict_names},
            "mean_authenticity": float(self.authenticity.mean()) if len(self) else None,
            "mean_coverage": float(self.coverage.mean()) if len(self) else None,
            "prior_not_genuine": 1.0 - 1.0 / (1.0 + float(np.exp(self.prior_log_odds).sum())),
            "n_issues": len(self.table.issues),
            "drift": None if self.drift is None else dict(self.drift),
            "drift_share": self.drift_share,
        }

    @property
    def verdict_names(self) -> tuple[str, ...]:
        """All verdicts that this model can give."""
        return ("authentic", *(f"likely_{kind}" for kind in self.kinds[1:]), "uncertain", "not_enough_data")

    def __repr__(self) -> str:
        facts = self._facts()
        width = max(map(len, self.verdict_names))
        counts = [
            f"  {verdict:<{width}} {n:>9,} {share:>7.1%}" for verdict, n, share in self._verdict_rows(facts)
        ]
        return "\n".join([*_headline(facts), *counts])

    def _repr_html_(self) -> str:
        facts = self._facts()
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
    drift = drift_line(facts["drift"] or {}, facts["drift_share"] or 0.0)
    return lines if drift is None else [*lines, drift]
