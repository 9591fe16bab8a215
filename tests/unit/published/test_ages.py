from __future__ import annotations

import math

import pytest

from carefunds_sim.published.ages import BANDS, ages_of, columns_of, yearly_growth
from carefunds_sim.vocabulary import AgeBand

OLDEST = (85.0, math.inf)


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
