"""The table: every headline outcome of every scenario, and its difference from the baseline."""

from __future__ import annotations

import xarray as xr

from carefunds_sim.analysis.contrasts import compared_by, estimates
from carefunds_sim.analysis.worlds import worlds_of
from carefunds_sim.report.document import Chapter, Paragraph, Results
from carefunds_sim.report.scenario_names import groups, heading, names_within
from carefunds_sim.report.tables import Table, compared, contrasts, outcomes
from carefunds_sim.report.wording import estimate, unit_words
from carefunds_sim.report.worlds import IN_TABLES

ONE = "Means a year over the years reported, each with its 95% interval."
SEVERAL = (
    "Means a year over the years reported, with 95% intervals below them. Differences are taken "
    "between runs that meet the same people and chances, and are therefore surer than the levels."
)


def results(found: Results) -> Chapter:
    """Return levels and differences, squeeze by squeeze, or all outcomes of one scenario."""
    dataset = found.dataset
    if dataset.sizes["scenario"] == 1:
        return Chapter("results", "The table", (Paragraph(ONE), outcomes(dataset)))
    tables = []
    for group in groups(dataset):
        where = heading(group, dataset)
        tables += [levels(group, where), *contrasts(group, dataset, where)]
    about = f"{SEVERAL} {IN_TABLES}" if worlds_of(dataset) else SEVERAL
    return Chapter("results", "The table", (Paragraph(about), *tables, meanings(dataset)))


def levels(group: xr.Dataset, where: str) -> Table:
    """Each headline outcome's mean and 95% interval, arrangements side by side."""
    rows_of = compared(group)
    found = estimates(group[[*rows_of]])
    rows = tuple(
        (words, *(estimate(cell, group[outcome].attrs["units"]) for cell in found[outcome].values))
        for outcome, words in rows_of.items()
        if group[outcome].notnull().any()
    )
    return Table(f"{where}: what each {compared_by(group)} shows", ("", *names_within(group)), rows)


def meanings(dataset: xr.Dataset) -> Table:
    """What each headline outcome counts, in which unit, and what official figure it is like."""
    rows = []
    for name, words in compared(dataset).items():
        if dataset[name].notnull().any():
            about = dataset[name].attrs
            unit = unit_words(about["units"])
            rows.append((words, about["definition"], unit, about["official_indicator"]))
    columns = ("", "What it counts", "Unit", "Like the official")
    return Table("What the rows mean", columns, tuple(rows))
