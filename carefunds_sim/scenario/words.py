"""Vocabulary words as they stand in files: read as a word, held as a code, written as a word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic_core import PydanticCustomError, core_schema

from carefunds_sim import vocabulary as v
from carefunds_sim.errors import did_you_mean

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue


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
RiskShareWord = Annotated[v.RiskShare, Words(v.RiskShare)]
RoleWord = Annotated[v.Role, Words(v.Role)]
ServiceKindWord = Annotated[v.ServiceKind, Words(v.ServiceKind)]
SettingWord = Annotated[v.Setting, Words(v.Setting)]
StayFamilyWord = Annotated[v.StayFamily, Words(v.StayFamily)]
ThinningWord = Annotated[v.Thinning, Words(v.Thinning)]
WaitsWord = Annotated[v.Waits, Words(v.Waits)]
