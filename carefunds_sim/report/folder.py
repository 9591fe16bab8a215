"""A study's folder: everything a reader needs, the plainest first."""

from __future__ import annotations

from pathlib import Path

import xarray as xr

from carefunds_sim.dataset.store import FILE_NAME, save
from carefunds_sim.dataset.tidy import tidy_monthly, tidy_outcomes, write_csv
from carefunds_sim.report.text import as_text, results


def write(dataset: xr.Dataset, folder: Path) -> list[Path]:
    """Write summary, tables, dataset and figures; return the files, the first to open first."""
    from carefunds_sim.report.figures import write_figures

    folder.mkdir(parents=True, exist_ok=True)
    summary = folder / "summary.txt"
    summary.write_text(as_text(results(dataset)), encoding="utf-8", newline="\n")
    return [
        summary,
        *write_figures(dataset, folder / "figures"),
        write_csv(tidy_outcomes(dataset), folder / "outcomes.csv"),
        write_csv(tidy_monthly(dataset), folder / "monthly.csv"),
        save(dataset, folder / FILE_NAME),
    ]
