"""Tables as rows of words, for the console, a file or a page."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import xarray as xr

from carefunds_sim.analysis.contrasts import baselines, compared_by, differences, estimates
from carefunds_sim.analysis.sign_changes import scenarios_changing_sign
from carefunds_sim.dataset.build import outcome_names
from carefunds_sim.report.numbers import (
    MISSING,
    NO_DIFFERENCE,
    as_unit,
    difference,
    estimate,
    percent,
    plain,
)
from carefunds_sim.scenario.comparison import SCENARIO

NUMBER = re.compile(r"^[\[(]?[-+]?(GBP )?\d")
WORDS = (MISSING, NO_DIFFERENCE, "the same", "exactly", "")
"""What stands in a column of numbers where there is none."""


@dataclass(frozen=True)
class Table:
    """A heading, the columns' names and the rows of words under them."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def numbered(table: Table) -> list[bool]:
    """Return which columns hold numbers, and therefore stand to the right."""
    return [False, *(_holds_numbers(table, i) for i in range(1, len(table.columns)))]


def _holds_numbers(table: Table, column: int) -> bool:
    cells = [row[column] for row in table.rows]
    numbers = [bool(NUMBER.match(cell)) for cell in cells]
    return any(numbers) and all(
        is_number or cell.startswith(WORDS[:-1]) or cell in WORDS
        for cell, is_number in zip(cells, numbers, strict=True)
    )


FLOWS = {
    "delayed_days": "Delayed days",
    "delayed_days_per_1000": "Delayed per 1,000 65+",
    "unmet_need_days": "Unmet-need days",
    "refused": "Requests refused",
    "bed_days": "Emergency bed days",
    "escalation_bed_days": "Escalation bed days",
}
MONEY = {
    "cost_nhs": "NHS",
    "cost_council": "Council",
    "cost_self": "People themselves",
    "cost_total": "Total",
    "overhead": "Of which overhead",
    "cost_of_delay": "Of which delay",
}
COMPARED = {
    "delayed_days": "Delayed days",
    "delayed_days_per_1000": "Delayed per 1,000 65+",
    "unmet_need_days": "Unmet-need days",
    "refused": "Requests refused",
    "bed_days": "Emergency bed days",
    "cost_nhs": "NHS cost, GBP m",
    "cost_council": "Council cost, GBP m",
    "cost_self": "People's cost, GBP m",
    "cost_total": "Total cost, GBP m",
}
ACROSS = 3
"""How many arrangements stand side by side before a new table begins."""


def groups(dataset: xr.Dataset) -> list[xr.Dataset]:
    """Return the dataset by what scenarios that are compared share, in the order of the study.

    That is area and squeeze where arrangements are compared, area and arrangement where squeezes
    are.
    """
    return [dataset.isel(scenario=places) for places in places_of_groups(dataset)]


def places_of_groups(dataset: xr.Dataset) -> list[list[int]]:
    """Return where the scenarios of each group stand, in the order of the study.

    Where a scenario is the baseline of others with which it shares nothing, all are one group.
    """
    by = compared_by(dataset)
    shared = [part for part in ("area", "squeeze", "arrangement") if part != by]
    found: dict[tuple[str, ...], list[int]] = {}
    for i, key in enumerate(zip(*(dataset[part].values for part in shared[:2]), strict=True)):
        found.setdefault(key, []).append(i)
    if by == SCENARIO and len(found) == dataset.sizes["scenario"]:
        return [[*range(len(found))]]
    return [*found.values()]


def heading(group: xr.Dataset, dataset: xr.Dataset) -> str:
    """Return the words that tell one group from the others."""
    titles = {part: str(group[f"{part}_title"].values[0]) for part in ("area", "arrangement")}
    squeeze = str(group["squeeze_title"].values[0]) or "No squeeze"
    alike = {part: len({*group[part].values}) == 1 for part in ("area", "squeeze")}
    last = squeeze if alike["squeeze"] else titles["arrangement"]
    if compared_by(dataset) == SCENARIO and not all(alike.values()):
        return "All scenarios"
    if not alike["area"]:
        return " - ".join(filter(None, (titles["arrangement"], squeeze)))
    several = len({*dataset["area"].values}) > 1
    return f"{titles['area']} - {last}" if several else last


def names_within(group: xr.Dataset) -> list[str]:
    """Return a short name for each scenario of a group: its arrangement where that is enough.

    Where squeezes or areas are compared it is that which tells them apart; all that differs where
    a scenario is compared with others of more than one kind.
    """
    parts = [p for p in ("arrangement", "squeeze", "area") if len({*group[p].values}) > 1]
    told = zip(*(group[part].values for part in parts or ["arrangement"]), strict=True)
    words = [", ".join(map(str, of)).replace("_", " ") for of in told]
    distinct = len(set(words)) == len(words) and all(words)
    return words if distinct else [str(label) for label in group["scenario"].values]


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


def levels(group: xr.Dataset, where: str) -> Table:
    """Each headline outcome's mean and 95% interval, arrangements side by side."""
    found = estimates(group[[*COMPARED]])
    rows = tuple(
        (words, *(estimate(cell, group[outcome].attrs["units"]) for cell in found[outcome].values))
        for outcome, words in COMPARED.items()
        if group[outcome].notnull().any()
    )
    return Table(f"{where}: what each {compared_by(group)} shows", ("", *names_within(group)), rows)


def meanings(dataset: xr.Dataset) -> Table:
    """What each headline outcome counts, in which unit, and what official figure it is like."""
    known = [name for name in COMPARED if dataset[name].notnull().any()]
    rows = []
    for name in known:
        attrs = dataset[name].attrs
        unit = "GBP million a year" if attrs["units"] == "GBP a year" else attrs["units"]
        rows.append((COMPARED[name], attrs["definition"], unit, attrs["official_indicator"]))
    columns = ("", "What it counts", "Unit", "Like the official")
    return Table("What the rows mean", columns, tuple(rows))


def contrasts(group: xr.Dataset, dataset: xr.Dataset, where: str = "") -> list[Table]:
    """Paired differences from the baseline with 95% intervals, outcomes down the side."""
    pairs = baselines(dataset)
    names = dict(zip(map(str, group["scenario"].values), names_within(group), strict=True))
    members = [label for label in names if label in pairs]
    if not members:
        return []
    needed = dict.fromkeys([*members, *(pairs[label] for label in members)])
    found = differences(dataset[[*COMPARED]].sel(scenario=[*needed]))
    title = f"Difference from {_baseline_name(pairs[members[0]], names)}"
    title = f"{where}: {title[:1].lower()}{title[1:]}" if where else title
    turned = {outcome: scenarios_changing_sign(dataset, outcome) for outcome in COMPARED}
    return [
        _contrast(found, {label: names[label] for label in members[i : i + ACROSS]}, title, turned)
        for i in range(0, len(members), ACROSS)
    ]


def _baseline_name(label: str, names: dict[str, str]) -> str:
    return names.get(label, label)


def _contrast(
    found: xr.Dataset, names: dict[str, str], title: str, turned: dict[str, set[str]]
) -> Table:
    rows = []
    for outcome, words in COMPARED.items():
        unit, values = found[outcome].attrs["units"], found[outcome].sel(scenario=[*names]).values
        cells = (
            difference(mean, low, high, unit, turns=label in turned[outcome])
            for label, (mean, low, high) in zip(names, values.tolist(), strict=True)
        )
        rows.append((words, *cells))
    whole = f"{title} (paired, a year, with 95% interval)"
    return Table(whole, ("", *names.values()), tuple(rows))


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
            attrs = scenario[name].attrs
            unit = "GBP million a year" if attrs["units"] == "GBP a year" else attrs["units"]
            ends = f"{as_unit(low, attrs['units'])} to {as_unit(high, attrs['units'])}"
            ends = ends if math.isfinite(low) else MISSING
            rows.append((attrs["long_name"], as_unit(mean, attrs["units"]), ends, unit))
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
