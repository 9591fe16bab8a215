"""The stocks and flows in words: for the console, and for the page about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from functools import cache

from carefunds_sim.report.markdown import table
from carefunds_sim.scenario.evidence import GRADES
from carefunds_sim.scenario.load import compose
from carefunds_sim.scenario.loops import marks
from carefunds_sim.scenario.stock_flow import Flow, Part, Stock, View
from carefunds_sim.scenario.stock_views import arrows, flows_of, loops_through, parts_of, shown
from carefunds_sim.scenario.stocks import INFLUENCES, PARTS
from carefunds_sim.screen import WIDTH, wrapped
from carefunds_sim.vocabulary import Loop

INDENT = "    "
READING = "A stock is what is there at a month's end. Only flows change it: they fill or drain it."
MORE = "--view class and --view complete show more stocks; -v adds the rules and the numbers."
OUTSIDE = "outside the model"
NUMBERS_OF = ("with_prevention", "aligned", "nao_decade")
"""The scenario whose numbers and sources are counted: it has all that an area may have."""


def as_text(view: View, *, width: int = WIDTH, verbose: bool = False) -> str:
    """Return a view's stocks as plain text: the unit of each, and what fills and drains it."""
    stocks = [part for part in shown(view).values() if isinstance(part, Stock)]
    blocks = [_paragraphs(stock, view, width, verbose) for stock in stocks]
    ends = [] if verbose else [wrapped(MORE, width)]
    return "\n\n".join(map("\n".join, [wrapped(READING, width), *blocks, *ends])) + "\n"


def _paragraphs(stock: Stock, view: View, width: int, verbose: bool) -> Iterator[str]:
    within = " and ".join(PARTS[part].label for part in parts_of(stock.name, view))
    whole = f", the whole of: {within}" if within else ""
    yield from wrapped(f"{stock.label} ({stock.unit}){whole}", width, rest=INDENT)
    filled, drained = flows_of(stock.name, view)
    facts = [("Filled by", _listed(filled)), ("Drained by", _listed(drained))]
    if verbose:
        of_flows = [stock, *filled, *drained]
        facts += [("Held in", ", ".join(stock.state)), ("Loops", _marks(loops_through(stock.name)))]
        facts += [("Rules", ", ".join(_each(part.rules for part in of_flows)))]
        facts += [("Numbers", ", ".join(_each(part.keys for part in of_flows)))]
    for label, words in facts:
        if words:
            yield from wrapped(f"{label}: {words}", width, first=INDENT, rest=2 * INDENT)


def _each(lists: Iterable[tuple[str, ...]]) -> list[str]:
    return list(dict.fromkeys(word for words in lists for word in words))


def _listed(flows: Iterable[Flow]) -> str:
    return "; ".join(flow.label for flow in flows)


def _marks(loops: Iterable[Loop]) -> str:
    return ", ".join(marks()[loop] for loop in loops)


def as_markdown() -> str:
    """Return the tables of stocks, flows, converters and links for the page about stocks."""
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
        _marks(loops_through(part.name)),
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
        why = _marks(arrow.loops) or f"always: {always[arrow[:3]]}"
        yield cause, "+" if arrow.sign > 0 else "\N{MINUS SIGN}", effect, arrow.delay, why
