"""Try the backbones of Instagram and of the generic model on what is left out: ``python -m models.choosing_generic``.

Prints ``models/GENERIC.md``; about three minutes. A backbone is fixed: nothing of a feature is fitted to accounts, so a
set or a platform is left out by leaving it out of the choice and of the threshold.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, Final, Self

import numpy as np

from fakefollow.evaluation import (
    LabelledAccounts,
    Predictions,
    StrArray,
    auc,
    false_positive_rate,
    mcc,
    recall_at,
    value_of,
)
from fakefollow.features import UsernameModel, measure
from fakefollow.profiles import BoolArray, FloatArray
from fakefollow.report import markdown_table
from fakefollow.scoring import GENUINE, FalsePositiveCurve
from fakefollow.training import TrainingSettings, balancing_weights
from models.bench.accounts.folds import INSTAGRAM_SETS, seller_folds, vendor_folds
from models.plans import GENERIC_BACKBONE, INSTAGRAM_BACKBONE
from models.releases import INSTAGRAM_RELEASES, read_releases

Backbone = Mapping[str, tuple[float, float]]

RATE: Final = 0.02
"""False-positive rate of the thresholds: the default policy."""

TRIED: Final[Mapping[str, Sequence[tuple[float, float]]]] = {
    "following_count": [(slope, offset) for slope in (1.0, 1.3, 1.6) for offset in (1.0, 50.0, 100.0, 200.0)],
    "followers_count": [(-1.0, 10.0)],
    "posts_count": [(-slope, 3.0) for slope in (0.15, 0.25, 0.5)],
    "description_length": [(-slope, 1.0) for slope in (0.1, 0.3)],
    "has_url": [(0.0, 0.1), (-0.5, 0.1)],
    "default_profile_image": [(0.6, 0.1), (1.2, 0.1)],
    "username_digits": [(0.0, 1.0), (0.3, 1.0)],
}
"""Feature -> slopes and offsets that are tried with all others."""

RATIO: Final = {"following_count": (1.0, 1.0), "followers_count": (-1.0, 1.0)}
CANDIDATES: Final[Mapping[str, Backbone]] = {
    "following for each follower, both from 1": RATIO,
    "with posts": {**RATIO, "posts_count": (-0.25, 3.0)},
    "offsets that keep few from meaning much": {k: GENERIC_BACKBONE[k] for k in ("following_count", "followers_count")},
    "with posts and these offsets": {k: v for k, v in GENERIC_BACKBONE.items() if k != "description_length"},
    "shipped as generic": GENERIC_BACKBONE,
    "a longer bio for three times as much": {**GENERIC_BACKBONE, "description_length": (-0.3, 1.0)},
    "shipped as instagram": INSTAGRAM_BACKBONE,
}
"""Name -> backbone that is tried on both platforms."""


@dataclass(frozen=True, eq=False)
class Measured:
    """Accounts with what each term of a backbone says of them."""

    sources: StrArray
    not_genuine: BoolArray
    features: Mapping[str, FloatArray]
    weight: FloatArray

    @classmethod
    def of(cls, accounts: LabelledAccounts) -> Self:
        """Return accounts with the features of all backbones."""
        names = list(dict.fromkeys((*TRIED, *INSTAGRAM_BACKBONE, *GENERIC_BACKBONE)))
        columns = measure(accounts.table, names, UsernameModel.uniform()).T
        weight = balancing_weights(accounts.kinds, accounts.sources)
        features = dict(zip(names, columns, strict=True))
        return cls(accounts.sources, accounts.kinds != GENUINE, features, weight)

    def term(self, name: str, slope: float, offset: float) -> FloatArray:
        """Return what one term says, as the tables of a detector do (n,)."""
        column = self.features[name][:, None]
        settings = TrainingSettings(features=(name,), backbone={name: (slope, offset)})
        said: FloatArray = settings.backbone_tables(column, self.weight).total(column)[:, 0]
        return said

    def evidence(self, backbone: Backbone) -> FloatArray:
        """Return what a backbone says (n,)."""
        said: FloatArray = sum((self.term(name, *term) for name, term in backbone.items()), np.zeros(len(self.weight)))
        return said

    def judged(self, evidence: FloatArray, tested: Sequence[str], teaching: Sequence[str]) -> Predictions:
        """Return predictions for sources at the threshold of the genuine accounts of others."""
        genuine = ~self.not_genuine & np.isin(self.sources, teaching)
        threshold = FalsePositiveCurve.fit(evidence[genuine], self.sources[genuine]).at(RATE)
        rows = np.isin(self.sources, tested)
        return Predictions(self.not_genuine[rows], evidence[rows], evidence[rows] > threshold)


def others(name: str, of: Sequence[str]) -> list[str]:
    """Return the sets but one."""
    return [one for one in of if one != name]


def choose(known: Measured, said: Mapping[tuple[tuple[float, float], ...], FloatArray], sets: Sequence[str]) -> Any:
    """Return the terms whose AUC plus MCC is highest, a mean over sets each judged at the threshold of the others."""

    def worth(evidence: FloatArray) -> float:
        found = [known.judged(evidence, [name], others(name, sets)) for name in sets]
        return sum(value_of(metric, one) for one in found for metric in (auc, mcc))

    return max(said, key=lambda terms: worth(said[terms]))


def instagram_rows(known: Measured, tried: Mapping[str, Sequence[tuple[float, float]]] = TRIED) -> list[dict[str, str]]:
    """Return one row a set: what the others choose and reach on it, and what ships reaches."""
    terms = {(name, *term): known.term(name, *term) for name, every in tried.items() for term in every if term[0]}
    silent = np.zeros(len(known.weight))
    said = {
        combined: sum((terms.get((name, *term), silent) for name, term in zip(tried, combined, strict=True)), silent)
        for combined in product(*tried.values())
    }
    shipped = known.evidence(INSTAGRAM_BACKBONE)
    rows, figures = [], []
    for name in INSTAGRAM_SETS:
        rest = others(name, INSTAGRAM_SETS)
        chosen = choose(known, said, rest)
        found = [known.judged(evidence, [name], rest) for evidence in (said[chosen], shipped)]
        figures.append([value_of(m, one) for one in found for m in (auc, mcc, false_positive_rate, recall_at(0.01))])
        told = ", ".join(
            f"{feature} {slope:g} ({offset:g})" for feature, (slope, offset) in zip(tried, chosen, strict=True)
        )
        rows.append({"left out": name, "the others choose": told, **_cells(figures[-1])})
    return [*rows, {"left out": "mean", "the others choose": "", **_cells(np.mean(figures, axis=0).tolist())}]


def _cells(figures: Sequence[float]) -> dict[str, str]:
    names = ("AUC", "MCC", "false positives", "recall at 1 %")
    titles = [f"{name}, {of}" for of in ("as chosen", "as shipped") for name in names]
    return {title: f"{figure:.3f}" for title, figure in zip(titles, figures, strict=True)}


def candidate_rows(x: Measured, instagram: Measured) -> list[dict[str, str]]:
    """Return one row a backbone: mean AUC on either platform."""
    rows = []
    for name, backbone in CANDIDATES.items():
        on_x, on_instagram = x.evidence(backbone), instagram.evidence(backbone)
        sets = [_auc_of(instagram, on_instagram, [one], [one]) for one in INSTAGRAM_SETS]
        cells = {fold.name: _auc_of(x, on_x, fold.not_genuine, fold.genuine) for fold in seller_folds()}
        nine = [cells[fold.name] for fold in vendor_folds()]
        later = [value for cell, value in cells.items() if cell.startswith("vendor-2019")]
        figures = {"24 cells of X": [*cells.values()], "nine of 2013": nine, "six of vendor-2019": later}
        figures["five sets of Instagram"] = sets
        rows.append({"backbone": name, **{title: f"{np.mean(values):.3f}" for title, values in figures.items()}})
    return rows


def _auc_of(known: Measured, evidence: FloatArray, sellers: Sequence[str], people: Sequence[str]) -> float:
    sold = known.not_genuine & np.isin(known.sources, sellers)
    rows = sold | (~known.not_genuine & np.isin(known.sources, people))
    return value_of(auc, Predictions(known.not_genuine[rows], evidence[rows], evidence[rows] > 0.0))


def backbone_parts(
    x: LabelledAccounts, instagram: LabelledAccounts, tried: Mapping[str, Sequence[tuple[float, float]]] = TRIED
) -> Iterator[str]:
    """Yield the parts of the text."""
    on_x, on_instagram = (Measured.of(part.where(part.kinds != "bot")) for part in (x, instagram))
    yield "# What the models of Instagram and of any platform stand on"
    yield (
        "Printed by `python -m models.choosing_generic`. Evidence is the sum over features of slope * ln(value + "
        "offset); a feature that is not shown says nothing. What trees learn of some sets of Instagram misleads on the "
        "others, so no more than this is used, and of it nothing is fitted to a set but how far it counts."
    )
    combinations = int(np.prod([len(every) for every in tried.values()]))
    yield (
        f"## Instagram: chosen without the set\n\nOf {combinations:,} combinations the other four sets choose the one "
        "whose AUC plus MCC is highest, each set judged at the threshold that the rest of them give for 2 % false "
        "positives (mean of sets). Beside it what ships: its round numbers were taken with all five in sight, so "
        "those of what was chosen are the honest figures. Readers and newcomers, whom a detector never calls, are "
        "not spared here."
    )
    yield markdown_table(instagram_rows(on_instagram, tried))
    yield "## Any platform\n\nMean AUC of what is the same on both platforms; nothing is learnt, so neither has taught."
    yield markdown_table(candidate_rows(on_x, on_instagram))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print models/GENERIC.md."""
    parser = argparse.ArgumentParser(prog="python -m models.choosing_generic", description=__doc__)
    parser.add_argument("--data", required=True, type=Path, metavar="DIR", help="folder of the research releases")
    data = parser.parse_args(arguments).data
    both = read_releases(data).accounts, read_releases(data, INSTAGRAM_RELEASES).accounts
    sys.stdout.write("\n\n".join(backbone_parts(*both)) + "\n")


if __name__ == "__main__":
    main()
