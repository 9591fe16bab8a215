"""At how many points an arrangement is good enough, by every threshold at once.

The domain criterion of Starr (1963, Product design and decision theory) as used for robust
decisions by Herman, Reed, Zeff and Characklis (2015, How should robustness be defined for water
systems planning under change?, Journal of Water Resources Planning and Management 141(10)): the
share of the points in which all thresholds are met, every point counting the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from carefunds_sim.analysis import intervals
from carefunds_sim.analysis.contrasts import baselines
from carefunds_sim.analysis.intervals import STATISTICS, mean_and_interval
from carefunds_sim.analysis.objective import DIMS, group_of, objective
from carefunds_sim.errors import CarefundsError, did_you_mean

WORDS = {"<=": "at most", "<": "below", ">=": "at least", ">": "above"}
_FORM = re.compile(r"^\s*(\w+)\s*(<=|>=|<|>)\s*(.+?)\s*$")
_NUMBER = re.compile(
    r"^([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)?\s*(?:[x*]\s*)?([A-Za-z_][\w/ .-]*)?$"
)


@dataclass(frozen=True)
class Threshold:
    """``outcome`` compared by ``op`` with ``value``, or with ``value`` times what ``of`` has.

    ``of`` is an arrangement, or a scenario by its label. It stands for the outcome's mean there, at
    the same point, of the same area and squeeze, replication by replication.
    """

    outcome: str
    op: str
    value: float
    of: str = ""

    def __post_init__(self) -> None:
        if self.op not in WORDS:
            raise CarefundsError(f"compare by {', '.join(WORDS)} (got '{self.op}')")

    @property
    def strict(self) -> bool:
        """Whether being equal is not enough."""
        return "=" not in self.op

    def __str__(self) -> str:
        times = "" if self.value == 1 else f"{self.value:g} x "
        return f"{self.outcome} {self.op} {times + self.of if self.of else f'{self.value:g}'}"


def parse_threshold(words: str) -> Threshold:
    """Return the threshold in words such as ``delayed_days <= 1.1 separate``, ``refused < 200``."""
    form = _FORM.match(words)
    right = _NUMBER.match(form.group(3)) if form else None
    if not (form and right and (right.group(1) or right.group(2))):
        raise CarefundsError(
            "write a threshold like 'delayed_days_per_1000 <= 12' or "
            f"'delayed_days <= 1.1 separate' (got '{words}')"
        )
    number, of = right.groups()
    return Threshold(form.group(1), form.group(2), float(number or 1), of or "")


def excess(dataset: xr.Dataset, threshold: Threshold) -> xr.DataArray:
    """Return by how much a threshold is missed, below zero where it is met with room to spare.

    Dims (point, scenario, replication). Whoever is compared with itself is just as good.

    Raises
    ------
    CarefundsError
        No scenario is called what the threshold compares with.
    """
    values = objective(dataset, threshold.outcome)
    gap = values - threshold.value * (_others(dataset, values, threshold.of) if threshold.of else 1)
    return gap if threshold.op.startswith("<") else -gap


def is_met(mean: xr.DataArray, threshold: Threshold) -> xr.DataArray:
    """Return whether a mean excess meets the threshold."""
    return mean < 0 if threshold.strict else mean <= 0


def missed(dataset: xr.Dataset, threshold: Threshold) -> xr.DataArray:
    """Return the cases in which means miss a threshold: 1, 0, or NaN without runs.

    Dims (point, scenario). This is what scenario discovery asks about: where does it go wrong?
    """
    mean = excess(dataset, threshold).mean("replication")
    return (~is_met(mean, threshold)).astype(float).where(mean.notnull())


def _others(dataset: xr.Dataset, values: xr.DataArray, of: str) -> np.ndarray:
    """Return what each scenario is compared with, replication by replication."""
    labels = [str(label) for label in dataset["scenario"].values]
    arrangements = [str(name) for name in dataset["arrangement"].values]
    others = [str(name) for kind in ("squeeze", "area") for name in dataset[kind].values]
    if of not in [*labels, *arrangements, *others]:
        hint = did_you_mean(of, dict.fromkeys([*arrangements, *labels]))
        raise CarefundsError(f"there is no arrangement '{of}' to compare with{hint}")
    pairs = baselines(dataset, of)
    return np.asarray(values.sel(scenario=[pairs.get(label, label) for label in labels]).values)


SAMPLED = frozenset({"latin_hypercube", "sobol", "saltelli"})
"""Designs whose points are a sample of the whole space, so that chance is in their choice too."""

Asked = Sequence[Threshold | str] | Mapping[str, tuple[str, float | str]]
"""Thresholds, or words for them; or by outcome an operator and a number or arrangement."""


def satisficing(
    dataset: xr.Dataset, thresholds: Asked, *, resamples: int = intervals.RESAMPLES, seed: int = 1
) -> xr.Dataset:
    """Return the share of points at which each arrangement meets every threshold.

    Returns
    -------
    xarray.Dataset
        ``met`` (point, scenario, threshold) by means over replications, 1, 0 or NaN; ``meets``
        (point, scenario) all of them. ``share`` (scenario, statistic) of the ``judged`` points,
        with a 95% bootstrap interval over replications, and over points too where the design is a
        sample. ``share_clear``: all intervals are on the right side; ``share_possible``: none is
        clearly on the wrong one.
    """
    wanted = _thresholds(thresholds)
    gaps = xr.concat([excess(dataset, t) for t in wanted], dim="threshold")
    gaps = gaps.transpose("threshold", *DIMS)
    gaps = gaps.where(gaps.notnull().all("threshold"))
    found = mean_and_interval(gaps)
    mean = found.sel(statistic="mean", drop=True)
    known = mean.notnull().all("threshold")
    met = xr.concat(
        [is_met(mean.isel(threshold=i), t) for i, t in enumerate(wanted)], dim="threshold"
    ).where(known)
    judged = known.sum("point")
    of = judged.where(judged > 0)
    clear = (found.sel(statistic="high", drop=True) <= 0).all("threshold") & known
    failed = (found.sel(statistic="low", drop=True) > 0).any("threshold") | ~known
    meets = met.min("threshold")
    share = meets.sum("point") / of
    sample = json.loads(dataset.attrs.get("design") or "{}").get("method") in SAMPLED
    ends = _interval(gaps.values, wanted, sample, resamples=resamples, seed=seed)
    stacked = xr.concat([share, *(share.copy(data=end) for end in ends)], dim="statistic")
    return xr.Dataset(
        {
            "met": met.transpose("point", "scenario", "threshold"),
            "meets": meets.transpose("point", "scenario"),
            "share": stacked.transpose("scenario", "statistic"),
            "share_clear": clear.sum("point") / of,
            "share_possible": (~failed).sum("point") / of,
            "judged": judged,
        },
        attrs=dataset.attrs,
    ).assign_coords(
        statistic=list(STATISTICS), threshold=[str(t) for t in wanted],
        group_of=("scenario", group_of(dataset)),
    )  # fmt: skip


def _thresholds(asked: Asked) -> list[Threshold]:
    if isinstance(asked, Mapping):
        found = [
            Threshold(outcome, op, 1.0, value)
            if isinstance(value, str)
            else Threshold(outcome, op, float(value))
            for outcome, (op, value) in asked.items()
        ]
    else:
        found = [parse_threshold(t) if isinstance(t, str) else t for t in asked]
    if not found:
        raise CarefundsError("name one threshold at least, such as 'delayed_days <= separate'")
    return found


def _interval(
    gaps: np.ndarray, wanted: list[Threshold], sample: bool, *, resamples: int, seed: int
) -> np.ndarray:
    """Return low and high of the share by scenario; (2, scenario)."""
    weights = intervals.bootstrap_weights(gaps.shape[-1], resamples=resamples, seed=seed)
    chance = np.random.default_rng((seed, gaps.shape[1]))
    points = gaps.shape[1]
    strict = np.array([t.strict for t in wanted])[:, np.newaxis, np.newaxis]
    shares = []
    for mean in intervals.weighted_means(gaps, weights):
        known = np.isfinite(mean).all(axis=0)
        meets = np.where(strict, mean < 0, mean <= 0).all(axis=0) & known
        even = np.full(points, 1 / points)
        times = chance.multinomial(points, even) if sample else np.ones(points)
        count = times @ known
        unknown = np.full(count.shape, np.nan)
        shares.append(np.divide(times @ meets, count, out=unknown, where=count > 0))
    found = np.array(shares).reshape(len(shares), gaps.shape[2])
    return np.moveaxis(intervals.bootstrap_ends(found), -1, 0)
