"""The public names: all of them resolve, all are documented, and importing or scoring loads nothing in vain."""

import ast
import inspect
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import fakefollow as ff
from fakefollow.baselines import PUBLISHED

ROOT = Path(__file__).parent.parent
HEAVY = {
    "jinja2",
    "joblib",
    "matplotlib",
    "msgspec",
    "narwhals",
    "numpy",
    "pandas",
    "polars",
    "pyarrow",
    "pydantic",
    "scipy",
    "sklearn",
}
CLASSES = [name for name in ff.__all__ if inspect.isclass(getattr(ff, name))]
FUNCTIONS = [name for name in ff.__all__ if inspect.isfunction(getattr(ff, name))]


def modules_after(code):
    """Run code in a fresh interpreter and return the top-level modules that it has loaded."""
    tell = "import sys; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{tell}"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return set(done.stdout.split())


def own_methods(cls):
    """Return the public functions and properties that the class itself defines."""
    return {
        name: value
        for name, value in vars(cls).items()
        if not name.startswith("_") and (inspect.isroutine(value) or isinstance(value, property | classmethod))
    }


def parameters_without_entry(documented, callable_):
    """Return the parameters that the docstring does not list under Parameters."""
    doc = inspect.getdoc(documented) or ""
    section = doc.partition("Parameters\n----------\n")[2]
    names = [line.partition(" : ")[0] for line in section.splitlines() if re.match(r"\*{0,2}\w[\w, ]*( : |$)", line)]
    listed = {name.strip("* ") for line in names for name in line.split(",")}
    return [name for name in inspect.signature(callable_).parameters if name not in listed | {"self"}]


def test_all_is_what_resolves():
    """`__all__` names exactly what the package gives on demand, in order and without doubles."""
    assert len(ff.__all__) == len(set(ff.__all__))
    assert set(ff.__all__) == set(ff._ROOM_OF)
    assert set(dir(ff)) == {*ff.__all__, "__version__"}
    assert {*CLASSES, *FUNCTIONS} == set(ff.__all__)


@pytest.mark.parametrize("name", ff.__all__)
def test_name_comes_from_its_home(name):
    """A public name is the object of that name, defined where the package says."""
    value = getattr(ff, name)
    assert value.__name__ == name
    assert value.__module__.startswith(f"fakefollow.{ff._ROOM_OF[name]}")


def test_type_checkers_see_the_same_names():
    """What is imported for type checkers are the names that are given at run time, from the same rooms."""
    blocks = [node for node in ast.parse(Path(ff.__file__).read_text("utf8")).body if isinstance(node, ast.If)]
    imports = [node for block in blocks for node in block.body if isinstance(node, ast.ImportFrom)]
    seen = {alias.asname: node.module for node in imports for alias in node.names}
    assert seen == {name: f"fakefollow.{room}" for name, room in ff._ROOM_OF.items()}


@pytest.mark.parametrize("name", [*dict.fromkeys(map(type, PUBLISHED.values()))], ids=lambda make: make.__name__)
def test_baseline_is_documented(name):
    """A published baseline has a source or says that it has none, lists each parameter and shows an example."""
    assert re.search(r"Source: |The least that platforms show", inspect.getdoc(name))
    assert parameters_without_entry(name, name) == []
    assert ">>> " in inspect.getdoc(name)
    assert [
        m for m, value in own_methods(name).items() if m not in {"rules", "inputs"} and not inspect.getdoc(value)
    ] == []


def test_unknown_name_raises():
    """A name that the package does not have is an AttributeError that shows it."""
    with pytest.raises(AttributeError, match="no attribute 'scroe'"):
        ff.scroe  # noqa: B018


@pytest.mark.parametrize("name", ff.__all__)
def test_docstring_begins_with_one_sentence(name):
    """Every public name has a docstring whose first line is a sentence."""
    first = (inspect.getdoc(getattr(ff, name)) or "").partition("\n")[0]
    assert re.fullmatch(r"[A-Z].{10,110}[.]", first) or first.endswith(":"), first


@pytest.mark.parametrize("name", FUNCTIONS)
def test_function_is_documented(name):
    """A public function lists each parameter, what it returns and an example."""
    function = getattr(ff, name)
    assert parameters_without_entry(function, function) == []
    assert "Returns\n-------\n" in inspect.getdoc(function)
    assert ">>> " in inspect.getdoc(function)


@pytest.mark.parametrize("name", [n for n in CLASSES if not issubclass(getattr(ff, n), Exception)])
def test_class_is_documented(name):
    """A public class lists each parameter of its construction, and each of its own methods says what it does."""
    cls = getattr(ff, name)
    entries = inspect.getdoc(cls)
    known = [parameter for parameter in parameters_without_entry(cls, cls) if parameter not in entries]
    assert known == []
    silent = [method for method, value in own_methods(cls).items() if not inspect.getdoc(value)]
    assert silent == []


def test_errors_have_one_root():
    """Whatever the library raises or warns on purpose can be caught by one base."""
    for name in CLASSES:
        cls = getattr(ff, name)
        if issubclass(cls, Warning):
            assert issubclass(cls, ff.FakefollowWarning)
        elif issubclass(cls, Exception):
            assert issubclass(cls, ff.FakefollowError)


def test_importing_loads_nothing():
    """`import fakefollow` loads neither arrays, frames, models nor schemas, nor what reads its own version."""
    loaded = modules_after("import fakefollow; dir(fakefollow)") - modules_after("pass")
    assert loaded & {*HEAVY, "email", "socket", "zipfile"} == set()
    assert ff.__version__ == version("fakefollow")


def test_loading_a_model_needs_no_training_library():
    """A shipped model loads without scikit-learn, frames and joblib."""
    loaded = modules_after("import fakefollow; fakefollow.load_detector('x')")
    assert loaded & {"joblib", "pandas", "polars", "pyarrow", "scipy", "sklearn"} == set()


def test_an_audit_needs_no_training_library():
    """An audit without labels of one's own loads neither scikit-learn nor scipy."""
    code = "import fakefollow; print(fakefollow.audit([{'username': 'ada', 'followers_count': 3}]))"
    assert modules_after(code) & {"jinja2", "joblib", "pandas", "polars", "scipy", "sklearn"} == set()


@pytest.mark.parametrize("reasons", [False, True])
def test_scoring_a_file_needs_no_training_library(tmp_path, reasons):
    """Scoring JSON Lines, with or without reasons, loads neither scikit-learn, pandas, joblib nor templates."""
    path = tmp_path / "followers.jsonl"
    path.write_text('{"username": "ada", "followers_count": 3}\n' * 3, "utf8")
    code = f"import fakefollow; print(fakefollow.score({str(path)!r}, reasons={reasons})[0])"
    assert modules_after(code) & {"jinja2", "joblib", "pandas", "polars", "scipy", "sklearn"} == set()
