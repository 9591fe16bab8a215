"""Results as a finance director reads them in a console or a plain file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any

import xarray as xr
from rich.box import Box
from rich.console import (
    Console,
    ConsoleOptions,
    Group,
    JustifyMethod,
    RenderableType,
    RenderResult,
)
from rich.padding import Padding
from rich.segment import Segment
from rich.table import Table as RichTable
from rich.text import Text

from carefunds_sim.plain_text import printable
from carefunds_sim.report import tables
from carefunds_sim.report.answer import sentences
from carefunds_sim.report.remarks import agreed, caveats, moved, precise

WIDTH = 100
PLAIN: dict[str, Any] = {"markup": False, "emoji": False, "highlight": False}
"""How a console prints what others wrote: as it is."""
RULED = Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)


def results(dataset: xr.Dataset) -> Group:
    """Return what a dataset says: one scenario in full, or several side by side."""
    several = dataset.sizes["scenario"] > 1
    return comparison(dataset) if several else one_scenario(dataset)


def comparison(dataset: xr.Dataset) -> Group:
    """Return the whole comparison: tables by squeeze, what moved between bodies, caveats."""
    parts: list[RenderableType] = [*listed("The answer", sentences(dataset))]
    for group in tables.groups(dataset):
        parts.append(_title(tables.heading(group, dataset)))
        parts += _grids([tables.flows(group), tables.money(group)])
        parts += _grids(tables.contrasts(group, dataset), width=22)
        parts += listed("Who bears more, who less (after transfers)", moved(group, dataset))
        parts += listed("What was agreed, and what was achieved", agreed(group, dataset))
    parts += listed("How precise it is", precise(dataset))
    parts += listed("What to keep in mind", caveats(dataset))
    return Group(*parts)


def one_scenario(dataset: xr.Dataset) -> Group:
    """Return the outcomes and services of the one scenario of a dataset."""
    parts: list[RenderableType] = [_title(str(dataset["scenario"].values[0]))]
    parts += listed("The answer", sentences(dataset))
    outcomes, services = tables.outcomes(dataset), tables.services(dataset)
    parts += _grids([services, outcomes])
    parts += listed("How precise it is", precise(dataset))
    parts += listed("What to keep in mind", caveats(dataset))
    return Group(*parts)


@dataclass(frozen=True)
class Shown:
    """Content as a terminal may show it: stored results may hold what would steer one."""

    content: RenderableType

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the content, with what is unprintable written out."""
        for text, style, control in console.render(self.content, options):
            yield Segment(text if control else printable(text, lines=True), style, control)


def as_text(content: RenderableType, *, width: int = WIDTH) -> str:
    """Return rendered content as plain text, without colour codes."""
    page = StringIO()
    console = Console(file=page, width=width, color_system=None, legacy_windows=False, **PLAIN)
    console.print(Shown(content))
    return "\n".join(line.rstrip() for line in page.getvalue().splitlines()) + "\n"


def grid(table: tables.Table, *, width: int | None = None) -> RenderableType:
    """Return a table ready for the console, numbers to the right, ASCII rules only."""
    made = RichTable(box=RULED, padding=(0, 1), show_edge=False, header_style="bold")
    for i, column in enumerate(table.columns):
        side: JustifyMethod = "left" if i == 0 or column == "Unit" else "right"
        made.add_column(
            column, justify=side, vertical="top", width=width if i else None, overflow="fold"
        )
    for row in table.rows:
        made.add_row(*row)
    return Group(Text(table.title, style="italic"), Padding(made, (0, 0, 1, 1)))


def _grids(found: Iterable[tables.Table], *, width: int | None = None) -> list[RenderableType]:
    return [grid(table, width=width) for table in found if table.rows]


def _title(words: str) -> RenderableType:
    return Text(f"{words}\n{'=' * len(words)}", style="bold")


def listed(title: str, sentences: list[str]) -> Iterator[RenderableType]:
    """Yield a titled list, each sentence indented as a whole; nothing for an empty one."""
    if not sentences:
        return
    yield Text(title, style="italic")
    for sentence in sentences:
        item = RichTable.grid(padding=(0, 1))
        item.add_row(" -", Text(sentence))
        yield item
    yield Text("")
