"""A table that was read: its heading, its rows, and what is wrong with it, line by line.

Faults are kept, to be told with the faults of all other tables.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from carefunds_sim.errors import Fault, did_you_mean
from carefunds_sim.published import headings
from carefunds_sim.published.headings import words
from carefunds_sim.scenario.catalogue import readable_path

if TYPE_CHECKING:
    from pathlib import Path

_NUMBER = re.compile(r"(?:\d+|\d{1,3}(?:[, \u00a0\u202f]\d{3})+)(?:\.\d+)?")
_NOT_TOLD = frozenset({
    "", "-", "..", "...", ":", "*", "c", "x", "z", "[c]", "[x]", "[z]", "n/a", "na", "#n/a",
})  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One row: the line it starts on, and its cells, one for each heading."""

    line: int
    cells: tuple[str, ...]


@dataclass
class Table:
    """A table with its heading, its rows and what is wrong with it."""

    path: Path
    digest: str
    line: int
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    faults: list[Fault] = field(default_factory=list)

    @property
    def file(self) -> str:
        """The file as people read of it."""
        return readable_path(self.path)

    @cached_property
    def _bare(self) -> list[str]:
        return [words(heading) for heading in self.headings]

    def without_faults(self) -> Table:
        """Return the same table with nothing said against it yet."""
        return replace(self, faults=[])

    def fault(self, line: int, sentence: str) -> None:
        """Note what is wrong on a line."""
        self.faults.append(Fault(self.file, line, sentence))

    def column(self, name: str) -> int | None:
        """Return where the column of a known name stands, or None."""
        said = self._bare
        for alias in headings.ALIASES[name]:
            if alias not in said:
                continue
            if said.count(alias) > 1:
                self.fault(self.line, f"must have one column '{alias}' (got {said.count(alias)})")
            return said.index(alias)
        return None

    def needed(self, name: str) -> int | None:
        """Return where a column stands; without it there is a fault."""
        found = self.column(name)
        if found is None:
            known = headings.ALIASES[name]
            near = next(filter(None, (did_you_mean(words(h), known) for h in self.headings)), "")
            said = f"must have a column '{name}' (or {', '.join(known[1:4])}; got {self._quoted()})"
            self.fault(self.line, f"{said}{near}")
        return found

    def number(self, row: Row, column: int) -> float:
        """Return a cell's number, or NaN with a fault that says what would be right."""
        cell = row.cells[column].strip()
        found = as_number(cell)
        if found is None:
            lacks = cell.casefold() in _NOT_TOLD
            said = "is needed, and is missing or suppressed" if lacks else "must be a number"
            right = "" if lacks else ", such as 1234.5 or 1,234.5"
            heading = self.headings[column].strip()
            self.fault(row.line, f"column '{heading}' {said}{right} (got '{cell}')")
        return math.nan if found is None else found

    def _quoted(self) -> str:
        said = [f"'{heading.strip()}'" for heading in self.headings if heading.strip()]
        return ", ".join(said[:8]) + (f" and {len(said) - 8} more" if len(said) > 8 else "")


def as_number(cell: str) -> float | None:
    """Return the number a cell holds, with thousands separators or a pound sign, or None."""
    bare = cell.strip().removeprefix("£").strip()
    if not _NUMBER.fullmatch(bare):
        return None
    return float(re.sub(r"[^\d.]", "", bare))
