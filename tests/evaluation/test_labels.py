"""`check_labels`: what is no evidence is found, and real-looking accounts are left alone."""

import json
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

import fakefollow as ff
from fakefollow.cli import main
from fakefollow.evaluation import check_labels
from fakefollow.report import card_to_markdown
from fakefollow.simulate import simulate_accounts
from fakefollow.training import TrainingSettings

NAMES = ("followers_count", "following_count", "posts_count")
YEAR = timedelta(days=365)


def rows_of(counts):
    """Return counts as profiles."""
    return [dict(zip(NAMES, row, strict=True)) for row in np.asarray(counts).tolist()]


def drawn(n):
    """Return random numbers that are spread evenly."""
    return np.random.default_rng(n).integers(0, 4000, (n, 3))


def going_together(n, shift=0.0):
    """Return heavy-tailed counts that go together, as those of real accounts do."""
    draw = np.random.default_rng(n)
    size = draw.normal(size=(n, 1)) + shift
    return np.exp(5.0 + size + draw.normal(size=(n, 3))).astype(int)


def halves(first, second):
    """Return profiles and labels: genuine ones, then bots."""
    return [*rows_of(first), *rows_of(second)], ["genuine"] * len(first) + ["bot"] * len(second)


def warned(check):
    return {(finding["check"], finding["where"]) for finding in check.findings if finding["severity"] == "warn"}


REAL = going_together(600), going_together(500, shift=1.0)


def test_accounts_that_go_together_are_left_alone():
    """Heavy-tailed counts that go together, whole, all different and overlapping between kinds, have no finding."""
    check = check_labels(*halves(*REAL))
    assert check.findings == ()
    assert repr(check) == "Nothing found, which is no proof that the accounts are real."


def test_simulated_accounts_are_left_alone():
    """The accounts that the library makes up for examples pass, as those of the shipped examples must."""
    accounts = simulate_accounts(600, 300, 300, random_state=2)
    assert warned(check_labels(accounts.profiles, accounts.kind, accounts.source)) == set()


def test_random_numbers():
    """Independent numbers are told for each kind, and even ones with the column."""
    tails = np.exp(np.random.default_rng(1).normal(5.0, 1.5, (500, 3))).astype(int)
    check = check_labels(*halves(tails, drawn(500)))
    assert warned(check) == {("counts independent", "genuine"), ("counts independent", "bot"), ("counts even", "bot")}
    even = [finding for finding in check.findings if finding["check"] == "counts even"]
    assert [finding["found"].split()[0] for finding in even] == list(NAMES)
    assert all(finding["figure"] < 0.1 for finding in even)


def test_only_the_source_that_is_made_up_is_told():
    """Each kind of each source is looked at by itself, so real accounts beside random ones are no cover."""
    profiles, labels = halves(np.vstack([REAL[0], drawn(300)]), REAL[1])
    sources = ["street"] * 600 + ["drawn"] * 300 + ["seller"] * 500
    assert {where for _, where in warned(check_labels(profiles, labels, sources))} == {"genuine of drawn"}


def mixtures(rows, n):
    """Return rows on the line from a row to one of its three nearest."""
    draw = np.random.default_rng(n)
    one = draw.integers(0, len(rows), n)
    apart = ((rows[one][:, np.newaxis] - rows) ** 2).sum(axis=2)
    two = np.argsort(apart, axis=1)[np.arange(n), draw.integers(1, 4, n)]
    return rows[one] + draw.random((n, 1)) * (rows[two] - rows[one])


def test_interpolated_rows():
    """Mixtures of rows are told by their fractions, and when these are rounded off by where they lie."""
    mixed = mixtures(REAL[1], 500)
    assert {("fractions", name) for name in NAMES} == warned(
        check_labels(*halves(REAL[0], np.vstack([REAL[1], mixed])))
    )
    rounded = check_labels(*halves(REAL[0], np.vstack([REAL[1], mixed.round().astype(int)])))
    assert warned(rounded) == {("rows between", "bot")}


@pytest.mark.parametrize(
    ("shown", "is_fraction"), [("{}.2K", False), ("{}.375", False), ("{}.37", True), ("1,{}.5", False)]
)
def test_counts_as_people_write_them_are_no_fractions(shown, is_fraction):
    """A count with a dot between thousands, or of so many K, is no mixture of rows; one with two decimals is."""
    profiles, labels = halves(*REAL)
    written = [{**row, "posts_count": shown.format(i % 90 + 1)} for i, row in enumerate(profiles)]
    assert (("fractions", "posts_count") in warned(check_labels(written, labels))) == is_fraction


@pytest.mark.parametrize("copies", [0.05, 0.5])
def test_copied_rows(copies):
    """The share of rows that repeat another is what was copied, and a few that are alike by chance are not told."""
    n = int(copies * len(REAL[1]) / (1 - copies))
    check = check_labels(*halves(REAL[0], np.vstack([REAL[1], REAL[1][:n]])))
    figure = next(row["figure"] for row in check.figures if row["check"] == "rows copied" and row["where"] == "bot")
    assert figure == pytest.approx(copies, abs=0.01)
    assert warned(check) == ({("rows copied", "bot")} if copies > 0.1 else set())


def test_a_date_tells_copies_from_accounts_that_are_alike():
    """Accounts with the same counts that were created at different times are no copies of each other."""
    profiles, labels = halves(REAL[0], np.vstack([REAL[1], REAL[1]]))
    first = datetime(2020, 1, 1, tzinfo=UTC)
    days = [{"created_at": first + timedelta(minutes=i), "observed_at": first + YEAR} for i in range(len(profiles))]
    dated = [{**row, **times} for row, times in zip(profiles, days, strict=True)]
    assert "rows copied" not in {check for check, _ in warned(check_labels(dated, labels))}


def test_labels_from_a_rule():
    """Labels that three questions give are told with the columns; with a tenth of them wrong they are not."""
    counts = np.vstack(REAL)
    rule = counts[:, 1] > 2 * counts[:, 0]
    labels = np.where(rule, "bot", "genuine")
    (finding,) = check_labels(rows_of(counts), labels.tolist()).findings
    assert (finding["check"], finding["severity"], finding["where"]) == ("label by rule", "warn", "all")
    assert "following per follower" in finding["found"]
    noisy = np.where((np.random.default_rng(3).random(len(counts)) < 0.1) ^ rule, "bot", "genuine")
    assert check_labels(rows_of(counts), noisy.tolist()).findings == ()


def test_kinds_of_different_sources_that_a_rule_tells_are_a_note():
    """Where no source holds both kinds, a rule may be how each was chosen, which is said but not warned of."""
    profiles, labels = halves(going_together(300, shift=9.0), going_together(300, shift=-4.0))
    apart = check_labels(profiles, labels, ["street"] * 300 + ["seller"] * 300)
    assert [(f["check"], f["severity"]) for f in apart.findings if f["check"] == "label by rule"] == [
        ("label by rule", "note")
    ]
    assert ("label by rule", "all") in warned(check_labels(profiles, labels))


def test_equal_sizes_are_a_note():
    """As many accounts of each kind are said and not warned of: good sets are balanced by hand."""
    (finding,) = check_labels(*halves(REAL[0][:500], REAL[1])).findings
    assert (finding["check"], finding["severity"], finding["figure"]) == ("sizes equal", "note", 500)


def test_few_accounts_are_too_few_to_tell():
    """Below 200 of a kind and source nothing else is said, whatever they look like; small sources are put together."""
    check = check_labels(*halves(drawn(200 - 1), drawn(200 - 9)))
    assert {(f["check"], f["severity"]) for f in check.findings} == {("too few", "note")}
    parts = check_labels(rows_of(drawn(300)), ["bot"] * 300, ["a", "b", "c"] * 100)
    assert ("counts independent", "bot of small sources") in warned(parts)


@pytest.mark.parametrize("label", ["human", "genuine"])
def test_labels_of_one_class_are_told(label):
    """Where nobody, or everybody, is labelled genuine, a note says so: no rule can be looked for."""
    (finding,) = check_labels(rows_of(REAL[0]), [label] * 600).findings
    assert (finding["check"], finding["severity"]) == ("too few", "note")
    assert finding["found"].startswith("there are no genuine accounts, or no others")


def test_accounts_in_two_places():
    """Accounts under two labels or in two sources are counted, by id or by what they show: few noted, many warned."""
    profiles, labels = halves(*REAL)
    for row, profile in enumerate(profiles):
        profile["id"] = str(row)
    for row in range(5):
        profiles[600 + row]["id"] = str(row)
    few = {f["check"]: f for f in check_labels(profiles, labels, labels).findings}
    assert few["two labels"]["severity"] == few["two sources"]["severity"] == "note"
    assert few["two labels"]["figure"] == pytest.approx(5 / 1095, abs=1e-4)
    same = halves(REAL[0], np.vstack([REAL[1], REAL[0][:100]]))
    assert ("two labels", "all") in warned(check_labels(*same))


def test_row_order_changes_nothing():
    """The findings are those of the accounts, in whatever order they come."""
    profiles, labels = halves(REAL[0], drawn(500))
    order = np.random.default_rng(1).permutation(len(labels))
    mixed = check_labels([profiles[i] for i in order], [labels[i] for i in order])
    assert {(f["check"], f["where"], f["found"]) for f in mixed.findings} == {
        (f["check"], f["where"], f["found"]) for f in check_labels(profiles, labels).findings
    }


@pytest.mark.parametrize("profiles", [[{"username": "ada"}] * 450, [dict.fromkeys(NAMES, 3)] * 450])
def test_accounts_that_show_nothing_are_no_finding(profiles):
    """Empty accounts, or all with the same few, are alike without being copies; columns without values are skipped."""
    labels = ["genuine"] * 220 + ["bot"] * 230
    assert check_labels(profiles, labels).findings == ()


def test_no_accounts():
    """An empty set is an error that says so."""
    with pytest.raises(ff.TrainingError, match="expected at least one labelled account"):
        ff.check_labels([], [])


def test_findings_as_data_and_text():
    """Findings are plain data with the limits, warnings first, and a name that steers a terminal does not."""
    profiles, labels = halves(drawn(500), REAL[1])
    check = check_labels(profiles, labels, ["\x1b[31mred"] * 1000)
    data = json.loads(json.dumps(check.to_dict()))
    severities = [finding["severity"] for finding in data["findings"]]
    assert severities == sorted(severities, reverse=True)
    assert set(severities) == {"warn", "note"}
    assert {finding["check"] for finding in data["findings"]} <= {"sizes equal", *data["limits"]["least"]}
    assert data["limits"]["least"]["counts even"] == 0.1
    assert "\x1b" not in repr(check)
    assert "needed: accounts as the platform showed them" in " ".join(repr(check).split())


def test_training_warns_and_the_card_says_it(tmp_path, capsys):
    """`train` warns of what `check_labels` finds, the card has it as data and text, and the command prints the same."""
    simulated = simulate_accounts(420, 240, 0, random_state=5)
    kinds, numbers = simulated.kind, rows_of(drawn(660))
    shown = ("username", "description", *NAMES)
    profiles = [{name: profile[name] for name in shown} for profile in simulated.profiles]
    for profile, kind, row in zip(profiles, kinds, numbers, strict=True):
        profile.update(row if kind == "purchased" else {})
    parts = [f"{i % 2}{kind}" for i, kind in enumerate(kinds)]
    settings = TrainingSettings(classifier={"max_iter": 6}, n_folds=2)
    with pytest.warns(ff.LabelWarning, match=r"counts even \(purchased of small sources: followers_count") as caught:
        detector = ff.train(profiles, kinds, parts, settings=settings)
    assert caught[0].filename == __file__
    check = check_labels(profiles, kinds, parts)
    assert detector.card["labels"] == check.to_dict()
    assert "| warn | purchased of small sources |" in card_to_markdown(detector.card)
    path = tmp_path / "accounts.jsonl"
    rows = [{**profile, "kind": kind, "part": part} for profile, kind, part in zip(profiles, kinds, parts, strict=True)]
    path.write_text("\n".join(map(json.dumps, rows)), "utf8")
    assert main(["check", str(path), "--label", "kind", "--source", "part"]) == 0
    assert capsys.readouterr().out == f"{check!r}\n"
