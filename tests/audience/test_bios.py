"""Bios: near-duplicates are one group, in any batch and order, with a template of their common words."""

import numpy as np
import pytest

from fakefollow.audience.cohorts import bio_template, near_duplicates, popularity
from fakefollow.profiles import TextColumn


def firsts(strings: list[str | None]) -> list[int]:
    return near_duplicates(TextColumn.from_strings(strings)).first.tolist()


@pytest.mark.parametrize("strings", [[], [None], [""], [" \n"], ["https://t.co/a"], [None, "", "  "]])
def test_nothing_to_compare(strings):
    """Texts not observed, empty, blank or nothing but an address belong to no group."""
    assert firsts(strings) == [-1] * len(strings)


def test_equal_texts_of_any_length():
    """Texts that differ in case, spaces and addresses only are one group, short or long."""
    strings = ["Hi", "hi ", "A bio of more than twenty bytes", None, "a  bio of more than TWENTY bytes http://a.b"]
    assert firsts(strings) == [0, 0, 2, -1, 2]


def test_short_texts_are_not_near():
    """Texts below twenty bytes are equal or not: a letter more makes another text."""
    assert firsts(["engineer, dad", "engineer, dads"]) == [0, 1]


def test_one_word_of_a_template():
    """Texts that differ in one word of many are one group, and others stay out."""
    strings = [f"Proud member of the {word} tea drinkers, follow me back today" for word in ("red", "old", "best")]
    strings.insert(1, "Writing about the sea, boats and all that floats on water")
    assert firsts(strings) == [0, 1, 0, 0]


def test_unrelated_texts_stay_apart():
    """Five thousand texts of random words are five thousand groups."""
    random = np.random.default_rng(0)
    pool = [bytes(random.integers(97, 123, 6).astype(np.uint8)).decode() for _ in range(2_000)]
    strings = [" ".join(pool[word] for word in random.integers(0, 2_000, 10)) for _ in range(5_000)]
    assert firsts(strings) == list(range(5_000))


def test_groups_hold_across_batches():
    """A text finds its near-duplicate however many texts lie between, and a hot bucket is one group."""
    n = 32_778  # more texts than are folded at a time
    strings = [f"Member number {row} of the finest club of all lovers of maps and tea" for row in range(n)]
    assert np.mean(np.array(firsts(strings)) == 0) == 1.0


def test_most_of_a_template_is_found():
    """Of texts with one of twelve words replaced, 95 % and more are in one group."""
    random = np.random.default_rng(1)
    pool = [bytes(random.integers(97, 123, 6).astype(np.uint8)).decode() for _ in range(2_000)]
    template = random.integers(0, 2_000, 12)
    strings = []
    for word in random.integers(0, 2_000, 1_000).tolist():
        strings.append(" ".join(pool[w] for w in [*template[:5].tolist(), word, *template[6:].tolist()]))
    assert np.bincount(firsts(strings)).max() >= 950


def test_the_order_of_texts_changes_no_group_of_equal_texts():
    """Which texts are together does not depend on where they stand."""
    strings = [f"{kind} says hello to every follower here" for kind in ("aaa", "bbbbbbbbbbbbbbbbbbbbb", "c") * 20]
    random = np.random.default_rng(2)
    order = random.permutation(len(strings))
    one, other = np.array(firsts(strings)), np.array(firsts([strings[row] for row in order]))
    together = one[:, None] == one
    assert (together[np.ix_(order, order)] == (other[:, None] == other)).all()


def test_hostile_texts():
    """Megabytes, control and direction marks and broken repetition are data like any other."""
    huge = "spam and more " * 70_000
    strings = [huge, huge + "end", "\u202e\u0000\u0007" * 10, "a" * 30, "a" * 31, "\U0010ffff" * 9]
    assert firsts(strings) == [0, 0, 2, 3, 3, 5]


def test_popularity_falls_with_length():
    """Longer words are rarer among honest people, down to a floor."""
    assert popularity(np.array([20, 50, 140])) == pytest.approx([2.5e-4, 9.197e-5, 2e-5], rel=1e-4)
    shares = popularity(np.arange(20, 300))
    assert (np.diff(shares) <= 0).all()
    assert (shares[0], shares[-1]) == (2.5e-4, 2e-5)


def test_bio_template_of_other_words():
    """Words that not all have are left out, runs of them once, and the whole is cut."""
    pair = TextColumn.from_strings(["Dad of 2, loves tea", "Dad of 3, loves tea"])
    assert bio_template(pair) == "Dad of … loves tea"
    texts = TextColumn.from_strings(["A b c d", "A x y d", "a q d"])
    assert bio_template(texts) == "A … d"
    assert bio_template(TextColumn.from_strings(["w" * 200])) == "w" * 79 + "…"
