"""Fit the numbers that have not been observed to what has been published.

Each group of numbers moves by one factor on what judgement says. The factors minimise the sum of
squared misfits over the facts, in standard deviations, and over the judgements: a group moved to
the end of its bounds counts as two standard deviations.

A fit starts where judgement stands. In a few rounds each group that has facts of its own is scaled
by what was published over what was found. From the best of these places steps are Gauss and
Newton's within bounds (scipy's trust region), with derivatives between runs of the same people with
the same chances, corrected by what each step finds (Broyden). Chance remains where one bed more
changes who waits; the changes for derivatives are large for that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from carefunds_sim.analysis.calibration import FactFit, fit_of_facts, measured_facts, misfits
from carefunds_sim.engines import DEFAULT_ENGINE
from carefunds_sim.errors import SimulationError
from carefunds_sim.experiments.replicate import replicate
from carefunds_sim.scenario.fitted import with_factors
from carefunds_sim.scenario.load import load_scenario

if TYPE_CHECKING:
    import xarray as xr

    from carefunds_sim.experiments.progress import OnProgress
    from carefunds_sim.scenario.scenario import Scenario
    from carefunds_sim.scenario.schema.study import Calibration

STEP = 0.25
"""Change of a factor's logarithm for a derivative: large enough to be seen beside chance."""

ROUNDS = 10
DAMPING = 0.6
"""Rounds of scaling by facts, and how much of a gap's logarithm a round closes.

A whole step would go too far where several groups move one fact.
"""
LEAST = 0.1
"""Share of a published figure below which a finding counts as this, so that a round has a limit."""

AS_FITTED = "as_fitted"
MOST_STEPS, TRIALS = 4, 8
"""How often slopes are measured, and trials for each; a trial costs a fiftieth of slopes."""

ENOUGH = 1e-3
"""A share of the misfit that is not worth another step."""


@dataclass(frozen=True)
class Step:
    """Where a fit stands: trials made, factors by name, and the sum of squared misfits."""

    trials: int
    factors: dict[str, float]
    misfit: float


OnStep = Callable[[Step], None]


def run_and_measure(
    scenario: Scenario, calibration: Calibration, *, replications: int | None = None,
    seed: int | None = None, workers: int | None = None, progress: OnProgress | None = None,
) -> tuple[xr.Dataset, list[FactFit]]:  # fmt: skip
    """Run a scenario as it is; return its runs, and what they show of every fact."""
    dataset = replicate([scenario], study=calibration.name, amount=replications, seed=seed,
                        workers=workers, progress=progress)  # fmt: skip
    return dataset, fit_of_facts(dataset, calibration.targets)


def forecast(
    scenario: Scenario, calibration: Calibration, *, replications: int | None = None,
    seed: int | None = None, workers: int | None = None, progress: OnProgress | None = None,
) -> xr.Dataset:  # fmt: skip
    """Run a scenario past the years of the facts, as it is and with what is not identified.

    Scenarios are called ``as_fitted`` and by the names of the unidentified.
    """
    years = calibration.run.years + calibration.forecast_years
    others = {name: each.values for name, each in calibration.unidentified.items()}
    scenarios = [
        scenario.with_run(years=years).with_values(values).renamed(name)
        for name, values in {AS_FITTED: {}, **others}.items()
    ]
    return replicate(scenarios, study=calibration.name, amount=replications, seed=seed,
                     workers=workers, progress=progress)  # fmt: skip


def fit(
    calibration: Calibration, *, workers: int | None = None, most_steps: int = MOST_STEPS,
    engine: str = DEFAULT_ENGINE, progress: OnProgress | None = None, on_step: OnStep | None = None,
) -> Step:  # fmt: skip
    """Return the factors that fit best; ``on_step`` is called with every best trial.

    The same numbers come out for any number of workers.
    """
    from scipy.optimize import least_squares  # slow to import

    trials = _Trials(calibration, engine, workers, progress, on_step)
    start = trials.scaled_by_facts()
    for _ in range(most_steps):
        misfit, trials.known = trials.best.misfit, None
        least_squares(
            trials.misfits, start, jac=trials.slopes, bounds=trials.bounds, ftol=ENOUGH,
            max_nfev=TRIALS,
        )  # fmt: skip
        start = trials.best_logs
        if trials.best.misfit > (1.0 - ENOUGH) * misfit:
            break
    return trials.best


class _Trials:
    """The trials of one fit: what is run for a set of factors, and the best of them so far."""

    def __init__(
        self, calibration: Calibration, engine: str, workers: int | None,
        progress: OnProgress | None, on_step: OnStep | None,
    ) -> None:  # fmt: skip
        self.calibration, self.engine, self.workers = calibration, engine, workers
        self.progress, self.on_step = progress, on_step
        run = calibration.run.model_dump()
        self.scenario = load_scenario(calibration.scenario).with_run(**run)
        self.targets = {name: t for name, t in calibration.targets.items() if t.fit}
        between = np.log([fitted.between for fitted in calibration.fitted.values()])
        self.bounds = (between[:, 0], between[:, 1])
        self.follows = np.array(
            [
                [name in group.facts for name in self.targets]
                for group in calibration.fitted.values()
            ]
        )
        self.made = 0
        self.best, self.best_logs = Step(0, {}, np.inf), np.zeros(len(between))
        self.found = np.empty(0)
        self.known: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None

    def scaled_by_facts(self) -> np.ndarray:
        """Return the best of some rounds that scale each group by its own facts; (factors)."""
        logs = np.zeros(len(self.calibration.fitted))
        if not self.follows.any():
            return logs
        used = self.follows.any(axis=0)
        published = np.array([target.value for target in self.targets.values()])[used]
        for _ in range(ROUNDS):
            shown = self._shown([logs])[0]
            self._tried(logs, shown)
            short = np.log(published / np.maximum(shown[used], LEAST * published))
            logs = np.clip(logs + DAMPING * self.follows[:, used] @ short, *self.bounds)
        return self.best_logs

    def misfits(self, logs: np.ndarray) -> np.ndarray:
        """Return the misfits of facts and judgements for one set of factors."""
        self.found = self._tried(logs, self._shown([logs])[0])
        return self.found

    def slopes(self, logs: np.ndarray) -> np.ndarray:
        """Return how misfits change with each factor's logarithm; shape (misfits, factors).

        They are measured at the start; then each step that is made corrects them (Broyden).
        """
        if self.known is None:
            slopes = self._new_slopes(logs)
        else:
            before, found, slopes = self.known
            moved = logs - before
            missed = self.found - found - slopes @ moved
            slopes = slopes + np.outer(missed, moved) / (moved @ moved)
        self.known = logs.copy(), self.found, slopes
        return slopes

    def _new_slopes(self, logs: np.ndarray) -> np.ndarray:
        steps = np.where(logs + STEP <= self.bounds[1], STEP, -STEP)
        places = [logs, *(logs + np.diag(steps))]
        rows = np.array(list(map(self._misfits, places, self._shown(places))))
        return np.asarray(((rows[1:] - rows[0]) / steps[:, None]).T)

    def _tried(self, logs: np.ndarray, shown: np.ndarray) -> np.ndarray:
        """Return the misfits of a trial, which is kept if it is the best so far."""
        found = self._misfits(logs, shown)
        self.made += 1
        misfit = float(found @ found)
        if misfit < self.best.misfit:
            self.best, self.best_logs = Step(self.made, self._named(logs), misfit), logs
            if self.on_step:
                self.on_step(self.best)
        return found

    def _misfits(self, logs: np.ndarray, shown: np.ndarray) -> np.ndarray:
        return np.concatenate([misfits(shown, self.targets), self._judged(logs)])

    def _shown(self, places: Sequence[np.ndarray]) -> np.ndarray:
        """Return what runs at each place show of every fact; shape (places, facts)."""
        scenarios = [
            with_factors(self.scenario, self.calibration.fitted, self._named(logs)).renamed(
                f"trial {i}"
            )
            for i, logs in enumerate(places)
        ]
        dataset = replicate(scenarios, study=self.calibration.name, engine=self.engine,
                            workers=self.workers, progress=self.progress)  # fmt: skip
        if dataset.attrs["incomplete"]:
            raise SimulationError("the fit ended early: it was interrupted, or a run failed")
        shown = measured_facts(dataset, self.targets).mean("replication")
        return np.asarray(shown.transpose("scenario", "target").values)

    def _judged(self, logs: np.ndarray) -> np.ndarray:
        """Return how far factors are from judgement: two at the end of their bounds."""
        low, high = self.bounds
        return np.asarray(2.0 * np.where(logs < 0.0, logs / -low, logs / high))

    def _named(self, logs: np.ndarray) -> dict[str, float]:
        return dict(zip(self.calibration.fitted, map(float, np.exp(logs)), strict=True))
