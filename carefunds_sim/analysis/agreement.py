"""What partners agreed to achieve, against what the model says they did."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

import xarray as xr

from carefunds_sim.analysis.contrasts import baselines, compared_by
from carefunds_sim.analysis.intervals import mean_and_interval


@dataclass(frozen=True)
class Achievement:
    """One target of one scenario: changes are shares of the baseline's outcome.

    ``mean``, ``low`` and ``high`` are NaN where the outcome is not reported, and so are the levels
    a year ``without`` the arrangement and ``outturn`` with it.
    """

    scenario: str
    compared_with: str
    outcome: str
    agreed: float
    mean: float
    low: float
    high: float
    without: float = math.nan
    outturn: float = math.nan

    @property
    def plan(self) -> float:
        """The level a year that was agreed on."""
        return self.without * (1.0 + self.agreed)

    @property
    def is_met(self) -> bool | None:
        """Whether the whole interval reaches what was agreed; None where it lies on both sides.

        A fall is reached by falling as much or more, a rise by rising as much or more; to agree
        on no change is to agree on no rise.
        """
        ends = (self.low, self.high)
        if not all(map(math.isfinite, ends)):
            return None
        reached = [end >= self.agreed if self.agreed > 0 else end <= self.agreed for end in ends]
        return reached[0] if reached[0] == reached[1] else None


def achievements(dataset: xr.Dataset) -> list[Achievement]:
    """Return every target of every scenario that has a baseline, with what was achieved.

    A change is taken within each replication, then averaged, with a 95% interval. A target is a
    change against another arrangement: between squeezes or areas there is nothing to achieve.
    """
    if compared_by(dataset) in ("squeeze", "area"):
        return []
    return [
        _achieved(dataset, label, base, target)
        for label, base in baselines(dataset).items()
        for target in _targets(dataset, label)
    ]


def _targets(dataset: xr.Dataset, label: str) -> list[dict[str, Any]]:
    """Return the targets in the text of a scenario."""
    text = json.loads(str(dataset["scenario_text"].sel(scenario=label).values))
    return list((text.get("arrangement") or {}).get("agreement", {}).get("targets", []))


def _achieved(dataset: xr.Dataset, label: str, base: str, target: dict[str, Any]) -> Achievement:
    outcome, agreed = target["outcome"], float(target["change"]["value"])
    found, levels = (float("nan"),) * 3, (float("nan"),) * 2
    if outcome in dataset and dataset[outcome].dims == ("scenario", "replication"):
        before = dataset[outcome].sel(scenario=base, drop=True)
        after = dataset[outcome].sel(scenario=label, drop=True)
        mean, low, high = mean_and_interval(after / before.where(before != 0) - 1.0).values
        found = (float(mean), float(low), float(high))
        levels = (float(before.mean()), float(after.mean()))
    return Achievement(label, base, outcome, agreed, *found, *levels)
