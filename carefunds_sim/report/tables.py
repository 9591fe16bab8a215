"""Tables as rows of words, for the console, a file or a page."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import xarray as xr

from carefunds_sim.analysis.contrasts import baselines, estimates, paired_statistics
from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.analysis.sign_changes import scenarios_changing_sign
from carefunds_sim.analysis.worlds import worlds_of
from carefunds_sim.dataset.build import outcome_names
from carefunds_sim.report.scenario_names import baseline_words, names_by_label, names_within
from carefunds_sim.report.wording import (
    CHANGES_SIGN,
    MISSING,
    NO_DIFFERENCE,
    SAME,
    as_unit,
    difference,
    level,
    percent,
    plain,
    unit_words,
)
from carefunds_sim.report.worlds import cell, over_of

NUMBER = re.compile(r"^[\[(]?[-+]?(GBP )?\d")
WORDS = (MISSING, NO_DIFFERENCE, CHANGES_SIGN, SAME, "exactly")
"""What stands in a column of numbers where there is none."""


@dataclass(frozen=True)
class Table:
    """A heading, the columns' names and the rows of words under them."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def numbered(table: Table) -> list[bool]:
    """Return which columns hold numbers, and therefore stand to the right."""
    columns = [[row[i] for row in table.rows] for i in range(1, len(table.columns))]
    return [False, *map(_holds_numbers, columns)]


def _holds_numbers(cells: Sequence[str]) -> bool:
    numbers = [bool(NUMBER.match(cell)) for cell in cells]
    return any(numbers) and all(
        is_number or is_blank(cell) for cell, is_number in zip(cells, numbers, strict=True)
    )


def is_blank(cell: str) -> bool:
    """Return whether a cell of a column of numbers says that there is none."""
    return not cell or cell.startswith(WORDS)


HEADLINES = {
    "delayed_days": "Delayed days",
    "delayed_days_per_1000": "Delayed per 1,000 65+",
    "unmet_need_days": "Unmet-need days",
    "refused": "Requests refused",
    "bed_days": "Emergency bed days",
}
FLOWS = HEADLINES | {"escalation_bed_days": "Escalation bed days"}
MONEY = {
    "cost_nhs": "NHS",
    "cost_council": "Council",
    "cost_self": "People themselves",
    "cost_total": "Total",
    "overhead": "Of which overhead",
    "cost_of_delay": "Of which delay",
}
COMPARED = HEADLINES | {
    "cost_nhs": "NHS cost, GBP m",
    "cost_council": "Council cost, GBP m",
    "cost_self": "People's cost, GBP m",
    "cost_total": "Total cost, GBP m",
}


def compared(dataset: xr.Dataset) -> dict[str, str]:
    """Return the outcomes that are compared and what their rows are called, one's own last."""
    own = {
        name: f"{about['long_name']}{', GBP m' if about['units'].startswith('GBP') else ''}"
        for name in outcome_names(dataset, scalar=True)
        if (about := dataset[name].attrs).get("registered")
    }
    return COMPARED | own


ACROSS, SCENARIOS_ACROSS = 3, 6
"""How many arrangements stand side by side before a new table begins: differences, and levels."""


def flows(group: xr.Dataset) -> Table:
    """Delay and unmet need beside each other, and bed use: means per year."""
    return _means(group, FLOWS, "Delay, unmet need and beds (a year)")


def money(group: xr.Dataset) -> Table:
    """Cost by who bears it: means per year."""
    return _means(group, MONEY, "Cost by who bears it (GBP million a year)")


def _means(group: xr.Dataset, outcomes: dict[str, str], title: str) -> Table:
    means = {outcome: group[outcome].mean("replication").values for outcome in outcomes}
    rows = tuple(
        (name, *(as_unit(means[o][i], group[o].attrs["units"]) for o in outcomes))
        for i, name in enumerate(names_within(group))
    )
    return Table(title, ("", *outcomes.values()), rows)


def contrasts(group: xr.Dataset, dataset: xr.Dataset, where: str = "") -> list[Table]:
    """Paired differences from the baseline and how sure they are, outcomes down the side."""
    pairs = baselines(dataset)
    names = names_by_label(group)
    members = [label for label in names if label in pairs]
    if not members:
        return []
    rows = compared(dataset)
    bare = with_baselines(dataset[[*rows]], members)
    mine = {label: pairs[label] for label in members}
    found = {outcome: paired_statistics(bare, bare[outcome], mine) for outcome in rows}
    base = pairs[members[0]]
    title = (
        f"{f'{where}: d' if where else 'D'}ifference from {names.get(base, base)} "
        f"(paired, a year, with {spread_words(dataset)})"
    )
    turned = {outcome: scenarios_changing_sign(dataset, outcome) for outcome in rows}
    return [
        _contrast(
            found, rows, {label: names[label] for label in members[i : i + ACROSS]}, title, turned
        )
        for i in range(0, len(members), ACROSS)
    ]


def with_baselines(dataset: xr.Dataset, labels: Sequence[str]) -> xr.Dataset:
    """Return some scenarios of a dataset and those that they are compared with.

    They stay in their order: of scenarios with the same parts it is the first that others are
    compared with.
    """
    pairs = baselines(dataset)
    wanted = {*labels, *(pairs[label] for label in labels)}
    return dataset.isel(scenario=dataset["scenario"].isin([*wanted]).values)


def _contrast(
    found: Mapping[str, xr.DataArray], compare: dict[str, str], names: dict[str, str], title: str,
    turned: dict[str, set[str]],
) -> Table:  # fmt: skip
    rows = []
    for outcome, words in compare.items():
        cells = (
            difference_cell(found[outcome].sel(scenario=label), turns=label in turned[outcome])
            for label in names
        )
        rows.append((words, *cells))
    return Table(title, ("", *names.values()), tuple(rows))


def difference_cell(found: xr.DataArray, *, turns: bool = False) -> str:
    """Return a difference from ``paired_statistics``, (statistic), as it stands in a table."""
    unit = str(found.attrs["units"])
    if "verdict" in found.coords:
        return cell(over_of(found), unit, turns=turns)
    mean, low, high = found.values.tolist()
    return difference(mean, low, high, unit, turns=turns)


def spread_words(dataset: xr.Dataset) -> str:
    """Return what stands beside a difference to say how sure it is."""
    return "90% range over worlds" if worlds_of(dataset) else "95% interval"


def outcomes(scenario: xr.Dataset) -> Table:
    """Every outcome of one scenario that has a meaning, with its interval and unit.

    In a small network most of them are nothing but zero, and left out.
    """
    found = estimates(scenario)
    is_area = bool(scenario["monthly_residents"].notnull().any())
    rows = []
    for name in outcome_names(scenario, scalar=True):
        mean, low, high = map(float, found[name].values.ravel())
        if math.isfinite(mean) and (mean or is_area):
            what, unit = scenario[name].attrs["long_name"], scenario[name].attrs["units"]
            ends = f"{as_unit(low, unit)} to {as_unit(high, unit)}"
            ends = ends if math.isfinite(low) else MISSING
            rows.append((what, as_unit(mean, unit), ends, unit_words(unit)))
    return Table("Outcomes (a year)", ("", "Mean", "95% interval", "Unit"), tuple(rows))


def services(scenario: xr.Dataset) -> Table:
    """Waits, use and throughput of each service of one scenario."""
    columns = {
        "wait_days": "Mean wait, days",
        "waiting": "People waiting",
        "in_service": "People in it",
        "utilisation": "Used",
        "throughput": "Starts a year",
        "refused_by_service": "Refused a year",
    }
    means = {name: scenario[name].isel(scenario=0).mean("replication").values for name in columns}
    rows = []
    for i, title in enumerate(scenario["service_title"].values):
        values = {name: float(means[name][i]) for name in columns}
        cells = (percent(v) if n == "utilisation" else plain(v) for n, v in values.items())
        if math.isfinite(values["in_service"]):
            rows.append((str(title), *cells))
    return Table("Services", ("", *columns.values()), tuple(rows))


Row: TypeAlias = tuple[str, Mapping[str, str]]
"""The words at the left of a row, and a cell for each scenario."""


def tables_of(title: str, group: xr.Dataset, rows: Iterable[Row]) -> list[Table]:
    """Return rows as tables whose columns are the scenarios of a group that have a cell.

    Where there are many scenarios there are several tables, each beginning with the baseline.
    """
    made = list(rows)
    names = names_by_label(group)
    labels = [label for label in in_order(group) if any(label in cells for _, cells in made)]
    found = []
    for part in _parts(labels, set(baselines(group).values())):
        cells = tuple((words, *(of.get(label, MISSING) for label in part)) for words, of in made)
        found.append(Table(title, ("", *(names[label] for label in part)), cells))
    return found


def in_order(group: xr.Dataset) -> list[str]:
    """Return the scenarios of a group, the one that others are compared with first."""
    base = set(baselines(group).values())
    return sorted(map(str, group["scenario"].values), key=lambda label: label not in base)


def _parts(labels: list[str], base: set[str]) -> list[list[str]]:
    if len(labels) <= SCENARIOS_ACROSS:
        return [labels] if labels else []
    first = [label for label in labels if label in base]
    rest, room = labels[len(first) :], SCENARIOS_ACROSS - len(first)
    return [[*first, *rest[i : i + room]] for i in range(0, len(rest), room)]


def level_cells(group: xr.Dataset, values: xr.DataArray) -> dict[str, str]:
    """Return the mean and interval of each scenario; values are (scenario, replication)."""
    return _cells(group, mean_and_interval(values), level)


def balance_cells(group: xr.Dataset, values: xr.DataArray) -> dict[str, str]:
    """Return the same with a sign, and 'no clear difference' where it may be none at all."""
    return _cells(group, mean_and_interval(values), difference)


def difference_cells(
    group: xr.Dataset, dataset: xr.Dataset, values: xr.DataArray
) -> dict[str, str]:
    """Return paired differences from the baseline of the scenarios of a group that have one."""
    pairs = baselines(dataset)
    mine = {str(s): pairs[str(s)] for s in group["scenario"].values if str(s) in pairs}
    if not mine:
        return {}
    found = paired_statistics(dataset, values, mine)
    return {label: difference_cell(found.sel(scenario=label)) for label in mine}


def against(dataset: xr.Dataset, unit: str) -> str:
    """Return what the title of a table of such differences calls them."""
    return f"difference from {baseline_words(dataset)} ({unit}, paired, {spread_words(dataset)})"


def last_and_first_cells(
    group: xr.Dataset, values: xr.DataArray, write: Callable[[float], str] = plain
) -> dict[str, str]:
    """Return each scenario's mean in the last year, and under it that of the first.

    ``values`` are (scenario, replication, year); with one year there is only that.
    """
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
        mean, low, high = found.sel(scenario=label).values.tolist()
        cells[label] = write(mean, low, high, unit)
    return cells
