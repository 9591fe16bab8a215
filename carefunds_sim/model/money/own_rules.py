"""Decision rules of one's own: how they are registered, asked, checked and carried out.

A rule is called at each decision point of a fund, in place of the model's own. It is bound by what
binds that: virement, floors, markets' limits, and money that does not move.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import NamedTuple, TypeVar, overload

from carefunds_sim.errors import SimulationError, did_you_mean, short
from carefunds_sim.extension import DECISION_RULES, name_of, where_it_failed
from carefunds_sim.model.money.books import Books
from carefunds_sim.model.money.frame import Frame, in_force
from carefunds_sim.model.money.fund_view import FundView, fund_view
from carefunds_sim.model.money.moving import move_pounds

ROUNDING = 1e-9  # of a limit: sums of pounds that meet it may pass it by their last bits


@dataclass(frozen=True)
class Decision:
    """Pounds a year that a fund moves from one of its services to another, from now on."""

    from_service: str
    to_service: str
    gbp_a_year: float


Decide = Callable[[FundView], Sequence[Decision]]
D = TypeVar("D", bound=Decide)


class DecisionRule(NamedTuple):
    """A decision rule as it is registered."""

    decide: Decide
    every_month: bool


@overload
def decision_rule(decide: D) -> D: ...
@overload
def decision_rule(*, name: str | None = None, every_month: bool = False) -> Callable[[D], D]: ...
def decision_rule(
    decide: D | None = None, *, name: str | None = None, every_month: bool = False
) -> D | Callable[[D], D]:
    """Register a function from a ``FundView`` to a list of ``Decision`` as a decision rule.

    An arrangement names it: ``decision_rule: protect_reablement`` under ``own_funds``, or under
    the ``rules`` of a pool. It is called whenever that fund decides, or every month.

    A rule depends on its view alone. It is asked twice each time, and other decisions for the same
    view are an error, as are decisions beyond what the view says may be moved.

    Raises
    ------
    ArgumentError
        The name is none, or something registered elsewhere has it.
    """

    def register(function: D) -> D:
        DECISION_RULES.add(name_of(function, name), DecisionRule(function, every_month), function)
        return function

    return register if decide is None else register(decide)


def decides_every_month(name: str) -> bool:
    """Return whether a rule decides every month; the model's own, which has no name, does not."""
    return bool(name) and bool(DECISION_RULES.get(name).every_month)


def follow(name: str, frame: Frame, books: Books, holder: int, month: int) -> None:
    """Let a rule decide for a holder of money, and move what it says.

    Raises
    ------
    SimulationError
        The rule fails, or decides what may not be; it names rule, fund, month and limit.
    """
    view = fund_view(frame, books, holder, month)
    said = f"decision rule '{name}', {view.fund}, {view.year}-{view.month:02d}"
    decisions = _asked(DECISION_RULES.get(name).decide, view, said)
    services = frame.names.services
    for decision, pounds in zip(decisions, _within(view, decisions, said), strict=True):
        if pounds > 0.0:
            move_pounds(
                books,
                in_force(frame, month).rules.by_partner,
                frame.money.payers,
                holder,
                services.index(decision.from_service),
                services.index(decision.to_service),
                pounds,
            )


def _asked(decide: Decide, view: FundView, said: str) -> list[Decision]:
    """Return what a rule decides, once it is known to be decisions and to be repeatable."""
    first, again = (_answer(decide, view, said) for _ in range(2))
    if first != again:
        raise SimulationError(
            f"{said}: it decides otherwise when it is asked again; a rule must depend on its view "
            "alone, not on chance or on what it remembers"
        )
    return first


def _answer(decide: Decide, view: FundView, said: str) -> list[Decision]:
    try:
        found = decide(view)
    except Exception as error:
        raise SimulationError(f"{said}: {where_it_failed(error)}") from error
    if not isinstance(found, list | tuple):
        raise SimulationError(
            f"{said}: must return a list of Decision, empty for none (got {type(found).__name__})"
        )
    for decision in found:
        if not isinstance(decision, Decision):
            kind = type(decision).__name__
            raise SimulationError(f"{said}: must return a list of Decision (got a {kind} in it)")
        _check(decision, view, said)
    return list(found)


def _check(decision: Decision, view: FundView, said: str) -> None:
    """Refuse a decision that names no services of the fund, or no pounds."""
    for field in ("from_service", "to_service"):
        service = getattr(decision, field)
        if service not in view.budget:
            raise SimulationError(
                f"{said}: {field} must be a service that it has a budget for (got "
                f"'{short(service)}'){did_you_mean(str(service), view.budget)} "
                f"(there are: {', '.join(view.budget)})"
            )
    if decision.from_service == decision.to_service:
        raise SimulationError(
            f"{said}: must move money to another service (got '{decision.from_service}' twice)"
        )
    pounds = decision.gbp_a_year
    number = isinstance(pounds, Real) and not isinstance(pounds, bool)
    if not number or not math.isfinite(pounds) or pounds < 0.0:
        raise SimulationError(
            f"{said}: gbp_a_year must be a number of pounds, 0 or more (got {short(repr(pounds))})"
        )


def _within(view: FundView, decisions: Sequence[Decision], said: str) -> list[float]:
    """Return the pounds of each decision, once all of them together are within the limits."""
    whole, give, take = view.may_move, dict(view.may_give), dict(view.may_take)
    moved = []
    for decision in decisions:
        left = {
            "what one decision may move in all": whole,
            f"what {decision.from_service} may give": give.get(decision.from_service, 0.0),
            f"what {decision.to_service} may take": take.get(decision.to_service, 0.0),
        }
        limit = min(left, key=lambda what: left[what])
        pounds = float(decision.gbp_a_year)
        if pounds > left[limit] + ROUNDING * view.budget[decision.from_service]:
            raise SimulationError(
                f"{said}: moves GBP {pounds:,.2f} a year from {decision.from_service} to "
                f"{decision.to_service}; {limit} is GBP {left[limit]:,.2f} "
                "(view.most(from_service, to_service) says how much may move)"
            )
        pounds = max(0.0, min(pounds, left[limit]))
        moved.append(pounds)
        if pounds > 0.0:
            whole -= pounds
            give[decision.from_service] -= pounds
            take[decision.to_service] -= pounds
    return moved
