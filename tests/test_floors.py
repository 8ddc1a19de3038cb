"""The floors of ARCHITECTURE: imports go down only, and each floor knows nothing above its station."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "fakefollow"
FILES = sorted(PACKAGE.rglob("*.py"))

SIMULATION = [
    "simulate",
    "simulate_arrivals",
    "simulate_deliveries",
    "simulate_followers",
    "simulate_populations",
    "simulate_vocabulary",
    "simulate_words",
]

FLOORS = [
    ["__main__"],
    ["cli"],
    ["platform_table", "release"],
    ["model_plans"],
    ["own_labels"],
    ["evaluation"],
    ["audience"],
    ["training"],
    ["api"],
    ["detector", "detector_files", "vectorizer"],
    ["score_summary", "scores"],
    ["account_score", "classifier"],
    ["explanation", "weighing"],
    ["reason_texts"],
    ["reasons"],
    [
        "binning",
        "calibration",
        "changed_profiles",
        "conformal",
        "drift",
        "evidence",
        "features",
        "gaps",
        "model_files",
        "label_shift",
        "score_cells",
        "source_mixture",
        "usual",
    ],
    ["readers"],
    ["platforms"],
    ["output_frames", "parsing", "report"],
    ["table"],
    ["issues", *SIMULATION],
    ["profile"],
    ["errors"],
]
FLOOR_OF = {module: floor for floor, modules in enumerate(FLOORS) for module in modules}
PARTS_OF_ONE = [
    set(SIMULATION),
    {"detector", "detector_files"},
    {"score_summary", "scores"},
    {"label_shift", "score_cells", "source_mixture"},
]
"""Modules of one floor that are one thing in several files."""


def module_of(path):
    """Return the module or package just below fakefollow that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path):
    """Return every absolute name that a file imports, at its top and inside functions."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def inner_imports(path):
    """Return the modules of the package that a file imports, without its own."""
    targets = {name.split(".")[1] for name in imports(path) if name.startswith("fakefollow.")}
    return (targets & set(FLOOR_OF)) - {module_of(path)}


def calls(path):
    """Return the last name of everything that a file calls."""
    tree = ast.walk(ast.parse(path.read_text("utf8")))
    functions = [node.func for node in tree if isinstance(node, ast.Call)]
    return {f.attr if isinstance(f, ast.Attribute) else getattr(f, "id", "") for f in functions}


def ids(path):
    return str(path.relative_to(PACKAGE))


def test_every_module_has_a_floor():
    """A new module must be given its floor here."""
    assert {module_of(path) for path in FILES} - {"__init__"} == set(FLOOR_OF)


@pytest.mark.parametrize("path", [path for path in FILES if path != PACKAGE / "__init__.py"], ids=ids)
def test_imports_go_down_only(path):
    """A file imports modules of lower floors only, also inside functions."""
    here = module_of(path)
    upward = {
        there
        for there in inner_imports(path)
        if FLOOR_OF[there] <= FLOOR_OF[here] and not any({here, there} <= parts for parts in PARTS_OF_ONE)
    }
    assert upward == set()


def test_only_learning_knows_scikit_learn():
    """scikit-learn and scipy are imported where something is learnt or measured, nowhere on the way of a score."""
    learning = {"sklearn", "scipy"}
    found = {module_of(path) for path in FILES if any(n.split(".")[0] in learning for n in imports(path))}
    assert found == {"classifier", "evaluation", "training", "vectorizer"}


def test_extras_are_imported_where_they_are_used():
    """No file needs an optional library at its top."""
    extras = {"matplotlib", "msgspec", "pandas", "polars", "pyarrow", "tqdm"}
    for path in FILES:
        for node in ast.parse(path.read_text("utf8")).body:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            assert {name.split(".")[0] for name in names} & extras == set(), path


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_no_clock_and_no_network(path):
    """Nothing asks what time it is, and nothing can reach a network."""
    assert calls(path) & {"now", "utcnow", "today", "time_ns", "perf_counter"} == set()
    network = {"aiohttp", "ftplib", "http", "httpx", "requests", "socket", "ssl", "time", "urllib", "urllib3"}
    assert {name.split(".")[0] for name in imports(path)} & network == set()


@pytest.mark.parametrize("path", sorted((PACKAGE / "features").glob("*.py")), ids=ids)
def test_features_know_tables_only(path):
    """Features import numpy, the standard library and tables; they open no file."""
    outside = {name.split(".")[0] for name in imports(path)} & {
        "joblib",
        "narwhals",
        "pathlib",
        "os",
        "io",
        "sklearn",
    }
    assert outside == set()
    assert inner_imports(path) <= {"table"}


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_files_are_opened_in_their_places_only(path):
    """Files are opened and written in readers, model files, reports, training data, release, simulation and cli."""
    allowed = {"cli", "model_files", "readers", "release", "report", "simulate"}
    opened = calls(path) & {
        *("open", "read_text", "write_text", "read_bytes", "write_bytes"),
        *("read_table", "write_table", "ParquetFile", "read_csv", "read_parquet", "mkdir"),
    }
    if module_of(path) not in allowed and path != PACKAGE / "training" / "datasets.py":
        assert opened == set()
