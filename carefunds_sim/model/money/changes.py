"""What a timetable changes in the books: who holds the money, budgets, and what a unit costs."""

from __future__ import annotations

import numpy as np

from carefunds_sim.model.calendar import DAYS_PER_YEAR, MONTHS_PER_YEAR
from carefunds_sim.model.conditions import Conditions
from carefunds_sim.model.dated_money import MoneyChange
from carefunds_sim.model.money.books import Books, disband_pools, form_pools
from carefunds_sim.model.money.frame import Frame, in_force, months_passed
from carefunds_sim.model.money.holders import share_by_fund
from carefunds_sim.model.plan import MOST_CLOSING, Money
from carefunds_sim.model.tables import DUST, ratio, total

OUTSIDE = ANY_LINE = -1


def change_partnership(frame: Frame, books: Books, coming: int) -> None:
    """Let the pools of what comes into force take over the money, in April or within a year.

    Every body takes its pounds out of the pools there were; deficits stay with bodies.
    """
    for before, after in zip(frame.agreements, frame.agreements[1:], strict=False):
        if after.since == coming:
            pools = [(held.rules.pool_share, held.rules.budgeting, held.rules.fixed)
                     for held in (before, after)]  # fmt: skip
            if any((one != other).any() for one, other in zip(*pools, strict=True)):
                disband_pools(books)
                form_pools(books, after.rules)
                share_out_year(books)


def share_out_year(books: Books) -> None:
    """Let this year's money and spending follow the lines to the funds that now hold them.

    What was spent on no service, such as the charge, stays with a body's own fund.
    """
    on_services = total(books.year_cost)
    elsewhere = total(books.spent - on_services, axis=0)
    payers = np.arange(books.spent.shape[1])
    books.spent[:] = on_services
    books.spent[payers, payers] += elsewhere
    for of_year in (books.allocation, books.granted):
        of_year[:] = total(of_year, axis=0) * share_by_fund(books.contribution)


def hand_on(before: Frame, after: Frame, books: Books, conditions: Conditions) -> None:
    """Let what a unit costs change as its prices do, and providers close as they now may."""
    conditions.closing[:] = after.network.threat / MOST_CLOSING
    was, now = unit_cost(before.money), unit_cost(after.money)
    books.unit_year[:] *= np.where(was > 0.0, ratio(now, was, 1.0), 1.0)


def unit_cost(money: Money) -> np.ndarray:
    """Return what a unit of each service costs a year by its prices, as it is used; pounds (s)."""
    use, prices = money.flexing.expected_use, money.prices
    starts_a_day = ratio(use, money.mean_stay * money.mean_units, 0.0)
    a_day = prices.fixed + prices.variable * use + prices.per_start * starts_a_day
    cost: np.ndarray = DAYS_PER_YEAR * a_day
    return cost


def change_money(frame: Frame, books: Books, coming: int) -> None:
    """Carry out what the timetable changes in budgets this month, and take back what ends.

    What has grown or shrunk since with the money of the body that has it goes back as it is now.
    """
    for index, change in enumerate(frame.money_changes):
        if change.month == coming:
            pounds = pounds_of(frame, books, change, coming)
            moved = move_budget(frame, books, change, pounds, coming)
            books.dated[index], books.short[index] = moved, abs(moved) < abs(pounds)
            if change.units:
                stock = books.stock[change.to_line] + change.units
                books.stock[change.to_line] = max(0.0, stock)
        if change.ends == coming:
            given, taken = books.dated[index]
            move_budget(frame, books, change._replace(giver=OUTSIDE), -taken, coming)
            move_budget(frame, books, change._replace(taker=OUTSIDE), -given, coming)


def pounds_of(frame: Frame, books: Books, change: MoneyChange, month: int) -> float:
    """Return what a change moves, less than nothing where it closes units; pounds a year."""
    if not np.isnan(change.gbp_a_year):
        return change.part * change.gbp_a_year * (-1.0 if change.units < 0.0 else 1.0)
    unit_year = books.unit_year[change.to_line] * frame.money.price[month]
    return float(change.part * change.units * unit_year)


def move_budget(
    frame: Frame, books: Books, change: MoneyChange, pounds: float, coming: int
) -> float:
    """Move a body's pounds a year to another body, or another line, as far as there are any.

    The money of the financial year changes for the months that are left of it. Returns what was
    moved, below 0 where it went from the taker to the giver.
    """
    giver, taker = (change.giver, change.from_line), (change.taker, change.to_line)
    sign = -1.0 if pounds < 0.0 else 1.0
    if pounds < 0.0:
        pounds, giver, taker = -pounds, taker, giver
    before = books.contribution.copy()
    giving = cells_of(frame, books, *giver, coming, but=taker[1])
    taking = cells_of(frame, books, *taker, coming, but=giver[1], fund=change.fund)
    if giver[0] != OUTSIDE:
        there = min(of_all(books.budget * giving), of_all(books.contribution * giving))
        pounds = min(pounds, max(0.0, there))
    into = taking * np.maximum(books.budget, 0.0)  # as the money is spread already
    into = into if of_all(into) > DUST else taking
    into = into / of_all(into) if of_all(into) > 0.0 else into
    for cells in (books.budget, books.contribution):
        there = of_all(cells * giving)
        taken = cells * giving * (pounds / there) if there > DUST else 0.0
        cells[:] += into * pounds - taken
    added, left = books.contribution - before, left_of_year(frame, coming)
    books.allocation[:] += total(added) * left
    books.granted[:] += total(added) * (left - 1.0)  # each month that is left gets a twelfth
    if frame.money.hospital is not None:
        of_trust = of_all(added * frame.money.hospital.services)
        books.hospital.envelope[0] += of_trust * left
        books.hospital.budget[0] += of_trust
    return sign * pounds


def agreed_transfers(frame: Frame, books: Books, month: int) -> np.ndarray:
    """Return what each body receives (+) or pays (-) by agreed transfers in a month; pounds (p).

    It is what the taker has of the transfer, which grows or shrinks with the taker's money.
    """
    received = np.zeros(frame.money.payers)
    for change, (_, taken) in zip(frame.money_changes, books.dated, strict=True):
        holds = change.month <= month and not 0 <= change.ends <= month
        if holds and OUTSIDE not in (change.giver, change.taker):
            received[change.taker] += taken / MONTHS_PER_YEAR
            received[change.giver] -= taken / MONTHS_PER_YEAR
    return received


def shortfalls(frame: Frame, books: Books) -> tuple[str, ...]:
    """Return a sentence for each dated change or decision for which there was too little money."""
    dated = [change.name for change in frame.money_changes]
    dated += [decision.name for decision in frame.decisions]
    names = dict.fromkeys(name for name, short in zip(dated, books.short, strict=True) if short)
    return tuple(
        f"timetable.{name} moves less than it says: there is less money where it comes from"
        for name in names
    )


def grow_dated(frame: Frame, books: Books, year: int) -> None:
    """Let what is to be taken back grow or shrink as the money of the body that has it does."""
    money = frame.money
    growth = (money.growth if money.hospital is None else money.settlement)[year]
    for index, change in enumerate(frame.money_changes):
        for side, body in enumerate((change.giver, change.taker)):
            if body != OUTSIDE:
                books.dated[index, side] *= 1.0 + growth[body]


def cells_of(
    frame: Frame, books: Books, body: int, line: int, month: int, *, but: int, fund: int = -1
) -> np.ndarray:
    """Return which cells (f, p, s) of a body's money are meant by a line; 1 or 0.

    Where no line is named it is all that decisions may move, ``but`` one; a body without money on
    a line has its own fund.
    """
    chosen = np.zeros(books.budget.shape)
    if body == OUTSIDE:
        return chosen
    flexing, rules = frame.money.flexing, in_force(frame, month).rules
    if line == ANY_LINE:
        chosen[:, body] = flexing.movable & ~flexing.protected & ~rules.fixed
        if but != ANY_LINE:
            chosen[:, body, but] = 0.0
        return chosen
    if fund >= 0:
        chosen[fund, body, line] = 1.0
    elif (books.budget[:, body, line] > DUST).any():
        chosen[:, body, line] = books.budget[:, body, line] > DUST
    else:
        chosen[body, body, line] = 1.0
    return chosen


def left_of_year(frame: Frame, coming: int) -> float:
    """Return the part of a financial year that is left when a month begins."""
    return (MONTHS_PER_YEAR + 1 - months_passed(frame, coming)) / MONTHS_PER_YEAR


def of_all(cells: np.ndarray) -> float:
    """Return the sum of all cells; pounds."""
    return float(total(cells.ravel()))
