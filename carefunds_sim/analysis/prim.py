"""Scenario discovery: in which part of the space cases of interest lie, as a box of few limits.

Bryant and Lempert (2010), Thinking inside the box: a participatory, computer-assisted approach to
scenario discovery, Technological Forecasting and Social Change 77, 34-49: coverage (what share of
all cases the box holds), density (what share of the box's points are cases), quasi-p values and the
resampling test. How boxes are found is in ``box.py``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr

from carefunds_sim.analysis.box import LOWER, UPPER, Box, paste, peel
from carefunds_sim.analysis.design import provenance_of
from carefunds_sim.analysis.objective import natural_values
from carefunds_sim.analysis.satisficing import Threshold, missed, parse_threshold
from carefunds_sim.errors import CarefundsError, did_you_mean

ALPHA, LEAST_MASS = 0.05, 0.05
SURE = 0.05
"""A limit whose quasi-p value is larger is dropped from the box that is suggested."""
RESAMPLES, HALF = 10, 0.5


def prim(  # noqa: PLR0913 - each is a choice of its own, by its name
    dataset: xr.Dataset, cases: xr.DataArray | Threshold | str, *, scenario: str | None = None,
    alpha: float = ALPHA, paste: float | None = None, least_mass: float = LEAST_MASS,
    step: int | None = None, resamples: int = RESAMPLES, seed: int = 1,
) -> xr.Dataset:  # fmt: skip
    """Return the boxes on the way from the whole space to where most cases are.

    Parameters
    ----------
    dataset
        A sweep.
    cases
        Which points are of interest: true, false (or 1, 0, and NaN where not known), dims (point)
        or (point, scenario). A threshold, or words for one, asks where a scenario's mean misses it.
    scenario
        Whose cases; needed unless cases are by point only or there is one scenario.
    alpha, paste
        About what share of its points a box gives up in a peel, and takes in by a paste (none
        unless given).
    least_mass
        The smallest share of all points that a box may hold.
    step
        The box of the trajectory to choose. Otherwise the one with the largest harmonic mean of
        coverage and density, less the limits that chance alone may have made; it is the last step.

    Returns
    -------
    xarray.Dataset
        By step: ``coverage``, ``density``, ``mass``, ``restricted`` (how many factors), ``kind``
        (peel, paste or drop). By step and factor, in the factor's natural unit and NaN where there
        is no limit: ``low``, ``high``, and the quasi-p values ``p_low``, ``p_high``.
        ``reproduced`` (factor, by): in what share of random halves of the points a box of the same
        coverage, or density, limits the factor. ``chosen`` is the step
        chosen; ``points_used``, ``cases_found`` and ``points_left_out`` are counts.

    Raises
    ------
    NothingToFindError
        There are no cases, or all points are cases.
    CarefundsError
        There is no such scenario or step.
    """
    flags = _cases(dataset, cases, scenario)
    known = np.isfinite(flags) & np.isfinite(natural_values(dataset)).all(axis=1)
    values = natural_values(dataset)[known]
    flag = flags[known] > 0
    if flag.all() or not flag.any():
        number = f"all {len(flag)} points are" if flag.all() else f"none of {len(flag)} points is"
        raise NothingToFindError(
            f"{number} of interest, so there is no part to find; move the threshold"
        )
    found = _Search(values, flag, alpha, paste, least_mass)
    boxes, kinds = found.trajectory()
    chosen = found.best(boxes) if step is None else step
    if not 0 <= chosen < len(boxes):
        raise CarefundsError(f"step must be from 0 to {len(boxes) - 1} (got {step})")
    if step is None:
        dropped = found.sure(boxes[chosen])
        boxes, kinds = [*boxes, *dropped], [*kinds, *("drop" for _ in dropped)]
        chosen = len(boxes) - 1 if dropped else chosen
    again = _reproduced(found, boxes[chosen], resamples=resamples, seed=seed)
    measured = _measures(dataset, found, boxes).assign(
        kind=("step", np.array(kinds, dtype=np.str_)), chosen=chosen, points_used=int(known.sum()),
        cases_found=int(flag.sum()), points_left_out=int((~known).sum()),
        reproduced=(("factor", "by"), again),
    )  # fmt: skip
    measured.attrs |= {
        "scenario": scenario or "",
        "cases": str(cases) if isinstance(cases, Threshold | str) else "as given",
        "resamples": resamples,
    }
    return measured.assign_coords(by=["coverage", "density"])


class NothingToFindError(CarefundsError):
    """No point, or every point, is of interest."""


@dataclass(frozen=True, eq=False)
class _Search:
    """Boxes around the cases among some points, and how they are peeled and pasted."""

    values: np.ndarray
    cases: np.ndarray
    alpha: float
    paste: float | None
    least: float

    def trajectory(self) -> tuple[list[Box], list[str]]:
        """Return the boxes and how each was made of the one before."""
        peels = peel(self.values, self.cases, alpha=self.alpha, least=self.least)
        grown = paste(peels[-1], self.values, self.cases, alpha=self.paste) if self.paste else []
        return [*peels, *grown], ["peel"] * len(peels) + ["paste"] * len(grown)

    def counts(self, box: Box) -> tuple[int, int]:
        """Return the points inside and the cases among them."""
        inside = box.holds(self.values)
        return int(inside.sum()), int(self.cases[inside].sum())

    def coverage_and_density(self, box: Box) -> tuple[float, float]:
        """Return the share of cases inside, and of the inside that is cases."""
        points, cases = self.counts(box)
        return cases / int(self.cases.sum()), cases / points if points else 0.0

    def best(self, boxes: list[Box]) -> int:
        """Return the first box with the largest harmonic mean of coverage and density."""
        pairs = [self.coverage_and_density(box) for box in boxes]
        return int(np.argmax([2 * c * d / (c + d) if c + d else 0.0 for c, d in pairs]))

    def quasi_p(self, box: Box) -> np.ndarray:
        """Return the chance of so many cases in the box if a limit said nothing; (2, factor).

        The box without the limit says how dense the neighbourhood is. One-sided binomial; NaN
        where there is no limit.
        """
        from scipy.stats import binom  # slow to import

        points, cases = self.counts(box)
        found = np.full((2, self.values.shape[1]), np.nan)
        for factor, side in box.limits():
            size, within = self.counts(box.without_limit(factor, side))
            found[side, factor] = binom.sf(cases - 1, points, within / size)
        return found

    def sure(self, box: Box) -> list[Box]:
        """Return the boxes left as unsure limits are dropped, the least sure one each time."""
        found: list[Box] = []
        while box.limits():
            p = np.nan_to_num(self.quasi_p(box), nan=-1.0)
            if p.max() <= SURE:
                break
            side, factor = np.unravel_index(p.argmax(), p.shape)
            box = box.without_limit(int(factor), int(side))
            found.append(box)
        return found


def _cases(
    dataset: xr.Dataset, cases: xr.DataArray | Threshold | str, scenario: str | None
) -> np.ndarray:
    """Return 1, 0 or NaN by point."""
    if not isinstance(cases, xr.DataArray):
        cases = missed(dataset, cases if isinstance(cases, Threshold) else parse_threshold(cases))
    if "scenario" in cases.dims:
        known = [str(label) for label in cases["scenario"].values]
        label = known[0] if scenario is None and len(known) == 1 else scenario
        if label not in known:
            hint = did_you_mean(label, known) if label else ""
            raise CarefundsError(f"say whose cases: scenario is one of {', '.join(known)}{hint}")
        cases = cases.sel(scenario=label, drop=True)
    return np.asarray(cases.values, dtype=float)


def _measures(dataset: xr.Dataset, found: _Search, boxes: list[Box]) -> xr.Dataset:
    """Return limits and measures of every box."""
    low, high = (np.array([getattr(box, end) for box in boxes]) for end in ("low", "high"))
    p = np.array([found.quasi_p(box) for box in boxes])
    pairs = np.array([found.coverage_and_density(box) for box in boxes])
    both = ("step", "factor")
    return xr.Dataset(
        {
            "low": (both, np.where(np.isfinite(low), low, np.nan)),
            "high": (both, np.where(np.isfinite(high), high, np.nan)),
            "p_low": (both, p[:, LOWER]),
            "p_high": (both, p[:, UPPER]),
            "coverage": ("step", pairs[:, 0]),
            "density": ("step", pairs[:, 1]),
            "mass": ("step", [found.counts(box)[0] / len(found.cases) for box in boxes]),
            "restricted": ("step", [int(box.restricted.sum()) for box in boxes]),
        },
        coords={"step": np.arange(len(boxes))}
        | {name: c for name, c in dataset.coords.items() if c.dims == ("factor",)},
        attrs=dataset.attrs,
    )


def _reproduced(found: _Search, chosen: Box, *, resamples: int, seed: int) -> np.ndarray:
    """Return how often a box like the chosen one limits each factor; (factor, 2)."""
    goal = np.array(found.coverage_and_density(chosen))
    number, chance = len(found.cases), np.random.default_rng(seed)
    times = np.zeros((found.values.shape[1], 2))
    for _ in range(resamples):
        half = chance.choice(number, size=int(number * HALF), replace=False)
        if not found.cases[half].any():
            continue
        again = replace(found, values=found.values[half], cases=found.cases[half])
        boxes, _ = again.trajectory()
        pairs = np.array([again.coverage_and_density(box) for box in boxes])
        latest = np.abs(pairs - goal)[::-1].argmin(axis=0)  # of boxes as near, the smallest
        nearest = len(boxes) - 1 - latest
        times += np.stack([boxes[i].restricted for i in nearest], axis=1)
    return np.asarray(times / max(resamples, 1))


def boxes_of_scenarios(
    dataset: xr.Dataset, thresholds: Sequence[str], *, seed: int = 1
) -> xr.Dataset:
    """Return the boxes in which each scenario misses each threshold, along ``case``.

    ``of`` and ``threshold`` stand along it. Shorter trajectories end in NaN. The attribute
    ``not_found`` is JSON: why there is no part to find for what is not there.

    Raises
    ------
    CarefundsError
        No scenario misses any threshold at some points and meets it at others.
    """
    found: dict[tuple[str, str], xr.Dataset] = {}
    why: dict[str, str] = {}
    for words in thresholds:
        for label in map(str, dataset["scenario"].values):
            try:
                found[label, words] = prim(dataset, words, scenario=label, seed=seed)
            except NothingToFindError as error:
                why[f"{label}, {words}"] = str(error)
    if not found:
        raise CarefundsError("; ".join(f"{case}: {reason}" for case, reason in why.items()))
    boxes = xr.concat(
        [*found.values()], dim="case", data_vars="all", coords="minimal", compat="override",
        join="outer", fill_value={"kind": ""}, combine_attrs="drop_conflicts",
    )  # fmt: skip
    boxes.attrs |= provenance_of(dataset) | {"not_found": json.dumps(why)}
    of, asked = (np.array(part, dtype=np.str_) for part in zip(*found, strict=True))
    return boxes.assign_coords(
        case=[f"{label}, {words}" for label, words in found], of=("case", of),
        threshold=("case", asked),
    )  # fmt: skip
