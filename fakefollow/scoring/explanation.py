"""Explanation: how a score comes about, for each kind from the prior over the strongest reasons to the total.

Plain data with views; whoever scored has weighed already, here it is only laid out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from math import exp
from typing import Any, Final

from fakefollow.report import EvidenceDisplay, explanation_html, explanation_text, plain_facts
from fakefollow.scoring.reasons import Reason

REASONS_EXPLAINED: Final = 5
"""Reasons of each kind that are shown on their own; a convention."""

FIELD_WORDS: Final = {
    "username": "handle",
    "name": "display name",
    "description": "bio",
    "url": "web address",
    "created_at": "date of creation",
    "observed_at": "date of observation",
    "followers_count": "number of followers",
    "following_count": "number of accounts followed",
    "posts_count": "number of posts",
    "likes_count": "number of likes",
    "listed_count": "number of lists",
    "repositories_count": "number of repositories",
    "default_profile": "page design",
    "default_profile_image": "picture",
    "has_banner": "header picture",
    "geo_enabled": "places on posts",
}
"""What people call the fields whose names are no plain words."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step from the prior to the total: what it is and adds, in nats, and the log-odds after it.

    Feature (or name of context evidence) and measured value are None for the prior and for what is summed up.
    """

    text: str
    feature: str | None
    value: float | None
    evidence: float
    total: float

    def to_dict(self) -> dict[str, Any]:
        """Return the step as plain data; ``chance`` is the probability of the kind rather than genuine after it."""
        return asdict(self) | {"chance": _chance(self.total)}


@dataclass(frozen=True, slots=True)
class KindExplanation:
    """How the log-odds of one kind against genuine come about, and its probability among all kinds.

    Steps are the prior, the strongest reasons, and the sum of the further ones; the last total is the log-odds.
    """

    kind: str
    probability: float
    steps: tuple[Step, ...]

    @property
    def log_odds(self) -> float:
        """Log-odds of the kind against genuine, after everything."""
        return self.steps[-1].total

    def to_dict(self) -> dict[str, Any]:
        """Return kind, probability, log-odds, chance against genuine alone, and steps as plain data."""
        odds = {"log_odds": self.log_odds, "chance": _chance(self.log_odds)}
        return plain_facts(self, "kind", "probability") | odds | plain_facts(self, "steps")


@dataclass(frozen=True, repr=False)
class Explanation:
    """How a score comes about; made by `Score.explain`.

    It prints as text of at most 80 columns, shows as a table with bars in notebooks, draws itself with `plot`,
    and every number of these views is in `to_dict`.

    Parameters
    ----------
    model, verdict : str
        Name of the model, and what it calls the account.
    authenticity, coverage : float
        P(genuine) and the observed share of the model's evidence, 0 to 1.
    kinds : tuple of KindExplanation
        One for each kind but genuine, likeliest first.
    username : str or None
        Handle of the account, where it was observed.
    not_observed : tuple of str
        Fields of the model that were not observed: each of them says nothing.
    changed : tuple of str
        Fields that `Score.what_if` changed.
    before : (float, str) or None
        Authenticity and verdict before the change.
    learnt_on : str or None
        Platform of the accounts that the model was learnt on, by which reasons say what is usual.
    cut_offs : (float, float) or None
        Authenticity below which and from which on the verdict was given, where the policy has cut-offs of its own;
        None where it asks how rare the evidence is among genuine accounts.
    withheld : str or None
        Why no account of its list is called worse than uncertain.
    """

    model: str
    verdict: str
    authenticity: float
    coverage: float
    kinds: tuple[KindExplanation, ...]
    username: str | None = None
    not_observed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    before: tuple[float, str] | None = None
    learnt_on: str | None = None
    cut_offs: tuple[float, float] | None = None
    withheld: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data, strictly JSON.

        Returns
        -------
        dict
            ``model``, ``learnt_on``, ``username``, ``verdict``, ``authenticity``, ``coverage``, ``not_observed`` and
            ``changed`` (canonical names of fields), ``before`` (``authenticity`` and ``verdict``, or None),
            ``cut_offs`` (two numbers, or None), ``withheld``, and ``kinds``: for each ``kind``, ``probability``,
            ``log_odds``, ``chance`` and ``steps``, see `Step` and `KindExplanation`.
        """
        before = self.before and dict(zip(("authenticity", "verdict"), self.before, strict=True))
        return {
            **plain_facts(self, "model", "learnt_on", "username", "verdict", "authenticity", "coverage"),
            **plain_facts(self, "not_observed", "changed"),
            "before": before,
            **plain_facts(self, "cut_offs", "withheld", "kinds"),
        }

    def plot(self, ax: Any = None) -> EvidenceDisplay:
        """Draw the steps of each kind as a waterfall.

        Parameters
        ----------
        ax : sequence of matplotlib.axes.Axes, optional
            As many as there are kinds but genuine; a new figure by default.

        Raises
        ------
        ValueError
            If ``ax`` is something else.
        MissingExtraError
            If matplotlib is not installed.
        """
        return EvidenceDisplay(self._shown()).plot(ax)

    def __repr__(self) -> str:
        return explanation_text(self._shown())

    def _repr_html_(self) -> str:
        return explanation_html(self._shown())

    def _shown(self) -> dict[str, Any]:
        """Return the plain data with fields in plain words."""
        words = {"not_observed": _words(self.not_observed), "changed": _words(self.changed)}
        return self.to_dict() | words


def explain_kind(
    kind: str,
    prior: Mapping[str, float],
    log_odds: float,
    probability: float,
    reasons: Iterable[Reason],
    n_reasons: int,
) -> KindExplanation:
    """Return one kind from prior to log-odds; reasons come strongest first, those past ``n_reasons`` are summed up."""
    speaking = [reason for reason in reasons if reason.kind == kind and reason.evidence]
    shown = speaking if len(speaking) <= n_reasons + 1 else speaking[:n_reasons]
    expected = 100.0 * exp(prior[kind]) / (1.0 + sum(map(exp, prior.values())))
    steps = [Step(f"prior: expected share of {kind}, {expected:.3g} %", None, None, prior[kind], prior[kind])]
    for reason in shown:
        total = steps[-1].total + reason.evidence
        steps.append(Step(reason.sentence, reason.feature, reason.value, reason.evidence, total))
    if len(speaking) > len(shown):
        further = f"{len(speaking) - len(shown)} further reasons together"
        steps.append(Step(further, None, None, log_odds - steps[-1].total, log_odds))
    if speaking:  # sums of floats differ in the last bit by their order
        steps[-1] = replace(steps[-1], total=log_odds)
    return KindExplanation(kind, probability, tuple(steps))


def _chance(log_odds: float) -> float:
    """Return the probability of a kind rather than genuine."""
    return 1.0 / (1.0 + exp(-log_odds)) if log_odds > 0 else exp(log_odds) / (1.0 + exp(log_odds))


def _words(fields: tuple[str, ...]) -> list[str]:
    return [FIELD_WORDS.get(name, name.replace("_", " ")) for name in fields]
