"""Model folders from strangers: refused with file, field and reason, or as good as any when they are loaded."""

import hashlib
import json
import os
import random
import warnings
from copy import deepcopy
from functools import cache

import numpy as np
import pytest

import fakefollow as ff
from fakefollow import Detector, ModelFileError, read
from fakefollow.errors import FakefollowWarning
from fakefollow.report import card_figures_to_markdown, card_to_markdown
from fakefollow.scoring import CARD_FILE, MODEL_FILE, find_model
from fakefollow.simulate import simulate_accounts, simulate_audience

TABLE = read(simulate_accounts(20, 10, 10, random_state=3).profiles)
AUDIENCE = read(simulate_audience(120, random_state=3).profiles)


@cache
def original(model):
    """Return the objects of the two files of a shipped model."""
    return tuple(json.loads((find_model(model) / name).read_text("utf8")) for name in (MODEL_FILE, CARD_FILE))


def write(folder, model, card):
    """Write a model folder with the digest that its card should have."""
    content = json.dumps(model).encode()
    (folder / MODEL_FILE).write_bytes(content)
    (folder / CARD_FILE).write_text(json.dumps({**card, "model_sha256": hashlib.sha256(content).hexdigest()}), "utf8")


def at(place, value):
    """Return a change of an object: another value at a place."""

    def change(of):
        *way, last = place
        for key in way:
            of = of[key]
        of[last] = value

    return change


FIRST = ("features", 0)
EVIDENCE = (*FIRST, "evidence", "purchased", 0)
ROW = ("figures", "instagram_sets", "rows", 0)
BOTH = {
    "control": (at(("platform",), "x\x1b[31m"), r"platform: expected .* no control"),
    "line turned round": (at(("name",), "a\u202eb"), r"name: expected .* no control"),
    "half a character": (at(("name",), "\ud800"), r"name: expected .* no control"),
    "long text": (at(("name",), "x" * 10**7), r"name: expected at most 10,000 characters"),
    "long name": (at(("name",), "x" * 201), r"name: String should have at most 200"),
    "no name": (at(("name",), None), r"name: Input should be a valid string"),
    "control in a key": (at(("a\x07",), 1), r"name of a field in it: expected .* no control"),
    "whole number beyond 2**63": (at(("prior", "purchased"), 2**64), r"prior.purchased: expected a finite number"),
    "number of 4,000 digits": (at(("prior", "purchased"), 10**4000), r"prior.purchased: expected a finite number"),
    "not a number": (at(("prior", "purchased"), float("nan")), r"prior.purchased: expected a finite number"),
    "text for a number": (at(("prior", "purchased"), "0.1"), r"prior.purchased: Input should be a valid number"),
    "rate above 1": (at(("policy", "uncertain_rate"), 7), r"policy.*uncertain_rate|policy: uncertain_rate"),
    "deep": (at(("deep",), json.loads("[" * 60 + "]" * 60)), r"deep(\.0)+: expected at most 20 levels"),
}
MODEL_DAMAGES = {
    "evidence of 1e308": (at(EVIDENCE, 1e308), r"features.0.evidence.purchased.0: expected a finite number of at most"),
    "evidence beyond reason": (at(EVIDENCE, -1e4), r"evidence: expected 500 nats at most of all features, got 10"),
    "weights sum to more": (at((*FIRST, "weight"), 0.75), r"multiples of 2\*\*-20 that sum to 1, got a sum of 1\.4"),
    "weights sum to less": (at((*FIRST, "weight"), 0.0), r"multiples of 2\*\*-20 that sum to 1, got a sum of 0\.7"),
    "rate of 1": (at(("thresholds", "false_positive_rate", 12), 1.0), r"false_positive_rate.12: .*less than 1"),
    "thresholds ascend": (at(("thresholds", "suspicion", 12), 9.0), r"suspicion: .* no threshold is above the one"),
    "conformity ascends": (at(("conformal", "genuine", 3), 9.0), r"genuine: .* no threshold is above the one before"),
    "rate that the curve lacks": (
        at(("policy", "max_false_positive_rate"), 1e-9),
        r"thresholds: max_false_positive_rate",
    ),
    "probability above 1": (at(("username_log_probability", 0, 0), 0.5), r"probability.0.0: .*less than or equal to 0"),
    "count of 2**52": (at(("shares", 0, "sources", 0, "judged", 0), 2**52), r"judged.0: .*less than or equal to"),
    "many kinds": (at(("kinds",), ["genuine", *map(str, range(20))]), r"kinds: Tuple should have at most 20 items"),
    "format as a text": (at(("format",), "3"), r"expected model format 3, got '3'"),
    "newer format": (at(("format",), 4), r"expected model format 3, got 4; use a library version that knows it"),
}
CARD_DAMAGES = {
    "rows that are no table": (
        at(("figures", "instagram_sets", "rows"), []),
        r"instagram_sets.rows: .*at least 1 item",
    ),
    "row that is no row": (at(ROW, 1), r"rows.0: Input should be an object"),
    "interval without an end": (at((*ROW, "auc"), {"value": 1, "low": 1}), r"auc.*high: Field required"),
    "figure in words": (at((*ROW, "auc", "value"), "high"), r"auc.*value: Input should be a valid number"),
    "data without a source": (at(("data", 0), {"kind": "bot"}), r"data.0.source: Field required"),
    "limits in a row": (at(("limits",), "none"), r"limits: Input should be a valid"),
    "rate in words": (at(("false_positives", "mean"), "low"), r"false_positives.*mean: Input should be a valid number"),
    "shares that sum to 2": (
        at(("reference", "has_url", "shares"), [1.0, 1.0]),
        r"has_url: shares: expected a sum of 1, got 2",
    ),
    "platform of another type": (at(("learnt_on",), 3), r"learnt_on"),
}


@pytest.mark.parametrize("damage", [*BOTH, *MODEL_DAMAGES])
def test_damage_of_the_model_is_told(tmp_path, damage):
    """A model that fits its digest is refused before anything is built; file, field and reason are in one line."""
    model, card = deepcopy(original("instagram"))
    change, message = {**BOTH, **MODEL_DAMAGES}[damage]
    change(model)
    write(tmp_path, model, card)
    refused(tmp_path, message, "" if damage.endswith(("format", "text")) else MODEL_FILE)


@pytest.mark.parametrize("damage", [*BOTH, *CARD_DAMAGES])
def test_damage_of_the_card_is_told(tmp_path, damage):
    """A card that cannot be shown or calculated with is refused when the model is loaded, not when it is shown."""
    model, card = deepcopy(original("instagram"))
    change, message = {**BOTH, **CARD_DAMAGES}[damage]
    change(card)
    write(tmp_path, model, card)
    refused(tmp_path, message, CARD_FILE)


def refused(folder, message, name):
    """Expect that a folder is refused in a short printable line that names the file."""
    with pytest.raises(ModelFileError, match=message) as raised:
        Detector.load(folder)
    said = str(raised.value)
    assert said.startswith(str(folder / name))
    assert len(said) < 3000
    assert said.isprintable()


@pytest.mark.parametrize("name", [MODEL_FILE, CARD_FILE])
@pytest.mark.parametrize("content", ['{"name": 1, "name": 2}', '{"a": {"name": "x", "name": "x"}}'])
def test_a_key_twice_is_refused(tmp_path, name, content):
    """Of a key that stands twice readers take either; here none is taken."""
    ff.load_detector("instagram").save(tmp_path)
    (tmp_path / name).write_text(content, "utf8")
    refused(tmp_path, "expected each key once, got one of .*'name'.* again", name)


def link(path):
    """Put a link in place of a file, whose content is elsewhere."""
    path.rename(path.with_suffix(".elsewhere"))
    path.symlink_to(path.with_suffix(".elsewhere"))


INSTEAD = {
    "link": link,
    "link that climbs out": lambda path: (path.unlink(), path.symlink_to("../../../../../../etc/passwd")),
    "link to what never ends": lambda path: (path.unlink(), path.symlink_to("/dev/zero")),
    "FIFO": lambda path: (path.unlink(), os.mkfifo(path)),
    "folder": lambda path: (path.unlink(), path.mkdir()),
    "large file": lambda path: os.truncate(path, 2**25 + 1),
}


@pytest.mark.parametrize("name", [MODEL_FILE, CARD_FILE])
@pytest.mark.parametrize("instead", INSTEAD)
def test_only_a_plain_file_is_read(tmp_path, name, instead):
    """What is no plain file, or too large for a model, is refused without waiting for it or reading it whole."""
    ff.load_detector("instagram").save(tmp_path)
    INSTEAD[instead](tmp_path / name)
    refused(tmp_path, "as plain files: it ", name)


def test_a_shipped_model_may_be_a_link(tmp_path, monkeypatch):
    """Installers link the files of packages: these are as good as the package itself."""
    ff.load_detector("instagram").save(tmp_path / "mine")
    link(tmp_path / "mine" / MODEL_FILE)
    monkeypatch.setattr("fakefollow.scoring.model_file.shipped_models", lambda: tmp_path)
    assert Detector.load(tmp_path / "mine").name == "instagram"


def test_nothing_is_saved_that_would_not_load(tmp_path):
    """A detector with a card that is refused on load is refused when it is saved, and no file changes."""
    detector = ff.load_detector("instagram")
    detector.save(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    detector.card["limits"].append("\x1b")
    try:
        with pytest.raises(ModelFileError, match=r"card.json: limits.\d+: expected"):
            detector.save(tmp_path)
    finally:
        detector.card["limits"].pop()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_names_that_no_model_may_have_stop_training():
    """What the card could not hold is told before anything is learnt."""
    accounts = simulate_accounts(60, 60, 60, random_state=1)
    with pytest.raises(ff.TrainingError, match="name: expected 200 characters at most and no controls"):
        ff.train(accounts.profiles, accounts.kind, sources=accounts.source, name="\x1b[31m")
    sources = ["a\x07", *accounts.source[1:]]
    with pytest.raises(ff.TrainingError, match=r"sources: expected at most 200 printable characters, got 'a\\x07'"):
        ff.train(accounts.profiles, accounts.kind, sources=sources)


ODD = (
    *(float("nan"), float("inf"), 1e308, -1e308, 2**64, 10**400, 1e15, 1e-320, -1, 0, 1, 0.5, 400, -400, None, True),
    *("", "x", "0.5", "genuine", "\x1b[31m", "\ud800", "|\n#", "Z" * 300, [], {}, [1], [[]], {"a": 1}, {"value": None}),
)
FACTORS = (-1, 0, 0.1, 0.5, 1.5, 2, 5, 30, 1000, 1e-6, 1e12)


def mutated(draw, of):
    """Change one value somewhere in an object, and return where and how."""
    place = []
    while isinstance(of, dict | list) and of and (not place or draw.random() < 0.85):
        parent, key = of, draw.choice(list(of) if isinstance(of, dict) else range(len(of)))
        place, of = [*place, str(key)], of[key]
    numbers = isinstance(of, list) and all(type(value) in (int, float) for value in of)
    how, factor = draw.randrange(6), draw.choice(FACTORS)
    if how == 0:
        del parent[key]
    elif how == 1 and isinstance(parent, list):
        parent.insert(key, of)
    elif how == 2 and isinstance(of, list):
        of.reverse()
    elif how > 2 and numbers:
        parent[key] = [type(value)(value * factor) for value in of]
    elif how > 3 and type(of) in (int, float):
        parent[key] = type(of)(of * factor)
    else:
        parent[key] = draw.choice(ODD)
    return f"{'.'.join(place)}, {how}, {factor}"


def loaded(folder):
    """Return the detector of a folder, None where it is refused."""
    try:
        return Detector.load(folder)
    except ModelFileError:
        return None


@pytest.mark.parametrize("part", range(4))
def test_a_mutated_model_is_refused_or_good(tmp_path, part):
    """Whatever is changed in a folder, it is refused on load, or scores, audits, prints and saves as others do."""
    draw, n_loaded = random.Random(part), 0
    for _ in range(60):
        model, card = deepcopy(original(draw.choice(["instagram", "generic"])))
        what = [mutated(draw, of) for of in draw.choice([[model], [card], [model, card]])]
        write(tmp_path, model, card)
        if (detector := loaded(tmp_path)) is None:
            continue
        n_loaded += 1
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FakefollowWarning)
            use(detector, tmp_path / "again", audit=n_loaded % 8 == 0, what=what)
    assert n_loaded > 6


def use(detector, folder, audit, what):
    """Use all of a detector; whatever is no number, or an error, fails."""
    scores = detector.score(TABLE, reasons=True)
    for array in (scores.kind_probability, scores.coverage):
        assert ((array >= 0.0) & (array <= 1.0)).all(), what
    assert np.isfinite(scores.evidence).all(), what
    shown = [scores.summary(), scores[0].explain().to_dict(), *map(detector.feature_facts, detector.features)]
    json.dumps(shown, allow_nan=False)
    texts = [repr(scores), repr(detector), card_to_markdown(detector.card), card_figures_to_markdown(detector.card)]
    if audit and detector.shares is not None:
        report = ff.audit(AUDIENCE, model=detector)
        json.dumps(report.to_dict(), allow_nan=False)
        texts += [repr(report), report.to_html()]
    "".join(texts).encode()
    detector.save(folder)
    assert Detector.load(folder).score(TABLE).authenticity.tolist() == scores.authenticity.tolist(), what
