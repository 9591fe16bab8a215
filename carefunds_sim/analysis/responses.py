"""Responses of a sweep: outcomes, paired differences, their measures, and how much is noise.

All points meet the same people, so a replication that is hard everywhere moves all points alike:
that part of chance cancels between points and says nothing about factors. What is left, and does
not cancel, is the interaction of point and replication: people who are lucky at one point and
unlucky at another. It is estimated from residuals after the means of points and of replications
are taken off. The estimates need the residuals of *different replications* to be independent;
between points they may hang together in any way, as neighbouring points do that share their
people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import xarray as xr

from carefunds_sim.analysis.contrasts import baselines, compared_by
from carefunds_sim.analysis.design import factor_coordinates, outcome_labels, provenance_of
from carefunds_sim.analysis.intervals import STATISTICS, interval_along_last
from carefunds_sim.dataset.build import RUN_DIMS, scalar_outcomes
from carefunds_sim.errors import CarefundsError, did_you_mean

Cells = dict[str, Any]
"""Measures of one response by name."""

SCENARIO, DIFFERENCE = "scenario", "difference"
PLACE = ("area", "area_title", "arrangement", "squeeze", "squeeze_title")


def outcomes_and_differences(dataset: xr.Dataset, outcomes: Sequence[str]) -> xr.DataArray:
    """Return outcomes of every scenario, then their differences from the baseline.

    Dims (outcome, response, point, replication), without ``point`` where the dataset has none.
    A difference is taken within a point and a replication, NaN where one of the two is missing.
    Along ``response`` stand ``kind`` (scenario or difference), ``of`` (the scenario), where it
    belongs (``area``, ``squeeze``, their titles, ``arrangement``), ``compared_with`` and its
    ``base_arrangement``, or its squeeze or area where those are compared (both empty for a scenario
    itself); along ``outcome`` stand ``units`` and ``long_name``.

    Raises
    ------
    CarefundsError
        No such outcome, or one that is split, such as by service.
    """
    found = xr.concat(
        [_of_outcome(dataset, name) for name in outcomes],
        dim="outcome", coords="minimal", compat="override", combine_attrs="drop",
    )  # fmt: skip
    order = [dim for dim in ("outcome", "response", "point", "replication") if dim in found.dims]
    return found.assign_coords(outcome_labels(dataset, outcomes)).transpose(*order)


def measure_responses(
    dataset: xr.Dataset,
    values: xr.DataArray,
    *,
    dims: Mapping[str, tuple[str, ...]],
    measure: Callable[[np.ndarray], Mapping[str, Any]],
    **coordinates: np.ndarray,
) -> xr.Dataset:
    """Return measures of every response among ``values``, labelled along all their dimensions.

    ``measure`` takes one response of the sweep, (point, replication), and returns an array for each
    name in ``dims``; what it leaves out is NaN.
    """
    table = values.transpose("outcome", "response", "point", "replication").to_numpy()
    measured = [measure(response) for of_outcome in table for response in of_outcome]
    variables = {}
    for name, own in dims.items():
        sizes = [len(STATISTICS) if dim == "statistic" else dataset.sizes["factor"] for dim in own]
        rows = [np.asarray(cells.get(name, np.full(sizes, np.nan))) for cells in measured]
        stacked = np.stack(rows).reshape(*table.shape[:2], *rows[0].shape)
        variables[name] = (("outcome", "response", *own), stacked)
    found = xr.Dataset(variables, attrs=provenance_of(dataset))
    labels = {**coordinates, "statistic": np.array(STATISTICS)}
    return found.assign_coords(
        {name: c for name, c in values.coords.items() if set(c.dims) <= {"outcome", "response"}}
        | {dim: label for dim, label in labels.items() if dim in found.dims}
        | factor_coordinates(dataset)
    )


def measure_blocks(
    dataset: xr.Dataset, values: xr.DataArray, *, rows: np.ndarray, least: int, what: str,
    dims: Mapping[str, tuple[str, ...]], measure: Callable[[np.ndarray, np.ndarray], Cells],
    **coordinates: np.ndarray,
) -> xr.Dataset:  # fmt: skip
    """Return the same of a sweep in blocks, such as trajectories, the unfinished ones left out.

    ``rows`` (block, row) are the points of each; ``measure`` takes a response and the rows of the
    blocks that have all its runs. ``used`` and ``dropped`` (outcome, response) count blocks.

    Raises
    ------
    CarefundsError
        No response has ``least`` blocks with all their runs.
    """

    def of_finished(response: np.ndarray) -> Cells:
        ready = np.isfinite(response[rows]).all(axis=(1, 2))
        cells: Cells = {"used": ready.sum(), "dropped": (~ready).sum()}
        return cells | (measure(response, rows[ready]) if ready.sum() >= least else {})

    counted = {**dims, "used": (), "dropped": ()}
    found = measure_responses(dataset, values, dims=counted, measure=of_finished, **coordinates)
    most = int(found["used"].max()) if found["used"].size else 0
    if most < least:
        raise CarefundsError(
            f"too few {what} are finished: at least {least} with all their runs are needed "
            f"(got {most}); finish or retry the failed points first"
        )
    return found


def with_statistic(mean: np.ndarray, half: np.ndarray, *, least: float = -np.inf) -> np.ndarray:
    """Return mean, low and high along a new last axis; no low end is below ``least``."""
    return np.stack([mean, np.maximum(mean - half, least), mean + half], axis=-1)


def _check(dataset: xr.Dataset, name: str) -> None:
    known = scalar_outcomes(dataset)
    if name in known:
        return
    if name in dataset.data_vars:
        split = ", ".join(str(d) for d in dataset[name].dims if d not in RUN_DIMS)
        raise CarefundsError(f"'{name}' is no single number a run (it is by {split or 'point'})")
    raise CarefundsError(f"no outcome is called '{name}' here{did_you_mean(name, known)}")


def _of_outcome(dataset: xr.Dataset, name: str) -> xr.DataArray:
    """Return one outcome of every scenario, then its differences; (response, ...)."""
    _check(dataset, name)
    pairs = baselines(dataset)
    values = dataset[name].drop_vars([c for c in dataset[name].coords if c not in RUN_DIMS])
    labels, bases = [str(label) for label in values["scenario"].values], list(pairs.values())
    gaps = values.sel(scenario=list(pairs)) - values.sel(scenario=bases).values
    both = np.concatenate([each.transpose("scenario", ...).to_numpy() for each in (values, gaps)])
    of, none = [*labels, *pairs], [""] * len(labels)
    by = compared_by(dataset)
    part = by if by in ("squeeze", "area") else "arrangement"
    words = {
        "response": [*labels, *(f"{label} less {base}" for label, base in pairs.items())],
        "kind": [SCENARIO] * len(labels) + [DIFFERENCE] * len(pairs),
        "of": of,
        "compared_with": [*none, *bases],
        **{word: dataset[word].sel(scenario=of).to_numpy() for word in PLACE},
        "base_arrangement": [*none, *dataset[part].sel(scenario=bases).to_numpy()],
    }
    dims = ("response", *(dim for dim in values.dims if dim != "scenario"))
    found = xr.DataArray(
        both, dims=dims, coords={dim: values[dim] for dim in dims[1:] if dim in values.coords}
    )
    return found.assign_coords(
        {word: ("response", np.array(along, dtype=np.str_)) for word, along in words.items()}
    )


def residuals(values: np.ndarray) -> np.ndarray:
    """Return the interaction of points and replications; shape (point, replication)."""
    of_points = values.mean(axis=1, keepdims=True)
    of_replications = values.mean(axis=0, keepdims=True)
    return np.asarray(values - of_points - of_replications + values.mean())


def in_product(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return what noise adds to a product of two means over replications, by its expectation.

    Residuals have shape (..., replication); NaN with a single replication.
    """
    count = one.shape[-1]
    if count < 2:
        return np.full(one.shape[:-1], np.nan)
    return np.asarray((one * other).sum(axis=-1) / (count - 1) / count)


def noise_share(values: np.ndarray) -> np.ndarray:
    """Return the share of the variance between points' means that is replication noise.

    Mean, low and high of one response, (point, replication) without NaN. The mean is the mean
    square of the interaction of point and replication, divided by the number of replications and
    by the variance of points' means: the inverse of the F ratio of a two-way analysis of variance.
    It may come out above 1 where nothing but noise is there. The interval is Student's t over
    replications, each of which brings its own sum of squares; it holds for these points. NaN with
    fewer than two replications, or where all points have the same mean.
    """
    points, count = values.shape
    between = values.mean(axis=1).var(ddof=1) if points > 1 else 0.0
    if count < 2 or not between > 0:
        return np.full(3, np.nan)
    by_replication = (residuals(values) ** 2).sum(axis=0) / (points - 1) / (count - 1) / between
    return np.asarray(np.maximum(interval_along_last(by_replication), 0.0))
