"""Through the year: hold and cut against an overspend, spend an underspend or a grant late."""

from __future__ import annotations

import numpy as np

from carefunds_sim.model.money.books import Books
from carefunds_sim.model.money.frame import MONTHS_PER_YEAR, Frame, months_passed
from carefunds_sim.model.money.perception import worths_of
from carefunds_sim.model.rules import steering
from carefunds_sim.vocabulary import Control, Loop


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
    held_by_all = books.budget.sum(axis=0)
    for fund in range(len(books.spent)):
        gap = steering.forecast(books.spent[fund], passed) - books.allocation[fund]
        if not steering.outside_tolerance(gap, books.allocation[fund], money.steering.tolerance):
            continue
        controllable = books.budget[fund][money.flexing.control != Control.NONE].sum()
        severity = steering.severity(
            gap,
            controllable * left / MONTHS_PER_YEAR,
            strength=money.steering.strength,
            largest_cut=money.steering.largest_cut,
        )
        for service in range(len(books.hold)):
            if held_by_all[service] <= 0.0:
                continue
            share = severity * books.budget[fund, service] / held_by_all[service]
            if money.flexing.control[service] == Control.HOLD:
                books.hold[service] -= share
            elif money.flexing.control[service] == Control.CUT:
                books.cut[service] += share


def spend_late(frame: Frame, books: Books, coming: int) -> None:
    """Buy short-term capacity with a late underspend, or with a grant for the coming month."""
    money = frame.money
    books.short_term[:] = 0.0
    passed = months_passed(frame, coming) - 1
    left = MONTHS_PER_YEAR - passed
    for fund in range(len(books.spent)):
        pounds = float(money.grants[coming, fund]) if fund < money.grants.shape[1] - 1 else 0.0
        if 0 < passed >= money.steering.late_month - 1 and coming > money.first_month:
            gap = books.allocation[fund] - steering.forecast(books.spent[fund], passed)
            if gap > money.steering.tolerance * books.allocation[fund]:
                pounds += gap * money.steering.late_spending / left
        if pounds > 0.0:
            buy_short_term(frame, books, fund, pounds, coming)


def buy_short_term(frame: Frame, books: Books, fund: int, pounds: float, month: int) -> None:
    """Buy a month's extra units of the service that is worth most to the fund."""
    money = frame.money
    worths, _ = worths_of(frame, books, fund, month)
    for service in range(len(worths)):
        if books.budget[fund, service] <= 0.0 or money.prices.short_term_premium[service] <= 0.0:
            worths[service] = -1.0
    best = int(np.argmax(worths))
    if worths[best] > 0.0:
        unit_month = books.unit_year[best] * money.price[month] / MONTHS_PER_YEAR
        premium = money.prices.short_term_premium[best]
        units = steering.short_term_units(pounds, unit_month, premium)
        supply = money.flexing.market_limit[best] * frame.network.core[best] - books.stock[best]
        books.short_term[best] = max(0.0, min(supply, books.short_term[best] + units))
