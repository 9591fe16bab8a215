"""The store of a sweep as a call finds it: new, to be gone on with, or to be made larger."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from carefunds_sim.dataset.provenance import journal_of
from carefunds_sim.dataset.sweeps.description import DESIGN_KEYS, differences
from carefunds_sim.dataset.sweeps.store import SweepStore, create, ledger_of, remove, sweep_up
from carefunds_sim.errors import ResultError
from carefunds_sim.experiments.sweep.adopt import adopt

if TYPE_CHECKING:
    from carefunds_sim.dataset.sweeps.description import Description
    from carefunds_sim.experiments.sweep.how import How


def begun(path: Path, description: Description, how: How) -> tuple[SweepStore, int]:
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
    """Whether only the points differ: what is moved, and in which unit, must be the same."""
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
    adopt(larger, store)
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
