"""One fixed pot split between hospital beds and care packages, in stocks and flows."""

from __future__ import annotations

from collections.abc import Iterator

from carefunds_sim.report.xmile.document import Variable
from carefunds_sim.report.xmile.numbers import Numbers

PEOPLE, A_DAY, DAYS, MONEY = "people", "people/days", "days", "GBP/days"
PRICE = "GBP/people/days"
HOSPITAL, PACKAGE = "area.services.hospital", "area.services.care_package"


def variables(n: Numbers) -> Iterator[Variable]:
    """Yield the model's variables: four stocks of people, and what the pot buys."""
    yield from _people()
    yield from _numbers(n)
    yield from _bought(n)


def _people() -> Iterator[Variable]:
    yield Variable("stock", "waiting_outside", PEOPLE, "0", (200, 200), "People who wait for a bed.")
    yield Variable(
        "stock", "being_treated", PEOPLE, "MIN(beds, arriving_a_day * treatment)", (420, 200),
        "People in a bed who are being treated; at first as many as steady arrivals would fill.",
    )  # fmt: skip
    yield Variable(
        "stock", "blocked_in_bed", PEOPLE, "0", (640, 200),
        "People who are well and wait in the bed for a care package.",
    )  # fmt: skip
    yield Variable(
        "stock", "with_a_package", PEOPLE,
        "MIN(packages, arriving_a_day * share_needing_a_package * time_with_a_package)", (860, 200),
        "People at home with a care package.",
    )  # fmt: skip
    yield Variable(
        "flow", "arriving", A_DAY, "arriving_a_day", (90, 200), "People who need a bed.",
        ("", "waiting_outside"),
    )  # fmt: skip
    yield Variable(
        "flow", "admitted", A_DAY,
        "MIN(arriving + waiting_outside / time_to_move, going_home + starting_a_package"
        " + MAX(0, free_beds) / time_to_move)",
        (310, 200), "All who arrive or wait, or as many as there are beds for.",
        ("waiting_outside", "being_treated"),
    )  # fmt: skip
    yield Variable(
        "flow", "going_home", A_DAY, "being_treated / treatment * (1 - share_needing_a_package)",
        (480, 90), "People who leave the bed and need nothing more.", ("being_treated", ""),
    )  # fmt: skip
    yield Variable(
        "flow", "ready_for_a_package", A_DAY, "being_treated / treatment * share_needing_a_package",
        (530, 200), "People who are well enough to go home with a package.",
        ("being_treated", "blocked_in_bed"),
    )  # fmt: skip
    yield Variable(
        "flow", "starting_a_package", A_DAY,
        "MIN(ready_for_a_package + blocked_in_bed / time_to_move,"
        " MAX(0, ending_a_package + (packages - with_a_package) / time_to_move))",
        (750, 200), "All who are ready, or as many as there are packages for.",
        ("blocked_in_bed", "with_a_package"),
    )  # fmt: skip
    yield Variable(
        "flow", "ending_a_package", A_DAY, "with_a_package / time_with_a_package", (970, 200),
        "People who need their package no longer.", ("with_a_package", ""),
    )  # fmt: skip


def _numbers(n: Numbers) -> Iterator[Variable]:
    yield n.given(
        "arriving_a_day", A_DAY, "area.streams.arrivals.per_day", (90, 100), "People who come a day"
    )
    yield n.given("treatment", DAYS, f"{HOSPITAL}.stay_days", (530, 290), "Mean stay", "independent")
    yield n.given(
        "share_needing_a_package", "dmnl", f"{HOSPITAL}.onward", (620, 90),
        "Share of those who leave hospital who need a package", "independent", "care_package",
    )  # fmt: skip
    yield n.given(
        "time_with_a_package", DAYS, f"{PACKAGE}.stay_days", (970, 100), "Mean time with a package",
        "independent",
    )  # fmt: skip
    yield Variable(
        "aux", "time_to_move", DAYS, "1", (530, 380), copies=((750, 110),),
        doc="In how many days people who wait take up places that are free; of this form only.",
    )  # fmt: skip


def _bought(n: Numbers) -> Iterator[Variable]:
    pot, split = "area.pot.gbp_per_day", "area.pot.split"
    yield n.given("pot", MONEY, pot, (530, 470), "What the pot holds for a day")
    yield n.given(
        "share_for_beds", "dmnl", split, (310, 560), "Share of the pot for beds", "hospital"
    )
    yield n.given(
        "share_for_packages", "dmnl", split, (750, 560), "Share for packages", "care_package"
    )
    yield n.given(
        "price_of_a_bed", PRICE, f"{HOSPITAL}.costs.fixed_per_unit", (200, 470), "A bed for a day"
    )
    yield n.given(
        "price_of_a_package", PRICE, f"{PACKAGE}.costs.fixed_per_unit", (860, 470),
        "A package for a day",
    )  # fmt: skip
    yield Variable(
        "aux", "beds", PEOPLE, "pot * share_for_beds / price_of_a_bed", (310, 430),
        "Beds that the pot buys, each for one person.",
    )  # fmt: skip
    yield Variable(
        "aux", "packages", PEOPLE, "pot * share_for_packages / price_of_a_package", (750, 430),
        "Packages that the pot buys, each for one person.",
    )  # fmt: skip
    yield Variable(
        "aux", "free_beds", PEOPLE, "beds - being_treated - blocked_in_bed", (310, 310),
        "Beds in which there is no one.",
    )  # fmt: skip
    yield Variable(
        "aux", "wait_for_a_bed", DAYS, "waiting_outside / arriving_a_day", (200, 310),
        "Mean wait by Little's law: those who wait over those who come a day.",
        copies=(),
    )  # fmt: skip
