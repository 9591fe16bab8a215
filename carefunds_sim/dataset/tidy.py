"""Tidy tables: one row for each number, for a spreadsheet or another language."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import xarray as xr

from carefunds_sim.dataset.build import outcome_names
from carefunds_sim.dataset.entry import MONTHLY

WORDS = ["area", "arrangement", "squeeze"]
HEADLINES: dict[str, str] = {
    "delayed_days": "reason",
    "capacity": "service",
    "occupied_days": "service",
    "waiting_days": "service",
    "cost": "body",
    "spend": "fund",
    "budget": "fund",
}
"""Monthly accounts of the monthly table, and what each is split by there."""


def tidy_outcomes(dataset: xr.Dataset) -> pd.DataFrame:
    """One row for each scenario, finished replication and outcome; ``of`` is a service or fund."""
    parts = []
    for name in outcome_names(dataset):
        variable = dataset[name]
        split = [str(dim) for dim in variable.dims if dim not in ("scenario", "replication")]
        table = _rows(dataset, variable)
        table["of"] = table[split[0]] if split else ""
        table["outcome"] = name
        table["unit"] = variable.attrs["units"]
        parts.append(table)
    columns = ["scenario", *WORDS, "replication", "outcome", "of", "value", "unit"]
    return pd.concat(parts, ignore_index=True)[columns]


def tidy_monthly(dataset: xr.Dataset) -> pd.DataFrame:
    """One row for each scenario, month and headline account: means over replications.

    ``of`` is what the number is of: a reason, a service, a body or a fund. Single replications
    and finer splits are in the dataset.
    """
    parts = []
    for account, split in HEADLINES.items():
        variable = dataset[MONTHLY + account]
        summed = [dim for dim in variable.dims[3:] if dim != split]
        table = _rows(dataset, variable.sum(summed, min_count=1).mean("replication"))
        table["of"] = table[split]
        table["account"] = account
        table["unit"] = variable.attrs["units"]
        parts.append(table)
    columns = ["scenario", *WORDS, "month", "account", "of", "value", "unit"]
    return pd.concat(parts, ignore_index=True)[columns]


def _rows(dataset: xr.Dataset, values: xr.DataArray) -> pd.DataFrame:
    """Values as rows with the words of their scenario; what is missing is left out."""
    bare = values.drop_vars(set(values.coords) - set(values.dims))
    table = bare.to_dataframe(name="value").reset_index().dropna(subset="value")
    words = pd.DataFrame({word: dataset[word].to_numpy() for word in ["scenario", *WORDS]})
    return table.merge(words, on="scenario", how="left")


def write_csv(table: pd.DataFrame, path: Path) -> Path:
    """Write a table so that every number reads back as it was."""
    table.to_csv(path, index=False, lineterminator="\n", date_format="%Y-%m")
    return path
