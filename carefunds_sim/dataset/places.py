"""Where people can be, in a few words: services of the same sort are one place."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from carefunds_sim.model.record import DIED, IN_NO_SERVICE, NEED_NOTHING, NEW_PEOPLE
from carefunds_sim.scenario.schema.area import Service
from carefunds_sim.vocabulary import ServiceKind, Setting

__all__ = ["DIED", "IN_NO_SERVICE", "NEED_NOTHING", "NEW_PEOPLE", "Place", "places_of"]


class Place(StrEnum):
    """A sort of place; a team is none, since it comes to people where they are."""

    EMERGENCY_DEPARTMENT = "emergency_department"
    HOSPITAL = "hospital"
    DELAYED = "delayed_in_hospital"
    INTERMEDIATE_CARE = "intermediate_care"
    CARE_AT_HOME = "care_at_home"
    CARE_HOME = "care_home"
    AT_HOME = "at_home"
    WITH_FAMILY = "with_family"
    WITHOUT_CARE = "without_care"
    TEAM = "team"


def places_of(services: Mapping[str, Service]) -> dict[str, Place]:
    """Return the sort of place that each service is.

    What has no limit, at home, is no care: it is what comes instead of a service where those whom
    long-term care has refused fall back on it.
    """
    fallen_back_on = {
        name
        for service in services.values()
        if service.rationing and service.long_term
        for name in service.rationing.refused_to.value
    }
    return {name: _place(s, instead=name in fallen_back_on) for name, s in services.items()}


def _place(service: Service, *, instead: bool) -> Place:
    if service.kind is ServiceKind.TEAM:
        return Place.TEAM
    if service.setting is Setting.ACUTE:
        return Place.HOSPITAL
    if service.setting is Setting.NON_ACUTE or service.rehabilitation:
        return Place.INTERMEDIATE_CARE
    if service.setting is Setting.CARE_HOME:
        return Place.CARE_HOME
    if service.unmet_need:
        return Place.WITHOUT_CARE
    if service.kind is not ServiceKind.UNLIMITED or service.long_term:
        return Place.CARE_AT_HOME
    return Place.WITH_FAMILY if instead else Place.AT_HOME
