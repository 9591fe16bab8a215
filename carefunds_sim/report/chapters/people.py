"""Where people are at a moment, and where they go in a year."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr

from carefunds_sim.analysis.contrasts import baselines, differences, estimates
from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.analysis.places import PEOPLE, moves_between_places, people_in_places
from carefunds_sim.dataset.places import Place
from carefunds_sim.report.document import Appendix, Chapter, Paragraph, Part, Picture, Results
from carefunds_sim.report.figures.where_people_are import PLACE_WORDS, place_words, places_in
from carefunds_sim.report.scenario_names import (
    arrangement_words,
    groups,
    heading,
    names_within,
    service_titles,
    standing_for,
)
from carefunds_sim.report.tables import Table, with_baselines
from carefunds_sim.report.wording import difference, estimate, plain

ARE = (
    "Where people are at a moment, on average over the years reported, and where they go in a "
    "year. A place is a sort of service, or what comes instead of one; services that people pay "
    "for themselves are counted with those that the council buys."
)
COMPARED = (
    "For the arrangement that the others are compared with the tables give the mean and its 95% "
    "interval; for the others the mean and, below it, the difference with its interval, which is "
    "taken between runs that meet the same people and chances. No clear difference means that the "
    "interval takes in zero, not that there is none."
)
GO = (
    "A move takes a person from one place to the next; who comes back to hospital three times in a "
    "year is counted three times. Only one arrangement's moves are shown, lest there be too many; "
    "the dataset has them all."
)


def people(results: Results) -> Chapter | None:
    """Return where people are and where they go; None where the dataset does not say."""
    dataset = results.dataset
    found = people_in_places(dataset)
    if found is None or not places_in(found):
        return None
    parts: list[Part] = [Paragraph(ARE), Picture("where_people_are")]
    parts += [Paragraph(COMPARED)] if dataset.sizes["scenario"] > 1 else []
    parts += [moments(group, found) for group in groups(found)]
    moves = moves_between_places(dataset)
    if moves is not None and float(moves.sum()) > 0:
        largest = largest_moves(moves, dataset)
        parts += [Paragraph(GO), Picture("where_people_go"), largest, Appendix(all_moves(dataset))]
    return Chapter("people", "Where people are, and where they go", tuple(parts))


LARGEST = 12
FEWEST = 1.0
"""Fewest people a year of a move that is in a table."""


def moments(group: xr.Dataset, people: xr.Dataset) -> Table:
    """People in each place at a moment: of one arrangement the level, of others the difference too.

    ``people`` are those of all groups, ``group`` the part that the table is of.
    """
    pairs = baselines(people)
    found = estimates(group)
    labels = [str(label) for label in group["scenario"].values]
    compared = [label for label in labels if label in pairs]
    gaps = differences(with_baselines(people, compared)) if compared else xr.Dataset()
    rows = []
    for place in places_in(group):
        name = f"{PEOPLE}{place}"
        cells = (_cell(found[name], gaps[name] if s in compared else None, s) for s in labels)
        rows.append((place_words(place), *cells))
    title = f"{heading(group, people)}: people in each place at a moment"
    return Table(title, ("", *names_within(group)), tuple(rows))


def _cell(found: xr.DataArray, gap: xr.DataArray | None, label: str) -> str:
    mine = found.sel(scenario=label).values.tolist()
    if gap is None:
        return estimate(mine, "people")
    mean, low, high = gap.sel(scenario=label).values.tolist()
    return f"{plain(mine[0])}\n{difference(mean, low, high, 'people')}"


def largest_moves(moves: xr.DataArray, dataset: xr.Dataset) -> Table:
    """The largest flows between places, under the arrangement that stands for each squeeze."""
    title = f"The largest moves between places, people a year{_whose(dataset)}"
    return _moves(moves, dataset, title=title, words=PLACE_WORDS, most=LARGEST)


def all_moves(dataset: xr.Dataset) -> Table:
    """Every flow between services of some size, under the arrangement that stands for a squeeze."""
    title = f"All moves between services, people a year{_whose(dataset)}"
    return _moves(dataset["moves"], dataset, title=title, words=service_titles(dataset))


def _whose(dataset: xr.Dataset) -> str:
    """Say whose moves they are, where that is one arrangement of several."""
    found = groups(dataset)
    names = {arrangement_words(dataset, standing_for(group)) for group in found}
    one_of_several = len(names) == 1 and len(found) < dataset.sizes["scenario"]
    return f", with {names.pop()}" if one_of_several else ""


def _moves(
    moves: xr.DataArray, dataset: xr.Dataset, *, title: str, words: Mapping[str, str],
    most: int | None = None,
) -> Table:  # fmt: skip
    """Rows of origin and destination, a column for each group, the largest first."""
    found = groups(dataset)
    means = mean_and_interval(moves.sel(scenario=[standing_for(group) for group in found]))
    cells = means.transpose("origin", "destination", "scenario", "statistic").values
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
