"""Runs at points of the uncertain numbers, and what they show of published facts.

Everything that has been run is in the search's folder: the same search goes on from there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import qmc

from carefunds_sim.analysis.calibration import measured_facts
from carefunds_sim.engines import DEFAULT_ENGINE
from carefunds_sim.errors import SimulationError
from carefunds_sim.experiments.replicate import replicate
from carefunds_sim.scenario.uncertainty import UncertainNumbers
from carefunds_sim.scenario.worlds import DIGITS, Worlds

if TYPE_CHECKING:
    from carefunds_sim.experiments.progress import OnProgress
    from carefunds_sim.scenario.schema.study import Calibration

RUNS_AT_ONCE = 240
"""Runs whose accounts are held together; what has been made is kept after each such part."""


@dataclass(frozen=True)
class Made:
    """What runs showed: inputs (point, input), draws (point), facts (point, replication, fact)."""

    numbers: tuple[str, ...]
    positions: np.ndarray
    draws: np.ndarray
    facts: np.ndarray

    @property
    def means(self) -> np.ndarray:
        """Return the mean over replications; shape (point, fact)."""
        return np.asarray(self.facts.mean(axis=1))

    def first(self, number: int) -> Made:
        """Return the first points."""
        return Made(self.numbers, *(a[:number] for a in (self.positions, self.draws, self.facts)))

    def only(self, inputs: Sequence[str]) -> Made:
        """Return the same runs, of which only some inputs are looked at."""
        places = [self.numbers.index(name) for name in inputs]
        return Made(tuple(inputs), self.positions[:, places], self.draws, self.facts)

    def complete(self) -> Made:
        """Return the points of which every run was made and every fact is a number."""
        whole = np.isfinite(self.facts).all(axis=(1, 2))
        return Made(self.numbers, self.positions[whole], self.draws[whole], self.facts[whole])


@dataclass(frozen=True)
class Search:
    """A search for worlds: its calibration, where it keeps what it has made, and how it runs."""

    calibration: Calibration
    uncertain: UncertainNumbers
    folder: Path
    workers: int | None = None
    engine: str = DEFAULT_ENGINE
    progress: OnProgress | None = None

    def made(
        self, name: str, numbers: Sequence[str], positions: np.ndarray, draws: np.ndarray, *,
        replications: int, seed: int,
    ) -> Made:  # fmt: skip
        """Run points, those that have not been run before, and keep what they show.

        Raises
        ------
        SimulationError
            It was interrupted; what has been made stays in the folder.
        """
        at_once = max(1, RUNS_AT_ONCE // replications)
        parts = []
        for i, first in enumerate(range(0, len(positions), at_once)):
            part = slice(first, first + at_once)
            file = self.folder / f"{name}_{i + 1:03d}.npz"
            asked = np.array([self._question, ",".join(numbers), str(seed + i)])
            if not file.exists():
                shown = self._shown(numbers, positions[part], draws[part], replications, seed + i)
                _keep(file, asked=asked, positions=positions[part], draws=draws[part], facts=shown)
            with np.load(file) as kept:
                mine = {"asked": asked, "positions": positions[part], "draws": draws[part]}
                if not all(key in kept and np.array_equal(kept[key], mine[key]) for key in mine):
                    raise SimulationError(f"{file} is of another search; give another folder")
                parts.append(kept["facts"])
        return Made(tuple(numbers), positions, draws, np.concatenate(parts))

    @cached_property
    def _question(self) -> str:
        """All that decides what a point shows, but for the point, its numbers and its people."""
        targets = self.calibration.targets
        facts = ",".join(f"{n} {t.measure} {t.of} {t.years}" for n, t in targets.items())
        scenario = self.uncertain.reference.with_run(**self.calibration.run.model_dump())
        return f"{scenario.hash} {self.uncertain.hash} {facts}"

    def worlds(
        self, name: str, numbers: Sequence[str], positions: np.ndarray, draws: np.ndarray, *,
        streams: int = 1, header: Mapping[str, Any] | None = None,
    ) -> Worlds:  # fmt: skip
        """Return points as worlds."""
        calibration = self.calibration
        return Worlds(
            name, calibration.name, self.uncertain.hash, calibration.worlds.seed, tuple(numbers),
            draws, positions, header or {}, streams, self.uncertain,
        )  # fmt: skip

    def _shown(
        self, numbers: Sequence[str], positions: np.ndarray, draws: np.ndarray, replications: int,
        seed: int,
    ) -> np.ndarray:  # fmt: skip
        """Return what points show of every fact; shape (point, replication, fact)."""
        points = self.worlds("points", numbers, positions, draws, streams=replications)
        scenario = self.uncertain.reference.with_run(**self.calibration.run.model_dump())
        dataset = replicate(
            [scenario], study=self.calibration.name, amount=len(positions) * replications,
            seed=seed, engine=self.engine, workers=self.workers, worlds=points,
            progress=self.progress,
        )  # fmt: skip
        if dataset.attrs["interrupted"]:
            raise SimulationError(f"interrupted; what has been made is in {self.folder}")
        shown = measured_facts(dataset, self.calibration.targets).isel(scenario=0)
        values = shown.transpose("replication", "target").values
        return np.asarray(values.reshape(len(positions), replications, -1))


def first_points(uncertain: UncertainNumbers, number: int, *, seed: int) -> np.ndarray:
    """Return points that are spread evenly over the ranges of all numbers."""
    cube = qmc.LatinHypercube(len(uncertain.names), rng=np.random.default_rng(seed))
    return np.round(cube.random(number), DIGITS)


def _keep(file: Path, **arrays: np.ndarray) -> None:
    """Write arrays to a file that is there whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(".part")
    with beside.open("wb") as opened:
        np.savez_compressed(opened, allow_pickle=False, **arrays)
    beside.replace(file)


def shares_explained(made: Made, spread: np.ndarray) -> np.ndarray:
    """Return the share of each fact's variance that each input explains; shape (input, fact).

    A straight line in all inputs is fitted to each fact; what a slope would show by chance is taken
    off. Facts that vary by less than their own ``spread`` (fact), in standard deviations, count 0.
    """
    x, y = made.positions - made.positions.mean(axis=0), made.means - made.means.mean(axis=0)
    slopes, *_ = np.linalg.lstsq(x, y, rcond=None)
    left = ((y - x @ slopes) ** 2).sum(axis=0) / max(len(x) - x.shape[1] - 1, 1)
    by_chance = np.diag(np.linalg.pinv(x.T @ x))[:, None] * left
    part = np.clip(slopes**2 - by_chance, 0.0, None) * x.var(axis=0)[:, None]
    total = y.var(axis=0)
    return np.where(total > spread**2, part / np.where(total > 0, total, 1.0), 0.0)


def main_inputs(made: Made, spread: np.ndarray, number: int) -> tuple[str, ...]:
    """Return the inputs that explain most of the facts' variance, in the order of the numbers."""
    importance = shares_explained(made, spread).sum(axis=1)
    chosen = sorted(np.argsort(-importance, kind="stable")[:number])
    return tuple(made.numbers[i] for i in chosen)
