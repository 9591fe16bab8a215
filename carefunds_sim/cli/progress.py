"""Whether a command shows how far it is."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carefunds_sim.experiments.progress import OnProgress


def shown(*, quiet: bool) -> AbstractContextManager[OnProgress | None]:
    """Return what a study tells its progress to: nothing when quiet."""
    from carefunds_sim.experiments.progress import display

    return display(not quiet)
