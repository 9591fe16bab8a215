"""The two-service network in Ciw, the queueing library."""

from __future__ import annotations

import math
from typing import Any

import ciw

from carefunds_sim.experiments.bench.parts import Seconds, timed
from carefunds_sim.experiments.bench.two_services import Levels, Network

HOSPITAL, INTERMEDIATE_CARE = 1, 2


def run_ciw(network: Network, seed: int) -> tuple[Levels, Seconds]:
    """Run once; return how full the services were, and what it took to have the results.

    Ciw's results are the records of every person's stays, as ours are the months' accounts.
    """
    layout = _layout(network)

    def recorded() -> list[Any]:
        simulation = ciw.Simulation(layout)
        simulation.simulate_until_max_time(network.last_day)
        records: list[Any] = simulation.get_all_records(include_incomplete=True)
        return records

    ciw.seed(seed)
    records, seconds = timed(recorded)
    return _levels(records, network), seconds


def _layout(network: Network) -> Any:
    """Return the network: a second node without waiting room blocks the first after service."""
    exponential = ciw.dists.Exponential
    return ciw.create_network(
        arrival_distributions=[exponential(network.arrivals_per_day), None],
        service_distributions=[
            exponential(1.0 / network.stay_days),
            exponential(1.0 / network.further_days),
        ],
        routing=[[0.0, network.share_going_on], [0.0, 0.0]],
        number_of_servers=[network.beds, network.places],
        queue_capacities=[math.inf, 0],
    )


def _levels(records: list[Any], network: Network) -> Levels:
    days = network.last_day - network.first_day
    in_bed = blocked = in_place = 0.0
    for record in records:
        spent = _within(network, record.service_start_date, record.exit_date)
        if record.node == INTERMEDIATE_CARE:
            in_place += spent
        else:
            in_bed += spent
            blocked += _within(network, record.service_end_date, record.exit_date)
    return Levels(in_bed / days, blocked / days, in_place / days)


def _within(network: Network, start: float | None, end: float | None) -> float:
    """Return the days between two moments that are measured; who has not left is there still."""
    if start is None:
        return 0.0
    until = network.last_day if end is None else min(end, network.last_day)
    return max(0.0, until - max(start, network.first_day))
