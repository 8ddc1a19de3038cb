"""What each platform shows, and how much of the evidence of its model that leaves: models/PLATFORMS.md.

Made from the declared shapes of profiles and the weights of the shipped models; nothing is measured here.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from fakefollow.features import FEATURES
from fakefollow.platforms import CANONICAL, PLATFORMS, Platform, Shape
from fakefollow.report import markdown_table, spelt
from fakefollow.scoring import ONE_SIDED, Detector, load_detector, model_for_platform

TITLE: Final = "# What each platform shows"
INTRODUCTION: Final = (
    "Printed by `python -m models.platform_table`. Profiles come in the forms below. The model is the one that is "
    "chosen where `model=` is not given. The evidence is the coverage of a profile that shows every field of its "
    "form, and the time when it was observed: in its own field or by `observed_at=`. Below the least coverage of the "
    "model there is no verdict. All the evidence of a model that looks at little, such as the generic one, is little. "
    "A profile of a form may show less; `Scores.coverage` has the share of each. On a platform that its model was not "
    "learnt on, accounts are called only in lists of 100 and more that look like the communities that the model knows."
)


@dataclass(frozen=True, slots=True)
class FormRow:
    """One form of profiles and what its model makes of it.

    Parameters
    ----------
    platform, form : str
        Name of the platform, and of the form in words.
    model : str
        Name of the model that is chosen.
    shown, missing : tuple of str
        Canonical fields that the model looks at, those that the form shows and those that it does not.
    coverage : float
        Share of the model's evidence that the fields shown carry, 0 to 1.
    verdicts : bool
        Whether that suffices for a verdict.
    lacks : str
        What the form leaves out that another has, and how to get it; empty where that is nothing.
    """

    platform: str
    form: str
    model: str
    shown: tuple[str, ...]
    missing: tuple[str, ...]
    coverage: float
    verdicts: bool
    lacks: str


def platform_rows() -> Iterator[FormRow]:
    """Yield every form of every platform, in the order in which they are declared."""
    for platform in PLATFORMS:
        for shape in platform.shapes or (CANONICAL,):
            yield _row(platform, shape, load_detector(model_for_platform(platform.name)))


def _row(platform: Platform, shape: Shape, detector: Detector) -> FormRow:
    known = set(shape.fields)
    needed = dict.fromkeys(field for name in detector.features for field in FEATURES[name].fields)
    measured = [name for name in detector.features if _measurable(name, known)]
    one_sided = not {detector.features[index] for index in detector.balanced} <= set(measured)
    coverage = min(detector.evidence_share(measured), ONE_SIDED if one_sided else 1.0)
    return FormRow(
        platform.name,
        shape.name,
        detector.name,
        tuple(field for field in needed if field in shape.fields),
        tuple(field for field in needed if field not in known),
        coverage,
        coverage >= detector.policy.min_coverage,
        shape.lacks,
    )


def _measurable(name: str, known: set[str]) -> bool:
    feature = FEATURES[name]
    return set(feature.fields) <= known or feature.stand_in in known


def platforms_to_markdown() -> str:
    """Return models/PLATFORMS.md: a table a platform, and below it what forms leave out."""
    rows = list(platform_rows())
    parts = [TITLE, INTRODUCTION]
    for platform in dict.fromkeys(row.platform for row in rows):
        of_platform = [row for row in rows if row.platform == platform]
        learnt_on = load_detector(of_platform[0].model).learnt_on
        elsewhere = "" if platform in learnt_on else f", learnt on {spelt(' and '.join(learnt_on))}"
        parts += [f"## {platform}", f"Model: {of_platform[0].model}{elsewhere}.", _table(of_platform)]
        notes = dict.fromkeys(f"{row.form}: {row.lacks}" for row in of_platform if row.lacks)
        parts += ["\n".join(f"- {note}." for note in notes)] if notes else []
    return "\n\n".join(parts) + "\n"


def _table(rows: list[FormRow]) -> str:
    return markdown_table(
        [
            {
                "form": row.form,
                "evidence": f"{100 * row.coverage:.0f} %" + ("" if row.verdicts else ", no verdicts"),
                "shows": _names(row.shown),
                "does not show": _names(row.missing),
            }
            for row in rows
        ]
    )


def _names(fields: tuple[str, ...]) -> str:
    return ", ".join(f"`{field}`" for field in fields)


if __name__ == "__main__":
    sys.stdout.write(platforms_to_markdown())
