"""Finding the number of replications that makes a study precise enough."""

from __future__ import annotations

import json

import numpy as np
import pytest
import xarray as xr

from carefunds_sim.errors import CarefundsError, UnknownNameError
from carefunds_sim.experiments.compare import compare
from carefunds_sim.experiments.executors.task import Failure, RunResult, Study
from carefunds_sim.experiments.precision import Precision
from carefunds_sim.experiments.replicate import run
from carefunds_sim.scenario.load import load_scenario

OUTCOME = "bed_days"


@pytest.fixture(scope="module")
def lesson():
    return load_scenario("one_queue", years=1, warmup_months=0)


@pytest.fixture(scope="module")
def smaller(lesson):
    path = next(path for path, _ in lesson.quantities() if path.endswith(".capacity"))
    return lesson.with_value(path, 20.0).renamed("smaller")


@pytest.fixture
def given(monkeypatch):
    """Let a study find given values of the outcome, (scenario, replication); NaN is a failure."""

    def give(values):
        def made(_self, task, _tick):
            value = values[task.scenario][task.replication]
            return Failure(task, "no") if np.isnan(value) else RunResult({OUTCOME: np.array(value)})

        monkeypatch.setattr(Study, "run", made)

    return give


def precision_of(dataset):
    return json.loads(dataset.attrs["precision"])


STEADY = [100.0, 101.0, 99.0, 100.0, 100.5, 99.5, 100.0, 100.0, 100.0, 100.0, 100.0, 100.0]
WILD = [60.0, 140.0, 100.0, 100.0, 99.0, 101.0, 100.0, 100.0, 99.0, 101.0, *[100.0] * 40]


def test_every_scenario_keeps_the_number_that_the_least_precise_needs(given, lesson, smaller):
    given([STEADY * 3, WILD])
    found = compare([lesson, smaller], precision=0.1, on=OUTCOME, workers=1)
    by_scenario = {s["scenario"]: s for s in precision_of(found)["scenarios"]}
    number = by_scenario["smaller"]["needed"]
    assert by_scenario["one_queue"]["needed"] == 3
    assert found.sizes["replication"] == number == precision_of(found)["replications"]
    assert precision_of(found)["reached"]
    assert by_scenario["smaller"]["share"] <= 0.1
    assert found["completed"].all()
    assert [d["scenario"] for d in precision_of(found)["differences"]] == ["smaller"]


def test_a_scenario_that_loses_its_precision_again_makes_the_number_larger(given, lesson, smaller):
    """At the number kept every scenario is precise enough, not only at a number of its own."""
    late = [100.0, 101.0, 99.0, *[100.0] * 9, 200.0, *[100.0] * 40]
    given([late, WILD])
    found = compare([lesson, smaller], precision=0.1, on=OUTCOME, workers=1)
    needed = [s["needed"] for s in precision_of(found)["scenarios"]]
    assert found.sizes["replication"] > max(needed)
    assert all(s["share"] <= 0.1 for s in precision_of(found)["scenarios"])


def test_it_says_when_the_precision_is_not_reached(given, lesson):
    given([WILD])
    found = run(lesson, precision=0.001, on=OUTCOME, most=9, workers=1)
    assert found.sizes["replication"] == 9
    assert found.attrs["incomplete"] == 0
    assert not precision_of(found)["reached"]
    assert precision_of(found)["scenarios"][0]["needed"] is None


def test_failed_runs_are_left_out_of_the_decision(given, lesson, smaller):
    given([[np.nan, *STEADY], [np.nan] * 20])
    found = compare([lesson, smaller], precision=0.1, on=OUTCOME, workers=1)
    assert found.sizes["replication"] == 4
    assert found.attrs["incomplete"] == 1
    assert len(json.loads(found.attrs["failures"])) == 5
    silent = precision_of(found)["scenarios"][1]
    assert (silent["mean"], silent["share"], silent["needed"]) == (None, None, None)


def test_an_interrupted_search_keeps_what_is_finished(monkeypatch, given, lesson):
    given([STEADY])
    made = Study.run

    def interrupted(self, task, tick):
        if task.replication == 4:
            raise KeyboardInterrupt
        return made(self, task, tick)

    monkeypatch.setattr(Study, "run", interrupted)
    found = run(lesson, precision=0.1, on=OUTCOME, workers=1)
    assert found.sizes["replication"] == 4
    assert found["completed"].all()
    assert found.attrs["incomplete"] == 1


def test_the_number_of_processes_changes_neither_number_nor_numbers(lesson, smaller):
    def made(workers):
        found = compare([lesson, smaller], precision=0.03, on=OUTCOME, workers=workers)
        return found.drop_attrs(deep=False).assign_attrs(
            {key: value for key, value in found.attrs.items() if key != "date"}
        )

    alone = made(1)
    assert alone.sizes["replication"] > 3
    xr.testing.assert_identical(alone, made(2))


def test_an_outcome_without_value_is_said_before_much_is_run(lesson):
    with pytest.raises(CarefundsError, match="'cost_total' has no value"):
        run(lesson, precision=0.05, on="cost_total", workers=1)


def test_an_outcome_that_there_is_not_is_refused(lesson):
    with pytest.raises(UnknownNameError, match="did you mean 'bed_days'"):
        run(lesson, precision=0.05, on="bed_day")


@pytest.mark.parametrize("share", [0.0, 1.0, 5.0, float("nan")])
def test_a_precision_is_a_share(share):
    with pytest.raises(ValueError, match="share between 0 and 1"):
        Precision(share)


def test_too_few_replications_cannot_tell():
    with pytest.raises(ValueError, match="at least 8 replications"):
        Precision(0.05, most=7)


def test_a_number_and_a_precision_are_not_asked_for_together(lesson):
    with pytest.raises(ValueError, match="not both"):
        run(lesson, precision=0.05, replications=3)
