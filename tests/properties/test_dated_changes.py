"""A timetable changes nothing before its date, the same in both engines, and loses no pound."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from carefunds_sim.engines import simulate
from carefunds_sim.engines.agreement import first_difference
from carefunds_sim.model.record import Run
from carefunds_sim.scenario.load import compose
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.vocabulary import TransferKind

RUN = {"scale": 0.04, "years": 3}
DATE = np.datetime64("2010-10-01")

CHANGES: dict[str, dict[str, Any]] = {
    "capacity of new money": {
        "capacity": {"service": "intermediate_beds", "units": 60.0, "paid_by": "nhs"}
    },
    "capacity out of own money": {
        "capacity": {"service": "home_care", "units": 500.0, "paid_by": "council", "own": True}
    },
    "capacity for a while, held": {
        "until": "2011-04",
        "holds": True,
        "capacity": {"service": "intermediate_beds", "units": 60.0, "paid_by": "nhs",
                     "gbp_a_year": 3e6},
    },
    "less capacity": {
        "capacity": {"service": "intermediate_beds", "units": -30.0, "paid_by": "nhs"}
    },
    "acute beds": {"capacity": {"service": "acute", "units": 40.0, "paid_by": "nhs"}},
    "a transfer": {"transfer": {"giver": "nhs", "taker": "council", "gbp_a_year": 5e6}},
    "a transfer to a service": {
        "transfer": {"giver": "nhs", "taker": "council", "gbp_a_year": 5e6,
                     "from_service": "intermediate_beds", "to_service": "home_care"}
    },
    "a decision": {
        "decision": {"fund": "council", "moves": [
            {"from_service": "residential", "to_service": "home_care", "gbp_a_year": 3e6}]}
    },
    "an arrangement at once": {"arrangement": "pooled", "reached": "2010-10"},
    "an arrangement set up": {"arrangement": "care_trust", "reached": "2011-04"},
    "a fee": {"multiply": {"area.services.home_care.costs.variable_per_unit": 1.5}},
    "a stay": {"multiply": {"area.services.acute.stay_days": 0.8}},
    "stays, evenly": {"multiply": {"area.services.acute.stay_days": 0.8}, "reached": "2011-10"},
    "a hazard": {"multiply": {"area.services.acute.hazards.death": 2.0}},
    "a route": {"set": {"area.services.acute.onward.some_help": {"home_care": 1.0}}},
    "who comes": {"multiply": {"area.streams.emergency_admissions.per_1000_per_year": 1.2}},
    "who they are": {
        "set": {"area.streams.emergency_admissions.self_funded": {"aged_65_74": 0.9}}
    },
    "how need grows": {"set": {"squeeze.need_growth": 0.2}},
    "how many residents there are": {"set": {"area.residents.growth": {"aged_65_74": 0.3}}},
    "prices": {"set": {"squeeze.price_growth": 0.1}},
    "the charge": {"set": {"area.money.charge": 2000.0}},
    "a rule": {"set": {"arrangement.own_funds.regard": 1.0, "arrangement.own_funds.sight": 1.0,
                       "arrangement.own_funds.goodwill": 0.0}},
    "handling times": {"multiply": {"area.stages.housing.days": 3.0}},
    "a target, and how it is pursued": {"set": {"area.money.arranging.attention": 2.0,
        "squeeze.delay_target": {
        "by_year": {"value": [-0.5] * 3, "kind": "assumed", "why": "a test"},
        "after": {"value": 0.0, "kind": "assumed", "why": "a test"}}}},
    "grants": {"set": {"squeeze.grants": [{
        "year": 1, "months": [10, 11, 12], "to": "nhs",
        "gbp_per_resident": {"value": 60.0, "kind": "assumed", "why": "a test"}}]}},
}  # fmt: skip


def plain() -> Scenario:
    return compose("typical_council", "separate", "nao_decade", run=RUN)


def changed(name: str) -> Scenario:
    return plain().with_value("timetable.change", {"month": "2010-10", **CHANGES[name]})


@cache
def plain_run() -> Run:
    return simulate(plain(), trace=True)


def cells(run: Run, account: str, other: Run) -> np.ndarray:
    """Return an account with a column for every fund of another run."""
    values = run.values[account]
    more = len(other.names.funds) - len(run.names.funds)
    if more > 0 and account in ("budget", "spend", "contribution", "payment"):
        return np.pad(values, [(0, 0), (0, more), *[(0, 0)] * (values.ndim - 2)])
    return values


@pytest.mark.parametrize("name", CHANGES)
def test_nothing_changes_before_its_date_and_something_after(name: str) -> None:
    before, after = plain_run(), simulate(changed(name), trace=True)
    month = np.flatnonzero(before.months == DATE)[0]
    for account in before.values:
        np.testing.assert_array_equal(
            cells(before, account, after)[:month], after.values[account][:month], err_msg=account
        )
    starts = (DATE - np.datetime64("2009-04-01")).astype(int)
    assert [e for e in before.events if e.time < starts] == [
        e for e in after.events if e.time < starts
    ]
    assert any(
        not np.array_equal(cells(before, a, after), after.values[a], equal_nan=True)
        for a in before.values
    )


def test_an_agreed_transfer_changes_hands_in_the_accounts() -> None:
    """NHS and council, in the first year: a twelfth a month from the month of the change."""
    received = simulate(changed("a transfer")).values["transfers"][:, TransferKind.AGREED]
    a_month = 5e6 * RUN["scale"] / 12
    assert (received[:6] == 0.0).all()
    np.testing.assert_allclose(received[6:12, :2], [[-a_month, a_month]] * 6)
    np.testing.assert_allclose(received.sum(axis=1), 0.0, atol=1e-9)


@pytest.mark.parametrize("name", ["capacity of new money", "a transfer", "a decision"])
def test_money_dated_before_the_study_moves_in_its_first_month(name: str) -> None:
    """The year before is what budgets rest on."""
    runs = [
        simulate(plain().with_value("timetable.change", {"month": month, **CHANGES[name]}))
        for month in ("2009-04", "2009-07", "2010-04")
    ]
    assert (runs[0].values["contribution"] != plain_run().values["contribution"]).any()
    for run in runs[:2]:
        np.testing.assert_array_equal(
            run.values["contribution"][0], runs[2].values["contribution"][0]
        )


def test_what_ends_before_the_study_moves_no_money() -> None:
    dated = {"month": "2009-05", "until": "2010-01", **CHANGES["a transfer"]}
    run = simulate(plain().with_value("timetable.change", dated))
    for account, values in plain_run().values.items():
        np.testing.assert_array_equal(run.values[account], values, err_msg=account)


def test_a_run_warns_of_a_transfer_that_is_larger_than_what_there_is() -> None:
    dated = {"month": "2010-10", "transfer": {"giver": "nhs", "taker": "council",
             "gbp_a_year": 1e11}}  # fmt: skip
    for engine in ("simpy", "compiled"):
        run = simulate(plain().with_value("timetable.change", dated), engine=engine)
        assert [said for said in run.warnings if said.startswith("timetable.change moves less")]
    assert not [said for said in simulate(changed("a transfer")).warnings if "less" in said]


def test_both_engines_follow_a_timetable_alike() -> None:
    """All kinds of changes at once, one every other month."""
    at_once = [name for name in CHANGES if "reached" not in CHANGES[name]]
    dates = [f"{2010 + (3 + 2 * n) // 12}-{(3 + 2 * n) % 12 + 1:02d}" for n in range(len(at_once))]
    months = dict(zip(at_once, dates, strict=True))
    values = {
        f"timetable.change_{n}": {"month": months[name], **CHANGES[name]}
        for n, name in enumerate(at_once)
        if CHANGES[name].get("until", "9") > months[name]
    }
    scenario = plain().with_run(years=4, scale=0.015).with_values(values)
    runs = [simulate(scenario, engine=engine, trace=True) for engine in ("simpy", "compiled")]
    assert first_difference(*runs) is None


@pytest.mark.slow
@pytest.mark.parametrize("name", CHANGES)
def test_both_engines_follow_every_change_alike(name: str) -> None:
    scenario = changed(name)
    runs = [simulate(scenario, engine=engine, trace=True) for engine in ("simpy", "compiled")]
    assert first_difference(*runs) is None
