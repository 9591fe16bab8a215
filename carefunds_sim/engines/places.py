"""SimPy's clock, on which ties are never settled by chance, and a service as a SimPy resource.

Events at one instant happen in the order of (moment, person); see ``vocabulary.Moment``.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy
from simpy.events import NORMAL, Event, Timeout
from simpy.resources.base import BaseResource, Put
from simpy.resources.resource import SortedQueue

from carefunds_sim.engines.steps.records import NO_PERSON, Record
from carefunds_sim.model.rules.pathway import fits
from carefunds_sim.vocabulary import Moment

Steps = Generator[Event, Any, Any]
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
        self.moment = moment
        self.order = (int(moment), person)
        super().__init__(clock, days, moment)


class Request(Put):  # type: ignore[type-arg] # generic for type checkers only, not when run
    """One person's request for the units they want; its value says how the wait ended."""

    def __init__(self, places: Places, person: Record) -> None:
        self.person = person
        self.key = (person.queue_place, person.joined, person.id)
        self.order = (int(Moment.START), person.id)
        super().__init__(places)

    def end_after(self, timer: After) -> None:
        """End the wait when a timer ends, unless a start comes first."""
        timer.callbacks.append(lambda _: self.end_with(timer.moment))

    def end_with(self, moment: Moment) -> None:
        """End the wait with something else than a start, unless a start came first."""
        if not self.triggered:
            self.resource.put_queue.remove(self)
            self.order = (int(moment), self.person.id)
            self.succeed(moment)


class Places(BaseResource):  # type: ignore[type-arg] # as above
    """A service's places: ``used`` never exceeds ``limit`` through a start.

    When the limit falls below what is used nobody is evicted; nobody starts until enough left.
    """

    PutQueue = SortedQueue

    def __init__(self, clock: Clock, limit: float, **steady: Any) -> None:
        self.__dict__.update(steady)  # the fields of a service; see ``steps/records``
        self.limit = limit
        self.used = 0.0
        super().__init__(clock, limit)

    def _do_put(self, event: Request) -> bool:
        person = event.person
        if not fits(self.used, person.wanted, self.limit):
            return False
        self.used += person.wanted
        person.granted = True
        event.succeed(Moment.START)
        return True

    def _do_get(self, event: object) -> bool:
        raise NotImplementedError("places are left, not got")

    def serve(self) -> None:
        """Let waiting people start, in order, while there is room for the first of them."""
        self._trigger_put(None)

    @property
    def waiting(self) -> list[Request]:
        """Everybody who waits, in order."""
        return list(self.put_queue)

    @property
    def first(self) -> int:
        """Who is first in the queue; ``NO_PERSON`` when the queue is empty."""
        return self.put_queue[0].person.id if self.put_queue else NO_PERSON

    @property
    def in_line(self) -> int:
        """How many wait."""
        return len(self.put_queue)
