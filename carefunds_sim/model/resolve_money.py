"""From an area's prices, an arrangement and a squeeze to the arrays of money."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from carefunds_sim import vocabulary as v
from carefunds_sim.model import tables
from carefunds_sim.model.calendar import DAYS_PER_YEAR, by_month, by_year, dated
from carefunds_sim.model.elementary import power
from carefunds_sim.model.plan import (
    Arranging,
    Calendar,
    Flexing,
    Grants,
    Hospital,
    Markets,
    Money,
    Network,
    Prices,
    Steering,
)
from carefunds_sim.model.resolve_rules import commissioner_share, share_of_kind
from carefunds_sim.model.tables import total

if TYPE_CHECKING:
    from carefunds_sim.model.load import Flows
    from carefunds_sim.model.record import Names
    from carefunds_sim.scenario.schema.area import Area, AreaMoney
    from carefunds_sim.scenario.schema.squeeze import BodyGrowth, Squeeze

NEVER_LIMITED = 1e9
MONTHS_PER_YEAR = 12


def make_money(
    area: Area,
    names: Names,
    network: Network,
    calendar: Calendar,
    *,
    squeeze: Squeeze,
    flows: Flows,
    residents: np.ndarray,
    need_index: np.ndarray,
) -> Money:
    """Lay out prices, payers, growth and steering; ``need_index`` is need by month (m)."""
    settings = area.money
    if settings is None:
        raise ValueError("an area without prices has no money to lay out")
    payers = np.arange(len(names.payers) + 1) < len(names.payers)
    pays = _pays(area, names)
    prices = _prices(area)
    flexing = _flexing(area)
    starts = flows.starts.sum(axis=1)
    starts_per_unit = np.where(
        np.isfinite(network.core),
        tables.ratio(DAYS_PER_YEAR * flexing.expected_use * starts, flows.load, 0.0),
        0.0,
    )
    per_day = DAYS_PER_YEAR * (prices.fixed + prices.variable * flexing.expected_use)
    unit_year = per_day + prices.per_start * starts_per_unit
    limited = np.where(np.isfinite(network.core), network.core, 0.0)
    years = (np.arange(len(calendar.month)) - calendar.warmup) // MONTHS_PER_YEAR
    start_budget = (limited * unit_year)[:, None] * pays * payers
    shorter = network.stay_trend * tables.ratio(per_day, unit_year, 0.0)  # a start costs the same
    hospital = _hospital(area, network, squeeze, shorter, calendar)
    outside = start_budget if hospital is None else start_budget * ~hospital.services[:, None]
    paths = {v.BodyKind.NHS: squeeze.nhs, v.BodyKind.COUNCIL: squeeze.council}
    settled = paths | ({v.BodyKind.NHS: squeeze.community} if squeeze.community else {})
    if hospital is not None:  # what its contract costs no decision can move
        flexing = flexing._replace(movable=flexing.movable & ~hospital.services)
    factors = _growth_factors(squeeze, calendar, residents, need_index)
    return Money(
        prices=prices,
        flexing=flexing,
        steering=_steering(settings),
        pays=pays,
        start_budget=start_budget,
        unit_year=unit_year * total(pays * payers),
        first_acceptance=flows.acceptance,
        mean_units=tables.ratio(
            (network.units * flows.starts).sum(axis=1), starts, network.units[:, 0]
        ),
        mean_stay=tables.ratio(flows.present.sum(axis=1), starts, 0.0),
        later_saving=tables.by_name(settings.believed_saving, names.services),
        growth=_growth(paths, names, factors, _trend(shorter, start_budget)),
        settlement=_growth(settled, names, factors, _trend(shorter, outside)),
        price=power(1.0 + squeeze.price_growth.value, np.maximum(years + 1, 0)),
        grants=_grants(squeeze, area, names, calendar, residents),
        commissioner_share=commissioner_share(area),
        social_share=social_share(area),
        markets=_markets(settings, network, squeeze, calendar, need_index),
        arranging=_arranging(settings, squeeze, calendar),
        hospital=hospital,
        first_month=calendar.warmup,
    )


def social_share(area: Area) -> np.ndarray:
    """Return social care's share of responsibility, half of "both" included; (setting, reason)."""
    share = np.zeros((2, len(v.DelayReason)))
    if area.responsibility is None:
        return share
    for setting, quantity in enumerate((area.responsibility.acute, area.responsibility.non_acute)):
        for reason, row in quantity.value.items():
            both = row.get(v.Responsible.BOTH, 0.0)
            share[setting, reason] = row.get(v.Responsible.SOCIAL_CARE, 0.0) + 0.5 * both
    return share


def _pays(area: Area, names: Names) -> np.ndarray:
    """Return each body's share of each service's cost, the NHS share split by commissioner."""
    shares = commissioner_share(area)
    rows = []
    for service in area.services.values():
        paid = service.paid_by.value if service.paid_by else {v.BodyKind.SELF: 1.0}
        nhs = paid.get(v.BodyKind.NHS, 0.0) * shares
        rows.append([*nhs, paid.get(v.BodyKind.COUNCIL, 0.0), paid.get(v.BodyKind.SELF, 0.0)])
    pays = np.array(rows)
    if pays.shape[1] != len(names.payers) + 1:
        raise ValueError("one column for each body that pays, and for people")
    return pays


def _prices(area: Area) -> Prices:
    costs = [service.costs for service in area.services.values()]
    return Prices(
        fixed=np.array([tables.number(c.fixed_per_unit) for c in costs]),
        variable=np.array([tables.number(c.variable_per_unit) for c in costs]),
        per_start=np.array([tables.number(c.per_start) for c in costs]),
        escalation_premium=np.array([tables.number(c.escalation_premium) for c in costs]),
        short_term_premium=np.array([tables.number(c.short_term_premium) for c in costs]),
    )


def _flexing(area: Area) -> Flexing:
    services = list(area.services.values())
    flexing = [service.flexing for service in services]
    limited = [service.kind is not v.ServiceKind.UNLIMITED for service in services]
    return Flexing(
        movable=np.array([f.movable for f in flexing]) & np.array(limited),
        protected=np.array([f.protected for f in flexing]),
        control=np.array([f.control for f in flexing]),
        floor=np.array([tables.number(f.floor) for f in flexing]),
        market_limit=np.array([tables.number(f.market_limit, NEVER_LIMITED) for f in flexing]),
        lag_up=np.array([tables.number(f.lag_up) for f in flexing]),
        lag_down=np.array([tables.number(f.lag_down) for f in flexing]),
        expected_use=np.array([tables.number(f.expected_use, 1.0) for f in flexing]),
        tolerated_wait=np.array(
            [tables.number(s.rationing.tolerated_wait) if s.rationing else 0.0 for s in services]
        ),
        delayed_starts=np.array(
            [tables.number(s.rationing.delayed_starts) if s.rationing else 0.0 for s in services]
        ),
        winter=np.array([tables.number(f.winter) for f in flexing]),
    )


def _growth_factors(
    squeeze: Squeeze, calendar: Calendar, residents: np.ndarray, need_index: np.ndarray
) -> dict[v.GrowthBasis, np.ndarray]:
    """Return what growth by each basis is multiplied by, in each year (y)."""
    years = (len(calendar.month) - calendar.warmup) // MONTHS_PER_YEAR
    months = calendar.warmup + MONTHS_PER_YEAR * np.arange(years) + MONTHS_PER_YEAR // 2
    before = np.maximum(months - MONTHS_PER_YEAR, 0)
    heads = residents.sum(axis=1)
    need = tables.ratio(need_index[months], need_index[before], 1.0)
    return {
        v.GrowthBasis.TOTAL: np.ones(years),
        v.GrowthBasis.PER_HEAD: tables.ratio(heads[months], heads[before], 1.0),
        v.GrowthBasis.WITH_NEED: need * (1.0 + squeeze.price_growth.value),
    }


def _growth(
    paths: dict[v.BodyKind, BodyGrowth],
    names: Names,
    factors: dict[v.GrowthBasis, np.ndarray],
    shorter: np.ndarray,
) -> np.ndarray:
    """Return each body's real growth on the year before; shape (y, p).

    Money that keeps pace with need follows people, prices and the trend of stays (p).
    """
    years = len(factors[v.GrowthBasis.TOTAL])
    growth = np.zeros((years, len(names.payers)))
    for payer in range(len(names.payers)):
        path = paths[names.body_kinds[payer]]
        factor = factors[path.basis]
        if path.basis is v.GrowthBasis.WITH_NEED:
            factor = factor * (1.0 + shorter[payer])
        growth[:, payer] = (1.0 + by_year(path, years)) * factor - 1.0
    return growth


def _trend(shorter: np.ndarray, budget: np.ndarray) -> np.ndarray:
    """Return what shorter stays (s) save a year of each body's budget (s, b), as a share; (b)."""
    return tables.ratio(total(shorter[:, None] * budget, axis=0), total(budget, axis=0), 0.0)


def _hospital(
    area: Area, network: Network, squeeze: Squeeze, shorter: np.ndarray, calendar: Calendar
) -> Hospital | None:
    """Lay out the contract of a hospital trust, if the area has one.

    Where no tariff is given an admission is paid for as it needs shorter stays.
    """
    contract = area.money.hospital if area.money else None
    if contract is None:
        return None
    years = (len(calendar.month) - calendar.warmup) // MONTHS_PER_YEAR
    services = (network.setting == v.Setting.ACUTE) & (network.kind == v.ServiceKind.BEDS)
    usual = np.full(years, shorter[services].mean() if services.any() else 0.0)
    change = by_year(squeeze.tariff, years) if squeeze.tariff else usual
    paid_for = np.cumprod(1.0 + change)
    return Hospital(
        services=services,
        payment=int(contract.payment),
        tariff=by_month(paid_for, calendar, before=1.0),
        marginal_rate=contract.marginal_rate.value,
        passed_on=contract.passed_on.value,
        deficit_limit=contract.deficit_limit.value,
        support=contract.support.value,
        recovery=contract.recovery.value,
    )


def _grants(
    squeeze: Squeeze, area: Area, names: Names, calendar: Calendar, residents: np.ndarray
) -> Grants:
    """Lay out one-off money, in equal months; commissioners share by residents."""
    grants, months, payers = squeeze.grants, len(calendar.month), len(names.payers)
    pounds = np.zeros((len(grants), months, payers))
    within = np.zeros(((months - calendar.warmup) // MONTHS_PER_YEAR, payers))
    last = np.full(len(grants), -1, dtype=np.int64)
    for index, grant in enumerate(grants):
        first = calendar.warmup + MONTHS_PER_YEAR * (grant.year - 1)
        to = share_of_kind(grant.to, area, names)[:payers]
        for month in range(first, min(first + MONTHS_PER_YEAR, months)):
            if calendar.month[month] in grant.months:
                whole = grant.gbp_per_resident.value * residents[month].sum()
                pounds[index, month] = to * whole / len(grant.months)
                last[index] = month
        if grant.within and first < months:
            within[grant.year - 1] += total(pounds[index], axis=0)
    return Grants(
        pounds=pounds,
        notice=np.array([tables.number(grant.notice) for grant in grants]),
        commitment=np.array(
            [0.0 if grant.exit_plan else tables.number(grant.commitment) for grant in grants]
        ),
        last=last,
        buys=np.array(
            [[not g.services or name in g.services for name in names.services] for g in grants],
            dtype=np.bool_,
        ).reshape(len(grants), len(names.services)),
        from_outside=np.array([not grant.within for grant in grants], dtype=np.bool_),
        within=within,
    )


def _steering(settings: AreaMoney) -> Steering:
    steering = settings.steering
    return Steering(
        home_wait_cost=settings.home_wait_cost.value,
        charge=settings.charge.value,
        head_start=settings.priority.head_start.value,
        head_start_per_ratio=settings.priority.head_start_per_cost_ratio.value,
        first_forecast_month=round(steering.first_forecast_month.value),
        tolerance=steering.tolerance.value,
        strength=steering.strength.value,
        largest_cut=steering.largest_cut.value,
        late_month=round(steering.late_year_month.value),
        late_spending=steering.late_year_spending.value,
        reserve_limit=steering.reserve_limit.value,
        acceptance_speed=steering.acceptance_speed.value,
        horizon_days=steering.commitment_horizon.value * DAYS_PER_YEAR / MONTHS_PER_YEAR,
        hysteresis=steering.hysteresis.value,
    )


def _markets(
    settings: AreaMoney, network: Network, squeeze: Squeeze, calendar: Calendar, need: np.ndarray
) -> Markets:
    """Lay out the markets of an area, and what a squeeze does to providers; ``need`` is (m)."""
    markets = list(settings.markets.values())
    uses = network.market == np.arange(len(markets))[:, None]
    cost = np.cumprod(1.0 + dated(squeeze.provider_costs, calendar))
    more = np.cumsum(dated(squeeze.vacancies, calendar))
    return Markets(
        uses=uses,
        bought=uses.any(axis=0) & np.isfinite(network.core),
        **{name: np.array([getattr(market, name).value for market in markets])
           for name in Markets._fields[2:-4]},
        more_need=np.append(1.0, tables.ratio(need[1:], need[:-1], 1.0)),
        cost=by_month(cost, calendar, before=1.0),
        vacancies_more=by_month(more, calendar, before=0.0),
        fees_more=by_month(dated(squeeze.fees, calendar), calendar, before=0.0),
    )  # fmt: skip


def _arranging(settings: AreaMoney, squeeze: Squeeze, calendar: Calendar) -> Arranging:
    """Lay out what changes the time that arranging takes; nothing does where an area is silent."""
    habits, target = settings.arranging, dated(squeeze.delay_target, calendar)
    return Arranging(
        caseload=habits.caseload.value if habits else 0.0,
        attention=habits.attention.value if habits else 0.0,
        wears_off=habits.wears_off.value if habits else 1.0,
        target=by_month(target, calendar, before=0.0),
    )
