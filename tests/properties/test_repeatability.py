"""The same numbers for the same seed: whatever the hash seed, the process or their number."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
import xarray as xr

from carefunds_sim.engines import simulate
from carefunds_sim.experiments.compare import compare
from carefunds_sim.model.record import Run
from carefunds_sim.scenario.load import compose
from carefunds_sim.scenario.scenario import Scenario

DIGEST = """
import hashlib
from carefunds_sim.engines import simulate
from carefunds_sim.scenario.load import compose
run = simulate(
    compose("typical_council", "pooled", "deep_cut", run={"scale": 0.06, "years": 1}), trace=True
)
digest = hashlib.sha256()
for name in sorted(run.values):
    digest.update(run.values[name].tobytes())
digest.update(repr(run.events).encode())
print(digest.hexdigest())
"""


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return compose("typical_council", "aligned", "deep_cut", run={"scale": 0.06, "years": 1})


@pytest.fixture(scope="module")
def run(scenario: Scenario) -> Run:
    return simulate(scenario, seed=5, replication=3, trace=True)


def test_the_same_seed_and_replication_give_the_same_run(scenario: Scenario, run: Run) -> None:
    again = simulate(scenario, seed=5, replication=3, trace=True)
    assert again.events == run.events
    for name, values in run.values.items():
        assert values.tobytes() == again.values[name].tobytes(), name


@pytest.mark.parametrize(("seed", "replication"), [(6, 3), (5, 4), (3, 5)])
def test_another_seed_or_replication_gives_another_run(
    scenario: Scenario, run: Run, seed: int, replication: int
) -> None:
    other = simulate(scenario, seed=seed, replication=replication)
    for name in ("occupied_days", "cost", "deaths", "arrivals", "delayed_days"):
        assert not np.array_equal(run.values[name], other.values[name]), name


def test_an_event_log_changes_no_number(scenario: Scenario, run: Run) -> None:
    silent = simulate(scenario, seed=5, replication=3)
    assert silent.events == []
    for name, values in run.values.items():
        assert values.tobytes() == silent.values[name].tobytes(), name


def test_a_scenario_that_has_run_is_as_it_was(scenario: Scenario) -> None:
    before = scenario.hash
    simulate(scenario)
    assert scenario.hash == before
    assert Scenario.__hash__(scenario) == hash(scenario.text)


def test_the_hash_seed_changes_nothing() -> None:
    digests = set()
    for hash_seed in ("0", "31337"):
        finished = subprocess.run(
            [sys.executable, "-c", DIGEST],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        )
        digests.add(finished.stdout)
    assert len(digests) == 1


def test_the_number_of_workers_changes_nothing() -> None:
    small = {"scale": 0.06, "years": 1, "warmup_months": 0}
    scenarios = [
        compose("typical_council", arrangement, "none", run=small)
        for arrangement in ("separate", "pooled")
    ]
    alone, several = (compare(scenarios, replications=2, workers=workers) for workers in (1, 2))
    xr.testing.assert_identical(alone.drop_attrs(), several.drop_attrs())
