"""A study's folder: everything a reader needs, what to open first at the top."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from carefunds_sim.dataset.store import FILE_NAME, save
from carefunds_sim.dataset.tidy import tidy_monthly, tidy_outcomes, write_csv
from carefunds_sim.disk import assured, needed, put
from carefunds_sim.extension import FIGURES as OWN
from carefunds_sim.interruption import release
from carefunds_sim.report.document import Chapter, Picture, Results
from carefunds_sim.report.figures.drawing import FONT, Drawing
from carefunds_sim.report.summary import results as as_words
from carefunds_sim.report.text import as_text
from carefunds_sim.timing import timed

log = logging.getLogger(__name__)

REPORT = "report.html"
SUMMARY = "summary.txt"
TABLES = {"outcomes.csv": tidy_outcomes, "monthly.csv": tidy_monthly}

Said = Callable[[str], None]
"""Called with what is about to be written."""


def write(results: Results, folder: Path, *, said: Said = lambda _what: None) -> list[Path]:
    """Write report, tables, figures and dataset; return the files, the first to open first.

    The dataset is written first: everything else can be made again from it.
    """
    said("the dataset")
    stored = save(results.dataset, folder / FILE_NAME)
    return [*write_report(results, folder, said=said), stored]


def write_report(results: Results, folder: Path, *, said: Said = lambda _what: None) -> list[Path]:
    """Write everything that is made from the dataset; return the files, the first to open first.

    Raises
    ------
    StorageError
        The disk does not take a file; the dataset, which is in the folder already, is safe.
    """
    stored = folder / FILE_NAME
    safe = f"The results are safe in {stored}: 'carefunds report {folder}' writes the report"
    with assured(safe):
        release()
        _forget(folder)
        return _write_all(results, folder, said)


def _write_all(results: Results, folder: Path, said: Said) -> list[Path]:
    # matplotlib and XlsxWriter take a second to load: results are shown and stored before
    from carefunds_sim.report.caveats import notices
    from carefunds_sim.report.contents import chapters
    from carefunds_sim.report.page import as_html
    from carefunds_sim.report.workbook import FILE_NAME as WORKBOOK
    from carefunds_sim.report.workbook import write_workbook

    said("the figures")
    with timed(log, "writing chapters"):
        written = chapters(results)
    with timed(log, "drawing figures"):
        drawings = _drawings(results, written)
        pictures = [drawing.save(folder / "figures")[0] for drawing in drawings.values()]
    said("the report")
    with timed(log, f"writing {REPORT}"):
        page = as_html(results, written, drawings, notices(results.dataset))
        report = put(folder / REPORT, page)
    summary = put(folder / SUMMARY, as_text(as_words(results.dataset)))
    said("the workbook and the tables")
    with timed(log, f"writing {WORKBOOK}"):
        workbook = write_workbook(results, folder / WORKBOOK)
    tables = [write_csv(tidy(results.dataset), folder / name) for name, tidy in TABLES.items()]
    return [report, workbook, summary, *pictures, *tables]


def _forget(folder: Path) -> None:
    """Take away what was made of an earlier dataset: cut short, it would stand beside this one.

    So are the figures of an extension that is not loaded any more, which are known by their font.
    """
    from carefunds_sim.report.figures import FIGURES  # which loads matplotlib
    from carefunds_sim.report.workbook import FILE_NAME as WORKBOOK

    names = [*FIGURES, *OWN.names(), *_drawn_here(folder / "figures")]
    pictures = [folder / "figures" / f"{name}{end}" for name in names for end in (".png", ".svg")]
    for file in (*(folder / name for name in (REPORT, SUMMARY, WORKBOOK, *TABLES)), *pictures):
        with needed(file):
            file.unlink(missing_ok=True)


def _drawn_here(figures: Path) -> list[str]:
    """Return the names of figures that this package has drawn in a folder, by whatever rule."""
    drawn = (file for file in sorted(figures.glob("*.svg")) if file.is_file())
    return [file.stem for file in drawn if FONT in file.read_text("utf-8", errors="replace")]


def _drawings(results: Results, chapters: list[Chapter]) -> dict[str, Drawing]:
    """Draw every figure of the report once, and the study's figures that no chapter shows."""
    from carefunds_sim.report.figures import drawings  # which loads matplotlib
    from carefunds_sim.report.figures.drawing import drawing

    shown = [part for chapter in chapters for part in chapter.parts if isinstance(part, Picture)]
    own = {part.name: part.draw() for part in shown if part.draw}
    made = {name: drawing(name, figure) for name, figure in own.items() if figure}
    return drawings(results.dataset) | made
