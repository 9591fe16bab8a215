"""Results in other forms: tables, EMA Workbench, SALib, and a sweep packed into one file.

An experiment of the EMA Workbench is a scenario of ours at a point of a sweep. The Workbench's
words are other than ours: its ``scenario`` is the point, its ``policy`` the arrangement and the
squeeze, its ``model`` the area.
"""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from carefunds_sim.dataset.build import RUN_DIMS, outcome_names
from carefunds_sim.dataset.entry import MONTHLY
from carefunds_sim.dataset.store import save_blocks
from carefunds_sim.dataset.tidy import WORDS, factor_columns, headlines, tidy_monthly, tidy_outcomes
from carefunds_sim.disk import draft
from carefunds_sim.errors import CarefundsError, lacking
from carefunds_sim.scenario.sweep_design import SweepDesign

__all__ = ["problem", "to_ema", "to_table", "write_ema", "write_parquet"]


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
    table.attrs = {  # numbers as Python's own, which JSON knows
        str(name): value.item() if isinstance(value, np.generic) else value
        for name, value in dataset.attrs.items()
    }
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


Results = tuple[pd.DataFrame, dict[str, np.ndarray]]
"""What ``perform_experiments`` of the Workbench returns."""

OWN_COLUMNS = ("scenario", "policy", "model")
FORMAT = 0.1
"""Number that the Workbench gives to the form of its archives."""


def to_ema(dataset: xr.Dataset, *, replications: bool = False, monthly: bool = False) -> Results:
    """Return experiments and outcomes as the EMA Workbench's analyses take them.

    Parameters
    ----------
    dataset
        Results of a study or a sweep.
    replications
        Keep replications apart; else outcomes are means over those that are finished.
    monthly
        Also the headline accounts by month, always by replication.

    Returns
    -------
    tuple
        A table with a row for each point and scenario, and a column for each factor in its own
        unit; and arrays by name, shapes (experiment), (experiment, replication) where they are
        kept apart, (experiment, replication, month) for accounts. What is of a service or a fund
        has its name in brackets: ``wait_days[home_care]``. Missing is NaN.

    Raises
    ------
    CarefundsError
        A factor has the name of one of the Workbench's own columns, or no monthly numbers are
        kept.
    """
    outcomes: dict[str, np.ndarray] = {}
    for name in outcome_names(dataset):
        values = dataset[name] if replications else dataset[name].mean("replication")
        outcomes |= {part: _by_experiment(one) for part, one in _parts(name, values)}
    if monthly:
        for account, _, series in headlines(dataset):
            parts = _parts(MONTHLY + account, series)
            outcomes |= {part: _by_experiment(one) for part, one in parts}
    return _experiments(dataset), outcomes


def write_ema(results: Results, path: Path) -> Path:
    """Write results as an archive that ``load_results`` of the EMA Workbench reads."""
    experiments, outcomes = results
    files = {"experiments.csv": experiments.to_csv(index=False).encode()}
    listed = []
    for name, values in outcomes.items():
        kind, file, content = _filed(name, values)
        files[file] = content
        listed.append((kind, name, file))
    types = {name: dtype.name for name, dtype in experiments.dtypes.items()}
    metadata = {"version": FORMAT, "outcomes": listed, "experiments": types}
    files["metadata.json"] = json.dumps(metadata).encode()
    with draft(path) as aside, tarfile.open(aside, "w:gz") as archive:
        for file, content in files.items():
            member = tarfile.TarInfo(file)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def _filed(name: str, values: np.ndarray) -> tuple[str, str, bytes]:
    """Return the Workbench's kind of an outcome, and the name and content of its file."""
    if values.ndim < 3:
        text = pd.DataFrame(values).to_csv(header=False, index=False)
        kind, ending = ("ScalarOutcome", "cls") if values.ndim == 1 else ("ArrayOutcome", "csv")
        return kind, f"{name}.{ending}", text.encode()
    buffer = io.BytesIO()
    np.save(buffer, values)
    return "ArrayOutcome", f"{name}.npy", buffer.getvalue()


def _parts(name: str, values: xr.DataArray) -> Iterator[tuple[str, xr.DataArray]]:
    """Yield an outcome, or what it is of each service or fund, by a name for each."""
    split = [str(dim) for dim in values.dims if dim not in (*RUN_DIMS, "month")]
    if not split:
        yield name, values
        return
    for label in values[split[0]].to_numpy().tolist():
        yield f"{name}[{label}]", values.sel({split[0]: label})


def _by_experiment(values: xr.DataArray) -> np.ndarray:
    """Return values with points and scenarios in one dimension, those of a point together."""
    if "point" not in values.dims:
        values = values.expand_dims("point")
    found = values.transpose("point", "scenario", ...).to_numpy()
    return found.reshape(-1, *found.shape[2:])


def _experiments(dataset: xr.Dataset) -> pd.DataFrame:
    factors, number = factor_columns(dataset), dataset.sizes["scenario"]
    if taken := [name for name in OWN_COLUMNS if name in factors]:
        raise CarefundsError(
            f"factor '{taken[0]}' has the name of a column of the EMA Workbench; give it another"
        )
    table = factors.loc[factors.index.repeat(number)].reset_index()
    table = table.rename(columns={"point": "scenario"})
    table["policy"] = np.tile(_policies(dataset), len(factors))
    table["model"] = np.tile(dataset["area"].to_numpy(), len(factors))
    own = list(OWN_COLUMNS)
    return table[[*factors.columns, *own]].astype(dict.fromkeys(own, "category"))


def _policies(dataset: xr.Dataset) -> np.ndarray:
    """Return arrangement/squeeze of every scenario; its label where that is not enough."""
    words = [dataset[part].to_numpy().tolist() for part in ("arrangement", "squeeze", "area")]
    short = ["/".join(filter(None, row[:2])) for row in zip(*words, strict=True)]
    if len(set(zip(short, words[2], strict=True))) < len(short) or not all(short):
        return np.asarray(dataset["scenario"].to_numpy())
    return np.array(short)


def problem(sweep: xr.Dataset | SweepDesign) -> dict[str, Any]:
    """Return the factors of a sweep, run or not, as SALib's problem: names and bounds.

    Bounds are ranges in the factors' own units, as in ``value(point, factor)``. A factor that is
    shares moves evenly in odds, so points drawn evenly between its bounds are not those of ours.

    Raises
    ------
    CarefundsError
        The dataset is no sweep.
    """
    if not isinstance(sweep, xr.Dataset):
        names = [factor.name for factor in sweep.factors]
        bounds = [[float(factor.low), float(factor.high)] for factor in sweep.factors]
    elif "factor" in sweep.dims:
        names = sweep["factor"].to_numpy().tolist()
        bounds = np.stack([sweep["factor_low"], sweep["factor_high"]], axis=1).tolist()
    else:
        raise CarefundsError("nothing is varied in these results: they are not those of a sweep")
    return {"num_vars": len(names), "names": names, "bounds": bounds}


@dataclass(frozen=True)
class Packed:
    """A sweep in one file, and how many of its tasks are not there yet or have failed."""

    file: Path
    tasks: int
    left: int
    failed: int


def pack(path: Path, target: Path) -> Packed:
    """Write a stored sweep into one NetCDF file, block by block, so that any size fits in memory.

    Raises
    ------
    ResultError
        There is no such store.
    DamagedError
        It is not what was written; no file is.
    StorageError
        The disk does not take the file.
    """
    # zarr takes half a second to import, and tables do not need it
    from carefunds_sim.dataset.sweeps.read import sweep_blocks
    from carefunds_sim.dataset.sweeps.store import SweepStore

    store = SweepStore(path)
    tasks, failed = sum(1 for _ in store.places()), len(store.ledger.failures())
    file = save_blocks(sweep_blocks(store, None), target, along="point")
    return Packed(file, tasks, tasks - len(store.ledger), failed)
