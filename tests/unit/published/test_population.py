from __future__ import annotations

import math

import pytest
from small_tables import POPULATION

from carefunds_sim.published.council import Council
from carefunds_sim.published.population import (
    BANDS,
    ages_of,
    columns_of,
    population_of,
    yearly_growth,
)
from carefunds_sim.vocabulary import AgeBand

OLDEST = (85.0, math.inf)
UPTON = Council("E06000101", "Upton")
DATED = """\
Code,Year,65-74,75-84,85+
E06000101,Mid-2011,1000,500,200
E06000101,Mid-2016,1100,500,250
E06000102,Mid-2011,9,9,9
"""


def test_residents_are_those_of_the_councils_row(table):
    found = population_of(table(POPULATION), UPTON, None)
    assert found.residents == {
        AgeBand.AGED_65_74: 26900, AgeBand.AGED_75_84: 16300, AgeBand.AGED_85_PLUS: 6750,
    }  # fmt: skip
    assert (found.line, found.year, found.growth, found.england) == (2, None, None, None)


def test_two_years_give_growth_from_the_chosen_year_on_or_up_to_it(table):
    for year, residents in ((2011, 1000), (2016, 1100)):
        found = population_of(table(DATED), UPTON, year)
        assert found.residents[AgeBand.AGED_65_74] == residents
        assert found.growth_years == (2011, 2016)
        assert found.growth[AgeBand.AGED_65_74] == pytest.approx(1.1 ** (1 / 5) - 1)
        assert found.growth[AgeBand.AGED_75_84] == 0


def test_englands_residents_are_its_own_row_or_a_whole_tables_councils(table):
    own = table(POPULATION + "E92000001,England,4000000,2000000,1000000\n")
    assert population_of(own, UPTON, None).england == 7_000_000
    many = "".join(f"E1{i:07},Council {i},100,50,50\n" for i in range(100))
    whole = table(POPULATION + many)
    assert population_of(whole, UPTON, None).england == 49950 + 24975 + 149850 + 100 * 200


def test_another_councils_suppressed_cell_is_no_fault_of_this_one(table):
    made = table(POPULATION + "E92000001,England,*,2000000,1000000\n")
    found = population_of(made, UPTON, None)
    assert found.england is None
    assert not made.faults


def fault_of(made, year=None):
    population_of(made, UPTON, year)
    return " / ".join(map(str, made.faults))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (POPULATION.replace("65-74", "65-73"), r"made.csv:1: must have columns for the ages 65-74"),
        (POPULATION.replace("16300", "n/a"), r"made.csv:2: column '75-84' is needed, and is miss"),
        (POPULATION.replace("16300", "1.6e4"), r"column '75-84' must be a number"),
        (POPULATION.replace("26900,16300,6750", "26.9,16.3,6.75"), r"are these thousands\?"),
        (POPULATION.replace("E06000101", "E06000999"), r"must have a row for Upton"),
        (POPULATION + "E06000101,Upton,1,1,1\n", r"must have one row .*\(got lines 2, 5\)"),
        (DATED, r"has rows of the years 2011, 2016; say which with --year \(none was asked for"),
        (DATED.replace("Mid-2011", "last"), r"column 'Year' must be a year"),
        (
            POPULATION.replace("85+", "85+,p65").replace("6750", "6750,59000"),
            r"column 'p65' must be the sum of its ages, 49,950 \(got 59,000\)",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_line_and_column(table, text, said):
    import re

    assert re.search(said, fault_of(table(text)))


def test_a_year_that_is_not_there_is_told_with_those_that_are(table):
    assert "years 2011, 2016" in fault_of(table(DATED), 2013)
    assert "(got 2013)" in fault_of(table(DATED), 2013)


@pytest.mark.parametrize(
    ("heading", "span"),
    [
        ("65-74", (65, 74)), ("65 to 74", (65, 74)), ("Aged 65\u201374", (65, 74)),
        ("aged_65_74", (65, 74)), ("p6574", (65, 74)), ("Ages 70-74", (70, 74)),
        ("85+", OLDEST), ("85 and over", OLDEST), ("p85", OLDEST), ("aged_85_plus", OLDEST),
        ("85", (85, 85)), ("Age 67", (67, 67)), ("90+", (90, math.inf)),
        ("74-65", None), ("pop", None), ("Name", None), ("2011", None), ("Total", None),
    ],
)  # fmt: skip
def test_headings_are_read_as_ages(heading, span):
    assert ages_of(heading) == span


def covered(headings):
    return [columns_of(headings, span) for span in BANDS.values()]


def test_bands_are_made_of_whole_bands_narrow_bands_or_single_years():
    assert covered(["Code", "65-74", "75-84", "85+"]) == [(1,), (2,), (3,)]
    five = ["65-69", "70-74", "75-79", "80-84", "85-89", "90+"]
    assert covered(five) == [(0, 1), (2, 3), (4, 5)]
    single = [*map(str, range(60, 90)), "90+"]
    assert [len(columns) for columns in covered(single)] == [10, 10, 6]


def test_the_widest_columns_are_taken_and_nothing_is_counted_twice():
    assert columns_of(["65-69", "65-74", "70-74"], (65, 74)) == (1,)


def test_a_gap_is_no_cover():
    assert columns_of(["65-69", "71-74"], (65, 74)) is None
    assert columns_of(["85-89"], OLDEST) is None
    assert columns_of(["60-74"], (65, 74)) is None


def test_growth_is_the_yearly_rate_that_leads_from_the_first_year_to_the_last():
    sizes = {
        2011: dict.fromkeys(AgeBand, 1000.0),
        2013: dict.fromkeys(AgeBand, 1.0),
        2021: dict.fromkeys(AgeBand, 2000.0),
    }
    assert yearly_growth(sizes)[AgeBand.AGED_65_74] == pytest.approx(2**0.1 - 1)
