"""The house holds its laws: rooms on floors, imports that only go down, no circles, files and functions of a size."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "fakefollow"
FILES = sorted(PACKAGE.rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))

FLOORS = [
    ["errors"],
    ["profiles", "report", "simulate"],
    ["features", "platforms"],
    ["readers"],
    ["scoring"],
    ["audience", "baselines"],
    ["engagement", "evaluation"],
    ["training"],
    ["cli", "spark"],
    ["__init__", "__main__"],
]
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
ROOMS = {room for room in FLOOR_OF if (PACKAGE / room).is_dir()} | {"errors", "cli"}

MOST_ROOMS, MOST_FILES, MOST_LINES = 14, 168, 36_300
LONGEST_FILE, LONGEST_FUNCTION = 400, 60


def name_of(path):
    """Return the dotted name of a file of the package, as it is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in FILES}
FACES = {name for name, path in MODULES.items() if path.name == "__init__.py" or name.count(".") == 1}
"""Where rooms are entered: a room of one file is its own face."""
EXPORTS = {
    face: {
        alias.name
        for node in ast.parse(MODULES[face].read_text("utf8")).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for face in FACES
}


def room_of(module):
    """Return the room that a module of the package belongs to."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def imports(path):
    """Return every absolute name that a file imports, at its top, inside functions and for types alone."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def is_exported(name):
    """Tell whether a dotted name is what a face exports, be there a file of that name or not."""
    face, _, last = name.rpartition(".")
    return last in EXPORTS.get(face, ())


def modules_imported(path):
    """Return the modules of the package that a file imports."""
    found = set()
    for name in imports(path):
        if name.split(".")[0] == "fakefollow":
            found.add(name.rpartition(".")[0] if name not in MODULES or is_exported(name) else name)
    return found


def calls(path):
    """Return the last name of everything that a file calls."""
    tree = ast.walk(ast.parse(path.read_text("utf8")))
    functions = [node.func for node in tree if isinstance(node, ast.Call)]
    return {f.attr if isinstance(f, ast.Attribute) else getattr(f, "id", "") for f in functions}


def users_of(libraries):
    """Return the rooms in which one of some libraries is imported."""
    return {
        room_of(module)
        for module, path in MODULES.items()
        if any(name.split(".")[0] in libraries for name in imports(path))
    }


def lines_of(path):
    return len(path.read_text("utf8").splitlines())


def test_rooms_are_few():
    """A new room must be given its floor here, and takes one away elsewhere."""
    assert {room_of(module) for module in MODULES} | {"__init__"} == set(FLOOR_OF)
    assert len(ROOMS) <= MOST_ROOMS


def test_the_house_stays_small():
    """The package has at most so many files and lines."""
    assert len(FILES) <= MOST_FILES
    assert sum(map(lines_of, FILES)) <= MOST_LINES


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_files_and_functions_stay_short(path):
    """No file is above 400 lines, and no function above 60 without its docstring."""
    assert lines_of(path) <= LONGEST_FILE
    for node in ast.walk(ast.parse(path.read_text("utf8"))):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            length = body[-1].end_lineno - body[0].lineno + 1 if body else 0
            assert length <= LONGEST_FUNCTION, f"{node.name}: {length} lines"


@pytest.mark.parametrize("module", sorted(set(MODULES) - {"fakefollow"}))
def test_imports_go_down_only(module):
    """A room imports rooms of lower floors only, also inside functions and for types."""
    here = room_of(module)
    there = {room_of(other) for other in modules_imported(MODULES[module])} - {here}
    assert {room for room in there if FLOOR_OF[room] >= FLOOR_OF[here]} == set()


@pytest.mark.parametrize("module", sorted(set(MODULES) - {"fakefollow"}))
def test_a_room_is_entered_by_its_face(module):
    """What another room has is imported from that room, not from a file in it."""
    others = {other for other in modules_imported(MODULES[module]) if room_of(other) != room_of(module)}
    assert others <= FACES


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_tests_enter_by_the_face_too(path):
    """Tests import public names of rooms, so that they survive a move inside a room."""
    assert modules_imported(path) - FACES == set()


def test_no_circle_of_any_kind():
    """No file imports, over any way, itself: not inside a function and not for types alone."""
    graph = {module: modules_imported(path) - {module} for module, path in MODULES.items()}
    while leaves := {module for module, below in graph.items() if not below & graph.keys()}:
        graph = {module: below for module, below in graph.items() if module not in leaves}
    assert sorted(graph) == []


def test_the_package_knows_no_workshop():
    """Nothing that ships imports what builds and proves the models."""
    assert users_of({"models", "tests"}) == set()


def test_only_learning_knows_scikit_learn():
    """scikit-learn is imported where something is learnt or measured, scipy in audits too, neither to score."""
    assert users_of({"sklearn"}) <= {"baselines", "evaluation", "training"}
    assert users_of({"scipy"}) <= {"audience", "baselines", "engagement", "evaluation", "training"}


def test_extras_are_imported_where_they_are_used():
    """No file needs an optional library at its top."""
    extras = {"matplotlib", "msgspec", "pandas", "polars", "pyarrow", "tqdm"}
    for path in FILES:
        for node in ast.parse(path.read_text("utf8")).body:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            assert {name.split(".")[0] for name in names} & extras == set(), path


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_clock_and_no_network(path):
    """Nothing asks what time it is, and nothing can reach a network."""
    assert calls(path) & {"now", "utcnow", "today", "time_ns", "perf_counter"} == set()
    network = {"aiohttp", "ftplib", "http", "httpx", "requests", "socket", "ssl", "time", "urllib", "urllib3"}
    assert {name.split(".")[0] for name in imports(path)} & network == set()


@pytest.mark.parametrize("path", sorted((PACKAGE / "features").glob("*.py")), ids=name_of)
def test_features_know_tables_only(path):
    """Features import numpy, the standard library and tables; they open no file."""
    outside = {"joblib", "narwhals", "pathlib", "os", "io", "sklearn"}
    assert {name.split(".")[0] for name in imports(path)} & outside == set()
    assert {room_of(module) for module in modules_imported(path)} <= {"features", "profiles"}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_files_are_opened_in_their_places_only(path):
    """Files are opened and written in readers, the model file, reports and the command line."""
    opened = calls(path) & {
        *("open", "read_text", "write_text", "read_bytes", "write_bytes"),
        *("read_table", "write_table", "ParquetFile", "read_csv", "read_parquet", "mkdir"),
    }
    if room_of(name_of(path)) not in {"cli", "readers", "report"} and path != PACKAGE / "scoring" / "model_file.py":
        assert opened == set()
