"""Questions about where a person is and what they need."""

from __future__ import annotations

from carefunds_sim.engines.steps.records import OUTSIDE, Record, World
from carefunds_sim.engines.steps.tables import service_at
from carefunds_sim.model.compiling import step
from carefunds_sim.vocabulary import ArrangedFrom, Funding, Origin, Setting, WaitingPlace


@step
def units_needed(w: World, person: Record, place: int) -> float:
    """Return the units of a service that a person needs; packages may have shrunk."""
    service = service_at(w, place)
    return service.units[person.dependency] * service.package


@step
def origin(w: World, person: Record) -> int:
    """Return whether a person asks from a bed (or a hospital stream) or from home."""
    if person.place == OUTSIDE:
        return person.came_as
    return Origin.HOSPITAL if is_in_bed(w, person) else Origin.COMMUNITY


@step
def arranged_from(w: World, person: Record) -> int:
    """Return where a person is while care is arranged: not every ward works alike."""
    asks_from = origin(w, person)
    if person.place == OUTSIDE or asks_from != Origin.HOSPITAL:
        return asks_from
    acute = service_at(w, person.place).setting == Setting.ACUTE
    return asks_from if acute else ArrangedFrom.OTHER_BED


@step
def waiting_place(w: World, person: Record, need: int) -> int:
    """Return where a person waits for a service."""
    if person.place != OUTSIDE:
        return service_at(w, person.place).setting
    if service_at(w, need).setting == Setting.ACUTE:
        return WaitingPlace.EMERGENCY_DEPARTMENT
    return WaitingPlace.HOME


@step
def who_buys(w: World, person: Record, need: int) -> int:
    """Return the private service instead, for those who buy their own care."""
    private = service_at(w, need).self_funded_as
    if person.funding == Funding.SELF_FUNDED and private >= 0:
        return private
    return need


@step
def is_in_bed(w: World, person: Record) -> bool:
    """Return whether a person is in a bed in which delays are official."""
    if person.place == OUTSIDE:
        return False
    setting = service_at(w, person.place).setting
    return setting == Setting.ACUTE or setting == Setting.NON_ACUTE


@step
def is_at_home(w: World, person: Record) -> bool:
    """Return whether a person is at home, with or without care."""
    return person.place != OUTSIDE and service_at(w, person.place).setting == Setting.HOME


@step
def is_permanent_admission(w: World, person: Record, came_from: int, place: int) -> bool:
    """Return whether a council-funded person moves into a care home for good."""
    service = service_at(w, place)
    if not service.long_term or service.setting != Setting.CARE_HOME:
        return False
    if came_from != OUTSIDE and service_at(w, came_from).setting == Setting.CARE_HOME:
        return False
    return person.funding == Funding.COUNCIL_FUNDED
