"""The numbers that a new area differs in, with their evidence: residents first, and sizes by them.

Residents of each band count by how often such people reach services: by emergency admissions for
services that the NHS pays at least half of, by community referrals for the others. Beds and places
are rounded to whole ones, teams up to whole ones, hours to ten; nothing is rounded away.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from carefunds_sim.published.council import Council
from carefunds_sim.published.population import BANDS, Population
from carefunds_sim.scenario.document import Place
from carefunds_sim.scenario.faults import get, mapping, parts, table
from carefunds_sim.vocabulary import EvidenceKind, Origin, ServiceKind

Raw = dict[str, Any]
_HOURS = 10
_UNCERTAIN = 0.1
_GROWTH = 0.01
_NOISE = 1e-6  # of multiplying: 26,900 x 1.1 is a little more than 29,590


@dataclass(frozen=True)
class Change:
    """A quantity's new value: where it stands, and which table, row and arithmetic it rests on.

    ``range`` is None where the plausible range stays.
    """

    place: Place
    value: Any
    source: str
    at: str
    range: tuple[float, float] | None = None
    kind: EvidenceKind = EvidenceKind.DERIVED

    def quantity(self, like: Raw) -> Raw:
        """Return the complete quantity, with the unit and role of the area it is made like."""
        before = quantity_at(like, self.place)
        made = {"value": self.value, "unit": before["unit"]}
        span = self.range or before.get("range")
        if span is not None:
            made["range"] = [int(b) if float(b).is_integer() else b for b in span]
        return made | {
            "role": before["role"],
            "kind": self.kind.word,
            "source": self.source,
            "at": self.at,
        }

    def put(self, tree: Any, quantity: Raw) -> None:
        """Set a quantity at this place of a tree."""
        for key in self.place[:-1]:
            tree = tree.setdefault(key, {})
        tree[self.place[-1]] = quantity


def quantity_at(like: Raw, place: Place) -> Raw:
    """Return the quantity of an area at a place."""
    found: Any = like
    for key in place:
        found = found[key]
    return dict(found)


def whole(number: float) -> int:
    """Return the nearest whole number, a half upwards."""
    return math.floor(number + 0.5)


def scaled(span: tuple[float, float], factor: float) -> tuple[float, float]:
    """Return a range of whole things made larger or smaller, never narrower for rounding."""
    return math.floor(span[0] * factor + _NOISE), math.ceil(span[1] * factor - _NOISE)


def size_changes(
    like: Raw, population: Population, council: Council, *, source: str
) -> Iterator[Change]:
    """Yield the new area's residents, growth and capacities."""
    row = population.table.reference(population.line, population.year, council)
    yield _residents(population, source=source, at=row)
    if population.growth is not None and population.growth_years is not None:
        value = {band.word: round(rate, 4) for band, rate in population.growth.items()}
        span = min(0.0, *value.values()) - _GROWTH, max(value.values()) + _GROWTH
        first, last = population.growth_years
        at = f"{row}; mean yearly growth of each band from {first} to {last}"
        yield Change(
            ("residents", "growth"), value, source, at, (round(span[0], 4), round(span[1], 4))
        )
    factors = {origin: need(like, population, origin) for origin in Origin}
    for name, service in parts(like, "services"):
        origin = follows(service)
        rates = ", ".join(f"{rate:g}" for rate in rates_of(like, origin).values())
        what = "emergency admissions" if origin is Origin.HOSPITAL else "community referrals"
        rule = f"residents of each band weighted by {what} ({rates} per 1,000 a year); {row}"
        for key in ("capacity", "escalation"):
            if get(service, key, "value"):
                yield _size(like, (name, key), factors[origin], source=source, at=rule)


def follows(service: Raw) -> Origin:
    """Return which stream a service's size follows: that of those who pay for it."""
    nhs = table(service, "paid_by").get("nhs", 0.0)
    return Origin.HOSPITAL if nhs >= 0.5 else Origin.COMMUNITY


def need(like: Raw, population: Population, origin: Origin) -> float:
    """Return the new residents' need as a multiple of that of the area it is made like."""
    rates = rates_of(like, origin)
    before = mapping(like, "residents", "population", "value")
    new = sum(population.residents[band] * rates[band.word] for band in BANDS)
    old = sum(before[band.word] * rates[band.word] for band in BANDS)
    return float(new / old)


def rates_of(like: Raw, origin: Origin) -> dict[str, float]:
    """Return the yearly arrivals per 1,000 residents by band, of streams that nothing thins."""
    rates = {band.word: 0.0 for band in BANDS}
    for _, stream in parts(like, "streams"):
        if stream["origin"] == origin.word and stream["thinned_by"] == "none":
            for band, rate in table(stream, "per_1000_per_year").items():
                rates[band] += rate
    return rates


def _residents(population: Population, *, source: str, at: str) -> Change:
    value = {band.word: whole(number) for band, number in population.residents.items()}
    span = min(value.values()) * (1 - _UNCERTAIN), max(value.values()) * (1 + _UNCERTAIN)
    columns = [population.table.headings[i].strip() for i in population.columns]
    shown = columns if len(columns) <= len(BANDS) else [columns[0], "to", columns[-1]]
    at += f"; columns {', '.join(shown)}"
    place = ("residents", "population")
    return Change(place, value, source, at, scaled(span, 1.0), EvidenceKind.MEASURED)


def _size(like: Raw, of: tuple[str, str], factor: float, *, source: str, at: str) -> Change:
    name, key = of
    service = mapping(like, "services", name)
    before = mapping(service, key)
    value = rounded(service["kind"], before["value"] * factor)
    low, high = scaled(before.get("range", (before["value"],) * 2), factor)
    at = f"{before['value']:g} of {like['name']} x {factor:.4f}; {at}"
    return Change(("services", name, key), value, source, at, (min(low, value), max(high, value)))


def rounded(kind: str, size: float) -> int:
    """Return a size as a service's unit needs it; at least one unit."""
    if kind == ServiceKind.HOURS.word:
        return max(_HOURS, _HOURS * whole(size / _HOURS))
    if kind == ServiceKind.TEAM.word:
        return max(1, math.ceil(size - 1e-9))
    return max(1, whole(size))
