"""What one run adds to a dataset: its accounts and its outcomes, by variable."""

from __future__ import annotations

import numpy as np

from carefunds_sim.dataset.outcomes import Period, all_outcomes
from carefunds_sim.model.record import ACCOUNTS, Account, Run

Entry = dict[str, np.ndarray]
"""Values of one run by variable; what has no meaning in the run is left out."""

MONTHLY = "monthly_"
"""Prefix of the monthly accounts, which share words with the yearly outcomes."""

MONEY_ACCOUNTS = frozenset(
    {"cost", "overhead", "transfers", "budget", "spend", "service_budget", "contribution",
     "payment", "hospital_deficit", "trust", "in_force"}
)  # fmt: skip
BY_RESPONSIBLE = Account(
    "delayed_days_by_responsible", ("setting", "reason", "responsible"), "bed days",
    "delayed days attributed to the NHS, social care or both by the stated shares",
)  # fmt: skip
KEPT_BY_YEAR = frozenset({"moves", "contribution", "payment"})
YEARLY_ACCOUNTS = tuple(account for account in ACCOUNTS if account.name in KEPT_BY_YEAR)
"""Accounts of which a dataset keeps a yearly mean: month by month they would be most of it."""

MONTHLY_ACCOUNTS = (
    *(account for account in ACCOUNTS if account not in YEARLY_ACCOUNTS),
    BY_RESPONSIBLE,
)


def entry(run: Run) -> Entry:
    """Return a run's accounts, shapes (month, *dims), and what is yearly, shapes (*dims)."""
    period = Period(run)
    monthly = {MONTHLY + account.name: _monthly(account, period) for account in MONTHLY_ACCOUNTS}
    found = {name: values for name, values in monthly.items() if values is not None}
    yearly = {
        account.name: period.yearly_by(account.name, *account.dims)
        for account in YEARLY_ACCOUNTS
        if period.has_money or account.name not in MONEY_ACCOUNTS
    }
    outcomes = {outcome.id: np.asarray(outcome.compute(period)) for outcome in all_outcomes()}
    return found | yearly | outcomes


def _monthly(account: Account, period: Period) -> np.ndarray | None:
    if account is BY_RESPONSIBLE:
        return period.delayed_days_by_responsible()
    if account.name in MONEY_ACCOUNTS and not period.has_money:
        return None
    if account.name == "residents" and not period.has_residents:
        return None
    return period.run.values[account.name]
