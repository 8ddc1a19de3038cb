"""Model folders: exact round trips, and every damage is told before anything is built."""

import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fakefollow import Detector, ModelFileError, Policy, load_detector, read
from fakefollow.features import FEATURES
from fakefollow.report import card_to_markdown
from fakefollow.scoring import CARD_FILE, MODEL_FILE, ConformalThresholds, find_model, shipped_models
from fakefollow.simulate import simulate_accounts

PACKAGE = Path(__file__).parents[2] / "fakefollow"
FOLDERS = sorted(path.parent for path in shipped_models().glob(f"*/{MODEL_FILE}"))
TABLE = read(simulate_accounts(60, 20, 20, random_state=3).profiles)


CONFORMAL = ConformalThresholds(np.array([0.8, 0.9]), np.array([0.1, -0.1]), np.array([0.2, -np.inf]))
REFERENCE = {"posts_count": {"edges": [1.5], "shares": [0.25, 0.75], "not_observed": 0.1, "limit": 0.4}}


@pytest.fixture
def folder(tmp_path):
    """Return a folder with a good model."""
    original = load_detector("x")
    card = {**original.card, "reference": REFERENCE}
    replace(original, card=card, conformal=CONFORMAL).save(tmp_path / "model")
    return tmp_path / "model"


def rewrite(folder, change):
    """Change model.json and bring the digest in the card up to date, as somebody who knows the format would."""
    model = json.loads((folder / MODEL_FILE).read_text("utf8"))
    change(model)
    content = json.dumps(model).encode()
    (folder / MODEL_FILE).write_bytes(content)
    card = json.loads((folder / CARD_FILE).read_text("utf8"))
    card["model_sha256"] = hashlib.sha256(content).hexdigest()
    (folder / CARD_FILE).write_text(json.dumps(card), "utf8")


def test_round_trip_is_exact(folder):
    """A saved and loaded detector gives the same scores and reasons to the bit, and saves the same bytes."""
    original, again = load_detector("x"), load_detector(folder)
    expected, found = original.score(TABLE), again.score(TABLE)
    np.testing.assert_array_equal(found.kind_probability, expected.kind_probability)
    np.testing.assert_array_equal(found.coverage, expected.coverage)
    np.testing.assert_array_equal(found.verdict, expected.verdict)
    assert found[5] == expected[5]
    assert found[5].reasons == expected[5].reasons
    again.save(folder.parent / "again")
    for name in (MODEL_FILE, CARD_FILE):
        assert (folder.parent / "again" / name).read_bytes() == (folder / name).read_bytes()


def test_policy_and_prior_survive(folder):
    """A policy with cut-offs and the prior are kept as they are."""
    policy = Policy(max_false_positive_rate=0.01, min_coverage=0.5, cut_offs=(0.3, 0.7))
    replace(load_detector("x"), policy=policy, name="mine").save(folder)
    again = Detector.load(folder)
    assert (again.name, again.policy, again.prior) == ("mine", policy, load_detector("x").prior)


def test_order_of_kinds_in_a_part_does_not_matter(folder):
    """Values by kind are read by their names: a file that names them in another order gives the same scores."""
    expected = Detector.load(folder).score(TABLE)

    def turn(model):
        for part in (model["prior"], _first(model)["evidence"]):
            for kind in list(part)[:-1]:
                part[kind] = part.pop(kind)

    rewrite(folder, turn)
    again = Detector.load(folder).score(TABLE)
    np.testing.assert_array_equal(again.kind_probability, expected.kind_probability)
    np.testing.assert_array_equal(again.verdict, expected.verdict)


def test_conformal_thresholds_survive(folder):
    """Thresholds come back to the bit; one that rules nothing out is null in the file."""
    again = Detector.load(folder)
    np.testing.assert_array_equal(again.conformal.levels, CONFORMAL.levels)
    np.testing.assert_array_equal(again.conformal.genuine, CONFORMAL.genuine)
    np.testing.assert_array_equal(again.conformal.not_genuine, CONFORMAL.not_genuine)
    written = json.loads((folder / MODEL_FILE).read_text("utf8"))["conformal"]
    assert written == {"level": [0.8, 0.9], "genuine": [0.1, -0.1], "not_genuine": [0.2, None]}


def test_model_without_conformal_thresholds_loads(folder):
    """A model of before there were any scores as ever, and says that it has none."""
    expected = Detector.load(folder).score(TABLE)
    rewrite(folder, lambda model: model.pop("conformal"))
    again = Detector.load(folder)
    np.testing.assert_array_equal(again.score(TABLE).kind_probability, expected.kind_probability)
    assert again.conformal is None


def test_one_platform_or_several(folder):
    """A card names one platform or a list of them; a model without is of its own platform."""
    for learnt_on, expected in (("x", ("x",)), (["x", "instagram"], ("x", "instagram"))):
        card = json.loads((folder / CARD_FILE).read_text("utf8"))
        (folder / CARD_FILE).write_text(json.dumps({**card, "learnt_on": learnt_on}), "utf8")
        assert load_detector(folder).learnt_on == expected
    assert replace(load_detector(folder), card={}).learnt_on == ("x",)


CARD_DAMAGES = {
    "no table": ([], "reference"),
    "unknown key": ({"posts_count": {**REFERENCE["posts_count"], "n": 3}}, "Unexpected keyword argument"),
    "shares too few": ({"posts_count": {**REFERENCE["posts_count"], "shares": [1.0]}}, "expected 2, one a bin, got 1"),
    "share above 1": ({"posts_count": {**REFERENCE["posts_count"], "shares": [0.0, 7.0]}}, "less than or equal to 1"),
    "edges descend": (
        {"posts_count": {"edges": [2, 1], "shares": [0, 0, 1], "not_observed": 0, "limit": 1}},
        "ascending thresholds",
    ),
    "limit of 0": ({"posts_count": {**REFERENCE["posts_count"], "limit": 0.0}}, "greater than 0"),
}


@pytest.mark.parametrize("damage", CARD_DAMAGES)
def test_damaged_reference_is_told(folder, damage):
    """A card whose reference cannot be calculated with is refused when the model is loaded."""
    reference, message = CARD_DAMAGES[damage]
    card = json.loads((folder / CARD_FILE).read_text("utf8"))
    (folder / CARD_FILE).write_text(json.dumps({**card, "reference": reference}), "utf8")
    with pytest.raises(ModelFileError, match=message):
        Detector.load(folder)


@pytest.mark.parametrize("key", ["name", "made_with", "platform", "policy", "prior"])
def test_a_card_that_cannot_be_told_is_refused(folder, key):
    """A card that lacks what its text needs is refused when the model is loaded, and the message names it."""
    card = json.loads((folder / CARD_FILE).read_text("utf8"))
    del card[key]
    (folder / CARD_FILE).write_text(json.dumps(card), "utf8")
    with pytest.raises(ModelFileError, match=rf"expected \['{key}'\] in card.json too"):
        Detector.load(folder)


KNOTS = {
    "knots": [0.0, 5.0],
    "below": {"genuine": [0.0, 0.3], "bot": [0.0, 0.5]},
    "up_to": {"genuine": [0.2, 0.9], "bot": [0.5, 1.0]},
}
USUAL_DAMAGES = {
    "no table": ([], "usual"),
    "unknown key": ({"posts_count": {**KNOTS, "n": 3}}, "Unexpected keyword argument"),
    "no knot": ({"posts_count": {**KNOTS, "knots": []}}, "at least 1 item"),
    "knots descend": ({"posts_count": {**KNOTS, "knots": [5.0, 0.0]}}, "knots: expected ascending values"),
    "kinds differ": ({"posts_count": {**KNOTS, "up_to": {"bot": [0.5, 1.0]}}}, "expected the same kinds"),
    "shares too few": ({"posts_count": {**KNOTS, "knots": [0.0]}}, "shares of 'genuine': expected 1, one a knot"),
    "share above 1": (
        {"posts_count": {**KNOTS, "up_to": {"genuine": [0.2, 0.9], "bot": [0.5, 7.0]}}},
        "less than or equal to 1",
    ),
    "shares fall": (
        {"posts_count": {**KNOTS, "below": {"genuine": [0.0, 0.1], "bot": [0.0, 0.5]}}},
        "expected that none falls from knot to knot",
    ),
}


@pytest.mark.parametrize("damage", USUAL_DAMAGES)
def test_damaged_usual_values_are_told(folder, damage):
    """A card whose distributions cannot be calculated with is refused when the model is loaded."""
    usual, message = USUAL_DAMAGES[damage]
    card = json.loads((folder / CARD_FILE).read_text("utf8"))
    (folder / CARD_FILE).write_text(json.dumps({**card, "usual": {"posts_count": KNOTS}}), "utf8")
    Detector.load(folder)
    (folder / CARD_FILE).write_text(json.dumps({**card, "usual": usual}), "utf8")
    with pytest.raises(ModelFileError, match=message):
        Detector.load(folder)


def test_save_leaves_other_files(folder):
    """Saving replaces the two files of a model and nothing else."""
    (folder / "notes.txt").write_text("mine", "utf8")
    load_detector("x").save(folder)
    assert sorted(path.name for path in folder.iterdir()) == [CARD_FILE, MODEL_FILE, "notes.txt"]


def test_changed_model_is_refused(folder):
    """A model that does not have the digest of its card is refused, with the way out."""
    content = (folder / MODEL_FILE).read_bytes()
    (folder / MODEL_FILE).write_bytes(content.replace(b"0.0375", b"0.0376", 1))
    with pytest.raises(ModelFileError, match="damaged or was changed by hand: install or save it again"):
        Detector.load(folder)


@pytest.mark.parametrize("number", [1, 2, 4, "3", None])
def test_other_format_is_refused(folder, number):
    """A format number that this library does not know is refused before the rest is looked at."""
    rewrite(folder, lambda model: (model.clear(), model.update(format=number)))
    with pytest.raises(ModelFileError, match=f"expected model format 3, got {number!r}; use a library"):
        Detector.load(folder)


@pytest.mark.parametrize("name", [MODEL_FILE, CARD_FILE])
@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"\x80\x04K\x01.", b"[1]", b"[" * 100_000])
def test_no_json_object_is_refused(folder, name, content):
    """A file that is no JSON object, a pickle for instance, is refused by name."""
    (folder / name).write_bytes(content)
    with pytest.raises(ModelFileError, match=f"expected .*{name}"):
        Detector.load(folder)


@pytest.mark.parametrize("name", [MODEL_FILE, CARD_FILE])
def test_missing_file_is_told(folder, name):
    """A folder without one of the two files says which files are expected."""
    (folder / name).unlink()
    with pytest.raises(ModelFileError, match=f"expected {MODEL_FILE} and {CARD_FILE}"):
        Detector.load(folder)


def _first(model):
    return model["features"][0]


def _source(model):
    return model["shares"][0]["sources"][0]


def _none(source):
    source["judged"] = [0] * len(source["judged"])
    source["accounts"] = {kind: [0] * len(counts) for kind, counts in source["accounts"].items()}


def _shorten(steps):
    steps["evidence"]["bot"].pop()


DAMAGES = {
    "unknown feature": (lambda m: _first(m).update(name="shoe_size"), "no feature 'shoe_size'; use the version"),
    "feature twice": (lambda m: m["features"].append(_first(m)), "expected every feature once"),
    "no feature": (lambda m: m.update(features=[]), "features"),
    "extra key": (lambda m: m.update(code="print(1)"), r"code: Extra inputs are not permitted"),
    "key missing": (lambda m: m.pop("prior"), r"prior: Field required"),
    "edges not ascending": (lambda m: _first(m)["edges"].reverse(), "expected ascending thresholds"),
    "edge twice": (lambda m: _first(m)["edges"].insert(0, _first(m)["edges"][0]), "expected ascending"),
    "edge infinite": (lambda m: _first(m)["edges"].append(float("inf")), "finite number"),
    "evidence too short": (lambda m: _shorten(_first(m)), r"expected \d+ values a kind"),
    "evidence no number": (lambda m: _first(m)["evidence"].update(bot="7"), "valid array"),
    "evidence infinite": (lambda m: _first(m)["evidence"]["bot"].__setitem__(0, float("inf")), "finite number"),
    "evidence NaN": (lambda m: _first(m)["evidence"]["bot"].__setitem__(0, float("nan")), "finite number"),
    "weight above 1": (lambda m: _first(m).update(weight=2.0), "less than or equal to 1"),
    "kind missing in evidence": (lambda m: _first(m)["evidence"].pop("bot"), r"kinds \['bot', 'purchased'\]"),
    "kind missing in prior": (lambda m: m["prior"].pop("bot"), r"prior: expected the kinds"),
    "kind unknown": (lambda m: m["kinds"].append("alien"), "expected the kinds"),
    "genuine not first": (lambda m: m["kinds"].reverse(), "expected 'genuine' and then other kinds"),
    "no other kind": (lambda m: m.update(kinds=["genuine"]), "expected 'genuine' and then other kinds"),
    "thresholds too short": (lambda m: m["thresholds"]["suspicion"].pop(), "one threshold a rate"),
    "threshold for each kind": (lambda m: m["thresholds"].update(suspicion={"bot": [1.0]}), "valid array"),
    "rates not ascending": (lambda m: m["thresholds"]["false_positive_rate"].reverse(), "ascending rates"),
    "level of 1": (lambda m: m["conformal"].update(level=[0.9, 1.0]), "less than 1"),
    "levels not ascending": (lambda m: m["conformal"]["level"].reverse(), "ascending levels"),
    "no level": (lambda m: m["conformal"].update(level=[]), "at least 1 item"),
    "conformity too short": (lambda m: m["conformal"]["not_genuine"].pop(), "expected one value a level"),
    "class missing in conformity": (lambda m: m["conformal"].pop("genuine"), "conformal.genuine"),
    "prior above 1": (lambda m: m["prior"].update(bot=0.95), "with a sum below 1|a share between 0 and 1"),
    "policy key unknown": (lambda m: m["policy"].update(mercy=1), r"policy.mercy: Unexpected keyword argument"),
    "policy key missing": (lambda m: m["policy"].pop("uncertain_rate"), r"expected \['uncertain_rate'\] too"),
    "policy value impossible": (lambda m: m["policy"].update(min_coverage=3.0), "min_coverage: expected from 0 to 1"),
    "policy value no number": (lambda m: m["policy"].update(min_coverage=None), "valid number"),
    "thresholds key unknown": (lambda m: m["thresholds"].update(n=1), "Unexpected keyword argument"),
    "feature key unknown": (lambda m: _first(m).update(n=1), "Extra inputs are not permitted"),
    "pattern key unknown": (lambda m: m["shares"][0].update(n=1), "Extra inputs are not permitted"),
    "pattern without sources": (lambda m: m["shares"][0].pop("sources"), r"sources: Field required"),
    "kind missing in accounts": (lambda m: _source(m)["accounts"].pop("bot"), r"accounts of .*: expected the kinds"),
    "count below 0": (lambda m: _source(m)["judged"].__setitem__(0, -1), "greater than or equal to 0"),
    "counts too few": (lambda m: _source(m)["accounts"]["bot"].pop(), r"expected \d+ counts of each kind of"),
    "judged too few": (lambda m: _source(m)["judged"].pop(), r"expected \d+ counts of each kind of"),
    "counts all 0": (lambda m: _none(_source(m)), "and not 0"),
    "judged are others": (lambda m: _source(m)["judged"].__setitem__(0, 10**9), "as many accounts of .* in either"),
    "source of an unknown kind": (lambda m: _source(m).update(kind="alien"), r"expected sources of \["),
    "handle table too small": (lambda m: m["username_log_probability"].pop(), r"expected a table of \d+ x \d+"),
    "handle table ragged": (lambda m: m["username_log_probability"][3].pop(), "inhomogeneous"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_told(folder, damage):
    """A model that fits its digest but not the format is refused with what was expected."""
    change, message = DAMAGES[damage]
    rewrite(folder, change)
    with pytest.raises(ModelFileError, match=message) as raised:
        Detector.load(folder)
    assert str(folder) in str(raised.value)


def test_what_does_not_fit_is_told_in_one_line(folder):
    """The error says where in the file and what was expected, and shows neither the file nor words of pydantic."""
    rewrite(folder, lambda model: (model["features"][0].update(name="tomorrows"), model["prior"].update(bot=-1)))
    with pytest.raises(ModelFileError) as raised:
        Detector.load(folder)
    prior, features = str(raised.value).removeprefix(f"{folder / MODEL_FILE}: ").split("; ", 1)
    assert prior.startswith("prior: prior: expected shares above 0 with a sum below 1, got {")
    assert features == "features: this library has no feature 'tomorrows'; use the version in the card"


@pytest.mark.parametrize("name", ["nowhere", "", "x/../../models"])
def test_unknown_model_lists_the_known(name):
    """A model that is not there is an error that names the shipped models, those that are in the folder."""
    known = ", ".join(sorted(repr(path.parent.name) for path in shipped_models().glob("*/model.json")))
    message = f"expected one of {known}, or a folder with model.json and card.json"
    with pytest.raises(ModelFileError, match=re.escape(message)):
        find_model(name)


def test_shipped_model_wins_over_a_folder_of_its_name(folder, monkeypatch):
    """A folder called like a shipped model does not take its place by chance; its path does."""
    monkeypatch.chdir(folder.parent)
    folder.rename(folder.parent / "x")
    assert find_model("x") == shipped_models() / "x"
    assert find_model("./x") == Path("x")
    assert find_model(folder.parent / "x") == folder.parent / "x"


def test_nothing_in_the_package_executes_what_it_loads():
    """No source of the package unpickles, evaluates or executes anything."""
    forbidden = re.compile(
        r"\b(pickle|cPickle|dill|shelve|marshal|joblib\.(load|dump)|yaml\.load|np\.load|allow_pickle)\b"
        r"|(?<![\w.])(eval|exec|compile|__import__)\("
    )
    found = {
        str(path.relative_to(PACKAGE)): forbidden.findall(path.read_text("utf8"))
        for path in PACKAGE.rglob("*.py")
        if any(forbidden.search(line) for line in code_lines(path))
    }
    assert found == {}


def code_lines(path):
    """Return the lines that are neither comments nor words of a docstring about pickles."""
    lines = path.read_text("utf8").splitlines()
    return [line for line in lines if "No pickle" not in line and not line.lstrip().startswith("#")]


@pytest.mark.parametrize("model", FOLDERS, ids=lambda path: path.name)
class TestShipped:
    """What holds for every model that comes with the library."""

    def test_loads_under_its_name(self, model):
        """The name of a shipped model is that of its folder."""
        assert load_detector(model.name).name == model.name

    def test_digests_of_the_manifest(self, model):
        """The manifest has the digests of the files as they are."""
        entry = json.loads((model.parent / "manifest.json").read_text("utf8"))[model.name]
        assert entry["platform"] == load_detector(model.name).platform
        assert {MODEL_FILE, CARD_FILE, "golden.jsonl"} <= set(entry["sha256"])
        for name, digest in entry["sha256"].items():
            assert hashlib.sha256((model / name).read_bytes()).hexdigest() == digest, name

    def test_card_text_is_made_from_the_card(self, model):
        """MODEL_CARD.md is card.json as Markdown, to the letter."""
        card = json.loads((model / CARD_FILE).read_text("utf8"))
        assert (model / "MODEL_CARD.md").read_text("utf8") == card_to_markdown(card)

    def test_golden_scores_are_reproduced(self, model):
        """Every golden profile gets its recorded probabilities (to 1e-12), verdict and coverage."""
        golden = [json.loads(line) for line in (model / "golden.jsonl").read_text("utf8").splitlines()]
        scores = load_detector(model.name).score(read([record["profile"] for record in golden]))
        expected = [list(record["kind_probability"].values()) for record in golden]
        assert tuple(golden[0]["kind_probability"]) == scores.kinds
        np.testing.assert_allclose(scores.kind_probability, expected, rtol=0, atol=1e-12)
        assert scores.verdict.tolist() == [record["verdict"] for record in golden]
        np.testing.assert_allclose(scores.coverage, [r["coverage"] for r in golden], rtol=0, atol=1e-12)

    def test_golden_profiles_cover_the_verdicts(self, model):
        """Golden profiles are synthetic and get each of authentic, uncertain and every likely verdict."""
        golden = [json.loads(line) for line in (model / "golden.jsonl").read_text("utf8").splitlines()]
        verdicts = {record["verdict"] for record in golden}
        likely = {f"likely_{kind}" for kind in load_detector(model.name).kinds[1:]}
        assert {"authentic", "uncertain", *likely} <= verdicts

    def test_tables_say_something(self, model):
        """Every feature has evidence that differs from 0, a weight, and the weights add up to 1."""
        detector = load_detector(model.name)
        assert all(np.abs(steps).max() > 0 for steps in detector.tables.steps)
        assert (detector.weights > 0).all()
        assert detector.weights.sum() == pytest.approx(1.0, abs=1e-4)

    def test_identity_and_state_are_no_features(self, model):
        """No feature is an id, a date, a language, a zone or the verified mark."""
        fields = {field for name in load_detector(model.name).features for field in FEATURES[name].fields}
        assert fields & {"id", "verified", "protected", "lang", "profile_image_url"} == set()

    def test_card_names_data_figures_and_limits(self, model):
        """A card says what the model was made of, how good it is on unseen sources and what it cannot do."""
        card = load_detector(model.name).card
        assert {"data", "figures", "limits", "prior", "policy", "made_with"} <= set(card)
        assert all(record["n_used"] <= record["n_accounts"] and record["terms"] for record in card["data"])


def test_manifest_names_every_shipped_model():
    """The manifest has one entry a model folder."""
    manifest = json.loads((shipped_models() / "manifest.json").read_text("utf8"))
    assert sorted(manifest) == [folder.name for folder in FOLDERS]


def test_library_has_at_least_thirty_features():
    """The register has 30 features or more, from all five families."""
    assert len(FEATURES) >= 30
    families = {feature.family for feature in FEATURES.values()}
    assert families == {"account", "activity", "network", "identity", "completeness"}
