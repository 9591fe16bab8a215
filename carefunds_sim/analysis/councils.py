"""What a population of councils shows: how often an arrangement helps, where, and what is left."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr
from scipy.stats import rankdata

from carefunds_sim.published.joint import divided
from carefunds_sim.scenario.schema.population import PRACTICE

SIZES = {"delayed_days": 0.05, "unmet_need": 0.05, "cost_total": 0.01}
"""By how much of the baseline an outcome must differ to count as lower or higher."""
SHUFFLES = 2000
CHANCE = 0.05
"""How often chance may name anything at all, over every number, outcome and arrangement."""


def effects(dataset: xr.Dataset) -> xr.DataArray:
    """Return by how much each arrangement differs from the first, as shares of it.

    (council, arrangement, outcome, replication); only councils that have every run.
    """
    value = dataset["value"]
    whole = value.notnull().all([dim for dim in value.dims if dim != "council"])
    value = value.where(whole, drop=True)
    first = value.isel(arrangement=0, drop=True)
    base = first.mean("replication")
    found = (value.isel(arrangement=slice(1, None)) - first) / base.where(base > 0)
    return found.transpose("council", "arrangement", "outcome", "replication")


def how_often(dataset: xr.Dataset) -> xr.Dataset:
    """Return in how many councils each outcome is lower, higher or about the same.

    (arrangement, outcome) each; ``low``, ``middle`` and ``high`` are the tenth, fiftieth and
    ninetieth hundredth of councils; ``real`` is the share of the variance between councils that
    replications of one council do not show, NaN with one replication.
    """
    found = effects(dataset)
    mean = found.mean("replication")
    size = xr.DataArray([SIZES[str(o)] for o in found["outcome"].values], dims="outcome")
    runs = found.sizes["replication"]
    between = mean.var("council", ddof=1)
    by_chance = found.var("replication", ddof=1).mean("council") / runs if runs > 1 else np.nan
    spread = {
        name: mean.quantile(at, "council").drop_vars("quantile")
        for name, at in (("low", 0.1), ("middle", 0.5), ("high", 0.9))
    }
    return xr.Dataset({
        "lower": (mean < -size).sum("council"),
        "higher": (mean > size).sum("council"),
        "same": (abs(mean) <= size).sum("council"),
        "real": (1 - by_chance / between).clip(0, 1),
        **spread,
    })  # fmt: skip


def where(dataset: xr.Dataset) -> xr.Dataset:
    """Return how effects go with the councils' numbers, by rank; (arrangement, outcome, number).

    ``named`` are correlations larger than the largest of all that dealing the effects to other
    councils shows in 95 of 100 deals.
    """
    mean = effects(dataset).mean("replication")
    ratio = dataset["ratio"].sel(council=mean["council"])
    x, y = _ranks(ratio.values), _ranks(mean.values.reshape(mean.sizes["council"], -1))
    random = np.random.Generator(np.random.Philox(int(dataset.attrs["seed"])))
    largest = [abs(random.permutation(y).T @ x).max() for _ in range(SHUFFLES)]
    limit = float(np.quantile(largest, 1 - CHANCE))
    rho = (y.T @ x).reshape(*mean.shape[1:], x.shape[1])
    dims = ("arrangement", "outcome", "number")
    coords = {"arrangement": mean["arrangement"], "outcome": mean["outcome"],
              "number": dataset["number"]}  # fmt: skip
    found = xr.Dataset({"rank_correlation": (dims, rho)}, coords=coords)
    return found.assign(named=abs(found["rank_correlation"]) > limit).assign_attrs(limit=limit)


def _ranks(values: np.ndarray) -> np.ndarray:
    """Return columns of ranks with mean 0 and length 1, so that products are correlations."""
    ranks = rankdata(values, axis=0)
    ranks -= ranks.mean(0)
    length = np.sqrt((ranks**2).sum(0))
    return np.asarray(ranks / np.where(length > 0, length, 1.0))


@dataclass(frozen=True)
class Spreads:
    """Published and modelled spread of delays between councils.

    ``with_delays`` has by number the published and the modelled correlation of logarithms; practice
    has no published one.
    """

    published: dict[str, Any]
    modelled: dict[str, float]
    levels: tuple[float, float, float]
    with_delays: dict[str, tuple[float, float]]


def spreads(dataset: xr.Dataset) -> Spreads:
    """Return how delays differ between councils under the first arrangement, and in England."""
    model = json.loads(dataset.attrs["population"])
    years = [year for year in model["delays"]["years"] if year in dataset["year"].values]
    delays = dataset["delays"].sel(year=years) if len(years) > 1 else dataset["delays"]
    whole = delays.notnull().all(("replication", "year")) & (delays > 0).all(
        ("replication", "year")
    )
    delays, numbers = delays.where(whole, drop=True), dataset["ratio"].where(whole, drop=True)
    ratio = numbers.copy(data=np.log(numbers.values))
    y = np.log(delays.transpose("replication", "council", "year").values)
    x = ratio.sel(number=[name for name in ratio["number"].values if name != PRACTICE]).values
    made = [divided(x, one) for one in y]
    level = np.quantile(delays.mean(("replication", "year")).values, [0.1, 0.5, 0.9])
    own = model["delays"]
    return Spreads(
        published={key: own[key] for key in _SHARES.values()},
        modelled={key: float(np.mean([getattr(one, name) for one in made]))
                  for name, key in _SHARES.items()},
        levels=(float(level[0]), float(level[1]), float(level[2])),
        with_delays={
            str(name): (_published(model, str(name)) if name in model["numbers"] else np.nan,
                        float(np.corrcoef(ratio.sel(number=name).values, y.mean((0, 2)))[0, 1]))
            for name in ratio["number"].values
        },
    )  # fmt: skip


_SHARES = {
    "sd": "sd", "explained": "explained", "by_chance": "explained_by_chance",
    "persists": "persists", "next_year": "next_year",
}  # fmt: skip
"""Names of what is divided, each by what a population file calls it."""


def _published(model: dict[str, Any], name: str) -> float:
    """Return the correlation of a number with delays that the file's own figures have."""
    numbers = model["numbers"]
    together = sum(
        _correlation(model, name, other) * of["sd"] * of["coefficient"]
        for other, of in numbers.items()
    )
    return float(together / model["delays"]["sd"])


def _correlation(model: dict[str, Any], one: str, other: str) -> float:
    rows = model["correlations"]
    found = rows.get(one, {}).get(other, rows.get(other, {}).get(one, 0.0))
    return 1.0 if one == other else float(found)
