"""What one call has done for a sweep."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import xarray as xr

from carefunds_sim.dataset.provenance import begin_session
from carefunds_sim.dataset.store import open_results
from carefunds_sim.disk import assured, needed
from carefunds_sim.engines import DEFAULT_ENGINE
from carefunds_sim.experiments.executors.execute import execute
from carefunds_sim.experiments.progress import OnProgress, Wanted, announce, display
from carefunds_sim.experiments.replicate import ready
from carefunds_sim.experiments.sweep.steps import FEW, require_moves, steps
from carefunds_sim.experiments.sweep.store import StoreWriter, lock_store, open_store
from carefunds_sim.experiments.sweep.tasks import (
    SweepOptions,
    SweepStudy,
    UnfinishedTasks,
    describe_sweep,
)
from carefunds_sim.interruption import release
from carefunds_sim.scenario.sweep_design import SweepDesign, load_sweep
from carefunds_sim.scenario.worlds import NONE, Worlds


@dataclass(frozen=True)
class Session:
    """Where the store is, and how many tasks of this shard are in which state.

    ``before`` were there when the call began, ``made`` came with it; ``failed`` of them all have
    a reason in place of values. ``remade`` were damaged and taken out at the beginning.
    ``cut_short`` says why a call ended early, where it was not Ctrl-C. ``one_step`` are the
    factors whose many values make two plans only.
    """

    path: Path
    tasks: int
    before: int
    made: int
    failed: int
    remade: int
    interrupted: bool
    cut_short: str = ""
    one_step: tuple[str, ...] = ()

    @property
    def left(self) -> int:
        """How many tasks are still to be made."""
        return self.tasks - self.before - self.made


def sweep(  # noqa: PLR0913 - each is a choice of its own, by its name
    design: str | Path | SweepDesign, *, folder: str | Path | None = None,
    outcomes: Sequence[str] | None = None, replications: int | None = None,
    seed: int | None = None, engine: str = DEFAULT_ENGINE, workers: int | None = None,
    scheduler: str | None = None, retry_failed: bool = False, extend: bool = False,
    worlds: str | Path | Worlds | None = NONE, progress: Wanted = None,
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
    worlds
        As in ``compare``, but none unless given: replication ``r`` meets world ``r`` at every
        point, where what the sweep varies stands as the point says.
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
    how = SweepOptions(
        replications, seed, engine, workers, scheduler,
        retry_failed=retry_failed, extend=extend, worlds=worlds, command="carefunds_sim.sweep",
    )  # fmt: skip
    loaded = load_sweep(design) if isinstance(design, str | Path) else design
    passing = tempfile.TemporaryDirectory(prefix="carefunds_sweep_")
    with display(progress) as on_progress, passing as elsewhere:
        session = run_sweep(loaded, Path(folder or elsewhere), how, on_progress)
        return open_results(session.path, outcomes)


def run_sweep(
    design: SweepDesign, folder: Path, how: SweepOptions, progress: OnProgress | None = None
) -> Session:
    """Make all tasks that a folder's store does not have, and keep them there."""
    description = describe_sweep(design, how)
    moved = steps(design, description.values, first=FEW)
    require_moves(design, moved)
    path = folder / f"{how.shard.name}.zarr"
    kept = f"What is finished is kept in {path}: the same command goes on"
    with assured(kept), lock_store(path):
        with needed(path):
            store, remade = open_store(path, description, how)
        before = len(store.ledger)
        agenda = UnfinishedTasks(store, design.factors, how.shard)
        finished = StoreWriter(lambda *_: None, store=store)
        if agenda.places:
            with needed(path):
                begin_session(path, how.command)
            announce(progress, agenda.expected(), _there(before, remade))
            ready(how.engine, agenda.expected(), progress)
            study = SweepStudy.of(description, how.engine)
            execute(study, agenda, finished, workers=how.workers, scheduler=how.scheduler,
                    progress=progress)  # fmt: skip
        store.ledger.settle()
        release()
    tasks = before + agenda.expected()
    failed = len(store.ledger.failures())
    one_step = tuple(one.factor for one in moved if one.is_one_step)
    return Session(path, tasks, before, len(finished), failed, remade, finished.interrupted,
                   finished.cut_short, one_step)  # fmt: skip


def _there(before: int, remade: int) -> str:
    said = f"{before} tasks are there already" if before else ""
    damaged = f"{remade} were damaged and are made again" if remade else ""
    return "; ".join(filter(None, (said, damaged)))
