"""The worlds that statements compare."""

from __future__ import annotations

from stylised.world import AREA, World

from carefunds_sim.scenario.load import compose
from carefunds_sim.vocabulary import Loop

THE_FOUR = ("separate", "aligned", "pooled", "care_trust")
YEARS = 12  # as many as any run here has

CUT = World()
NO_SQUEEZE = World(squeeze="none")
NO_CHARGE = CUT.having({"arrangement.charge": False})
NEW_CHARGE = World(charge_from_start=True)
ALIGNED = World("aligned")
ALIGNED_NO_SQUEEZE = World("aligned", "none")
CARE_TRUST = World("care_trust")
PREVENTION = World(area="with_prevention").having(  # five times the usual effect, to be seen
    {"area.services.prevention.prevents": (("emergency_admissions", 0.05),)}
)


def council_growth(yearly: float) -> World:
    """Return separate budgets with council money for each resident changing so much a year."""
    return CUT.having({"squeeze.council.by_year": (yearly,) * YEARS})


def nhs_growth(yearly: float) -> World:
    """Return the deep cut with NHS money for each resident changing so much a year as well."""
    return CUT.having({"squeeze.nhs.by_year": (yearly,) * YEARS})


def community(times: float) -> World:
    """Return an unsqueezed area with so many times the capacity outside the hospital."""
    return World(squeeze="none", community=times)


def pooled(share: float, arrangement: str = "pooled") -> World:
    """Return a pool that holds the same share of every service, acute care included."""
    shares = (("every_service", share), ("acute", share))
    return World(arrangement).having({"arrangement.pools.pool.share": shares})


def more_of(*services: str, world: World = CUT) -> World:
    """Return a world with a tenth more of services in the base year, and the money they cost."""
    area = compose(AREA).area
    capacities = {name: area.services[name].capacity for name in services}
    return world.having(
        {
            f"area.services.{name}.capacity": 1.1 * capacity.value
            for name, capacity in capacities.items()
            if capacity
        }
    )


def the_four(everything: float) -> tuple[World, ...]:
    """Return the four arrangements with so many times the capacity, and its money, of everything.

    Nothing is cut and nothing takes time to set up, so that only what there is to share differs.
    """
    at_once = {"arrangement.overhead.setup_months": 0.0}
    return tuple(
        World(name, "none", off=(Loop.OVERSPEND_CUTS,), everything=everything).having(at_once)
        for name in THE_FOUR
    )
