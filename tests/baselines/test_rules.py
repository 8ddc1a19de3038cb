"""Rule sets: points by hand, missing fields, what is called not genuine."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from fakefollow.baselines import CamisaniCalzolariRules, OneLineHeuristic, SocialbakersRules, VanDenBeldRules, two_kinds

SEEN = datetime(2013, 5, 1, tzinfo=UTC)
ALL = [CamisaniCalzolariRules, SocialbakersRules, VanDenBeldRules, OneLineHeuristic]

FILLED = {
    "name": "Ada",
    "default_profile_image": False,
    "location": "London",
    "description": "Analyst, metaphysician.",
    "url": "https://example.org",
    "profile_image_url": "https://example.org/ada.png",
    "followers_count": 30,
    "following_count": 60,
    "posts_count": 50,
    "listed_count": 1,
    "created_at": SEEN - timedelta(days=400),
    "observed_at": SEEN,
}
EMPTY = {
    "name": "",
    "default_profile_image": True,
    "location": "",
    "description": "",
    "url": "",
    "profile_image_url": "https://example.org/egg.png",
    "followers_count": 2,
    "following_count": 101,
    "posts_count": 0,
    "listed_count": 0,
    "created_at": SEEN - timedelta(days=60),
    "observed_at": SEEN,
}
NOTHING = dict.fromkeys(FILLED)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (CamisaniCalzolariRules, [-10.0, 10.0, 0.0]),
        (SocialbakersRules, [0.0, 4.0, 0.0]),
        (VanDenBeldRules, [0.0, 1.0, 0.0]),
        (OneLineHeuristic, [0.0, 28.0, 0.0]),
    ],
)
def test_points_of_a_filled_an_empty_and_an_unknown_profile(make_table, rules, expected):
    """A profile that meets every rule, one that fails every rule and one not observed have the points by hand."""
    table = make_table([FILLED, EMPTY, NOTHING])
    assert rules().fit(table).decision_function(table).tolist() == expected


@pytest.mark.parametrize("rules", ALL)
def test_only_the_empty_profile_is_not_genuine(make_table, rules):
    """Each rule set calls the empty profile not genuine, and neither the filled nor the unknown one."""
    table = make_table([FILLED, EMPTY, NOTHING])
    assert rules().fit(table).predict(table).tolist() == ["genuine", "not_genuine", "genuine"]


@pytest.mark.parametrize("rules", ALL)
def test_unknown_profile_answers_nothing(make_table, rules):
    """Where nothing was observed every answer is NaN, and otherwise 0 or 1."""
    answers = rules().fit(None).answers(make_table([FILLED, EMPTY, NOTHING]))
    assert answers.shape == (3, len(rules.rules))
    assert np.isnan(answers[2]).all()
    assert set(answers[:2].ravel().tolist()) <= {0.0, 1.0}


@pytest.mark.parametrize(
    ("followers", "following", "said"),
    [(0, 0, "genuine"), (0, 1, "not_genuine"), (1, 10, "genuine"), (1, 11, "not_genuine"), (7_000_000, 9, "genuine")],
)
def test_the_second_line_is_drawn_at_ten_for_each_follower(make_table, followers, following, said):
    """An account that follows just over ten times its followers is not genuine, and one that follows ten times is."""
    table = make_table([{"followers_count": followers, "following_count": following}, {"following_count": 9}])
    line = OneLineHeuristic("follows over 10 per follower").fit(table)
    assert line.predict(table).tolist() == [said, "genuine"]
    assert line.decision_function(table)[1] == 0.0


def test_the_line_says_which_there_are(make_table):
    """A line that there is not is refused, and each line is what `answers` has under its name."""
    with pytest.raises(ValueError, match="expected one of 'fewer than 30 followers', 'follows over 10 per follower'"):
        OneLineHeuristic("50 per follower").fit(None)
    table = make_table([{"followers_count": 30, "following_count": 301}, {"followers_count": 29, "following_count": 9}])
    for column, line in enumerate(OneLineHeuristic.lines):
        said = OneLineHeuristic(line).fit(None).predict(table) == "not_genuine"
        assert OneLineHeuristic().fit(None).answers(table)[:, column].tolist() == said.tolist()


@pytest.mark.parametrize("name", sorted(set(FILLED) - {"created_at", "observed_at", "profile_image_url"}))
def test_missing_field_takes_its_points_along(make_table, name):
    """Without one field the points of Camisani-Calzolari are those of the rules that do not need it."""
    needed_by = {"description": 2, "followers_count": 2}.get(name, 1)
    rows = [{key: value for key, value in row.items() if key != name} for row in (FILLED, EMPTY)]
    expected = [needed_by - 10.0, 10.0 - needed_by]
    assert CamisaniCalzolariRules().fit(None).decision_function(make_table(rows)).tolist() == expected


def test_neutral_accounts_are_what_the_caller_says(make_table):
    """Bot minus human points of 0 to 4 are neutral: genuine by default, not genuine on request."""
    human = {"name": "Ada", "followers_count": 30, "listed_count": 0}
    level = {"name": "Ada", "followers_count": 3}
    four = {"name": "", "followers_count": 3, "listed_count": 0, "posts_count": 1}
    five = four | {"url": ""}
    table = make_table([human, level, four, five])
    rules = CamisaniCalzolariRules().fit(table)
    assert rules.decision_function(table).tolist() == [-1.0, 0.0, 4.0, 5.0]
    assert (rules.predict(table) == "not_genuine").tolist() == [False, False, False, True]
    strict = CamisaniCalzolariRules(neutral="not_genuine").fit(table)
    assert (strict.predict(table) == "not_genuine").tolist() == [False, True, True, True]


@pytest.mark.parametrize(
    ("changed", "points"),
    [
        ({"followers_count": 3}, 3.0),
        ({"followers_count": 0, "following_count": 49}, 2.0),
        ({"posts_count": 1}, 3.0),
        ({"created_at": SEEN - timedelta(days=59)}, 3.0),
        ({"following_count": 100}, 3.0),
        ({"description": "hi"}, 3.0),
        ({"location": "Rome"}, 3.0),
        ({"location": None}, 3.0),
        ({"observed_at": None}, 3.0),
        ({"following_count": None}, 2.0),
    ],
)
def test_socialbakers_rules_at_their_bounds(make_table, changed, points):
    """One value just inside the bound of a rule, or not observed, costs that rule's point."""
    assert SocialbakersRules().fit(None).decision_function(make_table([EMPTY | changed])).tolist() == [points]


def test_socialbakers_points_asked_for(make_table):
    """`min_points` is the sum from which an account is suspicious."""
    table = make_table([{"posts_count": 0}, {"posts_count": 0, "followers_count": 1, "following_count": 50}])
    called = [SocialbakersRules(min_points=n).fit(table).predict(table).tolist() for n in (1, 2, 3)]
    assert [row.count("not_genuine") for row in called] == [2, 1, 0]


@pytest.mark.parametrize(
    ("bio", "points"), [("I am a Bot", 1.0), ("Abbott", 0.0), ("robotics", 0.0), ("", 0.0), (None, 0.0)]
)
def test_bot_is_a_whole_word(make_table, bio, points):
    """Only the word itself counts."""
    assert VanDenBeldRules().fit(None).decision_function(make_table([{"description": bio}])).tolist() == [points]


@pytest.mark.parametrize(
    ("following", "followers", "points"), [(49, 1, 0), (50, 1, 1), (100, 0, 1), (400, 2, 1), (201, 1, 0)]
)
def test_about_a_hundred_to_one(make_table, following, followers, points):
    """About 100 to 1 is 50 to 200 to 1."""
    table = make_table([{"following_count": following, "followers_count": followers}])
    assert VanDenBeldRules().fit(table).decision_function(table).tolist() == [points]


def test_third_copy_of_a_picture_counts(make_table):
    """A picture that three accounts show is duplicate; placeholders, empty and unknown addresses are none."""
    pictures = ["a", "b", "a", "b", "a", "egg", "egg", "egg", "", "", "", None, None, None]
    rows = [{"profile_image_url": p, "default_profile_image": p == "egg"} for p in pictures]
    answers = VanDenBeldRules().fit(None).answers(make_table(rows))[:, 2]
    assert (answers == 1.0).tolist() == [p == "a" for p in pictures]
    assert np.isnan(answers).tolist() == [p is None for p in pictures]


def test_copies_count_where_placeholders_are_not_marked(make_table):
    """Without the flag for placeholders every address counts."""
    rows = [{"profile_image_url": "a"}] * 3
    assert VanDenBeldRules().fit(None).decision_function(make_table(rows)).tolist() == [1.0] * 3


@pytest.mark.parametrize("rules", ALL)
def test_order_of_rows_changes_nothing(make_table, rules):
    """A row keeps its points wherever it stands."""
    rows = [FILLED, EMPTY, NOTHING, FILLED | {"followers_count": 5}] * 3
    table, order = make_table(rows), np.random.default_rng(0).permutation(len(rows))
    points = rules().fit(table).decision_function(table)
    np.testing.assert_array_equal(rules().fit(None).decision_function(table.take(order)), points[order])


@pytest.mark.parametrize("rules", ALL)
def test_scikit_learn_interface(make_table, rules):
    """Rules clone with their parameters, name two classes, and want to be fitted first."""
    estimator = rules(platform="x", observed_at="2013-05-01")
    assert clone(estimator).get_params() == estimator.get_params()
    table = make_table([EMPTY])
    with pytest.raises(NotFittedError, match="'fit'"):
        estimator.decision_function(table)
    assert estimator.fit(table, ["bot"]).classes_.tolist() == ["genuine", "not_genuine"]
    assert estimator.score(table, ["purchased"]) == 1.0


def test_rules_read_whatever_the_library_reads():
    """Dicts of a platform are read as everywhere, with the platform and the observation time given."""
    profile = {"screen_name": "ada", "created_at": "2013-01-01", "default_profile_image": True}
    rules = SocialbakersRules(platform="x", observed_at="2013-05-01").fit([profile])
    assert rules.decision_function([profile]).tolist() == [1.0]


def test_every_other_kind_is_not_genuine():
    """Kinds fall into two."""
    assert two_kinds(["genuine", "bot", "sold"]).tolist() == ["genuine", "not_genuine", "not_genuine"]
