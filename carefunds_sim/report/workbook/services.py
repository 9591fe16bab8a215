"""The sheet of services: what is open, wanted and used, who waits, and where that cannot do."""

from __future__ import annotations

import numpy as np
import xarray as xr

from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.analysis.stability import stability
from carefunds_sim.analysis.years import loads
from carefunds_sim.report.workbook.labels import headers, label_columns, of_rows, ordered
from carefunds_sim.report.workbook.sheet import Column, Form, Grid, Sheet
from carefunds_sim.report.workbook.units import interval_columns
from carefunds_sim.report.workbook.words import how_sure

NAME, TITLE = "By service", "By service: what is open, wanted and used, and who waits"
SURE = {"utilisation": "Utilisation", "waiting": "People waiting", "wait_days": "Mean wait"}
"""Outcomes that are shown with their intervals."""
MEANS = {"throughput": "Starts", "refused_by_service": "Requests refused"}
"""Outcomes of which the mean is enough."""
Row = tuple[str, str]
"""A scenario and a service."""


def services(dataset: xr.Dataset) -> Sheet:
    """Return the sheet."""
    return Sheet(NAME, TITLE, _sentences(dataset), (_grid(dataset),))


def _sentences(dataset: xr.Dataset) -> tuple[str, ...]:
    return (
        f"Means over the years. {how_sure(dataset)} Units open are empty where there is no limit.",
        "Offered load: units that would be in use if nobody were refused or had to wait, estimated "
        "before the run from the first year's arrivals; need that grows later is not in it.",
        "Warnings are of the last year: the offered load is above what is open, or the queue grew "
        "clearly and by much against the year before.",
    )


def _grid(dataset: xr.Dataset) -> Grid:
    known = dataset["in_service"].notnull().any("replication")
    among = dict(zip(map(str, known["scenario"].values), known.values, strict=True))
    rows = [
        (label, str(service))
        for label in ordered(dataset)
        for service in dataset["service"].values[among[label]]
    ]
    labels = [label for label, _ in rows]
    columns = [
        *label_columns(dataset, labels),
        Column("Service", _words(dataset["service_title"], rows)),
        Column("Counted in", _words(dataset["service_kind"], rows)),
        *_room(dataset, rows),
    ]
    for name, title in {**SURE, **MEANS}.items():
        unit = str(dataset[name].attrs["units"])
        found = interval_columns(title, unit, _of(mean_and_interval(dataset[name]), rows))
        columns += found if name in SURE else found[:1]
    columns.append(Column("Warning", _warnings(dataset, rows), Form.WARNING))
    return Grid("ByService", tuple(columns), fixed=len(headers(dataset)) + 1)


def _room(dataset: xr.Dataset, rows: list[Row]) -> list[Column]:
    """Return units open and the offered load beside them, as means over the years."""
    found = loads(dataset).mean(["year", "replication"])
    return [
        Column(title, _of(found[name], rows).tolist(), form)
        for name, title, form in (
            ("capacity", "Open (units)", Form.ONE_DIGIT),
            ("offered", "Offered load (units)", Form.ONE_DIGIT),
            ("offered_share", "Offered load, % of open", Form.PERCENT),
        )
    ]


def _of(found: xr.DataArray, rows: list[Row]) -> np.ndarray:
    return of_rows(found, rows, "service")


def _words(of_service: xr.DataArray, rows: list[Row]) -> list[str]:
    known = {str(service): str(word) for service, word in of_service.to_series().items()}
    return [known[service] for _, service in rows]


def _warnings(dataset: xr.Dataset, rows: list[Row]) -> list[str]:
    found = stability(dataset)
    flags = {
        "asked for, never open": found["asked_in_vain"],
        "offered load above what is open": found["load"] > found["capacity"],
        "queue grows": found["waiting_grows"],
    }
    by_row = {words: _of(flag, rows) for words, flag in flags.items()}
    return ["; ".join(words for words, flag in by_row.items() if flag[i]) for i in range(len(rows))]
