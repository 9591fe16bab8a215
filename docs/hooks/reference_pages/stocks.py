"""The tables of stocks, flows, converters and links on the page about stocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache

from carefunds_sim.report.markdown import table
from carefunds_sim.report.stocks import marks_of
from carefunds_sim.scenario.evidence import GRADES
from carefunds_sim.scenario.load import compose
from carefunds_sim.scenario.stock_flow import Flow, Part, Stock, View
from carefunds_sim.scenario.stock_views import arrows, loops_through
from carefunds_sim.scenario.stocks import INFLUENCES, PARTS

OUTSIDE = "outside the model"
NUMBERS_OF = ("with_prevention", "aligned", "nao_decade")
"""The scenario whose numbers and sources are counted: it has all that an area may have."""


def stock_tables() -> str:
    """Return the tables, in Markdown."""
    kinds: dict[str, list[Part]] = {"Stocks": [], "Flows": [], "Worked out each time": []}
    for part in PARTS.values():
        heads = list(kinds)
        head = heads[0] if isinstance(part, Stock) else heads[1 if isinstance(part, Flow) else 2]
        kinds[head].append(part)
    lines: list[str] = []
    for head, parts in kinds.items():
        columns = ("what, unit", "in views", "from, to, or held in", "equations", "rules",
                   "numbers", "rest on", "loops")  # fmt: skip
        lines += [f"### {head}", "", *table(columns, map(_row, parts))]
    links = ("from", "", "to", "late", "loops")
    lines += ["### Information links", "", *table(links, _links())]
    return "\n".join(lines)


def _row(part: Part) -> tuple[str, ...]:
    views = ", ".join(view.word for view in View if part.view <= view)
    return (
        f'<a id="{part.name}"></a>**{part.label}**, {part.unit}', views, _where(part),
        ", ".join(f"[{name}](equations.md#{name})" for name in part.equations),
        ", ".join(f"[`{rule}`]({_file(rule)})" for rule in part.rules),
        ", ".join(f"`{key}`" for key in part.keys), _evidence(part.keys),
        marks_of(loops_through(part.name)),
    )  # fmt: skip


def _where(part: Part) -> str:
    if isinstance(part, Flow):
        ends = (PARTS[end].label if end else OUTSIDE for end in (part.source, part.target))
        return " to ".join(ends)
    return ", ".join(f"`{field}`" for field in part.state) if isinstance(part, Stock) else ""


def _file(rule: str) -> str:
    """Return where a rule's source stands, from the pages of the background."""
    return f"../../carefunds_sim/{rule.partition(':')[0].replace('.', '/')}.py"


def _evidence(keys: tuple[str, ...]) -> str:
    """Return how many numbers of each grade match, and the sources that they name."""
    found = {p: q for key in keys for p, q in _numbers().items() if fnmatch(p, key)}
    counts = Counter(kind for kind, _ in found.values())
    grades = ", ".join(f"{counts[kind]} {grade.letter}" for kind, grade in GRADES.items()
                       if counts[kind])  # fmt: skip
    sources = sorted({source for _, source in found.values() if source})
    links = ", ".join(f"[{name}](../reference/evidence.md#{name})" for name in sources)
    return f"{grades}: {links}" if links else grades


@cache
def _numbers() -> dict[str, tuple[str, str | None]]:
    """Return the kind of evidence and the source of each number, by its path."""
    quantities = compose(*NUMBERS_OF).quantities()
    return {path: (quantity.kind.word, quantity.source) for path, quantity in quantities}


def _links() -> Iterator[tuple[str, ...]]:
    always = {influence[:3]: influence.why for influence in INFLUENCES}
    for arrow in arrows(View.COMPLETE):
        cause, effect = (f"[{PARTS[name].label}](#{name})" for name in arrow[:2])
        why = marks_of(arrow.loops) or f"always: {always[arrow[:3]]}"
        yield cause, "+" if arrow.sign > 0 else "\N{MINUS SIGN}", effect, arrow.delay, why
