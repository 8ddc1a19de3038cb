"""Leak baselines on random splits: high where something that must not count tells the kinds apart, else one half."""

from datetime import UTC, datetime, timedelta

import numpy as np

from fakefollow import read
from fakefollow.evaluation import LabelledAccounts, leak_figures, leaks
from fakefollow.profiles import COLUMNS

ID, TIME, FIELDS = "numeric id alone", "creation and observation time", "which fields are known"
START = datetime(2015, 1, 1, tzinfo=UTC)


def accounts_of(profile_of, n=160):
    """Return accounts, half of them bots, each made from its place and whether it is a bot."""
    random = np.random.default_rng(5)
    bots = random.permutation(n) < n // 2
    profiles = [profile_of(row, bool(bot)) for row, bot in enumerate(bots)]
    return LabelledAccounts.of(read(profiles), np.where(bots, "bot", "genuine").tolist(), None)


def aucs(accounts):
    """Return leak -> AUC."""
    return {row["leak"]: row["auc"]["value"] for row in leak_figures(accounts)}


def test_ids_in_series_are_found():
    """Bots registered in a series of their own are told by the id alone."""
    found = aucs(accounts_of(lambda row, bot: {"id": str(row + 10**9 * (1 + bot)), "username": "ada"}))
    assert found[ID] > 0.99
    assert found[FIELDS] == 0.5


def test_dates_are_found():
    """Bots that were observed in a week of their own are told by dates alone."""

    def profile(row, bot):
        observed = START + timedelta(days=3000 + 30 * bot)
        return {"username": "ada", "created_at": START + timedelta(days=row % 40), "observed_at": observed}

    assert aucs(accounts_of(profile))[TIME] > 0.99


def test_missing_fields_are_found():
    """A field that only bots lack tells them; how much it says does not matter."""
    found = aucs(
        accounts_of(lambda row, bot: {"username": "ada", "url": None if bot else "https://a.example"})
    )
    assert found == {FIELDS: 1.0}


def test_what_was_not_observed_is_left_out():
    """Without ids and dates only the known fields are looked at; ids that are no numbers are no ids."""
    assert list(aucs(accounts_of(lambda row, bot: {"username": "ada"}))) == [FIELDS]
    assert list(aucs(accounts_of(lambda row, bot: {"id": f"did:{row}", "username": "ada"}))) == [FIELDS]


def test_innocent_ids_say_little():
    """Ids without any order among the kinds have an AUC near one half."""
    found = aucs(accounts_of(lambda row, bot: {"id": str(10**9 + row), "username": "ada"}, n=1200))
    assert 0.4 < found[ID] < 0.6


def test_too_few_accounts_have_no_auc():
    """Below 50 accounts of a class the sizes are given and the AUC is "too few"."""
    rows = leak_figures(accounts_of(lambda row, bot: {"id": str(row), "username": "ada"}, n=98))
    assert [row["auc"] for row in rows] == ["too few", "too few"]
    assert rows[0]["n_genuine"] == rows[0]["n_not_genuine"] == 49


def test_large_sets_are_drawn_from(monkeypatch):
    """At most half the cap of each class is looked at, drawn by the seed."""
    monkeypatch.setattr(leaks, "MAX_ROWS", 120)
    accounts = accounts_of(lambda row, bot: {"id": str(row), "username": "ada"}, n=400)
    row = leak_figures(accounts)[0]
    assert (row["n_not_genuine"], row["n_genuine"]) == (60, 60)
    assert leak_figures(accounts) == leak_figures(accounts)
    assert leak_figures(accounts, seed=1) != leak_figures(accounts)


def test_every_figure_has_its_interval():
    """The AUC lies within its interval."""
    for row in leak_figures(accounts_of(lambda row, bot: {"id": str(row * (1 + bot)), "username": "ada"})):
        assert row["auc"]["low"] <= row["auc"]["value"] <= row["auc"]["high"]


def test_leaks_see_their_input_and_nothing_else(make_table):
    """Id, dates in days, and the mask of known fields are the only columns."""
    table = make_table(
        [
            {"id": "12", "created_at": datetime(1970, 1, 3, 12, tzinfo=UTC), "observed_at": None},
            {"id": "did:plc:x", "created_at": None, "observed_at": datetime(1970, 1, 2, tzinfo=UTC)},
            {"id": None, "created_at": None, "observed_at": None},
        ]
    )
    np.testing.assert_array_equal(leaks.ids(table), [[12.0], [np.nan], [np.nan]])
    np.testing.assert_array_equal(leaks.dates(table), [[2.5, np.nan], [np.nan, 1.0], [np.nan, np.nan]])
    mask = leaks.known_fields(table)
    assert mask.shape == (3, len(COLUMNS))
    expected = {"id": [1.0, 1.0, 0.0], "created_at": [1.0, 0.0, 0.0], "observed_at": [0.0, 1.0, 0.0]}
    for place, name in enumerate(COLUMNS):
        assert mask[:, place].tolist() == expected.get(name, [0.0] * 3)


def test_an_id_too_long_for_a_float_is_not_observed(make_table):
    """A decimal id beyond the floats does not become infinite."""
    assert np.isnan(leaks.ids(make_table([{"id": "9" * 400}]))).all()
