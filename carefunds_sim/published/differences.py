"""All that a new area differs in, gathered from what each table says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carefunds_sim.published import bought, prices, responsibility, sizes, stages, years

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carefunds_sim.published.change import Change, Raw
    from carefunds_sim.published.comparison import Comparison
    from carefunds_sim.published.figures import Figures
    from carefunds_sim.published.register import Register
    from carefunds_sim.scenario.document import Place


def of(
    like: Raw, figures: Figures, register: Register, *, comparison: Comparison | None
) -> list[Change]:
    """Return every difference, each place once: spending overrules what residents suggest.

    Without a ``comparison`` the stages stay as they are.
    """
    found: dict[Place, Change] = {}
    source = register.of(figures.population.table)
    for change in sizes.changes(like, figures.population, figures.council, source=source):
        found[change.place] = change
    for costs in figures.unit_costs:
        for change in prices.changes(like, costs, source=register.of(costs.table)):
            found[change.place] = change
    if figures.spend:
        source = register.of(figures.spend.table)
        bought_by = bought.changes(like, figures.spend, found, source=source)
        found |= {change.place: change for change in bought_by}
    for change in _from_delays(like, figures, register, comparison):
        found[change.place] = change
    return list(found.values())


def _from_delays(
    like: Raw, figures: Figures, register: Register, comparison: Comparison | None
) -> Iterator[Change]:
    delays = figures.delays
    if delays is None:
        return
    at = f"{delays.table.path.name} line {delays.line}, {figures.council}{years.said(delays.year)}"
    source = register.of(delays.table)
    if comparison is not None:
        yield from stages.changes(like, comparison, source=source, at=at)
    yield from responsibility.changes(like, delays.days, source=source, at=at)
