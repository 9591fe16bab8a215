"""What the parts of an area must agree on: names, shares that sum, things that go together."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from carefunds_sim.errors import short
from carefunds_sim.scenario.faults import got
from carefunds_sim.scenario.quantity import MOST_UNITS, SET_BY_STUDY, Quantity
from carefunds_sim.scenario.raw import (
    get,
    items,
    mapping,
    number,
    parts,
    sums_to_one,
    table,
    unknown_keys,
    unknown_name,
    value,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carefunds_sim.scenario.document import Place
    from carefunds_sim.scenario.raw import Finding

Raw = dict[str, Any]

_BEDS = ("acute", "non_acute")
_COSTS = ("fixed_per_unit", "variable_per_unit", "per_start")
_HOUR = 1 / 24
_WHOLE = {"beds": "beds", "places": "places", "team": "staff"}
"""What cannot be split, by kind of service."""


def check_area(area: Raw) -> Iterator[Finding]:
    """Yield what does not agree in an area."""
    for check in (
        _names_are_free,
        _commissioners,
        _streams,
        _service_names,
        _service_shares,
        _capacities,
        _stays,
        _without_effect,
        _second_choices,
        _second_choices_end,
        _delay_reasons,
        _who_pays,
        _stages,
        _responsibility,
        _other_names,
        _pot,
        _horizon,
    ):
        yield from check(area)


def _names_are_free(area: Raw) -> Iterator[Finding]:
    """No part may be called as a key of a quantity is: a file could not be told apart."""
    for group in ("streams", "services", "stages", "practices"):
        for name, _ in parts(area, group):
            if name in Quantity.model_fields or name == "every_service":
                yield (
                    (group, name),
                    f"must have another name (got '{short(name)}', which has a meaning)",
                )


def _commissioners(area: Raw) -> Iterator[Finding]:
    yield from sums_to_one(("commissioners",), table(area, "commissioners"))


def _streams(area: Raw) -> Iterator[Finding]:
    services = mapping(area, "services")
    for name, stream in parts(area, "streams"):
        at = ("streams", name)
        yield from _rate(area, stream, name)
        for key in ("season", "weekday"):
            yield from _profile((*at, key), value(stream, key))
        for band, row in table(stream, "dependency").items():
            yield from sums_to_one((*at, "dependency", "value", band), mapping(row))
        for dependency, row in table(stream, "first").items():
            place = (*at, "first", "value", dependency)
            yield from unknown_keys(place, mapping(row), "a service", services)
            yield from sums_to_one(place, mapping(row))
        yield from unknown_name((*at, "waits_in"), get(stream, "waits_in"), "a service", services)


def _rate(area: Raw, stream: Raw, name: str) -> Iterator[Finding]:
    given = [key for key in ("per_1000_per_year", "per_day") if get(stream, key) is not None]
    if len(given) != 1:
        found = "both" if given else "neither"
        yield ("streams", name), f"must give one of per_1000_per_year and per_day (got {found})"
    if "per_1000_per_year" in given and get(area, "residents") is None:
        place = ("streams", name, "per_1000_per_year")
        yield place, "must stand in an area with residents (got none)"


def _profile(at: Place, factors: Any) -> Iterator[Finding]:
    """A profile is divided by its mean."""
    numbers = [number(factor) for factor in factors] if isinstance(factors, list) else []
    known = [factor for factor in numbers if factor is not None and factor >= 0]
    if known and len(known) == len(numbers) and not sum(known) / len(known) > 0:
        yield at, "must not be all 0"


def _service_names(area: Raw) -> Iterator[Finding]:
    services = mapping(area, "services")
    for name, service in parts(area, "services"):
        at = ("services", name)
        for key in ("second_choice", "self_funded_as"):
            yield from unknown_name((*at, key), get(service, key), "a service", services)
        for key in ("onward", "onward_hip_fracture"):
            for dependency, row in table(service, key).items():
                row_at = (*at, key, "value", dependency)
                yield from unknown_keys(row_at, mapping(row), "a service", services)
        refused_at = (*at, "rationing", "refused_to", "value")
        refused_to = table(service, "rationing", "refused_to")
        yield from unknown_keys(refused_at, refused_to, "a service", services)


def _service_shares(area: Raw) -> Iterator[Finding]:
    for name, service in parts(area, "services"):
        at = ("services", name)
        for key in ("onward", "onward_hip_fracture"):
            for dependency, row in table(service, key).items():
                place = (*at, key, "value", dependency)
                yield from sums_to_one(place, mapping(row), at_most=True)
        refused_to = table(service, "rationing", "refused_to")
        yield from sums_to_one((*at, "rationing", "refused_to"), refused_to)
        yield from sums_to_one((*at, "paid_by"), table(service, "paid_by"))


def _capacities(area: Raw) -> Iterator[Finding]:
    bought = table(area, "pot", "split")
    for name, service in parts(area, "services"):
        limited = get(service, "kind") != "unlimited"
        if limited and get(service, "capacity") is None and name not in bought:
            kind = get(service, "kind")
            yield ("services", name), f"must give capacity, as a service counted in {short(kind)}"
        steps = items(service, "capacity_steps")
        yield from _steps(name, steps)
        yield from _whole_units(name, service, steps)


def _whole_units(name: str, service: Raw, steps: list[Any]) -> Iterator[Finding]:
    """A file counts beds, places and staff in whole ones; what a study sets is rounded by it."""
    of_kind = get(service, "kind")
    units = _WHOLE.get(of_kind) if isinstance(of_kind, str) else None
    stated: dict[Place, Any] = {
        (key,): value(service, key)
        for key in ("capacity", "escalation")
        if get(service, key, "why") != SET_BY_STUDY
    }
    for index, each in enumerate(steps):
        stated["capacity_steps", index, "capacity"] = get(each, "capacity")
    for at, given in stated.items():
        found = number(given)
        if units and found is not None and math.isfinite(found) and found % 1:
            yield ("services", name, *at), f"must be a whole number of {units} (got {found:g})"


def _steps(name: str, steps: list[Any]) -> Iterator[Finding]:
    days = [number(get(step, "day")) for step in steps]
    for index, (before, day) in enumerate(pairwise(days), start=1):
        if before is not None and day is not None and day <= before:
            place = ("services", name, "capacity_steps", index, "day")
            yield place, f"must be later than day {before:g} (got {day:g})"


def _stays(area: Raw) -> Iterator[Finding]:
    for name, service in parts(area, "services"):
        lognormal = get(service, "stay_family") == "lognormal"
        if lognormal and get(service, "stay_spread") is None:
            yield ("services", name), "must give stay_spread, as its stay_family is lognormal"


def _without_effect(area: Raw) -> Iterator[Finding]:
    """Refuse what nothing would read: whoever wrote it believes that it acts."""
    for name, service in parts(area, "services"):
        at = ("services", name)
        if get(area, "money") is not None and get(service, "capacity_steps"):
            yield (
                (*at, "capacity_steps"),
                "must not stand in an area with money, which steers capacity: the step would be "
                "undone at the month's end; give capacity, or leave out the area's money",
            )
        for key in ("capacity", "escalation", "capacity_steps"):
            if get(service, "kind") == "unlimited" and get(service, key):
                yield (*at, key), "must not be given, as the service is unlimited"
        family = get(service, "stay_family") or "exponential"
        if get(service, "stay_spread") is not None and family != "lognormal":
            said = f"must come with stay_family: lognormal (got {family}, which has no spread)"
            yield (*at, "stay_spread"), said
    for name, stage in parts(area, "stages"):
        given = "a team, whose stay counts" if get(stage, "team") is not None else None
        if get(stage, "family") != "lognormal":
            given = given or f"{get(stage, 'family') or 'exponential'}, which has no spread"
        if get(stage, "spread") is not None and given:
            yield ("stages", name, "spread"), f"must come with family: lognormal (got {given})"


def _second_choices(area: Raw) -> Iterator[Finding]:
    """Whose patience ends takes the second choice; where it is for a team, they do without."""
    for name, service in parts(area, "services"):
        if get(service, "kind") == "team" and get(service, "second_choice") is None:
            continue
        for given, lacking in (("second_choice", "patience"), ("patience", "second_choice")):
            if get(service, given) is not None and get(service, lacking) is None:
                yield ("services", name, given), f"must come with {lacking} (got none)"


def _second_choices_end(area: Raw) -> Iterator[Finding]:
    """Second choices that lead back while hardly anybody waits would go round for ever."""
    hasty = {name: list(_taken(area, name)) for name, _ in parts(area, "services")}
    while hasty:  # what is left in the end leads to others that are left
        ends = [name for name, taken in hasty.items() if not set(taken) & hasty.keys()]
        if not ends:
            said = f"must not lead back within an hour of patience (got {', '.join(hasty)})"
            yield ("services", next(iter(hasty)), "second_choice"), said
            return
        for name in ends:
            del hasty[name]


def _taken(area: Raw, name: str) -> Iterator[str]:
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
    reached = dict(_reached_from_beds(area))
    for name, service in parts(area, "services"):
        waits_in_bed = get(service, "waits") != "at_home" and get(service, "kind") != "unlimited"
        if not waits_in_bed or get(service, "setting") == "acute" or name not in reached:
            continue
        if get(service, "delay_reason") is None:
            yield (
                ("services", name),
                f"must give delay_reason, as people wait for it in {short(reached[name])}",
            )


def _reached_from_beds(area: Raw) -> Iterator[tuple[str, str]]:
    for name, service in parts(area, "services"):
        if get(service, "setting") in _BEDS:
            for key in ("onward", "onward_hip_fracture"):
                for row in table(service, key).values():
                    yield from ((target, name) for target in mapping(row))


def _who_pays(area: Raw) -> Iterator[Finding]:
    if get(area, "money") is None:
        return
    for name, service in parts(area, "services"):
        costs = [key for key in _COSTS if get(service, "costs", key) is not None]
        if get(service, "paid_by") is not None and not costs:
            yield ("services", name), f"must give costs ({', '.join(_COSTS)}), as somebody pays"
        if get(service, "paid_by") is None and costs:
            yield ("services", name), "must give paid_by, as it has costs"


def _stages(area: Raw) -> Iterator[Finding]:
    services = mapping(area, "services")
    for name, stage in parts(area, "stages"):
        at = ("stages", name)
        given = [key for key in ("team", "days") if get(stage, key) is not None]
        if len(given) != 1:
            yield at, f"must give one of team and days (got {'both' if given else 'neither'})"
        if get(stage, "family") == "lognormal" and get(stage, "spread") is None:
            yield at, "must give spread, as its family is lognormal"
        team = get(stage, "team")
        yield from unknown_name((*at, "team"), team, "a service", services)
        kind = get(services, team, "kind") if isinstance(team, str) else None
        if kind not in (None, "team"):
            yield (
                (*at, "team"),
                f"must name a service of kind team (got {got(team)}, of kind {short(kind)})",
            )
        for key in ("from_hospital", "from_other_beds", "from_community"):
            place = (*at, key, "value")
            yield from unknown_keys(place, table(stage, key), "a service", services)


def _responsibility(area: Raw) -> Iterator[Finding]:
    for setting in _BEDS:
        for reason, row in table(area, "responsibility", setting).items():
            place = ("responsibility", setting, "value", reason)
            yield from sums_to_one(place, mapping(row))


def _other_names(area: Raw) -> Iterator[Finding]:
    services = mapping(area, "services")
    yield from unknown_name(("admitted_to",), get(area, "admitted_to"), "a service", services)
    targets = [*services, *mapping(area, "stages")]
    for name, practice in parts(area, "practices"):
        place = ("practices", name, "factors", "value")
        factors = table(practice, "factors")
        yield from unknown_keys(place, factors, "a stage or service", targets)


def _pot(area: Raw) -> Iterator[Finding]:
    split = table(area, "pot", "split")
    place = ("pot", "split")
    yield from unknown_keys((*place, "value"), split, "a service", mapping(area, "services"))
    yield from sums_to_one(place, split)
    pounds = number(value(area, "pot", "gbp_per_day"))
    for name, share in split.items():
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


def _horizon(area: Raw) -> Iterator[Finding]:
    """What is over or short is made up over the horizon, so there must be one."""
    keys = ("money", "steering", "commitment_horizon")
    if number(value(area, *keys)) == 0:
        yield keys, "must be > 0 (got 0)"
