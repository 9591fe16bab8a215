"""Tables of where people are at a moment, and of where they go in a year."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr

from carefunds_sim.analysis.contrasts import baselines, differences, estimates
from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.analysis.places import PEOPLE
from carefunds_sim.dataset.places import Place
from carefunds_sim.report.numbers import difference, estimate, plain
from carefunds_sim.report.places import PLACE_WORDS, place_words, standing_for
from carefunds_sim.report.tables import Table, groups, heading, names_within
from carefunds_sim.report.wording import arrangement_words

LARGEST = 12
FEWEST = 1.0
"""Fewest people a year of whom the long table of moves tells."""


def places_in(people: xr.Dataset) -> list[Place]:
    """Return the places that a dataset of people in places tells of, where there is anybody."""
    names = [(place, f"{PEOPLE}{place}") for place in Place]
    return [place for place, name in names if name in people and float(people[name].sum()) > 0]


def moments(group: xr.Dataset, people: xr.Dataset) -> Table:
    """People in each place at a moment: of one arrangement the level, of others the difference too.

    ``people`` are those of all groups, ``group`` the part of it that is told.
    """
    pairs = baselines(people)
    found = estimates(group)
    labels = [str(label) for label in group["scenario"].values]
    compared = [label for label in labels if label in pairs]
    needed = dict.fromkeys([*compared, *(pairs[label] for label in compared)])
    gaps = differences(people.sel(scenario=[*needed])) if compared else None
    rows = []
    for place in places_in(group):
        name = f"{PEOPLE}{place}"
        gap = gaps[name] if gaps is not None else None
        cells = (_cell(found[name], gap, label, known=label in compared) for label in labels)
        rows.append((place_words(place), *cells))
    title = f"{heading(group, people)}: people in each place at a moment"
    return Table(title, ("", *names_within(group)), tuple(rows))


def _cell(found: xr.DataArray, gap: xr.DataArray | None, label: str, *, known: bool) -> str:
    mine = found.sel(scenario=label).values
    if gap is None or not known:
        return estimate(mine, "people")
    mean, low, high = map(float, gap.sel(scenario=label).values)
    return f"{plain(float(mine[0]))}\n{difference(mean, low, high, 'people')}"


def largest_moves(moves: xr.DataArray, dataset: xr.Dataset) -> Table:
    """The largest flows between places, under the arrangement that stands for each squeeze."""
    title = f"The largest moves between places, people a year{_whose(dataset)}"
    return _moves(moves, dataset, title=title, words=PLACE_WORDS, most=LARGEST)


def all_moves(dataset: xr.Dataset) -> Table:
    """Every flow between services of some size, under the arrangement that stands for a squeeze."""
    services = map(str, dataset["service"].values)
    titles = dict(zip(services, map(str, dataset["service_title"].values), strict=True))
    title = f"All moves between services, people a year{_whose(dataset)}"
    return _moves(dataset["moves"], dataset, title=title, words=titles, most=None)


def _whose(dataset: xr.Dataset) -> str:
    """Say whose moves are told, where that is one arrangement of several."""
    if len(groups(dataset)) == dataset.sizes["scenario"]:
        return ""
    names = {arrangement_words(dataset, standing_for(group)) for group in groups(dataset)}
    return f", with {names.pop()}" if len(names) == 1 else ""


def _moves(
    moves: xr.DataArray, dataset: xr.Dataset, *, title: str, words: Mapping[str, str],
    most: int | None,
) -> Table:  # fmt: skip
    """Rows of origin and destination, a column for each group, the largest first."""
    found = groups(dataset)
    told = mean_and_interval(moves.sel(scenario=[standing_for(group) for group in found]))
    cells = told.transpose("origin", "destination", "scenario", "statistic").values
    sizes = np.nan_to_num(cells[..., 0]).max(axis=2)
    rows = []
    for place in np.argsort(-sizes, axis=None, kind="stable"):
        at = np.unravel_index(place, sizes.shape)
        names = str(moves["origin"].values[at[0]]), str(moves["destination"].values[at[1]])
        if sizes[at] >= FEWEST and not names[0] == names[1] == Place.HOSPITAL:
            ends = (words.get(name, name.capitalize()) for name in names)
            rows.append((*ends, *(estimate(cell, "people a year") for cell in cells[at])))
    columns = ("From", "To", *(heading(group, dataset) for group in found))
    return Table(title, columns, tuple(rows[:most]))
