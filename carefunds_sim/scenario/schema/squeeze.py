"""A squeeze path: how each body's money, need and prices change, year by year."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from carefunds_sim.scenario.schema.quantity import Gbp, Growth, Quantity, Year
from carefunds_sim.scenario.schema.strict import Strict
from carefunds_sim.scenario.schema.words import BodyKindWord, GrowthBasisWord, Name, Text, Title


class BodyGrowth(Strict):
    """A body's real growth for each year of the study; ``after`` holds for years past the list."""

    basis: GrowthBasisWord
    by_year: Quantity[Annotated[list[Growth], Field(min_length=1, max_length=100)]]
    after: Quantity[Growth]


class Grant(Strict):
    """One-off money to a body for stated calendar months of one reporting year (first = 1)."""

    year: Annotated[int, Field(strict=True, ge=1, le=100)]
    months: Annotated[
        list[Annotated[int, Field(strict=True, ge=1, le=12)]], Field(min_length=1, max_length=12)
    ]
    to: BodyKindWord
    gbp_per_resident: Quantity[Gbp]


class Squeeze(Strict):
    """What happens to money and need.

    ``first_year`` is the financial year, such as 2010 for 2010-11, that the first year of
    ``by_year`` was published for; a study of other years says so in a remark.
    """

    kind: Literal["squeeze"] = "squeeze"
    name: Name
    title: Title
    about: Text
    first_year: Year | None = None
    nhs: BodyGrowth
    council: BodyGrowth
    need_growth: Quantity[Growth]
    price_growth: Quantity[Growth]
    grants: list[Grant] = []
