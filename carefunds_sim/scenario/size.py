"""How large a run and its results are, by arithmetic on the file: whether a machine holds them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from carefunds_sim.vocabulary import AgeBand

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carefunds_sim.scenario.area import Area, Stream
    from carefunds_sim.scenario.raw import Finding
    from carefunds_sim.scenario.scenario import Scenario

MOST_PEOPLE = 20_000_000
"""In one run: ten years of all older people in England, some 4 GB of memory."""

MOST_NUMBERS = 500_000_000
"""In the results of one study, which are held at once: 4 GB of memory."""

DAYS_PER_YEAR = 365.25
MONTHS_PER_YEAR = 12


def too_large(scenario: Scenario) -> Iterator[Finding]:
    """Yield a finding where more people would come than one run can simulate, or too many runs."""
    people = expected_people(scenario)
    if people > MOST_PEOPLE:
        yield (
            ("run",),
            f"must be smaller: about {_rounded(people)} people would come, and one run can "
            f"simulate {MOST_PEOPLE:,}; lower the rates, the years or the scale",
        )
    yield from too_many_results([scenario], scenario.run.replications)


def too_many_results(scenarios: Sequence[Scenario], replications: int) -> Iterator[Finding]:
    """Yield a finding where the results of so many runs would not fit into memory together."""
    numbers = replications * sum(map(numbers_of_run, scenarios))
    if numbers > MOST_NUMBERS:
        runs = f"{len(scenarios) * replications:,} runs"
        yield (
            ("run", "replications"),
            f"must be fewer: {runs} leave about {_rounded(numbers)} numbers, and a study can hold "
            f"{MOST_NUMBERS:,}; run fewer replications, scenarios or years",
        )


def expected_people(scenario: Scenario) -> float:
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


def numbers_of_run(scenario: Scenario) -> float:
    """Return about how many numbers one run adds to a dataset: its monthly accounts."""
    area = scenario.area
    services, bodies = (
        len(area.services),
        2 + len(area.commissioners.value if area.commissioners else "1"),
    )
    return MONTHS_PER_YEAR * scenario.run.years * (services * (21 + bodies) + 6 * bodies + 100)


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
