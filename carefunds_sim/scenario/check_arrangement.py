"""What the parts of an arrangement must agree on: its pools, above all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from carefunds_sim.extension import DECISION_RULES
from carefunds_sim.scenario.faults import Finding, get, got, items, number, parts, repeated, table
from carefunds_sim.scenario.schema.arrangement import EVERY_SERVICE
from carefunds_sim.vocabulary import Budgeting

Raw = dict[str, Any]


def check_arrangement(arrangement: Raw) -> Iterator[Finding]:
    """Yield what does not agree in an arrangement."""
    for name, pool in parts(arrangement, "pools"):
        at = ("pools", name)
        if get(pool, "risk_share") == "host" and get(pool, "host") is None:
            yield at, "must give host, as its risk_share is host"
        yield from _pool_budgeting(at, pool)
        for key in ("risk_cap", "host"):
            if get(pool, "risk_share") == "capped" and get(pool, key) is None:
                yield at, f"must give {key}, as its risk_share is capped"
        if get(pool, "risk_cap") is not None and get(pool, "risk_share") != "capped":
            yield (*at, "risk_cap"), "must come with risk_share: capped, as nothing else has a cap"
        for key in ("lead", "host"):
            if get(pool, key) == "self":
                yield (*at, key), "must be one of nhs, council (got 'self')"
    yield from _pool_shares(arrangement)
    yield from _decision_rules(arrangement)
    yield from repeated(arrangement, "practice")
    kept = sum(number(share) or 0.0 for share in table(arrangement, "reinvested").values())
    if kept > 1 + 1e-6:
        found = f"must add up to at most 1, as no more is spent than saved (got {round(kept, 6):g})"
        yield ("reinvested", "value"), found


def _pool_budgeting(at: tuple[str, ...], pool: Raw) -> Iterator[Finding]:
    """Lines are fixed where budgeting says so, and a board needs rules that partners do not."""
    fixed, way = items(pool, "fixed"), get(pool, "budgeting") or "by_origin"
    if way == "fixed_and_variable":
        if get(pool, "fixed") in (None, []):
            yield at, "must name its lines under fixed, as its budgeting is fixed_and_variable"
        if get(pool, "host") is None:
            yield at, "must give host, who bears the variance of its fixed lines"
    elif fixed and way in Budgeting.words():
        yield (*at, "fixed"), f"must come with budgeting: fixed_and_variable (got {way!r})"
    by_partners = get(pool, "decided_by") == "partners"
    if by_partners and get(pool, "rules") is not None:
        found = "must come with rules: null, as partners decide by the rules of their own funds"
        yield (*at, "decided_by"), found
    elif not by_partners and get(pool, "rules") is None:
        yield at, "must give rules for its board, or decided_by: partners"
    for place, finding in repeated(pool, "fixed"):
        yield (*at, *place), finding
    shares = table(pool, "share")
    for index, service in enumerate(fixed):
        if shares and not shares.get(service, shares.get(EVERY_SERVICE, 0.0)):
            found = f"must name a service that the pool holds (got {got(service)})"
            yield (*at, "fixed", index), found


def _decision_rules(arrangement: Raw) -> Iterator[Finding]:
    """A rule of one's own must be registered before it is named."""
    places = [
        ("own_funds",),
        *(("pools", name, "rules") for name, _ in parts(arrangement, "pools")),
    ]
    for place in places:
        name = get(arrangement, *place, "decision_rule")
        if isinstance(name, str) and name not in DECISION_RULES.names():
            yield (*place, "decision_rule"), DECISION_RULES.unknown(name)


def _pool_shares(arrangement: Raw) -> Iterator[Finding]:
    """No service can be pooled more than once over: the pools' shares sum to at most 1."""
    shares = {name: table(pool, "share") for name, pool in parts(arrangement, "pools")}
    for service in dict.fromkeys(service for share in shares.values() for service in share):
        of_pools = (
            number(share.get(service, share.get(EVERY_SERVICE, 0.0))) or 0.0
            for share in shares.values()
        )
        total = sum(of_pools)
        if total > 1 + 1e-6:
            last = [name for name, share in shares.items() if service in share][-1]
            said = f"must leave at most 1 over all pools (got {round(total, 6):g})"
            yield ("pools", last, "share", "value", service), said
