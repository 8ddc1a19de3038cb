"""Notebooks as they stand in the repository: shown outputs, and nothing of a machine.

That they run is the gate's to show (`.ci/run` executes them); here what was written down is looked at.
"""

import ast
import json
import re
import sys
from functools import cache
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "notebooks"
NAMES = [
    "01_score_a_follower_list",
    "02_audit_an_audience",
    "03_why_was_this_account_flagged",
    "04_train_on_your_own_labels",
    "05_evidence_behind_the_model",
    "06_popularity_and_influence",
    "07_month_after_month_side_by_side",
]
LARGEST = 600_000
"""Bytes of a notebook that reviewers and web pages still show."""

INSTALLED = {"fakefollow", "matplotlib", "models", "numpy", "pandas", "sklearn", "tqdm"}
"""What notebooks may import beside the standard library: the core, its extra ``notebooks``, the workshop."""

MACHINE_PATHS = re.compile(r"(?<![\w.:])/(work|home|root|tmp|usr|opt|var|mnt|Users)/|\b[A-Z]:\\")
ADDRESSES = re.compile(r"\b0x[0-9a-f]{6,}|<[\w.]+ object at|<Axes|<matplotlib\.|^<Figure", re.MULTILINE)
notebooks = pytest.mark.parametrize("name", NAMES)


@cache
def read(name):
    return json.loads((FOLDER / f"{name}.ipynb").read_text("utf8"))


def source(cell):
    return "".join(cell["source"])


def cells(name, kind):
    return [cell for cell in read(name)["cells"] if cell["cell_type"] == kind]


def shown_texts(cell):
    """Return the texts of a cell's outputs, without the names of pictures, which no page shows."""
    for output in cell["outputs"]:
        yield "".join(output.get("text", ""))
        data = output.get("data", {})
        yield from ("".join(data[kind]) for kind in data if kind.startswith("text/") and "image/png" not in data)


def has_picture(cell):
    return any("image/png" in output.get("data", {}) for output in cell["outputs"])


def is_to_show_something(code):
    """Tell whether a cell ends in a value, or prints; settings of plots have none."""
    tree = ast.parse(code)
    prints = any(isinstance(node, ast.Name) and node.id == "print" for node in ast.walk(tree))
    last = ast.unparse(tree.body[-1])
    return prints or (isinstance(tree.body[-1], ast.Expr) and not last.startswith("plt.rcParams"))


def test_these_notebooks_are_there():
    """No notebook escapes the tests below."""
    assert sorted(path.stem for path in FOLDER.glob("*.ipynb")) == NAMES


@notebooks
def test_a_notebook_begins_with_what_it_teaches_and_needs(name):
    """One first cell says what one will learn, what one needs, and has the title."""
    first = read(name)["cells"][0]
    assert first["cell_type"] == "markdown"
    assert source(first).startswith("# ")
    assert "**You will learn**" in source(first)
    assert '**You need** a clone of the repository with `pip install ".[notebooks]"`' in source(first)


@notebooks
def test_a_notebook_says_where_real_data_go(name):
    """A reader who has followers finds the place to put them, in words and in the code."""
    assert any(re.search(r"put your own \w+", source(cell)) for cell in cells(name, "code"))
    told = " ".join(source(cell) for cell in cells(name, "markdown"))
    assert re.search(r"\*\*(Put your own|Where (your own|real) data go)", told)


@notebooks
def test_cells_were_executed_in_order(name):
    """Outputs are those of one run from top to bottom, without an error or a stray warning."""
    code = cells(name, "code")
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    for cell in code:
        assert not [output for output in cell["outputs"] if output["output_type"] == "error"], source(cell)
        assert not [output for output in cell["outputs"] if output.get("name") == "stderr"], source(cell)


@notebooks
def test_every_cell_that_is_to_show_something_does(name):
    """A cell that ends in a value or prints has its output beside it."""
    empty = [source(cell) for cell in cells(name, "code") if is_to_show_something(source(cell)) and not cell["outputs"]]
    assert empty == []


@notebooks
def test_every_picture_is_explained(name):
    """The text after a picture says what it shows or how to read it."""
    shown = read(name)["cells"]
    for cell, after in zip(shown, [*shown[1:], None], strict=True):
        if cell["cell_type"] == "code" and has_picture(cell):
            assert after is not None, source(cell)
            assert re.match(r"\*\*(What it shows|How to read it)\.\*\*", source(after)), source(cell)


@notebooks
def test_nothing_tells_the_machine(name):
    """No absolute path, memory address, time or version of the run that made the outputs."""
    book = read(name)
    assert book["metadata"] == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in book["cells"]:
        assert cell["metadata"] == {}, source(cell)
        texts = [source(cell), *(shown_texts(cell) if cell["cell_type"] == "code" else ())]
        for text in texts:
            assert not MACHINE_PATHS.search(text), text
            assert not ADDRESSES.search(text), text


@notebooks
def test_a_notebook_needs_the_core_and_its_extra_only(name):
    """Imports are of the standard library and what the extra ``notebooks`` installs."""
    imported = set()
    for cell in cells(name, "code"):
        for node in ast.walk(ast.parse(source(cell))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(str(node.module).split(".")[0])
    assert imported - INSTALLED <= sys.stdlib_module_names


@notebooks
def test_links_and_files_lead_somewhere(name):
    """What a notebook links to and reads is in the repository."""
    for cell in cells(name, "markdown"):
        for target in re.findall(r"\]\(([^)#]+)\)", source(cell)):
            assert (FOLDER / target).is_file(), target
    for cell in cells(name, "code"):
        for target in re.findall(r"\"(data/[^\"]+)\"", source(cell)):
            assert (FOLDER / target).is_file(), target


@notebooks
def test_a_notebook_is_small(name):
    """Pictures are moderate, so that a clone stays small and web pages show the notebook."""
    assert (FOLDER / f"{name}.ipynb").stat().st_size < LARGEST
