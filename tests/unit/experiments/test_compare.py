"""Comparisons of scenarios."""

from __future__ import annotations

import json

import numpy as np
import pytest
import xarray as xr

from carefunds_sim.errors import ArgumentError, SimulationError, UnknownNameError
from carefunds_sim.experiments.compare import compare
from carefunds_sim.experiments.executors.task import Failure, Study
from carefunds_sim.experiments.replicate import run
from carefunds_sim.scenario.comparison import StudyDesign
from carefunds_sim.scenario.load import load_scenario


@pytest.fixture(scope="module")
def lesson():
    return load_scenario("one_queue", years=1, warmup_months=0)


@pytest.fixture(scope="module")
def larger(lesson):
    path = next(path for path, _ in lesson.quantities() if path.endswith(".capacity"))
    return lesson.with_value(path, 40.0).renamed("larger")


def without_date(dataset):
    return dataset.drop_attrs(deep=False).assign_attrs(
        {k: v for k, v in dataset.attrs.items() if k != "date"}
    )


def test_a_study_says_what_its_file_asks(lesson, larger):
    words = ("beds", "How many beds?", "One ward, twice.", "one_queue")
    design = StudyDesign(*words, lesson.run, (lesson, larger))
    found = compare(design, replications=1, workers=1).attrs
    assert (found["study_title"], found["study_about"]) == ("How many beds?", "One ward, twice.")
    assert run(lesson, replications=1, workers=1).attrs["study_title"] == lesson.title


def test_the_number_of_processes_changes_nothing(lesson, larger):
    alone = compare([lesson, larger], replications=2, workers=1)
    together = compare([lesson, larger], replications=2, workers=2)
    xr.testing.assert_identical(without_date(alone), without_date(together))


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others(lesson):
    one, again, other = (run(lesson, replications=1, seed=s, workers=1) for s in (5, 5, 6))
    assert one["wait_days"].equals(again["wait_days"])
    assert not one["wait_days"].equals(other["wait_days"])


def test_the_same_people_arrive_in_every_scenario(lesson, larger):
    found = compare([lesson, larger], replications=2, workers=1)
    arrivals = found["monthly_arrivals"].sum(["month", "stream"])
    assert (arrivals[0] == arrivals[1]).all()
    assert found["wait_days"].mean("replication")[1] <= found["wait_days"].mean("replication")[0]


def test_a_failed_run_is_recorded_and_the_rest_goes_on(monkeypatch, lesson, larger):
    made = Study.run

    def one_broken(self, task, tick):
        broken = task.place == (1, 0)
        return Failure(task, "lost a pound") if broken else made(self, task, tick)

    monkeypatch.setattr(Study, "run", one_broken)
    found = compare([lesson, larger], replications=2, workers=1)
    assert found.attrs["incomplete"] == 1
    assert json.loads(found.attrs["failures"]) == [
        {"scenario": "larger", "replication": 0, "message": "lost a pound"}
    ]
    assert found["completed"].values.tolist() == [[True, True], [False, True]]
    assert np.isnan(found["bed_days"].sel(scenario="larger", replication=0))


def test_when_every_run_fails_there_is_no_dataset(monkeypatch, lesson):
    monkeypatch.setattr(Study, "run", lambda _self, task, _tick: Failure(task, "no"))
    with pytest.raises(SimulationError, match="every run failed, the first with: no"):
        run(lesson, workers=1)


def test_an_unknown_baseline_is_refused_before_anything_runs(lesson, larger):
    with pytest.raises(UnknownNameError, match="did you mean 'larger'"):
        compare([lesson, larger], baseline="larges")


def test_nothing_to_compare_is_said_plainly():
    with pytest.raises(UnknownNameError, match="nothing to compare"):
        compare([])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"engine": "x"}, "no engine 'x'"),
        ({"replications": 0}, "replications must be a whole number from 1"),
        ({"replications": 2.5}, "replications must be a whole number from 1"),
        ({"replications": True}, "replications must be a whole number from 1"),
        ({"workers": 0}, "workers must be a whole number from 1"),
        ({"seed": -1}, "seed must be a whole number from 0"),
        ({"seed": 2**32}, "seed must be a whole number from 0"),
        ({"precision": 1.5}, "precision is a share between 0 and 1"),
        ({"precision": 0.1, "replications": 3}, "give replications or precision, not both"),
    ],
)
def test_an_argument_of_which_no_run_can_be_made_is_named(lesson, given, said):
    with pytest.raises(ArgumentError, match=said):
        run(lesson, **given)
