"""Both engines give the same events and the same accounts, to the last bit.

A scenario in which they differ is left behind as a file, the smallest that was found, so that
``carefunds trace FILE --both-engines`` tells the difference again.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path
from tempfile import gettempdir

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from properties.any_scenario import SMALL, changed_shipped, networks, small_areas
from properties.networks import scenario_of, service, stream

from carefunds_sim.engines.agreement import first_difference, run_both
from carefunds_sim.errors import ConservationError, GridlockError, SimulationError
from carefunds_sim.model.record import Run
from carefunds_sim.scenario.catalogue import names
from carefunds_sim.scenario.load import compose, load_experiment, load_scenario
from carefunds_sim.scenario.scenario import Scenario

Scenarios = Callable[[], st.SearchStrategy[Scenario]]

FILE = Path(gettempdir()) / "engines_differ.json"
SLOW_TO_DRAW = [HealthCheck.too_slow, HealthCheck.data_too_large]
QUICK = [(networks, 25), (small_areas, 10), (changed_shipped, 8)]
LONG = [(networks, 3_000), (small_areas, 1_500), (changed_shipped, 500)]


class Drawn:
    """A scenario that a failing test does not print at length: it is left behind as a file."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def __repr__(self) -> str:
        return f"the scenario in {FILE}"


def assert_engines_agree(scenario: Scenario, replication: int = 0) -> Run | SimulationError:
    """Compare both engines exactly; return how the runs ended."""
    one, other = run_both(scenario, replication=replication)
    difference = first_difference(one, other)
    if difference:
        FILE.write_text(scenario.text, encoding="utf-8")
    assert difference is None, f"{difference}\nScenario: {FILE}, replication {replication}"
    return one


def assert_engines_agree_on_any_of(scenarios: Scenarios, examples: int) -> None:
    """Compare both engines on so many scenarios of a kind."""

    @settings(max_examples=examples, deadline=None, suppress_health_check=SLOW_TO_DRAW)
    @given(scenarios().map(Drawn), st.integers(0, 3))
    def agree(drawn: Drawn, replication: int) -> None:
        ending = assert_engines_agree(drawn.scenario, replication)
        assert not isinstance(ending, ConservationError), ending

    agree()


@pytest.mark.parametrize(("scenarios", "examples"), QUICK)
def test_engines_agree_on_generated_scenarios(scenarios: Scenarios, examples: int) -> None:
    assert_engines_agree_on_any_of(scenarios, examples)


@pytest.mark.slow
@pytest.mark.parametrize(("scenarios", "examples"), LONG)
def test_engines_agree_on_many_generated_scenarios(scenarios: Scenarios, examples: int) -> None:
    assert_engines_agree_on_any_of(scenarios, examples)


@pytest.mark.parametrize("lesson", names("scenario"))
def test_engines_agree_on_lessons(lesson: str) -> None:
    assert_engines_agree(load_scenario(lesson, years=3))


@pytest.mark.parametrize("experiment", names("experiment"))
def test_engines_agree_on_the_scenarios_of_shipped_experiments(experiment: str) -> None:
    for scenario in load_experiment(experiment).scenarios:
        assert_engines_agree(scenario.with_run(scale=SMALL[scenario.area.name], years=2))


@pytest.mark.slow
@pytest.mark.parametrize("area", names("area"))
def test_engines_agree_on_everything_that_is_shipped(area: str) -> None:
    for arrangement, squeeze in product(names("arrangement"), names("squeeze")):
        run = {"scale": SMALL[area], "years": 4}
        assert_engines_agree(compose(area, arrangement, squeeze, run=run))


@pytest.mark.slow
def test_engines_agree_on_a_whole_council_through_a_decade() -> None:
    assert_engines_agree(compose("typical_council", "pooled", "deep_cut", run={"years": 10}))


def test_engines_stop_with_the_same_error_when_nobody_can_move() -> None:
    ward = service(2.0, 3.0, setting="acute", onward={"independent": {"rehab": 0.9}})
    rehab = service(5.0, 2.0, onward={"independent": {"ward": 0.9}})
    area = {
        "streams": {"admissions": stream(1.0, "ward")},
        "services": {"ward": ward, "rehab": rehab},
        "admitted_to": "ward",
    }
    ending = assert_engines_agree(scenario_of(area))
    assert isinstance(ending, GridlockError)
    assert "everybody in ward, rehab waits" in str(ending)
