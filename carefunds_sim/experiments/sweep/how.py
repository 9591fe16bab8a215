"""How a sweep is run, as a caller or the command line says it."""

from __future__ import annotations

from dataclasses import dataclass

from carefunds_sim.engines import DEFAULT_ENGINE
from carefunds_sim.experiments.amounts import check_amounts
from carefunds_sim.experiments.sweep.shard import WHOLE, Shard


@dataclass(frozen=True)
class How:
    """How a sweep is run; nothing of it but replications, seed and engine decides a number."""

    replications: int | None = None
    seed: int | None = None
    engine: str = DEFAULT_ENGINE
    workers: int | None = None
    scheduler: str | None = None
    shard: Shard = WHOLE
    retry_failed: bool = False
    extend: bool = False
    command: str = ""

    def __post_init__(self) -> None:
        """Refuse what is no number of replications or processes, or no seed."""
        check_amounts(replications=self.replications, seed=self.seed, workers=self.workers)
