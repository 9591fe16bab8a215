"""Results as one tidy table, and that table as a Parquet file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from carefunds_sim.dataset.tidy import WORDS, tidy_monthly, tidy_outcomes
from carefunds_sim.disk import draft
from carefunds_sim.errors import CarefundsError, lacking

ONE_WORD = ["scenario", *WORDS, "outcome", "account", "of", "unit"]
"""Columns that say a few words over and over."""


def to_table(dataset: xr.Dataset, *, monthly: bool = False) -> pd.DataFrame:
    """Return one row for each number, with what made the results as ``attrs``.

    Parameters
    ----------
    dataset
        Results of a study or a sweep.
    monthly
        Headline accounts by month, as means over replications, instead of yearly outcomes of
        every replication.

    Raises
    ------
    CarefundsError
        A factor has the name of another column, or no monthly numbers are kept.
    """
    _refuse_taken(dataset)
    table = tidy_monthly(dataset) if monthly else tidy_outcomes(dataset)
    words = [column for column in ONE_WORD if column in table]
    table = table.astype(dict.fromkeys(words, "category"))
    table.attrs = {str(name): _plain(value) for name, value in dataset.attrs.items()}
    return table


def write_parquet(table: pd.DataFrame, path: Path) -> Path:
    """Write a table with its types, and its ``attrs`` as metadata.

    Raises
    ------
    CarefundsError
        The package that writes Parquet is not installed.
    """
    try:
        with draft(path) as aside:
            table.to_parquet(aside, engine="pyarrow", index=False)
    except ImportError as error:
        raise lacking("a Parquet file", "pyarrow", extra="parquet") from error
    return path


def _refuse_taken(dataset: xr.Dataset) -> None:
    columns = {"point", "replication", "month", "value", *ONE_WORD}
    names = dataset["factor"].to_numpy().tolist() if "factor" in dataset.dims else []
    if taken := sorted(columns & set(names)):
        raise CarefundsError(
            f"factor '{taken[0]}' has the name of a column of the table; give it another name"
        )


def _plain(value: Any) -> Any:
    """Return a number as Python's own, which JSON knows."""
    return value.item() if isinstance(value, np.generic) else value
