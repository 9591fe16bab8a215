"""Numbers at the ends of what they may be are refused, or they run: nothing dies of them."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from properties.any_area import Draw

from carefunds_sim.dataset.entry import MONEY_ACCOUNTS, entry
from carefunds_sim.engines import simulate
from carefunds_sim.errors import ConservationError, ScenarioError, SimulationError
from carefunds_sim.scenario.load import compose, load_scenario
from carefunds_sim.scenario.motion import plain_value
from carefunds_sim.scenario.schema import quantity as q
from carefunds_sim.scenario.schema.quantity import leaves

TYPES = (
    q.Count, q.Days, q.Months, q.Share, q.Change, q.Factor, q.Growth, q.PerYear, q.PerDay,
    q.PerThousand, q.LogSpread, q.Gbp, q.GbpPerDay,
)  # fmt: skip
TINY = 1e-300
SCENARIOS = {
    name: load_scenario(name, years=1) for name in ("one_pot", "blocking_with_step")
} | {
    "council": compose(
        "typical_council", "pooled", "winter_grants", run={"years": 1, "scale": 0.005}
    )
}  # fmt: skip


def ends_of(kind: Any) -> tuple[str, tuple[float, ...]]:
    """Return a type's unit and the ends of what its numbers may be, with what is all but 0."""
    field, unit = get_args(kind)[1:]
    marks = {type(mark).__name__: mark for mark in field.metadata}
    low = marks["Ge"].ge if "Ge" in marks else marks["Gt"].gt + 1e-9
    return unit.name, (low, TINY, marks["Le"].le)


ENDS = dict(map(ends_of, TYPES))


def at(value: Any, number: float) -> Any:
    """Return a quantity's value with all of its numbers the same."""
    if isinstance(value, dict):
        return {key: at(part, number) for key, part in value.items()}
    return [at(part, number) for part in value] if isinstance(value, list) else number


@st.composite
def extreme(draw: Draw) -> tuple[str, dict[str, Any]]:
    """Draw a scenario and one or two of its quantities, each all at one end."""
    name = draw(st.sampled_from(sorted(SCENARIOS)))
    changed: dict[str, Any] = {}
    found = list(SCENARIOS[name].quantities())
    for index in draw(st.lists(st.integers(0, len(found) - 1), min_size=1, max_size=2)):
        path, quantity = found[index]
        value = plain_value(quantity.value)
        low, _, high = ENDS[quantity.unit]
        assert all(low <= number <= high for number in leaves(value))
        changed[path] = at(value, draw(st.sampled_from(ENDS[quantity.unit])))
    return name, changed


@settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(extreme())
def test_numbers_at_their_ends_are_refused_or_run(drawn: tuple[str, dict[str, Any]]) -> None:
    scenario, changed = SCENARIOS[drawn[0]], drawn[1]
    try:
        run = simulate(scenario.with_values(changed))
    except ConservationError:  # people or pounds were lost or made
        raise
    except (ScenarioError, SimulationError):
        return
    for name, values in run.values.items():
        if scenario.arrangement or name not in {*MONEY_ACCOUNTS, "planned_capacity"}:
            assert not np.isnan(values).any(), name
    entry(run)
