"""Research releases: files of invented accounts in the shape of the releases, read as training needs them."""

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from fakefollow import ProfileError
from fakefollow.simulate import simulate_accounts
from models.releases import INSTAGRAM_RELEASES, X_RELEASES, Release, read_releases, read_unlabelled

LABEL_OF_KIND = {"genuine": "human", "purchased": "fake_follower", "bot": "bot"}


def write_release(folder, number, release):
    """Write one file: two ids are shared with the release before it, urls are null where they are empty."""
    simulated = simulate_accounts(4, 3, 3, random_state=number)
    rows = []
    for place, (profile, kind) in enumerate(zip(simulated.profiles, simulated.kind, strict=True)):
        group = f"group {number} of {kind}"
        shared = {"id": str(1000 + 8 * number + place), "url": profile["url"] or None}
        rows.append({**profile, **shared, "label": LABEL_OF_KIND[kind], "source_group": group, "dataset": "made up"})
    path = folder / release.file
    path.parent.mkdir(parents=True, exist_ok=True)
    parquet.write_table(pa.Table.from_pylist(rows), path)
    return rows


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Return the data folder and the rows of each file in it."""
    folder = tmp_path_factory.mktemp("data")
    return folder, [write_release(folder, number, release) for number, release in enumerate(X_RELEASES)]


@pytest.fixture(scope="module")
def released(written):
    """Return the accounts that were read from the folder."""
    return read_releases(written[0])


def test_first_release_keeps_an_account_of_two(written, released):
    """An account that two files hold is there once, from the first of them, and the order is that of the files."""
    _, files = written
    ids = released.accounts.table.texts("id").to_list()
    assert ids == list(dict.fromkeys(row["id"] for rows in files for row in rows))
    expected = np.repeat(np.arange(len(X_RELEASES)), [10] + [8] * (len(X_RELEASES) - 1))
    np.testing.assert_array_equal(released.release, expected)


def test_an_id_of_two_platforms_is_two_accounts(tmp_path):
    """Ids are of a platform: the same number elsewhere is somebody else."""
    releases = (X_RELEASES[0], INSTAGRAM_RELEASES[0], X_RELEASES[1])
    for release in releases:
        write_release(tmp_path, 0, release)
    found = read_releases(tmp_path, releases)
    np.testing.assert_array_equal(np.bincount(found.release, minlength=3), [10, 10, 0])


def test_sources_know_their_platform(tmp_path):
    """Accounts of releases of two platforms know which source is of which."""
    releases = (X_RELEASES[0], INSTAGRAM_RELEASES[0])
    for number, release in enumerate(releases):
        write_release(tmp_path, number, release)
    accounts = read_releases(tmp_path, releases).accounts
    assert accounts.learnt_on == ["x", "instagram"]
    of = [accounts.platforms[name] for name in ("group 0 of bot", INSTAGRAM_RELEASES[0].source)]
    assert of == ["x", "instagram"]


def test_labels_become_kinds(written, released):
    """Human, fake follower and bot become genuine, purchased and bot, each with its own profile."""
    label = {row["id"]: row["label"] for rows in reversed(written[1]) for row in rows}
    ids = released.accounts.table.texts("id").to_list()
    assert [LABEL_OF_KIND[kind] for kind in released.accounts.kinds] == [label[identity] for identity in ids]
    posts = {row["id"]: row["posts_count"] for rows in reversed(written[1]) for row in rows}
    assert released.accounts.table.columns["posts_count"].to_list() == [posts[identity] for identity in ids]


def test_sources_are_groups_or_the_release(released):
    """Groups are the sources, unless the release says that its groups are none."""
    for number, release in enumerate(X_RELEASES):
        rows = released.release == number
        found = set(released.accounts.sources[rows].tolist())
        if release.source is not None:
            assert found == {release.source}
        else:
            kinds = set(released.accounts.kinds[rows].tolist())
            assert found == {f"group {number} of {kind}" for kind in kinds}


def test_models_learn_what_a_release_teaches(released):
    """An account is trained on where its release teaches its kind, and else serves for tests."""
    teaches = [X_RELEASES[place].teaches for place in released.release.tolist()]
    kinds = released.accounts.kinds.tolist()
    expected = [kind in taught for kind, taught in zip(kinds, teaches, strict=True)]
    assert released.training.tolist() == expected
    assert 0 < sum(expected) < len(expected)


def test_badly_labelled_people_teach_nothing(released):
    """Genuine accounts of nyu-2017 are tested on and neither teach nor calibrate; its bots teach."""
    rows = released.accounts.sources == "nyu-2017"
    np.testing.assert_array_equal(released.training[rows], released.accounts.kinds[rows] == "bot")


def test_null_means_what_the_release_means(written, released):
    """A null url is empty where the release leaves empty texts out, and not observed elsewhere."""
    first = {row["id"]: row["url"] for rows in reversed(written[1]) for row in rows}
    null = {identity for identity, url in first.items() if url is None}
    urls = released.accounts.table.texts("url").to_list()
    ids = released.accounts.table.texts("id").to_list()
    places = zip(ids, urls, released.release.tolist(), strict=True)
    found = {(number, url) for identity, url, number in places if identity in null}
    for number, url in found:
        assert url == ("" if "url" in X_RELEASES[number].null_is_empty else None)
    assert {"", None} <= {url for _, url in found}


def test_terms_are_those_of_the_release(released):
    """Every source has the terms of its release."""
    terms = released.terms()
    assert set(terms) == set(released.accounts.sources.tolist())
    assert terms["nyu-2017"] == next(r.terms for r in X_RELEASES if r.source == "nyu-2017")


def test_labels_never_become_columns(released):
    """Label, group and data set are no columns of the table that features see."""
    assert set(released.accounts.table.columns) & {"label", "source_group", "dataset", "lang"} == set()


def test_missing_file_is_named(tmp_path):
    """A folder without the files says which file is expected."""
    with pytest.raises(ProfileError, match=r"cresci-2015.parquet: expected a file of the training data; see README"):
        read_releases(tmp_path)


COUNTED = Release(
    "counted.parquet",
    "made up",
    source="counted",
    columns={"fullname_words": "name_words"},
    meaningless=("posts_count",),
    identified=False,
)


def write_counted(folder, rows):
    parquet.write_table(pa.Table.from_pylist(rows), folder / COUNTED.file)


def counted_row(followers, label="human", **more):
    """Return a row of a file that shows counts alone."""
    return {
        "followers_count": followers,
        "posts_count": 15,
        "fullname_words": 2,
        "label": label,
        "source_group": "a",
        **more,
    }


def test_columns_get_canonical_names_and_lose_what_is_meaningless(tmp_path):
    """A column of another name is read as what it is, and one that says nothing of an account is not observed."""
    write_counted(tmp_path, [counted_row(1), counted_row(2, "fake_follower")])
    accounts = read_releases(tmp_path, (COUNTED,)).accounts
    assert accounts.table.columns["name_words"].to_list() == [2, 2]
    assert set(accounts.table.columns) == {"name_words", "followers_count"}
    assert accounts.kinds.tolist() == ["genuine", "purchased"]
    assert accounts.sources.tolist() == ["counted", "counted"]


def test_rows_without_ids_that_are_alike_count_once(tmp_path):
    """Where a file has no ids, rows that are alike in everything it shows are one account, also what is meaningless."""
    rows = [counted_row(1), counted_row(1), counted_row(1, posts_count=16), counted_row(None), counted_row(None)]
    write_counted(tmp_path, rows)
    accounts = read_releases(tmp_path, (COUNTED,)).accounts
    assert accounts.table.columns["followers_count"].to_list() == [1, 1, None]


def test_unlabelled_accounts_are_read_apart(tmp_path):
    """Accounts that nobody labelled are no labelled accounts, and one that is labelled elsewhere is not among them."""
    release = Release("some.parquet", "made up")
    rows = [
        {**counted_row(number), "id": str(identity), "label": label}
        for number, (identity, label) in enumerate([(7, "human"), (8, "unlabelled"), (7, "unlabelled")])
    ]
    parquet.write_table(pa.Table.from_pylist(rows), tmp_path / release.file)
    assert read_releases(tmp_path, (release,)).accounts.table.texts("id").to_list() == ["7"]
    assert read_unlabelled(tmp_path, release).texts("id").to_list() == ["8"]


def test_platforms_have_releases_of_their_own():
    """Every file is of one platform, and no source of Instagram is one of X."""
    assert {release.platform for release in X_RELEASES} == {"x"}
    assert {release.platform for release in INSTAGRAM_RELEASES} == {"instagram"}
    named = [release.source for release in INSTAGRAM_RELEASES]
    assert len(set(named)) == len(named)
    assert {release.source for release in X_RELEASES}.isdisjoint(named)
