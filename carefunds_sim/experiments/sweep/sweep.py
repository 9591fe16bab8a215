"""Running a sweep into its store, beginning it, going on with it, or making it larger."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from carefunds_sim.dataset.provenance import begin_session
from carefunds_sim.dataset.store import open_results
from carefunds_sim.disk import assured, needed
from carefunds_sim.engines import DEFAULT_ENGINE
from carefunds_sim.errors import ResultError
from carefunds_sim.experiments.display import displayed
from carefunds_sim.experiments.executor import execute
from carefunds_sim.experiments.progress import OnProgress, Progress, Wanted
from carefunds_sim.experiments.replicate import ready
from carefunds_sim.experiments.sweep.agenda import Unfinished
from carefunds_sim.experiments.sweep.begin import begun
from carefunds_sim.experiments.sweep.described import described
from carefunds_sim.experiments.sweep.how import How
from carefunds_sim.experiments.sweep.session import Session
from carefunds_sim.experiments.sweep.steps import FEW, require_moves, steps
from carefunds_sim.experiments.sweep.study import SweepStudy
from carefunds_sim.experiments.sweep.written import Written
from carefunds_sim.interruption import release
from carefunds_sim.scenario.sweep_design import load_sweep

if TYPE_CHECKING:
    import xarray as xr

    from carefunds_sim.scenario.sweep_design import SweepDesign


def sweep(  # noqa: PLR0913 - each is a choice of its own, by its name
    design: str | Path | SweepDesign, *, folder: str | Path | None = None,
    outcomes: Sequence[str] | None = None, replications: int | None = None,
    seed: int | None = None, engine: str = DEFAULT_ENGINE, workers: int | None = None,
    scheduler: str | None = None, retry_failed: bool = False, extend: bool = False,
    progress: Wanted = None,
) -> xr.Dataset:  # fmt: skip
    """Run every point of a design in every scenario and return one dataset.

    All points and scenarios meet the same people and the same chances. What is finished is kept
    in ``folder`` as it is made: the same call goes on where an earlier one ended, however it
    ended, and returns what an uninterrupted one would have.

    Parameters
    ----------
    design
        Name or path of a sweep's file, or what ``sweep_design`` makes.
    folder
        Where the store is; without it nothing is kept but what is returned.
    outcomes
        Those to return of a large sweep; all of them unless given. All are kept.
    replications, seed
        Those of the run settings unless given.
    engine
        A name from ``carefunds_sim.engines.ENGINES``.
    workers, scheduler
        Number of processes, or the address of a Dask scheduler (``local`` for one on this
        machine). Neither changes a number.
    retry_failed
        Whether tasks that failed before are made again.
    extend
        Whether a store of another design is taken over where the points are the same.
    progress
        True to show it, in a notebook too; or what is called with a ``Progress`` now and then.

    Returns
    -------
    xarray.Dataset
        Outcomes by (point, scenario, replication, ...), ``value`` and ``position`` by (point,
        factor). A task that failed or was not made is NaN; ``attrs`` say how many.

    Raises
    ------
    ScenarioError
        The file cannot be used, or a factor moves nothing; every fault is named.
    ResultError
        The folder holds another sweep, is in use, or is damaged.
    StorageError
        The disk takes no more; what was finished is kept.
    """
    how = How(
        replications, seed, engine, workers, scheduler,
        retry_failed=retry_failed, extend=extend, command="carefunds_sim.sweep",
    )  # fmt: skip
    loaded = load_sweep(design) if isinstance(design, str | Path) else design
    passing = tempfile.TemporaryDirectory(prefix="carefunds_sweep_")
    with displayed(progress) as on_progress, passing as elsewhere:
        session = run_sweep(loaded, Path(folder or elsewhere), how, on_progress)
        return open_results(session.path, outcomes)


def run_sweep(
    design: SweepDesign, folder: Path, how: How, progress: OnProgress | None = None
) -> Session:
    """Make all tasks that a folder's store does not have, and keep them there."""
    description = described(design, replications=how.replications, seed=how.seed, engine=how.engine)
    moved = steps(design, description.values, first=FEW)
    require_moves(design, moved)
    path = folder / f"{how.shard.name}.zarr"
    kept = f"What is finished is kept in {path}: the same command goes on"
    with assured(kept), held(path):
        with needed(path):
            store, remade = begun(path, description, how)
        before = len(store.ledger)
        agenda = Unfinished(store, design.factors, how.shard)
        finished = Written(_keep_nothing, store=store)
        if agenda.places:
            with needed(path):
                begin_session(path, how.command)
            _say(progress, agenda.expected(), _there(before, remade))
            ready(how.engine, agenda.expected(), progress)
            study = SweepStudy(description.scenarios, description.seed, how.engine,
                               description.replications, description.series)  # fmt: skip
            execute(
                study,
                agenda,
                finished,
                workers=how.workers,
                progress=progress,
                scheduler=how.scheduler,
            )
        store.ledger.settle()
        release()
    tasks = before + agenda.expected()
    failed = len(store.ledger.failures())
    one_step = tuple(one.factor for one in moved if one.is_one_step)
    return Session(path, tasks, before, len(finished), failed, remade, finished.interrupted,
                   finished.cut_short, one_step)  # fmt: skip


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Keep others from writing the same store; a process that is killed lets go of it."""
    lock = FileLock(path.with_suffix(".lock"), timeout=0)
    with needed(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire()
        except Timeout as error:
            raise ResultError(f"{path} is being written by another process; wait for it") from error
    try:
        yield
    finally:
        lock.release()


def _keep_nothing(*_: object) -> None:
    """Values are written and not held."""


def _there(before: int, remade: int) -> str:
    said = f"{before} tasks are there already" if before else ""
    damaged = f"{remade} were damaged and are made again" if remade else ""
    return "; ".join(filter(None, (said, damaged)))


def _say(progress: OnProgress | None, tasks: int, sentence: str) -> None:
    if progress and sentence:
        progress(Progress(0, tasks, 0.0, None, note=sentence))
