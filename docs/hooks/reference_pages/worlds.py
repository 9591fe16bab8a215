"""What was found of the shipped worlds, as a part of their page."""

from __future__ import annotations

from carefunds_sim.report import markdown
from carefunds_sim.report.analyses.worlds import sentences, tables
from carefunds_sim.scenario.worlds import SHIPPED, load_worlds


def worlds_part() -> str:
    """Return the sentences and tables of the shipped worlds, in Markdown."""
    worlds = load_worlds(SHIPPED)
    lines = [f"- {sentence}" for sentence in sentences(worlds)]
    for table in tables(worlds):
        lines += [f"\n## {table.title}\n"]
        columns = (table.columns[0], *(f">{name}" for name in table.columns[1:]))
        lines += markdown.table(columns, table.rows)
    return "\n".join(lines)
