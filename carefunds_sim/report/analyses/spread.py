"""What a sweep has shown so far, at a glance: the analyses say more."""

from __future__ import annotations

import json

import xarray as xr
from rich.console import Group, RenderableType

from carefunds_sim.analysis.contrasts import spread_over_points
from carefunds_sim.report.caveats import evidence_counted
from carefunds_sim.report.scenario_names import groups, heading, names_within
from carefunds_sim.report.tables import Table
from carefunds_sim.report.text import grid, listed
from carefunds_sim.report.wording import MISSING, as_unit, counted

SHOWN = {
    "delayed_days": "Delayed days a year",
    "unmet_need_days": "Unmet-need days a year",
    "cost_total": "Total cost, GBP million a year",
}
"""The outcomes that are shown, and their headings."""


def console(dataset: xr.Dataset) -> Group:
    """Return each scenario's headline outcomes over all points, ready for the console."""
    parts: list[RenderableType] = [
        grid(_table(group, heading(group, dataset)), width=24) for group in groups(dataset)
    ]
    return Group(*parts, *listed("What to keep in mind", _remarks(dataset)))


def _table(group: xr.Dataset, of: str) -> Table:
    found = spread_over_points(group, [*SHOWN])
    rows = tuple(
        (name, *(_cell(found[outcome].isel(scenario=place)) for outcome in SHOWN))
        for place, name in enumerate(names_within(group))
    )
    return Table(f"{of}, over all points: mean (lowest to highest)", ("", *SHOWN.values()), rows)


def _cell(values: xr.DataArray) -> str:
    unit = values.attrs["units"]
    mean, lowest, highest = (as_unit(float(value), unit) for value in values)
    return MISSING if mean == MISSING else f"{mean}\n({lowest} to {highest})"


def _remarks(dataset: xr.Dataset) -> list[str]:
    attrs = dataset.attrs
    design = json.loads(attrs["design"])
    points, factors, replications = (
        counted(dataset.sizes[dim], dim) for dim in ("point", "factor", "replication")
    )
    runs = f"{replications} of {counted(int(attrs['years']), 'year')}"
    found = [
        f"{points} over {factors} "
        f"({str(design['method']).replace('_', ' ')}), {runs} at scale {float(attrs['scale']):g}, "
        f"seed {attrs['seed']}.",
        "A point is a mean over its replications. The spread over points shows what was tried, "
        "not how likely it is: it depends on the ranges.",
        f"Numbers behind this: {evidence_counted(dataset)}.",
    ]
    if attrs["tasks_failed"]:
        first = json.loads(attrs["failures"])[0]
        found.append(
            f"{attrs['tasks_failed']} of {attrs['tasks']} tasks FAILED, the first at point "
            f"{first['point']} of {first['scenario']}: {first['message']}"
        )
    if attrs["interrupted"]:
        left = attrs["tasks"] - attrs["tasks_done"] - attrs["tasks_failed"]
        found.append(f"INCOMPLETE: {left} of {attrs['tasks']} tasks are still to be made.")
    return found
