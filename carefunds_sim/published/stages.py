"""Chances of a panel, a choice, a dispute or a housing wait, after the council's own delays.

Only stages of a stated length are touched: there the days of a reason follow the chance of the
stage. Waits for a team or a service follow from capacity, which delays say nothing certain about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from carefunds_sim.published.change import Change
from carefunds_sim.scenario.raw import get, parts, table
from carefunds_sim.vocabulary import DelayReason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carefunds_sim.published.change import Raw
    from carefunds_sim.published.comparison import Comparison

FEWEST_DAYS = 100
"""Fewer days than these are a handful of people, whose number is chance."""


class Stage(NamedTuple):
    """A stage of a stated length, and the reason that its days are recorded under."""

    name: str
    reason: DelayReason
    chances: dict[str, float]


def adjustable(like: Raw) -> Iterator[Stage]:
    """Yield the stages whose days follow their chance."""
    for name, stage in parts(like, "stages"):
        chances = table(stage, "from_hospital")
        if stage.get("reason") and get(stage, "days") is not None and chances:
            yield Stage(name, DelayReason.of(stage["reason"]), chances)


def changes(like: Raw, comparison: Comparison, *, source: str, at: str) -> Iterator[Change]:
    """Yield the chances of each stage times the council's days per head against England's."""
    for stage in adjustable(like):
        if comparison.expected(stage.reason) >= FEWEST_DAYS:
            yield _times(stage, comparison, source=source, at=at)


def kept(like: Raw, comparison: Comparison) -> Iterator[str]:
    """Yield a sentence for each stage that is left as it was because its days are too few."""
    for stage in adjustable(like):
        expected = comparison.expected(stage.reason)
        if expected < FEWEST_DAYS:
            yield (
                f"stages.{stage.name}: England's rate would give {expected:.0f} days of "
                f"'{stage.reason.label}', fewer than {FEWEST_DAYS}, too few to tell a habit by"
            )


def _times(stage: Stage, comparison: Comparison, *, source: str, at: str) -> Change:
    factor = comparison.ratio(stage.reason)
    value = {name: round(min(1.0, chance * factor), 4) for name, chance in stage.chances.items()}
    capped = [name for name, chance in stage.chances.items() if chance * factor > 1]
    said = f"chances x {factor:.3f}, the council's days of this reason per 1,000 residents"
    said += f" against {comparison.against}; {at}"
    if capped:
        said += f"; {', '.join(capped)} held at 1"
    return Change(("stages", stage.name, "from_hospital"), value, source, said)
