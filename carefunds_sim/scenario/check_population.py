"""What must agree within a population of councils."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from carefunds_sim.scenario.faults import Finding, get, items, mapping, number, parts, unknown_name
from carefunds_sim.scenario.schema.population import PRACTICE, matrix

Raw = dict[str, Any]
_LEAST = 1e-9  # of the eigenvalues: with none above 0 one number would follow from the others


def check_population(population: Raw) -> Iterator[Finding]:
    """Yield correlations that cannot be, and councils whose numbers are not the file's."""
    names = list(mapping(population, "numbers"))
    if PRACTICE in names:
        yield ("numbers", PRACTICE), f"must not be called {PRACTICE}, which is another part"
    lacking = list(_correlations(population, names))
    yield from lacking
    correlations = mapping(population, "correlations")
    if names and not lacking and not _possible(matrix(names, correlations)):
        yield ("correlations",), "must be correlations that can be so together"
    delays = mapping(population, "delays")
    years = len(items(delays, "years"))
    if len(items(delays, "england")) != years:
        yield ("delays", "england"), f"must have one figure for each of {years} years"
    for code, council in parts(population, "councils"):
        yield from _council(("councils", code), council, names, years)


def _correlations(population: Raw, names: list[str]) -> Iterator[Finding]:
    given = mapping(population, "correlations")
    for name, row in given.items():
        yield from unknown_name(("correlations", name), name, "number", names)
        for other in row if isinstance(row, dict) else ():
            yield from unknown_name(("correlations", name, other), other, "number", names)
    for i, name in enumerate(names):
        for other in names[:i]:
            if number(get(given, name, other)) is None:
                yield ("correlations", name), f"must say how {name} goes with {other}"


def _possible(correlations: list[list[float]]) -> bool:
    from numpy.linalg import eigvalsh  # slow to import, and few files have correlations

    return bool(eigvalsh(correlations).min() > _LEAST)


def _council(
    place: tuple[str, ...], council: Raw, names: list[str], years: int
) -> Iterator[Finding]:
    ratios = mapping(council, "ratios")
    if set(ratios) != set(names):
        yield (*place, "ratios"), f"must have the ratios {', '.join(names)}"
    for body, days in mapping(council, "delays").items():
        if isinstance(days, list) and len(days) != years:
            yield (*place, "delays", body), f"must have one ratio for each of {years} years"
