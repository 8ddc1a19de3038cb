"""The part of RESULTS.md about audiences is made from made-up results: every number, no table broken."""

import json
import re
from itertools import count, pairwise
from pathlib import Path

import pytest

from models.bench.results.audience_goals import STANDINGS
from models.bench.results.audiences import DRIPS, NOTES, SECTIONS, SHARES, TITLES, audience_parts
from models.bench.results.report import results_to_markdown

SHIPPED = json.loads((Path(__file__).parents[2] / "models" / "results.json").read_text("utf8"))
FIGURES = ("coverage",)
NEXT = count(1)


def part():
    """Return the next number of three decimals, so that no two in the made-up results are the same."""
    return next(NEXT) / 1000


def figure():
    return {"value": part(), "low": part(), "high": part()}


def shares():
    """Return results of shares with different numbers everywhere."""

    def figures(**about):
        told = {name: figure() if name in FIGURES else part() for name in SHARES if name != "n_audiences"}
        return {**about, "n_audiences": 1000 + next(NEXT), **told}

    rows = [figures(share=part()), figures(share=0.0)]
    return {"mean": figures(), "shares": rows, "folds": [figures(fold="FSF x E13")]}


def times(setting, method, has_interval=True):
    names = ("coverage", "lowest_coverage", "highest_coverage", "coverage_bought", "median_width_hours")
    intervals = {name: part() if has_interval else None for name in names}
    return {"setting": setting, "method": method, "median_error_hours": part(), **intervals}


def blocks(**about):
    return [
        {**about, "method": method, "n_lists": 1000 + next(NEXT), "auc": figure(), "lowest_auc": part()}
        for method in ("fakefollow", "sliding histogram")
    ]


def lists(kind, profiles):
    numbers = {"n_lists": 1000 + next(NEXT), "n_with_events": 1000 + next(NEXT), "share": figure()}
    return {"kind": kind, "profiles": profiles, **numbers}


def recalls(delivery):
    names = ("share", "profile_recall", "fused_recall", "gain", "lowest_profile_recall", "lowest_fused_recall")
    numbers = {name: part() for name in names}
    return {"delivery": delivery, **numbers, "n_lists": 1000 + next(NEXT), "n_with_events": 1000 + next(NEXT)}


def run_recalls(delivery):
    about = {name: value for name, value in recalls(delivery).items() if name != "share"}
    return {**about, "n_asked": 1000 + next(NEXT)}


def mangled():
    counts = {name: 1000 + next(NEXT) for name in ("n_lists", "n_refused", "n_with_events")}
    return {**counts, "false": figure(), "coverage": figure()}


def drips(**about):
    return {**about, "n_lists": 1000 + next(NEXT), **{name: part() for name in DRIPS if name != "n_lists"}}


MARKED = {"list": "a list", "first_rank": 12_345, "last_rank": 23_456, "share_found": figure()}
ELSEWHERE = {"list": "a list", "n": 34_567, "n_events": 1_003, "n_events_elsewhere": 1_002}
MADE_UP = {
    "share_unseen": shares(),
    "share_unlike": {
        "rows": [
            {"audience": name, "n_detectors": 1000 + next(NEXT), "power": part()} for name in ("empty", "new", "even")
        ]
    },
    "follow_times": {"rows": [times("four years", "fakefollow"), times("four years", "interpolation", False)]},
    "bought_blocks": {
        "mean": blocks(stock="aged", group="2 to 70 %"),
        "rows": blocks(stock="aged", share=part(), n=5_678),
    },
    "false_events": {"rows": [lists("all simulated", None), lists("clean", False), lists("organic burst", True)]},
    "mangled_lists": {"all": mangled(), "rows": [{"mangled": "shuffled", **mangled()}]},
    "marked_blocks": {"rows": [MARKED], "lists": [{**ELSEWHERE, "share_elsewhere": part()}]},
    "injected_sellers": {"mean": [recalls("block"), recalls("drip")]},
    "sold_runs": {"mean": [run_recalls("block"), run_recalls("half-mixed")]},
    "drips": {
        "mean": [drips(raised_together=True), drips(raised_together=False)],
        "rows": [drips(stock="a seller", n_bought=1_234)],
        "clean": [{"kind": "clean", "n_lists": 1_000 + next(NEXT), "n_with_cohorts": 1_004, "share": figure()}],
    },
}
for name, protocol in MADE_UP.items():
    protocol["protocol"] = f"What was done for {name}."
TEXT = "\n\n".join(audience_parts(MADE_UP))


def numbers(value):
    """Yield every number of plain data as it is written: shares with three decimals, counts with separators."""
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from numbers(one)
    elif isinstance(value, float):
        yield f"{value:.3f}"
    elif isinstance(value, int) and not isinstance(value, bool):
        yield f"{value:,}"


def section(name, text=TEXT):
    """Return the text below the title of a protocol."""
    return text.split(f"## {TITLES[name]}\n")[1].split("\n## ")[0]


def tables(text):
    """Yield the rows of every table, each as its cells; an escaped bar is none."""
    for block in text.split("\n\n"):
        if block.startswith("|"):
            yield [re.split(r"(?<!\\)\|", line)[1:-1] for line in block.splitlines()]


def test_every_protocol_has_title_section_and_standings():
    """Titles, sections and standings are of the same protocols in the same order; notes only of these."""
    assert list(TITLES) == list(SECTIONS) == list(STANDINGS) == list(MADE_UP)
    assert set(NOTES) <= set(TITLES)


@pytest.mark.parametrize("name", MADE_UP)
def test_a_section_says_what_was_done_and_every_number(name):
    """Below its title stand the text of the protocol, its note, and each number as often as the results hold it."""
    text = section(name)
    assert f"\nWhat was done for {name}.\n" in text
    assert name not in NOTES or f"\n{NOTES[name]}\n" in text
    words = re.findall(r"[0-9][0-9,.]*[0-9]", "\n".join(str(rows[2:]) for rows in tables(text)))
    expected = list(numbers(MADE_UP[name]))
    assert len(set(expected)) > 5
    assert sorted(word for word in words if word in set(expected)) == sorted(expected)


def test_sections_come_in_order():
    """Titles follow each other as in the results, below one heading for audiences."""
    heads = [line for line in TEXT.splitlines() if line.startswith("#")]
    assert heads == ["# Audiences", *(f"## {title}" for title in TITLES.values())]


def test_no_column_shows_a_name_of_the_data():
    """Columns have plain titles, and each title is there once a table."""
    for rows in tables(TEXT):
        head = rows[0]
        assert len(set(head)) == len(head)
        assert not [title for title in head if "_" in title]


def test_tables_are_well_formed():
    """Every row of a table has as many cells as its head, and below the head is the rule."""
    found = list(tables(TEXT))
    assert len(found) == 1 + sum(len(section) for section in SECTIONS.values())
    for rows in found:
        assert {len(row) for row in rows} == {len(rows[0])}
        assert rows[1] == [" --- "] * len(rows[0])
        assert len(rows) > 2


def test_nothing_unknown_is_printed():
    """What is not known leaves its cell empty, and a claim is yes or no."""
    assert not re.search(r"\b(None|nan|True|False|inf)\b|[{}\[\]]", TEXT)
    assert re.search(r"\| four years \| interpolation \| 0\.[0-9]{3} \|  \|  \|  \|  \|  \|\n", TEXT)
    assert "| all simulated |  |" in TEXT
    assert "| clean | no |" in TEXT
    assert "| organic burst | yes |" in TEXT


def test_not_a_number_stays_empty():
    """A figure that could not be worked out leaves its cell empty too."""
    mean = {**MADE_UP["share_unseen"]["mean"], "counting_mean_absolute_error": float("nan"), "bias": None}
    text = "\n\n".join(audience_parts({"share_unseen": {**MADE_UP["share_unseen"], "mean": mean}}))
    assert "nan" not in text
    assert "None" not in text
    assert {len(row) for rows in tables(text) for row in rows} == {4, 8, 9}


def test_names_of_the_data_cannot_break_a_table():
    """Bars and line ends in a name of the data are escaped, so the rows keep their cells."""
    marked = {"rows": [{**MARKED, "list": "a|b\nc"}], "lists": [{**ELSEWHERE, "list": "| --- |"}]}
    text = "\n\n".join(audience_parts({"marked_blocks": {"protocol": "Done.", **marked}}))
    assert "\n| a\\|b c | 12,345 | 23,456 |" in text
    assert "\n| \\| --- \\| | 34,567 |" in text
    assert all({len(row) for row in rows} == {len(rows[0])} for rows in tables(text))


def power(found):
    """Return results of one protocol of one figure, that of detectors whose check fires."""
    rows = [{"audience": "empty", "n_detectors": 9, "power": found}]
    return {"share_unlike": {"protocol": "Done.", "rows": rows}}


def test_the_lead_has_ours_goals_and_the_other_way():
    """A row shows our value, both bounds where there are two, and the other way by name and value."""
    unseen = {"share_unseen": MADE_UP["share_unseen"]}
    error, coverage = audience_parts(unseen)[2].splitlines()[2:4]
    mean = unseen["share_unseen"]["mean"]
    other = f"counting flags, {mean['counting_mean_absolute_error']:.3f}"
    told = f"mean absolute error | {mean['mean_absolute_error']:.3f} | at most 0.022 | {other} |"
    assert error == f"| Share of an audience, seller and community never seen: {told}"
    assert coverage.endswith(f"| {mean['coverage']['value']:.3f} | at least 0.930 and at most 0.970 |  |")


def test_goals_missed_are_listed():
    """Each goal missed has a line with figure, value and goal; no goal that is met has."""
    figure = "Audiences unlike all that is known: fit check fires on audiences unlike all known, mean"
    assert audience_parts(power(0.5))[3:5] == ["Goals missed:", f"- {figure} 0.500, goal at least 0.800."]


def test_all_goals_met_is_said():
    """Where no goal is missed the text says so."""
    assert audience_parts(power(0.9))[3] == "Every goal is met."


def test_tables_without_rows_are_left_out():
    """A table that has no row is not shown, nor what would stand above it."""
    text = "\n\n".join(audience_parts({"share_unseen": {**MADE_UP["share_unseen"], "folds": []}}))
    assert "All audiences:" in text
    assert "By detector:" not in text


def test_results_without_audiences_stay_as_they_are():
    """Results of the detector give the same text whether audiences are not there or empty."""
    detector = {name: value for name, value in SHIPPED.items() if name != "audiences"}
    text = results_to_markdown(detector)
    assert text == results_to_markdown({**detector, "audiences": {}})
    assert text.startswith("# Results\n")
    assert "# Audiences" not in text
    assert audience_parts({}) == []


def test_audiences_stand_below_the_detector():
    """With both parts the text is that of the detector and then that of audiences; others come behind them."""
    detector = {
        name: value for name, value in SHIPPED.items() if name not in ("audiences", "growth", "influence", "speed")
    }
    assert results_to_markdown({**detector, "audiences": MADE_UP}) == f"{results_to_markdown(detector)}\n{TEXT}\n"


def test_audiences_alone_make_a_text():
    """Results of audiences only give their part, and it ends with one line end."""
    assert results_to_markdown({"audiences": MADE_UP}) == f"{TEXT}\n"


def test_no_two_tables_run_together():
    """Between two tables stands what the second one is."""
    parts = audience_parts(MADE_UP)
    assert not [1 for one, other in pairwise(parts) if one.startswith("|") and other.startswith("|")]
