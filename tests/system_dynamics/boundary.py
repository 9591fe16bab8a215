"""What the model works out itself, what it is given, and what it leaves out.

A test finds every dated input in the schema of files and every stock in the books, and holds them
against these tables.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from typing import NamedTuple

from pydantic import BaseModel

from carefunds_sim.model.conditions import Conditions
from carefunds_sim.model.money.books import Books, HospitalBooks, MarketBooks
from carefunds_sim.scenario import schema

DATED = re.compile(r"Quantity_a_year\b|Quantity_a_year_by|YearPath|BodyGrowth|Grant|CapacityStep")
RHYTHMS = ("season", "weekday")
PATHS = ("YearPath", "BodyGrowth")  # what dated inputs are made of

GIVEN = {
    "people": "`Residents.growth`, `Squeeze.need_growth`, `Stream.season`, `Stream.weekday`",
    "stays": "`Service.stay_trend`",
    "public money": "`Squeeze.nhs`, `Squeeze.council`, `Squeeze.community`, `Squeeze.grants`",
    "prices": "`Squeeze.price_growth`, `Squeeze.tariff`, `Market.fee_growth`, `Squeeze.fees`",
    "providers": "`Squeeze.provider_costs`, `Squeeze.vacancies`",
    "targets": "`Squeeze.delay_target`",
    "capacity of small networks without money": "`Service.capacity_steps`",
}
"""Dated inputs by what they are about: class and field of the schema of files."""

WORKED_OUT = {
    "budgets and allocations": "`contribution`, `budget`, `allocation`, `granted`, `saving`",
    "the year's spending": "`spent`, `year_cost`, `year_budget`, `year_chargeable`, "
    "`year_reinvested`, `year_transfer`",
    "deficits and reserves": "`deficit`",
    "capacity": "`stock`, `planned`, `cut`, `short_term`, `committed`, `premium`, `unit_year`, "
    "`felt`, `open_units`",
    "rationing": "`level`, `hold`, `acceptance`, `package`",
    "what a timetable will take back, or found too little of": "`dated`, `short`",
    "what is seen": "`demand`, `requested`, `diverted`, `waiting`, `lines`, `used`, `leaving`, "
    "`usual_use`",
    "care providers": "`places`, `open`, `free`, `income`, `earned`, `usual_income`, `fee`, "
    "`closing`",
    "the hospital trust": "`cost`, `activity`, `usual`, `price`, `envelope`",
    "partners": "`trust`, `dispute_chance`, `dispute_length`, `head_start`",
    "arranging care": "`usual_load`, `used_to`, `stage_factor`, `search`",
    "who comes forward": "`threshold`",
    "stays, by their given trend": "`stay_factor`",
}
"""Stocks and conditions by what they are about: fields of the books and of the conditions."""

NOT_BY_MONEY = {"residents", "offered_load", "in_force"}
"""Accounts that no money changes: they are given, or worked out before a run."""


class Left(NamedTuple):
    """Something outside, why it may matter, and what was done about it."""

    out: str
    matters: str
    done: str


LEFT_OUT = (
    Left("Admissions from among people who need nothing",
         "care that prevents illness would pay nothing back",
         "three ways in: prevention, freed beds and hidden need, each a loop with a switch "
         "([loops](loops.md)); an effect of social care on first admissions has not been found "
         "([assumption 4](assumptions.md#people))"),
    Left("Younger people, planned admissions, the rest of the hospital",
         "they compete for beds and money when those are short",
         "left out; one level is held to all delayed people, of whom 15 in 100 were younger "
         "([limits](limits.md#against-what-was-published))"),
    Left("Council services other than care for older people",
         "a council may save elsewhere to spare care, or the reverse",
         "left out; the squeeze may bite harder than it did ([assumption "
         "28](assumptions.md#money)); a depth of the squeeze can be swept ([sweeps]("
         "../how-to/sweeps.md))"),
    Left("The labour market of carers beyond dated vacancies",
         "pay, morale and turnover may feed on overwork",
         "vacancies are dated and may answer to income (`vacancy_response`, nil as fitted); every "
         "post vacant is a condition above"),
    Left("Family carers giving up", "refusals would come back as need, late",
         "family care has room for all and ends after a while, when some ask again ([limits]("
         "limits.md#people)); not tested"),
    Left("Prices that answer to demand", "a larger purchaser would pay more",
         "fees move by dated paths and a share of a cut; what they do to places is a loop, "
         "`income_opens_places`"),
    Left("Quality of care, experience, and what a life is worth",
         "the cheapest split may not be the best", "left out: nothing is weighed against them "
         "([limits](limits.md#questions-it-is-not-for))"),
    Left("Politics, leadership, repeated reorganisation",
         "arrangements fail for such reasons",
         "left out: an arrangement comes on its day and stays ([limits]("
         "limits.md#what-an-arrangement-is-here))"),
    Left("Distance, and other hospitals", "waits may be pooled away, or exported",
         "left out: one hospital, one queue a service ([limits](limits.md#services))"),
    Left("Nights, weekends and rotas inside services", "a day's delay may be a weekend's",
         "arrivals have weekdays, discharges do not ([limits](limits.md#services))"),
)  # fmt: skip


def named(table: dict[str, str]) -> list[str]:
    """Return the names in a table, in its order."""
    return re.findall(r"`([\w.]+)`", " ".join(table.values()))


def dated_inputs() -> set[str]:
    """Return the inputs of files that have dates or yearly rates, as Class.field."""
    return {
        f"{model.__name__}.{field}"
        for model in models()
        if model.__name__ not in PATHS
        for field, info in model.model_fields.items()
        if field in RHYTHMS or DATED.search(repr(info))
    }


def models() -> set[type[BaseModel]]:
    """Return every class of the schema of files."""
    modules = [
        importlib.import_module(f"{schema.__name__}.{each.name}")
        for each in pkgutil.iter_modules(schema.__path__)
    ]
    found = [each for module in modules for each in vars(module).values()]
    return {each for each in found if inspect.isclass(each) and issubclass(each, BaseModel)}


def stocks() -> set[str]:
    """Return the fields of the books, of their parts, and of the month's conditions."""
    parts = (Books, HospitalBooks, MarketBooks, Conditions)
    return {field for part in parts for field in part._fields} - {"market", "hospital"}
