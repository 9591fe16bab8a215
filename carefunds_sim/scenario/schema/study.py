"""Files that say what is run: a scenario, an experiment, a calibration or a sweep, and how."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from carefunds_sim.scenario.schema.quantity import Bound, Evidence, Year
from carefunds_sim.scenario.schema.timetable import Timetable
from carefunds_sim.scenario.schema.words import (
    Line,
    LoopWord,
    Name,
    RoleWord,
    ScenarioName,
    Strict,
    Text,
    Title,
)


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
    timetable: Timetable | None = None
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


Positive = Annotated[float, Field(strict=True, gt=0, le=1000, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(strict=True, ge=0, le=1000, allow_inf_nan=False)]


class PublishedFact(Evidence):
    """One published fact: what the model is to show over whole financial years.

    ``years`` are the first and the last, each by the calendar year in which it begins.
    ``observation_error`` is how far the figure may be from what was so, ``discrepancy`` how far a
    right model of this kind may be from it; both are standard deviations in the fact's unit. A fact
    is met when the model's mean is no more than two of both together away. What cannot be met says
    why in ``unmet``; what is shown without being fitted to has ``fit: false``.
    """

    title: Title
    measure: Line
    of: dict[Line, Line] = {}
    years: tuple[Year, Year]
    value: Bound
    observation_error: Positive
    discrepancy: NotNegative
    unit: Line
    fit: bool = True
    unmet: Text | None = None

    @property
    def standard_deviation(self) -> float:
        """Observation error and discrepancy together, in the fact's unit."""
        return math.hypot(self.observation_error, self.discrepancy)

    @property
    def interval(self) -> tuple[float, float]:
        """What is accepted: two standard deviations either side of the value."""
        accepted = 2.0 * self.standard_deviation
        return self.value - accepted, self.value + accepted

    @model_validator(mode="after")
    def _in_order(self) -> PublishedFact:
        if self.years[0] > self.years[1]:
            raise PydanticCustomError("years", "must run from the first year to the last")
        return self


class Fitted(Strict):
    """Numbers that move together, by one factor on what judgement said before.

    ``rest`` names the key of a row of shares that takes what the moved ones leave. ``facts`` are
    targets that rise and fall with these numbers, where there are such; a fit starts by them.
    """

    title: Title
    judged: dict[Line, Any]
    between: tuple[Positive, Positive]
    facts: list[Name] = []
    rest: dict[Line, Line] = {}

    @model_validator(mode="after")
    def _holds_one(self) -> Fitted:
        low, high = self.between
        if not low < 1 < high:
            raise PydanticCustomError("between", "must hold 1, which is the judgement")
        return self


class Unidentified(Strict):
    """Numbers that no fact tells from others, and what they might be; never fitted."""

    title: Title
    values: Annotated[dict[Line, float], Field(min_length=1)]


class WorldsDesign(Strict):
    """How worlds that fit are sought.

    A point is ruled out where its implausibility of ``rank`` (3: the third highest of all facts) is
    above ``cut_off``; both are settled before the first wave. That makes ``screening_points``
    points over the ranges of all numbers, and emulators of the ``inputs`` that matter most say how
    much it leaves. The first ``points`` of them then move step by step, with new runs after each;
    at each step the facts' variances are multiplied by the next of ``inflations``. In the end
    those that fit are run ``check_replications`` times with other people; in each further of
    ``check_rounds`` they have moved once more, by ``check_inflation``. ``count`` of those that
    still fit are kept, spread over what is left.
    """

    cut_off: Positive = 3.0
    rank: Annotated[int, Field(strict=True, ge=1, le=100)] = 3
    screening_points: Annotated[int, Field(strict=True, ge=20, le=100_000)] = 1000
    inputs: Annotated[int, Field(strict=True, ge=1, le=500)] = 160
    points: Annotated[int, Field(strict=True, ge=20, le=100_000)] = 600
    inflations: list[Annotated[float, Field(strict=True, ge=1, le=1000)]] = [12.0, 6.0, 4.0, 2.0]
    check_replications: Annotated[int, Field(strict=True, ge=2, le=1000)] = 6
    check_rounds: Annotated[int, Field(strict=True, ge=1, le=20)] = 2
    check_inflation: Annotated[float, Field(strict=True, ge=1, le=1000)] = 2.0
    count: Annotated[int, Field(strict=True, ge=1, le=100_000)] = 200
    seed: Annotated[int, Field(strict=True, ge=0, lt=2**32)] = 1


class Calibration(Strict):
    """Which scenario is fitted to which facts by which of its numbers.

    ``forecast_years`` are run after the years of the facts, to be compared with what is published
    of them by others: as fitted, and with each of the ``unidentified`` in turn.
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
    unidentified: dict[Name, Unidentified] = {}
    worlds: WorldsDesign = WorldsDesign()


MethodWord = Literal[
    "one_at_a_time", "full_factorial", "latin_hypercube", "sobol", "morris", "saltelli", "csv"
]
MOST_POINTS = 1_000_000
"""More would not fit the store of any study; it is a slip of the pen."""

Amount = Annotated[int, Field(strict=True, ge=1, le=MOST_POINTS)]


@dataclass(frozen=True)
class Method:
    """What a method of choosing points must be given, and what else it takes with its defaults.

    ``levels`` says whether a factor may have values of its own in place of a range.
    """

    needs: tuple[str, ...] = ()
    defaults: tuple[tuple[str, Any], ...] = ()
    levels: bool = False

    @property
    def takes(self) -> tuple[str, ...]:
        """All settings that the method knows."""
        return (*self.needs, *(key for key, _ in self.defaults))


_SEED = ("seed", 1)
METHODS: dict[str, Method] = {
    "one_at_a_time": Method(levels=True),
    "full_factorial": Method(defaults=(("levels", None),), levels=True),
    "latin_hypercube": Method(("points",), (("batches", 1), _SEED)),
    "sobol": Method(("points",), (_SEED,)),
    "morris": Method(("trajectories",), (("levels", 4), _SEED)),
    "saltelli": Method(("base_points",), (("second_order", False), _SEED)),
    "csv": Method(("file",), levels=True),
}
"""The methods by their words; ``levels`` of full_factorial is for factors without their own."""

BLOCKS = {"morris": "trajectories", "saltelli": "base_points"}
"""The methods whose points come in blocks of as many rows, and which setting counts the blocks."""


def rows_of_block(method: str, factors: int, *, second_order: bool) -> int:
    """Return the points of a trajectory (morris) or of a base point (saltelli)."""
    if method == "morris":
        return factors + 1
    return (2 if second_order else 1) * factors + 2


class FactorItem(Strict):
    """One number to vary by its path, or every number of a role; a bare path is enough.

    A ``*`` stands for any one word of a path. ``range`` replaces the number's own range, ``levels``
    are the only values it takes; both are in the unit of the number, or say by what all numbers of
    a mapping or list are multiplied.
    """

    path: Line | None = None
    role: RoleWord | None = None
    range: tuple[Bound, Bound] | None = None
    levels: Annotated[list[Bound], Field(min_length=2)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _by_name(cls, found: Any) -> Any:
        return {"path": found} if isinstance(found, str) else found

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the schema in which a bare path will do, for editors."""
        described = handler.resolve_ref_schema(handler(schema))
        return {"anyOf": [{"type": "string"}, described]}


class Plan(Strict):
    """How the points of a sweep are chosen: a method and the settings that it takes."""

    method: MethodWord
    points: Amount | None = None
    batches: Amount | None = None
    levels: Annotated[int, Field(strict=True, ge=2, le=1000)] | None = None
    trajectories: Amount | None = None
    base_points: Amount | None = None
    second_order: Annotated[bool, Field(strict=True)] | None = None
    file: Line | None = None
    seed: Annotated[int, Field(strict=True, ge=0, lt=2**32)] | None = None

    def settings(self) -> dict[str, Any]:
        """Return the settings of the method, with its defaults for what is not given."""
        method = METHODS[self.method]
        given = {key: getattr(self, key) for key in method.takes}
        found = dict(method.defaults) | {k: v for k, v in given.items() if v is not None}
        return {key: found[key] for key in method.takes if found[key] is not None}

    def points_of(self, factors: int) -> int:
        """Return how many points a design by settings has; 0 where levels or a table say."""
        settings = self.settings()
        if self.method in BLOCKS:
            second_order = bool(settings.get("second_order"))
            rows = rows_of_block(self.method, factors, second_order=second_order)
            return int(settings[BLOCKS[self.method]]) * rows
        return int(settings.get("points", 0)) * int(settings.get("batches", 1))


class Varied(Strict):
    """What a sweep varies and how, apart from the scenarios; ``series`` are accounts by month."""

    factors: list[FactorItem] = []
    design: Plan
    series: list[Line] = []


class Sweep(Crossing, Varied):
    """Every scenario of a crossing, at every point of a design over some of its numbers."""

    kind: Literal["sweep"] = "sweep"
