"""The runs of an attribution: which are made, how long they take, and the dataset of them all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Literal

import numpy as np
import xarray as xr

from carefunds_sim.analysis.attribution import (
    MOST_PLAYERS,
    Coalitions,
    all_coalitions,
    contributions,
    sampled_coalitions,
)
from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.dataset.axes import labels_of
from carefunds_sim.dataset.provenance import provenance
from carefunds_sim.engines import DEFAULT_ENGINE
from carefunds_sim.errors import CarefundsError, SimulationError
from carefunds_sim.experiments.coalition_runs import Game, LoopGame, OutcomeRuns, RuleGame
from carefunds_sim.experiments.precision import HEADLINE, check_amounts, check_outcome
from carefunds_sim.experiments.progress import Wanted, display
from carefunds_sim.experiments.replicate import in_worlds, nothing_made, ready
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.worlds import Worlds, worlds_of


class AttributionRuns:
    """The runs of a game, and what came of them."""

    def __init__(self, runs: OutcomeRuns) -> None:
        self.runs = runs
        self.coalitions: list[tuple[Scenario, ...]] = []
        self.singles: dict[str, tuple[Scenario, ...]] = {}

    def knock_out(self, game: LoopGame) -> None:
        """Run everything, and each loop of a game switched off by itself."""
        self.singles = {
            loop: game.scenarios([name for name in game.players if name != loop])
            for loop in game.players
        }
        ends = [game.scenarios(game.players), *self.singles.values()]
        self.runs.run(chain.from_iterable(ends), "loops one by one")

    def play(self, game: Game, sample: Coalitions) -> None:
        """Run the scenarios of every coalition."""
        names = np.array(game.players)
        self.coalitions = [game.scenarios([*map(str, names[row])]) for row in sample.member]
        what = f"{len(sample.member)} combinations of {len(names)}"
        self.runs.run(chain.from_iterable(self.coalitions), what)

    def dataset(self, game: Game, sample: Coalitions) -> xr.Dataset:
        """Return the outcomes of all runs, and which of them show the worth of what."""
        found = self.runs.variables()
        found["member"] = (("coalition", "player"), sample.member)
        found["orders"] = (("order", "player_place"), sample.orders)
        found["scenario_of"] = (("coalition", "end"), self._places(self.coalitions))
        coords = {
            "scenario": labels_of(self.runs.scenarios),
            "scenario_hash": ("scenario", [scenario.hash for scenario in self.runs.scenarios]),
            "replication": np.arange(self.runs.replications),
            "player": list(game.players),
            "player_title": ("player", [game.title(player) for player in game.players]),
        }
        if self.singles:
            found["knocked_out"] = (("loop", "end"), self._places(self.singles.values()))
            coords["loop"] = list(self.singles)
        return xr.Dataset(found, coords=coords)

    def _places(self, ends: Iterable[tuple[Scenario, ...]]) -> np.ndarray:
        return np.array([[self.runs.place(scenario) for scenario in each] for each in ends])


ORDERS = 32
MOST_LOOPS = 6
"""Most loops that are chosen by themselves: 64 coalitions, each at both ends."""

By = Literal["rules", "loops"]


def attribute(  # noqa: PLR0913 - each is a choice of its own, by its name
    one: Scenario | str | Path, other: Scenario | str | Path | None = None, *, by: By = "rules",
    loops: Sequence[str] = (), on: str = HEADLINE, permutations: int | None = None,
    replications: int | None = None, seed: int | None = None, engine: str = DEFAULT_ENGINE,
    workers: int | None = None, scheduler: str | None = None,
    worlds: str | Path | Worlds | None = None, progress: Wanted = None,
) -> xr.Dataset:  # fmt: skip
    """Share out the difference between two scenarios among groups of rules, or among loops.

    Parameters
    ----------
    one, other
        The scenarios, or what they are called. By rules they differ in their arrangement only. By
        loops there may be one: then its own outcome is shared out.
    by
        ``"rules"``: hybrids take some groups of rules from the one and the rest from the other.
        ``"loops"``: loops are switched off.
    loops
        The loops among which to share out. Unless given, those whose knock-out changes ``on``
        clearly, the six largest at most; all of them where ``permutations`` is given.
    on
        The outcome by which loops are chosen. All outcomes are shared out.
    permutations
        Number of random orders in which players join; made even. Unless given, all coalitions of
        up to nine players are run, and 32 orders of more.
    replications, seed, engine, workers, scheduler, worlds, progress
        As in ``compare``.

    Returns
    -------
    xr.Dataset
        What ``analysis.attribution.contributions`` returns, every scalar outcome of every hybrid
        (scenario, replication), which of them show what a coalition is worth, and what made it.
        Contributions are NaN in a replication of which a run is missing.

    Raises
    ------
    CarefundsError
        The scenarios cannot be compared, or do not differ.
    SimulationError
        No run could be finished.
    """
    check_outcome(on)
    check_amounts(seed=seed, workers=workers, replications=replications, permutations=permutations)
    ends = tuple(_scenario(each) for each in (one, other) if each is not None)
    game = _game(ends, by, loops)
    key = ends[0].run.seed if seed is None else seed
    chosen = worlds_of(worlds, ends)
    with display(progress) as on_progress:
        runs = OutcomeRuns(replications or ends[0].run.replications, seed=key, engine=engine,
                           workers=workers, scheduler=scheduler, worlds=chosen,
                           progress=on_progress)  # fmt: skip
        ready(engine, 0, on_progress)
        attribution = AttributionRuns(runs)
        if isinstance(game, LoopGame):
            live = LoopGame.of(ends)
            attribution.knock_out(live)
            if not loops and permutations is None:
                game = _largest_loops(live, runs, on)
        sample = _coalitions(game.players, permutations, seed=key)
        attribution.play(game, sample)
    if not runs.completed.any():
        raise SimulationError(nothing_made(runs))
    found = attribution.dataset(game, sample)
    found.attrs = provenance(ends, seed=key, engine=engine, study=f"attribution by {by}")
    found.attrs |= runs.completeness() | _question(ends, by, on)
    shared = contributions(found)
    merged = found.merge(shared).assign_attrs({**found.attrs, **shared.attrs})
    return in_worlds(merged, chosen)


def _scenario(given: Scenario | str | Path) -> Scenario:
    return load_scenario(given) if isinstance(given, str | Path) else given


def _game(ends: tuple[Scenario, ...], by: By, loops: Sequence[str]) -> Game:
    if by == "loops":
        return LoopGame.of(ends, loops)
    if by != "rules":
        raise CarefundsError(f"by must be rules or loops (got '{by}')")
    if loops:
        raise CarefundsError("loops are named with by='loops' only")
    if len(ends) < 2:
        raise CarefundsError("rules are attributed between two scenarios (got one)")
    return RuleGame.between(*ends)


def _largest_loops(game: LoopGame, runs: OutcomeRuns, on: str) -> LoopGame:
    """Return the game of the loops whose knock-out clearly matters, the largest ``MOST_LOOPS``."""
    if runs.interrupted:
        raise SimulationError("interrupted before loops were chosen; there is nothing to share out")
    size = {}
    for loop in game.players:
        others = [name for name in game.players if name != loop]
        effect = _worth(game, runs, on, game.players) - _worth(game, runs, on, others)
        mean, low, high = mean_and_interval(effect).to_numpy().tolist()
        if low > 0 or high < 0:
            size[loop] = abs(mean)
    if not size:
        raise CarefundsError(
            f"no loop by itself makes a clear difference to '{on}' in {runs.replications} "
            "replications; name loops, or take more replications"
        )
    largest = sorted(size, key=lambda loop: -size[loop])[:MOST_LOOPS]
    return LoopGame.of(game.ends, largest)


def _worth(game: LoopGame, runs: OutcomeRuns, on: str, members: Sequence[str]) -> xr.DataArray:
    values = [runs.outcome(on, scenario) for scenario in game.scenarios(members)]
    worth = values[-1] - values[0] if len(values) > 1 else values[0]
    return xr.DataArray(worth, dims="replication")


def _coalitions(players: Sequence[str], permutations: int | None, *, seed: int) -> Coalitions:
    if permutations is None and len(players) <= MOST_PLAYERS:
        return all_coalitions(players)
    return sampled_coalitions(players, permutations or ORDERS, seed=seed)


def _question(ends: tuple[Scenario, ...], by: By, on: str) -> dict[str, str]:
    """Attributes that say what was shared out, with the scenarios in full."""
    first = ends[0] if len(ends) > 1 else None
    alike = all((end.area, end.squeeze) == (ends[0].area, ends[0].squeeze) for end in ends)
    return {
        "by": by,
        "on": on,
        "from": first.name if first else "",
        "to": ends[-1].name,
        "from_short": _short(first, alike=alike) if first else "",
        "to_short": _short(ends[-1], alike=alike),
        "from_text": first.text if first else "",
        "to_text": ends[-1].text,
    }


def _short(scenario: Scenario, *, alike: bool) -> str:
    """Return the arrangement's name where scenarios differ in nothing else, or the whole name."""
    named = scenario.arrangement.name if alike and scenario.arrangement else scenario.name
    return named.replace("_", " ")
