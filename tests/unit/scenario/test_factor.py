"""Factors: what a name means, in which scenarios it stands, and what each value makes there."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest

from carefunds_sim.scenario.factor import Factor, Movable, NoSuchNumberError, factors_of
from carefunds_sim.scenario.factors import found_factors
from carefunds_sim.scenario.load import compose
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.schema.study import FactorItem

ACUTE = "area.services.acute"


@pytest.fixture(scope="module")
def scenarios() -> list[Scenario]:
    return [
        compose("typical_council", "separate", "deep_cut"),
        compose("typical_council", "pooled", "deep_cut"),
        compose("typical_council"),
    ]


@pytest.fixture(scope="module")
def movable(scenarios: list[Scenario]) -> Movable:
    return Movable(scenarios)


def test_one_number_is_the_number(movable: Movable, scenarios: list[Scenario]) -> None:
    factor = movable.factor(f"{ACUTE}.capacity")
    assert (factor.low, factor.own, factor.high, factor.unit) == (250, 336, 420, "count")
    assert factor.kind == "derived"
    assert factor.at(0.5) == 335
    assert factor.position(420) == 1
    assert factor.settings(2, 300.0) == {f"{ACUTE}.capacity": 300.0}
    assert scenarios[2].with_values(factor.settings(2, np.float64(300.0))).area != scenarios[2].area


def test_a_number_inside_a_value_has_the_range_of_the_quantity(movable: Movable) -> None:
    factor = movable.factor(f"{ACUTE}.stay_days.much_help")
    assert (factor.low, factor.own, factor.high, factor.unit) == (3.0, 12.8, 25.0, "days")
    assert factor.settings(0, 9.0) == {f"{ACUTE}.stay_days.much_help": 9.0}
    month = movable.factor("area.streams.emergency_admissions.season.11")
    assert (month.own, month.unit) == (1.05, "factor")


def test_a_mapping_is_multiplied(movable: Movable, scenarios: list[Scenario]) -> None:
    factor = movable.factor(f"{ACUTE}.stay_days")
    assert (factor.own, factor.unit) == (1.0, "times the file's")
    (before,) = movable.factor(f"{ACUTE}.stay_days").settings(0, 1.0).values()
    (after,) = factor.settings(0, 1.5).values()
    assert after == {word: pytest.approx(1.5 * days) for word, days in before.items()}
    assert scenarios[0].with_values(factor.settings(0, 1.0)) == scenarios[0]


def test_growth_is_added_to(movable: Movable) -> None:
    factor = movable.factor("squeeze.nhs.by_year")
    assert (factor.own, factor.unit) == (0.0, "added")
    assert factor.settings(0, 0.01) == {"squeeze.nhs.by_year": [pytest.approx(0.019)] * 9}


def test_routes_are_moved_by_their_odds(movable: Movable) -> None:
    factor = movable.factor(f"{ACUTE}.onward")
    assert (factor.low, factor.own, factor.high) == (0.5, 1.0, 2.0)
    assert factor.unit == "times the odds"
    assert [factor.at(to) for to in (0, 0.5, 1)] == [0.5, 1.0, 2.0]
    assert factor.position(factor.at(0.3)) == pytest.approx(0.3)
    row = movable.factor(f"{ACUTE}.onward.much_help")
    assert row.unit == "times the odds"


def test_a_wider_range_is_not_held_back_by_the_file_s(movable: Movable) -> None:
    factor = movable.factor(f"{ACUTE}.stay_days").over(0.5, 4.0)
    (after,) = factor.settings(0, 4.0).values()
    assert after["much_help"] == pytest.approx(4 * 12.8)


@pytest.mark.parametrize(("fall", "yearly"), [(0.0, 0.0), (0.36, 0.64 ** (1 / 8) - 1)])
def test_a_fall_is_spread_evenly_over_the_listed_years(
    movable: Movable, scenarios: list[Scenario], fall: float, yearly: float
) -> None:
    factor = movable.factor("squeeze.council.fall")
    assert factor.own == pytest.approx(0.31, abs=0.001)
    assert (factor.low, factor.high, factor.unit, factor.kind) == (0.0, 0.4, "share", "derived")
    settings = factor.settings(1, fall)
    assert settings == {"squeeze.council.by_year": [pytest.approx(yearly)] * 8}
    squeeze = scenarios[1].with_values(settings).squeeze
    assert squeeze is not None
    assert 1 - math.prod(1 + year for year in squeeze.council.by_year.value) == pytest.approx(fall)
    assert factor.settings(2, fall) == {}


def test_money_that_grows_falls_by_less_than_nothing(movable: Movable) -> None:
    factor = movable.factor("deep_cut.nhs.fall")
    assert factor.own == pytest.approx(1 - 1.009**9)
    assert factor.settings(0, factor.own) == {
        "squeeze.nhs.by_year": [pytest.approx(0.009)] * 9,
    }


def test_nobody_can_lose_more_than_all(movable: Movable) -> None:
    assert movable.factor("squeeze.council.fall").settings(0, 1.5) == {
        "squeeze.council.by_year": [-1.0] * 8,
    }


def test_a_file_s_name_means_it_wherever_it_stands(movable: Movable) -> None:
    assert movable.factor("separate.trust.built").paths == (
        "arrangement.trust.built", "replaced.trust.built", None,
    )  # fmt: skip
    assert movable.factor("arrangement.trust.built").paths[1] == "arrangement.trust.built"
    assert movable.factor("replaced.trust.built").paths == (None, "replaced.trust.built", None)


def test_files_that_differ_leave_no_own_value_and_a_common_range() -> None:
    areas = [compose("typical_council"), compose("county")]
    ranges = [dict(area.quantities())[f"{ACUTE}.capacity"].range for area in areas]
    factor = Movable(areas).factor(f"{ACUTE}.capacity")
    assert math.isnan(factor.own)
    assert (factor.low, factor.high) == (max(r[0] for r in ranges), min(r[1] for r in ranges))  # type: ignore[index]
    assert factor.settings(0, factor.own) == {}


def test_factors_go_to_another_process_and_into_sets(movable: Movable) -> None:
    factor = movable.factor(f"{ACUTE}.stay_days")
    assert pickle.loads(pickle.dumps(factor)) == factor
    assert len({factor, movable.factor(f"{ACUTE}.stay_days")}) == 1


def test_every_quantity_of_a_study_is_a_factor_by_its_file(
    movable: Movable, scenarios: list[Scenario]
) -> None:
    everything = factors_of(scenarios)
    assert len(everything) > 250
    for factor in everything[::10]:
        assert movable.factor(factor.name) == factor


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("aera.services.acute.capacity", "did you mean 'area'"),
        ("area.services.acute.capcity", "did you mean 'area.services.acute.capacity'"),
        ("area.services.acute.stay_days.much_hlp", "must name a number"),
        ("area.streams.emergency_admissions.season.12", "must name a number"),
        ("area.name", "must name a number"),
        ("run.years", "must name a number"),
        ("squeeze.council.fal", "did you mean 'squeeze.council.fall'"),
        ("area", "must name a number"),
        ("", "must name a number"),
    ],
)
def test_a_name_that_means_no_number_is_told_with_the_nearest(
    movable: Movable, name: str, said: str
) -> None:
    with pytest.raises(NoSuchNumberError, match=said):
        movable.factor(name)


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("squeeze.*.fall", ["squeeze.nhs.fall", "squeeze.council.fall"]),
        ("separate.trust.*", [
            "separate.trust.initial", "separate.trust.built",
            "separate.trust.eroded_by_overspend", "separate.trust.eroded_by_transfer",
        ]),
        (f"{ACUTE}.stay_days.*", [
            f"{ACUTE}.stay_days.independent", f"{ACUTE}.stay_days.some_help",
            f"{ACUTE}.stay_days.much_help",
        ]),
        ("area.services.acute.paid_by", []),
        ("area.nothing.*", []),
    ],
)  # fmt: skip
def test_a_star_stands_for_any_one_word(movable: Movable, pattern: str, names: list[str]) -> None:
    assert movable.matching(pattern) == names


def test_a_star_finds_all_services(movable: Movable) -> None:
    found = movable.matching("area.services.*.capacity")
    assert len(found) > 8
    assert all(isinstance(movable.factor(name), Factor) for name in found)


def test_what_the_files_leave_no_room_is_refused(scenarios: list[Scenario]) -> None:
    factors, findings = found_factors([FactorItem(path="area.commissioners")], scenarios)
    assert factors == ()
    assert findings == [
        (
            ("factors", 0),
            "must have a range, as the files leave 'area.commissioners' no room (got 0.5 to 2)",
        )
    ]


def test_a_value_that_some_scenario_refuses_is_told(scenarios: list[Scenario]) -> None:
    item = FactorItem(path="arrangement.own_funds.sight", range=(0.0, 3.0))
    _, ((place, said),) = found_factors([item], scenarios)
    assert place == ("factors", 0)
    assert said.endswith("(at 3: arrangement.own_funds.sight must be <= 1 (got 3))")


def test_odds_cannot_be_nothing(scenarios: list[Scenario], movable: Movable) -> None:
    item = FactorItem(path=f"{ACUTE}.onward", range=(0.0, 2.0))
    _, findings = found_factors([item], scenarios)
    assert findings == [
        (("factors", 0), "must be above 0 everywhere, as odds are multiplied (got 0)")
    ]
    assert movable.factor(f"{ACUTE}.onward").position(0.0) == -math.inf


@pytest.fixture
def dated() -> Scenario:
    beds = {"service": "intermediate_beds", "units": 20.0, "paid_by": "nhs"}
    fee = {"area.services.home_care.costs.variable_per_unit": 1.05}
    return compose("typical_council", "separate", "deep_cut").with_values({
        "timetable.beds": {"month": "2013-04", "capacity": beds},
        "timetable.fee": {"month": "2013-04", "multiply": fee},
        "arrangement.timetable": {"more": {"month": "2013-04", "capacity": beds}},
    })  # fmt: skip


@pytest.mark.parametrize("name", [
    "timetable.beds.capacity.units", "arrangement.timetable.more.capacity.units",
    "separate.timetable.more.capacity.units",
])  # fmt: skip
def test_a_number_of_a_timetable_can_be_varied_over_a_range(dated: Scenario, name: str) -> None:
    factors, faults = found_factors([FactorItem(path=name, range=[10.0, 40.0])], [dated])
    assert faults == []
    (factor,) = factors
    assert (factor.own, factor.unit, factor.at(0.5)) == (20.0, "units", 25.0)
    changed = dated.with_values(factor.settings(0, 30.0))
    assert changed.paths()[name].value == 30.0 if name.startswith("timetable") else changed != dated


def test_what_a_change_multiplies_by_moves_as_a_whole(dated: Scenario) -> None:
    factor = Movable([dated]).factor("timetable.fee.multiply").over(1.0, 2.0)
    (moved,) = factor.settings(0, 2.0)["timetable.fee.multiply"].values()
    assert moved == pytest.approx(2.1)


@pytest.mark.parametrize(("name", "problem"), [
    ("timetable.beds.capacity.units", "must have a range or levels"),
    ("timetable.beds.month", "must name a number of the scenarios"),
    ("timetable.bed.capacity.units", "did you mean 'timetable.beds.capacity.units'"),
])  # fmt: skip
def test_what_cannot_be_varied_of_a_timetable_is_said(
    dated: Scenario, name: str, problem: str
) -> None:
    _, ((_, said),) = found_factors([FactorItem(path=name)], [dated])
    assert problem in said
