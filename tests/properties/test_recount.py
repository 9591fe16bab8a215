"""What an engine counts is what its event log says."""

from __future__ import annotations

import numpy as np
import pytest
from properties.recount import recount

from carefunds_sim.engines import ENGINES, simulate
from carefunds_sim.model.record import Run
from carefunds_sim.model.resolve import make_plan
from carefunds_sim.scenario.catalogue import names
from carefunds_sim.scenario.load import compose, load_scenario

AS_THEY_STAND = (
    "occupied_days", "waiting_days", "waits_ended", "wait_days_ended", "starts", "second_choices",
    "readmissions_30d", "attendances", "arrivals", "departures", "deaths", "people", "moves",
    "care_home_admissions", "displaced", "reabled_followed", "reabled_at_home",
)  # fmt: skip
WITHOUT_PRESENTATION = ("admissions", "stays_ended", "stay_days_ended")
DUST = 1e-6  # days and units: sums of many intervals in another order


def check_recount(run: Run) -> dict[str, np.ndarray]:
    """Compare the accounts of a run with those counted again from its log; return the latter."""
    said = recount(run)
    for name in AS_THEY_STAND:
        same(said[name], run.values[name], name)
    for name in WITHOUT_PRESENTATION:
        same(said[name], run.values[name].sum(axis=1), name)
    check_units(run, said)
    check_requests(run, said)
    check_delays(run, said)
    return said


def same(said: np.ndarray, counted: np.ndarray, name: str) -> None:
    np.testing.assert_allclose(counted, said, rtol=1e-9, atol=DUST, err_msg=name)


def check_units(run: Run, said: dict[str, np.ndarray]) -> None:
    """Units that never shrink are those of the log, and so are those above open capacity."""
    net = make_plan(run.scenario, seed=run.seed, replication=run.replication).network
    steady = net.smaller_packages == 0.0
    same(said["unit_days"][:, steady], run.values["unit_days"][:, steady], "unit_days")
    if len(net.step_day) == 0:
        escalation = run.values["escalation_days"][:, steady]
        same(said["escalation_days"][:, steady], escalation, "escalation_days")


def check_requests(run: Run, said: dict[str, np.ndarray]) -> None:
    """Who is not refused queues; who is refused queues elsewhere."""
    requests, refused = run.values["requests"], run.values["refused"]
    same(said["all_requests"], requests.sum(axis=1), "requests")
    diverted = said["requests_met"] - (requests - refused)
    assert (diverted >= 0.0).all()
    same(diverted.sum(axis=1), refused.sum(axis=1), "refused")


def check_delays(run: Run, said: dict[str, np.ndarray]) -> None:
    """Delays are those of the log, as far as it tells: to two decimals, and when they end."""
    missing = run.values["delayed_days"] - said["delayed_days"]
    rounding = said["delayed_rounding"] + DUST
    assert (missing >= -rounding).all()
    most = said["delayed_may_miss"] + rounding.sum(axis=2)
    assert (missing.sum(axis=2) <= most).all()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("lesson", names("scenario"))
def test_the_accounts_of_a_lesson_are_those_of_its_log(lesson: str, engine: str) -> None:
    check_recount(simulate(load_scenario(lesson, years=2), engine=engine, trace=True))


@pytest.mark.parametrize(
    ("engine", "area", "scale", "rules", "squeeze"),
    [
        ("simpy", "typical_council", 0.02, "separate", "deep_cut"),
        ("compiled", "typical_council", 0.1, "pooled_with_integrated_teams", "deep_cut"),
        ("compiled", "county", 0.02, "better_care_fund", "winter_grants"),
    ],
)
def test_the_accounts_of_an_area_are_those_of_its_log(
    engine: str, area: str, scale: float, rules: str, squeeze: str
) -> None:
    run = {"scale": scale, "years": 2}
    said = check_recount(
        simulate(compose(area, rules, squeeze, run=run), engine=engine, trace=True)
    )
    met = {name for name, values in said.items() if values.any()}
    assert met == set(said), "nothing of this account was met, so that nothing was compared"
