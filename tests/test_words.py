"""What the library says: no accusing word reaches a user; messages are short and plain."""

import ast
import json
import re
from pathlib import Path
from typing import Final

import pytest

from fakefollow.cli import main

ROOT = Path(__file__).parent.parent
COMMANDS = ("audit", "score", "growth", "changes", "influence", "compare", "check", "train", "evaluate", "info")
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


LONGEST: Final = 200
"""Characters of a message that are always the same; a convention, for a message that is read."""
ODD = re.compile(
    r"\b(tells?|told|at hand|taken as|for want of|nothing says|whoever|nobody knows|is no|are no|no such|"
    r"climb|hardly brings|by what|look every|comes to no)\b",
    re.IGNORECASE,
)
"""Words of messages that readers stumble over; say "shows", "given", "read as", "lack of", "is not a"."""
SUBJECT = re.compile(r"(\{\}|\w+(, \w+)*)(=\{\}|='\w+')?(: |, )")


def words_of(node):
    """Return the words of a text or f-string, `{}` for what is put in; none of anything else."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    shown = [part.value if isinstance(part, ast.Constant) else "{}" for part in parts]
    return "".join(shown) if isinstance(node, ast.JoinedStr) or isinstance(shown[0], str) else ""


def messages(path):
    """Return the class or function and the words of each message that a file raises, warns or prints."""
    for node in ast.walk(ast.parse(path.read_text("utf8"))):
        call = node.exc if isinstance(node, ast.Raise) else node
        name = getattr(call.func, "id", "") if isinstance(call, ast.Call) and call.args else ""
        if name and (isinstance(node, ast.Raise) or name in {"warn_caller", "complain"}):
            yield name, words_of(call.args[0])


MESSAGES = [
    (str(path.relative_to(ROOT)), *message)
    for path in sorted((ROOT / "fakefollow").rglob("*.py"))
    for message in messages(path)
]


def test_messages_are_short_plain_and_without_a_full_stop():
    """Every message that is raised, warned or printed is one short line without odd words and without a full stop."""
    assert len(MESSAGES) > 200
    assert [(path, text) for path, _, text in MESSAGES if text.rstrip().endswith(".") and "..." not in text] == []
    assert [(path, text) for path, _, text in MESSAGES if len(text.replace("{}", "")) > LONGEST] == []
    assert [(path, ODD.findall(text), text) for path, _, text in MESSAGES if ODD.search(text)] == []


def test_errors_of_arguments_begin_with_the_argument():
    """Whoever passed something wrong reads first which argument it was."""
    assert [(path, text) for path, name, text in MESSAGES if name == "ArgumentError" and not SUBJECT.match(text)] == []


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)])
def test_help_fits_a_terminal_and_has_an_example(command, capsys, monkeypatch):
    """Help has 80 columns, one line an option, and a line to type."""
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit):
        main([*command, "--help"])
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert any(line.startswith(f"  fakefollow {' '.join(command)}") for line in lines)
    assert sum(line.startswith(" " * 20) for line in lines) <= 5
