"""Outcomes of one's own: how they are registered, and what is checked of what they return."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np

from carefunds_sim.dataset.outcomes.outcome import Compute, Outcome, Period
from carefunds_sim.errors import ArgumentError, SimulationError, did_you_mean
from carefunds_sim.extension import OUTCOMES, name_of, where_it_failed
from carefunds_sim.model.record import ACCOUNTS

C = TypeVar("C", bound=Compute)

DIMS = tuple(dict.fromkeys(dim for account in ACCOUNTS for dim in account.dims))


def outcome(
    *, unit: str, title: str, definition: str, dims: tuple[str, ...] = (), name: str | None = None
) -> Callable[[C], C]:
    """Register a function from a run's ``Period`` to a number as an outcome.

    It stands in every dataset, table and workbook like the model's own. ``dims`` are dimensions of
    accounts, such as ``("service",)``: the function then returns an array along them, in the order
    of ``period.run.names.along(dim)``. NaN says that it has no meaning in a run.

    Raises
    ------
    ArgumentError
        The name or a dimension is none, or something else has the name.
    """

    def register(function: C) -> C:
        called = name_of(function, name)
        _check(called, dims)
        found = Outcome(called, unit, title, definition, _checked(called, dims, function),
                        dims=dims)  # fmt: skip
        OUTCOMES.add(called, found, function)
        return function

    return register


def _check(name: str, dims: tuple[str, ...]) -> None:
    from carefunds_sim.dataset.build import VARIABLES  # which lists the outcomes

    if name in VARIABLES:
        raise ArgumentError(f"a dataset has a variable '{name}' already; choose another name")
    for dim in dims:
        if dim not in DIMS:
            raise ArgumentError(
                f"outcome '{name}': there is no dimension '{dim}'{did_you_mean(dim, DIMS)} "
                f"(there are: {', '.join(DIMS)})"
            )


def _checked(name: str, dims: tuple[str, ...], function: Compute) -> Compute:
    """Return the function with what it returns checked."""

    def compute(period: Period) -> np.ndarray:
        shape = tuple(len(period.run.names.along(dim)) for dim in dims)
        try:
            found = np.asarray(function(period), dtype=float)
        except Exception as error:
            raise SimulationError(f"outcome '{name}': {where_it_failed(error)}") from error
        if found.shape != shape:
            wanted = f"an array of shape {shape} along {', '.join(dims)}" if dims else "one number"
            raise SimulationError(
                f"outcome '{name}': must return {wanted} (got shape {found.shape})"
            )
        return found

    return compute
