"""The month's accounts: every pound is priced once and borne by exactly one body."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_money_town import (
    FIRST,
    HOME_CARE,
    HOSPITAL,
    MARCH,
    NEXT,
    PRIVATE,
    REASON,
    REHAB,
    Town,
    make_town,
)

from carefunds_sim.model.money.books import form_pools
from carefunds_sim.model.money.frame import MonthAccounts
from carefunds_sim.model.money.month import close_month
from carefunds_sim.model.money.year_end import close_year
from carefunds_sim.vocabulary import Loop, TransferKind

# A year of the town. NHS = 60,000 + 50 x hospital days + 325 x escalation days + 100 x starts
# + half of (15,000 + 20 x rehab days); council = the other half + 1.6 x hours of home care (in
# days); person = 0.4 x hours of home care + 3 x private days; charge = 100 x half of the days.
# An escalation day costs 200 + 0.5 x (200 + 50) = 325 on top of its 50 as a hospital day.
YEAR = """
month  hospital  escal.  starts  rehab  hours  private  days  |     NHS  council  person  charge
Apr         270       0      30    120   3000      600     0  |  85,200   13,500   3,000       0
May         250       0      28    130   2900      600     2  |  84,100   13,440   2,960     100
Jun         240       0      27    140   2800      620     0  |  83,600   13,380   2,980       0
Jul         230       0      26    150   2800      620     0  |  83,100   13,480   2,980       0
Aug         230       0      26    150   2700      640     0  |  83,100   13,320   3,000       0
Sep         250       0      28    140   2800      640     4  |  84,200   13,380   3,040     200
Oct         270       0      30    130   2900      640     6  |  85,300   13,440   3,080     300
Nov         280       0      31    120   3000      660     8  |  85,800   13,500   3,180     400
Dec         310      10      33    120   3000      660    10  |  90,750   13,500   3,180     500
Jan         330      30      35    110   3000      660    20  |  98,350   13,400   3,180   1,000
Feb         320      20      34    110   3000      660    14  |  94,500   13,400   3,180     700
Mar         290       0      32    120   3000      660     6  |  86,400   13,500   3,180     300
"""
NHS_YEAR, COUNCIL_YEAR, CHARGE_YEAR = 1_044_400.0, 161_240.0, 3_500.0
ROWS = [
    [float(word.replace(",", "")) for word in line.split()[1:] if word != "|"]
    for line in YEAR.strip().splitlines()[1:]
]


def live(town: Town, row: list[float], month: int) -> MonthAccounts:
    hospital, escalation, starts, rehab, hours, private, days = row[:7]
    chargeable = town.usage().chargeable_days
    chargeable[REASON, HOME_CARE] = days
    return town.account(
        month,
        unit_days=np.array([[hospital], [rehab], [hours], [private]]),
        escalation_days=np.array([escalation, 0.0, 0.0, 0.0]),
        starts=np.array([[starts], [4.0], [5.0], [1.0]]),
        chargeable_days=chargeable,
    )


def test_a_year_worked_out_by_hand() -> None:
    town = make_town()
    for month, row in enumerate(ROWS, start=FIRST):
        accounts = live(town, row, month)
        nhs, council, person, charge = row[7:]
        assert accounts.cost.sum(axis=0) == pytest.approx([nhs, council, person])
        assert accounts.transfers[TransferKind.CHARGE] == pytest.approx([charge, -charge, 0.0])
    assert town.books.year_cost.sum(axis=(1, 2)) == pytest.approx([NHS_YEAR, COUNCIL_YEAR])
    assert town.spent == pytest.approx([NHS_YEAR - CHARGE_YEAR, COUNCIL_YEAR + CHARGE_YEAR])


def test_what_that_year_leaves_for_the_next() -> None:
    """Both overspent by less than two per cent, so all of it comes off next year's money.

    The NHS spent 1,040,900 of 1,022,400, the council 164,740 of 162,000. A charge like last year's,
    3,500, is set aside by the council and counted on by the NHS, which has 1,003,900 + 3,500. The
    hospital cost 939,000 and is budgeted first: 68,400 is left for rehabilitation.
    """
    town = make_town()
    for month, row in enumerate(ROWS, start=FIRST):
        accounts = live(town, row, month)
    close_year(town.frame, town.books, accounts, MARCH)
    assert town.allocation == pytest.approx([1_003_900, 159_260])
    assert town.books.deficit == pytest.approx([0, 0], abs=1e-6)
    assert town.budget[0] == pytest.approx([939_000, 68_400, 0, 0])
    assert town.budget[1].sum() == pytest.approx(159_260 - 3_500)
    assert (town.books.spent == 0).all()
    assert (town.books.year_cost == 0).all()


def test_each_service_is_paid_by_those_who_budget_for_it_and_by_its_users() -> None:
    cost = make_town().account().cost
    assert cost[HOSPITAL] == pytest.approx([76_500, 0, 0])
    assert cost[REHAB] == pytest.approx([8_700, 8_700, 0])
    assert cost[HOME_CARE] == pytest.approx([0, 4_800, 1_200])
    assert cost[PRIVATE] == pytest.approx([0, 0, 1_800])


def test_who_budgets_more_for_a_service_pays_more_of_it() -> None:
    town = make_town()
    town.books.budget[..., REHAB] = [150_000, 50_000]
    assert town.account().cost[REHAB] == pytest.approx([13_050, 4_350, 0])  # 3/4 of 17,400


def test_a_service_without_a_budget_is_paid_by_its_usual_payers() -> None:
    town = make_town()
    town.books.budget[..., REHAB] = 0.0
    assert town.account().cost[REHAB] == pytest.approx([8_700, 8_700, 0])


def test_commissioners_pay_for_what_their_own_residents_use() -> None:
    town = make_town(commissioners=(0.75, 0.25))
    unit_days = np.array([[90.0, 180.0], [60.0, 60.0], [1_500.0, 1_500.0], [600.0, 0.0]])
    cost = town.account(unit_days=unit_days).cost
    assert cost[HOSPITAL] == pytest.approx([25_500, 51_000, 0, 0])  # a third and two thirds
    assert cost[REHAB] == pytest.approx([4_350, 4_350, 8_700, 0])  # half each of the NHS's half
    assert cost[HOME_CARE] == pytest.approx([0, 0, 4_800, 1_200])


def test_commissioners_pay_by_residents_for_what_nobody_used() -> None:
    town = make_town(commissioners=(0.75, 0.25))
    unit_days = town.usage().unit_days
    unit_days[HOSPITAL] = 0.0
    cost = town.account(unit_days=unit_days, starts=np.zeros((4, 2))).cost
    assert cost[HOSPITAL] == pytest.approx([45_000, 15_000, 0, 0])  # 60,000 of open beds


def test_what_a_pool_pays_falls_on_bodies_as_they_contribute() -> None:
    """Half of rehabilitation and all of home care: 104,400 by halves, and 57,600 of the council."""
    town = make_town(pools=[[0.0, 0.5, 1.0, 0.0]])
    form_pools(town.books, town.frame.partnerships[-1].rules)
    accounts = town.account()
    nhs = 52_200 / (52_200 + 52_200 + 57_600)
    pool = 8_700 + 4_800  # what the pool pays in a month
    assert accounts.spend == pytest.approx([76_500 + 4_350, 4_350, pool])
    assert accounts.cost.sum(axis=0) == pytest.approx(
        [80_850 + nhs * pool, 4_350 + (1 - nhs) * pool, 3_000]
    )


def test_open_beds_cost_their_fixed_part_whether_used_or_not() -> None:
    town = make_town()
    town.conditions.open_units[HOSPITAL] = 11.0
    assert town.account().cost[HOSPITAL, 0] == pytest.approx(76_500 + 30 * 200)


def test_prices_grow_with_the_price_level() -> None:
    town = make_town()
    town.frame.money.price[FIRST] = 1.02
    assert town.account().spend == pytest.approx([85_200 * 1.02, 13_500 * 1.02])


def test_capacity_bought_for_the_month_costs_its_premium() -> None:
    town = make_town()
    town.books.short_term[REHAB] = 2.0
    accounts = town.account()  # 2 x 41,760 / 12 x 0.5 = 3,480, by halves
    assert accounts.cost[REHAB] == pytest.approx([8_700 + 1_740, 8_700 + 1_740, 0])


def test_escalation_beds_cost_no_premium_when_that_loop_is_off() -> None:
    escalation = np.array([10.0, 0.0, 0.0, 0.0])
    town = make_town(off=[Loop.CROWDING_ESCALATION])
    assert town.account(escalation_days=escalation).cost[HOSPITAL, 0] == pytest.approx(78_500)
    town = make_town()
    assert town.account(escalation_days=escalation).cost[HOSPITAL, 0] == pytest.approx(79_750)


def charged(town: Town, days: float = 40.0) -> np.ndarray:
    chargeable = town.usage().chargeable_days
    chargeable[REASON, HOME_CARE] = days
    return town.account(chargeable_days=chargeable).transfers[TransferKind.CHARGE]


def test_the_charge_goes_from_the_council_to_the_commissioners_by_residents() -> None:
    assert charged(make_town(commissioners=(0.75, 0.25))) == pytest.approx([1_500, 500, -2_000, 0])


def test_the_charge_is_no_cost_of_care() -> None:
    town, other = make_town(), make_town()
    chargeable = town.usage().chargeable_days
    chargeable[REASON, HOME_CARE] = 40.0
    cost = town.account(chargeable_days=chargeable).cost
    np.testing.assert_array_equal(cost, other.account().cost)


def test_the_charge_takes_council_money_only_while_that_loop_is_on() -> None:
    town = make_town()
    charged(town)
    assert town.spent == pytest.approx([85_200 - 2_000, 13_500 + 2_000])
    town = make_town(off=[Loop.CHARGE_TAKES_COUNCIL_MONEY])
    assert charged(town) == pytest.approx([2_000, -2_000, 0])
    assert town.spent == pytest.approx([85_200, 13_500])


def test_no_charge_where_the_arrangement_has_none_or_a_pool_pays() -> None:
    assert charged(make_town(terms={"charge_on": 0.0})) == pytest.approx([0, 0, 0])
    assert charged(make_town(pools=[[0, 0, 1.0, 0]])) == pytest.approx([0, 0, 0])
    assert charged(make_town(pools=[[0, 0, 0.25, 0]])) == pytest.approx([1_500, -1_500, 0])


def test_a_grant_is_a_transfer_and_enlarges_the_allocation_of_its_body_only() -> None:
    town = make_town()
    town.frame.money.grants.pounds[0, FIRST, 1] = 6_000.0
    accounts = town.account()
    assert accounts.transfers[TransferKind.GRANT] == pytest.approx([0, 6_000, 0])
    assert town.allocation == pytest.approx([1_022_400, 168_000])
    assert town.contribution.sum() == pytest.approx(1_184_400)
    assert accounts.cost.sum() == pytest.approx(101_700)


def test_setting_up_a_pool_is_paid_month_by_month_by_those_who_will_give_to_it() -> None:
    """A hundredth of what will be pooled, 104,400 of the NHS and 162,000 of the council."""
    pools, terms = [[0.0, 1.0, 1.0, 0.0]], {"setup_cost": 0.01, "yearly_cost": 0.05}
    town = make_town(pools=pools, in_force=FIRST + 12, terms=terms)
    assert town.account(FIRST - 1).overhead == pytest.approx([0, 0, 0])
    assert town.account(FIRST).overhead == pytest.approx([87, 135, 0])  # a twelfth
    assert town.account(MARCH).overhead == pytest.approx([87, 135, 0])


def test_a_pool_that_is_in_force_at_once_is_set_up_over_its_first_year() -> None:
    pools, terms = [[0.0, 1.0, 1.0, 0.0]], {"setup_cost": 0.01}
    town = make_town(pools=pools, terms=terms)
    form_pools(town.books, town.frame.partnerships[-1].rules)
    for month in range(FIRST, NEXT):
        assert town.account(month).overhead.sum() == pytest.approx(2_664 / 12)  # of 266,400
    assert town.account(NEXT).overhead.sum() == pytest.approx(0)


def test_a_pool_costs_a_share_of_its_money_each_year_until_management_is_saved() -> None:
    pools = [[0.0, 1.0, 1.0, 0.0]]
    terms = {"yearly_cost": 0.012, "saving": 0.004, "saving_after": 12.0}
    town = make_town(pools=pools, terms=terms)
    form_pools(town.books, town.frame.partnerships[-1].rules)
    accounts = town.account(FIRST)
    assert accounts.overhead == pytest.approx([104.4, 162.0, 0])  # 0.1% of what each gives
    assert accounts.spend[2] == pytest.approx(17_400 + 4_800 + 266.4)
    assert town.account(FIRST + 11).overhead.sum() == pytest.approx(266.4)
    assert town.account(FIRST + 12).overhead.sum() == pytest.approx(266.4 * 8 / 12)


def test_joint_working_is_paid_by_bodies_as_they_have_money() -> None:
    town = make_town(terms={"joint_working": 11_844.0})
    assert town.account(FIRST - 1).overhead == pytest.approx([0, 0, 0])
    assert town.account(FIRST).overhead == pytest.approx([852, 135, 0])  # 987 a month


def test_the_budgets_of_a_year_add_up_to_its_allocation() -> None:
    town = make_town()
    town.frame.money.grants.pounds[0, FIRST + 8, 1] = 12_000.0
    budgets = sum(town.account(FIRST + month).budget[1] for month in range(12))
    assert budgets == pytest.approx(town.allocation[1])


amounts = st.floats(0.0, 5_000.0)
shares = st.integers(0, 100).map(lambda per_cent: per_cent / 100)


@settings(max_examples=40, deadline=None)
@example(used=[0.0] * 3 + [1e-307] + [0.0] * 4, days=0.0, pooled=[0.0] * 3, overhead=0.0, short=0.0,
         commissioner=0.5)  # fmt: skip
@given(
    used=st.lists(amounts, min_size=8, max_size=8),
    days=amounts,
    pooled=st.lists(shares, min_size=3, max_size=3),
    overhead=st.floats(0.0, 0.1),
    short=st.floats(0.0, 3.0),
    commissioner=st.floats(0.05, 0.95),
)
def test_every_pound_is_borne_once_and_transfers_net_to_nothing_but_grants(
    used: list[float],
    days: float,
    pooled: list[float],
    overhead: float,
    short: float,
    commissioner: float,
) -> None:
    town = make_town(
        commissioners=(commissioner, 1.0 - commissioner),
        pools=[[*pooled, 0.0]],
        in_force=FIRST + 12,
        terms={"yearly_cost": overhead, "setup_cost": overhead, "joint_working": 5_000.0},
        years=2,
    )
    town.books.short_term[REHAB] = short
    town.frame.money.grants.pounds[0, FIRST + 8, 2] = 700.0
    chargeable = town.usage().chargeable_days
    chargeable[REASON, HOME_CARE] = days
    unit_days = np.array(used).reshape(4, 2)
    for month in range(FIRST, FIRST + 24):
        usage = town.usage(unit_days=unit_days, chargeable_days=chargeable)
        accounts = close_month(town.frame, town.books, town.conditions, usage, month)
        person = 0.2 * accounts.cost[HOME_CARE].sum() + accounts.cost[PRIVATE].sum()
        borne = accounts.cost.sum() + accounts.overhead.sum()
        assert borne == pytest.approx(accounts.spend.sum() + person, rel=1e-12)
        assert accounts.cost[:, 3].sum() == pytest.approx(person)
        between = accounts.transfers[[TransferKind.CHARGE, TransferKind.RISK_SHARE]]
        assert between.sum(axis=1) == pytest.approx([0, 0], abs=1e-6)
        assert accounts.transfers[TransferKind.GRANT].sum() == (700 if month == FIRST + 8 else 0)
