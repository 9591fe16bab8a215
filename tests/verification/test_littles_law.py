"""Little's law for every service of the typical council, from true intervals, by both engines."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from verification.comparison import Verify
from verification.event_times import days_within, holds, reported_days
from verification.littles_law import rows, run_of, waited

from carefunds_sim.model.record import Run
from carefunds_sim.scenario.catalogue import names

SHORT_STAYS = ("acute", "intermediate_beds", "home_based_care", "reablement", "community_nursing")
SIZES: dict[str, dict[str, Any]] = {
    "compiled": {"scale": 0.1, "years": 2},
    "simpy": {"scale": 0.03, "years": 1},
}


@pytest.fixture(scope="module", params=SIZES)
def traced(request: pytest.FixtureRequest) -> Run:
    return run_of(request.param, **SIZES[request.param])


@pytest.fixture(scope="module")
def compiled_run() -> Run:
    return run_of("compiled", **SIZES["compiled"])


def test_every_service_obeys_littles_law(traced: Run, verify: Verify) -> None:
    assert waited(traced) >= 5, "hardly anybody waited: the test would prove little"
    verify("little", rows(traced))


@pytest.mark.slow
@pytest.mark.parametrize("area", names("area"))
def test_every_service_of_every_area_obeys_littles_law(area: str, verify: Verify) -> None:
    verify("little", rows(run_of("compiled", area, scale=0.1, years=2)))


def test_people_with_kept_places_are_away_from_them_for_some_of_the_time(traced: Run) -> None:
    window, area = reported_days(traced.scenario), traced.scenario.area.services
    occupied = traced.values["occupied_days"].sum(axis=(0, 2))
    for index, (name, service) in enumerate(area.items()):
        if service.kept_in_hospital and traced.engine == "compiled":
            held = days_within(holds(traced.events, name), window)
            assert 0.9 * held < occupied[index] < held, name


@pytest.mark.parametrize("name", SHORT_STAYS)
def test_mean_occupancy_is_starts_times_mean_stay_of_those_who_left(
    compiled_run: Run, name: str
) -> None:
    """Little's law without looking at intervals; the two sides differ by the period's edges.

    These are at most a few stays of those present then.
    """
    window = first, last = reported_days(compiled_run.scenario)
    held = holds(compiled_run.events, name)
    ended = [hold for hold in held if first <= hold.end < last]
    mean_stay = float(np.mean([hold.end - hold.start for hold in ended]))
    index = compiled_run.names.services.index(name)
    starts = float(compiled_run.values["starts"][:, index].sum())
    assert days_within(held, window) == pytest.approx(starts * mean_stay, rel=0.12)


def test_the_mean_wait_for_a_hospital_bed_obeys_littles_law(compiled_run: Run) -> None:
    """Nobody gives up waiting for a bed, so queue length is arrivals times mean wait."""
    acute = compiled_run.names.services.index("acute")
    value = compiled_run.values
    assert value["waits_ended"][:, acute].sum() == value["starts"][:, acute].sum()
    waited_days = value["waiting_days"][:, acute].sum()
    assert waited_days == pytest.approx(value["wait_days_ended"][:, acute].sum(), rel=0.05, abs=2.0)
