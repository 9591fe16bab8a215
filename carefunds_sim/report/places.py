"""What places are called, and which scenario stands for a group where one has to."""

from __future__ import annotations

import xarray as xr

from carefunds_sim.analysis.contrasts import compared_by
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


def standing_for(group: xr.Dataset) -> str:
    """Return the scenario that a group is shown by: the baseline arrangement's, else its first."""
    wanted, by = str(group.attrs.get("baseline", "")), compared_by(group)
    for label, name in zip(group["scenario"].values, group[by].values, strict=True):
        if wanted in (str(name), str(label)):
            return str(label)
    return str(group["scenario"].values[0])
