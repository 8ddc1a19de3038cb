"""Model folders: plain JSON that is checked before anything is built from it.

A folder holds ``model.json`` (tables, prior, thresholds) and ``card.json`` (what the model was made of, how good it is,
what it cannot do), and the card holds the SHA-256 digest of the model. No pickle, no code. The schema of ``model.json``
is what runs: a `ModelFile` is made of the parts of a detector, each read from lists that were checked.
"""

import hashlib
import json
import stat
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple, Self, TypeVar

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

from fakefollow.errors import ModelFileError, expect
from fakefollow.features import FEATURES, UsernameModel
from fakefollow.profiles import FloatArray
from fakefollow.report import json_text, one_line, replace_files
from fakefollow.scoring.arrays import (
    AT_LEAST_ONE,
    Floats,
    Name,
    Share,
    Steps,
    Stored,
    ascending,
    by_kind,
    check_values,
    each_key_once,
    in_order,
    kinds_of,
)
from fakefollow.scoring.distributions import TELLING_RATE, CardFacts, EvidenceHistograms, ShareReference
from fakefollow.scoring.evidence import AdditiveScorer, EvidenceTables
from fakefollow.scoring.policy import GENUINE, ConformalThresholds, FalsePositiveCurve, Policy, Prior

FORMAT: Final = 3
MODEL_FILE: Final = "model.json"
CARD_FILE: Final = "card.json"
DIGEST: Final = "model_sha256"

MOST_BYTES: Final = 2**25
"""Largest file of a model that is read; a convention, three hundred times the largest that ships."""

MOST_KINDS: Final = 20
"""Kinds of a model at most; a convention: every account gets a probability of each."""

MOST_EVIDENCE: Final = 500.0
"""Nats that all features together may say at most: an odds of that, e**500, is still a number. Shipped: 84."""


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
    weights = np.array([row.weight for row in rows])
    if (weights * 2.0**20 % 1.0).any() or not 0.999 <= weights.sum() <= 1.0:
        raise ValueError(f"weight: expected multiples of 2**-20 that sum to 1, got a sum of {weights.sum():g}")
    if (most := sum(np.abs(row.evidence).max() for row in rows)) > MOST_EVIDENCE:
        raise ValueError(f"evidence: expected {MOST_EVIDENCE:g} nats at most of all features, got {most:g}")
    tables = EvidenceTables(tuple(row.edges for row in rows), tuple(row.evidence for row in rows))
    return _Features(names, weights, tables)


def _feature_rows(of: _Features, info: SerializationInfo) -> list[dict[str, Any]]:
    rows = zip(of.features, of.weights.tolist(), of.tables.edges, of.tables.steps, strict=True)
    return [
        {"name": name, "weight": weight, "edges": edges.tolist(), "evidence": by_kind(steps.T, info)}
        for name, weight, edges, steps in rows
    ]


Count = Annotated[int, Field(ge=0, le=10**10)]  # more than there are people


class _Source(_Strict):
    """Accounts of one source by likeliest kind and thresholds passed, and by those that verdicts put them above."""

    source: Name
    platform: Name
    kind: Name
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


def _reaching(curve: FalsePositiveCurve, info: ValidationInfo) -> FalsePositiveCurve:
    """Refuse a curve that lacks a rate which is looked up when accounts are scored."""
    for rate in (TELLING_RATE, *([info.data["policy"].max_false_positive_rate] if "policy" in info.data else ())):
        curve.place(rate)
    return curve


def _whole_policy(settings: Any) -> Any:
    """Refuse settings of a file that leave something to the defaults of this version."""
    if not isinstance(settings, dict):
        return settings
    if missing := {field.name for field in fields(Policy)} - settings.keys():
        raise ValueError(f"policy: expected {sorted(missing)} too")
    return settings | {name: tuple(value) for name, value in settings.items() if isinstance(value, list)}


_FEATURES = Stored(Annotated[list[_FeatureTable], AT_LEAST_ONE], _features, _feature_rows)
_USERNAMES = Stored(
    list[list[Annotated[FiniteFloat, Field(le=0.0)]]],
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
    name: Name
    platform: Name
    kinds: Annotated[tuple[Name, ...], Field(max_length=MOST_KINDS), AfterValidator(_checked_kinds)]
    prior: Annotated[Prior, Stored(dict[str, FiniteFloat], _prior, lambda prior, _: dict(prior.shares))]
    policy: Annotated[Policy, BeforeValidator(_whole_policy)]
    curve: Annotated[FalsePositiveCurve, AfterValidator(_reaching)] = Field(alias="thresholds")
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


class _Interval(_Strict):
    value: float
    low: float
    high: float


_ABSENT: Any = None  # what may be missing and may not be null
_Row = dict[str, _Interval | str | bool | int | float | None]


class _Record(BaseModel, extra="allow"):
    __pydantic_extra__: _Row
    source: str


class _Figure(BaseModel):
    protocol: str
    rows: Annotated[list[_Row], AT_LEAST_ONE]
    mean: dict[str, _Row] = _ABSENT
    overall: _Row | None = None


class _Labels(BaseModel):
    findings: list[_Row] | None = None


class _Rates(BaseModel):
    mean: float
    worst: float
    worst_source: str


class _Card(CardFacts):
    """What of ``card.json`` is shown or calculated with; a part may be missing, and others are for reading."""

    name: Name
    platform: Name = _ABSENT
    made_with: str = _ABSENT
    answers: str = _ABSENT
    prior: dict[str, Share] = _ABSENT
    policy: Annotated[Policy, BeforeValidator(_whole_policy)] = _ABSENT
    features: Annotated[dict[str, _Row], AT_LEAST_ONE] = _ABSENT
    data: Annotated[list[_Record], AT_LEAST_ONE] = _ABSENT
    figures: dict[str, _Figure] = _ABSENT
    limits: list[str] = _ABSENT
    leaks: _Figure = _ABSENT
    labels: _Labels = _ABSENT
    false_positives: _Rates | Annotated[dict[str, float], Field(max_length=0)] = _ABSENT


@cache
def shipped_models() -> Path:
    """Return the folder of the shipped models: inside an installed package, beside the package in a source tree."""
    package = Path(__file__).parent.parent
    inside = package / "models"
    return inside if inside.is_dir() else package.parent / "models"


def find_model(name_or_folder: str | Path) -> Path:
    """Return the folder of a shipped model (by name) or of the user's own (by path), or raise a `ModelFileError`."""
    expect("model", name_or_folder, str | Path, "a name, a folder or a Detector")
    own = Path(name_or_folder)
    is_name = own.name == str(name_or_folder)  # "./x" is a path, "x" a name
    for folder in (shipped_models() / own, own) if is_name else (own,):
        if (folder / MODEL_FILE).is_file():
            return folder
    known = ", ".join(sorted(repr(path.parent.name) for path in shipped_models().glob(f"*/{MODEL_FILE}")))
    raise ModelFileError(
        f"model: {str(name_or_folder)!r} not found: expected one of {known}, or a folder with {MODEL_FILE} and "
        f"{CARD_FILE}"
    )


def read_model(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the parts of a detector and its card; an unexpected digest, format or shape raises a `ModelFileError`."""
    return _checked(folder, _content(folder / MODEL_FILE), _content(folder / CARD_FILE))


def _content(path: Path) -> bytes:
    """Return the bytes of a plain file of at most `MOST_BYTES`; links are followed in our own package alone."""
    try:
        ours = path.parent.parent == shipped_models() and path.is_file()
        if not ours and not stat.S_ISREG(path.lstat().st_mode):
            raise ValueError("it is a link, a folder or a device")
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise ValueError(f"it has more than {MOST_BYTES:,} bytes")
    except (OSError, ValueError) as error:
        raise ModelFileError(f"{path}: expected {MODEL_FILE} and {CARD_FILE} as plain files: {error}") from error
    return content


def _checked(folder: Path, content: bytes, told: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the parts of a detector and its card from the bytes of ``model.json`` and ``card.json``."""
    data, card = _read_object(folder / MODEL_FILE, content), _read_object(folder / CARD_FILE, told)
    digest = hashlib.sha256(content).hexdigest()
    if card.get(DIGEST) != digest:
        raise ModelFileError(
            f"{folder}: {MODEL_FILE} has SHA-256 {digest}, its card says {one_line(repr(card.get(DIGEST)), 80)}; "
            "the folder is damaged or was changed by hand: install or save it again"
        )
    if data.get("format") != FORMAT:
        got = f"got {one_line(repr(data.get('format')), 80)}; use a library version that knows it"
        raise ModelFileError(f"{folder}: expected model format {FORMAT}, {got}")
    needed = {"name", *(("made_with", "platform", "policy", "prior") if "answers" in card else ())}
    if lacking := needed - card.keys():
        raise ModelFileError(f"{folder}: expected {sorted(lacking)} in {CARD_FILE} too")
    parts = _validated(ModelFile, folder / MODEL_FILE, data, content).parts()
    _validated(_Card, folder / CARD_FILE, card, told)
    return parts, card


def _read_object(path: Path, content: bytes) -> dict[str, Any]:
    """Return the JSON object that a file is."""
    try:
        data = json.loads(content, object_pairs_hook=each_key_once)
    except (ValueError, RecursionError) as error:
        raise ModelFileError(f"{path}: expected {path.name} as JSON: {error}") from error
    if not isinstance(data, dict):
        raise ModelFileError(f"{path}: expected a JSON object in {path.name}")
    return data


Schema = TypeVar("Schema", bound=BaseModel)


def _validated(schema: type[Schema], path: Path, data: dict[str, Any], content: bytes) -> Schema:
    """Return what a file holds, or raise one line with what does not fit and where, without pydantic's own words."""
    try:
        check_values(data)
        return schema.model_validate_json(content, strict=True, context={})
    except ValueError as error:
        details = error.errors(include_url=False)[:5] if isinstance(error, ValidationError) else []
        told = [f"{'.'.join(map(str, at['loc']))}: {at['msg'].removeprefix('Value error, ')}" for at in details]
        said = "; ".join(one_line(one, 500) for one in told or [str(error)])
        raise ModelFileError(f"{path}: {said}") from error


def write_model(folder: Path, scorer: AdditiveScorer) -> None:
    """Write ``model.json``, and ``card.json``, which gets the digest of the model; both are checked as on load."""
    try:
        content = f"{json_text(ModelFile.of(scorer).content())}\n".encode()
        digest = {DIGEST: hashlib.sha256(content).hexdigest()}
        card = f"{json_text({**scorer.card, **digest}, indent=2)}\n".encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise ModelFileError(f"card of {scorer.name!r}: expected what JSON can hold, but: {error}") from error
    _checked(folder, content, card)
    replace_files(folder, {CARD_FILE: card, MODEL_FILE: content})


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write readable JSON with a line end at the end."""
    json_text(content, path, indent=2)
