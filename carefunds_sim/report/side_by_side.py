"""Tables with arrangements side by side, the baseline first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

import xarray as xr

from carefunds_sim.analysis.contrasts import baselines, paired
from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.report.finding_words import baseline_words
from carefunds_sim.report.numbers import MISSING, difference, level, plain
from carefunds_sim.report.tables import Table, names_within

ACROSS = 6
"""How many arrangements stand side by side before a new table begins."""

Row: TypeAlias = tuple[str, Mapping[str, str]]
"""The words at the left of a row, and a cell for each scenario."""


def tables_of(title: str, group: xr.Dataset, rows: Iterable[Row]) -> list[Table]:
    """Return rows as tables whose columns are the scenarios of a group that have a cell.

    Where there are many scenarios there are several tables, each beginning with the baseline.
    """
    made = list(rows)
    names = dict(zip(map(str, group["scenario"].values), names_within(group), strict=True))
    labels = [label for label in in_order(group) if any(label in cells for _, cells in made)]
    return [
        Table(
            title,
            ("", *(names[label] for label in part)),
            tuple((words, *(cells.get(label, MISSING) for label in part)) for words, cells in made),
        )
        for part in _parts(labels, set(baselines(group).values()))
        if made
    ]


def in_order(group: xr.Dataset) -> list[str]:
    """Return the scenarios of a group, the one that others are compared with first."""
    base = set(baselines(group).values())
    return sorted(map(str, group["scenario"].values), key=lambda label: label not in base)


def _parts(labels: list[str], base: set[str]) -> list[list[str]]:
    if len(labels) <= ACROSS:
        return [labels] if labels else []
    first = [label for label in labels if label in base]
    rest, room = labels[len(first) :], ACROSS - len(first)
    return [[*first, *rest[i : i + room]] for i in range(0, len(rest), room)]


def levels(group: xr.Dataset, values: xr.DataArray) -> dict[str, str]:
    """Return the mean and interval of each scenario; values are (scenario, replication)."""
    return _cells(group, mean_and_interval(values), level)


def balances(group: xr.Dataset, values: xr.DataArray) -> dict[str, str]:
    """Return the same with a sign, and 'no clear difference' where it may be none at all."""
    return _cells(group, mean_and_interval(values), difference)


def gaps(group: xr.Dataset, dataset: xr.Dataset, values: xr.DataArray) -> dict[str, str]:
    """Return paired differences from the baseline of the scenarios of a group that have one."""
    pairs = baselines(dataset)
    mine = {str(s): pairs[str(s)] for s in group["scenario"].values if str(s) in pairs}
    if not mine:
        return {}
    found = mean_and_interval(paired(values, mine))
    return _cells(group.sel(scenario=list(mine)), found, difference)


def against(dataset: xr.Dataset) -> str:
    """Return what the title of a table of such differences calls them."""
    return f"difference from {baseline_words(dataset)}"


def first_and_last(group: xr.Dataset, values: xr.DataArray) -> dict[str, str]:
    """Return each scenario's mean in the last year, and under it that of the first.

    ``values`` are (scenario, replication, year); with one year only that is told.
    """
    return in_words(group, values, plain)


def in_words(
    group: xr.Dataset, values: xr.DataArray, write: Callable[[float], str]
) -> dict[str, str]:
    """Return the same in words other than those of plain numbers."""
    found = values.mean("replication")
    cells = {}
    for label in map(str, group["scenario"].values):
        first, last = (float(found.sel(scenario=label).isel(year=year)) for year in (0, -1))
        before = f"\n(year 1: {write(first)})" if found.sizes["year"] > 1 else ""
        cells[label] = MISSING if last != last else f"{write(last)}{before}"
    return cells


def _cells(
    group: xr.Dataset, found: xr.DataArray, write: Callable[[float, float, float, str], str]
) -> dict[str, str]:
    unit = str(found.attrs["units"])
    cells = {}
    for label in map(str, group["scenario"].values):
        mean, low, high = map(float, found.sel(scenario=label).values)
        cells[label] = write(mean, low, high, unit)
    return cells
