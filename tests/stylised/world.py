"""What a statement compares: the default area under an arrangement and a squeeze, with changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from carefunds_sim.scenario.load import compose
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.vocabulary import Loop

AREA = "typical_council"
Value = float | bool | tuple[float, ...] | tuple[tuple[str, float], ...]


class Size(NamedTuple):
    """How much is run: the share of the area, the years reported, and the replications."""

    name: str
    scale: float
    years: int
    replications: int


SHORT = Size("short", scale=0.5, years=4, replications=10)
LONG = Size("long", scale=1.0, years=6, replications=40)


@dataclass(frozen=True)
class World:
    """One scenario, of the default area unless it says otherwise.

    ``values`` are changes by path, ``community`` multiplies the capacity of everything but the
    hospital, ``everything`` that of all services. With ``charge_from_start`` the charge is new when
    the study begins, and no year before it holds any.
    """

    arrangement: str = "separate"
    squeeze: str = "deep_cut"
    off: tuple[Loop, ...] = ()
    values: tuple[tuple[str, Value], ...] = ()
    community: float = 1.0
    everything: float = 1.0
    charge_from_start: bool = False
    area: str = AREA

    def without(self, *off: Loop) -> World:
        """Return this world with loops knocked out."""
        return replace(self, off=(*self.off, *off))

    def having(self, values: Mapping[str, Value]) -> World:
        """Return this world with other values, by path."""
        return replace(self, values=(*self.values, *values.items()))

    @cache  # noqa: B019 - worlds are few and stay
    def scenario(self, size: Size) -> Scenario:
        """Return the scenario of this world in a size."""
        scenario = compose(
            self.area,
            self.arrangement,
            self.squeeze,
            run={"scale": size.scale, "years": size.years},
            switched_off=self.off,
        )
        if self.charge_from_start:
            scenario = replace(scenario, replaced=scenario.arrangement)
            scenario = scenario.with_value("replaced.charge", False)
        changes = {**dict(self._capacities(scenario)), **{k: plain(v) for k, v in self.values}}
        return scenario.with_values(changes) if changes else scenario

    def _capacities(self, scenario: Scenario) -> Iterable[tuple[str, float]]:
        for name, service in scenario.area.services.items():
            times = self.everything * (1.0 if name == scenario.area.admitted_to else self.community)
            if service.capacity and times != 1.0:
                yield f"area.services.{name}.capacity", times * service.capacity.value


def plain(value: Value) -> object:
    """Return a value as files hold it: pairs are a mapping, other tuples a list."""
    if not isinstance(value, tuple):
        return value
    pairs = [item for item in value if isinstance(item, tuple)]
    return dict(pairs) if pairs else list(value)
