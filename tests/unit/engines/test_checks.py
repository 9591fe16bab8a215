"""The checks of every month's end are able to fail: each planted loss is noticed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from carefunds_sim.engines import ENGINES, month_end, simpy_engine, simulate
from carefunds_sim.engines.checks import check_pounds
from carefunds_sim.engines.compiled.memory import Memory
from carefunds_sim.engines.month_snapshot import MonthSnapshot
from carefunds_sim.engines.steps import movements
from carefunds_sim.engines.steps.records import Record, World
from carefunds_sim.engines.steps.tables import change, occupied_at, service_at
from carefunds_sim.errors import ConservationError
from carefunds_sim.model.money.frame import MonthAccounts
from carefunds_sim.scenario.load import compose, load_scenario
from carefunds_sim.vocabulary import TransferKind

BODIES = 3  # NHS, council, self


def accounts(
    cost: np.ndarray,
    spend: list[float],
    transfers: np.ndarray,
    payment: np.ndarray | None = None,
) -> MonthAccounts:
    return MonthAccounts(
        cost=cost,
        overhead=np.array([5.0, 5.0, 0.0]),
        transfers=transfers,
        budget=np.zeros(2),
        spend=np.array(spend),
        service_budget=np.zeros(2),
        contribution=np.zeros((2, 2, 2)),
        payment=np.array([cost[:, :2].T, np.zeros((2, 2))]) if payment is None else payment,
    )


COST = np.array([[100.0, 0.0, 7.0], [20.0, 60.0, 8.0]])
NO_TRANSFERS = np.zeros((len(TransferKind), BODIES))


def test_pounds_that_bodies_bear_and_funds_spend_agree() -> None:
    check_pounds(accounts(COST, [125.0, 65.0], NO_TRANSFERS))


def test_a_pound_in_a_fund_that_is_no_body_s_own_is_noticed() -> None:
    payment = np.array([[[100.0, 20.0], [0.0, 59.0]], np.zeros((2, 2))])
    with pytest.raises(ConservationError, match=r"through its funds pays 59\.00 of 60\.00 pounds"):
        check_pounds(accounts(COST, [125.0, 65.0], NO_TRANSFERS, payment))


def test_a_pound_that_nobody_bears_is_noticed() -> None:
    with pytest.raises(ConservationError, match=r"bear 190\.00 pounds of 191\.00"):
        check_pounds(accounts(COST, [126.0, 65.0], NO_TRANSFERS))


@pytest.mark.parametrize("kind", [TransferKind.CHARGE, TransferKind.RISK_SHARE])
def test_a_transfer_that_comes_from_nowhere_is_noticed(kind: TransferKind) -> None:
    transfers = NO_TRANSFERS.copy()
    transfers[kind, :2] = [10.0, -9.0]
    with pytest.raises(ConservationError, match="came from nowhere"):
        check_pounds(accounts(COST, [125.0, 65.0], transfers))


def test_a_grant_comes_from_outside_and_may() -> None:
    transfers = NO_TRANSFERS.copy()
    transfers[TransferKind.GRANT, 1] = 500.0
    check_pounds(accounts(COST, [125.0, 65.0], transfers))


def run(engine: str = "simpy") -> None:
    simulate(load_scenario("blocking", years=1, warmup_months=0), engine=engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_sound_run_passes_every_check(engine: str) -> None:
    run(engine)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"people_here": 1}, "should be here"),
        ({"people_outside": 1}, "in services"),
        ({"used": 1.0}, "which has given"),
    ],
)
def test_what_the_compiled_engine_loses_is_noticed(
    monkeypatch: pytest.MonkeyPatch, wrong: dict[str, float], said: str
) -> None:
    def snapshot(memory: Memory, months: int) -> MonthSnapshot:
        made = original(memory, months)
        return made._replace(**{name: getattr(made, name) + by for name, by in wrong.items()})

    original = Memory.snapshot
    monkeypatch.setattr(Memory, "snapshot", snapshot)
    with pytest.raises(ConservationError, match=said):
        run("compiled")


def test_a_move_that_is_not_counted_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def count_move(w: World, origin: int, destination: int) -> None:
        moved.append(1)
        if len(moved) != 50:
            original(w, origin, destination)

    moved: list[int] = []
    original = movements.count_move
    monkeypatch.setattr(movements, "count_move", count_move)
    with pytest.raises(ConservationError, match="but they changed by"):
        run()


def test_a_move_that_the_compiled_engine_counts_twice_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def snapshot(memory: Memory, months: int) -> MonthSnapshot:
        made = original(memory, months)
        made.counted["moves"][-1, 2, -1] += 1.0
        return made

    original = Memory.snapshot
    monkeypatch.setattr(Memory, "snapshot", snapshot)
    with pytest.raises(ConservationError, match=r"people in hospital by -\d+, but"):
        run("compiled")


def test_a_person_who_vanishes_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def leave_model(w: World, person: Record, *, died: bool) -> None:
        original(w, person, died=died)
        w.people_here -= person.id == 50

    original = simpy_engine.leave_model
    monkeypatch.setattr(simpy_engine, "leave_model", leave_model)
    with pytest.raises(ConservationError, match="should be here"):
        run()


def test_a_person_who_is_in_two_places_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def appear(w: World, person: Record, place: int, units: float) -> None:
        original(w, person, place, units)
        if person.id == 50:
            change(occupied_at(w, place, person.dependency), 1.0, w.now)

    original = movements.appear
    monkeypatch.setattr(movements, "appear", appear)
    with pytest.raises(ConservationError, match="in services"):
        run()


def test_a_bed_that_leaks_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[int] = []

    def give_back(w: World, person: Record, place: int, units: float) -> None:
        left.append(1)
        original(w, person, place, units)
        if len(left) == 50:
            service_at(w, place).used += units

    original = movements.give_back
    monkeypatch.setattr(movements, "give_back", give_back)
    with pytest.raises(ConservationError, match="which has given"):
        run()


def test_a_pound_lost_in_a_run_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def close_month(*given: Any) -> MonthAccounts:
        made = original(*given)
        made.cost[0, 0] -= 1.0
        return made

    original = month_end.close_month
    monkeypatch.setattr(month_end, "close_month", close_month)
    small = {"scale": 0.02, "years": 1, "warmup_months": 0}
    with pytest.raises(ConservationError, match="bodies bear"):
        simulate(compose("typical_council", "separate", "none", run=small))
