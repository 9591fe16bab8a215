"""From an area's prices, an arrangement and a squeeze to the arrays of money."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from carefunds_sim import vocabulary as v
from carefunds_sim.model import tables
from carefunds_sim.model.calendar import DAYS_PER_YEAR
from carefunds_sim.model.plan import (
    Calendar,
    Flexing,
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
    from carefunds_sim.scenario.schema.arrangement import Squeeze

NEVER_LIMITED = 1e9
MONTHS_PER_YEAR = 12


def make_money(  # noqa: PLR0913 - every part of a scenario meets in its money
    area: Area,
    names: Names,
    network: Network,
    calendar: Calendar,
    *,
    squeeze: Squeeze,
    flows: Flows,
    residents: np.ndarray,
    need_index: np.ndarray,
    setup_months: float,
) -> Money:
    """Lay out prices, payers, growth and steering; ``need_index`` is need by month (m)."""
    settings = area.money
    if settings is None:
        raise ValueError("an area without prices has no money to lay out")
    payers = np.array([kind is not v.BodyKind.SELF for kind in names.body_kinds])
    pays = _pays(area, names)
    prices = _prices(area)
    flexing = _flexing(area)
    starts = flows.starts.sum(axis=1)
    starts_per_unit = np.where(
        np.isfinite(network.core),
        tables.ratio(DAYS_PER_YEAR * flexing.expected_use * starts, flows.load, 0.0),
        0.0,
    )
    unit_year = (
        DAYS_PER_YEAR * (prices.fixed + prices.variable * flexing.expected_use)
        + prices.per_start * starts_per_unit
    )
    limited = np.where(np.isfinite(network.core), network.core, 0.0)
    years = (np.arange(len(calendar.month)) - calendar.warmup) // MONTHS_PER_YEAR
    start_budget = (limited * unit_year)[:, None] * pays * payers
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
        growth=_growth(
            squeeze,
            names,
            calendar,
            residents,
            need_index=need_index,
            shorter=tables.ratio(
                total(network.stay_trend[:, None] * start_budget, axis=0),
                total(start_budget, axis=0),
                0.0,
            ),
        ),
        price=(1.0 + squeeze.price_growth.value) ** np.maximum(years + 1, 0),
        grants=_grants(squeeze, area, names, calendar, residents),
        commissioner_share=commissioner_share(area),
        social_share=social_share(area),
        starts_in_force=calendar.warmup
        + MONTHS_PER_YEAR * int(np.ceil(setup_months / MONTHS_PER_YEAR)),
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
    if pays.shape[1] != len(names.bodies):
        raise ValueError("one column for each body")
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
    )


def _growth(
    squeeze: Squeeze,
    names: Names,
    calendar: Calendar,
    residents: np.ndarray,
    *,
    need_index: np.ndarray,
    shorter: np.ndarray,
) -> np.ndarray:
    """Return each body's real growth on the year before; shape (y, b).

    Money that keeps pace with need follows people, prices and the trend of stays (b).
    """
    years = (len(calendar.month) - calendar.warmup) // MONTHS_PER_YEAR
    months = calendar.warmup + MONTHS_PER_YEAR * np.arange(years) + MONTHS_PER_YEAR // 2
    before = np.maximum(months - MONTHS_PER_YEAR, 0)
    heads = residents.sum(axis=1)
    need = tables.ratio(need_index[months], need_index[before], 1.0)
    factors = {
        v.GrowthBasis.TOTAL: np.ones(years),
        v.GrowthBasis.PER_HEAD: tables.ratio(heads[months], heads[before], 1.0),
        v.GrowthBasis.WITH_NEED: need * (1.0 + squeeze.price_growth.value),
    }
    growth = np.zeros((years, len(names.bodies)))
    for body, kind in enumerate(names.body_kinds):
        if kind is not v.BodyKind.SELF:
            path = squeeze.nhs if kind is v.BodyKind.NHS else squeeze.council
            factor = factors[path.basis]
            if path.basis is v.GrowthBasis.WITH_NEED:
                factor = factor * (1.0 + shorter[body])
            own = [*path.by_year.value, *[path.after.value] * years][:years]
            growth[:, body] = (1.0 + np.array(own)) * factor - 1.0
    return growth


def _grants(
    squeeze: Squeeze, area: Area, names: Names, calendar: Calendar, residents: np.ndarray
) -> np.ndarray:
    """Return one-off money by month and body, in equal months; commissioners share by residents."""
    grants = np.zeros((len(calendar.month), len(names.bodies)))
    for grant in squeeze.grants:
        first = calendar.warmup + MONTHS_PER_YEAR * (grant.year - 1)
        to = share_of_kind(grant.to, area, names)
        for month in range(first, min(first + MONTHS_PER_YEAR, len(calendar.month))):
            if calendar.month[month] in grant.months:
                pounds = grant.gbp_per_resident.value * residents[month].sum()
                grants[month] += to * pounds / len(grant.months)
    return grants


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
