"""Side by side: differences that are real, ranks where nothing else is possible, and nothing across platforms."""

import json
import re
import warnings

import pytest

import fakefollow as ff
from fakefollow.cli import main

HONEST = ff.audit(ff.simulate_audience(800, random_state=1).profiles)
BOUGHT = ff.audit(ff.simulate_audience(800, purchases=[ff.Purchase(0.4)], random_state=2).profiles)
PART = ff.audit(ff.simulate_audience(500, random_state=3).profiles, total_followers=6000)
THREE = ff.compare([HONEST, BOUGHT, PART], names=["ada", "bob", "cy"])


def interval(estimate, low, high):
    return {"estimate": estimate, "low": low, "high": high}


def audited(share, low, high, n=1000, platform="x", held=0.95):
    """Return what of an audit's to_dict a comparison needs."""
    figures = [share, low, high]
    quality = [{"name": "followers", **interval(n, n, n)}, {"name": "genuine", **interval(*(n * f for f in figures))}]
    facts = {"n_followers": n, "n_weighed": n, "observed_at": None, "held": held, "level": 0.95}
    return {"shares": {"genuine": interval(*figures)}, "quality": quality, "platform": platform, "model": "m", **facts}


def reacted(per_thousand, low, high, posts=30, days=60):
    """Return what of an influence report's to_dict a comparison needs."""
    last = f"2024-0{1 + days // 30}-01T00:00:00+00:00"
    return {
        "followers": interval(500, 500, 500),
        "per_thousand": interval(per_thousand, low, high),
        "genuine_reactors": interval(90, 80, 100),
        "reach": {"all": {"audiences": interval(9e4, 8e4, 1e5)}},
        "posts": {"n": posts, "first": "2024-01-01T00:00:00+00:00", "last": last},
        "platform": "x",
        "model": "m",
        "level": 0.95,
    }


def real(comparison, figure):
    return [
        (row["higher"], row["lower"]) for row in comparison.differences if row["is_real"] and row["figure"] == figure
    ]


def test_bought_followers_make_a_real_difference():
    """The share of the account that bought is below the others, with an interval; honest ones share their ranks."""
    assert sorted(real(THREE, "genuine_share")) == [("ada", "bob"), ("cy", "bob")]
    ranks = {row["name"]: row["ranks"]["genuine_share"] for row in THREE.accounts}
    assert ranks == {"ada": [1, 2], "bob": [3, 3], "cy": [1, 2]}
    for row in THREE.differences:
        assert row["is_real"] == (row["difference"]["low"] > 0.0)
    assert "above bob by" in THREE.finding


def test_differences_are_as_wide_as_intervals_held():
    """An interval that holds 68 % makes a difference less sure than one of the same width that holds 95 %."""
    for held, sure in ((0.95, True), (0.68, False)):
        pair = [audited(0.9, 0.87, 0.93, held=held), audited(0.82, 0.79, 0.85, held=held)]
        assert bool(real(ff.compare(pair), "genuine_share")) is sure


def test_many_accounts_need_larger_differences():
    """What is real between two accounts is not where ten like them are looked at as well (Holm)."""
    one, other = audited(0.9, 0.88, 0.92), audited(0.86, 0.84, 0.88)
    assert real(ff.compare([one, other]), "genuine_share")
    assert not real(ff.compare([one, other, *[audited(0.88, 0.86, 0.9)] * 8]), "genuine_share")


def test_nothing_is_ranked_across_platforms():
    """Accounts of two platforms stand beside each other with a warning; no difference and no rank is told."""
    with pytest.warns(ff.PlatformWarning, match="do not compare across them"):
        two = ff.compare([audited(0.9, 0.88, 0.92), audited(0.3, 0.28, 0.32, platform="instagram")])
    assert not two.differences
    assert [row["ranks"]["genuine_share"] for row in two.accounts] == [None, None]
    assert "Nothing of these accounts compares" in two.finding
    assert "do not compare across them" in two.notices[0]


def test_audit_and_influence_of_one_account_are_one_row():
    """A name given twice is one account; who reacts is compared over windows alike, and told of others."""
    reports = [audited(0.9, 0.88, 0.92), reacted(200, 180, 220), reacted(100, 90, 110)]
    two = ff.compare(reports, names=["ada", "ada", "bob"])
    assert [row["name"] for row in two.accounts] == ["ada", "bob"]
    assert [row["followers"] for row in two.accounts] == [1000.0, 500.0]
    assert real(two, "per_thousand") == [("ada", "bob")]
    assert two.finding == "Reacted of 1,000 genuine: ada is above bob by 100 (78 to 122)."
    short = ff.compare([reacted(200, 180, 220), reacted(100, 90, 110, posts=10)])
    assert not short.differences
    assert "different numbers of posts" in short.notices[0]


def test_reports_of_made_up_accounts_compare():
    """Where four times as many react, and the rest is alike, influence differs and quality does not."""
    reports, names = [], []
    for name, share in (("ada", 0.06), ("bob", 0.015)):
        made = ff.simulate_interactions(20, 300, reacting_share=share, random_state=len(reports))
        report = ff.audit(made.followers)
        reports += [report, ff.influence(report, made.interactions, made.posts)]
        names += [name, name]
    two = ff.compare(reports, names)
    assert real(two, "per_thousand") == [("ada", "bob")]
    assert not real(two, "genuine_share")
    assert all(row["reached"] and row["genuine_reactors"] for row in two.accounts)


def test_followers_in_common_are_counted_by_id():
    """Whole lists are counted, samples scaled up with an interval; from plain data nothing is known."""
    people = ff.simulate_audience(240, random_state=5).profiles
    first, second = ff.audit(people[:160]), ff.audit(people[100:])
    (row,) = ff.compare([first, second]).overlaps
    assert row["both"] == interval(60.0, 60.0, 60.0)
    assert row["basis"] == "counted, by id"
    (row,) = ff.compare([first, ff.audit(people[100:], total_followers=280)]).overlaps
    assert row["both"]["low"] < row["both"]["estimate"] == 120.0 < row["both"]["high"]
    assert row["basis"] == "if drawn at random, by id"
    (row,) = ff.compare([first.to_dict(), second]).overlaps
    assert row["both"] is None


def test_followers_in_common_by_the_same_sample():
    """States that kept one in two by a hash of the id tell what whole lists share, within their interval."""
    people = ff.simulate_audience(600, random_state=6).profiles
    parts = [people[:400], people[200:]]
    halves = [ff.AuditState(one_in=2).update(part).finalize() for part in parts]
    (row,) = ff.compare(halves).overlaps
    assert row["basis"] == "by the same sample of both, by id"
    assert row["both"]["low"] <= 200 <= row["both"]["high"]


def test_views(tmp_path):
    """Text has 80 columns, the frame one row an account, the page the names escaped, the picture a line each."""
    assert max(map(len, repr(THREE).splitlines())) <= 80
    frame = THREE.to_frame("pandas")
    assert frame["name"].tolist() == ["ada", "bob", "cy"]
    assert frame["genuine_share_rank_last"].tolist() == [2.0, 3.0, 2.0]
    hostile = ff.compare([HONEST, BOUGHT], names=["<b>x</b>", "bob"])
    page = hostile.to_html(tmp_path / "page.html")
    assert "<b>x</b>" not in page
    assert page.count("<circle") == 2
    assert json.loads(THREE.to_json()) == THREE.to_dict()
    assert [text.get_text() for text in THREE.plot().ax_.get_yticklabels()] == ["ada", "bob", "cy"]


def test_what_cannot_be_compared_is_said():
    """One account alone, two audits of one name, and what is no report are refused with the way out."""
    with pytest.raises(ValueError, match="at least two accounts"):
        ff.compare([HONEST])
    with pytest.raises(ValueError, match="give each account its own name"):
        ff.compare([HONEST, BOUGHT], names=["ada", "ada"])
    with pytest.raises(ValueError, match="expected audit or influence reports"):
        ff.compare([HONEST, {"followers": 3}])
    with pytest.raises(ValueError, match="expected what to_dict"):
        ff.compare([HONEST, {"shares": {}}])
    with pytest.raises(ValueError, match="a name for each of 2 reports"):
        ff.compare([HONEST, BOUGHT], names=["ada"])


def test_a_share_that_is_not_told_is_not_compared():
    """Where the model cannot tell, no difference is looked for and the table says so."""
    untold = {**audited(0.5, 0.0, 1.0), "shares": {"genuine": {"estimate": None, "low": 0.0, "high": 1.0}}}
    untold["quality"] = untold["quality"][:1]
    two = ff.compare([HONEST.to_dict() | {"platform": "x", "model": "m"}, untold])
    assert not two.differences
    assert "not known" in repr(two)


def test_the_command_reads_reports(tmp_path, capsys):
    """Reports as JSON are compared by the names of their files, or those given; a broken file is one line."""
    paths = [tmp_path / name for name in ("ada.json", "bob.json")]
    for path, report in zip(paths, (HONEST, BOUGHT), strict=True):
        report.to_json(path)
    page = tmp_path / "page.html"
    assert main(["compare", *map(str, paths), "--html", str(page)]) == 0
    assert "ada is above bob by" in " ".join(capsys.readouterr().out.split())
    assert page.is_file()
    assert main(["compare", *map(str, paths), "--names", "one", "two"]) == 0
    assert "one is above two by" in " ".join(capsys.readouterr().out.split())
    assert main(["compare", *map(str, paths), "--json", str(paths[0])]) == 1
    (tmp_path / "bad.json").write_text("{", "utf8")
    capsys.readouterr()
    assert main(["compare", str(paths[0]), str(tmp_path / "bad.json")]) == 1
    assert "expected JSON, as --json of audit" in capsys.readouterr().err


def test_equal_exact_figures_are_no_difference():
    """Two shares without any width compare without a division by nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        same = ff.compare([audited(1.0, 1.0, 1.0), audited(1.0, 1.0, 1.0)])
    assert not real(same, "genuine_share")


def test_names_have_room_beside_the_picture():
    """The longest name that is shown fits above its interval, in the larger letters of a phone."""
    reports = [ff.audit(ff.simulate_audience(200, random_state=seed).profiles) for seed in (1, 2)]
    page = ff.compare(reports, names=["n" * 60, "cy"]).to_html()
    x, name = re.search(r'<text x="([\d.]+)" y="[\d.]+">(n+)', page).groups()
    assert float(x) + 10.5 * len(name) < 690  # letters of 20 px are 10.5 px wide, in the mean
