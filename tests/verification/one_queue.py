"""One service in which people wait, as theory knows it: with patience, without, and with none."""

from __future__ import annotations

from typing import NamedTuple

from verification.comparison import Row, means, named
from verification.queues import erlang_c, fixed_patience
from verification.sampling import days_reported, sampled
from verification.written import assumed, stream, unlimited

from carefunds_sim.model.record import Run
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.scenario.scenario import Scenario

NEVER = float("inf")
HOSPITAL = 0
MEASURES = ("share turned away", "mean wait", "mean queue", "occupied")


class Ward(NamedTuple):
    """A ward with so many beds, whose people give up after so many days."""

    per_day: float
    stay_days: float
    beds: int
    patience: float = NEVER

    def __str__(self) -> str:
        load = self.per_day * self.stay_days / self.beds
        patient = "" if self.patience == NEVER else f", patience {self.patience:g} days"
        beds = "1 bed" if self.beds == 1 else f"{self.beds} beds"
        return f"{beds}, load {load:.0%}{patient}"


PATIENT = [Ward(0.7, 1.0, 1), Ward(2.0, 2.0, 5), Ward(2.5, 9.0, 25), Ward(8.4, 9.0, 80)]
IMPATIENT = [Ward(1.2, 9.0, 9, 5.0), Ward(2.5, 9.0, 24, 2.0), Ward(1.0, 9.0, 10, 0.0)]


def scenario_of(ward: Ward, **run: object) -> Scenario:
    """Return the one-queue lesson with this ward; who gives up goes somewhere without a limit."""
    changes: dict[str, object] = {
        "area.streams.arrivals.per_day": ward.per_day,
        "area.services.hospital.stay_days": {"independent": ward.stay_days},
        "area.services.hospital.capacity": ward.beds,
    }
    if ward.patience < NEVER:
        beds = {
            "title": "Ward",
            "kind": "beds",
            "setting": "acute",
            "capacity": assumed(ward.beds),
            "stay_days": assumed({"independent": ward.stay_days}),
            "second_choice": "elsewhere",
            "patience": assumed(ward.patience),
        }
        changes = {
            "area.streams": {"arrivals": stream(ward.per_day, "hospital")},
            "area.services": {"hospital": beds, "elsewhere": unlimited(1.0)},
        }
    return load_scenario("one_queue", **{"warmup_months": 36, **run}).with_values(changes)


def theory(ward: Ward) -> dict[str, float]:
    """Return what is known of the ward."""
    if ward.patience < NEVER:
        known: NamedTuple = fixed_patience(*ward)
    else:
        known = erlang_c(*ward[:3])
    spoken = {name.replace("_", " "): value for name, value in known._asdict().items()}
    return {name: spoken[name] for name in MEASURES if name in spoken}


def measure(run: Run) -> dict[str, float]:
    """Return what theory speaks of, from the accounts."""
    value, days = run.values, days_reported(run)
    of_ward = {
        name: value[name][:, HOSPITAL].sum()
        for name in ("requests", "second_choices", "wait_days_ended", "waits_ended")
    }
    return {
        "share turned away": of_ward["second_choices"] / of_ward["requests"],
        "mean wait": of_ward["wait_days_ended"] / of_ward["waits_ended"],
        "mean queue": value["waiting_days"][:, HOSPITAL].sum() / days,
        "occupied": value["occupied_days"][:, HOSPITAL].sum() / days,
    }


def rows(ward: Ward, replications: int, years: int, *, simulated: Ward | None = None) -> list[Row]:
    """Compare a ward with its theory; ``simulated`` is another ward where a fault is planted."""
    samples = sampled(scenario_of(simulated or ward, years=years), measure, replications)
    return named(str(ward), means(samples, theory(ward)))
