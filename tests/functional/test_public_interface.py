"""The public interface is exactly what the package's page says."""

from __future__ import annotations

import doctest
import subprocess
import sys

import carefunds_sim

DOCUMENTED = {
    "attribute", "best_split", "load_scenario", "simulate", "run", "compare", "sweep_design",
    "sweep", "new_area", "open_results", "load_extension", "decision_rule", "FundView", "Decision",
    "outcome", "figure", "event_hook", "variants", "save_scenario", "begin", "population",
}  # fmt: skip


def test_the_public_interface_is_what_is_documented() -> None:
    errors = {name for name in carefunds_sim.__all__ if name.endswith("Error") or name == "Fault"}
    assert set(carefunds_sim.__all__) == DOCUMENTED | errors
    assert list(carefunds_sim.__all__) == sorted(carefunds_sim.__all__)
    for name in carefunds_sim.__all__:
        assert getattr(carefunds_sim, name).__doc__, name


def test_every_error_is_in_the_one_tree() -> None:
    for name in carefunds_sim.__all__:
        if name.endswith("Error"):
            assert issubclass(getattr(carefunds_sim, name), carefunds_sim.CarefundsError)


def test_the_example_in_the_package_runs() -> None:
    assert doctest.testmod(carefunds_sim).failed == 0


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = "{'numpy', 'xarray', 'simpy', 'matplotlib', 'scipy', 'pydantic'}"
    code = f"import sys, carefunds_sim; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
