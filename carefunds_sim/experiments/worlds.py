"""Worlds that fit: waves of runs, an emulator of every fact, and what is not ruled out.

The first wave covers the ranges of all numbers. Emulators of every fact measure how much of the
space it leaves (see ``analysis/history_matching``). Then an ensemble moves in steps, each with new
runs, towards what the facts allow (see ``analysis/ensemble``). Members that one run does not rule
out are run again, with other people, as they are and moved once more; worlds are those that these
runs do not rule out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from carefunds_sim.analysis.conflicts import conflicts
from carefunds_sim.analysis.emulator import Emulators
from carefunds_sim.analysis.ensemble import moved
from carefunds_sim.analysis.history_matching import (
    Facts,
    Wave,
    implausibility,
    not_ruled_out,
    ranked,
    spread,
)
from carefunds_sim.analysis.learnt import binding
from carefunds_sim.errors import SimulationError
from carefunds_sim.experiments.fact_runs import Made, Search, first_points, main_inputs
from carefunds_sim.scenario.worlds import DIGITS, Worlds

if TYPE_CHECKING:
    from carefunds_sim.scenario.schema.study import PublishedFact

PILOT = 16
"""Runs at the files' own numbers, for the chance of one run."""

WIDER = 1.5
"""By how much the variance of facts is raised while points move: a world may be far from some."""

LEFT = 1000
"""Points by which the space left is measured."""

FLOOR = 0.02
"""Share of a published figure that stands for anything lower, in logarithms."""

HELD_OUT = 10
"""One point of so many judges the emulators, which are made of the others."""

LEAST = 1e-80
"""Share of the space below which it is empty: with so many numbers what fits is a tiny part."""

OF_A_WAVE = 100
"""By how much the seed of one wave's people is above that of the wave before."""

PEOPLE = 5000
"""From where the seeds of the ensemble's people go on: they are others than the first wave's."""

Say = Callable[[str], None]


def find_worlds(search: Search, *, say: Say) -> Worlds:
    """Return worlds that fit a calibration's facts; ``say`` is called with each step's outcome.

    Facts that the calibration says cannot be met, with the reason, rule nothing out; the table says
    how many of the candidates would be left with them.

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
    """A search under way.

    ``used`` are the facts that can rule a point out; ``chance`` is the variance of each fact over
    runs of one point.
    """

    search: Search
    say: Say
    chance: np.ndarray = field(default_factory=lambda: np.empty(0))
    scale: _Scale = field(init=False)
    waves: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.design = self.search.calibration.worlds
        targets = self.search.calibration.targets
        self.targets: dict[str, PublishedFact] = {n: t for n, t in targets.items() if t.fit}
        self.fitted = np.array([target.fit for target in targets.values()])
        self.used = np.flatnonzero([t.unmet is None for t in self.targets.values()])
        rows = [(t.value, t.observation_error**2, t.discrepancy**2) for t in self.targets.values()]
        self.facts = Facts(*np.array(rows).T)

    def worlds(self) -> Worlds:
        """Return the worlds of all waves together."""
        names, rng = self.search.uncertain.names, np.random.default_rng(self.design.seed)
        self._pilot()
        points = first_points(
            self.search.uncertain, self.design.screening_points, seed=self.design.seed
        )
        wave = self._made("wave_1", names, points, 1, 1)
        self.scale = _Scale.of(self.facts, wave.means)
        self._emulated(wave)
        wave, fit = wave.first(self.design.points), []
        for number, inflation in enumerate(self.design.inflations, 2):
            wave = self._made(f"wave_{number}", names, self._moved(wave, inflation, rng), number, 1)
            fit.append(wave.positions[self._fit(number, wave)])
        return self._kept(self._candidates(np.concatenate(fit), rng))

    def _candidates(self, positions: np.ndarray, rng: np.random.Generator) -> Made:
        """Return members with runs of their own: as they are, and moved once more by these runs."""
        names, rounds = self.search.uncertain.names, list[Made]()
        for number in range(self.design.check_rounds):
            if rounds:
                positions = self._moved(rounds[-1], self.design.check_inflation, rng)
            wave = len(self.design.inflations) + 2 + number
            made = self._made(f"candidates_{number + 1}", names, positions, wave,
                              self.design.check_replications)  # fmt: skip
            self.chance = made.facts.var(axis=1, ddof=1).mean(axis=0)
            rounds.append(made)
        return Made(names, *(np.concatenate([getattr(r, part) for r in rounds])
                             for part in ("positions", "draws", "facts")))  # fmt: skip

    def _pilot(self) -> None:
        """Run the files' own numbers for the chance of one run."""
        uncertain = self.search.uncertain
        own = np.round(np.array([list(uncertain.own().values())]), DIGITS)
        pilot = self._made("files", uncertain.names, own, 0, PILOT)
        self.chance = pilot.facts.var(axis=1, ddof=1)[0]

    def _made(
        self, name: str, numbers: Sequence[str], positions: np.ndarray, wave: int, times: int
    ) -> Made:
        """Run points; return those that are complete, of the facts that are fitted to."""
        made = self.search.made(
            name, numbers, positions, np.arange(len(positions)), replications=times,
            seed=self._people(wave),
        ).complete()  # fmt: skip
        if len(made.positions) < len(positions) / 2:
            raise SimulationError(f"of {name}, less than half of the points could be run")
        return Made(made.numbers, made.positions, made.draws, made.facts[..., self.fitted])

    def _people(self, wave: int) -> int:
        """Return the seed of a wave's people."""
        first = self.design.seed if wave < 2 else PEOPLE - OF_A_WAVE
        return first + OF_A_WAVE * wave

    def _emulated(self, wave: Made) -> None:
        """Say how much of the space emulators of the first wave leave."""
        spread_of_facts = np.sqrt(self.facts.observation + self.facts.discrepancy)
        known = wave.only(main_inputs(wave, spread_of_facts, self.design.inputs))
        shown = self.scale.values(known.means)
        noise = self.scale.variance(self.chance, known.means)
        held = np.arange(len(shown)) % HELD_OUT == 0
        emulators = Emulators.fit(known.positions[~held], shown[~held], noise[~held])
        checks = [
            each.check(known.positions[held], shown[held, j], noise[held, j])["standardised"]
            for j, each in enumerate(emulators.each)
        ]
        rules_out = Wave(emulators.only(self.used), self.scale.facts.only(self.used),
                         self.design.cut_off, self.design.rank)  # fmt: skip
        seed = self.design.seed
        left = not_ruled_out([rules_out], len(known.numbers), seed=seed, points=LEFT, least=LEAST)
        if left.empty:
            above = conflicts([rules_out], left, seed=seed).above
            names = ", ".join(self._title(self.used[j]) for j in above)
            raise SimulationError(f"the first wave leaves nothing: these facts conflict: {names}")
        self.waves.append({
            "wave": 1, "left": float(f"{left.fraction:.2g}"),
            "relative_error": round(left.relative_error, 2),
            "held_out_error": round(float(np.median(checks)), 2),
        })  # fmt: skip
        self.say(f"wave 1 leaves {left.fraction:.2g} of the space")

    def _moved(self, wave: Made, inflation: float, rng: np.random.Generator) -> np.ndarray:
        """Return a wave's points nearer to what the facts allow."""
        facts = self.scale.facts.only(self.used)
        of_mean = self.chance / wave.facts.shape[1]
        chance = self.scale.variance(of_mean, wave.means)[0, self.used]
        variance = WIDER * (facts.observation + facts.discrepancy) + chance
        shown = self.scale.values(wave.means)[:, self.used]
        new = moved(wave.positions, shown, facts.value, variance, inflation=inflation, rng=rng)
        return np.round(new, DIGITS)

    def _implausibility(self, made: Made) -> np.ndarray:
        """Return how far each point's own runs are from all facts; (point, fact)."""
        of_mean = self.chance / made.facts.shape[1]
        return implausibility(made.means, of_mean, self.facts)

    def _fit(self, number: int, wave: Made) -> np.ndarray:
        """Return which points of a wave their own run does not rule out, and say how many."""
        score = ranked(self._implausibility(wave)[:, self.used], self.design.rank)
        fit = score <= self.design.cut_off
        middle, share = float(np.median(score)), float(fit.mean())
        self.waves.append({"wave": number, "middle": round(middle, 2), "fit": round(share, 3)})
        self.say(f"wave {number}: {share:.0%} are not ruled out by their run; the middle one is "
                 f"{middle:.1f} standard deviations away")  # fmt: skip
        return fit

    def _kept(self, candidates: Made) -> Worlds:
        """Return the worlds among candidates: those whose own runs do not rule them out."""
        values, rank = self._implausibility(candidates), self.design.rank
        fit = np.flatnonzero(ranked(values[:, self.used], rank) <= self.design.cut_off)
        with_all = int((ranked(values, rank) <= self.design.cut_off).sum())
        self.say(f"{len(fit)} of {len(values)} candidates are not ruled out by their own runs")
        if not len(fit):
            raise SimulationError(f"no candidate is left; {self._farthest(values)} are farthest")
        count = min(self.design.count, len(fit))
        chosen = fit[spread(candidates.positions[fit], count, seed=self.design.seed)]
        binds = binding(values[chosen][:, self.used], rank)
        order = np.argsort(-binds, kind="stable")[:10]
        header = {
            "title": f"Worlds that fit: {self.search.calibration.title}",
            "design": self.design.model_dump(),
            "facts": len(self.used),
            "set_aside": {
                self._title(i): int((values[chosen, i] <= self.design.cut_off).sum())
                for i in range(len(self.targets))
                if i not in self.used
            },
            "left_with_all_facts": with_all,
            "waves": self.waves,
            "candidates": {"run": len(values), "kept": len(fit)},
            "binds": {self._title(self.used[j]): round(float(binds[j]), 2) for j in order},
        }
        return self.search.worlds(
            self.search.calibration.name, candidates.numbers, candidates.positions[chosen],
            candidates.draws[chosen], header=header,
        )  # fmt: skip

    def _farthest(self, values: np.ndarray) -> str:
        """Return the facts that rule out most candidates, in words."""
        over = (values[:, self.used] > self.design.cut_off).mean(axis=0)
        return ", ".join(self._title(self.used[j]) for j in np.argsort(-over)[:5])

    def _title(self, index: int) -> str:
        return list(self.targets.values())[index].title
