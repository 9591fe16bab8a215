"""What money has made of the services: the conditions that people meet in a month."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from carefunds_sim.model.plan import MOST_CLOSING
from carefunds_sim.model.rules import prevention
from carefunds_sim.vocabulary import Thinning

if TYPE_CHECKING:
    from carefunds_sim.model.plan import Network, Plan


class Conditions(NamedTuple):
    """What money has made of the services: changed once a month, read by people in between."""

    open_units: np.ndarray  # (s) capacity open this month
    acceptance: np.ndarray  # (s) level of the eligibility threshold
    package: np.ndarray  # (s) size of packages against the usual
    stay_factor: np.ndarray  # (s) length of stays against the first year
    head_start: np.ndarray  # (s) days that a hospital discharge is ahead in the queue
    dispute_chance: np.ndarray  # (s) factor by the service being arranged; 0 without scarcity
    closing: np.ndarray  # (s) share of providers that close a day
    dispute_length: np.ndarray  # (1) factor
    stage_factor: np.ndarray  # (g) factor on handling times
    search: np.ndarray  # (g) factor on the odds of meeting the stage
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
        closing=network.threat / MOST_CLOSING,
        dispute_length=np.ones(1),
        stage_factor=np.ones(len(network.stage_team)),
        search=np.ones(len(network.stage_team)),
        threshold=np.append(np.where(thinned, 0.0, coming(network, np.ones(size))), 1.0),
    )


def coming(network: Network, felt: np.ndarray) -> np.ndarray:
    """Return the share of each stream's people who come, given what is felt of prevention (s)."""
    shares: np.ndarray = prevention.share_coming(network.prevents, felt[:, None]).prod(axis=0)
    return shares
