"""What JupyterLab puts round an output: the style sheets of the installed package, so that views are seen as there."""

import re
import sys
from functools import cache
from pathlib import Path

LAB = Path(sys.prefix) / "share" / "jupyter" / "lab"
STYLE = re.compile(r"""\.push\(\[\w+\.id,(?:`((?:[^`\\]|\\.)*)`|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')""")


@cache
def styles(scheme):
    """Return all style sheets of the application, and those of its light or dark theme."""
    (core,) = (LAB / "static").glob("jlab_core.*.js")
    sheets = (max(found.groups(""), key=len) for found in STYLE.finditer(core.read_text("utf8")))
    theme = (LAB / "themes" / "@jupyterlab" / f"theme-{scheme}-extension" / "index.css").read_text("utf8")
    return "\n".join([theme, *(re.sub(r"\\n|\\(.)", r" \1", sheet) for sheet in sheets)])


def notebook(outputs, scheme):
    """Return a page in which each output lies as in a notebook of that theme."""
    cells = "".join(
        '<div class="jp-Cell jp-CodeCell jp-Notebook-cell"><div class="jp-Cell-outputWrapper">'
        '<div class="jp-OutputArea jp-Cell-outputArea"><div class="jp-OutputArea-child jp-OutputArea-executeResult">'
        '<div class="jp-OutputPrompt jp-OutputArea-prompt">[1]:</div>'
        f'<div class="jp-RenderedHTMLCommon jp-RenderedHTML jp-OutputArea-output">{html}</div></div></div></div></div>'
        for html in outputs
    )
    return (
        "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width'><title>Notebook</title>"
        f"<style>{styles(scheme)} body {{ overflow: auto; }}</style></head>"
        f"<body data-jp-theme-light='{str(scheme == 'light').lower()}' data-jp-theme-name='JupyterLab'>"
        "<main class='jp-Notebook' style='background: var(--jp-layout-color0)'>"
        f"<h1 style='color: var(--jp-ui-font-color1)'>Notebook</h1>{cells}</main></body></html>"
    )
