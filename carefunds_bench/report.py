"""What a run costs, as measured: one number a line, each with a sentence that says what it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from rich.console import Group, RenderableType

from carefunds_sim.report.tables import Table
from carefunds_sim.report.text import BLANK, Grid, grid, sentence
from carefunds_sim.report.wording import MISSING, percent, plain

Found: TypeAlias = Mapping[str, Any]
Line: TypeAlias = tuple[str, str, str]
"""What was measured, the number, and what it says."""


def speed(found: Found) -> Group:
    """Return everything that was measured, ready for the console."""
    first: list[RenderableType] = []
    if found["quick"]:
        words = "A first look (--quick): a smaller area and fewer years with SimPy."
        first = [sentence(words), BLANK]
    return Group(*first, *_grids({
        "Side by side": _side_by_side(found),
        "A decade of the default area": _decade(found),
        "An event": _events(found),
        "A larger area": _growth(found),
        "The start": _start(found),
        "Measured on": _machine(found["machine"]),
    }))  # fmt: skip


def sweep_speed(found: Found) -> Group:
    """Return what was measured of sweeps, ready for the console."""
    return Group(*_grids({
        "A sweep beside its runs": _sweep(found),
        "Ten thousand points": _planned(found["planned"]),
        "Measured on": _machine(found["machine"]),
    }))  # fmt: skip


def _grids(sections: Mapping[str, Iterator[Line]]) -> Iterator[Grid]:
    for title, lines in sections.items():
        yield grid(Table(title, ("", "", ""), tuple(lines)))


def _sweep(found: Found) -> Iterator[Line]:
    several = ", ".join(f"{each:.2f}" for each in found["efficiencies"])
    yield (
        "Efficiency of two processes", f"{found['efficiency']:.2f}",
        f"{_seconds(found['one_process'])} by one, {_seconds(found['two_processes'])} by two, "
        f"tasks of {found['seconds_a_task']:.1f} s; pairs made in turn: {several}",
    )  # fmt: skip
    yield (
        "Outside simulation", percent(found["overhead"]),
        "of a process's time: scenarios changed, values stored, the ledger, the start",
    )  # fmt: skip
    few, many = found["peak_mb"]
    if few and many:
        yield (
            "Memory", f"{many:.0f} MB",
            f"peak for {found['points'][1]:,} points, {few:.0f} MB for {found['points'][0]:,}",
        )  # fmt: skip


def _planned(found: Found) -> Iterator[Line]:
    yield (
        "Room on disk", f"{found['gigabytes']:.1f} GB",
        f"{found['points']:,} points, {found['scenarios']} scenarios, {found['replications']} "
        "replications of the default area, every outcome, from the size of a few tasks",
    )  # fmt: skip
    yield (
        "Time", f"{found['hours']:.0f} h",
        f"on {found['workers']} processes of this machine, at {found['seconds_a_run']:.2f} s a run",
    )  # fmt: skip


def _side_by_side(found: Found) -> Iterator[Line]:
    engines, logs = found["over_simpy"], found["logs"]
    agreement = engines["agreement"]
    yield (
        "Compiled over SimPy", _times(engines["ratio"]),
        f"{_seconds(engines['simpy_seconds'])} by SimPy, {_seconds(engines['compiled_seconds'])} "
        f"compiled, for {engines['years']} years after {engines['warmup_months']} months of "
        f"{engines['scenario']} at scale {engines['scale']:g}",
    )  # fmt: skip
    yield (
        "  on the wall", _times(engines["ratio_wall"]),
        f"{_seconds(engines['simpy_wall_seconds'])} and "
        f"{_seconds(engines['compiled_wall_seconds'])}; on a busy machine the ratio above, of "
        "processor seconds, is the one to trust",
    )  # fmt: skip
    yield (
        "Equal", "yes" if found["equal"] else "NO",
        f"{agreement['values']:,} values of {agreement['accounts']} accounts, people and pounds, "
        f"of that run, and {logs['events']:,} events of a shorter one, compared to the last bit",
    )  # fmt: skip
    for difference in (agreement["difference"], logs["difference"]):
        if difference:
            yield ("", "", difference)
    yield _over_ciw("Compiled over Ciw", found["over_ciw"])
    yield _over_ciw("The same, a shorter run", found["over_ciw_short"])


def _over_ciw(label: str, other: Found | None) -> Line:
    if other is None:
        return (label, MISSING, "Ciw is not installed (pip install ciw)")
    alike = "alike in use" if other["alike"] else "NOT ALIKE in use, so no fair comparison"
    return (
        label, _times(other["ratio"]),
        f"{_seconds(other['other_seconds'])} by Ciw, {_seconds(other['compiled_seconds'])} "
        f"compiled, for {other['days']:,.0f} days of hospital and intermediate care with "
        f"blocking; {alike}",
    )  # fmt: skip


def _decade(found: Found) -> Iterator[Line]:
    parts = found["decade"]
    yield ("Seconds for a decade", _seconds(found["seconds_per_decade"]),
           "on the wall, for a further replication")  # fmt: skip
    yield ("  of a processor", _seconds(parts["whole"]),
           f"the first replication {_seconds(parts['first_whole'])}; of these:")  # fmt: skip
    yield ("  plan", _seconds(parts["plan"]), "people and their chances drawn")
    yield ("  events", _seconds(parts["events"]), "people's ways through the services")
    yield ("  months' ends", _seconds(parts["month_ends"]), "accounts, checks and money")
    yield ("  rest", _seconds(parts["rest"]), "memory laid out, results handed over")
    yield ("Dataset", _seconds(parts["dataset"]), "outcomes worked out from the accounts")
    yield ("Outside the simulation", percent(parts["outside"]),
           "share of run and dataset that is neither events nor months' ends")  # fmt: skip
    peak = found["peak_mb"]
    yield ("Peak memory", MISSING if peak is None else f"{peak:,.0f} MB",
           "of a process that does nothing else, Python and libraries included")  # fmt: skip


def _events(found: Found) -> Iterator[Line]:
    for label, key in (("Default area", "decade"), ("Two services", "two_services")):
        parts = found[key]
        yield (
            label, _nanoseconds(parts["ns_per_event"]),
            f"{parts['events_handled']:,} events alone; plan and months' ends included "
            f"{_nanoseconds(parts['ns_per_event_of_whole'])}",
        )  # fmt: skip
    if (loop := found["c_loop"]) is None:
        yield ("Two services in C", MISSING, "no C compiler was found")
    else:
        yield ("Two services in C", _nanoseconds(loop["ns_per_event"]),
               f"{loop['events_handled']:,} events in a loop written by hand that keeps three "
               "sums and no accounts")  # fmt: skip


def _growth(found: Found) -> Iterator[Line]:
    growth = found["growth"]
    for size in (growth["smaller"], growth["larger"]):
        peak = "" if size["peak_mb"] is None else f", at most {size['peak_mb']:,.0f} MB"
        yield (f"{size['residents']:,} residents", _seconds(size["seconds"]),
               f"a decade in a process of its own{peak}")  # fmt: skip
    yield ("Growth", _times(growth["times_as_long"]),
           f"as long for {growth['times_as_large']:g} times the residents")  # fmt: skip


def _start(found: Found) -> Iterator[Line]:
    start = found["start"]
    compiling = start["compile_seconds"]
    yield ("Compiling", MISSING if compiling is None else _seconds(compiling),
           "once, when nothing is kept from earlier calls"
           + (" (not measured by --quick)" if compiling is None else ""))  # fmt: skip
    yield ("Getting ready", _seconds(start["ready_seconds"]),
           "once a process, from what is kept")  # fmt: skip
    yield ("carefunds --help", _seconds(start["help_seconds"]),
           "on the wall, until the page is printed")  # fmt: skip


def _machine(machine: Found) -> Iterator[Line]:
    load = machine["load"]
    busy = "" if load is None else f"; {load:.1f} programs running when it began"
    yield ("Processors", str(machine["cores"]), f"{machine['processor']}{busy}")
    yield ("Python", machine["python"], f"{machine['platform']}; numba {machine['numba']}, "
           f"numpy {machine['numpy']}, simpy {machine['simpy']}")  # fmt: skip


def _times(ratio: float) -> str:
    return f"{plain(ratio)} times"


def _seconds(seconds: float) -> str:
    """Return seconds as people read them: milliseconds below a tenth."""
    return f"{1000 * seconds:.1f} ms" if seconds < 0.1 else f"{seconds:.2f} s"


def _nanoseconds(nanoseconds: float | None) -> str:
    return MISSING if nanoseconds is None else f"{nanoseconds:,.0f} ns"
