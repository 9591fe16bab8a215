"""A study that ends its process, apart from the tests since workers import little with it."""

from __future__ import annotations

import os
from dataclasses import dataclass

from carefunds_sim.experiments.executors.task import Failure


@dataclass(frozen=True)
class Deadly:
    """A study in which replication 1 ends the process that runs it, if it is another."""

    scenarios = ()
    seed = 1
    engine = "none"

    parent: int

    def run(self, task, _tick):
        if task.replication == 1 and os.getpid() != self.parent:
            os._exit(9)
        return Failure(task, "made")
