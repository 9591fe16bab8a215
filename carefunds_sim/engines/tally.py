"""The counting of days: true intervals, closed at every month's end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from carefunds_sim import vocabulary as v
from carefunds_sim.engines.person import NEW, OUTSIDE

if TYPE_CHECKING:
    from carefunds_sim.model.record import Names


class Level:
    """Something that is so much at a moment, and adds up over days."""

    __slots__ = ("now", "since", "total")

    def __init__(self) -> None:
        self.now = 0.0
        self.since = 0.0
        self.total = 0.0

    def change(self, by: float, day: float) -> None:
        """Change the level; what it was counts until this day."""
        self.total += self.now * (day - self.since)
        self.since = day
        self.now += by

    def close(self, day: float) -> float:
        """Return the total since the last closing, and start again from nothing."""
        self.change(0.0, day)
        total, self.total = self.total, 0.0
        return total


class Levels:
    """A table of levels addressed by a tuple of codes."""

    def __init__(self, *shape: int) -> None:
        self._shape = shape
        self._levels = [Level() for _ in range(int(np.prod(shape)))]
        self._steps = [int(np.prod(shape[axis + 1 :])) for axis in range(len(shape))]

    def change(self, by: float, day: float, *codes: int) -> None:
        """Change one level of the table."""
        self._levels[self._place(codes)].change(by, day)

    def change_to(self, value: float, day: float, *codes: int) -> None:
        """Set one level of the table."""
        level = self._levels[self._place(codes)]
        level.change(value - level.now, day)

    def now(self) -> np.ndarray:
        """Return every level as it stands."""
        return np.array([level.now for level in self._levels]).reshape(self._shape)

    def _place(self, codes: tuple[int, ...]) -> int:
        place = 0
        for code, step in zip(codes, self._steps, strict=True):
            place += code * step
        return place

    def close(self, day: float) -> np.ndarray:
        """Return the totals since the last closing."""
        return np.array([level.close(day) for level in self._levels]).reshape(self._shape)


class Tally:
    """What is counted of people between two month ends."""

    def __init__(self, names: Names) -> None:
        services, streams = len(names.services), len(names.streams)
        commissioners = sum(kind is v.BodyKind.NHS for kind in names.body_kinds)
        self.occupied = Levels(services, len(v.Dependency))
        self.units = Levels(services, commissioners)
        self.escalation = Levels(services)
        self.waiting = Levels(services, len(v.WaitingPlace))
        self.delayed = Levels(2, len(v.DelayReason))
        self.undeclared = Levels(2)
        self.counts: dict[str, np.ndarray] = {
            "waits_ended": np.zeros(services),
            "wait_days_ended": np.zeros(services),
            "requests": np.zeros(services),
            "requested_units": np.zeros(services),
            "diverted_units": np.zeros(services),
            "refused": np.zeros(services),
            "starts": np.zeros(services),
            "starts_by_commissioner": np.zeros((services, commissioners)),
            "second_choices": np.zeros(services),
            "admissions": np.zeros(len(v.Presentation)),
            "stays_ended": np.zeros(len(v.Presentation)),
            "stay_days_ended": np.zeros(len(v.Presentation)),
            "chargeable_days": np.zeros((len(v.DelayReason), services)),
            "arrivals": np.zeros(streams),
            "moves": np.zeros((services + 2, services + 3)),
            "readmissions_30d": np.zeros(()),
            "departures": np.zeros(()),
            "deaths": np.zeros(()),
            "care_home_admissions": np.zeros(()),
            "reabled_followed": np.zeros(()),
            "reabled_at_home": np.zeros(()),
        }

    def count(self, name: str, *codes: int, by: float = 1.0) -> None:
        """Count an event."""
        self.counts[name][codes] += by

    def count_move(self, origin: int, destination: int) -> None:
        """Count somebody who goes from one place to the next; see ``person`` for the codes.

        A destination after the last service is an end: first to need nothing more, then death.
        """
        self.count("moves", origin - NEW, destination - OUTSIDE)

    def close(self, day: float) -> dict[str, np.ndarray]:
        """Return the month's accounts and start the next month's."""
        month = {name: counts.copy() for name, counts in self.counts.items()}
        for counts in self.counts.values():
            counts[...] = 0.0
        month["occupied_days"] = self.occupied.close(day)
        month["unit_days_by_commissioner"] = self.units.close(day)
        month["escalation_days"] = self.escalation.close(day)
        month["waiting_days"] = self.waiting.close(day)
        month["delayed_days"] = self.delayed.close(day)
        month["undeclared_days"] = self.undeclared.close(day)
        return month
