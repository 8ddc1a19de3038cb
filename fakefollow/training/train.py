"""`train`: a detector from a user's own labelled accounts, with a card that says how far to trust it."""

from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from typing import Any, Final

from threadpoolctl import threadpool_limits

from fakefollow.errors import LeakWarning, warn_caller
from fakefollow.evaluation import LabelledAccounts, leak_figures, source_folds
from fakefollow.readers import read
from fakefollow.scoring import Detector
from fakefollow.training.cards import describe_data, make_card
from fakefollow.training.crossfit import cross_fitted, held_out_log_odds
from fakefollow.training.fitting import detector_given
from fakefollow.training.held_out import held_out_figures
from fakefollow.training.settings import TrainingSettings

TELLING_AUC: Final = 0.9
"""From this AUC on a leak baseline is warned of."""

LEAK_PROTOCOL: Final = (
    "AUC of what a detector must not use, genuine against all other accounts on random splits (stratified five-fold "
    "cross-validation, at most 2,000 accounts of each); 0.5 says nothing. Where it is high, the kinds were collected "
    "or registered apart, and a figure from random splits shows that rather than skill. Dates also hold the age of "
    "an account, which may be used."
)

OWN_LIMITS: Final = (
    "A score speaks of an account as it was observed, not of a person. Say: this follow does not look genuine.",
    "The labels were taken as they were given; what is mislabelled in them is learnt as well.",
    "It has seen the sources above and no others: sellers, communities and years unlike them may look different, and "
    "no profile shows a stolen or collusive account.",
    "Kinds other than genuine are told from each other with less certainty than from genuine.",
    "Probabilities need a prior; the default is a convention, not a measurement of your audience.",
    "Thresholds keep the stated false-positive rate on the genuine sources held out here, not on every community.",
)


def train(
    table: Any,
    labels: Sequence[str],
    sources: Sequence[str] | None = None,
    *,
    name: str = "custom",
    settings: TrainingSettings | None = None,
) -> Detector:
    """Train a detector on your own labelled accounts, with honest figures on its card.

    Every source is held out once, so ``detector.card["figures"]`` says how the detector does on accounts of
    sources that it has not seen: read it with `fakefollow info`, or as plain data.

    Parameters
    ----------
    table : ProfileTable, path, frame or list
        The profiles in any form that `fakefollow.read` takes.
    labels : sequence of str
        ``"genuine"``, ``"purchased"`` or ``"bot"`` (or kinds of your own beside ``"genuine"``), one for each
        profile.
    sources : sequence of str
        Vendor, campaign or collection of each account; at least two for every kind. The names go on the card.
    name : str, default="custom"
        Name of the model.
    settings : TrainingSettings, optional
        How to train.

    Returns
    -------
    Detector
        With ``card["figures"]`` on held-out sources, ``card["leaks"]``, ``card["data"]`` and ``card["limits"]``.

    Raises
    ------
    TrainingError
        If labels and sources do not fit the profiles or cannot carry a calibration.

    Warns
    -----
    LeakWarning
        If ids, dates or the fields that are known tell genuine from other accounts: then the two were collected
        apart, and only figures on held-out sources mean something.

    Examples
    --------
    >>> import fakefollow as ff
    >>> from fakefollow.simulate.accounts import simulate_accounts
    >>> accounts = simulate_accounts(n_genuine=300, n_purchased=150, n_bot=150, random_state=1)
    >>> detector = ff.train(accounts.profiles, accounts.kind, sources=accounts.source)
    >>> detector.kinds
    ('genuine', 'purchased', 'bot')
    >>> [row["source"] for row in detector.card["figures"]["held_out_sources"]["rows"] if row["kind"] == "bot"]
    ['feed_relays', 'follow_back', 'spam']
    """
    settings = settings or TrainingSettings()
    accounts = LabelledAccounts.of(read(table), labels, sources)
    leaks = _leaks(accounts, settings.random_state)
    if "warning" in leaks:  # before training, which a leak may also make fail
        warn_caller(leaks["warning"], LeakWarning)
    used = accounts.capped(settings.max_per_source, settings.random_state)
    folds = source_folds(used.kinds, used.sources, settings.n_folds)
    with threadpool_limits(1):
        crossed = list(cross_fitted(used, settings))
        held_out = held_out_log_odds(crossed, used)
        detector = detector_given(held_out, used, name, settings, crossed)
        figures = {
            "held_out_sources": held_out_figures(held_out, used, folds, detector, settings.random_state)
        }
    card = make_card(detector, settings, describe_data(accounts, used), figures, version("fakefollow"))
    answers = f"how likely an account is genuine rather than {' or '.join(detector.kinds[1:])}"
    return replace(detector, card={**card, "answers": answers, "leaks": leaks, "limits": list(OWN_LIMITS)})


def _leaks(accounts: LabelledAccounts, seed: int) -> dict[str, Any]:
    """Return protocol and rows of the leak baselines, and a warning where one of them tells the accounts apart."""
    rows = leak_figures(accounts, seed)
    stated = [row for row in rows if isinstance(row["auc"], dict)]
    telling = [row for row in stated if row["auc"]["value"] >= TELLING_AUC]
    found = {"protocol": LEAK_PROTOCOL, "rows": rows}
    if telling:
        found["warning"] = _warning([f"{row['leak']} (AUC {row['auc']['value']:.2f})" for row in telling])
    return found


def _warning(told_by: list[str]) -> str:
    return (
        f"genuine and other accounts are told apart here by what no detector may use: {'; '.join(told_by)}. The two "
        "were collected or registered apart, so figures on random splits of these accounts would prove little. "
        "Trust the figures on held-out sources, which are on the detector's card"
    )
