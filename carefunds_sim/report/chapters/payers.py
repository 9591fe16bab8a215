"""Who pays, and what is shifted between payers."""

from __future__ import annotations

import xarray as xr

from carefunds_sim.analysis.contrasts import baselines, shifted
from carefunds_sim.analysis.worlds import worlds_of
from carefunds_sim.report.chapters.answer import BORNE
from carefunds_sim.report.document import Chapter, Listing, Paragraph, Part, Picture, Results
from carefunds_sim.report.findings import shares
from carefunds_sim.report.scenario_names import groups, heading, names_by_label
from carefunds_sim.report.tables import against, difference_cells, level_cells, tables_of
from carefunds_sim.report.wording import capitalised, is_clear, millions

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
    where, unit = heading(group, dataset), "GBP million a year"
    levels = [(words, level_cells(group, group[name])) for name, words in LEVELS.items()]
    changes = [
        (words, difference_cells(group, dataset, dataset[name])) for name, words in COMPARED.items()
    ]
    parts: list[Part] = [
        *tables_of(f"{where}: who pays ({unit}, 95% interval)", group, levels),
        *tables_of(f"{where}: {against(dataset, unit)}", group, changes),
    ]
    if sentences := shift_sentences(group, dataset):
        parts.append(Listing(tuple(sentences), f"{where}: who bears more, who less"))
    return parts


PAYER_WORDS = {"nhs": "the NHS", "council": "the council", "self": "people themselves"}


def shift_sentences(group: xr.Dataset, dataset: xr.Dataset) -> list[str]:
    """Say for each scenario of a group who bears more and who less than under the baseline."""
    pairs = baselines(dataset)
    names = {label: name for label, name in names_by_label(group).items() if label in pairs}
    if not names or not group["cost_total"].notnull().any():
        return []
    if worlds_of(dataset):
        return [f"{capitalised(said)}." for said in shares(group, BORNE)]
    found = shifted(dataset)
    return [f"{name}: {_change(found.sel(scenario=label))}" for label, name in names.items()]


def _change(found: xr.Dataset) -> str:
    if found["change"].isnull().all():
        return "not known; no run of it, or of what it is compared with, was finished."
    changes = {payer: found["change"].sel(payer=payer).values.tolist() for payer in PAYER_WORDS}
    clear = {payer: values for payer, values in changes.items() if is_clear(*values[1:])}
    if not clear:
        return "no clear shift between the NHS, the council and people."
    parts = [_bears(payer, *values) for payer, values in clear.items()]
    signs = {values[0] > 0 for values in clear.values()}
    moves = found["moved"].item()
    tail = f"; GBP {millions(moves)}m of it only changes hands" if len(signs) == 2 else ""
    rest = [words for payer, words in PAYER_WORDS.items() if payer not in clear]
    others = f"; no clear difference for {' and '.join(rest)}" if rest else ""
    return "; ".join(parts) + others + tail + "."


def _bears(payer: str, mean: float, low: float, high: float) -> str:
    verb = "bear" if payer == "self" else "bears"
    word, ends = ("more", (low, high)) if mean > 0 else ("less", (-high, -low))
    return (
        f"{PAYER_WORDS[payer]} {verb} GBP {millions(abs(mean))}m a year {word} "
        f"({millions(ends[0])}m to {millions(ends[1])}m)"
    )
