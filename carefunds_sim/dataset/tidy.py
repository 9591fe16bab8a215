"""Tidy tables: one row for each number, for a spreadsheet or another language."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import xarray as xr

from carefunds_sim.dataset.build import MONTHLY, outcome_names

WHO = ["scenario", "area", "arrangement", "squeeze", "replication"]
HEADLINES = ("delayed_days", "capacity", "occupied_days", "waiting_days", "cost", "spend", "budget")


def tidy_outcomes(dataset: xr.Dataset) -> pd.DataFrame:
    """One row for each scenario, finished replication and outcome; ``of`` is a service or fund."""
    rows = [_long(dataset, name) for name in outcome_names(dataset)]
    return pd.concat(rows, ignore_index=True)


def _long(dataset: xr.Dataset, name: str) -> pd.DataFrame:
    variable = dataset[name]
    extra = [str(dim) for dim in variable.dims if dim not in ("scenario", "replication")]
    table = _frame(dataset, variable.to_dataset(name="value"), extra)
    table["of"] = table[extra[0]] if extra else ""
    table["outcome"] = name
    table["unit"] = variable.attrs["units"]
    return table[[*WHO, "outcome", "of", "value", "unit"]]


def tidy_monthly(dataset: xr.Dataset) -> pd.DataFrame:
    """One row for each scenario, finished replication, month, headline account and detail.

    ``of`` is what the number is of: a setting and reason, a service, a body or a fund.
    """
    keep = {"delayed_days": ["setting", "reason"], "capacity": ["service"], "cost": ["body"],
            "occupied_days": ["service"], "waiting_days": ["service"], "spend": ["fund"],
            "budget": ["fund"]}  # fmt: skip
    rows = []
    for account in HEADLINES:
        variable = dataset[MONTHLY + account]
        summed = [d for d in variable.dims[3:] if d not in keep[account]]
        values = variable.sum(summed, min_count=1) if summed else variable
        table = _frame(dataset, values.to_dataset(name="value"), ["month", *keep[account]])
        table["of"] = table[keep[account]].agg("/".join, axis=1)
        table["account"] = account
        table["unit"] = variable.attrs["units"]
        rows.append(table[[*WHO, "month", "account", "of", "value", "unit"]])
    return pd.concat(rows, ignore_index=True)


def _frame(dataset: xr.Dataset, values: xr.Dataset, extra: list[str]) -> pd.DataFrame:
    """Values as rows with the words of their scenario; runs that are not finished left out."""
    finished = values.drop_vars(set(values.coords) - set(values.dims))
    finished = finished.assign(_done=dataset["completed"].drop_vars(
        set(dataset["completed"].coords) - {"scenario", "replication"}))  # fmt: skip
    table = finished.to_dataframe().reset_index()
    table = table[table["_done"] & table["value"].notna()]
    words = dataset[["area", "arrangement", "squeeze"]].reset_coords().to_dataframe()
    words = words[["area", "arrangement", "squeeze"]].reset_index()
    return table.merge(words, on="scenario", how="left")[[*WHO, *extra, "value"]]


def write_csv(table: pd.DataFrame, path: Path) -> Path:
    """Write a table so that every number reads back as it was."""
    table.to_csv(path, index=False, lineterminator="\n", date_format="%Y-%m")
    return path
