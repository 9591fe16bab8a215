"""Any tasks in any order, run wherever a test says."""

from __future__ import annotations

from types import SimpleNamespace

from carefunds_sim.experiments.agenda import FixedReplications
from carefunds_sim.experiments.executors.execute import execute
from carefunds_sim.experiments.executors.task import Finished


class AnyStudy:
    """What every study has; what its runs do is the test's own."""

    scenarios = ()
    seed = 1
    engine = "none"


class Tasks(FixedReplications):
    """Any tasks in any order."""

    def __init__(self, tasks, *, enough_at=None):
        self.tasks, self.enough_at, self.finished = tasks, enough_at, None

    def enough(self):
        return self.enough_at is not None and len(self.finished) >= self.enough_at


def executed(study, tasks, *, workers=None, scheduler=None, progress=None, enough_at=None):
    """Return what is finished as ``made``, with the entries of all runs in ``entries``."""
    entries = {}
    made = Finished(lambda task, run: entries.update({task.place: run.values}))
    agenda = Tasks(tasks, enough_at=enough_at)
    agenda.finished = made
    execute(study, agenda, made, workers=workers, scheduler=scheduler, progress=progress)
    return SimpleNamespace(made=made, entries=entries)
