"""What a new area leaves as it was, in sentences, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carefunds_sim.published import responsibility, stages
from carefunds_sim.vocabulary import Responsible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carefunds_sim.published.change import Raw
    from carefunds_sim.published.comparison import Comparison
    from carefunds_sim.published.figures import Figures


def of(
    like: Raw, figures: Figures, comparison: Comparison | None, *, adjust_stages: bool
) -> Iterator[str]:
    """Yield a sentence for everything that was left as it is, and why."""
    extended, population, delays = like["name"], figures.population, figures.delays
    if population.year is not None:
        yield f"A run starts with the residents of {population.year}, whatever its start_year."
    if delays and delays.year != population.year:
        told = "a year that its table does not tell"
        told = told if population.year is None else str(population.year)
        of = "" if delays.year is None else f" of {delays.year}"
        yield f"Delayed days{of} are set against the residents of {told}."
    if population.growth is None:
        yield f"The population table has one year: growth is that of {extended}."
    if delays is None or comparison is None:
        yield f"No table of delays: stages and responsibility are those of {extended}."
    else:
        yield from _about_delays(like, comparison, adjust_stages=adjust_stages)
    if figures.spend is None:
        yield "No table of spending: capacities follow the residents alone."
    elif figures.spend.unused:
        yield f"Columns of spending not used: {'; '.join(figures.spend.unused)}."
    if not figures.unit_costs:
        yield f"No unit costs: prices are those of {extended}."
    for costs in figures.unit_costs:
        if costs.unused:
            yield f"Prices not used: {'; '.join(costs.unused)}."


def _about_delays(like: Raw, comparison: Comparison, *, adjust_stages: bool) -> Iterator[str]:
    if adjust_stages:
        yield from (f"As it was: {sentence}." for sentence in stages.kept(like, comparison))
    else:
        yield f"The stages are those of {like['name']}, as was asked."
    if comparison.days.split:
        return
    said = f"The table tells reasons and bodies apart: responsibility is that of {like['name']}"
    implied = responsibility.implied(like, comparison.days)
    own = comparison.days.by_body.get(Responsible.NHS)
    if implied is None or own is None:
        yield f"{said}."
        return
    yield (
        f"{said}, which gives the NHS about {implied:.0%} of days with this council's reasons; "
        f"published {own / sum(comparison.days.by_body.values()):.0%}."
    )
