"""ProfileVectorizer: features by name, any form of profiles, and all places that scikit-learn has for a transformer."""

import io
import pickle

import joblib
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.exceptions import NotFittedError
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_predict
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils import estimator_checks

from fakefollow import AuthenticityClassifier, ObservationTimeWarning, Profile, ProfileVectorizer, read
from fakefollow.features import FEATURES, USUAL
from fakefollow.simulate import simulate_accounts

FEW = ["followers_count", "username_length", "username_likelihood"]
SIMULATED = simulate_accounts(40, 20, 20, random_state=1)
ORDER = np.random.default_rng(0).permutation(80)
PROFILES = [SIMULATED.profiles[row] for row in ORDER]
KINDS = np.array(SIMULATED.kind)[ORDER]
FRAME = pd.DataFrame(PROFILES, index=pd.Index([f"r{row}" for row in ORDER], name="who"))
FORMS = {
    "pandas": FRAME,
    "polars": pl.DataFrame(PROFILES),
    "pyarrow": pa.Table.from_pylist(PROFILES),
    "list": PROFILES,
    "profiles": [Profile(**profile) for profile in PROFILES],
    "table": read(PROFILES),
}
EXPECTED = ProfileVectorizer().fit_transform(PROFILES)
CLASSIFIERS = {
    "logistic": [SimpleImputer(keep_empty_features=True), StandardScaler(), LogisticRegression(max_iter=500)],
    "trees": [HistGradientBoostingClassifier(max_iter=3, random_state=0)],
    "additive": [AuthenticityClassifier(max_iter=3, random_state=0)],
}
PREDICTED = {
    name: cross_val_predict(make_pipeline(ProfileVectorizer(), *steps), PROFILES, KINDS, cv=2)
    for name, steps in CLASSIFIERS.items()
}
LASTING = [
    *("account_age_days", "default_profile", "default_profile_image"),
    *("placeholder_picture_after_two_months", "geo_enabled", "posts_count", "likes_count"),
    *("posts_per_day", "likes_per_day", "likes_per_post", "following_per_post", "followers_per_post"),
    *("description_length", "description_words", "description_links", "description_mentions"),
    *("description_hashtags", "description_emoji", "description_punctuation", "description_digits"),
    *("description_says_bot", "has_location", "has_url", "has_banner", "filled_share"),
    *("follows_without_introduction", "username_length", "username_digits", "username_trailing_digits"),
    *("username_capitals", "username_class_changes", "username_likelihood", "username_says_bot"),
    *("name_length", "name_words", "name_digits", "name_capitals", "name_decoration", "name_scripts"),
    *("name_username_similarity", "followers_count", "following_count", "listed_count"),
    *("following_per_follower", "following_per_squared_follower", "followers_per_day"),
    *("following_per_day", "listed_per_day", "listed_per_follower", "follow_limit_use"),
]


@pytest.mark.parametrize(
    "check",
    [
        estimator_checks.check_estimator_cloneable,
        estimator_checks.check_estimator_repr,
        estimator_checks.check_get_params_invariance,
        estimator_checks.check_no_attributes_set_in_init,
        estimator_checks.check_parameters_default_constructible,
        estimator_checks.check_set_params,
    ],
)
def test_scikit_learn_contract(check):
    """The transformer passes those of scikit-learn's checks that give it no arrays, for it takes profiles."""
    check("ProfileVectorizer", ProfileVectorizer())


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_features(form):
    """The form that profiles come in changes no feature."""
    np.testing.assert_array_equal(ProfileVectorizer().fit_transform(FORMS[form]), EXPECTED)


@pytest.mark.parametrize("form", FORMS)
def test_fit_then_transform_is_fit_transform(form):
    """Reading once or twice is the same."""
    fitted = ProfileVectorizer(features=FEW).fit(FORMS[form])
    np.testing.assert_array_equal(fitted.transform(FORMS[form]), fitted.fit_transform(FORMS[form]))


def test_columns_are_the_named_features_in_order():
    """The names given are the columns, in that order; without names all features are."""
    names = FEW[::-1]
    vectorizer = ProfileVectorizer(features=names).fit(PROFILES)
    assert vectorizer.get_feature_names_out().tolist() == names
    places = [list(USUAL).index(name) for name in names]
    np.testing.assert_array_equal(vectorizer.transform(PROFILES), EXPECTED[:, places])
    assert ProfileVectorizer().get_feature_names_out().tolist() == list(USUAL)
    assert (vectorizer.n_features_out_, EXPECTED.shape[1]) == (3, len(USUAL))


def test_names_last():
    """Features that users build upon keep their names, and every name is documented."""
    assert set(LASTING) <= set(FEATURES)
    assert all(entry.meaning and entry.unit and entry.fields for entry in FEATURES.values())


@pytest.mark.parametrize(
    ("features", "got"),
    [
        (["followers_count", "fans", "likes"], "'fans', 'likes'"),
        ("followers_count", "'followers_count'"),
        (["followers_count", "followers_count"], "'followers_count'"),
    ],
)
def test_wrong_features_are_named(features, got):
    """Unknown names, one text instead of a list, and a name given twice are refused with what is wrong."""
    with pytest.raises(ValueError, match=f"expected a list of different names .* got {got}$"):
        ProfileVectorizer(features=features).fit(PROFILES)


def test_an_unfitted_vectorizer_says_so():
    """Nothing is measured before handles are learnt."""
    with pytest.raises(NotFittedError):
        ProfileVectorizer().transform(PROFILES)


def test_handles_are_learnt_from_what_is_fitted():
    """The likelihood of a handle is by the handles seen in `fit`, also for other profiles."""
    names = ["username_likelihood"]
    here = ProfileVectorizer(features=names).fit(PROFILES[:40])
    there = ProfileVectorizer(features=names).fit([{"username": "zzqx_9"}] * 40)
    assert here.transform(PROFILES[40:]).mean() > there.transform(PROFILES[40:]).mean()


def test_arguments_of_read_are_passed_on():
    """Platform, observation time and column names reach the reader."""
    theirs = [{"nick": "ada", "since": "2020-01-01"}]
    names = {"nick": "username", "since": "created_at"}
    features = ["username_length", "account_age_days"]
    vectorizer = ProfileVectorizer(features=features, columns=names, observed_at="2021-01-01")
    assert vectorizer.fit_transform(theirs).tolist() == [[3.0, 366.0]]
    with pytest.warns(ObservationTimeWarning):
        without = ProfileVectorizer(features=features, columns=names).fit_transform(theirs)
    assert np.isnan(without[0, 1])


def test_pandas_output_keeps_the_index():
    """A pandas frame gives a pandas frame with named columns and the same index; the input stays as it was."""
    before = FRAME.copy(deep=True)
    vectorizer = ProfileVectorizer(features=FEW).set_output(transform="pandas")
    for found in (vectorizer.fit_transform(FRAME), vectorizer.transform(FRAME)):
        assert found.index.equals(FRAME.index)
        assert found.index.name == "who"
        assert found.columns.tolist() == FEW
    pd.testing.assert_frame_equal(FRAME, before)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("output", "kind"), [("pandas", pd.DataFrame), ("polars", pl.DataFrame)])
def test_set_output_works_for_every_form(form, output, kind):
    """Any form gives the frame asked for, with the features as columns."""
    found = ProfileVectorizer().set_output(transform=output).fit_transform(FORMS[form])
    assert isinstance(found, kind)
    assert list(found.columns) == list(USUAL)
    np.testing.assert_array_equal(found.to_numpy(), EXPECTED)


def test_columns_of_a_frame_are_remembered():
    """Frames have their columns kept, also arrow tables; other forms have none, and forget those of an earlier fit."""
    vectorizer = ProfileVectorizer()
    for form in ("pandas", "polars", "pyarrow"):
        vectorizer.fit(FORMS[form])
        assert vectorizer.feature_names_in_.tolist() == list(FRAME.columns)
        assert vectorizer.n_features_in_ == FRAME.shape[1]
    vectorizer.fit(PROFILES)
    assert not hasattr(vectorizer, "n_features_in_")
    assert not hasattr(vectorizer, "feature_names_in_")


def test_later_frames_may_have_other_columns():
    """What no feature needs is ignored, what misses is not observed, and order means nothing."""
    vectorizer = ProfileVectorizer(features=FEW).fit(FRAME)
    changed = FRAME.assign(colour="red").drop(columns="followers_count")[::-1]
    found = vectorizer.transform(changed[changed.columns[::-1]])
    assert np.isnan(found[:, 0]).all()
    np.testing.assert_array_equal(found[:, 1:], vectorizer.transform(PROFILES)[::-1, 1:])


def test_frames_without_rows_give_no_rows():
    """An empty frame is an empty matrix of the same width."""
    vectorizer = ProfileVectorizer(features=FEW).fit(PROFILES)
    for form in ("pandas", "polars", "pyarrow"):
        assert vectorizer.transform(FORMS[form][:0]).shape == (0, 3)


@pytest.mark.parametrize("classifier", CLASSIFIERS)
@pytest.mark.parametrize("form", FORMS)
def test_pipelines_are_cross_validated_over_every_form(form, classifier):
    """scikit-learn splits every form, and predictions do not depend on it."""
    pipeline = make_pipeline(ProfileVectorizer(), *CLASSIFIERS[classifier])
    found = cross_val_predict(pipeline, FORMS[form], KINDS, cv=2)
    np.testing.assert_array_equal(found, PREDICTED[classifier])


@pytest.mark.parametrize("n_jobs", [1, 2])
@pytest.mark.parametrize("form", ["pandas", "list", "table"])
def test_features_are_searched_in_a_grid(form, n_jobs):
    """The features are a parameter like others, in one process and in two."""
    pipeline = make_pipeline(ProfileVectorizer(), *CLASSIFIERS["trees"])
    grid = {"profilevectorizer__features": [["has_url"], None]}
    search = GridSearchCV(pipeline, grid, cv=2, n_jobs=n_jobs).fit(FORMS[form], KINDS)
    assert search.best_params_ == {"profilevectorizer__features": None}
    assert search.best_estimator_[0].n_features_out_ == len(USUAL)
    assert search.predict(FORMS[form]).shape == KINDS.shape


@pytest.mark.parametrize("output", ["pandas", "polars"])
@pytest.mark.parametrize("form", ["pandas", "polars"])
def test_column_transformer_takes_profiles_beside_other_columns(form, output):
    """In a column transformer profiles are some columns of a frame; the others go their own way."""
    own = np.arange(80.0)
    frame = FRAME.assign(own=own) if form == "pandas" else FORMS["polars"].with_columns(own=pl.Series(own))
    transformer = ColumnTransformer(
        [("profiles", ProfileVectorizer(features=FEW), list(FRAME.columns))], remainder="passthrough"
    ).set_output(transform=output)
    found = transformer.fit_transform(frame)
    names = [*(f"profiles__{name}" for name in FEW), "remainder__own"]
    assert list(found.columns) == names == transformer.get_feature_names_out().tolist()
    places = [list(USUAL).index(name) for name in FEW]
    np.testing.assert_array_equal(found.to_numpy(), np.column_stack([EXPECTED[:, places], own]))
    if form == output == "pandas":
        assert found.index.equals(FRAME.index)


@pytest.mark.parametrize("form", FORMS)
def test_feature_union_puts_vectors_side_by_side(form):
    """Two vectorizers of the same profiles are one, with their names in front."""
    parts = [(name, ProfileVectorizer(features=[name])) for name in FEW]
    union = FeatureUnion(parts).fit(FORMS[form])
    assert union.get_feature_names_out().tolist() == [f"{name}__{name}" for name in FEW]
    places = [list(USUAL).index(name) for name in FEW]
    np.testing.assert_array_equal(union.transform(FORMS[form]), EXPECTED[:, places])


def test_names_go_through_a_pipeline():
    """The names of a pipeline's output are those of the features."""
    pipeline = make_pipeline(ProfileVectorizer(features=FEW), StandardScaler()).fit(FRAME)
    assert pipeline.get_feature_names_out().tolist() == FEW
    assert pipeline.n_features_in_ == FRAME.shape[1]


def test_a_fitted_vectorizer_survives_files():
    """pickle and joblib keep what was learnt."""
    vectorizer = ProfileVectorizer(features=FEW).fit(FRAME)
    stream = io.BytesIO()
    joblib.dump(vectorizer, stream)
    stream.seek(0)
    for again in (pickle.loads(pickle.dumps(vectorizer)), joblib.load(stream)):  # noqa: S301
        np.testing.assert_array_equal(again.transform(PROFILES), vectorizer.transform(PROFILES))


def test_a_clone_has_the_parameters_and_nothing_learnt():
    """Cloning keeps every parameter as it was given."""
    vectorizer = ProfileVectorizer(features=FEW, platform="x", columns={"a": "username"}, observed_at="2024")
    again = clone(vectorizer)
    assert again.get_params() == vectorizer.get_params()
    with pytest.raises(NotFittedError):
        again.transform(PROFILES)
