"""What was found of an outcome: each difference from a baseline, and what its interval allows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import xarray as xr

from carefunds_sim.analysis.contrasts import baselines, differences
from carefunds_sim.analysis.sign_changes import sign_changes
from carefunds_sim.report.numbers import difference, is_clear
from carefunds_sim.report.tables import groups
from carefunds_sim.report.wording import (
    circumstances,
    compared_words,
    preposition,
)


class Direction(StrEnum):
    """What an interval of a difference allows to be said."""

    LOWER = "lower"
    HIGHER = "higher"
    SAME = "the same"
    UNCLEAR = "no clear difference"
    TURNS = "a change of sign over the years"
    UNTOLD = "one replication, so no difference can be told from chance"
    MISSING = "not known"


def direction(mean: float, low: float, high: float) -> Direction:
    """Return what may be said of a paired difference, from its mean and 95% interval."""
    if not math.isfinite(mean):
        return Direction.MISSING
    if not math.isfinite(low):
        return Direction.UNTOLD
    if mean == low == high == 0:
        return Direction.SAME
    if not is_clear(low, high):
        return Direction.UNCLEAR
    return Direction.HIGHER if mean > 0 else Direction.LOWER


@dataclass(frozen=True)
class Turn:
    """A difference that is clearly higher in some years and clearly lower in others.

    ``years`` are the clear ones in their order: what a year is called, and the difference's mean,
    low and high in it. ``turns_in`` are the years from which the sign is the other one.
    """

    years: tuple[tuple[str, tuple[float, float, float]], ...]
    turns_in: tuple[str, ...]


def turns_of(dataset: xr.Dataset, outcome: str) -> dict[str, Turn]:
    """Return the turns of an outcome's differences, by scenario."""
    found = sign_changes(dataset, outcome)
    if found is None:
        return {}
    made = {}
    for label in map(str, found["scenario"].values[found["turns"].any("year").values]):
        one = found.sel(scenario=label)
        clear = one.isel(year=np.flatnonzero(np.nan_to_num(one["sign"].values)))
        values = zip(map(str, clear["year"].values), clear["difference"].values, strict=True)
        made[label] = Turn(
            tuple(
                (year, (float(mean), float(low), float(high))) for year, (mean, low, high) in values
            ),
            tuple(map(str, one["year"].values[one["turns"].values])),
        )
    return made


@dataclass(frozen=True)
class Finding:
    """One scenario's difference from its baseline in one outcome, a year.

    ``arrangement`` is what tells it from its baseline, which may be a squeeze or an area, and
    ``led`` what stands before that in a sentence: with, under or in.
    """

    scenario: str
    arrangement: str
    circumstances: str
    mean: float
    low: float
    high: float
    base: float
    unit: str
    turn: Turn | None = None
    led: str = "with"

    @property
    def direction(self) -> Direction:
        """What may be said of it."""
        found = direction(self.mean, self.low, self.high)
        return Direction.TURNS if self.turn and found is Direction.UNCLEAR else found

    @property
    def cell(self) -> str:
        """The difference as it stands in a table, in two lines."""
        return difference(self.mean, self.low, self.high, self.unit, turns=self.turn is not None)

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.direction in (Direction.LOWER, Direction.HIGHER)


def findings(dataset: xr.Dataset, outcome: str) -> list[Finding]:
    """Return what was found of an outcome in every scenario that has a baseline, group by group."""
    pairs = baselines(dataset)
    if not pairs:
        return []
    turned = turns_of(dataset, outcome)
    dataset = dataset[[outcome]].drop_vars("scenario_text", errors="ignore")  # which is large
    gaps = differences(dataset)[outcome]
    base = dataset[outcome].mean("replication")
    unit = str(dataset[outcome].attrs["units"])
    found = []
    led = preposition(dataset)
    for group in groups(dataset):
        under = circumstances(group, dataset)
        for label in map(str, group["scenario"].values):
            if label in pairs:
                mean, low, high = map(float, gaps.sel(scenario=label).values)
                of = float(base.sel(scenario=pairs[label]))
                found.append(Finding(
                    label, compared_words(dataset, label), under, mean, low, high, of, unit,
                    turned.get(label), led,
                ))  # fmt: skip
    return found
