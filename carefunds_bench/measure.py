"""Every measurement in one run, side by side, as plain values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from carefunds_bench.extent import Extent, default_area, two_services
from carefunds_bench.parts import Seconds, measure_parts, middle, timed
from carefunds_bench.processes import (
    in_fresh_process,
    machine,
    measure_size,
    measure_start,
)
from carefunds_bench.two_services import over_c, over_ciw
from carefunds_sim.engines import DEFAULT_ENGINE, simulate, warm_up
from carefunds_sim.engines.agreement import first_difference
from carefunds_sim.model.record import Run
from carefunds_sim.scenario.scenario import Scenario

EVERY_MONTHS = 24

Measured = dict[str, Any]
"""What was measured, by what it is called in JSON."""


def agreement_of(one: Run, other: Run) -> Measured:
    """Return whether two runs are the same to the last bit, and how much was compared.

    ``difference`` says in sentences where they first differ; None when they do not.
    """
    difference = first_difference(one, other, labels=(one.engine, other.engine))
    return {
        "equal": difference is None,
        "accounts": len(one.values),
        "values": sum(values.size for values in one.values.values()),
        "events": len(one.events),
        "difference": None if difference is None else str(difference),
    }


def compare_logs(scenario: Scenario, *, engine: str, reference: str) -> Measured:
    """Run a scenario with both engines, event logs kept, and compare all that they leave."""
    one, other = (simulate(scenario, engine=name, trace=True) for name in (reference, engine))
    return agreement_of(one, other)


def over_simpy(
    scenario: Scenario, *, engine: str, reference: str, repeats: int, say: Callable[[str], None]
) -> Measured:
    """Time whole calls of ``simulate``: the fast engine before and after the slow one.

    The slow one runs once, between the fast one's runs, so that a machine that slows down or
    wakes up in the meantime favours neither. ``ratio`` is of processor seconds, ``ratio_wall`` of
    the others.
    """
    first, *more = [_run(scenario, engine) for _ in range((repeats + 1) // 2)]
    run, several = first[0], [taken for _, taken in (first, *more)]
    reference_run, slow = _run(scenario, reference, _month_sayer(reference, say))
    several += [_run(scenario, engine)[1] for _ in range(repeats // 2)]
    fast = middle(several)
    return {
        "scenario": scenario.name,
        "scale": scenario.run.scale,
        "years": scenario.run.years,
        "warmup_months": scenario.run.warmup_months,
        "simpy_seconds": slow.processor,
        "simpy_wall_seconds": slow.wall,
        "compiled_seconds": fast.processor,
        "compiled_wall_seconds": fast.wall,
        "compiled_all_seconds": [taken.processor for taken in several],
        "compiled_all_wall_seconds": [taken.wall for taken in several],
        "ratio": slow.processor / fast.processor,
        "ratio_wall": slow.wall / fast.wall,
        "agreement": agreement_of(reference_run, run),
    }


def _run(
    scenario: Scenario, engine: str, on_month: Callable[[int, int], None] | None = None
) -> tuple[Run, Seconds]:
    return timed(lambda: simulate(scenario, engine=engine, on_month=on_month))


def _month_sayer(engine: str, say: Callable[[str], None]) -> Callable[[int, int], None]:
    def on_month(done: int, total: int) -> None:
        if done % EVERY_MONTHS == 0:
            say(f"  {engine}: month {done} of {total}")

    return on_month


def measure(
    extent: Extent,
    *,
    say: Callable[[str], None],
    engine: str = DEFAULT_ENGINE,
    reference: str = "simpy",
) -> dict[str, Any]:
    """Measure an engine and return every number; what cannot be measured here is None.

    A ratio says how many times as long the other takes. Seconds are a processor's where their
    name does not say otherwise; ``seconds_per_decade`` is on the wall. ``equal`` is true only
    when accounts and event logs of both engines were compared here and are the same to the last
    bit. ``say`` is called with what is being done.
    """
    found = {"quick": extent.quick, "engine": engine, "machine": machine()}
    say("1 of 6: the start, in new processes")
    found["start"] = measure_start(engine, extent.repeats, compile_anew=extent.compile_anew)
    say("2 of 6: the same events by both engines")
    warm_up(engine, say)
    found["logs"] = compare_logs(default_area(extent.traced), engine=engine, reference=reference)
    say("3 of 6: the same run by both engines")
    found["over_simpy"] = over_simpy(
        default_area(extent.compared), engine=engine, reference=reference, repeats=extent.repeats,
        say=say,
    )  # fmt: skip
    say("4 of 6: the parts of a run")
    found["decade"] = measure_parts(default_area(extent.decade), engine, extent.repeats)
    say("5 of 6: two services, by Ciw and by a loop in C")
    found |= _two_services(extent, engine)
    say("6 of 6: a larger area, in new processes")
    found["growth"] = _growth(extent, engine)
    return _headlines(found, extent) | found


def _two_services(extent: Extent, engine: str) -> dict[str, Any]:
    short, long = (two_services(years) for years in extent.network_years)
    by_ciw = [over_ciw(s, engine=engine, repeats=extent.repeats) for s in (short, long)]
    by_c = over_c(long, engine=engine, repeats=extent.repeats)
    return {
        "two_services": measure_parts(long, engine, extent.repeats),
        "over_ciw_short": by_ciw[0],
        "over_ciw": by_ciw[1],
        "c_loop": by_c,
    }


def _growth(extent: Extent, engine: str) -> dict[str, Any]:
    sizes = (extent.decade, replace(extent.decade, scale=extent.grown_scale))
    small, large = (
        in_fresh_process(measure_size, size=asdict(size), engine=engine, repeats=extent.repeats)
        for size in sizes
    )
    return {
        "smaller": small,
        "larger": large,
        "times_as_large": large["residents"] / small["residents"],
        "times_as_long": large["seconds"] / small["seconds"],
    }


def _headlines(found: dict[str, Any], extent: Extent) -> dict[str, Any]:
    """Return the numbers that are asked for first."""
    decade, engines, by_ciw = found["decade"], found["over_simpy"], found["over_ciw"]
    return {
        "compiled_over_simpy": engines["ratio"],
        "compiled_over_ciw": None if by_ciw is None else by_ciw["ratio"],
        "ns_per_event": decade["ns_per_event"],
        "seconds_per_decade": decade["wall"] * 10.0 / extent.decade.years,
        "peak_mb": found["growth"]["smaller"]["peak_mb"],
        "equal": engines["agreement"]["equal"] and found["logs"]["equal"],
    }
