"""The research releases that the shipped models learn from, and how each is to be read.

One entry a file: which rows are which kind, what the source is called, what its publisher allows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.errors import MissingExtraError, ProfileError
from fakefollow.readers import read
from fakefollow.table import BoolArray, ProfileTable, TextColumn, concatenate
from fakefollow.training.accounts import LabelledAccounts

KIND_OF_LABEL: Final[Mapping[str, str]] = {"human": "genuine", "fake_follower": "purchased", "bot": "bot"}

RESEARCH_ONLY: Final = "for research purposes only"
AS_STATED: Final = "as stated by its publisher"
CITE_YANG: Final = "research use; cite Yang et al. 2019, 2020"


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
        alone, caverlee-2011 is worth its genuine accounts. models/CHOICE.md compares.
    """

    file: str
    terms: str
    null_is_empty: tuple[str, ...] = ()
    source: str | None = None
    teaches: tuple[str, ...] = ("genuine", "purchased", "bot")


RELEASES: Final[tuple[Release, ...]] = (
    Release("accounts/cresci-2015.parquet", RESEARCH_ONLY),
    Release("accounts/cresci-2017.parquet", RESEARCH_ONLY),
    Release("accounts/botwiki-2019.parquet", CITE_YANG, ("url",)),
    Release("accounts/cresci-rtbust-2019.parquet", CITE_YANG, ("url",), teaches=("genuine",)),
    Release("accounts/verified-2019.parquet", CITE_YANG, ("url",)),
    Release("accounts/kaggle-nyu-bots-2017.parquet", AS_STATED, ("url",), "nyu-2017"),
    Release(
        "accounts/twitter-human-bots-sample.parquet",
        AS_STATED,
        source="human-bots-sample",
        teaches=("genuine",),
    ),
    Release("accounts/caverlee-2011.parquet", AS_STATED, source="caverlee-2011", teaches=("genuine",)),
    Release("accounts/numeric-midterm-2018.parquet", AS_STATED, teaches=()),
    Release("accounts/numeric-gilani-2017.parquet", AS_STATED, teaches=()),
)
"""Files of X accounts, in the order of their worth: of an account in two files the first one counts."""


@dataclass(frozen=True, eq=False)
class ReleasedAccounts:
    """Accounts of several releases, and which release each is from.

    Parameters
    ----------
    accounts : LabelledAccounts
        Kinds ``genuine``, ``purchased`` and ``bot``; no account twice.
    release : ndarray of int, shape (n,)
        Place of each account's release in `RELEASES`.
    """

    accounts: LabelledAccounts
    release: NDArray[np.intp]

    @property
    def training(self) -> BoolArray:
        """Which accounts a model is trained on: those of the kinds that their release teaches."""
        learnt = {(place, kind) for place, release in enumerate(RELEASES) for kind in release.teaches}
        pairs = zip(self.release.tolist(), self.accounts.kinds.tolist(), strict=True)
        return np.fromiter((pair in learnt for pair in pairs), np.bool_, len(self.release))

    def terms(self) -> dict[str, str]:
        """Return the terms of each source."""
        pairs = zip(self.accounts.sources.tolist(), self.release.tolist(), strict=True)
        return {source: RELEASES[place].terms for source, place in dict.fromkeys(pairs)}


def read_releases(folder: Path) -> ReleasedAccounts:
    """Read labelled accounts and drop every account that an earlier release holds as well.

    Parameters
    ----------
    folder : Path
        Data folder.

    Returns
    -------
    ReleasedAccounts

    Raises
    ------
    ProfileError
        If a file is missing.
    """
    parts = [_read_release(folder, release) for release in RELEASES]
    table = concatenate([part.table for part in parts])
    kinds = np.concatenate([part.kinds for part in parts])
    sources = np.concatenate([part.sources for part in parts])
    release = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    first = _first_occurrences(table)
    return ReleasedAccounts(LabelledAccounts(table, kinds, sources).where(first), release[first])


def _read_release(folder: Path, release: Release) -> LabelledAccounts:
    path = folder / release.file
    if not path.is_file():
        raise ProfileError(f"{path}: expected a file of the training data; see README of the data folder")
    labels = _label_columns(path)
    table = read(path, platform="x")
    columns = dict(table.columns)
    for name in release.null_is_empty:
        texts = table.texts(name)
        columns[name] = TextColumn(texts.data, texts.offsets, np.ones(len(table), np.bool_))
    kinds = np.array([KIND_OF_LABEL[label] for label in labels["label"]])
    sources = np.array(labels["source_group"] if release.source is None else [release.source] * len(kinds))
    return LabelledAccounts(ProfileTable(columns, len(table), table.platform), kinds, sources)


def _label_columns(path: Path) -> dict[str, list[Any]]:
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtraError("Reading the training data", "parquet") from error
    columns: dict[str, list[Any]] = parquet.read_table(path, columns=["label", "source_group"]).to_pydict()
    return columns


def _first_occurrences(table: ProfileTable) -> BoolArray:
    """Tell which accounts have an id that no earlier account has, or none at all."""
    ids = table.texts("id").to_list()
    first: dict[str, int] = {}
    for row, identifier in enumerate(ids):
        if identifier:
            first.setdefault(identifier, row)
    rows = enumerate(ids)
    return np.array([not identifier or first[identifier] == row for row, identifier in rows], np.bool_)
