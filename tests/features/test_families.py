import warnings
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from fakefollow.features import FAMILIES, FEATURES, USUAL, Phrase, UsernameModel, measure
from fakefollow.profiles import COLUMNS, ColumnType

SEEN = datetime(2024, 1, 11, tzinfo=UTC)
MODEL = UsernameModel(np.random.default_rng(0).normal(-3.0, 1.0, UsernameModel.uniform().log_probability.shape))
NAMES = list(FEATURES)
FORBIDDEN = {"id", "verified", "protected", "profile_image_url", "last_status_at", "followed_at"}
ACCOUNT = {
    "username": "AnnLee_42",
    "name": "Ann Lee ✨",
    "description": "Baker 3 @mill #bread, see https://a.example! I am a bot 😀",
    "location": "Oslo",
    "url": "",
    "created_at": SEEN - timedelta(days=100),
    "observed_at": SEEN,
    "followers_count": 9,
    "following_count": 499,
    "posts_count": 49,
    "likes_count": 4,
    "listed_count": 0,
    "repositories_count": 7,
    "company": "Mill",
    "default_profile": True,
    "default_profile_image": True,
    "has_banner": False,
    "geo_enabled": True,
}
EXPECTED = {
    "account_age_days": 100.0,
    "shown_age_days": 100.0,
    "bare_newcomer": 0.0,
    "default_profile": 1.0,
    "default_profile_image": 1.0,
    "placeholder_picture_after_two_months": 1.0,
    "geo_enabled": 1.0,
    "posts_count": 49.0,
    "likes_count": 4.0,
    "repositories_count": 7.0,
    "posts_per_day": 0.49,
    "likes_per_day": 0.04,
    "likes_per_post": 0.1,
    "following_per_post": 10.0,
    "followers_per_post": 0.2,
    "followers_count": 9.0,
    "following_count": 499.0,
    "listed_count": 0.0,
    "following_per_follower": 50.0,
    "following_per_squared_follower": 5.0,
    "followers_per_day": 0.09,
    "following_per_day": 4.99,
    "listed_per_day": 0.0,
    "listed_per_follower": 0.1,
    "follow_limit_use": 0.2495,
    "username_length": 9.0,
    "username_digits": 2.0,
    "username_trailing_digits": 2.0,
    "username_capitals": 2 / 9,
    "username_class_changes": 5.0,
    "username_says_bot": 0.0,
    "name_length": 9.0,
    "name_words": 3.0,
    "name_digits": 0.0,
    "name_capitals": 2 / 6,
    "name_decoration": 1.0,
    "name_scripts": 1.0,
    "name_username_similarity": 1.0,
    "description_length": 57.0,
    "description_words": 11.0,
    "description_links": 1.0,
    "description_mentions": 1.0,
    "description_hashtags": 1.0,
    "description_emoji": 1.0,
    "description_punctuation": 6.0,
    "description_digits": 1.0,
    "description_says_bot": 1.0,
    "has_location": 1.0,
    "has_url": 0.0,
    "has_company": 1.0,
    "has_banner": 0.0,
    "filled_share": 0.4,
    "follows_without_introduction": 0.0,
}

VALUES = {
    ColumnType.TEXT: st.text(max_size=20) | st.text("aB1_ bot:/@#é漢😀\x00\u0301\u05d0", max_size=20),
    ColumnType.COUNT: st.integers(0, 10**10) | st.sampled_from([0, 1, 2001, 2002]),
    ColumnType.FLAG: st.booleans(),
    ColumnType.TIME: st.datetimes(datetime(1995, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)),
}
profiles = st.fixed_dictionaries({name: st.none() | VALUES[column] for name, column in COLUMNS.items()})


def value(make_table, feature, /, **fields):
    return measure(make_table([fields]), [feature], MODEL)[0, 0]


def test_families_are_five_and_order_the_features():
    """Features stand family by family, in alphabetical order of the five that users know."""
    assert FAMILIES == ("account", "activity", "network", "identity", "completeness")
    families = [feature.family for feature in FEATURES.values()]
    assert list(dict.fromkeys(families)) == sorted(FAMILIES)
    assert families == sorted(families)


def test_usual_features_need_nothing_that_github_alone_shows():
    """In their order, all but those that look at repositories or the company."""
    assert (
        tuple(name for name, entry in FEATURES.items() if not {"repositories_count", "company"} & set(entry.fields))
        == USUAL
    )


@pytest.mark.parametrize(
    ("shown", "days", "values"),
    [
        ({}, 100, (0.0, 1.0)),
        ({}, 200, (0.0, 0.0)),
        ({"repositories_count": 1}, 100, (100.0, 0.0)),
        ({"followers_count": 2}, 0, (1.0, 0.0)),
        ({"following_count": 1}, 3000, (3000.0, 0.0)),
        ({"description": "Hi"}, 10, (10.0, 0.0)),
        ({"company": "@mill"}, 10, (10.0, 0.0)),
    ],
)
def test_what_shows_nothing_is_bare(make_table, shown, days, values):
    """Any one sign of work or of the account itself ends it; only for half a year is a bare account a newcomer."""
    bare = {"repositories_count": 0, "followers_count": 0, "following_count": 0, "description": "", "company": ""}
    row = {**bare, **shown, "created_at": SEEN - timedelta(days=days), "observed_at": SEEN}
    found = [value(make_table, name, **row) for name in ("shown_age_days", "bare_newcomer")]
    assert tuple(found) == values


@pytest.mark.parametrize("feature", FEATURES.values(), ids=NAMES)
def test_documentation_is_complete(feature):
    """Every feature says what it measures, its unit, why it separates, its benign explanation and its source."""
    assert all([feature.unit, feature.meaning, feature.separates, feature.benign_explanation, feature.source])
    assert feature.family in FAMILIES
    assert (" / " in feature.meaning) == (feature.unit == "yes or no")
    told = {"value"} & set(Phrase.parse(feature.meaning).names) or set(feature.numbers)
    assert bool(told) == (feature.unit != "yes or no")
    assert set(feature.numbers) <= {"age_days", *feature.fields}


@pytest.mark.parametrize("feature", FEATURES.values(), ids=NAMES)
def test_fields_are_canonical_and_allowed(feature):
    """A feature reads canonical columns, never an id, the platform's verdict or a date by itself."""
    assert feature.fields
    assert set(feature.fields) <= set(COLUMNS)
    assert not FORBIDDEN & set(feature.fields)
    dates = {"created_at", "observed_at"}
    assert dates & set(feature.fields) in (set(), dates)


@pytest.mark.parametrize("name", NAMES)
def test_value_of_one_account(make_table, name):
    """Each feature has the value worked out by hand for one account."""
    expected = EXPECTED.get(name)
    if name == "username_likelihood":
        text = bigram_path("annlee_42")
        expected = np.mean([MODEL.log_probability[a, b] for a, b in pairwise(text)])
    assert value(make_table, name, **ACCOUNT) == pytest.approx(expected, rel=1e-12)


def bigram_path(handle):
    symbols = "abcdefghijklmnopqrstuvwxyz0123456789_"
    end = len(symbols) + 1
    return [end, *map(symbols.index, handle), end]


@pytest.mark.parametrize(("name", "field"), [(f.name, field) for f in FEATURES.values() for field in f.fields])
def test_one_missing_field_is_not_observed(make_table, name, field):
    """A feature is NaN as soon as one of its fields is not observed, in a row or in the whole table."""
    account = {key: item for key, item in ACCOUNT.items() if key != field}
    assert np.isnan(value(make_table, name, **account))
    assert np.isnan(value(make_table, name, **{**account, field: None}))


@pytest.mark.parametrize("feature", FEATURES.values(), ids=NAMES)
def test_other_fields_do_not_matter(make_table, feature):
    """A feature reads nothing but the fields that it declares."""
    account = {field: ACCOUNT[field] for field in feature.fields}
    assert value(make_table, feature.name, **account) == value(make_table, feature.name, **ACCOUNT)


STAND_INS = {
    "username_length": ("username", "ab1", 3.0),
    "username_digits": ("username", "ab1", 1.0),
    "name_length": ("name", "Ann Lee", 7.0),
    "name_words": ("name", "Ann Lee", 2.0),
    "description_length": ("description", "abc", 3.0),
    "has_url": ("url", "", 0.0),
}


@pytest.mark.parametrize("name", STAND_INS)
def test_source_measures_stand_in_for_withheld_texts(make_table, name):
    """The source's own measure is used where the text is withheld, row by row, and only there."""
    field, text, expected = STAND_INS[name]
    own = True if COLUMNS[name] is ColumnType.FLAG else 9
    assert value(make_table, name, **{name: own}) == float(own)
    table = make_table([{name: own, field: None}, {name: own, field: text}, {field: text}, {field: None}])
    found = measure(table, [name], MODEL)[:, 0]
    np.testing.assert_array_equal(found, [float(own), expected, expected, np.nan])


def test_stand_ins_are_named_like_their_feature():
    """A column that stands in is canonical, has the name of its feature and stands in for one text."""
    assert {feature.stand_in for feature in FEATURES.values()} - {None} == set(STAND_INS)
    for name, (field, _, _) in STAND_INS.items():
        assert FEATURES[name].stand_in == name
        assert FEATURES[name].fields == (field,)
        assert COLUMNS[field] is ColumnType.TEXT


def test_nothing_observed_is_nan_everywhere(make_table):
    """A table without columns, and rows without values, have no features."""
    empty = measure(make_table([{}, {}]), NAMES, MODEL)
    assert empty.shape == (2, len(NAMES))
    assert np.isnan(empty).all()
    assert np.isnan(measure(make_table([dict.fromkeys(COLUMNS)]), NAMES, MODEL)).all()
    assert measure(make_table([]), NAMES, MODEL).shape == (0, len(NAMES))


@pytest.mark.parametrize("count", [0, 1, 10**10, 2**62])
def test_extreme_counts_are_finite_and_silent(make_table, count):
    """Zeros and the largest counts give finite values without a warning."""
    counts = {name: count for name, column in COLUMNS.items() if column is ColumnType.COUNT}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        row = measure(make_table([{**ACCOUNT, **counts, "created_at": SEEN}]), NAMES, MODEL)
    assert np.isfinite(row).all()


@settings(max_examples=60)
@given(rows=st.lists(profiles, min_size=1, max_size=6), data=st.data())
def test_rows_are_measured_alone(make_table, rows, data):
    """Neither the order of rows nor how they are cut into batches changes a value; none is infinite."""
    table = make_table(rows)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        whole = measure(table, NAMES, MODEL)
    assert not np.isinf(whole).any()
    cut = data.draw(st.integers(0, len(rows)))
    parts = [measure(table[:cut], NAMES, MODEL), measure(table[cut:], NAMES, MODEL)]
    np.testing.assert_array_equal(np.vstack(parts), whole)
    order = data.draw(st.permutations(range(len(rows))))
    shuffled = measure(make_table([rows[row] for row in order]), NAMES, MODEL)
    np.testing.assert_array_equal(shuffled, whole[list(order)])


def test_columns_come_in_the_order_asked(make_table):
    """The matrix has the features asked for, in that order, each contiguous."""
    matrix = measure(make_table([ACCOUNT] * 2), ["likes_count", "posts_count"], MODEL)
    assert matrix.tolist() == [[4.0, 49.0], [4.0, 49.0]]
    assert matrix.flags.f_contiguous
