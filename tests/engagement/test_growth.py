"""Growth from counts: jumps are found with dates and sizes, what is usual is not told, and nothing says why."""

import json
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

import fakefollow as ff

BOUGHT = {"purchases": [ff.Purchase(1200, at=0.5)], "random_state": 4}


def days(n):
    return [date(2023, 1, 2) + timedelta(days=day) for day in range(n)]


def ups(report):
    return [event for event in report.events if event.kind == "jump"]


@pytest.mark.parametrize("delivered", [0.5, 2.0, 10.0])
def test_a_purchase_is_found_with_date_and_size(delivered):
    """What was bought in hours or days is one jump, at its dates, and its size lies in the interval."""
    series = ff.simulate_counts(300, 15_000, purchases=[ff.Purchase(1500, at=0.4, delivered_days=delivered)])
    (event,) = ff.growth(series.to_dict()).events
    truth = series.events[0]
    assert event.kind == "jump"
    assert event.first <= truth["first"] + timedelta(days=1)
    assert event.last >= truth["last"] - timedelta(days=1)
    assert event.size.low <= 1500 <= event.size.high
    assert event.p_adjusted < 0.05


def test_a_usual_year_has_no_jump():
    """Of thirty series without a purchase, good days in each, at most two have anything told."""
    told = [len(ff.growth(ff.simulate_counts(200, 20_000, random_state=seed).to_dict()).events) for seed in range(30)]
    assert np.count_nonzero(told) <= 2


def test_a_loss_after_a_jump_is_told_as_decay():
    """A step of which a good part leaves within weeks is told with that part; one that stays is not."""
    settings = {"purchases": [ff.Purchase(3000, at=0.3)], "random_state": 5}
    lost, kept = (
        ff.growth(ff.simulate_counts(300, 20_000, lost_share=share, lost_days=20.0, **settings).to_dict())
        for share in (0.5, 0.0)
    )
    assert "decay" in lost.events[0].facts
    assert lost.events[0].after.estimate == pytest.approx(0.5, abs=0.2)
    assert ups(kept)[0].after is None
    assert "slow decay" in str(lost)
    assert "slow decay" not in str(kept)


def test_a_burst_that_fades_is_told_as_afterglow():
    """Where growth stays raised after the jump, as after a mention, that is told, and no decay."""
    rng = np.random.default_rng(0)
    gain = 20 + rng.poisson(10, 250) + np.where(np.arange(250) >= 120, 2500 * np.exp(-(np.arange(250) - 120) / 12), 0)
    counts = np.append(10_000, 10_000 + gain.cumsum()).astype(int)
    report = ff.growth(dict(zip(days(251), counts.tolist(), strict=True)))
    assert ups(report)
    assert all("decay" not in event.facts for event in report.events)
    assert any("afterglow" in event.facts for event in report.events) or ups(report)[0].size.estimate > 15_000


def test_repeated_purchases_with_losses_are_a_saw():
    """Jumps of which much is lost before the next one are told as a saw-tooth; the same without losses are not."""
    settings = {"purchases": [ff.Purchase(2000, at=at) for at in (0.2, 0.4, 0.6, 0.8)], "random_state": 1}
    lost, kept = (
        ff.growth(ff.simulate_counts(400, 20_000, lost_share=share, lost_days=20.0, **settings).to_dict())
        for share in (0.7, 0.0)
    )
    assert lost.saw_tooth
    assert not kept.saw_tooth
    assert "Saw-tooth" in str(lost)


def test_a_purge_of_the_platform_is_subtracted():
    """A fall that another series shows on the same day is no event; without that series it is a drop."""
    series = ff.simulate_counts(200, 30_000, purges=[(0.6, 0.05)], random_state=2)
    alone, beside = ff.growth(series.to_dict()), ff.growth(series.to_dict(), shared=series.shared)
    assert [event.kind for event in alone.events] == ["drop"]
    assert beside.events == ()
    assert beside.given == ("shared",)


def test_rounded_and_missing_counts_widen_and_are_said():
    """With 12.3K and days left out a large purchase is still found, and its interval holds the size."""
    series = ff.simulate_counts(400, 20_000, purchases=[ff.Purchase(3000, at=0.5)], digits=3, missing_share=0.2)
    pairs = [(str(day), f"{n / 1000:.1f}K") for day, n in zip(series.dates, series.counts, strict=True)]
    report = ff.growth(pairs)
    (event,) = ups(report)
    assert event.size.low <= 3000 <= event.size.high
    assert any("rounded, to 100" in note for note in report.notes)
    numbers = ff.growth({day: int(n) for (day, _), n in zip(pairs, series.counts, strict=True)})
    assert any("rounded, to 100" in note for note in numbers.notes)


def test_a_count_of_none_between_others_is_not_observed():
    """A day on which a tool wrote 0 is no fall of the whole audience; the first days of a new account are counted."""
    series = ff.simulate_counts(120, 8_000, random_state=2).to_dict()
    days = list(series)
    report = ff.growth(series | {days[40]: 0, days[41]: 0})
    assert (report.events, len(report.to_dict()["series"]["dates"])) == ((), len(days) - 2)
    assert "A count of 0 between others is taken as not observed (2 left out)." in report.notes
    assert not any("of 0 between" in note for note in ff.growth(series | {days[0]: 0, days[-1]: 0}).notes)


def test_a_flow_is_recognised_and_said():
    """Monthly numbers of those who came are a flow, cumulated ones a level; flow= overrules both."""
    rng = np.random.default_rng(3)
    months = pd.date_range("2019-01-01", periods=48, freq="MS")
    came = rng.poisson(40, 48)
    came[30] += 900
    flow, level = ff.growth(pd.Series(came, index=months)), ff.growth(pd.Series(came.cumsum(), index=months))
    assert (flow.is_flow, level.is_flow) == (True, False)
    for report in (flow, ff.growth(pd.Series(came, index=months), flow=True)):
        (event,) = report.events
        assert event.first.date() == date(2021, 7, 1)
        assert event.size.low < 900 < event.size.high
        assert event.followers_before is None
    assert "the new followers of each date, as they look: pass flow=False if they are not" in flow.notes[0]
    assert not ff.growth(pd.Series(came, index=months), flow=False).is_flow


def test_round_size_is_told_with_its_chance():
    """A jump of just 5,000 beside quiet growth is near a round number; the chance that any size is, is told."""
    rng = np.random.default_rng(1)
    counts = 40_000 + (rng.poisson(3, 150) + np.where(np.arange(150) == 80, 5000, 0)).cumsum()
    (event,) = ff.growth(dict(zip(days(150), counts.tolist(), strict=True))).events
    assert (event.round_size, event.facts) == (5000.0, ("round size",))
    assert 0 < event.round_chance < 0.1


def test_growth_without_posts_and_reactions_is_a_fact():
    """Where the account posts daily, but not then, and reactions are as usual, both are told of the jump."""
    series = ff.simulate_counts(200, 10_000, **BOUGHT)
    (event,) = ff.growth(series.to_dict()).events
    posts = [day for day in days(200) if not event.first.date() - timedelta(days=4) <= day <= event.last.date()]
    reactions = dict(zip(days(201), np.random.default_rng(0).poisson(50, 201).tolist(), strict=True))
    report = ff.growth(series.to_dict(), posts=posts, reactions=reactions)
    assert {"no posts", "no reactions"} <= set(report.events[0].facts)
    assert report.events[0].posts == 0
    reactions = {day: n + 5000 * (event.first.date() <= day <= event.last.date()) for day, n in reactions.items()}
    assert "no reactions" not in ff.growth(series.to_dict(), reactions=reactions).events[0].facts


def test_too_few_counts_are_said_so():
    """With fewer changes than fourteen nothing is told, and the report says that it cannot tell."""
    report = ff.growth({"2024-01-01": 100, "2024-01-02": 900})
    assert report.events == ()
    assert report.finding.startswith("I cannot tell: 1 change between counts")
    assert report.smallest is None
    assert "<h1>" in report.to_html()


def test_what_every_view_says(tmp_path):
    """Text of 80 columns, page, JSON and frame hold the same; the page escapes its title, and nothing accuses."""
    report = ff.growth(ff.simulate_counts(200, 10_000, **BOUGHT).to_dict())
    text = str(report)
    assert max(map(len, text.splitlines())) <= 80
    assert "a broadcast, a mention by a large account" in " ".join(text.split())
    assert "fakefollow.audit" in text
    page = report.to_html(tmp_path / "page.html", title="<b>ada")
    assert "&lt;b&gt;ada" in page
    assert "<b>ada" not in page
    assert "purchase event" not in page
    assert json.loads(report.to_json(tmp_path / "report.json")) == report.to_dict()
    frame = report.to_frame("pandas")
    assert list(frame.columns) == ["date", "followers", "expected", "event"]
    assert (frame["event"] == 0).sum() >= 1
    assert len(frame) == len(report)


def test_series_in_any_order_and_with_several_counts_a_day():
    """Rows may be shuffled; of several counts a day the last is taken; the same series gives the same events."""
    series = ff.simulate_counts(200, 10_000, **BOUGHT)
    rows = [(f"{day}T23:00", n) for day, n in zip(series.dates, series.counts, strict=True)]
    rows += [(f"{day}T05:00", n - 3) for day, n in zip(series.dates, series.counts, strict=True)]
    mixed = [rows[at] for at in np.random.default_rng(0).permutation(len(rows))]
    shuffled = ff.growth(mixed)
    assert [event.size for event in shuffled.events] == [event.size for event in ff.growth(series.to_dict()).events]
    assert any("the last of each day" in note for note in shuffled.notes)


def test_counts_that_never_change_or_vanish():
    """A constant series, one of zeros and one that falls to 0 are read without a warning."""
    assert ff.growth(dict.fromkeys(days(60), 500)).events == ()
    assert ff.growth(dict.fromkeys(days(60), 0)).events == ()
    gone = ff.growth(dict(zip(days(60), [5000] * 40 + [0] * 20, strict=True)))
    assert [event.kind for event in gone.events] == ["drop"]
    assert str(gone)


@pytest.mark.parametrize("given", [{"level": 1.0}, {"false_alarms": 0.0}])
def test_levels_out_of_range_are_refused(given):
    """Levels lie between 0 and 1."""
    with pytest.raises(ValueError, match="expected between 0 and 1"):
        ff.growth({"2024-01-01": 1}, **given)


def test_the_series_can_be_drawn():
    """The display has the counts as its line and a band for each event."""
    pytest.importorskip("matplotlib")
    report = ff.growth(ff.simulate_counts(200, 10_000, **BOUGHT).to_dict())
    display = report.plot()
    assert display.ax_.lines[0].get_ydata().tolist() == report.counts.tolist()
    assert [text.get_text() for text in display.ax_.texts if "+" in text.get_text()] == [
        f"{report.events[0].size.estimate:+,.0f}"
    ]
    assert datetime.fromisoformat(report.to_dict()["events"][0]["first"]) == report.events[0].first


def test_headings_without_rows_are_said(tmp_path):
    """A file of headings alone is said to have no rows."""
    path = tmp_path / "counts.csv"
    path.write_text("date,followers\n", "utf8")
    with pytest.raises(ff.ProfileError, match="no rows below the header"):
        ff.growth(str(path))
