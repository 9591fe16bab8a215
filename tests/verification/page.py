"""The page of results that the verification writes: docs/background/verification.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from verification.comparison import COMPARISONS, FALSE_ALARM, Row
from verification.sections import INTRODUCTION, PLANTED, SECTIONS

PAGE = Path(__file__).parents[2] / "docs" / "background" / "verification.md"
HEAD = "| measure | expected | simulated | may differ by | |\n|---|---:|---:|---:|---|"
PLANTED_HEAD = (
    "| fault | what notices | expected | found | may differ by | |\n|---|---|---:|---:|---:|---|"
)


ROUNDING = 1e-9  # below it a number is what rounding left of nothing


class Result(NamedTuple):
    """What one test found: a section's rows, or a planted fault and its strongest misfit."""

    section: str
    rows: tuple[Row, ...]
    long: bool = False
    fault: str = ""


def line(row: Row) -> str:
    """Return a row of a table of results."""
    verdict = "agrees" if row.agrees else "DIFFERS"
    return f"| {row.measure} | {_cells(row)} | {verdict} |"


def planted_line(result: Result) -> str:
    """Return a row of the table of planted faults: its strongest misfit."""
    strongest = max(result.rows, key=lambda row: row.departure)
    caught = "caught" if not strongest.agrees else "MISSED"
    return f"| {result.fault} | {strongest.measure} | {_cells(strongest)} | {caught} |"


def _cells(row: Row) -> str:
    return " | ".join(_number(value) for value in (row.expected, row.simulated, row.reach))


def _number(value: float) -> str:
    """Return four digits that matter, and from a thousand on two decimals: pounds and pence."""
    if abs(value) < ROUNDING:
        return "0"
    if abs(value) >= 1_000.0:
        return f"{value:,.2f}".removesuffix(".00")
    return f"{value:.4g}"


def text(results: Sequence[Result]) -> str:
    """Return the whole page."""
    made = sum(row.comparisons for result in results if not result.fault for row in result.rows)
    if made > COMPARISONS:
        raise ValueError(f"{made} comparisons, more than the {COMPARISONS} that were allowed for")
    parts = [INTRODUCTION.format(made=made, budget=COMPARISONS, false_alarm=FALSE_ALARM)]
    for key, (title, about) in SECTIONS.items():
        parts.append(f"## {title}\n\n{about.strip()}")
        parts += [table(results, key, long=long) for long in (True, False)]
    faults = sorted(planted_line(result) for result in results if result.fault)
    parts.append("\n".join([f"## Planted faults\n\n{PLANTED.strip()}\n", PLANTED_HEAD, *faults]))
    return "\n\n".join(part.strip() for part in parts if part) + "\n"


def table(results: Iterable[Result], section: str, *, long: bool) -> str:
    """Return a section's results in its long or its short form; nothing where there are none."""
    lines = [
        line(row)
        for result in results
        if result.section == section and result.long is long
        for row in result.rows
    ]
    form = "Long form" if long else "Short form, with every change"
    return "\n".join([f"{form}:\n", HEAD, *lines]) if lines else ""


def missing(result: Result) -> list[str]:
    """Return the lines that the kept page should hold and does not."""
    kept = set(PAGE.read_text(encoding="utf-8").splitlines())
    if result.fault:
        lines = [planted_line(result)] if all(row.steady for row in result.rows) else []
    else:
        lines = [line(row) for row in result.rows if row.steady]
    return [each for each in lines if each not in kept]


def order(results: Mapping[str, Result]) -> list[Result]:
    """Return results in the order of their tests' names, whatever order these were run in."""
    return [results[name] for name in sorted(results)]
