"""The sheets that split outcomes: who pays, body by body, and how each service fares."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import xarray as xr

from carefunds_sim.analysis.contrasts import baselines, differences, estimates
from carefunds_sim.analysis.funds import money_by_body
from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.analysis.stability import stability
from carefunds_sim.analysis.years import loads
from carefunds_sim.report.figures.costs import BODIES
from carefunds_sim.report.figures.style import OTHERS, TEXT
from carefunds_sim.report.findings import direction
from carefunds_sim.report.scenario_names import baseline_words
from carefunds_sim.report.wording import capitalised, plain_word
from carefunds_sim.report.workbook.charts import money_bars
from carefunds_sim.report.workbook.sheet import (
    GBP_A_YEAR,
    Chart,
    Column,
    Form,
    Grid,
    Sheet,
    how_sure,
    interval_columns,
    is_known,
    label_columns,
    ordered,
    with_intervals,
)

BODY_ABOUT = (
    "What each body pays, what it receives from others, what it bears in the end, and how that "
    "differs from the baseline."
)
SERVICE_ABOUT = "Capacity, demand, use, waiting and refusals of each service, with warnings."
WITH_INTERVALS = {
    "utilisation": "Utilisation", "waiting": "People waiting", "wait_days": "Mean wait",
}  # fmt: skip
MEANS_ONLY = {"throughput": "Starts", "refused_by_service": "Requests refused"}
ROOM = (
    ("capacity", "Open (units)", Form.ONE_DIGIT),
    ("offered", "Offered load (units)", Form.ONE_DIGIT),
    ("offered_share", "Offered load, % of open", Form.PERCENT),
)
"""Means over the years that are shown of the room that there is."""

# --- By body --------------------------------------------------------------------------------


def bodies_sheet(dataset: xr.Dataset) -> Sheet:
    """Return the sheet of bodies; without money only the sentence that says so."""
    title = "By body: who pays, and what was shifted"
    sheet = partial(Sheet, "By body", title, about=BODY_ABOUT)
    money = money_by_body(dataset)
    if not is_known(money["cost"]):
        return sheet(("This network has no money: there is nothing to show here.",))
    sentences = [
        f"GBP million a year. {how_sure(dataset)}",
        "Cost holds the body's part of the arrangement's overhead. Transfers (charges, grants, "
        "risk shares and what a hospital trust is paid) move money between bodies and buy no care: "
        "what a body bears in the end is its cost less what it received.",
    ]
    if baselines(money):
        against = baseline_words(money)
        sentences.append(f"The change is from {against}, pair by pair of replications.")
    return sheet(tuple(sentences), (_body_grid(money),), _charts(money, with_intervals(dataset)))


def body_words(body: object) -> str:
    """Return what a body is called."""
    words = plain_word(body)
    return {"self": "People themselves", "nhs": "NHS"}.get(words) or capitalised(words)


def _body_grid(money: xr.Dataset) -> Grid:
    """Return the table: a row for each scenario and body."""
    means, pairs = estimates(money), baselines(money)
    rows = [(label, str(body)) for label in ordered(money) for body in money["body"].values]
    leading = [
        *label_columns(money, [label for label, _ in rows]),
        Column("Body", [body_words(body) for _, body in rows]),
    ]
    columns = [*leading]
    for name in money.data_vars:
        found = _of_rows(means[name], rows)
        columns += interval_columns(str(money[name].attrs["long_name"]), GBP_A_YEAR, found)
    if pairs:
        gaps = differences(money)["net_cost"].reindex(scenario=money["scenario"])
        found = _of_rows(gaps, rows)
        columns += interval_columns("Change in cost after transfers", GBP_A_YEAR, found,
                                    signed=True)  # fmt: skip
        verdicts = [
            str(direction(*map(float, ends))) if label in pairs else "the baseline"
            for ends, (label, _) in zip(found, rows, strict=True)
        ]
        columns.append(Column("What the change is", verdicts))
    return Grid("ByBody", tuple(columns), fixed=len(leading))


def _charts(money: xr.Dataset, sure: str) -> tuple[Chart, ...]:
    """Return who bears what in the end, and how that differs from the baseline."""
    if money.sizes["scenario"] < 2:
        return ()
    colours = _colours(money)
    net = _by_body_words(money["net_cost"].mean("replication"))
    title = "Cost a year by who bears it in the end, after transfers"
    charts = [money_bars(net, colours=colours, name="NetCostByBody", title=title)]
    if baselines(money):
        charts.append(
            money_bars(
                _by_body_words(differences(money)["net_cost"]), colours=colours,
                name="ShiftedCost",
                title=f"Change from {baseline_words(money)} in what each bears, {sure}",
                finding="Where an interval crosses zero there is no clear difference.",
            )
        )  # fmt: skip
    return tuple(charts)


def _by_body_words(found: xr.DataArray) -> xr.Dataset:
    """Return a variable for each body, named as people call it."""
    return xr.Dataset(
        {body_words(body): found.sel(body=body, drop=True) for body in found["body"].values}
    )


def _colours(money: xr.Dataset) -> dict[str, str]:
    """Return the colour of each body: those of the figures, and others for more than one NHS."""
    spare = iter(stroke.colour for stroke in OTHERS)
    known = {kind.split("_")[1]: colour for kind, (_, colour, _) in BODIES.items()}
    bodies = map(str, money["body"].values)
    return {body_words(body): known.get(body) or next(spare, TEXT) for body in bodies}


# --- By service -----------------------------------------------------------------------------


def services_sheet(dataset: xr.Dataset) -> Sheet:
    """Return the sheet of services: what is open, wanted and used, who waits, and warnings."""
    sentences = (
        f"Means over the years. {how_sure(dataset)} Units open are empty where there is no limit.",
        "Offered load: units that would be in use if nobody were refused or had to wait, estimated "
        "before the run from the first year's arrivals; need that grows later is not in it.",
        "Warnings are of the last year: the offered load is above what is open, or the queue grew "
        "clearly and by much against the year before.",
    )
    title = "By service: what is open, wanted and used, and who waits"
    return Sheet("By service", title, sentences, (_service_grid(dataset),), about=SERVICE_ABOUT)


def _service_grid(dataset: xr.Dataset) -> Grid:
    known = dataset["in_service"].notnull().any("replication")
    services = dict(zip(map(str, known["scenario"].values), known.values, strict=True))
    rows = [
        (label, str(service))
        for label in ordered(dataset)
        for service in dataset["service"].values[services[label]]
    ]
    leading = [
        *label_columns(dataset, [label for label, _ in rows]),
        Column("Service", _words(dataset["service_title"], rows)),
    ]
    room = loads(dataset).mean(["year", "replication"])
    columns = [
        *leading,
        Column("Counted in", _words(dataset["service_kind"], rows)),
        *(Column(title, _of_rows(room[name], rows).tolist(), form) for name, title, form in ROOM),
    ]
    for name, title in {**WITH_INTERVALS, **MEANS_ONLY}.items():
        values = _of_rows(mean_and_interval(dataset[name]), rows)
        found = interval_columns(title, str(dataset[name].attrs["units"]), values)
        columns += found if name in WITH_INTERVALS else found[:1]
    columns.append(Column("Warning", _warnings(dataset, rows), Form.WARNING))
    return Grid("ByService", tuple(columns), fixed=len(leading))


def _words(of_service: xr.DataArray, rows: Sequence[tuple[str, str]]) -> list[str]:
    known = {str(service): str(word) for service, word in of_service.to_series().items()}
    return [known[service] for _, service in rows]


def _warnings(dataset: xr.Dataset, rows: Sequence[tuple[str, str]]) -> list[str]:
    found = stability(dataset)
    flags = {
        "asked for, never open": found["asked_in_vain"],
        "offered load above what is open": found["load"] > found["capacity"],
        "queue grows": found["waiting_grows"],
    }
    by_row = {words: _of_rows(flag, rows) for words, flag in flags.items()}
    return ["; ".join(words for words, flag in by_row.items() if flag[i]) for i in range(len(rows))]


def _of_rows(found: xr.DataArray, rows: Sequence[tuple[str, str]]) -> np.ndarray:
    """Return what belongs to each row, (rows, ...): of its scenario and its body or service."""
    dim = "body" if "body" in found.dims else "service"
    places = zip(("scenario", dim), zip(*rows, strict=True), strict=True)
    chosen = {name: xr.DataArray(list(words), dims="row") for name, words in places}
    return np.asarray(found.sel(chosen).transpose("row", ...).values)
