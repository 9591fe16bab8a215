"""What is rounded away is counted before anything is run, and refused where nothing moves."""

from __future__ import annotations

import numpy as np
import pytest

from carefunds_sim.errors import ScenarioError
from carefunds_sim.experiments.sweep.steps import plan_mark, require_moves, steps
from carefunds_sim.experiments.sweep.sweep import run_sweep
from carefunds_sim.experiments.sweep.tasks import SweepOptions
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.scenario.sweep_design import load_sweep, sweep_design

PATH = "area.services.hospital.capacity"


def design(*values, scale=1.0):
    scenario = load_scenario("one_queue", scale=scale)
    factors = [{"path": PATH, "range": (20, 200)}]
    return sweep_design([scenario], factors, table=[[value] for value in values])


def counted(of):
    (found,) = steps(of, np.array(of.table))
    return found.plans, found.is_still, found.is_one_step


def test_values_that_round_to_one_plan_are_one():
    assert counted(design(20, 21, 22, 23)) == (4, False, False)
    assert counted(design(20, 21, 22, 23, scale=0.01)) == (1, True, False)
    assert counted(design(20, 40, 60, 140, 150, scale=0.01)) == (2, False, True)
    assert counted(design(20)) == (1, False, False)


def test_the_same_scenario_has_the_same_mark():
    one, again = load_scenario("one_queue"), load_scenario("one_queue")
    assert plan_mark(one) == plan_mark(again)


def test_a_sweep_that_moves_nothing_is_refused_before_anything_is_written(tmp_path):
    of = design(20, 21, 22, 23, scale=0.01)
    with pytest.raises(ScenarioError, match="and rounding none of its 4 values"):
        run_sweep(of, tmp_path / "out", SweepOptions())
    assert not (tmp_path / "out").exists()


def test_the_fault_stands_where_the_factor_does(tmp_path):
    file = tmp_path / "beds.yaml"
    file.write_text(
        "kind: sweep\nname: beds\ntitle: Beds\nareas: [typical_council]\n"
        "arrangements: [separate]\nsqueezes: [deep_cut]\nbaseline: separate\nfactors:\n"
        "  - squeeze.council.fall\n"
        "  - {path: area.services.acute.capacity, range: [50, 90]}\n"
        "design: {method: sobol, points: 4}\nrun: {years: 1, scale: 0.01, replications: 1}\n",
        encoding="utf-8",
    )
    of = load_sweep(file)
    values = np.array([[0.1, 50.0], [0.2, 70.0], [0.3, 90.0]])
    with pytest.raises(ScenarioError) as caught:
        require_moves(of, steps(of, values))
    (fault,) = caught.value.faults
    assert (fault.file, fault.line) == (str(file), 10)
    assert "area.services.acute.capacity" in fault.message
