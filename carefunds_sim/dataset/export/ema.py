"""Results in the form of the EMA Workbench: experiments, and outcomes by name.

An experiment is a scenario of ours at a point of a sweep. The Workbench's words are other than
ours: its ``scenario`` is the point, its ``policy`` the arrangement and the squeeze, its ``model``
the area.
"""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from carefunds_sim.dataset.build import RUN_DIMS, outcome_names
from carefunds_sim.dataset.entry import MONTHLY
from carefunds_sim.dataset.tidy import factor_columns, headlines
from carefunds_sim.disk import draft
from carefunds_sim.errors import CarefundsError

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
