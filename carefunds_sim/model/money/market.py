"""Providers' places and hours: what fees, costs and staff make of them, and who is offered them.

Places are counted across all services that use a market, whoever pays. What the council buys is
limited by its money and by what it is offered; people who pay themselves only by the latter.
"""

from __future__ import annotations

import numpy as np

from carefunds_sim.model.calendar import DAYS_PER_YEAR, MONTHS_PER_YEAR
from carefunds_sim.model.compiling import compiled
from carefunds_sim.model.conditions import Conditions
from carefunds_sim.model.money.books import Books
from carefunds_sim.model.money.frame import Frame, Usage
from carefunds_sim.model.plan import MOST_CLOSING
from carefunds_sim.model.rules import market as rules
from carefunds_sim.model.rules import steering
from carefunds_sim.model.tables import ratio, total
from carefunds_sim.vocabulary import Loop

BASE_MONTHS = 3.0  # over which the base year's last use is taken


def observe_market(frame: Frame, books: Books, usage: Usage, month: int) -> None:
    """Take in what each market sold in a month, at the fees that held; until the study, as usual.

    The base is what a few months before the study saw: use may still drift in a short warm-up.
    """
    of, price = books.market, frame.prices.fixed + frame.prices.variable
    days = float(frame.calendar.starts[month + 1] - frame.calendar.starts[month])
    used = total(usage.unit_days) / days * frame.money.markets.uses
    of.used[:], of.earned[:] = total(used), total(used * price * of.fee)
    if month < frame.money.first_month or not of.usual_use.any():
        part = 1.0 / BASE_MONTHS if of.usual_use.any() else 1.0
        of.usual_use[:] += part * (of.used - of.usual_use)
        of.usual_income[:] += part * (of.earned - of.usual_income)


def trade(frame: Frame, books: Books, conditions: Conditions, usage: Usage, coming: int) -> None:
    """Let providers open and close places for the coming month, and offer what is free."""
    markets, of = frame.money.markets, books.market
    if not markets.uses.any() or coming < frame.money.first_month:
        return
    if coming == frame.money.first_month or not of.places.any():
        of.places[:] = markets.places * of.usual_use / markets.occupancy
    vacant = open_places(frame, books, conditions, coming)
    of.open[:] = of.places * rules.staffed(vacant, markets.vacancies, markets.closed_by_vacancies)
    in_use = total(usage.used_now * markets.uses)
    of.free[:] = ratio(of.open - in_use, of.open, 0.0)
    for market in range(len(of.places)):
        share_out(frame, books, conditions, usage, market)


def open_places(frame: Frame, books: Books, conditions: Conditions, coming: int) -> np.ndarray:
    """Open and close places by providers' income against their costs; return vacancies (h)."""
    markets, of = frame.money.markets, books.market
    conditions.closing[:] = frame.network.threat / MOST_CLOSING
    of.places[:] *= markets.more_need[coming]
    if frame.loops[Loop.INCOME_OPENS_PLACES]:
        earned = of.earned / markets.cost[coming - 1]
        usual = of.usual_income * of.places * markets.occupancy
        per_place = ratio(earned * of.usual_use, usual, 1.0)
        of.income[:] = steering.lagged(of.income, per_place, markets.lag)
        opened = rules.opened(markets.turnover, markets.response, of.income)
        closed = rules.closed(markets.turnover, markets.response, of.income)
        conditions.closing[:] = total(closed[:, None] * markets.uses, axis=0) / DAYS_PER_YEAR
        of.places[:] *= 1.0 + (opened - closed) / MONTHS_PER_YEAR
    vacant: np.ndarray = rules.vacancies(
        markets.vacancies, markets.vacancies_more[coming], markets.vacancy_response, of.income
    )
    return vacant


def share_out(
    frame: Frame, books: Books, conditions: Conditions, usage: Usage, market: int
) -> None:
    """Offer a market's free places to those who use it.

    Where fewer are open than in use each service has its part of them. Wanted is what was asked for
    last month and not refused, and what people wait for, as far as the council has money for it.
    """
    markets, network = frame.money.markets, frame.network
    uses = markets.uses[market]
    used = np.where(uses, usage.used_now, 0.0)
    open_places, in_use = float(books.market.open[market]), float(total(used))
    can_buy = np.where(markets.bought, conditions.open_units, np.inf)
    accepted = 1.0 - ratio(usage.refused, usage.requests, 0.0)
    asked = usage.requested_units * accepted + usage.waiting_now * frame.money.mean_units
    wanted = np.where(uses, np.minimum(asked, np.maximum(0.0, can_buy - used)), 0.0)
    fee = (frame.prices.fixed + frame.prices.variable) * books.market.fee
    free = max(0.0, open_places - in_use)
    fits = min(1.0, open_places / in_use) if in_use > 0.0 else 1.0
    units = used * fits + offer(wanted, fee, free)
    units += left_open(used, can_buy - units, max(0.0, open_places - float(total(units))), uses)
    for service in np.flatnonzero(uses):
        limit = min(can_buy[service], units[service])
        opened = steering.whole_units(limit, network.kind[service], down=True)
        conditions.open_units[service] = opened
        unopened = max(0.0, opened - books.stock[service])
        books.short_term[service] = min(books.short_term[service], unopened)


def left_open(used: np.ndarray, can_buy: np.ndarray, places: float, uses: np.ndarray) -> np.ndarray:
    """Return how places that were not asked for stand open: as they are used, or else alike; (s).

    Where money limits what can be bought, they stand open to those who pay themselves.
    """
    bought, of_all = uses & np.isfinite(can_buy), total(used)
    paid = uses & ~bought
    part = total(used * bought) / of_all if paid.any() and of_all > 0.0 else 1.0
    given = np.zeros(len(used))
    for own, share in ((bought, part), (paid, 1.0)):
        weight = used * own if total(used * own) > 0.0 else own * 1.0
        more = places * share * ratio(weight, np.full(len(weight), total(weight)), 0.0)
        given += np.where(own, np.minimum(more, np.maximum(0.0, can_buy)), 0.0)
        places -= float(total(given * own))
    return given


@compiled
def offer(wanted: np.ndarray, fee: np.ndarray, free: float) -> np.ndarray:
    """Return the free places that providers offer to each service (s) that wants some.

    Where all can be had all are given, and the rest goes in the same proportion. Where they cannot,
    who pays more is offered more, but nobody more than they want.
    """
    offered = np.zeros(len(wanted))
    left = free
    for _ in range(len(wanted)):
        weight = 0.0
        for service in range(len(wanted)):
            if offered[service] < wanted[service]:
                weight += (wanted[service] - offered[service]) * fee[service]
        if weight <= 0.0 or left <= 0.0:
            break
        given = 0.0
        for service in range(len(wanted)):
            lacks = wanted[service] - offered[service]
            if lacks > 0.0:
                part = min(lacks, left * lacks * fee[service] / weight)
                offered[service] += part
                given += part
        left -= given
    return offered


def set_fees(frame: Frame, books: Books, year: int) -> None:
    """Let a year's decisions and costs change fees: the council's own, and what people pay.

    People pay what care costs.
    """
    money, markets = frame.money, frame.money.markets
    if not markets.uses.any():
        return
    first = money.first_month + MONTHS_PER_YEAR * year
    growth = float(money.growth[year, money.payers - 1])
    decided = markets.fee_growth + markets.fees_more[first]
    restraint = markets.fee_restraint[:, None] * (money.pays[:, money.payers - 1] > 0.0)
    change = rules.fee_change(decided[:, None], restraint, growth)
    by_service = total(change * markets.uses, axis=0)
    bought = np.where(markets.bought, 1.0 + by_service, 1.0)
    books.market.fee[:] *= bought
    books.unit_year[:] *= bought
    own = markets.uses.any(axis=0) & ~markets.bought
    books.market.fee[own] = markets.cost[first]


def search_factors(frame: Frame, books: Books) -> np.ndarray:
    """Return how long the search in each stage takes against the base year; (g)."""
    markets, stages = frame.money.markets, frame.network.stage_market
    factor = np.ones(len(stages))
    if not frame.loops[Loop.SCARCITY_LENGTHENS_SEARCH] or not books.market.places.any():
        return factor
    by_market = rules.search_factor(
        1.0 - markets.occupancy, books.market.free, markets.search, markets.longest_search
    )
    factor[stages >= 0] = by_market[stages[stages >= 0]]
    return factor
