"""What is drawn of where people go: places in columns, and the flows between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import xarray as xr

from carefunds_sim.dataset.places import DIED, NEED_NOTHING, NEW_PEOPLE, Place
from carefunds_sim.report.figures.ribbons import Flow

AGAIN, BACK = "again", "back"
"""Those who come back to hospital: where they begin, at the left, and end, at the right."""

COLUMNS: tuple[tuple[str, ...], ...] = (
    (AGAIN, NEW_PEOPLE),
    (Place.HOSPITAL,),
    (Place.WITHOUT_CARE,),
    (Place.INTERMEDIATE_CARE,),
    (Place.AT_HOME, Place.CARE_AT_HOME, Place.CARE_HOME, Place.WITH_FAMILY),
    (NEED_NOTHING, BACK, DIED),
)
SMALL = 0.01
"""A flow is drawn from this share of all who come in a year, the first time or again."""


@dataclass(frozen=True)
class PeopleFlows:
    """People a year who come to each place, and the flows of one scenario that are drawn.

    ``left_out`` of all ``moves`` a year are not drawn; ``least`` is the smallest flow that is.
    """

    sizes: dict[str, float]
    flows: tuple[Flow, ...]
    least: float
    left_out: float
    moves: float

    @property
    def columns(self) -> list[list[str]]:
        """Columns of the places that people come to, from left to right."""
        found = [[name for name in column if name in self.sizes] for column in COLUMNS]
        return [column for column in found if column]


def people_flows(moves: xr.DataArray) -> PeopleFlows:
    """Return what is to be drawn of the moves of one scenario, dims (origin, destination).

    Flows go to the right only. Who comes back to hospital ends at the right and begins anew at
    the left; within a place, and to the left, nothing is drawn.
    """
    every = between(moves)
    turned = [flow._replace(destination=BACK) if _returns(flow) else flow for flow in every]
    turned.append(Flow(AGAIN, Place.HOSPITAL, sum(f.size for f in turned if f[1] == BACK)))
    sizes = {name: _size(name, turned) for column in COLUMNS for name in column}
    least = SMALL * (sizes[NEW_PEOPLE] + sizes[AGAIN])
    drawn = [f for f in turned if f.size >= least and _column(f.origin) < _column(f.destination)]
    total = sum(flow.size for flow in every)
    shown = sum(flow.size for flow in drawn if flow.origin != AGAIN)
    kept = {name: size for name, size in sizes.items() if size > 0}
    return PeopleFlows(kept, tuple(drawn), least=least, left_out=total - shown, moves=total)


def between(moves: xr.DataArray) -> list[Flow]:
    """Return all flows of people, the largest first; A&E and the ward are one place, hospital."""
    found = [
        Flow(
            str(origin), str(destination), float(moves.sel(origin=origin, destination=destination))
        )
        for origin in moves["origin"].values
        for destination in moves["destination"].values
        if not origin == destination == Place.HOSPITAL
    ]
    return sorted((flow for flow in found if flow.size > 0), key=lambda flow: -flow.size)


def _returns(flow: Flow) -> bool:
    return flow.destination == Place.HOSPITAL and flow.origin != NEW_PEOPLE


def _size(name: str, flows: Sequence[Flow]) -> float:
    """Return how many come to a place in a year, or leave it where nobody comes."""
    came = sum(flow.size for flow in flows if flow.destination == name != flow.origin)
    return came or sum(flow.size for flow in flows if flow.origin == name)


def _column(name: str) -> int:
    return next(i for i, column in enumerate(COLUMNS) if name in column)
