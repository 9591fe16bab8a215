"""The two scenarios that everything is measured on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carefunds_sim.experiments.bench.extent import WARMUP_MONTHS, Size
from carefunds_sim.scenario.load import load_scenario

if TYPE_CHECKING:
    from carefunds_sim.scenario.scenario import Scenario

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
