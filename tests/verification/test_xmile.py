"""The lessons in XMILE: readers agree on them, units hold, and they answer to the engine."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from verification import classroom
from verification.stocks import by_euler, read, wrong_units

from carefunds_sim.engines import simulate
from carefunds_sim.report.xmile import DT, tables, xmile_text
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.scenario.scenario import Scenario

SAME = {"rtol": 1e-9, "atol": 1e-9}
STEPS = 400
EVERY = pytest.mark.parametrize("name", tables.MODELS)


def columns(table: Any) -> dict[str, np.ndarray]:
    """Return the columns of what a reader gives, by the names of the file's equations."""
    return {str(name).replace(" ", "_"): table[name].to_numpy(float) for name in table}


def by_simlin(scenario: Scenario, folder: Path, **instead: float) -> dict[str, np.ndarray]:
    """Run a scenario's file in Simlin's engine, with other numbers for some constants."""
    return by_simlin_of(xmile_text(scenario), folder, **instead)


def by_simlin_of(text: str, folder: Path, **instead: float) -> dict[str, np.ndarray]:
    """Run a file's text in Simlin's engine."""
    import simlin

    path = folder / "model.xmile"
    path.write_text(text, encoding="utf-8")
    return columns(simlin.load(path).run(overrides=instead, analyze_loops=False).results)


def by_pysd(scenario: Scenario, folder: Path) -> dict[str, np.ndarray]:
    """Run a scenario's file in PySD, which writes the model in Python beside it."""
    import pysd

    path = folder / f"{scenario.name}.xmile"
    path.write_text(xmile_text(scenario), encoding="utf-8")
    return columns(pysd.read_xmile(str(path)).run())


def split(beds: int, years: int = 10) -> Scenario:
    """Return the one pot split so that it buys so many beds, and whole packages for the rest."""
    share = beds * 260 / 12_000
    shares = {"hospital": share, "care_package": 1.0 - share}
    return load_scenario("one_pot", years=years).with_value("area.pot.split", shares)


@EVERY
def test_units_hold_in_every_equation(name: str, tmp_path: Path) -> None:
    text = xmile_text(load_scenario(name))
    assert wrong_units(read(text)) == []
    import simlin

    path = tmp_path / "model.xmile"
    path.write_text(text, encoding="utf-8")
    model = simlin.load(path)
    assert (model.check(), model.check_units()) == ((), ())


def test_wrong_units_are_found() -> None:
    text = xmile_text(load_scenario("one_pot"))
    for right, wrong in (
        ("<eqn>waiting_outside / arriving_a_day</eqn>", "<eqn>waiting_outside * treatment</eqn>"),
        ("beds - being_treated", "beds - pot"),
        ("MIN(beds, ", "MIN(pot, "),
    ):
        assert right in text
        assert wrong_units(read(text.replace(right, wrong))), wrong


@EVERY
def test_simlin_and_a_reader_of_a_few_lines_give_the_same_stocks(name: str, tmp_path: Path) -> None:
    scenario = load_scenario(name, years=1)
    ours = by_euler(read(xmile_text(scenario)), DT, STEPS)
    theirs = by_simlin(scenario, tmp_path)
    assert len(ours) == {"one_pot": 4, "two_purses": 14}[name]
    for stock, values in ours.items():
        np.testing.assert_allclose(theirs[stock][: STEPS + 1], values, **SAME, err_msg=stock)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:chardet.universaldetector is deprecated:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:The inplace keyword in DataFrame.set_index")  # in PySD 3.14
@EVERY
def test_pysd_and_simlin_give_the_same_at_every_step(name: str, tmp_path: Path) -> None:
    scenario = split(36) if name == "one_pot" else load_scenario(name)
    one, other = by_pysd(scenario, tmp_path), by_simlin(scenario, tmp_path)
    for variable in read(xmile_text(scenario)):
        assert len(one[variable]) == 10 * 1_461 + 1
        np.testing.assert_allclose(one[variable], other[variable], **SAME, err_msg=variable)


def test_no_flow_that_goes_one_way_falls_below_nothing(tmp_path: Path) -> None:
    """Readers that hold such a flow at nothing, and Simlin, which does not, then agree."""
    runs = [(split(beds), by_simlin(split(beds), tmp_path)) for beds in (24, 36)]
    purses = load_scenario("two_purses")
    runs += [
        (purses, classroom.in_stocks(tmp_path, change))
        for change, *_ in classroom.rows("Ask the class")
    ]
    for scenario, found in runs:
        one_way = [each for each in read(xmile_text(scenario)).values() if each.never_negative]
        assert len(one_way) > 5
        for flow in one_way:
            assert found[flow.name].min() >= 0.0, flow.name


def test_one_pot_settles_where_its_equations_are_in_balance(tmp_path: Path) -> None:
    plenty = by_simlin(split(30), tmp_path)
    for stock, value in {
        "being_treated": 2.5 * 9, "with_a_package": 0.33 * 2.5 * 90,
        "blocked_in_bed": 0.0, "waiting_outside": 0.0,
    }.items():  # fmt: skip
        np.testing.assert_allclose(plenty[stock], value, rtol=1e-9, atol=1e-9, err_msg=stock)
    short = by_simlin(split(36), tmp_path)  # 66 packages for 74 people
    admitted = 66 / (90 * 0.33)  # no more than the packages that end make room for
    assert short["with_a_package"][-1] == pytest.approx(66)
    assert short["being_treated"][-1] == pytest.approx(9 * admitted)
    assert short["blocked_in_bed"][-1] == pytest.approx(36 - 9 * admitted)
    growth = np.diff(short["waiting_outside"])[-1] / DT
    assert growth == pytest.approx(2.5 - admitted)


def test_two_purses_starts_in_balance_and_changes_by_hand_worked_steps(tmp_path: Path) -> None:
    found = by_simlin(load_scenario("two_purses", years=1), tmp_path)
    first, then = ({name: value[step] for name, value in found.items()} for step in (0, 1))
    assert first["nhs_budget"] == pytest.approx((100 * 250 + 0.6 * 60 * 120) * 365.25)
    assert first["council_budget"] == pytest.approx((170 * 60 + 0.4 * 60 * 120) * 365.25)
    for stock, value in {"treated": 80, "in_ic": 50, "in_hc": 150, "trust": 0.5}.items():
        assert first[stock] == pytest.approx(value)
    for body in ("nhs", "council"):
        assert first[f"{body}_spending"] == pytest.approx(first[f"{body}_allotted"])
    assert then["trust"] == pytest.approx(0.5 + DT * 0.3 * 0.8 * 0.5 / 365.25)
    assert then["coming"] == pytest.approx(10 + DT * 10 * 0.02 / 365.25)
    weight = (0.8 * 0.5) * 0.5
    assert first["weight_of_the_nhs"] == pytest.approx(weight)
    normal = 0.5 * math.erfc((60 + 0.5 - 50) / math.sqrt(50) / math.sqrt(2))
    assert first["chance_ic_is_short"] == pytest.approx(normal, abs=0.01)


@pytest.mark.parametrize("beds", [26, 30, 32])
def test_with_room_to_spare_stocks_hold_as_many_as_people_do(beds: int, tmp_path: Path) -> None:
    stocks, people = by_simlin(split(beds), tmp_path), people_of(split(beds))
    assert stocks["being_treated"].mean() == pytest.approx(people["being_treated"], rel=0.03)
    assert stocks["with_a_package"].mean() == pytest.approx(people["with_a_package"], rel=0.03)
    assert stocks["waiting_outside"].max() == stocks["blocked_in_bed"].max() == 0.0


def test_near_full_people_wait_and_stocks_do_not(tmp_path: Path) -> None:
    waits = {beds: people_of(split(beds)) for beds in (24, 26, 30, 34)}
    for beds in waits:
        stocks = by_simlin(split(beds), tmp_path)
        assert stocks["waiting_outside"].max() == stocks["blocked_in_bed"].max() == 0.0
    wait = {beds: found["wait_for_a_bed"] for beds, found in waits.items()}
    assert wait[30] < 0.2  # three beds in four are in use
    assert wait[26] > 4 * wait[30]
    assert wait[24] > 2 * wait[26]  # fifteen in sixteen
    assert waits[34]["blocked_in_bed"] > 1.0  # nineteen packages in twenty
    assert waits[30]["blocked_in_bed"] < 0.1


def test_beyond_full_both_forms_are_blocked_alike(tmp_path: Path) -> None:
    stocks, people = by_simlin(split(36), tmp_path), people_of(split(36))
    for name in ("being_treated", "with_a_package", "blocked_in_bed"):
        assert stocks[name][-1] == pytest.approx(people[name], rel=0.06), name


def test_the_answers_on_the_page_for_classes_are_what_the_model_gives(tmp_path: Path) -> None:
    asked = classroom.rows("Ask the class")
    assert len(asked) == 9
    for change, *answers in asked:
        assert classroom.answer(classroom.in_stocks(tmp_path, change)) == answers, change
    found = classroom.in_stocks(tmp_path)
    for number, *shown in classroom.rows("Compare with people"):
        assert classroom.stocks_by_year(found, int(number)) == shown[:3], number


@pytest.mark.slow
def test_the_people_on_the_page_for_classes_are_what_the_engine_gives() -> None:
    for number, *shown in classroom.rows("Compare with people"):
        assert classroom.people_by_year(int(number)) == shown[3:], number


def test_two_purses_tip_earlier_in_people_than_in_stocks(tmp_path: Path) -> None:
    found = classroom.in_stocks(tmp_path)
    (delayed, _, _), (_, places, trust) = (
        classroom.people_by_year(3, 3),
        classroom.people_by_year(6, 3),
    )
    assert classroom.stocks_by_year(found, 3)[0] == "0.0"
    assert float(delayed) > 2.0
    assert float(classroom.stocks_by_year(found, 6)[1]) > float(places)
    assert float(classroom.stocks_by_year(found, 6)[2]) > float(trust) + 0.2
    last = [float(each) for each in classroom.people_by_year(10, 3)]
    for ours, theirs in zip(classroom.stocks_by_year(found, 10), last, strict=True):
        assert float(ours) == pytest.approx(theirs, rel=0.25)


def council_at_the_end(*, charge: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return the share of the council's money for intermediate care, and places of home care."""
    purses = load_scenario("two_purses").with_value("arrangement.charge", charge)
    runs = [simulate(purses, replication=number).values for number in range(10)]
    money = np.array([run["contribution"][-1, 1, 1] for run in runs])
    return money[:, 1] / money.sum(axis=1), np.array([run["capacity"][-1, 2] for run in runs])


def test_without_the_charge_chance_decides_which_service_loses() -> None:
    assert council_at_the_end(charge=True)[0].max() < 0.2
    shares, places = council_at_the_end(charge=False)
    high = shares > 0.6
    assert {round(each, 2) for each in shares[high]} == {0.68, 0.69, 0.70}
    assert places[high].tolist() == [51.0] * 5
    assert shares.min() < 0.1
    assert shares.mean() == pytest.approx(0.48, abs=0.005)


def test_stocks_without_the_charge_go_the_other_way_once_pushed(tmp_path: Path) -> None:
    text = xmile_text(load_scenario("two_purses", years=15))
    stays = by_simlin_of(text, tmp_path, charge_a_day=0.0)
    assert stays["council_share_to_ic"][10 * 1_461] == pytest.approx(0.05, abs=0.005)
    push = (
        "0.3 / cycle * MAX(0, MIN(1, TIME - 6.5 * 365.25)) * MAX(0, MIN(1, 6.75 * 365.25 - TIME))"
    )
    pushed = text.replace("<eqn>virement / cycle", f"<eqn>{push} + virement / cycle")
    goes = by_simlin_of(pushed, tmp_path, charge_a_day=0.0)
    assert goes["council_share_to_ic"][-1] > 0.6
    assert goes["hc_places"][-1] == pytest.approx(51.0, abs=1.0)


def people_of(scenario: Scenario, replications: int = 3) -> dict[str, float]:
    """Return what the person-level engine has of what the stocks are, as means."""
    runs = [simulate(scenario, replication=number).values for number in range(replications)]
    days = 365.25 * scenario.run.years * replications
    waited = sum(value["waiting_days"][:, 0].sum() for value in runs)
    blocked = sum(value["delayed_days"].sum() for value in runs) / days
    beds, packages = (
        sum(value["unit_days"][:, at].sum() for value in runs) / days for at in (0, 1)
    )
    return {
        "being_treated": beds - blocked,
        "blocked_in_bed": blocked,
        "with_a_package": packages,
        "wait_for_a_bed": waited / sum(value["starts"][:, 0].sum() for value in runs),
    }
