"""Providers worked out by hand: a market of a hundred hours of home care and as many private ones.

In the base year 96 of 120 places are in use, 80 by the council at GBP 2 a day and 16 by people who
pay GBP 3, so 208 pounds a day; four fifths are occupied.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from test_money_town import FIRST, HOME_CARE, NEXT, PRIVATE, Town, make_markets, make_town

from carefunds_sim.model.money.market import (
    observe_market,
    offer,
    search_factors,
    set_fees,
    trade,
)
from carefunds_sim.vocabulary import Loop

COUNCIL_USE, PRIVATE_USE = 80.0, 16.0
PLACES = 120.0


def market_town(off: tuple[Loop, ...] = (), **market: Any) -> Town:
    """The town at the end of its base year, with one market of home care."""
    town = make_town(off=off, money={"markets": make_markets(**market)})
    town.frame.network.stage_market[:] = 0
    town.frame.network.threat[[HOME_CARE, PRIVATE]] = 4 * 0.02 / 365.25
    end_month(town, FIRST)
    return town


def end_month(
    town: Town, coming: int, council: float = COUNCIL_USE, private: float = PRIVATE_USE
) -> None:
    """End a month in which so many units were used, as many asked for, and none waited for."""
    usage = town.usage()
    days = town.frame.calendar.starts[coming] - town.frame.calendar.starts[coming - 1]
    for service, units in ((HOME_CARE, council), (PRIVATE, private)):
        usage.unit_days[service] = units * days
        usage.used_now[service] = units
        usage.requested_units[service] = 10.0
    usage.waiting_now[:], usage.refused[:] = 0.0, 0.0
    town.conditions.open_units[HOME_CARE] = 100.0
    observe_market(town.frame, town.books, usage, coming - 1)
    trade(town.frame, town.books, town.conditions, usage, coming)


def test_the_base_year_s_use_and_occupancy_say_how_many_places_there_are() -> None:
    town = market_town()
    assert town.books.market.places == pytest.approx([PLACES])
    assert town.books.market.usual_income == pytest.approx([2 * 80 + 3 * 16])
    assert search_factors(town.frame, town.books) == pytest.approx([1.0])


def test_at_the_base_year_s_income_nothing_opens_and_nothing_closes() -> None:
    town = market_town()
    for month in range(FIRST + 1, FIRST + 13):
        end_month(town, month)
    assert town.books.market.places == pytest.approx([PLACES])
    assert town.conditions.closing[HOME_CARE] * 365.25 == pytest.approx(0.02)


def test_a_fee_a_tenth_lower_closes_places_as_worked_out() -> None:
    """Income falls from 208 to 192 (12/13); with a lag of a month that is felt at once.

    Of 2% a year none opens at a response of 20, and 2% x (1 + 20 / 13) close, a twelfth this month.
    """
    town = market_town(response=20.0, lag=1.0)
    town.books.market.fee[HOME_CARE] = 0.9
    end_month(town, FIRST + 1)
    income = 192 / 208
    assert town.books.market.income == pytest.approx([income])
    closed = 0.02 * (1 + 20 * (1 - income))
    assert town.books.market.places == pytest.approx([PLACES * (1 - closed / 12)])
    assert town.conditions.closing[PRIVATE] * 365.25 == pytest.approx(closed)


def test_dearer_staff_close_places_as_lower_fees_do() -> None:
    cheap, dear = market_town(lag=1.0), market_town(lag=1.0)
    dear.frame.money.markets.cost[:] = 1.1
    for town in (cheap, dear):
        end_month(town, FIRST + 1)
    assert dear.books.market.places < cheap.books.market.places


def test_with_the_loop_off_places_follow_need_alone() -> None:
    town = market_town(off=(Loop.INCOME_OPENS_PLACES,), lag=1.0)
    town.books.market.fee[:] = 0.5
    town.frame.money.markets.more_need[FIRST + 1] = 1.01
    end_month(town, FIRST + 1)
    assert town.books.market.places == pytest.approx([PLACES * 1.01])
    assert town.conditions.closing[HOME_CARE] * 365.25 == pytest.approx(0.02)


def test_vacant_posts_close_places_that_search_feels() -> None:
    """Five points more vacancies close a tenth: 12 of 120, so 12 of 108 are free, not 24 of 120."""
    town = market_town(closed_by_vacancies=2.0)
    town.frame.money.markets.vacancies_more[:] = 0.05
    end_month(town, FIRST + 1)
    assert town.books.market.open == pytest.approx([108])
    assert search_factors(town.frame, town.books) == pytest.approx([0.2 / (12 / 108)])


def test_a_search_is_never_longer_than_people_put_up_with_and_not_at_all_with_the_loop_off() -> (
    None
):
    for off, factor in (((), 4.0), ((Loop.SCARCITY_LENGTHENS_SEARCH,), 1.0)):
        town = market_town(off=off)
        end_month(town, FIRST + 1, council=100.0, private=20.0)
        assert search_factors(town.frame, town.books) == pytest.approx([factor])


def test_people_and_the_council_never_use_more_places_than_are_open() -> None:
    """24 are free and 20 asked for; the 4 others go where people are, as whole units."""
    town = market_town()
    end_month(town, FIRST + 1)
    open_units = town.conditions.open_units
    assert open_units[HOME_CARE] == pytest.approx(80 + 10 + 4 * 80 / 96)
    assert open_units[PRIVATE] == 26  # 16 + 10 + 4 x 16 / 96, in whole units
    assert open_units[HOME_CARE] + open_units[PRIVATE] <= PLACES


def test_the_council_uses_no_more_than_it_has_money_for() -> None:
    town = market_town()
    end_month(town, FIRST + 1, council=99.5, private=0.0)
    assert town.conditions.open_units[HOME_CARE] == pytest.approx(100.0)


def test_where_places_close_beneath_their_residents_nobody_starts() -> None:
    """120 are in use and 60 open: each service has half of what it uses, until enough have left."""
    town = market_town(off=(Loop.INCOME_OPENS_PLACES,), closed_by_vacancies=5.0)
    town.frame.money.markets.vacancies_more[:] = 0.1
    end_month(town, FIRST + 1, council=100.0, private=20.0)
    assert town.conditions.open_units[HOME_CARE] == pytest.approx(50.0)
    assert town.conditions.open_units[PRIVATE] == 10


def test_a_higher_fee_of_the_council_gives_people_who_pay_themselves_more_places_in_the_end() -> (
    None
):
    """A fee a tenth higher opens places, of which those who pay themselves are offered some."""
    usual, raised = market_town(lag=1.0), market_town(lag=1.0)
    raised.books.market.fee[HOME_CARE] = 1.1
    for month in range(FIRST + 1, FIRST + 36):
        for town in (usual, raised):
            end_month(town, month, council=95.0, private=24.0)
    of_usual, of_raised = (town.conditions.open_units for town in (usual, raised))
    assert of_raised[PRIVATE] > of_usual[PRIVATE]


def test_a_cut_takes_its_part_off_the_fee_and_so_off_the_price_of_a_unit() -> None:
    town = market_town()
    town.frame.money.growth[0, 1] = -0.1
    before = town.books.unit_year[HOME_CARE]
    set_fees(town.frame, town.books, 0)
    assert town.books.market.fee[HOME_CARE] == pytest.approx(0.95)
    assert town.books.unit_year[HOME_CARE] == pytest.approx(0.95 * before)
    assert town.books.market.fee[PRIVATE] == 1.0


def test_people_who_pay_themselves_pay_what_care_has_come_to_cost() -> None:
    town = market_town()
    town.frame.money.markets.cost[NEXT:] = 1.04
    set_fees(town.frame, town.books, 1)
    assert town.books.market.fee[PRIVATE] == pytest.approx(1.04)


def test_free_places_are_offered_by_what_is_paid_and_nobody_gets_more_than_they_want() -> None:
    wanted, fee = np.array([10.0, 10.0]), np.array([2.0, 3.0])
    assert offer(wanted, fee, 30.0) == pytest.approx([10, 10])
    assert offer(wanted, fee, 10.0) == pytest.approx([4, 6])
    assert offer(np.array([10.0, 3.0]), fee, 10.0) == pytest.approx([7, 3])
    assert offer(wanted, fee, 0.0) == pytest.approx([0, 0])


@pytest.mark.parametrize("council", [0.0, 100.0])
def test_a_market_with_nobody_council_funded_or_with_nobody_else_goes_on(council: float) -> None:
    town = market_town()
    for month in range(FIRST + 1, FIRST + 25):
        end_month(town, month, council=council, private=100.0 - council)
    assert np.isfinite(town.books.market.places).all()
    assert town.conditions.open_units[[HOME_CARE, PRIVATE]].sum() <= town.books.market.open[0]
