"""Worlds that fit: waves of runs, an emulator of every fact, and what is not ruled out.

The first wave covers the ranges of all numbers and finds those that move the facts. From then on
each wave emulates every fact, rules out where too many are too far away, and runs points spread
over what is left (see ``analysis/history_matching``). Candidates from what is left after the last
wave are run themselves, and worlds are those that their own runs do not rule out.

Everything that has been run is in the search's folder: the same search goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import qmc

from carefunds_sim.analysis.calibration import measured_facts
from carefunds_sim.analysis.emulator import Emulators
from carefunds_sim.analysis.history_matching import (
    Facts,
    Left,
    Wave,
    all_hold,
    implausibility,
    not_ruled_out,
    ranked,
    spread,
)
from carefunds_sim.engines import DEFAULT_ENGINE
from carefunds_sim.errors import SimulationError
from carefunds_sim.experiments.replicate import replicate
from carefunds_sim.scenario.uncertainty import UncertainNumbers
from carefunds_sim.scenario.worlds import DIGITS, Worlds

if TYPE_CHECKING:
    from carefunds_sim.experiments.progress import OnProgress
    from carefunds_sim.scenario.schema.study import Calibration, PublishedFact

RUNS_AT_ONCE = 240
"""Runs whose accounts are held together; what has been made is kept after each such part."""

PILOT = 16
"""Runs at the files' own numbers, for the chance of one run."""

CANDIDATES = 3
"""Candidates for each world that is wanted."""

FLOOR = 0.02
"""Share of a published figure that stands for anything lower, in logarithms."""

LEAST = 1e-80
"""Share of the space below which it is empty: with so many numbers what fits is a tiny part."""

OF_A_WAVE = 100_000
"""Draws are numbered from this times the wave."""

Say = Callable[[str], None]


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
            if not file.exists():
                shown = self._shown(numbers, positions[part], draws[part], replications, seed + i)
                _keep(file, positions=positions[part], draws=draws[part], facts=shown)
            with np.load(file) as kept:
                if not np.array_equal(kept["positions"], positions[part]):
                    raise SimulationError(f"{file} is of another search; give another folder")
                parts.append(kept["facts"])
        return Made(tuple(numbers), positions, draws, np.concatenate(parts))

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


def find_worlds(search: Search, *, say: Say) -> Worlds:
    """Return worlds that fit a calibration's facts; ``say`` is called with each step's outcome.

    Facts that the calibration says cannot be met are used first like all others. Where nothing is
    left with them they are set aside, and the table says so; nothing else is given up.

    Raises
    ------
    SimulationError
        It was interrupted, or nothing is left; the facts that conflict are named.
    """
    return _Matching(search, say).worlds()


@dataclass(frozen=True, eq=False)
class _Scale:
    """The scale on which facts are emulated: logarithms of those that are never negative."""

    facts: Facts
    logs: np.ndarray
    floor: np.ndarray

    @classmethod
    def of(cls, facts: Facts, means: np.ndarray) -> _Scale:
        """Return the scale of facts, as runs (point, fact) show them."""
        logs = (means >= 0).all(axis=0) & (facts.value > 0)
        square = np.where(logs, facts.value**2, 1.0)
        value = np.where(logs, np.log(np.where(logs, facts.value, 1.0)), facts.value)
        scaled = Facts(value, facts.observation / square, facts.discrepancy / square)
        return cls(scaled, logs, np.where(logs, FLOOR * facts.value, -np.inf))

    def values(self, means: np.ndarray) -> np.ndarray:
        """Return means (point, fact) on the scale."""
        floored = np.maximum(means, self.floor)
        return np.where(self.logs, np.log(np.where(self.logs, floored, 1.0)), means)

    def variance(self, variance: np.ndarray, means: np.ndarray) -> np.ndarray:
        """Return a variance (fact) of such means on the scale; (point, fact).

        It is taken at the typical mean: that of points with few cases is not known better.
        """
        middle = np.maximum(np.median(means, axis=0), self.floor)
        one = np.where(self.logs, variance / middle**2, variance)
        return np.broadcast_to(one, means.shape)


@dataclass
class _Matching:
    """A search under way: which facts are used, and the emulators of each wave (of all facts).

    ``chance`` is the variance of each fact over runs of one point.
    """

    search: Search
    say: Say
    chance: np.ndarray = field(default_factory=lambda: np.empty(0))
    inputs: tuple[str, ...] = ()
    scale: _Scale = field(init=False)
    emulators: list[Emulators] = field(default_factory=list)
    waves: list[dict[str, Any]] = field(default_factory=list)
    empty: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.design = self.search.calibration.worlds
        targets = self.search.calibration.targets
        self.targets: dict[str, PublishedFact] = {n: t for n, t in targets.items() if t.fit}
        self.fitted = np.array([target.fit for target in targets.values()])
        self.used = np.arange(len(self.targets))
        rows = [(t.value, t.observation_error**2, t.discrepancy**2) for t in self.targets.values()]
        self.facts = Facts(*np.array(rows).T)

    def worlds(self) -> Worlds:
        """Return the worlds of all waves together."""
        screened = self._screened()
        spread_of_facts = np.sqrt(self.facts.observation + self.facts.discrepancy)
        self.inputs = main_inputs(screened, spread_of_facts, self.design.inputs)
        self.scale = _Scale.of(self.facts, screened.means)
        training = screened.only(self.inputs)
        noise = self.scale.variance(self.chance, training.means)
        for number in range(2, self.design.waves + 2):
            self.emulators.append(
                Emulators.fit(training.positions, self.scale.values(training.means), noise)
            )
            left = self._left(number - 1)
            last = number > self.design.waves
            count = CANDIDATES * self.design.count if last else self.design.points
            wave = self._wave("candidates" if last else f"wave_{number}", number, left, count)
            self.chance = wave.facts.var(axis=1, ddof=1).mean(axis=0)
            if last:
                return self._kept(wave)
            training, noise = self._training(training, noise, wave)
        raise AssertionError("the last wave has returned")

    def _screened(self) -> Made:
        """Run the files' own numbers for chance, and the first wave."""
        uncertain, seed = self.search.uncertain, self.design.seed
        own = np.round(np.array([list(uncertain.own().values())]), DIGITS)
        pilot = self._made("files", uncertain.names, own, 0, PILOT)
        self.chance = pilot.facts.var(axis=1, ddof=1)[0]
        points = first_points(uncertain, self.design.screening_points, seed=seed)
        return self._made("wave_1", uncertain.names, points, 1, 1)

    def _made(
        self, name: str, numbers: Sequence[str], positions: np.ndarray, wave: int, times: int
    ) -> Made:
        """Run points; return those that are complete, of the facts that are fitted to."""
        draws = OF_A_WAVE * wave + np.arange(len(positions))
        made = self.search.made(
            name, numbers, positions, draws, replications=times, seed=self.design.seed + 100 * wave
        ).complete()
        if len(made.positions) < len(positions) / 2:
            raise SimulationError(f"of {name}, less than half of the points could be run")
        return Made(made.numbers, made.positions, made.draws, made.facts[..., self.fitted])

    def _wave(self, name: str, number: int, left: Left, count: int) -> Made:
        last = name == "candidates"
        chosen = left.points[spread(left.points, count, seed=self.design.seed + number)]
        times = self.design.check_replications if last else self.design.replications
        return self._made(name, self.inputs, np.round(chosen, DIGITS), number, times)

    def _training(self, before: Made, noise: np.ndarray, wave: Made) -> tuple[Made, np.ndarray]:
        """Return a wave's runs, with those of earlier ones that are not ruled out."""
        inside = all_hold(self._rulings(), before.positions)
        means = np.concatenate([before.means[inside], wave.means])
        own = self.scale.variance(self.chance / wave.facts.shape[1], wave.means)
        together = Made(
            self.inputs, np.concatenate([before.positions[inside], wave.positions]),
            np.concatenate([before.draws[inside], wave.draws]), means[:, None, :],
        )  # fmt: skip
        return together, np.concatenate([noise[inside], own])

    def _rulings(self) -> list[Wave]:
        """Return the emulators of all waves, held against the facts that are used."""
        facts = self.scale.facts.only(self.used)
        return [
            Wave(each.only(self.used), facts, self.design.cut_off, self.design.rank)
            for each in self.emulators
        ]

    def _left(self, number: int) -> Left:
        """Return what is left after a wave; set facts aside that leave nothing."""
        left = self._sampled()
        if left.empty and len(self.used) == len(self.targets):
            self._set_aside(left, number)
            left = self._sampled()
        if left.empty:
            names = ", ".join(self._conflict(left))
            raise SimulationError(f"nothing is left after wave {number}: these conflict: {names}")
        self.waves.append({
            "wave": number, "left": float(f"{left.fraction:.2g}"),
            "relative_error": round(left.relative_error, 2),
        })  # fmt: skip
        self.say(f"wave {number} leaves {left.fraction:.2g} of the space")
        return left

    def _sampled(self) -> Left:
        count = 2 * max(CANDIDATES * self.design.count, self.design.points)
        return not_ruled_out(
            self._rulings(), len(self.inputs), seed=self.design.seed, points=count, least=LEAST
        )

    def _set_aside(self, left: Left, number: int) -> None:
        """Use no longer the facts that are known to be out of reach."""
        self.empty = {"wave": number, "level": round(left.level, 2),
                      "facts": self._conflict(left)}  # fmt: skip
        unmet = [target.unmet is not None for target in self.targets.values()]
        self.used = np.flatnonzero(~np.array(unmet))
        self.say(
            f"nothing is left with all {len(self.targets)} facts after wave {number}; these are "
            f"farthest away: {', '.join(self.empty['facts'])}. Set aside, as known to be out of "
            f"reach: {', '.join(self._titles(unmet))}"
        )

    def _conflict(self, left: Left) -> list[str]:
        """Return the facts that rule out the least implausible points most often."""
        over = (left.implausibility > self.design.cut_off).mean(axis=0)
        return [self._title(self.used[j]) for j in np.argsort(-over)[:8] if over[j] > 0]

    def _titles(self, which: Sequence[bool]) -> list[str]:
        return [self._title(i) for i, wanted in enumerate(which) if wanted]

    def _title(self, index: int) -> str:
        return list(self.targets.values())[index].title

    def _kept(self, candidates: Made) -> Worlds:
        """Return the worlds among candidates: those whose own runs do not rule them out."""
        facts = self.facts.only(self.used)
        of_mean = self.chance[self.used] / candidates.facts.shape[1]
        values = implausibility(candidates.means[:, self.used], of_mean, facts)
        fit = np.flatnonzero(ranked(values, self.design.rank) <= self.design.cut_off)
        self.say(f"{len(fit)} of {len(values)} candidates are not ruled out by their own runs")
        if not len(fit):
            raise SimulationError("no candidate is left; run more waves")
        count = min(self.design.count, len(fit))
        chosen = fit[spread(candidates.positions[fit], count, seed=self.design.seed)]
        highest = np.argsort(-values[chosen], axis=1)[:, : self.design.rank].ravel()
        binds = np.bincount(highest, minlength=len(self.used)) / count
        order = np.argsort(-binds)[:10]
        header = {
            "title": f"Worlds that fit: {self.search.calibration.title}",
            "design": self.design.model_dump(),
            "facts": len(self.used),
            "set_aside": [self._title(i) for i in range(len(self.targets)) if i not in self.used],
            "empty": self.empty,
            "waves": self.waves,
            "candidates": {"run": len(values), "kept": len(fit)},
            "binds": {self._title(self.used[j]): round(float(binds[j]), 2) for j in order},
        }
        return self.search.worlds(
            self.search.calibration.name, self.inputs, candidates.positions[chosen],
            candidates.draws[chosen], header=header,
        )  # fmt: skip
