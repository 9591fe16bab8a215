"""How a study is run: run settings, one scenario's file, and an experiment's file."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from carefunds_sim.scenario.labels import Line, Name, ScenarioName, Text, Title
from carefunds_sim.scenario.quantity import Strict, Year
from carefunds_sim.scenario.words import LoopWord


class RunSettings(Strict):
    """How long, how large and how often; never what the outcome is.

    ``scale`` is the share of the area's residents, capacity and money that is simulated: a
    smaller area, with the larger swings of a smaller area, not a thinned sample of a large one.
    """

    start_year: Year = 2009
    warmup_months: Annotated[int, Field(strict=True, ge=0, le=240)] = 12
    years: Annotated[int, Field(strict=True, ge=1, le=100)] = 10
    scale: Annotated[float, Field(strict=True, gt=0, le=100, allow_inf_nan=False)] = 1.0
    start: Literal["full", "empty"] = "full"
    replications: Annotated[int, Field(strict=True, ge=1, le=100_000)] = 5
    seed: Annotated[int, Field(strict=True, ge=0, lt=2**32)] = 1


def _named_or_written(found: Any) -> Any:
    if not isinstance(found, str | dict):
        raise PydanticCustomError("part", "must be a name, a path or a mapping of keys to values")
    return found


Part = Annotated[Line | dict[str, Any], BeforeValidator(_named_or_written)]


class ScenarioFile(Strict):
    """One scenario: an area and what is done to it, each by name, by path or written out.

    ``replaced`` is for a complete scenario only; else the arrangement says what it replaces.
    """

    kind: Literal["scenario"] = "scenario"
    name: ScenarioName
    title: Line
    about: Text = ""
    area: Part
    arrangement: Part | None = None
    squeeze: Part | None = None
    replaced: Part | None = None
    switched_off: list[LoopWord] = []
    run: RunSettings = RunSettings()


class Crossing(Strict):
    """Every arrangement under every squeeze in every area, and how each is run."""

    name: Name
    title: Title
    about: Text = ""
    areas: Annotated[list[Line], Field(min_length=1)]
    arrangements: Annotated[list[Line], Field(min_length=1)]
    squeezes: Annotated[list[Line], Field(min_length=1)]
    baseline: Line
    switched_off: list[LoopWord] = []
    run: RunSettings = RunSettings()


class Experiment(Crossing):
    """A comparison: every arrangement under every squeeze in every area."""

    kind: Literal["experiment"] = "experiment"
