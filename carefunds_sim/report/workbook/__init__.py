"""The Excel workbook: the results as a reader takes them on, in tables and native charts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import xarray as xr

from carefunds_sim.dataset.build import outcome_names
from carefunds_sim.report.document import Results
from carefunds_sim.report.workbook.breakdowns import bodies_sheet, services_sheet
from carefunds_sim.report.workbook.months import months_sheet
from carefunds_sim.report.workbook.outcomes import differences_sheet, summary_sheet
from carefunds_sim.report.workbook.readme import cover_sheet
from carefunds_sim.report.workbook.settings import settings_sheet
from carefunds_sim.report.workbook.sheet import Sheet
from carefunds_sim.report.workbook.writer import Writer

FILE_NAME = "results.xlsx"
OUTCOMES, MONTHS, EVERYTHING = "outcomes", "months", "everything"
SHEETS: tuple[tuple[Callable[[xr.Dataset], Sheet], str], ...] = (
    (summary_sheet, OUTCOMES),
    (bodies_sheet, MONTHS),
    (services_sheet, MONTHS),
    (months_sheet, MONTHS),
    (differences_sheet, OUTCOMES),
    (settings_sheet, EVERYTHING),
)
"""Every sheet after the first in its order, and how much of the dataset it needs.

Sheets pick scenarios again and again, which months and long texts make slow.
"""


def write_workbook(results: Results, path: Path) -> Path:
    """Write the workbook of a study from its dataset alone; the same dataset, the same bytes."""
    dataset = results.dataset
    monthly = dataset.drop_vars("scenario_text")
    outcomes = monthly[[*outcome_names(dataset), "completed"]].load()
    parts = {OUTCOMES: outcomes, MONTHS: monthly, EVERYTHING: dataset}
    sheets = [sheet(parts[needs]) for sheet, needs in SHEETS]
    cover = cover_sheet(results, sheets)
    writer = Writer(path, monthly, title=cover.title)
    writer.cover(cover)
    for sheet in sheets:
        writer.sheet(sheet)
    writer.close()
    return path
