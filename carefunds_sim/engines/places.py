"""A service as a SimPy resource whose capacity may change, and a person's request for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simpy.resources.base import BaseResource, Put
from simpy.resources.resource import SortedQueue

from carefunds_sim.model.rules.pathway import fits
from carefunds_sim.vocabulary import Moment

if TYPE_CHECKING:
    from carefunds_sim.engines.clock import Clock
    from carefunds_sim.engines.person import Person


class Request(Put):  # type: ignore[type-arg] # generic for type checkers only, not when run
    """One person's request for units of a service; its value says how the wait ended."""

    def __init__(
        self, places: Places, person: Person, units: float, place: tuple[float, float]
    ) -> None:
        self.person = person
        self.units = units
        self.key = (*place, person.id)
        self.order = (int(Moment.START), person.id)
        super().__init__(places)

    @property
    def started(self) -> bool:
        """Whether the wait ended with a start."""
        return self.triggered and self.value is Moment.START

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

    def __init__(self, clock: Clock, limit: float) -> None:
        self.limit = limit
        self.used = 0.0
        super().__init__(clock, limit)

    def _do_put(self, event: Request) -> bool:
        if not fits(self.used, event.units, self.limit):
            return False
        self.used += event.units
        event.succeed(Moment.START)
        return True

    def _do_get(self, event: object) -> bool:
        raise NotImplementedError("places are left, not got")

    def occupy(self, units: float) -> None:
        """Take units without asking: the census of the first day."""
        self.used += units

    def leave(self, units: float) -> None:
        """Give units back and let those who wait start."""
        self.used -= units
        self.serve()

    def serve(self) -> None:
        """Let waiting people start, in order, while there is room for the first of them."""
        self._trigger_put(None)

    def change_limit(self, limit: float) -> None:
        """Open or close places; never in the middle of an event."""
        self.limit = limit
        self.serve()

    def has_room(self, units: float) -> bool:
        """Tell whether a request for units would be granted at once."""
        return not self.put_queue and fits(self.used, units, self.limit)

    @property
    def waiting(self) -> list[Request]:
        """Everybody who waits, in order."""
        return list(self.put_queue)
