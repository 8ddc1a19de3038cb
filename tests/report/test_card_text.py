"""The card of a model as Markdown: every part has its place, and no name can break a table.

What training writes on a card is shown in tests/training/test_cards.py.
"""

from fakefollow.report import card_figures_to_markdown, card_to_markdown


def test_smallest_card():
    """A detector of the user's own, of which only the name is known, still has a text."""
    assert card_to_markdown({"name": "custom"}) == "# Model custom\n"


def test_overall_figures_are_shown_with_their_intervals():
    """Figures over all accounts follow the rows, each with its interval."""
    figure = {"protocol": "As done.", "rows": [{"n": 1}], "overall": {"auc": {"value": 0.5, "low": 0.25, "high": 0.75}}}
    text = card_to_markdown({"name": "x", "figures": {"held_out_sources": figure}})
    assert "## Held out: sources\n\nAs done.\n\n| n |\n| --- |\n| 1 |" in text
    assert text.endswith("All together: auc 0.500 (0.250 to 0.750).\n")


def test_leaks_are_shown_with_their_warning():
    """Leak baselines have a part of their own, which is left out where nothing was observed."""
    leaks = {"protocol": "As done.", "rows": [{"leak": "id", "auc": "too few"}], "warning": "mind the id"}
    text = card_to_markdown({"name": "x", "leaks": leaks})
    assert "## Leaks: what the detector does not use\n\nAs done.\n\nWarning: mind the id.\n\n| leak | auc |" in text
    assert card_to_markdown({"name": "x", "leaks": {"protocol": "As done.", "rows": []}}) == "# Model x\n"


def test_a_cell_stays_a_cell():
    """Bars and line ends in a name cannot break a table, and control characters cannot steer a terminal."""
    assert "| a\\|b c |" in card_to_markdown({"name": "x", "data": [{"source": "a|b\nc"}]})
    assert "| ?[2J? |" in card_to_markdown({"name": "x", "data": [{"source": "\x1b[2J\u202e"}]})


def test_nothing_of_a_card_steers_a_terminal():
    """Names, limits and whatever else the maker of a model wrote are harmless outside tables too."""
    assert card_to_markdown({"name": "\x1b[2Jx", "limits": ["a\u202eb"]}) == "# Model ?[2Jx\n\n## Limits\n\n- a?b\n"


def test_no_mean_is_no_line():
    """Where no source can be averaged there is no empty sentence."""
    figure = {"protocol": "As done.", "rows": [{"n": 1}], "mean": {"sources": {}}, "overall": {}}
    assert card_to_markdown({"name": "x", "figures": {"sources": figure}}).endswith("| 1 |\n")


def test_figures_are_shown_alone():
    """Figures and leaks are shown as they stand on the whole card, and nothing else is."""
    figure = {"protocol": "As done.", "rows": [{"n": 1}]}
    card = {"name": "x", "figures": {"sources": figure}, "leaks": {"protocol": "Too.", "rows": [{"leak": "id"}]}}
    assert f"# Model x\n\n{card_figures_to_markdown(card)}" == card_to_markdown(card)
    assert card_figures_to_markdown({"name": "x"}) == "\n"


def test_a_card_may_name_another_platform():
    """A detector for other platforms says so in words."""
    facts = {"policy": {"max_false_positive_rate": 0.01, "uncertain_rate": 0.1, "min_coverage": 0.25}}
    card = {"name": "g", "platform": "generic", "answers": "a", "made_with": "b", "prior": {"bot": 0.1}, **facts}
    assert "for platforms without a model of their own." in card_to_markdown(card)
