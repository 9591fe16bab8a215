"""Each feedback loop can be switched off, does something, and off means off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from carefunds_sim.engines import simulate
from carefunds_sim.model.record import Run
from carefunds_sim.model.resolve import make_plan
from carefunds_sim.scenario.load import compose
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.vocabulary import Loop, Setting, WaitingPlace

Check = Callable[[Run, Run], None]


WORK_FOR: dict[Loop, dict[str, Any]] = {
    Loop.PREVENTION_SPARES_CARE: {"area": "with_prevention"},
    Loop.ATTENTION_SHORTENS_ARRANGING: {"values": {"area.money.arranging.attention": 1.0}},
    Loop.FREED_BEDS_REFILL: {"values": {"squeeze.council.by_year": [0.1]}},
}
"""What a loop needs to have work that the others do not."""


def scenario(
    *off: Loop,
    area: str = "typical_council",
    values: dict[str, object] | None = None,
    **run: object,
) -> Scenario:
    """Return a small council with partial sight and a charge, so that most loops have work."""
    settings = {"scale": 0.2, "years": 3, **run}
    whole = compose(area, "aligned", "deep_cut", run=settings, switched_off=off)
    return whole.with_values(values or {})


@pytest.fixture(scope="module")
def all_on() -> Run:
    return simulate(scenario())


def nobody_waits_in_the_emergency_department(on: Run, off: Run) -> None:
    place = WaitingPlace.EMERGENCY_DEPARTMENT
    assert on.values["waiting_days"][:, :, place].sum() > 0.0
    assert off.values["waiting_days"][:, :, place].sum() == 0.0


def nobody_waits_for_a_service_after_hospital(on: Run, off: Run) -> None:
    settings = [each.setting for each in off.scenario.area.services.values()]
    further = [setting is not Setting.ACUTE for setting in settings]
    assert on.values["waiting_days"][:, further].sum() > 0.0
    assert off.values["waiting_days"][:, further].sum() == 0.0


def nobody_comes_from(stream: str) -> Check:
    def check(on: Run, off: Run) -> None:
        column = on.names.streams.index(stream)
        assert on.values["arrivals"][:, column].sum() > 0.0
        assert off.values["arrivals"][:, column].sum() == 0.0

    return check


def trust_stays_as_it_was(on: Run, off: Run) -> None:
    assert len(np.unique(on.values["trust"])) > 1
    assert len(np.unique(off.values["trust"])) == 1


def differs(on: Run, off: Run) -> None:
    del on, off  # that they differ is checked for every loop


WHAT_OFF_MEANS: dict[Loop, Check] = {
    Loop.FREE_BED_ADMITS: nobody_waits_in_the_emergency_department,
    Loop.PLACES_DISCHARGE: nobody_waits_for_a_service_after_hospital,
    Loop.FREED_BEDS_REFILL: nobody_comes_from("freed_beds"),
    Loop.INTEGRATION_UNCOVERS_NEED: nobody_comes_from("hidden_need"),
    Loop.TRUST_EROSION: trust_stays_as_it_was,
}


@pytest.mark.parametrize("loop", list(Loop), ids=[loop.word for loop in Loop])
def test_a_loop_switched_off_changes_something_and_is_off(loop: Loop, all_on: Run) -> None:
    needs = WORK_FOR.get(loop, {})
    on = simulate(scenario(**needs)) if needs else all_on
    off = simulate(scenario(loop, **needs))
    changed = [
        name
        for name, values in on.values.items()
        if not np.array_equal(values, off.values[name], equal_nan=True)
    ]
    assert changed
    WHAT_OFF_MEANS.get(loop, differs)(on, off)


def test_crowding_switched_off_takes_the_premium_off_escalation_beds_and_nothing_else() -> None:
    """In the first month, before money has changed anything that people meet."""
    on = simulate(scenario(warmup_months=0))
    off = simulate(scenario(Loop.CROWDING_ESCALATION, warmup_months=0))
    acute = on.names.services.index("acute")
    days = on.values["escalation_days"][0, acute]
    assert days == off.values["escalation_days"][0, acute] > 0.0
    plan = make_plan(on.scenario, seed=on.seed, replication=0)
    assert plan.money
    prices = plan.money.prices
    bed_day = prices.fixed[acute] + prices.variable[acute]
    premium = days * bed_day * prices.escalation_premium[acute] * plan.money.price[0]
    saved = (on.values["cost"][0] - off.values["cost"][0]).sum(axis=1)
    assert saved[acute] == pytest.approx(premium)
    assert np.delete(saved, acute).sum() == pytest.approx(0.0, abs=1e-6)


def test_every_loop_off_at_once_still_runs_and_conserves() -> None:
    run = simulate(scenario(*Loop))
    assert run.values["starts"].sum() > 0.0
