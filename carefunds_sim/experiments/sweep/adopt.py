"""Taking over what another store of the same sweep, or of a smaller one, has finished."""

from __future__ import annotations

from collections.abc import Sequence

from carefunds_sim.dataset.sweeps.description import differences
from carefunds_sim.dataset.sweeps.store import SweepStore
from carefunds_sim.errors import ResultError


def adopt(store: SweepStore, other: SweepStore) -> int:
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
