"""Numbers that a calibration fits, at factors of what judgement said before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.schema.study import Fitted
from carefunds_sim.vocabulary import ServiceKind

DIGITS = 3
"""Digits of a fitted number, as many as a file should hold."""


def with_factors(
    scenario: Scenario, fitted: Mapping[str, Fitted], factors: Mapping[str, float]
) -> Scenario:
    """Return a scenario whose fitted numbers stand at factors of what judgement said."""
    return scenario.with_values(group_values(scenario, fitted, factors))


def group_values(
    scenario: Scenario, fitted: Mapping[str, Fitted], factors: Mapping[str, float]
) -> dict[str, Any]:
    """Return the same as values by path, with what rows of shares then leave for the rest."""
    values = {
        path: _whole(scenario, path, scale_numbers(judged, factors[name]))
        for name, group in fitted.items()
        for path, judged in group.judged.items()
    }
    rests = {path: key for group in fitted.values() for path, key in group.rest.items()}
    return values | _rests(scenario, rests, values)


def scale_numbers(judged: Any, factor: float) -> Any:
    """Return numbers times a factor, to as many digits as a file should hold."""
    if isinstance(judged, dict):
        return {key: scale_numbers(value, factor) for key, value in judged.items()}
    return float(f"{judged * factor:.{DIGITS}g}")


def _whole(scenario: Scenario, path: str, value: Any) -> Any:
    """Return a capacity as a file may hold it: whole, but for hours of care."""
    *_, service, last = path.split(".")
    if last != "capacity" or scenario.area.services[service].kind is ServiceKind.HOURS:
        return value
    return float(round(value))


def _rests(
    scenario: Scenario, rests: Mapping[str, str], values: Mapping[str, Any]
) -> dict[str, float]:
    """Return what is left of each row of shares for the key that takes the rest."""
    quantities = dict(scenario.quantities())
    left = {}
    for path, rest in rests.items():
        quantity, row = path.rsplit(".", 1)
        shares = next(v for k, v in quantities[quantity].value.items() if k.word == row)
        others = (values.get(f"{path}.{k}", v) for k, v in shares.items() if k != rest)
        left[f"{path}.{rest}"] = round(1.0 - sum(others), 6)
    return left
