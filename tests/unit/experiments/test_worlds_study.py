"""The kept study: what it keeps is what a comparison in the same worlds gives, and it goes on."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from carefunds_sim.analysis.sign_changes import outcome_by_year
from carefunds_sim.errors import SimulationError
from carefunds_sim.experiments import worlds_study as module
from carefunds_sim.experiments.compare import compare
from carefunds_sim.experiments.worlds_study import hinges_of, numbers_in, study_in_worlds
from carefunds_sim.report.analyses.worlds_study import page
from carefunds_sim.scenario.comparison import StudyDesign, comparison
from carefunds_sim.scenario.load import load_calibration, load_scenario
from carefunds_sim.scenario.uncertainty import UncertainNumbers
from carefunds_sim.scenario.worlds import Worlds

OUTCOME = "delayed_days_per_1000"


def design() -> StudyDesign:
    names = ("separate", "pooled")
    return comparison([
        load_scenario(f"typical_council/{name}/deep_cut", scale=0.02, years=2) for name in names
    ])  # fmt: skip


def some(count: int = 3) -> Worlds:
    uncertain = UncertainNumbers(load_calibration("england_2010_17"))
    own = np.array([uncertain.own()[name] for name in uncertain.groups])
    moved = own + np.random.default_rng(2).normal(0.0, 0.05, (count, len(own)))
    return Worlds("some", "england_2010_17", uncertain.hash, 5, uncertain.groups, np.arange(count),
                  np.round(np.clip(moved, 0, 1), 4), uncertain_numbers=uncertain)  # fmt: skip


def test_what_is_kept_is_what_a_comparison_gives_and_a_study_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RUNS_AT_ONCE", 8)  # two worlds at once
    kept = study_in_worlds(design(), some(), tmp_path, workers=1)
    assert kept["world"].values.tolist() == [0, 0, 1, 1, 2, 2]
    assert json.loads(kept.attrs["worlds"])["streams"] == 2
    beside = compare(design(), worlds=replace(some(2), streams=2), replications=4, workers=1)
    first = kept.isel(replication=slice(4))
    assert np.allclose(first[OUTCOME], beside[OUTCOME])
    mine, theirs = (outcome_by_year(each, OUTCOME) for each in (first, beside))
    assert mine is not None
    assert theirs is not None
    assert np.allclose(mine, theirs, rtol=1e-6)
    (tmp_path / "worlds_0003.nc").unlink()
    made: list[int] = []
    whole = module.replicate
    monkeypatch.setattr(
        module, "replicate", lambda *a, **k: (made.append(k["amount"]), whole(*a, **k))[1]
    )
    again = study_in_worlds(design(), some(), tmp_path, workers=1)
    assert made == [2]
    assert again[OUTCOME].equals(kept[OUTCOME])
    said = hinges_of(kept, numbers_in(some(), design().scenarios))
    assert list(said.values()) == [[]]  # three worlds bear nothing
    text = page(kept.assign_attrs(hinges_on=json.dumps(said), command="of this test"))
    assert "of 3 worlds that fit" in text
    with pytest.raises(SimulationError, match="of other worlds"):
        study_in_worlds(design(), replace(some(), seed=6), tmp_path, workers=1)
