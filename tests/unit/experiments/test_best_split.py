"""The best split: the same money, the known best of small networks, and what is kept."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from carefunds_sim.dataset.entry import entry
from carefunds_sim.engines import simulate
from carefunds_sim.errors import CarefundsError, SimulationError
from carefunds_sim.experiments import best_split as module
from carefunds_sim.experiments.best_split import SEARCH_FROM, best_split, family
from carefunds_sim.experiments.budget_to_split import budget_of
from carefunds_sim.experiments.executors.task import Failure
from carefunds_sim.experiments.split_search import Trials
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.scenario.split import HELD_STILL

FEW = {"evaluations": 20, "replications": 2, "check_replications": 3, "workers": 1}
WAITING = "emergency_department_wait_days"
SAME_MONEY = 0.02
"""Budgets of arrangements and of held splits differ less: who overspends repays it later."""


def small(arrangements=("separate", "care_trust")):
    found = family("typical_council/-/nao_decade", arrangements)
    return [scenario.with_run(scale=0.02, years=1) for scenario in found]


@pytest.fixture(scope="module")
def found():
    return best_split(small(), objective="delayed_days", **FEW)


@pytest.fixture(scope="module")
def purse():
    whole = load_scenario("typical_council/separate/nao_decade")
    return budget_of(whole, seed=1, replications=range(SEARCH_FROM, SEARCH_FROM + 2),
                    engine="compiled")  # fmt: skip


def planned(scenario, purse):
    """Return the money by year that plans come to at the base year's prices of a unit."""
    run = simulate(scenario, seed=1)
    start = simulate(purse.scenario, seed=1).values["capacity"][0]
    places = [run.names.services.index(name) for name in purse.services]
    core = np.array([purse.scenario.area.services[name].capacity.value for name in purse.services])
    assert start[places] == pytest.approx(core, rel=0.05)
    price = np.array(purse.own) / core
    return (run.values["planned_capacity"][::12, places] * price).sum(axis=1)


def by_year(run):
    return run.values["budget"].sum(axis=1).reshape(-1, 12).sum(axis=1)


def test_every_split_plans_for_the_same_money_in_every_year(purse):
    other = np.array(purse.own_shares) * [1, 1, 1.2, 1.3, 1.1, 0.8, 1.05, 0.9, 0.9]
    today = planned(purse.split(purse.own_shares), purse)
    moved = planned(purse.split(other / other.sum()), purse)
    assert moved == pytest.approx(today, rel=0.01)


@pytest.mark.parametrize("arrangement", ["separate", "aligned", "pooled", "care_trust"])
def test_the_money_held_is_the_money_of_every_arrangement(purse, arrangement):
    own = by_year(simulate(load_scenario(f"typical_council/{arrangement}/nao_decade"), seed=1))
    still = by_year(simulate(purse.scenario, seed=1))
    assert still[:1] == pytest.approx(own[:1], rel=0.002)
    assert still.sum() == pytest.approx(own.sum(), rel=SAME_MONEY)


def test_held_money_is_what_both_bodies_have_before_they_repay_anything(purse):
    whole = load_scenario("typical_council/separate/nao_decade")
    free = simulate(replace(whole, switched_off=HELD_STILL), seed=1)
    assert by_year(simulate(purse.scenario, seed=1)) == pytest.approx(by_year(free), rel=0.001)


def test_the_own_shares_give_todays_split_back(purse):
    same = purse.split(purse.own_shares)
    for a, b in zip(simulate(same, seed=1).values.values(),
                    simulate(purse.scenario, seed=1).values.values(), strict=True):  # fmt: skip
        assert np.array_equal(a, b, equal_nan=True)


def test_the_split_found_in_a_pot_is_the_one_that_trying_all_finds():
    pot = load_scenario("one_pot", years=2, warmup_months=3)
    names = ("hospital", "care_package")

    def waits(beds):
        split = dict(zip(names, (beds, 1.0 - beds), strict=True))
        runs = [simulate(pot.with_value("area.pot.split", split), seed=1, replication=r)
                for r in range(SEARCH_FROM, SEARCH_FROM + 2)]  # fmt: skip
        return np.mean([float(entry(run)[WAITING]) for run in runs])

    tried = {beds: waits(beds) for beds in np.arange(0.60, 0.78, 0.02).round(2).tolist()}
    found = best_split([pot], objective=WAITING, evaluations=30, replications=2,
                       check_replications=2, workers=1)  # fmt: skip
    best = min(tried, key=tried.__getitem__)
    assert 0.60 < best < 0.76
    at = int(found["trial_score"].values.argmin())
    assert found["trial_objective"].values[at] <= 1.02 * tried[best]
    assert found["trial_share"].values[at, 0] == pytest.approx(best, abs=0.03)


def test_arrangements_and_both_splits_meet_the_people_of_a_comparison(found):
    names = [str(name) for name in found["arrangement"].values]
    assert names == ["separate", "care_trust", "own_split", "best_split"]
    own = simulate(small()[0], seed=1, replication=0)
    first = found["delayed_days"].isel(scenario=0, replication=0)
    assert float(first) == float(entry(own)["delayed_days"])
    assert found.attrs["best"] == "typical_council/best_split/nao_decade"
    assert found.attrs["incomplete"] == 0


def test_both_splits_are_of_one_sum_and_within_bounds(found):
    today, best = found["split_money"].dropna("service").values
    assert best.sum() == pytest.approx(today.sum())
    assert (best >= 0.5 * today - 1).all()
    assert (best <= 2 * today + 1).all()
    assert "acute" not in found["split_money"].dropna("service")["service"].values


def test_each_sample_of_people_is_reported(found):
    advantage = found["advantage"]
    assert advantage.notnull().sum("run").values.tolist() == [2, 3, 3]
    gap = found["delayed_days"].isel(scenario=0) - found["delayed_days"].isel(scenario=-1)
    assert advantage.sel(sample="comparison").values.tolist() == gap.values.tolist()


def test_the_aim_is_kept_with_the_result(found):
    aim = json.loads(found.attrs["aim"])
    assert (aim["objective"], aim["no_more"]) == ("delayed_days", ["cost_total", "unmet_need_days"])
    assert aim["evaluations"] == found.sizes["trial"] - 1
    assert found["trial_score"].values.min() <= 1.0 or aim["chosen"] >= 0


@pytest.mark.slow
def test_any_number_of_processes_finds_the_same(found):
    again = best_split(small(), objective="delayed_days", **(FEW | {"workers": 2}))
    for each in (again, found):
        each.attrs.pop("date", None)
    xr.testing.assert_identical(again, found)


def test_what_is_interrupted_keeps_the_best_so_far(monkeypatch):
    """Ctrl-C in the twenty-fifth run: the first population is known, the rest is not."""
    made, run = [], Trials.run

    def interrupted(self, task, tick):
        made.append(task)
        if len(made) == 25:
            raise KeyboardInterrupt
        return run(self, task, tick)

    monkeypatch.setattr(Trials, "run", interrupted)
    notes = []
    cut = best_split(small(), objective="delayed_days", progress=lambda at: notes.append(at.note),
                     **(FEW | {"evaluations": 40}))  # fmt: skip
    assert json.loads(cut.attrs["aim"])["cut_short"]
    assert cut.attrs["incomplete"] == 1
    assert any("cut short" in note for note in notes)
    assert cut["completed"].all()
    assert np.isnan(cut["advantage"].sel(sample="choice")).all()


def test_a_split_whose_run_fails_is_never_chosen(monkeypatch):
    run = Trials.run

    def failing(self, task, tick):
        return Failure(task, "no") if task.scenario > 1 else run(self, task, tick)

    monkeypatch.setattr(Trials, "run", failing)
    found = best_split(small(("separate",)), objective="delayed_days", **FEW)
    assert json.loads(found.attrs["aim"])["chosen"] == 0
    today, best = found["split_money"].dropna("service").values
    assert best == pytest.approx(today)


def test_without_any_run_there_is_no_split(monkeypatch):
    monkeypatch.setattr(Trials, "run", lambda _self, task, _tick: Failure(task, "no memory"))
    with pytest.raises(SimulationError, match=r"every run failed.*no memory"):
        best_split(small(("separate",)), **FEW)


def test_scenarios_of_two_squeezes_have_no_money_in_common():
    two = [load_scenario(f"typical_council/separate/{squeeze}") for squeeze in ("none", "deep_cut")]
    with pytest.raises(CarefundsError, match=r"one sum of money .*deep_cut.*none"):
        best_split(two)
    with pytest.raises(CarefundsError, match="no scenario was given"):
        best_split([])


def test_a_family_is_one_area_and_squeeze_under_each_arrangement():
    names = [s.arrangement.name for s in family("typical_council/-/none")]
    assert names == list(module.ARRANGEMENTS)
    own_first = family("typical_council/aligned/none", ("separate", "aligned"))
    assert [s.arrangement.name for s in own_first] == ["aligned", "separate"]
    assert [s.name for s in family("one_pot")] == ["one_pot"]


def test_a_split_takes_no_timetable():
    change = {"month": "2010-06", "set": {"area.money.charge": 200.0}}
    members = [scenario.with_value("timetable.fee", change) for scenario in small()]
    with pytest.raises(CarefundsError, match="leave the timetable out"):
        best_split(members, evaluations=1, replications=1, workers=1)
