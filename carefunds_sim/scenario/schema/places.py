"""Walking the schema: which type a key leads to, without an object in hand."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Annotated, Any, TypeGuard, Union, get_args, get_origin

from pydantic import BaseModel

from carefunds_sim.scenario.schema.area import Area
from carefunds_sim.scenario.schema.arrangement import Arrangement
from carefunds_sim.scenario.schema.quantity import Quantity, Whole, is_whole
from carefunds_sim.scenario.schema.squeeze import Squeeze
from carefunds_sim.scenario.schema.study import (
    Calibration,
    Experiment,
    RunSettings,
    ScenarioFile,
    Sweep,
)

MODELS: dict[str, type[BaseModel]] = {
    "area": Area,
    "arrangement": Arrangement,
    "squeeze": Squeeze,
    "experiment": Experiment,
    "scenario": ScenarioFile,
    "calibration": Calibration,
    "sweep": Sweep,
}


def bare(place: Any) -> Any:
    """Return a type without its annotations and without None."""
    if get_origin(place) is Annotated:
        return bare(get_args(place)[0])
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
    "run": RunSettings,
}
