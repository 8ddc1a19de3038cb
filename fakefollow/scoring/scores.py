"""Scores: what a detector says of many accounts, as columns. Row i always belongs to input row i."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from numbers import Integral
from pathlib import Path
from typing import Any, Final, Generic, Self, overload

import numpy as np
from numpy.typing import NDArray

from fakefollow.errors import DriftWarning, ModelFileError, expect, warn_caller
from fakefollow.profiles import BoolArray, FloatArray, FrameT, ProfileTable, chosen_rows, frame_like
from fakefollow.report import ScoreDistributionDisplay, json_text, records, scores_html, scores_text
from fakefollow.scoring.distributions import MIN_VALUES, drift_line
from fakefollow.scoring.evidence import AdditiveScorer
from fakefollow.scoring.policy import NOT_ENOUGH_DATA, UNCERTAIN, Policy
from fakefollow.scoring.reasons import ContextEvidence
from fakefollow.scoring.score import Score
from fakefollow.scoring.summary import headline, score_facts, verdict_rows

IDENTITY: Final = ("id", "username")

ROWS_SHOWN: Final = 5  # accounts of lowest authenticity, in a notebook
MAX_ROWS: Final = 10_000
"""Accounts that drift is worked out on at most; a convention, at which chance moves the index by a thousandth."""


@dataclass(frozen=True, eq=False)
class Scores(Generic[FrameT]):
    """What a detector says of many accounts, as columns; ``scores[i]`` is the `Score` of input row i.

    ``scores[mask]``, a slice or row numbers give the scores of some rows, the first of which is then row 0.

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
    evidence : ndarray of float64, shape (n, n_kinds - 1)
        What the profiles alone say for each kind against genuine, in nats: no prior, nothing of the audience.
    log_odds : ndarray of float64, shape (n, n_kinds - 1)
        Prior plus all evidence of each kind against genuine.
    table : ProfileTable
        The scored profiles, with the issues of reading them.
    detector : Detector
        The detector that scored, asked for reasons when they are wanted.
    reason_texts : list of str, optional
        The strongest reasons of each row in words, where they were asked for.
    circumstances : tuple of ContextEvidence
        What the audience says of the accounts beyond their profiles; its evidence is part of the log-odds.
    policy : Policy, optional
        Policy of the verdicts; the detector's own where it is not given.
    withheld : str, optional
        Why nobody is called worse than uncertain, in a list of a platform that the model was not learnt on.
    rows : ndarray of int, shape (n,), optional
        Which rows of what was scored these are, where some were taken.
    held : ndarray of float64, shape (n, n_kinds - 1), optional
        What newcomers and readers show beyond their evidence: they are not called by it, shares of audiences weigh it.
    """

    kinds: tuple[str, ...]
    authenticity: FloatArray
    kind_probability: FloatArray
    verdict: NDArray[np.str_]
    coverage: FloatArray
    prior_log_odds: FloatArray
    evidence: FloatArray
    log_odds: FloatArray
    table: ProfileTable
    detector: AdditiveScorer
    reason_texts: list[str] | None = None
    circumstances: tuple[ContextEvidence, ...] = ()
    policy: Policy | None = None
    withheld: str | None = None
    held: FloatArray | None = None
    rows: NDArray[np.intp] | None = None

    def __len__(self) -> int:
        return len(self.authenticity)

    @overload
    def __getitem__(self, row: int) -> Score: ...

    @overload
    def __getitem__(self, row: Any) -> Self: ...

    def __getitem__(self, row: Any) -> Score | Self:
        if not hasattr(row, "__index__") or hasattr(row, "__len__"):
            return self._take(chosen_rows(row, len(self)))
        if not -len(self) <= row < len(self):
            raise IndexError(f"row {row} of {len(self)} scores")
        row = int(row) % len(self)
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
            self.policy,
            withheld=self.withheld,
        )

    def __iter__(self) -> Iterator[Score]:
        return (self[row] for row in range(len(self)))

    def _take(self, rows: NDArray[np.intp]) -> Self:
        """Return the scores of some rows, in that order; issues of reading stay with the whole."""
        index, texts = self.table.index, self.reason_texts
        numbers = np.arange(len(self)) if self.rows is None else self.rows
        arrays = ("authenticity", "kind_probability", "verdict", "coverage", "evidence", "log_odds")
        return replace(
            self,
            **{name: getattr(self, name)[rows] for name in arrays},
            table=replace(self.table.take(rows), index=None if index is None else index.take(rows)),
            reason_texts=None if texts is None else [texts[row] for row in rows.tolist()],
            circumstances=tuple(context.take(rows) for context in self.circumstances),
            held=None if self.held is None else self.held[rows],
            rows=numbers[rows],
        )

    def sort(self, by: str = "authenticity", *, descending: bool = False) -> Self:
        """Return the scores by a figure, such as ``authenticity`` or ``p_bot`` of `to_frame`, lowest first."""
        figures = {name: of for name, of in self.to_dict().items() if isinstance(of, np.ndarray)}
        if by not in figures:
            raise ValueError(f"by: expected one of {', '.join(figures)}, got {by!r}")
        return self._take(np.argsort(-figures[by] if descending else figures[by], kind="stable"))

    def head(self, n: int = 5) -> Self:
        """Return the scores of the first rows."""
        return self[:n]

    @property
    def model(self) -> str:
        """Name of the model that scored."""
        return self.detector.name

    @property
    def model_platform(self) -> str:
        """Platform of the accounts that the model was learnt on, several joined by "and"."""
        return " and ".join(self.detector.learnt_on)

    @property
    def platform(self) -> str | None:
        """Platform of the profiles, None where nothing says it."""
        return self.table.platform

    @property
    def is_foreign(self) -> bool:
        """Whether the profiles are of a platform that the model was not learnt on; not where nothing says of which."""
        return self.platform not in (None, *self.detector.learnt_on)

    @property
    def verdict_names(self) -> tuple[str, ...]:
        """All verdicts that this model can give."""
        return ("authentic", *(f"likely_{kind}" for kind in self.kinds[1:]), "uncertain", "not_enough_data")

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
        conformal = self.detector.conformal
        if conformal is None:
            raise ModelFileError(
                f"model {self.model!r} has no conformal thresholds: expected a model trained with this version of "
                "the library; train it again"
            )
        could_be = conformal.sets(self.detector.suspicion(self.evidence), level)
        could_be[self.verdict == NOT_ENOUGH_DATA] = True
        return could_be

    @cached_property
    def drift(self) -> dict[str, float] | None:
        """Features in which these accounts differ from every community that the model knows, farthest first.

        The population stability index of each feature that exceeds its limit, that of the farthest known community,
        worked out on at most 10,000 evenly spaced rows when first asked for. Empty where none does; None for fewer
        than 100 accounts and for a model whose card has no reference.
        """
        if len(self) < MIN_VALUES:
            return None
        rows = np.linspace(0, len(self) - 1, min(len(self), MAX_ROWS)).astype(np.intp)
        return self.detector.drift_of(self.detector.measure(self.table.take(rows)))

    @property
    def drift_share(self) -> float | None:
        """Share of the model's evidence that the features of `drift` carry, 0 to 1; None where drift is."""
        return None if self.drift is None else self.detector.evidence_share(self.drift)

    def least_authentic(self, n_accounts: int = ROWS_SHOWN) -> list[dict[str, Any]]:
        """Return the accounts of lowest authenticity, lowest first, as plain rows.

        Returns
        -------
        list of dict
            ``row`` in what was scored, ``username`` (None where not observed), ``authenticity``, ``verdict`` and
            ``main_reason``.
        """
        expect("n_accounts", n_accounts, Integral, "a number of accounts")
        rows = np.argsort(self.authenticity, kind="stable")[: max(n_accounts, 0)]
        names = self.table.texts("username").take(rows).to_list()
        return [
            {"row": row if self.rows is None else int(self.rows[row]), "username": name}
            | {fact: getattr(self[row], fact) for fact in ("authenticity", "verdict", "main_reason")}
            for row, name in zip(rows.tolist(), names, strict=True)
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return one column a key: id and username where known, then what was found of each row."""
        known = [name for name in IDENTITY if self.table.has(name)]
        columns: dict[str, Any] = {name: self.table.texts(name).to_list() for name in known}
        columns["authenticity"] = self.authenticity
        for column, kind in enumerate(self.kinds[1:], start=1):
            columns[f"p_{kind}"] = self.kind_probability[:, column]
        columns["verdict"] = self.verdict.tolist()
        columns["coverage"] = self.coverage
        if self.reason_texts is not None:
            columns["reasons"] = self.reason_texts
        if self.withheld is not None:
            columns["verdict_note"] = [self.withheld if of == UNCERTAIN else "" for of in columns["verdict"]]
        return columns

    def to_frame(self, identity: bool = True, *, level: float | None = None) -> FrameT:
        """Return the scores as the kind of frame that came in.

        Parameters
        ----------
        identity : bool, default=True
            Whether ``id`` and ``username`` are columns too. Without them the scores can be put beside the frame that
            they were made from: ``frame.join(scores.to_frame(identity=False))`` in pandas (its index without
            duplicates), ``frame.hstack(...)`` in polars.
        level : float, optional
            Level of `prediction_sets`, which become the columns ``could_be_genuine`` and ``could_be_another_kind``.

        Returns
        -------
        pandas.DataFrame, polars.DataFrame or pyarrow.Table
            Columns ``id`` and ``username`` where known, ``authenticity``, ``p_purchased``, ``p_bot``,
            ``verdict``, ``coverage``, ``reasons`` where asked for, ``verdict_note`` where verdicts are ``withheld``; a
            pandas index is kept. Input that was no frame gives the first of pandas, polars, pyarrow that is installed.

        Raises
        ------
        MissingExtraError
            If none of them is installed.
        """
        columns = {name: values for name, values in self.to_dict().items() if identity or name not in IDENTITY}
        if level is not None:
            columns |= zip(("could_be_genuine", "could_be_another_kind"), self.prediction_sets(level).T, strict=True)
        frame: FrameT = frame_like(columns, self.table.frame_kind, self.table.index)
        return frame

    def summary(self) -> dict[str, Any]:
        """Return the whole in a few numbers, as plain data.

        Returns
        -------
        dict
            ``model``, ``model_platform`` (what it was learnt on), ``platform`` (of the profiles, or None),
            ``n_accounts``, ``verdicts`` (accounts by verdict), ``mean_authenticity``, ``mean_coverage``,
            ``prior_not_genuine``, ``score_distribution`` (accounts by authenticity in bins of .05, and those left out
            for want of data), ``n_issues``, ``drift``, ``drift_share`` and ``withheld``.

        Warns
        -----
        DriftWarning
            If the accounts differ from those that the model was learnt on, see `drift`, in features that carry
            at least 5 % of the model's evidence together.
        """
        facts = score_facts(self)
        line = drift_line(facts["drift"] or {}, facts["drift_share"] or 0.0)
        if line is not None:
            warn_caller(
                f"these accounts are unlike those that model {self.model!r} was learnt on: "
                f"{line}; look at some by hand before you rely on them",
                DriftWarning,
            )
        return facts

    def to_json(self, path: str | Path | None = None, indent: int | None = None) -> str:
        """Return the summary and one record an account as JSON, and write it if a path is given.

        Parameters
        ----------
        path : str or Path, optional
            File to write, in UTF-8; replaced if it is there.
        indent : int, optional
            Spaces a level, for people; one line by default.

        Returns
        -------
        str
            ``{"summary": ..., "accounts": [...]}``: what `summary` returns, and the columns of `to_frame` for each
            account in the order of the input, null where not observed. Strict JSON: no NaN, no infinity.

        Warns
        -----
        DriftWarning
            As `summary` does.

        Examples
        --------
        >>> import json
        >>> import fakefollow as ff
        >>> scores = ff.score([{"username": "ada", "followers_count": 400, "following_count": 300}])
        >>> [account["username"] for account in json.loads(scores.to_json())["accounts"]]
        ['ada']
        """
        return json_text({"summary": self.summary(), "accounts": records(self.to_dict())}, path, indent)

    def plot_distribution(self, ax: Any = None) -> ScoreDistributionDisplay:
        """Draw how many accounts have which authenticity.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure by default.

        Returns
        -------
        ScoreDistributionDisplay
            With the axes ``ax_`` and the figure ``figure_``.

        Raises
        ------
        MissingExtraError
            If matplotlib is not installed.

        Warns
        -----
        DriftWarning
            As `summary` does.
        """
        return ScoreDistributionDisplay(self.summary()["score_distribution"]).plot(ax)

    def __repr__(self) -> str:
        facts = score_facts(self)
        return scores_text(headline(facts), verdict_rows(facts))

    def _repr_html_(self) -> str:
        facts = score_facts(self)
        least = self.least_authentic()
        return scores_html(headline(facts), verdict_rows(facts), facts["score_distribution"], least)
