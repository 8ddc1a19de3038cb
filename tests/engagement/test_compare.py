"""Two lists of one audience: who came, left and stayed, and never a cut list taken for people who left."""

import json
from datetime import UTC, datetime

import numpy as np
import pytest

import fakefollow as ff

LISTS = ff.simulate_snapshots(
    2000, purchases=[ff.Purchase(0.15, at=0.4)], wave_share=0.7, renamed_share=0.02, days_between=60, random_state=3
)


@pytest.fixture(scope="module")
def change():
    return ff.compare_audiences(LISTS.before, LISTS.after)


def counted(change):
    return {name: figure.estimate for name, figure in change.accounts.items()}


def test_who_came_left_and_stayed(change):
    """By ids each account is told right, renamed ones among them."""
    assert (change.status_before == "left").tolist() == LISTS.left.tolist()
    came = LISTS.followed_after >= LISTS.before_at.timestamp()
    assert (change.status_after == "came").tolist() == came.tolist()
    assert change.matched_by == "id"
    renamed = sum(row["username"].endswith("_new") for row in LISTS.after)
    assert change.to_dict()["changed"]["renamed"] == renamed > 0


def test_genuine_shares_hold_the_truth(change):
    """The intervals of the genuine share of each group hold the true share."""
    came, left = change.status_after == "came", change.status_before == "left"
    for group, kinds in (
        ("came", LISTS.kind_after[came]),
        ("left", LISTS.kind_before[left]),
        ("stayed", LISTS.kind_after[~came]),
    ):
        share = change.genuine[group]
        assert share.low <= (kinds == "genuine").mean() <= share.high
    net = change.net_genuine
    truth = (LISTS.kind_after[came] == "genuine").sum() - (LISTS.kind_before[left] == "genuine").sum()
    assert net.low <= truth <= net.high


def test_a_wave_of_leaving_is_found_with_its_members(change):
    """Accounts of a purchase that the platform removed are one wave: nearly all of them, and hardly others."""
    wave = change.waves[0]
    rows = list(wave.rows)
    assert LISTS.wave[rows].sum() > 0.9 * LISTS.wave.sum()
    assert LISTS.wave[rows].mean() > 0.9
    assert wave.genuine.high < 0.3
    assert wave.p_adjusted < 0.01


def test_without_a_wave_none_is_told():
    """Leaving that is more usual among newcomers is no wave; the report says so."""
    lists = ff.simulate_snapshots(3000, leaving_share=0.05, newcomers_leave=5.0, profiles=False, random_state=8)
    names = [[row["id"] for row in side] for side in (lists.before, lists.after)]
    change = ff.compare_audiences(*names)
    assert change.waves == ()
    assert "None: those who left are spread" in str(change)


def test_follow_times_are_narrowed(change):
    """Who came followed between the dates, who stayed before the first; nearly all true times lie within."""
    low, estimate, high = change.followed
    came = change.status_after == "came"
    assert low[came].min() >= LISTS.before_at.timestamp()
    assert high[came].max() <= LISTS.after_at.timestamp()
    assert high[~came].max() <= LISTS.before_at.timestamp()
    held = (low <= LISTS.followed_after) & (LISTS.followed_after <= high)
    assert held.mean() > 0.9
    assert ((low <= estimate) & (estimate <= high)).all()


def test_a_list_cut_at_its_old_end_is_not_leaving():
    """Of a later list that stops early only the common part is told, whether totals are known or not."""
    half = LISTS.after[: len(LISTS.after) // 2]
    oldest = {row["id"] for row in half}
    common = next(row for row in range(len(LISTS.before) - 1, -1, -1) if LISTS.before[row]["id"] in oldest)
    for totals in ({}, {"before_total": len(LISTS.before), "after_total": len(LISTS.after)}):
        change = ff.compare_audiences(
            [row["id"] for row in LISTS.before], [row["id"] for row in half], before_at="2023-11-02", **totals
        )
        assert counted(change)["left"] == LISTS.left[: common + 1].sum()
        assert change.to_dict()["n_not_known"]["before"] == len(LISTS.before) - common - 1
        assert "seems cut there" in str(change)
    earlier = ff.compare_audiences([row["id"] for row in LISTS.before[:500]], [row["id"] for row in LISTS.after])
    assert counted(earlier)["came"] == (LISTS.followed_after >= LISTS.before_at.timestamp()).sum()


def test_a_sample_is_not_leaving():
    """Of a later list that a total says is a sample numbers are estimated, and nobody is said to have left."""
    kept = np.random.default_rng(0).random(len(LISTS.after)) < 0.4
    sample = [row["id"] for row, keep in zip(LISTS.after, kept, strict=True) if keep]
    change = ff.compare_audiences(
        [row["id"] for row in LISTS.before], sample, before_total=len(LISTS.before), after_total=len(LISTS.after)
    )
    assert "left" not in change.status_before
    assert change.waves == ()
    for name, truth in (("left", LISTS.left.sum()), ("stayed", (~LISTS.left).sum())):
        assert change.accounts[name].low <= truth <= change.accounts[name].high
    assert "need not have left" in " ".join(str(change).split())


def test_a_whole_list_may_lose_its_oldest():
    """Where the total says that the later list is whole, oldest accounts that are missing did leave."""
    names = [f"user{row}" for row in range(400)]
    change = ff.compare_audiences(names, names[:350], after_total=350)
    assert counted(change) == {"came": 0, "left": 50, "stayed": 350}
    assert counted(ff.compare_audiences(names, names[:350]))["left"] == 0


def test_names_ids_sets_and_reports_are_taken(change):
    """Usernames match in any case and with @, ids as numbers do; audits are used as they are."""
    assert counted(ff.compare_audiences(["@Ada", "bob"], {"ada", "cy"})) == {"came": 1, "left": 1, "stayed": 1}
    assert counted(ff.compare_audiences(iter(["ada", "bob"]), ["ada"])) == {"came": 0, "left": 1, "stayed": 1}
    assert counted(ff.compare_audiences([10, 11, 12], ["12", "13"])) == {"came": 1, "left": 2, "stayed": 1}
    lists = LISTS.before[:300], LISTS.after[:300]
    assert counted(ff.compare_audiences(*map(ff.audit, lists))) == counted(ff.compare_audiences(*lists))
    assert "username alone" in " ".join(str(ff.compare_audiences(["a"], ["b"])).split())


def test_a_name_taken_over_is_another_account():
    """Rows of different ids are two accounts, whatever their usernames are; one without an id goes by its name."""
    before = [{"id": "1", "username": "ada"}, {"id": "2", "username": "bob"}, {"id": "3", "username": "cy"}]
    after = [{"id": "9", "username": "ada"}, {"id": "2", "username": "bobby"}, {"username": "CY"}]
    change = ff.compare_audiences(before, after)
    assert change.status_after.tolist() == ["came", "stayed", "stayed"]
    assert change.matched_by == "id and username"
    assert change.to_dict()["changed"]["renamed"] == 1


def test_profiles_that_changed_are_counted():
    """A bio that was emptied, a picture removed and posts deleted are told of who stayed."""
    seen = datetime(2024, 1, 1, tzinfo=UTC)
    row = {"created_at": seen.replace(year=2015), "default_profile_image": False, "posts_count": 90}
    before = [{"id": str(n), "username": f"u{n}", "description": "hello", **row} for n in range(20)]
    after = [dict(account) for account in before]
    after[0]["description"], after[1]["default_profile_image"], after[2]["posts_count"] = "", True, 3
    for month, rows in ((1, before), (2, after)):
        for account in rows:
            account["observed_at"] = seen.replace(month=month)
    changed = ff.compare_audiences(before, after, order="unordered").to_dict()["changed"]
    told = {what: n for what, n in changed.items() if n}
    assert told == {"another bio": 1, "bio emptied": 1, "picture removed": 1, "posts removed": 1}


def test_views_hold_the_same(change, tmp_path):
    """Text of 80 columns, page, JSON and frame say the same; hostile names are harmless in all."""
    text = repr(change)
    assert max(map(len, text.splitlines())) <= 80
    assert json.loads(change.to_json(tmp_path / "change.json")) == change.to_dict()
    assert "&lt;i&gt;" in change.to_html(tmp_path / "change.html", title="<i>")
    frame = change.to_frame("pandas")
    assert len(frame) == len(LISTS.after) + LISTS.left.sum()
    assert (frame["status"] == "left").sum() == LISTS.left.sum()
    assert (frame["wave"] == 0).sum() == len(change.waves[0].rows)
    assert (frame["changed"] == "renamed").sum() == change.to_dict()["changed"]["renamed"]


def test_lists_without_an_account_in_common_are_doubted():
    """Lists of two accounts, or of ids and of usernames, are more likely than that everybody left and others came."""
    told = "No account is in both lists"
    assert any(told in notice for notice in ff.compare_audiences(["ada"], ["bob"]).notices)
    assert not any(told in notice for notice in ff.compare_audiences(["ada"], ["ada", "bob"]).notices)


def test_what_cannot_be_is_refused():
    """A later list before the earlier one, and a total below the rows given, are errors that say so."""
    with pytest.raises(
        ValueError, match=r"earlier list first, got 2024-02-01 00:00 and 2024-01-01 00:00 UTC: pass when each list"
    ):
        ff.compare_audiences(["a"], ["a"], before_at="2024-02-01", after_at="2024-01-01")
    with pytest.raises(ValueError, match="after_total: expected at least the 2 accounts"):
        ff.compare_audiences(["a"], ["a", "b"], after_total=1)


def test_empty_lists_and_nothing_in_common():
    """Lists with no account in common are all come and all left, and no share is made up."""
    change = ff.compare_audiences(["a", "b"], ["c"])
    assert counted(change) == {"came": 1, "left": 2, "stayed": 0}
    assert change.genuine == {"came": None, "left": None, "stayed": None}
    assert change.net_genuine is None


@pytest.mark.parametrize(("before", "kind"), [("ada\nbob\n@cyd_99\n", "username"), ("11\n12\n13\n", "id")])
def test_a_text_of_one_name_a_line_is_a_list(tmp_path, before, kind):
    """Names or ids alone suffice: a text without a heading, a CSV with one and a list say the same."""
    names = [line.lstrip("@") for line in before.split()]
    (tmp_path / "before.txt").write_text(before)
    (tmp_path / "after.csv").write_text("\n".join([kind, *names[1:], "999"]))
    read_from_files = ff.compare_audiences(tmp_path / "before.txt", tmp_path / "after.csv")
    assert str(read_from_files) == str(ff.compare_audiences(names, [*names[1:], "999"]))
    assert "1 came, 1 left and 2 stayed" in str(read_from_files)


@pytest.mark.parametrize("after", [["ada", "bob"], [{"username": "ada", "followers_count": 3}]])
def test_ids_and_usernames_cannot_be_compared(after):
    """Lists that name accounts in different ways are an error, not an audience that left and another that came."""
    with pytest.raises(ff.ProfileError, match="pass ids in both, or usernames in both"):
        ff.compare_audiences(["1", "2"], after)


def test_totals_are_checked_under_their_names():
    """A total that is none, or less than the list, is told by the name under which it was passed."""
    profiles = ff.simulate_audience(50, random_state=1).profiles
    with pytest.raises(ValueError, match="before_total: expected at least the 50 accounts given, got 5"):
        ff.compare_audiences(profiles, profiles, before_total=5)
    with pytest.raises(ff.FakefollowError, match="after_total: expected how many followers"):
        ff.compare_audiences(["ada"], ["bob"], after_total="1M")


def test_a_share_that_is_not_known_is_not_told():
    """The sentence on who came leaves out a share of which nothing is known."""
    shown = [{"did": f"did:plc:{n:024d}", "handle": f"b{n}.bsky.social", "displayName": "B"} for n in range(40)]
    with pytest.warns(ff.FakefollowWarning):
        change = ff.compare_audiences(shown[3:], shown[:20] + shown[22:])
    assert change.finding == "3 came, 2 left and 35 stayed."


def test_no_net_change_has_no_sign_of_less():
    """A net change that rounds to none is +0, not -0."""
    lists = ff.simulate_snapshots(1_000, purchases=[ff.Purchase(0.2)], wave_share=0.5, random_state=1)
    change = ff.compare_audiences(lists.before, lists.after)
    assert -0.5 < change.net_genuine.estimate < 0.0
    assert "genuine followers: +0 (-9 to +7)." in repr(change)
