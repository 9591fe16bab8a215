"""One outcome as it is declared, and the reporting period of a run that it is read off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from carefunds_sim.model.record import ACCOUNTS, Run
from carefunds_sim.scenario.schema.area import Service
from carefunds_sim.vocabulary import BodyKind, Responsible, ServiceKind, Setting

DIMS = {account.name: account.dims for account in ACCOUNTS}


class Period:
    """A run's monthly accounts over its whole reporting period."""

    def __init__(self, run: Run) -> None:
        self.run = run

    @property
    def years(self) -> float:
        """Length of the period in years of twelve months."""
        return len(self.run.months) / 12

    @cached_property
    def month_days(self) -> np.ndarray:
        """Calendar days of each month, shape (months,)."""
        first = self.run.months.astype("datetime64[M]")
        following = first + np.timedelta64(1, "M")
        length = following.astype("datetime64[D]") - first.astype("datetime64[D]")
        return np.asarray(length / np.timedelta64(1, "D"))

    @property
    def days(self) -> float:
        """Length of the period in days."""
        return float(self.month_days.sum())

    @property
    def has_money(self) -> bool:
        """Whether the run keeps a ledger; small networks for teaching have none."""
        return self.run.scenario.area.money is not None

    @property
    def has_residents(self) -> bool:
        """Whether the area states its residents."""
        return self.run.scenario.area.residents is not None

    def total(self, account: str, *keep: str) -> np.ndarray:
        """Sum an account over the months and over every dimension not in ``keep``."""
        dims = DIMS[account]
        summed = tuple(1 + i for i, dim in enumerate(dims) if dim not in keep)
        return np.asarray(self.run.values[account].sum(axis=(0, *summed)))

    def yearly(self, account: str) -> float:
        """Return the account's sum per year."""
        return float(self.total(account)) / self.years

    def yearly_by(self, account: str, *keep: str) -> np.ndarray:
        """Return the account's sum per year along the dimensions in ``keep``."""
        return np.asarray(self.total(account, *keep) / self.years)

    @property
    def residents(self) -> float:
        """Mean number of residents aged 65 and over; NaN where the area states none."""
        if not self.has_residents:
            return np.nan
        by_month = self.run.values["residents"].sum(axis=1)
        return float(np.average(by_month, weights=self.month_days))

    @cached_property
    def services(self) -> tuple[Service, ...]:
        """The services of the area, in the order of the accounts."""
        declared = self.run.scenario.area.services
        return tuple(declared[name] for name in self.run.names.services)

    def services_where(self, flag: str) -> np.ndarray:
        """Mask of the services whose flag (``unmet_need``, ``long_term`` ...) is set."""
        return np.array([bool(getattr(service, flag)) for service in self.services])

    def beds_in(self, *settings: Setting) -> np.ndarray:
        """Mask of the services counted in beds in the given settings."""
        return np.array(
            [s.kind is ServiceKind.BEDS and s.setting in settings for s in self.services]
        )

    def occupied(self, services: np.ndarray) -> float:
        """Person-days spent in the masked services, over the whole period."""
        return float(self.total("occupied_days", "service")[services].sum())

    def borne_by(self, kind: BodyKind) -> float:
        """Yearly cost, arrangement overhead included, borne by one kind of body, GBP."""
        of_kind = self._bodies(kind)
        cost = self.total("cost", "body")[of_kind].sum()
        return float(cost + self.total("overhead", "body")[of_kind].sum()) / self.years

    def received_by(self, kind: BodyKind) -> float:
        """Yearly transfers received less paid by one kind of body, GBP."""
        return float(self.total("transfers", "body")[self._bodies(kind)].sum()) / self.years

    def _bodies(self, kind: BodyKind) -> np.ndarray:
        return np.array([found is kind for found in self.run.names.body_kinds])

    @cached_property
    def responsibility(self) -> np.ndarray | None:
        """Shares of a delayed day by (setting, reason, responsible); None where not stated."""
        shares = self.run.scenario.area.responsibility
        if shares is None:
            return None
        reasons = self.run.names.along("reason")
        table = np.zeros((2, len(reasons), len(Responsible)))
        for place, quantity in enumerate((shares.acute, shares.non_acute)):
            for reason, split in quantity.value.items():
                for responsible, share in split.items():
                    table[place, reason, responsible] = share
        return table

    def delayed_days_by_responsible(self) -> np.ndarray | None:
        """Monthly delayed days, shape (months, setting, reason, responsible), or None."""
        if self.responsibility is None:
            return None
        return np.asarray(self.run.values["delayed_days"][..., np.newaxis] * self.responsibility)


def ratio(part: float, whole: float) -> float:
    """Return part / whole, or NaN where there is no whole."""
    return part / whole if whole else np.nan


Compute = Callable[[Period], float | np.ndarray]


@dataclass(frozen=True)
class Outcome:
    """One outcome of a run: what it is, and the pure function that reads it off the accounts.

    ``compute`` returns a number, or an array along ``dims``; NaN where the outcome has no
    meaning, such as money in a small network without any. ``official_indicator`` names the
    published statistic it corresponds to.
    """

    id: str
    unit: str
    title: str
    definition: str
    compute: Compute
    official_indicator: str = "none"
    dims: tuple[str, ...] = ()
