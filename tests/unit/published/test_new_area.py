"""What is written, where, and when nothing is."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_tables import DELAYS, LONG, POPULATION, SPEND, UNIT_COSTS

import carefunds_sim as cf
from carefunds_sim.errors import StorageError
from carefunds_sim.scenario.evidence import load_sources
from carefunds_sim.scenario.load import compose, validate_files

SOURCES = """\
# our own register
sources:
  our_return:  # kept by Jo
    title: Our own return
    publisher: Upton
    year: 2012
"""


def here():
    return sorted(path.name for path in Path().iterdir())


def test_the_file_is_valid_complete_and_reads_back_as_what_was_worked_out(put, population, delays):
    found = cf.new_area(
        "Upton", population, delays=delays, year=2011,
        spend=put("spend.csv", SPEND), unit_costs=put("prices.csv", UNIT_COSTS),
    )  # fmt: skip
    assert found.path == Path("upton_city_of.yaml")
    assert validate_files([found.path]) == []
    assert compose(found.path).area == found.area
    assert found.area.name == "upton_city_of"


def test_only_differences_are_written_and_the_published_delays_above_them(population, delays):
    found = cf.new_area("E06000101", population, delays=delays, year=2011)
    text = found.path.read_text(encoding="utf-8")
    assert "extends: typical_council\n" in text
    assert "stay_days" not in text
    assert "# all delayed days                    164.4" in text
    assert all(line == line.rstrip() for line in text.splitlines())


def test_the_same_tables_give_the_same_bytes(population, delays):
    first = cf.new_area("Upton", population, delays=delays, year=2011).path.read_bytes()
    again = cf.new_area("Upton", population, delays=delays, year=2011, force=True)
    assert again.path.read_bytes() == first


def test_tables_are_entered_once_beside_the_sources_that_were_there(put, population, delays):
    put("sources.yaml", SOURCES)
    cf.new_area("Upton", population, delays=delays, year=2011)
    cf.new_area("Lowton", population)
    assert set(load_sources(Path("sources.yaml"))) == {"our_return", "population", "delays"}
    text = Path("sources.yaml").read_text(encoding="utf-8")
    assert "# our own register" in text
    assert "# kept by Jo" in text


def test_what_a_user_filled_in_is_kept(put, population):
    cf.new_area("Upton", population)
    text = Path("sources.yaml").read_text(encoding="utf-8")
    put("sources.yaml", text.replace("publisher: not stated in the table", "publisher: ONS"))
    cf.new_area("Lowton", population)
    assert load_sources(Path("sources.yaml"))["population"].publisher == "ONS"


def test_another_table_of_the_same_name_gets_an_id_of_its_own(put, population):
    first = cf.new_area("Upton", population)
    put("population.csv", POPULATION.replace("26900", "27000"))
    second = cf.new_area("Upton", population, name="later")
    ids = [found.area.residents.population.source for found in (first, second)]
    assert ids[0] == "population"
    assert ids[1].startswith("population_")
    assert validate_files([first.path, second.path]) == []


def test_a_shipped_source_is_never_taken_over(put):
    found = cf.new_area("Upton", put("ons_population.csv", POPULATION))
    assert found.area.residents.population.source.startswith("ons_population_")


def test_a_file_name_without_letters_makes_an_id(put):
    found = cf.new_area("Upton", put("2019.csv", POPULATION))
    assert found.area.residents.population.source == "table_2019"


def test_an_area_like_ones_own_is_found_from_another_folder(population):
    cf.new_area("Upton", population)
    found = cf.new_area("Lowton", population, like="upton_city_of.yaml", output="out/lowton.yaml")
    assert "extends: ../upton_city_of.yaml\n" in found.path.read_text(encoding="utf-8")
    assert validate_files([found.path]) == []


def test_an_area_in_a_folder_can_be_run_by_its_path(population):
    cf.new_area("Lowton", population, output="out/deep/lowton.yaml")
    scenario = cf.load_scenario("out/deep/lowton.yaml/separate/none")
    assert scenario.area.name == "lowton"


def test_a_file_that_is_there_is_not_replaced_without_force(put, population):
    put("upton_city_of.yaml", "mine")
    before = here()
    with pytest.raises(cf.ScenarioError, match=r"upton_city_of.yaml:1: must not be there already"):
        cf.new_area("Upton", population)
    assert Path("upton_city_of.yaml").read_text(encoding="utf-8") == "mine"
    assert here() == before
    cf.new_area("Upton", population, force=True)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"output": "upton.txt"}, "must end in .yaml"),
        ({"name": "county"}, "must not be that of a shipped area"),
        ({"like": "one_queue.yaml"}, "one_queue.yaml"),
    ],
)
def test_other_refusals_write_nothing(population, options, said):
    before = here()
    with pytest.raises(cf.CarefundsError, match=said):
        cf.new_area("Upton", population, **options)
    assert here() == before


def test_an_area_without_residents_is_no_model(put, population):
    put("tiny.yaml", TINY)
    with pytest.raises(cf.ScenarioError, match="must have residents, and streams"):
        cf.new_area("Upton", population, like="tiny.yaml")


def test_every_fault_of_every_table_is_told_at_once_and_nothing_written(put, population):
    put("population.csv", POPULATION.replace("16300", "*"))
    put("delays.csv", DELAYS.replace("8210", "9210").replace("2600", "many"))
    put("spend.csv", SPEND.replace("13000", "-"))
    put("prices.csv", UNIT_COSTS.replace("13.02", "GBP 13"))
    before = here()
    with pytest.raises(cf.ScenarioError) as caught:
        cf.new_area(
            "Upton", population, delays="delays.csv", spend="spend.csv",
            unit_costs=["prices.csv", "none.csv"], year=2011,
        )  # fmt: skip
    files = [fault.file for fault in caught.value.faults]
    assert set(files) == {"population.csv", "delays.csv", "spend.csv", "prices.csv", "none.csv"}
    assert here() == before


def test_faults_in_the_sources_beside_it_stop_the_writing(put, population):
    put("sources.yaml", SOURCES.replace("year: 2012", "yaer: 2012"))
    with pytest.raises(cf.ScenarioError, match="yaer"):
        cf.new_area("Upton", population)
    assert "upton_city_of.yaml" not in here()


def test_a_disk_that_fails_leaves_neither_half_a_file_nor_a_draft(
    population, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_):
        raise OSError("no space left")

    before = here()
    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(StorageError, match="no space"):
        cf.new_area("Upton", population)
    assert here() == before


def test_a_long_table_reads_back_too(put, population):
    found = cf.new_area("Upton", population, delays=put("delays.csv", LONG))
    assert compose(found.path).area == found.area


TINY = """\
kind: area
name: tiny
title: One ward
evidence: {kind: assumed, why: a test}
streams:
  patients: {title: Patients, per_day: 2, first: {independent: {ward: 1}}}
services:
  ward: {title: Ward, kind: beds, capacity: 9, stay_days: {independent: 3}}
"""
