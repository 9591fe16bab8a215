"""A split of money as a scenario: what moves, what stays, and what is refused."""

from __future__ import annotations

import pytest

from carefunds_sim.errors import CarefundsError
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.scenario.split import (
    HELD_STILL,
    divisible,
    hold_shares,
    name_after_split,
    with_split,
)


@pytest.fixture(scope="module")
def town():
    return load_scenario("typical_council/separate/nao_decade", scale=0.1, years=2)


@pytest.fixture(scope="module")
def pot():
    return load_scenario("one_pot")


def test_services_with_a_capacity_that_public_money_buys_can_be_split(town):
    found = divisible(town)
    assert found[:2] == ("discharge_assessment", "community_equipment")
    assert {"home_care", "nursing"} < set(found)
    assert not {"acute", "informal_care", "self_funded_home_care"} & set(found)


def test_acute_beds_are_split_only_when_asked_for(town):
    assert divisible(town, protected=True) == ("acute", *divisible(town))


def test_a_pot_is_split_among_what_it_buys(pot):
    assert divisible(pot) == ("hospital", "care_package")


def test_a_network_without_money_cannot_be_split():
    with pytest.raises(CarefundsError, match=r"one_queue has no money to split.*got none"):
        divisible(load_scenario("one_queue"))


def test_capacity_moves_and_floors_and_markets_stay_where_they_were(town):
    split = with_split(town, {"home_care": 1.2, "nursing": 0.8})
    for name, factor in (("home_care", 1.2), ("nursing", 0.8), ("residential", 1.0)):
        before, after = town.area.services[name], split.area.services[name]
        assert after.capacity.value == pytest.approx(factor * before.capacity.value)
        for limit in ("floor", "market_limit"):
            least = getattr(before.flexing, limit).value * before.capacity.value
            now = getattr(after.flexing, limit).value * after.capacity.value
            assert now == pytest.approx(least)


def test_a_floor_above_the_new_size_is_all_of_it(town):
    split = with_split(town, {"discharge_assessment": 0.8})
    assert split.area.services["discharge_assessment"].flexing.floor.value == 1.0


def test_the_own_split_is_the_scenario(town, pot):
    assert with_split(town, dict.fromkeys(divisible(town), 1.0)).area == town.area
    assert with_split(pot, dict.fromkeys(divisible(pot), 1.0)).area == pot.area


def test_a_pots_shares_move(pot):
    split = with_split(pot, {"hospital": 0.5 / 0.72, "care_package": 0.5 / 0.28})
    assert split.area.pot.split.value == pytest.approx({"hospital": 0.5, "care_package": 0.5})


def test_money_that_is_held_grows_alike_for_both_and_nobody_moves_it(town):
    still = hold_shares(town, [0.01, 0.02])
    for path in (still.squeeze.nhs, still.squeeze.council):
        assert path.basis.word == "total"
        assert (path.by_year.value, path.after.value) == ([0.01, 0.02], 0.02)
    assert set(HELD_STILL) <= set(still.switched_off)
    assert still.area.money.steering.late_year_spending.value == 0.0
    assert still.arrangement == town.arrangement


@pytest.mark.parametrize("arrangement", ["pooled", "care_trust"])
def test_money_in_a_pool_is_not_split(arrangement):
    pooled = load_scenario(f"typical_council/{arrangement}/nao_decade")
    with pytest.raises(CarefundsError, match=f"without pools, such as 'separate'.*{arrangement}"):
        hold_shares(pooled, [0.0])


def test_a_split_is_called_as_an_arrangement_is(town, pot):
    named = name_after_split(town, "best_split", "the best split found")
    assert named.name == "typical_council/best_split/nao_decade"
    assert named.arrangement.name == "best_split"
    assert name_after_split(pot, "best_split", "the best split found").name == "one_pot/best_split"
