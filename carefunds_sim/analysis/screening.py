"""Elementary effects summed up: how much each number moves each outcome, and how sure that is.

Campolongo, Cariboni and Saltelli (2007), An effective screening design for sensitivity analysis of
large models, Environmental Modelling and Software 22(10), 1509-1518.
"""

from __future__ import annotations

import math

import numpy as np
import xarray as xr

CLEAR = 2.0
"""How many times the effect that chance alone would show makes an effect clear."""


def screened(dataset: xr.Dataset) -> xr.Dataset:
    """Return the measures of a screening, the most important factor first.

    All but the last have shape (factor, outcome). ``mu_star`` is the mean size of a factor's
    effects, ``mu`` their mean with its sign, ``sigma`` their standard deviation over trajectories
    (large where the effect hangs on the other numbers), ``number`` how many there are, and
    ``chance`` the ``mu_star`` to be expected of replications' spread alone if there were no effect;
    NaN with one replication. ``importance`` (factor) is the mean over outcomes of ``mu_star`` as a
    share of the largest of any factor.
    """
    effect = dataset["effect"].mean("replication", skipna=False)
    number = effect.notnull().sum("trajectory")
    known = dataset.isel(factor=(number > 0).any("outcome").values)
    effect = effect.sel(factor=known["factor"])
    size = abs(effect).mean("trajectory")
    found = xr.Dataset(
        {
            "mu_star": size,
            "mu": effect.mean("trajectory"),
            "sigma": _spread(effect),
            "chance": chance_of(known["effect"]),
            "number": number.sel(factor=known["factor"]),
            "importance": (size / size.max("factor")).fillna(0.0).mean("outcome"),
        },
        attrs=dataset.attrs,
    )
    order = np.argsort(-found["importance"].values, kind="stable")
    return found.isel(factor=order)


def clear(found: xr.Dataset) -> xr.DataArray:
    """Return whether each effect stands out from chance; (factor, outcome)."""
    return found["mu_star"] > CLEAR * found["chance"]


def _spread(effect: xr.DataArray) -> xr.DataArray:
    if effect.sizes["trajectory"] < 2:
        return effect.isel(trajectory=0, drop=True) * np.nan
    return effect.std("trajectory", ddof=1)


def chance_of(effect: xr.DataArray) -> xr.DataArray:
    """Return the ``mu_star`` that noise alone would show: sqrt(2/pi) standard errors.

    Effects have dims (trajectory, replication, ...); NaN with one replication.

    Variances are averaged, not their roots, which few replications make too small.
    """
    count = effect.sizes["replication"]
    if count < 2:
        return effect.isel(trajectory=0, replication=0, drop=True) * np.nan
    variance = effect.var("replication", ddof=1).mean("trajectory") / count
    return variance**0.5 * math.sqrt(2 / math.pi)
