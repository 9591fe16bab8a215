"""The stocks and flows in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from carefunds_sim.scenario.loops import marks
from carefunds_sim.scenario.stock_flow import Flow, Stock, View
from carefunds_sim.scenario.stock_views import flows_of, loops_through, parts_of, shown
from carefunds_sim.scenario.stocks import PARTS
from carefunds_sim.screen import WIDTH, wrapped
from carefunds_sim.vocabulary import Loop

INDENT = "    "
READING = "A stock is what is there at a month's end. Only flows change it: they fill or drain it."
MORE = "--view class and --view complete show more stocks; -v adds the rules and the numbers."


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
        facts += [
            ("Held in", ", ".join(stock.state)),
            ("Loops", marks_of(loops_through(stock.name))),
        ]
        facts += [("Rules", ", ".join(_each(part.rules for part in of_flows)))]
        facts += [("Numbers", ", ".join(_each(part.keys for part in of_flows)))]
    for label, words in facts:
        if words:
            yield from wrapped(f"{label}: {words}", width, first=INDENT, rest=2 * INDENT)


def _each(lists: Iterable[tuple[str, ...]]) -> list[str]:
    return list(dict.fromkeys(word for words in lists for word in words))


def _listed(flows: Iterable[Flow]) -> str:
    return "; ".join(flow.label for flow in flows)


def marks_of(loops: Iterable[Loop]) -> str:
    """Return the marks of loops, in a list."""
    return ", ".join(marks()[loop] for loop in loops)
