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
    own = len(names.payers)
    pools = [arrangement.pools.get(name) for name in names.funds[own:]]
    bodies, council = own + 1, own - 1
    rules = [arrangement.own_funds] * own
    rules += [(pool and pool.rules) or arrangement.own_funds for pool in pools]
    owner = np.eye(len(rules), bodies, dtype=np.bool_)
    owner[own:] = False
    offset, risk_cap = np.zeros(len(rules)), np.zeros(len(rules))
    offset[council] = tables.number(arrangement.own_funds.council_offset)
    risk_share = np.full(len(rules), v.RiskShare.OWN)
    budgeting = np.full(len(rules), v.Budgeting.BY_ORIGIN)
    by_partner = np.ones(len(rules), dtype=np.bool_)
    ends = np.zeros((2, len(rules)), dtype=np.bool_)
    minimum = np.zeros(len(rules))
    fixed = np.zeros((len(rules), len(names.services)), dtype=np.bool_)
    share = np.zeros((len(rules), len(names.services)))
    host_share = np.eye(len(rules), bodies)
    host_share[own:] = 0.0
    for fund, pool in enumerate(pools, start=own):
        if pool is None:
            continue
        owner[fund] = [
            kind is not v.BodyKind.SELF and pool.lead in (None, kind)
            for kind in names.body_kinds[:bodies]
        ]
        rest = pool.share.value.get(EVERY_SERVICE, 0.0)
        share[fund] = tables.by_name(pool.share, names.services, rest)
        risk_share[fund], risk_cap[fund] = pool.risk_share, tables.number(pool.risk_cap)
        host_share[fund] = share_of_kind(pool.host, area, names)
        budgeting[fund], minimum[fund] = pool.budgeting, tables.number(pool.minimum)
        fixed[fund] = [name in pool.fixed for name in names.services]
        by_partner[fund] = pool.decided_by is v.DecidedBy.PARTNERS
        ends[:, fund] = pool.ends_disputes, pool.ends_charge
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
            budgeting=budgeting,
            fixed=fixed,
            minimum=minimum,
            by_partner=by_partner,
            ends_disputes=ends[0],
            ends_charge=ends[1],
            risk_share=risk_share,
            risk_cap=risk_cap,
            host_share=host_share,
            decision_rule=tuple(r.decision_rule or "" for r in rules),
        ),
        _terms(arrangement, area, names, scale),
    )


def commissioner_share(area: Area) -> np.ndarray:
    """Return the share of residents of each NHS commissioner; one where none are named."""
    if area.commissioners is None:
        return np.ones(1)
    return np.array(list(area.commissioners.value.values()))


def share_of_kind(kind: v.BodyKind | None, area: Area, names: Names) -> np.ndarray:
    """Return each body's part of its kind: NHS commissioners share by residents.

    Of those who pay into funds, and people; (payers + 1).
    """
    share = np.zeros(len(names.payers) + 1)
    of_kind = [body is kind for body in names.body_kinds[: len(share)]]
    share[of_kind] = commissioner_share(area) if kind is v.BodyKind.NHS else 1.0
    return share


def _terms(arrangement: Arrangement, area: Area, names: Names, scale: float) -> Terms:
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
        reinvests=arrangement.reinvested is not None,
        reinvested=tables.by_name(arrangement.reinvested, names.services, 0.0),
        stage_factor=factor,
    )
