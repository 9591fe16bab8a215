"""A fault that is planted in a run must be found where it was planted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from carefunds_sim.engines import simulate
from carefunds_sim.engines.agreement import first_difference, run_both
from carefunds_sim.errors import GridlockError
from carefunds_sim.model.record import Run
from carefunds_sim.scenario.load import load_scenario

TWICE = ("simpy", "simpy")


@pytest.fixture(scope="module")
def run() -> Run:
    return simulate(load_scenario("blocking", years=1, warmup_months=0), trace=True)


def with_value(run: Run, account: str, place: tuple[int, ...], value: float) -> Run:
    changed = run.values[account].copy()
    changed[place] = value
    return replace(run, values={**run.values, account: changed})


def test_a_run_agrees_with_itself(run: Run) -> None:
    again = simulate(run.scenario, trace=True)
    assert first_difference(run, again) is None
    assert np.isnan(run.values["cost"]).all()  # a network without money


def test_an_event_that_is_changed_is_named_with_what_the_person_did_before(run: Run) -> None:
    number = next(
        number
        for number, event in enumerate(run.events)
        if event.event_type == "resource_use_end" and event.entity_id > 200
    )
    event = run.events[number]
    late = event._replace(time=float(np.nextafter(event.time, np.inf)))
    planted = replace(run, events=[*run.events[:number], late, *run.events[number + 1 :]])
    found = first_difference(run, planted)
    assert found
    assert found.value is None
    assert found.event
    assert (found.event.number, found.event.one, found.event.other) == (number, event, late)
    assert {each.entity_id for each in found.event.before} == {event.entity_id}
    assert found.event.before[0].event == "arrival"
    told = str(found)
    assert f"Event {number + 1:,} differs." in told
    assert repr(event.time) in told
    assert repr(late.time) in told


def test_events_that_are_missing_are_a_difference(run: Run) -> None:
    found = first_difference(run, replace(run, events=run.events[:-1]))
    assert found
    assert found.event
    assert found.event.other is None
    assert "the log is over" in str(found)


def test_the_last_bit_of_one_value_is_named_by_month_account_and_cell(run: Run) -> None:
    was = float(run.values["occupied_days"][4, 0, 0])
    near = float(np.nextafter(was, np.inf))
    planted = with_value(run, "occupied_days", (4, 0, 0), near)
    found = first_difference(run, planted, labels=("this", "that"))
    assert found
    assert found.event is None
    assert str(found).splitlines() == [
        "The account occupied_days (person-days) differs in 2010-08, "
        "service hospital, dependency independent.",
        f"  this: {was!r}",
        f"  that: {near!r}",
    ]


def test_the_earliest_month_is_named_before_the_first_account(run: Run) -> None:
    planted = with_value(run, "occupied_days", (7, 0, 0), -1.0)
    planted = with_value(planted, "deaths", (2,), 5.0)
    found = first_difference(run, planted)
    assert found
    assert found.value
    assert found.value.account.name == "deaths"
    assert found.value.month == run.months[2]
    assert found.value.cell == ()


def test_a_number_where_the_other_run_has_none_is_a_difference(run: Run) -> None:
    found = first_difference(run, with_value(run, "cost", (0, 1, 2), 0.0))
    assert found
    assert found.value
    assert found.value.cell == ("intermediate_care", "self")
    assert np.isnan(found.value.one)


def test_runs_agree_on_an_error_when_it_is_the_same(run: Run) -> None:
    stuck = GridlockError("day 31: everybody waits")
    assert first_difference(stuck, GridlockError("day 31: everybody waits")) is None
    for other in (GridlockError("day 61: everybody waits"), run):
        found = first_difference(stuck, other)
        assert found
        assert "The runs end differently." in str(found)


def test_runs_of_different_things_are_not_compared(run: Run) -> None:
    other = simulate(load_scenario("one_queue", years=1, warmup_months=0))
    with pytest.raises(ValueError, match="cannot be compared"):
        first_difference(run, other)


def test_an_engine_run_twice_agrees_with_itself() -> None:
    scenario = load_scenario("one_pot", years=1)
    one, other = run_both(scenario, seed=3, replication=2, engines=TWICE)
    assert isinstance(one, Run)
    assert one.events
    assert first_difference(one, other) is None
