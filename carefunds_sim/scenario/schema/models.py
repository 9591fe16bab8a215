"""The model of each kind of file: where its keys lead, and its JSON Schema (draft 2020-12).

Editors check a file against the JSON Schema while one types. It knows the forms that a file may
take; that a bare value needs a header with evidence, that shares sum and names exist, only
``carefunds validate`` can say.
"""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Annotated, Any, TypeGuard, Union, get_args, get_origin

from pydantic import BaseModel, RootModel

from carefunds_sim.scenario.schema.area import Area
from carefunds_sim.scenario.schema.arrangement import Arrangement
from carefunds_sim.scenario.schema.population import Population
from carefunds_sim.scenario.schema.quantity import (
    AS_BEFORE,
    THE_REST,
    WHOLE,
    Evidence,
    Quantity,
    Whole,
    is_whole,
)
from carefunds_sim.scenario.schema.squeeze import Squeeze
from carefunds_sim.scenario.schema.study import (
    Calibration,
    Experiment,
    RunSettings,
    ScenarioFile,
    Sweep,
)
from carefunds_sim.scenario.schema.timetable import Timetable

MODELS: dict[str, type[BaseModel]] = {
    "area": Area,
    "arrangement": Arrangement,
    "squeeze": Squeeze,
    "experiment": Experiment,
    "scenario": ScenarioFile,
    "calibration": Calibration,
    "sweep": Sweep,
    "population": Population,
}


def bare(place: Any) -> Any:
    """Return a type without its annotations and without None."""
    if get_origin(place) is Annotated:
        return bare(get_args(place)[0])
    if isinstance(place, type) and issubclass(place, RootModel):
        return bare(place.model_fields["root"].annotation)
    if get_origin(place) in (Union, UnionType):
        rest = [part for part in get_args(place) if part is not NoneType]
        return bare(rest[0]) if len(rest) == 1 else place
    return place


def is_model(place: Any) -> TypeGuard[type[BaseModel]]:
    """Whether a place holds a part with keys of its own."""
    return isinstance(place, type) and issubclass(place, BaseModel)


def is_quantity(place: Any) -> TypeGuard[type[Quantity[Any]]]:
    """Whether a place holds a quantity."""
    return isinstance(place, type) and issubclass(place, Quantity)


def step(place: Any, key: str | int) -> Any:
    """Return the type that a key leads to, or None where the schema has nothing to say.

    Of its annotations it keeps only that it means the whole.
    """
    place = bare(place)
    if is_model(place):
        field = place.model_fields.get(str(key))
        whole = field is not None and any(isinstance(mark, Whole) for mark in field.metadata)
        found = field.annotation if field else None
    elif get_origin(place) in (dict, list):
        found = get_args(place)[-1]
        whole = is_whole(found)
    else:
        return None
    return Annotated[bare(found), Whole()] if whole else bare(found)


def keys(place: Any) -> tuple[str, ...]:
    """Return the keys known at a place; none where any may stand."""
    place = bare(place)
    return tuple(place.model_fields) if is_model(place) else ()


PARTS: dict[str, type[BaseModel]] = {
    "area": Area,
    "arrangement": Arrangement,
    "squeeze": Squeeze,
    "replaced": Arrangement,
    "timetable": Timetable,
    "run": RunSettings,
}


Schema = dict[str, Any]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_INNER = {
    "area": "area",
    "arrangement": "arrangement",
    "squeeze": "squeeze",
    "replaced": "arrangement",
}
_DIFFERENCE = "_difference"
_REF = "#/$defs/"
_EXTENDS: Schema = {
    "type": "string",
    "description": "The name or path of a file of the same kind; this file holds only differences",
}


def json_schema(kind: str) -> Schema:
    """Return the schema of a kind of file, with terse and complete forms and ``extends``."""
    definitions: dict[str, Schema] = {"Evidence": _evidence()}
    root = _file(kind, definitions)
    return {
        "$schema": _DRAFT,
        "title": f"carefunds_sim {kind} file",
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def _file(kind: str, definitions: dict[str, Schema], *, inside: bool = False) -> Schema:
    """Return the schema of a file or of a part written out in one; add what it refers to."""
    name = MODELS[kind].__name__
    schema = MODELS[kind].model_json_schema()
    parts = _renamed({**schema.pop("$defs", {}), name: schema})
    for key, part in parts.items():
        complete = _complete(_tidy(part), is_quantity=_is_quantity(part))
        definitions[key] = complete
        definitions[key + _DIFFERENCE] = _difference(complete)
    _header(definitions[name], definitions[name + _DIFFERENCE], inside=inside)
    if kind == "scenario":
        _inner_parts(definitions)
    return {
        "if": {"required": ["extends"]},
        "then": {"$ref": _REF + name + _DIFFERENCE},
        "else": {"$ref": _REF + name},
    }


def _header(complete: Schema, difference: Schema, *, inside: bool) -> None:
    """Add the header keys that every kind of file may have."""
    for schema in (complete, difference):
        schema["properties"] |= {"extends": _EXTENDS, "evidence": {"$ref": _REF + "Evidence"}}
    if not inside:
        complete["required"] = ["kind", *complete["required"]]


def _inner_parts(definitions: dict[str, Schema]) -> None:
    """Let a scenario file name its parts or write them out; what it extends may hold the rest."""
    for key, kind in _INNER.items():
        whole = {"type": "object", **_file(kind, definitions, inside=True)}
        difference = {"$ref": _REF + MODELS[kind].__name__ + _DIFFERENCE}
        optional = [] if key == "area" else [{"type": "null"}]
        named: list[Schema] = [{"type": "string"}]
        for name, rest in (
            ("ScenarioFile", [whole, *optional]),
            ("ScenarioFile" + _DIFFERENCE, [difference, {"type": "null"}]),
        ):
            definitions[name]["properties"][key] = {"anyOf": [*named, *rest]}


def _evidence() -> Schema:
    """Return the schema of what a number rests on: an assumption says why, others their source."""
    return {
        **_tidy(Evidence.model_json_schema()),
        "if": {"properties": {"kind": {"const": "assumed"}}},
        "then": {"required": ["kind", "why"]},
        "else": {"required": ["kind", "source"]},
    }


def _is_quantity(schema: Schema) -> bool:
    return str(schema.get("title", "")).startswith("Quantity_")


def _renamed(parts: dict[str, Schema]) -> dict[str, Schema]:
    """Return definitions under readable names: a quantity goes by its class's name."""
    names = {key: part["title"] if _is_quantity(part) else key for key, part in parts.items()}

    def follow(node: Any) -> Any:
        if isinstance(node, list):
            return [follow(item) for item in node]
        if not isinstance(node, dict):
            return node
        return {
            key: _REF + names[item.removeprefix(_REF)] if key == "$ref" else follow(item)
            for key, item in node.items()
        }

    return {names[key]: follow(part) for key, part in parts.items()}


def _complete(schema: Schema, *, is_quantity: bool) -> Schema:
    """Return a definition as a file may have it: a quantity may be its bare value."""
    if not is_quantity:
        return schema
    return {"anyOf": [schema["properties"]["value"], {**schema, "required": ["value"]}]}


def _tidy(node: Any) -> Any:
    """Return a schema without generated titles, and with words for the codes of defaults."""
    if isinstance(node, list):
        return [_tidy(item) for item in node]
    if not isinstance(node, dict):
        return node
    tidy = {
        key: _tidy(item)
        for key, item in node.items()
        if not (key == "title" and isinstance(item, str)) and not (key == "default" and not item)
    }
    if "enum" in tidy and isinstance(tidy.get("default"), int):
        tidy["default"] = tidy["enum"][tidy["default"]]
    return tidy


def _difference(node: Any) -> Any:
    """Return a schema in which nothing is required and null removes what the base file has."""
    if isinstance(node, list):
        return [_difference(item) for item in node]
    if not isinstance(node, dict):
        return node
    loose = {
        key: _difference(item)
        for key, item in node.items()
        if key not in ("required", "minProperties")
    }
    if isinstance(loose.get("$ref"), str):
        loose["$ref"] += _DIFFERENCE
    for key in ("properties", "patternProperties"):
        if key in loose:
            loose[key] = {name: _or_null(item) for name, item in loose[key].items()}
    if isinstance(loose.get("additionalProperties"), dict):
        loose["additionalProperties"] = _or_null(loose["additionalProperties"])
    return _or_the_rest(loose) if loose.get("$comment") == WHOLE else loose


def _or_the_rest(schema: Schema) -> Schema:
    """Return the schema of a mapping that means the whole, which may say to keep the rest."""
    names = schema.get("patternProperties", {})
    words = schema.get("propertyNames")
    extra = {
        "patternProperties": {f"^(?!{THE_REST}$){key.lstrip('^')}": names[key] for key in names},
        "propertyNames": words and {**words, "enum": [*words["enum"], THE_REST]},
        "properties": {THE_REST: {"const": AS_BEFORE}},
    }
    return {**schema, **{key: item for key, item in extra.items() if item}}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}
