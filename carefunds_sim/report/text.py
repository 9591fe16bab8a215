"""Sentences, lists and tables as a console or a plain file has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any

from rich.box import Box
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.padding import Padding
from rich.segment import Segment
from rich.table import Table as RichTable
from rich.text import Text

from carefunds_sim.plain_text import printable
from carefunds_sim.report.tables import Table, is_blank, numbered
from carefunds_sim.screen import WIDTH, wrapped

PLAIN: dict[str, Any] = {"markup": False, "emoji": False, "highlight": False}
"""How a console prints what others wrote: as it is."""
RULED = Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)
NOTE = 16
"""Words of up to so many letters are not wrapped in a column."""


@dataclass(frozen=True)
class Printable:
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
    console.print(Printable(content), crop=False)
    return "\n".join(line.rstrip() for line in page.getvalue().splitlines()) + "\n"


@dataclass(frozen=True)
class Lines:
    """Plain lines, made for the width that there is."""

    made: Callable[[int], Iterable[str]]
    style: str = ""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the lines."""
        for line in self.made(options.max_width):
            yield Segment(line, console.get_style(self.style))
            yield Segment.line()


BLANK = Lines(lambda _width: [""])


def sentence(words: str, *, first: str = "", rest: str = "", style: str = "") -> Lines:
    """Return a sentence that is wrapped where it is shown, under its own beginning."""
    return Lines(lambda width: wrapped(words, width, first=first, rest=rest), style)


def title(words: str) -> Lines:
    """Return a heading, underlined."""

    def lines(width: int) -> list[str]:
        heading = wrapped(words, width)
        return [*heading, "=" * max(map(len, heading), default=0)]

    return Lines(lines, "bold")


def listed(
    heading: str, sentences: Iterable[str], *, most: int | None = None
) -> Iterator[RenderableType]:
    """Yield a titled list, each sentence indented as a whole; nothing for an empty one.

    Of more than ``most`` sentences the others are counted.
    """
    said = list(sentences)
    items = [sentence(words, first=" - ", rest="   ") for words in said[:most]]
    if most is not None and len(said) > most:
        items.append(sentence(f"and {len(said) - most:,} more", first="   "))
    if items:
        yield from (sentence(heading, style="italic"), *items, BLANK)


@dataclass(frozen=True)
class Grid:
    """A table for the console: columns where there is room for them, a list where there is not."""

    table: Table
    width: int | None = None

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the title, and the table as it fits."""
        if self.table.title:
            yield sentence(self.table.title, style="italic")
        widths = column_widths(self.table, options.max_width, self.width)
        if widths:
            yield Padding(_columns(self.table, widths), (0, 0, 1, 1))
        else:
            yield Lines(lambda width: folded(self.table, width))
            yield BLANK


def grid(table: Table, *, width: int | None = None) -> Grid:
    """Return a table ready for the console, numbers to the right, ASCII rules only.

    Every column but the first is ``width`` letters wide where there is room for that.
    """
    return Grid(table, width)


def column_widths(table: Table, room: int, wanted: int | None = None) -> list[int]:
    """Return how many letters each column has; none where the table is too wide for the room.

    Numbers stay on their lines. Words and headings are wrapped, where it is least of a loss.
    """
    columns = list(zip(table.columns, *table.rows, strict=True))
    least = [
        max(_longest_word(column[:1]), _longest_line(column[1:]) if is_number else _words(column))
        for column, is_number in zip(columns, _right(table), strict=True)
    ]
    most = [max(map(_longest_line, (column[:1], column[1:]))) for column in columns]
    if wanted:
        most[1:] = (max(wanted, width) for width in least[1:])
    spare = room - sum(least) - 3 * len(least)  # a letter at each side of a column, one between
    widths = least if spare >= 0 else []
    for _ in range(spare):
        lacks = [wish - width for wish, width in zip(most, widths, strict=True)]
        widest = max(range(len(lacks)), key=lacks.__getitem__)
        widths[widest] += lacks[widest] > 0
    return widths


def folded(table: Table, width: int) -> Iterator[str]:
    """Yield a table as a list: what a row is of, then its cells by the names of their columns."""
    for label, *cells in table.rows:
        named = [
            f"{name}: {cell}" if name else cell
            for name, cell in zip(table.columns[1:], map(_on_one_line, cells), strict=True)
            if cell
        ]
        indent = "  " * (bool(label.strip()) + 1)
        if label.strip():
            yield from wrapped(_on_one_line(label), width, first="  ", rest="    ")
        for words in named:
            yield from wrapped(words, width, first=indent, rest=indent + "  ")


def _columns(table: Table, widths: list[int]) -> RichTable:
    made = RichTable(
        box=RULED, padding=(0, 1), show_edge=False, header_style="bold",
        show_header=any(table.columns),
    )  # fmt: skip
    for column, width, is_number in zip(table.columns, widths, _right(table), strict=True):
        made.add_column(
            Text(column), justify="right" if is_number else "left", vertical="top", width=width
        )
    for row in table.rows:
        made.add_row(*map(Text, row))
    return made


def _right(table: Table) -> list[bool]:
    """Return which columns stand to the right: numbers, also where none is known or clear."""
    columns = zip(numbered(table), zip(*table.rows, strict=True), strict=True)
    return [
        is_number or (i > 0 and all(map(is_blank, cells)))
        for i, (is_number, cells) in enumerate(columns)
    ]


def _words(cells: Iterable[str]) -> int:
    """Return the least width of a column of words."""
    return max(min(_longest_line(cells), NOTE), _longest_word(cells))


def _longest_line(cells: Iterable[str]) -> int:
    return max((len(line) for cell in cells for line in cell.split("\n")), default=0)


def _longest_word(cells: Iterable[str]) -> int:
    return max((len(word) for cell in cells for word in cell.split()), default=0)


def _on_one_line(cell: str) -> str:
    return " ".join(cell.split())


def grids(found: Iterable[Table], *, width: int | None = None) -> list[RenderableType]:
    """Return those of the tables that have rows, ready for the console."""
    return [grid(table, width=width) for table in found if table.rows]
