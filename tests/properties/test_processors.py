"""A run is the same to the last bit whatever vector instructions a processor has."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from carefunds_sim.model.elementary import exp, log, power

DRAWN = np.random.default_rng(1).uniform(1e-9, 3.0, (1000, 3))
FUNCTIONS = {
    "log": (lambda: log(DRAWN), lambda: np.log(DRAWN)),
    "exp": (lambda: exp(DRAWN), lambda: np.exp(DRAWN)),
    "power": (lambda: power(DRAWN, DRAWN[:, :1]), lambda: DRAWN ** DRAWN[:, :1]),
}
RUN = """
import hashlib
from carefunds_sim.engines import simulate
from carefunds_sim.scenario.load import compose
run = simulate(compose("county", "pooled", "winter_grants", run={"scale": 0.03, "years": 3}))
said = b"".join(name.encode() + value.tobytes() for name, value in sorted(run.values.items()))
print(hashlib.sha256(said).hexdigest())
"""


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_function_is_numpys_but_for_last_bits(name: str) -> None:
    ours, numpys = FUNCTIONS[name]
    np.testing.assert_allclose(ours(), numpys(), rtol=1e-15)


def test_a_run_does_not_depend_on_vector_instructions() -> None:
    found = np.show_config(mode="dicts")["SIMD Extensions"]["found"]
    made = [run_with(" ".join(without)) for without in ([], found)]
    assert made[0] == made[1]


def run_with(disabled: str) -> str:
    """Return a digest of a run in a process whose NumPy does without some instructions."""
    environment = {**os.environ, "NPY_DISABLE_CPU_FEATURES": disabled}
    if not disabled:
        del environment["NPY_DISABLE_CPU_FEATURES"]
    done = subprocess.run(
        [sys.executable, "-c", RUN], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout
