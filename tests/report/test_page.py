"""An audit as HTML: one page that loads nothing, escapes everything and says how to read it."""

import re

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from page_parser import Page, is_rounding, numbers_of, shape, texts_in, with_texts

from fakefollow.report import audience_fragment, audience_html, audience_text

HOSTILE = '</style><script>alert(1)</script><img src=x onerror="y">\'\u202e\x00&amp;' + "x" * 5000
UNKNOWN = {"estimate": None, "low": None, "high": None}
NO_TIMES = {"basis": "unknown", "first": None, "last": None, "median_error_hours": None, "level": 0.95}
SECTIONS = ["shares", "quality", "map", "growth", "scores", "purchases", "cohorts", "reasons", "sample", "method"]
OWN_NUMBERS = {"0.5", "9", "15", "2017", "0", "100", "300", "0.7", "2.3"}
"""Numbers in the page's own words: a published figure, the first rank, how many labels help, a nat, a half."""


def test_page_says_what_the_text_says(make_summary):
    """Finding, shares, quality, events, cohorts, limits and the warning about owners are all on the page."""
    text = Page(audience_html(make_summary())).text
    for part in (
        "About 71% of these followers look genuine.",
        "genuine 71 % (68 to 74 %) 20,600 (19,700 to 21,500)",
        "inactive among them 10,300 (9,400 to 11,200) inactive is not fake",
        "Ranks 12,000 to 14,899: 2,900 accounts 2,610 (2,460 to 2,810) more than expected there (adjusted p < 0.001)",
        "outside these runs: 5 % (2 to 8 %)",
        "412 accounts, usernames of one pattern : Aaaa99999999 such as Anna10482210, Carl92210482",
        "The model has seen accounts of 2009 to 2017 only.",
        "anybody can buy followers for an account of someone else",
    ):
        assert part.replace(" : ", ": ") in text.replace(" : ", ": ")


def test_nothing_is_loaded_and_nothing_runs(make_summary):
    """No script, frame or address; links lead to its own sections; images are inline; the rest is forbidden."""
    html = audience_html(make_summary())
    page = Page(html)
    assert {"script", "link", "iframe", "object", "base", "form"} & {tag for tag, _ in page.tags} == set()
    assert [one["href"] for one in page.all("a")] == [f"#{name}" for name in SECTIONS]
    assert [one["id"] for one in page.all("section")] == SECTIONS
    assert not re.search(r"https?:|//www|url\(|@import| on\w+=", html)
    assert [one["href"].partition(",")[0] for one in page.all("image")] == ["data:image/png;base64"] * 2
    policy = next(one["content"] for one in page.all("meta") if "http-equiv" in one)
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


@pytest.mark.parametrize("view", [audience_html, audience_fragment])
def test_hostile_texts_are_escaped(make_summary, view):
    """Hostile names, bios and templates change no element of the page, and control characters are gone."""
    html = view(with_texts(make_summary(), HOSTILE))
    assert "<script" not in html
    assert "onerror=&quot;y" in html
    assert not {"\u202e", "\x00"} & set(html)
    assert shape(Page(html)) == shape(Page(view(with_texts(make_summary(), "calm"))))
    assert "&amp;amp;" in html  # escaped once: an entity in a bio is shown as it was written
    assert "&amp;lt;" not in html


@pytest.fixture(scope="module")
def calm_views(make_summary):
    """Return a small summary, and page and notebook form of it in which all texts are calm."""
    small = make_summary(n=300, places=[(100, 50)], drawn=False)
    return small, *views(small, "calm")


def views(summary, text):
    changed = with_texts(summary, text)
    return Page(audience_html(changed, title=text)), Page(audience_fragment(changed))


@settings(deadline=None, max_examples=40)
@given(text=st.text(min_size=1, max_size=60).filter(str.strip))
def test_no_text_changes_the_page(calm_views, text):
    """Whatever the texts are, elements and attributes stay the same, and no address is made of them."""
    small, *calm = calm_views
    for view, calm_view in zip(views(small, text), calm, strict=True):
        assert shape(view) == shape(calm_view)
        assert [one.get("href") for _, one in view.tags] == [one.get("href") for _, one in calm_view.tags]
        assert all(piece.replace("\n", "").replace("\xa0", " ").isprintable() for piece in view.texts)


@pytest.mark.parametrize("n", [1, 5, 300, 29_000, 1_000_000])
def test_page_is_small(make_summary, n):
    """From one follower to a million with 40 events the page is smaller than 300 kB."""
    places = [(24_000 * i, 5_000) for i in range(40)] if n == 1_000_000 else ()
    html = audience_html(make_summary(n=n, places=places))
    assert len(html.encode()) < 300_000
    assert len(Page(html).all("svg")) == 6  # a bar a kind, map, growth and distribution


def test_dense_map_is_small(make_summary):
    """A map whose 20,000 cells all differ stays below 300 kB."""
    summary = make_summary()
    noise = (10 ** np.random.default_rng(0).uniform(0, 6, (200, 100))).astype(int)
    summary["timeline"]["followers"] = noise.tolist()
    assert 50_000 < len(audience_html(summary).encode()) < 300_000


def test_page_is_accessible(make_summary):
    """Language, captions, scopes of headers and names of pictures are there; bars are said in words beside."""
    page = Page(audience_html(make_summary()))
    assert page.all("html") == [{"lang": "en"}]
    assert len(page.all("caption")) == len(page.all("table")) == 12
    assert {one["scope"] for one in page.all("th")} == {"row", "col"}
    pictures = [one for one in page.all("svg") if one.get("aria-hidden") != "true"]
    assert [one["role"] for one in pictures] == ["img"] * 3
    assert "3 purchase events shaded" in pictures[0]["aria-label"]
    assert len(page.all("figcaption")) == len(page.all("figure")) == 4
    for head in ("What it shows", "How to read it", "What to do next"):
        assert page.text.count(head) == 4


def test_style_is_for_dark_narrow_and_paper(make_summary):
    """One page serves light and dark screens, phones and paper."""
    html = audience_html(make_summary())
    for rule in ("prefers-color-scheme: dark", "max-width: 44rem", "@media print"):
        assert rule in html
    assert 'name="viewport"' in html


def contrast(one, other):
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2)."""

    def luminance(colour):
        parts = np.array(list(bytes.fromhex(colour[1:]))) / 255
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        return linear @ [0.2126, 0.7152, 0.0722]

    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def test_contrast_suffices(make_summary):
    """Text has a contrast of 4.5 and bars of 3 with the page, in each of its three sets of colours."""
    sets = re.findall(r":root \{ ([^}]+) \}", audience_html(make_summary()))
    assert len(sets) == 3
    for colours in (dict(re.findall(r"--(\w+): (#\w{6})", one)) for one in sets):
        assert contrast(colours["text"], colours["page"]) >= 7
        assert contrast(colours["text"], colours["warn"]) >= 4.5
        assert contrast(colours["text"], colours["panel"]) >= 4.5
        assert all(contrast(colours["quiet"], colours[one]) >= 4.5 for one in ("page", "panel"))
        marks = ("genuine", "purchased", "bot", "accent")
        assert all(contrast(colours[mark], colours["page"]) >= 3 for mark in marks)


@pytest.mark.parametrize("page", ["on-light", "on-dark"])
def test_density_reads_in_grey(make_summary, page):
    """From few to many the colours of the density only get darker, or on dark pages only lighter."""
    shown = [one for one in Page(audience_html(make_summary())).all("rect") if one.get("class") == page]
    steps = [contrast(one["fill"], "#000000") for one in shown]
    assert len(steps) == 8
    assert steps == sorted(steps, reverse=page == "on-light")


def test_no_timeline_says_why(make_summary):
    """Without a timeline the page says why, for unordered samples and for unknown creation dates."""
    unordered = make_summary(order="unordered", places=(), drawn=False, follow_times=NO_TIMES)
    undated = make_summary(places=(), drawn=False, follow_times=NO_TIMES)
    assert (
        "No timeline: the order in which these accounts followed is not known." in Page(audience_html(unordered)).text
    )
    assert "Not looked for: the order" in Page(audience_html(unordered)).text
    assert "No timeline: too few of these accounts have a creation date." in Page(audience_html(undated)).text


def test_bad_fit_is_a_warning(make_summary):
    """A poor fit is told in a box above the shares; a good one in a line below them."""
    good = audience_html(make_summary())
    bad = audience_html(make_summary(fit={"good": False, "sentence": "Neither fits."}))
    assert '<p class="quiet">The scores fit.</p>' in good
    assert 'class="warning"' not in good
    assert '<p class="warning" role="note">Neither fits.</p>' in bad


def test_fragment_is_short(make_summary):
    """Notebooks get one division: finding, shares, quality, a small map and the strongest three events."""
    summary = make_summary(n=400_000, places=[(9_000 * i, 2_000) for i in range(40)])
    html = audience_fragment(summary)
    page = Page(html)
    assert page.tags[0] == ("div", {"class": "fakefollow fakefollow-audit"})
    assert {"html", "script", "a"} & {tag for tag, _ in page.tags} == set()
    assert page.text.count(": 2,000 accounts") == 3
    assert "40 purchase events" in page.text
    assert "and 37 more" in page.text
    assert "genuine 71 % (68 to 74 %)" in page.text
    assert len(html) < 45_000


def test_fragment_styles_nothing_else(make_summary):
    """Every rule of a fragment's style begins with the library's class, and text takes the notebook's colour."""
    style = re.search(r"<style>(.*?)</style>", audience_fragment(make_summary()), re.DOTALL)[1]
    selectors = [one.strip() for part in re.findall(r"([^{}]+)\{", style) for one in part.split(",")]
    assert all(one.startswith(".fakefollow") for one in selectors if not one.startswith("@container"))
    assert not re.search(r"[ ;{]color: #", style)


def test_fragment_without_events(make_summary):
    """Where there is no event the fragment says so."""
    assert "None found." in Page(audience_fragment(make_summary(places=()))).text


def test_same_summary_same_page(make_summary):
    """The page is the same byte for byte each time."""
    assert audience_html(make_summary()) == audience_html(make_summary())


def test_every_number_is_of_the_report(make_summary):
    """Each number marked as data is one of the summary, and what is read is that number rounded."""
    summary = make_summary(total_followers=31_234)
    allowed = numbers_of(summary)
    shown = list(Page(audience_html(summary)).numbers())
    assert len(shown) > 150
    assert [one for one in shown if one[0] not in allowed] == []
    assert [one for one in shown if not is_rounding(one[1], one[0], one[2])] == []


def test_no_number_is_told_without_its_value(make_summary):
    """Numbers that stand in plain text are from texts of the summary, or few and the page's own."""
    summary = make_summary()
    known = " ".join(texts_in(summary)) + " rank"
    plain = re.findall(r"(?<![\w.])\d[\d.,]*(?<![.,])(?!\w)", Page(audience_html(summary)).plain())
    assert {one for one in plain if one not in known} <= OWN_NUMBERS | {"0.1.0"}


def test_title_is_put_before(make_summary):
    """The name of an audience stands in heading and title, escaped."""
    html = audience_html(make_summary(), title="<@ada>")
    assert "<title>&lt;@ada&gt;: Audience audit of 29,000 followers</title>" in html
    assert "<h1><bdi>&lt;@ada&gt;</bdi>: audience audit of " in html


def test_sample_is_in_three_groups(make_summary):
    """Accounts are shown by why they were chosen, with names apart; what was not observed is called not known."""
    page = Page(audience_html(make_summary()))
    text = page.text
    assert text.count("account row rank created followed") == 3
    assert "The least authentic: 3" in text
    assert "@Anna10482210 Anna id 9500 0 28,999 2019-04-01 2019-05-01 <0.01 uncertain has no bio" in text
    assert "id 9502 2 not known not known not known not known not enough data none" in text


def test_sample_without_order_has_no_rank(make_summary):
    """A column that no row of the sample fills is left out."""
    rows = [row | {"rank": None, "followed_at": None} for row in make_summary()["sample"]]
    html = audience_html(make_summary(sample=rows))
    assert '<th scope="col">rank</th>' not in html
    assert '<th scope="col">created</th>' in html


def test_empty_parts_say_why(make_summary):
    """No score has a sentence instead; no growth, no reason and no row have no heading either."""
    nothing = {"edges": [0.0, 0.5, 1.0], "profile": [0, 0], "fused": [0, 0], "not_enough_data": 5}
    text = Page(
        audience_html(
            make_summary(
                growth=None, reasons=[], sample=[], score_distribution=nothing, follow_times=NO_TIMES, places=()
            )
        )
    ).text
    assert "No account has enough data for a score." in text
    for heading in ("Growth", "Strongest reasons", "Sample of rows"):
        assert heading not in text


def test_times_in_the_data_and_no_cohorts_are_told(make_summary):
    """Follow times that were given are not called estimated, and where no accounts are alike that is said."""
    given = {"basis": "observed", "first": "2020-01-01", "last": "2020-02-01", "median_error_hours": None}
    html = audience_html(make_summary(follow_times=given, cohorts=[], drawn=False))
    assert "Follow times: As given in the data, 2020-01-01 to 2020-02-01." in Page(html).text
    assert "None found: no group of accounts with nearly the same profile." in Page(html).text


def test_two_kinds_make_a_page(make_summary):
    """A model that knows no automated accounts has two shares."""
    shares = make_summary()["shares"]
    page = Page(audience_html(make_summary(shares={kind: shares[kind] for kind in ("genuine", "purchased")})))
    assert len([one for one in page.all("svg") if one.get("class") == "bar"]) == 2


def test_nothing_known_makes_a_page(make_summary):
    """Where no share is known the headline says so and no comparison is made."""
    unknown = {"estimate": None, "low": None, "high": None}
    shares = {"genuine": unknown, "purchased": unknown, "bot": unknown}
    text = Page(audience_html(make_summary(shares=shares, flagged_share=None))).text
    assert "Genuine followers not known the finding says why" in text
    assert "Is that much?" not in text


def test_headline_of_too_little_is_a_range(make_summary):
    """Where the interval is wide, page and text tell it alone, of shares and of all that rests on them."""
    summary = make_summary(n=300, genuine=0.6, purchased=0.3, margin=0.16, places=())
    text = Page(audience_html(summary)).text
    assert "Genuine followers 132 to 228 80 % interval, too wide for one figure" in text
    assert "Share that looks genuine 44 to 76 % 80 % interval, too wide for one figure" in text
    assert "about 180" not in text
    assert "60 %" not in audience_text(summary)


def test_whole_percents_of_a_whole_sum_to_100(make_summary):
    """Shares in whole percents sum to 100, and each is one of the two nearest."""
    random = np.random.default_rng(0)
    for n_kinds in (2, 3, 3, 3, 4, 4, 4, 5):
        parts = random.dirichlet(np.ones(n_kinds))
        shares = {f"kind{n}": {"estimate": part, "low": part, "high": part + 0.05} for n, part in enumerate(parts)}
        rows = re.findall(r"^  kind\d +(\S+) % \(", audience_text(make_summary(shares=shares)), re.MULTILINE)
        told = [int(row.replace("<1", "0").replace(">99", "100")) for row in rows]
        assert sum(told) == 100
        assert np.abs(told - 100 * parts).max() < 1.0


def test_what_a_model_was_learnt_on_is_told(make_summary):
    """Where the profiles are of another platform than the model's, page and facts say what it was learnt on."""
    other = Page(audience_html(make_summary(model="generic", platform="mastodon"))).text
    assert other.count("model generic, learnt on X") == 2
    assert "learnt on" not in Page(audience_html(make_summary())).text


def test_why_nobody_is_called_stands_below_the_verdicts(make_summary):
    """The page tells it once, in the section of verdicts, escaped."""
    html = audience_html(make_summary(withheld="No account is called <b>here</b>."))
    assert section(html, "scores").count("No account is called <b>here</b>.") == 1
    assert "No account is called" not in audience_html(make_summary())


def test_several_platforms_are_told(make_summary):
    """A model that was learnt on several platforms names them where the profiles are of none of these."""
    of = {"model": "generic", "model_platform": "x and instagram"}
    assert "model generic, learnt on X and Instagram" in audience_html(make_summary(**of, platform="mastodon"))
    assert "learnt on X" not in audience_html(make_summary(**of, platform="instagram"))


def section(html, name):
    """Return the text of one section of a page."""
    return Page(re.search(f'<section id="{name}">.*?</section>', html, re.DOTALL)[0]).text


def opening(html):
    """Return the text above the sections."""
    return Page(re.search("<header>.*?</header>", html, re.DOTALL)[0]).text


@pytest.mark.parametrize(
    ("bot", "margin", "place"),
    [(0.3, 0.03, "is above"), (0.04, 0.02, "is below"), (0.12, 0.04, "is not clearly above or below")],
)
def test_share_is_held_against_a_published_one(make_summary, bot, margin, place):
    """The share of bots of X, which the published range is of, is above or below it only where all its interval is."""
    summary = make_summary(drawn=False)
    bots = {"estimate": bot, "low": bot - margin, "high": bot + margin}
    summary["shares"] = {**summary["shares"], "bot": bots}
    assert f"this audience {place} that range;" in opening(audience_html(summary))
    for other in ({"platform": "tiktok"}, {"platform": None}, {"shares": {"genuine": bots}}):
        assert "Is that much?" not in opening(audience_html({**summary, **other}))


def test_unknown_share_asks_for_labels(make_summary):
    """Where the share is not known labels are asked for, and nothing is compared."""
    summary = make_summary(shares={"genuine": UNKNOWN}, drawn=False)
    assert "pass that to report.update(labels)" in opening(audience_html(summary))
    assert "Is that much?" not in opening(audience_html(summary))


def test_steps_follow_from_what_is_missing(make_summary):
    """Labels are asked for where the interval is wide, the order and dates where they are missing; events first."""
    steps = {
        "sure": ({}, []),
        "bought": ({"places": [(100, 50)]}, ["Look at some accounts of the largest run"]),
        "wide": ({"margin": 0.2}, ["Draw 100 to 300"]),
        "ill-fitting": ({"fit": {"good": False, "sentence": "Neither fits."}}, ["Draw 100 to 300"]),
        "unordered": ({"order": "unordered", "follow_times": NO_TIMES}, ["Collect the list"]),
        "undated": ({"follow_times": NO_TIMES}, ["Collect the creation dates"]),
    }
    for changes, begins in steps.values():
        html = audience_html(make_summary(**{"places": (), "drawn": False} | changes))
        items = re.findall("<li>(.*?)</li>", re.search("<header>.*?</header>", html, re.DOTALL)[0])
        expected = [*begins, "Before anything is done to a single account"]
        assert [item[: len(begin)] for item, begin in zip(items, expected, strict=True)] == expected


def test_verdicts_have_their_order(make_summary):
    """Verdicts stand in the order of the library, also those that only one of both counts has."""
    verdicts = {"profile": {"uncertain": 3, "authentic": 1200}, "fused": {"likely_bot": 2, "authentic": 1}}
    text = section(audience_html(make_summary(verdicts=verdicts, drawn=False)), "scores")
    assert text.endswith("with audience authentic 1,200 1 likely bot 0 2 uncertain 3 0")


def test_reasons_are_told_with_their_reach(make_summary):
    """A reason has an example, its kind, how many accounts it speaks of and how strongly."""
    text = section(audience_html(make_summary(drawn=False)), "reasons")
    assert "follows 1,204 accounts and is followed by 3 purchased 5,800 50 % 2.4 nats" in text


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"username": "ada", "name": None}, "@ada "),
        ({"username": None, "name": "Ada"}, "id 7 Ada "),
        ({"username": "", "id": None, "name": None}, "row 12 "),
        ({"username": "x" * 99, "name": None}, f"@{'x' * 38}… "),
        ({"username": "ada", "name": "a\u202eb\n" + "愛" * 99}, f"@ada a?b {'愛' * 17}… "),
        ({"username": "ada", "name": None, "reasons": ["has no bio", "posts often"]}, "has no bio"),
        ({"username": "ada", "name": None, "reasons": "liked 62: speaks against bot (-0.71)"}, "against bot"),
        ({"username": "ada", "name": None, "reasons": []}, "none"),
    ],
)
def test_accounts_are_named_by_what_is_known(make_summary, changes, shown):
    """An account has its username, or id, or row, cut to 40 columns; the first of its reasons stands beside it."""
    row = make_summary(drawn=False)["sample"][0] | {"id": "7", "row": 12} | changes
    text = section(audience_html(make_summary(sample=[row], drawn=False)), "sample")
    assert shown in text
    assert text.endswith(shown) or shown.endswith(" ")


def test_growth_is_told_at_a_dozen_dates(make_summary):
    """Of many dates twelve are told, the first and the last among them; of few all."""
    dates = [f"2020-01-{day:02}" for day in range(1, 32)]
    numbers = [100.4 * index for index in range(31)]
    many = {"dates": dates, "followers": numbers, "low": numbers, "high": numbers}
    one = {"dates": dates[:1], "followers": [3.0], "low": [1.0], "high": [4.0]}
    text, short = (section(audience_html(make_summary(growth=given)), "growth") for given in (many, one))
    assert text.count(" to ", text.index("Followers given by date")) == 12
    assert "date followers bounds 2020-01-01 0 0 to 0 2020-01-04" in text
    assert text.endswith("2020-01-31 3,012 3,012 to 3,012")
    assert short.endswith("date followers bounds 2020-01-01 3 1 to 4")


def test_bins_with_accounts_are_told(make_summary):
    """A bin without an account in either series has no row."""
    found = {"edges": [0.0, 0.05, 0.1, 0.15], "profile": [5, 0, 0], "fused": [0, 0, 1200], "not_enough_data": 0}
    text = section(audience_html(make_summary(score_distribution=found)), "scores")
    assert "with audience 0.00 to 0.05 5 0 0.10 to 0.15 0 1,200 Verdicts" in text


def test_numbers_and_times_carry_their_values(make_summary):
    """A number is a data element with all its digits, a time one with the time to the second."""
    html = audience_html(make_summary(flagged_share=0.28123))
    assert '<data value="0.28123">28</data></span>\xa0%' in html
    assert '<time datetime="2020-05-31T00:00:00+00:00">2020-05-31</time>' in html
