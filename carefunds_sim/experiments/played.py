"""The runs of an attribution: which are made, how long they take, and the dataset of them all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from carefunds_sim.dataset.axes import labels_of
from carefunds_sim.experiments.pace import about, seconds_a_run
from carefunds_sim.experiments.progress import OnProgress, Progress

if TYPE_CHECKING:
    from carefunds_sim.analysis.attribution import Coalitions
    from carefunds_sim.experiments.games import Game, LoopGame
    from carefunds_sim.experiments.outcomes_kept import OutcomesKept
    from carefunds_sim.scenario.scenario import Scenario

Ends = list[tuple["Scenario", ...]]


class Played:
    """What is run of a game, and what came of it."""

    def __init__(self, kept: OutcomesKept, progress: OnProgress | None) -> None:
        self.kept, self.progress = kept, progress
        self.coalitions: Ends = []
        self.singles: dict[str, tuple[Scenario, ...]] = {}
        self._seconds: float | None = None

    def knock_out(self, game: LoopGame) -> None:
        """Run everything, and each loop of a game switched off by itself."""
        everybody = game.players
        self.singles = {
            loop: game.scenarios([name for name in everybody if name != loop]) for loop in everybody
        }
        self._run([game.scenarios(everybody), *self.singles.values()], "loops one by one")

    def play(self, game: Game, drawn: Coalitions) -> None:
        """Run what tells the worth of every coalition."""
        names = np.array(game.players)
        self.coalitions = [game.scenarios([*map(str, names[row])]) for row in drawn.member]
        self._run(self.coalitions, f"{len(drawn.member)} combinations of {len(names)}")

    def dataset(self, game: Game, drawn: Coalitions) -> xr.Dataset:
        """Return the outcomes of all runs, and which of them tells what."""
        found = self.kept.variables()
        found["member"] = (("coalition", "player"), drawn.member)
        found["orders"] = (("order", "player_place"), drawn.orders)
        found["scenario_of"] = (("coalition", "end"), self._places(self.coalitions))
        coords = {
            "scenario": labels_of(self.kept.scenarios),
            "scenario_hash": ("scenario", [scenario.hash for scenario in self.kept.scenarios]),
            "replication": np.arange(self.kept.replications),
            "player": list(game.players),
            "player_title": ("player", [game.title(player) for player in game.players]),
        }
        if self.singles:
            found["knocked_out"] = (("loop", "end"), self._places(self.singles.values()))
            coords["loop"] = list(self.singles)
        return xr.Dataset(found, coords=coords)

    def _places(self, ends: Iterable[tuple[Scenario, ...]]) -> np.ndarray:
        return np.array([[self.kept.place(scenario) for scenario in each] for each in ends])

    def _run(self, ends: Ends, what: str) -> None:
        scenarios = list({s.hash: s for each in ends for s in each}.values())
        self._announce(what, self.kept.missing(scenarios))
        self.kept.run(scenarios)

    def _announce(self, what: str, scenarios: list[Scenario]) -> None:
        """Say beforehand how much there is to run, and about how long it will take."""
        if self.progress is None or not scenarios:
            return
        runs = len(scenarios) * self.kept.replications
        if self._seconds is None:
            self._seconds = seconds_a_run(
                scenarios[0], engine=self.kept.engine, seed=self.kept.seed
            )
        long = about(runs, self._seconds, workers=self.kept.workers)
        said = (
            f"{what}: {len(scenarios)} different scenarios x {self.kept.replications} replications "
            f"= {runs} runs; about {long}"
        )
        self.progress(Progress(0, runs, 0.0, None, note=said))
