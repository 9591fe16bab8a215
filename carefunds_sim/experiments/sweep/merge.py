"""Shards of a sweep, run in different places, put together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from carefunds_sim.dataset.provenance import journal_of, lines_of
from carefunds_sim.dataset.store import SWEEP_NAME
from carefunds_sim.dataset.sweeps.store import SweepStore, create_like
from carefunds_sim.disk import assured, needed, put
from carefunds_sim.errors import ResultError
from carefunds_sim.experiments.sweep.adopt import adopt, refuse_others
from carefunds_sim.experiments.sweep.sweep import held

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
    with assured(UNTOUCHED), held(path), needed(path):
        whole = SweepStore(path, writing=True) if path.exists() else create_like(path, shards[0])
        refuse_others(whole, shards[:1])
        whole.damaged()
        taken = sum(adopt(whole, shard) for shard in shards)
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
