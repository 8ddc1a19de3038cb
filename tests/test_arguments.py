"""Arguments of a wrong type, and texts of anybody in what is said of them: one clear and harmless sentence each."""

import json
import pickle
import warnings
from dataclasses import replace

import pytest

import fakefollow as ff
from fakefollow.errors import ArgumentError, FakefollowError, FakefollowWarning, MissingExtraError, ProfileError
from fakefollow.report import card_to_markdown

ROWS = [{"username": f"ada{row}", "followers_count": row} for row in range(30)]
KINDS = ["genuine", "bot"] * 15
REPORT = ff.audit(ROWS)
STEERING = "\x1b[31mred\x1b[0m\u202egnp\u2066\x00\x9b\ud800\r\n"


@pytest.mark.parametrize(
    "followers", [5, None, 3.5, b"..", object(), {}, lambda: 0, float("nan"), [[[]]], [b"x"], True]
)
@pytest.mark.parametrize("call", [ff.score, ff.audit, ff.read])
def test_what_is_no_profiles_is_told(call, followers):
    """Whatever is given for profiles and is none is a ProfileError."""
    with pytest.raises(ProfileError, match="expected|has no known name"):
        call(followers)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ff.score(ROWS, columns=3), "columns: expected .* got 3 of type int"),
        (lambda: ff.score(ROWS, columns={"a": 1}), "columns: expected canonical names as text, got 1 of type int"),
        (lambda: ff.audit(ROWS, platform=5), "platform: expected the name of a platform, got 5 of type int"),
        (lambda: ff.score(ROWS, model=5), "model: expected a name, a folder or a Detector, got 5 of type int"),
        (lambda: ff.load_detector(None), "model: expected .* got None of type NoneType"),
        (lambda: ff.score(ROWS, prior="x"), "prior: expected .* got 'x'"),
        (lambda: ff.score(ROWS, prior=10**400), "prior: expected a share between 0 and 1"),
        (
            lambda: ff.score(ROWS, max_false_positive_rate="x"),
            "max_false_positive_rate: expected .* got 'x' of type str",
        ),
        (lambda: ff.load_detector("x").score(ROWS), "expected a ProfileTable, got list"),
        (lambda: ff.evaluate("x", ROWS, 5), "labels: expected one for each account, got 5 of type int"),
        (lambda: ff.check_labels(ROWS, None), "labels: expected one for each account, got None"),
        (lambda: ff.train(ROWS, KINDS, 3.5), "sources: expected one for each account, got 3.5 of type float"),
        (lambda: REPORT.update([1]), r"labels: expected \{row number or id: kind\}, got \[1\] of type list"),
        (lambda: REPORT.to_html(title=[1]), r"title: expected text, got \[1\] of type list"),
        (lambda: ff.audit(ROWS, total_followers="x"), "total_followers: expected at least .* got 'x'"),
        (lambda: ff.audit(ROWS, order=3), "order: expected one of newest_first, .* got 3"),
        (lambda: ff.audit(ROWS, random_state="x"), "random_state: expected a whole number from 0 on, got 'x'"),
        (lambda: ff.simulate_accounts(2, random_state=-1), "random_state: expected a whole number .* got -1"),
        (lambda: ff.simulate_audience(2, random_state=None), "random_state: expected a whole number .* got None"),
        (lambda: ff.simulate_counts(2, random_state=1.5), "random_state: expected a whole number .* got 1.5"),
        (lambda: ff.simulate_snapshots(2, random_state=[]), r"random_state: expected a whole number .* got \[\]"),
        (lambda: ff.score_batches(ROWS, batch_size="x"), "batch_size: expected a number of rows, got 'x'"),
        (lambda: REPORT.scores.least_authentic("x"), "n_accounts: expected a number of accounts, got 'x'"),
        (lambda: REPORT.to_json(indent=[]), r"indent: expected a number of spaces, got \[\] of type list"),
        (lambda: REPORT.to_json(indent=10**30), "indent: expected a number of spaces, got 1000"),
        (lambda: REPORT.to_json(5), "path: expected the path of a file or folder, got 5 of type int"),
        (lambda: REPORT.to_html("a\0.html"), "path: .* is not a valid file name"),
        (lambda: REPORT.scores.to_json("\udd00.json"), "path: .* is not a valid file name"),
        *(
            (
                lambda encoding=encoding: ff.read(b"username\nZo\xeb", encoding=encoding),
                "encoding=.*: unknown or wrong for this text",
            )
            for encoding in ("zlib", "base64", "rot13", "undefined", "idna", "a\0", "\ud800", 5, [], b"utf-8")
        ),
    ],
)
def test_arguments_of_a_wrong_type_are_told(call, message):
    """The error names the argument, what was expected and what was got, and is a ValueError."""
    with pytest.raises(ValueError, match=message):
        call()


def test_an_argument_error_is_what_people_catch():
    """It is an error of the library, a ValueError and a TypeError."""
    assert {FakefollowError, ValueError, TypeError} <= set(ArgumentError.__mro__)


def test_an_audience_of_nobody_can_be_told():
    """Nobody of nobody has no share, and every view says so."""
    report = ff.audit([], total_followers=0)
    assert report.to_dict()["shares"]["genuine"]["estimate"] is None
    assert all([str(report), report.to_html(), report.to_json(), report._repr_html_()])


def steers(text):
    return [character for character in text if not character.isprintable() and character != "\n"]


@pytest.mark.parametrize("kind", [FakefollowError, ProfileError, ArgumentError, FakefollowWarning, MissingExtraError])
def test_messages_cannot_steer_a_terminal(kind):
    """What is in a message is harmless and of one line, however it got there; workers can send it."""
    told = kind(STEERING, STEERING) if kind is MissingExtraError else kind(f"{STEERING}: expected")
    assert steers(str(told)) == []
    assert "\n" not in str(told)
    assert str(pickle.loads(pickle.dumps(told))) == str(told)  # noqa: S301 - our own bytes
    assert len(str(FakefollowError("x" * 10**6))) < 5000


def test_data_in_warnings_cannot_steer_a_terminal():
    """A platform that a row names is data, and is harmless in what is warned of."""
    with pytest.warns(ff.PlatformWarning, match=r"the profiles are of x\?\[31mred\?") as caught:
        ff.load_detector("x").score(ff.read([{**row, "platform": f"x{STEERING}"} for row in ROWS]))
    assert [each for each in caught if steers(str(each.message))] == []


def dirtied(value):
    """Return plain data with what steers a terminal in each text."""
    if isinstance(value, dict):
        return {key: dirtied(each) for key, each in value.items()}
    if isinstance(value, list):
        return list(map(dirtied, value))
    return value + STEERING if isinstance(value, str) else value


def test_a_foreign_model_cannot_steer_a_terminal(tmp_path):
    """Texts of somebody else's card, and the name of the model, are harmless wherever they are printed."""
    detector = ff.load_detector("x")
    card = dirtied(json.loads(json.dumps(dict(detector.card))))
    with pytest.raises(ff.ModelFileError) as refused:
        replace(detector, card=card).save(tmp_path / "mine")
    assert steers(str(refused.value)) == []
    assert steers(card_to_markdown(card)) == []
    foreign = replace(detector, name=f"x{STEERING}", platform=f"x{STEERING}", card=card)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        scores, report = foreign.score(ff.read(ROWS), reasons=True), ff.audit(ROWS, model=foreign)
    told = [foreign, scores, scores[0], scores[0].explain(), report, *(warning.message for warning in caught)]
    assert [each for each in told if steers(str(each)) or steers(repr(each))] == []
