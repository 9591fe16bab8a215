"""Running a study's tasks: in this process, or in several. The numbers are the same."""

from __future__ import annotations

import os

from carefunds_sim.experiments.agenda import Agenda
from carefunds_sim.experiments.finished import Finished, Watch
from carefunds_sim.experiments.pool import MOST_PROCESSES, in_processes
from carefunds_sim.experiments.progress import OnProgress
from carefunds_sim.experiments.task import Study


def execute(
    study: Study, agenda: Agenda, finished: Finished, *, workers: int | None,
    progress: OnProgress | None,
) -> None:  # fmt: skip
    """Run every task and add its answer; Ctrl-C ends the study and keeps what is finished."""
    watch = Watch(finished, agenda.expected, progress)
    wanted = min(workers or os.cpu_count() or 1, agenda.expected(), MOST_PROCESSES)
    try:
        if wanted <= 1:
            _in_this_process(study, agenda, finished, watch)
        else:
            in_processes(study, agenda, finished, watch, workers=wanted)
    except KeyboardInterrupt:
        finished.interrupted = True


def _in_this_process(study: Study, agenda: Agenda, finished: Finished, watch: Watch) -> None:
    for task in agenda:
        finished.add(task, study.run(task, watch.tick))
        watch.show()
