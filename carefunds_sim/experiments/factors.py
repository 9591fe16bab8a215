"""What a screening moves: every quantity of the files that a study composes, each once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from carefunds_sim.scenario.position import can_move, moved, position
from carefunds_sim.scenario.scenario import quantities_of

if TYPE_CHECKING:
    from typing import Any

    from carefunds_sim.scenario.quantity import Quantity
    from carefunds_sim.scenario.scenario import Scenario

PARTS = ("area", "arrangement", "squeeze", "replaced")


@dataclass(frozen=True)
class Factor:
    """One quantity of one file, such as ``separate.trust.built``.

    ``paths`` is where it stands in each scenario; None where the scenario does not hold the file.
    The file of an arrangement may also stand where another one replaces it.
    """

    name: str
    quantity: Quantity[Any]
    paths: tuple[str | None, ...]

    @property
    def position(self) -> float:
        """Where the file's value stands in its range, from 0 to 1."""
        return position(self.name, self.quantity)

    @property
    def range(self) -> tuple[float, float]:
        """The plausible range; what can move has one."""
        assert self.quantity.range is not None
        return self.quantity.range

    def moved(self, to: float) -> Any:
        """Return the value at a position of the range."""
        return moved(self.name, self.quantity, to)


def factors_of(scenarios: Sequence[Scenario]) -> tuple[Factor, ...]:
    """Return all that can move, in the order of the files and of what stands in them."""
    found: dict[str, tuple[Quantity[Any], dict[int, str]]] = {}
    for index, scenario in enumerate(scenarios):
        for key, part in scenario.parts():
            if key not in PARTS:
                continue
            for path, quantity in quantities_of(key, part):
                name = f"{getattr(part, 'name')}{path.removeprefix(key)}"  # noqa: B009
                if can_move(name, quantity):
                    found.setdefault(name, (quantity, {}))[1][index] = path
    everywhere = range(len(scenarios))
    return tuple(
        Factor(name, quantity, tuple(paths.get(index) for index in everywhere))
        for name, (quantity, paths) in found.items()
    )
