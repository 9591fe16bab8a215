"""From runs to one labelled dataset: monthly accounts and outcomes of every run.

A run that is missing, a month or fund that another scenario has and this one has not, and
money in a network without any are all NaN, never zero: sums skip them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from carefunds_sim.dataset.axes import Axes
from carefunds_sim.dataset.entry import MONTHLY, MONTHLY_ACCOUNTS, YEARLY_ACCOUNTS, Entry, entry
from carefunds_sim.dataset.outcomes import OUTCOMES

if TYPE_CHECKING:
    from carefunds_sim.model.record import Account, Run
    from carefunds_sim.scenario.scenario import Scenario

RUN_DIMS = ("point", "scenario", "replication")
"""What tells one run from another; a study that is no sweep has no points."""

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


class Table:
    """The arrays of a study's dataset, filled run by run, so that no run has to be kept.

    Scenarios keep their order and get distinct labels. There is room for ``replications`` of
    each, and more is made when a later one is entered.
    """

    def __init__(self, scenarios: Sequence[Scenario], replications: int) -> None:
        self.axes = Axes(scenarios)
        self.completed = np.zeros((len(scenarios), replications), dtype=np.bool_)
        self._values = {
            name: np.full((*self.completed.shape, *self._shape(variable)), np.nan)
            for name, variable in VARIABLES.items()
        }

    def enter(self, place: Place, values: Entry) -> None:
        """Write one finished run's values where they belong."""
        scenario, replication = place
        while replication >= self.completed.shape[1]:
            self._double()
        for name, value in values.items():
            variable = VARIABLES[name]
            cells = self.axes.cells(scenario, variable.dims, monthly=variable.monthly)
            index: tuple[Any, ...] = (scenario, replication, *cells)
            self._values[name][index] = value
        self.completed[place] = True

    def outcome(self, name: str, replications: int) -> np.ndarray:
        """Return a scalar outcome so far; (scenario, replication), NaN where there is no run."""
        return self._values[name][:, :replications]

    def dataset(self, replications: int) -> xr.Dataset:
        """Return the first replications as a dataset; ``completed`` says which runs are in."""
        done = self.completed[:, :replications]
        variables: dict[str, Any] = {}
        for name, variable in VARIABLES.items():
            values = self._values[name][:, :replications]
            values[~done] = np.nan  # an entry may have been cut short
            dims = ("scenario", "replication", *variable.all_dims)
            variables[name] = (dims, values, variable.attrs)
        variables["completed"] = (("scenario", "replication"), done, COMPLETED)
        coordinates = self.axes.coordinates() | {"replication": np.arange(replications)}
        return xr.Dataset(variables, coords=coordinates)

    def _shape(self, variable: _Variable) -> tuple[int, ...]:
        return self.axes.shape(variable.dims, monthly=variable.monthly)

    def _double(self) -> None:
        """Make room for as many replications again, one array after the other."""
        for name, values in self._values.items():
            self._values[name] = np.concatenate([values, np.full_like(values, np.nan)], axis=1)
        self.completed = np.concatenate([self.completed, np.zeros_like(self.completed)], axis=1)


@dataclass(frozen=True)
class _Variable:
    """One variable of the dataset: its dimensions after scenario and replication."""

    dims: tuple[str, ...]
    monthly: bool
    attrs: dict[str, str]

    @property
    def all_dims(self) -> tuple[str, ...]:
        return ("month", *self.dims) if self.monthly else self.dims


def _of_account(account: Account, unit: str, *, monthly: bool) -> _Variable:
    attrs = {
        "units": unit,
        "long_name": account.name.replace("_", " "),
        "definition": account.definition,
        "kind": "account",
    }
    return _Variable(account.dims, monthly, attrs)


def _variables() -> dict[str, _Variable]:
    """Declare every variable before anything is filled."""
    found = {}
    for account in MONTHLY_ACCOUNTS:
        found[MONTHLY + account.name] = _of_account(account, account.unit, monthly=True)
    for account in YEARLY_ACCOUNTS:
        found[account.name] = _of_account(account, f"{account.unit} a year", monthly=False)
    for outcome in OUTCOMES:
        attrs = {
            "units": outcome.unit,
            "long_name": outcome.title,
            "definition": outcome.definition,
            "official_indicator": outcome.official_indicator,
            "kind": "outcome",
        }
        found[outcome.id] = _Variable(outcome.dims, False, attrs)
    return found


VARIABLES = _variables()
COMPLETED = {
    "long_name": "completed",
    "definition": "whether the run is finished and included",
}
