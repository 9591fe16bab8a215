"""Where people are at a moment, by place and arrangement; what places are called and coloured."""

from __future__ import annotations

import textwrap

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import StrMethodFormatter

from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.analysis.places import PEOPLE, people_in_places
from carefunds_sim.dataset.places import DIED, NEED_NOTHING, NEW_PEOPLE, Place
from carefunds_sim.report.figures.captions import describe_marks
from carefunds_sim.report.figures.marks import draw_marks, label_rows, share_x_limits
from carefunds_sim.report.figures.style import TEXT, finish, in_house_style, panels, strokes
from carefunds_sim.report.findings import headline
from carefunds_sim.report.scenario_names import groups, names_within
from carefunds_sim.report.wording import plain

CLOSER = (Place.DELAYED, Place.INTERMEDIATE_CARE, Place.WITH_FAMILY, Place.WITHOUT_CARE)
"""Places that few people are in, shown a second time on a scale of their own."""

DARK = (Place.HOSPITAL, Place.DELAYED, Place.CARE_AT_HOME, Place.CARE_HOME)
"""Places whose colour bears white numbers."""

DESCRIBED = (Place.WITHOUT_CARE, Place.CARE_AT_HOME, Place.CARE_HOME)
"""Places that the text alternative names."""

NUMBERED, DRAWN = 0.07, 0.0005
"""From these shares of the longest bar on a part of a bar bears its number, or is drawn at all."""

NOTE = (
    "People at a moment, means over the whole period and over replications: everybody who is in a "
    "service, needs one or is recovering."
)
BELOW = (
    " Below: places that few of them are in, on a scale of their own, with 95% intervals of the "
    "mean. All arrangements meet the same people and chances, so that the gap between two marks is "
    "surer than either of them."
)


@in_house_style
def where_people_are(dataset: xr.Dataset) -> Figure | None:
    """People at a moment by place: a bar for each arrangement, and the small places again.

    None where the dataset does not say what sort of place a service is.
    """
    people = people_in_places(dataset)
    if people is None or not people.to_array().sum() > 0:
        return None
    found, places = groups(people), places_in(people)
    rows = max(group.sizes["scenario"] for group in found)
    closer = [place for place in CLOSER if place in places]
    figure, axes = panels(people, rows=2 if closer else 1, height=0.22 * (rows + len(closer)) + 1.3)
    look = strokes(dataset)
    longest = float(people.to_array().sum("variable").mean("replication").max())
    drawn = [
        p for p in places
        if float(people[f"{PEOPLE}{p}"].mean("replication").max()) > DRAWN * longest
    ]  # fmt: skip
    for column, group in enumerate(found):
        _draw_bars(axes[0, column], group, drawn, longest)
        axes[-1, column].set_xlabel("People at a moment")
        if closer:
            draw_marks(axes[1, column], _marked(group, closer), look, names=names_within(group))
    if closer:
        label_rows(axes[1], [place_words(place) for place in closer])
        share_x_limits(axes[1])
        for axis in axes[1]:
            axis.set_xlim(left=0)
    _add_legends(axes)
    described = [place for place in DESCRIBED if place in places]
    means = {place_words(p): people[f"{PEOPLE}{p}"].mean("replication") for p in described}
    return finish(
        figure, dataset, title=f"Where people are at a moment. {_finding(dataset, drawn)}".strip(),
        note=NOTE + BELOW if closer else NOTE,
        shown=describe_marks(people, means, unit="people", what="from least to most"),
    )  # fmt: skip


def _finding(dataset: xr.Dataset, places: list[Place]) -> str:
    """Say what was found of those without care, or of the delayed where no one is without."""
    outcomes = {Place.WITHOUT_CARE: "unmet_need", Place.DELAYED: "people_delayed"}
    outcome = next((outcomes[place] for place in outcomes if place in places), "")
    return headline(dataset, outcome) if outcome else ""


def _draw_bars(axis: Axes, group: xr.Dataset, places: list[Place], longest: float) -> None:
    names = names_within(group)
    start = np.zeros(len(names))
    for place in places:
        people = group[f"{PEOPLE}{place}"].mean("replication").fillna(0).values
        axis.barh(range(len(names)), people, left=start, height=0.68, edgecolor="white",
                  linewidth=0.5, color=PLACE_COLOURS[place], label=place_words(place))  # fmt: skip
        for row, width in enumerate(people):
            if width > NUMBERED * longest:
                axis.text(start[row] + width / 2, row, plain(width), ha="center", va="center",
                          fontsize=7.5, color="white" if place in DARK else TEXT)  # fmt: skip
        start = start + people
    label_rows([axis], names)
    axis.set_xlim(0, longest * 1.02)
    axis.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axis.grid(visible=False)


def _marked(group: xr.Dataset, places: list[Place]) -> xr.DataArray:
    """Return means and intervals of people in some places, dims (scenario, place, statistic)."""
    found = [mean_and_interval(group[f"{PEOPLE}{place}"]) for place in places]
    return xr.concat(found, dim="place").transpose("scenario", "place", "statistic")


def _add_legends(axes: np.ndarray) -> None:
    """Say beside the upper panels what colours mean, and beside the lower ones what marks do."""
    for row in axes:
        handles, labels = row[0].get_legend_handles_labels()
        words = [textwrap.fill(label, 22) for label in labels]
        row[-1].legend(handles, words, loc="upper left", bbox_to_anchor=(1.01, 1.03),
                       frameon=False, fontsize=8.5)  # fmt: skip


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
