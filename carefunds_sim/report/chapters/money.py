"""Budgets, spending, transfers, overhead and what delay costs."""

from __future__ import annotations

from collections.abc import Iterator

import xarray as xr

from carefunds_sim.analysis import funds
from carefunds_sim.analysis.funds import overheads, transfers
from carefunds_sim.report.document import Chapter, Paragraph, Part, Picture, Results
from carefunds_sim.report.scenario_names import groups, heading
from carefunds_sim.report.tables import (
    Row,
    Table,
    against,
    balance_cells,
    difference_cells,
    level_cells,
    tables_of,
)
from carefunds_sim.report.wording import label

ABOUT = (
    "What each fund had and what it spent. As a rule an overspend comes off later budgets; an "
    "underspend is kept as a reserve up to a limit and lost beyond it. Care that people pay for "
    "themselves is in no budget and no spending."
)
ABSENT = (
    "In the tables, '-' stands where an arrangement has no such fund, or where the fund's money "
    "had gone to another fund. 'No clear difference' from a budget means that the interval takes "
    "in zero. Overhead is what it costs to set up and run an arrangement, and cost of delay is "
    "delayed days at the cost of a used bed day: both are part of cost. Transfers are not; they "
    "only change hands. A hospital trust is paid by contract, and what its beds cost beyond that "
    "is its deficit."
)
NO_TRANSFERS = "No money changed hands between bodies in any run."
TRANSFERS = {
    ("charge", "nhs"): "Charges for delayed days, from the council to the NHS",
    ("risk_share", "nhs"): "Risk shared at the year's end, to the NHS (+) or from it (-)",
    ("contract", "nhs"): "Contract payments for the hospital out of shared money, to the NHS",
    ("support", "nhs"): "Central support for the hospital trust's deficit",
    ("grant", "nhs"): "Grants from outside, to the NHS",
    ("grant", "council"): "Grants from outside, to the council",
    ("agreed", "council"): "Agreed transfers, to the council (+) or from it (-)",
}
"""What a charge or a risk share gives one body it takes from the other; the table has it once."""


def money(results: Results) -> Chapter | None:
    """Return what became of the money; None in a network without any."""
    dataset = results.dataset
    found = funds.balances(dataset)
    if not found["budget"].notnull().any():
        return None
    pictures = Picture("spend_against_budget"), Picture("budget_balance")
    parts: list[Part] = [Paragraph(ABOUT), *pictures, Paragraph(ABSENT)]
    changed = transfers(dataset)
    if not (changed.fillna(0) != 0).any():
        parts.append(Paragraph(NO_TRANSFERS))
    for group in groups(dataset):
        where = heading(group, dataset)
        parts += _funds(group, found.sel(scenario=group["scenario"]), where)
        parts += _beside(group, dataset, changed, where)
    return Chapter("money", "Budgets, spending and transfers", tuple(parts))


def _funds(group: xr.Dataset, found: xr.Dataset, where: str) -> list[Table]:
    """Return what every fund had, spent and had left or lacked."""
    rows: list[Row] = []
    for fund in found["fund"].values:
        mine = found.sel(fund=fund, drop=True)
        if mine["budget"].notnull().any():
            rows += _fund(group, mine, label(str(fund)))
    rows += _fund(group, funds.total_balance(found), "All funds")
    title = f"{where}: budgets and spending (GBP million, 95% interval)"
    return tables_of(title, group, rows)


def _fund(group: xr.Dataset, found: xr.Dataset, words: str) -> Iterator[Row]:
    last = found.isel(year=-1, drop=True)
    total = found["balance"].sum("year", min_count=1).assign_attrs(found["balance"].attrs)
    yield f"{words}: budget in the last year", level_cells(group, last["budget"])
    yield f"{words}: spent in the last year", level_cells(group, last["spend"])
    yield f"{words}: over (+) or under (-) in it", balance_cells(group, last["balance"])
    yield f"{words}: over or under, all years together", balance_cells(group, total)


def _beside(
    group: xr.Dataset, dataset: xr.Dataset, changed: xr.DataArray, where: str
) -> list[Table]:
    """Return transfers, overhead and cost of delay, and how the last two differ."""
    mine = changed.sel(scenario=group["scenario"])
    given = {
        words: mine.sel(transfer=kind, body_kind=body, drop=True)
        for (kind, body), words in TRANSFERS.items()
        if kind in changed["transfer"]  # older results know no agreed transfers
        and (changed.sel(transfer=kind, body_kind=body).fillna(0) != 0).any()
    }
    over = overheads(dataset)
    costs = {
        "Overhead: NHS": over.sel(body_kind="nhs", drop=True),
        "Overhead: council": over.sel(body_kind="council", drop=True),
        "Cost of delay": dataset["cost_of_delay"],
    }
    if dataset["hospital_balance"].notnull().any():
        costs["Hospital trust: surplus (+) or deficit (-)"] = dataset["hospital_balance"]
    rows = [(words, level_cells(group, values)) for words, values in (given | costs).items()]
    more = [(words, difference_cells(group, dataset, values)) for words, values in costs.items()]
    unit = "GBP million a year"
    return [
        *tables_of(f"{where}: transfers, overhead, cost of delay ({unit})", group, rows),
        *tables_of(f"{where}: {against(dataset, unit)}", group, more),
    ]
