"""A timetable: dated changes to what a scenario says, each with who pays for it."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, RootModel, StrictBool, model_validator
from pydantic_core import PydanticCustomError

from carefunds_sim.scenario.schema.quantity import MOST_UNITS, Evidence, ServiceName, within
from carefunds_sim.scenario.schema.words import MONTH, Line, Name, Strict, Text, Title, frozen

Month = Annotated[str, Field(pattern=MONTH)]
"""A calendar month, such as 2013-04."""

Units = Annotated[float, within(-MOST_UNITS, MOST_UNITS)]
GbpAYear = Annotated[float, Field(strict=True, gt=0, le=1e12, allow_inf_nan=False)]


def _named_or_written(found: Any) -> Any:
    if found is not None and not isinstance(found, str | dict):
        raise PydanticCustomError("part", "must be a name, a path or a mapping of keys to values")
    return found


class CapacityChange(Strict):
    """More capacity, or less, with the money that it costs and the body that pays or saves it.

    The units open, or close, in the month of the change. The money is recurrent: a year's, at the
    prices of the first year; without a sum it is what so many units cost at the time. It is on top
    of what the body has, or comes from what decisions may move in its ``own`` other lines, and is
    held where its money for the service is held, or in the ``fund`` that is named.
    """

    service: ServiceName
    units: Units
    paid_by: Line
    gbp_a_year: GbpAYear | None = None
    own: StrictBool = False
    fund: ServiceName | None = None


class Transfer(Strict):
    """Money that one body gives another every year, as agreed; at the prices of the first year.

    It comes from a service, or from all lines that decisions may move, and goes to one, or to all.
    """

    giver: Line
    taker: Line
    gbp_a_year: GbpAYear
    from_service: ServiceName | None = None
    to_service: ServiceName | None = None


class Move(Strict):
    """What a decision moves from one service to another; pounds a year."""

    from_service: ServiceName
    to_service: ServiceName
    gbp_a_year: GbpAYear


class FundDecision(Strict):
    """What a fund decides in place of what its own rule would; nothing where there are no moves.

    Its own rule decides again after so many ``months``. The fund is a body's, or a pool.
    """

    fund: Line
    moves: list[Move] = []
    months: Annotated[int, Field(strict=True, ge=1, le=1200)] = 12


class Change(Strict):
    """One dated change: values by path, an arrangement, capacity, a transfer, or a decision.

    It holds from the first day of ``month``, until the first day of ``until`` if that is given. A
    value that is ``reached`` later moves evenly from what it was. ``multiply`` and ``add`` go by
    what the value was. An arrangement is set up from ``month`` and takes effect when it is
    ``reached``, or else on the first 1 April after its set-up months. Where ``holds``, decisions
    and in-year cuts leave the service alone.
    """

    month: Month
    reached: Month | None = None
    until: Month | None = None
    title: Title | None = None
    set: Annotated[dict[Line, Any], Field(min_length=1)] | None = None
    multiply: Annotated[dict[Line, Units], Field(min_length=1)] | None = None
    add: Annotated[dict[Line, Units], Field(min_length=1)] | None = None
    arrangement: Annotated[Line | dict[str, Any], BeforeValidator(_named_or_written)] | None = None
    capacity: CapacityChange | None = None
    transfer: Transfer | None = None
    decision: FundDecision | None = None
    holds: StrictBool = False
    evidence: Evidence | None = None
    about: Text = ""

    VALUES: ClassVar = ("set", "multiply", "add")
    ACTS: ClassVar = ("arrangement", "capacity", "transfer", "decision")

    @property
    def kinds(self) -> tuple[str, ...]:
        """What it changes, by its keys."""
        return tuple(key for key in (*self.VALUES, *self.ACTS) if getattr(self, key) is not None)

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths whose values it changes."""
        return tuple(path for key in self.VALUES for path in getattr(self, key) or ())

    @model_validator(mode="after")
    def _agrees(self) -> Change:
        problems = self._problems()
        if problems:
            each = tuple(((), problem) for problem in problems)
            said = {"said": "; ".join(problems), "each": each}
            raise PydanticCustomError("change", "{said}", said)
        return self

    def _problems(self) -> list[str]:
        acts = [key for key in self.kinds if key in self.ACTS]
        found = []
        if not self.kinds:
            known = ", ".join((*self.VALUES, *self.ACTS))
            found.append(f"must say what changes: one of {known}")
        if len(acts) > 1 or (acts and len(self.kinds) > 1):
            given = " and ".join(self.kinds)
            found.append(f"must change one thing, or values by path (got {given})")
        if len(set(self.paths)) < len(self.paths):
            found.append("must name each path once")
        at_once = self.reached == self.month and self.arrangement is not None
        if self.reached and not at_once and self.reached <= self.month:
            found.append("must be 'reached' after its month")
        if self.reached and acts not in ([], ["arrangement"]):
            found.append(f"must not be 'reached' later: {acts[0]} changes at once")
        if self.until and self.until <= max(self.month, self.reached or ""):
            found.append("must last until later than it begins")
        if self.until and (self.arrangement or self.decision):
            found.append("must not end: what follows is another change")
        if self.holds and not self.capacity:
            found.append("must be of capacity where it 'holds'")
        return found


class Timetable(RootModel[dict[Name, Change]]):
    """Changes by their names."""

    model_config = {"frozen": True}

    @model_validator(mode="after")
    def _freeze(self) -> Timetable:
        self.__dict__["root"] = frozen(self.root)
        return self

    def __hash__(self) -> int:
        return hash(self.model_dump_json())
