"""What each view of the stocks shows: its parts, and its information links, made from the loops."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from carefunds_sim.scenario.loops import LOOPS
from carefunds_sim.scenario.stock_flow import Flow, Part, Stock, View, name_of
from carefunds_sim.scenario.stocks import COURSES, INFLUENCES, PARTS, SHOWN
from carefunds_sim.vocabulary import Loop


class Hop(NamedTuple):
    """One step from part to part; ``cut`` where the loop's switch takes it out."""

    cause: str
    effect: str
    sign: int
    delay: str = ""
    cut: bool = False


class Arrow(NamedTuple):
    """An information link as a view draws it, with the named loops that go along it."""

    cause: str
    effect: str
    sign: int
    delay: str
    loops: tuple[Loop, ...]


def shown(view: View) -> dict[str, Part]:
    """Return the parts that a view shows."""
    return {name: part for name, part in PARTS.items() if part.view <= view}


def parts_of(whole: str, view: View) -> tuple[str, ...]:
    """Return the parts of a stock that a view shows within it."""
    return tuple(n for n, p in shown(view).items() if isinstance(p, Stock) and p.within == whole)


def place_in(view: View, name: str) -> str:
    """Return what stands for a part in a view: itself, the whole it is within, or nothing."""
    part = PARTS.get(name)
    if part is None or part.view <= view:
        return name
    whole = part.within if isinstance(part, Stock) else ""
    return whole if whole in shown(view) else ""


def flows_of(stock: str, view: View = View.COMPLETE) -> tuple[list[Flow], list[Flow]]:
    """Return the flows that fill a stock and that drain it, or parts of it, from outside it."""
    own = {stock, *parts_of(stock, View.COMPLETE)}
    flows = [part for part in shown(view).values() if isinstance(part, Flow)]
    return (
        [flow for flow in flows if flow.target in own and flow.source not in own],
        [flow for flow in flows if flow.source in own and flow.target not in own],
    )


def steps(loop: Loop) -> list[Hop]:
    """Return a loop's chain from part to part, with what its links pass on their way."""
    found: list[Hop] = []
    for link in LOOPS[loop].links:
        course = COURSES.get((link.cause, link.effect), ())
        names = [name_of(link.cause), *(name for _, name in course), name_of(link.effect)]
        signs = [sign for sign, _ in course]
        last = link.sign * math.prod(signs)
        if course and isinstance(PARTS[names[-2]], Flow) and isinstance(PARTS[names[-1]], Stock):
            last = fills(names[-2], names[-1])
        hops = zip(pairwise(names), [*signs, last], strict=True)
        cut = link == LOOPS[loop].cut_link
        for number, ((cause, effect), sign) in enumerate(hops):
            first = number == 0
            found.append(Hop(cause, effect, sign, link.delay * first, cut and first))
    return found


def seen_in(view: View, loop: Loop) -> list[Hop]:
    """Return a loop's chain as a view shows it: what it leaves out is passed over."""
    hops = steps(loop)
    begin = next(i for i, hop in enumerate(hops) if place_in(view, hop.cause))
    found: list[Hop] = []
    cause, sign, delay, cut = place_in(view, hops[begin].cause), 1, "", False
    for hop in (*hops[begin:], *hops[:begin]):
        sign, delay, cut = sign * hop.sign, delay or hop.delay, cut or hop.cut
        effect = place_in(view, hop.effect)
        if effect and (effect != cause or sign < 0):
            found.append(Hop(cause, effect, sign, delay, cut))
            cause, sign, delay, cut = effect, 1, "", False
    return found


def fills(flow: str, stock: str) -> int:
    """Return +1 where a flow fills a stock or a part of it, -1 where it drains it, else 0."""
    filled, drained = flows_of(stock)
    return (PARTS[flow] in filled) - (PARTS[flow] in drained)


def is_piped(hop: Hop) -> bool:
    """Return whether pipes and boxes show a step already, so that it needs no arrow."""
    cause, effect = PARTS[hop.cause], PARTS[hop.effect]
    if isinstance(effect, Stock):
        inside = isinstance(cause, Stock) and cause.within == hop.effect
        return hop.sign == (fills(hop.cause, hop.effect) if isinstance(cause, Flow) else inside)
    both = isinstance(cause, Flow) and isinstance(effect, Flow)
    return both and hop.sign > 0 and cause.target == effect.source != ""  # type: ignore[attr-defined]


def arrows(view: View) -> list[Arrow]:
    """Return the information links of a view, each once, with the loops that go along it."""
    found: dict[tuple[str, str, int], Arrow] = {}
    for loop, hop in _hops(view):
        key = hop[:3]
        known = found.get(key, Arrow(*key, "", ()))
        loops = known.loops if loop is None else (*known.loops, loop)
        found[key] = known._replace(delay=known.delay or hop.delay, loops=loops)
    return list(found.values())


def _hops(view: View) -> Iterator[tuple[Loop | None, Hop]]:
    for loop in SHOWN[view]:
        yield from ((loop, hop) for hop in seen_in(view, loop) if not is_piped(hop))
    here = shown(view)
    for cause, effect, sign, _ in INFLUENCES:
        if cause in here and effect in here:
            yield None, Hop(cause, effect, sign)


def loops_through(name: str) -> tuple[Loop, ...]:
    """Return the named loops that pass a part."""
    return tuple(loop for loop in Loop if any(name in hop[:2] for hop in steps(loop)))
