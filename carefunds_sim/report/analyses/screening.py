"""What a screening found: tables, a page in Markdown, sentences, figure, rows and files."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.figure import Figure
from rich.console import Group

from carefunds_sim.analysis.morris import CLEAR, clear, screened
from carefunds_sim.dataset.tidy import write_csv
from carefunds_sim.disk import put
from carefunds_sim.report import figures, markdown
from carefunds_sim.report.caveats import evidence_counted, source_line
from carefunds_sim.report.figures.style import NotebookFigure, add_caption, in_house_style
from carefunds_sim.report.tables import Table
from carefunds_sim.report.text import as_text, grid, listed
from carefunds_sim.report.wording import MISSING, millions, plain
from carefunds_sim.scenario.evidence import GRADES

TOP = 24
"""How many numbers a console, the page and the figure show."""

COLOURS = ("#12436D", "#2073BC", "#BFDCF5", "#801650", "#C0669B", "#F0C9DF")
"""Delay in blues, cost in purples; from dark to light: the baseline, then each difference."""

MEASURES = ("mu_star", "mu", "sigma", "chance", "number")


def console(dataset: xr.Dataset) -> Group:
    """Return the numbers that matter most and what to know of them, ready for the console."""
    found = screened(dataset).isel(factor=slice(TOP))
    cost = np.array([_is_cost(outcome) for outcome in found["outcome"].to_numpy()])
    of = {"delayed days a year": ~cost, "total cost, GBP million a year": cost}
    return Group(
        *(
            grid(_table(found.isel(outcome=which), f"Effect on {words}"), width=10)
            for words, which in of.items()
        ),
        *listed("What to keep in mind", caveats(dataset)),
    )


def page(dataset: xr.Dataset, command: str) -> str:
    """Return the headline table as a page in Markdown, the same for the same numbers."""
    found = screened(dataset)
    top = _table(found.isel(factor=slice(TOP)), "")
    columns = ("", "Number", *(f">{name}" for name in top.columns[1:]))
    rows = ((str(rank), f"`{row[0]}`", *row[1:]) for rank, row in enumerate(top.rows, start=1))
    lines = [
        "# Which numbers drive the results\n",
        f"The {TOP} most important of {found.sizes['factor']} numbers, found by\n",
        f"    {command}\n",
        "Days are delayed days a year, pounds are millions a year. What each number is and what it "
        "rests on is in [evidence.md](../reference/evidence.md).\n",
        *markdown.table(columns, rows),
        *(f"- {sentence}" for sentence in caveats(dataset)),
        *_inputs(dataset),
    ]
    return "\n".join(lines) + "\n"


def _inputs(dataset: xr.Dataset) -> Iterator[str]:
    """Yield what was screened, so that a later reader can check that it still stands."""
    yield f"- Made by carefunds_sim {dataset.attrs['package_version']} from:"
    for name, digest in json.loads(dataset.attrs["scenarios"]).items():
        yield f"  - `{name}`, hash `{digest}`"


def _table(found: xr.Dataset, title: str) -> Table:
    outcomes = [str(outcome) for outcome in found["outcome"].to_numpy()]
    names = [outcome[0].upper() + outcome[1:] for outcome in outcomes]
    return Table(title, ("Number", "Grade", "Importance", *names), tuple(_rows(found, outcomes)))


def _rows(found: xr.Dataset, outcomes: list[str]) -> Iterator[tuple[str, ...]]:
    certain = clear(found)
    for factor in found["factor"].to_numpy():
        one, sure = found.sel(factor=factor), certain.sel(factor=factor)
        cells = (
            _effect(float(one["mu_star"].sel(outcome=o)), o, sure=bool(sure.sel(outcome=o)))
            for o in outcomes
        )
        grade = GRADES[str(one["kind"].item())].letter
        yield (str(factor), grade, f"{float(one['importance']):.2f}", *cells)


def _effect(value: float, outcome: str, *, sure: bool) -> str:
    """Return an effect in its unit, in brackets when chance alone may have made it."""
    if not math.isfinite(value):
        return MISSING
    words = millions(value) if _is_cost(outcome) else plain(value)
    return words if sure else f"({words})"


def _is_cost(outcome: str) -> bool:
    return "cost" in outcome


def caveats(dataset: xr.Dataset) -> list[str]:
    """Say how the numbers were moved, what an effect is and how far it can be trusted."""
    attrs = dataset.attrs
    found = [
        f"{dataset.sizes['factor']} numbers, each moved from {attrs['trajectories']} random points "
        f"of all ranges; {attrs['runs']} runs of {attrs['years']} years at scale "
        f"{float(attrs['scale']):g}, {dataset.sizes['replication']} replications, seed "
        f"{attrs['seed']}; days and pounds are those of the area at that scale.",
        "An effect is the mean size of what moving a number over its whole range does (mu* of "
        "Campolongo, Cariboni and Saltelli, 2007). Importance is its share of the largest effect "
        "of any number, as a mean over the columns.",
        f"In brackets: less than {CLEAR:g} times what the spread between replications alone would "
        "show.",
        "It depends on the ranges: a number with a wide range may matter for that alone. Bands and "
        "kinds of people move together, routes tilt towards the first one named.",
        f"Numbers behind this: {evidence_counted(dataset)}.",
    ]
    if attrs["incomplete"]:
        why = "interrupted" if attrs["interrupted"] else "some runs failed"
        found.append(f"INCOMPLETE ({why}): the effects are those of the {attrs['runs']} runs made.")
    return found


def tidy(dataset: xr.Dataset) -> pd.DataFrame:
    """Return one row for each number and outcome, the most important number first."""
    found = screened(dataset)
    table = found[[*MEASURES]].to_dataframe().reset_index()
    order = {str(factor): rank for rank, factor in enumerate(found["factor"].to_numpy(), start=1)}
    table["rank"] = table["factor"].map(order)
    table["importance"] = table["factor"].map(found["importance"].to_series())
    columns = ["rank", "factor", "importance", "kind", "unit", "low", "high", "outcome", *MEASURES]
    return table.sort_values(["rank"], kind="stable")[columns]


def as_json(dataset: xr.Dataset, files: list[Path]) -> str:
    """Return every measure of every number as one JSON object on one line."""
    attrs, rows = dataset.attrs, tidy(dataset)
    return json.dumps(
        {
            "study": attrs["study"],
            "version": attrs["package_version"],
            "seed": int(attrs["seed"]),
            "engine": attrs["engine"],
            "trajectories": int(attrs["trajectories"]),
            "replications": dataset.sizes["replication"],
            "runs": int(attrs["runs"]),
            "complete": not attrs["incomplete"],
            "scenarios": json.loads(attrs["scenarios"]),
            "evidence": json.loads(attrs["evidence"]),
            "failures": json.loads(attrs["failures"]),
            "effects": rows.astype(object).where(rows.notna(), None).to_dict("records"),
            "files": [file.as_posix() for file in files],
        },
        allow_nan=False,
    )


def write(dataset: xr.Dataset, folder: Path, *, command: str) -> list[Path]:
    """Write tables as text, Markdown and CSV, and the figure; return the files."""
    return [
        put(folder / "summary.txt", as_text(console(dataset))),
        put(folder / "screening.md", page(dataset, command)),
        write_csv(tidy(dataset), folder / "screening.csv"),
        figures.save(importance(dataset), folder / "figures" / "importance"),
    ]


@in_house_style
def importance(dataset: xr.Dataset) -> Figure:
    """Importance of the most important numbers, made up of its parts by outcome."""
    found = screened(dataset)
    parts = (found["mu_star"] / found["mu_star"].max("factor")).fillna(0.0)
    parts = parts.isel(factor=slice(TOP)) / found.sizes["outcome"]
    figure = NotebookFigure(figsize=(11, 0.3 * parts.sizes["factor"] + 2.2), layout="constrained")
    axis = figure.subplots()
    at, start = np.arange(parts.sizes["factor"]), np.zeros(parts.sizes["factor"])
    for outcome, colour in zip(parts["outcome"].values, COLOURS, strict=False):
        width = parts.sel(outcome=outcome).to_numpy()
        axis.barh(at, width, left=start, height=0.7, color=colour, label=str(outcome),
                  edgecolor="white", linewidth=0.5)  # fmt: skip
        start = start + width
    axis.set_yticks(at, [str(name) for name in parts["factor"].to_numpy()], fontsize=8)
    axis.set_ylim(len(at) - 0.4, -0.6)
    axis.set_xlabel("Importance: effect as a share of the largest of any number, mean of outcomes")
    axis.grid(visible=False, axis="y")
    axis.legend(fontsize=8, loc="lower right", frameon=False)
    return add_caption(figure, title="Which numbers drive the results", below=_source(dataset))


def _source(dataset: xr.Dataset) -> str:
    attrs, runs = dataset.attrs, dataset.sizes["replication"]
    made = f"{attrs['study']}, {attrs['trajectories']} trajectories, {runs} replications"
    return f"Mean size of elementary effects over whole ranges. {source_line(dataset, made)}"
