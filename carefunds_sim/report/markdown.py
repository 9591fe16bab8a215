"""Pages in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from carefunds_sim.disk import put
from carefunds_sim.errors import Fault, ScenarioError
from carefunds_sim.scenario.file_text import text_of


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table; a column whose name begins with ``>`` stands to the right."""
    yield _row(column.removeprefix(">") for column in columns)
    yield _row("---:" if column.startswith(">") else "---" for column in columns)
    for row in rows:
        yield _row(row)
    yield ""


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(words: str) -> str:
    return " ".join(words.split()).replace("|", "\\|")


BEGIN = "<!-- begin: generated -->"
END = "<!-- end: generated -->"


def renew(page: Path, generated: str) -> None:
    """Put what is generated between the page's two marks; ScenarioError where it has none."""
    before, _, after = _parts(page)
    text = f"{before}{BEGIN}\n\n{generated.strip()}\n\n{END}{after}"
    put(page, text)


def generated_part(page: Path) -> str:
    """Return what stands between a page's two marks; ScenarioError where it has none."""
    return f"{_parts(page)[1].strip()}\n"


def _parts(page: Path) -> tuple[str, str, str]:
    before, begin, rest = text_of(page).partition(BEGIN)
    between, end, after = rest.partition(END)
    if not begin or not end:
        message = f"there is no part to renew; put it between '{BEGIN}' and '{END}'"
        raise ScenarioError([Fault(str(page), 1, message)])
    return before, between, after
