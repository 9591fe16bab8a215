"""Engines are called equal only when every number and every event is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from carefunds_bench import measure
from carefunds_bench.measure import agreement_of, compare_logs
from carefunds_sim.engines import simulate
from carefunds_sim.scenario.load import load_scenario


@pytest.fixture(scope="module")
def scenario():
    return load_scenario("blocking", years=1, warmup_months=0)


def run_of(scenario, **more):
    return simulate(scenario, engine="simpy", **more)


def test_the_same_run_is_equal_and_says_how_much_was_compared(scenario) -> None:
    one, other = run_of(scenario, trace=True), run_of(scenario, trace=True)
    found = agreement_of(one, other)
    assert found["equal"]
    assert found["difference"] is None
    assert found["accounts"] == len(one.values)
    assert found["values"] == sum(values.size for values in one.values.values())
    assert found["events"] == len(one.events) > 0


def test_another_replication_is_not_equal(scenario) -> None:
    found = agreement_of(run_of(scenario), run_of(scenario, replication=1))
    assert not found["equal"]
    assert "differs" in str(found["difference"])


def test_the_last_bit_of_one_account_is_enough(scenario) -> None:
    one = run_of(scenario)
    occupied = one.values["occupied_days"].copy()
    occupied[3, 1, 0] = np.nextafter(occupied[3, 1, 0], np.inf)
    other = replace(one, values=one.values | {"occupied_days": occupied})
    assert not agreement_of(one, other)["equal"]


def test_an_engine_that_drifts_is_found_out(scenario, monkeypatch) -> None:
    made = measure.simulate

    def drifting(scenario, *, engine, **more):
        return made(scenario, engine="simpy", replication=int(engine == "other"), **more)

    monkeypatch.setattr(measure, "simulate", drifting)
    assert not compare_logs(scenario, engine="other", reference="simpy")["equal"]
    measured = measure.over_simpy(
        scenario, engine="other", reference="simpy", repeats=2, say=lambda _: None
    )
    assert not measured["agreement"]["equal"]


@pytest.mark.parametrize("accounts", [True, False])
@pytest.mark.parametrize("logs", [True, False])
def test_both_accounts_and_events_have_to_be_equal(accounts: bool, logs: bool) -> None:
    from carefunds_bench.extent import FULL

    found = {
        "over_simpy": {"ratio": 1.0, "agreement": {"equal": accounts}},
        "logs": {"equal": logs},
        "decade": {"ns_per_event": None, "wall": 1.0},
        "over_ciw": None,
        "growth": {"smaller": {"peak_mb": None}},
    }
    headlines = measure._headlines(found, FULL)
    assert headlines["equal"] is (accounts and logs)
    assert headlines["compiled_over_ciw"] is None
