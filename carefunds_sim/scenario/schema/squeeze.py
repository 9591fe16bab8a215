"""A squeeze: how each body's money, need and prices change year by year, and one-off money."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool

from carefunds_sim.scenario.schema.quantity import (
    Gbp,
    Growth,
    Months,
    Quantity,
    ServiceName,
    Share,
    Year,
)
from carefunds_sim.scenario.schema.timetable import Timetable
from carefunds_sim.scenario.schema.words import (
    BodyKindWord,
    GrowthBasisWord,
    Name,
    Strict,
    Text,
    Title,
)


class YearPath(Strict):
    """A real change for each year of the study; ``after`` holds for years past the list."""

    by_year: Quantity[Annotated[list[Growth], Field(min_length=1, max_length=100)]]
    after: Quantity[Growth]


class BodyGrowth(YearPath):
    """How a body's money grows in each year of the study, and what that is measured against."""

    basis: GrowthBasisWord


class Grant(Strict):
    """One-off money to a body for stated calendar months of one reporting year (first = 1).

    It buys across services what can be had at once. ``notice`` is how long before its first month
    it was known: what takes as long to recruit costs no premium then. ``commitment`` is the share
    of what it bought that is still there when it ends, such as placements, and that the body then
    has to pay for itself, unless there is an ``exit_plan``. Money ``within`` the body's growth path
    is taken off its recurrent money of that year. ``services`` is what it may buy, if not all.
    """

    year: Annotated[int, Field(strict=True, ge=1, le=100)]
    months: Annotated[
        list[Annotated[int, Field(strict=True, ge=1, le=12)]], Field(min_length=1, max_length=12)
    ]
    to: BodyKindWord
    gbp_per_resident: Quantity[Gbp]
    notice: Quantity[Months] | None = None
    commitment: Quantity[Share] | None = None
    exit_plan: StrictBool = False
    within: StrictBool = False
    services: list[ServiceName] = []


class Squeeze(Strict):
    """What happens to money and need.

    ``first_year`` is the financial year, such as 2010 for 2010-11, that the first year of
    ``by_year`` was published for; a study of other years says so in a remark.

    ``community`` is the settlement of NHS services that no hospital trust runs; without it they
    grow as all NHS money does. ``tariff`` is what a hospital trust is paid for an admission,
    against what prices do; without it the price falls only as stays grow shorter.

    ``provider_costs`` are what care providers pay for staff and homes, against prices; ``fees`` how
    councils' fees grow against prices, beyond what a market's own say; ``vacancies`` the change of
    the share of their posts that is vacant; ``delay_target`` the change of delayed days that a
    target asks for in that year.
    """

    kind: Literal["squeeze"] = "squeeze"
    name: Name
    title: Title
    about: Text
    first_year: Year | None = None
    nhs: BodyGrowth
    council: BodyGrowth
    community: BodyGrowth | None = None
    tariff: YearPath | None = None
    provider_costs: YearPath | None = None
    fees: YearPath | None = None
    vacancies: YearPath | None = None
    delay_target: YearPath | None = None
    need_growth: Quantity[Growth]
    price_growth: Quantity[Growth]
    grants: list[Grant] = []
    timetable: Timetable | None = None
