"""Model folders: plain JSON that is checked before anything is built from it.

A folder holds ``model.json`` (tables, prior, thresholds) and ``card.json`` (what the model was made of, how good it is,
what it cannot do), and the card holds the SHA-256 digest of the model. No pickle, no code. The schema of ``model.json``
is what runs: a `ModelFile` is made of the parts of a detector, each read from lists that were checked.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple, Self

import numpy as np
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    FiniteFloat,
    SerializationInfo,
    ValidationError,
    ValidationInfo,
)

from fakefollow.errors import ModelFileError
from fakefollow.features import FEATURES, UsernameModel
from fakefollow.profiles import FloatArray
from fakefollow.report import json_text, replace_files
from fakefollow.scoring.arrays import AT_LEAST_ONE, Floats, Share, Steps, Stored, ascending, by_kind, in_order, kinds_of
from fakefollow.scoring.evidence import AdditiveScorer, EvidenceTables
from fakefollow.scoring.evidence_histograms import EvidenceHistograms, ShareReference
from fakefollow.scoring.policy import GENUINE, ConformalThresholds, FalsePositiveCurve, Policy, Prior

FORMAT: Final = 3
MODEL_FILE: Final = "model.json"
CARD_FILE: Final = "card.json"
DIGEST: Final = "model_sha256"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _FeatureTable(_Strict):
    """Step function of one feature, and its share of the model's evidence."""

    name: str
    weight: Share
    edges: Annotated[Floats, ascending("expected ascending thresholds")]
    evidence: Steps


class _Features(NamedTuple):
    """Names, weights and step functions of features; a file has one row a feature."""

    features: tuple[str, ...]
    weights: FloatArray
    tables: EvidenceTables


def _features(rows: list[_FeatureTable], _info: ValidationInfo) -> _Features:
    names = tuple(row.name for row in rows)
    if len(set(names)) != len(names):
        raise ValueError("features: expected every feature once")
    unknown = [name for name in names if name not in FEATURES]
    if unknown:
        raise ValueError(f"this library has no feature {unknown[0]!r}; use the version in the card")
    tables = EvidenceTables(tuple(row.edges for row in rows), tuple(row.evidence for row in rows))
    return _Features(names, np.array([row.weight for row in rows]), tables)


def _feature_rows(of: _Features, info: SerializationInfo) -> list[dict[str, Any]]:
    rows = zip(of.features, of.weights.tolist(), of.tables.edges, of.tables.steps, strict=True)
    return [
        {"name": name, "weight": weight, "edges": edges.tolist(), "evidence": by_kind(steps.T, info)}
        for name, weight, edges, steps in rows
    ]


Count = Annotated[int, Field(ge=0)]


class _Source(_Strict):
    """Accounts of one source by likeliest kind and thresholds passed, and by those that verdicts put them above."""

    source: str
    platform: str
    kind: str
    accounts: dict[str, list[Count]]
    judged: list[Count]


class _Pattern(_Strict):
    """Accounts of every source in cells of evidence, where some fields are hidden."""

    name: str
    hidden: tuple[str, ...]
    sources: list[_Source] = Field(min_length=2)

    def histograms(self, info: ValidationInfo) -> EvidenceHistograms:
        """Return the histograms that run, of sources that fit the thresholds and are of every kind."""
        where = f"shares of {self.name!r}: expected"
        kinds = kinds_of(info) or (GENUINE, *self.sources[0].accounts)
        if (there := {source.kind for source in self.sources}) != set(kinds):
            raise ValueError(f"{where} sources of {sorted(kinds)}, got {sorted(there)}")
        n_cells, rows = len(info.data["curve"].rates) + 1 if "curve" in info.data else 0, []
        for source in self.sources:
            accounts = [*in_order(source.accounts, f"accounts of {source.source!r}", info).values()]
            if n_cells and {len(counts) for counts in (*accounts, source.judged)} != {n_cells}:
                raise ValueError(f"{where} {n_cells} counts of each kind of {source.source!r}")
            if sum(map(sum, accounts)) != sum(source.judged) or not sum(source.judged):
                raise ValueError(f"{where} as many accounts of {source.source!r} in either count, and not 0")
            rows.append(accounts)
        return EvidenceHistograms(
            self.name,
            self.hidden,
            tuple(source.source for source in self.sources),
            tuple(source.platform for source in self.sources),
            np.array([kinds.index(source.kind) for source in self.sources]),
            np.array(rows, np.int64),
            np.array([source.judged for source in self.sources], np.int64),
        )


def _pattern(of: EvidenceHistograms, info: SerializationInfo) -> dict[str, Any]:
    kinds = [kinds_of(info)[kind] for kind in of.kind_of]
    accounts = [by_kind(counts, info) for counts in of.counts]
    rows = zip(of.sources, of.platforms, kinds, accounts, of.judged.tolist(), strict=True)
    return {
        "name": of.name,
        "hidden": of.hidden,
        "sources": [dict(zip(_Source.model_fields, row, strict=True)) for row in rows],
    }


def _checked_kinds(kinds: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
    """Return the kinds, in the order of which what is validated after them is read."""
    if kinds[:1] != (GENUINE,) or len(set(kinds)) != max(len(kinds), 2):
        raise ValueError(f"kinds: expected 'genuine' and then other kinds, got {kinds}")
    if info.context is not None:
        info.context["kinds"] = kinds
    return kinds


def _prior(shares: dict[str, float], info: ValidationInfo) -> Prior:
    return Prior(in_order(shares, "prior", info))


def _whole_policy(settings: Any) -> Any:
    """Refuse settings of a file that leave something to the defaults of this version."""
    missing = {field.name for field in fields(Policy)} - set(settings if isinstance(settings, dict) else ())
    if isinstance(settings, dict) and missing:
        raise ValueError(f"policy: expected {sorted(missing)} too")
    return settings


_FEATURES = Stored(Annotated[list[_FeatureTable], AT_LEAST_ONE], _features, _feature_rows)
_USERNAMES = Stored(
    list[list[FiniteFloat]],
    lambda table, _: UsernameModel(np.array(table)),
    lambda model, _: model.log_probability.tolist(),
)
_SHARES = Stored(
    Annotated[list[_Pattern], AT_LEAST_ONE],
    lambda patterns, info: ShareReference(tuple(pattern.histograms(info) for pattern in patterns)),
    lambda shares, info: [_pattern(histograms, info) for histograms in shares.patterns],
)


class ModelFile(_Strict):
    """Content of ``model.json``: the parts of a detector but its card, named as there."""

    format: int = FORMAT
    name: str
    platform: str
    kinds: Annotated[tuple[str, ...], AfterValidator(_checked_kinds)]
    prior: Annotated[Prior, Stored(dict[str, FiniteFloat], _prior, lambda prior, _: dict(prior.shares))]
    policy: Annotated[Policy, BeforeValidator(_whole_policy)]
    curve: FalsePositiveCurve = Field(alias="thresholds")
    features: Annotated[_Features, _FEATURES]
    username_model: Annotated[UsernameModel, _USERNAMES] = Field(alias="username_log_probability")
    conformal: ConformalThresholds | None = None
    shares: Annotated[ShareReference, _SHARES] | None = None

    @classmethod
    def of(cls, scorer: AdditiveScorer) -> Self:
        """Return what a file holds of a detector, not yet checked."""
        parts = {name: getattr(scorer, name) for name in cls.model_fields if name not in ("format", "features")}
        return cls.model_construct(**parts, features=_Features(scorer.features, scorer.weights, scorer.tables))

    def parts(self) -> dict[str, Any]:
        """Return the parameters of a detector but its card."""
        parts = {name: getattr(self, name) for name in type(self).model_fields if name != "format"}
        return parts | self.features._asdict()

    def content(self) -> dict[str, Any]:
        """Return the JSON object of the file."""
        return self.model_dump(mode="json", by_alias=True, context={"kinds": self.kinds})


@cache
def shipped_models() -> Path:
    """Return the folder of the shipped models: inside an installed package, beside the package in a source tree."""
    package = Path(__file__).parent.parent
    inside = package / "models"
    return inside if inside.is_dir() else package.parent / "models"


def find_model(name_or_folder: str | Path) -> Path:
    """Return the folder of a shipped model (by name) or of the user's own (by path), or raise a `ModelFileError`."""
    own = Path(name_or_folder)
    is_name = own.name == str(name_or_folder)  # "./x" is a path, "x" a name
    for folder in (shipped_models() / own, own) if is_name else (own,):
        if (folder / MODEL_FILE).is_file():
            return folder
    known = sorted(path.parent.name for path in shipped_models().glob(f"*/{MODEL_FILE}"))
    raise ModelFileError(
        f"no model {str(name_or_folder)!r}: expected one of {known} or a folder with {MODEL_FILE} and {CARD_FILE}"
    )


def read_model(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the parts of a detector and its card; an unexpected digest, format or shape raises a `ModelFileError`."""
    content, data, card = _read_objects(folder)
    digest = hashlib.sha256(content).hexdigest()
    if card.get(DIGEST) != digest:
        raise ModelFileError(
            f"{folder}: {MODEL_FILE} has SHA-256 {digest}, its card says {card.get(DIGEST)!r}; "
            "the folder is damaged or was changed by hand: install or save it again"
        )
    if data.get("format") != FORMAT:
        raise ModelFileError(
            f"{folder}: expected model format {FORMAT}, got {data.get('format')!r}; use a library version that knows it"
        )
    told = {"name", *(("made_with", "platform", "policy", "prior") if "answers" in card else ())}
    if lacking := told - card.keys():
        raise ModelFileError(f"{folder}: expected {sorted(lacking)} in {CARD_FILE} too")
    try:
        return ModelFile.model_validate(data, context={}).parts(), card
    except ValueError as error:
        raise unfit(folder, error) from error


def unfit(folder: str | Path, error: ValueError) -> ModelFileError:
    """Return the error of a folder with what does not fit in it and where, in one line without pydantic's own words."""
    details = error.errors(include_url=False) if isinstance(error, ValidationError) else []
    told = [f"{'.'.join(map(str, at['loc']))}: {at['msg'].removeprefix('Value error, ')}" for at in details]
    return ModelFileError(f"{folder}: {'; '.join(told) or error}")


def _read_objects(folder: Path) -> tuple[bytes, dict[str, Any], dict[str, Any]]:
    """Return ``model.json`` as bytes and as JSON object, and ``card.json`` as JSON object."""
    try:
        content = (folder / MODEL_FILE).read_bytes()
        card = json.loads((folder / CARD_FILE).read_text("utf8"))
        data = json.loads(content)
    except (OSError, ValueError, RecursionError) as error:
        raise ModelFileError(f"{folder}: expected {MODEL_FILE} and {CARD_FILE} as JSON: {error}") from error
    if not isinstance(card, dict) or not isinstance(data, dict):
        raise ModelFileError(f"{folder}: expected a JSON object in {MODEL_FILE} and in {CARD_FILE}")
    return content, data, card


def write_model(folder: Path, scorer: AdditiveScorer) -> None:
    """Write ``model.json``, checked as on load, and ``card.json``, which gets the digest of the model."""
    checked = ModelFile.model_validate(ModelFile.of(scorer).content(), context={})
    content = (json.dumps(checked.content(), ensure_ascii=False) + "\n").encode()
    try:
        card = json_text({**scorer.card, DIGEST: hashlib.sha256(content).hexdigest()}, indent=2)
    except (TypeError, ValueError, RecursionError) as error:
        raise ModelFileError(f"card of {scorer.name!r}: expected what JSON can hold, but: {error}") from error
    replace_files(folder, {CARD_FILE: f"{card}\n".encode(), MODEL_FILE: content})


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write readable JSON with a line end at the end."""
    json_text(content, path, indent=2)
