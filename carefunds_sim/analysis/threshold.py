"""What is good enough: an outcome against a number, or against another arrangement."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import xarray as xr

from carefunds_sim.analysis.contrasts import baselines
from carefunds_sim.analysis.objective import objective
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
