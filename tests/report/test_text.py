"""Results as text: an audit in 80 columns where all that counts is said and nobody accused, and scores in rows."""

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from page_parser import with_texts

from fakefollow import load_detector, read
from fakefollow.report import audience_text, display_width, least_authentic_text
from fakefollow.simulate import simulate_accounts

MODEL = load_detector("x")
PROFILES = simulate_accounts(14, 8, 4, random_state=12).profiles
SCORES = MODEL.score(read(PROFILES))
HOSTILE = "<script>alert(1)</script>\"'>\u202eevil\x00\x1b[2J\n" + "愛" * 200 + "x" * 500
UNKNOWN_TIMES = {"basis": "unknown", "first": None, "last": None, "median_error_hours": None, "level": 0.95}
UNKNOWN = {"estimate": None, "low": None, "high": None}


def words_of(text):
    """Return a text without its line breaks and margins."""
    return " ".join(text.split())


def test_finding_comes_first(make_summary):
    """Below the title stands the finding."""
    lines = audience_text(make_summary()).splitlines()
    assert lines[:3] == ["Audience audit of 29,000 followers", "", "About 71% of these followers look genuine."]


def test_shares_have_intervals_and_accounts(make_summary):
    """Each kind has its share, the interval and accounts; counting flags stands beneath."""
    text = words_of(audience_text(make_summary()))
    assert "genuine 71 % (68 to 74 %) 20,600 (19,700 to 21,500)" in text
    assert "purchased 25 % (22 to 28 %) 7,200 (6,400 to 8,100)" in text
    assert "this audit 29 % (26 to 32 %)" in text
    assert "counting flags 28 % what others say: errors left in" in text


def test_without_total_no_accounts(make_summary):
    """Where the whole number of followers is not known, shares are not turned into accounts."""
    known, unknown = make_summary(quality=[]), make_summary(quality=[], total_followers=None)
    assert "20,600" in audience_text(known)
    assert "20,600" not in audience_text(unknown)
    assert "genuine 71 % (68 to 74 %) purchased" in words_of(audience_text(unknown))


def test_bad_fit_is_told(make_summary):
    """The sentence on the fit is printed where the fit is not good, and only there."""
    fit = {"good": False, "statistic": 31.0, "limit": 9.5, "sentence": "Neither reference fits."}
    assert "  bot" in audience_text(make_summary())
    assert "! Neither reference fits." in audience_text(make_summary(fit=fit)).splitlines()
    assert "The scores fit." not in audience_text(make_summary())


def test_quality_rows(make_summary):
    """Every row of quality has its number and its note."""
    text = words_of(audience_text(make_summary()))
    assert "genuine followers 20,600 (19,700 to 21,500)" in text
    assert "inactive among them 10,300 (9,400 to 11,200) inactive is not fake" in text


def test_events_are_told(make_summary):
    """An event has ranks, size, excess, dates and signs; what was bought outside is told."""
    text = words_of(audience_text(make_summary()))
    assert "1. ranks 12,000 to 14,899: 2,900 accounts" in text
    assert "2,610 (2,460 to 2,810) more than expected there (adjusted p < 0.001)" in text
    assert "followed 2015-05-23 to 2016-04-09; mostly created 2015-05-03 to 2015-05-11" in text
    assert "- 91 % of these accounts were created within eight days; 3 % are usual here." in text
    assert "outside these runs: 5 % (2 to 8 %) of all followers" in text


def test_ten_events_then_how_many_more(make_summary):
    """Of 40 events the ten strongest are printed and 30 more are counted."""
    summary = make_summary(n=400_000, places=[(9_000 * i, 2_000) for i in range(40)], drawn=False)
    lines = audience_text(summary).splitlines()
    assert sum(": 2,000 accounts" in line for line in lines) == 10
    assert "  and 30 more" in lines


def test_five_cohorts_then_how_many_more(make_summary):
    """Of nine cohorts five are printed and four more are counted."""
    cohort = {"size": 12, "rule": "bio", "template": "Alike", "examples": ["a", None, "b"]}
    lines = audience_text(make_summary(places=(), cohorts=[cohort] * 9)).splitlines()
    assert lines.count("  - 12 accounts, nearly the same bio: Alike") == 5
    assert lines.count("    such as a, b") == 5
    assert "  and 4 more" in lines


def test_why_nobody_is_called_stands_below_the_verdicts(make_summary):
    """The sentence is told once, below the verdicts, made harmless; where somebody may be called there is none."""
    text = audience_text(make_summary(withheld="No account is called\x1b[2J here.", drawn=False))
    assert text.count("No account is called") == 1
    below = text.split("Verdicts on single accounts")[1]
    assert below.index("No account is called") < below.index("Strongest reasons")
    assert "\x1b" not in text
    assert "None" not in audience_text(make_summary(drawn=False)).split("Verdicts on single accounts")[1][:300]


def test_verdicts_and_strongest_reasons_are_told(make_summary):
    """Verdicts are counted in both ways; of six reasons the five strongest are told, each with how many it concerns."""
    lines = audience_text(make_summary()).splitlines()
    assert "  likely purchased             2,610          6,380" in lines
    assert "  - 5,800 accounts, purchased: follows 1,204 accounts and is followed by 3" in lines
    assert "  - 1,705 accounts, purchased: has no bio" in lines
    assert not any("six of ten characters" in line for line in lines)
    assert "Strongest reasons" not in audience_text(make_summary(reasons=[]))
    one = [{**make_summary()["reasons"][0], "n_accounts": 1}]
    assert "  - 1 account, purchased: follows 1,204" in audience_text(make_summary(reasons=one))


def test_no_events_says_why(make_summary):
    """No event is one thing where the order is known, another where it is not."""
    clean = words_of(audience_text(make_summary(places=())))
    unordered = make_summary(places=(), order="unordered", follow_times=UNKNOWN_TIMES, drawn=False)
    assert "None found. Followers bought a few at a time can go unseen here" in clean
    assert "Not looked for: the order in which these accounts followed is not known." in words_of(
        audience_text(unordered)
    )
    undated = words_of(audience_text(make_summary(places=(), follow_times=UNKNOWN_TIMES, looked_for_purchases=False)))
    assert "Not looked for: the followers, or their creation dates, are too few" in undated
    assert "Not known: they need the follow order and creation dates." in undated


def test_what_is_not_known_is_not_zero(make_summary):
    """A figure without a value is called not known, never 0."""
    quality = [{"name": "active", "label": "active", "note": "", **UNKNOWN}]
    nothing = {"drip": None, "flagged_share": None, "observed_at": None}
    summary = make_summary(shares={"genuine": UNKNOWN}, quality=quality, **nothing)
    text = words_of(audience_text(summary))
    for row in ("genuine not known", "active not known", "counting flags not known"):
        assert row in text
    assert "observed: not known" in text
    assert "outside these runs" not in text
    assert "can go unseen here." in words_of(audience_text(make_summary(places=(), shares={"genuine": UNKNOWN})))


def test_owner_is_not_accused(make_summary):
    """The text says that anybody can buy followers for someone else, and that it speaks of accounts."""
    text = words_of(audience_text(make_summary()))
    assert "anybody can buy followers for an account of someone else" in text
    assert "not of persons" in text
    assert not any(word in text.lower() for word in ("fraud", "fake account", "cheat", "guilt"))


@pytest.mark.parametrize("n", [1, 5, 300, 29_000, 10**12])
def test_lines_fit(make_summary, n):
    """No line is wider than 80 columns, from one follower to a million million."""
    summary = make_summary(n=n, places=[(10**11, 10**10)] if n > 10**11 else (), drawn=False)
    assert max(map(display_width, audience_text(summary).splitlines())) <= 80


def test_hostile_texts_fit_and_are_harmless(make_summary):
    """Long, wide and controlling texts are cut, wrapped and made printable."""
    text = audience_text(with_texts(make_summary(), HOSTILE))
    assert max(map(display_width, text.splitlines())) <= 80
    assert all(line.isprintable() for line in text.splitlines())
    assert "?evil??[2J" in text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(text=st.text(max_size=300))
def test_any_text_fits(make_summary, text):
    """Whatever stands in names, templates and notes, lines are printable and at most 80 columns wide."""
    lines = audience_text(with_texts(make_summary(drawn=False), text)).splitlines()
    assert all(line.isprintable() and display_width(line) <= 80 for line in lines)


def named(name):
    return MODEL.score(read([{"username": name, "followers_count": 3}]))


def test_least_authentic_come_first():
    """The table for the terminal shows the rows of lowest authenticity, lowest first, a reason under each."""
    lines = least_authentic_text(SCORES.least_authentic(5)).splitlines()
    shown = [int(line.split()[0]) for line in lines[1::2]]
    assert shown == SCORES.authenticity.argsort(kind="stable")[:5].tolist()
    assert PROFILES[shown[0]]["username"] in lines[1]
    assert lines[2].strip() in {reason.text for reason in SCORES[shown[0]].reasons}


def test_reason_shown_is_for_the_verdict():
    """Under an account that is called likely something stands the strongest reason for exactly that."""
    lines = least_authentic_text(SCORES.least_authentic(len(SCORES))).splitlines()
    pairs = [(top.split()[-1], reason) for top, reason in zip(lines[1::2], lines[2::2], strict=True)]
    called = [(verdict, reason) for verdict, reason in pairs if verdict.startswith("likely_")]
    assert called
    assert all(f"speaks for {verdict.removeprefix('likely_')} (+" in reason for verdict, reason in called)


@pytest.mark.parametrize(
    "name", ["a\x1b[2Jb", "a\u202eb", "a\rb", "a\x00b", "a\u200fb", "a\x9bb", "a\u2066b"], ids=ascii
)
def test_terminal_is_not_steered_by_a_name(name):
    """Control and direction characters in a username are replaced before they reach a terminal."""
    text = least_authentic_text(named(name).least_authentic(1))
    assert all(character.isprintable() for line in text.split("\n") for character in line)


def test_account_of_which_nothing_is_known():
    """A row without a name and without reasons still has a line."""
    scores = MODEL.score(read([{"username": None, "name": None}]))
    assert least_authentic_text(scores.least_authentic(3)).splitlines()[2].endswith("nothing was observed")
