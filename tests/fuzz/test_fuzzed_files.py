"""Files of all kinds, spoilt by chance: each is refused with its faults, or it can be used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fuzz.apart import Ended, apart
from fuzz.counting import examples, report
from fuzz.spoiling import spoilt

from carefunds_sim.errors import CarefundsError, ConservationError, Fault, SimulationError
from carefunds_sim.scenario import load
from carefunds_sim.scenario.catalogue import KINDS
from carefunds_sim.scenario.sweep_design import load_sweep

LONGEST_MESSAGE = 400
SIMULATED = 0.1
"""Share of the files that can be used that are also simulated."""
HOME = "typical_council"
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def wrong_with(fault: Fault) -> str:
    """Return what is wrong with how a fault is told."""
    path = Path(fault.file)
    if not path.is_file():
        return "names a file that there is not"
    lines = max(1, len(path.read_bytes().splitlines()))
    if not 1 <= fault.line <= lines + 1:
        return f"names line {fault.line} of {lines}"
    if CONTROL.search(fault.message):
        return "holds control characters"
    if len(fault.message) > LONGEST_MESSAGE:
        return f"is {len(fault.message)} characters long"
    return ""


def checked(path: Path, number: int) -> str:
    """Return what is wrong with how a file is validated, or with what was validated."""
    faults = load.validate_files([path])
    for fault in faults:
        wrong = wrong_with(fault)
        if wrong:
            return f"a fault {wrong}: {str(fault)[:200]!r}"
    if not faults:
        used(path, simulated=number % round(1 / SIMULATED) == 0)
    return ""


def used(path: Path, *, simulated: bool) -> None:
    """Load a file that has no faults, and plan its people; an arrangement may not suit the area."""
    from carefunds_sim.engines import simulate
    from carefunds_sim.model.resolve import make_plan

    for scenario in loaded(path):
        small = scenario.with_run(years=1, scale=min(0.01, scenario.run.scale), replications=1)
        make_plan(small, seed=1, replication=0)
        if simulated:
            try:
                simulate(small, replication=0)
            except ConservationError:
                raise
            except SimulationError:  # a network in which nobody can move says so
                continue


def loaded(path):
    """Return the scenarios that a file makes, by itself or in the shipped area."""
    kind = kind_of(path)
    if kind in ("experiment", "sweep"):
        design = load.load_experiment(path) if kind == "experiment" else load_sweep(path)
        return design.scenarios[:1]
    if kind == "calibration":
        load.load_calibration(path)
        return []
    if kind == "scenario":
        return [load.load_scenario(path)]
    if kind == "area":
        return [load.compose(path)]
    try:
        given = (path,) if kind == "arrangement" else ("separate", path)
        return [load.compose(HOME, *given)]
    except CarefundsError:
        return []


def kind_of(path: Path) -> str:
    from carefunds_sim.scenario.document import read
    from carefunds_sim.scenario.files import kind_of as said

    kind = said(read(path))
    assert kind in KINDS
    return kind


def tried(number: int, folder: Path) -> tuple[str, str]:
    """Return what is wrong with how one spoilt file is met, and the file."""
    found = spoilt(number)
    path = folder / f"{number}.yaml"
    path.write_bytes(found.content)
    ended: Ended = apart(checked, path, number)
    wrong = ended.fault or ended.value
    if not wrong:
        path.unlink()
    return wrong, f"{path} ({found.of}, {found.how})"


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("count", examples(gate=60, long=3000))
def test_a_spoilt_file_is_refused_with_its_faults_or_can_be_used(count, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    report(tried(number, tmp_path) for number in count)
