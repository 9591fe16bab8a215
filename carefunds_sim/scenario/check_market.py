"""What markets of care providers must agree on with the services and stages of their area."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from carefunds_sim.scenario.document import Place
from carefunds_sim.scenario.faults import (
    Finding,
    get,
    got,
    items,
    mapping,
    number,
    parts,
    unknown_name,
    value,
)

Raw = dict[str, Any]


def check_markets(area: Raw) -> Iterator[Finding]:
    """Yield where a market's service is unknown, unfit or in two, and a stage's market unknown."""
    services, markets = mapping(area, "services"), mapping(area, "money", "markets")
    seen: dict[str, str] = {}
    for name in markets:
        for index, service in enumerate(items(markets[name], "services")):
            at = ("money", "markets", name, "services", index)
            yield from unknown_name(at, service, "a service", services)
            if not isinstance(service, str) or service not in services:
                continue
            if service in seen:
                found = f"must name a service of one market only (got {got(service)}, as in "
                yield at, f"{found}{seen[service]})"
            seen[service] = name
            yield from _fit_for_a_market(at, services[service], service)
        occupancy = number(value(markets[name], "occupancy"))
        if occupancy in (0.0, 1.0):
            found = f"must lie between 0 and 1, and be neither (got {occupancy:g})"
            yield ("money", "markets", name, "occupancy"), found
    for name, stage in parts(area, "stages"):
        at_stage = ("stages", name, "market")
        yield from unknown_name(at_stage, get(stage, "market"), "a market", markets)
        if get(stage, "market") is not None and get(stage, "team") is not None:
            yield at_stage, "must come with days, as a search is no team's work"


def _fit_for_a_market(at: Place, service: Any, name: str) -> Iterator[Finding]:
    """Providers sell what has a price, and no hospital bed or staff time."""
    if get(service, "setting") == "acute" or get(service, "kind") == "team":
        yield at, f"must name a service that providers sell (got {got(name)})"
    elif not any(get(service, "costs", key) for key in ("variable_per_unit", "fixed_per_unit")):
        yield at, f"must name a service with a price in its costs (got {got(name)})"
