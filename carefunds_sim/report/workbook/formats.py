"""The formats of a workbook's cells, each made once."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from carefunds_sim.report.figures.style import TEXT
from carefunds_sim.report.workbook.sheet import Form

ACCENT = "#12436D"
WARNING = "#A6192E"
FONT: dict[str, Any] = {"font_name": "Calibri", "font_size": 11, "font_color": TEXT}
TOP: dict[str, Any] = {"valign": "top"}
HEADER: dict[str, Any] = {
    "bold": True, "font_color": "#FFFFFF", "bg_color": ACCENT, "text_wrap": True,
    "valign": "vcenter",
}  # fmt: skip


class Formats:
    """Every format that a workbook uses."""

    def __init__(self, book: Workbook) -> None:
        self.title = book.add_format({**FONT, "bold": True, "font_size": 16, "font_color": ACCENT})
        self.heading = book.add_format({**FONT, "bold": True, "font_size": 12, "valign": "bottom"})
        self.sentence = book.add_format(FONT)
        self.term = book.add_format({**FONT, **TOP, "bold": True, "text_wrap": True})
        self.link = book.add_format(
            {**FONT, **TOP, "bold": True, "underline": 1, "font_color": "#0B5394"}
        )
        self.words_above = book.add_format({**FONT, **HEADER, "align": "left", "indent": 1})
        self.numbers_above = book.add_format({**FONT, **HEADER, "align": "right"})
        self._forms = {form: book.add_format(_of(form)) for form in Form}

    def of(self, form: Form) -> Format:
        """Return the format of a cell's form."""
        return self._forms[form]


def _of(form: Form) -> dict[str, Any]:
    if not form.is_text:
        return {**FONT, **TOP, "num_format": form.value}
    words = {**FONT, **TOP, "align": "left", "indent": 1, "text_wrap": form is Form.WRAPPED}
    return words | ({"bold": True, "font_color": WARNING} if form is Form.WARNING else {})
