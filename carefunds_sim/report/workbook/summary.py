"""The sheet with one row for each scenario: what matters most, and how sure it is."""

from __future__ import annotations

import xarray as xr

from carefunds_sim.analysis.contrasts import estimates
from carefunds_sim.report.figures.costs import BODIES
from carefunds_sim.report.findings import headline
from carefunds_sim.report.workbook.bars import clustered, stacked
from carefunds_sim.report.workbook.labels import headers, label_columns, ordered
from carefunds_sim.report.workbook.sheet import Chart, Grid, Sheet
from carefunds_sim.report.workbook.units import interval_columns, is_known
from carefunds_sim.report.workbook.words import how_sure, with_intervals, without

DELAY = {
    "delayed_days": "Delayed days",
    "delayed_days_per_1000": "Delayed days per 1,000 aged 65+",
    "unmet_need_days": "Days of unmet need",
    "refused": "Requests refused",
    "bed_days": "Emergency bed days",
}
MONEY = {
    "net_cost_nhs": "NHS cost after transfers",
    "net_cost_council": "Council cost after transfers",
    "cost_self": "People's own cost",
    "cost_total": "Total cost",
}


def summary(dataset: xr.Dataset) -> Sheet:
    """Return the sheet."""
    found = estimates(dataset[[*DELAY, *MONEY]])
    known = [str(name) for name in found.data_vars if is_known(found[name])]
    grids = [
        _grid(dataset, found, {name: outcomes[name] for name in outcomes if name in known}, title)
        for outcomes, title in ((DELAY, "Delay, unmet need and beds"), (MONEY, "Cost"))
    ]
    left_out = [name for name in {**DELAY, **MONEY} if name not in known]
    charts, behind = _charts(dataset)
    return Sheet(
        "Summary", "Summary: one row for each scenario", _sentences(dataset, left_out),
        tuple(grid for grid in grids if grid), charts, behind,
    )  # fmt: skip


def _grid(
    dataset: xr.Dataset, found: xr.Dataset, outcomes: dict[str, str], title: str
) -> Grid | None:
    """Return a table of outcomes' means and intervals, a row for each scenario."""
    if not outcomes:
        return None
    labels = ordered(dataset)
    columns = [*label_columns(dataset, labels)]
    for name, words in outcomes.items():
        unit = str(dataset[name].attrs["units"])
        columns += interval_columns(words, unit, found[name].sel(scenario=labels).values)
    name = f"Summary{title.split(',', maxsplit=1)[0]}"
    return Grid(name, tuple(columns), title=f"{title} (a year)", fixed=len(headers(dataset)))


def _sentences(dataset: xr.Dataset, left_out: list[str]) -> tuple[str, ...]:
    compared = (
        "To compare scenarios use the sheet Differences, not whether intervals overlap here: all "
        "meet the same people and chances, so differences are surer than levels.",
    )
    return (
        f"Means a year. {how_sure(dataset)}",
        f"{headline(dataset, 'delayed_days')}.",
        *(compared if dataset.sizes["scenario"] > 1 else ()),
        *without([{**DELAY, **MONEY}[name] for name in left_out]),
    )


def _charts(dataset: xr.Dataset) -> tuple[tuple[Chart, ...], tuple[Grid, ...]]:
    """Return the charts, and the tables that they are drawn from; none of a single scenario."""
    if dataset.sizes["scenario"] < 2:
        return (), ()
    title = f"Delayed days a year, {with_intervals(dataset)}"
    told = f"{headline(dataset, 'delayed_days')}."
    charts = [
        clustered(
            dataset, "delayed_days", name="DelayedDays", title=title, axis="Bed days a year",
            told=told,
        )
    ]  # fmt: skip
    if is_known(dataset["cost_total"]):
        means = dataset[[*BODIES]].mean("replication")
        charts.append(
            stacked(
                means.rename({name: words for name, (words, *_) in BODIES.items()}),
                colours={words: colour for words, colour, _ in BODIES.values()},
                name="CostByBody", title="Cost a year by who bears it, before transfers",
            )
        )  # fmt: skip
    return tuple(charts), tuple(chart.grid for chart in charts)
