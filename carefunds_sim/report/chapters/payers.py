"""Who pays, and what is shifted between payers."""

from __future__ import annotations

import xarray as xr

from carefunds_sim.analysis.contrasts import baselines
from carefunds_sim.report.document import Chapter, Listing, Paragraph, Part, Picture, Results
from carefunds_sim.report.remarks import moved
from carefunds_sim.report.side_by_side import against, gaps, levels, tables_of
from carefunds_sim.report.tables import Table, groups, heading

LEVELS = {
    "cost_nhs": "NHS: care and overhead",
    "transfers_net_nhs": "NHS: transfers received, less paid",
    "net_cost_nhs": "NHS: finally bears",
    "cost_council": "Council: care and overhead",
    "transfers_net_council": "Council: transfers received, less paid",
    "net_cost_council": "Council: finally bears",
    "cost_self": "People themselves: finally bear",
    "cost_total": "All payers together",
}
COMPARED = {
    "net_cost_nhs": "NHS finally bears",
    "net_cost_council": "Council finally bears",
    "cost_self": "People themselves finally bear",
    "cost_total": "All payers together",
}
ABOUT = (
    "What care costs a year, by who pays for it first and, after transfers between bodies, by who "
    "finally bears it."
)
SHIFTED = (
    " Where one payer bears more than under the baseline and another less, the smaller of the two "
    "only changes hands and saves nothing."
)


def payers(results: Results) -> Chapter | None:
    """Return who pays and what was shifted; None in a network without money."""
    dataset = results.dataset
    if not dataset["cost_total"].notnull().any():
        return None
    about = ABOUT + (SHIFTED if baselines(dataset) else "")
    parts: list[Part] = [Paragraph(about), Picture("cost_by_body"), Picture("shifted_cost")]
    for group in groups(dataset):
        parts += _group(group, dataset)
    return Chapter("payers", "Who pays, and what is shifted", tuple(parts))


def _group(group: xr.Dataset, dataset: xr.Dataset) -> list[Part]:
    where = heading(group, dataset)
    sentences = tuple(moved(group, dataset))
    told = [Listing(sentences, f"{where}: who bears more, who less")] if sentences else []
    return [*_levels(group, where), *_differences(group, dataset, where), *told]


def _levels(group: xr.Dataset, where: str) -> list[Table]:
    rows = [(words, levels(group, group[outcome])) for outcome, words in LEVELS.items()]
    return tables_of(f"{where}: who pays (GBP million a year, 95% interval)", group, rows)


def _differences(group: xr.Dataset, dataset: xr.Dataset, where: str) -> list[Table]:
    title = f"{where}: {against(dataset)} (GBP million a year, paired, 95% interval)"
    rows = [(words, gaps(group, dataset, dataset[o])) for o, words in COMPARED.items()]
    return tables_of(title, group, rows)
