"""From runs to one labelled dataset: monthly accounts and outcomes of every run.

A run that is missing, a month or fund that another scenario has and this one has not, and
money in a network without any are all NaN, never zero: sums skip them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from carefunds_sim.dataset.outcomes import OUTCOMES, Outcome, Period
from carefunds_sim.model.record import ACCOUNTS, Account, Names, Run
from carefunds_sim.vocabulary import Responsible

if TYPE_CHECKING:
    from carefunds_sim.scenario.scenario import Scenario

Runs = Mapping[tuple[int, int], Run]
"""Finished runs by (index of the scenario, replication)."""

Periods = Mapping[tuple[int, int], Period]

MONTHLY = "monthly_"
"""Prefix of the monthly accounts, which share words with the yearly outcomes."""

MONEY_ACCOUNTS = frozenset(
    {"cost", "overhead", "transfers", "budget", "spend", "service_budget", "trust", "in_force"}
)
BY_RESPONSIBLE = Account(
    "delayed_days_by_responsible", ("setting", "reason", "responsible"), "bed days",
    "delayed days attributed to the NHS, social care or both by the stated shares",
)  # fmt: skip


def build(scenarios: Sequence[Scenario], runs: Runs, *, replications: int) -> xr.Dataset:
    """Return the dataset of a study; at least one run must be finished.

    Scenarios keep their order and get distinct labels; ``completed`` says which runs are in.
    """
    axes = _Axes(runs.values(), shape=(len(scenarios), replications))
    periods = {place: Period(run) for place, run in runs.items()}
    accounts = (*ACCOUNTS, BY_RESPONSIBLE)
    variables = {MONTHLY + a.name: _monthly(a, periods, axes) for a in accounts}
    variables |= {outcome.id: _yearly(outcome, periods, axes) for outcome in OUTCOMES}
    variables["completed"] = _completed(runs, axes)
    return xr.Dataset(variables, coords=_coordinates(scenarios, axes))


def outcome_names(dataset: xr.Dataset, *, scalar: bool = False) -> list[str]:
    """Return the outcome variables of a dataset, in their declared order."""
    return [
        str(name)
        for name, variable in dataset.data_vars.items()
        if variable.attrs.get("kind") == "outcome"
        and not (scalar and set(variable.dims) - {"scenario", "replication"})
    ]


class _Axes:
    """The labels along every dimension, and where one run's values stand among them."""

    def __init__(self, runs: Iterable[Run], *, shape: tuple[int, int]) -> None:
        found = list(runs)
        self.shape = shape
        months = np.unique(np.concatenate([run.months for run in found]))
        self.months = months.astype("datetime64[ns]")
        self._names = [run.names for run in found]
        self._labels: dict[str, tuple[str, ...]] = {}

    def labels(self, dim: str) -> tuple[str, ...]:
        """Every label that some run has along ``dim``, in order of first appearance."""
        if dim == "responsible":
            return Responsible.words()
        if dim not in self._labels:
            seen = (label for names in self._names for label in names.along(dim))
            self._labels[dim] = tuple(dict.fromkeys(seen))
        return self._labels[dim]

    @property
    def body_kinds(self) -> list[str]:
        """What each body is: nhs, council or self."""
        kinds = {
            body: kind.word
            for names in self._names
            for body, kind in zip(names.bodies, names.body_kinds, strict=True)
        }
        return [kinds[body] for body in self.labels("body")]

    def empty(self, dims: Sequence[str], *, monthly: bool = False) -> np.ndarray:
        """Return an array of NaN over scenario, replication, perhaps month, and ``dims``."""
        months = (len(self.months),) if monthly else ()
        return np.full((*self.shape, *months, *(len(self.labels(d)) for d in dims)), np.nan)

    def cells(
        self, place: tuple[int, int], run: Run, dims: Sequence[str], *, monthly: bool = False
    ) -> tuple[np.ndarray, ...]:
        """Return the index of one run's cells in such an array."""
        when = [np.searchsorted(self.months, run.months.astype("datetime64[ns]"))]
        where = [self._positions(run.names, dim) for dim in dims]
        scenario, replication = place
        parts = (when if monthly else []) + where
        if not parts:
            return (np.array(scenario), np.array(replication))
        return (np.array(scenario), np.array(replication), *np.ix_(*parts))

    def _positions(self, names: Names, dim: str) -> list[int]:
        mine = Responsible.words() if dim == "responsible" else names.along(dim)
        order = {label: i for i, label in enumerate(self.labels(dim))}
        return [order[label] for label in mine]


def _coordinates(scenarios: Sequence[Scenario], axes: _Axes) -> dict[str, Any]:
    """Labels of the dimensions, and what a reader needs to know of each scenario."""
    dims = {dim for account in (*ACCOUNTS, BY_RESPONSIBLE) for dim in account.dims}
    coordinates: dict[str, Any] = {
        "scenario": labels_of(scenarios),
        "replication": np.arange(axes.shape[1]),
        "month": axes.months,
    }
    for dim in sorted(dims):
        coordinates[dim] = _words(axes.labels(dim))
    coordinates["body_kind"] = ("body", _words(axes.body_kinds))
    services = {name: s for scenario in scenarios for name, s in scenario.area.services.items()}
    found = [services[name] for name in axes.labels("service")]
    coordinates["service_title"] = ("service", _words(s.title for s in found))
    coordinates["service_kind"] = ("service", _words(s.kind.word for s in found))
    for name, values in _of_scenarios(scenarios).items():
        coordinates[name] = ("scenario", _words(values))
    return coordinates


def _of_scenarios(scenarios: Sequence[Scenario]) -> dict[str, list[str]]:
    parts = ("area", "arrangement", "squeeze")
    found: dict[str, list[str]] = {}
    for part in parts:
        members = [getattr(scenario, part) for scenario in scenarios]
        found[part] = ["" if member is None else member.name for member in members]
        found[f"{part}_title"] = ["" if member is None else member.title for member in members]
    found["scenario_hash"] = [scenario.hash for scenario in scenarios]
    found["scenario_text"] = [scenario.text for scenario in scenarios]
    return found


def labels_of(scenarios: Sequence[Scenario]) -> np.ndarray:
    """Return the scenarios' names, made distinct by a number where two are the same."""
    labels: list[str] = []
    for scenario in scenarios:
        label, number = scenario.name, 2
        while label in labels:
            label, number = f"{scenario.name} ({number})", number + 1
        labels.append(label)
    return _words(labels)


def _words(values: Iterable[str]) -> np.ndarray:
    return np.array(list(values), dtype=np.str_)


def _yearly(outcome: Outcome, periods: Periods, axes: _Axes) -> tuple[Any, ...]:
    table = axes.empty(outcome.dims)
    for place, period in periods.items():
        table[axes.cells(place, period.run, outcome.dims)] = outcome.compute(period)
    attrs = {
        "units": outcome.unit,
        "long_name": outcome.title,
        "definition": outcome.definition,
        "official_indicator": outcome.official_indicator,
        "kind": "outcome",
    }
    return (("scenario", "replication", *outcome.dims), table, attrs)


def _monthly(account: Account, periods: Periods, axes: _Axes) -> tuple[Any, ...]:
    table = axes.empty(account.dims, monthly=True)
    for place, period in periods.items():
        values = _values(account, period)
        if values is not None:
            table[axes.cells(place, period.run, account.dims, monthly=True)] = values
    attrs = {
        "units": account.unit,
        "long_name": account.name.replace("_", " "),
        "definition": account.definition,
        "kind": "account",
    }
    return (("scenario", "replication", "month", *account.dims), table, attrs)


def _values(account: Account, period: Period) -> np.ndarray | None:
    """The run's values of an account, or None where they would have no meaning."""
    if account is BY_RESPONSIBLE:
        return period.delayed_days_by_responsible()
    if account.name in MONEY_ACCOUNTS and not period.has_money:
        return None
    if account.name == "residents" and not period.has_residents:
        return None
    return period.run.values[account.name]


def _completed(runs: Runs, axes: _Axes) -> tuple[Any, ...]:
    done = np.zeros(axes.shape, dtype=bool)
    for place in runs:
        done[place] = True
    attrs = {"long_name": "completed", "definition": "whether the run is finished and included"}
    return (("scenario", "replication"), done, attrs)
