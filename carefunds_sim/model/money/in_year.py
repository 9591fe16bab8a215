"""Through the year: hold and cut against an overspend, spend an underspend or a grant late."""

from __future__ import annotations

import numpy as np

from carefunds_sim.model.money.books import Books
from carefunds_sim.model.money.frame import MONTHS_PER_YEAR, Frame, months_passed
from carefunds_sim.model.money.unit_worth import worths_of
from carefunds_sim.model.rules import steering
from carefunds_sim.model.tables import total
from carefunds_sim.vocabulary import Control, Loop

NONE, HOLD, CUT = int(Control.NONE), int(Control.HOLD), int(Control.CUT)


def steer(frame: Frame, books: Books, coming: int) -> None:
    """Hold packages and cut services when a fund forecasts an overspend; ease off in April."""
    money = frame.money
    books.hold[:] = 1.0
    books.cut[:] = 0.0
    if not frame.loops[Loop.OVERSPEND_CUTS]:
        return
    passed = months_passed(frame, coming) - 1
    if passed < max(1, money.steering.first_forecast_month) or coming < money.first_month:
        return
    left = MONTHS_PER_YEAR - passed
    control = money.flexing.control
    controlled, on_hold, to_cut = control != NONE, control == HOLD, control == CUT
    held_by_all = total(books.budget, axis=0)
    held_by_all[held_by_all <= 0.0] = np.inf  # nobody has a share of what nobody budgets for
    gaps = steering.forecast(books.spent, passed) - books.allocation
    for fund in np.flatnonzero(gaps > 0.0):
        gap, allocation, budget = gaps[fund], books.allocation[fund], books.budget[fund]
        if not steering.outside_tolerance(gap, allocation, money.steering.tolerance):
            continue
        severity = steering.severity(
            gap,
            float(total(budget * controlled)) * left / MONTHS_PER_YEAR,
            strength=money.steering.strength,
            largest_cut=money.steering.largest_cut,
        )
        share = severity * budget / held_by_all
        books.hold[:] -= share * on_hold
        books.cut[:] += share * to_cut


def spend_late(frame: Frame, books: Books, coming: int) -> None:
    """Buy short-term capacity with a late underspend, or with a grant for the coming month."""
    money = frame.money
    books.short_term[:] = 0.0
    passed = months_passed(frame, coming) - 1
    left = MONTHS_PER_YEAR - passed
    late = 0 < passed >= money.steering.late_month - 1 and coming > money.first_month
    pounds = np.zeros(len(books.spent))
    pounds[: money.grants.shape[1] - 1] = money.grants[coming, :-1]
    if late:
        under = books.allocation - steering.forecast(books.spent, passed)
        spare = under > money.steering.tolerance * books.allocation
        pounds[spare] += under[spare] * money.steering.late_spending / left
    for fund in np.flatnonzero(pounds > 0.0):
        buy_short_term(frame, books, int(fund), float(pounds[fund]), coming)


def buy_short_term(frame: Frame, books: Books, fund: int, pounds: float, month: int) -> None:
    """Buy a month's extra units of the service that is worth most to the fund."""
    money = frame.money
    worths, _ = worths_of(frame, books, fund, month)
    to_be_had = (books.budget[fund] > 0.0) & (money.prices.short_term_premium > 0.0)
    worths[~to_be_had] = -1.0
    best = int(np.argmax(worths))
    if worths[best] > 0.0:
        unit_month = books.unit_year[best] * money.price[month] / MONTHS_PER_YEAR
        premium = money.prices.short_term_premium[best]
        units = steering.short_term_units(pounds, unit_month, premium)
        supply = money.flexing.market_limit[best] * frame.network.core[best] - books.stock[best]
        books.short_term[best] = max(0.0, min(supply, books.short_term[best] + units))
