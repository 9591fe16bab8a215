"""From an arrangement to the arrays of its funds' rules and of its terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from carefunds_sim import vocabulary as v
from carefunds_sim.model import tables
from carefunds_sim.model.plan import Rules, Terms
from carefunds_sim.scenario.schema.arrangement import EVERY_SERVICE

if TYPE_CHECKING:
    from carefunds_sim.model.record import Names
    from carefunds_sim.scenario.schema.area import Area
    from carefunds_sim.scenario.schema.arrangement import Arrangement


def make_rules(
    arrangement: Arrangement, area: Area, names: Names, scale: float
) -> tuple[Rules, Terms]:
    """Lay out the rules of every fund, own funds first, and the terms of the partnership.

    A pool of ``names`` that this arrangement does not have holds nothing under its rules.
    """
    payers = [kind for kind in names.body_kinds if kind is not v.BodyKind.SELF]
    pools = list(arrangement.pools.values())
    idle = len(names.funds) - len(payers) - len(pools)
    rules = [arrangement.own_funds for _ in payers] + [pool.rules for pool in pools]
    rules += [arrangement.own_funds] * idle
    bodies = len(names.bodies)
    owner = np.zeros((len(rules), bodies), dtype=np.bool_)
    offset = np.zeros(len(rules))
    for body, kind in enumerate(payers):
        owner[body, body] = True
        if kind is v.BodyKind.COUNCIL:
            offset[body] = tables.number(arrangement.own_funds.council_offset)
    for index, pool in enumerate(pools, start=len(payers)):
        owner[index] = [
            kind is not v.BodyKind.SELF and pool.lead in (None, kind) for kind in names.body_kinds
        ]
    share = np.zeros((len(rules), len(names.services)))
    for index, pool in enumerate(pools, start=len(payers)):
        rest = pool.share.value.get(EVERY_SERVICE, 0.0)
        share[index] = tables.by_name(pool.share, names.services, rest)
    own = len(payers)
    return (
        Rules(
            sight=np.array([r.sight.value for r in rules]),
            lag=np.array([round(r.sight_lag.value) for r in rules], dtype=np.int64),
            regard=np.array([r.regard.value for r in rules]),
            goodwill=np.array([r.goodwill.value for r in rules]),
            virement=np.array([r.virement.value for r in rules]),
            cycle=np.array([max(1, round(r.cycle.value)) for r in rules], dtype=np.int64),
            offset=np.round(offset).astype(np.int64),
            owner=owner,
            pool_share=share,
            risk_share=np.array(
                [v.RiskShare.OWN] * own + [p.risk_share for p in pools] + [v.RiskShare.OWN] * idle
            ),
            risk_cap=np.array(
                [0.0] * own + [tables.number(p.risk_cap) for p in pools] + [0.0] * idle
            ),
            host_share=np.array(
                [np.eye(bodies)[body] for body in range(own)]
                + [share_of_kind(pool.host, area, names) for pool in pools]
                + [np.zeros(bodies)] * idle
            ),
        ),
        _terms(arrangement, area, scale),
    )


def commissioner_share(area: Area) -> np.ndarray:
    """Return the share of residents of each NHS commissioner; one where none are named."""
    if area.commissioners is None:
        return np.ones(1)
    return np.array(list(area.commissioners.value.values()))


def share_of_kind(kind: v.BodyKind | None, area: Area, names: Names) -> np.ndarray:
    """Return each body's part of its kind: NHS commissioners share by residents; (b)."""
    share = np.zeros(len(names.bodies))
    of_kind = [body is kind for body in names.body_kinds]
    share[of_kind] = commissioner_share(area) if kind is v.BodyKind.NHS else 1.0
    return share


def _terms(arrangement: Arrangement, area: Area, scale: float) -> Terms:
    overhead, trust = arrangement.overhead, arrangement.trust
    factor = np.ones(len(area.stages))
    for practice in arrangement.practice:
        factor *= tables.by_name(area.practices[practice].factors, list(area.stages), 1.0)
    return Terms(
        charge_on=float(arrangement.charge),
        dispute_chance=arrangement.disputes.chance.value,
        dispute_length=arrangement.disputes.length.value,
        setup_months=overhead.setup_months.value,
        setup_cost=overhead.setup_cost.value,
        yearly_cost=overhead.yearly_cost.value,
        joint_working=tables.number(overhead.joint_working) * scale,
        disruption=overhead.disruption.value,
        disruption_months=overhead.disruption_months.value,
        saving=overhead.saving.value,
        saving_after=overhead.saving_after.value,
        trust_initial=trust.initial.value,
        trust_built=trust.built.value,
        eroded_by_overspend=trust.eroded_by_overspend.value,
        eroded_by_transfer=trust.eroded_by_transfer.value,
        stage_factor=factor,
    )
