"""The hospital trust's accounts, worked out by hand: contract, deficit, support and beds.

In a usual month of the town the hospital costs 76,500: 30 admissions, 2,550 pounds each. The NHS
has 918,000 for it a year, and 104,400 for its half of rehabilitation.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_money_town import FIRST, HOSPITAL, MARCH, REHAB, Town, make_town

from carefunds_sim.engines.checks import check_pounds
from carefunds_sim.model.money.month import close_month
from carefunds_sim.model.money.year_end import close_year
from carefunds_sim.model.plan import Hospital
from carefunds_sim.vocabulary import HospitalPayment, Loop, TransferKind

NHS, COUNCIL, PEOPLE, TRUST = range(4)
PRICE, YEAR = 2_550.0, 918_000.0


def town_with_trust(off: tuple[Loop, ...] = (), pools: Any = (), **terms: Any) -> Town:
    """The town after a base year in balance, with a trust that is paid by activity."""
    months = FIRST + 36
    contract = {
        "services": np.array([True, False, False, False]),
        "payment": HospitalPayment.ACTIVITY,
        "tariff": np.ones(months),
        "marginal_rate": 0.5,
        "passed_on": 0.25,
        "deficit_limit": 0.1,
        "support": 0.0,
        "recovery": 0.1,
    }
    town = make_town(money={"hospital": Hospital(**(contract | terms))}, off=off, pools=pools)
    for month in range(FIRST):
        accounts = town.account(month)
    close_year(town.frame, town.books, accounts, FIRST - 1)
    return town


def a_year(town: Town, admissions: float = 30.0, days: float = 270.0) -> list[Any]:
    """Live a year of so many admissions and bed days a month, and close it."""
    usual = town.usage()
    starts, unit_days = usual.starts.copy(), usual.unit_days.copy()
    starts[HOSPITAL], unit_days[HOSPITAL] = admissions, days
    made = [
        town.account(month, starts=starts, unit_days=unit_days)
        for month in range(FIRST, FIRST + 12)
    ]
    close_year(town.frame, town.books, made[-1], MARCH)
    return made


def income(made: list[Any]) -> float:
    return float(sum(each.transfers[TransferKind.CONTRACT, TRUST] for each in made))


def test_the_base_year_is_the_contract_s_price_and_its_usual_activity() -> None:
    of = town_with_trust().books.hospital
    assert (of.usual[0], of.price[0], of.budget[0]) == pytest.approx((360, PRICE, YEAR))
    assert of.envelope[0] == pytest.approx(YEAR)


def test_a_usual_year_is_paid_what_it_costs_and_the_trust_bears_the_cost() -> None:
    town = town_with_trust()
    made = a_year(town)
    assert income(made) == pytest.approx(YEAR)
    assert made[0].cost[HOSPITAL] == pytest.approx([0, 0, 0, 76_500])
    assert made[0].transfers[TransferKind.CONTRACT] == pytest.approx([-76_500, 0, 0, 76_500])
    assert town.books.hospital.deficit[0] == pytest.approx(0.0, abs=1e-6)


def test_more_admissions_are_paid_in_part_and_beyond_the_envelope_a_quarter_of_that() -> None:
    """36 a month: 72 more in the year, each at half the price, 91,800; a quarter of it is paid.

    They cost the trust 72 x 100 pounds more, so that it has a surplus of 15,750.
    """
    town = town_with_trust()
    assert income(a_year(town, admissions=36.0)) == pytest.approx(YEAR + 22_950)
    assert town.books.hospital.deficit[0] == pytest.approx(7_200 - 22_950)


def test_what_is_passed_on_comes_out_of_rehabilitation() -> None:
    """Next year's contract claims as much again; the commissioner's overspend is recovered too."""
    town = town_with_trust()
    a_year(town, admissions=36.0)
    taken = 0.02 * 1_022_400  # the most of an overspend of 22,950 that is recovered in a year
    assert town.books.budget[NHS, NHS] == pytest.approx(
        [YEAR + 22_950, 104_400 - 22_950 - taken, 0, 0]
    )


def test_a_commissioner_who_passes_nothing_on_spares_rehabilitation() -> None:
    town = town_with_trust(passed_on=0.0)
    a_year(town, admissions=36.0)
    assert town.books.budget[NHS, NHS] == pytest.approx([YEAR, 104_400, 0, 0])


def test_without_acute_first_nothing_is_passed_on() -> None:
    town = town_with_trust(off=(Loop.ACUTE_FIRST,))
    assert income(a_year(town, admissions=36.0)) == pytest.approx(YEAR)


def test_longer_stays_make_a_deficit_that_stands_and_beds_pay_for_a_tenth_of_it() -> None:
    """60 more bed days a month cost 3,000: 36,000 a year that no admission pays for."""
    town = town_with_trust()
    made = a_year(town, days=330.0)
    assert income(made) == pytest.approx(YEAR)
    of = town.books.hospital
    assert of.deficit[0] == pytest.approx(36_000)
    assert of.budget[0] == pytest.approx(YEAR + 36_000 - 3_600)
    assert town.books.budget[NHS, NHS, REHAB] == pytest.approx(104_400)


def test_a_deficit_cuts_no_beds_when_that_loop_is_off() -> None:
    town = town_with_trust(off=(Loop.DEFICIT_CUTS_BEDS,))
    a_year(town, days=330.0)
    assert town.books.hospital.budget[0] == pytest.approx(YEAR + 36_000)


def test_support_comes_from_outside_and_is_shown_apart() -> None:
    town = town_with_trust(support=0.5)
    made = a_year(town, days=330.0)
    assert made[-1].transfers[TransferKind.SUPPORT] == pytest.approx([0, 0, 0, 18_000])
    assert town.books.hospital.deficit[0] == pytest.approx(18_000)


def test_no_more_stands_than_the_limit() -> None:
    town = town_with_trust(deficit_limit=0.02)
    made = a_year(town, days=330.0)
    assert town.books.hospital.deficit[0] == pytest.approx(0.02 * YEAR)
    assert made[-1].transfers[TransferKind.SUPPORT, TRUST] == pytest.approx(36_000 - 0.02 * YEAR)


def test_a_block_pays_the_same_whatever_is_done() -> None:
    for admissions in (20.0, 40.0):
        town = town_with_trust(payment=HospitalPayment.BLOCK)
        assert income(a_year(town, admissions=admissions)) == pytest.approx(YEAR)


def test_a_lower_tariff_pays_less_for_the_same() -> None:
    tariff = np.append(np.ones(FIRST), np.full(36, 0.97))
    town = town_with_trust(tariff=tariff)
    assert income(a_year(town)) == pytest.approx(0.97 * YEAR)


def test_community_services_grow_by_their_own_settlement_and_the_hospital_has_the_rest() -> None:
    """The NHS grows by 1%, 10,224; community services by 4%, 4,176; 6,048 is the hospital's."""
    town = town_with_trust()
    town.frame.money.growth[1, NHS] = 0.01
    town.frame.money.settlement[1, NHS] = 0.04
    a_year(town)
    assert town.books.hospital.envelope[0] == pytest.approx(YEAR + 6_048)
    assert town.books.budget[NHS, NHS] == pytest.approx([YEAR + 6_048, 104_400 * 1.04, 0, 0])


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    passed_on=st.floats(0.0, 1.0),
    payment=st.sampled_from(list(HospitalPayment)),
    share=st.lists(st.floats(0.0, 1.0), min_size=4, max_size=4),
)
def test_every_pound_is_borne_once_and_what_one_pays_another_receives(
    seed: int, passed_on: float, payment: HospitalPayment, share: list[float]
) -> None:
    town = town_with_trust(passed_on=passed_on, payment=payment, support=0.3, pools=[share])
    chance = np.random.default_rng(seed)
    town.frame.money.growth[:, :2] = chance.uniform(-0.1, 0.1, (3, 2))
    for month in range(FIRST, FIRST + 30):
        usual = town.usage()
        usage = town.usage(
            unit_days=usual.unit_days * chance.uniform(0.7, 1.3, usual.unit_days.shape),
            starts=usual.starts * chance.uniform(0.7, 1.3, usual.starts.shape),
        )
        made = close_month(town.frame, town.books, town.conditions, usage, month)
        check_pounds(made)
        assert made.cost.sum() == pytest.approx(
            made.spend.sum()
            - made.overhead.sum()
            + made.cost[:, PEOPLE].sum()
            + made.cost[:, TRUST].sum()
            - made.transfers[TransferKind.CONTRACT, TRUST]
        )
        assert (town.books.budget >= -1e-6).all()
        limit = town.frame.money.hospital.deficit_limit
        assert town.books.hospital.deficit[0] <= limit * 2e6
