from __future__ import annotations

import re

import pytest
from small_tables import PRICE_LIST, SPEND, UNIT_COSTS

from carefunds_sim.published.council import Council
from carefunds_sim.published.headings import gbp, is_net, priced, spent_on
from carefunds_sim.published.spend import spend_of
from carefunds_sim.published.unit_costs import unit_costs_of

UPTON = Council("E06000101", "Upton")
KNOWN = dict.fromkeys(("acute", "home_care", "residential", "nursing", "reablement"))


@pytest.mark.parametrize(
    ("heading", "service", "scale", "net"),
    [
        ("Home care (£000)", "home_care", 1e3, False),
        ("home_care_gbp", "home_care", 1, False),
        ("Gross expenditure on residential care 65+, £'000", "residential", 1e3, False),
        ("Nursing care net (GBP million)", "nursing", 1e6, True),
        ("net_reablement_gbp_thousand", "reablement", 1e3, True),
        ("Meals (£000)", None, 1e3, False),
        ("Home care", "home_care", None, False),
    ],
)
def test_headings_of_spending_tell_service_unit_and_net(heading, service, scale, net):
    assert (spent_on(heading, KNOWN), gbp(heading), is_net(heading)) == (service, scale, net)


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("excess bed day, all HRGs", "acute"),
        ("Intermediate Care Bed Based Services", "intermediate_beds"),
        ("Home care per hour (GBP)", "home_care"), ("home_care_hour", "home_care"),
        ("Residential care, weekly", "residential"), ("Average unit cost nursing week", "nursing"),
        ("reablement episode", "reablement"), ("Reimbursement charge per day", "charge"),
        ("non-elective long stay FCE", None), ("Home care", None), ("Total", None),
    ],
)  # fmt: skip
def test_prices_are_known_by_their_telling_words(text, service):
    found = priced(text)
    assert (found.service if found else None) == service


def test_spending_is_read_in_pounds_and_what_is_not_used_is_told(table):
    found = spend_of(table(SPEND), UPTON, None, known=KNOWN)
    assert {name: (s.gbp, s.net) for name, s in found.by_service.items()} == {
        "home_care": (13_000_000, False),
        "residential": (9_000_000, True),
        "nursing": (8_000_000, False),
    }
    assert found.unused == ("Meals (£000)",)


def test_prices_are_read_from_a_row_for_the_council(table):
    found = unit_costs_of(table(UNIT_COSTS), UPTON, None)
    assert {price.of.service: price.gbp for price in found.prices} == {
        "home_care": 13.02, "residential": 490, "nursing": 523, "charge": 120,
    }  # fmt: skip


def test_prices_of_a_list_are_averaged_by_activity(table):
    found = unit_costs_of(table(PRICE_LIST), UPTON, 2014)
    prices = {price.of.service: price.gbp for price in found.prices}
    assert prices == {"acute": pytest.approx(310), "intermediate_beds": 282.26}
    assert found.unused == ("District Nurse",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SPEND.replace("Home care gross (£000)", "Home care"), r"'Home care' must say its unit"),
        (SPEND.replace("Residential net (£000)", "Homecare (£000)"), r"one column for home_care"),
        (SPEND.replace("13000", "13,000.5.1"), r"must be a number"),
        (SPEND + "Upton,1,1,1,1\n", r"one row for the council"),
        ("Council,Meals (£000)\nUpton,3\n", r"must have a column of spending on a service"),
    ],
)
def test_what_is_wrong_with_spending_is_told(table, text, said):
    made = table(text)
    spend_of(made, UPTON, None, known=KNOWN)
    assert re.search(said, " / ".join(map(str, made.faults)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (PRICE_LIST.replace("activity", "number of cases"), r"must give a price once.*lines 2, 3"),
        (PRICE_LIST.replace("3000", "0").replace("1000", "0"), r"some activity to average by"),
        (PRICE_LIST.replace("unit_cost_gbp", "amount"), r"must have a column 'price'"),
        (PRICE_LIST.replace(",300\n", ",about 300\n"), r"must be a number"),
        ("item,price\nDistrict Nurse,37\n", r"must give a price that is known"),
        (UNIT_COSTS.replace("Residential care per week", "Homecare hour"), r"one column for 'home"),
        (UNIT_COSTS + "Upton,1,1,1,1\n", r"one row for the council"),
        (UNIT_COSTS.replace("Upton", "Downton"), r"must have a row for Upton"),
    ],
)
def test_what_is_wrong_with_prices_is_told(table, text, said):
    made = table(text)
    unit_costs_of(made, UPTON, 2014)
    assert re.search(said, " / ".join(map(str, made.faults)))
