"""How much is measured, everything or a first look, and the two scenarios it is measured on."""

from __future__ import annotations

from dataclasses import dataclass

from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Size:
    """How much of the default area is simulated, and for how many years after the warm-up."""

    scale: float
    years: int


@dataclass(frozen=True)
class Extent:
    """How large and how often each measurement is made.

    ``decade`` is the run whose own cost is reported, ``compared`` the one both engines make,
    ``traced`` the one whose event logs are compared, ``network_years`` a short and a long run of
    the two-service network, and ``grown_scale`` the scale that ``decade`` is compared with.
    """

    quick: bool
    decade: Size
    compared: Size
    traced: Size
    network_years: tuple[int, int]
    grown_scale: float
    repeats: int
    compile_anew: bool


WARMUP_MONTHS = 12

FULL = Extent(
    quick=False,
    decade=Size(scale=1.0, years=10),
    compared=Size(scale=1.0, years=10),
    traced=Size(scale=0.25, years=2),
    network_years=(5, 100),
    grown_scale=10.0,
    repeats=7,
    compile_anew=True,
)
QUICK = Extent(
    quick=True,
    decade=Size(scale=1.0, years=10),
    compared=Size(scale=0.1, years=2),
    traced=Size(scale=0.05, years=1),
    network_years=(5, 20),
    grown_scale=2.0,
    repeats=3,
    compile_anew=False,
)


DEFAULT_AREA = "typical_council/separate/nao_decade"
TWO_SERVICES = "blocking"


def default_area(size: Size) -> Scenario:
    """Return the default area under separate budgets and the decade of cuts."""
    return load_scenario(
        DEFAULT_AREA, warmup_months=WARMUP_MONTHS, years=size.years, scale=size.scale
    )


def two_services(years: int) -> Scenario:
    """Return the hospital and intermediate care of the blocking lesson.

    They start empty, because neither Ciw nor the loop in C can start full.
    """
    return load_scenario(TWO_SERVICES, warmup_months=WARMUP_MONTHS, years=years, start="empty")
