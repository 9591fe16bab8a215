"""What the month's money makes of the services in the coming month."""

from __future__ import annotations

import numpy as np

from carefunds_sim.model.calendar import MONTHS_PER_YEAR
from carefunds_sim.model.compiling import compiled
from carefunds_sim.model.conditions import Conditions, coming
from carefunds_sim.model.money.arranging import arranging_factors
from carefunds_sim.model.money.books import Books
from carefunds_sim.model.money.frame import Agreement, Frame, Usage, in_force
from carefunds_sim.model.money.holders import by_holder, of_lines
from carefunds_sim.model.money.market import search_factors
from carefunds_sim.model.money.perception import shared_sight, weights
from carefunds_sim.model.plan import Flexing
from carefunds_sim.model.rules import arranging, partnership, steering, worth
from carefunds_sim.model.tables import DUST, ratio, total
from carefunds_sim.vocabulary import Loop, ServiceKind, Thinning, WaitingPlace

ACUTE_BED = int(WaitingPlace.ACUTE_BED)
SHORTEST_STAY = 1e-6  # days; keeps what is divided by a stay finite
LONGEST_STAY = 10.0  # times the planned one, at which a stay seen is taken where no one leaves
TEAM, HOURS = int(ServiceKind.TEAM), int(ServiceKind.HOURS)
WINTER = (12, 1, 2, 3)  # calendar months
FREED_BEDS, UNCOVERED_NEED = int(Thinning.FREED_BEDS), int(Thinning.UNCOVERED_NEED)


def plan_capacity(frame: Frame, books: Books, conditions: Conditions, coming: int) -> None:
    """Plan what the budgets buy and move capacity towards it, in whole units."""
    money, network = frame.money, frame.network
    if coming < money.first_month:
        return
    unit_year = books.unit_year * money.price[coming]
    budget = of_lines(books.budget)
    if money.hospital is not None:  # a trust runs its beds on its own budget
        of_trust = budget * money.hospital.services
        share = of_trust / total(of_trust) if total(of_trust) > 0.0 else 0.0 * of_trust
        budget = np.where(money.hospital.services, books.hospital.budget[0] * share, budget)
    plan_units(books.planned, network.core, budget, unit_year, books.cut, money.flexing)
    recruit(
        books.stock,
        conditions.open_units,
        books.planned,
        books.short_term,
        network.kind,
        arranging.season(money.flexing.winter, int(frame.calendar.month[coming]) in WINTER),
        money.flexing,
    )


@compiled
def plan_units(
    planned: np.ndarray,
    core: np.ndarray,
    budget: np.ndarray,
    unit_year: np.ndarray,
    cut: np.ndarray,
    flexing: Flexing,
) -> None:
    """Plan each limited service's units: what its budget buys, less what is cut in-year."""
    for service in range(len(core)):
        if np.isfinite(core[service]):
            floor = flexing.floor[service]
            bought = steering.planned_capacity(
                budget[service],
                unit_year[service],
                core[service],
                floor,
                flexing.market_limit[service],
            )
            planned[service] = max(floor * core[service], bought * (1.0 - cut[service]))


@compiled
def recruit(
    stock: np.ndarray,
    open_units: np.ndarray,
    planned: np.ndarray,
    short_term: np.ndarray,
    kind: np.ndarray,
    season: np.ndarray,
    flexing: Flexing,
) -> None:
    """Move each limited service's stock a month nearer to plan, and open it in whole units."""
    for service in range(len(stock)):
        if np.isfinite(planned[service]):
            stock[service] = steering.step_capacity(
                stock[service], planned[service], flexing.lag_up[service], flexing.lag_down[service]
            )
            units = stock[service] * season[service] + short_term[service]
            open_units[service] = steering.whole_units(units, kind[service])


def ration(frame: Frame, books: Books, conditions: Conditions, usage: Usage) -> None:
    """Move each eligibility threshold so that commitments meet capacity, and size the packages."""
    money, network, rationed = frame.money, frame.network, frame.network.rationed
    target = np.where(rationed, conditions.open_units, 0.0) * money.flexing.expected_use
    mean_stay = stay_seen(frame, books, usage)
    committed = usage.used_now + usage.waiting_now * money.mean_units
    tolerated = steering.wait_put_up_with(
        money.flexing.tolerated_wait, money.flexing.delayed_starts, books.level
    )
    wanted = steering.starts_wanted(
        target,
        steering.commitments(target, mean_stay, tolerated) - committed,
        mean_stay=mean_stay,
        horizon_days=money.steering.horizon_days,
        diverted_per_day=books.diverted,
    )
    speed = money.steering.acceptance_speed
    move_thresholds(
        books.level, rationed, wanted, books.requested, speed, network.lowest_acceptance
    )
    conditions.acceptance[rationed] = (books.level * books.hold)[rationed]
    conditions.package[rationed] = (1.0 - network.smaller_packages * (1.0 - books.level))[rationed]


def stay_seen(frame: Frame, books: Books, usage: Usage) -> np.ndarray:
    """Return how long a person has lately been in a bed or place, delays included; days (s).

    Those who decide how many may start count who left in the last year, and so see that places are
    blocked. Until they have counted, and where a person is not one unit, as in hours of care, they
    go by the stays that are planned.
    """
    money, network = frame.money, frame.network
    planned = np.where(money.mean_stay > 0.0, np.maximum(money.mean_stay, SHORTEST_STAY), 1.0)
    one_each = (network.units == 1.0).all(axis=1) & (network.smaller_packages == 0.0)
    counted = (books.used >= 0.0) & (network.kind != HOURS) & one_each
    left = steering.people_who_left(books.used, total(usage.starts), usage.used_now)
    used = total(usage.unit_days)
    now = ratio(left, np.where(used > DUST, used, 0.0), 1.0 / planned)
    before: np.ndarray = np.where(books.leaving >= 0.0, books.leaving, 1.0 / planned)
    seen: np.ndarray = steering.lagged(before, now, np.full(len(now), MONTHS_PER_YEAR))
    books.leaving[:] = np.where(counted, seen, before)
    books.used[:] = usage.used_now
    days: np.ndarray = 1.0 / np.maximum(books.leaving, 1.0 / (LONGEST_STAY * planned))
    return days


@compiled
def move_thresholds(
    level: np.ndarray,
    rationed: np.ndarray,
    wanted: np.ndarray,
    requested: np.ndarray,
    speed: float,
    lowest: np.ndarray,
) -> None:
    """Move each rationed service's threshold; ``wanted`` and ``requested`` are units a day."""
    for service in range(len(level)):
        if rationed[service]:
            level[service] = steering.next_acceptance(
                level[service], wanted[service], requested[service], speed, lowest[service]
            )


def set_terms(
    frame: Frame, books: Books, conditions: Conditions, usage: Usage, coming: int
) -> None:
    """Set what people meet of the arrangement's terms in the coming month."""
    network, agreement = frame.network, in_force(frame, coming)
    terms = agreement.terms
    conditions.dispute_chance[:] = partnership.dispute_factor(
        terms.dispute_chance, acceptance=books.level, pooled=agreement.undisputed
    )
    if 0 <= coming - agreement.began < terms.disruption_months:
        disrupt_teams(frame, conditions, agreement)
    conditions.dispute_length[:] = terms.dispute_length
    search = search_factors(frame, books)
    slower = arranging_factors(frame, books, usage, coming)
    conditions.stage_factor[:] = terms.stage_factor * search * slower
    conditions.search[:] = search
    conditions.head_start[:] = head_starts(frame, books, coming)
    if network.prevents.any():
        prevent(frame, books, conditions)
    freed = np.flatnonzero(network.stream_thinning == FREED_BEDS)
    if len(freed):
        conditions.threshold[freed] = refilled(frame, books, usage)
    hidden = np.flatnonzero(network.stream_thinning == UNCOVERED_NEED)
    if len(hidden):
        conditions.threshold[hidden] = uncovered(frame, books, usage, coming)


def prevent(frame: Frame, books: Books, conditions: Conditions) -> None:
    """Let prevention be felt by its open capacity, late, and keep people from needing care."""
    network = frame.network
    keeps = network.prevents.any(axis=1)
    if not frame.loops[Loop.PREVENTION_SPARES_CARE]:
        return  # it is felt as on the first day
    now = np.where(keeps, ratio(conditions.open_units, network.core, 1.0), 1.0)
    books.felt[:] = np.where(keeps, steering.lagged(books.felt, now, network.prevention_lag), 1.0)
    own_will = np.flatnonzero(network.stream_thinning == Thinning.NONE)
    conditions.threshold[own_will] = np.clip(coming(network, books.felt)[own_will], 0.0, 1.0)


def disrupt_teams(frame: Frame, conditions: Conditions, agreement: Agreement) -> None:
    """Keep some staff of each pooled team from their work while the arrangement is new."""
    away = agreement.terms.disruption * agreement.pooled
    for team in np.flatnonzero(frame.network.kind == TEAM):
        staff = conditions.open_units[team]
        at_work = steering.whole_units(staff * (1.0 - away[team]), TEAM)
        conditions.open_units[team] = max(min(staff, 1.0), at_work)


def uncovered(frame: Frame, books: Books, usage: Usage, coming: int) -> float:
    """Return how far partners who share their lists uncover need that was hidden."""
    if not frame.loops[Loop.INTEGRATION_UNCOVERS_NEED] or coming < frame.money.first_month:
        return 0.0
    sight = shared_sight(books, in_force(frame, coming).rules)
    asked = float(total(usage.requests))
    refused = float(total(usage.refused) / asked) if asked > 0.0 else 0.0
    return partnership.uncovered(sight, refused)


def refilled(frame: Frame, books: Books, usage: Usage) -> float:
    """Return how far freed hospital beds draw people in who would not have come."""
    hospital = frame.network.admitted_to
    beds = frame.network.core[hospital] if hospital >= 0 else 0.0
    if not frame.loops[Loop.FREED_BEDS_REFILL] or beds <= 0.0:
        return 0.0
    return partnership.refill(
        usage.used_now[hospital] / beds, float(books.usual_use[0]), frame.refill
    )


def head_starts(frame: Frame, books: Books, month: int) -> np.ndarray:
    """Return how far ahead a hospital discharge is in each queue; days (s)."""
    steering, agreement = frame.money.steering, in_force(frame, month)
    return weigh_beds(
        agreement.waiting_costs[:, ACUTE_BED],
        by_holder(books.budget, agreement.rules.by_partner),
        weights(books, agreement.rules),
        steering.head_start,
        steering.head_start_per_ratio,
        steering.home_wait_cost,
    )


@compiled
def weigh_beds(
    bed_day: np.ndarray,
    budget: np.ndarray,
    weight: np.ndarray,
    base: float,
    per_ratio: float,
    home_day: float,
) -> np.ndarray:
    """Return the head start in each queue, by what those who budget for it see of the bed; (s).

    ``bed_day`` (s, b) is what a day's wait in an acute bed costs each body, ``weight`` (f, b) how
    much of that weighs with each fund; ``home_day`` is what a day's wait at home costs.
    """
    funds, services = budget.shape
    ahead = np.zeros(services)
    for service in range(services):
        budgeted = budget[:, service].sum()
        seen = 0.0
        if budgeted > 0.0:
            for fund in range(funds):
                share = budget[fund, service] / budgeted
                for body in range(weight.shape[1] - 1):
                    seen += share * weight[fund, body] * bed_day[service, body]
        ahead[service] = worth.head_start_days(base, per_ratio, seen, home_day)
    return ahead
