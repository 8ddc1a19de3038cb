"""The documentation site as Sphinx builds it; `python .ci/site OUT` calls it with all that it needs.

Sources lie where people read them in a clone: the guide in notebooks/guide, texts of the models in models. So the
repository is the source folder, and links between pages are the same on the site and in a clone.
"""

import sys
from html import escape
from itertools import islice
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

import tables  # noqa: E402

import fakefollow  # noqa: E402

project = "fakefollow"
author = "the fakefollow developers"
copyright = author  # noqa: A001
version = release = fakefollow.__version__

extensions = ["sphinx.ext.autodoc", "sphinx.ext.autosummary", "numpydoc", "myst_nb"]
root_doc = "notebooks/guide/index"
include_patterns = [
    "notebooks/guide/**.md",
    "notebooks/*.ipynb",
    "models/*.md",
    "models/*/MODEL_CARD.md",
    "CHANGELOG.md",
]
exclude_patterns = [".*", "build", "dist", "fakefollow", "tests", "models/README.md"]
nitpicky = True

default_role = "autolink"
autosummary_generate = False
autodoc_typehints = "none"
autodoc_member_order = "bysource"
autodoc_inherit_docstrings = True
numpydoc_show_class_members = False
toc_object_entries_show_parents = "hide"

myst_enable_extensions = ["colon_fence", "deflist"]
nb_execution_mode = "off"
myst_heading_anchors = 4
myst_links_external_new_tab = False

html_theme = "pydata_sphinx_theme"
html_title = "fakefollow"
html_static_path = ["static"]
templates_path = ["templates"]
html_favicon = "static/favicon.svg"
html_css_files = ["site.css"]
html_js_files = ["paper.js"]
html_copy_source = html_show_sourcelink = html_show_sphinx = False
html_theme_options = {
    "navigation_with_keys": False,
    "show_nav_level": 2,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}


def describe_names(_app: Sphinx, _page: str, source: list[str]) -> None:
    """Let pages of the API have the descriptions of their names, which a clone has in docstrings."""
    source[0] = tables.with_descriptions(source[0])


def name_pictures(_app: Sphinx, page: nodes.document) -> None:
    """Let a picture of a notebook be read aloud as what the text after its cell says that it shows."""
    for cell in page.findall(lambda node: "cell_output" in getattr(node, "attributes", {}).get("classes", ())):
        after = cell.parent.next_node(nodes.paragraph, descend=False, siblings=True)
        for image in cell.findall(nodes.image):
            image["alt"] = after.astext().partition(". ")[2] if after else ""


def name_page(_app: Sphinx, name: str, _template: str, shown: dict[str, Any], page: nodes.document | None) -> None:
    """Give a page its description, which is its first paragraph, and the first page a title that says what this is."""
    if name == root_doc:
        shown["title"] = "Which followers are genuine"
    told = (
        page.findall(lambda node: isinstance(node, nodes.paragraph) and isinstance(node.parent, nodes.section))
        if page
        else ()
    )
    for first in islice(told, 1):
        text = "".join(str(part) for part in first.findall(nodes.Text) if not isinstance(part.parent, nodes.raw))
        shown["metatags"] += f'<meta name="description" content="{escape(" ".join(text.split()))}">\n'


def setup(app: Sphinx) -> None:
    """Let what is above have its say."""
    app.connect("source-read", describe_names)
    app.connect("doctree-read", name_pictures)
    app.connect("html-page-context", name_page)
