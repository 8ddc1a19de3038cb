"""Report: plain facts of results become text, pages, files and pictures. Words are made here.

Imports no room above; gets what ``to_dict`` gives and must not climb back to whoever made it.
"""

from fakefollow.report.explanation import explanation_text
from fakefollow.report.files import FORMATS, json_text, records, write_columns, write_page
from fakefollow.report.numbers import (
    authenticity_words,
    chance_words,
    count_parts,
    hours_words,
    plural,
    share_words,
    span_parts,
)
from fakefollow.report.plots import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    EvaluationDisplay,
    EvidenceDisplay,
    FeatureDisplay,
    FollowerMapDisplay,
    GrowthDisplay,
    ScoreDistributionDisplay,
    SharesDisplay,
    lighten,
    pyplot,
)
from fakefollow.report.printable import Rows, display_width, one_line, printable, text_table, wrapped
from fakefollow.report.text import (
    audience_text,
    card_figures_to_markdown,
    card_to_markdown,
    least_authentic_text,
    markdown_table,
    scores_text,
)
from fakefollow.report.timeline import date_ticks, lanes, rank_ticks
from fakefollow.report.views import audience_fragment, audience_html, explanation_html, scores_html, tables_html
from fakefollow.report.words import event_text

__all__ = [
    "BLUE",
    "FORMATS",
    "GREEN",
    "GREY",
    "ORANGE",
    "EvaluationDisplay",
    "EvidenceDisplay",
    "FeatureDisplay",
    "FollowerMapDisplay",
    "GrowthDisplay",
    "Rows",
    "ScoreDistributionDisplay",
    "SharesDisplay",
    "audience_fragment",
    "audience_html",
    "audience_text",
    "authenticity_words",
    "card_figures_to_markdown",
    "card_to_markdown",
    "chance_words",
    "count_parts",
    "date_ticks",
    "display_width",
    "event_text",
    "explanation_html",
    "explanation_text",
    "hours_words",
    "json_text",
    "lanes",
    "least_authentic_text",
    "lighten",
    "markdown_table",
    "one_line",
    "plural",
    "printable",
    "pyplot",
    "rank_ticks",
    "records",
    "scores_html",
    "scores_text",
    "share_words",
    "span_parts",
    "tables_html",
    "text_table",
    "wrapped",
    "write_columns",
    "write_page",
]
