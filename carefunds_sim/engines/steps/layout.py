"""From a Plan to the records that an engine begins with: the world, services, stages, streams."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from carefunds_sim.engines.steps.records import (
    NO_PERSON,
    SERVICE,
    STAGE,
    STEP_OF_CAPACITY,
    STREAM,
    WORLD,
)
from carefunds_sim.vocabulary import (
    DelayReason,
    Dependency,
    Loop,
    Origin,
    Setting,
    WaitingPlace,
)

if TYPE_CHECKING:
    from carefunds_sim.model.conditions import Conditions
    from carefunds_sim.model.plan import Network, Plan

OF_SERVICES = (
    "setting", "stay_family", "second_choice", "self_funded_as", "reason", "market",
    "waits_at_home", "arranged", "kept_in_hospital", "long_term", "rehabilitation", "rationed",
    "escalation", "stay_spread", "hip_fracture_death", "patience", "lowest_acceptance", "units",
    "stay_mean", "hazard", "improvement", "refusal_weight", "eligible", "threat",
)  # fmt: skip
OF_STAGES = (
    "team", "family", "reason", "market", "chance_purpose", "days_purpose", "declared", "dispute",
    "days", "spread",
)  # fmt: skip
OF_CONDITIONS = (
    "open_units", "acceptance", "package", "stay_factor", "head_start", "dispute_chance",
    "closing",
)  # fmt: skip
OF_ROUTES = ("onward", "refused_to", "stage_chance")
OF_BEHAVIOUR = (
    "recent_days", "recent_admission", "deconditioning", "early_above", "early_chance",
    "early_cut", "early_readmission", "charge_notice_days", "readmission_hip_fracture",
)  # fmt: skip


def world_row(plan: Plan, *, traced: bool) -> np.ndarray:
    """Return what holds for the run as a whole, in a table of one row."""
    made = np.zeros(1, WORLD)
    world = made[0]
    world["seed"], world["replication"] = plan.seed, plan.replication
    for name in OF_BEHAVIOUR:
        world[name] = getattr(plan.behaviour, name)
    world["admitted_to"], world["home"] = plan.network.admitted_to, plan.network.home
    world["early_readmits"] = plan.loops[Loop.EARLY_DISCHARGE_READMISSION]
    world["bed_rest_weakens"] = plan.loops[Loop.DECONDITIONING]
    world["missing_costs"] = plan.loops[Loop.NO_REHABILITATION_DEARER_CARE]
    world["traced"] = traced
    world["commissioners"] = commissioners = len(plan.names.commissioners)
    world["free"] = NO_PERSON
    services, first = len(plan.network.core), 0
    world["moves_each"] = (services + 2) * (services + 3)
    for name, shape in level_shapes(services, commissioners).items():
        world[name] = first
        first += math.prod(shape)
    return made


def level_shapes(services: int, commissioners: int) -> dict[str, tuple[int, ...]]:
    """Return the shape of each table of levels, which lie one after the other."""
    return {
        "occupied": (services, len(Dependency)),
        "units": (services, commissioners),
        "escalation": (services,),
        "waiting": (services, len(WaitingPlace)),
        "delayed": (2, len(DelayReason)),
        "undeclared": (2,),
    }


def service_rows(plan: Plan, conditions: Conditions) -> np.ndarray:
    """Return the services as they open on the first day."""
    network = plan.network
    table = np.zeros(len(network.core), SERVICE)
    change_services(table, network)
    acute = network.setting == Setting.ACUTE
    table["limited"] = np.where(
        acute, plan.loops[Loop.FREE_BED_ADMITS], plan.loops[Loop.PLACES_DISCHARGE]
    )
    table["first"] = NO_PERSON
    open_now = conditions.open_units + network.escalation
    table["limit"] = np.where(table["limited"], open_now, np.inf)
    return table


def change_services(table: np.ndarray, network: Network) -> None:
    """Let services be as a timetable has changed them; who is there and who waits stay."""
    for name in OF_SERVICES:
        table[name] = getattr(network, name)
    table["held_fast"] = ~network.hazard.any(axis=(1, 2))


def stage_rows(network: Network) -> np.ndarray:
    """Return the stages of arranging care."""
    table = np.zeros(len(network.stage_team), STAGE)
    for name in OF_STAGES:
        table[name] = getattr(network, f"stage_{name}")
    return table


def stream_rows(network: Network) -> np.ndarray:
    """Return the streams and, last, the census of the first day."""
    table = np.zeros(len(network.stream_home) + 1, STREAM)
    table["home"] = np.append(network.stream_home, -1)
    table["origin"] = np.append(network.stream_origin, Origin.HOSPITAL)
    return table


def capacity_step_rows(network: Network) -> np.ndarray:
    """Return the capacity steps of a small network, in order."""
    table = np.zeros(len(network.step_day), STEP_OF_CAPACITY)
    table["day"], table["service"] = network.step_day, network.step_service
    table["capacity"] = network.step_capacity
    return table
