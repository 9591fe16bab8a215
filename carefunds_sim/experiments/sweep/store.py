"""Taking over what another store of the same sweep, or of a smaller one, has finished."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from filelock import FileLock, Timeout

from carefunds_sim.dataset.provenance import journal_of, lines_of
from carefunds_sim.dataset.store import SWEEP_NAME
from carefunds_sim.dataset.sweeps.description import DESIGN_KEYS, Description, differences
from carefunds_sim.dataset.sweeps.store import (
    SweepStore,
    create,
    create_like,
    ledger_of,
    remove,
    sweep_up,
)
from carefunds_sim.disk import assured, needed, put
from carefunds_sim.errors import ResultError
from carefunds_sim.experiments.executors.task import Failure, Finished, PointTask, RunResult, Task
from carefunds_sim.experiments.sweep.tasks import SweepOptions


def copy_finished(store: SweepStore, other: SweepStore) -> int:
    """Copy every task that both stores have and only the other one has finished; return how many.

    A task is the same when its scenario is and the values of its point are, to the last bit.
    """
    points = {values.tobytes(): point for point, values in enumerate(store.values)}
    labels = {label: place for place, label in enumerate(store.identity["scenarios"])}
    theirs = [labels.get(label) for label in other.identity["scenarios"]]
    taken = 0
    for place, record in sorted(other.ledger.records.items()):
        point, scenario = points.get(other.values[place[0]].tobytes()), theirs[place[1]]
        if point is None or scenario is None or (point, scenario) in store.ledger:
            continue
        if record.failed:
            store.fail((point, scenario), record.message, record.traceback)
        else:
            rows = {
                name: other.rows(place[0], place[0] + 1, name=name)[0, place[1]]
                for name in other.arrays
            }
            store.put((point, scenario), rows, record.warnings)
        taken += 1
    return taken


def refuse_others(store: SweepStore, others: Sequence[SweepStore]) -> None:
    """Refuse stores that are not of the same sweep, naming everything that differs."""
    for other in others:
        found = list(differences(store.identity, other.identity))
        if found:
            listed = "\n".join(f"  {sentence}" for sentence in found)
            raise ResultError(f"{other.path} is of another sweep than {store.path}:\n{listed}")


def open_store(path: Path, description: Description, how: SweepOptions) -> tuple[SweepStore, int]:
    """Return the store to fill, and how many of its tasks were damaged and are taken out.

    Raises
    ------
    ResultError
        The store is of another version, code, engine or design; the message names everything
        that differs.
    """
    _undo_half_a_swap(path)
    sweep_up(path)
    if not path.exists():
        return create(path, description), 0
    store = SweepStore(path, writing=True)
    other = list(differences(description.identity(), store.identity))
    if other and not (how.extend and _may_be_extended(description, store)):
        raise ResultError(_refusal(path, other, description, store))
    lost = max(len(store.ledger.damaged), store.unsaid if store.unsaid > 1 else 0)
    damaged = len(store.damaged()) + lost
    if other:
        store = _enlarged(store, description)
    if how.retry_failed:
        store.ledger.drop(lambda record: record.failed)
    return store, damaged


def _may_be_extended(description: Description, store: SweepStore) -> bool:
    """Return whether only the points differ: what is moved, and its unit, must be the same."""
    mine, theirs = description.identity(), dict(store.identity)
    moved = [
        [(factor.name, factor.unit) for factor in factors]
        for factors in (description.factors, store.factors)
    ]
    alike = all(mine[key] == theirs.get(key) for key in mine if key not in DESIGN_KEYS)
    return alike and moved[0] == moved[1]


def _refusal(path: Path, other: list[str], description: Description, store: SweepStore) -> str:
    way_out = "give another folder with -o, or move this one away"
    if _may_be_extended(description, store):
        way_out += "; with --extend the points that both designs have are kept"
    listed = "\n".join(f"  {sentence}" for sentence in other)
    return f"{path} holds another sweep than the one asked for:\n{listed}\n{way_out}"


def _enlarged(store: SweepStore, description: Description) -> SweepStore:
    """Put a store of the new design, with all that is already made, in the place of the old."""
    path = store.path
    new, old = _beside(path, "new"), _beside(path, "old")
    remove(new)
    larger = create(new, description)
    copy_finished(larger, store)
    larger.ledger.settle()
    shutil.move(path, old)
    shutil.move(ledger_of(path), ledger_of(old))
    shutil.move(ledger_of(new), ledger_of(path))
    shutil.move(new, path)
    remove(old)
    journal_of(new).unlink(missing_ok=True)
    return SweepStore(path, writing=True)


def _undo_half_a_swap(path: Path) -> None:
    """Put back the old store where a kill came before the larger one took its place."""
    old = _beside(path, "old")
    if not path.exists() and old.exists():
        if ledger_of(old).exists():
            shutil.move(ledger_of(old), ledger_of(path))
        shutil.move(old, path)
    remove(old)
    remove(_beside(path, "new"))


def _beside(path: Path, word: str) -> Path:
    return path.with_name(f".{path.stem}_{word}.zarr")


@dataclass
class StoreWriter(Finished):
    """What is finished in this session; the store knows the rest."""

    what: ClassVar[str] = "tasks"
    store: SweepStore = field(kw_only=True)
    made: int = 0
    failed: int = 0

    def add(self, task: Task, answer: RunResult | Failure) -> None:
        """Write one answer.

        Raises
        ------
        StorageError
            The disk does not take it.
        """
        self.log(task, answer)
        kept = (
            f"The {len(self.store.ledger)} tasks finished so far are kept; make room and give the "
            "same command once more"
        )
        assert isinstance(task, PointTask)
        place = (task.point, task.scenario)
        with assured(kept), needed(self.store.path):
            if isinstance(answer, Failure):
                self.store.fail(place, answer.message, answer.traceback)
            else:
                self.store.put(place, answer.values, answer.warnings)
        self.made += not isinstance(answer, Failure)
        self.failed += isinstance(answer, Failure)

    def __len__(self) -> int:
        return self.made + self.failed


UNTOUCHED = "The shards are as they were: the same command goes on"


@dataclass(frozen=True)
class Merged:
    """What a merge has found: the whole store, and how many of its tasks are in which state."""

    path: Path
    shards: int
    tasks: int
    taken: int
    left: int
    failed: int


def merge(folder: Path) -> Merged:
    """Put all shards in a folder together into its sweep, which is made if it is not there.

    The result is the same, bit for bit, as that of one process; shards themselves are left.

    Raises
    ------
    ResultError
        There are no shards, or they are not of one sweep.
    DamagedError
        One is not what was written.
    StorageError
        The disk does not take the whole; what is in it already is kept.
    """
    shards = [SweepStore(path) for path in sorted(folder.glob("shard_*_of_*.zarr"))]
    if not shards:
        raise ResultError(f"there are no shards in {folder}: they are called shard_1_of_4.zarr ...")
    path = folder / SWEEP_NAME
    refuse_others(shards[0], shards[1:])
    with assured(UNTOUCHED), lock_store(path), needed(path):
        whole = SweepStore(path, writing=True) if path.exists() else create_like(path, shards[0])
        refuse_others(whole, shards[:1])
        whole.damaged()
        taken = sum(copy_finished(whole, shard) for shard in shards)
        whole.ledger.settle()
    _copy_journals(path, shards)
    tasks = sum(1 for _ in whole.places())
    failed = len(whole.ledger.failures())
    return Merged(path, len(shards), tasks, taken, tasks - len(whole.ledger), failed)


def _copy_journals(path: Path, shards: list[SweepStore]) -> None:
    """Say of the whole who made its shards, each line once."""
    stores = [path, *(shard.path for shard in shards)]
    lines = [line for store in stores for line in lines_of(store)]
    text = "".join(f"{line}\n" for line in dict.fromkeys(lines))
    put(journal_of(path), text)


@contextmanager
def lock_store(path: Path) -> Iterator[None]:
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
