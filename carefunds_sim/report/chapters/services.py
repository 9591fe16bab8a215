"""What services had open, what was in use and what was asked of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import xarray as xr

from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.analysis.years import loads
from carefunds_sim.report.document import (
    Appendix,
    Chapter,
    Notice,
    Paragraph,
    Part,
    Picture,
    Results,
)
from carefunds_sim.report.numbers import percent, plain
from carefunds_sim.report.side_by_side import in_words, levels, tables_of
from carefunds_sim.report.soundness import unsettled
from carefunds_sim.report.tables import Table, groups, heading

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
UNITS = "beds, places, staff or weekly hours"


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
    titles = _titles(dataset)
    for group in groups(dataset):
        mine = share.sel(scenario=group["scenario"])
        mean, low = (mine.sel(statistic=statistic) for statistic in ("mean", "low"))
        above = (low.fillna(mean) > 1).any("scenario")
        told = [
            f"{titles[str(service)]} ({_range(mean.sel(service=service).values)})"
            for service in above["service"].values[above.values]
        ]
        if told:
            several = group.sizes["scenario"] > 1
            where = " under at least one arrangement" if several else ""
            yield Notice(
                f"{heading(group, dataset)}: more is asked of these services than they have open "
                f"in the last year{where} (offered load as % of capacity): {'; '.join(told)}."
            )


def _range(shares: np.ndarray) -> str:
    first, last = percent(float(np.nanmin(shares))), percent(float(np.nanmax(shares)))
    return first if first == last else f"{first} to {last}"


def _group(group: xr.Dataset, found: xr.Dataset, where: str) -> Iterator[Part]:
    """Yield the tables of one area and squeeze."""
    one = found.sizes["year"] == 1
    when = "in the year reported" if one else "in the last year, and in the first below"
    tables: dict[str, tuple[str, Callable[[float], str]]] = {
        f"in use, % of capacity, {when}": ("utilisation", percent),
        f"open ({UNITS}) {when}": ("capacity", plain),
        f"offered load, % of capacity, {when}": ("offered_share", percent),
    }
    titles = _titles(group)
    for title, (name, write) in tables.items():
        rows = [
            (titles[str(s)], in_words(group, found[name].sel(service=s, drop=True), write))
            for s in found["service"].values
        ]
        yield from tables_of(f"{where}: {title}", group, rows)
    for table in _waits(group, found, where):
        yield Appendix(table)


def _waits(group: xr.Dataset, found: xr.Dataset, where: str) -> Iterator[Table]:
    """Yield how many wait, how long, and how many are refused; nothing of services with none."""
    titles = _titles(group)
    for outcome, words in (
        ("waiting", "people waiting at a moment"),
        ("wait_days", "mean wait in days"),
        ("refused_by_service", "requests refused a year"),
    ):
        rows = [
            (titles[str(s)], levels(group, group[outcome].sel(service=s, drop=True)))
            for s in found["service"].values
            if (group[outcome].sel(service=s).fillna(0) != 0).any()
        ]
        yield from tables_of(f"{where}: {words} (all years, 95% interval)", group, rows)


def _titles(dataset: xr.Dataset) -> dict[str, str]:
    pairs = zip(dataset["service"].values, dataset["service_title"].values, strict=True)
    return {str(service): str(title) for service, title in pairs}
