"""What the month's money makes of the services in the coming month."""

from __future__ import annotations

import numpy as np

from carefunds_sim.model.conditions import Conditions
from carefunds_sim.model.money.books import Books
from carefunds_sim.model.money.frame import Frame, Usage, in_force, pooled_share
from carefunds_sim.model.money.perception import head_starts, shared_sight
from carefunds_sim.model.rules import partnership, steering
from carefunds_sim.vocabulary import Loop, ServiceKind, Thinning


def plan_capacity(frame: Frame, books: Books, conditions: Conditions, coming: int) -> None:
    """Plan what the budgets buy and move capacity towards it, in whole units."""
    money, network = frame.money, frame.network
    if coming < money.first_month:
        return
    price = money.price[coming]
    total = books.budget.sum(axis=0)
    for service in range(len(network.core)):
        if not np.isfinite(network.core[service]):
            continue
        planned = steering.planned_capacity(
            total[service],
            books.unit_year[service] * price,
            start=network.core[service],
            floor=money.flexing.floor[service],
            market_limit=money.flexing.market_limit[service],
        )
        statutory = money.flexing.floor[service] * network.core[service]
        books.planned[service] = max(statutory, planned * (1.0 - books.cut[service]))
        books.stock[service] = steering.step_capacity(
            books.stock[service],
            books.planned[service],
            lag_up=money.flexing.lag_up[service],
            lag_down=money.flexing.lag_down[service],
        )
        units = books.stock[service] + books.short_term[service]
        conditions.open_units[service] = steering.whole_units(units, network.kind[service])


def ration(frame: Frame, books: Books, conditions: Conditions, usage: Usage) -> None:
    """Move each eligibility bar so that commitments meet capacity, and size the packages."""
    money, network = frame.money, frame.network
    for service in range(len(network.core)):
        if not network.rationed[service]:
            continue
        target = conditions.open_units[service] * money.flexing.expected_use[service]
        committed = usage.used_now[service] + usage.waiting_now[service] * money.mean_units[service]
        books.level[service] = steering.next_acceptance(
            books.level[service],
            room=target - committed,
            target=target,
            requested_per_day=books.requested[service],
            mean_stay=money.mean_stay[service],
            horizon_days=money.steering.horizon_days,
            speed=money.steering.acceptance_speed,
            lowest=network.lowest_acceptance[service],
        )
        conditions.acceptance[service] = books.level[service] * books.hold[service]
        shrunk = network.smaller_packages[service] * (1.0 - books.level[service])
        conditions.package[service] = 1.0 - shrunk


def set_terms(
    frame: Frame, books: Books, conditions: Conditions, usage: Usage, coming: int
) -> None:
    """Set what people meet of the arrangement's terms in the coming month."""
    money, network = frame.money, frame.network
    rules, terms = in_force(frame, coming)
    since = coming - money.starts_in_force
    pooled = pooled_share(frame, coming)
    for service in range(len(pooled)):
        conditions.dispute_chance[service] = partnership.dispute_factor(
            terms.dispute_chance, acceptance=books.level[service], pooled=pooled[service]
        )
        if network.kind[service] == ServiceKind.TEAM and 0 <= since < terms.disruption_months:
            staff = conditions.open_units[service]
            at_work = steering.whole_units(
                staff * (1.0 - terms.disruption * pooled[service]), ServiceKind.TEAM
            )
            conditions.open_units[service] = max(min(staff, 1.0), at_work)
    conditions.dispute_length[:] = terms.dispute_length
    conditions.stage_factor[:] = terms.stage_factor
    conditions.head_start[:] = head_starts(frame, books, coming)
    for stream, thinning in enumerate(network.stream_thinning):
        if thinning == Thinning.FREED_BEDS:
            conditions.threshold[stream] = refilled(frame, books, usage)
        elif thinning == Thinning.UNCOVERED_NEED:
            on = frame.loops[Loop.INTEGRATION_UNCOVERS_NEED] and coming >= money.first_month
            hidden = partnership.uncovered(shared_sight(books, rules), refused_share(usage))
            conditions.threshold[stream] = hidden if on else 0.0


def refused_share(usage: Usage) -> float:
    """Return the share of the month's requests that were refused."""
    asked = usage.requests.sum()
    return float(usage.refused.sum() / asked) if asked > 0.0 else 0.0


def refilled(frame: Frame, books: Books, usage: Usage) -> float:
    """Return how far freed hospital beds draw people in who would not have come."""
    hospital = frame.network.admitted_to
    if not frame.loops[Loop.FREED_BEDS_REFILL] or hospital < 0:
        return 0.0
    use = usage.used_now[hospital] / frame.network.core[hospital]
    return partnership.refill(use, float(books.usual_use[0]), frame.refill)
