"""Verdicts, reasons and sampled accounts in words."""

from fakefollow.report import first_reason, reason_rows, sample_names, verdict_rows


def test_verdicts_have_their_order(make_summary):
    """Verdicts stand in the order of the library, also those that only one of both counts has."""
    verdicts = {"profile": {"uncertain": 3, "authentic": 1200}, "fused": {"likely_bot": 2, "authentic": 1}}
    rows = [["".join(cell) for cell in row.values()] for row in verdict_rows(make_summary(verdicts=verdicts))]
    assert rows == [["authentic", "1,200", "1"], ["likely bot", "0", "2"], ["uncertain", "3", "0"]]


def test_reasons_are_told_with_their_reach(make_summary):
    """A reason has an example, its kind, how many accounts it speaks of and how strongly."""
    row = {name: "".join(cell) for name, cell in reason_rows(make_summary())[0].items()}
    assert list(row.values()) == [
        "follows 1,204 accounts and is followed by 3",
        "purchased",
        "5,800",
        "50 %",
        "2.4 nats",
    ]


def test_account_is_named_by_what_is_known():
    """An account without a username is named by its id, one without either by its row."""
    row = {"username": "ada", "name": None, "id": "7", "row": 12}
    assert sample_names(row) == ("@ada", "")
    assert sample_names(row | {"username": None, "name": "Ada"}) == ("id 7", "Ada")
    assert sample_names(row | {"username": "", "id": None}) == ("row 12", "")


def test_long_names_are_cut():
    """A name is one line of at most 40 columns, and what could turn the line round is replaced."""
    told, name = sample_names({"username": "x" * 99, "name": "a\u202eb\n" + "愛" * 99, "id": None, "row": 0})
    assert told == "@" + "x" * 38 + "…"
    assert name.startswith("a?b 愛")
    assert name.endswith("…")


def test_first_reason_is_one_line():
    """Of reasons in one text or in a list the first is told."""
    assert first_reason("has no bio: speaks for bot (+1.00); posts often") == "has no bio"
    assert first_reason(["has no bio", "posts often"]) == "has no bio"
    assert first_reason("") == first_reason([]) == "none"
