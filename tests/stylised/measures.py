"""What statements are about: a number read off one run, with its unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from carefunds_sim.dataset.outcomes import OUTCOMES, Outcome, Period
from carefunds_sim.dataset.outcomes.outcome import ratio
from carefunds_sim.vocabulary import BodyKind, Dependency, WaitingPlace

COUNCIL = BodyKind.COUNCIL


@dataclass(frozen=True)
class Measure:
    """A number of a run: what it is called, its unit, and how it is read off."""

    title: str
    unit: str
    read: Callable[[Period], float]


def _own(period: Period, account: str) -> float:
    """Return an account of the hospital alone, a year."""
    place = period.run.names.services.index(period.run.scenario.area.admitted_to or "")
    return float(period.yearly_by(account, "service")[place])


def _people_needing_much_help(period: Period) -> float:
    return float(period.total("occupied_days", "dependency")[Dependency.MUCH_HELP]) / period.days


def _waits_in_bed_for_one_at_home(period: Period) -> float:
    """Of services that the council pays for and rations: whom the charge is about."""
    councils = [
        bool(
            each.rationing and each.paid_by and each.paid_by.value.get(BodyKind.COUNCIL, 0.0) > 0.5
        )
        for each in period.services
    ]
    waits = period.total("waiting_days", "service", "waiting_place")[councils].sum(axis=0)
    return ratio(float(waits[WaitingPlace.ACUTE_BED]), float(waits[WaitingPlace.HOME]))


def _arrivals(stream: str) -> Callable[[Period], float]:
    return lambda period: float(
        period.yearly_by("arrivals", "stream")[period.run.names.streams.index(stream)]
    )


def _mean_capacity(service: str) -> Callable[[Period], float]:
    def capacity(period: Period) -> float:
        units = period.run.values["capacity"][:, period.run.names.services.index(service)]
        return float(np.average(units, weights=period.month_days))

    return capacity


def _need_or_delay(period: Period) -> float:
    unmet = period.occupied(period.services_where("unmet_need")) / period.years
    return unmet + period.yearly("delayed_days")


def _declared(outcome: Outcome) -> Measure:
    """Return an outcome that the package declares, as a measure."""
    return Measure(outcome.title, outcome.unit, lambda period: float(outcome.compute(period)))


MEASURES: dict[str, Measure] = {
    **{outcome.id: _declared(outcome) for outcome in OUTCOMES if not outcome.dims},
    "hospital_cost": Measure("Cost of hospital care", "GBP a year", lambda p: _own(p, "cost")),
    "much_help": Measure("People who need much help", "people", _people_needing_much_help),
    "bed_to_home_waits": Measure(
        "Days waited in acute beds for each at home, council services",
        "ratio",
        _waits_in_bed_for_one_at_home,
    ),
    "drawn_in": Measure("People drawn in by freed beds", "people a year", _arrivals("freed_beds")),
    "came_forward": Measure(
        "People in hidden need who came forward", "people a year", _arrivals("hidden_need")
    ),
    "rehabilitation_beds": Measure(
        "Intermediate care beds open", "beds", _mean_capacity("intermediate_beds")
    ),
    "home_care_open": Measure("Hours of home care open", "hours", _mean_capacity("home_care")),
    "private_home_care_open": Measure(
        "Hours of home care open to those who pay themselves",
        "hours",
        _mean_capacity("self_funded_home_care"),
    ),
    "acute_beds": Measure("Acute beds open", "beds", _mean_capacity("acute")),
    "delay_and_unmet_need": Measure(
        "Delayed days and days of unmet need", "days a year", _need_or_delay
    ),
    "trust": Measure(
        "Trust between the partners at the end", "share", lambda p: float(p.run.values["trust"][-1])
    ),
}
