"""`evaluate`: what a detector says of accounts whose kind is known, as plain data, text and plots."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

from fakefollow.evaluation import operating
from fakefollow.evaluation.accounts import ALL_SOURCES, LabelledAccounts
from fakefollow.evaluation.comparison import BaselineFigures, published_figures
from fakefollow.evaluation.metrics import LEVEL, TOO_FEW_TEXT, Figure, Predictions, flagged, share_of
from fakefollow.profiles import BoolArray, FrameKind, frame_like
from fakefollow.readers import read
from fakefollow.report import EvaluationDisplay, Rows, printable, tables_html, text_table
from fakefollow.scoring import GENUINE, Detector, Scores, load_detector

ROWS_SHOWN: Final = 25
"""Rows of a source list that fit on a screen; a convention."""

COMPARED: Final = ("auc", "recall", "false_positive_rate", "recall_at_1_percent", "precision")
"""Figures of baselines that are shown as text, so that a line fits; the frame has all of them."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """What a detector said of the accounts of one label and source.

    Parameters
    ----------
    label, source : str
        ``"all"`` where all accounts are meant.
    n_accounts, flagged : int
        Accounts, and those with a verdict that begins with ``likely_``.
    share_flagged : Figure or None
        False-positive rate where the label is genuine, recall where it is another, with Wilson's interval; None
        below 50 accounts.
    mean_authenticity, mean_coverage : float
        Means of the scores, 0 to 1.
    """

    label: str
    source: str
    n_accounts: int
    flagged: int
    share_flagged: Figure | None
    mean_authenticity: float
    mean_coverage: float


@dataclass(frozen=True)
class Evaluation:
    """What a detector says of labelled accounts; made by `fakefollow.evaluate`.

    Parameters
    ----------
    model : str
        Name of the model.
    prior : float
        Share of accounts that are not genuine which the model's probabilities assume.
    n_by_label : mapping of str to int
        Accounts of each label.
    figures : mapping of str to Figure
        Over all accounts, each with ``value`` and a 95 % interval ``low`` to ``high``: ``auc``, ``mcc``, ``recall``,
        ``false_positive_rate``, ``recall_at_1_percent``, ``precision``, ``brier`` and ``ece``, the last three at the
        prior; Wilson's interval for shares, bootstrap for the others. A figure that needs a class which is absent is
        left out.
    rows : tuple of SourceRow
        One for each label and source, labels in the order of the model's kinds and then those that it does not
        know, and one for all accounts.
    verdicts : mapping of str to mapping of str to int
        Label -> verdict -> accounts.
    recall_curve : tuple of RecallPoint
        Recall at false-positive rates from 0 to 1; empty where a class is absent.
    reliability : tuple of ReliabilityBin
        Stated authenticity against the share of genuine accounts; empty where a class is absent.
    known_sources : tuple of str
        Sources that the model was trained on, by its card: figures on them flatter it.
    frame_kind : str, optional
        The kind of frame that the profiles came in.
    baselines : tuple of BaselineFigures
        Published rules and feature sets on the same accounts, each with ``name``, ``learnt`` and ``figures`` as
        above; rules state no probability, and so have neither ``brier`` nor ``ece``. Empty where not asked for.
    baseline_protocol : str
        How baselines were trained and judged, in sentences.
    """

    model: str
    prior: float
    n_by_label: Mapping[str, int]
    figures: Mapping[str, Figure]
    rows: tuple[SourceRow, ...]
    verdicts: Mapping[str, Mapping[str, int]]
    recall_curve: tuple[operating.RecallPoint, ...]
    reliability: tuple[operating.ReliabilityBin, ...]
    known_sources: tuple[str, ...] = ()
    frame_kind: FrameKind | None = field(default=None, repr=False)
    baselines: tuple[BaselineFigures, ...] = ()
    baseline_protocol: str = ""

    def __len__(self) -> int:
        return sum(self.n_by_label.values())

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data: numbers, texts, lists and dicts."""
        return {name: value for name, value in asdict(self).items() if name != "frame_kind"}

    def to_frame(self) -> Any:
        """Return one row for each label and source, and one for all accounts.

        Returns
        -------
        pandas.DataFrame, polars.DataFrame or pyarrow.Table
            The kind of frame that the profiles came in, or the first that is installed, with columns ``label``,
            ``source``, ``n_accounts``, ``flagged``, ``share_flagged``, ``low``, ``high`` (missing below 50
            accounts), ``mean_authenticity`` and ``mean_coverage``.

        Raises
        ------
        MissingExtraError
            If no frame library is installed.
        """
        return self._framed([_flat(row) for row in self.rows])

    def baselines_to_frame(self) -> Any:
        """Return one row for the model and one for each baseline.

        Returns
        -------
        pandas.DataFrame, polars.DataFrame or pyarrow.Table
            As `to_frame`, with columns ``method``, ``learnt`` (from these accounts) and for each of the `figures`
            ``auc``, ``auc_low``, ``auc_high`` and so on, missing where a method has no such figure.

        Raises
        ------
        MissingExtraError
            If no frame library is installed.
        """
        return self._framed([_flat_figures(method) for method in self._methods()])

    def _framed(self, lines: list[dict[str, Any]]) -> Any:
        return frame_like({name: [line[name] for line in lines] for name in lines[0]}, self.frame_kind)

    def _methods(self) -> list[BaselineFigures]:
        """Return the figures of the model, then those of each baseline."""
        return [BaselineFigures(f"model {self.model!r}", False, self.figures), *self.baselines]

    def plot(self, ax: Any = None) -> EvaluationDisplay:
        """Draw recall against the false-positive rate, and how far stated probabilities hold.

        Parameters
        ----------
        ax : pair of matplotlib.axes.Axes, optional
            Where to draw the two; a new figure by default.

        Returns
        -------
        EvaluationDisplay
            With the axes ``ax_`` and the figure ``figure_``.

        Raises
        ------
        ValueError
            If genuine or other accounts are absent, so that there is nothing to draw, or ``ax`` is no pair.
        MissingExtraError
            If matplotlib is not installed.
        """
        if not self.recall_curve:
            raise ValueError(f"plot: expected genuine and other accounts, got {dict(self.n_by_label)}")
        return EvaluationDisplay(self.to_dict()).plot(ax)

    def __repr__(self) -> str:
        tables = [f"{title}\n{text_table(rows)}" for title, rows in self._tables()]
        return "\n\n".join([*(printable(line) for line in self._lines()), *tables])

    def _repr_html_(self) -> str:
        return tables_html(self._lines(), self._tables())

    def _lines(self) -> list[str]:
        counts = ", ".join(f"{n:,} {label}" for label, n in self.n_by_label.items())
        lines = [f"Evaluation of model {self.model!r} on {len(self):,} accounts: {counts}"]
        if not self.recall_curve:
            absent = "other" if GENUINE in self.n_by_label else GENUINE
            lines.append(f"No {absent} accounts: figures that compare the two, such as the AUC, are left out.")
        if self.known_sources:
            shown = ", ".join(self.known_sources)
            lines.append(f"The model was trained on some of these sources, so figures flatter it: {shown}.")
        return lines

    def _tables(self) -> list[tuple[str, Rows]]:
        """Return title and rows of each table of the text and the HTML."""
        figures = [{"figure": name, **asdict(figure)} for name, figure in self.figures.items()]
        verdicts = [{"label": label, **counts} for label, counts in self.verdicts.items()]
        more = f"; the first {ROWS_SHOWN} of {len(self.rows)}, see to_frame()"
        tables: list[tuple[str, Rows]] = [
            (f"All accounts, {LEVEL:.0%} intervals; probabilities at a prior of {self.prior:.0%} not genuine", figures),
            (
                f"By source{more if len(self.rows) > ROWS_SHOWN else ''}; "
                "the share flagged is the false-positive rate of genuine accounts, the recall of others",
                [_shown(row) for row in self.rows[:ROWS_SHOWN]],
            ),
            ("Accounts by label and verdict", verdicts),
        ]
        if self.baseline_protocol:
            title = f"Beside published rules and feature sets, see also baselines_to_frame(). {self.baseline_protocol}"
            tables.append((title, [_shown_figures(method) for method in self._methods()]))
        return tables


def _flat(row: SourceRow) -> dict[str, Any]:
    """Return a row as columns of numbers and texts."""
    values = asdict(row)
    share = values.pop("share_flagged") or {"value": None, "low": None, "high": None}
    means = {name: values.pop(name) for name in ("mean_authenticity", "mean_coverage")}
    return {**values, "share_flagged": share["value"], "low": share["low"], "high": share["high"], **means}


def _shown(row: SourceRow) -> dict[str, Any]:
    """Return a row for readers: a share that is not stated says why."""
    values = _flat(row)
    return values if row.share_flagged else {**values, "share_flagged": TOO_FEW_TEXT}


def _flat_figures(method: BaselineFigures) -> dict[str, Any]:
    """Return a method as columns: its name, and value, low and high of every figure."""
    line: dict[str, Any] = {"method": method.name, "learnt": method.learnt}
    for name in operating.SHOWN:
        figure = method.figures.get(name)
        for suffix, part in (("", "value"), ("_low", "low"), ("_high", "high")):
            line[name + suffix] = None if figure is None else getattr(figure, part)
    return line


def _shown_figures(method: BaselineFigures) -> dict[str, str]:
    """Return a method for readers: each figure with its interval in one cell."""
    line = {"method": method.name}
    for name in COMPARED:
        figure = method.figures.get(name)
        line[name] = f"{figure.value:.2f} ({figure.low:.2f}-{figure.high:.2f})" if figure else ""
    return line


def evaluate(
    detector: Detector | str | Path,
    table: Any,
    labels: Collection[Any],
    sources: Collection[Any] | None = None,
    *,
    baselines: bool = False,
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
        detector: all but ``"genuine"`` count as not genuine. Where no account is genuine all must be the detector's.
    sources : sequence of str, optional
        Vendor, campaign or collection of each account, for figures source by source.
    baselines : bool, default=False
        Put the published rules and feature sets of `fakefollow.baselines` beside the detector. Rules are taken as
        they are. What is learnt is trained on your other sources, each source being held out once; without two
        sources of both genuine and other accounts it is judged on random fifths, which flatters it, and the text
        says so.

    Returns
    -------
    Evaluation

    Raises
    ------
    TrainingError
        If there are no accounts, labels and sources do not fit the profiles, or nothing says which are genuine.
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

    Beside published rules and feature sets:

    >>> few = slice(150, 250)
    >>> beside = ff.evaluate("x", accounts.profiles[few], accounts.kind[few], baselines=True)
    >>> [method.name for method in beside.baselines][:3]
    ['fewer than 30 followers', 'follows over 10 per follower', 'Camisani-Calzolari']
    """
    model = detector if isinstance(detector, Detector) else load_detector(detector)
    accounts = LabelledAccounts.to_measure(read(table), labels, sources, model.kinds)
    scores = model.score(accounts.table)
    predictions = Predictions.of_log_odds(scores.log_odds, flagged(scores), accounts.kinds != GENUINE, model.prior)
    labels_in_order = _in_order(set(accounts.kinds.tolist()), model.kinds)
    verdicts = _verdicts(accounts, scores, labels_in_order)
    both = bool(predictions.not_genuine.any() and not predictions.not_genuine.all())
    prior = sum(model.prior.shares.values())
    beside, protocol = published_figures(accounts, prior) if baselines else ((), "")
    return Evaluation(
        model=model.name,
        prior=prior,
        n_by_label={label: sum(counts.values()) for label, counts in verdicts.items()},
        figures=operating.figures_in_use(predictions),
        rows=_rows(accounts, scores, labels_in_order),
        verdicts=verdicts,
        recall_curve=tuple(operating.recall_curve(predictions)) if both else (),
        reliability=tuple(operating.reliability(predictions)) if both else (),
        known_sources=_known_sources(model, accounts),
        frame_kind=accounts.table.frame_kind,
        baselines=beside,
        baseline_protocol=protocol,
    )


def _in_order(labels: set[str], kinds: Sequence[str]) -> list[str]:
    """Return labels in the order of the detector's kinds, genuine first; those that it does not know come last."""
    return [kind for kind in kinds if kind in labels] + sorted(labels - set(kinds))


def _rows(accounts: LabelledAccounts, scores: Scores, labels: Sequence[str]) -> tuple[SourceRow, ...]:
    """Return one row for each label and source, in the order of the labels, and one for all accounts."""
    pairs = set(zip(accounts.kinds.tolist(), accounts.sources.tolist(), strict=True))
    rows = [
        _row(label, source, (accounts.kinds == label) & (accounts.sources == source), scores)
        for label, source in sorted(pairs, key=lambda pair: (labels.index(pair[0]), pair))
    ]
    return (*rows, _row(ALL_SOURCES, ALL_SOURCES, np.ones(len(accounts), np.bool_), scores))


def _row(label: str, source: str, rows: BoolArray, scores: Scores) -> SourceRow:
    n, n_flagged = int(rows.sum()), int(flagged(scores)[rows].sum())
    means = float(scores.authenticity[rows].mean()), float(scores.coverage[rows].mean())
    return SourceRow(label, source, n, n_flagged, share_of(n_flagged, n), *means)


def _verdicts(accounts: LabelledAccounts, scores: Scores, labels: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return label -> verdict -> number of accounts."""
    counts = {label: Counter(scores.verdict[accounts.kinds == label].tolist()) for label in labels}
    return {label: {name: counts[label][name] for name in scores.verdict_names} for label in labels}


def _known_sources(detector: Detector, accounts: LabelledAccounts) -> tuple[str, ...]:
    """Return the sources that the detector's card names among its training data."""
    trained_on = {record["source"] for record in detector.card.get("data", ())}
    return tuple(sorted(trained_on & set(accounts.sources.tolist()) - {ALL_SOURCES}))
