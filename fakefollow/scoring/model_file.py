"""Model folders: plain JSON that is checked before anything is built from it.

A folder holds ``model.json`` (tables, prior, thresholds) and ``card.json`` (what the model was made of, how
good it is, what it cannot do), and the card holds the SHA-256 digest of the model. No pickle, no code.
"""

import hashlib
import json
from collections.abc import Container, Mapping
from functools import cache
from itertools import pairwise
from math import prod
from pathlib import Path
from typing import Annotated, Any, Final, Self

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError, model_validator

from fakefollow.errors import ModelFileError

FORMAT: Final = 1
MODEL_FILE: Final = "model.json"
CARD_FILE: Final = "card.json"
DIGEST: Final = "model_sha256"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FeatureTable(_Strict):
    """Step function of one feature: thresholds and, for each kind, one evidence value a bin."""

    name: str
    weight: FiniteFloat = Field(ge=0.0, le=1.0)
    edges: list[FiniteFloat]
    evidence: dict[str, list[FiniteFloat]]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if any(low >= high for low, high in pairwise(self.edges)):
            raise ValueError(f"edges of {self.name!r}: expected ascending thresholds")
        if any(len(steps) != len(self.edges) + 1 for steps in self.evidence.values()):
            raise ValueError(f"evidence of {self.name!r}: expected {len(self.edges) + 1} values a kind")
        return self


class Thresholds(_Strict):
    """Evidence that a share of held-out genuine accounts exceeds, for each kind."""

    false_positive_rate: list[FiniteFloat] = Field(min_length=1)
    evidence: dict[str, list[FiniteFloat]]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if any(low >= high for low, high in pairwise(self.false_positive_rate)):
            raise ValueError("false_positive_rate: expected ascending rates")
        if any(len(values) != len(self.false_positive_rate) for values in self.evidence.values()):
            raise ValueError(
                f"thresholds: expected {len(self.false_positive_rate)} values a kind, one a rate"
            )
        return self


class ConformalSettings(_Strict):
    """Conformity that an account needs at each level for a class not to be ruled out; null never rules it out."""

    level: list[FiniteFloat] = Field(min_length=1)
    genuine: list[FiniteFloat | None]
    not_genuine: list[FiniteFloat | None]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if any(low >= high for low, high in pairwise([0.0, *self.level, 1.0])):
            raise ValueError("conformal: expected ascending levels between 0 and 1")
        if not len(self.level) == len(self.genuine) == len(self.not_genuine):
            raise ValueError(f"conformal: expected {len(self.level)} values a class, one a level")
        return self


Count = Annotated[int, Field(ge=0)]


class SourceCounts(_Strict):
    """Accounts of one source in each cell of evidence, and above the thresholds of each false-positive rate."""

    source: str
    kind: str
    shown: bool
    accounts: list[Count]
    flagged: list[Count]


class SourcePattern(_Strict):
    """Accounts of every source in cells of evidence, where some fields are hidden."""

    name: str
    hidden: tuple[str, ...]
    edges: dict[str, list[FiniteFloat]]
    coarse: dict[str, list[FiniteFloat]]
    sources: list[SourceCounts] = Field(min_length=2)
    stretch: FiniteFloat = Field(ge=1.0)
    covered: FiniteFloat | None = Field(ge=0.0, le=1.0)
    fit_limit: FiniteFloat = Field(ge=0.0)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        where = f"shares of {self.name!r}"
        for kind, edges in self.edges.items():
            if any(low >= high for low, high in pairwise(edges)):
                raise ValueError(f"{where}: expected ascending edges for {kind!r}")
            if not self.coarse.get(kind) or not set(self.coarse[kind]) <= set(edges):
                raise ValueError(f"{where}: expected coarse edges for {kind!r} that are among its edges")
        n_cells = prod(len(edges) + 1 for edges in self.edges.values())
        for one in self.sources:
            if len(one.accounts) != n_cells or not sum(one.accounts) > 0:
                raise ValueError(f"{where}: expected {n_cells} counts of {one.source!r}, not all of them 0")
            if any(flagged > sum(one.accounts) for flagged in one.flagged):
                raise ValueError(
                    f"{where}: expected at most all accounts of {one.source!r} above a threshold"
                )
        return self


class PolicySettings(_Strict):
    """Parameters of the model's policy."""

    max_false_positive_rate: FiniteFloat
    uncertain_rate: FiniteFloat
    min_coverage: FiniteFloat
    cut_offs: tuple[FiniteFloat, FiniteFloat] | None


class ModelFile(_Strict):
    """Content of ``model.json``."""

    format: int = FORMAT
    name: str
    platform: str
    kinds: tuple[str, ...]
    prior: dict[str, FiniteFloat]
    policy: PolicySettings
    thresholds: Thresholds
    features: list[FeatureTable] = Field(min_length=1)
    username_log_probability: list[list[FiniteFloat]]
    conformal: ConformalSettings | None = None
    shares: list[SourcePattern] | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        names = [table.name for table in self.features]
        if len(set(names)) != len(names):
            raise ValueError("features: expected every feature once")
        if self.kinds[:1] != ("genuine",) or len(set(self.kinds)) != max(len(self.kinds), 2):
            raise ValueError(f"kinds: expected 'genuine' and then other kinds, got {self.kinds}")
        others = set(self.kinds[1:])
        for where, kinds in [
            ("prior", set(self.prior)),
            ("thresholds", set(self.thresholds.evidence)),
            *((f"evidence of {table.name!r}", set(table.evidence)) for table in self.features),
        ]:
            if kinds != others:
                raise ValueError(f"{where}: expected the kinds {sorted(others)}, got {sorted(kinds)}")
        for pattern in self.shares or ():
            self._check_pattern(pattern)
        return self

    def _check_pattern(self, pattern: SourcePattern) -> None:
        found = {"sources": {one.kind for one in pattern.sources}}
        found |= {name: {"genuine", *getattr(pattern, name)} for name in ("edges", "coarse")}
        for what, kinds in found.items():
            if kinds != set(self.kinds):
                raise ValueError(
                    f"shares of {pattern.name!r}: expected {what} of {sorted(self.kinds)}, got {sorted(kinds)}"
                )
        n_rates = len(self.thresholds.false_positive_rate)
        if any(len(one.flagged) != n_rates for one in pattern.sources):
            raise ValueError(f"shares of {pattern.name!r}: expected {n_rates} flagged counts a source")
        if {one.kind for one in pattern.sources if one.shown} != set(self.kinds):
            raise ValueError(f"shares of {pattern.name!r}: expected a shown source of every kind")


class FeatureReference(_Strict):
    """How one feature is distributed among the accounts that a model was learnt on."""

    edges: list[FiniteFloat]
    shares: list[Annotated[FiniteFloat, Field(ge=0.0, le=1.0)]]
    not_observed: FiniteFloat = Field(ge=0.0, le=1.0)
    limit: FiniteFloat = Field(gt=0.0)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if any(low >= high for low, high in pairwise(self.edges)):
            raise ValueError("edges: expected ascending thresholds")
        if len(self.shares) != len(self.edges) + 1:
            raise ValueError(f"shares: expected {len(self.edges) + 1}, one a bin, got {len(self.shares)}")
        return self


class UsualShares(_Strict):
    """How the values of one feature are distributed among the accounts of each kind that a model was learnt on."""

    knots: list[FiniteFloat] = Field(min_length=1)
    below: dict[str, list[Annotated[FiniteFloat, Field(ge=0.0, le=1.0)]]]
    up_to: dict[str, list[Annotated[FiniteFloat, Field(ge=0.0, le=1.0)]]]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if any(low >= high for low, high in pairwise(self.knots)):
            raise ValueError("knots: expected ascending values")
        if self.below.keys() != self.up_to.keys():
            raise ValueError("below and up_to: expected the same kinds")
        for kind, below in self.below.items():
            up_to = self.up_to[kind]
            if not len(below) == len(up_to) == len(self.knots):
                raise ValueError(f"shares of {kind!r}: expected {len(self.knots)}, one a knot")
            passed = [share for pair in zip(below, up_to, strict=True) for share in pair]
            if any(low > high for low, high in pairwise(passed)):
                raise ValueError(f"shares of {kind!r}: expected that none falls from knot to knot")
        return self


class _CheckedCard(BaseModel):
    """What of a card is calculated with; the rest is for reading."""

    reference: dict[str, FeatureReference] | None = None
    usual: dict[str, UsualShares] | None = None


@cache
def shipped_models() -> Path:
    """Return the folder of the models that come with the library.

    They lie inside an installed package and beside the package in a source tree.
    """
    package = Path(__file__).parent.parent
    inside = package / "models"
    return inside if inside.is_dir() else package.parent / "models"


def find_model(name_or_folder: str | Path) -> Path:
    """Return the folder of a shipped model (by name) or of the user's own (by path).

    Raises
    ------
    ModelFileError
        If there is neither; names the shipped models.
    """
    own = Path(name_or_folder)
    shipped = (
        [shipped_models() / own] if own.name == str(name_or_folder) else []
    )  # "./x" is a path, "x" a name
    for folder in (*shipped, own):
        if (folder / MODEL_FILE).is_file():
            return folder
    known = sorted(path.parent.name for path in shipped_models().glob(f"*/{MODEL_FILE}"))
    raise ModelFileError(
        f"no model {str(name_or_folder)!r}: expected one of {known} or a folder with {MODEL_FILE} and {CARD_FILE}"
    )


def read_model(folder: Path, known_features: Container[str]) -> tuple[ModelFile, dict[str, Any]]:
    """Read and check a model folder.

    Parameters
    ----------
    folder : Path
        Folder with ``model.json`` and ``card.json``.
    known_features : container of str
        Features that this library can compute.

    Returns
    -------
    model : ModelFile
    card : dict

    Raises
    ------
    ModelFileError
        If a file is missing, is no JSON, has another digest, format or shape than expected, or names a
        feature that this library does not know.
    """
    content, data, card = _read_objects(folder)
    digest = hashlib.sha256(content).hexdigest()
    if card.get(DIGEST) != digest:
        raise ModelFileError(
            f"{folder}: {MODEL_FILE} has SHA-256 {digest}, its card says {card.get(DIGEST)!r}; "
            "the folder is damaged or was changed by hand: install or save it again"
        )
    if data.get("format") != FORMAT:
        raise ModelFileError(
            f"{folder}: expected model format {FORMAT}, got {data.get('format')!r}; use a library version that "
            "knows it"
        )
    try:
        model = ModelFile.model_validate(data)
        _CheckedCard.model_validate(card)
    except ValidationError as error:
        raise ModelFileError(f"{folder}: {error}") from error
    unknown = [table.name for table in model.features if table.name not in known_features]
    if unknown:
        raise ModelFileError(
            f"{folder}: this library has no feature {unknown[0]!r}; use the version in the card"
        )
    return model, card


def _read_objects(folder: Path) -> tuple[bytes, dict[str, Any], dict[str, Any]]:
    """Return ``model.json`` as bytes and as JSON object, and ``card.json`` as JSON object."""
    try:
        content = (folder / MODEL_FILE).read_bytes()
        card = json.loads((folder / CARD_FILE).read_text("utf8"))
        data = json.loads(content)
    except (OSError, ValueError) as error:
        raise ModelFileError(f"{folder}: expected {MODEL_FILE} and {CARD_FILE} as JSON: {error}") from error
    if not isinstance(card, dict) or not isinstance(data, dict):
        raise ModelFileError(f"{folder}: expected a JSON object in {MODEL_FILE} and in {CARD_FILE}")
    return content, data, card


def write_model(folder: Path, model: ModelFile, card: Mapping[str, Any]) -> None:
    """Write ``model.json`` and ``card.json``; the card gets the digest of the model."""
    folder.mkdir(parents=True, exist_ok=True)
    content = (json.dumps(model.model_dump(mode="json"), ensure_ascii=False) + "\n").encode()
    (folder / MODEL_FILE).write_bytes(content)
    write_json(folder / CARD_FILE, {**card, DIGEST: hashlib.sha256(content).hexdigest()})


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write readable JSON with a line end at the end."""
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf8")
