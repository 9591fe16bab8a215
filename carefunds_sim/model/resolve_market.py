"""From an area's markets and habits, and a squeeze's dated inputs, to arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from carefunds_sim.model import tables
from carefunds_sim.model.calendar import by_month, dated
from carefunds_sim.model.plan import Arranging, Markets

if TYPE_CHECKING:
    from carefunds_sim.model.plan import Calendar, Network
    from carefunds_sim.scenario.schema.area import AreaMoney
    from carefunds_sim.scenario.schema.squeeze import Squeeze


def make_markets(
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


def make_arranging(settings: AreaMoney, squeeze: Squeeze, calendar: Calendar) -> Arranging:
    """Lay out what changes the time that arranging takes; nothing does where an area is silent."""
    habits, target = settings.arranging, dated(squeeze.delay_target, calendar)
    return Arranging(
        caseload=habits.caseload.value if habits else 0.0,
        attention=habits.attention.value if habits else 0.0,
        wears_off=habits.wears_off.value if habits else 1.0,
        target=by_month(target, calendar, before=0.0),
    )
