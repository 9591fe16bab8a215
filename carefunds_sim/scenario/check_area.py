"""What the parts of an area must agree on: names, shares that sum, things that go together."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from carefunds_sim.errors import short
from carefunds_sim.scenario.check_market import check_markets
from carefunds_sim.scenario.document import Place
from carefunds_sim.scenario.faults import (
    Finding,
    get,
    got,
    items,
    mapping,
    matching,
    number,
    parts,
    sums_to_one,
    table,
    unknown_keys,
    unknown_name,
    value,
)
from carefunds_sim.scenario.schema.arrangement import EVERY_SERVICE
from carefunds_sim.scenario.schema.quantity import MOST_UNITS, SET_BY_STUDY, Quantity

Raw = dict[str, Any]

NAMES_A_SERVICE = (
    "admitted_to",
    "streams.*.waits_in",
    "services.*.second_choice",
    "services.*.self_funded_as",
    "stages.*.team",
)
"""Keys that name a service."""

BY_SERVICE = (
    "pot.split.value",
    "money.believed_saving.value",
    "streams.*.first.value.*",
    "services.*.onward.value.*",
    "services.*.onward_hip_fracture.value.*",
    "services.*.rationing.refused_to.value",
    "stages.*.from_hospital.value",
    "stages.*.from_other_beds.value",
    "stages.*.from_community.value",
)
"""Mappings whose keys name services."""

SUM_TO_ONE = (
    "commissioners.value",
    "pot.split.value",
    "responsibility.acute.value.*",
    "responsibility.non_acute.value.*",
    "streams.*.dependency.value.*",
    "streams.*.first.value.*",
    "services.*.paid_by.value",
    "services.*.rationing.refused_to.value",
)
"""Mappings of shares of a whole."""

SUM_TO_AT_MOST_ONE = ("services.*.onward.value.*", "services.*.onward_hip_fracture.value.*")
"""Mappings of shares that may leave a rest, which goes nowhere."""

_BEDS = ("acute", "non_acute")
_COSTS = ("fixed_per_unit", "variable_per_unit", "per_start")
_HOUR = 1 / 24
_WHOLE = {"beds": "beds", "places": "places", "team": "staff"}
"""What cannot be split, by kind of service."""


def check_area(area: Raw) -> Iterator[Finding]:
    """Yield what does not agree in an area."""
    for check in (_service_names, check_markets, _shares, _practices, _second_choices_end,
                  _delay_reasons, _pot, _hospital, _horizon):  # fmt: skip
        yield from check(area)
    for group, checks in _OF_PARTS.items():
        for name, part in parts(area, group):
            for check_part in checks:
                yield from check_part(area, (group, name), part)


def _service_names(area: Raw) -> Iterator[Finding]:
    services = mapping(area, "services")
    for pattern in NAMES_A_SERVICE:
        for at, name in matching(area, pattern):
            yield from unknown_name(at, name, "a service", services)
    for pattern in BY_SERVICE:
        for at, found in matching(area, pattern):
            yield from unknown_keys(at, mapping(found), "a service", services)


def _shares(area: Raw) -> Iterator[Finding]:
    for pattern in (*SUM_TO_ONE, *SUM_TO_AT_MOST_ONE):
        for at, shares in matching(area, pattern):
            place = at[:-1] if at[-1] == "value" else at
            yield from sums_to_one(place, mapping(shares), at_most=pattern in SUM_TO_AT_MOST_ONE)


def _name_is_free(_area: Raw, at: Place, _part: Raw) -> Iterator[Finding]:
    """No part may be called as a key of a quantity is: a file could not be told apart."""
    if at[-1] in Quantity.model_fields or at[-1] == EVERY_SERVICE:
        yield at, f"must have another name (got '{short(at[-1])}', which has a meaning)"


def _rate(area: Raw, at: Place, stream: Raw) -> Iterator[Finding]:
    given = [key for key in ("per_1000_per_year", "per_day") if get(stream, key) is not None]
    if len(given) != 1:
        found = "both" if given else "neither"
        yield at, f"must give one of per_1000_per_year and per_day (got {found})"
    if "per_1000_per_year" in given and get(area, "residents") is None:
        yield (*at, "per_1000_per_year"), "must stand in an area with residents (got none)"


def _profiles(_area: Raw, at: Place, stream: Raw) -> Iterator[Finding]:
    """A profile is divided by its mean."""
    for key in ("season", "weekday"):
        factors = value(stream, key)
        numbers = [number(factor) for factor in factors] if isinstance(factors, list) else []
        known = [factor for factor in numbers if factor is not None and factor >= 0]
        if known and len(known) == len(numbers) and not sum(known) / len(known) > 0:
            yield (*at, key), "must not be all 0"


def _capacity(area: Raw, at: Place, service: Raw) -> Iterator[Finding]:
    kind, bought = get(service, "kind"), table(area, "pot", "split")
    if kind != "unlimited" and get(service, "capacity") is None and at[-1] not in bought:
        yield at, f"must give capacity, as a service counted in {short(kind)}"
    days = [number(get(step, "day")) for step in items(service, "capacity_steps")]
    for index, (before, day) in enumerate(pairwise(days), start=1):
        if before is not None and day is not None and day <= before:
            place = (*at, "capacity_steps", index, "day")
            yield place, f"must be later than day {before:g} (got {day:g})"


def _whole_units(_area: Raw, at: Place, service: Raw) -> Iterator[Finding]:
    """A file counts beds, places and staff in whole ones; what a study sets is rounded by it."""
    kind = get(service, "kind")
    units = _WHOLE.get(kind) if isinstance(kind, str) else None
    stated: dict[Place, Any] = {
        (key,): value(service, key)
        for key in ("capacity", "escalation")
        if get(service, key, "why") != SET_BY_STUDY
    }
    for index, step in enumerate(items(service, "capacity_steps")):
        stated["capacity_steps", index, "capacity"] = get(step, "capacity")
    for key, given in stated.items():
        found = number(given)
        if units and found is not None and math.isfinite(found) and found % 1:
            yield (*at, *key), f"must be a whole number of {units} (got {found:g})"


def _without_effect(area: Raw, at: Place, service: Raw) -> Iterator[Finding]:
    """Refuse what nothing would read: its writer believes that it acts."""
    if get(area, "money") is not None and get(service, "capacity_steps"):
        yield (
            (*at, "capacity_steps"),
            "must not stand in an area with money, which steers capacity: the step would be "
            "undone at the month's end; give capacity, or leave out the area's money",
        )
    for key in ("capacity", "escalation", "capacity_steps"):
        if get(service, "kind") == "unlimited" and get(service, key):
            yield (*at, key), "must not be given, as the service is unlimited"


def _spread(_area: Raw, at: Place, part: Raw) -> Iterator[Finding]:
    """A lognormal stay has a spread, which nothing else would read."""
    of_stage = at[0] == "stages"
    family, spread = ("family", "spread") if of_stage else ("stay_family", "stay_spread")
    given, has_team = get(part, family) or "exponential", of_stage and get(part, "team") is not None
    if given == "lognormal" and get(part, spread) is None:
        yield at, f"must give {spread}, as its {family} is lognormal"
    if get(part, spread) is not None and (has_team or given != "lognormal"):
        why = "a team, whose stay counts" if has_team else f"{given}, which has no spread"
        yield (*at, spread), f"must come with {family}: lognormal (got {why})"


def _second_choice(_area: Raw, at: Place, service: Raw) -> Iterator[Finding]:
    """Whose patience ends takes the second choice; where it is for a team, they do without."""
    if get(service, "kind") == "team" and get(service, "second_choice") is None:
        return
    for given, lacking in (("second_choice", "patience"), ("patience", "second_choice")):
        if get(service, given) is not None and get(service, lacking) is None:
            yield (*at, given), f"must come with {lacking} (got none)"


def _second_choices_end(area: Raw) -> Iterator[Finding]:
    """Second choices that lead back while hardly anybody waits would go round for ever."""
    hasty = {name: list(_next_after_an_hour(area, name)) for name, _ in parts(area, "services")}
    while hasty:  # what is left in the end leads to others that are left
        ends = [name for name, others in hasty.items() if not set(others) & hasty.keys()]
        if not ends:
            said = f"must not lead back within an hour of patience (got {', '.join(hasty)})"
            yield ("services", next(iter(hasty)), "second_choice"), said
            return
        for name in ends:
            del hasty[name]


def _next_after_an_hour(area: Raw, name: str) -> Iterator[str]:
    """Yield what people may wait for next who give up waiting for a service within an hour."""
    service = mapping(area, "services", name)
    patience, chosen = number(value(service, "patience")), get(service, "second_choice")
    if patience is None or patience >= _HOUR or get(service, "kind") == "unlimited":
        return
    if isinstance(chosen, str):
        yield chosen
        yield from table(area, "services", chosen, "rationing", "refused_to")


def _delay_reasons(area: Raw) -> Iterator[Finding]:
    """People who wait in a hospital bed are counted by the reason, so there must be one."""
    reached = {
        target: name
        for name, service in parts(area, "services")
        if get(service, "setting") in _BEDS
        for key in ("onward", "onward_hip_fracture")
        for row in table(service, key).values()
        for target in mapping(row)
    }
    for name, service in parts(area, "services"):
        waits_in_bed = get(service, "waits") != "at_home" and get(service, "kind") != "unlimited"
        if not waits_in_bed or get(service, "setting") == "acute" or name not in reached:
            continue
        if get(service, "delay_reason") is None:
            said = f"must give delay_reason, as people wait for it in {short(reached[name])}"
            yield ("services", name), said


def _who_pays(area: Raw, at: Place, service: Raw) -> Iterator[Finding]:
    if get(area, "money") is None:
        return
    costs = [key for key in _COSTS if get(service, "costs", key) is not None]
    if get(service, "paid_by") is not None and not costs:
        yield at, f"must give costs ({', '.join(_COSTS)}), as somebody pays"
    if get(service, "paid_by") is None and costs:
        yield at, "must give paid_by, as it has costs"


def _stage(area: Raw, at: Place, stage: Raw) -> Iterator[Finding]:
    given = [key for key in ("team", "days") if get(stage, key) is not None]
    if len(given) != 1:
        yield at, f"must give one of team and days (got {'both' if given else 'neither'})"
    team = get(stage, "team")
    kind = get(area, "services", team, "kind") if isinstance(team, str) else None
    if kind not in (None, "team"):
        said = f"must name a service of kind team (got {got(team)}, of kind {short(kind)})"
        yield (*at, "team"), said


def _practices(area: Raw) -> Iterator[Finding]:
    known = [*mapping(area, "services"), *mapping(area, "stages")]
    for at, factors in matching(area, "practices.*.factors.value"):
        yield from unknown_keys(at, mapping(factors), "a stage or service", known)


def _pot(area: Raw) -> Iterator[Finding]:
    pounds = number(value(area, "pot", "gbp_per_day"))
    for name, share in table(area, "pot", "split").items():
        yield from _bought(area, name, (number(share) or 0.0) * (pounds or 0.0))


def _bought(area: Raw, name: str, pounds: float) -> Iterator[Finding]:
    """What the pot buys has a price, and is no more than there can be."""
    at, service = ("services", name), mapping(area, "services", name)
    price = number(value(service, "costs", "fixed_per_unit"))
    if get(service, "kind") == "unlimited":
        yield (*at, "kind"), "must be limited, as the pot buys it (got unlimited)"
    elif service and get(service, "costs", "fixed_per_unit") is None:
        yield at, "must give costs.fixed_per_unit, as the pot buys it"
    elif price == 0:
        yield (*at, "costs", "fixed_per_unit"), "must be > 0, as the pot buys it (got 0)"
    elif price is not None and pounds > price * MOST_UNITS:
        said = (
            f"must be dearer: {pounds:,.12g} pounds a day would buy more than {MOST_UNITS:,} units"
        )
        yield (*at, "costs", "fixed_per_unit"), f"{said} (got {price:g})"


def _prevention(area: Raw, at: Place, service: Raw) -> Iterator[Finding]:
    """Prevention keeps people of named streams, never all of them, and has a capacity."""
    if get(service, "prevents") is None:
        return
    streams = mapping(area, "streams")
    for name, share in table(service, "prevents").items():
        place = (*at, "prevents", "value", name)
        if name not in streams:
            yield place, f"must name a stream of the area (got {got(name)})"
        elif get(streams[name], "thinned_by") not in (None, "none"):
            yield place, "must name a stream whose people come of themselves"
        elif (number(share) or 0.0) >= 1.0:
            yield place, f"must be below 1, or no one would come (got {share:g})"
    if get(service, "capacity") is None:
        yield at, "must give capacity, as what it prevents follows it"


def _hospital(area: Raw) -> Iterator[Finding]:
    """A hospital trust runs acute beds that the NHS alone pays for."""
    at: Place = ("money", "hospital")
    if get(area, *at) is None:
        return
    run = {
        name: service
        for name, service in parts(area, "services")
        if get(service, "kind") == "beds" and get(service, "setting") == "acute"
    }
    if not run:
        yield at, "must come with acute beds that the trust runs (kind: beds, setting: acute)"
    for name, service in run.items():
        if table(service, "paid_by") != {"nhs": 1}:
            shares = table(service, "paid_by").items()
            found = ", ".join(f"{body} {share:g}" for body, share in shares) or "nothing"
            place = ("services", name, "paid_by")
            yield place, f"must be {{nhs: 1}}, as a hospital trust runs it (got {found})"


def _horizon(area: Raw) -> Iterator[Finding]:
    """What is over or short is made up over the horizon, so there must be one."""
    keys = ("money", "steering", "commitment_horizon")
    if number(value(area, *keys)) == 0:
        yield keys, "must be > 0 (got 0)"


_OF_PARTS: dict[str, tuple[Callable[[Raw, Place, Raw], Iterator[Finding]], ...]] = {
    "streams": (_name_is_free, _rate, _profiles),
    "services": (
        _name_is_free, _capacity, _whole_units, _without_effect, _spread, _second_choice,
        _who_pays, _prevention,
    ),
    "stages": (_name_is_free, _stage, _spread),
    "practices": (_name_is_free,),
}  # fmt: skip
"""What is checked of each part of an area by itself."""
