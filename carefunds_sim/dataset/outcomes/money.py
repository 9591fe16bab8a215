"""Outcomes of money: who bears what, what delay costs, what the arrangement itself costs.

A body's cost holds its part of the arrangement's overhead; transfers move money between bodies
and are never cost. In a network without money all of these are NaN.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from carefunds_sim.dataset.outcomes.outcome import Outcome, Period, ratio
from carefunds_sim.vocabulary import BodyKind, Setting, TransferKind

Money = Callable[[Period], float]


def _in_money(compute: Money) -> Money:
    return lambda period: compute(period) if period.has_money else np.nan


def _borne_by(kind: BodyKind) -> Money:
    return _in_money(lambda period: period.borne_by(kind))


def _received_by(kind: BodyKind) -> Money:
    return _in_money(lambda period: period.received_by(kind))


def _net_cost(kind: BodyKind) -> Money:
    return _in_money(lambda period: period.borne_by(kind) - period.received_by(kind))


@_in_money
def _cost_total(period: Period) -> float:
    """Sum over bodies in the order that a reader adds them, so that the parts add up exactly."""
    return (
        period.borne_by(BodyKind.NHS)
        + period.borne_by(BodyKind.COUNCIL)
        + period.borne_by(BodyKind.SELF)
    )


@_in_money
def _cost_of_delay(period: Period) -> float:
    delayed = period.yearly_by("delayed_days", "setting")
    return sum(
        float(delayed[setting]) * _cost_per_used_day(period, setting)
        for setting in (Setting.ACUTE, Setting.NON_ACUTE)
        if delayed[setting]
    )


def _cost_per_used_day(period: Period, setting: Setting) -> float:
    beds = period.beds_in(setting)
    cost = period.total("cost", "service")[beds].sum()
    return ratio(float(cost), float(period.total("unit_days", "service")[beds].sum()))


@_in_money
def _cost_per_resident(period: Period) -> float:
    return ratio(_cost_total(period), period.residents)


def _overspend(period: Period) -> np.ndarray:
    if not period.has_money:
        return np.full(len(period.run.names.funds), np.nan)
    overspend = period.total("spend", "fund") - period.total("budget", "fund")
    return np.asarray(overspend / period.years)


def _hospital_income(period: Period) -> float:
    """Return what the hospital trust is paid a year; NaN where none keeps its own accounts."""
    names = period.run.names
    if not period.has_money or names.trust is None:
        return np.nan
    paid = period.yearly_by("transfers", "transfer", "body")
    return float(paid[TransferKind.CONTRACT, names.trust])


def _hospital_balance(period: Period) -> float:
    trust, income = period.run.names.trust, _hospital_income(period)
    if trust is None or np.isnan(income):
        return np.nan
    return income - float(period.yearly_by("cost", "body")[trust])


MONEY: tuple[Outcome, ...] = (
    Outcome("cost_total", "GBP a year", "Total cost",
            "Cost of all services and of the arrangement, whoever bears it", _cost_total),
    Outcome("cost_nhs", "GBP a year", "Cost to the NHS",
            "Cost borne by NHS bodies, with their part of the overhead", _borne_by(BodyKind.NHS)),
    Outcome("cost_council", "GBP a year", "Cost to the council",
            "Cost borne by the council, with its part of the overhead",
            _borne_by(BodyKind.COUNCIL),
            "PSS EX1, expenditure on older people (NHS Information Centre)"),
    Outcome("cost_self", "GBP a year", "Cost to people themselves",
            "Charges and care that people pay for themselves", _borne_by(BodyKind.SELF)),
    Outcome("overhead", "GBP a year", "Overhead of the arrangement",
            "Cost of setting up and running the arrangement; part of the NHS's and council's cost",
            _in_money(lambda p: p.yearly("overhead"))),
    Outcome("cost_of_delay", "GBP a year", "Cost of delay",
            "Delayed days in acute and non-acute beds at the cost of a used bed day there; part "
            "of the total cost", _cost_of_delay),
    Outcome("cost_per_resident", "GBP a year per resident 65+", "Cost per resident",
            "Total cost for each resident aged 65 and over", _cost_per_resident),
    Outcome("transfers_net_nhs", "GBP a year", "Transfers to the NHS",
            "Transfers received by NHS bodies less those they paid",
            _received_by(BodyKind.NHS)),
    Outcome("transfers_net_council", "GBP a year", "Transfers to the council",
            "Transfers received by the council less those it paid",
            _received_by(BodyKind.COUNCIL)),
    Outcome("net_cost_nhs", "GBP a year", "Net cost to the NHS",
            "Cost borne by NHS bodies less transfers received", _net_cost(BodyKind.NHS)),
    Outcome("net_cost_council", "GBP a year", "Net cost to the council",
            "Cost borne by the council less transfers received", _net_cost(BodyKind.COUNCIL)),
    Outcome("hospital_balance", "GBP a year", "Hospital trust's balance",
            "What the hospital trust is paid under its contract less what its beds cost, before "
            "any support; negative is a deficit", _hospital_balance),
    Outcome("hospital_balance_share", "share", "Hospital trust's balance as a share of income",
            "The trust's balance for each pound that it is paid under its contract",
            lambda p: ratio(_hospital_balance(p), _hospital_income(p)),
            "Trust sector surplus or deficit against income (NHS Improvement)"),
    Outcome("overspend", "GBP a year", "Overspend",
            "A fund's spending less its budget; negative is an underspend", _overspend,
            dims=("fund",)),
)  # fmt: skip
