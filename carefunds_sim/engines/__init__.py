"""Engines: one signature, one registry."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from carefunds_sim.errors import ArgumentError, check_whole, did_you_mean
from carefunds_sim.extension import EVENT_HOOKS

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from carefunds_sim.engines.month_end import OnMonth
    from carefunds_sim.model.money.frame import OnDecisions
    from carefunds_sim.model.record import Event, Run
    from carefunds_sim.scenario.scenario import Scenario

    Engine = Callable[..., tuple[dict[str, np.ndarray], list[Event], int, tuple[str, ...]]]

ENGINES = ("compiled", "simpy")
DEFAULT_ENGINE = "compiled"


def simulate(
    scenario: Scenario,
    *,
    seed: int | None = None,
    replication: int = 0,
    engine: str = DEFAULT_ENGINE,
    trace: bool = False,
    on_month: OnMonth | None = None,
    on_decisions: OnDecisions | None = None,
) -> Run:
    """Run one replication of a scenario.

    Parameters
    ----------
    scenario
        What to simulate.
    seed, replication
        The key of every draw; ``seed`` defaults to the scenario's own. The same person meets the
        same chances in every scenario with the same key.
    engine
        A name from ``ENGINES``.
    trace
        Whether to keep the event log.
    on_month
        Called with months done and months in all at every month's end.
    on_decisions
        Called with the frame of the month's money, the books and the month of the run before those
        who hold money decide. It must change nothing.

    Returns
    -------
    Run
        Monthly accounts of the reporting period, shapes (months, ...).

    Raises
    ------
    ConservationError
        People or pounds were lost or made: a defect of the model.
    GridlockError
        The network cannot move.
    ArgumentError
        There is no such engine, or no such seed or replication.
    """
    from carefunds_sim.engines.event_hooks import call_hooks  # commands ask for names only
    from carefunds_sim.model.calendar import reporting_months
    from carefunds_sim.model.record import Run
    from carefunds_sim.model.resolve import make_plan

    check_engine(engine)
    check_whole(0, 2**32 - 1, seed=seed, replication=replication)
    key = scenario.run.seed if seed is None else seed
    plan = make_plan(scenario, seed=key, replication=replication)
    hooked = bool(EVENT_HOOKS.names())
    values, events, event_count, remarks = _engine(engine)(
        plan, trace=trace or hooked, on_month=on_month, on_decisions=on_decisions
    )
    run = Run(
        scenario=scenario,
        names=plan.names,
        seed=key,
        replication=replication,
        engine=engine,
        months=reporting_months(scenario.run),
        values=values,
        events=events,
        warnings=(*scenario.warnings, *plan.overloaded, *remarks),
        event_count=event_count,
    )
    if hooked:
        call_hooks(run)
    return run if trace or not hooked else replace(run, events=[])


def warm_up(engine: str = DEFAULT_ENGINE, announce: Callable[[str], None] | None = None) -> None:
    """Make an engine ready, so that no run and no worker pays for it.

    ``announce`` is given one sentence when this is going to take long.

    Raises
    ------
    ArgumentError
        There is no such engine.
    """
    check_engine(engine)
    if engine == "compiled":
        from carefunds_sim.engines.compiled.engine import compile_all

        compile_all(announce)


def check_engine(name: str) -> None:
    """Raise ArgumentError where there is no such engine."""
    if name not in ENGINES:
        raise ArgumentError(f"no engine '{name}'{did_you_mean(name, ENGINES)}")


def _engine(name: str) -> Engine:
    """Import an engine only when it is going to be used."""
    if name == "compiled":
        from carefunds_sim.engines.compiled.engine import simulate_compiled

        return simulate_compiled
    from carefunds_sim.engines.simpy_engine import simulate_simpy

    return simulate_simpy
