"""The answers of a sweep's tasks, written to its store as they come in and not held here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from carefunds_sim.disk import assured, needed
from carefunds_sim.experiments.finished import Finished
from carefunds_sim.experiments.task import Failure, Made, Task

if TYPE_CHECKING:
    from carefunds_sim.dataset.sweeps.store import SweepStore


@dataclass
class Written(Finished):
    """What is finished in this session; the store knows the rest."""

    what: ClassVar[str] = "tasks"
    store: SweepStore = field(kw_only=True)
    made: int = 0
    failed: int = 0

    def add(self, task: Task, answer: Made | Failure) -> None:
        """Write one answer.

        Raises
        ------
        StorageError
            The disk does not take it.
        """
        self.tell(task, answer)
        kept = (
            f"The {len(self.store.ledger)} tasks finished so far are kept; make room and give the "
            "same command once more"
        )
        with assured(kept), needed(self.store.path):
            if isinstance(answer, Failure):
                self.store.fail(task.place, answer.message, answer.traceback)
            else:
                self.store.put(task.place, answer.values, answer.warnings)
        self.made += not isinstance(answer, Failure)
        self.failed += isinstance(answer, Failure)

    def __len__(self) -> int:
        return self.made + self.failed
