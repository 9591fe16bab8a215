"""The parts that a scenario is composed of, by the keys of its file."""

from __future__ import annotations

from pydantic import BaseModel

from carefunds_sim.scenario.area import Area
from carefunds_sim.scenario.arrangement import Arrangement
from carefunds_sim.scenario.squeeze import Squeeze
from carefunds_sim.scenario.study import RunSettings

PARTS: dict[str, type[BaseModel]] = {
    "area": Area,
    "arrangement": Arrangement,
    "squeeze": Squeeze,
    "replaced": Arrangement,
    "run": RunSettings,
}
