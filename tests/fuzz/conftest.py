"""What is read, compiled and made once, so that every example begins with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from fuzz.apart import apart
from fuzz.commanding import said

from carefunds_sim.dataset.store import FILE_NAME, save
from carefunds_sim.engines import simulate
from carefunds_sim.experiments.replicate import run
from carefunds_sim.scenario.load import load_scenario

OWN = """\
extends: blocking
kind: scenario
name: own
title: A network of one's own
run: {years: 1, replications: 2}
"""
SWEEP = """\
kind: sweep
name: small
title: A small sweep
areas: [typical_council]
arrangements: [separate, pooled]
squeezes: [deep_cut]
baseline: separate
factors: [squeeze.council.fall, area.behaviour.refill]
design: {method: sobol, points: 4, seed: 1}
run: {years: 1, scale: 0.01, replications: 1}
"""


@pytest.fixture(scope="session")
def warm() -> None:
    """Read the largest files and run a year with money and one without."""
    simulate(load_scenario("typical_council/pooled/deep_cut", years=1, scale=0.01))
    simulate(load_scenario("blocking", years=1))


@pytest.fixture(scope="session")
def made(warm: None, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: ARG001
    """A folder with a small study, a small sweep, and the files that they were made of."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "own.yaml").write_text(OWN, encoding="utf-8")
    (folder / "small.yaml").write_text(SWEEP, encoding="utf-8")
    done = apart(making, folder)  # also this: threads that it leaves are not there in a copy
    assert done.value == 0, done
    return folder


def making(folder: Path) -> int:
    """Run the study and the sweep; return how the sweep ends."""
    save(run(load_scenario(folder / "own.yaml"), workers=1), folder / "study" / FILE_NAME)
    words = ["sweep", f"{folder}/small.yaml", "-o", f"{folder}/store", "--workers", "1", "--quiet"]
    return said(words).code
