"""A population of councils: how published numbers differ between them, and go together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from carefunds_sim.scenario.schema.quantity import Evidence, Share, Year
from carefunds_sim.scenario.schema.words import Line, Name, Strict, Text, Title

Log = Annotated[float, Field(strict=True, ge=-10, le=10, allow_inf_nan=False)]
Spread = Annotated[float, Field(strict=True, gt=0, le=5, allow_inf_nan=False)]
Ratio = Annotated[float, Field(strict=True, gt=0, le=10_000, allow_inf_nan=False)]
NoLess = Annotated[float, Field(strict=True, ge=0, le=1e9, allow_inf_nan=False)]
Correlation = Annotated[float, Field(strict=True, ge=-1, le=1)]
Several = Annotated[int, Field(strict=True, ge=3, le=100_000)]

PRACTICE = "practice"
"""The name of what is moved by what persists and is not explained; no number may have it."""

BODIES = ("total", "nhs", "social_care", "both")
"""Whose delayed days are kept of each council and year; those of all first."""


class Moved(Evidence):
    """What moves numbers of an area: each is multiplied by the ratio to the stated power."""

    title: Title
    moves: Annotated[dict[Line, Log], Field(min_length=1)]
    moved_because: Text = ""


class CouncilNumber(Moved):
    """One published number as a ratio to England's, in natural logarithms over councils.

    ``england`` is England's own, in ``unit``. ``coefficient`` is how the logarithm of delayed days
    per resident goes with that of the ratio, the other numbers being equal.
    """

    unit: Line
    england: NoLess
    mean: Log
    sd: Spread
    coefficient: Log


class SpreadOfDelays(Evidence):
    """How delays differ between councils: what the joined numbers explain, and what persists.

    ``sd`` is of the logarithm of delayed days per resident within a year. ``explained`` is the
    share of its variance that goes with the numbers, ``explained_by_chance`` what as many numbers
    would explain that belong to other councils. ``persists`` is the share of the rest that the
    first and the last year have in common, ``next_year`` that of years which follow each other.
    ``apart`` has for the days of the NHS and of social care what the numbers explain of each.
    """

    councils: Several
    years: Annotated[list[Year], Field(min_length=2)]
    england: Annotated[list[NoLess], Field(min_length=2)]
    sd: Spread
    explained: Share
    explained_by_chance: Share
    persists: Share
    next_year: Share
    apart: dict[Literal["nhs", "social_care"], Share] = {}


class JoinedCouncil(Strict):
    """A real council: ratios to England's numbers, and to its delays per resident by year.

    ``practice`` is the logarithm of its persistent ratio that the other numbers do not explain.
    """

    name: Line
    ratios: dict[Name, Ratio]
    delays: dict[Literal["total", "nhs", "social_care", "both"], list[NoLess]]
    practice: Log


class Population(Strict):
    """Councils that differ from a typical one as real councils do.

    With ``councils`` these are studied; else councils are drawn from means, spreads and
    correlations, which are of logarithms. ``practice`` is moved by what persists and is not
    explained.
    """

    kind: Literal["population"] = "population"
    name: Name
    title: Title
    about: Text = ""
    caveats: list[Text] = []
    area: Line
    numbers: Annotated[dict[Name, CouncilNumber], Field(min_length=1)]
    correlations: dict[Name, dict[Name, Correlation]] = {}
    delays: SpreadOfDelays
    practice: Moved
    councils: dict[Line, JoinedCouncil] = {}

    @property
    def matrix(self) -> list[list[float]]:
        """The correlations of the numbers, in their order."""
        return matrix(list(self.numbers), self.correlations)


def matrix(
    names: Sequence[str], correlations: Mapping[str, Mapping[str, float]]
) -> list[list[float]]:
    """Return correlations that a file has once for each pair as a symmetric matrix."""

    def of(one: str, other: str) -> float:
        found = correlations.get(one, {}).get(other, correlations.get(other, {}).get(one, 0.0))
        return 1.0 if one == other else found

    return [[of(one, other) for other in names] for one in names]
