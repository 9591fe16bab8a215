"""What a run leaves behind: monthly accounts, declared before they are filled."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from carefunds_sim import vocabulary as v

if TYPE_CHECKING:
    from carefunds_sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Account:
    """One monthly account: its dimensions after ``month``, its unit and what it counts."""

    name: str
    dims: tuple[str, ...]
    unit: str
    definition: str


ACCOUNTS: tuple[Account, ...] = (
    Account("occupied_days", ("service", "dependency"), "person-days",
            "days people spend in each service, by their dependency on those days"),
    Account("unit_days", ("service",), "unit-days", "capacity in use (beds, places, weekly hours)"),
    Account("capacity", ("service",), "units", "capacity open in the month; inf where unlimited"),
    Account("planned_capacity", ("service",), "units", "capacity that the budget would buy"),
    Account("offered_load", ("service",), "units",
            "units that would be in use if nobody were refused or had to wait; estimated before "
            "the run from the first year's arrivals"),
    Account("package", ("service",), "share", "size of packages against what people need"),
    Account("acceptance", ("service",), "share", "how far the eligibility bar lets requests pass"),
    Account("escalation_days", ("service",), "bed days", "bed days above core capacity"),
    Account("waiting_days", ("service", "waiting_place"), "person-days",
            "days spent waiting for a place in the service, by where the person waits"),
    Account("waits_ended", ("service",), "people", "people who got a place this month"),
    Account("wait_days_ended", ("service",), "person-days", "total wait of those people"),
    Account("requests", ("service",), "people", "requests for the service, accepted or refused"),
    Account("refused", ("service",), "people", "requests refused by the eligibility bar"),
    Account("starts", ("service",), "people", "people who start in the service"),
    Account("displaced", ("service",), "people",
            "people whose provider closed or handed back the contract, and who need another"),
    Account("second_choices", ("service",), "people",
            "people who gave up waiting: they took their second choice, or did without a team"),
    Account("delayed_days", ("setting", "reason"), "bed days",
            "official delayed transfers: days between declared ready and gone"),
    Account("undeclared_days", ("setting",), "bed days",
            "days of no benefit before a person is declared ready; the official count misses them"),
    Account("admissions", ("presentation",), "admissions", "emergency admissions"),
    Account("readmissions_30d", (), "admissions", "admissions within 30 days of a discharge"),
    Account("stays_ended", ("presentation",), "stays", "hospital stays that ended"),
    Account("stay_days_ended", ("presentation",), "bed days", "total length of those stays"),
    Account("attendances", (), "attendances", "A&E attendances, admitted or not"),
    Account("arrivals", ("stream",), "people", "people who enter the model"),
    Account("departures", (), "people", "people who need nothing any more"),
    Account("deaths", (), "people", "people who die while in the model"),
    Account("people", (), "people", "people in the model at the month's end"),
    Account("moves", ("origin", "destination"), "people",
            "people who move from where they are to where they are next; nobody moves to a team, "
            "which comes to people, and who goes back to a kept place moves but starts nothing"),
    Account("care_home_admissions", (), "people",
            "council-funded people who move into a care home for good"),
    Account("reabled_followed", (), "people",
            "people discharged to reablement whose 91st day came this month"),
    Account("reabled_at_home", (), "people", "those of them who are at home on that day"),
    Account("residents", ("age_band",), "people", "residents aged 65 and over"),
    Account("cost", ("service", "body"), "GBP", "cost of each service by the body that bears it"),
    Account("overhead", ("body",), "GBP", "cost of the arrangement itself by bearing body"),
    Account("transfers", ("transfer", "body"), "GBP",
            "money received (+) or paid (-) without buying care; grants come from outside"),
    Account("budget", ("fund",), "GBP", "each fund's allocation for the month"),
    Account("spend", ("fund",), "GBP", "each fund's spending in the month"),
    Account("service_budget", ("service",), "GBP a year", "yearly rate of budget on the service"),
    Account("contribution", ("fund", "payer", "service"), "GBP",
            "what each body gives each fund for each service in the month"),
    Account("payment", ("fund", "payer", "service"), "GBP",
            "cost of each service by the fund that paid it and the body whose money it was"),
    Account("hospital_deficit", (), "GBP", "deficit of the hospital trust that stands; negative "
            "is a surplus, 0 where the area has no trust with accounts of its own"),
    Account("trust", (), "share", "trust between the partners, a stock between 0 and 1"),
    Account("in_force", (), "flag", "1 once the arrangement has taken effect, 0 before"),
)  # fmt: skip


WORDS: dict[str, tuple[str, ...]] = {
    "age_band": v.AgeBand.words(),
    "dependency": v.Dependency.words(),
    "presentation": v.Presentation.words(),
    "waiting_place": v.WaitingPlace.words(),
    "setting": v.Setting.words()[:2],
    "reason": v.DelayReason.words(),
    "transfer": v.TransferKind.words(),
}


NEW_PEOPLE, IN_NO_SERVICE = "new people", "in no service"
NEED_NOTHING, DIED = "need nothing more", "have died"
"""Where people come from and go to besides services; no service's name has a space."""


@dataclass(frozen=True)
class Names:
    """The words along each dimension of a run.

    Origins and destinations are the services and, since no one may be missed, also those who are
    new, those who are in no service (in the emergency department, above all), and two ends.
    """

    services: tuple[str, ...]
    streams: tuple[str, ...]
    bodies: tuple[str, ...]
    body_kinds: tuple[v.BodyKind, ...]
    funds: tuple[str, ...]

    @property
    def payers(self) -> tuple[str, ...]:
        """The bodies that pay into funds: NHS commissioners, then the council."""
        return self.bodies[: self.body_kinds.index(v.BodyKind.SELF)]

    @property
    def commissioners(self) -> tuple[str, ...]:
        """The NHS bodies that pay into funds."""
        return self.payers[:-1]

    @property
    def trust(self) -> int | None:
        """The place of a hospital trust with accounts of its own among the bodies."""
        after_people = len(self.payers) + 1
        return after_people if len(self.bodies) > after_people else None

    def along(self, dim: str) -> tuple[str, ...]:
        """Return the coordinate of a dimension, in the order of its codes."""
        own: dict[str, tuple[str, ...]] = {
            "service": self.services,
            "stream": self.streams,
            "body": self.bodies,
            "payer": self.payers,
            "fund": self.funds,
            "origin": (NEW_PEOPLE, IN_NO_SERVICE, *self.services),
            "destination": (IN_NO_SERVICE, *self.services, NEED_NOTHING, DIED),
        }
        return own[dim] if dim in own else WORDS[dim]


class Event(NamedTuple):
    """One line of the event log, as an engine writes it."""

    entity_id: int
    event_type: str
    event: str
    time: float
    resource_id: int


@dataclass(frozen=True)
class Run:
    """One replication of one scenario: monthly accounts of the reporting period.

    ``values[name]`` has shape (months, *dims of the account). ``events`` is the event log when
    one was asked for, else empty. ``event_count`` is the number of moments that the engine
    handled, where it counts them.
    """

    scenario: Scenario
    names: Names
    seed: int
    replication: int
    engine: str
    months: np.ndarray
    values: dict[str, np.ndarray]
    events: list[Event] = field(default_factory=list)
    warnings: tuple[str, ...] = ()
    event_count: int = 0
