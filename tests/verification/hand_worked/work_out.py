"""The accounts of the town in town.yaml, by plain arithmetic: what a spreadsheet would do.

Nothing here comes from the package. Run ``python work_out.py`` in this folder to write the tables
again; a test compares them with what stands in the files. Pounds, days from 1 April 2009 on.
"""

from __future__ import annotations

import csv
import datetime
import io
import math
from pathlib import Path
from typing import Any

NHS, COUNCIL, POOL = "nhs", "council", "pool"
BODIES, FUNDS = (NHS, COUNCIL), (NHS, COUNCIL, POOL)
PRICE = {"hospital": 200.00, "nursing": 2.50, "home_care": 2.00}  # a place a day
PLACES = {"hospital": 10.0, "nursing": 400.0, "home_care": 1000.0}
PAYER = {"hospital": NHS, "nursing": NHS, "home_care": COUNCIL}
LAG = {"nursing": 3, "home_care": 6}  # months
POOLED = {"hospital": 0.0, "nursing": 0.5, "home_care": 0.5}
CHARGE = 10 * 1.5 * 100.00 * 0.9  # ten beds, a day and a half each, 80% + half of 20% social care
TOLERANCE, STRENGTH, LARGEST_CUT, RESERVE, CAP = 0.01, 0.5, 0.15, 0.02, 0.01
SET_UP, YEARLY = 0.01, 0.03
RESIDENTS = ((6000, 0.03), (3000, 0.01), (1000, 0.05))
YEARS = 3
Money = dict[str, float]
Row = dict[str, Any]  # a row of a table


class Month:
    """A calendar month: how long it is and on how many days of it ten delays end."""

    def __init__(self, number: int) -> None:
        self.number, self.year, self.of_year = number, number // 12, number % 12
        first, self.after = _first(number), _first(number + 1)
        self.name, self.first = f"{first:%b %Y}", (first - _first(0)).days
        self.days = (self.after - first).days
        day_of_next = self.first + self.days
        self.endings = (day_of_next - 1) // 5 - (self.first - 1) // 5 - (number == 0)


def _first(number: int) -> datetime.date:
    return datetime.date(2009 + (number + 3) // 12, (number + 3) % 12 + 1, 1)


def growth(squeeze: str, body: str, year: int) -> float:
    """The growth of a body's money on the year before; years of the study count from 0."""
    if squeeze == "cut":
        return {NHS: -0.02, COUNCIL: -0.20}[body] if year == 0 else 0.0
    path = {NHS: (-0.01, -0.02, 0.005), COUNCIL: (-0.05, -0.04, -0.03)}[body][year]
    if body == COUNCIL:
        return path
    october = 12 * (year + 1) + 6
    return (1.0 + path) * residents(october) / residents(october - 12) - 1.0


def residents(month: int) -> float:
    """Residents in the middle of a month."""
    when = Month(month)
    years = (when.first + when.days / 2) / 365.25
    return sum(people * (1.0 + grows) ** years for people, grows in RESIDENTS)


def grant(squeeze: str, body: str, month: Month) -> float:
    """A grant in a month: 4 pounds a head over four months, or 2 pounds a head in one."""
    calendar = (month.of_year + 3) % 12 + 1
    if squeeze == "cut":
        return 0.0
    if body == COUNCIL and month.year == 1 and calendar in (12, 1, 2, 3):
        return 4.0 * residents(month.number) / 4
    if body == NHS and month.year == 2 and calendar == 11:
        return 2.0 * residents(month.number)
    return 0.0


def falls_on(rule: str, over: float, allocation: float, share: Money) -> Money:
    """What of a pool's overspend falls on each body; the council is the host."""
    if rule == "host":
        return {NHS: 0.0, COUNCIL: over}
    shared = min(over, CAP * allocation) if rule == "capped" else over
    return {
        NHS: share[NHS] * shared,
        COUNCIL: share[COUNCIL] * shared + over - shared,
    }


class Town:
    """The town's books through some years, a step for each thing that happens to them."""

    def __init__(self, rule: str = "", pool_from: int | None = None, squeeze: str = "cut") -> None:
        """Start from the base year: what was spent, charge included, is what each body gives."""
        base = [Month(n) for n in range(12)]
        self.rule, self.pool_from, self.squeeze = rule, pool_from, squeeze
        self.charged = CHARGE * sum(month.endings for month in base)  # of the latest year
        cost = {s: PLACES[s] * PRICE[s] * sum(month.days for month in base) for s in PRICE}
        self.unit = {s: cost[s] / PLACES[s] for s in PRICE}  # price of a place for a year
        self.budget = {f: {s: cost[s] if PAYER[s] == f else 0.0 for s in PRICE} for f in FUNDS}
        self.spent_on = {f: dict(self.budget[f]) for f in FUNDS}  # of the latest year
        self.gives = {f: dict.fromkeys(BODIES, 0.0) for f in FUNDS}
        self.gives[NHS][NHS] = cost["hospital"] + cost["nursing"] - self.charged
        self.gives[COUNCIL][COUNCIL] = cost["home_care"] + self.charged
        self.open, self.deficit = dict(PLACES), dict.fromkeys(BODIES, 0.0)
        self.months: list[Row] = []
        self.years: list[Row] = []

    def live(self, year: int) -> None:
        """Go through a year of the study, counted from 1."""
        self.year, self.first = year, 12 * year
        self.in_force = self.pool_from is not None and self.first >= self.pool_from
        if self.first == self.pool_from:
            self.form_pool()
        self.allocate()
        self.share_out()
        self.spent_on = {f: dict.fromkeys(PRICE, 0.0) for f in FUNDS}
        self.spent, self.granted = dict.fromkeys(FUNDS, 0.0), dict.fromkeys(FUNDS, 0.0)
        self.charged = 0.0
        for number in range(self.first, self.first + 12):
            self.months.append(self.month(Month(number)))
        self.years.append(self.close())

    def form_pool(self) -> None:
        """Each body gives as much of its money as it moves of its budgets."""
        for body in BODIES:
            moved = {s: self.budget[body][s] * POOLED[s] for s in PRICE}
            part = sum(moved.values()) / sum(self.budget[body].values())
            for s in PRICE:
                self.budget[POOL][s] += moved[s]
                self.budget[body][s] -= moved[s]
                self.spent_on[POOL][s] += self.spent_on[body][s] * POOLED[s]
                self.spent_on[body][s] *= 1.0 - POOLED[s]
            self.gives[POOL][body] = self.gives[body][body] * part
            self.gives[body][body] *= 1.0 - part

    def allocate(self) -> None:
        """Let money grow, and take off what recovers a deficit, as from all a body gives."""
        self.recovered, kept = {}, {}
        for body in BODIES:
            for f in FUNDS:
                self.gives[f][body] *= 1.0 + growth(self.squeeze, body, self.year - 1)
            self.recovered[body] = max(0.0, min(self.deficit[body], RESERVE * self.given_by(body)))
            self.deficit[body] -= self.recovered[body]
            kept[body] = 1.0 - self.recovered[body] / self.given_by(body)
        self.allocation = {f: sum(self.gives[f][b] * kept[b] for b in BODIES) for f in FUNDS}

    def given_by(self, body: str) -> float:
        return sum(self.gives[f][body] for f in FUNDS)

    def overhead(self, fund: str) -> float:
        """A year's overhead: of the pool, or, of those who will give to it, of setting it up."""
        if self.pool_from is None:
            return 0.0
        if not self.in_force:
            return SET_UP * sum(self.budget[fund][s] * POOLED[s] for s in PRICE)
        at_once = SET_UP if self.first == self.pool_from == 12 else 0.0
        return (YEARLY + at_once) * sum(self.gives[POOL].values()) if fund == POOL else 0.0

    def share_out(self) -> None:
        """Budget the hospital at what it cost, and let the rest share what is left alike."""
        due = self.charged * (0.5 if self.in_force else 1.0)
        aside = {NHS: -due, COUNCIL: due, POOL: 0.0}  # the NHS counts on the charge
        for f in FUNDS:
            pounds = self.allocation[f] - self.overhead(f) - aside[f]
            rest = sum(self.budget[f][s] for s in LAG)
            self.budget[f]["hospital"] = self.spent_on[f]["hospital"]
            for s in LAG:
                if rest:
                    self.budget[f][s] *= (pounds - self.budget[f]["hospital"]) / rest

    def cuts(self, passed: int) -> Money:
        """What is cut of each service where a fund forecasts an overspend; shares."""
        cut = dict.fromkeys(PRICE, 0.0)
        for f in FUNDS:
            money, controlled = self.money(f), sum(self.budget[f][s] for s in LAG)
            over = self.spent[f] * 12 / passed - money if passed >= 3 else 0.0
            if over > TOLERANCE * money and controlled:
                severity = STRENGTH * over / (controlled * (12 - passed) / 12)
                for s in LAG:
                    cut[s] += min(LARGEST_CUT, severity) * self.budget[f][s] / self.all_of(s)
        return cut

    def money(self, fund: str) -> float:
        return self.allocation[fund] + self.granted[fund]

    def all_of(self, service: str) -> float:
        return sum(self.budget[f][service] for f in FUNDS)

    def month(self, month: Month) -> Row:
        """Open places, pay for them, and add it all up."""
        cut, level = self.cuts(month.of_year), 1.02**self.year if self.squeeze != "cut" else 1.0
        row: Row = {"month": month.name, "days": month.days, "delays ended": 10 * month.endings}
        row["charge"] = CHARGE * month.endings * (0.5 if self.in_force else 1.0)
        self.charged += CHARGE * month.endings
        for s, lag in LAG.items():
            plan = self.all_of(s) / (self.unit[s] * level) * (1.0 - cut[s])
            self.open[s] += (plan - self.open[s]) * (1.0 - math.exp(-1.0 / lag))
            row |= {f"{s} budget": self.all_of(s), f"{s} cut": cut[s], f"{s} plan": plan,
                    f"{s} open": self.open[s]}  # fmt: skip
        costs = {s: month.days * self.open[s] * PRICE[s] * level for s in PRICE}
        row |= {f"{s} cost": cost for s, cost in costs.items()}
        for f in FUNDS:
            row |= self.fund_month(f, month, costs, row["charge"])
        return row

    def fund_month(self, f: str, month: Month, costs: Money, charge: Any) -> Row:
        """What a fund spends and gets in a month."""
        pays = {s: costs[s] * self.budget[f][s] / self.all_of(s) for s in PRICE}
        for s in PRICE:
            self.spent_on[f][s] += pays[s]
        overhead, got = self.overhead(f) / 12, grant(self.squeeze, f, month)
        spends = sum(pays.values()) + overhead
        self.granted[f] += got
        self.spent[f] += spends + {NHS: -charge, COUNCIL: charge, POOL: 0.0}[f]
        return {f"{f} allocation": self.allocation[f] / 12 + got, f"{f} overhead": overhead,
                f"{f} spends": spends, f"{f} net to date": self.spent[f]}  # fmt: skip

    def close(self) -> Row:
        """Settle the year: who bears what, what changes hands, what is carried forward."""
        end: Row = {"year": f"{2009 + self.year}-{10 + self.year}"}
        borne, paid = dict.fromkeys(BODIES, 0.0), dict.fromkeys(BODIES, 0.0)
        for f in FUNDS:
            over, total = self.spent[f] - self.money(f), sum(self.gives[f].values())
            end |= {f"{f} money": self.money(f), f"{f} net": self.spent[f], f"{f} over": over}
            share = {b: self.gives[f][b] / total if total else 0.0 for b in BODIES}
            falls = falls_on(self.rule if f == POOL else "", over, self.allocation[f], share)
            for b in BODIES:
                borne[b] += falls[b]
                paid[b] += share[b] * over
        for b in BODIES:
            kept = -RESERVE * self.given_by(b)
            self.deficit[b] = max(kept, self.deficit[b] + borne[b])
            end |= {f"{b} gives": self.given_by(b), f"{b} recovered": self.recovered[b],
                    f"{b} bears": borne[b], f"{b} receives": paid[b] - borne[b],
                    f"{b} deficit": self.deficit[b]}  # fmt: skip
        return end


HOW = {
    "month": "calendar month; a financial year runs from April",
    "days": "days of the month",
    "delays ended": "10 beds x days of the month whose number, counted from 1 April 2009, divides by 5",  # noqa: E501
    "charge": "delays ended x 1.5 days after notice x 100 pounds x 90% social care's; half of it once the pool is in force",  # noqa: E501 - a cell of a table
    "budget": "pounds a year, all funds: see allocation; the hospital gets last year's cost first",
    "cut": "where the net to date x 12 / months is more than 1% over the money: half of the gap / what is left to spend, by the fund's share of the budget, at most 15%",  # noqa: E501
    "plan": "budget / what a place cost in the base year, at this year's prices, x (1 - cut)",
    "open": "last month's + (plan - last month's) x (1 - exp(-1 / lag)); lag 3 months for nursing, 6 for home care",  # noqa: E501
    "cost": "days x places open x price a day x price level",
    "allocation": "a twelfth of the year's, and any grant of the month",
    "overhead": "of the pool a twelfth of 3% of what it is given, in its first year 4%; before it, a twelfth of 1% of the budgets to be pooled",  # noqa: E501
    "spends": "the fund's share of each service's cost, as of its budget, and overhead",
    "net to date": "spending since April, with the charge paid (council) or received (NHS)",
    "year": "financial year",
    "money": "allocation and grants of the year",
    "net": "spending of the year with the charge paid or received",
    "over": "net - money",
    "gives": "last year's x (1 + growth), to all funds",
    "recovered": "of last year's deficit, at most 2% of what the body gives",
    "bears": "its share of each fund's over: by what it gives; under a cap the council bears what is over 1% of the pool; under the host rule the council bears the pool's",  # noqa: E501
    "receives": "what it paid in the year of the overspends, by what it gives - what it bears",
    "deficit": "last year's - recovered + bears; a reserve (negative) of at most 2% of what it gives is kept",  # noqa: E501
}


def how(column: str) -> str:
    """Return what a column is, in words; services and funds share theirs."""
    if column in HOW:
        return HOW[column]
    return HOW[column.split(" ", 1)[1]]


VARIANTS: dict[str, dict[str, Any]] = {
    "town": {},
    "town_pool_by_contribution": {"rule": "by_contribution", "pool_from": 12},
    "town_pool_capped": {"rule": "capped", "pool_from": 12},
    "town_pool_host": {"rule": "host", "pool_from": 12},
    "town_pool_set_up": {"rule": "by_contribution", "pool_from": 24},
    "town_per_head": {"squeeze": "per_head"},
}


def tables(variant: str) -> dict[str, str]:
    """Return a variant's two tables, as CSV, by file name."""
    town = Town(**VARIANTS[variant])
    for year in range(1, YEARS + 1):
        town.live(year)
    return {
        f"{variant}_months.csv": _csv(town.months),
        f"{variant}_years.csv": _csv(town.years),
    }


def _csv(rows: list[Row]) -> str:
    """Return rows under their names and formulas; a fund that there is not has no columns."""
    columns = [name for name in rows[0] if not name.startswith(POOL) or any(r[name] for r in rows)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerow([how(name) for name in columns])
    for row in rows:
        writer.writerow([_cell(name, row[name]) for name in columns])
    return text.getvalue()


def _cell(name: str, value: Any) -> str:
    if isinstance(value, float):
        places = 6 if name.endswith((" cut", " plan", " open")) else 2
        return f"{value:.{places}f}"
    return str(value)


if __name__ == "__main__":
    for each in VARIANTS:
        for file, text in tables(each).items():
            Path(__file__).with_name(file).write_text(text, encoding="utf-8")
