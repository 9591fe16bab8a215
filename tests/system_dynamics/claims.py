"""What was expected of a condition, in numbers that could refute it, and what was found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from carefunds_sim.engines import simulate
from carefunds_sim.model.plan import Plan
from carefunds_sim.model.record import Run
from carefunds_sim.model.resolve import make_plan
from carefunds_sim.scenario.load import compose
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.vocabulary import Loop, WaitingPlace


class Size(NamedTuple):
    """How much is run."""

    scale: float
    years: int


SHORT, LONG, SMALL = Size(0.05, 1), Size(0.5, 5), Size(0.02, 1)


class How(NamedTuple):
    """How a number is expected to stand to that of the usual world."""

    words: str
    holds: Callable[[float, float], bool]

    @property
    def usual_matters(self) -> bool:
        """Whether the number is held against that of the usual world."""
        return self not in (NONE, SOME)


NONE = How("none", lambda found, _: found == 0.0)
SOME = How("some", lambda found, _: found > 0.0)
HARDLY = How("under 1% of usual", lambda found, usual: found < 0.01 * usual)
FEWER = How("fewer", lambda found, usual: found < usual)
MORE = How("more", lambda found, usual: found > usual)
SAME = How("the same", lambda found, usual: found == usual)
ABOUT = How("within a tenth of usual", lambda found, usual: abs(found - usual) < 0.1 * usual)

Measure = Callable[[Run], float]
Change = Callable[[Scenario], Mapping[str, Any]]


class Claim(NamedTuple):
    """One number of a run and how it is expected to be."""

    what: str
    of: Measure
    how: How


@dataclass(frozen=True)
class Extreme:
    """A condition, the sentence that was expected of it, and the numbers that could refute it.

    One that did not turn out as expected names the claims that were ``refuted`` and has a
    ``finding``, which says why; where loops ``explain`` it, the claims hold without them. In a
    small area chance decides some, which are looked at in the ``large`` one only.
    """

    says: str
    change: Change
    expected: str
    claims: tuple[Claim, ...]
    off: tuple[Loop, ...] = ()
    refuted: tuple[str, ...] = ()
    finding: str = ""
    explain: tuple[Loop, ...] = ()
    large: bool = False

    def scenario(self, size: Size) -> Scenario:
        """Return the world under this condition."""
        base = usual(size, self.off)
        return base.with_values(self.change(base))

    def found(self, size: Size) -> list[tuple[Claim, float, float]]:
        """Return each claim with what was found and what is usual."""
        run, base = simulate(self.scenario(size)), usual_run(size)
        return [(claim, claim.of(run), claim.of(base)) for claim in self.claims]

    def wrong(self, size: Size) -> list[str]:
        """Return the claims that are not as expected."""
        return [
            claim.what
            for claim, found, base in self.found(size)
            if not claim.how.holds(found, base)
        ]


@cache
def usual(size: Size, off: tuple[Loop, ...] = ()) -> Scenario:
    """Return the default area under separate budgets and the deep cut."""
    settings = {"scale": size.scale, "years": size.years}
    return compose("typical_council", "separate", "deep_cut", run=settings, switched_off=off)


@cache
def usual_run(size: Size) -> Run:
    return simulate(usual(size))


@cache
def plan_of(scenario: Scenario) -> Plan:
    return make_plan(scenario, seed=1, replication=0)


def total(account: str, *services: str, last_year: bool = False) -> Measure:
    """Return the sum of an account, of services where they are named."""

    def of(run: Run) -> float:
        values = run.values[account][-12:] if last_year else run.values[account]
        if services:
            values = values[:, [run.names.services.index(name) for name in services]]
        return float(values.sum())

    return of


def waits(*places: WaitingPlace, last_year: bool = False) -> Measure:
    """Return the days waited in places, in all where none is named."""
    chosen = list(map(int, places or WaitingPlace))
    return lambda run: float(run.values["waiting_days"][-12 if last_year else 0 :, :, chosen].sum())


def arrivals(stream: str) -> Measure:
    """Return who comes in a stream."""
    return lambda run: float(run.values["arrivals"][:, run.names.streams.index(stream)].sum())


def often(condition: Callable[[Run], np.ndarray]) -> Measure:
    """Return how often something is so, by month or by month and service."""
    return lambda run: float(condition(run).sum())


def other_months(run: Run) -> float:
    """Return who comes in other months than January."""
    january = (run.months.astype("datetime64[M]").astype(int) % 12) == 0
    return float(run.values["arrivals"][~january].sum())


def people_rise(run: Run) -> np.ndarray:
    return np.diff(run.values["people"]) > 0.0


def people_fall(run: Run) -> np.ndarray:
    return np.diff(run.values["people"]) < 0.0


def below_floor(run: Run) -> np.ndarray:
    """Return where less is planned than the floor, by month and service."""
    return run.values["planned_capacity"] < _units(run, "floor") * (1.0 - 1e-9)


def above_floor_at_last(run: Run) -> np.ndarray:
    """Return which services that payers buy are planned above their floor in the last month."""
    bought = np.array([name != run.scenario.area.admitted_to for name in run.names.services])
    floor = _units(run, "floor")
    planned = run.values["planned_capacity"][-1]
    return np.isfinite(floor) & bought & (planned > floor * (1.0 + 1e-6))


def above_limit(run: Run) -> np.ndarray:
    """Return where more is planned than the market can supply, by month and service."""
    return run.values["planned_capacity"] > _units(run, "market_limit") * (1.0 + 1e-9)


def off_start(run: Run) -> np.ndarray:
    """Return where what is planned is not what there was at the start."""
    core = plan_of(run.scenario).network.core
    return np.isfinite(core) & (run.values["planned_capacity"] != core)


def below_plan(run: Run) -> np.ndarray:
    """Return where half a unit less than planned is open, outside markets."""
    plan = plan_of(run.scenario)
    assert plan.money
    own = np.isfinite(plan.network.core) & ~plan.money.markets.uses.any(axis=0)
    planned, is_open = (
        np.where(own, run.values[name], 0.0) for name in ("planned_capacity", "capacity")
    )
    return planned - is_open > 0.5 + 1e-9


def hospital_beds(run: Run) -> np.ndarray:
    """Return the hospital's beds by month, with those above core."""
    hospital = run.names.services.index(run.scenario.area.admitted_to)
    beds: np.ndarray = run.values["capacity"][:, hospital]
    return beds + plan_of(run.scenario).network.escalation[hospital]


def over_full(run: Run) -> np.ndarray:
    """Return in which months more bed days were used in hospital than there can be."""
    hospital = run.names.services.index(run.scenario.area.admitted_to)
    days = np.diff([*run.months.astype("datetime64[D]"), _end(run)]) / np.timedelta64(1, "D")
    held = run.values["unit_days"][:, hospital]
    return held > hospital_beds(run) * days * (1.0 + 1e-9)


def _end(run: Run) -> np.datetime64:
    return (run.months[-1].astype("datetime64[M]") + 1).astype("datetime64[D]")


def _units(run: Run, part: str) -> np.ndarray:
    """Return a floor or limit of every service in units; nan where it has no capacity."""
    plan = plan_of(run.scenario)
    assert plan.money
    core = plan.network.core
    return getattr(plan.money.flexing, part) * np.where(np.isfinite(core), core, np.nan)
