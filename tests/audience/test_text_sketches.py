import numpy as np
import pytest
from hypothesis import given, strategies as st

from fakefollow.audience.cohorts import cut, fold, jaccard, most_shared, sketches, text_hashes
from fakefollow.profiles import TextColumn

texts = st.lists(st.none() | st.text("aB \t\n\0éhtps:/.", max_size=30) | st.text(max_size=8), max_size=8)


def column(*strings: str | None) -> TextColumn:
    return TextColumn.from_strings(strings)


def folded_plainly(text: str) -> bytes:
    """Fold one text word by word."""
    blanks = dict.fromkeys([*range(32), 127], " ")
    letters = "".join(c.lower() if c.isascii() else c for c in text.translate(blanks))
    words = [word for word in letters.split(" ") if word]
    return " ".join(word for word in words if not word.startswith(("http://", "https://"))).encode()


@given(texts)
def test_folding_is_what_it_says(strings):
    """Case, spaces, control characters and web addresses go; all other bytes stay, text by text."""
    folded = fold(column(*strings))
    data = folded.data.tobytes()
    found = [data[a:b] for a, b in zip(folded.offsets[:-1], folded.offsets[1:], strict=True)]
    assert found == [folded_plainly(text or "") for text in strings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Hello\t\n WORLD ", "hello world"),
        ("https://t.co/abc", ""),
        ("http://", ""),
        ("see HTTP://a.b/c now", "see now"),
        ("xhttp://a is a word", "xhttp://a is a word"),
        ("http:/ http", "http:/ http"),
        ("ÄRGER", "Ärger"),
    ],
)
def test_folding_of_examples(text, expected):
    """What goes and what stays, also at the ends of a text and with a neighbour that begins alike."""
    folded = fold(column("http", text, "://x"))
    assert folded.to_list()[1] == expected


def test_long_texts_are_cut():
    """Only the first bytes of a huge text count, and its neighbours keep theirs."""
    shortened = cut(column("ab", "x" * 1_000_000, "cd"))
    assert np.diff(shortened.offsets).tolist() == [2, 1024, 2]
    assert shortened.data.tobytes() == b"ab" + b"x" * 1024 + b"cd"


def test_hashes_tell_texts_apart_and_not_their_place():
    """Equal texts have equal hashes wherever they stand; texts of the same bytes in another order differ."""
    hashes = text_hashes(column("ab", "ba", "", "aa", "ab", "a", "a b")).tolist()
    assert hashes[0] == hashes[4]
    assert len(set(hashes)) == 6
    assert text_hashes(column("ba"))[0] == hashes[1]


def test_hashes_of_many_texts_do_not_collide():
    """A hundred thousand different short texts have as many hashes."""
    strings = [f"{i:x}" for i in range(100_000)]
    assert len(np.unique(text_hashes(column(*strings)))) == 100_000


def test_jaccard_is_that_of_sets_of_grams():
    """Shared grams over all grams, to within what the table of slots adds."""
    pairs = [
        ("the quick brown fox jumps", "the quick brown fox leaps"),
        ("same words here", "same words here"),
        ("aaaaaaaaaaaa", "aaaaa"),
        ("nothing at all", "in common with it"),
    ]
    expected = []
    for pair in pairs:
        one, other = ({text[i : i + 5] for i in range(len(text) - 4)} for text in pair)
        expected.append(len(one & other) / len(one | other))
    shared = jaccard(column(*(a for a, _ in pairs)), column(*(b for _, b in pairs)))
    np.testing.assert_allclose(shared, expected, atol=0.03)


def test_marks_never_say_less_than_texts_share():
    """Marks rule a pair out only where its grams do: what they say is at most shared is never less."""
    random = np.random.default_rng(1)
    ones = random.integers(97, 123, (300, 90)).astype(np.uint8)
    others = ones.copy()
    for row, changed in enumerate(random.integers(0, 91, 300)):
        others[row, :changed] = random.integers(97, 123, changed)
    one, other = (column(*(row.tobytes().decode() for row in rows)) for rows in (ones, others))
    most = most_shared(sketches(one).marks, sketches(other).marks, np.full(300, 2 * 86))
    shared = jaccard(one, other)
    assert (most >= shared - 1e-12).all()
    assert np.mean(most < 0.65) > 0.8 * np.mean(shared < 0.65)


def test_bands_depend_on_the_text_alone():
    """A text has the same bands in any list, so that sketches of batches can be put together."""
    strings = ["the quick brown fox", "a much longer text than the quick brown fox", "short one"]
    together = sketches(column(*strings)).bands
    for row, text in enumerate(strings):
        assert sketches(column(text)).bands.tolist() == [together[row].tolist()]


def test_bands_agree_as_often_as_the_grams():
    """One MinHash value agrees with the probability of the Jaccard similarity, so a band of four with its 4th power."""
    random = np.random.default_rng(0)
    letters = random.integers(97, 123, (400, 60)).astype(np.uint8)
    changed = letters.copy()
    changed[:, -9:] = random.integers(97, 123, (400, 9))
    one = column(*(row.tobytes().decode() for row in letters))
    other = column(*(row.tobytes().decode() for row in changed))
    mean = float(np.mean(jaccard(one, other) ** 4))
    assert np.mean(sketches(one).bands == sketches(other).bands) == pytest.approx(mean, abs=0.03)
