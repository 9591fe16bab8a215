"""Event hooks: functions of one's own that are given what happened in a run, event by event."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, overload

from carefunds_sim.errors import SimulationError
from carefunds_sim.extension import EVENT_HOOKS, name_of, where_it_failed
from carefunds_sim.model.record import Event, Run

Hook = Callable[[Event, Run], object]
H = TypeVar("H", bound=Hook)


@overload
def event_hook(hook: H) -> H: ...
@overload
def event_hook(*, name: str | None = None) -> Callable[[H], H]: ...
def event_hook(hook: H | None = None, *, name: str | None = None) -> H | Callable[[H], H]:
    """Register a function that is called with every ``Event`` of every run, and with the ``Run``.

    It is called after the run, in the order in which things happened, with either engine: it
    cannot change what happens. While a hook is registered every run keeps its event log, which
    takes time and memory. It is called in the process that makes the run.

    Raises
    ------
    ArgumentError
        The name is none, or something registered elsewhere has it.
    """

    def register(function: H) -> H:
        EVENT_HOOKS.add(name_of(function, name), function, function)
        return function

    return register if hook is None else register(hook)


def call_hooks(run: Run) -> None:
    """Give a finished run's events to every hook.

    Raises
    ------
    SimulationError
        A hook fails; it names the hook and the line.
    """
    for name, hook in zip(EVENT_HOOKS.names(), EVENT_HOOKS.items(), strict=True):
        try:
            for event in run.events:
                hook(event, run)
        except Exception as error:
            raise SimulationError(f"event hook '{name}': {where_it_failed(error)}") from error
