"""Expected flows before a run, against cases worked by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import integrate, stats

from carefunds_sim.model.load import (
    Arriving,
    Flows,
    expected_stays,
    overloaded,
    steady_state,
    utilisation,
)
from carefunds_sim.model.plan import Network
from carefunds_sim.model.resolve import offered_load
from carefunds_sim.model.resolve_network import make_network
from carefunds_sim.scenario.load import compose, load_scenario
from carefunds_sim.scenario.scenario import Scenario

SPREAD = 0.8
LOGNORMAL_SURVIVES = integrate.quad(
    lambda z: stats.norm.pdf(z) * np.exp(-0.2 * np.exp(SPREAD * z - SPREAD**2 / 2.0)), -9.0, 9.0
)[0]


def assumed(value: object) -> dict[str, Any]:
    return {"value": value, "kind": "assumed", "why": "a number of this test"}


def a_service(days: float, capacity: float | None, **more: Any) -> dict[str, Any]:
    """Return a service at home, limited or not."""
    limit: dict[str, Any] = {"kind": "unlimited"}
    if capacity is not None:
        limit = {"kind": "places", "capacity": assumed(capacity)}
    return {
        "title": "A service", "setting": "home", "stay_days": assumed({"independent": days}),
        **limit, **more,
    }  # fmt: skip


def network_of(**services: dict[str, Any]) -> Scenario:
    """Return a scenario in which two people a day need the first of the services."""
    arrivals = {
        "title": "Arrivals",
        "per_day": assumed(2.0),
        "first": assumed({"independent": {next(iter(services)): 1.0}}),
    }
    return load_scenario("one_queue").with_values(
        {"area.services": services, "area.streams": {"arrivals": arrivals}}
    )


def steady(scenario: Scenario, use: float = 1.0) -> tuple[Network, Flows]:
    network = make_network(scenario.area, 1.0)
    per_day = np.zeros(network.stay_mean.shape)
    per_day[0, 0, 0] = 2.0
    flows = steady_state(network, Arriving(per_day, 0.0, 0.0), np.full(len(network.core), use))
    return network, flows


def test_one_queue_has_the_load_of_arrivals_times_stay() -> None:
    _, _, flows = offered_load(load_scenario("one_queue"))
    assert flows.starts.sum() == pytest.approx(2.5)
    assert flows.present.sum() == flows.load.sum() == pytest.approx(22.5)


def test_two_queues_in_a_row_share_their_flow_by_the_route() -> None:
    _, network, flows = offered_load(load_scenario("blocking"))
    np.testing.assert_allclose(flows.starts.sum(axis=1), [2.5, 0.625])
    np.testing.assert_allclose(flows.load, [22.5, 15.0])
    np.testing.assert_allclose(utilisation(network, flows), [22.5 / 30, 15 / 17])


def test_a_way_back_multiplies_the_flow() -> None:
    scenario = network_of(
        first=a_service(10.0, None, onward=assumed({"independent": {"second": 0.5}})),
        second=a_service(4.0, None, onward=assumed({"independent": {"first": 0.4}})),
    )
    _, _, flows = offered_load(scenario)
    np.testing.assert_allclose(flows.starts.sum(axis=1), [2.5, 1.25])
    np.testing.assert_allclose(flows.load, [25.0, 5.0])


def test_units_multiply_the_load_and_not_the_people() -> None:
    scenario = network_of(care=a_service(10.0, 100.0)).with_value(
        "area.services.care.units_per_person", {"independent": 2.5}
    )
    _, _, flows = offered_load(scenario)
    assert flows.present.sum() == pytest.approx(20.0)
    assert flows.load[0] == pytest.approx(50.0)


@pytest.mark.parametrize(
    ("family", "completed"),
    [("exponential", 1.0 / 1.2), ("fixed", np.exp(-0.2)), ("lognormal", LOGNORMAL_SURVIVES)],
)
def test_death_competes_with_the_end_of_a_stay(family: str, completed: float) -> None:
    """A hazard of 0.02 a day and a mean stay of 10 days."""
    death = {"death": assumed({"independent": 7.305})}
    care = a_service(10.0, None, stay_family=family, hazards=death)
    if family == "lognormal":
        care["stay_spread"] = assumed(SPREAD)
    network = make_network(network_of(care=care).area, 1.0)
    spells = expected_stays(network)
    assert spells.completed[0, 0, 0] == pytest.approx(completed, rel=1e-6)
    assert spells.days[0, 0, 0] == pytest.approx((1.0 - completed) / 0.02, rel=1e-5)


def test_decline_moves_people_to_more_dependency_during_a_stay() -> None:
    care = a_service(10.0, None, hazards={"decline": assumed({"independent": 36.525})})
    network = make_network(network_of(care=care).area, 1.0)
    assert expected_stays(network).declined[0, 0, 0] == pytest.approx(1.0 - np.exp(-1.0))


def test_people_move_on_with_the_dependency_their_stay_left_them_with() -> None:
    """Of those who come, 40% decline, of whom a quarter improve again; the others need more."""
    scenario = network_of(
        first=a_service(
            10.0,
            None,
            hazards={"decline": assumed({"independent": -36.525 * np.log(0.6)})},
            improvement=assumed({"independent": 0.0, "some_help": 0.25}),
            onward=assumed({"independent": {"second": 0.0}, "some_help": {"second": 1.0}}),
        ),
        second=a_service(4.0, None),
    )
    _, _, flows = offered_load(scenario)
    np.testing.assert_allclose(flows.starts, [[2.0, 0.0, 0.0], [0.0, 0.6, 0.0]], atol=1e-12)


def test_a_full_service_passes_the_rest_on_to_its_second_choice() -> None:
    scenario = network_of(
        first=a_service(10.0, 5.0, second_choice="second", patience=assumed(3.0)),
        second=a_service(4.0, None),
    )
    _, flows = steady(scenario)
    assert flows.load[0] == pytest.approx(5.0, rel=1e-3)
    assert flows.starts.sum(axis=1)[1] == pytest.approx(1.5, rel=1e-3)
    assert flows.acceptance.tolist() == [1.0, 1.0]


def test_a_rationed_service_refuses_what_it_cannot_hold() -> None:
    rationing = {
        "refused_to": assumed({"second": 1.0}),
        "dependency_weight": assumed({"independent": 1.0}),
        "origin_weight": assumed({"hospital": 1.0}),
        "lowest_acceptance": assumed(0.05),
    }
    scenario = network_of(
        first=a_service(10.0, 10.0, rationing=rationing), second=a_service(4.0, None)
    )
    _, flows = steady(scenario, use=0.8)
    assert flows.acceptance[0] == pytest.approx(0.4, rel=1e-3)
    np.testing.assert_allclose(flows.starts.sum(axis=1), [0.8, 1.2], rtol=1e-3)


def test_a_service_with_room_refuses_nobody() -> None:
    network, flows = steady(network_of(first=a_service(10.0, 40.0), second=a_service(4.0, None)))
    assert flows.acceptance.tolist() == [1.0, 1.0]
    assert utilisation(network, flows).tolist() == pytest.approx([0.5, 0.0])


def test_a_queue_that_must_grow_for_ever_is_named_and_no_other() -> None:
    def named(**services: dict[str, Any]) -> tuple[str, ...]:
        names, network, flows = offered_load(network_of(**services))
        return overloaded(names.services, network, flows)

    assert len(named(ward=a_service(10.0, 20.0))) == 1
    assert named(ward=a_service(10.0, 20.0))[0].startswith("ward cannot cope")
    assert named(ward=a_service(10.0, 21.0)) == ()
    assert named(ward=a_service(10.0, None)) == ()
    leaves = a_service(10.0, 5.0, second_choice="home", patience=assumed(1.0))
    assert named(ward=leaves, home=a_service(1.0, None)) == ()


def test_the_typical_council_is_in_balance_before_it_starts() -> None:
    """What starts by the traffic equations arrives from outside or moves on: nobody is made."""
    _, network, flows = offered_load(compose("typical_council", "separate", "none"))
    assert (flows.starts >= 0.0).all()
    assert np.isfinite(flows.load).all()
    assert flows.load[network.kind != 4].min() > 0.0


def test_scale_multiplies_every_flow() -> None:
    whole, tenth = (
        offered_load(compose("typical_council", "separate", "none", run={"scale": scale}))[2]
        for scale in (1.0, 0.1)
    )
    np.testing.assert_allclose(tenth.starts * 10.0, whole.starts, rtol=1e-9)
