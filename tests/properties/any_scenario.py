"""Scenarios of every kind: small networks, small areas with money, and shipped ones changed."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import strategies as st
from properties.any_area import ON, Draw, areas_with_anything
from properties.any_money import areas_with_money, arrangements, squeezes
from properties.networks import scenario_of

from carefunds_sim.scenario.catalogue import names
from carefunds_sim.scenario.load import compose
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.schema.quantity import Quantity
from carefunds_sim.vocabulary import Loop, Role

SEEDS = st.integers(0, 2**32 - 1)
LOOPS = st.sets(st.sampled_from([loop.word for loop in Loop]), max_size=4)
START_YEARS = st.sampled_from([2009, 2010, 2011, 2012])  # leap years begin at other months
SMALL = {"typical_council": 0.02, "unitary": 0.03, "london_borough": 0.03, "county": 0.008}
CHANGED_AT_ONCE = 12


@st.composite
def networks(draw: Draw) -> Scenario:
    """Draw a small network without money, for a year or a little more."""
    off = {"switched_off": sorted(draw(LOOPS))}
    return scenario_of(draw(areas_with_anything()), off, **run_settings(draw, warmup=(0, 1, 5)))


@st.composite
def small_areas(draw: Draw) -> Scenario:
    """Draw a small area with money under any arrangement, which may replace another."""
    area = draw(areas_with_money())
    services, practices = list(area["services"]), list(area.get("practices", ()))
    parts: dict[str, Any] = {
        "arrangement": draw(arrangements(services, practices)),
        "squeeze": draw(squeezes()),
        "switched_off": sorted(draw(LOOPS)),
    }
    if draw(ON):
        parts["replaced"] = draw(arrangements(services, practices)) | {
            "name": "before",
            "pools": {},
        }
        parts["arrangement"]["replaces"] = "before"
    return scenario_of(area, parts, **run_settings(draw, warmup=(12,), years=(1, 2, 2)))


@st.composite
def changed_shipped(draw: Draw) -> Scenario:
    """Draw a shipped area, arrangement and squeeze, and change some values within their ranges."""
    area = draw(st.sampled_from(sorted(SMALL)))
    scenario = compose(
        area,
        draw(st.sampled_from(list(names("arrangement")))),
        draw(st.sampled_from(list(names("squeeze")))),
        run=run_settings(draw, warmup=(12, 0), years=(1, 2, 3)) | {"scale": SMALL[area]},
        switched_off=[Loop.of(word) for word in draw(LOOPS)],
    )
    ranged = [(path, quantity) for path, quantity in scenario.quantities() if changes(quantity)]
    chosen = draw(
        st.lists(st.sampled_from(range(len(ranged))), unique=True, max_size=CHANGED_AT_ONCE)
    )
    return scenario.with_values({ranged[at][0]: within_range(draw, ranged[at][1]) for at in chosen})


def run_settings(draw: Draw, *, warmup: tuple[int, ...], years: tuple[int, ...] = (1,)) -> Any:
    """Draw how long a run is, how it starts, and its seed."""
    return {
        "years": draw(st.sampled_from(years)),
        "warmup_months": draw(st.sampled_from(warmup)),
        "start": "full" if draw(ON) else "empty",
        "start_year": draw(START_YEARS),
        "seed": draw(SEEDS),
    }


def changes(quantity: Quantity[Any]) -> bool:
    """Tell whether a quantity can be changed alone: shares that must sum to one cannot."""
    if quantity.range is None or quantity.role is Role.CONSTANT or isinstance(quantity.value, list):
        return False
    numbers = quantity.value.values() if isinstance(quantity.value, dict) else [quantity.value]
    if any(isinstance(number, dict) for number in numbers):
        return False
    return not (isinstance(quantity.value, dict) and math.isclose(sum(numbers), 1.0))


def within_range(draw: Draw, quantity: Quantity[Any]) -> Any:
    """Draw a value for a quantity, or for each of its parts, within the plausible range."""
    low, high = quantity.range or (0.0, 0.0)
    if quantity.unit == "share":
        high = min(high, 1.0)
    at = st.sampled_from([0, 0.25, 0.5, 0.75, 1])
    if isinstance(quantity.value, dict):
        words = [getattr(key, "word", key) for key in quantity.value]
        return {word: low + (high - low) * draw(at) for word in words}
    return low + (high - low) * draw(at)
