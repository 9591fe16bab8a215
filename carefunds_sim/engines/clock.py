"""A SimPy environment in which ties are never settled by chance.

Events at one instant happen in the order of (moment, person); see ``vocabulary.Moment``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import simpy
from simpy.events import NORMAL, Event, Timeout

if TYPE_CHECKING:
    from collections.abc import Generator

    from carefunds_sim.vocabulary import Moment

Steps = Generator[Event, Any, Any] if TYPE_CHECKING else object
AT_ONCE = (-1, -1)  # SimPy's own bookkeeping goes first: it starts and ends processes


class Clock(simpy.Environment):
    """SimPy's environment; an event that has an ``order`` is scheduled by it."""

    def schedule(self, event: Event, priority: Any = NORMAL, delay: float = 0) -> None:
        """Schedule an event by its own order, or at once when it has none."""
        del priority
        order: Any = getattr(event, "order", AT_ONCE)
        super().schedule(event, order, delay)


class After(Timeout):
    """The moment that comes to a person after so many days."""

    def __init__(self, clock: Clock, days: float, moment: Moment, person: int) -> None:
        self.order = (int(moment), person)
        super().__init__(clock, days, moment)
