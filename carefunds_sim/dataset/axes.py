"""The labels along every dimension of a study, known before anything is run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from carefunds_sim.dataset.entry import MONTHLY_ACCOUNTS, YEARLY_ACCOUNTS
from carefunds_sim.dataset.places import places_of
from carefunds_sim.model.calendar import reporting_months
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.vocabulary import Responsible

ACCOUNTS = (*MONTHLY_ACCOUNTS, *YEARLY_ACCOUNTS)


@dataclass(frozen=True)
class Variable:
    """One variable of a dataset: its dimensions after scenario and replication."""

    dims: tuple[str, ...]
    monthly: bool
    attrs: dict[str, str]

    @property
    def all_dims(self) -> tuple[str, ...]:
        """The dimensions, the month first if it is monthly."""
        return ("month", *self.dims) if self.monthly else self.dims


class Axes:
    """Every label that some scenario has, and where one scenario's values stand among them."""

    def __init__(self, scenarios: Sequence[Scenario]) -> None:
        from carefunds_sim.model.resolve import make_names  # numba is slow to import

        self.scenarios = scenarios
        self._names = [make_names(scenario) for scenario in scenarios]
        self._months = [
            reporting_months(scenario.run).astype("datetime64[ns]") for scenario in scenarios
        ]
        self.months = np.unique(np.concatenate(self._months))
        self._labels: dict[str, tuple[str, ...]] = {}

    def labels(self, dim: str) -> tuple[str, ...]:
        """Every label that some scenario has along ``dim``, in order of first appearance."""
        if dim == "responsible":
            return Responsible.words()
        if dim not in self._labels:
            seen = (label for names in self._names for label in names.along(dim))
            self._labels[dim] = tuple(dict.fromkeys(seen))
        return self._labels[dim]

    def shape(self, variable: Variable) -> tuple[int, ...]:
        """Return the shape of one run's values in the dataset: (month, *dims), or (*dims)."""
        months = (len(self.months),) if variable.monthly else ()
        return (*months, *(len(self.labels(dim)) for dim in variable.dims))

    def cells(self, scenario: int, variable: Variable) -> tuple[np.ndarray, ...]:
        """Return the index of a scenario's values in such a shape; () where they fill it."""
        own = [self._positions(scenario, dim) for dim in variable.dims]
        if variable.monthly:
            own.insert(0, np.searchsorted(self.months, self._months[scenario]))
        sizes = self.shape(variable)
        fills = all(np.array_equal(o, np.arange(n)) for o, n in zip(own, sizes, strict=True))
        return () if fills else np.ix_(*own)

    def coordinates(self) -> dict[str, Any]:
        """Labels of the dimensions, and what a reader needs to know of each scenario."""
        dims = {dim for account in ACCOUNTS for dim in account.dims}
        found: dict[str, Any] = {"scenario": labels_of(self.scenarios), "month": self.months}
        for dim in sorted(dims):
            found[dim] = _words(self.labels(dim))
        found["body_kind"] = ("body", _words(self._body_kinds()))
        for name, words in self._of_services().items():
            found[name] = ("service", _words(words[service] for service in self.labels("service")))
        for name, values in _of_scenarios(self.scenarios).items():
            found[name] = ("scenario", _words(values))
        return found

    def _of_services(self) -> dict[str, dict[str, str]]:
        """What each service is called and counted in, and what sort of place it is."""
        found: dict[str, dict[str, str]] = {
            "service_title": {}, "service_kind": {}, "service_place": {},
        }  # fmt: skip
        for scenario in self.scenarios:
            services = scenario.area.services
            found["service_title"] |= {name: s.title for name, s in services.items()}
            found["service_kind"] |= {name: s.kind.word for name, s in services.items()}
            found["service_place"] |= places_of(services)
        return found

    def _positions(self, scenario: int, dim: str) -> np.ndarray:
        names = self._names[scenario]
        mine = Responsible.words() if dim == "responsible" else names.along(dim)
        order = {label: i for i, label in enumerate(self.labels(dim))}
        return np.array([order[label] for label in mine], dtype=np.intp)

    def _body_kinds(self) -> list[str]:
        """What each body is: nhs, council or self."""
        kinds = {
            body: kind.word
            for names in self._names
            for body, kind in zip(names.bodies, names.body_kinds, strict=True)
        }
        return [kinds[body] for body in self.labels("body")]


def labels_of(scenarios: Sequence[Scenario]) -> np.ndarray:
    """Return the scenarios' names, made distinct by a number where two are the same."""
    labels: list[str] = []
    for scenario in scenarios:
        label, number = scenario.name, 2
        while label in labels:
            label, number = f"{scenario.name} ({number})", number + 1
        labels.append(label)
    return _words(labels)


def _of_scenarios(scenarios: Sequence[Scenario]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part in ("area", "arrangement", "squeeze"):
        members = [getattr(scenario, part) for scenario in scenarios]
        found[part] = ["" if member is None else member.name for member in members]
        found[f"{part}_title"] = ["" if member is None else member.title for member in members]
    found["scenario_hash"] = [scenario.hash for scenario in scenarios]
    found["scenario_text"] = [scenario.text for scenario in scenarios]
    return found


def _words(values: Iterable[str]) -> np.ndarray:
    return np.array(list(values), dtype=np.str_)
