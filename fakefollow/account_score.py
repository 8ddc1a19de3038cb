"""Score: what a detector says of one account. A plain result; the arithmetic is the detector's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from fakefollow.reasons import REASONS_SHOWN, Explainer, Reason
from fakefollow.table import ProfileTable


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
    circumstances : tuple of Reason
        What the audience that the account is in says of it, where an audit asked.
    """

    authenticity: float
    kind_probability: Mapping[str, float]
    verdict: str
    coverage: float
    prior_log_odds: Mapping[str, float]
    log_odds: Mapping[str, float]
    table: ProfileTable = field(repr=False, compare=False)
    detector: Explainer = field(repr=False, compare=False)
    circumstances: tuple[Reason, ...] = ()

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """Every observed feature and kind, and what the audience says, strongest first; made when asked for."""
        said = (*self.circumstances, *self.detector.reasons(self.table))
        return tuple(sorted(said, key=lambda reason: -abs(reason.evidence)))

    def __str__(self) -> str:
        head = f"authenticity {self.authenticity:.3f}, {self.verdict}, coverage {self.coverage:.2f}"
        return "\n".join([head, *(f"  {reason.text}" for reason in self.reasons[:REASONS_SHOWN])])

    @property
    def main_reason(self) -> str:
        """Strongest reason for the kind that the verdict names, in words; of all where it names none."""
        for_verdict = (r for r in self.reasons if r.evidence > 0 and self.verdict == f"likely_{r.kind}")
        reason = next(for_verdict, next(iter(self.reasons), None))
        return reason.text if reason else "nothing was observed"
