"""A part of a sweep for one job of a batch queue."""

from __future__ import annotations

import re
from dataclasses import dataclass

from carefunds_sim.engines import DEFAULT_ENGINE
from carefunds_sim.errors import CarefundsError
from carefunds_sim.experiments.precision import check_amounts

SHARD = re.compile(r"(\d+)/(\d+)")


@dataclass(frozen=True)
class Shard:
    """One of ``of`` equal parts of a sweep, counted from 1; neighbours go to different parts."""

    number: int = 1
    of: int = 1

    @classmethod
    def read(cls, text: str) -> Shard:
        """Read a shard such as ``2/8``."""
        found = SHARD.fullmatch(text.strip())
        if not found or not 1 <= int(found[1]) <= int(found[2]):
            raise CarefundsError(f"a shard is k/n with k from 1 to n, such as 2/8 (got '{text}')")
        return cls(int(found[1]), int(found[2]))

    def holds(self, number: int) -> bool:
        """Whether the task of this number, counted from 0, belongs to it."""
        return number % self.of == self.number - 1

    @property
    def name(self) -> str:
        """What its store is called; the whole sweep is one shard of one."""
        return "sweep" if self.of == 1 else f"shard_{self.number}_of_{self.of}"


WHOLE = Shard()


@dataclass(frozen=True)
class SweepOptions:
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
