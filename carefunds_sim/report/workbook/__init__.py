"""The Excel workbook: the results as a reader takes them on, in tables and native charts."""

from __future__ import annotations

from pathlib import Path

from carefunds_sim.dataset.build import outcome_names
from carefunds_sim.report.document import Results
from carefunds_sim.report.workbook.bodies import bodies
from carefunds_sim.report.workbook.contrast import contrast
from carefunds_sim.report.workbook.evidence import evidence
from carefunds_sim.report.workbook.months import months
from carefunds_sim.report.workbook.readme import readme
from carefunds_sim.report.workbook.services import services
from carefunds_sim.report.workbook.summary import summary
from carefunds_sim.report.workbook.writer import Writer

FILE_NAME = "results.xlsx"


def write_workbook(results: Results, path: Path) -> Path:
    """Write the workbook of a study from its dataset alone; the same dataset, the same bytes."""
    dataset = results.dataset
    # sheets pick scenarios again and again, which months and long texts make slow
    monthly = dataset.drop_vars("scenario_text")
    a_year = monthly[[*outcome_names(dataset), "completed"]].load()
    cover = readme(results)
    writer = Writer(path, monthly, title=cover.title)
    writer.cover(cover)
    for sheet in (
        summary(a_year), bodies(monthly), services(monthly), months(monthly), contrast(a_year),
        evidence(dataset),
    ):  # fmt: skip
        writer.sheet(sheet)
    writer.close()
    return path
