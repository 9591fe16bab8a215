"""What every part of a file is made of: words, names and titles, in parts that never change.

A word of the vocabulary is read as a word, held as a code and written as a word. A name stands in
tables, file names and commands; a title in tables, figures and pages. Neither may steer the program
that shows it. What was validated is what is run, hashed and stored.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, NoReturn, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from carefunds_sim import vocabulary as v
from carefunds_sim.errors import CarefundsError, FrozenError, did_you_mean
from carefunds_sim.plain_text import UNPRINTABLE


class Words:
    """Lets a field or a mapping's key take the words of one vocabulary."""

    def __init__(self, vocabulary: type[v.Word]) -> None:
        self.vocabulary = vocabulary

    def read(self, found: object) -> v.Word:
        """Return the member for a word; members pass through."""
        if isinstance(found, self.vocabulary):
            return found
        words = self.vocabulary.words()
        if isinstance(found, str) and found in words:
            return self.vocabulary.of(found)
        raise PydanticCustomError(
            "unknown_word",
            "must be one of {words}{hint}",
            {"words": ", ".join(words), "hint": did_you_mean(str(found), words)},
        )

    def __get_pydantic_core_schema__(
        self, _source: Any, _handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.read,
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda member: member.word, when_used="always"
            ),
        )

    def __get_pydantic_json_schema__(
        self, _schema: core_schema.CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "enum": list(self.vocabulary.words())}


AgeBandWord = Annotated[v.AgeBand, Words(v.AgeBand)]
BodyKindWord = Annotated[v.BodyKind, Words(v.BodyKind)]
ControlWord = Annotated[v.Control, Words(v.Control)]
DelayReasonWord = Annotated[v.DelayReason, Words(v.DelayReason)]
DependencyWord = Annotated[v.Dependency, Words(v.Dependency)]
EvidenceKindWord = Annotated[v.EvidenceKind, Words(v.EvidenceKind)]
GrowthBasisWord = Annotated[v.GrowthBasis, Words(v.GrowthBasis)]
LoopWord = Annotated[v.Loop, Words(v.Loop)]
OriginWord = Annotated[v.Origin, Words(v.Origin)]
ResponsibleWord = Annotated[v.Responsible, Words(v.Responsible)]
BudgetingWord = Annotated[v.Budgeting, Words(v.Budgeting)]
DecidedByWord = Annotated[v.DecidedBy, Words(v.DecidedBy)]
HospitalPaymentWord = Annotated[v.HospitalPayment, Words(v.HospitalPayment)]
RiskShareWord = Annotated[v.RiskShare, Words(v.RiskShare)]
RoleWord = Annotated[v.Role, Words(v.Role)]
ServiceKindWord = Annotated[v.ServiceKind, Words(v.ServiceKind)]
SettingWord = Annotated[v.Setting, Words(v.Setting)]
StayFamilyWord = Annotated[v.StayFamily, Words(v.StayFamily)]
ThinningWord = Annotated[v.Thinning, Words(v.Thinning)]
WaitsWord = Annotated[v.Waits, Words(v.Waits)]


NAME_LENGTH, TITLE_LENGTH, COMPOSED_LENGTH, TEXT_LENGTH = 60, 200, 1000, 20_000
"""Characters that a name, a title, one composed of several, and a remark may have."""

_NAME = rf"[a-z][a-z0-9_]{{0,{NAME_LENGTH - 1}}}"
_HYBRID = rf"{_NAME}( with {_NAME}(, {_NAME})* of {_NAME})*"
_ANY = rf"[^{UNPRINTABLE}]"
_VISIBLE = rf"[^\s\u00ad\u200b-\u200f\u2060-\u2064\ufeff{UNPRINTABLE}]"

NAME = rf"^{_NAME}$"
ARRANGEMENT = rf"^{_HYBRID}$"
SCENARIO = rf"^{_HYBRID}(/{_HYBRID})*$"
MONTH = r"^(19|20|21)\d\d-(0[1-9]|1[0-2])$"
LINE = rf"^{_ANY}*{_VISIBLE}{_ANY}*$"
TEXT = rf"^([\n\t]|{_ANY})*$"

_LIKE_NAMES = f"must be small letters, digits and '_', a letter first, at most {NAME_LENGTH}"
MUST_MATCH = {
    NAME: _LIKE_NAMES,
    ARRANGEMENT: _LIKE_NAMES,
    SCENARIO: f"{_LIKE_NAMES}, or several such names with '/' between them",
    MONTH: "must be a month such as 2013-04",
    LINE: "must be one line of text, not empty, without control characters",
    TEXT: "must be text without control characters",
}
"""What a text that does not match a pattern must be."""

Name = Annotated[str, Field(pattern=NAME)]
ArrangementName = Annotated[str, Field(pattern=ARRANGEMENT, max_length=COMPOSED_LENGTH)]
"""A name, or that of a hybrid: 'pooled with funds, sight of separate'."""

ScenarioName = Annotated[str, Field(pattern=SCENARIO, max_length=COMPOSED_LENGTH)]
"""A name, or those of the parts: area/arrangement/squeeze."""

Line = Annotated[str, Field(pattern=LINE, max_length=COMPOSED_LENGTH)]
"""One line: a name or path of a file, a key, a composed title."""

Title = Annotated[str, Field(pattern=LINE, max_length=TITLE_LENGTH)]
Text = Annotated[str, Field(pattern=TEXT, max_length=TEXT_LENGTH)]

_FIRST = re.compile(r"[^\W_]")
_LINE = re.compile(LINE)


def check_made(name: str, title: str) -> None:
    """Refuse a name or title, made in Python, that a table or a terminal would not show as text.

    A name may be any line that begins with a letter or a digit, such as ``38 beds``.

    Raises CarefundsError with what was found.
    """
    if name and not (_FIRST.match(name) and _LINE.match(name)):
        raise CarefundsError(
            f"a name must be one line of text that begins with a letter or a digit (got {name!a})"
        )
    if title and not _LINE.match(title):
        raise CarefundsError(
            f"a title must be one line of text without control characters (got {title!a})"
        )


C = TypeVar("C")
K = TypeVar("K")
V = TypeVar("V")


def refuse(*_: object, **__: object) -> NoReturn:
    """Raise the error that says how to have another value instead."""
    raise FrozenError(
        "a scenario does not change; use scenario.with_value('area.services.acute.capacity', 30) "
        "or scenario.with_run(years=3), which return another one"
    )


class FrozenDict(dict[K, V]):
    """A mapping that refuses to change; as any other it is read, compared, copied and stored."""

    __setitem__ = __delitem__ = __ior__ = refuse
    clear = pop = popitem = setdefault = update = refuse

    def __reduce__(self) -> tuple[type, tuple[dict[K, V]]]:
        """Pickle and copy as a whole: by default a mapping is filled key by key."""
        return (type(self), (dict(self),))


class FrozenList(list[V]):
    """A list that refuses to change."""

    __setitem__ = __delitem__ = __iadd__ = __imul__ = refuse
    append = clear = extend = insert = pop = remove = reverse = sort = refuse

    def __reduce__(self) -> tuple[type, tuple[list[V]]]:
        """Pickle and copy as a whole: by default a list is filled item by item."""
        return (type(self), (list(self),))


def frozen(found: Any) -> Any:
    """Return mappings and lists as such that refuse to change, and all else as it is."""
    if isinstance(found, dict):
        return FrozenDict({key: frozen(item) for key, item in found.items()})
    if isinstance(found, list):
        return FrozenList(map(frozen, found))
    return found


def unchanging(kind: type[C]) -> type[C]:
    """Return a frozen dataclass that says, when it is to be changed, what to do instead."""
    for name in ("__setattr__", "__delattr__"):
        setattr(kind, name, refuse)
    return kind


class Strict(BaseModel):
    """A part of a file: unknown keys are faults, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="after")
    def _freeze(self) -> Self:
        for key, found in self.__dict__.items():
            if isinstance(found, dict | list):
                self.__dict__[key] = frozen(found)
        return self

    def __setattr__(self, _name: str, _value: object) -> None:
        refuse()

    def __delattr__(self, _name: str) -> None:
        refuse()

    def __reduce__(self) -> tuple[Callable[..., Self], tuple[dict[str, Any]]]:
        """Pickle as plain values: the classes of quantities are made at run time."""
        return (type(self).model_validate, (self.model_dump(mode="json"),))


def plain_values(part: BaseModel) -> dict[str, Any]:
    """Return a part as the plain values that a file has, without what is not given."""
    return part.model_dump(mode="json", exclude_none=True)
