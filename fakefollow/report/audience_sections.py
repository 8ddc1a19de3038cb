"""The sections of an audit's page: each a heading that can be jumped to, its figure or table, and how to read it."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any, Final

from fakefollow.report import audience_captions as captions, audience_words as words, event_words
from fakefollow.report.account_words import reason_rows, verdict_rows
from fakefollow.report.advice_words import comparison_parts, next_steps
from fakefollow.report.audience_tables import captioned_table, level_parts, sample_table, share_table
from fakefollow.report.audience_timeline import read_timeline
from fakefollow.report.chart_numbers import distribution_rows, growth_rows
from fakefollow.report.distribution_svg import distribution_svg
from fakefollow.report.follower_map_svg import follower_map_svg
from fakefollow.report.growth_svg import growth_svg
from fakefollow.report.line_width import one_line
from fakefollow.report.markup import Markup, element
from fakefollow.report.rounded import (
    NOT_KNOWN,
    count_parts,
    date_part,
    known_figure,
    plural_parts,
    scaled,
    share_parts,
    whole,
)
from fakefollow.report.shown import Parts

EVENTS_SHOWN: Final = 50
TELLS_NOTHING: Final = 0.8
"""Of a share whose interval is wider than this, only the interval is told in the headline."""

Summary = Mapping[str, Any]


def opening(summary: Summary, title: str | None) -> Markup:
    """Return title, the headline numbers, the finding, and what to do now."""
    total = summary["total_followers"]
    named = (
        [element("bdi", one_line(title, 120)), ": audience audit of "] if title else ["Audience audit of "]
    )
    of_all = () if total is None or total == summary["n_followers"] else (" of ", whole(total))
    heading = element("h1", *named, *plural_parts(summary["n_followers"], "follower"), *of_all)
    much = comparison_parts(summary)
    return element(
        "header",
        heading,
        element("p", *_made(summary), class_="quiet"),
        _headline(summary),
        element("p", one_line(summary["finding"], 2000), class_="finding"),
        *fit_warning(summary),
        *([element("p", *much)] if much else []),
        element("h2", "What to do now"),
        element("ul", *(element("li", step) for step in next_steps(summary))),
    )


def contents(sections: Mapping[str, str]) -> Markup:
    """Return a line of links to the sections, by id and heading."""
    links = (element("li", element("a", text, href=f"#{name}")) for name, text in sections.items())
    return element("nav", element("ul", *links), aria_label="Contents")


def fit_warning(summary: Summary) -> list[Markup]:
    """Return a warning where the scores do not fit what is known of accounts, else nothing."""
    fit = summary["fit"]
    if fit["good"]:
        return []
    return [element("p", one_line(fit["sentence"], 1000), class_="warning", role="note")]


def shares(summary: Summary) -> list[Markup]:
    """Return the share of each kind, and of what is not genuine as three ways estimate it."""
    fit = summary["fit"]
    quiet = [element("p", one_line(fit["sentence"], 1000), class_="quiet")] if fit["good"] else []
    caption = "Followers that are not genuine, estimated in three ways. Only the first two know the model's own errors."
    return [
        captions.figure(share_table(summary), captions.SHARES),
        *quiet,
        captioned_table(words.comparison_rows(summary), caption, "stacked"),
    ]


def quality(summary: Summary) -> list[Markup]:
    """Return what is left of the audience."""
    caption = "What is left of the audience. Inactive is not fake, and following many is not either."
    return [captioned_table(words.quality_rows(summary), caption, "stacked")]


def follower_map(summary: Summary, picture: str | None = None) -> list[Markup]:
    """Return rank against creation date, or why there is none."""
    timeline = read_timeline(summary)
    times = element("p", "Follow times: ", *words.follow_times_parts(summary))
    if timeline is None and picture is None:
        return [element("p", words.no_timeline_sentence(summary)), times]
    drawn = Markup(picture) if picture is not None else follower_map_svg(timeline) if timeline else Markup()
    return [captions.figure(captions.scrolled(drawn, "Follower map"), captions.FOLLOWER_MAP), times]


def growth(summary: Summary) -> list[Markup]:
    """Return followers by date, or why there are none."""
    if summary["growth"] is None:
        return [
            element("p", "No growth to draw: it needs follow times. ", *words.follow_times_parts(summary))
        ]
    drawn = growth_svg(summary["growth"], summary["purchases"])
    table = captioned_table(growth_rows(summary["growth"]), "Followers at hand by date")
    more = element("details", element("summary", "Numbers of this picture"), table)
    return [captions.figure(captions.scrolled(drawn, "Growth"), captions.GROWTH, more)]


def distribution(summary: Summary) -> list[Markup]:
    """Return accounts by authenticity, and by verdict."""
    found = summary["score_distribution"]
    left_out = found["not_enough_data"]
    note = (
        [element("p", *plural_parts(left_out, "account"), " with not enough data left out.")]
        if left_out
        else []
    )
    verdicts = captioned_table(verdict_rows(summary), "Verdicts on single accounts", "narrow")
    if not any(found["profile"]) and not any(found["fused"]):
        return [element("p", "No account has enough data for a score."), verdicts]
    table = captioned_table(distribution_rows(found), "Accounts by authenticity")
    more = element("details", element("summary", "Numbers of this picture"), table)
    drawn = captions.scrolled(distribution_svg(found), "Score distribution")
    return [captions.figure(drawn, captions.DISTRIBUTION, more), *note, verdicts]


def purchases(summary: Summary) -> list[Markup]:
    """Return the purchase events, strongest first, and what was bought outside them."""
    events, drip = summary["purchases"], event_words.drip_parts(summary["drip"])
    content = [element("p", words.no_purchases_sentence(summary))]
    if events:
        content = [
            element(
                "p",
                "Runs of follows that look bought, strongest first; rank 0 is the oldest follower. "
                "No account is judged by being in a run alone.",
            ),
            element("ol", *(_event(one) for one in events[:EVENTS_SHOWN]), class_="events"),
        ]
    if len(events) > EVENTS_SHOWN:
        content.append(element("p", "and ", whole(len(events) - EVENTS_SHOWN), " more"))
    return [*content, *([element("p", *drip)] if drip else [])]


def event_facts(event: Mapping[str, Any]) -> list[Markup]:
    """Return what is known of an event, each fact kept on one line where there is room."""
    facts = event_words.event_facts(event)
    ends = ["; "] * (len(facts) - 1) + [""]
    return [element("span", *fact, end, class_="fact") for fact, end in zip(facts, ends, strict=True)]


def cohorts(summary: Summary) -> list[Markup]:
    """Return groups of accounts that are alike."""
    told = element("p", *event_words.cohorts_parts(summary))
    return (
        [told, element("ul", *map(_cohort, summary["cohorts"]), class_="cohorts")]
        if summary["cohorts"]
        else [told]
    )


def reasons(summary: Summary) -> list[Markup]:
    """Return what speaks most against this audience's followers."""
    if not summary["reasons"]:
        return [element("p", "None: no account was called likely purchased or likely bot.")]
    looked_at = summary["reasons"][0]["n_looked_at"]
    caption = (
        "What speaks most for the verdicts likely purchased and likely bot, each with an example from one account. "
        "Evidence of 0.7 nats doubles the odds, 2.3 nats make them ten times as high. Accounts looked at: ",
        whole(looked_at),
        ".",
    )
    return [captioned_table(reason_rows(summary), caption, "cards reasons")]


def sample(summary: Summary) -> list[Markup]:
    """Return some rows to look at."""
    if not summary["sample"]:
        return [element("p", "No rows to show.")]
    told = (
        "Look these up by hand before you trust the shares. A verdict on one account can be wrong, either way; it "
        "rests on how often such a verdict was wrong on known accounts, so authenticity above 0.5 can be uncertain."
    )
    return [element("p", told), captions.scrolled(sample_table(summary), "Sample of rows")]


def method(summary: Summary) -> list[Markup]:
    """Return how each part was made, and where it ends."""
    parts = [captioned_table(words.facts(summary), "What was audited")]
    for title, texts in (("Method", summary["method"]), ("Limits", summary["limits"])):
        if texts:
            told = (element("li", one_line(text, 800)) for text in texts)
            parts += [element("h3", title), element("ul", *told)]
    return [*parts, element("p", words.FOOTER)]


def closing(summary: Summary) -> Markup:
    """Return by what the page was made."""
    return element("footer", f"Made with fakefollow {version('fakefollow')}, offline. ", *_made(summary))


def _made(summary: Summary) -> Parts:
    platform = one_line(str(summary["platform"] or ""), 60)
    on = (f"Platform {platform}, ",) if platform else ("Platform not known, ",)
    order = one_line(str(summary["order"] or NOT_KNOWN)).replace("_", " ")
    seen = date_part(summary["observed_at"])
    return (*on, f"model {words.model_words(summary)}, observed ", seen, f", order {order}.")


def _headline(summary: Summary) -> Markup:
    """Return the headline count, and beside it how many of them are genuine."""
    count = summary["total_followers"] or summary["n_followers"]
    share = summary["shares"].get("genuine")
    known, level = known_figure(share), (*level_parts(summary), " interval")
    genuine, percent = count_parts(scaled(share, count)), share_parts(share)
    if known is None:
        told = [_tile("Genuine followers", genuine, ("nothing was observed to tell them by",))]
    elif known[2] - known[1] > TELLS_NOTHING:
        told = [
            _tile("Genuine followers", genuine[2:-1], ("too little is known: ", *level)),
            _tile("Share that looks genuine", (*percent[2:-1], " %"), ("too little is known: ", *level)),
        ]
    else:
        told = [
            _tile("Genuine followers", ("about ", genuine[0]), (*level, ": ", *genuine[2:-1])),
            _tile("Share that looks genuine", (percent[0], " %"), (*level, ": ", *percent[2:-1], " %")),
        ]
    followers = _tile("Followers", (whole(count),), ("the headline count",))
    return element("dl", followers, *told, class_="headline")


def _tile(name: str, number: Parts, note: Parts) -> Markup:
    return element(
        "div", element("dt", name), element("dd", *number, class_="big"), element("dd", *note, class_="quiet")
    )


def _event(event: Mapping[str, Any]) -> Markup:
    first, *rest = event_words.event_title(event)
    signs = [element("li", one_line(sign, 400)) for sign in event["signs"]]
    return element(
        "li",
        element("h3", first.capitalize(), *rest),
        element("p", *event_facts(event)),
        element("ul", *signs) if signs else Markup(),
    )


def _cohort(cohort: Mapping[str, Any]) -> Markup:
    head, template, examples = event_words.cohort_parts(cohort)
    # bdi: a template or name in a right-to-left script must not turn the words round it.
    told = [element("p", *head, *([": ", element("bdi", template)] if template else []))]
    if examples:
        told.append(element("p", "such as ", element("bdi", examples), class_="quiet"))
    return element("li", *told)
