"""Running a study's tasks: in this process, or in several. The numbers are the same."""

from __future__ import annotations

import os

from carefunds_sim.errors import lacking
from carefunds_sim.experiments.agenda import Agenda
from carefunds_sim.experiments.finished import Finished, Watch
from carefunds_sim.experiments.pool import MOST_PROCESSES, in_processes
from carefunds_sim.experiments.progress import OnProgress
from carefunds_sim.experiments.task import Study


def execute(
    study: Study, agenda: Agenda, finished: Finished, *, workers: int | None,
    progress: OnProgress | None, scheduler: str | None = None,
) -> None:  # fmt: skip
    """Run every task and add its answer; Ctrl-C ends the study and keeps what is finished.

    ``scheduler`` is the address of a Dask scheduler, or ``local`` for a Dask cluster of this
    machine's processes; without one, tasks run in ``workers`` processes of our own.
    """
    watch = Watch(finished, agenda.expected, progress)
    wanted = min(workers or os.cpu_count() or 1, agenda.expected(), MOST_PROCESSES)
    try:
        if scheduler is not None:
            _on_scheduler(study, agenda, finished, watch, scheduler=scheduler, workers=wanted)
        elif wanted <= 1:
            _in_this_process(study, agenda, finished, watch)
        else:
            in_processes(study, agenda, finished, watch, workers=wanted)
    except KeyboardInterrupt:
        finished.interrupted = True


def _in_this_process(study: Study, agenda: Agenda, finished: Finished, watch: Watch) -> None:
    for task in filter(None, agenda):
        finished.add(task, study.run(task, watch.tick))
        watch.show()


def _on_scheduler(
    study: Study, agenda: Agenda, finished: Finished, watch: Watch, *, scheduler: str, workers: int
) -> None:  # fmt: skip
    try:
        from carefunds_sim.experiments.dask_executor import on_scheduler
    except ModuleNotFoundError as error:
        raise lacking("a Dask cluster", error.name, extra="cluster") from error
    on_scheduler(study, agenda, finished, watch, scheduler=scheduler, workers=workers)
