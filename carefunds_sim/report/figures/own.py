"""Figures of one's own: how they are registered, and what is checked of what they draw."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, overload

import xarray as xr
from matplotlib.figure import Figure

from carefunds_sim.errors import ArgumentError, CarefundsError
from carefunds_sim.extension import FIGURES as OWN
from carefunds_sim.extension import name_of, where_it_failed
from carefunds_sim.report.figures import REGISTRY, Draw
from carefunds_sim.report.figures.style import in_house_style

D = TypeVar("D", bound=Draw)


@overload
def figure(draw: D) -> D: ...
@overload
def figure(*, name: str | None = None) -> Callable[[D], D]: ...
def figure(draw: D | None = None, *, name: str | None = None) -> D | Callable[[D], D]:
    """Register a function from a study's dataset to a matplotlib ``Figure`` as a figure.

    It stands in every report after the model's own, and beside them as files. None says that a
    dataset has nothing to show in it. The figure's label says what it shows to those who cannot see
    it; without one, the first line of the function's docstring does.

    Raises
    ------
    ArgumentError
        The name is none, or another figure has it.
    """

    def register(function: D) -> D:
        called = name_of(function, name)
        if any(called == shipped for shipped, *_ in REGISTRY):
            raise ArgumentError(f"a report has a figure '{called}' already; choose another name")
        OWN.add(called, _checked(called, function), function)
        return function

    return register if draw is None else register(draw)


def _checked(name: str, function: Draw) -> Draw:
    """Return the function with what it draws checked, and said in words."""
    words = (function.__doc__ or "").strip().partition("\n")[0] or name

    @in_house_style
    def draw(dataset: xr.Dataset) -> Figure | None:
        try:
            found = function(dataset)
        except Exception as error:
            raise CarefundsError(f"figure '{name}': {where_it_failed(error)}") from error
        if found is not None and not isinstance(found, Figure):
            kind = type(found).__name__
            raise CarefundsError(
                f"figure '{name}': must return a matplotlib Figure or None (got {kind})"
            )
        if found is not None and not found.get_label():
            found.set_label(words)
        return found

    return draw
