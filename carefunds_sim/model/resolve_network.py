"""From an area's services, routes and stages to the arrays of the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from carefunds_sim import vocabulary as v
from carefunds_sim.model import tables
from carefunds_sim.model.calendar import DAYS_PER_YEAR
from carefunds_sim.model.plan import MOST_CLOSING, Behaviour, Network
from carefunds_sim.model.rules.steering import whole_units
from carefunds_sim.model.tables import total

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from carefunds_sim.scenario.schema.area import Area, Service

NONE = -1


def make_network(area: Area, scale: float) -> Network:
    """Lay out the services, routes and stages of an area as arrays."""
    names = list(area.services)
    services = list(area.services.values())
    core, escalation = _capacity(area, scale)
    steps = sorted(
        (step.day, index, _units_at(step.capacity, service, scale))
        for index, service in enumerate(services)
        for step in service.capacity_steps
    )
    return Network(
        kind=np.array([service.kind for service in services]),
        setting=np.array([service.setting for service in services]),
        core=core,
        escalation=escalation,
        units=_stack(tables.by_dependency(s.units_per_person, 1.0) for s in services),
        stay_mean=_stack(
            np.outer(
                tables.by_dependency(s.stay_days), [1.0, tables.number(s.hip_fracture_stay, 1.0)]
            )
            for s in services
        ),
        stay_trend=_stack(tables.number(service.stay_trend) for service in services),
        stay_family=np.array([service.stay_family for service in services]),
        stay_spread=_stack(tables.number(service.stay_spread) for service in services),
        hazard=_stack(
            np.stack([tables.by_dependency(part) for part in (h.death, h.admission, h.decline)], 1)
            for h in (service.hazards for service in services)
        )
        / DAYS_PER_YEAR,
        hip_fracture_death=_stack(tables.number(s.hip_fracture_death, 1.0) for s in services),
        attendance=_stack(tables.by_dependency(s.hazards.attendance) for s in services)
        / DAYS_PER_YEAR,
        onward=_stack(_onward(service, names) for service in services),
        second_choice=_index(names, (service.second_choice for service in services)),
        patience=_stack(tables.number(service.patience, np.inf) for service in services),
        waits_at_home=_flags(service.waits is v.Waits.AT_HOME for service in services),
        arranged=_flags(service.arranged for service in services),
        self_funded_as=_index(names, (service.self_funded_as for service in services)),
        kept_in_hospital=_flags(service.kept_in_hospital for service in services),
        unmet_need=_flags(service.unmet_need for service in services),
        long_term=_flags(service.long_term for service in services),
        rehabilitation=_flags(service.rehabilitation for service in services),
        improvement=_stack(tables.by_dependency(service.improvement) for service in services),
        reason=_codes(service.delay_reason for service in services),
        **_rationing(services, names),
        **_stages(area, names),
        step_day=np.array([day for day, _, _ in steps], dtype=np.float64),
        step_service=np.array([index for _, index, _ in steps], dtype=np.int64),
        step_capacity=np.array([capacity for _, _, capacity in steps], dtype=np.float64),
        stream_origin=np.array([stream.origin for stream in area.streams.values()]),
        stream_home=_index(names, (stream.waits_in for stream in area.streams.values())),
        stream_thinning=np.array([stream.thinned_by for stream in area.streams.values()]),
        admitted_to=names.index(area.admitted_to) if area.admitted_to else NONE,
        home=next((i for i, service in enumerate(services) if service.unmet_need), NONE),
        prevents=_stack(tables.by_name(s.prevents, list(area.streams)) for s in services),
        prevention_lag=_stack(tables.number(service.prevention_lag) for service in services),
        **_providers(area, names),
    )


def make_behaviour(area: Area) -> Behaviour:
    """Collect how people and wards respond; neutral where the area says nothing."""
    behaviour = area.behaviour
    early = behaviour.early_discharge
    number = tables.number
    return Behaviour(
        recent_days=number(behaviour.recent_discharge_days),
        recent_admission=number(behaviour.recent_discharge_admission, 1.0),
        deconditioning=number(behaviour.deconditioning),
        early_above=number(early.above_occupancy) if early else np.inf,
        early_chance=number(early.chance) if early else 0.0,
        early_cut=number(early.stay_cut) if early else 0.0,
        early_readmission=number(early.readmission) if early else 1.0,
        readmission_hip_fracture=tables.by_band(behaviour.readmission_hip_fracture),
        refill=number(behaviour.refill),
        charge_notice_days=number(area.money.charge_notice) if area.money else 0.0,
    )


def _capacity(area: Area, scale: float) -> tuple[np.ndarray, np.ndarray]:
    """Return core and escalation capacity; beds, places and teams come in whole units."""
    core, escalation = [], []
    for name, service in area.services.items():
        if service.kind is v.ServiceKind.UNLIMITED:
            core.append(np.inf)
        elif area.pot is not None and name in area.pot.split.value:
            price = tables.number(service.costs.fixed_per_unit)
            money = area.pot.gbp_per_day.value * area.pot.split.value[name] * scale
            core.append(whole_units(money / price, service.kind, down=True))
        else:
            core.append(_units_at(tables.number(service.capacity), service, scale))
        escalation.append(whole_units(tables.number(service.escalation) * scale, service.kind))
    return np.array(core), np.array(escalation)


def _units_at(capacity: float, service: Service, scale: float) -> float:
    """Return a capacity at a scale; a small area still has one bed, place or member of staff."""
    wanted = capacity * scale
    return max(1.0 if wanted > 0.0 else 0.0, whole_units(wanted, service.kind))


def _onward(service: Service, names: Sequence[str]) -> np.ndarray:
    """Return cumulative shares (d, p, s + 1); what is left of a row needs nothing more."""
    usual = tables.routes(service.onward, names)
    own = service.onward_hip_fracture
    hip = usual if own is None else tables.routes(own, names)
    shares = np.stack([usual, hip], axis=1)
    rest = 1.0 - shares.sum(axis=2, keepdims=True)
    return np.cumsum(np.concatenate([shares, rest], axis=2), axis=2)


def _rationing(services: Sequence[Service], names: Sequence[str]) -> dict[str, np.ndarray]:
    found = [service.rationing for service in services]
    weights, refused_to = [], []
    for rationing in found:
        dependency = tables.by_dependency(rationing.dependency_weight if rationing else None)
        origin = tables.along(rationing.origin_weight if rationing else None, v.Origin)
        weights.append(np.outer(dependency, origin))
        shares = tables.by_name(rationing.refused_to if rationing else None, names)
        refused_to.append(np.cumsum(shares) / (total(shares) or 1.0))  # the last of them is sure
    return {
        "rationed": _flags(rationing is not None for rationing in found),
        "refused_to": np.stack(refused_to),
        "refusal_weight": np.stack(weights),
        "eligible": _stack(tables.by_dependency(r.eligible if r else None, 1.0) for r in found),
        "lowest_acceptance": _stack(
            tables.number(r.lowest_acceptance) if r else 1.0 for r in found
        ),
        "smaller_packages": _stack(tables.number(r.smaller_packages) if r else 0.0 for r in found),
    }


def _providers(area: Area, names: Sequence[str]) -> dict[str, np.ndarray]:
    """Return the market of each service, and how many of its providers a day may close; (s)."""
    market, threat = np.full(len(names), NONE), np.zeros(len(names))
    for index, each in enumerate(area.money.markets.values() if area.money else ()):
        held = [name in each.services for name in names]
        market[held] = index
        threat[held] = MOST_CLOSING * each.turnover.value / DAYS_PER_YEAR
    return {"market": market, "threat": threat}


def _stages(area: Area, names: Sequence[str]) -> dict[str, np.ndarray]:
    stages, markets = list(area.stages.values()), list(area.money.markets) if area.money else []
    chance = [
        [
            tables.by_name(s.from_hospital, names),
            tables.by_name(s.from_community, names),
            tables.by_name(s.from_other_beds or s.from_hospital, names),
        ]
        for s in stages
    ]
    words = {
        use: [v.key_word("stage", name, use) for name in area.stages] for use in ("chance", "days")
    }
    return {
        "stage_team": _index(names, (stage.team for stage in stages)),
        "stage_days": _stack(tables.number(stage.days) for stage in stages),
        "stage_family": np.array([stage.family for stage in stages], dtype=np.int64),
        "stage_spread": _stack(tables.number(stage.spread) for stage in stages),
        "stage_reason": _codes(stage.reason for stage in stages),
        "stage_market": _index(markets, (stage.market for stage in stages)),
        "stage_declared": _flags(stage.declared_ready for stage in stages),
        "stage_dispute": _flags(stage.dispute for stage in stages),
        "stage_chance_purpose": np.array(words["chance"], dtype=np.int64),
        "stage_days_purpose": np.array(words["days"], dtype=np.int64),
        "stage_chance": np.array(chance).reshape(len(stages), len(v.ArrangedFrom), len(names)),
    }


def _index(names: Sequence[str], wanted: Iterable[str | None]) -> np.ndarray:
    return np.array(
        [NONE if name is None else names.index(name) for name in wanted], dtype=np.int64
    )


def _codes(words: Iterable[v.Word | None]) -> np.ndarray:
    return np.array([NONE if word is None else int(word) for word in words], dtype=np.int64)


def _flags(values: Iterable[bool]) -> np.ndarray:
    return np.array(list(values), dtype=np.bool_)


def _stack(parts: Iterable[float | np.ndarray]) -> np.ndarray:
    return np.array([np.asarray(part, dtype=np.float64) for part in parts])
