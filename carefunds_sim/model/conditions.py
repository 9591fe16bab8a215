"""What the money has made of the services this month: all that people meet of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from carefunds_sim.vocabulary import Thinning

if TYPE_CHECKING:
    from carefunds_sim.model.plan import Plan


class Conditions(NamedTuple):
    """Changed once a month, between events; read by people in between."""

    open_units: np.ndarray  # (s) capacity open this month
    acceptance: np.ndarray  # (s) level of the eligibility bar
    package: np.ndarray  # (s) size of packages against the usual
    stay_factor: np.ndarray  # (s) length of stays against the first year
    head_start: np.ndarray  # (s) days that a hospital discharge is ahead in the queue
    dispute_chance: np.ndarray  # (s) factor by the service being arranged; 0 without scarcity
    dispute_length: np.ndarray  # (1) factor
    stage_factor: np.ndarray  # (g) factor on handling times
    threshold: np.ndarray  # (streams) share of a stream that comes forward


def first_conditions(plan: Plan) -> Conditions:
    """Return the conditions of the first day, before any money has been steered."""
    network, money = plan.network, plan.money
    size = len(network.core)
    thinned = network.stream_thinning != Thinning.NONE
    acceptance = money.first_acceptance.copy() if money else np.ones(size)
    return Conditions(
        open_units=network.core.copy(),
        acceptance=acceptance,
        package=1.0 - network.smaller_packages * (1.0 - acceptance),
        stay_factor=np.ones(size),
        head_start=np.full(size, money.steering.head_start if money else 0.0),
        dispute_chance=1.0 - acceptance,
        dispute_length=np.ones(1),
        stage_factor=np.ones(len(network.stage_team)),
        threshold=np.append(np.where(thinned, 0.0, 1.0), 1.0),
    )


def follow_trend(plan: Plan, conditions: Conditions, month: int) -> None:
    """Let stays grow shorter or longer with the years of the reporting period."""
    years = max(0, month - plan.calendar.warmup) / 12.0
    conditions.stay_factor[:] = (1.0 + plan.network.stay_trend) ** years
