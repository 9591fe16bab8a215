"""The sheet of who pays: cost, transfers and what is borne in the end, body by body."""

from __future__ import annotations

import numpy as np
import xarray as xr

from carefunds_sim.analysis.contrasts import baselines, differences, estimates
from carefunds_sim.analysis.funds import money_by_body
from carefunds_sim.report.figures.costs import BODIES
from carefunds_sim.report.figures.style import OTHERS, TEXT
from carefunds_sim.report.findings import direction
from carefunds_sim.report.scenario_names import baseline_words
from carefunds_sim.report.wording import capitalised, plain_word
from carefunds_sim.report.workbook.bars import shifted, stacked
from carefunds_sim.report.workbook.labels import headers, label_columns, of_rows, ordered
from carefunds_sim.report.workbook.sheet import Cell, Chart, Column, Grid, Sheet
from carefunds_sim.report.workbook.units import interval_columns, is_known
from carefunds_sim.report.workbook.words import NO_MONEY, how_sure, with_intervals

NAME, TITLE = "By body", "By body: who pays, and what was shifted"
SELF = "self"
BASELINE = "the baseline"


def bodies(dataset: xr.Dataset) -> Sheet:
    """Return the sheet; without money only the sentence that says so."""
    money = money_by_body(dataset)
    if not is_known(money["cost"]):
        return Sheet(NAME, TITLE, (NO_MONEY,))
    charts = _charts(money, with_intervals(dataset))
    return Sheet(NAME, TITLE, _sentences(money, how_sure(dataset)), (_grid(money),), charts,
                 tuple(chart.grid for chart in charts))  # fmt: skip


def body_words(body: object) -> str:
    """Return what a body is called."""
    words = plain_word(body)
    return "People themselves" if words == SELF else capitalised(words)


def _sentences(money: xr.Dataset, sure: str) -> tuple[str, ...]:
    compared = (
        (f"The change is from {baseline_words(money)}, pair by pair of replications.",)
        if baselines(money)
        else ()
    )
    return (
        f"GBP million a year. {sure}",
        "Cost holds the body's part of the arrangement's overhead. Transfers (charges, grants and "
        "risk shares) move money between bodies and buy no care: what a body bears in the end is "
        "its cost less what it received.",
        *compared,
    )


def _grid(money: xr.Dataset) -> Grid:
    """Return the table: a row for each scenario and body."""
    means, pairs = estimates(money), baselines(money)
    rows = [(label, str(body)) for label in ordered(money) for body in money["body"].values]
    labels = [label for label, _ in rows]
    columns = [
        *label_columns(money, labels),
        Column("Body", [body_words(body) for _, body in rows]),
    ]
    for name in money.data_vars:
        found = of_rows(means[name], rows, "body")
        columns += interval_columns(str(money[name].attrs["long_name"]), "GBP a year", found)
    if pairs:
        gaps = differences(money)["net_cost"].reindex(scenario=money["scenario"])
        found = of_rows(gaps, rows, "body")
        columns += interval_columns("Change in cost after transfers", "GBP a year", found,
                                    signed=True)  # fmt: skip
        columns.append(Column("What the change is", _verdicts(found, labels, pairs)))
    return Grid("ByBody", tuple(columns), fixed=len(headers(money)) + 1)


def _verdicts(found: np.ndarray, labels: list[str], pairs: dict[str, str]) -> list[Cell]:
    return [
        str(direction(*map(float, ends))) if label in pairs else BASELINE
        for ends, label in zip(found, labels, strict=True)
    ]


def _charts(money: xr.Dataset, sure: str) -> tuple[Chart, ...]:
    """Return who bears what in the end, and how that differs from the baseline."""
    if money.sizes["scenario"] < 2:
        return ()
    colours = _colours(money)
    net = _apart(money["net_cost"].mean("replication"))
    drawn = [stacked(net, colours=colours, name="NetCostByBody",
                     title="Cost a year by who bears it in the end, after transfers")]  # fmt: skip
    if baselines(money):
        gaps = _apart(differences(money)["net_cost"])
        drawn.append(
            shifted(
                gaps, colours=colours, name="ShiftedCost", title="Change from "
                f"{baseline_words(money)} in what each bears, {sure}",
                told="Where an interval crosses zero there is no clear difference.",
            )
        )  # fmt: skip
    return tuple(drawn)


def _apart(found: xr.DataArray) -> xr.Dataset:
    """Return a variable for each body, named as people call it."""
    return xr.Dataset(
        {body_words(body): found.sel(body=body, drop=True) for body in found["body"].values}
    )


def _colours(money: xr.Dataset) -> dict[str, str]:
    """Return the colour of each body: those of the figures, and others for more than one NHS."""
    spare = iter(stroke.colour for stroke in OTHERS)
    known = {kind.split("_")[1]: colour for kind, (_, colour, _) in BODIES.items()}
    bodies = [str(body) for body in money["body"].values]
    return {body_words(body): known.get(body) or next(spare, TEXT) for body in bodies}
