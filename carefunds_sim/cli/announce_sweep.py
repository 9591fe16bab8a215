"""What the command line says around a sweep: what will be run, how long, how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carefunds_sim.report.wording import counted

if TYPE_CHECKING:
    from carefunds_sim.dataset.export import Packed
    from carefunds_sim.experiments.sweep.estimate import Estimate
    from carefunds_sim.experiments.sweep.steps import Steps
    from carefunds_sim.experiments.sweep.store import Merged
    from carefunds_sim.experiments.sweep.sweep import Session
    from carefunds_sim.scenario.sweep_design import SweepDesign

MANY_HOURS = 1.0
SHOWN = 12
MEND = "a larger scale or a wider range would help"


def beginning(design: SweepDesign) -> str:
    """Say what is moved in what."""
    scenarios = ", ".join(scenario.name for scenario in design.scenarios)
    factors = [
        f"    {factor.name}, {factor.low:g} to {factor.high:g} {factor.unit}"
        for factor in design.factors
    ]
    more = [f"    and {len(factors) - SHOWN} more"] if len(factors) > SHOWN else []
    lines = [f"{design.title} ({design.name})", f"  Scenarios: {scenarios}", "  Moved:"]
    return "\n".join([*lines, *factors[:SHOWN], *more])


def estimate(found: Estimate, title: str) -> str:
    """Say what a sweep would take."""
    hours, seconds = found.hours, found.hours * 3600
    long = f"{hours:.1f} hours" if hours >= MANY_HOURS else f"{max(seconds / 60, 0.1):.1f} minutes"
    lines = [
        title,
        f"  {counted(found.points, 'point')} over {counted(found.factors, 'factor')}, "
        f"{counted(found.scenarios, 'scenario')}, {counted(found.replications, 'replication')}: "
        f"{counted(found.tasks, 'task')}, {counted(found.runs, 'run')}",
        f"  {found.seconds_a_run:.3f} s a run, measured here on a few of them",
        f"  about {long} on {found.workers} process{'es' * (found.workers > 1)} of this machine",
        f"  about {_room(found.gigabytes)} on disk; {_room(found.free_gigabytes)} are free",
    ]
    if found.gigabytes > found.free_gigabytes:
        lines.append("  THERE IS NOT ENOUGH ROOM: choose another disk with -o, or fewer points")
    return "\n".join([*lines, *_moving(found), "Nothing was run or written."])


def _moving(found: Estimate) -> list[str]:
    """Say in how many steps each factor moves, first those that hardly do."""
    ordered = sorted(found.steps, key=lambda one: one.plans)
    lines = [
        f"    {one.factor}: {counted(max(one.plans - 1, 0), 'step')}, "
        f"{counted(one.plans, 'different plan')} of {counted(one.tried, 'value')}"
        f"{f' tried, of {one.values}' if one.tried < one.values else ''}{_warning(one)}"
        for one in ordered
    ]
    more = [f"    and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    return ["  Steps in which each number moves, after scale and rounding:", *lines[:SHOWN], *more]


def _warning(one: Steps) -> str:
    if one.is_still:
        return f"\n      WARNING: it moves nothing, so the sweep would be refused; {MEND}"
    return f"\n      WARNING: it moves in one step only; {MEND}" if one.is_one_step else ""


def ending(session: Session) -> str:
    """Say what was done, what is left, and what to do next."""
    lines = [
        f"{session.before + session.made} of {session.tasks} tasks are finished and kept in "
        f"{session.path}"
    ]
    lines += [f"WARNING: {name} moves in one step only, after scale and rounding; {MEND}"
              for name in session.one_step]  # fmt: skip
    if session.cut_short:
        lines.append(session.cut_short)
    if session.failed:
        lines.append(
            f"{session.failed} of them failed; the reasons are in {session.path.stem}.ledger. "
            "--retry-failed makes them again"
        )
    if session.left:
        lines.append(f"{session.left} are left: give the same command to go on")
    elif session.path.stem == "sweep":
        lines.append(f"Next: carefunds analyse {session.path.parent}")
    else:
        lines.append(f"When all shards are in one folder: carefunds merge {session.path.parent}")
    return "\n".join(lines)


def merged(found: Merged) -> str:
    """Say what a merge has found."""
    lines = [
        f"{found.shards} shards put together: {found.tasks - found.left} of {found.tasks} tasks "
        f"are in {found.path}"
    ]
    if found.failed:
        lines.append(f"{found.failed} of them failed")
    if found.left:
        lines.append(f"{found.left} are missing: run the shards that are not there, or the sweep")
    return "\n".join(lines)


def packed(found: Packed) -> str:
    """Say what was written, and what is not in it."""
    lines = [f"Written to {found.file} ({found.file.stat().st_size / 1e6:,.1f} MB)"]
    if found.failed:
        lines.append(f"{found.failed} of {found.tasks} tasks failed and have no values in it")
    if found.left:
        lines.append(
            f"{found.left} of {found.tasks} tasks are not made yet and have no values in it: give "
            "the command of the sweep again, then pack again"
        )
    return "\n".join(lines)


def _room(gigabytes: float) -> str:
    return f"{gigabytes:,.1f} GB" if gigabytes >= 1 else f"{max(1000 * gigabytes, 0.1):,.1f} MB"
