"""Running a study's tasks: in this process, or in several. The numbers are the same."""

from __future__ import annotations

import logging
import os

from carefunds_sim.errors import lacking
from carefunds_sim.experiments.agenda import Agenda
from carefunds_sim.experiments.finished import Finished, Watch
from carefunds_sim.experiments.pool import MOST_PROCESSES, in_processes
from carefunds_sim.experiments.progress import OnProgress
from carefunds_sim.experiments.task import Study
from carefunds_sim.interruption import making_runs
from carefunds_sim.timing import timed

log = logging.getLogger(__name__)


def execute(
    study: Study, agenda: Agenda, finished: Finished, *, workers: int | None,
    progress: OnProgress | None, scheduler: str | None = None,
) -> None:  # fmt: skip
    """Run every task and add its answer; a signal ends the study and keeps what is finished.

    ``scheduler`` is the address of a Dask scheduler, or ``local`` for a Dask cluster of this
    machine's processes; without one, tasks run in ``workers`` processes of our own.
    """
    watch = Watch(finished, agenda.expected, progress)
    wanted = min(workers or os.cpu_count() or 1, agenda.expected(), MOST_PROCESSES)
    _log_beginning(study, agenda.expected(), finished.what, scheduler or str(wanted))
    try:
        with making_runs(), timed(log, "making runs"):
            _execute(study, agenda, finished, watch, scheduler=scheduler, workers=wanted)
    except KeyboardInterrupt:
        finished.interrupted = True
    _log_end(finished, agenda.expected())


def _execute(
    study: Study, agenda: Agenda, finished: Finished, watch: Watch, *, scheduler: str | None,
    workers: int,
) -> None:  # fmt: skip
    if scheduler is not None:
        _on_scheduler(study, agenda, finished, watch, scheduler=scheduler, workers=workers)
    elif workers <= 1:
        _in_this_process(study, agenda, finished, watch)
    else:
        in_processes(study, agenda, finished, watch, workers=workers)


def _log_beginning(study: Study, number: int, what: str, workers: str) -> None:
    """Log what is run; warnings and failures name a scenario by its number here."""
    log.info("%d %s of %d scenarios, seed %d, engine %s, workers %s",
             number, what, len(study.scenarios), study.seed, study.engine, workers)  # fmt: skip
    for place, scenario in enumerate(study.scenarios):
        log.info("scenario %d: %s, hash %s", place, scenario.name, scenario.hash)


def _log_end(finished: Finished, expected: int) -> None:
    log.info("%d of %d %s have an answer", len(finished), expected, finished.what)
    if finished.interrupted:
        log.warning("interrupted%s", f": {finished.cut_short}" if finished.cut_short else "")


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
