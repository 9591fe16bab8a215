"""In how many steps each factor of a sweep moves: how many different plans its values make.

Beds, places and teams come in whole units, so after scale and rounding many values may be one. Two
scenarios with the same plan have the same runs, event for event.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from carefunds_sim.errors import ScenarioError
from carefunds_sim.model.resolve import groundwork
from carefunds_sim.scenario.factor import Factor
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.sweep_design import SweepDesign

FEW, MOST = 3, 50
"""Fewest and most values of a factor that are tried."""

IN_ALL = 300
"""About how many plans a count makes, a tenth of a second each, where there are many factors."""


@dataclass(frozen=True)
class Steps:
    """How many plans the values of a factor make, in the scenario in which it makes most."""

    factor: str
    values: int
    tried: int
    plans: int

    @property
    def is_still(self) -> bool:
        """Return whether its values, of which there are several, all make one plan."""
        return self.plans == 1 < self.values

    @property
    def is_one_step(self) -> bool:
        """Return whether more than two values make two plans only."""
        return self.plans == 2 < self.values


def steps(design: SweepDesign, values: np.ndarray, *, first: int | None = None) -> list[Steps]:
    """Return in how many steps each factor moves while the others stand as in the files.

    ``values`` (point, factor) are those of the design, in the factors' units. The ``first`` few of
    a factor are tried, spread over all of them, and the rest only where some of these make the
    same plan; so a factor that moves in one step or not at all is never overlooked.
    """
    few = first or min(max(FEW, IN_ALL // len(design.factors)), MOST)
    return [
        _of(design, factor, np.unique(column[np.isfinite(column)]), few)
        for factor, column in zip(design.factors, values.T, strict=True)
    ]


def require_moves(design: SweepDesign, found: Iterable[Steps]) -> None:
    """Refuse a sweep with a factor that moves nothing, wherever the other factors stand.

    Raises
    ------
    ScenarioError
        Naming every such factor, where it stands in the file.
    """
    faults = [
        design.fault(one.factor, _still(design, one))
        for one in found
        if one.is_still and not _moves_elsewhere(design, one.factor)
    ]
    if faults:
        raise ScenarioError(faults)


def _still(design: SweepDesign, one: Steps) -> str:
    factor = next(f for f in design.factors if f.name == one.factor)
    scale = design.scenarios[0].run.scale
    return (
        f"'{one.factor}' must move something: after scale {scale:g} and rounding none of its "
        f"{one.values} values from {factor.low:g} to {factor.high:g} {factor.unit} changes "
        "anything; give a larger scale or a wider range"
    )


def _of(design: SweepDesign, factor: Factor, values: np.ndarray, first: int) -> Steps:
    few = _spread(values, first)
    plans = _most_plans(design, factor, few)
    if plans == len(few):
        return Steps(factor.name, len(values), len(few), plans)
    tried = _spread(values, MOST)
    return Steps(factor.name, len(values), len(tried), _most_plans(design, factor, tried))


def _spread(values: np.ndarray, most: int) -> np.ndarray:
    """Return at most so many of the values, from one end to the other."""
    if len(values) <= most:
        return values
    return np.asarray(values[np.unique(np.linspace(0, len(values) - 1, most).round().astype(int))])


def _most_plans(design: SweepDesign, factor: Factor, values: np.ndarray) -> int:
    """Return how many plans values make, in the scenario in which they make most."""
    most = 0
    for marks in _plans(design, factor, values, {}):
        most = max(most, len(set(marks)))
        if most == len(values):
            break
    return most


def _moves_elsewhere(design: SweepDesign, name: str) -> bool:
    """Return whether a factor moves something where all others stand at their low or high ends."""
    (factor,) = (f for f in design.factors if f.name == name)
    others = [f for f in design.factors if f.name != name]
    ends = np.array([factor.low, factor.high])
    for end in ("low", "high") if others else ():
        there = {f: getattr(f, end) for f in others}
        try:
            if any(len(set(each)) > 1 for each in _plans(design, factor, ends, there)):
                return True
        except ScenarioError:  # the ends of all factors together need not be a valid scenario
            return True
    return False


def _plans(
    design: SweepDesign, factor: Factor, values: np.ndarray, others: Mapping[Factor, float]
) -> Iterator[list[str]]:
    """Yield what marks the plan at each value, for every scenario that holds the factor."""
    for index, place in enumerate(factor.places):
        if place is None:
            continue
        at = [setting for f, end in others.items() for setting in f.settings(index, end).items()]
        of = design.scenarios[index].with_values(dict(at)) if at else design.scenarios[index]
        yield [plan_mark(of.with_values(factor.settings(index, float(v)))) for v in values]


def plan_mark(scenario: Scenario) -> str:
    """Return a checksum of all that decides a scenario's runs, people's chances apart."""
    ground = groundwork.__wrapped__(scenario)
    plan = {k: v for k, v in ground.plan.keywords.items() if k != "scenario"}  # type: ignore[attr-defined]
    digest = hashlib.blake2b(digest_size=16)
    for part in _flat((plan, ground.people.keywords)):  # type: ignore[attr-defined]
        digest.update(part)
    return digest.hexdigest()


def _flat(value: Any) -> Iterator[bytes]:
    """Yield the numbers and words of nested tuples, mappings and arrays, in their order."""
    if isinstance(value, np.ndarray):
        yield repr((value.dtype.str, value.shape)).encode()
        yield np.ascontiguousarray(value).tobytes()
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield repr(key).encode()
            yield from _flat(part)
    elif isinstance(value, tuple | list):
        yield b"("
        for part in value:
            yield from _flat(part)
        yield b")"
    elif hasattr(value, "__dataclass_fields__"):
        yield from _flat([getattr(value, name) for name in value.__dataclass_fields__])
    else:
        yield repr(value).encode()
