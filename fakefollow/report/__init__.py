"""Report."""

from fakefollow.report.account_words import first_reason, reason_rows, sample_names, verdict_rows
from fakefollow.report.advice_words import comparison_parts, next_steps
from fakefollow.report.audience_page import SECTIONS, audience_fragment, audience_html, write_page
from fakefollow.report.audience_text import audience_text
from fakefollow.report.audience_timeline import Band, date_ticks, lanes, rank_ticks, read_timeline
from fakefollow.report.card_text import card_figures_to_markdown, card_to_markdown, markdown_table
from fakefollow.report.chart_numbers import distribution_rows, growth_rows
from fakefollow.report.density_png import density_shades, png
from fakefollow.report.displays import EvaluationDisplay, RecallDisplay, ReliabilityDisplay
from fakefollow.report.distribution_svg import PANEL_HEIGHT, distribution_svg
from fakefollow.report.drawing import BLUE, DENSITY, DENSITY_ON_DARK, GREEN, GREY, ORANGE, lighten, pyplot
from fakefollow.report.event_marks import label_events, shade_events
from fakefollow.report.event_words import event_text
from fakefollow.report.evidence_plot import EvidenceDisplay
from fakefollow.report.evidence_text import BAR, CHANCE, NATS, TEXT, evidence_text
from fakefollow.report.evidence_words import (
    chance_words,
    further_lines,
    how_to_read,
    kind_line,
    span,
    starts,
    verdict_line,
    verdict_note,
)
from fakefollow.report.feature_plot import NO_USUAL, FeatureDisplay
from fakefollow.report.follower_map import FollowerMapDisplay
from fakefollow.report.follower_map_svg import follower_map_svg, map_thumbnail
from fakefollow.report.growth_plot import GrowthDisplay
from fakefollow.report.growth_svg import growth_svg
from fakefollow.report.line_width import LINE_WIDTH, display_width, one_line, wrapped
from fakefollow.report.markup import Markup, element, joined
from fakefollow.report.printable import printable
from fakefollow.report.rounded import count_parts, hours_words, plural, share_words, span_parts
from fakefollow.report.score_distribution_plot import ScoreDistributionDisplay
from fakefollow.report.score_files import (
    FORMATS,
    FORMULA_SIGNS,
    json_text,
    neutralised,
    records,
    write_columns,
)
from fakefollow.report.score_text import least_authentic_text, scores_text
from fakefollow.report.share_bar import share_bar
from fakefollow.report.shares_plot import SharesDisplay
from fakefollow.report.shown import Shown
from fakefollow.report.tables import Rows, text_table
from fakefollow.report.views import explanation_html, scores_html, tables_html

__all__ = [
    "BAR",
    "BLUE",
    "CHANCE",
    "DENSITY",
    "DENSITY_ON_DARK",
    "FORMATS",
    "FORMULA_SIGNS",
    "GREEN",
    "GREY",
    "LINE_WIDTH",
    "NATS",
    "NO_USUAL",
    "ORANGE",
    "PANEL_HEIGHT",
    "SECTIONS",
    "TEXT",
    "Band",
    "EvaluationDisplay",
    "EvidenceDisplay",
    "FeatureDisplay",
    "FollowerMapDisplay",
    "GrowthDisplay",
    "Markup",
    "RecallDisplay",
    "ReliabilityDisplay",
    "Rows",
    "ScoreDistributionDisplay",
    "SharesDisplay",
    "Shown",
    "audience_fragment",
    "audience_html",
    "audience_text",
    "card_figures_to_markdown",
    "card_to_markdown",
    "chance_words",
    "comparison_parts",
    "count_parts",
    "date_ticks",
    "density_shades",
    "display_width",
    "distribution_rows",
    "distribution_svg",
    "element",
    "event_text",
    "evidence_text",
    "explanation_html",
    "first_reason",
    "follower_map_svg",
    "further_lines",
    "growth_rows",
    "growth_svg",
    "hours_words",
    "how_to_read",
    "joined",
    "json_text",
    "kind_line",
    "label_events",
    "lanes",
    "least_authentic_text",
    "lighten",
    "map_thumbnail",
    "markdown_table",
    "neutralised",
    "next_steps",
    "one_line",
    "plural",
    "png",
    "printable",
    "pyplot",
    "rank_ticks",
    "read_timeline",
    "reason_rows",
    "records",
    "sample_names",
    "scores_html",
    "scores_text",
    "shade_events",
    "share_bar",
    "share_words",
    "span",
    "span_parts",
    "starts",
    "tables_html",
    "text_table",
    "verdict_line",
    "verdict_note",
    "verdict_rows",
    "wrapped",
    "write_columns",
    "write_page",
]
