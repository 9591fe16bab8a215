"""What partners do to each other: risk share, recovery, charge, trust, need uncovered."""

from __future__ import annotations

from carefunds_sim.model.compiling import compiled
from carefunds_sim.model.rules.pricing import Amount
from carefunds_sim.vocabulary import RiskShare

CAPPED = int(RiskShare.CAPPED)
HOST = int(RiskShare.HOST)


def borne_share(
    rule: int, contribution_share: float, host_share: float, *, over: float, pool: float, cap: float
) -> float:
    """Return the pounds of a fund's over- or underspend that fall on one body.

    By contribution each bears its share; under a cap the host bears an overspend beyond
    ``cap`` of the pool; under the host rule it bears everything. ``host_share`` is the body's
    part of the host: several commissioners may host together.
    """
    if rule == HOST:
        return host_share * over
    if rule == CAPPED and over > cap * pool:
        shared = cap * pool
        return contribution_share * shared + host_share * (over - shared)
    return contribution_share * over


def carried_forward(deficit: float, over: float, allocation: float, reserve_limit: float) -> float:
    """Return what a body carries: overspends add up, underspends are carried up to the limit."""
    return max(-reserve_limit * allocation, deficit + over)


def saving(deficit: float, over: float) -> float:
    """Return what a year's underspend leaves once earlier overspends are made up."""
    return max(0.0, min(-over, -(deficit + over)))


def recovery(deficit: float, allocation: float, reserve_limit: float) -> float:
    """Return what is taken off a year's allocation to recover earlier overspends."""
    return max(0.0, min(deficit, reserve_limit * allocation))


@compiled
def charge(chargeable_days: float, social_share: float, per_day: float, pooled: float) -> float:
    """Return the reimbursement charge on delayed days; none is due inside a pool."""
    return chargeable_days * social_share * per_day * (1.0 - pooled)


def dispute_factor(rule: float, *, acceptance: Amount, pooled: Amount) -> Amount:
    """Return the factor on the chance of a dispute over who pays for a service.

    Disputes are about money that is short: there are none where no one is refused, and none
    inside a pool.
    """
    factor: Amount = rule * (1.0 - acceptance) * (1.0 - pooled)
    return factor


def uncovered(shared_sight: float, refused_share: float) -> float:
    """Return the share of hidden need that comes forward where partners share their lists.

    Where no one is refused no need is hidden; at half or more refused all that is seen comes.
    """
    return shared_sight * min(1.0, 2.0 * refused_share)


def next_trust(
    trust: float,
    *,
    built: float,
    shared_sight: float,
    overspend: float,
    eroded_by_overspend: float,
    transferred: float,
    eroded_by_transfer: float,
) -> float:
    """Return trust a month later: built by shared sight, eroded by overspends and dumped risk.

    ``built`` is the yearly share of distrust overcome under full sight; ``overspend`` and
    ``transferred`` are shares of the partners' allocations.
    """
    gained = built / 12.0 * shared_sight * (1.0 - trust)
    lost = trust * (eroded_by_overspend * overspend + eroded_by_transfer * transferred) / 12.0
    return max(0.0, min(1.0, trust + gained - lost))


def refill(use: float, usual_use: float, strength: float) -> float:
    """Return the share of those who would come if beds were free that does come."""
    if usual_use <= 0.0:
        return 0.0
    return max(0.0, min(1.0, strength * (usual_use - use) / usual_use))
