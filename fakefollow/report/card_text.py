"""The card of a model as Markdown. Knows plain data, no detector; loads nothing that training needs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

PLATFORM_TITLES: Final = {"generic": "platforms without a model of their own"}


def card_to_markdown(card: Mapping[str, Any]) -> str:
    """Return a card as Markdown; every figure in it is one of the card's, with four digits at most."""
    parts = [f"# Model {card['name']}"]
    if "answers" in card:
        made_for = PLATFORM_TITLES.get(card["platform"], card["platform"])
        parts.append(f"Answers {card['answers']}. Made with {card['made_with']} for {made_for}.")
        parts.append(_verdict_text(card))
    if "data" in card:
        parts += ["## Data", markdown_table(card["data"])]
    parts += [*_figure_parts(card.get("figures", {})), *_leak_parts(card.get("leaks", {}))]
    if "features" in card:
        rows = [{"feature": name, **facts} for name, facts in card["features"].items()]
        parts += ["## Features, by their share of the evidence", markdown_table(rows)]
    if "limits" in card:
        parts += ["## Limits", "\n".join(f"- {limit}" for limit in card["limits"])]
    return "\n\n".join(parts) + "\n"


def card_figures_to_markdown(card: Mapping[str, Any]) -> str:
    """Return what was measured of a model, figures and leaks, as in `card_to_markdown`."""
    parts = [*_figure_parts(card.get("figures", {})), *_leak_parts(card.get("leaks", {}))]
    return "\n\n".join(parts) + "\n"


def _verdict_text(card: Mapping[str, Any]) -> str:
    policy, prior = card["policy"], card["prior"]
    shares = ", ".join(f"{kind} {share:.1%}" for kind, share in prior.items())
    return (
        f"Prior: {shares}. An account is called {' or '.join(f'likely {kind}' for kind in prior)} where at most "
        f"{policy['max_false_positive_rate']:.1%} of genuine accounts of unseen sources have as much evidence "
        f"against them, uncertain up to {policy['uncertain_rate']:.0%}, and gets no verdict below a coverage of "
        f"{policy['min_coverage']:.0%}."
    )


def _figure_parts(figures: Mapping[str, Any]) -> list[str]:
    parts = []
    for title, figure in figures.items():
        parts += [
            f"## Held out: {title.replace('_', ' ').removeprefix('held out ')}",
            figure["protocol"],
            markdown_table(figure["rows"]),
        ]
        parts += [_sentence(values) for values in figure.get("mean", {}).values() if values]
        parts += [f"All together: {_sentence(figure['overall'])}"] if figure.get("overall") else []
    return parts


def _leak_parts(leaks: Mapping[str, Any]) -> list[str]:
    if not leaks.get("rows"):
        return []
    warning = [f"Warning: {leaks['warning']}."] if "warning" in leaks else []
    return [
        "## Leaks: what the detector does not use",
        leaks["protocol"],
        *warning,
        markdown_table(leaks["rows"]),
    ]


def _sentence(values: Mapping[str, Any]) -> str:
    return "; ".join(f"{name.replace('_', ' ')} {_cell(value)}" for name, value in values.items()) + "."


def markdown_table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return rows of plain data as a Markdown table; a figure is shown with its interval."""
    names = list(rows[0])
    lines = [_line(names), _line(["---"] * len(names))]
    return "\n".join(lines + [_line(_cell(row.get(name)) for name in names) for row in rows])


def _cell(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{value['value']:.3f} ({value['low']:.3f} to {value['high']:.3f})"
    if isinstance(value, float):
        value = round(value, 4)
    return "" if value is None else " ".join(str(value).split()).replace("|", "\\|")


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
