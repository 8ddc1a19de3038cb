"""The research releases that the shipped models learn from and are tested on, and how each is to be read.

One entry a file: which rows are which kind, what the source is called, what its publisher allows.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.errors import MissingExtraError, ProfileError
from fakefollow.evaluation import LabelledAccounts, StrArray
from fakefollow.profiles import BoolArray, Column, ProfileTable, TextColumn, concatenate
from fakefollow.readers import read

KIND_OF_LABEL: Final[Mapping[str, str]] = {"human": "genuine", "fake_follower": "purchased", "bot": "bot"}
"""Label of the files -> kind; accounts with any other label are of no known kind."""

RESEARCH_ONLY: Final = "for research purposes only"
AS_STATED: Final = "as stated by its publisher"
CITE_YANG: Final = "research use; cite Yang et al. 2019, 2020"
SHARE_ALIKE: Final = "CC BY-SA 4.0, SRF Data 2017"


@dataclass(frozen=True, slots=True)
class Release:
    """One file of labelled accounts.

    Parameters
    ----------
    file : str
        Path below the data folder.
    terms : str
        What the publisher asks for.
    null_is_empty : tuple of str
        Texts that the platform gives as null where the account left them empty.
    source : str, optional
        Name of the source where the file's own groups are not sources.
    teaches : tuple of str, default=("genuine", "purchased", "bot")
        Kinds that models learn from this file; the others serve for tests alone. Retweet bots and weakly labelled
        bots teach nothing that a profile shows, and make every other bot harder to tell: left out, figures on
        sources held out rise (Yang et al. 2020 found the same of adding all data). Of files that show counts
        alone, caverlee-2011 is worth its genuine accounts. Genuine accounts of nyu-2017 are badly labelled: 6 % of
        them were flagged by every method, and they set the threshold of all others. models/CHOICE.md compares.
    platform : str, default="x"
        Platform of the accounts.
    columns : mapping of str to str
        Column of the file -> canonical name, where they differ.
    meaningless : tuple of str
        Canonical columns whose values say how the file was made and nothing of an account: not observed.
    identified : bool, default=True
        Whether accounts have ids. Where not, those that are alike in all that the file shows count as one.
    by_quarter : int, default=0
        Number of sources into which accounts are dealt by the quarter of a year in which they were created, where
        nothing else tells sources apart; 0 where the sources are the groups of the file.
    """

    file: str
    terms: str
    null_is_empty: tuple[str, ...] = ()
    source: str | None = None
    teaches: tuple[str, ...] = ("genuine", "purchased", "bot")
    platform: str = "x"
    columns: Mapping[str, str] = field(default_factory=dict)
    meaningless: tuple[str, ...] = ()
    identified: bool = True
    by_quarter: int = 0


X_RELEASES: Final[tuple[Release, ...]] = (
    Release("accounts/cresci-2015.parquet", RESEARCH_ONLY),
    Release("accounts/cresci-2017.parquet", RESEARCH_ONLY),
    Release("accounts/vendor-purchased-2019.parquet", AS_STATED, ("url",)),
    Release("accounts/botwiki-2019.parquet", CITE_YANG, ("url",)),
    Release("accounts/cresci-rtbust-2019.parquet", CITE_YANG, ("url",), teaches=("genuine",)),
    Release("accounts/verified-2019.parquet", CITE_YANG, ("url",)),
    Release("accounts/kaggle-nyu-bots-2017.parquet", AS_STATED, ("url",), "nyu-2017", teaches=("bot",)),
    Release("accounts/twibot22-first-1000.parquet", AS_STATED, source="twibot22-2022", teaches=("genuine",)),
    Release(
        "accounts/twibot22-recrawled-2024.parquet",
        AS_STATED,
        source="twibot22-2024",
        teaches=("genuine",),
        meaningless=("verified",),
    ),
    Release("accounts/twitter-human-bots-sample.parquet", AS_STATED, source="human-bots-sample", teaches=("genuine",)),
    Release("accounts/caverlee-2011.parquet", AS_STATED, source="caverlee-2011", teaches=("genuine",)),
    Release("accounts/numeric-midterm-2018.parquet", AS_STATED, teaches=()),
    Release("accounts/numeric-gilani-2017.parquet", AS_STATED, teaches=()),
)
"""Files of X accounts, in the order of their worth: of an account in two files the first one counts. Nobody is verified
in the one of 2024, for the platform had given the old mark up."""

INSTAGRAM_RELEASES: Final[tuple[Release, ...]] = (
    Release("accounts/srf-instagram-2017.parquet", SHARE_ALIKE, source="srf-instagram-2017", platform="instagram"),
    Release(
        "accounts/kaggle-ig-free4ever1.parquet",
        AS_STATED,
        source="kaggle-ig-free4ever1",
        platform="instagram",
        columns={"fullname_words": "name_words"},
        identified=False,
    ),
    Release(
        "accounts/ig-pd-processed.parquet",
        AS_STATED,
        source="ig-pd-processed",
        platform="instagram",
        columns={"fullname_length": "name_length"},
        meaningless=("default_profile_image", "posts_count"),
        identified=False,
    ),
    Release(
        "accounts/purba-instagram-2019.parquet",
        AS_STATED,
        source="purba-instagram-2019",
        platform="instagram",
        identified=False,
    ),
    Release(
        "accounts/parma-instagram-2020.parquet",
        AS_STATED,
        source="parma-instagram-2020",
        platform="instagram",
        identified=False,
    ),
)
"""Files of Instagram accounts. Pictures in ig-pd-processed are missing in 99 %, and 72 % of its fakes but 1 % of its
people have exactly 15 posts, so that neither column can be what it says. Shares of digits without a length are no
counts and are left out. Counts above 999 in purba-instagram-2019 were rounded by its source, as the platform shows
them."""


N_QUARTER_GROUPS: Final = 5
"""As many as folds of the calibration; no divisor of the four quarters of a year."""

GITHUB_RELEASES: Final[tuple[Release, ...]] = (
    Release(
        "accounts/starscout-github-2024.parquet",
        "Apache-2.0; cite He et al. 2026 (StarScout)",
        source="starscout-2024",
        platform="github",
        columns={"public_repos": "repositories_count"},
        by_quarter=N_QUARTER_GROUPS,
    ),
)
"""Accounts of GitHub: of campaigns of bought stars, and actors drawn beside them. Events say how accounts were found,
and the time of the last change says when the campaign was: neither is read."""


@dataclass(frozen=True, eq=False)
class ReleasedAccounts:
    """Accounts of several releases, and which release each is from.

    Parameters
    ----------
    accounts : LabelledAccounts
        Kinds ``genuine``, ``purchased`` and ``bot``; no account twice.
    release : ndarray of int, shape (n,)
        Place of each account's release among the releases.
    releases : tuple of Release
        What was read.
    """

    accounts: LabelledAccounts
    release: NDArray[np.intp]
    releases: tuple[Release, ...] = X_RELEASES

    @property
    def training(self) -> BoolArray:
        """Which accounts a model is trained on: those of the kinds that their release teaches."""
        learnt = {(place, kind) for place, release in enumerate(self.releases) for kind in release.teaches}
        pairs = zip(self.release.tolist(), self.accounts.kinds.tolist(), strict=True)
        return np.fromiter((pair in learnt for pair in pairs), np.bool_, len(self.release))

    def terms(self) -> dict[str, str]:
        """Return the terms of each source."""
        pairs = zip(self.accounts.sources.tolist(), self.release.tolist(), strict=True)
        return {source: self.releases[place].terms for source, place in dict.fromkeys(pairs)}


def read_releases(folder: Path, releases: tuple[Release, ...] = X_RELEASES) -> ReleasedAccounts:
    """Read labelled accounts and drop every account that an earlier release of the platform holds as well."""
    parts = [_labelled(folder, release) for release in releases]
    table = concatenate([part.table for part in parts])
    kinds = np.concatenate([part.kinds for part in parts])
    sources = np.concatenate([part.sources for part in parts])
    release = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    platforms = {
        source: of.platform for part, of in zip(parts, releases, strict=True) for source in set(part.sources.tolist())
    }
    accounts = zip(release.tolist(), table.texts("id").to_list(), strict=True)
    ids = [account and (releases[place].platform, account) for place, account in accounts]
    first = _first_occurrences(ids)
    labelled = LabelledAccounts(table, kinds, sources, platforms)
    return ReleasedAccounts(labelled.where(first), release[first], releases)


def read_unlabelled(folder: Path, release: Release) -> ProfileTable:
    """Return the accounts of a release of which nobody said what they are, without those that are labelled as well."""
    table, labels, _ = _read_release(folder, release)
    known = np.isin(labels, list(KIND_OF_LABEL))
    ids = np.array(table.texts("id").to_list())
    return table.take(np.flatnonzero(~known & ~np.isin(ids, ids[known])))


def _labelled(folder: Path, release: Release) -> LabelledAccounts:
    table, labels, groups = _read_release(folder, release)
    rows = np.flatnonzero(np.isin(labels, list(KIND_OF_LABEL)))
    kinds = np.array([KIND_OF_LABEL[label] for label in labels[rows].tolist()])
    sources = groups[rows] if release.source is None else np.full(len(rows), release.source)
    table = table.take(rows)
    if release.by_quarter:
        sources = quarter_sources(table, release.by_quarter)
    return LabelledAccounts(table, kinds, sources)


def quarter_sources(table: ProfileTable, n_groups: int = N_QUARTER_GROUPS) -> StrArray:
    """Return the group of quarters in which each account was created: every n-th quarter is of the same one.

    So no quarter is both learnt from and tested on: accounts that were made together for one order stay together.
    """
    quarters = created_quarters(table)
    return np.array([f"quarters {quarter % n_groups + 1} of {n_groups}" for quarter in quarters.tolist()])


def created_quarters(table: ProfileTable) -> NDArray[np.int64]:
    """Return the number of the quarter, from 1970 on, in which each account was created."""
    months: NDArray[np.int64] = table.times("created_at").astype("datetime64[M]").astype(np.int64)
    return months // 3


def _read_release(folder: Path, release: Release) -> tuple[ProfileTable, StrArray, StrArray]:
    """Return the profiles of a file with their labels and groups."""
    path = folder / release.file
    if not path.is_file():
        raise ProfileError(f"{path}: expected a file of the training data; see README of the data folder")
    labels = _label_columns(path)
    table = read(path, platform=release.platform, columns=dict(release.columns) or None)
    columns = dict(table.columns)
    for name in release.null_is_empty:
        texts = table.texts(name)
        columns[name] = TextColumn(texts.data, texts.offsets, np.ones(len(table), np.bool_))
    rows = np.arange(len(table)) if release.identified else np.flatnonzero(_first_alike(columns, len(table)))
    for name in release.meaningless:
        del columns[name]
    table = ProfileTable(columns, len(table), table.platform).take(rows)
    return table, np.array(labels["label"])[rows], np.array(labels["source_group"])[rows]


def _first_alike(columns: Mapping[str, Column], n_rows: int) -> BoolArray:
    """Tell which rows differ from every earlier one in some column."""
    rows = list(zip(*(column.to_list() for column in columns.values()), strict=True))
    return _first_occurrences(rows)


def _label_columns(path: Path) -> dict[str, list[Any]]:
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtraError("Reading the training data", "parquet") from error
    columns: dict[str, list[Any]] = parquet.read_table(path, columns=["label", "source_group"]).to_pydict()
    return columns


def _first_occurrences(names: Sequence[Hashable]) -> BoolArray:
    """Tell which names no earlier place has; what has none (None or empty) is always the first."""
    first: dict[Hashable, int] = {}
    for place, name in enumerate(names):
        if name:
            first.setdefault(name, place)
    places = enumerate(names)
    return np.array([not name or first[name] == place for place, name in places], np.bool_)
