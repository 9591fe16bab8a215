"""Elementary effects along trajectories: which factors matter, and which hang on others.

Morris (1991), Factorial sampling plans for preliminary computational experiments, Technometrics
33(2), 161-174; worked out by SALib. Campolongo, Cariboni and Saltelli (2007), An effective
screening design for sensitivity analysis of large models, Environmental Modelling and Software
22(10), 1509-1518.
"""

from __future__ import annotations

import math

import numpy as np
import xarray as xr

from carefunds_sim.analysis.design import blocks, positions, require, unit_problem
from carefunds_sim.analysis.responses import (
    Cells,
    in_product,
    measure_blocks,
    noise_share,
    outcomes_and_differences,
    with_statistic,
)
from carefunds_sim.errors import CarefundsError

LEAST = 2
"""Fewest trajectories whose effects have a spread."""

NORMAL = 1.959963984540054


def morris(
    dataset: xr.Dataset, outcomes: list[str], *, seed: int = 1, resamples: int = 1000
) -> xr.Dataset:
    """Return the measures of a sweep by ``morris``, of means over replications.

    An elementary effect is the change of a response when one factor moves, for its whole range:
    in the unit of the response. A trajectory with any run missing is left out for that response;
    ``used`` and ``dropped`` (outcome, response) count trajectories.

    Returns
    -------
    xarray.Dataset
        ``mu_star``, ``mu`` and ``sigma`` (outcome, response, factor, statistic): mean size of the
        effects, their mean with its sign, and their standard deviation over trajectories, with
        95% bootstrap intervals over trajectories. ``chance`` (outcome, response, factor): the
        ``mu_star`` that replication noise alone would show, as in a screening.
        ``effect_noise_share`` (outcome, response, factor): the share of the mean square of the
        effects that is replication noise. ``noise_share`` (outcome, response, statistic): the
        same of the variance between points, see ``responses.noise_share``.

    Raises
    ------
    CarefundsError
        The dataset is no sweep by ``morris``, or too few trajectories are finished.
    """
    design = require(dataset, ["morris"], "morris")
    rows, where = blocks(dataset, design), positions(dataset)

    def measure(values: np.ndarray, rows: np.ndarray) -> Cells:
        return _measures(where[rows], values[rows], int(design["levels"]), seed, resamples)

    spread = ("factor", "statistic")
    dims: dict[str, tuple[str, ...]] = {
        "mu_star": spread, "mu": spread, "sigma": spread, "chance": ("factor",),
        "effect_noise_share": ("factor",), "noise_share": ("statistic",),
    }  # fmt: skip
    values = outcomes_and_differences(dataset, outcomes)
    found = measure_blocks(
        dataset, values, rows=rows, least=LEAST, what="trajectories", dims=dims, measure=measure
    )
    return found.assign_attrs(analysis_seed=seed, resamples=resamples)


def elementary_effects(where: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return the effect of every factor along every trajectory, for its whole range.

    From positions (trajectory, row, factor) and a response there (trajectory, row, replication)
    to (trajectory, factor, replication).
    """
    step = np.diff(where, axis=1)
    mover = np.abs(step).argmax(axis=2)
    every = np.sort(mover, axis=1) == np.arange(where.shape[2])
    if not (every.all() and ((step != 0).sum(axis=2) == 1).all()):
        raise CarefundsError(
            "a trajectory must move every factor once, one at a time; these points do not"
        )
    size = np.take_along_axis(step, mover[..., np.newaxis], axis=2)
    effect = np.diff(values, axis=1) / size
    order = np.argsort(mover, axis=1)
    return np.asarray(np.take_along_axis(effect, order[..., np.newaxis], axis=1))


def _measures(
    where: np.ndarray, values: np.ndarray, levels: int, seed: int, resamples: int
) -> Cells:
    """Return the measures of one response; positions (trajectory, row, factor)."""
    from SALib.analyze import morris as salib  # type: ignore[import-untyped] # slow to import

    effect = elementary_effects(where, values)
    number = where.shape[2]
    found = salib.analyze(
        unit_problem(number), where.reshape(-1, number), values.mean(axis=2).ravel(),
        num_resamples=resamples, num_levels=levels, seed=np.random.default_rng(seed),
    )  # fmt: skip
    half = {"mu_star": found["mu_star_conf"], **_half_widths(effect.mean(axis=2), seed, resamples)}
    cells = {
        name: with_statistic(
            np.asarray(found[name], dtype=float),
            np.asarray(half[name], dtype=float),
            least=-np.inf if name == "mu" else 0.0,
        )
        for name in ("mu_star", "mu", "sigma")
    }
    return (
        cells | _noise(effect) | {"noise_share": noise_share(values.reshape(-1, values.shape[2]))}
    )


def _half_widths(effect: np.ndarray, seed: int, resamples: int) -> dict[str, np.ndarray]:
    """Return bootstrap half-widths as SALib makes that of mu_star, for the other two."""
    count = len(effect)
    samples = effect[np.random.default_rng(seed).integers(count, size=(resamples, count))]
    return {
        "mu": NORMAL * samples.mean(axis=1).std(axis=0, ddof=1),
        "sigma": NORMAL * samples.std(axis=1, ddof=1).std(axis=0, ddof=1),
    }


def _noise(effect: np.ndarray) -> dict[str, np.ndarray]:
    """Return what chance alone would show, and its share of the effects' mean square."""
    dims = ("trajectory", "factor", "replication")
    around = effect - effect.mean(axis=2, keepdims=True)
    square = (effect.mean(axis=2) ** 2).mean(axis=0)
    noise = in_product(around, around).mean(axis=0)
    share = np.divide(noise, square, out=np.full_like(square, np.nan), where=square > 0)
    return {
        "chance": chance_of(xr.DataArray(effect, dims=dims)).to_numpy(),
        "effect_noise_share": share,
    }


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
