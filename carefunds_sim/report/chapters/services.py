"""What services had open, what was in use and what was asked of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import xarray as xr

from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.analysis.years import loads
from carefunds_sim.report.caveats import unsettled
from carefunds_sim.report.document import (
    Appendix,
    Chapter,
    Notice,
    Paragraph,
    Part,
    Picture,
    Results,
)
from carefunds_sim.report.scenario_names import groups, heading, service_titles
from carefunds_sim.report.tables import last_and_first_cells, level_cells, tables_of
from carefunds_sim.report.wording import percent, plain

ABOUT = (
    "What each service with a limit had open, how much of it was in use, and what was asked of it. "
    "The nearer use is to 100%, the more often people have to wait, are refused or go elsewhere. "
    "Services without a limit, such as care by family, are left out."
)
OFFERED = (
    "Offered load is what would be in use if nobody were refused or had to wait. It is an estimate "
    "made before the run from the first year's arrivals: need that grows later, delays, and people "
    "who come only where there is room are not in it, so use can exceed it."
)
NONE = "No service has a limit here, so there is nothing to show."
YEARLY: tuple[tuple[str, str, Callable[[float], str]], ...] = (
    ("utilisation", "in use, % of capacity, ", percent),
    ("capacity", "open (beds, places, staff or weekly hours) ", plain),
    ("offered_share", "offered load, % of capacity, ", percent),
)
WAITS = {
    "waiting": "people waiting at a moment",
    "wait_days": "mean wait in days",
    "refused_by_service": "requests refused a year",
}
"""What is left out for services of which there is none."""


def services(results: Results) -> Chapter | None:
    """Return capacity, use and offered load; None where no run was finished."""
    dataset = results.dataset
    if not dataset["monthly_unit_days"].notnull().any():
        return None
    found = loads(dataset)
    found = found.sel(service=found["capacity"].notnull().any(["scenario", "replication", "year"]))
    parts: list[Part] = [Paragraph(ABOUT)]
    if not found["service"].size:
        return Chapter("services", "Services", (*parts, Paragraph(NONE)))
    parts += [Paragraph(OFFERED), *_notices(dataset, found)]
    parts += [Picture("service_load"), Picture("capacity")]
    for group in groups(dataset):
        parts += _group(group, found.sel(scenario=group["scenario"]), heading(group, dataset))
    growing = unsettled(dataset)
    if growing.rows:
        parts.append(Appendix(growing))
    return Chapter("services", "Services: open, in use and asked for", tuple(parts))


def _notices(dataset: xr.Dataset, found: xr.Dataset) -> Iterator[Notice]:
    """Say of each group which services are clearly offered more than they have open at the end."""
    share = mean_and_interval(found["offered_share"].isel(year=-1, drop=True))
    titles = service_titles(dataset)
    for group in groups(dataset):
        mine = share.sel(scenario=group["scenario"])
        mean, low = (mine.sel(statistic=statistic) for statistic in ("mean", "low"))
        above = (low.fillna(mean) > 1).any("scenario")
        overloaded = [
            f"{titles[str(service)]} ({_range(mean.sel(service=service).values)})"
            for service in above["service"].values[above.values]
        ]
        if overloaded:
            where = " under at least one arrangement" if group.sizes["scenario"] > 1 else ""
            yield Notice(
                f"{heading(group, dataset)}: more is asked of these services than they have open "
                f"in the last year{where} (offered load as % of capacity): {'; '.join(overloaded)}."
            )


def _range(shares: np.ndarray) -> str:
    ends = percent(float(np.nanmin(shares))), percent(float(np.nanmax(shares)))
    return " to ".join(dict.fromkeys(ends))


def _group(group: xr.Dataset, found: xr.Dataset, where: str) -> Iterator[Part]:
    """Yield the tables of one area and squeeze."""
    one = found.sizes["year"] == 1
    when = "in the year reported" if one else "in the last year, and in the first below"
    titles = service_titles(group)
    for name, title, write in YEARLY:
        each = _by_service(found[name], found["service"])
        rows = [(titles[s], last_and_first_cells(group, v, write)) for s, v in each.items()]
        yield from tables_of(f"{where}: {title}{when}", group, rows)
    for outcome, words in WAITS.items():
        each = _by_service(group[outcome], found["service"])
        some = {s: values for s, values in each.items() if (values.fillna(0) != 0).any()}
        rows = [(titles[s], level_cells(group, values)) for s, values in some.items()]
        title = f"{where}: {words} (all years, 95% interval)"
        yield from map(Appendix, tables_of(title, group, rows))


def _by_service(values: xr.DataArray, services: xr.DataArray) -> dict[str, xr.DataArray]:
    return {str(service): values.sel(service=service, drop=True) for service in services.values}
