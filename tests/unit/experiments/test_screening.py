"""Screening a study: what is moved where, what is run, and what is kept when it is cut short."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest

from carefunds_sim.errors import CarefundsError
from carefunds_sim.experiments import screening
from carefunds_sim.experiments.designs import Radial
from carefunds_sim.experiments.executors.task import Study
from carefunds_sim.experiments.screening import Effects, screen
from carefunds_sim.scenario.factor import factors_of
from carefunds_sim.scenario.load import load_experiment

FEW = ("typical_council.services.acute.capacity", "pooled.pools.pool.rules.cycle",
       "separate.own_funds.virement")  # fmt: skip


@pytest.fixture(scope="module")
def design():
    found = load_experiment("screening")
    small = tuple(s.with_run(scale=0.02, years=1) for s in found.scenarios)
    return replace(found, scenarios=small, run=small[0].run)


@pytest.fixture(scope="module")
def factors(design):
    return {factor.name: factor for factor in factors_of(design.scenarios)}


@pytest.fixture
def few(factors, monkeypatch):
    chosen = tuple(factors[name] for name in FEW)
    monkeypatch.setattr(screening, "factors_of", lambda _: chosen)
    return chosen


def test_every_number_of_every_file_is_moved_once(factors):
    assert len(factors) > 300
    files = {name.split(".", 1)[0] for name in factors}
    assert files == {"typical_council", "separate", "pooled", "care_trust", "deep_cut"}


def test_a_number_moves_wherever_its_file_stands(factors):
    capacity, cycle, virement = (factors[name].paths for name in FEW)
    assert capacity == ("area.services.acute.capacity",) * 3
    assert cycle == (None, "arrangement.pools.pool.rules.cycle", None)
    assert virement == ("arrangement.own_funds.virement", "replaced.own_funds.virement",
                        "replaced.own_funds.virement")  # fmt: skip


def test_a_point_has_every_number_where_the_design_has_it(design, factors):
    everything = tuple(factors.values())
    radial = Radial.drawn(1, len(everything), seed=1)
    tasks = list(Effects(design.scenarios, everything, radial, 1))
    study = Study(design.scenarios, 1, "compiled")
    base = study.scenario(tasks[0])
    stepped = study.scenario(next(task for task in tasks if task.place == (3, 0, 0)))
    change = [
        path
        for (path, one), (_, other) in zip(base.quantities(), stepped.quantities(), strict=True)
        if one.value != other.value
    ]
    assert change == [everything[2].paths[0]]
    elsewhere = pickle.loads(pickle.dumps(study))
    assert elsewhere.scenario(tasks[7]) == study.scenario(tasks[7])


def test_what_a_step_does_not_touch_is_not_run_again(design, few):
    effects = Effects(design.scenarios, few, Radial.drawn(2, 3, seed=1), 2)
    tasks = list(effects)
    assert len(tasks) == effects.expected() == 2 * 2 * (3 + 3 + 1 + 3)
    effects.values[:, 0] = 1.0
    effects.values[:, 1, :] = 2.0
    effects.values[:, 2, 1] = 4.0
    pooled = effects.dataset()["effect"].sel(factor=FEW[1]) * np.sign(effects.radial.step[0, 1])
    first = pooled.isel(trajectory=0, replication=0)
    assert float(first.sel(outcome="delayed days, separate")) == 0
    assert float(first.sel(outcome="delayed days, pooled less separate")) == pytest.approx(4.5)
    assert float(first.sel(outcome="delayed days, care trust less separate")) == 0


@pytest.mark.usefixtures("few")
def test_a_small_screening_says_what_it_did(design):
    found = screen(design, trajectories=1, workers=1)
    assert found["effect"].shape == (1, 3, 6, 2)
    assert not np.isnan(found["effect"]).any()
    beds = found["effect"].sel(factor=FEW[0], outcome="total cost, separate")
    assert (abs(beds) > 0).all()
    assert found.attrs["runs"] == 20
    assert not found.attrs["incomplete"]
    again = screen(design, trajectories=1, workers=1)
    assert again["effect"].equals(found["effect"])


@pytest.mark.usefixtures("few")
def test_a_screening_cut_short_keeps_what_is_finished(design):
    def stop(at):
        if at.done == 12:
            raise KeyboardInterrupt

    found = screen(design, trajectories=1, workers=1, progress=stop)
    assert found.attrs["interrupted"]
    gap = found["effect"].sel(outcome="delayed days, pooled less separate")
    known = gap.notnull().all(("trajectory", "replication"))
    assert list(known.values) == [True, False, False]


def test_two_squeezes_are_refused():
    with pytest.raises(CarefundsError, match="one squeeze"):
        screen("four_arrangements")
