"""Services without a limit: M/G/infinity by family of stays, deaths, and the traffic equations."""

from __future__ import annotations

import numpy as np
from scipy import stats
from verification.comparison import Row, means, named
from verification.sampling import days_reported, sampled
from verification.written import assumed, stream, unlimited

from carefunds_sim.model.calendar import DAYS_PER_YEAR
from carefunds_sim.model.record import Run
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.scenario.scenario import Scenario

PER_DAY, MEAN_DAYS, SPREAD, DEATHS_A_YEAR = 6.0, 9.0, 1.0, 6.0
FAMILIES = ("exponential", "lognormal", "fixed")
ROUTES = {"ward": {"rehabilitation": 0.4}, "rehabilitation": {"home_care": 0.5, "ward": 0.1},
          "home_care": {"ward": 0.2}}  # fmt: skip
STAYS = {"ward": 6.0, "rehabilitation": 20.0, "home_care": 100.0}


def scenario_of(
    family: str, *, mean_days: float = MEAN_DAYS, deaths: float = 0.0, **run: object
) -> Scenario:
    """Return one service without a limit, with a hazard of death where there is one."""
    spread = {"stay_spread": assumed(SPREAD)} if family == "lognormal" else {}
    hazards = {"death": assumed({"independent": deaths})} if deaths else {}
    service = unlimited(mean_days, stay_family=family, hazards=hazards, **spread)
    return load_scenario("one_queue", **run).with_values(
        {"area.services": {"care": service}, "area.streams": {"arrivals": stream(PER_DAY, "care")}}
    )


def survives(family: str) -> float:
    """Return the chance of living through a stay: its Laplace transform at the hazard."""
    days = DEATHS_A_YEAR / DAYS_PER_YEAR * MEAN_DAYS
    if family == "exponential":
        return 1.0 / (1.0 + days)
    if family == "fixed":
        return float(np.exp(-days))
    z = np.linspace(-9.0, 9.0, 4_001)
    weight = stats.norm.pdf(z) / stats.norm.pdf(z).sum()
    return float((weight * np.exp(-days * np.exp(SPREAD * z - SPREAD**2 / 2))).sum())


def present(run: Run) -> dict[str, float]:
    """Return how many are there, in the first month and on average."""
    days = run.values["occupied_days"].sum(axis=(1, 2))
    april = float((run.months[1] - run.months[0]) / np.timedelta64(1, "D"))
    return {"people in April": days[0] / april, "people": days.sum() / days_reported(run)}


def mortal(run: Run) -> dict[str, float]:
    """Return deaths among those who have gone, and how many are there."""
    value = run.values
    deaths, gone = value["deaths"].sum(), value["departures"].sum()
    return {
        "share who die": deaths / (deaths + gone),
        "people": value["occupied_days"].sum() / days_reported(run),
    }


def occupancy_rows(
    family: str, replications: int, years: int, *, simulated_days: float = MEAN_DAYS
) -> list[Row]:
    """Compare occupancy with arrivals x mean stay, from the first full day on."""
    scenario = scenario_of(family, mean_days=simulated_days, years=years, warmup_months=0)
    expected = dict.fromkeys(("people in April", "people"), PER_DAY * MEAN_DAYS)
    return named(family, means(sampled(scenario, present, replications), expected))


def death_rows(family: str, replications: int, years: int) -> list[Row]:
    """Compare deaths and occupancy with what competing hazards say."""
    scenario = scenario_of(family, deaths=DEATHS_A_YEAR, years=years)
    dies = 1.0 - survives(family)
    expected = {
        "share who die": dies,
        "people": PER_DAY * dies / (DEATHS_A_YEAR / DAYS_PER_YEAR),
    }
    samples = sampled(scenario, mortal, replications)
    return named(f"{family}, with deaths", means(samples, expected))


def network(**run: object) -> Scenario:
    """Return three services in a row with ways back."""
    services = {
        name: unlimited(days, onward=assumed({"independent": ROUTES[name]}))
        for name, days in STAYS.items()
    }
    return load_scenario("one_queue", **run).with_values(
        {"area.services": services, "area.streams": {"arrivals": stream(4.0, "ward")}}
    )


def traffic() -> dict[str, float]:
    """Return starts a day: w = 4 + 0.1 r + 0.2 h, r = 0.4 w, h = 0.5 r."""
    ward = 4.0 / (1.0 - 0.4 * 0.1 - 0.4 * 0.5 * 0.2)
    return {"ward": ward, "rehabilitation": 0.4 * ward, "home_care": 0.2 * ward}


def flows(run: Run) -> dict[str, float]:
    """Return starts a day and people present, by service."""
    days = days_reported(run)
    starts, there = run.values["starts"].sum(axis=0), run.values["occupied_days"].sum(axis=(0, 2))
    return {
        f"{name}: {what}": number / days
        for what, numbers in (("starts a day", starts), ("people", there))
        for name, number in zip(STAYS, numbers, strict=True)
    }


def traffic_rows(replications: int, years: int) -> list[Row]:
    """Compare starts and occupancy of the network with the traffic equations."""
    starts = traffic()
    expected = {f"{name}: starts a day": rate for name, rate in starts.items()}
    expected |= {f"{name}: people": rate * STAYS[name] for name, rate in starts.items()}
    samples = sampled(network(years=years), flows, replications)
    return named("a network with ways back", means(samples, expected))
