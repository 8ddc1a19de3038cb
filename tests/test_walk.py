"""The walk is short: a row passes few modules before it is a score, and a page nothing but the room of reports."""

from benchmarks.walk import walk_of, walk_of_a_page, walk_of_a_row, walk_of_a_row_and_a_detector

from fakefollow import audit, load_detector, simulate_audience

MOST_MODULES, MOST_MODULES_WITH_LOADING = 22, 25
"""So many files at most have a part in one row, from its line in a file to its score.

Four of them are what reading what people bring costs a plain row: the file is known by what it holds, not by its name,
and how large it is; the whole table is judged once it is read; and arguments that mean nothing are refused. The front
door of scoring stands apart from the detector. What refuses arguments (`errors`) is asked of the call, not of its rows.
"""


def test_a_row_passes_few_modules(tmp_path):
    """From its line in a file to its score a row passes so many modules, the detector at hand or loaded for it."""
    walk, longer = walk_of_a_row(tmp_path, load_detector("x")), walk_of_a_row_and_a_detector(tmp_path)
    assert len(walk.calls.keys() - {"errors"}) <= MOST_MODULES, walk.modules()
    assert len(longer.calls.keys() - {"errors"}) <= MOST_MODULES_WITH_LOADING, longer.modules()


def test_features_are_five_modules_of_it(tmp_path):
    """The measuring of a row stands in the register, the characters and three files of features."""
    assert len(walk_of_a_row(tmp_path, load_detector("x")).modules("features")) <= 5


def test_a_page_is_made_of_its_summary_alone(example_report):
    """With the summary made, a page passes the room of reports, the method called, and what makes texts printable."""
    walk = walk_of_a_page(example_report)
    assert set(walk.modules()) - set(walk.modules("report")) == {"audience.report", "errors"}


def test_an_audience_stays_by_row():
    """No step of an audit puts the followers in another order; where some are given twice, both scores are at the end.

    What goes by rank, such as follow times and purchases, reads the columns that it needs through the order found.
    """
    followers = simulate_audience(100, random_state=1).profiles
    assert walk_of(lambda: audit(followers)).orderings == []
    assert walk_of(lambda: audit([*followers, *followers[:5]])).orderings == 2 * ["_scores_by_row"]
