"""What figures show, in words for readers who cannot see them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr

from carefunds_sim.report.scenario_names import groups, heading, names_within
from carefunds_sim.report.wording import plain

TABLES = "The numbers are in the tables beside this figure and in the tidy files."
MOST_ROWS = 4
"""How many rows are described; no listener to a picture wants a table read out."""


def describe_lines(dataset: xr.Dataset, rows: Mapping[str, xr.DataArray], *, unit: str) -> str:
    """Say where the lowest and the highest line end, in every panel."""
    last = {words: _at_end(values) for words, values in rows.items()}
    ends = describe_marks(dataset, last, unit=unit, what="at the end")
    return f"Lines over time, one for each arrangement. {ends}"


def describe_marks(
    dataset: xr.Dataset, rows: Mapping[str, xr.DataArray], *, unit: str, what: str
) -> str:
    """Say what each row's lowest and highest mean is in every panel; values are (scenario,)."""
    known = {label for values in rows.values() for label in values["scenario"].values}
    if len(rows) > MOST_ROWS:
        what = f"the first {MOST_ROWS} of {len(rows)} rows, {what}"
    sentences = []
    for group in groups(dataset):
        names = dict(zip(group["scenario"].values, names_within(group), strict=True))
        labels = [label for label in names if label in known]
        clauses = [
            f"{words} {_range(values.sel(scenario=labels), names)}".strip()
            for words, values in [*rows.items()][:MOST_ROWS]
            if values.sel(scenario=labels).notnull().any()
        ]
        if clauses:
            sentences.append(f"{heading(group, dataset)}, {what} ({unit}): {'; '.join(clauses)}.")
    return " ".join([*sentences, TABLES])


def _range(values: xr.DataArray, names: Mapping[str, str]) -> str:
    known = values.dropna("scenario")
    if known.size == 1:
        return plain(float(known.item()))
    ends = known[known.values.argmin()], known[known.values.argmax()]
    return " to ".join(
        f"{plain(float(end))} ({names[str(end['scenario'].item())]})" for end in ends
    )


def _at_end(values: xr.DataArray) -> xr.DataArray:
    """Return each scenario's last known mean over replications."""
    mean = values.mean("replication").transpose("scenario", ...)
    known = np.isfinite(mean.values)
    last = known.shape[1] - 1 - known[:, ::-1].argmax(axis=1)
    ends = mean.values[np.arange(len(last)), last]
    return xr.DataArray(ends, coords={"scenario": mean["scenario"].values}, dims="scenario")
