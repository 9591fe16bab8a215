"""A council's delayed days per head beside England's, by reason and by responsible body."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from carefunds_sim.published.delays import Days, Delays
from carefunds_sim.published.population import Population
from carefunds_sim.vocabulary import DelayReason, Responsible

ENGLAND_RESIDENTS = 8_700_000
"""Residents aged 65 and over, mid-2011; Office for National Statistics, rounded."""

ENGLAND = Days(
    by_reason={
        DelayReason.ASSESSMENT: 257_454,
        DelayReason.PUBLIC_FUNDING: 82_373,
        DelayReason.FURTHER_NHS_CARE: 265_166,
        DelayReason.RESIDENTIAL_HOME: 163_595,
        DelayReason.NURSING_HOME: 150_465,
        DelayReason.CARE_PACKAGE_AT_HOME: 143_916,
        DelayReason.COMMUNITY_EQUIPMENT: 42_848,
        DelayReason.PATIENT_CHOICE: 186_440,
        DelayReason.DISPUTES: 25_877,
        DelayReason.HOUSING: 55_258,
    },
    by_body={
        Responsible.NHS: 850_420,
        Responsible.SOCIAL_CARE: 422_604,
        Responsible.BOTH: 100_368,
    },
)
"""England's delayed days in the year that the typical council stands for: 2011-12, all adults,
acute and non-acute; NHS England's monthly time series."""

_BODY_NAMES = {"nhs": "the NHS", "social_care": "social care", "both": "both"}


@dataclass(frozen=True)
class Comparison:
    """Delayed days of a council and of England, with the residents aged 65 and over of each.

    ``against`` says which England: that of the tables, or the one that is built in.
    """

    days: Days
    residents: float
    england: Days
    england_residents: float
    against: str

    def per_1000(self, reason: DelayReason | Responsible) -> tuple[float, float]:
        """Return days a year per 1,000 residents of 65 and over: the council's and England's."""
        ours = _count(self.days, reason) / self.residents * 1000
        return ours, _count(self.england, reason) / self.england_residents * 1000

    def expected(self, reason: DelayReason) -> float:
        """Return the days that England's rate would give the council in a year."""
        return self.per_1000(reason)[1] * self.residents / 1000

    def ratio(self, reason: DelayReason | Responsible) -> float:
        """Return the council's days per head against England's."""
        ours, theirs = self.per_1000(reason)
        return ours / theirs if theirs else float("nan")

    def rows(self) -> Iterator[tuple[str, float, float]]:
        """Yield label, council and England per 1,000: in all, by reason, by body."""
        total = self.days.total / self.residents * 1000
        yield "all delayed days", total, self.england.total / self.england_residents * 1000
        for reason in DelayReason:
            yield reason.label, *self.per_1000(reason)
        for body in Responsible:
            if body in self.days.by_body:
                yield f"attributed to {_BODY_NAMES[body.word]}", *self.per_1000(body)


def compare(population: Population, delays: Delays) -> Comparison:
    """Return a council beside England: by the same tables where both have it, or as built in."""
    if delays.england is not None and population.england:
        against = "England's by the same tables"
        return Comparison(
            delays.days, population.total, delays.england, population.england, against
        )
    return Comparison(
        delays.days, population.total, ENGLAND, ENGLAND_RESIDENTS, "England's of 2011-12"
    )


def _count(days: Days, of: DelayReason | Responsible) -> float:
    if isinstance(of, DelayReason):
        return days.by_reason.get(of, 0.0)
    return days.by_body.get(of, 0.0)
