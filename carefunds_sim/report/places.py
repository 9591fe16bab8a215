"""What places are called and coloured, and which of them have people in them."""

from __future__ import annotations

import xarray as xr

from carefunds_sim.analysis.places import PEOPLE
from carefunds_sim.dataset.places import DIED, NEED_NOTHING, NEW_PEOPLE, Place

PLACE_WORDS = {
    Place.EMERGENCY_DEPARTMENT: "In A&E, waiting for a bed",
    Place.HOSPITAL: "In hospital",
    Place.DELAYED: "In hospital, delayed",
    Place.INTERMEDIATE_CARE: "Intermediate care and reablement",
    Place.CARE_AT_HOME: "Care at home",
    Place.CARE_HOME: "Care homes",
    Place.AT_HOME: "At home without a service",
    Place.WITH_FAMILY: "Cared for by family instead",
    Place.WITHOUT_CARE: "At home without the care they need",
    NEW_PEOPLE: "New people",
    NEED_NOTHING: "Need nothing more",
    DIED: "Died",
}
"""Sorts of places, and where people come from and end, as headings have them."""

PLACE_COLOURS: dict[str, str] = {
    Place.EMERGENCY_DEPARTMENT: "#8A8A8A",
    Place.HOSPITAL: "#12436D",
    Place.DELAYED: "#0B0C0C",
    Place.INTERMEDIATE_CARE: "#28A197",
    Place.CARE_AT_HOME: "#2073BC",
    Place.CARE_HOME: "#801650",
    Place.AT_HOME: "#A285D1",
    Place.WITH_FAMILY: "#B58900",
    Place.WITHOUT_CARE: "#F46A25",
}
"""A colour for each place."""


def place_words(place: str) -> str:
    """Return what a place is called."""
    return PLACE_WORDS.get(place, place)


def places_in(people: xr.Dataset) -> list[Place]:
    """Return the places of a dataset of people in places that have people in them."""
    names = {place: f"{PEOPLE}{place}" for place in Place}
    return [p for p, name in names.items() if name in people and float(people[name].sum()) > 0]
