"""A forecast of the years after the facts: a page, and a table to compare with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from carefunds_sim.analysis.calibration import measured_by_year
from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.report import markdown
from carefunds_sim.report.wording import financial_year, plain

if TYPE_CHECKING:
    from carefunds_sim.scenario.schema.study import Calibration

LEVEL = "delayed_days_per_1000"
FEWEST_FOR_A_LINE = 2


@dataclass(frozen=True)
class Column:
    """A column of a forecast: its title, its measure, and of what."""

    title: str
    measure: str
    of: dict[str, str]


COLUMNS = (
    Column("Delayed days per 1,000 residents 65+", LEVEL, {}),
    Column("In acute beds, %", "share_of_delays", {"setting": "acute"}),
    Column("Attributed to the NHS, %", "share_by_responsible", {"responsible": "nhs"}),
    Column("Attributed to social care, %", "share_by_responsible", {"responsible": "social_care"}),
    Column(
        "Waiting for a package at home, %", "share_of_delays", {"reason": "care_package_at_home"}
    ),
    Column("Waiting for a nursing home, %", "share_of_delays", {"reason": "nursing_home"}),
    Column("Waiting for further NHS care, %", "share_of_delays", {"reason": "further_nhs_care"}),
    Column("Emergency admissions per 1,000", "admissions_per_1000", {}),
    Column("Home care users per 1,000", "occupied_per_1000", {"service": "home_care"}),
)


def by_year(dataset: xr.Dataset) -> xr.DataArray:
    """Return what runs show by year; dims (column, year, scenario, statistic)."""
    rows = [mean_and_interval(measured_by_year(dataset, c.measure, c.of)) for c in COLUMNS]
    joined = xr.concat(rows, dim="column", coords="minimal", compat="override")
    return joined.assign_coords(column=[c.title for c in COLUMNS])


def as_csv(values: xr.DataArray) -> str:
    """Return the forecast as a table to be compared with, four digits each."""
    lines = ["scenario,year,measure,mean,low,high"]
    for name in values["scenario"].values:
        for year in values["year"].values:
            for title in values["column"].values:
                cell = values.sel(scenario=name, year=year, column=title)
                numbers = ",".join(f"{v:.4g}" for v in cell.transpose("statistic").values)
                lines.append(f'{name},{financial_year(int(year))},"{title}",{numbers}')
    return "\n".join(lines) + "\n"


def page(
    calibration: Calibration,
    values: xr.DataArray,
    table: str,
    *,
    command: str,
    day: date,
    file: str,
) -> str:
    """Return the page in Markdown; ``table`` is what ``file`` holds."""
    last = calibration.run.start_year + calibration.run.years
    years = [int(y) for y in values["year"].values if y > last]
    introduction = _INTRODUCTION.format(
        command=command,
        day=f"{day.day} {day:%B %Y}",
        last=financial_year(last),
        file=file,
        digest=hashlib.sha256(table.encode()).hexdigest(),
    )
    lines = [
        f"# A forecast: {financial_year(years[0])} to {financial_year(years[-1])}\n",
        introduction,
        "## Delayed days, beside simple rivals\n",
        *_beside_rivals(calibration, values, years),
    ]
    for name in map(str, values["scenario"].values):
        lines += [f"## {_title(calibration, name)}\n", *_of_one(values.sel(scenario=name))]
    return "\n".join(lines).rstrip("\n") + "\n"


def rivals(calibration: Calibration, years: list[int]) -> dict[str, list[float]]:
    """Return what the last published level, and a straight line through all of them, would say."""
    facts = [t for t in calibration.targets.values() if t.measure == LEVEL and not t.of]
    of_year = {t.years[0]: t.value for t in facts if t.years[0] == t.years[1]}
    if len(of_year) < FEWEST_FOR_A_LINE:
        return {}
    slope, start = np.polyfit(list(of_year), list(of_year.values()), 1)
    return {
        "The last year again": [of_year[max(of_year)]] * len(years),
        "A straight line through all years": [float(start + slope * year) for year in years],
    }


def _beside_rivals(
    calibration: Calibration, values: xr.DataArray, years: list[int]
) -> Iterator[str]:
    level = values.sel(column=COLUMNS[0].title, year=years)
    rows = []
    for name in map(str, values["scenario"].values):
        cells = level.sel(scenario=name).transpose("year", ...)
        rows.append((_title(calibration, name), *map(_mean, cells)))
    rows += [(title, *map(plain, levels)) for title, levels in rivals(calibration, years).items()]
    yield f"{COLUMNS[0].title}; means with 95% intervals.\n"
    yield from markdown.table(("", *(f">{financial_year(year)}" for year in years)), rows)


def _of_one(values: xr.DataArray) -> Iterator[str]:
    rows = [
        (financial_year(int(year)), *map(_mean, values.sel(year=year).transpose("column", ...)))
        for year in values["year"].values
    ]
    yield from markdown.table(("Year", *(f">{column.title}" for column in COLUMNS)), rows)


def _title(calibration: Calibration, name: str) -> str:
    known = calibration.unidentified
    return known[name].title if name in known else "As fitted"


def _mean(cell: xr.DataArray) -> str:
    mean, low, high = cell.values
    return f"{plain(mean)} ({plain(low)} to {plain(high)})"


_INTRODUCTION = """\
Made on {day} by

    {command}

No delay published of any year after {last} was used, and these numbers have not been compared with
what was published since. They are for others to compare, once.
The same numbers are in `{file}`, whose SHA-256 is

`{digest}`

Money, vacancies and the target are those that came to pass, as far as they are in
`scenarios/squeezes/`. What no fact of the years before tells apart is shown with and without.
"""
