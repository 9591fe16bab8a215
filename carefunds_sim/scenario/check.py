"""What the parts of a file, or of a composed scenario, must agree on."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, TypeGuard

from carefunds_sim.errors import Fault, did_you_mean
from carefunds_sim.scenario.check_area import check_area
from carefunds_sim.scenario.check_arrangement import check_arrangement
from carefunds_sim.scenario.check_population import check_population
from carefunds_sim.scenario.document import Document
from carefunds_sim.scenario.faults import (
    Finding,
    get,
    got,
    items,
    mapping,
    number,
    parts,
    repeated,
    table,
    unknown_name,
)
from carefunds_sim.scenario.schema.area import Area, Stream
from carefunds_sim.scenario.schema.arrangement import EVERY_SERVICE, Arrangement
from carefunds_sim.scenario.schema.squeeze import Squeeze
from carefunds_sim.scenario.schema.study import METHODS, Plan, RunSettings
from carefunds_sim.vocabulary import AgeBand

Raw = dict[str, Any]
BASE_YEAR_MONTHS = 12


def check(kind: str, document: Document) -> list[Fault]:
    """Return what does not agree within a document of a kind, as faults with their lines."""
    return [document.fault(*finding) for finding in _CHECKS[kind](document.data)]


def check_together(area: Document, other: Document) -> list[Fault]:
    """Return what an arrangement or a squeeze asks of an area that the area does not have."""
    asks = _grants_ask if get(other.data, "kind") == "squeeze" else _asks
    return [other.fault(*finding) for finding in asks(area.data, other.data)]


def _squeeze(squeeze: Raw) -> Iterator[Finding]:
    for index, grant in enumerate(items(squeeze, "grants")):
        if get(grant, "to") == "self":
            yield ("grants", index, "to"), "must be one of nhs, council (got 'self')"
        for at, finding in repeated(grant, "months"):
            yield ("grants", index, *at), finding


def _experiment(experiment: Raw) -> Iterator[Finding]:
    lists = ("arrangements", "squeezes", "areas")
    known = [name for key in lists for name in items(experiment, key)]
    what = "one of the arrangements, squeezes or areas"
    yield from unknown_name(("baseline",), get(experiment, "baseline"), what, known)
    for key in lists:
        yield from repeated(experiment, key)
    yield from _base_year(experiment)


def _sweep(sweep: Raw) -> Iterator[Finding]:
    yield from _experiment(sweep)
    yield from repeated(sweep, "series")
    yield from check_sweep(sweep)


def _base_year(data: Raw) -> Iterator[Finding]:
    """Budgets start from a base year: where there is money the warm-up is whole years."""
    months = number(get(data, "run", "warmup_months"))
    if months is not None and (months < BASE_YEAR_MONTHS or months % BASE_YEAR_MONTHS):
        place = ("run", "warmup_months")
        yield place, f"must be 12 months or a multiple where there is money (got {months:g})"


def _scenario(scenario: Raw) -> Iterator[Finding]:
    if get(scenario, "arrangement") is not None:
        yield from _base_year(scenario)


def _asks(area: Raw, arrangement: Raw) -> Iterator[Finding]:
    called = get(area, "name")
    if get(area, "money") is None:
        yield (), f"an arrangement must meet an area with money (area {got(called)} has none)"
    services, practices = mapping(area, "services"), mapping(area, "practices")
    for name, pool in parts(arrangement, "pools"):
        for service in table(pool, "share"):
            if service not in services and service != EVERY_SERVICE:
                place = ("pools", name, "share", "value", service)
                yield place, _no_such(service, "service", called, services)
        for index, service in enumerate(items(pool, "fixed")):
            if isinstance(service, str) and service not in services:
                yield (
                    ("pools", name, "fixed", index),
                    _no_such(service, "service", called, services),
                )
    yield from _reinvestment_asks(called, services, arrangement)
    for index, practice in enumerate(items(arrangement, "practice")):
        if isinstance(practice, str) and practice not in practices:
            yield ("practice", index), _no_such(practice, "practice", called, practices)


def _reinvestment_asks(called: Any, services: Raw, arrangement: Raw) -> Iterator[Finding]:
    for service in table(arrangement, "reinvested"):
        if service not in services:
            found = _no_such(service, "service", called, services)
            yield ("reinvested", "value", service), found
        elif get(services[service], "capacity") is None:
            found = f"must name a service with limited capacity to buy (got {got(service)})"
            yield ("reinvested", "value", service), found


def _grants_ask(area: Raw, squeeze: Raw) -> Iterator[Finding]:
    services = mapping(area, "services")
    for index, grant in enumerate(items(squeeze, "grants")):
        for at, service in enumerate(items(grant, "services")):
            if isinstance(service, str) and service not in services:
                place = ("grants", index, "services", at)
                yield place, _no_such(service, "service", get(area, "name"), services)


def _no_such(name: str, what: str, area: Any, known: Raw) -> str:
    return f"must name a {what} of area {got(area)} (got {got(name)}){did_you_mean(name, known)}"


_CHECKS: dict[str, Callable[[Raw], Iterator[Finding]]] = {
    "area": check_area,
    "arrangement": check_arrangement,
    "squeeze": _squeeze,
    "experiment": _experiment,
    "scenario": _scenario,
    "calibration": _base_year,
    "sweep": _sweep,
    "population": check_population,
}


POWERS = ("points", "base_points")
"""Settings of the sequences of Sobol, which are balanced at powers of two only."""


def check_sweep(sweep: Raw) -> Iterator[Finding]:
    """Yield what does not agree within the factors and the design of a sweep."""
    named = items(sweep, "factors")
    given = get(sweep, "design", "method")
    method = given if isinstance(given, str) and given in METHODS else None
    if not named and method not in (None, "csv"):
        yield ("factors",), "must name what is varied (got none)"
    for index, item in enumerate(named):
        yield from _item(index, item, method)
    if method:
        yield from _settings(method, mapping(sweep, "design"))


def _item(index: int, item: Any, method: str | None) -> Iterator[Finding]:
    """Yield what is wrong with one factor: which it is, and its range or levels."""
    at = ("factors", index)
    if not isinstance(item, dict):
        return
    if ("path" in item) == ("role" in item):
        yield at, f"must give one of path and role (got {'both' if 'path' in item else 'neither'})"
    if "range" in item and "levels" in item:
        yield at, "must give one of range and levels (got both)"
    for key in ("range", "levels"):
        if "role" in item and key in item:
            yield (*at, key), "must stand with one path, not with a role"
    if "levels" in item and method and not METHODS[method].levels:
        yield (*at, "levels"), f"must be a range where the design is {method}"
    yield from _ends(at, item)


def _ends(at: tuple[str, int], item: Raw) -> Iterator[Finding]:
    ends, levels = item.get("range"), item.get("levels")
    if _numbers(ends) and len(ends) == 2 and ends[0] >= ends[1]:
        yield (*at, "range"), f"must run from low to high (got {_listed(ends)})"
    if _numbers(levels) and len(set(levels)) < len(levels):
        yield (*at, "levels"), f"must be different from each other (got {_listed(levels)})"


def _settings(method: str, design: Raw) -> Iterator[Finding]:
    """Yield what the method of a design lacks, and what it cannot use."""
    takes = METHODS[method].takes
    for key in METHODS[method].needs:
        if key not in design:
            yield ("design",), f"must give {key}, as its method is {method}"
    for key in design:
        if key in Plan.model_fields and key not in (*takes, "method"):
            listed = ", ".join(takes) or "none"
            hint = did_you_mean(key, takes)
            yield ("design", key), f"is not a setting of {method}{hint} (there are: {listed})"
    yield from _counts(method, design)


def _counts(method: str, design: Raw) -> Iterator[Finding]:
    for key in POWERS if method in ("sobol", "saltelli") else ():
        count = design.get(key)
        if type(count) is int and count >= 1 and count & (count - 1):
            below = 1 << (count.bit_length() - 1)
            yield (
                ("design", key),
                f"must be a power of two, as the points of {method} are even only there "
                f"(got {count}; {below} and {2 * below} are)",
            )
    levels = design.get("levels")
    if method == "morris" and type(levels) is int and levels % 2:
        yield ("design", "levels"), f"must be even, as steps go half the way (got {levels})"


def _numbers(found: Any) -> TypeGuard[list[float]]:
    return isinstance(found, list) and all(
        isinstance(number, int | float) and not isinstance(number, bool) for number in found
    )


def _listed(numbers: list[float]) -> str:
    return ", ".join(f"{number:g}" for number in numbers)


MOST_PEOPLE = 20_000_000
"""In one run: ten years of all older people in England, some 4 GB of memory."""

MOST_NUMBERS = 500_000_000
"""In the results of one study, which are held at once: 4 GB of memory."""


class _Scenario(Protocol):
    """What of a scenario decides how large its run is."""

    @property
    def area(self) -> Area: ...
    @property
    def arrangement(self) -> Arrangement | None: ...
    @property
    def squeeze(self) -> Squeeze | None: ...
    @property
    def run(self) -> RunSettings: ...


DAYS_PER_YEAR = 365.25
MONTHS_PER_YEAR = 12


def too_large(scenario: _Scenario) -> Iterator[Finding]:
    """Yield a finding where more people would come than one run can simulate, or too many runs."""
    people = expected_people(scenario)
    if people > MOST_PEOPLE:
        yield (
            ("run",),
            f"must be smaller: about {_rounded(people)} people would come, and one run can "
            f"simulate {MOST_PEOPLE:,}; lower the rates, the years or the scale",
        )
    yield from too_many_results([scenario], scenario.run.replications)


def too_many_results(scenarios: Sequence[_Scenario], replications: int) -> Iterator[Finding]:
    """Yield a finding where the results of so many runs would not fit into memory together."""
    numbers = replications * sum(map(numbers_of_run, scenarios))
    if numbers > MOST_NUMBERS:
        runs = f"{len(scenarios) * replications:,} runs"
        yield (
            ("run", "replications"),
            f"must be fewer: {runs} leave about {_rounded(numbers)} numbers, and a study can hold "
            f"{MOST_NUMBERS:,}; run fewer replications, scenarios or years",
        )


def expected_people(scenario: _Scenario) -> float:
    """Return about how many people would come in the course of a run."""
    area, run = scenario.area, scenario.run
    before = run.warmup_months / MONTHS_PER_YEAR
    need_growth = scenario.squeeze.need_growth.value if scenario.squeeze else 0.0
    people = 0.0
    for stream in area.streams.values():
        need = need_growth if stream.grows_with_need else 0.0
        for a_year, growth in _yearly(area, stream):
            start = (1.0 + growth) ** before
            later = start * _years((1.0 + growth) * (1.0 + need), run.years)
            people += a_year * (_years(1.0 + growth, before) + later)
    return people * run.scale


def numbers_of_run(scenario: _Scenario) -> float:
    """Return about how many numbers one run adds to a dataset: its monthly accounts."""
    area = scenario.area
    services = len(area.services)
    payers = 1 + len(area.commissioners.value if area.commissioners else "1")
    bodies = payers + (2 if area.money and area.money.hospital else 1)
    funds = payers + len(scenario.arrangement.pools if scenario.arrangement else ())
    yearly = 2 * funds * payers * services
    monthly = services * (23 + bodies) + 9 * bodies + 101
    return MONTHS_PER_YEAR * scenario.run.years * monthly + yearly


def _yearly(area: Area, stream: Stream) -> Iterator[tuple[float, float]]:
    """Yield people a year at the start and their growth, band by band."""
    if stream.per_day is not None:
        yield stream.per_day.value * DAYS_PER_YEAR, 0.0
    elif stream.per_1000_per_year is not None and area.residents is not None:
        rate = stream.per_1000_per_year.value
        population, growth = area.residents.population.value, area.residents.growth.value
        for band in AgeBand:
            residents = population.get(band, max(population.values()))
            per_1000 = rate.get(band, max(rate.values()))
            yield residents * per_1000 / 1000.0, growth.get(band, max(growth.values()))


def _years(times: float, years: float) -> float:
    """Return how many first years' worth come in some years, each ``times`` the one before."""
    rate = math.log(times)
    return years if abs(rate) < 1e-9 else math.expm1(rate * years) / rate


def _rounded(number: float) -> str:
    """Return a large number in two digits."""
    return f"{float(f'{number:.1e}'):,.0f}"
