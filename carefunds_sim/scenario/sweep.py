"""A sweep's file: which scenarios are run at which points of which of their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from carefunds_sim.scenario.labels import Line
from carefunds_sim.scenario.quantity import Bound, Strict
from carefunds_sim.scenario.study import Crossing
from carefunds_sim.scenario.words import RoleWord

MethodWord = Literal[
    "one_at_a_time", "full_factorial", "latin_hypercube", "sobol", "morris", "saltelli", "csv"
]
MOST_POINTS = 1_000_000
"""More would not fit the store of any study; it is a slip of the pen."""

Amount = Annotated[int, Field(strict=True, ge=1, le=MOST_POINTS)]


@dataclass(frozen=True)
class Method:
    """What a method of choosing points must be given, and what else it takes with its defaults.

    ``levels`` says whether a factor may have values of its own in place of a range.
    """

    needs: tuple[str, ...] = ()
    defaults: tuple[tuple[str, Any], ...] = ()
    levels: bool = False

    @property
    def takes(self) -> tuple[str, ...]:
        """All settings that the method knows."""
        return (*self.needs, *(key for key, _ in self.defaults))


_SEED = ("seed", 1)
METHODS: dict[str, Method] = {
    "one_at_a_time": Method(levels=True),
    "full_factorial": Method(defaults=(("levels", None),), levels=True),
    "latin_hypercube": Method(("points",), (("batches", 1), _SEED)),
    "sobol": Method(("points",), (_SEED,)),
    "morris": Method(("trajectories",), (("levels", 4), _SEED)),
    "saltelli": Method(("base_points",), (("second_order", False), _SEED)),
    "csv": Method(("file",), levels=True),
}
"""The methods by their words; ``levels`` of full_factorial is for factors without their own."""

BLOCKS = {"morris": "trajectories", "saltelli": "base_points"}
"""The methods whose points come in blocks of as many rows, and which setting counts the blocks."""


def rows_of_block(method: str, factors: int, *, second_order: bool) -> int:
    """Return the points of a trajectory (morris) or of a base point (saltelli)."""
    if method == "morris":
        return factors + 1
    return (2 if second_order else 1) * factors + 2


class FactorItem(Strict):
    """One number to vary by its path, or every number of a role; a bare path is enough.

    A ``*`` stands for any one word of a path. ``range`` replaces the number's own range, ``levels``
    are the only values it takes; both are in the unit of the number, or say by what all numbers of
    a mapping or list are multiplied.
    """

    path: Line | None = None
    role: RoleWord | None = None
    range: tuple[Bound, Bound] | None = None
    levels: Annotated[list[Bound], Field(min_length=2)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _by_name(cls, found: Any) -> Any:
        return {"path": found} if isinstance(found, str) else found

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Tell editors that a bare path will do."""
        told = handler.resolve_ref_schema(handler(schema))
        return {"anyOf": [{"type": "string"}, told]}


class Plan(Strict):
    """How the points of a sweep are chosen: a method and the settings that it takes."""

    method: MethodWord
    points: Amount | None = None
    batches: Amount | None = None
    levels: Annotated[int, Field(strict=True, ge=2, le=1000)] | None = None
    trajectories: Amount | None = None
    base_points: Amount | None = None
    second_order: Annotated[bool, Field(strict=True)] | None = None
    file: Line | None = None
    seed: Annotated[int, Field(strict=True, ge=0, lt=2**32)] | None = None

    def settings(self) -> dict[str, Any]:
        """Return the settings of the method, with its defaults for what is not given."""
        method = METHODS[self.method]
        given = {key: getattr(self, key) for key in method.takes}
        found = dict(method.defaults) | {k: v for k, v in given.items() if v is not None}
        return {key: found[key] for key in method.takes if found[key] is not None}

    def points_of(self, factors: int) -> int:
        """Return how many points a design by settings has; 0 where levels or a table say."""
        settings = self.settings()
        if self.method in BLOCKS:
            second_order = bool(settings.get("second_order"))
            rows = rows_of_block(self.method, factors, second_order=second_order)
            return int(settings[BLOCKS[self.method]]) * rows
        return int(settings.get("points", 0)) * int(settings.get("batches", 1))


class Varied(Strict):
    """What a sweep varies and how, apart from the scenarios; ``series`` are accounts by month."""

    factors: list[FactorItem] = []
    design: Plan
    series: list[Line] = []


class Sweep(Crossing, Varied):
    """Every scenario of a crossing, at every point of a design over some of its numbers."""

    kind: Literal["sweep"] = "sweep"
