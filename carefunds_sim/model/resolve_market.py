"""From an area's markets and habits, and a squeeze's dated inputs, to arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from carefunds_sim import vocabulary as v
from carefunds_sim.model import tables
from carefunds_sim.model.plan import Arranging, Markets

if TYPE_CHECKING:
    from carefunds_sim.model.plan import Calendar
    from carefunds_sim.model.record import Names
    from carefunds_sim.scenario.schema.area import Area, AreaMoney
    from carefunds_sim.scenario.schema.squeeze import Squeeze, YearPath

MONTHS_PER_YEAR = 12


def by_year(path: YearPath, years: int) -> np.ndarray:
    """Return a path's values for each year of the study; (y)."""
    return np.array([*path.by_year.value, *[path.after.value] * years][:years])


def by_month(yearly: np.ndarray, calendar: Calendar, *, before: float) -> np.ndarray:
    """Return yearly values (y) for each month of the run, and what holds before the study; (m)."""
    return np.concatenate([np.full(calendar.warmup, before), yearly.repeat(MONTHS_PER_YEAR)])


def make_markets(
    area: Area, names: Names, squeeze: Squeeze, calendar: Calendar, need: np.ndarray
) -> Markets:
    """Lay out the markets of an area, and what a squeeze does to providers; ``need`` is (m)."""
    markets = list(area.money.markets.values()) if area.money else []
    uses = np.zeros((len(markets), len(names.services)), dtype=np.bool_)
    for row, market in enumerate(markets):
        uses[row] = [name in market.services for name in names.services]
    limited = [s.kind is not v.ServiceKind.UNLIMITED for s in area.services.values()]
    cost = np.cumprod(1.0 + dated(squeeze.provider_costs, calendar))
    more = np.cumsum(dated(squeeze.vacancies, calendar))
    return Markets(
        uses=uses,
        bought=uses.any(axis=0) & np.array(limited),
        **{name: np.array([getattr(market, name).value for market in markets])
           for name in Markets._fields[2:-3]},
        more_need=np.append(1.0, tables.ratio(need[1:], need[:-1], 1.0)),
        cost=by_month(cost, calendar, before=1.0),
        vacancies_more=by_month(more, calendar, before=0.0),
    )  # fmt: skip


def make_arranging(settings: AreaMoney, squeeze: Squeeze, calendar: Calendar) -> Arranging:
    """Lay out what changes the time that arranging takes; nothing does where an area is silent."""
    habits, target = settings.arranging, dated(squeeze.delay_target, calendar)
    return Arranging(
        caseload=habits.caseload.value if habits else 0.0,
        attention=habits.attention.value if habits else 0.0,
        wears_off=habits.wears_off.value if habits else 1.0,
        target=by_month(target, calendar, before=0.0),
    )


def dated(path: YearPath | None, calendar: Calendar) -> np.ndarray:
    """Return a dated input for each year of the study, nothing where none is given; (y)."""
    years = (len(calendar.month) - calendar.warmup) // MONTHS_PER_YEAR
    return by_year(path, years) if path else np.zeros(years)
