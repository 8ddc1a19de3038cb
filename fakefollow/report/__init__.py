"""Report: plain facts of results become text, pages, files and pictures. Words are made here.

Imports no room above; gets what ``to_dict`` gives and must not climb back to whoever made it.
"""

from fakefollow.report.explanation import explanation_text as explanation_text, verdict_line as verdict_line
from fakefollow.report.files import (
    FORMATS as FORMATS,
    arrow_table as arrow_table,
    column_writer as column_writer,
    json_text as json_text,
    lines_of as lines_of,
    records as records,
    write_columns as write_columns,
    write_page as write_page,
)
from fakefollow.report.findings import (
    Findings as Findings,
    FindingsReport as FindingsReport,
    PlainReport as PlainReport,
    change_findings as change_findings,
    growth_findings as growth_findings,
    plain as plain,
    plain_facts as plain_facts,
    table_lines as table_lines,
)
from fakefollow.report.numbers import (
    authenticity_words as authenticity_words,
    chance_words as chance_words,
    count_parts as count_parts,
    hours_words as hours_words,
    is_wide as is_wide,
    plural as plural,
    plural_verb as plural_verb,
    share_words as share_words,
    span_parts as span_parts,
)
from fakefollow.report.plots.audience import (
    FollowerMapDisplay as FollowerMapDisplay,
    GrowthDisplay as GrowthDisplay,
    ScoreDistributionDisplay as ScoreDistributionDisplay,
    SharesDisplay as SharesDisplay,
)
from fakefollow.report.plots.detector import (
    EvaluationDisplay as EvaluationDisplay,
    EvidenceDisplay as EvidenceDisplay,
    FeatureDisplay as FeatureDisplay,
)
from fakefollow.report.plots.drawing import (
    BLUE as BLUE,
    GREEN as GREEN,
    GREY as GREY,
    ORANGE as ORANGE,
    lighten as lighten,
    pyplot as pyplot,
)
from fakefollow.report.plots.engagement import (
    ComparisonDisplay as ComparisonDisplay,
    CountsDisplay as CountsDisplay,
    ReactionsDisplay as ReactionsDisplay,
)
from fakefollow.report.printable import (
    Rows as Rows,
    complain as complain,
    display_width as display_width,
    harmless as harmless,
    one_line as one_line,
    plain_warnings as plain_warnings,
    printable as printable,
    progress_bar as progress_bar,
    say as say,
    sign_of_life as sign_of_life,
    text_table as text_table,
    wrapped as wrapped,
)
from fakefollow.report.reactions import influence_findings as influence_findings
from fakefollow.report.side_by_side import comparison_findings as comparison_findings
from fakefollow.report.text import (
    audience_text as audience_text,
    card_figures_to_markdown as card_figures_to_markdown,
    card_to_markdown as card_to_markdown,
    least_authentic_text as least_authentic_text,
    markdown_table as markdown_table,
    scores_text as scores_text,
)
from fakefollow.report.timeline import date_ticks as date_ticks, lanes as lanes, rank_ticks as rank_ticks
from fakefollow.report.views import (
    audience_fragment as audience_fragment,
    audience_html as audience_html,
    explanation_html as explanation_html,
    scores_html as scores_html,
    tables_html as tables_html,
)
from fakefollow.report.words import (
    cohort_row as cohort_row,
    event_row as event_row,
    event_text as event_text,
    is_foreign as is_foreign,
    spelt as spelt,
)
from fakefollow.report.writing import (
    add_line as add_line,
    check_apart as check_apart,
    check_place as check_place,
    lines_in as lines_in,
    make_folder as make_folder,
    replace_files as replace_files,
    whole_file as whole_file,
    whole_text as whole_text,
)
