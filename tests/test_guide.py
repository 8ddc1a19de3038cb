"""The guide: examples print what they show, commands run, every public name is described, links lead on."""

import doctest
import re
import shlex
import sys
import textwrap
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

import fakefollow as ff
from fakefollow.cli import main

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "notebooks" / "guide"
PAGES = {path.relative_to(GUIDE).as_posix(): path.read_text("utf8") for path in sorted(GUIDE.rglob("*.md"))}
EXAMPLES = re.compile(r"^( *)```pycon\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
SHELL = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INSTALLING = ("python3 -m venv", ".venv/bin/pip install", ". .venv/bin/activate")
QUESTIONS = 24


def examples(page):
    return "\n".join(textwrap.dedent(found[2]) for found in EXAMPLES.finditer(PAGES[page]))


def commands(page):
    return [line for block in SHELL.findall(PAGES[page]) for line in block.splitlines()]


@pytest.mark.parametrize("page", [*filter(examples, PAGES)])
def test_examples_print_what_is_shown(page, monkeypatch):
    """Examples of a page, run one after another from the root of a clone, print what stands below them."""
    monkeypatch.chdir(ROOT)
    told = []
    test = doctest.DocTestParser().get_doctest(examples(page), {}, page, None, None)
    doctest.DocTestRunner(verbose=False).run(test, out=told.append)
    assert test.examples
    assert "".join(told) == ""


@pytest.mark.parametrize("page", [*filter(commands, PAGES)])
def test_commands_run(page, monkeypatch, tmp_path):
    """Commands of a page run in the root of a clone, and others there only install."""
    (tmp_path / "notebooks").symlink_to(ROOT / "notebooks")
    monkeypatch.chdir(tmp_path)
    for line in commands(page):
        program, *arguments = shlex.split(line)
        if program == "fakefollow":
            assert main(arguments) == 0, line
        else:
            assert line.startswith(INSTALLING)


def test_every_public_name_is_described():
    """Each room that has public names has a page that asks for all of them, which the site makes of the package."""
    asked = set(re.findall(r"<!-- api_(\w+) -->", "".join(PAGES.values())))
    assert {*ff._ROOM_OF.values(), "baselines", "spark"} <= asked
    for page in PAGES:
        if page.startswith("api/") and page != "api/index.md":
            name = page.removeprefix("api/")
            assert f"({name})" in PAGES["api/index.md"]
            assert f"\n{name.removesuffix('.md')}\n" in PAGES["api/index.md"]


@pytest.fixture(scope="module")
def tables():
    """What makes tables and figures of the guide."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / ".ci" / "site")
        yield import_module("tables")
    del sys.modules["tables"]


def test_tables_and_figures_are_those_of_today(tables):
    """What stands between marks is what the models, the results and the package give; no mark is left open."""
    texts = tables.all_texts()
    for page, text in PAGES.items():
        assert tables.written(text, texts) == text, f"{page}: python .ci/site --tables"
        assert text.count("<!-- ") == 2 * len(tables.MARKED.findall(text)), page
        assert not re.search(r"^<!-- (\w+) -->(?!\n\n)", text, re.MULTILINE), (
            f"{page}: a line begins with a figure, which ends its sentence"
        )
    assert {found[0] for text in PAGES.values() for found in tables.MARKED.findall(text)} == set(texts)


def test_what_is_made_stays_where_it_was(tables):
    """A figure stays within its sentence, and a table on lines of its own."""
    page = "About <!-- a -->1<!-- /a -->.\n\n<!-- b -->\n\n<!-- /b -->\n"
    made = tables.written(page, {"a": "2", "b": "| c |"})
    assert made == "About <!-- a -->2<!-- /a -->.\n\n<!-- b -->\n\n| c |\n\n<!-- /b -->\n"


def test_the_site_describes_every_public_name(tables):
    """On the site, pages of the API have a directive for each public name and each baseline, and a link to it."""
    shown = "\n".join(map(tables.with_descriptions, PAGES.values()))
    described = set(re.findall(r"^\.\. auto\w+:: fakefollow\.(\S+)$", shown, re.MULTILINE))
    assert set(ff.__all__) <= described
    assert {f"baselines.{type(make).__name__}" for make in ff.baselines.PUBLISHED.values()} <= described
    assert set(re.findall(r"\(#fakefollow\.(\S+)\)", shown)) == described


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere_in_a_clone_too(page):
    """Whoever reads the pages as files finds every file that they link to."""
    for target in re.findall(r"\]\(([^)#:\s]+)", PAGES[page]):
        assert (GUIDE / page).parent.joinpath(target).is_file(), target


def test_first_questions_have_an_answer_and_a_place_to_read_on():
    """Each of the first questions is answered in a few lines and links to its page."""
    answers = re.split(r"^## ", PAGES["questions.md"], flags=re.MULTILINE)[1:]
    assert len(answers) == QUESTIONS
    for answer in answers:
        assert answer.count("\n") <= 9
        assert "](" in answer


def test_what_is_usual_of_a_share_is_what_audits_find():
    """The shares of lists with nothing and with a fifth bought are those that audits of them find."""
    for purchases in ([], [ff.Purchase(0.2)]):
        share = ff.audit(ff.simulate_audience(2000, purchases=purchases, random_state=1)).authentic_share
        told = f"{100 * share.estimate:.0f} % ({100 * share.low:.0f} to {100 * share.high:.0f} %)"
        assert told in " ".join(PAGES["questions.md"].split())


def test_how_many_of_those_called_are_genuine_is_told_alike():
    """README, limits and guide say one share of genuine accounts among those called where 1 % is not genuine."""
    sellers = ff.load_detector("x").card["figures"]["sellers"]
    ours = [row for row in sellers["rows"] if row["method"] == "fakefollow"]
    mean = sellers["mean"]["fakefollow"]
    rates = [(row["false_positive_rate"]["value"], row["recall"]["value"]) for row in ours]
    rates = [(mean["mean_false_positive_rate"], mean["mean_recall"]), *rates]
    whole, *cells = (99 * wrongly / (99 * wrongly + rightly) for wrongly, rightly in rates)
    readme, limits = (" ".join((ROOT / name).read_text("utf8").split()) for name in ("README.md", "models/LIMITS.md"))
    assert f"where 1 % is not genuine, {100 * whole:.0f} % of those called are genuine" in readme
    told = f"{100 * whole:.0f} % of the accounts called are genuine at the mean rates of model `x`, and "
    assert f"{told}{100 * min(cells):.0f} to {100 * max(cells):.0f} %" in limits
    assert f"1% not genuine: {whole:.0%} of those called" in PAGES["threshold.md"]
    for page in ("questions.md", "evidence.md"):
        assert f"calls {100 * mean['mean_recall']:.0f} % of the sold" in " ".join(PAGES[page].split())


def test_citation_is_of_this_version():
    """CITATION.cff, README and guide name the title, version, licence, year and authors of the project."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["project"]
    citation = (ROOT / "CITATION.cff").read_text("utf8")
    assert f"\nversion: {project['version']}\nlicense: {project['license']}\n" in citation
    assert f"\n  - name: {project['authors'][0]['name']}\n" in citation
    assert all(f"\n  - {word}\n" in citation for word in project["keywords"])
    (entry,) = re.findall(r"^```bibtex\n(.*?)^```$", PAGES["cite.md"], re.MULTILINE | re.DOTALL)
    assert entry in (ROOT / "README.md").read_text("utf8")
    (title,) = re.findall(r'^title: "(.*)"$', citation, re.MULTILINE)
    (year,) = re.findall(r"Copyright \(c\) (\d+)", (ROOT / "LICENSE").read_text("utf8"))
    said = {"title": title, "version": project["version"], "license": project["license"], "year": year}
    said["author"] = f"{{{project['authors'][0]['name']}}}"
    assert dict(re.findall(r"^  (\w+) += \{(.*)\},?$", entry, re.MULTILINE)) == said
