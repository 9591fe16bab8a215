"""Conditions at their ends, and what was expected of each before it was run."""

from __future__ import annotations

from typing import Any

from system_dynamics.claims import (
    ABOUT,
    FEWER,
    HARDLY,
    MORE,
    NONE,
    SAME,
    SOME,
    Change,
    Claim,
    Extreme,
    above_floor_at_last,
    above_limit,
    arrivals,
    below_floor,
    below_plan,
    off_start,
    often,
    other_months,
    over_full,
    people_fall,
    people_rise,
    total,
    waits,
)
from verification.conservation import prices_kept

from carefunds_sim.scenario.motion import plain_value
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.vocabulary import Loop, WaitingPlace

NEARLY_ALL = -0.999999  # a file may not say that all is lost in a year
CENTURY = 36_525.0
ED, HOME = WaitingPlace.EMERGENCY_DEPARTMENT, WaitingPlace.HOME
BOUGHT = ("home_care", "residential", "nursing")
MARKETS = (*BOUGHT, "self_funded_home_care", "self_funded_care_home")
TEAMS = ("discharge_assessment", "community_equipment")
NOBODY_IS_SENT_AWAY = (
    "Nobody is sent away when a bed closes. Who is in it stays, so that for some days there are "
    "more people than beds."
)
ASSUMED = {"kind": "assumed", "why": "an extreme condition"}


def filled(value: Any, number: float) -> Any:
    """Return a quantity's value with all of its numbers the same."""
    if isinstance(value, dict):
        return {key: filled(part, number) for key, part in value.items()}
    return [filled(part, number) for part in value] if isinstance(value, list) else number


def every(number: float, *ends: str, but: tuple[str, ...] = ()) -> Change:
    """Return the change of all quantities whose path ends so to one number."""

    def change(scenario: Scenario) -> dict[str, Any]:
        return {
            path: filled(plain_value(quantity.value), number)
            for path, quantity in scenario.quantities()
            if path.endswith(ends) and not any(f".{name}." in path for name in but)
        }

    return change


def ten_times_all_but_the_hospital(scenario: Scenario) -> dict[str, Any]:
    return {
        f"area.services.{name}.capacity": 10.0 * service.capacity.value
        for name, service in scenario.area.services.items()
        if service.capacity and name != scenario.area.admitted_to
    }


def all_posts_vacant(_: Scenario) -> dict[str, Any]:
    path = {"by_year": {"value": [1.0], **ASSUMED}, "after": {"value": 0.0, **ASSUMED}}
    closed = {
        f"area.money.markets.{m}.closed_by_vacancies": 2.0 for m in ("care_homes", "home_care")
    }
    return {"squeeze.vacancies": path, **closed}


def all_in_january(scenario: Scenario) -> dict[str, Any]:
    season = [12.0, *[0.0] * 11]
    return {f"area.streams.{name}.season": season for name in scenario.area.streams}


def nobody_leaves(scenario: Scenario) -> dict[str, Any]:
    stays = every(CENTURY, ".stay_days", but=TEAMS)(scenario)
    return {**stays, **every(0.0, ".hazards.death")(scenario), "run.start": "empty"}


def money(growth: float) -> Change:
    return every(
        growth,
        *(f"{body}.{p}" for body in ("nhs", "council", "community") for p in ("by_year", "after")),
    )


EXTREMES = (
    Extreme(
        "Nobody lives there",
        every(0.0, "residents.population"),
        "Nobody comes, is admitted, waits or is delayed. Nothing is used, so care costs no more "
        "than what stands open does.",
        (
            Claim("arrivals", total("arrivals"), NONE),
            Claim("people", total("people"), NONE),
            Claim("admissions", total("admissions"), NONE),
            Claim("delayed days", total("delayed_days"), NONE),
            Claim("days waited", waits(), NONE),
            Claim("unit-days used", total("unit_days"), NONE),
            Claim("runs with costs other than of what is open", lambda r: not prices_kept(r), NONE),
            Claim("GBP of fixed cost", total("cost"), SOME),
        ),
    ),
    Extreme(
        "Everybody moves away within a year",
        every(NEARLY_ALL, "residents.growth"),
        "After the warm-up nobody comes any more. The people who are there leave or die, so that "
        "their number never rises from one month to the next, and in the last year there are fewer "
        "delays.",
        (
            Claim("arrivals in the last year", total("arrivals", last_year=True), NONE),
            Claim("months in which people rise", often(people_rise), NONE),
            Claim("delayed days in the last year", total("delayed_days", last_year=True), FEWER),
        ),
    ),
    Extreme(
        "All money goes",
        money(NEARLY_ALL),
        "Everything that payers buy ends at its statutory floor, and nothing ever falls below. "
        "More people are refused, and more days are spent without care.",
        (
            Claim("plans below the floor", often(below_floor), NONE),
            Claim("services above the floor at last", often(above_floor_at_last), NONE),
            Claim("requests refused", total("refused"), MORE),
            Claim("days without care", total("occupied_days", "without_care"), MORE),
        ),
    ),
    Extreme(
        "Money doubles every year",
        money(1.0),
        "Plans rise, but never beyond what the market can supply. Fewer people are refused, and "
        "fewer days are spent without care.",
        (
            Claim("plans above the market's limit", often(above_limit), NONE),
            Claim("requests refused", total("refused"), FEWER),
            Claim("days without care", total("occupied_days", "without_care"), FEWER),
        ),
    ),
    Extreme(
        "No assessors",
        every(0.0, "discharge_assessment.capacity"),
        "Nobody is assessed. People wait until their patience ends and go on without: more days "
        "are delayed, but services are reached all the same.",
        (
            Claim("people assessed", total("starts", "discharge_assessment"), NONE),
            Claim("delayed days", total("delayed_days"), MORE),
            Claim("people who start in homes and home care", total("starts", *BOUGHT), SOME),
        ),
    ),
    Extreme(
        "No care workers: every post vacant",
        all_posts_vacant,
        "No place opens to anybody in homes or home care: nobody starts there in the last year, "
        "though some who have a place keep it. More days are delayed, and more spent without care.",
        (
            Claim("starts in the last year", total("starts", *MARKETS, last_year=True), NONE),
            Claim(
                "days of care in the last year",
                total("occupied_days", *MARKETS, last_year=True),
                SOME,
            ),
            Claim("delayed days", total("delayed_days"), MORE),
            Claim("days without care", total("occupied_days", "without_care"), MORE),
        ),
    ),
    Extreme(
        "No hours of home care that the council buys",
        every(0.0, "services.home_care.capacity"),
        "Nobody starts it and it costs nothing. More days are spent without care, and more days "
        "are delayed.",
        (
            Claim("starts", total("starts", "home_care"), NONE),
            Claim("GBP", total("cost", "home_care"), NONE),
            Claim("days without care", total("occupied_days", "without_care"), MORE),
            Claim("delayed days", total("delayed_days"), MORE),
        ),
    ),
    Extreme(
        "Ten times the hospital beds",
        every(3_360.0, "services.acute.capacity"),
        "The same people come as emergencies. Nobody waits for a bed, and no bed above core is "
        "used. Days are delayed all the same, and the hospital costs more.",
        (
            Claim("emergency arrivals", arrivals("emergency_admissions"), SAME),
            Claim("days waited for a bed", waits(ED), NONE),
            Claim("escalation days", total("escalation_days"), NONE),
            Claim("delayed days", total("delayed_days"), SOME),
            Claim("GBP for the hospital", total("cost", "acute"), MORE),
        ),
    ),
    Extreme(
        "Ten times everything but the hospital",
        ten_times_all_but_the_hospital,
        "Hardly anybody is refused, and hardly anybody waits at home for a place. Fewer days are "
        "delayed, but some: arranging takes its time.",
        (
            Claim("requests refused", total("refused"), HARDLY),
            Claim("days waited at home", waits(HOME), HARDLY),
            Claim("delayed days", total("delayed_days"), FEWER),
            Claim("delayed days left", total("delayed_days"), SOME),
        ),
        refuted=("requests refused",),
        finding="One in twenty of the usual refusals is left, because places are not money. Homes "
        "and home care cost what is used of them; the council overspends what the cut leaves it, "
        "and holds 15% of packages. Without `overspend_cuts` hardly anybody is refused.",
        explain=(Loop.OVERSPEND_CUTS,),
        large=True,
    ),
    Extreme(
        "Nothing to arrange, and nothing outside the hospital ever full",
        every(0.0, ".from_hospital", ".from_other_beds", ".from_community"),
        "Not a day is delayed, declared or not, and nobody waits at home.",
        (
            Claim("delayed days", total("delayed_days"), NONE),
            Claim("days before being declared ready", total("undeclared_days"), NONE),
            Claim("days waited at home", waits(HOME), NONE),
        ),
        off=(Loop.PLACES_DISCHARGE,),
    ),
    Extreme(
        "Everybody dies within a day of reaching a service",
        every(1_000.0, ".hazards.death"),
        "Hardly anybody is there at a month's end, or leaves in any other way, and hardly a day is "
        "delayed. Nobody moves into a care home for good.",
        (
            Claim("people at month ends", total("people"), HARDLY),
            Claim("people who need nothing more", total("departures"), HARDLY),
            Claim("delayed days", total("delayed_days"), HARDLY),
            Claim("care home admissions", total("care_home_admissions"), HARDLY),
        ),
    ),
    Extreme(
        "Nobody ever leaves: stays of a century and no deaths, from an empty start",
        nobody_leaves,
        "Nobody dies, and hardly anybody needs nothing more, so people mount up month by month. "
        "The hospital fills and stays full, and more days are waited for a bed.",
        (
            Claim("deaths", total("deaths"), NONE),
            Claim("people who need nothing more", total("departures"), FEWER),
            Claim("months in which people fall", often(people_fall), NONE),
            Claim("days waited for a bed", waits(ED), MORE),
            Claim("months with more in beds than there are", often(over_full), NONE),
        ),
        refuted=("months with more in beds than there are",),
        finding=NOBODY_IS_SENT_AWAY,
    ),
    Extreme(
        "Need doubles every year",
        every(1.0, "squeeze.need_growth"),
        "More people come, more are refused, and more days are waited for a bed. There are never "
        "more people in beds than there are beds.",
        (
            Claim("arrivals", total("arrivals"), MORE),
            Claim("requests refused", total("refused"), MORE),
            Claim("days waited for a bed", waits(ED), MORE),
            Claim("months with more in beds than there are", often(over_full), NONE),
        ),
    ),
    Extreme(
        "Need twelve times as high overnight: a year's people come in January",
        all_in_january,
        "Nobody comes in another month, about as many come in all, and more days are waited for a "
        "bed.",
        (
            Claim("arrivals in other months", other_months, NONE),
            Claim("emergency arrivals", arrivals("emergency_admissions"), ABOUT),
            Claim("days waited for a bed", waits(ED), MORE),
        ),
    ),
    Extreme(
        "Care costs nothing",
        every(0.0, ".fixed_per_unit", ".variable_per_unit", ".per_start"),
        "Not a pound is spent. What has no price is not planned by money, so that every plan stays "
        "as it was at the start.",
        (
            Claim("GBP of cost", total("cost"), NONE),
            Claim("GBP spent by funds", total("spend"), NONE),
            Claim("plans other than at the start", often(off_start), NONE),
            Claim("people who start somewhere", total("starts"), SOME),
        ),
    ),
    Extreme(
        "Nobody may be refused",
        every(1.0, ".lowest_acceptance"),
        "Nobody is refused, and more days are waited for a place.",
        (
            Claim("requests refused", total("refused"), NONE),
            Claim("days waited", waits(), MORE),
        ),
    ),
    Extreme(
        "Capacity follows its plan at once",
        every(0.0, ".lag_up", ".lag_down", ".winter"),
        "Outside markets of providers what is open is what is planned, to half a unit.",
        (Claim("months and services short of the plan", often(below_plan), NONE),),
    ),
)
