"""What the library says of people: no accusing word reaches a user, in code, models, documents or notebooks."""

import ast
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ACCUSING = re.compile(
    r"\b(fraud\w*|cheat\w*|liar\w*|lying|crimin\w*|guilt\w*|culprit\w*|scam\w*|crook\w*|shady|phony|sham|"
    r"dishonest\w*|impostor\w*|bogus|caught|offender\w*|suspect|suspects)\b",
    re.IGNORECASE,
)
IN_A_TEXT = re.compile(r"\b(perpetrat|deceiv|faker|accus)\w*", re.IGNORECASE)
"""Words that a comment of the code may need and a notebook does not."""

QUOTED = {"models/LIMITS.md": ("*this person is a fraud*; nobody's guilt can be read",)}
"""Where a document quotes what must not be said."""

PAGES = [
    *(ROOT / name for name in ("README.md", "CHANGELOG.md")),
    *sorted((ROOT / "models").glob("*.md")),
    *sorted((ROOT / "models").glob("*/MODEL_CARD.md")),
    *sorted((ROOT / "notebooks" / "guide").rglob("*.md")),
]


def shown_texts(path):
    """Return every text of a file that a user could see: strings, f-strings and docstrings."""
    nodes = ast.walk(ast.parse(path.read_text("utf8")))
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def accusations(texts):
    return [found.group() for text in texts for found in ACCUSING.finditer(text)]


def test_the_list_of_words_finds_them():
    """The expression sees accusing words in any case, and leaves words alone that merely contain one."""
    assert accusations(["He is a Fraudster", "guilty"]) == ["Fraudster", "guilty"]
    assert accusations(["escampment", "champion", "unsuspecting"]) == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "fakefollow").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_no_text_of_the_package_accuses(path):
    """No string of the package, shown or documented, accuses anybody."""
    assert accusations(shown_texts(path)) == []


@pytest.mark.parametrize("path", sorted((ROOT / "fakefollow").rglob("templates/*")), ids=lambda path: path.name)
def test_no_template_accuses(path):
    """No template of a page or notebook view accuses anybody."""
    assert accusations([path.read_text("utf8")]) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_document_accuses(path):
    """Documents and model cards accuse nobody; what they advise against saying is quoted as such."""
    text = path.read_text("utf8")
    for quotation in QUOTED.get(str(path.relative_to(ROOT)), ()):
        assert quotation in text
        text = text.replace(quotation, "")
    assert accusations([text]) == []


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.name)
def test_no_notebook_accuses(path):
    """Texts and outputs of notebooks accuse nobody."""
    cells = json.loads(path.read_text("utf8"))["cells"]
    text = json.dumps(cells, ensure_ascii=False)
    assert accusations([text]) == []
    assert IN_A_TEXT.search(text) is None
