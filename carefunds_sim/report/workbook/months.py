"""The sheet of months: tidy rows to pivot, and people delayed over time as charts."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd
import xarray as xr

from carefunds_sim.analysis.years import month_days
from carefunds_sim.report.figures.lines import is_yearly, yearly_mean
from carefunds_sim.report.figures.style import Stroke, strokes
from carefunds_sim.report.findings import headline
from carefunds_sim.report.scenario_names import groups, heading, names_within, service_titles
from carefunds_sim.report.wording import plain_word
from carefunds_sim.report.workbook.breakdowns import body_words
from carefunds_sim.report.workbook.charts import legend_name
from carefunds_sim.report.workbook.sheet import (
    Chart,
    Column,
    Form,
    Grid,
    Series,
    Shape,
    Sheet,
    is_known,
    label_words,
    ordered,
)

ABOUT = "Month by month, to filter and to pivot; people delayed over time as charts."
MOST_ROWS = 100_000
DELAYS, COST, CAPACITY = "Delayed days", "Cost", "Capacity"
UNITS = {DELAYS: "bed days", COST: "GBP", CAPACITY: "units open"}
SPLIT = {DELAYS: "reason", COST: "body", CAPACITY: "service"}
APRIL = 4
MONTH = "Month"


def months_sheet(dataset: xr.Dataset) -> Sheet:
    """Return the sheet: what a strategist pivots, as far as there is room for it."""
    parts = {name: table for name, table in _accounts(dataset) if len(table)}
    fitting = _that_fit(parts)
    left_out = ", ".join(name for name in parts if name not in fitting)
    room = f" {left_out}: left out for want of room." if left_out else ""
    sentences = (
        "One row for each scenario, month and account, to filter and to pivot: delayed days by "
        "official reason and responsible body, cost by body, capacity by service. Nothing that is "
        "zero throughout is listed.",
        f"More accounts are in monthly.csv, single replications in results.nc.{room} Only the "
        "charts, right of the table, are printed.",
    )
    return Sheet(
        "Monthly", "Monthly: means over replications", sentences,
        (_grid(dataset, fitting),) if fitting else (), tuple(_charts(dataset)), ABOUT, beside=True,
    )  # fmt: skip


def _accounts(dataset: xr.Dataset) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield each account as rows (scenario, month, of, responsible, value)."""
    by_body = dataset["monthly_delayed_days_by_responsible"]
    days = by_body if is_known(by_body) else dataset["monthly_delayed_days"]
    yield DELAYS, _rows(dataset, days.sum("setting", min_count=1), DELAYS)
    yield COST, _rows(dataset, dataset["monthly_cost"].sum("service", min_count=1), COST)
    yield CAPACITY, _rows(dataset, dataset["monthly_capacity"], CAPACITY)


def _rows(dataset: xr.Dataset, account: xr.DataArray, name: str) -> pd.DataFrame:
    """Return an account's means as rows, without what is missing, unlimited or always zero."""
    means = account.mean("replication").sel(scenario=ordered(dataset))
    limited = means.where(np.isfinite(means))
    used = limited.where((limited != 0).any(["scenario", "month"]))
    bare = used.drop_vars(set(used.coords) - set(used.dims))
    table = bare.to_dataframe(name="value").reset_index().dropna(subset="value")
    table["of"] = table[SPLIT[name]].map(_words(dataset, name))
    # a delayed day is attributed to a body, other accounts are not
    split = "responsible" in table
    table["responsible"] = table["responsible"].map(plain_word) if split else ""
    table["account"], table["unit"] = name, UNITS[name]
    return table[["scenario", "month", "account", "of", "responsible", "value", "unit"]]


def _words(dataset: xr.Dataset, name: str) -> dict[str, str]:
    """Return what the reasons, bodies or services of an account are called."""
    if name == CAPACITY:
        return service_titles(dataset)
    words = body_words if name == COST else plain_word
    return {str(word): words(word) for word in dataset[SPLIT[name]].to_numpy()}


def _that_fit(parts: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the accounts that there is room for, the first ones first."""
    fitting: dict[str, pd.DataFrame] = {}
    for name, table in parts.items():
        if sum(map(len, fitting.values())) + len(table) <= MOST_ROWS:
            fitting[name] = table
    return fitting


def _grid(dataset: xr.Dataset, parts: dict[str, pd.DataFrame]) -> Grid:
    table = pd.concat(parts.values(), ignore_index=True)
    leading = [
        Column(header, table["scenario"].map(words).tolist())
        for header, words in label_words(dataset).items()
    ]
    columns = (
        *leading,
        Column("Financial year", _financial_years(table["month"])),
        Column(MONTH, list(table["month"].to_numpy()), Form.MONTH),
        Column("Account", table["account"].tolist()),
        Column("Of", table["of"].tolist()),
        Column("Responsible body", table["responsible"].tolist()),
        Column("Value", table["value"].tolist(), Form.ONE_DIGIT),
        Column("Unit", table["unit"].tolist()),
    )
    return Grid("Monthly", columns, fixed=len(leading))


def _financial_years(when: pd.Series) -> list[str]:
    """Return the financial year of each month, such as 2010-11."""
    years = when.dt.year - (when.dt.month < APRIL)
    return [f"{year}-{(year + 1) % 100:02d}" for year in years]


def _charts(dataset: xr.Dataset) -> Iterator[Chart]:
    """Yield a chart of people delayed for each squeeze, all with one scale."""
    if not (dataset["delayed_days"] > 0).any():
        return
    days = dataset["monthly_delayed_days"].sum(["setting", "reason"], min_count=1)
    people = yearly_mean(days / month_days(dataset)).mean("replication")
    top = 5.0 * math.ceil(float(people.max()) / 5)
    delays = dataset[["delayed_days"]]
    look, found = strokes(delays), groups(delays)
    finding = headline(delays, "delayed_days")
    for number, group in enumerate(found, 1):
        title = "People delayed at a moment"
        if len(found) > 1:
            title += f": {heading(group, dataset)}"
        names = names_within(group)
        mine = people.sel(scenario=group["scenario"])
        grid = _behind(mine, names, f"Delayed{number}", title, yearly=is_yearly(dataset))
        description = (
            f"{title}: a line for each arrangement. {finding}. The numbers are in the table right "
            "of it."
        )
        series = tuple(
            Series(legend_name(name), legend_name(name), look[name].colour, _dash(look[name]))
            for name in names
        )
        yield Chart(title, description, Shape.LINES, grid, (MONTH,), series, "People", top)


def _behind(people: xr.DataArray, names: list[str], name: str, title: str, *, yearly: bool) -> Grid:
    """Return the table behind a chart: months down the side, a column for each scenario."""
    means = "mean of the twelve months to each" if yearly else "monthly means"
    columns = (
        Column(MONTH, list(people["month"].values), Form.MONTH),
        *(
            Column(legend_name(word), people.isel(scenario=i).to_numpy().tolist(), Form.ONE_DIGIT)
            for i, word in enumerate(names)
        ),
    )
    return Grid(name, columns, title=f"{title} ({means})")


def _dash(stroke: Stroke) -> str:
    """Return the dash of a spreadsheet's chart that is most like a figure's."""
    if isinstance(stroke.dash, str):
        return "solid"
    pattern = stroke.dash[1]
    if len(pattern) > 2:
        return "dash_dot"
    return "round_dot" if pattern[0] <= 1 else "long_dash" if pattern[0] > 6 else "dash"
