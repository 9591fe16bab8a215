"""The page that walks one pound of each body through each arrangement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from carefunds_sim.engines.month_end import make_frame
from carefunds_sim.model.money.books import Books, form_pools, open_books
from carefunds_sim.model.money.budgeting import allocate
from carefunds_sim.model.money.frame import Frame
from carefunds_sim.model.money.year_end import borne_by_bodies
from carefunds_sim.model.resolve import make_plan
from carefunds_sim.scenario.load import compose

ARRANGEMENTS = (
    "separate", "aligned", "pooled_in_name", "pooled_national_share", "pooled",
    "pooled_fixed_lines", "pooled_pro_rata", "care_trust", "care_trust_pro_rata",
)  # fmt: skip
SQUEEZE = "nao_decade"
BODIES = ("NHS", "council")
CUT = 0.1
OVERSPENT = {"NHS": "intermediate_beds", "council": "home_care"}
INTRODUCTION = """\
# Where a pound goes

Written by `python -m pytest tests/reference --write-reference`; do not edit by hand.

A pound of each body is followed through each arrangement of the typical council, by the model's
own rules and without any simulation: on the day the arrangement comes into force, with every
service at what it cost. Three things are asked of it. **Where is it held?** **When its body's
money is cut by a tenth, which lines does a pound of the cut land on, and whose pounds are they?**
**When a line overspends by a pound, who bears it?**

A table has a row for each line that a cut reaches, and under each body's cut whose pounds are
lost there; a minus is a pound that one partner has to put where the other's was. Less than half a
penny is left out, and so is overhead. "NHS" is the commissioner, which pays a hospital trust by
contract. A cut of the NHS's money takes its community services and its hospital contract alike,
unless a squeeze gives community services a settlement of their own.
"""


@dataclass(frozen=True)
class Walk:
    """One arrangement on its first day, ready to be asked."""

    frame: Frame
    books: Books
    services: tuple[str, ...]
    funds: tuple[str, ...]
    title: str

    def copy(self) -> Books:
        """Return books of the same day that may be changed."""
        hospital = self.books.hospital._replace(
            **{name: values.copy() for name, values in self.books.hospital._asdict().items()}
        )
        arrays = {
            name: values.copy()
            for name, values in self.books._asdict().items()
            if isinstance(values, np.ndarray)
        }
        return self.books._replace(**arrays, hospital=hospital)


def pound_page() -> str:
    """Return the page in Markdown."""
    walks = [first_day(name) for name in ARRANGEMENTS]
    apart = landing(walks[0])
    sections = [section(walk, apart if walk is not walks[0] else "") for walk in walks]
    return "\n\n".join([INTRODUCTION.strip(), *sections]) + "\n"


def first_day(name: str) -> Walk:
    """Return an arrangement of the typical council on the day it comes into force."""
    scenario = compose("typical_council", name, SQUEEZE)
    plan = make_plan(scenario, seed=1, replication=0)
    frame = make_frame(plan)
    if frame is None or scenario.arrangement is None:
        raise ValueError("a walk needs money")
    books = open_books(plan, frame.money, frame.agreements[0].terms)
    form_pools(books, frame.agreements[-1].rules)
    books.allocation[:] = books.contribution.sum(axis=2)
    books.year_cost[:] = books.year_budget[:] = books.budget
    hospital = frame.money.hospital
    if hospital is not None:
        of, cost = books.hospital, books.budget[..., hospital.services].sum()
        of.income[:] = of.cost[:] = of.price[:] = cost
        of.activity[:] = of.usual[:] = 1.0
    return Walk(frame, books, plan.names.services, plan.names.funds, scenario.arrangement.title)


def section(walk: Walk, apart: str) -> str:
    """Return what is found of one arrangement; cuts that land as ``apart`` are said so only."""
    cuts = landing(walk)
    if cuts == apart:
        cuts = "Cuts land where they do under separate budgets, on the body's own lines."
    points = "\n".join([*held(walk), *overspends(walk)])
    return "\n\n".join([f"## {walk.title}", points, cuts])


def held(walk: Walk) -> Iterator[str]:
    """Say where a pound of each body is held."""
    for body, name in enumerate(BODIES):
        by_fund = walk.books.contribution[:, body].sum(axis=1)
        share = by_fund / by_fund.sum()
        where = ", ".join(
            f"{pence(part)} in {fund_words(fund)}"
            for fund, part in enumerate(share)
            if part >= 0.005
        )
        yield f"- A pound of the {name}: {where}."


def landing(walk: Walk) -> str:
    """Return the lines, and whose money on them, that a pound of each body's cut takes from."""
    lost = np.stack([lost_lines(walk, body) for body in range(len(BODIES))])
    rows = [
        "| A cut of | the NHS's money: NHS | council | the council's money: NHS | council |",
        "|---|---:|---:|---:|---:|",
    ]
    rows += [
        f"| {words(service)} | {' | '.join(map(pence, lost[:, :, at].ravel()))} |"
        for at, service in enumerate(walk.services)
        if np.abs(lost[:, :, at]).max() >= 0.005
    ]
    return "\n".join(rows)


def lost_lines(walk: Walk, body: int) -> np.ndarray:
    """Return what a pound of a body's cut takes off each body's lines; shares (p, s)."""
    before, after = (budgets(walk, body, cut) for cut in (0.0, CUT))
    lost = (before - after).sum(axis=0)
    shares: np.ndarray = lost / lost.sum()
    return shares


def budgets(walk: Walk, body: int, cut: float) -> np.ndarray:
    """Return next year's budgets (f, p, s) when one body has so much less, all else as it was."""
    money, books = walk.frame.money, walk.copy()
    growth = np.zeros_like(money.growth)
    growth[:, body] = -cut
    hospital = money.hospital
    if hospital is not None:
        hospital = hospital._replace(tariff=np.ones_like(hospital.tariff))
    still = money._replace(
        growth=growth, settlement=growth, hospital=hospital, price=np.ones_like(money.price)
    )
    allocate(replace(walk.frame, money=still), books, walk.frame.agreements[-1].since)
    return books.budget


def overspends(walk: Walk) -> Iterator[str]:
    """Say who bears a pound overspent on a line of each body."""
    for name, service in OVERSPENT.items():
        books, at = walk.copy(), walk.services.index(service)
        of_line = books.budget[..., at] / books.budget[..., at].sum()
        books.year_cost[..., at] += of_line
        borne = borne_by_bodies(walk.frame, books, walk.frame.agreements[-1].rules, of_line).sum(
            axis=0
        )
        who = ", ".join(
            f"the {body} {pence(part)}" for body, part in zip(BODIES, borne, strict=True)
            if abs(part) >= 0.005
        )  # fmt: skip
        yield f"- A pound overspent on {words(service)}, the {name}'s: {who}."


def fund_words(fund: int) -> str:
    """Return what a fund is called."""
    return f"the {('NHS', 'council')[fund]}'s own fund" if fund < len(BODIES) else "the shared fund"


def words(service: str) -> str:
    """Return a service's name in words."""
    return service.replace("_", " ")


def pence(share: float) -> str:
    """Return a share of a pound in pence."""
    whole = round(100 * share)
    return f"{whole}p" if whole else "-"
