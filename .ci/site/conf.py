"""The documentation site as Sphinx builds it; `python .ci/site OUT` calls it with all that it needs.

Sources lie where people read them in a clone: the guide in notebooks/guide, texts of the models in models. So the
repository is the source folder, and links between pages are the same on the site and in a clone.
"""

import sys
from pathlib import Path

from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

import tables  # noqa: E402

import fakefollow  # noqa: E402

project = "fakefollow"
author = "the fakefollow developers"
copyright = author  # noqa: A001
version = release = fakefollow.__version__

extensions = ["sphinx.ext.autodoc", "sphinx.ext.autosummary", "numpydoc", "myst_parser"]
root_doc = "notebooks/guide/index"
include_patterns = ["notebooks/guide/**.md", "models/*.md", "models/*/MODEL_CARD.md", "CHANGELOG.md"]
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
myst_heading_anchors = 4
myst_links_external_new_tab = False

html_theme = "pydata_sphinx_theme"
html_title = "fakefollow"
html_static_path = ["static"]
templates_path = ["templates"]
html_css_files = ["site.css"]
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


def setup(app: Sphinx) -> None:
    """Let pages of the API have the descriptions of their names, which a clone has in docstrings."""

    def describe(_app: Sphinx, _page: str, source: list[str]) -> None:
        source[0] = tables.with_descriptions(source[0])

    app.connect("source-read", describe)
