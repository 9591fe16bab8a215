"""Where people are at a moment, by place and arrangement."""

from __future__ import annotations

import textwrap

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import StrMethodFormatter

from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.analysis.places import PEOPLE, people_in_places
from carefunds_sim.dataset.places import Place
from carefunds_sim.report.figures.alternatives import marks_told
from carefunds_sim.report.figures.marks import draw_marks, name_rows, share_ends
from carefunds_sim.report.figures.style import TEXT, finish, panels, strokes, styled
from carefunds_sim.report.findings import headline
from carefunds_sim.report.places import PLACE_COLOURS, place_words, places_in
from carefunds_sim.report.scenario_names import groups, names_within
from carefunds_sim.report.wording import plain

CLOSER = (Place.DELAYED, Place.INTERMEDIATE_CARE, Place.WITH_FAMILY, Place.WITHOUT_CARE)
"""Places that few people are in, shown a second time on a scale of their own."""

DARK = (Place.HOSPITAL, Place.DELAYED, Place.CARE_AT_HOME, Place.CARE_HOME)
"""Places whose colour bears white numbers."""

AT_FIRST = (Place.WITHOUT_CARE, Place.CARE_AT_HOME, Place.CARE_HOME)
"""Places that are told of to whoever cannot see the figure."""

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


@styled
def where_people_are(dataset: xr.Dataset) -> Figure | None:
    """People at a moment by place: a bar for each arrangement, and the small places anew.

    None where the dataset does not say what sort of place a service is.
    """
    people = people_in_places(dataset)
    if people is None or not people.to_array().sum() > 0:
        return None
    found = groups(people)
    rows = max(group.sizes["scenario"] for group in found)
    closer = [place for place in CLOSER if place in places_in(people)]
    figure, axes = panels(people, rows=2 if closer else 1, height=0.22 * (rows + len(closer)) + 1.3)
    look = strokes(dataset)
    longest = float(people.to_array().sum("variable").mean("replication").max())
    shown = [p for p in places_in(people) if _most(people, p) > DRAWN * longest]
    for column, group in enumerate(found):
        _bars(axes[0, column], group, shown, longest)
        axes[-1, column].set_xlabel("People at a moment")
        if closer:
            draw_marks(axes[1, column], _marked(group, closer), look, names=names_within(group))
    if closer:
        name_rows(axes[1], [place_words(place) for place in closer])
        share_ends(axes[1])
        for axis in axes[1]:
            axis.set_xlim(left=0)
    _legends(axes)
    return finish(
        figure, dataset, title=f"Where people are at a moment. {_finding(dataset, shown)}".strip(),
        note=NOTE + BELOW if closer else NOTE, shown=_shown(people),
    )  # fmt: skip


def _finding(dataset: xr.Dataset, places: list[Place]) -> str:
    """Say what was found of those without care, or of the delayed where nobody is without."""
    told = {Place.WITHOUT_CARE: "unmet_need", Place.DELAYED: "people_delayed"}
    outcome = next((told[place] for place in told if place in places), "")
    return headline(dataset, outcome) if outcome else ""


def _most(people: xr.Dataset, place: Place) -> float:
    return float(people[f"{PEOPLE}{place}"].mean("replication").max())


def _bars(axis: Axes, group: xr.Dataset, places: list[Place], longest: float) -> None:
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
    name_rows([axis], names)
    axis.set_xlim(0, longest * 1.02)
    axis.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axis.grid(visible=False)


def _marked(group: xr.Dataset, places: list[Place]) -> xr.DataArray:
    """Return means and intervals of people in some places, dims (scenario, place, statistic)."""
    found = [mean_and_interval(group[f"{PEOPLE}{place}"]) for place in places]
    return xr.concat(found, dim="place").transpose("scenario", "place", "statistic")


def _legends(axes: np.ndarray) -> None:
    """Say beside the upper panels what colours mean, and beside the lower ones what marks do."""
    for row in axes:
        handles, labels = row[0].get_legend_handles_labels()
        words = [textwrap.fill(label, 22) for label in labels]
        row[-1].legend(handles, words, loc="upper left", bbox_to_anchor=(1.01, 1.03),
                       frameon=False, fontsize=8.5)  # fmt: skip


def _shown(people: xr.Dataset) -> str:
    told = [place for place in AT_FIRST if place in places_in(people)]
    rows = {place_words(p): people[f"{PEOPLE}{p}"].mean("replication") for p in told}
    return marks_told(people, rows, unit="people", what="from least to most")
