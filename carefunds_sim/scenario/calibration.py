"""A calibration: published facts to meet, and the numbers that may move to meet them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from carefunds_sim.scenario.labels import Line, Name, Text, Title
from carefunds_sim.scenario.quantity import Bound, Evidence, Strict
from carefunds_sim.scenario.study import RunSettings

Year = Annotated[int, Field(strict=True, ge=1990, le=2100)]
Positive = Annotated[float, Field(strict=True, gt=0, le=1000, allow_inf_nan=False)]


class PublishedFact(Evidence):
    """One published fact: what the model is to show over whole financial years.

    ``years`` are the first and the last, each by the calendar year in which it begins. A fact is
    met when the model's mean lies within ``interval``. What cannot be met says why in ``unmet``;
    what is shown without being fitted to has ``fit: false``.
    """

    title: Title
    measure: Line
    of: dict[Line, Line] = {}
    years: tuple[Year, Year]
    value: Bound
    interval: tuple[Bound, Bound]
    unit: Line
    fit: bool = True
    unmet: Text | None = None

    @model_validator(mode="after")
    def _in_order(self) -> PublishedFact:
        low, high = self.interval
        if not low < high or not low <= self.value <= high:
            raise PydanticCustomError("interval", "must hold its value, from low to high")
        if self.years[0] > self.years[1]:
            raise PydanticCustomError("years", "must run from the first year to the last")
        return self


class Fitted(Strict):
    """Numbers that move together, by one factor on what judgement said before.

    ``rest`` names the key of a row of shares that takes what the moved ones leave.
    """

    title: Title
    judged: dict[Line, Any]
    between: tuple[Positive, Positive]
    rest: dict[Line, Line] = {}

    @model_validator(mode="after")
    def _holds_one(self) -> Fitted:
        low, high = self.between
        if not low < 1 < high:
            raise PydanticCustomError("between", "must hold 1, which is the judgement")
        return self


class Calibration(Strict):
    """Which scenario is fitted to which facts by which of its numbers.

    ``forecast_years`` are run after the years of the facts, to be compared with what is published
    of them by others.
    """

    kind: Literal["calibration"] = "calibration"
    name: Name
    title: Title
    about: Text = ""
    caveats: list[Text] = []
    scenario: Line
    forecast_years: Annotated[int, Field(strict=True, ge=0, le=50)] = 0
    run: RunSettings = RunSettings()
    targets: Annotated[dict[Name, PublishedFact], Field(min_length=1)]
    fitted: dict[Name, Fitted] = {}
