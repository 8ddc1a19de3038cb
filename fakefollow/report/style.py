"""Colours and letters that all pages of the library share, as variables of CSS. Knows no page.

Text has a contrast of at least 4.5 with what it stands on and marks have one of 3 (WCAG 2.2, AA), in each set.
"""

from typing import Final

LIGHT: Final = (
    "--page: #ffffff; --text: #1b1d20; --quiet: #565b61; --line: #c9ced4; --panel: #f4f6f8; "
    "--genuine: #008a63; --purchased: #c75100; --bot: #6b6b6b; --accent: #0072b2; --warn: #fff3e0;"
)
DARK: Final = (
    "--page: #14171a; --text: #e9ebed; --quiet: #a9b0b7; --line: #434a51; --panel: #1e2327; "
    "--genuine: #2bbd92; --purchased: #f0833a; --bot: #a0a0a0; --accent: #6bb8e8; --warn: #3a2b16;"
)
PAPER: Final = (
    "--page: #ffffff; --text: #000000; --quiet: #444444; --line: #bbbbbb; --panel: #f0f0f0; "
    "--genuine: #008a63; --purchased: #c75100; --bot: #6b6b6b; --accent: #0072b2; --warn: #ffffff;"
)
"""Colours by use: page, text on it, quiet text, lines, panels, the three kinds, marks of no kind, warnings."""

FONT: Final = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif'


def page_variables() -> str:
    """Return the rules that give a page its colours: light or dark as the reader's system is, light on paper."""
    return (
        f":root {{ color-scheme: light dark; {LIGHT} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {DARK} }} }}\n"
        f"@media print {{ :root {{ color-scheme: light; {PAPER} }} }}"
    )


NOTEBOOK_COLOURS: Final = (
    "--genuine: #00926a; --purchased: #d55e00; --bot: #7d7d7d; --accent: #0b7cc0; "
    "--quiet: color-mix(in srgb, currentColor 78%, transparent); "
    "--line: color-mix(in srgb, currentColor 25%, transparent); "
    "--panel: color-mix(in srgb, currentColor 9%, transparent); --text: currentColor;"
)
"""For parts of a notebook, whose own theme decides on light or dark: text as its text, marks that show on both."""
