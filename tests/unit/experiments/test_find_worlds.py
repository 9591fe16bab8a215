"""The search for worlds on a small calibration: what is kept, what is said, and going on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from carefunds_sim.errors import SimulationError
from carefunds_sim.experiments import fact_runs as module
from carefunds_sim.experiments.fact_runs import Made, Search, main_inputs
from carefunds_sim.experiments.worlds import find_worlds
from carefunds_sim.scenario.load import load_calibration
from carefunds_sim.scenario.schema.study import Calibration
from carefunds_sim.scenario.uncertainty import UncertainNumbers
from carefunds_sim.scenario.worlds import as_text

DESIGN = {
    "cut_off": 40.0, "rank": 1, "screening_points": 40, "inputs": 5, "points": 24,
    "inflations": [3, 1.5], "check_replications": 2, "check_rounds": 2, "count": 5, "seed": 3,
}  # fmt: skip


def small(years: int = 1) -> Calibration:
    """Return the shipped calibration with two of its facts, over one year of a small area."""
    whole = load_calibration("england_2010_17").model_dump(mode="json")
    facts = ("level_2010", "home_care_users_2010")
    run = {"start_year": 2009, "warmup_months": 12, "years": years, "scale": 0.02}
    targets = {name: whole["targets"][name] for name in facts}
    fitted = {name: {**group, "facts": []} for name, group in whole["fitted"].items()}
    return Calibration.model_validate(
        whole | {"run": run, "targets": targets, "fitted": fitted, "worlds": DESIGN}
    )


def search(folder: Path, years: int = 1) -> Search:
    calibration = small(years)
    return Search(calibration, UncertainNumbers(calibration), folder, workers=1)


@pytest.mark.slow
def test_worlds_are_found_and_a_search_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    found = find_worlds(search(tmp_path), say=heard.append)
    assert 1 <= len(found) <= 5
    assert found.header["candidates"]["kept"] >= len(found)
    assert [wave["wave"] for wave in found.header["waves"]] == [1, 2, 3]
    assert len(heard) == 4
    (tmp_path / "candidates_2_001.npz").unlink()
    made: list[int] = []
    whole = module.replicate
    monkeypatch.setattr(
        module, "replicate", lambda *a, **k: (made.append(k["amount"]), whole(*a, **k))[1]
    )
    again = find_worlds(search(tmp_path), say=heard.append)
    assert made == [found.header["candidates"]["run"]]  # half of them, twice each
    assert as_text(again) == as_text(found)


def test_runs_of_another_search_are_not_taken(tmp_path: Path) -> None:
    one = search(tmp_path)
    points = np.full((1, len(one.uncertain.names)), 0.5)
    one.made("wave", one.uncertain.names, points, np.zeros(1, int), replications=1, seed=1)
    for other, where, seed in (
        (one, points + 0.1, 1),
        (one, points, 2),
        (search(tmp_path, years=2), points, 1),
    ):
        with pytest.raises(SimulationError, match="of another search"):
            other.made("wave", one.uncertain.names, where, np.zeros(1, int), replications=1,
                       seed=seed)  # fmt: skip


def test_main_inputs_are_those_that_move_facts_by_more_than_their_error() -> None:
    rng = np.random.default_rng(1)
    positions = rng.random((400, 6))
    facts = np.stack([3 * positions[:, 4] + positions[:, 1], 1e-3 * positions[:, 2]], axis=1)
    noisy = facts + 1e-4 * rng.standard_normal(facts.shape)
    made = Made(tuple("abcdef"), positions, np.arange(400), noisy[:, None, :])
    assert main_inputs(made, np.array([0.1, 0.1]), 2) == ("b", "e")
