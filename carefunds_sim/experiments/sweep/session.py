"""What one call has done for a sweep."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


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
