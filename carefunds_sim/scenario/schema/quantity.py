"""A number that says what it is: value, unit, plausible range, role and evidence.

A file may give the bare value when its header names the evidence; in memory every quantity
is complete.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar, get_args, get_origin

from pydantic import Field, GetJsonSchemaHandler, ValidationInfo, field_validator, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from carefunds_sim.errors import did_you_mean, short
from carefunds_sim.scenario.schema.words import (
    AgeBandWord,
    BodyKindWord,
    DelayReasonWord,
    DependencyWord,
    EvidenceKindWord,
    Line,
    Name,
    OriginWord,
    ResponsibleWord,
    RoleWord,
    Strict,
    Text,
)
from carefunds_sim.vocabulary import EvidenceKind, Role, Word

SET_BY_STUDY = "set by a study, in place of the file's value"
"""Why a number is assumed that a study has put in place of the file's."""

T = TypeVar("T")
V = TypeVar("V")


@dataclass(frozen=True)
class Unit:
    """The unit of a number in a file; it travels with the field's type."""

    name: str


def within(low: float, high: float) -> Any:
    """Return the mark of a finite number from ``low`` to ``high``."""
    return Field(strict=True, ge=low, le=high, allow_inf_nan=False)


@dataclass(frozen=True)
class Whole:
    """Marks a mapping that means the whole: what it does not name has no part in it.

    Laid over another one it replaces it, unless it says that the rest is as before.
    """

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Say so in a remark: what a file may write depends on whether it extends another."""
        return {**handler(schema), "$comment": WHOLE}


WHOLE = "means the whole"
THE_REST, AS_BEFORE = "the_rest", "as_before"
"""The key of a mapping that means the whole, and its only value, by which it keeps the rest."""


# The upper bounds are far beyond what England has and what a study asks. A number past them is a
# slip of the pen; below them every sum, power and date of a run stays finite.
MOST_UNITS = 10_000_000  # all people aged 65 and over
Count = Annotated[float, within(0, MOST_UNITS), Unit("count")]
Days = Annotated[float, within(0, 36_525), Unit("days")]  # a hundred years, as the longest run
Months = Annotated[float, within(0, 240), Unit("months")]
Share = Annotated[float, within(0, 1), Unit("share")]
Change = Annotated[float, within(-1, 1), Unit("share of the baseline")]
Factor = Annotated[float, within(0, 1000), Unit("factor")]  # or hours in a package of care
Growth = Annotated[float, Field(strict=True, gt=-1, le=1, allow_inf_nan=False), Unit("a year")]
PerYear = Annotated[float, within(0, 1000), Unit("per person-year")]  # three times a day
PerDay = Annotated[float, within(0, 100_000), Unit("per day")]  # six times all of England
# of older people everybody, twice a week
PerThousand = Annotated[float, within(0, 100_000), Unit("per 1000 residents a year")]
LogSpread = Annotated[float, within(0, 5), Unit("SD of log days")]
Gbp = Annotated[float, within(0, 1_000_000_000), Unit("GBP")]  # a large council's year
GbpPerDay = Annotated[float, within(0, 10_000_000), Unit("GBP a day")]  # and its hospitals' day

Bound = Annotated[float, within(-1e12, 1e12)]  # of anything: a range may be in any unit

Year = Annotated[int, Field(strict=True, ge=1990, le=2100)]
"""A financial year by the calendar year in which it begins."""

ServiceName = Name
ByBand = dict[AgeBandWord, T]
ByDependency = dict[DependencyWord, T]
ByOrigin = dict[OriginWord, T]
ByReason = dict[DelayReasonWord, T]
ByService = dict[ServiceName, T]
AmongBodies = Annotated[dict[BodyKindWord, T], Whole()]
AmongDependencies = Annotated[dict[DependencyWord, T], Whole()]
AmongNames = Annotated[dict[ServiceName, T], Whole()]
AmongResponsible = Annotated[dict[ResponsibleWord, T], Whole()]


class Evidence(Strict):
    """What a number rests on: a source in sources.yaml and where in it, or why it is assumed."""

    kind: EvidenceKindWord
    source: Line | None = None
    at: Text | None = None
    why: Text | None = None


class Quantity(Evidence, Generic[V]):
    """One quantity of a file, complete."""

    value: V
    unit: str
    range: tuple[Bound, Bound] | None = None
    role: RoleWord = Role.CONSTANT

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """Name the class by what it holds, such as ``Quantity_count_by_AgeBand``."""
        return "_".join(("Quantity", *_described(params[0])))

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, found: Any, info: ValidationInfo) -> Any:
        """Give a bare value its header's evidence, and every quantity its field's unit."""
        if isinstance(found, Quantity):
            return found
        if not is_written_out(found):
            header = (info.context or {}).get("evidence")
            if header is None:
                raise PydanticCustomError(
                    "bare_number",
                    "needs value, unit, range, role and source; a bare value is allowed only "
                    "where the file's header says 'evidence:'",
                )
            found = {"value": found, **header}
        return {"unit": cls.expected_unit(), **found}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the schema with its unit, for editors."""
        described = handler(schema)
        handler.resolve_ref_schema(described)["properties"]["unit"] = {"const": cls.expected_unit()}
        return described

    @classmethod
    def expected_unit(cls) -> str:
        """The unit that this field's type carries."""
        return next(_units(cls.model_fields["value"]), "")

    @field_validator("value", mode="after")
    @classmethod
    def _in_order(cls, value: V) -> V:
        """Order words by their code, so that the order of a file's keys never matters."""
        ordered: V = _by_code(value)
        return ordered

    @model_validator(mode="after")
    def _believable(self, info: ValidationInfo) -> Quantity[V]:
        faults = tuple(self._faults((info.context or {}).get("sources")))
        if faults:
            said = "; ".join(" ".join((*place, sentence)) for place, sentence in faults)
            raise PydanticCustomError("evidence", "{said}", {"said": said, "each": faults})
        return self

    def _faults(self, sources: Mapping[str, Any] | None) -> Iterator[tuple[tuple[str, ...], str]]:
        """Yield what is wrong with the evidence: the key it concerns, and a sentence."""
        if self.unit != self.expected_unit():
            yield ("unit",), f"must be '{self.expected_unit()}' (got '{short(self.unit)}')"
        if self.range is not None and self.range[0] > self.range[1]:
            yield ("range",), f"must run from low to high (got {list(self.range)})"
        if self.kind is EvidenceKind.ASSUMED and not self.why:
            yield (), "must say 'why', as an assumed number"
        if self.kind is not EvidenceKind.ASSUMED and not self.source:
            yield (), f"must name its 'source', as a {self.kind.word} number"
        if self.source and sources is not None and self.source not in sources:
            hint = did_you_mean(self.source, sources)
            yield ("source",), f"must be in sources.yaml (got '{short(self.source)}'){hint}"

    def numbers(self) -> Iterator[float]:
        """Every number of the value, in the file's order."""
        yield from leaves(self.value)

    @property
    def outside_range(self) -> bool:
        """Whether any number lies outside the plausible range: allowed, but worth a warning."""
        if self.range is None:
            return False
        low, high = self.range
        return any(not low <= number <= high for number in self.numbers())


def _described(part: Any) -> Iterator[str]:
    """Yield the words that name a quantity's class: its unit, then what it is by."""
    yield re.sub(r"\W+", "_", next(_units(part), "value"))
    way = "by"
    while get_args(part):
        inner = get_args(part)
        if get_origin(part) is dict:
            key = get_args(inner[0])[0]
            yield f"{way}_{'name' if key is str else key.__name__}"
        elif get_origin(part) is Annotated and get_origin(inner[0]) is list:
            yield from ("list", *_lengths(inner[1:]))
        way = "among" if is_whole(part) else "by"
        part = inner[-1] if get_origin(part) in (dict, list) else inner[0]


def is_whole(part: Any) -> bool:
    """Whether a type is of mappings that mean the whole."""
    return any(isinstance(mark, Whole) for mark in getattr(part, "__metadata__", ()))


def _lengths(marks: tuple[Any, ...]) -> Iterator[str]:
    for mark in marks:
        for limit in getattr(mark, "metadata", ()):
            yield str(getattr(limit, "min_length", "") or getattr(limit, "max_length", ""))


def is_written_out(found: Any) -> bool:
    """Whether a quantity stands with its keys, rather than as a bare value."""
    return isinstance(found, Mapping) and (
        "value" in found or (bool(found) and found.keys() <= set(Quantity.model_fields))
    )


def _by_code(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {key: _by_code(part) for key, part in value.items()}
    if all(isinstance(key, Word) for key in inner):
        return dict(sorted(inner.items()))
    return inner


def _units(part: Any) -> Iterator[str]:
    """Yield the units found in a type annotation, outermost first."""
    for mark in getattr(part, "metadata", ()):
        if isinstance(mark, Unit):
            yield mark.name
    annotation = getattr(part, "annotation", part)
    for mark in getattr(annotation, "__metadata__", ()):
        if isinstance(mark, Unit):
            yield mark.name
    for argument in get_args(annotation):
        yield from _units(argument)


def leaves(value: Any) -> Iterator[float]:
    """Yield every number of a value, in the file's order."""
    if isinstance(value, Mapping):
        for part in value.values():
            yield from leaves(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from leaves(part)
    else:
        yield float(value)
