"""The generated scenarios in which engines are compared turn every feature of the model on."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from properties.any_scenario import changed_shipped, networks, small_areas
from properties.features import FEATURES, features_met

from carefunds_sim.engines import simulate
from carefunds_sim.errors import GridlockError
from carefunds_sim.scenario.scenario import Scenario

EXAMPLES = {networks: 60, small_areas: 150, changed_shipped: 30}


@pytest.mark.slow
def test_every_feature_is_met_by_some_generated_scenario() -> None:
    """The same scenarios each time; a feature counts when something comes of it in a run."""
    met: set[str] = set()
    for scenarios, examples in EXAMPLES.items():

        @settings(
            max_examples=examples,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        )
        @given(scenarios())
        def look(scenario: Scenario) -> None:
            with contextlib.suppress(GridlockError):  # nobody can move, so little can be met
                met.update(features_met(simulate(scenario, trace=True)))

        look()
    assert [name for name in FEATURES if name not in met] == []
