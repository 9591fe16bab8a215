"""The splits there are: shares of one sum within bounds, and free points that stand for them.

An optimiser moves freely: a point holds, for each service, the logarithm of a weight on its own
share. Weights are brought to the sum by one factor, and shares stop at their bounds, so that every
point is a split that keeps them, and no penalty is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from carefunds_sim.engines import simulate
from carefunds_sim.errors import ArgumentError
from carefunds_sim.model.calendar import DAYS_PER_YEAR
from carefunds_sim.model.resolve import make_plan
from carefunds_sim.model.tables import number
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.split import base_year_only, divisible, hold_shares, with_split

WIDEST = 50.0
"""Largest logarithm of a weight; far beyond any bound."""


@dataclass(frozen=True)
class Splits:
    """Splits of one sum: each service gets between ``low`` and ``high`` times its own share."""

    own: tuple[float, ...]  # shares of the sum; they add up to 1
    low: tuple[float, ...]
    high: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse bounds that leave the own split out."""
        for low, high in zip(self.low, self.high, strict=True):
            if not 0.0 <= low <= 1.0 <= high:
                raise ArgumentError(
                    "bounds are times a service's own money, from at most 1 to at least 1 "
                    f"(got {low:g} to {high:g})"
                )

    def __len__(self) -> int:
        return len(self.own)

    def shares(self, point: Sequence[float] | np.ndarray) -> np.ndarray:
        """Return the split that a point stands for; zeros are the own split."""
        from scipy.optimize import brentq  # slow to import

        own, low, high = map(np.array, (self.own, self.low, self.high))
        logs = np.clip(np.asarray(point, dtype=np.float64), -WIDEST, WIDEST)

        def at(level: float) -> np.ndarray:
            return np.asarray(own * np.clip(np.exp(logs + level), low, high))

        level = brentq(lambda x: at(x).sum() - 1.0, -2 * WIDEST, 2 * WIDEST, xtol=1e-13)
        found = at(level)
        return np.asarray(found / found.sum())


MONTHS_PER_YEAR = 12


@dataclass(frozen=True)
class BudgetToSplit:
    """One sum of money and the services it is split among.

    ``own`` is what each service has today, in pounds of the base year a year; ``scenario`` holds
    that split still.
    """

    scenario: Scenario
    services: tuple[str, ...]
    own: tuple[float, ...]

    def splits(self, between: tuple[float, float]) -> Splits:
        """Return the splits within ``between`` times own money, floors and market limits."""
        low, high = between
        flexing = [self.scenario.area.services[name].flexing for name in self.services]
        return Splits(
            own=self.own_shares,
            low=tuple(max(low, number(each.floor)) for each in flexing),
            high=tuple(max(1.0, min(high, number(each.market_limit, high))) for each in flexing),
        )

    @property
    def own_shares(self) -> tuple[float, ...]:
        """Today's split as shares of the sum."""
        total = sum(self.own)
        return tuple(pounds / total for pounds in self.own)

    def split(self, shares: Sequence[float]) -> Scenario:
        """Return the scenario of a split; the own shares give today's."""
        pairs = zip(self.services, shares, self.own_shares, strict=True)
        return with_split(self.scenario, {name: share / own for name, share, own in pairs})


def budget_of(
    scenario: Scenario, *, seed: int, replications: Sequence[int], engine: str,
    protected: bool = False,
) -> BudgetToSplit:  # fmt: skip
    """Measure what is split: the pot, or what public payers spend in the base year.

    Base years differ a little by who falls ill, so the mean over replications is taken. The money
    of all later years is that of both bodies together under the scenario's own squeeze.

    Raises
    ------
    CarefundsError
        There is no money to split, or it is held in a pool.
    """
    services = divisible(scenario, protected=protected)
    pot = scenario.area.pot
    if pot is not None:
        day = pot.gbp_per_day.value * scenario.run.scale * DAYS_PER_YEAR
        return BudgetToSplit(
            scenario, services, tuple(day * pot.split.value[name] for name in services)
        )
    base = base_year_only(scenario)
    runs = [simulate(base, seed=seed, replication=r, engine=engine) for r in replications]
    names = runs[0].names
    by_service = np.mean([run.values["service_budget"][0] for run in runs], axis=0)
    by_fund = np.mean([run.values["budget"][0] for run in runs], axis=0) * MONTHS_PER_YEAR
    growth = together(by_fund, _growth(scenario, seed))
    own = tuple(float(by_service[names.services.index(name)]) for name in services)
    return BudgetToSplit(hold_shares(scenario, growth), services, own)


def together(money: np.ndarray, growth: np.ndarray) -> list[float]:
    """Return how the money of several bodies (b) grows as one sum, by their growth (year, b)."""
    levels = (money * np.cumprod(1.0 + growth, axis=0)).sum(axis=1)
    before = np.concatenate([[money.sum()], levels[:-1]])
    return [float(rate) for rate in levels / before - 1.0]


def _growth(scenario: Scenario, seed: int) -> np.ndarray:
    """Return each public body's yearly growth under the scenario's squeeze; (year, b)."""
    money = make_plan(scenario, seed=seed, replication=0).money
    if money is None:
        raise ValueError("a scenario whose money is split has prices")
    return money.growth
