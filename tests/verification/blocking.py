"""Two services with blocking, and their exact Markov chain."""

from __future__ import annotations

from verification.comparison import Row, means, named
from verification.markov import ACTIVE, BLOCKED, FURTHER, OUTSIDE, Tandem, chain, stationary
from verification.sampling import days_reported, sampled

from carefunds_sim.model.calendar import DAYS_PER_YEAR
from carefunds_sim.model.record import Run
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.scenario.scenario import Scenario

LESSON = Tandem(
    arrivals_per_day=2.5,
    beds=30,
    stay_days=9.0,
    share_going_on=0.25,
    places=17,
    further_days=24.0,
    most_outside=500,
)
SMALL = Tandem(0.4, 4, 4.0, 0.6, 3, 6.0, 400)
ALL_GO_ON = Tandem(0.8, 12, 6.0, 1.0, 9, 8.0, 400)
CASES = {"the lesson": LESSON, "four beds": SMALL, "everybody goes on": ALL_GO_ON}
HOSPITAL, FURTHER_ON = 0, 1


def scenario_of(tandem: Tandem, **run: object) -> Scenario:
    """Return the blocking lesson with these numbers."""
    services = "area.services"
    return load_scenario("blocking", **run).with_values(
        {
            "area.streams.arrivals.per_day": tandem.arrivals_per_day,
            f"{services}.hospital.capacity": tandem.beds,
            f"{services}.hospital.stay_days.independent": tandem.stay_days,
            f"{services}.hospital.onward.independent.intermediate_care": tandem.share_going_on,
            f"{services}.intermediate_care.capacity": tandem.places,
            f"{services}.intermediate_care.stay_days.independent": tandem.further_days,
        }
    )


def theory(tandem: Tandem) -> dict[str, float]:
    """Return the stationary means of the chain."""
    exact = chain(tandem)
    chance = stationary(exact)
    blocked, outside = exact.mean(chance, BLOCKED), exact.mean(chance, OUTSIDE)
    return {
        "beds occupied": exact.mean(chance, ACTIVE) + blocked,
        "places occupied": exact.mean(chance, FURTHER),
        "delayed days a year": blocked * DAYS_PER_YEAR,
        "people waiting outside": outside,
        "mean wait outside": outside / tandem.arrivals_per_day,
    }


def measure(run: Run) -> dict[str, float]:
    """Return what the chain speaks of, from the accounts."""
    value, days = run.values, days_reported(run)
    occupied = value["occupied_days"].sum(axis=(0, 2)) / days
    waits = {name: value[name][:, HOSPITAL].sum() for name in ("wait_days_ended", "waits_ended")}
    return {
        "beds occupied": occupied[HOSPITAL],
        "places occupied": occupied[FURTHER_ON],
        "delayed days a year": value["delayed_days"].sum() / days * DAYS_PER_YEAR,
        "people waiting outside": value["waiting_days"][:, HOSPITAL].sum() / days,
        "mean wait outside": waits["wait_days_ended"] / waits["waits_ended"],
    }


def rows(name: str, replications: int, years: int, *, simulated: Tandem | None = None) -> list[Row]:
    """Compare a case with its chain; ``simulated`` is another one where a fault is planted."""
    scenario = scenario_of(simulated or CASES[name], years=years, warmup_months=36)
    return named(name, means(sampled(scenario, measure, replications), theory(CASES[name])))
