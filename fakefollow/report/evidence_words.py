"""What the views of an explanation share: its first lines in words, and how log-odds are shown. Gets plain data."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from fakefollow.report.line_width import one_line

Explanation = Mapping[str, Any]
"""What ``Explanation.to_dict`` returns, with fields in plain words."""

NAME_WIDTH: Final = 40
KIND_WIDTH: Final = 30


def how_to_read(explanation: Explanation) -> str:
    """Return what the columns of numbers are, and which accounts are meant by genuine ones."""
    platform = one_line(explanation["learnt_on"] or "", KIND_WIDTH)
    of = f" of {platform[:1].upper()}{platform[1:]}" if platform else ""
    return (
        "Evidence is in nats: + speaks for the kind, - for genuine. So far: how probable the kind is, rather than "
        f"genuine, with all above. Genuine accounts are those{of} that the model was learnt on. "
        f"{verdict_note(explanation)}"
    )


def verdict_note(explanation: Explanation) -> str:
    """Return why the verdict need not follow the probabilities, or by which cut-offs it follows them.

    Examples
    --------
    >>> verdict_note({"cut_offs": [0.2, 0.9]})
    "The verdict follows from authenticity: 'likely ...' below 0.2, authentic from 0.9 on."
    """
    if explanation["cut_offs"] is not None:
        low, high = explanation["cut_offs"]
        return (
            f"The verdict follows from authenticity: 'likely ...' below {low:g}, authentic from {high:g} on."
        )
    return (
        "The verdict asks how rare such evidence is among genuine accounts kept out of learning; unlike the "
        "probabilities it does not depend on the prior, so the two need not agree."
    )


def verdict_line(explanation: Explanation) -> str:
    """Return verdict, authenticity, coverage and handle in one line.

    Examples
    --------
    >>> facts = {"verdict": "likely_bot", "authenticity": 0.0312, "coverage": 0.9, "username": "ada"}
    >>> verdict_line(facts)
    '@ada: likely bot, authenticity 0.031, coverage 0.90'
    """
    name = one_line(explanation["username"] or "", NAME_WIDTH)
    said = (
        f"{spaced(explanation['verdict'])}, authenticity {explanation['authenticity']:.3f}, "
        f"coverage {explanation['coverage']:.2f}"
    )
    return f"@{name}: {said}" if name else said


def further_lines(explanation: Explanation) -> Iterator[str]:
    """Yield what was not observed, and what was changed and how it was before."""
    missing = explanation["not_observed"]
    model = f"by model {one_line(explanation['model'], KIND_WIDTH)!r}"
    yield (
        f"{model}; not observed: {', '.join(missing)}"
        if missing
        else f"{model}; all its fields were observed"
    )
    before = explanation["before"]
    if before is not None:
        changed = ", ".join(explanation["changed"]) or "nothing"
        yield (
            f"changed: {changed}; authenticity {before['authenticity']:.3f} -> {explanation['authenticity']:.3f}, "
            f"{spaced(before['verdict'])} -> {spaced(explanation['verdict'])}"
        )


def kind_line(kind: Mapping[str, Any]) -> str:
    """Return a kind with its probability."""
    return f"{one_line(spaced(kind['kind']), KIND_WIDTH)}: probability {chance_words(kind['probability'])}"


def chance_words(chance: float) -> str:
    """Return a probability in percent that is never all or nothing.

    Examples
    --------
    >>> chance_words(0.0512), chance_words(0.99996), chance_words(0.0001)
    ('5 %', '>99 %', '<1 %')
    """
    if chance < 0.01:
        return "<1 %"
    return ">99 %" if chance > 0.99 else f"{100.0 * chance:.0f} %"


def spaced(name: str) -> str:
    """Return a name of the library as words, such as ``'likely bot'``."""
    return one_line(name, KIND_WIDTH).replace("_", " ")


def span(explanation: Explanation) -> tuple[float, float]:
    """Return the lowest and highest log-odds among all steps, 0 included."""
    totals = [0.0, *(step["total"] for kind in explanation["kinds"] for step in kind["steps"])]
    return min(totals), max(totals)


def starts(kind: Mapping[str, Any]) -> list[float]:
    """Return the log-odds before each step; the prior starts at 0, even odds."""
    return [0.0, *(step["total"] for step in kind["steps"][:-1])]
