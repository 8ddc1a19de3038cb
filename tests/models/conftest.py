"""Releases that are made up once for all tests of the workshop, and what a small bench finds on them."""

import json
from types import SimpleNamespace

import pytest
from made_up_releases import SCOPE, write_data

from models.bench.__main__ import main


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory):
    """Return a data folder with every file that models are built and measured on, all made up."""
    folder = tmp_path_factory.mktemp("data")
    write_data(folder)
    return folder


@pytest.fixture(scope="session")
def bench(data_folder, tmp_path_factory):
    """Return the folder that `models.bench` wrote, part by part, and its results."""
    out = tmp_path_factory.mktemp("bench") / "models"
    for part in ("accounts", "audiences", "platforms"):
        assert main([part, "--data", str(data_folder), "--out", str(out)], SCOPE) == 0
    return SimpleNamespace(folder=out, results=json.loads((out / "results.json").read_text("utf8")))
