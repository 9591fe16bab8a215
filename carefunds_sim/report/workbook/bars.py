"""Bar charts of scenarios, with the tables that they are drawn from."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr

from carefunds_sim.analysis.contrasts import compared_by
from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.report.figures.style import strokes
from carefunds_sim.report.scenario_names import groups, heading, names_within
from carefunds_sim.report.wording import capitalised, plain_word
from carefunds_sim.report.workbook.labels import AREA, ARRANGEMENT, SCENARIO, SQUEEZE
from carefunds_sim.report.workbook.sheet import Cell, Chart, Column, Grid, Series, Shape
from carefunds_sim.report.workbook.units import GBP_A_YEAR, form_of, margins, scaled

BEHIND = "The numbers are in the table below it."


def clustered(
    dataset: xr.Dataset, outcome: str, *, name: str, title: str, axis: str, told: str
) -> Chart:
    """Return bars with intervals: a cluster for each squeeze, a colour for each arrangement."""
    unit = str(dataset[outcome].attrs["units"])
    look = strokes(dataset)
    means, halves = (_by_group(dataset, outcome, look, unit, part) for part in (0, 1))
    where = Column(_group(dataset), [heading(group, dataset) for group in groups(dataset)])
    form = form_of([cell for cells in means.values() for cell in cells], unit)
    grid = Grid(
        name,
        (
            where,
            *(Column(called(word), cells, form) for word, cells in means.items()),
            *(Column(_margin(word), cells, form) for word, cells in halves.items()),
        ),
        title=f"{title}: what the chart is drawn from",
    )
    series = [
        Series(called(word), called(word), look[word].colour, margin=_margin(word))
        for word in means
    ]
    return Chart(title, f"{title}. {told} {BEHIND}", Shape.BARS, grid, (_group(dataset),),
                 tuple(series), axis)  # fmt: skip


def stacked(
    parts: xr.Dataset, *, colours: Mapping[str, str], name: str, title: str
) -> Chart:  # fmt: skip
    """Return stacked bars of mean pounds: a bar for each scenario, a colour for each variable."""
    found = groups(parts)
    where = [cell for group in found for cell in _first_only(heading(group, parts), group)]
    names = [called(word) for group in found for word in names_within(group)]
    means = {
        str(part): [m for group in found for m in scaled(group[part].values, GBP_A_YEAR)]
        for part in parts.data_vars
    }  # fmt: skip
    columns = (
        Column(_group(parts), where),
        Column(_member(parts), names),
        *(Column(part, cells, form_of(cells, GBP_A_YEAR)) for part, cells in means.items()),
    )
    grid = Grid(name, columns, title=f"{title}: what the chart is drawn from (GBP million)")
    series = tuple(Series(part, part, colours[part]) for part in means)
    return Chart(title, f"{title}: stacked bars of means. {BEHIND}", Shape.STACKED, grid,
                 (_group(parts), _member(parts)), series, "GBP million a year")  # fmt: skip


def shifted(
    changes: xr.Dataset, *, colours: Mapping[str, str], name: str, title: str, told: str
) -> Chart:
    """Return bars of mean changes with intervals: a cluster for each scenario.

    Every variable of ``changes`` is (scenario, statistic), in pounds a year.
    """
    found = groups(changes)
    where = [cell for group in found for cell in _first_only(heading(group, changes), group)]
    names = [called(word) for group in found for word in names_within(group)]
    means, halves = {}, {}
    for part in map(str, changes.data_vars):
        values = np.concatenate([group[part].values for group in found])
        means[part] = scaled(values[:, 0], GBP_A_YEAR)
        halves[_margin(part)] = scaled(margins(values), GBP_A_YEAR)
    columns = (
        Column(_group(changes), where),
        Column(_member(changes), names),
        *(
            Column(part, cells, form_of(cells, GBP_A_YEAR, signed=True))
            for part, cells in means.items()
        ),
        *(Column(part, cells, form_of(cells, GBP_A_YEAR)) for part, cells in halves.items()),
    )
    grid = Grid(name, columns, title=f"{title}: what the chart is drawn from (GBP million)")
    series = tuple(Series(part, part, colours[part], margin=_margin(part)) for part in means)
    return Chart(title, f"{title}. {told} {BEHIND}", Shape.BARS, grid,
                 (_group(changes), _member(changes)), series, "GBP million a year")  # fmt: skip


def _by_group(
    dataset: xr.Dataset, outcome: str, look: Mapping[str, object], unit: str, part: int
) -> dict[str, list[Cell]]:
    """Return a mean (0) or half an interval (1) for each arrangement in each squeeze."""
    found: dict[str, list[Cell]] = {word: [] for word in look}
    for group in groups(dataset):
        values = mean_and_interval(group[outcome]).values
        chosen = margins(values) if part else values[:, 0]
        cells = dict(zip(names_within(group), scaled(chosen, unit), strict=True))
        for word, column in found.items():
            column.append(cells.get(word))
    return found


def _group(dataset: xr.Dataset) -> str:
    """Return what the clusters of a chart are: squeezes, where those are not compared."""
    by = compared_by(dataset)
    return {"squeeze": ARRANGEMENT, "scenario": SCENARIO}.get(by, SQUEEZE)


def _member(dataset: xr.Dataset) -> str:
    """Return what the bars of a cluster are."""
    by = compared_by(dataset)
    return {"squeeze": SQUEEZE, "area": AREA}.get(by, ARRANGEMENT)


def _first_only(words: str, group: xr.Dataset) -> list[Cell]:
    """Return words for the first scenario of a group only, so that a chart joins the others."""
    return [words, *[None] * (group.sizes["scenario"] - 1)]


def called(word: str) -> str:
    """Return what a scenario's short name is in a legend or a header."""
    return capitalised(plain_word(word))


def _margin(word: str) -> str:
    return f"{called(word)}, half of the 95% interval"
