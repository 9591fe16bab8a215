"""Outcomes up a ladder of one factor, such as how far money falls, all else as it is."""

from __future__ import annotations

import numpy as np
import xarray as xr

from carefunds_sim.analysis.contrasts import baselines
from carefunds_sim.analysis.intervals import level_for_each, mean_and_interval
from carefunds_sim.analysis.objective import Wanted, natural_values, objective
from carefunds_sim.errors import CarefundsError, did_you_mean

SQUEEZE = "squeeze.council.fall"
CLOSE = 1e-9


def ladder(dataset: xr.Dataset, outcome: Wanted, *, factor: str = SQUEEZE) -> xr.Dataset:
    """Return an outcome, and its difference from the baseline, at each level of a factor.

    Returns
    -------
    xarray.Dataset
        ``outcome_mean`` (level, scenario, statistic), with 95% intervals, and ``difference`` of the
        same shape, pair by pair, NaN for whoever is the baseline, with intervals so wide that all
        levels together raise a false alarm once in twenty studies (Bonferroni), as the tipping
        point has them. ``level`` is in the factor's natural unit.

    Raises
    ------
    CarefundsError
        There is no such factor, or no two points that differ in it alone.
    """
    values = by_level(dataset, objective(dataset, outcome), factor)
    found = xr.Dataset(
        {
            "outcome_mean": mean_and_interval(values).transpose("level", "scenario", "statistic"),
            "difference": mean_and_interval(
                from_baseline(values, dataset), level=level_for_each(values.sizes["level"])
            ).transpose("level", "scenario", "statistic"),
        },
        attrs=dataset.attrs | {"factor": factor},
    )
    unit = str(dataset["factor_unit"].sel(factor=factor).values)
    own = float(dataset["factor_own"].sel(factor=factor).values)
    found["level"].attrs = {"units": unit, "own": own}
    return found


def by_level(dataset: xr.Dataset, values: xr.DataArray, factor: str) -> xr.DataArray:
    """Return values by level of a factor; dims (level, scenario, replication).

    Where every level has the same points otherwise (a factorial design), the mean over them,
    within each replication; else the points at which all other factors stand where they most
    often do.
    """
    known = [str(name) for name in dataset["factor"].values]
    if factor not in known:
        hint = did_you_mean(factor, known)
        raise CarefundsError(
            f"the sweep does not move '{factor}'{hint}; it moves {', '.join(known)}"
        )
    table = natural_values(dataset)
    column, others = table[:, known.index(factor)], np.delete(table, known.index(factor), axis=1)
    levels, level = _classes(column[:, np.newaxis])
    _, other = _classes(others)
    counts = np.zeros((len(levels), other.max() + 1), dtype=int)
    np.add.at(counts, (level, other), 1)
    used = np.arange(counts.shape[1])
    if (counts == 0).any():
        used = np.array([(counts > 0).sum(axis=0).argmax()])
    rungs = np.flatnonzero((counts[:, used] > 0).all(axis=1))
    if len(rungs) < 2:
        raise CarefundsError(
            f"no two points differ in '{factor}' alone; a ladder needs levels of it with all else "
            "alike (one_at_a_time, full_factorial or a table of points)"
        )
    parts = [
        values.isel(point=(level == rung) & np.isin(other, used)).mean("point", skipna=False)
        for rung in rungs
    ]
    found = xr.concat(parts, dim="level", coords="minimal", compat="override")
    return found.assign_coords(level=levels[rungs, 0]).assign_attrs(values.attrs)


def from_baseline(values: xr.DataArray, dataset: xr.Dataset) -> xr.DataArray:
    """Return the difference from the baseline pair by pair, NaN for baselines themselves."""
    pairs = baselines(dataset)
    labels = [str(label) for label in values["scenario"].values]
    base = values.sel(scenario=[pairs.get(label, label) for label in labels]).values
    has = xr.DataArray([label in pairs for label in labels], dims="scenario")
    return (
        (values - base).where(has.drop_vars("scenario", errors="ignore")).assign_attrs(values.attrs)
    )


def _classes(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the distinct rows in order, and which of them each row is, to a last digit or two."""
    size = np.nanmax(np.abs(rows), axis=0, initial=0.0)
    size[size == 0] = 1.0
    _, first, place = np.unique(
        np.round(rows / size / CLOSE), axis=0, return_index=True, return_inverse=True
    )
    return rows[first], place.reshape(-1)
