"""Published unit costs, and the costs that they change: both parts keep their proportion.

Prices come from a list with a row an item, or from a table with a column a price. A weekly hour
costs a seventh of an hour's price a day, a place a seventh of a week's. A nursing home's price is
what the council pays, so the NHS nursing contribution is put on top.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from carefunds_sim.published.change import Change, Raw
from carefunds_sim.published.council import Council, of_year, required_rows
from carefunds_sim.published.headings import ALIASES, PRICED, Priced, meaning, priced
from carefunds_sim.published.table import Row, Table
from carefunds_sim.scenario.faults import get, mapping, number, table
from carefunds_sim.vocabulary import EvidenceKind

_DAYS_A_WEEK = 7
_PARTS = ("fixed_per_unit", "variable_per_unit")


@dataclass(frozen=True)
class Price:
    """One price in pounds, what it is of, and where it stands."""

    of: Priced
    gbp: float
    heading: str
    line: int


@dataclass(frozen=True)
class UnitCosts:
    """The prices of one table, and what in it no price was known by."""

    table: Table
    year: int | None
    prices: tuple[Price, ...]
    unused: tuple[str, ...]


def unit_costs_of(table: Table, council: Council, year: int | None) -> UnitCosts | None:
    """Return the prices of a table, or None with faults in the table."""
    placed = any(table.column(name) is not None for name in ("code", "name"))
    rows: Sequence[Row] = required_rows(council, table) if placed else table.rows
    chosen, rows = of_year(table, rows, year)
    if not rows:
        return None
    read = _columns if table.column("item") is None else _items
    prices, unused = read(table, rows)
    if not prices:
        known = ", ".join(f"'{one.phrases[0]}'" for one in PRICED)
        table.fault(table.line, f"must give a price that is known: {known}")
    return UnitCosts(table, chosen, tuple(prices), tuple(unused))


def _items(table: Table, rows: Sequence[Row]) -> tuple[list[Price], list[str]]:
    """Read a row an item; several rows of one are averaged by their activity."""
    item, price = table.needed("item"), table.needed("price")
    if item is None or price is None:
        return [], []
    found: dict[Priced, list[Row]] = {}
    unused = []
    for row in rows:
        of = priced(row.cells[item])
        if of is None:
            unused.append(row.cell(item))
        else:
            found.setdefault(of, []).append(row)
    prices = [
        Price(of, _mean(table, same, price), same[0].cell(item), same[0].line)
        for of, same in found.items()
    ]
    return prices, [name for name in dict.fromkeys(unused) if name]


def _mean(table: Table, rows: Sequence[Row], price: int) -> float:
    gbp = [table.number(row, price) for row in rows]
    if len(rows) == 1:
        return gbp[0]
    column = table.column("activity")
    if column is None:
        lines = ", ".join(str(row.line) for row in rows)
        needs = "must give a price once, or have a column 'activity' to average by"
        table.fault(rows[1].line, f"{needs} (got lines {lines})")
        return gbp[0]
    activity = [table.number(row, column) for row in rows]
    if sum(activity) == 0:
        table.fault(rows[0].line, "must have some activity to average by (got 0)")
        return gbp[0]
    return sum(g * a for g, a in zip(gbp, activity, strict=True)) / sum(activity)


def _columns(table: Table, rows: Sequence[Row]) -> tuple[list[Price], list[str]]:
    """Read a row for the council, a column a price."""
    row = table.one_row(rows)
    found: dict[Priced, Price] = {}
    unused = []
    for column, heading in enumerate(table.headings):
        name, of = heading.strip(), priced(heading)
        if of is None:
            unused.append(name)
        elif of in found:
            needs = f"must have one column for '{of.phrases[0]}' (got another, '{name}')"
            table.fault(table.line, needs)
        else:
            found[of] = Price(of, table.number(row, column), name, row.line)
    named = [name for name in unused if name and meaning(name, ALIASES) is None]
    return list(found.values()), named


def price_changes(like: Raw, costs: UnitCosts, *, source: str) -> Iterator[Change]:
    """Yield the costs that a table of prices changes."""
    for price in costs.prices:
        row = costs.table.reference(price.line, costs.year)
        at = f"'{price.heading}' GBP {price.gbp:,.2f} a {price.of.unit}; {row}"
        if price.of.service == "charge" and get(like, "money", "charge") is not None:
            yield Change(
                ("money", "charge"), round(price.gbp, 2), source, at, kind=EvidenceKind.MEASURED
            )
            continue
        service = mapping(like, "services", price.of.service)
        now = {part: number(get(service, "costs", part, "value")) or 0.0 for part in _PARTS}
        if not sum(now.values()):
            continue  # no such service, or one without costs
        daily = per_day(service, price)
        factor = daily / sum(now.values())
        for part, cost in now.items():
            if cost:
                place = ("services", price.of.service, "costs", part)
                parts = f"{cost:g} of {like['name']} x {factor:.4f}, so that the parts make"
                said = f"{parts} GBP {daily:.2f}; {at}"
                yield Change(place, round(cost * factor, 2), source, said)


def per_day(service: Raw, price: Price) -> float:
    """Return what one unit of a service in use costs a day by a price."""
    if price.of.unit == "episode":
        stays = list(table(service, "stay_days").values())
        return float(price.gbp * len(stays) / sum(stays))
    whole = price.gbp if price.of.unit == "day" else price.gbp / _DAYS_A_WEEK
    nhs = table(service, "paid_by").get("nhs", 0.0)
    return float(whole / (1 - nhs)) if price.of.unit == "week" and nhs < 1 else whole
