"""What figures show, told for people who cannot see them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr

from carefunds_sim.report.scenario_names import groups, heading, names_within
from carefunds_sim.report.wording import plain

TABLES = "The numbers are in the tables beside this figure and in the tidy files."
MOST_ROWS = 4
"""How many rows are told; whoever listens to a picture does not want a table read out."""


def lines_told(dataset: xr.Dataset, rows: Mapping[str, xr.DataArray], *, unit: str) -> str:
    """Tell of lines where the lowest and the highest of them end, in every panel."""
    last = {words: _at_end(values) for words, values in rows.items()}
    ends = marks_told(dataset, last, unit=unit, what="at the end")
    return f"Lines over time, one for each arrangement. {ends}"


def marks_told(
    dataset: xr.Dataset, rows: Mapping[str, xr.DataArray], *, unit: str, what: str
) -> str:
    """Tell of each row its lowest and highest mean in every panel; values are (scenario,)."""
    told, first = [], [*rows.items()][:MOST_ROWS]
    if len(rows) > MOST_ROWS:
        what = f"the first {MOST_ROWS} of {len(rows)} rows, {what}"
    for group in groups(dataset):
        labels = [label for label in group["scenario"].values if label in _labels(rows)]
        names = dict(zip(group["scenario"].values, names_within(group), strict=True))
        clauses = [
            f"{words} {_range(values.sel(scenario=labels), names)}".strip()
            for words, values in first
            if values.sel(scenario=labels).notnull().any()
        ]
        if clauses:
            told.append(f"{heading(group, dataset)}, {what} ({unit}): {'; '.join(clauses)}.")
    return " ".join([*told, TABLES])


def _labels(rows: Mapping[str, xr.DataArray]) -> set[str]:
    return {label for values in rows.values() for label in values["scenario"].values}


def _range(values: xr.DataArray, names: Mapping[str, str]) -> str:
    known = values.dropna("scenario")
    lowest, highest = known[known.values.argmin()], known[known.values.argmax()]
    if known.size == 1:
        return plain(float(lowest))
    return " to ".join(
        f"{plain(float(end))} ({names[str(end['scenario'].item())]})" for end in (lowest, highest)
    )


def _at_end(values: xr.DataArray) -> xr.DataArray:
    """Return each scenario's last known mean over replications."""
    mean = values.mean("replication").transpose("scenario", ...)
    known = np.isfinite(mean.values)
    last = known.shape[1] - 1 - known[:, ::-1].argmax(axis=1)
    ends = mean.values[np.arange(len(last)), last]
    return xr.DataArray(ends, coords={"scenario": mean["scenario"].values}, dims="scenario")
