"""Arguments of Python in what the library says -> options of the command line. Knows words, no logic."""

import re
from typing import Final

_COLUMNS: Final = re.compile(r"columns=\{(.*?)\}")
_PAIR: Final = re.compile(r"""(['"])(.*?)\1: (?:(['"])(.*?)\3|(\.\.\.))""")
_NAMES: Final = (
    "observed_at|platform|encoding|table|sheet|order|total_followers|model|prior|max_false_positive_rate|date|count"
)
_ARGUMENT: Final = re.compile(rf"""\b({_NAMES})=(?:(['"])(.*?)\2|(\d[\d.]*)|(?![\w'"=]))""")
_SWITCH: Final = re.compile(r"\b(flow|day_first)=(True|False)")


def as_options(text: str) -> str:
    """Return a message with arguments such as ``observed_at="2024-05-01"`` written as options."""
    text = _COLUMNS.sub(_columns, text)
    text = _SWITCH.sub(lambda found: f"--{'' if found[2] == 'True' else 'no-'}{_option(found[1])}", text)
    return _ARGUMENT.sub(lambda found: f"--{_option(found[1])} {_quoted(found[3] or found[4] or '')}".rstrip(), text)


def _columns(found: re.Match[str]) -> str:
    pairs = (f"{pair[2]}={pair[4] or pair[5]}" for pair in _PAIR.finditer(found[1]))
    return f'--columns "{",".join(pairs)}{",..." if found[1].endswith(", ...") else ""}"'


def _option(name: str) -> str:
    return name.replace("_", "-")


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value
