"""Every measurement in one run, side by side, as plain values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from carefunds_sim.engines import DEFAULT_ENGINE, warm_up
from carefunds_sim.experiments.bench.fresh import size_in_fresh_process
from carefunds_sim.experiments.bench.machine import machine
from carefunds_sim.experiments.bench.over_others import over_c, over_ciw
from carefunds_sim.experiments.bench.over_simpy import compare_logs, over_simpy
from carefunds_sim.experiments.bench.parts import measure_parts
from carefunds_sim.experiments.bench.scenarios import default_area, two_services
from carefunds_sim.experiments.bench.start import measure_start

if TYPE_CHECKING:
    from carefunds_sim.experiments.bench.extent import Extent

Say = Callable[[str], None]


def measure(
    extent: Extent, *, engine: str = DEFAULT_ENGINE, reference: str = "simpy", say: Say
) -> dict[str, Any]:
    """Measure an engine and return every number; what cannot be measured here is None.

    A ratio says how many times as long the other takes. Seconds are a processor's where their
    name does not say otherwise; ``seconds_per_decade`` is on the wall. ``equal`` is true only
    when accounts and event logs of both engines were compared here and are the same to the last
    bit. ``say`` is told what is being done.
    """
    found = {"quick": extent.quick, "engine": engine, "machine": machine()}
    say("1 of 6: the start, in new processes")
    found["start"] = asdict(measure_start(engine, extent.repeats, compile_anew=extent.compile_anew))
    say("2 of 6: the same events by both engines")
    warm_up(engine, say)
    found["logs"] = asdict(
        compare_logs(default_area(extent.traced), engine=engine, reference=reference)
    )
    say("3 of 6: the same run by both engines")
    found["over_simpy"] = asdict(
        over_simpy(
            default_area(extent.compared),
            engine=engine,
            reference=reference,
            repeats=extent.repeats,
            say=say,
        )
    )
    say("4 of 6: the parts of a run")
    found["decade"] = asdict(measure_parts(default_area(extent.decade), engine, extent.repeats))
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
        "two_services": asdict(measure_parts(long, engine, extent.repeats)),
        "over_ciw_short": None if by_ciw[0] is None else asdict(by_ciw[0]),
        "over_ciw": None if by_ciw[1] is None else asdict(by_ciw[1]),
        "c_loop": None if by_c is None else asdict(by_c),
    }


def _growth(extent: Extent, engine: str) -> dict[str, Any]:
    sizes = (extent.decade, replace(extent.decade, scale=extent.grown_scale))
    small, large = (
        size_in_fresh_process(size, engine=engine, repeats=extent.repeats) for size in sizes
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
