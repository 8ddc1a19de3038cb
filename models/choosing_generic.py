"""Choose the features of the generic model on accounts of X alone: ``python -m models.choosing_generic --data DIR``.

Prints ``models/GENERIC.md``; about five minutes on two cores.

The generic model is for platforms that it has not seen, so candidates are compared on sellers and people held out as X
shows them, and as a platform would that differs from X in what is known to differ: people post less, everybody has
fewer followers and follows fewer, handles hold a server's name. Candidates know purchased accounts alone; a second
table says what they would make of automated ones. No account of another platform has a part in the choice.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from joblib import delayed

from fakefollow.evaluation import LabelledAccounts, auc, value_of
from fakefollow.features import FEATURES
from fakefollow.profiles import BoolArray, ProfileTable, TextColumn, ValueColumn
from fakefollow.report import markdown_table
from fakefollow.scoring import GENUINE, Policy
from fakefollow.training import TrainingSettings
from models.bench.accounts.folds import GENUINE_GROUPS, Fold, bot_folds, genuine_folds, vendor_folds
from models.bench.accounts.run import DetectorMethod
from models.plans import GENERIC_SETTINGS, SHARED_FEATURES
from models.releases import ReleasedAccounts, read_releases
from models.running import in_processes

SETTINGS: Final = TrainingSettings(policy=Policy(max_false_positive_rate=0.005))
POSTS: Final = {name for name, feature in FEATURES.items() if "posts_count" in feature.fields}
SIZES: Final = {"followers_count", "following_count", "following_per_squared_follower"}
HANDLES: Final = {
    "follow_limit_use",
    "username_length",
    "username_capitals",
    "username_class_changes",
    "username_likelihood",
    "name_username_similarity",
}


def _without(*left_out: set[str]) -> tuple[str, ...]:
    return tuple(name for name in SHARED_FEATURES if name not in set().union(*left_out))


CANDIDATES: Final[Mapping[str, tuple[str, ...]]] = {
    "everything that platforms share": SHARED_FEATURES,
    "without X's follow limit and form of handles": _without(HANDLES),
    "also without posts": _without(HANDLES, POSTS),
    "also without numbers of followers, save in relation": _without(HANDLES, POSTS, SIZES),
}

SHIPPED: Final = GENERIC_SETTINGS.features


def _with(table: ProfileTable, name: str, column: TextColumn | ValueColumn) -> ProfileTable:
    return replace(table, columns={**table.columns, name: column})


def fewer(factor: int, *names: str) -> Callable[[ProfileTable], ProfileTable]:
    """Return the move to a platform on which some counts of everybody are so many times smaller."""

    def move(table: ProfileTable) -> ProfileTable:
        for name in names:
            counts = table.columns[name]
            if isinstance(counts, ValueColumn):
                table = _with(table, name, ValueColumn(counts.values // factor, counts.valid))
        return table

    return move


def handles_with_a_server(table: ProfileTable) -> ProfileTable:
    """Return the accounts as a platform would show them whose handles are small and end in a server's name."""
    if not table.has("username"):
        return table
    handles = [
        handle and f"{handle.lower().replace('_', '.')}.example.social" for handle in table.texts("username").to_list()
    ]
    return _with(table, "username", TextColumn.from_strings(handles))


PLATFORMS: Final[Mapping[str, Callable[[ProfileTable], ProfileTable]]] = {
    "as X": lambda table: table,
    "10 times fewer posts": fewer(10, "posts_count"),
    "30 times fewer posts": fewer(30, "posts_count"),
    "3 times fewer followers and followed": fewer(3, "followers_count", "following_count"),
    "handles with a server": handles_with_a_server,
}


def judged(
    fold: Fold, name: str, known: LabelledAccounts, tested: LabelledAccounts, settings: TrainingSettings
) -> list[dict[str, Any]]:
    """Return what a candidate reaches in one fold on each kind of platform."""
    fitted, rows = DetectorMethod(replace(settings, features=CANDIDATES[name]))(known), []
    genuine = tested.kinds == GENUINE
    for platform, move in PLATFORMS.items():
        predictions = fitted.predict(replace(tested, table=move(tested.table)))
        row = {"candidate": name, "platform": platform, "false": float(predictions.flagged[genuine].mean())}
        if not genuine.all():
            row |= {"auc": value_of(auc, predictions), "recall": float(predictions.flagged[~genuine].mean())}
        rows.append(row)
    return rows


def rows_of(
    accounts: LabelledAccounts, training: BoolArray, folds: Sequence[Fold], settings: TrainingSettings, n_jobs: int
) -> list[dict[str, Any]]:
    """Return what every candidate reaches in every fold."""
    tasks = (
        delayed(judged)(
            fold,
            name,
            accounts.where(training & ~fold.unseen(accounts)),
            accounts.where(fold.tested(accounts)),
            settings,
        )
        for name in CANDIDATES
        for fold in folds
    )
    return [row for part in in_processes(tasks, n_jobs) for row in part]


def of(rows: Sequence[dict[str, Any]], name: str, platform: str) -> list[dict[str, Any]]:
    """Return the rows of one candidate on one kind of platform."""
    return [row for row in rows if (row["candidate"], row["platform"]) == (name, platform)]


def title(name: str) -> str:
    """Return the name of a candidate with the number of its features."""
    features = CANDIDATES[name]
    return f"{name} ({len(features)}{', shipped' if features == SHIPPED else ''})"


def feature_parts(
    released: ReleasedAccounts, settings: TrainingSettings = SETTINGS, every: int = 1, n_jobs: int = -1
) -> Iterator[str]:
    """Yield the parts of the text; every how-manieth fold of a protocol is run."""
    accounts, training = released.accounts, released.training
    yield "# How the features of the generic model were chosen"
    yield (
        "Printed by `python -m models.choosing_generic`. Nine cells of seller and people of X held out, and the "
        "genuine accounts of six sources held out, at thresholds for 0.5 % false positives: as X shows them, and as a "
        "platform would on which everybody posts less or has fewer followers, or whose handles hold a server's name. "
        "No account of another platform has a part in it. Taken is what loses least where the platform differs."
    )
    folds = [*vendor_folds()[::every], *genuine_folds()[::every]]
    rows = rows_of(accounts, training & (accounts.kinds != "bot"), folds, settings, n_jobs)
    yield markdown_table(
        [_row(title(name), platform, of(rows, name, platform)) for name in CANDIDATES for platform in PLATFORMS]
    )
    yield (
        "Automated accounts of eight sources held out, beside genuine accounts of two sources held out, by candidates "
        "that know them as a kind of its own. The generic model leaves the kind out."
    )
    folds = [fold for fold in bot_folds() if fold.counts and fold.genuine == GENUINE_GROUPS[1]]
    rows = rows_of(accounts, training, folds[::every], settings, n_jobs)
    yield markdown_table([_bot_row(title(name), of(rows, name, "as X")) for name in CANDIDATES])


def _row(features: str, platform: str, found: list[dict[str, Any]]) -> dict[str, str]:
    cells = [row for row in found if "auc" in row]
    false = [row["false"] for row in found if "auc" not in row]
    return {
        "features": features,
        "platform": platform,
        "mean AUC": f"{np.mean([row['auc'] for row in cells]):.4f}",
        "worst AUC": f"{min(row['auc'] for row in cells):.3f}",
        "mean recall": f"{np.mean([row['recall'] for row in cells]):.3f}",
        "false positives per 1,000, mean of sources": f"{1000 * np.mean(false):.1f}",
        "worst source": f"{1000 * max(false):.1f}",
    }


def _bot_row(features: str, found: list[dict[str, Any]]) -> dict[str, str]:
    return {
        "features": features,
        "mean AUC": f"{np.mean([row['auc'] for row in found]):.3f}",
        "worst AUC": f"{min(row['auc'] for row in found):.3f}",
        "mean recall": f"{np.mean([row['recall'] for row in found]):.3f}",
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Print models/GENERIC.md."""
    parser = argparse.ArgumentParser(prog="python -m models.choosing_generic", description=__doc__)
    parser.add_argument("--data", required=True, type=Path, metavar="DIR", help="folder of the research releases")
    released = read_releases(parser.parse_args(arguments).data)
    sys.stdout.write("\n\n".join(feature_parts(released)) + "\n")


if __name__ == "__main__":
    main()
