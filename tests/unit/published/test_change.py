"""What follows from what: each rule worked by hand against the typical council."""

from __future__ import annotations

import math

import pytest
from small_tables import DELAYS, LONG, POPULATION, PRICE_LIST, SPEND, UNIT_COSTS

import carefunds_sim as cf
from carefunds_sim.published.change import rounded
from carefunds_sim.published.stages import shares
from carefunds_sim.vocabulary import DelayReason, Responsible

TYPICAL = cf.load_scenario("typical_council/separate/none").area
RESIDENTS = list(TYPICAL.residents.population.value.values())
TYPICAL_TOWN = "Code,Name,65-74,75-84,85+\nX,Upton,{:g},{:g},{:g}\n".format(*RESIDENTS)
HALF_A_TOWN = "Code,Name,65-74,75-84,85+\nX,Upton,{:g},{:g},{:g}\n".format(
    *(number / 2 for number in RESIDENTS)
)


def typical(*place):
    """Return the value of a quantity of the typical council."""
    found = TYPICAL
    for key in place:
        found = found[key] if isinstance(found, dict) else getattr(found, key)
    return found.value


def need(residents, stream):
    rates = typical("streams", stream, "per_1000_per_year").values()
    return sum(number * rate for number, rate in zip(residents, rates, strict=True))


def typical_split(setting, reason):
    """Return how the typical council's days of a reason are attributed, in words."""
    row = typical("responsibility", setting)[DelayReason.of(reason)]
    return {body.word: share for body, share in row.items()}


@pytest.fixture
def make(put):
    """Make an area of the small tables; keywords replace a table's text or set an option."""

    def making(council="Upton", population=POPULATION, **given):
        texts = {key: given.pop(key) for key in ("delays", "spend", "unit_costs") if key in given}
        files = {key: put(f"{key}.csv", text) for key, text in texts.items()}
        path = put("population.csv", population)
        return cf.new_area(council, path, **files, force=True, **given)

    return making


def at(found, *place):
    (change,) = [change for change in found.changes if change.place == place]
    return change


def test_the_typical_residents_give_the_typical_sizes(make):
    found = make(population=TYPICAL_TOWN)
    assert found.area.residents.population.value == TYPICAL.residents.population.value
    for name, service in found.area.services.items():
        for key in ("capacity", "escalation"):
            ours, theirs = getattr(service, key), getattr(TYPICAL.services[name], key)
            assert (ours and ours.value) == (theirs and theirs.value), (name, key)


def test_half_the_residents_of_each_band_give_half_of_everything(make):
    found = make(population=HALF_A_TOWN)
    for name, kind in (("acute", "beds"), ("home_care", "hours"), ("discharge_assessment", "team")):
        whole = TYPICAL.services[name].capacity
        ours = at(found, "services", name, "capacity")
        assert ours.value == rounded(kind, whole.value / 2)
        assert ours.range == (math.floor(whole.range[0] / 2), math.ceil(whole.range[1] / 2))


@pytest.mark.parametrize(
    ("service", "stream", "step"),
    [("acute", "emergency_admissions", 1), ("home_care", "community_referrals", 10)],
)
def test_sizes_follow_the_need_of_each_band(make, service, stream, step):
    """Nearly all residents in the oldest band."""
    found = make(population="Code,Name,65-74,75-84,85+\nX,Upton,1,1,10000\n")
    size = typical("services", service, "capacity")
    size *= need((1, 1, 10000), stream) / need(RESIDENTS, stream)
    assert at(found, "services", service, "capacity").value == step * round(size / step)


def test_a_size_never_rounds_to_nothing():
    assert rounded("beds", 0.2) == 1
    assert rounded("team", 1.01) == 2
    assert rounded("hours", 3) == 10
    assert rounded("places", 12.5) == 13


def test_every_change_is_complete_and_says_where_it_comes_from(make):
    found = make(delays=DELAYS, spend=SPEND, unit_costs=UNIT_COSTS, year=2011)
    for change in found.changes:
        quantity = change.quantity(found.like)
        assert list(quantity) == ["value", "unit", "range", "role", "kind", "source", "at"]
        assert quantity["kind"] in ("measured", "derived")
        assert " line " in quantity["at"]


def test_growth_follows_two_years(make):
    text = "Code,Name,Year,65-74,75-84,85+\nX,Upton,2011,1000,500,200\nX,Upton,2021,2000,500,100\n"
    growth = make(population=text, year=2011).area.residents.growth.value
    assert list(growth.values()) == [0.0718, 0, -0.067]


def test_chances_follow_the_days_per_head_against_england(make):
    """Upton: 2,200 days of choice of 49,950 residents; England 186,440 of 8.7 million."""
    found = make(delays=DELAYS, year=2011)
    factor = (2200 / 49950) / (186440 / 8_700_000)
    before = typical("stages", "choice", "from_hospital")
    for service, chance in at(found, "stages", "choice", "from_hospital").value.items():
        assert chance == pytest.approx(min(1.0, before[service] * factor), abs=1e-4)
    assert next(found.comparison.rows())[1] == pytest.approx(8210 / 49.95)


def test_a_chance_is_held_at_one_and_says_so(make):
    many = DELAYS.replace("2200", "220000").replace("8210,5200", "226010,223000")
    found = make(delays=many, year=2011)
    change = at(found, "stages", "choice", "from_hospital")
    assert change.value["residential"] == 1
    assert "residential" in change.at
    assert change.at.endswith("held at 1")


def test_few_days_leave_the_chance_as_it_was(make):
    """England's rate of disputes would give Lowton 74 days."""
    found = make("Lowton", delays=DELAYS)
    assert not [change for change in found.changes if "dispute" in change.place]
    assert any("stages.dispute: England's rate would give 74 days" in n for n in found.notes)


def test_no_day_recorded_where_many_were_to_be_expected_is_a_chance_of_nought(make):
    found = make("Lowton", delays=DELAYS)
    assert set(at(found, "stages", "choice", "from_hospital").value.values()) == {0.0}


def test_stages_stay_where_that_is_asked(make):
    found = make(delays=DELAYS, year=2011, adjust_stages=False)
    assert not [change for change in found.changes if change.place[0] == "stages"]
    assert found.area.stages == TYPICAL.stages


def test_reasons_and_bodies_apart_leave_responsibility_and_say_what_that_means(make):
    found = make(delays=DELAYS, year=2011)
    assert found.area.responsibility == TYPICAL.responsibility
    assert any("published 63%" in note for note in found.notes)


def test_reasons_by_body_give_responsibility_where_there_are_days_enough(make):
    found = make(delays=LONG)
    acute = at(found, "responsibility", "acute")
    assert acute.value["assessment"] == {"nhs": 0.6, "social_care": 0.3, "both": 0.1}
    assert acute.value["patient_choice"] == {"nhs": 1, "social_care": 0, "both": 0}
    assert acute.value["disputes"] == typical_split("acute", "disputes")
    other = at(found, "responsibility", "non_acute").value
    assert other["patient_choice"] == {"nhs": 0, "social_care": 1, "both": 0}
    assert other["assessment"] == typical_split("non_acute", "assessment")


def test_a_split_without_settings_serves_both(make):
    head, *rows = (line.split(",") for line in LONG.replace('"1,200"', "1200").splitlines())
    del head[2]
    text = "\n".join(",".join(row) for row in (head, *([*r[:2], *r[3:]] for r in rows[:3])))
    found = make(delays=text)
    for setting in ("acute", "non_acute"):
        assert at(found, "responsibility", setting).value["assessment"]["nhs"] == 0.6


def test_shares_sum_to_one_exactly():
    row = {Responsible.NHS: 1.0, Responsible.SOCIAL_CARE: 1.0, Responsible.BOTH: 1.0}
    assert sum(shares(row).values()) == 1.0


def test_prices_keep_the_proportion_of_fixed_and_variable(make):
    found = make(unit_costs=PRICE_LIST, year=2014)
    costs = TYPICAL.services["acute"].costs
    fixed = costs.fixed_per_unit.value
    factor = 310 / (fixed + costs.variable_per_unit.value)
    own = at(found, "services", "acute", "costs", "fixed_per_unit").value
    assert own == pytest.approx(fixed * factor, abs=0.006)
    acute = found.area.services["acute"].costs
    assert acute.fixed_per_unit.value + acute.variable_per_unit.value == pytest.approx(
        310, abs=0.02
    )


def test_prices_by_hour_and_week_become_prices_a_day(make):
    found = make(unit_costs=UNIT_COSTS)
    assert at(found, "services", "home_care", "costs", "variable_per_unit").value == 1.86
    assert at(found, "services", "residential", "costs", "variable_per_unit").value == 70
    nursing = at(found, "services", "nursing", "costs", "variable_per_unit").value
    assert nursing == pytest.approx(523 / 7 / (1 - paid_by("nursing")["nhs"]), abs=0.01)
    assert found.area.money.charge.value == 120


def paid_by(service):
    return {body.word: share for body, share in typical("services", service, "paid_by").items()}


def units_bought(gbp, service, price=None):
    costs = TYPICAL.services[service].costs.variable_per_unit.value if price is None else price
    use = typical("services", service, "flexing", "expected_use")
    return gbp / (costs * use * 365.25)


def test_spending_buys_capacity_at_the_areas_prices(make):
    found = make(spend=SPEND)
    hours = units_bought(13e6, "home_care")
    assert at(found, "services", "home_care", "capacity").value == 10 * round(hours / 10)
    net = units_bought(9e6, "residential") / paid_by("residential")["council"]
    assert at(found, "services", "residential", "capacity").value == round(net)
    gross = units_bought(8e6, "nursing") / (1 - paid_by("nursing")["nhs"])
    assert at(found, "services", "nursing", "capacity").value == round(gross)


def test_spending_buys_at_new_prices_where_there_are_any(make):
    found = make("Lowton", spend=SPEND, unit_costs=UNIT_COSTS)
    hours = units_bought(7e6, "home_care", price=2)
    assert at(found, "services", "home_care", "capacity").value == 10 * round(hours / 10)


def test_spending_far_from_the_residents_is_out_of_the_plausible_range(make):
    found = make(spend=SPEND.replace("13000", "130000"))
    assert found.area.services["home_care"].capacity.outside_range


def test_another_area_may_be_the_model(make):
    found = make(like="county")
    assert found.like["name"] == "county"
    county = cf.load_scenario("county/separate/none").area
    assert found.area.commissioners == county.commissioners
