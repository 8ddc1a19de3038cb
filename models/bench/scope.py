"""Scope: how much of a bench is run. The default is what RESULTS.md publishes; tests run less of the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fakefollow.training import TrainingSettings
from models.bench.accounts.folds import Fold
from models.bench.audiences.blocks import SIZES
from models.bench.audiences.events import CLEAN_SIZES, MARKED, N_PARTS, Marked
from models.bench.audiences.mangled import MANGLED_LISTS
from models.bench.audiences.shares import N_AUDIENCES
from models.bench.audiences.times import N_FOLLOWERS, SEEDS
from models.bench.baselines import ALL_BASELINES
from models.bench.growth import N_LISTS, N_SERIES
from models.bench.influence import N_HISTORIES, N_INTERACTIONS, N_PAIRS
from models.bench.speed import CASES
from models.plans import GENERIC_SETTINGS, GITHUB_SETTINGS, INSTAGRAM_SETTINGS


@dataclass(frozen=True, slots=True)
class Scope:
    """What a bench trains, and on how many folds, splits and lists it measures.

    Parameters
    ----------
    settings, instagram_settings, github_settings, generic_settings : TrainingSettings
        How detectors of X, of Instagram, of GitHub and of any platform are trained.
    baselines : tuple of str
        Keys of `ALL_BASELINES` that stand beside ours.
    every : int, default=1
        Every how-manieth fold of a protocol is run.
    n_audiences : int
        Audiences for each true share.
    time_followers, time_seeds : int, tuple of int
        Size and seeds of the lists on which follow times are judged.
    block_lists : mapping of int to int
        Followers of a list with one bought block -> lists of each setting.
    clean_sizes : tuple of int
        Followers of the lists of each setting in which nothing was bought.
    n_parts : int
        Random parts of each real list in which nothing is known to be bought.
    mangled_lists : mapping of int to int
        Followers of a simulated list that is mangled -> lists of each setting.
    marked : mapping
        Real lists with blocks marked by eye.
    growth_series, growth_lists : int
        Simulated series of counts of each form, and pairs of lists.
    histories, pairs, interactions : int
        Simulated histories of reactions of each seller and share, pairs of accounts that are compared, and reactions
        of the largest history that is timed.
    speed_accounts, speed_cases : int, tuple of str
        Accounts that are scored, and keys of `models.bench.speed.CASES`.
    n_jobs : int, default=-1
        Processes, as in joblib.
    """

    settings: TrainingSettings = field(default_factory=TrainingSettings)
    instagram_settings: TrainingSettings = INSTAGRAM_SETTINGS
    github_settings: TrainingSettings = GITHUB_SETTINGS
    generic_settings: TrainingSettings = GENERIC_SETTINGS
    baselines: tuple[str, ...] = tuple(ALL_BASELINES)
    every: int = 1
    n_audiences: int = N_AUDIENCES
    time_followers: int = N_FOLLOWERS
    time_seeds: tuple[int, ...] = SEEDS
    block_lists: Mapping[int, int] = field(default_factory=lambda: SIZES)
    clean_sizes: tuple[int, ...] = CLEAN_SIZES
    n_parts: int = N_PARTS
    mangled_lists: Mapping[int, int] = field(default_factory=lambda: MANGLED_LISTS)
    marked: Mapping[str, Marked] = field(default_factory=lambda: MARKED)
    growth_series: int = N_SERIES
    growth_lists: int = N_LISTS
    histories: int = N_HISTORIES
    pairs: int = N_PAIRS
    interactions: int = N_INTERACTIONS
    speed_accounts: int = 1_000_000
    speed_cases: tuple[str, ...] = tuple(CASES)
    n_jobs: int = -1

    def some(self, folds: Sequence[Fold]) -> Sequence[Fold]:
        """Return the folds of a protocol that are run."""
        return folds[:: self.every]
