"""Score: what a detector says of one account, why, and what it would say of the same profile with other values."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any, Final, Self

import numpy as np

from fakefollow.errors import ProfileError, nearest
from fakefollow.features import FEATURES
from fakefollow.profiles import (
    COLUMNS,
    EXPECTED,
    Column,
    ColumnType,
    Issue,
    IssueTable,
    Profile,
    ProfileTable,
    parse_column,
)
from fakefollow.readers import with_plausible_times
from fakefollow.report import one_line, tables_html, verdict_line
from fakefollow.scoring.evidence import AdditiveScorer
from fakefollow.scoring.explanation import REASONS_EXPLAINED, Explanation, explain_kind
from fakefollow.scoring.policy import GENERIC, Policy, at_most_uncertain
from fakefollow.scoring.reasons import (
    COHORT,
    COMPANY_ALONE,
    LIKENESS_ALONE,
    LOOK_ALIKES,
    NOT_BY_COMPANY,
    NOT_BY_LIKENESS,
    PURCHASE_EVENT,
    REASONS_SHOWN,
    RUN_PROFILE,
    Reason,
    held_evidence,
    reasons_of,
)

ALIASES: Final = {"bio": "description", "handle": "username", "display_name": "name"}
"""Words that people use for fields -> their canonical names."""


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
        Share of the model's evidence that was observed, 0 to 1; at most .2 where the model needs both followers and
        accounts followed and one of them is not known.
    prior_log_odds, log_odds : mapping of str to float
        For every kind but genuine: ln of its odds against genuine before and after the evidence. The
        evidence of the reasons of a kind adds up to the difference.
    table : ProfileTable
        The scored profile, as a table of one row.
    detector : Detector
        The detector that scored it.
    circumstances : tuple of Reason
        What the audience that the account is in says of it, where an audit asked.
    policy : Policy, optional
        Policy of the verdict; the detector's own where it is not given.
    changed : tuple of str
        Fields that `what_if` changed.
    before : Score, optional
        The score that `what_if` was asked of.
    withheld : str, optional
        Why no account of its list is called worse than uncertain, see `Scores`.
    """

    authenticity: float
    kind_probability: Mapping[str, float]
    verdict: str
    coverage: float
    prior_log_odds: Mapping[str, float]
    log_odds: Mapping[str, float]
    table: ProfileTable = field(repr=False, compare=False)
    detector: AdditiveScorer = field(repr=False, compare=False)
    circumstances: tuple[Reason, ...] = ()
    policy: Policy | None = field(default=None, repr=False)
    changed: tuple[str, ...] = field(default=(), repr=False, compare=False)
    before: Self | None = field(default=None, repr=False, compare=False)
    withheld: str | None = field(default=None, repr=False, compare=False)

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """Every observed feature and kind, and what the audience says, strongest first; made when asked for."""
        reasons = (*self.circumstances, *reasons_of(self.detector, self.table))
        return tuple(sorted(reasons, key=lambda reason: -abs(reason.evidence)))

    def __repr__(self) -> str:
        return "\n".join(self._lines())

    def _repr_html_(self) -> str:
        return tables_html(self._lines(), [])

    def _lines(self) -> list[str]:
        """Return account, verdict and strongest reasons, a line each."""
        facts = {name: getattr(self, name) for name in ("username", "verdict", "authenticity", "coverage")}
        speaking = [reason for reason in self.reasons if reason.evidence][:REASONS_SHOWN]
        return [verdict_line(facts), *(f"  {one_line(of.text)}" for of in speaking), *filter(None, [self.withheld])]

    @property
    def username(self) -> str | None:
        """Username of the account, None where not observed."""
        return self.table.texts("username").to_list()[0]

    @property
    def profile(self) -> Profile:
        """What was observed of the account."""
        return self.table.profile(0)

    def to_dict(self) -> dict[str, Any]:
        """Return the score as plain data that JSON takes: id and username, what was found, and every reason."""
        names = ("authenticity", "verdict", "coverage", "kind_probability", "prior_log_odds", "log_odds", "withheld")
        facts = {name: dict(of) if isinstance(of := getattr(self, name), Mapping) else of for name in names}
        identity = {"id": self.table.texts("id").to_list()[0], "username": self.username}
        return {**identity, **facts, "reasons": [asdict(reason) for reason in self.reasons]}

    @property
    def main_reason(self) -> str:
        """Strongest reason for the kind that the verdict names, in words; of all where it names none."""
        for_verdict = (r for r in self.reasons if r.evidence > 0 and self.verdict == f"likely_{r.kind}")
        reason = next(for_verdict, next(iter(self.reasons), None))
        return reason.text if reason else "nothing was observed"

    def explain(self, n_reasons: int = REASONS_EXPLAINED) -> Explanation:
        """Explain how the score comes about, for each kind from the prior over the strongest reasons to the total.

        Parameters
        ----------
        n_reasons : int, default=5
            Reasons of each kind that are shown on their own, 1 at least; the others are summed up.

        Returns
        -------
        Explanation
            Prints as text, shows in notebooks, and has ``plot`` and ``to_dict``.

        Raises
        ------
        ValueError
            If ``n_reasons`` is less than 1.

        Examples
        --------
        >>> import fakefollow as ff
        >>> score = ff.score_one({"username": "ada", "followers_count": 12, "following_count": 1950})
        >>> explanation = score.explain()
        >>> explanation.kinds[0].kind, explanation.kinds[0].steps[1].feature
        ('purchased', 'following_count')
        >>> explanation.kinds[0].log_odds == score.log_odds["purchased"]
        True
        """
        if n_reasons < 1:
            raise ValueError(f"n_reasons: expected 1 at least, got {n_reasons!r}")
        likeliest_first = sorted(self.log_odds.items(), key=lambda item: -item[1])
        kinds = tuple(
            explain_kind(kind, self.prior_log_odds, log_odds, self.kind_probability[kind], self.reasons, n_reasons)
            for kind, log_odds in likeliest_first
        )
        return Explanation(
            self.detector.name,
            self.verdict,
            self.authenticity,
            self.coverage,
            kinds,
            self.username,
            _not_observed(self.detector, self.table),
            self.changed,
            None if self.before is None else (self.before.authenticity, self.before.verdict),
            None if self.detector.learnt_on == (GENERIC,) else " and ".join(self.detector.learnt_on),
            (self.policy or self.detector.policy).cut_offs,
            self.withheld,
        )

    def what_if(self, **changes: Any) -> Self:
        """Return the score that the same profile would have with some fields changed.

        Model, prior, policy and what an audit said of the account's company stay as they are.

        Parameters
        ----------
        **changes : object
            New values by name of the field, see `Profile`, in any form that `read` takes: a time may be a datetime,
            a date or ISO text. ``bio`` stands for ``description``. None means not observed.

        Returns
        -------
        Score
            Its ``explain()`` says what was changed and how the score was before.

        Raises
        ------
        ProfileError
            If a field is not known, which names the nearest one, a value does not fit, or a time contradicts
            another one.

        Examples
        --------
        >>> import fakefollow as ff
        >>> score = ff.score_one({"username": "ada", "followers_count": 12, "following_count": 1950})
        >>> score.what_if(followers_count=1200).authenticity > score.authenticity
        True
        >>> score.what_if(created_at="2012-05-01", observed_at="2024-05-01").coverage > score.coverage
        True
        """
        named = canonical_changes(changes)
        table = changed_profile(self.table, named)
        profile, coverage, *_ = self.detector.weigh(table)
        kinds = tuple(self.log_odds)
        said = tuple(reason for reason in self.circumstances if reason.feature not in (COMPANY_ALONE, LIKENESS_ALONE))
        of_run = [reason for reason in said if reason.feature == RUN_PROFILE]
        by_run, company = (
            np.array([[sum(reason.evidence for reason in of if reason.kind == kind) for kind in kinds]])
            for of in (of_run, [reason for reason in said if reason not in of_run])
        )
        profile = profile + by_run
        prior = np.array([self.prior_log_odds[kind] for kind in kinds])
        told = {reason.feature for reason in self.circumstances}
        # One that was held back although its profile spoke is unlike the excess of its run, and stays so.
        unlike = COMPANY_ALONE in told and bool((self.detector.weigh(self.table)[0] + by_run).max() > 0.0)
        in_event, in_cohort = PURCHASE_EVENT in told, bool(told & {COHORT, LOOK_ALIKES})
        alone = (profile.max(axis=1) <= 0.0) | unlike
        if in_cohort:
            alone = np.array([not in_event and COHORT not in told])
        why = (COMPANY_ALONE, NOT_BY_COMPANY) if in_event else (LIKENESS_ALONE, NOT_BY_LIKENESS)
        held = self.detector.held_back(prior, profile, company, alone, self.policy or self.detector.policy)
        decision = self.detector.decide(prior, profile + (company - held), coverage, self.policy)
        verdict = decision.verdict if self.withheld is None else at_most_uncertain(decision.verdict)
        return replace(
            self,
            authenticity=float(decision.authenticity[0]),
            kind_probability=dict(zip(self.kind_probability, decision.probability[0].tolist(), strict=True)),
            verdict=str(verdict[0]),
            coverage=float(coverage[0]),
            log_odds=dict(zip(kinds, decision.log_odds[0].tolist(), strict=True)),
            table=table,
            circumstances=(*said, *filter(None, (of.reason(0) for of in held_evidence(*why, kinds, held)))),
            changed=tuple(named),
            before=self,
        )


def _not_observed(scorer: AdditiveScorer, table: ProfileTable) -> tuple[str, ...]:
    """Return the fields for want of which features of the first row were not measured, in schema order."""
    row = table[:1]
    missing = np.isnan(scorer.measure(row)[0]).tolist()
    lacking = (FEATURES[name].fields for name, gone in zip(scorer.features, missing, strict=True) if gone)
    fields = {field for needed in lacking for field in needed}
    return tuple(name for name in COLUMNS if name in fields and not (row.has(name) and row.columns[name].valid[0]))


def changed_profile(table: ProfileTable, changes: Mapping[str, Any]) -> ProfileTable:
    """Return a table of one profile with some fields changed, by canonical name; None means not observed.

    Values are read as `fakefollow.read` reads them; what that would record as an issue raises a `ProfileError`.
    """
    issues = IssueTable([])
    read = {name: parse_column([value], name, issues) for name, value in changes.items()}
    _raise_if_any(issues)
    kept: dict[str, Column] = {name: of for name, of in table.columns.items() if name not in changes}
    known = {name: column for name, column in read.items() if column is not None and column.valid.any()}
    changed = replace(table, columns=kept | known)
    if any(COLUMNS[name] is ColumnType.TIME for name in known):
        _raise_if_any(with_plausible_times(replace(changed, issues=issues)).issues)
    return changed


def canonical_changes(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return changes by canonical name of the field, given by that or by alias; others raise a `ProfileError`."""
    named: dict[str, Any] = {}
    for name, value in changes.items():
        canonical = ALIASES.get(name, name)
        if canonical not in COLUMNS:
            raise ProfileError(f"a profile has no field {name!r}: {nearest(name, [*COLUMNS, *ALIASES])}")
        if canonical in named:
            raise ProfileError(f"the field {canonical!r} was given by two names: give one of them")
        named[canonical] = value
    return named


def _raise_if_any(issues: IssueTable) -> None:
    """Raise what reading would have recorded."""
    if issues:
        problems = (f"{issue.column}: expected {_expected(issue)}, or None, got {issue.got}" for issue in issues)
        raise ProfileError("; ".join(problems))


def _expected(issue: Issue) -> str:
    """Return what was expected, with an example where the form of a time was wrong."""
    wrong_form = issue.expected == EXPECTED[ColumnType.TIME]
    return issue.expected + (", such as '2024-05-01' or '2024-05-01T12:00:00Z'" if wrong_form else "")
