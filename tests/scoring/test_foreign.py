"""Lists of platforms that a model was not learnt on: ordinary people are not called, and it is said why nobody is."""

from dataclasses import replace

import numpy as np
import pytest

from fakefollow import read
from fakefollow.evaluation import LabelledAccounts
from fakefollow.profiles import ValueColumn
from fakefollow.scoring import GENUINE, Policy
from fakefollow.simulate import simulate_accounts
from fakefollow.training import TrainingSettings, train_detector

BACKBONE = {"following_count": (1.5, 150.0), "followers_count": (-1.0, 10.0), "posts_count": (-0.25, 3.0)}
SETTINGS = TrainingSettings(
    features=tuple(BACKBONE), backbone=BACKBONE, policy=Policy(max_false_positive_rate=0.005), platform="generic"
)
LEARNT = simulate_accounts(1200, 500, 0, random_state=8)
ACCOUNTS = replace(
    LabelledAccounts.of(read(LEARNT.profiles), LEARNT.kind, LEARNT.source),
    platforms={source: ("x", "instagram")[place % 2] for place, source in enumerate(dict.fromkeys(LEARNT.source))},
)
GENERIC = train_detector(ACCOUNTS, "generic", SETTINGS)
SHOWN = ("id", "username", "name", "description", "followers_count", "following_count", "posts_count")
SIMULATED = simulate_accounts(1000, 400, 0, random_state=5)
KIND = np.array(SIMULATED.kind)
TABLE = read([{name: row[name] for name in SHOWN} for row in SIMULATED.profiles])
PEOPLE = np.flatnonzero(KIND == GENUINE)
BOUGHT = np.flatnonzero(KIND != GENUINE)
PLATFORMS = ("mastodon", "bluesky", "tiktok", "threads", "youtube", "generic", "a forum")


def listed(rows, platform="mastodon", **factors):
    """Return scores of some accounts as if of a platform, some of their counts multiplied."""
    table = TABLE.take(rows)
    columns = dict(table.columns)
    for name, factor in factors.items():
        column = columns[f"{name}_count"]
        columns[f"{name}_count"] = ValueColumn((column.values * factor).astype(np.int64), column.valid)
    return GENERIC.score(replace(table, columns=columns, platform=platform))


def share_called(scores):
    return float(np.char.startswith(scores.verdict, "likely_").mean())


FEW_FOLLOWERS = listed(PEOPLE, followers=0.01, following=2.0)
"""People of a platform on which everybody has few followers."""


@pytest.mark.parametrize("platform", PLATFORMS)
def test_ordinary_people_of_any_platform_are_not_called(platform):
    """Of a list of ordinary made-up people at most 2 % are called, whatever the platform."""
    assert share_called(listed(PEOPLE, platform)) <= 0.02


def test_channels_without_what_they_follow_are_not_called():
    """YouTube shows no accounts followed: followers alone are not enough data, whatever is taken for enough."""
    channels = replace(
        read([{**SIMULATED.profiles[row], "following_count": None} for row in PEOPLE]), platform="youtube"
    )
    scores = GENERIC.score(channels)
    assert set(scores.verdict) == {"not_enough_data"}
    assert scores.withheld is None
    lenient = GENERIC.score(channels, policy=replace(GENERIC.policy, min_coverage=0.1))
    assert "not_enough_data" not in lenient.verdict
    assert share_called(lenient) == 0.0
    assert "(fields not observed)" in lenient.withheld


def test_what_is_not_shown_counts_as_unlike():
    """Where features with a quarter of the evidence were not observed, but enough for a verdict, nobody is called."""
    known = GENERIC.weights[list(GENERIC.features).index("posts_count")]
    heavy = replace(
        GENERIC,
        weights=np.where(np.array(GENERIC.features) == "posts_count", 0.3, 0.7 * GENERIC.weights / (1.0 - known)),
    )
    quiet = [{**SIMULATED.profiles[row], "posts_count": None} for row in PEOPLE]
    scores = heavy.score(replace(read(quiet), platform="mastodon"))
    assert "30 % of its evidence is unlike" in scores.withheld
    assert "(fields not observed)" in scores.withheld


@pytest.mark.parametrize("platform", [None, "x", "instagram"])
def test_what_was_learnt_on_is_never_withheld(platform):
    """Lists of a platform that the model knows, or of one that nothing tells, are judged whatever they show."""
    scores = listed(PEOPLE, platform, followers=0.01, following=2.0)
    assert not scores.is_foreign
    assert scores.withheld is None
    assert share_called(scores) > 0.05


def test_bought_followers_among_people_are_called():
    """Where a fifth of a list was bought and the rest looks like people that are known, some are called."""
    scores = listed(np.concatenate([PEOPLE, BOUGHT[:250]]))
    assert scores.withheld is None
    assert share_called(scores) > 0.04


def test_habits_of_a_platform_call_nobody():
    """Where more accounts look unlike genuine ones than in any known community, nobody is called, and it is said."""
    judged = listed(PEOPLE, None, followers=0.01, following=2.0)
    assert share_called(FEW_FOLLOWERS) == 0.0
    assert FEW_FOLLOWERS.withheld.startswith(
        "No account is called worse than uncertain: the model has learnt nothing of Mastodon, and "
    )
    assert "habits of the platform" in FEW_FOLLOWERS.withheld
    called = np.char.startswith(judged.verdict, "likely_")
    assert set(FEW_FOLLOWERS.verdict[called]) == {"uncertain"}
    np.testing.assert_array_equal(FEW_FOLLOWERS.verdict[~called], judged.verdict[~called])
    np.testing.assert_array_equal(FEW_FOLLOWERS.authenticity, judged.authenticity)


def test_drift_calls_nobody():
    """Where features with a quarter of the evidence are distributed as in no known community, nobody is called."""
    strange = listed(np.concatenate([PEOPLE, BOUGHT]), followers=3000.0, following=0.0)
    assert strange.drift_share >= 0.25
    assert f"{100 * strange.drift_share:.0f} % of its evidence is unlike" in strange.withheld
    assert ", ".join(strange.drift) in strange.withheld


@pytest.mark.parametrize(("n", "told"), [(1, "1 account cannot tell"), (99, "99 accounts cannot tell"), (100, None)])
def test_short_lists_call_nobody(n, told):
    """Fewer than 100 accounts cannot tell whether they look like what the model knows, so nobody of them is called."""
    worst = PEOPLE[np.argsort(listed(PEOPLE).authenticity)]
    scores = listed(np.concatenate([BOUGHT[:1], PEOPLE[: n - 1]]))
    assert scores.withheld is None if told is None else told in scores.withheld
    assert told is None or share_called(listed(worst[:n])) == 0.0


def test_a_model_without_reference_calls_nobody():
    """A model that kept nothing to compare with cannot tell that a list looks like what it knows."""
    table = replace(TABLE.take(PEOPLE), platform="mastodon")
    assert replace(GENERIC, shares=None).score(table).withheld is not None
    assert replace(GENERIC, card={"learnt_on": "x"}).score(table).withheld is not None


def test_nothing_is_said_where_nobody_could_be_called():
    """Accounts of which too little was observed have no verdict, and nothing is withheld of them."""
    scores = GENERIC.score(replace(read([{"username": "ada"}] * 3), platform="mastodon"))
    assert scores.withheld is None
    assert set(scores.verdict) == {"not_enough_data"}


def test_authenticity_and_verdict_agree():
    """In a list in which nobody is called, whoever is authentic has a higher authenticity than whoever is uncertain."""
    of = {name: FEW_FOLLOWERS.authenticity[FEW_FOLLOWERS.verdict == name] for name in ("authentic", "uncertain")}
    assert of["authentic"].min() >= of["uncertain"].max()


def test_every_view_says_why():
    """Text, notebook, summary, JSON and the note beside uncertain verdicts hold the sentence; others hold none."""
    why = FEW_FOLLOWERS.withheld
    assert repr(FEW_FOLLOWERS).count(why) == 1
    assert why in FEW_FOLLOWERS._repr_html_().replace("\xa0", " ")
    assert FEW_FOLLOWERS.summary()["withheld"] == why
    columns = FEW_FOLLOWERS.to_dict()
    assert [note == why for note in columns["verdict_note"]] == [of == "uncertain" for of in columns["verdict"]]
    judged = listed(PEOPLE)
    assert "verdict_note" not in judged.to_dict()
    assert judged.summary()["withheld"] is None


def test_one_account_of_the_list_says_why():
    """A row of the list, what it would be with other values, and its explanation hold to the same."""
    row = int(FEW_FOLLOWERS.authenticity.argmin())
    score = FEW_FOLLOWERS[row]
    worse = score.what_if(following_count=7000, followers_count=0, posts_count=0)
    assert (score.verdict, worse.verdict) == ("uncertain", "uncertain")
    assert str(score).endswith(FEW_FOLLOWERS.withheld)
    for explained in (score.explain(), worse.explain()):
        assert explained.to_dict()["withheld"] == FEW_FOLLOWERS.withheld
        assert " ".join(repr(explained).split()).endswith(FEW_FOLLOWERS.withheld)


def test_several_platforms_are_told():
    """The first line names every platform that the model was learnt on, and explanations do."""
    assert repr(listed(PEOPLE)).splitlines()[0].endswith("(learnt on X and Instagram) for mastodon profiles")
    assert FEW_FOLLOWERS.model_platform == "x and instagram"
    assert "Genuine accounts are those of X and Instagram that" in " ".join(repr(listed(PEOPLE)[0].explain()).split())


def test_a_hostile_platform_steers_no_terminal():
    """The name of a platform comes from the rows: the sentence cuts it short and makes it printable."""
    withheld = listed(PEOPLE[:3], "\x1b[2J" + "m" * 500).withheld
    assert withheld.isprintable()
    assert len(withheld) < 250
