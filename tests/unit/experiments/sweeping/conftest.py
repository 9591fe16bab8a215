"""Small sweeps that take a moment, and ways of looking at their stores."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from carefunds_sim.engines import warm_up
from carefunds_sim.experiments.sweep.tasks import SweepOptions
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.scenario.sweep_design import SweepDesign, sweep_design

FACTORS = ["area.services.home_care.capacity", "squeeze.need_growth"]


@pytest.fixture(scope="session", autouse=True)
def engine_is_ready():
    """Compile before tests count or replace runs."""
    warm_up("compiled")


@pytest.fixture(scope="session")
def scenarios():
    return [
        load_scenario(f"typical_council/{name}/deep_cut", scale=0.02, years=1, replications=2)
        for name in ("separate", "pooled")
    ]


@pytest.fixture(scope="session")
def design(scenarios) -> Callable[..., SweepDesign]:
    def made(points: int = 4, **more) -> SweepDesign:
        settings = {"method": "sobol", "points": points, "seed": 1, **more}
        return sweep_design(scenarios, FACTORS, **settings)

    return made


@pytest.fixture
def how() -> Callable[..., SweepOptions]:
    def made(**settings) -> SweepOptions:
        return SweepOptions(**{"workers": 1, **settings})

    return made


@pytest.fixture
def fingerprint() -> Callable[[Path], dict[str, str]]:
    """Every file of a store and its ledger, by name and content; not who made it and when."""

    def of(store: Path) -> dict[str, str]:
        files = [path for path in sorted(store.rglob("*")) if path.is_file()]
        files.append(store.with_suffix(".ledger"))
        return {
            path.relative_to(store.parent).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in files
        }

    return of
