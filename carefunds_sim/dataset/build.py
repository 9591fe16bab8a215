"""From runs to one labelled dataset: monthly accounts and outcomes of every run.

A run that is missing, a month or fund that another scenario has and this one has not, and
money in a network without any are all NaN, never zero: sums skip them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import xarray as xr

from carefunds_sim.dataset.axes import Axes, Variable
from carefunds_sim.dataset.entry import MONTHLY, MONTHLY_ACCOUNTS, YEARLY_ACCOUNTS, Entry, entry
from carefunds_sim.dataset.outcomes import OUTCOMES, Outcome, all_outcomes
from carefunds_sim.errors import ResultError
from carefunds_sim.extension import OUTCOMES as OWN
from carefunds_sim.model.record import Account, Run
from carefunds_sim.scenario.scenario import Scenario

RUN_DIMS = ("point", "scenario", "replication")
"""What distinguishes one run from another; a study that is no sweep has no points."""

Place = tuple[int, int]
"""Where a run stands: index of the scenario, replication."""


def build(
    scenarios: Sequence[Scenario], runs: Mapping[Place, Run], *, replications: int
) -> xr.Dataset:
    """Return the dataset of runs that are all at hand."""
    table = Table(scenarios, replications)
    for place, run in runs.items():
        table.enter(place, entry(run))
    return table.dataset(replications)


def outcome_names(dataset: xr.Dataset, *, scalar: bool = False) -> list[str]:
    """Return the outcome variables of a dataset, in their declared order."""
    return [
        str(name)
        for name, variable in dataset.data_vars.items()
        if variable.attrs.get("kind") == "outcome"
        and not (scalar and set(variable.dims) - set(RUN_DIMS))
    ]


def scalar_outcomes(dataset: xr.Dataset) -> list[str]:
    """Return the outcomes that are one number a run."""
    return outcome_names(dataset, scalar=True)


class Table:
    """The arrays of a study's dataset, filled run by run, so that no run has to be kept.

    Scenarios keep their order and get distinct labels. There is room for ``replications`` of
    each, and more is made when a later one is entered.
    """

    def __init__(self, scenarios: Sequence[Scenario], replications: int) -> None:
        self.axes = Axes(scenarios)
        self.completed = np.zeros((len(scenarios), replications), dtype=np.bool_)
        self._variables = variables()
        self._values = {
            name: np.full((*self.completed.shape, *self.axes.shape(variable)), np.nan)
            for name, variable in self._variables.items()
        }

    def enter(self, place: Place, values: Entry) -> None:
        """Write one finished run's values where they belong."""
        scenario, replication = place
        while replication >= self.completed.shape[1]:
            self._double()
        for name, value in values.items():
            cells = self.axes.cells(scenario, self._variables[name])
            index: tuple[Any, ...] = (scenario, replication, *cells)
            self._values[name][index] = value
        self.completed[place] = True

    def outcome(self, name: str, replications: int) -> np.ndarray:
        """Return a scalar outcome so far; (scenario, replication), NaN where there is no run."""
        return self._values[name][:, :replications]

    def dataset(self, replications: int) -> xr.Dataset:
        """Return the first replications as a dataset; ``completed`` says which runs are in."""
        done = self.completed[:, :replications]
        found: dict[str, Any] = {}
        for name, variable in self._variables.items():
            values = self._values[name][:, :replications]
            values[~done] = np.nan  # an entry may have been cut short
            dims = ("scenario", "replication", *variable.all_dims)
            found[name] = (dims, values, variable.attrs)
        found["completed"] = (("scenario", "replication"), done, COMPLETED)
        coordinates = self.axes.coordinates() | {"replication": np.arange(replications)}
        return xr.Dataset(found, coords=coordinates)

    def _double(self) -> None:
        """Make room for as many replications again, one array after the other."""
        for name, values in self._values.items():
            self._values[name] = np.concatenate([values, np.full_like(values, np.nan)], axis=1)
        self.completed = np.concatenate([self.completed, np.zeros_like(self.completed)], axis=1)


def _of_account(account: Account, unit: str, *, monthly: bool) -> Variable:
    attrs = {
        "units": unit,
        "long_name": account.name.replace("_", " "),
        "definition": account.definition,
        "kind": "account",
    }
    return Variable(account.dims, monthly, attrs)


def _variables() -> dict[str, Variable]:
    """Declare every variable before anything is filled."""
    found = {}
    for account in MONTHLY_ACCOUNTS:
        found[MONTHLY + account.name] = _of_account(account, account.unit, monthly=True)
    for account in YEARLY_ACCOUNTS:
        found[account.name] = _of_account(account, f"{account.unit} a year", monthly=False)
    return found | {outcome.id: _of_outcome(outcome) for outcome in OUTCOMES}


def _of_outcome(outcome: Outcome) -> Variable:
    attrs = {
        "units": outcome.unit,
        "long_name": outcome.title,
        "definition": outcome.definition,
        "official_indicator": outcome.official_indicator,
        "kind": "outcome",
    }
    return Variable(outcome.dims, False, attrs)


VARIABLES = _variables()


def own_variables() -> dict[str, Variable]:
    """Return the variables of outcomes that are registered now; ``registered`` says so."""
    made = {outcome.id: _of_outcome(outcome) for outcome in OWN.items()}
    return {name: replace(v, attrs=v.attrs | {"registered": "yes"}) for name, v in made.items()}


def variables() -> dict[str, Variable]:
    """Return every variable that a dataset has now, the model's first."""
    return VARIABLES | own_variables()


COMPLETED = {
    "long_name": "completed",
    "definition": "whether the run is finished and included",
}


class Columns:
    """Where each variable that a sweep keeps stands in a row of numbers.

    A file for each outcome of each task would be more files than a cluster's disks bear, so a task
    writes one row a run, and the row is taken apart again when the store is read. Labels are those
    of all scenarios.
    """

    def __init__(self, axes: Axes, names: Sequence[str] | None = None) -> None:
        known = variables()
        self.axes = axes
        self.names = tuple(names if names is not None else (o.id for o in all_outcomes()))
        if unknown := [name for name in self.names if name not in known]:
            raise ResultError(OWN.unknown(unknown[0]))
        self._variable = {name: known[name] for name in self.names}
        self.shapes = [axes.shape(variable) for variable in self._variable.values()]
        self._ends = list(accumulate(map(math.prod, self.shapes), initial=0))

    @property
    def number(self) -> int:
        """How many numbers a row holds."""
        return self._ends[-1]

    def row(self, scenario: int, values: Entry) -> np.ndarray:
        """Return one run's values as a row; NaN for what has no meaning in it."""
        row = np.full(self.number, np.nan)
        for name, shape, place in self._places():
            if name in values:
                cells = self.axes.cells(scenario, self._variable[name])
                row[place].reshape(shape)[cells] = values[name]
        return row

    def unpacked(self, rows: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
        """Yield each variable of rows with shape (..., column), with shape (..., *its own).

        Each is a copy, so that to keep one of them does not keep all.
        """
        for name, shape, place in self._places():
            yield name, rows[..., place].reshape(*rows.shape[:-1], *shape).copy()

    def _places(self) -> Iterator[tuple[str, tuple[int, ...], slice]]:
        places = (slice(first, end) for first, end in pairwise(self._ends))
        return zip(self.names, self.shapes, places, strict=True)
