"""Tidy tables: one row for each number, for a spreadsheet or another language."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from pandas.api.types import is_datetime64_any_dtype, is_numeric_dtype

from carefunds_sim.dataset.build import RUN_DIMS, outcome_names
from carefunds_sim.dataset.entry import MONTHLY
from carefunds_sim.disk import draft
from carefunds_sim.errors import ResultError
from carefunds_sim.plain_text import cell
from carefunds_sim.timing import timed

log = logging.getLogger(__name__)

WORDS = ["area", "arrangement", "squeeze"]
HEADLINES: dict[str, str] = {
    "delayed_days": "reason",
    "delayed_days_by_responsible": "responsible",
    "capacity": "service",
    "occupied_days": "service",
    "waiting_days": "service",
    "offered_load": "service",
    "cost": "body",
    "overhead": "body",
    "transfers": "body",
    "spend": "fund",
    "budget": "fund",
}
"""Monthly accounts of the monthly table, and what each is split by there."""


def tidy_outcomes(dataset: xr.Dataset) -> pd.DataFrame:
    """One row for each point, scenario, finished replication and outcome.

    ``of`` is a service or fund. A sweep has a column for each factor, in its own units; a study
    that is no sweep has neither points nor factors.
    """
    parts = []
    for name in outcome_names(dataset):
        variable = dataset[name]
        split = [str(dim) for dim in variable.dims if dim not in RUN_DIMS]
        table = _rows(dataset, variable)
        table["of"] = table[split[0]] if split else ""
        table["outcome"] = name
        table["unit"] = variable.attrs["units"]
        parts.append(table)
    rest = ["replication", "outcome", "of", "value", "unit"]
    return pd.concat(parts, ignore_index=True)[[*_leading(dataset), *rest]]


def tidy_monthly(dataset: xr.Dataset) -> pd.DataFrame:
    """One row for each point, scenario, month and headline account: means over replications.

    ``of`` is what the number is of: a reason, a service, a body or a fund. Capacity without a
    limit has no rows. Single replications and finer splits are in the dataset.
    """
    parts = []
    for account, split, values in headlines(dataset):
        table = _rows(dataset, values.mean("replication"))
        table["of"] = table[split]
        table["account"] = account
        table["unit"] = dataset[MONTHLY + account].attrs["units"]
        parts.append(table)
    columns = [*_leading(dataset), "month", "account", "of", "value", "unit"]
    return pd.concat(parts, ignore_index=True)[columns]


def headlines(dataset: xr.Dataset) -> Iterator[tuple[str, str, xr.DataArray]]:
    """Yield the headline accounts that there are, what each is split by, and its values.

    Raises
    ------
    ResultError
        The results have none: a sweep keeps only the monthly accounts that its file names.
    """
    kept = {name: split for name, split in HEADLINES.items() if MONTHLY + name in dataset}
    if not kept:
        raise ResultError(
            "these results have no monthly numbers; a sweep keeps those that its file names"
        )
    for account, split in kept.items():
        variable = dataset[MONTHLY + account]
        summed = [dim for dim in variable.dims if dim not in (*RUN_DIMS, "month", split)]
        yield account, split, variable.sum(summed, min_count=1)


def factor_columns(dataset: xr.Dataset) -> pd.DataFrame:
    """Return the value of every factor at every point, a column for each factor.

    The index is the point. Without points there is one, and nothing that is varied.
    """
    if "factor" not in dataset.dims:
        return pd.DataFrame(index=pd.RangeIndex(1, name="point"))
    values = dataset["value"].transpose("point", "factor").to_numpy()
    points = pd.Index(dataset["point"].to_numpy(), name="point")
    return pd.DataFrame(values, index=points, columns=dataset["factor"].to_numpy().tolist())


def _leading(dataset: xr.Dataset) -> list[str]:
    """Return the columns that say which point and scenario a row is of."""
    scenario = ["scenario", *WORDS]
    if "point" not in dataset.dims:
        return scenario
    return ["point", *factor_columns(dataset).columns, *scenario]


def _rows(dataset: xr.Dataset, values: xr.DataArray) -> pd.DataFrame:
    """Values as rows with the words of their scenario; what is missing or endless is left out."""
    bare = values.where(np.isfinite(values)).drop_vars(set(values.coords) - set(values.dims))
    table = bare.to_dataframe(name="value").reset_index().dropna(subset="value")
    words = pd.DataFrame({word: dataset[word].to_numpy() for word in ["scenario", *WORDS]})
    table = table.merge(words, on="scenario", how="left")
    if "point" in dataset.dims:
        table = table.merge(factor_columns(dataset), on="point", how="left")
    return table


def write_csv(table: pd.DataFrame, path: Path) -> Path:
    """Write a table so that every number reads back as it was, and no text is a formula."""
    plain = as_text(table)
    with timed(log, f"writing {path.name}"), draft(path) as aside:
        plain.to_csv(aside, compression=None, index=False, lineterminator="\n", date_format="%Y-%m")
    return path


def as_text(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table in which a spreadsheet takes every text, also above a column, as text."""
    shown = {
        str(name): values.map(lambda found: cell(found) if isinstance(found, str) else found)
        for name, values in table.items()
        if not (is_numeric_dtype(values) or is_datetime64_any_dtype(values))
    }
    return table.assign(**shown).rename(columns=cell)
