"""How the cells of a table stand on a page."""

from __future__ import annotations

import re

from carefunds_sim.report.numbers import MISSING, NO_DIFFERENCE
from carefunds_sim.report.tables import Table

NUMBER = re.compile(r"^\(?[-+]?(GBP )?\d")
WORDS = (MISSING, NO_DIFFERENCE, "the same", "")
"""What stands in a column of numbers where there is none."""


def numbered(table: Table) -> list[bool]:
    """Return which columns hold numbers, and therefore stand to the right."""
    return [False, *(_holds_numbers(table, i) for i in range(1, len(table.columns)))]


def _holds_numbers(table: Table, column: int) -> bool:
    cells = [row[column] for row in table.rows]
    numbers = [bool(NUMBER.match(cell)) for cell in cells]
    return any(numbers) and all(
        is_number or cell.startswith(WORDS[:-1]) or cell in WORDS
        for cell, is_number in zip(cells, numbers, strict=True)
    )
