"""Stored results, and what was found in them: for the console, a folder, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import xarray as xr
from rich.console import Group, RenderableType

from carefunds_sim.analysis.design import one_step, unmoved, with_moved
from carefunds_sim.analysis.intervals import STATISTICS
from carefunds_sim.dataset.build import scalar_outcomes
from carefunds_sim.dataset.store import save
from carefunds_sim.dataset.tidy import write_csv
from carefunds_sim.disk import put
from carefunds_sim.errors import CarefundsError, UnknownNameError, did_you_mean
from carefunds_sim.report import figures
from carefunds_sim.report.analyses.analysis import Analysis, Request
from carefunds_sim.report.analyses.registry import ANALYSES
from carefunds_sim.report.analyses.sensitivity import STILL
from carefunds_sim.report.analyses.words import factor_words
from carefunds_sim.report.caveats import evidence_counted
from carefunds_sim.report.text import as_text, grid, listed, title

DEFAULT_OUTCOME = "delayed_days"
NARROW = 24
BESIDE = ("units", "level_value")
"""What stands beside the labels of a row, where a result has it."""


@dataclass(frozen=True)
class AnalysisResults:
    """What was made of stored results: results by analysis, and why others do not fit."""

    dataset: xr.Dataset
    request: Request
    found: dict[str, xr.Dataset]
    not_made: dict[str, str]


def analyse(dataset: xr.Dataset, names: Sequence[str], request: Request) -> AnalysisResults:
    """Return the analyses that are named, or all that fit where none is.

    Raises
    ------
    UnknownNameError
        There is no such analysis.
    CarefundsError
        A named analysis does not fit these results, or no analysis does.
    """
    dataset = with_moved(dataset)
    request = _with_outcomes(dataset, request)
    found: dict[str, xr.Dataset] = {}
    not_made: dict[str, str] = {}
    for one in _chosen(names):
        why_not = one.why_not(dataset)
        try:
            if not why_not:
                found[one.name] = one.analyse(dataset, request)
        except CarefundsError as error:
            why_not = f"{one.name}: {error}"
        if why_not and names:
            raise CarefundsError(why_not)
        if why_not:
            not_made[one.name] = why_not
    if not found:
        raise CarefundsError("\n".join(not_made.values()))
    return AnalysisResults(dataset, request, found, not_made)


def _chosen(names: Sequence[str]) -> list[Analysis]:
    for name in names:
        if name not in ANALYSES:
            known = ", ".join(ANALYSES)
            near = did_you_mean(name, ANALYSES)
            raise UnknownNameError(f"no analysis is called '{name}'{near} (there are: {known})")
    return [one for name, one in ANALYSES.items() if name in names or not names]


def _with_outcomes(dataset: xr.Dataset, request: Request) -> Request:
    """Return the request with the headline outcome, where none is asked for."""
    if request.outcomes:
        return request
    known = scalar_outcomes(dataset)
    headline = [DEFAULT_OUTCOME] if DEFAULT_OUTCOME in known else known[:1]
    return replace(request, outcomes=tuple(headline))


def console(made: AnalysisResults) -> Group:
    """Return all that was found, ready for the console."""
    parts: list[RenderableType] = []
    for name, found in made.found.items():
        one = ANALYSES[name]
        parts.append(title(one.answers))
        parts += [grid(t, width=NARROW) for t in one.tables(found) if t.rows]
        parts += listed("What this says", one.caveats(found))
    parts += listed("What to keep in mind", caveats(made))
    return Group(*parts)


def caveats(made: AnalysisResults) -> list[str]:
    """Say how much was run, what it rests on, and which analyses do not fit."""
    dataset = made.dataset
    done, wanted = int(dataset["completed"].sum()), int(dataset["completed"].size)
    runs = f"{wanted} runs" if done == wanted else f"INCOMPLETE: {done} of {wanted} runs"
    points = int(dataset.sizes.get("point", 1))
    return [
        f"{runs}: {points} point{'s' * (points != 1)}, {dataset.sizes['scenario']} scenarios, "
        f"{dataset.sizes['replication']} replications. Numbers behind this: "
        f"{evidence_counted(dataset)}.",
        *_unmoved(dataset),
        *(f"Not shown: {why}." for why in made.not_made.values()),
    ]


def _unmoved(dataset: xr.Dataset) -> list[str]:
    """Say which numbers of a sweep moved nothing, and which moved in one step only."""
    if "factor" not in dataset.dims:
        return []
    words = factor_words(dataset["factor"].to_numpy())
    return [
        *(
            f"'{words[name]}' {STILL}: none of its values changes anything in any run, after scale "
            "and rounding, so nothing is said of what it does."
            for name in unmoved(dataset)
        ),
        *(
            f"'{words[name]}' moved in one step only: its values make no more than two different "
            "results, after scale and rounding."
            for name in one_step(dataset)
        ),
    ]


def tidy(found: xr.Dataset) -> pd.DataFrame:
    """Return one row for each measure of an analysis and all that it is of, with its interval.

    Where a measure has an interval, ``low`` and ``high`` are its ends. What is not known is left
    out. ``units`` are those of the outcome; shares and counts of replications have none.
    """
    parts = [_rows(found[name], str(name)) for name in found.data_vars]
    table = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    whole = [name for name in ("level", "point") if name in table and found[name].dtype.kind == "i"]
    table = table.astype(dict.fromkeys(whole, "Int64"))
    ends = [name for name in ("value", "low", "high") if name in table]
    return table[[column for column in table.columns if column not in ends] + ends]


def _rows(values: xr.DataArray, name: str) -> pd.DataFrame:
    values = values.astype(float) if values.dtype == bool else values
    known = [word for word in BESIDE if word in values.coords]
    keys = [*(str(dim) for dim in values.dims if dim != "statistic"), *known]
    bare = values.drop_vars([str(c) for c in values.coords if c not in (*values.dims, *known)])
    table = bare.to_dataframe(name="value").reset_index().dropna(subset="value")
    if "statistic" in values.dims and len(table):
        wide = table.pivot_table(index=keys, columns="statistic", values="value", sort=False)
        shown = [statistic for statistic in STATISTICS if statistic in wide]
        table = wide[shown].reset_index().rename(columns={"mean": "value"})
    table = table[[*keys, *(c for c in ("value", "low", "high") if c in table)]]
    table.insert(0, "measure", name)
    return table


def write(made: AnalysisResults, folder: Path) -> list[Path]:
    """Write tables and sentences as text, every result as CSV and NetCDF, and the figures."""
    written = [put(folder / "analysis.txt", as_text(console(made)))]
    for name, found in made.found.items():
        written.append(write_csv(tidy(found), folder / f"{name}.csv"))
        written.append(save(found, folder / f"{name}.nc"))
        for file, figure in ANALYSES[name].figures(found).items():
            written.append(figures.save(figure, folder / "figures" / file))
    return written


def as_json(made: AnalysisResults, files: Sequence[Path]) -> str:
    """Return every measure of every analysis as one JSON object on one line."""
    attrs = made.dataset.attrs
    whole = {
        "study": attrs["study"],
        "version": attrs["package_version"],
        "seed": int(attrs["seed"]),
        "design": json.loads(attrs.get("design") or "{}"),
        "outcomes": list(made.request.outcomes),
        "complete": bool(made.dataset["completed"].all()),
        "did_not_move": unmoved(made.dataset),
        "analyses": {
            name: {
                "rows": [_known(row) for row in tidy(found).to_dict("records")],
                "remarks": ANALYSES[name].caveats(found),
            }
            for name, found in made.found.items()
        },
        "not_made": made.not_made,
        "files": [file.as_posix() for file in files],
    }
    return json.dumps(whole, allow_nan=False)


def _known(row: dict[Any, Any]) -> dict[str, Any]:
    """Return a row without what is not known, and without an end that is open."""
    open_ends = (float("inf"), -float("inf"))
    known = {key: value for key, value in row.items() if not pd.isna(value)}
    return {str(key): value for key, value in known.items() if value not in open_ends}
